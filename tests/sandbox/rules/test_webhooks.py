import hashlib
import hmac
import json

import pytest

from apivideo_nb.sandbox.rules.problems import Problem
from apivideo_nb.sandbox.rules.webhooks import (
    EVENTS,
    headers,
    is_delivered,
    parse_webhook,
    quality_completed,
)

GOOD = {"events": [EVENTS[0]], "url": "http://127.0.0.1:8000/told?by=webhook"}


def faults(body):
    """Return slug, name and detail of the outer fault, and all names."""
    with pytest.raises(Problem) as caught:
        parse_webhook(body)
    found = caught.value.body
    names = [fault["name"] for fault in found.get("problems", ())]
    slug = found["type"].rpartition("/")[2]
    return slug, found.get("name"), found.get("detail"), names


def test_a_good_webhook_is_read():
    assert parse_webhook(GOOD) == (GOOD["url"], (EVENTS[0],))
    twice = {**GOOD, "events": [EVENTS[1], EVENTS[0], EVENTS[1]]}
    assert parse_webhook(twice)[1] == (EVENTS[1], EVENTS[0])


def test_both_attributes_are_required_and_both_are_named():
    slug, name, _, names = faults({})
    assert (slug, name, names) == ("attribute-required", "events", ["events", "url"])


@pytest.mark.parametrize("body", [None, [], "x", 1])
def test_what_is_no_object_is_no_payload(body):
    assert faults(body)[0] == "invalid-payload"


@pytest.mark.parametrize(
    ("change", "name", "detail"),
    [
        ({"events": "x"}, "events", "This attribute must be an array."),
        ({"events": []}, "events", "This value should not be blank."),
        ({"events": [EVENTS[0], "x"]}, "events[1]", None),
        ({"events": [{}]}, "events[0]", None),
        ({"url": 1}, "url", "This value must be of type string."),
        ({"url": None}, "url", "This value should not be null."),
        ({"more": 1}, "more", "This field was not expected."),
    ],
)
def test_what_is_wrong_with_an_attribute_is_said(change, name, detail):
    slug, found, why, _ = faults({**GOOD, **change})
    assert (slug, found) == ("invalid-attribute", name)
    assert why == detail if detail else why


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com/",
        "file:///etc/passwd",
        "http://",
        "http:///x",
        "http://a b/",
        "http://[::1",
        "http://h:99999/",
        "http://h:0/",
        "http://h/\ud800",
        "http://h/" + "x" * 2048,
    ],
)
def test_only_http_and_https_addresses_are_told(url):
    slug, name, _, _ = faults({**GOOD, "url": url})
    assert (slug, name) == ("invalid-attribute", "url")


def test_an_event_is_compact_json_in_the_order_of_the_documentation():
    body = quality_completed(
        at=1611935185.217, video_id="viXXX", encoding="hls", quality="720p"
    )
    assert body == (
        '{"type":"video.encoding.quality.completed",'
        '"emittedAt":"2021-01-29T15:46:25.217+00:00","videoId":"viXXX",'
        '"encoding":"hls","quality":"720p"}'
    )
    assert json.loads(body)["quality"] == "720p"


def test_the_signature_is_that_of_the_bytes_which_are_sent():
    sent = headers("webhook_1", "sig_sec_1", b'{"a":1}')
    mac = hmac.new(b"sig_sec_1", b'{"a":1}', hashlib.sha256).hexdigest()
    assert sent["X-Api-Video-Signature"] == mac
    assert sent["X-Api-Video-WebhookID"] == "webhook_1"


@pytest.mark.parametrize(
    ("status", "taken"), [(101, True), (200, True), (299, True), (300, False)]
)
def test_everything_below_300_is_delivered(status, taken):
    assert is_delivered(status) is taken
