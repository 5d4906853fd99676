import base64

import pytest

from apivideo_nb.sandbox.rules.credentials import (
    parse_authorization,
    parse_credential,
)
from apivideo_nb.sandbox.rules.problems import Problem


def basic(text):
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Bearer abc.def", ("token", "abc.def")),
        ("bearer abc.def", ("token", "abc.def")),
        (f"Basic {basic('key:')}", ("key", "key")),
        (f"BASIC {basic('key:ignored')}", ("key", "key")),
    ],
)
def test_bearer_and_basic_are_read_in_any_case(header, expected):
    assert parse_authorization(header) == expected


@pytest.mark.parametrize(
    ("header", "slug"),
    [
        (None, "authentication-missing-authorization-header"),
        ("", "authentication-invalid-authorization-header-value"),
        ("abc.def", "authentication-invalid-authorization-header-value"),
        ("Bearer", "authentication-invalid-authorization-header-value"),
        ("Bearer a b", "authentication-invalid-authorization-header-value"),
        (f"Basic{basic('key:')}", "authentication-invalid-authorization-header-value"),
        (f"Basic {basic('key')}", "authentication-invalid-authorization-header-value"),
        ("Basic ####", "authentication-invalid-authorization-header-value"),
        ("Basic /w==", "authentication-invalid-authorization-header-value"),
        ("Digest x", "authentication-invalid-authorization-header-value"),
    ],
)
def test_anything_else_is_401(header, slug):
    with pytest.raises(Problem) as caught:
        parse_authorization(header)
    assert caught.value.status == 401
    assert caught.value.body["type"].endswith(slug)
    assert caught.value.body["name"] == ""


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ([], "invalid-payload"),
        ({}, "attribute-required"),
        ({"apiKey": None}, "attribute-required"),
        ({"apiKey": 7}, "invalid-attribute"),
    ],
)
def test_a_login_without_a_key_says_what_is_missing(body, slug):
    with pytest.raises(Problem) as caught:
        parse_credential(body, "apiKey")
    assert caught.value.body["type"].endswith(slug)


def test_a_login_s_key_is_taken_out_of_the_body():
    assert parse_credential({"apiKey": "secret", "more": 1}, "apiKey") == "secret"
