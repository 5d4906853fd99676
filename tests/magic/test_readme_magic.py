"""The magic that the README shows, run as it stands there."""

import re
import shutil
from pathlib import Path

from apivideo_nb import Client

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_the_lines_of_the_readme_work_in_one_cell(
    notebook, clips, link, tmp_path, monkeypatch
):
    (cell,) = re.findall(r"(?ms)^```\n(%load_ext apivideo_nb\n.*?)^```", README)
    assert "https://example.org/clip.avi" in cell
    shutil.copy(clips("h264"), tmp_path / "talk.mp4")
    monkeypatch.chdir(tmp_path)
    ran = notebook.do(cell.replace("https://example.org/clip.avi", link("avi")))
    (talk,) = Client().videos.list(tags=["pycon"])
    assert (talk.title, talk.public) == ("My talk", False)
    assert ran.value.video_id == talk.video_id
