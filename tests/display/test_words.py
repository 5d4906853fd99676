import datetime as dt
import random
import unicodedata

import pytest

from apivideo_nb.display.words import mib, moment, one_line, safe, web_link


def test_no_text_whatsoever_leaves_its_line_or_its_attribute():
    rng = random.Random(7)
    for _ in range(300):
        points = [
            rng.choice((rng.randrange(0x300), rng.randrange(0x11_0000)))
            for _ in range(60)
        ]
        text = "".join(map(chr, points))
        line = one_line(text)
        kinds = {unicodedata.category(char) for char in line}
        assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
        assert not set(line) & set(
            "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        )
        assert not set(safe(text)) & set("<>\"'")
        assert line.encode("utf-8").decode("utf-8") == line


def test_a_text_of_ten_thousand_characters_becomes_a_short_one():
    assert one_line("word " * 2000, limit=20) == "word word word word…"


def test_letters_of_all_scripts_and_emoji_stay():
    text = "مرحبا, 世界, naïve 👩‍🔬"
    assert one_line(text) == text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript://x/%0aalert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "//host/path",
        "/\\host/path",
        "path/only",
        "https://",
        "https://host/a b",
        "https://host/\n",
        "http://[::1",
        "",
        None,
    ],
)
def test_only_http_links_with_a_host_get_through(url):
    assert web_link(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/vod/vi1?token=a&b=c#t=3",
        "HTTPS://embed.api.video/vod/vi1",
        "/user/ann/proxy/41987/vod/vi1",
    ],
)
def test_links_to_players_get_through_unchanged(url):
    assert web_link(url) == url


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0.0"), (2**20, "1.0"), (99.94 * 2**20, "99.9"), (3000 * 2**20, "3,000")],
)
def test_sizes_have_the_digits_that_matter(size, said):
    assert mib(size) == said


def test_times_are_told_in_the_readers_own_zone():
    when = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
    assert moment(when) == f"{when.astimezone():%Y-%m-%d %H:%M}"
    assert moment(None) == ""
