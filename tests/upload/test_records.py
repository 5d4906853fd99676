import pickle

import pandas as pd

from apivideo_nb.upload.records import Record, Records

DONE = Record(source="a.mp4", state="done", video_id="vi1", seconds=2.0, size=3 * 2**20)
FAILED = Record(source="<b>.mp4", state="failed", error="There is no\nfile <b>.mp4.")


def test_they_are_a_tuple():
    records = Records([DONE, FAILED])
    assert records == (DONE, FAILED)
    assert pickle.loads(pickle.dumps(records)) == records


def test_they_make_a_table_of_pandas():
    table = pd.DataFrame(Records([DONE, FAILED]))
    assert list(table.state) == ["done", "failed"]


def test_a_line_says_how_many_and_what_went_wrong():
    assert str(Records([])) == "0 videos"
    assert str(Records([DONE])) == "1 video: 1 done"
    many = str(Records([DONE, *[FAILED] * 30])).splitlines()
    assert many[0] == "31 videos: 1 done, 30 failed"
    assert many[1] == "failed  <b>.mp4  There is no file <b>.mp4."
    assert (len(many), many[-1]) == (22, "and 10 more")


def test_a_notebook_draws_those_that_went_wrong_first():
    bundle = Records([DONE, FAILED])._repr_mimebundle_()
    html = bundle["text/html"]
    assert html.index("&lt;b&gt;.mp4") < html.index("a.mp4</div>")
    assert "3.0 MiB" in html
    assert "2 videos: 1 done, 1 failed" in html
    assert bundle["text/plain"].startswith("2 videos")
    assert "and 5 more" in Records([DONE] * 25)._repr_mimebundle_()["text/html"]
