import datetime as dt

import pytest

from apivideo_nb.display.table import Row, fields_table, videos_table

HOSTILE = '"><script>alert(1)</script>\n\x1b[31m\u202e' + "x" * 10_000


def test_a_list_shows_title_id_who_may_see_it_tags_day_and_link():
    made = videos_table(
        [
            Row(
                title="Talk",
                video_id="vi1",
                tags=("physics", "2026"),
                created=dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC),
                link="https://embed.api.video/vod/vi1",
            ),
            Row(title="Draft", video_id="vi22", public=False),
        ]
    )
    head, first, second = made["text/plain"].splitlines()
    assert head.split("  ")[0] == "TITLE"
    assert first.split()[:2] == ["Talk", "vi1"]
    assert "everybody" in first
    assert "physics, 2026" in first
    assert second.split() == ["Draft", "vi22", "private"]
    assert first.index("vi1") == second.index("vi22") == head.index("ID")
    assert 'href="https://embed.api.video/vod/vi1"' in made["text/html"]
    assert made["text/html"].count("<tr") == 3


def test_a_list_fetches_no_pictures():
    assert "<img" not in videos_table([Row(title="a", video_id="b")])["text/html"]


def test_no_videos_are_said_in_words():
    assert videos_table([])["text/plain"] == "No videos."
    assert "No videos." in videos_table([])["text/html"]


def test_what_is_left_out_is_said_below():
    made = videos_table([Row(title="a", video_id="b")], more="38 more")
    assert made["text/plain"].endswith("\n38 more")
    assert "38 more" in made["text/html"]


def test_facts_come_one_a_line_and_nothing_is_said_of_none():
    made = fields_table({"server": "http://127.0.0.1:1", "key": None, "videos": 3})
    assert made["text/plain"] == "server  http://127.0.0.1:1\nvideos  3"
    assert 'href="http://127.0.0.1:1"' in made["text/html"]
    assert "key" not in made["text/html"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://x/'\"><script>"])
def test_hostile_words_stay_text(link):
    row = Row(title=HOSTILE, video_id=HOSTILE, tags=(HOSTILE,), link=link)
    for made in (
        videos_table([row], more=HOSTILE),
        fields_table({HOSTILE: HOSTILE, "link": link}, title=HOSTILE),
    ):
        assert "<script" not in made["text/html"]
        assert "javascript:alert(1)" not in [*_links(made["text/html"])]
        assert "\x1b" not in made["text/plain"] + made["text/html"]
        assert "\u202e" not in made["text/plain"] + made["text/html"]
        assert len(made["text/html"]) < 6_000


def _links(html):
    for part in html.split('href="')[1:]:
        yield part.partition('"')[0]


def test_facts_can_be_none_at_all():
    assert fields_table({})["text/plain"] == ""
