import pytest

from apivideo_nb.magic.split import Piece, split, split_partial


def texts(line):
    return [token.text for token in split(line).tokens]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", []),
        ("   \t ", []),
        ("upload  a.mp4\t--private ", ["upload", "a.mp4", "--private"]),
        ('--title "A B"', ["--title", "A B"]),
        ("--title 'A B'", ["--title", "A B"]),
        ('--title="A B"', ["--title=A B"]),
        ("""--title "it's" 'say "x"'""", ["--title", "it's", 'say "x"']),
        ('my" "clip.mp4', ["my clip.mp4"]),
        ('"" \'\' ""x', ["", "", "x"]),
        (r"C:\new\talk.mp4", [r"C:\new\talk.mp4"]),
        (r'"C:\dir with space\x.mp4" next', ["C:\\dir with space\\x.mp4", "next"]),
        (r'"C:\dir with space\" next', ["C:\\dir with space\\", "next"]),
        ("https://x.y/z.mp4?a=1&b=2#t", ["https://x.y/z.mp4?a=1&b=2#t"]),
        ("título=ü 動画.mp4", ["título=ü", "動画.mp4"]),
    ],
)
def test_quotes_hold_tokens_together_and_backslashes_are_literal(line, expected):
    assert texts(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{clips[ "a b" ]} next', ['{clips[ "a b" ]}', "next"]),
        ("{f('}', [1, 2])}", ["{f('}', [1, 2])}"]),
        ('{d["a \\" b"]} x', ['{d["a \\" b"]}', "x"]),
        ('--title="{a + b}!"', ["--title={a + b}!"]),
        ("\"{d['a b']} x\" y", ["{d['a b']} x", "y"]),
        ("'{\"a\": 1}'", ['{"a": 1}']),
        ("{{not one}}", ["{{not", "one}}"]),
        ("{never closed", ["{never", "closed"]),
        ("{a[0} b", ["{a[0}", "b"]),
        ('"a { b" c', ["a { b", "c"]),
        ('"{" and "}"', ["{", "and", "}"]),
    ],
)
def test_closed_braces_are_one_unit_whatever_is_inside(line, expected):
    assert texts(line) == expected


@pytest.mark.parametrize(
    ("line", "expected", "silent"),
    [
        ("list;", ["list"], True),
        ("list ; ", ["list"], True),
        ("list;;", ["list"], True),
        (";", [], True),
        ('upload "a;b.mp4";', ["upload", "a;b.mp4"], True),
        ("show {v};", ["show", "{v}"], True),
        ('upload "a;"', ["upload", "a;"], False),
        ("upload a;b.mp4", ["upload", "a;b.mp4"], False),
        ("show {v;}", ["show", "{v;}"], False),
        ("upload https://x/y?a=1;b=2;", ["upload", "https://x/y?a=1;b=2"], True),
    ],
)
def test_a_semicolon_outside_quotes_at_the_end_asks_for_silence(line, expected, silent):
    assert texts(line) == expected
    assert split(line).silent is silent


@pytest.mark.parametrize("line", ["it's", 'upload "a b', "--title='x", "'a;"])
def test_an_open_quote_is_a_readable_error(line):
    with pytest.raises(ValueError, match=r"^no closing ['\"] for .*quotation mark"):
        split(line)


def test_the_error_for_an_open_quote_stays_on_one_short_line():
    with pytest.raises(ValueError, match="no closing") as caught:
        split('upload "' + "long text " * 100)
    assert len(str(caught.value)) < 150
    assert "\n" not in str(caught.value)


def test_tokens_know_where_they_were_written():
    line = "  upload 'a b' {x}y"
    for token in split(line).tokens:
        assert line[token.start :].startswith(token.raw)
    assert [token.raw for token in split(line).tokens] == ["upload", "'a b'", "{x}y"]


def test_pieces_keep_the_way_of_quoting():
    (token,) = split("""a"b{c}"'d'{e}""").tokens
    assert token.pieces == (
        Piece("a"),
        Piece("b", "double"),
        Piece("c", "braces"),
        Piece("d", "single"),
        Piece("e", "braces"),
    )


@pytest.mark.parametrize(
    ("line", "done", "current", "start"),
    [
        ("", [], "", 0),
        ("upl", [], "upl", 0),
        ("upload ", ["upload"], "", 7),
        ("upload my", ["upload"], "my", 7),
        ('upload "my cl', ["upload"], "my cl", 7),
        ("upload 'x' ", ["upload", "x"], "", 11),
        ("show {vi", ["show"], "{vi", 5),
        ("list;", [], "list;", 0),
    ],
)
def test_a_half_typed_line_splits_into_what_is_done_and_the_rest(
    line, done, current, start
):
    tokens, last = split_partial(line)
    assert [token.text for token in tokens] == done
    assert (last.text, last.start) == (current, start)


def test_an_open_quote_of_a_half_typed_line_is_told():
    assert split_partial('upload "my')[1].open_quote == '"'
    assert split_partial('upload "my"')[1].open_quote == ""
