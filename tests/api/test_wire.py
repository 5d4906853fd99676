import pickle

import pytest

from apivideo_nb import errors
from apivideo_nb.api import wire
from apivideo_nb.api.multipart import MultipartBody
from apivideo_nb.api.retry import ONCE, RetryPolicy, delay_before_retry

NOT_FOUND = (
    b'{"type": "https://docs.api.video/reference/resource-not-found",'
    b'"title": "The requested resource was not found.", "name": "videoId",'
    b'"status": 404}'
)


def response(status, content=b"", **headers):
    return wire.Response(status=status, headers=headers, content=content)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 302])
def test_an_answer_below_400_is_no_error(status):
    assert wire.error_of(response(status)) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.ApiError),
        (401, errors.AuthenticationError),
        (403, errors.AuthenticationError),
        (404, errors.NotFoundError),
        (409, errors.ApiError),
        (429, errors.RateLimitError),
        (500, errors.ServerError),
        (503, errors.ServerError),
        (408, errors.ServerError),
    ],
)
def test_the_status_decides_the_error(status, kind):
    assert type(wire.error_of(response(status))) is kind


def test_an_error_carries_the_facts_of_the_answer():
    error = wire.error_of(response(404, NOT_FOUND))
    assert error.slug == "resource-not-found"
    assert error.name == "videoId"
    assert str(error) == "The requested resource was not found (404, videoId)"
    assert "%apivideo list" in error.hint


def test_the_hint_says_where_the_ids_of_that_kind_are():
    error = wire.error_of(response(404, NOT_FOUND.replace(b"videoId", b"watermarkId")))
    assert "client.watermarks.list()" in error.hint


def test_the_detail_follows_the_title():
    content = b'{"title": "An attribute is invalid.", "detail": "Value must be false."}'
    error = wire.error_of(response(400, content))
    assert str(error) == "An attribute is invalid (400): Value must be false"


@pytest.mark.parametrize("content", [b"", b"<html>Bad gateway</html>", b"[1]", b"null"])
def test_an_error_without_a_problem_still_is_one(content):
    assert str(wire.error_of(response(502, content))) == "no reason given (502)"


def test_an_error_survives_pickling():
    error = pickle.loads(pickle.dumps(wire.error_of(response(404, NOT_FOUND))))
    assert type(error) is errors.NotFoundError
    assert (error.status, error.slug) == (404, "resource-not-found")


def test_json_that_is_none_is_a_decoding_error():
    with pytest.raises(errors.DecodingError, match="no JSON"):
        response(200, b"<html>").json()


def test_filters_are_spelled_as_the_api_reads_them():
    query = wire.list_query(
        page=2,
        page_size=30,
        title="My Vid",
        description=None,
        tags=["a b", "c&d"],
        metadata={"Author": "John Doe"},
        sort_by="createdAt",
        sort_order="desc",
    )
    assert query == (
        ("title", "My Vid"),
        ("tags[]", "a b"),
        ("tags[]", "c&d"),
        ("metadata[Author]", "John Doe"),
        ("currentPage", "2"),
        ("pageSize", "30"),
        ("sortBy", "createdAt"),
        ("sortOrder", "desc"),
    )


def test_video_fields_are_spelled_as_the_api_reads_them():
    spelled = wire.video_fields(
        {
            "title": "T",
            "player_id": None,
            "tags": ("a", "b"),
            "metadata": {"k": 1},
            "clip": (5, "1:10"),
        }
    )
    assert spelled == {
        "title": "T",
        "playerId": None,
        "tags": ["a", "b"],
        "metadata": [{"key": "k", "value": "1"}],
        "clip": {"startTimecode": "00:00:05.000", "endTimecode": "00:01:10.000"},
    }


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"titel": "T"}, "no field 'titel'"),
        ({"tags": "a"}, r"tags=\['a'\]"),
        ({"metadata": [("k", "v")]}, "metadata is a mapping"),
        ({"clip": "0:05"}, "clip is a start and an end"),
        ({"clip": ("0:05",)}, "clip is a start and an end"),
    ],
)
def test_a_wrong_field_is_a_type_error(fields, text):
    with pytest.raises(TypeError, match=text):
        wire.video_fields(fields)


@pytest.mark.parametrize("segments", [("videos", ""), ("videos", ".."), (".", "x")])
def test_a_path_without_an_id_is_refused(segments):
    with pytest.raises(ValueError, match="an id is needed"):
        wire.path_of(*segments)


def test_a_body_is_as_long_as_it_says():
    sent = []
    body = MultipartBody(
        'a "b"\r\n.mp4',
        5,
        lambda: [b"hel", b"lo"],
        fields={"k": "ü"},
        on_sent=sent.append,
    )
    data = b"".join(body)
    assert len(body) == len(data)
    assert b'filename="a %22b%22%0D%0A.mp4"' in data
    assert b"\r\n\r\nhello\r\n--" in data
    assert sent == [3, 2]


def test_a_view_counts_as_sent_only_when_the_next_is_asked_for():
    sent = []
    views = iter(MultipartBody("a", 2, lambda: [b"a", b"b"], on_sent=sent.append))
    next(views)
    next(views)
    assert sent == []
    next(views)
    assert sent == [1]


POLICY = RetryPolicy(attempts=4, rate_limit_attempts=2, first_delay=1, max_delay=3)


@pytest.mark.parametrize(
    ("error", "failures", "repeatable", "delay"),
    [
        (errors.TransportError("lost"), 1, True, 1),
        (errors.TransportError("lost"), 2, True, 2),
        (errors.TransportError("lost"), 3, True, 3),
        (errors.TransportError("lost"), 4, True, None),
        (errors.TransportError("lost"), 1, False, None),
        (errors.TransportError("no host", unsent=True), 1, False, 1),
        (errors.ServerError(503, {}), 1, True, 1),
        (errors.ServerError(503, {}), 1, False, None),
        (errors.RateLimitError(429, {}, retry_after=7), 1, False, 7),
        (errors.RateLimitError(429, {}, retry_after=-1), 1, False, 0),
        (errors.RateLimitError(429, {}), 2, False, 60),
        (errors.RateLimitError(429, {}), 3, True, None),
        (errors.ApiError(400, {}), 1, True, None),
        (errors.NotFoundError(404, {}), 1, True, None),
    ],
)
def test_what_is_safe_to_repeat_is_repeated(error, failures, repeatable, delay):
    found = delay_before_retry(POLICY, error, failures=failures, repeatable=repeatable)
    assert found == delay


def test_what_is_nice_to_have_is_asked_once():
    lost = errors.TransportError("lost", unsent=True)
    assert delay_before_retry(ONCE, lost, failures=1, repeatable=True) is None
