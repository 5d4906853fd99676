import socket
import threading

import pytest

from apivideo_nb import (
    ApiError,
    AuthenticationError,
    ConfigurationError,
    DecodingError,
    RateLimitError,
    ServerError,
    TransportError,
    UploadInterruptedError,
)
from apivideo_nb.api.login import Server
from apivideo_nb.api.multipart import MultipartBody
from apivideo_nb.api.retry import PATIENT
from apivideo_nb.api.session import Session
from apivideo_nb.api.wire import Request

KEY = "a-secret-key"
GET = Request(method="GET", path="/videos/vi1")
CREATE = Request(method="POST", path="/videos", json={}, repeatable=False)
REFUSED = {"title": "The user credentials were incorrect.", "status": 400}


class Clock:
    def __init__(self):
        self.now = 0.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def session(server, clock):
    session = Session(
        lambda: Server(base_urls={"custom": server.url}, api_key=KEY),
        user_agent="test",
        sleep=clock.sleep,
        clock=clock,
    )
    yield session
    session.close()


def test_the_key_becomes_a_bearer_token_that_is_used_again(server, session):
    server.will_log_in()
    server.will(200, {"n": 1})
    server.will(200, {"n": 2})
    assert [session.call(GET).json()["n"] for _ in range(2)] == [1, 2]
    assert server.seen == [
        ("POST", "/auth/api-key", None, b'{"apiKey": "a-secret-key"}'),
        ("GET", "/videos/vi1", "Bearer first", b""),
        ("GET", "/videos/vi1", "Bearer first", b""),
    ]


def test_a_token_is_renewed_before_it_ends(server, session, clock):
    server.will_log_in("first", expires_in=3600)
    server.will(200, {})
    server.will_log_in("second")
    server.will(200, {})
    session.call(GET)
    clock.now += 3541
    session.call(GET)
    assert [seen[2] for seen in server.seen if seen[0] == "GET"] == [
        "Bearer first",
        "Bearer second",
    ]


def test_a_token_that_ended_early_is_renewed_after_a_401(server, session):
    server.will_log_in("first")
    server.will(401, {"title": "The access token is invalid or expired."})
    server.will_log_in("second")
    server.will(201, {})
    session.call(CREATE)
    assert server.seen[-1][2] == "Bearer second"


def test_a_second_401_is_an_error(server, session):
    server.will_log_in()
    server.will(401, {"title": "no"})
    server.will_log_in()
    server.will(401, {"title": "no"})
    with pytest.raises(AuthenticationError):
        session.call(GET)


def test_a_403_is_an_error_at_once(server, session):
    server.will_log_in()
    server.will(403, {"title": "Suspended account"})
    with pytest.raises(AuthenticationError, match="Suspended account"):
        session.call(GET)


@pytest.mark.parametrize("status", [400, 401])
def test_the_key_decides_the_environment(server, clock, status):
    session = Session(
        lambda: Server(
            base_urls={"production": server.url + "/p", "sandbox": server.url + "/s"},
            api_key=KEY,
        ),
        user_agent="test",
        clock=clock,
    )
    server.will(status, REFUSED)
    server.will_log_in(expires_in=100)
    server.will_log_in()
    assert (session.environment, session.base_url) == ("sandbox", server.url + "/s")
    clock.now += 100
    assert session.environment == "sandbox"
    paths = [seen[1] for seen in server.seen]
    assert paths == ["/p/auth/api-key", "/s/auth/api-key", "/s/auth/api-key"]
    session.close()


def test_a_key_that_nobody_takes_is_an_error_that_does_not_tell_it(server, session):
    server.will(400, REFUSED)
    with pytest.raises(AuthenticationError) as caught:
        session.call(GET)
    assert str(caught.value) == "The API key was refused by custom (400)"
    assert KEY not in repr(caught.value)
    assert "APIVIDEO_API_KEY" in caught.value.hint


@pytest.mark.parametrize("answer", [{}, {"access_token": "x"}, [], None])
def test_an_answer_without_a_token_is_a_decoding_error(server, session, answer):
    server.will(200, answer)
    with pytest.raises(DecodingError, match="gave no access token"):
        session.call(GET)


def test_a_429_waits_as_long_as_the_server_asks(server, session, clock):
    server.will_log_in()
    server.will(429, {"title": "Too many requests."}, X_RateLimit_Retry_After="7")
    server.will(429, {"title": "Too many requests."})
    server.will(201, {})
    session.call(CREATE)
    assert clock.slept == [7, 60]


def test_a_429_for_ever_is_an_error(server, session, clock):
    server.will_log_in()
    for _ in range(21):
        server.will(429, {"title": "Too many requests."}, X_RateLimit_Retry_After="1")
    with pytest.raises(RateLimitError):
        session.call(CREATE)
    assert clock.slept == [1] * 20


def test_what_may_be_repeated_is_repeated_after_5xx_and_silence(server, session, clock):
    server.will_log_in()
    server.will(502, b"<html>")
    server.will(None)
    server.will(200, {})
    session.call(GET)
    assert clock.slept == [0.5, 1]


@pytest.mark.parametrize(
    ("answer", "error"), [(500, ServerError), (None, TransportError)]
)
def test_what_may_have_been_done_is_not_done_again(server, session, answer, error):
    server.will_log_in()
    server.will(answer, {})
    with pytest.raises(error):
        session.call(CREATE)


def test_a_refusal_is_an_error_at_once(server, session, clock):
    server.will_log_in()
    server.will(400, {"title": "An attribute is invalid.", "name": "title"})
    with pytest.raises(ApiError, match="An attribute is invalid"):
        session.call(GET)
    assert clock.slept == []


def test_a_body_is_made_anew_for_each_attempt(server, session):
    server.will_log_in()
    server.will(503, {})
    server.will(201, {})
    request = Request(
        method="POST",
        path="/videos/vi1/source",
        body=lambda: MultipartBody("a.mp4", 3, lambda: [b"abc"]),
    )
    session.call(request)
    bodies = [seen[3] for seen in server.seen if seen[1].endswith("/source")]
    assert [body.count(b"\r\n\r\nabc\r\n--") for body in bodies] == [1, 1]


def test_a_wait_can_be_cancelled(server, session):
    cancel = threading.Event()
    cancel.set()
    server.will_log_in()
    server.will(429, {}, X_RateLimit_Retry_After="3600")
    with pytest.raises(UploadInterruptedError):
        session.call(CREATE, cancel=cancel)


def test_a_server_that_moved_is_looked_for_again(server, clock):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        dead = f"http://127.0.0.1:{gone.getsockname()[1]}"
    places = iter([dead, server.url])
    session = Session(
        lambda: Server(base_urls={"local": next(places)}, api_key=KEY),
        user_agent="test",
        sleep=clock.sleep,
        clock=clock,
    )
    server.will_log_in()
    server.will(201, {})
    session.call(CREATE)
    session.close()


def test_nobody_at_home_is_said_in_words(clock):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    session = Session(
        lambda: Server(base_urls={"x": f"http://127.0.0.1:{port}"}, api_key=KEY),
        user_agent="test",
        sleep=clock.sleep,
        clock=clock,
    )
    with pytest.raises(TransportError) as caught:
        session.call(GET)
    assert str(caught.value) == f"127.0.0.1:{port} cannot be reached."
    session.close()


def test_a_host_that_does_not_exist_is_said_in_words(clock):
    session = Session(
        lambda: Server(base_urls={"x": "http://no-such-host.invalid"}, api_key=KEY),
        user_agent="test",
        sleep=clock.sleep,
        clock=clock,
    )
    with pytest.raises(TransportError, match=r"host\.invalid cannot be reached"):
        session.call(GET)
    session.close()


def test_no_url_is_said_in_words(clock):
    session = Session(
        lambda: Server(base_urls={"x": "http://:99999999"}, api_key=KEY),
        user_agent="test",
        clock=clock,
    )
    with pytest.raises(ConfigurationError, match="No usable URL"):
        session.call(GET)
    session.close()


def test_all_pages_of_a_list_are_fetched_as_they_are_needed(server, session):
    pages = {"pagination": {"pagesTotal": 2, "itemsTotal": 3}}
    server.will_log_in()
    server.will(200, {"data": [1, 2], **pages})
    items = session.items("/videos", page_size=2, title="a b")
    assert [next(items), next(items)] == [1, 2]
    assert len(server.seen) == 2
    server.will(200, {"data": [3], **pages})
    assert list(items) == [3]
    assert server.seen[-1][1] == "/videos?title=a+b&currentPage=2&pageSize=2"


def test_a_download_takes_no_token_along_and_never_raises(server, session):
    server.will(200, b"picture")
    assert session.download(server.url + "/thumbnail.jpg") == b"picture"
    server.will(202, b"")
    assert session.download(server.url + "/thumbnail.jpg") is None
    server.will(404, b"gone")
    assert session.download(server.url + "/thumbnail.jpg") is None
    server.will(None)
    assert session.download(server.url + "/thumbnail.jpg") is None
    assert {seen[2] for seen in server.seen} == {None}


def test_a_repr_tells_no_secret(server, session):
    server.will_log_in("the-token")
    assert session.environment == "custom"
    told = repr(vars(session)) + repr(session)
    assert KEY not in told
    assert "the-token" not in told


def test_the_headers_of_a_request_go_with_it(server, session):
    server.will_log_in()
    server.will(201, {})
    session.call(
        Request(method="POST", path="/x", headers={"Content-Range": "part 1/2"})
    )
    assert server.headers[-1]["Content-Range"] == "part 1/2"


def test_cookies_are_left_to_viewers(server, session):
    server.will_log_in()
    server.will(200, {}, Set_Cookie="avh=1; Path=/")
    server.will(200, {})
    session.call(GET)
    session.call(GET)
    assert "Cookie" not in server.headers[-1]


class Turns:
    def __init__(self, *delays):
        self.delays, self.learned = list(delays), []

    def delay(self):
        return self.delays.pop(0)

    def learn(self, headers):
        self.learned.append(headers.get("x-ratelimit-remaining"))


def test_each_attempt_waits_for_its_turn_and_each_answer_is_learned(
    server, session, clock
):
    server.will_log_in()
    server.will(429, {}, X_RateLimit_Remaining="0", X_RateLimit_Retry_After="3")
    server.will(200, {}, X_RateLimit_Remaining="39")
    turns = Turns(5.0, 0.0, 0.0)
    session.call(GET, turns=turns)
    assert clock.slept == [5, 3]
    assert turns.learned == ["0", "39"]


def test_waiting_for_a_turn_can_be_cancelled(server, session):
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(UploadInterruptedError):
        session.call(GET, cancel=cancel, turns=Turns(60.0))
    assert server.seen == []


def test_who_is_patient_gets_several_new_tokens_in_a_row(server, session):
    for token in ("first", "second", "third"):
        server.will_log_in(token)
        server.will(401, {})
    server.will_log_in("fourth")
    server.will(200, {})
    session.call(GET, retry=PATIENT)
    assert server.seen[-1][2] == "Bearer fourth"


def test_a_token_that_ends_while_waiting_is_renewed_once_more(server, session, clock):
    server.will_log_in("first")
    server.will(401, {})
    server.will_log_in("second")
    server.will(500, {})
    server.will(401, {})
    server.will_log_in("third")
    server.will(200, {})
    session.call(GET)
    assert server.seen[-1][2] == "Bearer third"
    assert clock.slept == [0.5]


def test_a_project_is_named_by_server_and_key_without_telling_the_key(server, clock):
    names = set()
    for key in (KEY, KEY, "another-key"):
        session = Session(
            lambda key=key: Server(base_urls={"custom": server.url}, api_key=key),
            user_agent="test",
            clock=clock,
        )
        server.will_log_in()
        names.add(session.project)
        assert session.project.startswith(f"custom {server.url} ")
        session.close()
    assert len(names) == 2
    assert not any(KEY in name for name in names)
