import contextlib
import json
import signal
import socket
import stat
import time
from urllib.parse import urlsplit

import pytest
import requests

MiB = 2**20


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def connect(server):
    return socket.create_connection(("127.0.0.1", urlsplit(server.url).port), timeout=9)


def test_the_state_file_tells_others_all_they_need(start):
    server = start()
    state = server.state
    assert state["url"] == server.url == f"http://127.0.0.1:{state['port']}"
    assert state["pid"] == server.process.pid
    health = requests.get(f"{server.url}/health", timeout=9).json()
    assert (health["instance"], health["version"]) == (
        state["instance"],
        state["version"],
    )
    with server.api() as api, server.api("sandbox_key") as sandbox:
        assert api.get("/videos").ok
        assert sandbox.get("/videos").ok
    assert server.stop() == 0
    assert not (server.data / "state.json").exists()


def test_what_holds_secrets_is_for_the_owner_only(server):
    assert mode(server.data) == 0o700
    for name in ("keys.json", "state.json", "sandbox.db"):
        assert mode(server.data / name) == 0o600


def test_keys_and_port_stay_the_same_after_a_restart(start):
    first = start()
    before = first.state
    assert first.stop() == 0
    second = start(port=None)
    assert second.state["port"] == before["port"]
    assert second.state["api_key"] == before["api_key"]
    assert second.state["instance"] != before["instance"]


def test_a_remembered_port_that_is_taken_is_given_up(start):
    first = start()
    port = first.state["port"]
    assert first.stop() == 0
    with socket.create_server(("127.0.0.1", port)):
        second = start(port=None)
        assert second.state["port"] != port


def test_a_port_that_was_asked_for_and_is_taken_is_an_error(start):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = start(port=port)
        _, complaint = server.process.communicate(timeout=10)
    assert server.process.returncode == 4
    assert str(port) in complaint
    assert complaint.count("\n") == 1


def test_keys_that_are_given_are_used_and_not_written_down(start):
    server = start(api_key="given-production-key", sandbox_key="given-sandbox-key")
    assert server.state["api_key"] == "given-production-key"
    with server.api() as api:
        assert api.get("/videos").ok
    assert "given" not in (server.data / "keys.json").read_text()


def test_a_second_server_on_the_same_data_gives_way_in_words(start):
    first = start()
    before = first.state
    second = start()
    _, complaint = second.process.communicate(timeout=10)
    assert second.process.returncode == 3
    assert complaint.startswith("apivideo-nb: another local sandbox is using ")
    assert complaint.count("\n") == 1
    assert first.state == before
    assert requests.get(f"{first.url}/health", timeout=9).ok


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_quickly_whatever_is_open(start, clips, wait_for, number):
    server = start()
    with server.api() as api, connect(server) as idle, connect(server) as sending:
        video_id = api.create()["videoId"]
        api.upload(video_id, clips("vfr").read_bytes())
        idle.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200" in idle.recv(99)
        another = api.create()["videoId"]
        sending.sendall(
            f"POST /videos/{another}/source HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: {api.headers['Authorization']}\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\n"
            "Content-Length: 999999\r\n\r\n--b".encode()
        )
        wait_for(lambda: list((server.data / "incoming").iterdir()))
        server.process.send_signal(number)
        # before `LocalSandbox.stop` gives up, on a busy machine too
        assert server.process.wait(9) == 0


def test_it_goes_away_when_nobody_needs_it_but_not_before_its_work_is_done(
    start, clips
):
    server = start(idle_timeout=0.5)
    with server.api() as api:
        video = api.create()
        api.upload(video["videoId"], clips("four_three").read_bytes())
    assert server.process.wait(60) == 0
    with start().api() as api:
        status = api.status(video["videoId"])["encoding"]
        assert {q["status"] for q in status["qualities"]} == {"encoded"}


def test_requests_keep_it_alive(start):
    server = start(idle_timeout=1)
    end = time.monotonic() + 2.5
    while time.monotonic() < end:
        assert requests.get(f"{server.url}/health", timeout=9).ok
    assert server.process.poll() is None


def test_what_was_acknowledged_survives_a_kill(start, clips):
    content, cut = clips("big").read_bytes(), 5 * MiB
    server = start()
    with server.api() as api:
        private = api.create(title="Kept", public=False)
        token = api.post("/upload-tokens").json()
        video_id = api.create()["videoId"]
        assert api.upload(video_id, content[:cut], "part 1/3").status_code == 201
        assert api.upload(video_id, content[2 * cut :], "part 3/3").status_code == 201
    server.kill()
    assert (server.data / "state.json").exists()

    server = start()
    with server.api() as api:
        held = api.status(video_id)["ingest"]
        assert held["status"] == "uploading"
        assert held["receivedParts"] == {"parts": [1, 3], "total": 3}
        assert api.get(f"/videos/{private['videoId']}").json()["title"] == "Kept"
        assert api.get(f"/upload-tokens/{token['token']}").json() == token
        assert (
            api.upload(video_id, content[cut : 2 * cut], "part 2/3").status_code == 201
        )
        server.kill()  # at once, with the encoding hardly begun

    server = start()
    with server.api() as api:
        assert api.status(video_id)["ingest"]["status"] == "uploaded"
        status = api.finished(video_id)
        assert status["encoding"]["playable"] is True
        assert {q["status"] for q in status["encoding"]["qualities"]} == {"encoded"}
    stored = server.data / "videos" / video_id
    assert (stored / "source").read_bytes() == content
    assert len(list((stored / "renditions").iterdir())) == 1
    assert not list((server.data / "incoming").iterdir())


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:1", 200),
        ("[::1]", 200),
        ("hub.example", 200),
        ("HUB.example:443", 200),
        ("rebound.example", 421),
        ("127.0.0.1.rebound.example", 421),
        ("", 421),
    ],
)
def test_only_known_host_names_are_answered(public_server, host, status):
    headers = {"Host": host}
    answer = requests.get(f"{public_server.url}/health", headers=headers, timeout=9)
    assert answer.status_code == status


@pytest.fixture(scope="module")
def public_server(tmp_path_factory, launch):
    with launch(
        tmp_path_factory.mktemp("public") / "data",
        public_url="https://hub.example/user/ada/proxy/41987/",
    ) as server:
        yield server


def test_asset_urls_start_with_the_public_url(public_server):
    base = "https://hub.example/user/ada/proxy/41987"
    with public_server.api() as api:
        video = api.create()
        assert video["assets"]["player"] == f"{base}/vod/{video['videoId']}"
        private = api.create(public=False)
        path = f"/vod/{private['videoId']}"
        token = private["assets"]["player"].partition("?")[2]
        page = api.get(f"{path}?{token}", headers={"Host": "hub.example"})
    assert page.status_code == 200
    assert page.text.count("hub.example") == 0


@pytest.fixture(scope="module")
def proxied_server(tmp_path_factory, launch):
    with launch(
        tmp_path_factory.mktemp("proxied") / "data",
        public_url="/user/ada/proxy/{port}",
    ) as server:
        yield server


def test_a_proxy_that_names_its_path_may_use_any_host(proxied_server):
    prefix = f"/user/ada/proxy/{urlsplit(proxied_server.url).port}"
    through = {
        "Host": "hub.example",
        "X-Forwarded-Prefix": prefix,
        "X-Forwarded-Proto": "https",
    }
    with proxied_server.api() as api:
        private = api.create(public=False)
        base, path = proxied_server.url, f"/vod/{private['videoId']}"
        assert private["assets"]["player"].startswith(f"{base}{path}?token=")
        outer = api.get(f"/videos/{private['videoId']}", headers=through).json()
        player = outer["assets"]["player"]
        assert player.startswith(f"https://hub.example{prefix}{path}?token=")
        page = api.get(player.partition(prefix)[2], headers=through)
    assert page.status_code == 200
    for cookie in page.raw.headers.getlist("Set-Cookie"):
        assert f"; Path={prefix}{path};" in cookie


@pytest.mark.parametrize("prefix", [None, "/", "/user/bob/proxy/1", "/user/ada/proxy/"])
def test_a_strange_host_with_another_path_is_refused(proxied_server, prefix):
    headers = {"Host": "hub.example"} | (
        {"X-Forwarded-Prefix": prefix} if prefix else {}
    )
    answer = requests.get(f"{proxied_server.url}/health", headers=headers, timeout=9)
    assert answer.status_code == 421


def test_asset_urls_otherwise_start_with_the_host_that_was_asked(server, api):
    port = urlsplit(server.url).port
    answer = api.post(
        "/videos", json={"title": "T"}, headers={"Host": f"localhost:{port}"}
    )
    assert answer.json()["assets"]["player"].startswith(f"http://localhost:{port}/vod/")


def test_headers_are_bounded(server):
    answer = b""
    with connect(server) as line, contextlib.suppress(ConnectionError):
        line.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: ")
        line.sendall(b"x" * 2**20)
        answer = line.recv(999)
    assert not answer or answer.startswith(b"HTTP/1.1 400 ")
    assert requests.get(f"{server.url}/health", timeout=9).ok


@pytest.mark.parametrize(
    "said", [b"\0\r\n\r\n", b"GET /health HTTP/1.1\r\n: x\r\n\r\n"]
)
def test_what_is_no_http_is_answered_like_any_other_fault(server, said):
    with connect(server) as line:
        line.sendall(said)
        head, _, body = line.makefile("rb").read().partition(b"\r\n\r\n")
    assert head.startswith(
        b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json"
    )
    assert json.loads(body) == {"title": "This is not valid HTTP.", "status": 400}


def test_nothing_secret_is_printed(start, clips):
    server = start()
    secrets = [server.state[name] for name in ("api_key", "sandbox_key")]
    with server.api() as api:
        tokens = api.post("/auth/api-key", json={"apiKey": secrets[0]}).json()
        secrets += [tokens["access_token"], tokens["refresh_token"]]
        video = api.create(public=False)
        secrets.append(video["assets"]["player"].partition("token=")[2])
        api.get(video["assets"]["player"])
        api.upload(video["videoId"], clips("text").read_bytes())
        api.finished(video["videoId"])
        api.create(source="http://user:pass-word@127.0.0.1:1/x")
    server.process.terminate()
    out, err = server.process.communicate(timeout=9)
    assert out == ""
    assert not [secret for secret in [*secrets, "pass-word"] if secret in err]
    assert err == ""


def test_a_damaged_memory_does_not_keep_it_from_starting(start):
    server = start()
    assert server.stop() == 0
    (server.data / "port.json").write_text("{")
    (server.data / "incoming" / "leftover").write_bytes(b"x")
    again = start(port=None)
    assert requests.get(f"{again.url}/health", timeout=9).ok
    assert not list((again.data / "incoming").iterdir())
    assert json.loads((again.data / "port.json").read_text())["port"] > 0
    assert not list((again.data / "trash").iterdir())
