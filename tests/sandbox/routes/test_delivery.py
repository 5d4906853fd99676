from urllib.parse import urljoin

import pytest
import requests

from apivideo_nb.sandbox.page import LIBRARY


@pytest.fixture
def anyone(server):
    """Somebody without a key."""

    class Anyone(requests.Session):
        def request(self, method, url, **options):
            options.setdefault("allow_redirects", False)
            return super().request(
                method, urljoin(server.url, url), timeout=9, **options
            )

    with Anyone() as session:
        yield session


def links(manifest):
    lines = (line for line in manifest.text.splitlines() if line.strip())
    return [urljoin(manifest.url, line) for line in lines if not line.startswith("#")]


def test_hls_leads_from_manifest_to_segments_with_the_right_types(anyone, encoded):
    master = anyone.get(encoded["assets"]["hls"])
    assert master.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    variant = anyone.get(links(master)[0])
    assert variant.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    for url in links(variant):
        segment = anyone.get(url)
        assert segment.status_code == 200
        kind = {"ts": "video/mp2t", "m4s": "video/iso.segment"}[url.rpartition(".")[2]]
        assert segment.headers["Content-Type"] == kind
    assert anyone.get(encoded["assets"]["hls"]).headers["Cache-Control"] == (
        "public, no-cache"
    )


def test_the_mp4_is_served_in_ranges(anyone, encoded):
    url = encoded["assets"]["mp4"]
    whole = anyone.get(url)
    assert whole.headers["Content-Type"] == "video/mp4"
    assert "Content-Disposition" not in whole.headers
    part = anyone.get(url, headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.content == whole.content[10:20]
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.content)}"
    assert anyone.get(url, headers={"Range": "bytes=999999999-"}).status_code == 416
    head = anyone.head(url)
    assert head.headers["Content-Length"] == str(len(whole.content))


def test_the_mp4_can_be_saved_under_the_title_and_has_an_older_path(anyone, encoded):
    url = encoded["assets"]["mp4"]
    saved = anyone.get(url, params={"dl": "1"}).headers["Content-Disposition"]
    assert saved == "attachment; filename*=utf-8''Encoded%20%26%20done.mp4"
    older = anyone.get(url.replace("/mp4/", "/mp4/1080/"))
    assert older.content == anyone.get(url).content


def test_files_and_errors_may_be_read_by_pages_from_elsewhere(anyone, encoded):
    for url in (*list(encoded["assets"].values())[1:], "/videos", "/nonsense"):
        headers = anyone.get(url).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "X-RateLimit-Remaining" in headers["Access-Control-Expose-Headers"]
    asked = anyone.options("/videos", headers={"Origin": "https://x.org"})
    assert asked.status_code == 204
    assert {"Authorization", "Content-Range"} <= set(
        asked.headers["Access-Control-Allow-Headers"].split(", ")
    )


def test_the_page_is_relative_throughout(server, anyone, encoded):
    page = anyone.get(encoded["assets"]["player"])
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Encoded &amp; done" in page.text
    assert f"{encoded['videoId']}/hls/manifest.m3u8" in page.text
    assert server.url not in page.text
    assert f'"/vod/{encoded["videoId"]}' not in page.text


def test_the_script_for_browsers_without_hls_lies_beside_the_page(server, anyone):
    script = anyone.get(f"{server.url}/vod/{LIBRARY}")
    assert script.status_code == 200
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert ".Hls=" in script.text


def test_what_is_not_ready_is_202_and_empty(api, anyone):
    video = api.create()
    for name in ("hls", "mp4", "thumbnail"):
        answer = anyone.get(video["assets"][name])
        assert (answer.status_code, answer.content) == (202, b"")
    page = anyone.get(video["assets"]["player"])
    assert page.status_code == 200
    ready = f"/vod/{video['videoId']}/ready"
    assert ready.removeprefix("/vod/") in page.text
    assert anyone.get(ready).json() == {"playable": False, "reason": None}


def test_a_video_that_failed_is_404_and_the_page_says_why(api, anyone, clips):
    video = api.create()
    api.upload(video["videoId"], clips("text").read_bytes())
    reason = api.finished(video["videoId"])["encoding"]["reason"]
    for name in ("hls", "mp4", "thumbnail"):
        assert anyone.get(video["assets"][name]).status_code == 404
    assert reason in anyone.get(video["assets"]["player"]).text
    ready = anyone.get(f"/vod/{video['videoId']}/ready")
    assert ready.json() == {"playable": False, "reason": reason}


def test_mp4_can_be_off_and_on_again(api, anyone, clips):
    video = api.create(mp4Support=False)
    path, mp4 = f"/videos/{video['videoId']}", f"/vod/{video['videoId']}/mp4/source.mp4"
    assert "mp4" not in video["assets"]
    assert anyone.get(mp4).status_code == 404
    api.upload(video["videoId"], clips("h264").read_bytes())
    status = api.finished(video["videoId"])
    assert {q["type"] for q in status["encoding"]["qualities"]} == {"hls"}
    assert anyone.get(mp4).status_code == 404

    assert api.patch(path, json={"mp4Support": True}).json()["assets"]["mp4"]
    status = api.finished(video["videoId"])
    assert [q["type"] for q in status["encoding"]["qualities"]] == ["hls", "mp4"]
    assert status["encoding"]["playable"] is True
    assert anyone.get(mp4).status_code == 200
    assert anyone.get(video["assets"]["hls"]).status_code == 200

    api.patch(path, json={"mp4Support": False})
    assert anyone.get(mp4).status_code == 404
    assert {
        q["type"] for q in api.status(video["videoId"])["encoding"]["qualities"]
    } == {"hls"}


@pytest.mark.parametrize(
    "path",
    [
        "hls/../../../../keys.json",
        "hls/%2e%2e/%2e%2e/source",
        "hls/..%2f..%2fsource",
        "hls/240p/..%5c..%5csource",
        "hls/nothing.m3u8/x.ts",
        "hls/.hidden.ts",
        "hls/x.mkv",
        "hls/",
        "hls//etc/passwd",
        "source",
        "token/x/session",
    ],
)
def test_no_path_leads_anywhere_else(server, encoded, path):
    url = f"{server.url}/vod/{encoded['videoId']}/{path}"
    request = requests.Request("GET", url).prepare()
    request.url = url  # as it is, not tidied up
    with requests.Session() as session:
        assert session.send(request, timeout=9).status_code == 404


@pytest.mark.parametrize(
    "video_id", ["vi4k0jvEUuaTdRAEjQ4Jfagz", "..", "%2e%2e", "vi1"]
)
@pytest.mark.parametrize("rest", ["", "/thumbnail.jpg", "/hls/manifest.m3u8", "/ready"])
def test_an_unknown_video_is_404(anyone, video_id, rest):
    assert anyone.get(f"/vod/{video_id}{rest}").status_code == 404
