import base64
import io
import random
from html.parser import HTMLParser

import pytest
from PIL import Image

from apivideo_nb.display.bundle import video_bundle

PLAYER = "https://embed.api.video/vod/vi1"
HOSTILE = [
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</iframe></a></div><h1>out</h1>",
    "&quot;&gt;&lt;script&gt;",
    "<!-- -->]]><![CDATA[",
    "two\nlines\r\n\x1b[2J\x00",
    "\u202egnp.exe",
    "👩‍🔬 мир 世界 مرحبا",
    "\ud800 half a character",
    "x" * 10_000,
    "` ${7*7} {{7*7}} %(x)s",
]


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text."""

    def __init__(self, html):
        super().__init__()
        self.found, self.text, self._open = [], "", []
        self.feed(html)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in {"img", "meta"}:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def one(self, tag):
        (attrs,) = [attrs for name, attrs in self.found if name == tag]
        return attrs

    @property
    def shape(self):
        return [(tag, sorted(attrs)) for tag, attrs in self.found]


def bundle(**given):
    wanted = {"title": "Talk", "player": PLAYER, "state": "playable", "picture": None}
    return video_bundle(**(wanted | given))


@pytest.fixture
def picture(draw):
    return draw(160, 90)


def test_a_video_is_a_picture_a_link_and_a_player_behind_a_click(picture):
    page = Elements(bundle(picture=picture)["text/html"])
    links = [attrs["href"] for tag, attrs in page.found if tag == "a"]
    assert links == [PLAYER, PLAYER]
    assert page.one("img")["src"].startswith("data:image/jpeg;base64,")
    assert page.one("img")["alt"] == "Talk"
    frame = page.one("iframe")
    assert "src" not in frame
    assert "color-scheme:light" in frame["style"]
    assert frame["title"] == "Player: Talk"
    inside = Elements(frame["srcdoc"].removeprefix("<!doctype html>"))
    assert inside.one("a")["href"] == PLAYER + "#autoplay"
    assert inside.one("a")["aria-label"] == "Play Talk"


def test_the_picture_is_the_same_in_html_and_as_jpeg_and_is_small(draw):
    made = bundle(picture=draw(1920, 1080, quality=95))
    assert set(made) == {"text/html", "text/plain", "image/jpeg"}
    src = Elements(made["text/html"]).one("img")["src"]
    assert src == "data:image/jpeg;base64," + made["image/jpeg"]
    data = base64.b64decode(made["image/jpeg"])
    assert len(data) <= 40_000
    assert Image.open(io.BytesIO(data)).format == "JPEG"


@pytest.mark.parametrize("picture", [None, b"", b"<html>404</html>"])
def test_without_a_picture_a_box_stands_in(picture):
    made = bundle(picture=picture)
    assert set(made) == {"text/html", "text/plain"}
    page = Elements(made["text/html"])
    assert "img" not in [tag for tag, _ in page.found]
    assert "padding:28.1% 0" in made["text/html"]  # 16:9 that survives sanitising


def test_on_request_the_player_is_there_at_once(picture):
    page = Elements(bundle(picture=picture, play=True)["text/html"])
    assert page.one("iframe")["src"] == PLAYER
    assert "srcdoc" not in page.one("iframe")
    assert page.one("img")


def test_a_player_url_with_a_fragment_of_its_own_keeps_it():
    frame = Elements(bundle(player=PLAYER + "#t=5")["text/html"]).one("iframe")
    assert f"{PLAYER}#t=5;autoplay" in frame["srcdoc"]


@pytest.mark.parametrize("player", [None, "javascript:alert(1)", "data:text/html,x"])
def test_what_is_no_web_link_is_never_linked(player, picture):
    made = bundle(player=player, picture=picture)
    tags = [tag for tag, _ in Elements(made["text/html"]).found]
    assert "a" not in tags
    assert "iframe" not in tags
    assert made["text/plain"] == "Talk · playable"


@pytest.mark.parametrize(
    ("size", "width"),
    [((1600, 900), 640), ((900, 1600), 270), ((500, 500), 480), ((400, 300), 640)],
)
def test_every_shape_fits_into_640_by_480(draw, size, width):
    html = bundle(picture=draw(*size, quality=30))["text/html"]
    assert f"position:relative;max-width:{width}px" in html


def test_the_width_can_be_chosen(picture):
    html = bundle(picture=picture, width_px=320)["text/html"]
    assert "position:relative;max-width:320px" in html


def test_plain_text_is_title_state_and_address():
    assert bundle()["text/plain"] == f"Talk · playable · {PLAYER}"


def test_state_and_note_are_read_under_the_picture():
    text = Elements(bundle(state="encoding 720p", note="Private.")["text/html"]).text
    assert "Talk · encoding 720p · Open in browser\xa0↗" in text
    assert text.endswith("Private.")


def test_there_is_no_latex_which_would_hide_the_picture(picture):
    assert "text/latex" not in bundle(picture=picture)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("where", ["title", "state", "note"])
def test_hostile_words_never_change_the_page(hostile, where, picture):
    plain = bundle(picture=picture, note="note")["text/html"]
    tame = Elements(plain)
    made = bundle(picture=picture, **({"note": "note"} | {where: hostile}))
    page = Elements(made["text/html"])
    assert page.shape == tame.shape
    inside = Elements(page.one("iframe")["srcdoc"].removeprefix("<!doctype html>"))
    assert [tag for tag, _ in inside.found] == ["meta", "title", "style", "a", "b", "i"]
    assert sorted(inside.one("a")) == ["aria-label", "href"]
    assert made["text/plain"].isprintable() or "\u200d" in hostile
    assert len(made["text/plain"]) < 500
    assert len(made["text/html"]) < len(plain) + 8_000
    made["text/html"].encode("utf-8")


def test_random_words_never_change_the_page(picture):
    tame = Elements(bundle(picture=picture)["text/html"]).shape
    rng = random.Random(3)
    bits = [
        "<",
        ">",
        '"',
        "'",
        "&",
        ";",
        "/",
        "=",
        "--",
        "\n",
        "\\",
        "`",
        "a",
        "script",
    ]
    for _ in range(200):
        words = "".join(rng.choices(bits, k=rng.randrange(1, 40)))
        page = Elements(bundle(picture=picture, title=words)["text/html"])
        assert page.shape == tame
        assert sorted(page.one("iframe")) == ["allow", "srcdoc", "style", "title"]


def test_a_player_url_with_quotes_stays_inside_its_attribute():
    url = PLAYER + "?a='x'\"><script>&b=<c>"
    page = Elements(bundle(player=url)["text/html"])
    assert {attrs["href"] for tag, attrs in page.found if tag == "a"} == {url}
    inside = Elements(page.one("iframe")["srcdoc"].removeprefix("<!doctype html>"))
    assert inside.one("a")["href"] == url + "#autoplay"


def test_styles_are_those_that_a_sanitiser_keeps(picture):
    dropped = (
        "var(",
        "aspect-ratio",
        "object-fit",
        "transform",
        "pointer-events",
        "inset",
    )
    html = bundle(picture=picture, note="note")["text/html"]
    for tag, attrs in Elements(html).found:
        if tag != "iframe":
            assert not any(word in attrs.get("style", "") for word in dropped)
