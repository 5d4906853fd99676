from html.parser import HTMLParser

import pytest

from apivideo_nb.display.snippets import LOCAL, PRIVATE, to_html, to_markdown, to_myst

PLAYER = "https://embed.api.video/vod/vi1"
PICTURE = "https://vod.api.video/vod/vi1/thumbnail.jpg"
ALL = [to_markdown, to_html, to_myst]
HOSTILE = '"><script>alert(1)</script>\n\n# ](javascript:x) `code` -->'


def write(how, **changes):
    video = {"title": "Waves", "player": PLAYER, "thumbnail": PICTURE, "public": True}
    return how(**{**video, **changes})


def test_markdown_is_a_picture_that_links_to_the_player():
    assert write(to_markdown) == f"[![Waves]({PICTURE})]({PLAYER})"


def test_html_is_a_named_player_as_wide_as_its_place():
    found = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found[tag] = dict(attributes)

    Reader().feed(write(to_html))
    frame = found["iframe"]
    assert (frame["src"], frame["title"]) == (PLAYER, "Waves")
    assert "fullscreen *" in frame["allow"]
    assert "width:100%" in frame["style"]


def test_myst_is_a_directive_with_a_caption_and_a_picture_for_pdf():
    assert write(to_myst).splitlines() == [
        f":::{{iframe}} {PLAYER}",
        ":width: 100%",
        f":placeholder: {PICTURE}",
        "Waves",
        ":::",
    ]


@pytest.mark.parametrize("how", ALL)
def test_a_private_video_says_so_and_spends_no_token_on_a_picture(how):
    text = write(how, public=False)
    assert PRIVATE in text
    assert PLAYER in text
    assert PICTURE not in text


@pytest.mark.parametrize("how", ALL)
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:80"])
def test_a_video_of_this_machine_says_so(how, host):
    assert LOCAL in write(how, player=f"http://{host}/vod/vi1")
    assert LOCAL not in write(how)


@pytest.mark.parametrize("how", ALL)
def test_a_hostile_title_stays_a_title(how):
    text = write(how, title=HOSTILE)
    assert "<script>" not in text
    assert "\n#" not in text
    assert how is to_html or "](javascript" not in text.replace(r"\](", "")


@pytest.mark.parametrize("how", ALL)
@pytest.mark.parametrize("player", [None, "javascript:alert(1)", "data:text/html,x"])
def test_without_a_player_there_is_the_title_alone(how, player):
    assert "Waves" in write(how, player=player)
    assert "javascript" not in write(how, player=player)


def test_a_parenthesis_does_not_end_the_link():
    text = write(to_markdown, player="https://host/a(b)")
    assert text.endswith("(https://host/a%28b%29)")
