import pytest

from apivideo_nb.magic.expand import expand
from apivideo_nb.magic.split import split


class Clip:
    path = "dir/clip.mp4"

    def __format__(self, spec):
        return "formatted"


CLIP = Clip()
NAMES = {
    "n": 5,
    "name": "my talk",
    "path": "a b.mp4",
    "clips": {"a b": b"bytes"},
    "xs": [1, 2, 3],
    "clip": CLIP,
    "option": "--force",
    "empty": "",
    "nothing": None,
}


def values(line, names=NAMES):
    return [word.value for word in expand(split(line).tokens, names)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{path}", ["a b.mp4"]),
        ("-t {path} {path}", ["-t", "a b.mp4", "a b.mp4"]),
        ("dir/{path}", ["dir/a b.mp4"]),
        ("dir/$name/$n.", ["dir/my talk/5."]),
        ("$clip.path", ["dir/clip.mp4"]),
        ("x$clip.path", ["xdir/clip.mp4"]),
        ("https://x/?a=1&b=$n", ["https://x/?a=1&b=5"]),
        ("https://x/?a=1&b=${n}", ["https://x/?a=1&b=$5"]),
        ("{xs[1:]}", [[2, 3]]),
        ("{sum(x for x in xs if x < n)}", [6]),
        ("{name!r}", ["'my talk'"]),
        ("{name.upper()!s}", ["MY TALK"]),
        ('"{name}: $name"', ["my talk: my talk"]),
        ("'{name}: $name'", ["my talk: $name"]),
        ("{n}{n}", ["55"]),
        ("v{clip}", ["vformatted"]),
        ("{ n }", [5]),
        ("{len([c for c in 'a}b'])}", [3]),
        ("{{{n}}}", ["{5}"]),
        ('{clips["a b"][:2].decode()}', ["by"]),
    ],
)
def test_expressions_and_names_expand_within_one_argument(line, expected):
    assert values(line) == expected


@pytest.mark.parametrize(
    "line", ["$5", "$", "a$", "$ n", "5$", "1$2", "{", "}", "a}b", "{}", "a{}b", "{ }"]
)
def test_what_names_no_variable_stays_as_it_is(line):
    assert " ".join(map(str, values(line))) == line


@pytest.mark.parametrize(
    ("line", "expected"),
    [("$$", "$"), ("$$n", "$n"), ("$$5", "$5"), ("{{n}}", "{n}"), ("'{{n}}'", "{n}")],
)
def test_doubled_signs_stand_for_themselves(line, expected):
    assert values(line) == [expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('note={"a":1}', 'note={"a":1}'),
        ('\'{"a": {"b": 1}}\'', '{"a": {"b": 1}}'),
        ("'p{color: red}'", "p{color: red}"),
        ("{n:5}", "{n:5}"),
        ("{clip.}", "{clip.}"),
        ("{n!x}", "{n!x}"),
    ],
)
def test_braces_that_hold_no_expression_stay_text(line, expected):
    assert values(line) == [expected]


@pytest.mark.parametrize("line", ["{clip}", "$clip", '"{clip}"', "--x={clip}"])
def test_an_argument_that_is_only_an_expression_is_the_object_itself(line):
    assert values(line)[-1] is CLIP


@pytest.mark.parametrize("line", ["{clips['a b']}", "{nothing}", "{empty}"])
def test_objects_are_handed_on_whatever_they_are(line):
    assert values(line) == [eval(line[1:-1], dict(NAMES))]


@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("--force", False),
        ('"--force"', True),
        ("{option}", True),
        ("$option", True),
        ("--{n}", True),
        ("a.mp4", False),
    ],
)
def test_only_what_was_written_as_an_option_can_be_one(line, held):
    assert expand(split(line).tokens, NAMES)[0].held is held


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('--title="A B"', [("--title", False), ("A B", True)]),
        ("--title=", [("--title", False), ("", True)]),
        ("--title=--force", [("--title", False), ("--force", True)]),
        ("--meta=a=b", [("--meta", False), ("a=b", True)]),
        ('"--title=x"', [("--title=x", True)]),
        ("a=b", [("a=b", False)]),
    ],
)
def test_a_joined_value_becomes_a_word_of_its_own(line, expected):
    words = expand(split(line).tokens, NAMES)
    assert [(word.value, word.held) for word in words] == expected
    assert [word.joined for word in words] == [False, True][: len(words)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{nope}", r"^\{nope\}: there is no variable 'nope'; write \{\{ and \}\}"),
        ("a/{nope}.mp4", r"^\{nope\} of a/\{nope\}\.mp4: there is no variable 'nope'"),
        ("{nam}", r"did you mean 'name'\?$"),
        ("x?b=$nope", r"^\$nope of x\?b=\$nope: .* write \$\$ for a dollar sign$"),
        ("{xs[9]}", r"^\{xs\[9\]\}: IndexError: list index out of range$"),
        ("{1/0}", "ZeroDivisionError: division by zero"),
        ("$name.mp4", r"AttributeError: .*; write \{name\}\.mp4 if \.mp4 is text$"),
        ("{open('/no/such')}", "FileNotFoundError"),
    ],
)
def test_a_failing_expression_is_one_line_that_names_it(line, message):
    with pytest.raises(ValueError, match=message) as caught:
        values(line)
    assert "\n" not in str(caught.value)


def test_an_error_text_of_many_lines_becomes_one():
    def fail():
        raise RuntimeError("first\n\n  second")

    with pytest.raises(ValueError, match=r"RuntimeError: first second$"):
        values("{fail()}", {"fail": fail})


def test_the_namespace_is_left_alone():
    names = {"n": 1}
    assert values("{(n := 2)}", names) == [2]
    assert names == {"n": 1}


def test_an_interrupt_inside_an_expression_is_not_swallowed():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        values("{interrupted()}", {"interrupted": interrupted})
