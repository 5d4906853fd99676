"""Uploads, links, pictures and texts that mean harm, and what is kept of a visit."""

import gzip
import io

import pytest
import requests


@pytest.mark.parametrize(
    "source",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "gopher://127.0.0.1:70/_x",
        "ftp://127.0.0.1/x",
        "data:video/mp4;base64,AAAA",
        "concat:/etc/passwd|/etc/hosts",
        "//127.0.0.1/x",
        "/etc/passwd",
        " file:///etc/passwd",
        "http:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_only_the_web_is_imported_from(api, slug_of, source):
    answer = api.post("/videos", json={"title": "T", "source": source})
    assert (answer.status_code, slug_of(answer)) == (400, "invalid-attribute")
    assert answer.json()["name"] == "source"


@pytest.mark.parametrize(
    "content",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:{0}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{0}'\n",
        '<!DOCTYPE s [<!ENTITY x SYSTEM "file:{0}">]><svg>&x;<image href="{0}"/></svg>',
        "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\na=fmtp:{0}\n",
    ],
    ids=["playlist", "concat", "svg", "sdp"],
)
@pytest.mark.parametrize("name", ["x.mp4", "x.m3u8", "x.svg"])
def test_an_upload_that_names_other_files_does_not_get_them(
    server, api, clips, content, name
):
    victim = str(clips("h264"))
    video = api.create()
    api.upload(video["videoId"], content.format(victim).encode(), name=name)
    encoding = api.finished(video["videoId"])["encoding"]
    assert encoding["playable"] is False
    assert victim not in encoding["reason"]
    assert not list((server.data / "videos" / video["videoId"]).rglob("*.ts"))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/watermarks"),
        ("POST", "/videos/{video}/thumbnail"),
        ("POST", "/players/{player}/logo"),
    ],
)
@pytest.mark.parametrize("name", ["x.svg", "x.png"])
def test_a_picture_with_a_script_is_refused_whatever_its_name(
    server, api, method, path, name
):
    player = api.post("/players", json={}).json()["playerId"]
    where = path.format(video=api.create()["videoId"], player=player)
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    answer = api.request(
        method,
        where,
        files={"file": (name, drawing, "image/svg+xml")},
        data={"link": "https://api.video"},
    )
    assert answer.status_code == 400
    assert "svg" not in answer.text or "extension" in answer.text
    assert not [path for path in server.data.rglob("*") if path.suffix == ".svg"]


def test_a_packed_body_is_not_unpacked(api, slug_of):
    bomb = gzip.compress(bytes(50 * 2**20))
    answer = api.post("/videos", data=bomb, headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, slug_of(answer)) == (400, "invalid-payload")


def test_a_form_of_endless_headers_fields_or_parts_is_bounded(server, api):
    video = api.create()["videoId"]
    many = io.BytesIO()
    for i in range(20_000):
        many.write(b'--b\r\nContent-Disposition: form-data; name="%d"\r\n\r\nx\r\n' % i)
    many.write(b"--b--\r\n")
    long = b"--b\r\nX-Long: " + b"x" * 2**20 + b"\r\n\r\ny\r\n--b--\r\n"
    for body in (many.getvalue(), long):
        kind = {"Content-Type": "multipart/form-data; boundary=b"}
        answer = api.post(f"/videos/{video}/source", data=body, headers=kind)
        assert answer.status_code == 400
    assert not list((server.data / "incoming").iterdir())


# ------------------------------------------------------------------------ the page


def test_what_others_wrote_stays_text_on_the_page(api, clips):
    hostile = "</title></script><script>alert(1)</script><img src=x onerror=alert(2)>"
    video = api.create(title=hostile, description=hostile)
    captions = f"WEBVTT\n\n00:00.000 --> 00:02.000\n{hostile}\n".encode()
    for kind in ("captions", "chapters"):
        answer = api.post(
            f"/videos/{video['videoId']}/{kind}/en", files={"file": ("c", captions)}
        )
        assert answer.ok
    api.upload(video["videoId"], clips("one_second").read_bytes())
    api.finished(video["videoId"])
    page = requests.get(video["assets"]["player"], timeout=9)
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert "script-src 'sha256-" in page.text
    assert "unsafe" not in page.text.partition("</head>")[0]
    track = requests.get(
        f"{video['assets']['player']}/captions/en.vtt",
        headers={"Accept": "text/html"},
        timeout=9,
    )
    assert track.headers["Content-Type"].startswith("text/vtt")
    assert track.headers["X-Content-Type-Options"] == "nosniff"


# --------------------------------------------------------------- what is kept of it


def test_jupyter_s_cookies_and_token_are_kept_nowhere(start, clips):
    server = start()
    marks = ["jupyter-cookie-5f2c", "jupyter-token-8d1e", "jupyter-xsrf-77aa"]
    headers = {
        "Cookie": f"username-127-0-0-1-8888={marks[0]}; _xsrf={marks[2]}",
        "X-XSRFToken": marks[2],
        "Referer": f"http://127.0.0.1:8888/lab?token={marks[1]}",
    }
    query = {"token": marks[1]}
    with server.api() as api:
        video = api.create()
        api.upload(video["videoId"], clips("text").read_bytes())
        api.finished(video["videoId"])
        where = video["assets"]["player"]
        report = {"view": "0000-0001", "events": [{"type": "play"}]}
        report["referrer"] = headers["Referer"]
        for url in (where, f"{where}/thumbnail.jpg", f"{server.url}/nothing"):
            requests.get(url, headers=headers, params=query, timeout=9)
        answer = requests.post(
            f"{where}/report", json=report, headers=headers, params=query, timeout=9
        )
        assert answer.status_code == 204
        api.get("/videos", headers=headers, params=query)
        # one that fails inside must not tell either
        (server.data / "incoming").rmdir()
        broken = api.post(
            f"/videos/{api.create()['videoId']}/source",
            files={"file": ("c.mp4", b"x")},
            headers=headers,
            params=query,
        )
        assert broken.status_code == 500
    server.process.terminate()
    said = "".join(server.process.communicate(timeout=9))
    assert "A request failed." in said
    kept = b"".join(
        path.read_bytes() for path in server.data.rglob("*") if path.is_file()
    )
    for mark in marks:
        assert mark not in said
        assert mark.encode() not in kept


def test_an_error_inside_shows_nothing_of_the_inside(start):
    server = start()
    with server.api() as api:
        video_id = api.create()["videoId"]
        (server.data / "incoming").rmdir()
        answer = api.upload(video_id, b"x")
        assert answer.status_code == 500
        assert answer.json() == {"title": "Server error", "status": 500}
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "X-RateLimit-Limit" in answer.headers
        assert api.get("/videos").ok
        (server.data / "incoming").mkdir()
        assert api.upload(video_id, b"x").status_code == 201
