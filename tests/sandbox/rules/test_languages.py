import pytest

from apivideo_nb.sandbox.rules.languages import (
    caption_language,
    chapter_language,
    native_name,
)
from apivideo_nb.sandbox.rules.problems import Problem


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "English"),
        ("fr-CA", "Français (Canada)"),
        ("es-419", "Español (Latinoamérica)"),
        ("ar-001", "العربية (العالم)"),
        ("en-150", "English (Europe)"),
        ("sr-Cyrl", "Српски (ћирилица)"),
        ("ko-KR", "한국어(대한민국)"),
        ("no", "Norsk"),
        ("ch", "Chamorro"),
    ],
)
def test_a_listed_language_is_taken_and_named_in_its_own_words(tag, name):
    assert caption_language(tag) == tag
    assert native_name(tag) == name


def test_case_does_not_matter_and_is_put_right():
    assert caption_language("ZH-hans-cn") == "zh-Hans-CN"
    assert chapter_language("PT-br") == "pt-BR"


@pytest.mark.parametrize("parse", [caption_language, chapter_language])
@pytest.mark.parametrize("tag", ["fr_BE", "français", "en US", "e.n", ""])
def test_other_characters_are_refused_in_the_vendor_s_words(parse, tag):
    with pytest.raises(Problem) as refused:
        parse(tag)
    assert refused.value.body["name"] == "language"
    assert "must contain only letters and dashes" in refused.value.body["detail"]


@pytest.mark.parametrize("tag", ["klingon", "xx", "en-XX", "419", "en-", "-"])
def test_a_language_that_is_not_listed_is_no_caption_s(tag):
    with pytest.raises(Problem) as refused:
        caption_language(tag)
    assert refused.value.status == 400
    assert refused.value.body["detail"] == 'The "language" attribute is not valid.'


@pytest.mark.parametrize(
    ("tag", "spelt"),
    [("gsw-ch", "gsw-CH"), ("xx", "xx"), ("sl-rozaj-1994", "sl-rozaj-1994")],
)
def test_chapters_take_every_well_formed_language(tag, spelt):
    assert chapter_language(tag) == spelt
    assert native_name(spelt) == spelt


@pytest.mark.parametrize("tag", ["klingon", "e", "419", "en-", "-", "en--US", "en-x-a"])
def test_chapters_take_no_other(tag):
    with pytest.raises(Problem):
        chapter_language(tag)
