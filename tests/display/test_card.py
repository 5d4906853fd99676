import dataclasses

import pytest

from apivideo_nb.display.card import card_html
from apivideo_nb.display.state import CardState, Chip, card_text, percent

UPLOADING = CardState(
    title="Talk",
    stage="uploading",
    sent=5 * 2**20,
    total=10 * 2**20,
    rate=2.0 * 2**20,
    left=2.5,
)
ENCODING = CardState(
    title="Talk",
    stage="encoding",
    chips=(
        Chip(kind="hls", quality="240p", status="encoded"),
        Chip(kind="hls", quality="360p", status="encoding"),
        Chip(kind="mp4", quality="360p", status="waiting"),
        Chip(kind="hls", quality="720p", status="failed"),
    ),
)
FAILED = CardState(
    title="Talk",
    stage="failed",
    what="Upload failed",
    reason="there is no such host",
    hint="Check the link.",
    link="https://docs.api.video/reference/x",
)


def test_uploading_shows_share_amounts_speed_and_time_left():
    said = "Talk · Uploading · 50% · 5.0 of 10.0 MiB · 2.0 MiB/s · 2 s left"
    assert card_text(UPLOADING) == said
    html = card_html(UPLOADING)
    assert "5.0 of 10.0 MiB · 2.0 MiB/s · 2 s left" in html
    assert "width:50.0%" in html


def test_a_hundred_percent_is_not_said_before_the_last_byte():
    almost = dataclasses.replace(UPLOADING, sent=10 * 2**20 - 1)
    assert percent(almost) == "99%"
    assert percent(dataclasses.replace(UPLOADING, sent=10 * 2**20)) == "100%"


def test_encoding_shows_each_quality_with_a_sign_and_a_word():
    html = card_html(ENCODING)
    for said in ("✓ 240p", "◐ 360p", "○ MP4", "✕ 720p"):
        assert said in html
    for word in ("240p: done", "360p: encoding", "MP4: waiting", "720p: failed"):
        assert f'title="{word}"' in html
    assert card_text(ENCODING).endswith(
        "240p encoded, 360p encoding, MP4 waiting, 720p failed"
    )


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("waiting", "Getting ready"),
        ("ingesting", "Fetching the link"),
        ("encoding", "Encoding"),
        ("playable", "Ready to play"),
        ("polishing", "polishing"),  # the service may add stages
    ],
)
def test_every_stage_is_said_in_words(stage, said):
    state = CardState(title="Talk", stage=stage)
    assert said in card_html(state)
    assert card_text(state).startswith(f"Talk · {said}")


def test_a_failure_says_what_why_what_to_do_and_where_to_read():
    html = card_html(FAILED)
    assert "Upload failed: there is no such host" in html
    assert "Check the link." in html
    assert 'href="https://docs.api.video/reference/x"' in html
    assert card_text(FAILED) == (
        "Talk · Upload failed · there is no such host · Check the link."
    )


def test_a_link_that_is_none_is_left_out():
    assert "<a " not in card_html(dataclasses.replace(FAILED, link="about:blank"))


def test_hostile_words_stay_text():
    hostile = '"><script>alert(1)</script>\n\x1b[2J' + "y" * 10_000
    chip = Chip(kind="hls", quality=hostile, status=hostile)
    for stage in ("waiting", "encoding", "failed", "cancelled", hostile):
        state = CardState(
            title=hostile,
            stage=stage,
            chips=(chip,),
            what=hostile,
            reason=hostile,
            hint=hostile,
            link=hostile,
        )
        html = card_html(state)
        assert "<script" not in html
        assert html.count("<div") == html.count("</div>")
        assert len(html) < 9_000
        assert card_text(state).isprintable()


def test_rendering_comes_before_everything_else():
    state = CardState(title="Film", stage="rendering", sent=3, total=12)
    html = card_html(state)
    assert "Rendering" in html
    assert "3 of 12 frames" in html
    assert "✓" not in html
