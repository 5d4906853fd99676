"""JSON read by place, and changed without touching the rest."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apivideo_nb.offloading.jsonedit import Look, rebuilt, splice, written
from apivideo_nb.offloading.jsontext import DEEPEST, MalformedError, read

keys = st.sampled_from(["a", "b", "cells", "data", "é", 'quo"te', "z\n"])
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=12),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=12,
)
spaces = st.text(" \t\n\r", max_size=3).map(str.encode)


@st.composite
def spelled(draw, value):
    """A value's text with any white space, in ASCII or not."""
    gap = lambda: draw(spaces)  # noqa: E731 - drawn anew each time
    match value:
        case dict():
            open_, close = b"{", b"}"
            parts = [
                gap() + json.dumps(key).encode() + gap() + b":" + gap() + text + gap()
                for key, item in value.items()
                for text in [draw(spelled(item))]
            ]
        case list():
            open_, close = b"[", b"]"
            parts = [gap() + draw(spelled(item)) + gap() for item in value]
        case _:
            return json.dumps(value, ensure_ascii=draw(st.booleans())).encode(
                "utf-8", "surrogatepass"
            )
    return open_ + (b",".join(parts) or gap()) + close


documents = values.flatmap(lambda v: st.tuples(st.just(v), spelled(v), spaces))
objects = (
    st.dictionaries(keys, values, max_size=5)
    .flatmap(lambda v: st.tuples(st.just(v), spelled(v)))
)  # fmt: skip
indents = st.sampled_from([None, 0, 1, 4, "\t"])


def is_text(data):
    try:
        data.decode()
    except UnicodeDecodeError:  # a lone surrogate, written as it is
        return False
    return True


@given(documents)
def test_every_value_is_found_where_it_stands(document):
    value, text, space = document
    data = space + text + space
    if not is_text(data):
        return
    _agrees(read(data), value)


def _agrees(found, value):
    assert found.load() == value
    match value:
        case dict():
            assert [member.key for member in found.members] == list(value)
            for key, item in value.items():
                _agrees(found.get(key), item)
        case list():
            for one, item in zip(found.items(), value, strict=True):
                _agrees(one, item)


@given(
    st.binary(max_size=40)
    | documents.flatmap(
        lambda d: st.sampled_from(range(len(d[1]))).map(lambda n: d[1][:n])
    )
)
def test_what_json_refuses_is_refused_and_nothing_else(data):
    try:
        json.loads(data.decode())
    except (ValueError, RecursionError):
        with pytest.raises(MalformedError, match=r"line \d+, column \d+"):
            read(data)
    else:
        read(data)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (b'{"a": 1,}', "a name in quotes is missing at line 1, column 9"),
        (b'{\n "a" 1}', "a colon is missing at line 2, column 6"),
        (b'[1,\n [2, {"a": [}]]', "no JSON at line 2, column 13"),
        (b'{"cells": [', "ends too early at line 1"),
        (b'["a\nb"]', "a string that does not end"),
        (b'["\\q"]', "a string that does not end"),
        (b"{} {}", "more text behind the end"),
        (b"\xff\xfe{", "no UTF-8 at line 1, column 1"),
        (b"\xef\xbb\xbf{}", "no JSON at line 1, column 1"),
        (b"[" * (DEEPEST + 5), f"over {DEEPEST} levels"),
        (b"", "too early"),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong_and_where(text, where):
    with pytest.raises(MalformedError, match=where):
        read(text)


def test_numbers_that_only_python_knows_are_read():
    assert math.isnan(read(b"[NaN, -Infinity, [Infinity]]").load()[0])


def test_characters_on_the_border_of_two_pieces_are_no_error():
    text = b'"' + b"x" * ((1 << 24) - 2) + "é𝄞".encode() * 3 + b'"'
    assert read(text).end == len(text)
    with pytest.raises(MalformedError, match="no UTF-8"):
        read(text[:-3] + b'"')


@given(objects, st.sets(keys), st.dictionaries(keys, values, max_size=3))
def test_rebuilding_changes_what_it_is_told_and_nothing_else(found, gone, new):
    value, text = found
    if not is_text(text):
        return
    here = read(text)
    look = Look.of(here)
    changes = dict.fromkeys(gone)
    for key, item in new.items():
        changes[key] = [written(item, look, text)]
    if not all(is_text(b"".join(p)) for p in changes.values() if p):
        return
    result = b"".join(rebuilt(here, changes))
    expected = {k: v for k, v in value.items() if k not in gone} | new
    assert json.loads(result) == expected
    order = [key for key in json.loads(result) if key in value]
    assert order == [key for key in value if key in expected]
    again = read(result)
    for key in value:
        if key not in changes:
            assert bytes(again.get(key).raw) == bytes(here.get(key).raw)
    assert b"".join(rebuilt(here, {})) == text or not value


@given(
    values.filter(lambda v: isinstance(v, dict)), indents, st.booleans(), st.booleans()
)
def test_new_members_look_like_those_that_json_dump_writes(
    value, indent, ascii_only, crlf
):
    def dump(what):
        text = json.dumps(what, indent=indent, ensure_ascii=ascii_only)
        return (text.replace("\n", "\r\n") if crlf else text).encode(
            "utf-8", "surrogatepass"
        )

    document = {"metadata": value, "\u00e9": "\u00e9"}
    data = dump(document)
    if not is_text(data):
        return
    here = read(data)
    inner = here.get("metadata")
    new = {"k": [1, {"x": "é"}], "e": {}}
    pieces = rebuilt(inner, {"zz": [written(new, Look.of(inner), data)]})
    result = b"".join(splice(data, [(inner, pieces)]))
    changed = {**value, "zz": new}
    if list(value) == sorted(value):
        changed = dict(sorted(changed.items()))
    assert result == dump(document | {"metadata": changed})


def test_a_new_member_goes_where_the_order_of_names_wants_it():
    here = read(b'{"a": 1, "c": 2}')
    assert b"".join(rebuilt(here, {"b": [b"0"]})) == b'{"a": 1, "b": 0, "c": 2}'
    here = read(b'{"c": 1, "a": 2}')
    assert b"".join(rebuilt(here, {"b": [b"0"]})) == b'{"c": 1, "a": 2, "b": 0}'


def test_edits_that_overlap_are_refused():
    here = read(b"[1, [2]]")
    with pytest.raises(ValueError, match="overlap"):
        splice(here.data, [(here, [b"0"]), (next(here.items()), [b"0"])])
