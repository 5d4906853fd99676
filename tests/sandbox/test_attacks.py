"""Other web pages, guessed keys and paths that climb: attempts that lead nowhere."""

import contextlib
import hmac
import http.client
import json
import socket
import sys
import types
from urllib.parse import urlsplit

import pytest
import requests

from apivideo_nb.sandbox.routes.site import Site

EVIL = "https://evil.example"
SECRET = "the canary that must not sing"
UNKNOWN = "vi4k0jvEUuaTdRAEjQ4Jfagz"


def raw(server, method, path, body=None, **headers):
    """Send a request whose path nobody tidies up; return status, headers, body."""
    line = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port, timeout=9)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    line.putrequest(method, path, skip_host="Host" in names)
    if body is not None:
        line.putheader("Content-Length", str(len(body)))
    for name, value in names.items():
        line.putheader(name, value)
    line.endheaders(body)
    answer = line.getresponse()
    got = answer.status, answer.headers, answer.read()
    line.close()
    return got


def files_of(folder):
    return {path for path in folder.rglob("*") if "sandbox.db" not in path.name}


@pytest.fixture(scope="module")
def canary(server):
    """Files beside and above what is served, which no answer may contain."""
    places = [server.data / "secret.vtt", server.data.parent / "secret.ts"]
    for place in places:
        place.write_text(SECRET)
    yield
    for place in places:
        place.unlink()


# ------------------------------------------------------------- other web pages


@pytest.mark.parametrize("path", ["/videos", "/health", "/auth/api-key", "/vod/vi1"])
def test_a_page_that_rebinds_its_name_gets_no_answer_even_with_the_key(
    server, api, path
):
    for method in ("GET", "POST", "OPTIONS"):
        status, _, body = raw(
            server,
            method,
            path,
            b"{}",
            Host=f"rebound.example:{urlsplit(server.url).port}",
            Authorization=api.headers["Authorization"],
        )
        assert status == 421
        assert json.loads(body)["status"] == 421


@pytest.mark.parametrize(
    "hosts", [("localhost", "rebound.example"), ("rebound.example", "localhost")]
)
def test_a_second_host_name_does_not_slip_in(server, hosts):
    line = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port, timeout=9)
    line.putrequest("GET", "/health", skip_host=True)
    for host in hosts:
        line.putheader("Host", host)
    line.endheaders()
    assert line.getresponse().status in {400, 421}
    line.close()


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"],
)
def test_a_form_on_another_page_can_send_but_changes_nothing(server, api, kind):
    """A browser sends these without asking first, with whatever cookies it has."""
    before = api.get("/videos").json()["pagination"]["itemsTotal"]
    page = {"Origin": EVIL, "Content-Type": kind, "Cookie": "avh=x; _xsrf=y"}
    for path, body in (
        ("/videos", {"title": "Made by force"}),
        ("/upload-tokens", {}),
        ("/webhooks", {"events": [], "url": EVIL}),
        ("/players", {}),
        ("/upload", {}),
    ):
        answer = requests.post(
            server.url + path, data=json.dumps(body), headers=page, timeout=9
        )
        assert answer.status_code == 401
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Set-Cookie" not in answer.headers
    # logging in takes JSON whatever it is called, but not without the key
    for body in ({}, {"apiKey": ""}, {"apiKey": None}, {"apiKey": "guess"}):
        answer = requests.post(
            f"{server.url}/auth/api-key",
            data=json.dumps(body),
            headers=page,
            timeout=9,
        )
        assert answer.status_code == 400
        assert "token" not in answer.text
    assert api.get("/videos").json()["pagination"]["itemsTotal"] == before


def test_no_cookie_is_a_key_however_genuine(server, api, encoded):
    private = api.create(public=False, source=encoded["videoId"])
    api.finished(private["videoId"])
    with requests.Session() as viewer:
        assert viewer.get(private["assets"]["player"], timeout=9).ok
        assert viewer.cookies
        cookie = "; ".join(f"{one.name}={one.value}" for one in viewer.cookies)
    for method in ("GET", "PATCH", "DELETE"):
        path = f"/videos/{private['videoId']}"
        status, _, _ = raw(server, method, path, b"{}", Cookie=cookie, Origin=EVIL)
        assert status == 401
    assert api.get(f"/videos/{private['videoId']}").ok


@pytest.mark.skipif(sys.platform != "linux", reason="has one address to itself")
def test_no_other_address_of_this_machine_is_listened_on(server):
    """A neighbour on the network, or in another container, has to use one of them."""
    port = urlsplit(server.url).port
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outward:
        addresses = {"127.0.0.2"}
        with contextlib.suppress(OSError):  # a machine without a network
            outward.connect(("192.0.2.1", 9))  # nothing is sent
            addresses.add(outward.getsockname()[0])
    for address in addresses:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address, port), timeout=9)


# ----------------------------------------------------------------------- the key


def test_keys_are_compared_in_constant_time_and_by_nothing_else(monkeypatch):
    compared = []

    def compare(known, shown):
        compared.append((known, shown))
        return False

    site = types.SimpleNamespace(keys={"production": "first", "sandbox": "second"})
    assert Site.project_of_key(site, "first") == "production"
    assert Site.project_of_key(site, "second") == "sandbox"
    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert Site.project_of_key(site, "first") is None
    # all keys are looked at, whichever it is
    assert compared == [(b"first", b"first"), (b"second", b"first")]


@pytest.mark.parametrize("shown", ["", "\udcff", "é", "K" * 5000])
def test_a_key_of_any_characters_is_just_wrong(shown):
    site = types.SimpleNamespace(keys={"production": "first", "sandbox": "second"})
    assert Site.project_of_key(site, shown) is None


# ------------------------------------------------------------------------- paths

CLIMBS = [
    "..",
    "../../secret",
    "..%2f..%2fsecret",
    "%2e%2e%2f%2e%2e%2fsecret",
    "..%252f..%252fsecret",
    "..%5c..%5csecret",
    "..\\..\\secret",
    "%2fetc%2fpasswd",
    "secret%00",
    "%00",
    "....//....//secret",
    "%c0%ae%c0%ae%2fsecret",
    "file:%2f%2f%2fetc%2fpasswd",
]


@pytest.mark.parametrize("climb", CLIMBS)
@pytest.mark.usefixtures("canary")
def test_no_segment_of_a_path_climbs_out(server, api, encoded, climb):
    video = encoded["videoId"]
    private = api.create(public=False)["videoId"]  # with a public one no token counts
    key = api.headers["Authorization"]
    before = files_of(server.data.parent)
    for method, path in (
        ("GET", f"/vod/{climb}"),
        ("GET", f"/vod/{climb}/thumbnail.jpg"),
        ("GET", f"/vod/{video}/hls/{climb}.ts"),
        ("GET", f"/vod/{video}/hls/240p/{climb}.m3u8"),
        ("GET", f"/vod/{video}/captions/{climb}.vtt"),
        ("GET", f"/vod/{video}/chapters/{climb}.vtt"),
        ("GET", f"/vod/{private}/token/{climb}/thumbnail.jpg"),
        ("GET", f"/vod/{private}/token/{climb}/session"),
        ("GET", f"/samples/{climb}.mp4"),
        ("GET", f"/videos/{climb}"),
        ("DELETE", f"/videos/{climb}"),
        ("DELETE", f"/videos/{climb}/captions/en"),
        ("DELETE", f"/videos/{video}/captions/{climb}"),
        ("GET", f"/upload-tokens/{climb}"),
        ("DELETE", f"/players/{climb}/logo"),
        ("DELETE", f"/watermarks/{climb}"),
        ("GET", f"/discarded/videos/{climb}"),
    ):
        status, _, body = raw(server, method, path, Authorization=key)
        assert status in {400, 404, 405}, (path, status)
        assert SECRET.encode() not in body
        assert b"root:" not in body
    assert files_of(server.data.parent) == before


@pytest.mark.parametrize("climb", CLIMBS)
def test_no_language_climbs_out_when_written(server, api, encoded, climb):
    before = files_of(server.data.parent)
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="c.vtt"\r\n\r\n'
        b"WEBVTT\r\n--b--\r\n"
    )
    for kind in ("captions", "chapters"):
        status, _, _ = raw(
            server,
            "POST",
            f"/videos/{encoded['videoId']}/{kind}/{climb}",
            body,
            Authorization=api.headers["Authorization"],
            Content_Type="multipart/form-data; boundary=b",
        )
        assert status in {400, 404, 405}
    assert files_of(server.data.parent) == before


@pytest.mark.parametrize(
    "name",
    ["../../../evil.mp4", "..\\..\\evil.mp4", "/tmp/evil.mp4", "C:\\evil.mp4", "\0"],
)
def test_no_file_name_becomes_a_path(server, api, clips, name):
    token = api.post("/upload-tokens").json()["token"]
    above = files_of(server.data.parent) - files_of(server.data)
    answer = api.post(
        f"/upload?token={token}", files={"file": (name, clips("text").read_bytes())}
    )
    assert answer.status_code == 201
    assert not {"/", "\\"} & set(answer.json()["title"])
    api.finished(answer.json()["videoId"])
    assert not list(server.data.rglob("*evil*"))
    assert files_of(server.data.parent) - files_of(server.data) == above
