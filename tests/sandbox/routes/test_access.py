from urllib.parse import urljoin

import pytest
import requests


@pytest.fixture(scope="module")
def private(api, clips):
    video = api.create(title="Secret", public=False)
    api.upload(video["videoId"], clips("h264").read_bytes())
    assert api.finished(video["videoId"])["encoding"]["playable"]
    return video["videoId"]


@pytest.fixture
def fresh(api, private):
    """Return a function that gives the assets of the video with a new token."""
    return lambda: api.get(f"/videos/{private}").json()["assets"]


def get(url, **options):
    return requests.get(url, timeout=9, **options)


def test_every_answer_has_a_new_token_and_one_for_all_assets(api, private, fresh):
    first, second = fresh(), fresh()
    assert first["player"] != second["player"]
    token = first["player"].partition("?token=")[2]
    for name in ("hls", "mp4", "thumbnail"):
        assert f"/vod/{private}/token/{token}/" in first[name]
    listed = api.get("/videos?title=Secret").json()["data"][0]["assets"]["player"]
    assert listed not in (first["player"], second["player"])


@pytest.mark.parametrize("name", ["player", "hls", "mp4", "thumbnail"])
def test_a_token_opens_once(fresh, name):
    url = fresh()[name]
    assert get(url).status_code == 200
    again = get(url)
    assert again.status_code == 404
    if name != "player":
        assert again.headers["Content-Type"].startswith("text/plain")


def test_a_token_is_spent_for_all_assets_together(fresh):
    assets = fresh()
    assert get(assets["thumbnail"]).status_code == 200
    assert get(assets["mp4"]).status_code == 404


@pytest.mark.parametrize("rest", ["", "/hls/manifest.m3u8", "/thumbnail.jpg", "/ready"])
def test_the_public_url_of_a_private_video_is_404(server, private, rest):
    assert get(f"{server.url}/vod/{private}{rest}").status_code == 404


def test_a_token_that_was_never_given_out_is_404(server, private, fresh):
    mine = fresh()["thumbnail"]
    token = mine.split("/")[-2]
    swapped = token[:-1] + ("0" if token[-1] != "0" else "1")
    assert get(mine.replace(token, swapped)).status_code == 404
    assert get(f"{server.url}/vod/{private}?token=x").status_code == 404
    assert get(mine).status_code == 200  # none of that has spent it


def test_the_same_browser_may_load_the_page_again_and_another_may_not(fresh):
    url = fresh()["player"]
    with requests.Session() as browser:
        assert browser.get(url, timeout=9).status_code == 200
        assert browser.get(url, timeout=9).status_code == 200
    assert get(url).status_code == 404


def test_a_browser_that_knows_the_video_may_use_a_fresh_link_too(fresh):
    with requests.Session() as browser:
        assert browser.get(fresh()["thumbnail"], timeout=9).status_code == 200
        url = fresh()["player"]
        assert browser.get(url, timeout=9).status_code == 200
        assert browser.get(url, timeout=9).status_code == 200
    assert get(url).status_code == 404


def test_the_cookie_is_kept_from_scripts_and_from_other_videos(private, fresh):
    answer = get(fresh()["player"])
    cookies = answer.raw.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert f"; Path=/vod/{private};" in cookie
        assert "HttpOnly" in cookie
        assert "Max-Age=86400" in cookie


def test_hls_carries_the_session_down_to_the_segments_without_cookies(fresh):
    def links(manifest):
        lines = (line for line in manifest.text.splitlines() if line.strip())
        return [urljoin(manifest.url, line) for line in lines if line[0] != "#"]

    master = get(fresh()["hls"])
    for variant_url in links(master):
        variant = get(variant_url)
        assert variant.status_code == 200
        segments = links(variant)
        assert segments
        for url in segments:
            assert get(url).status_code == 200
            assert get(url.partition("?")[0]).status_code == 404


def test_the_page_s_own_links_work_without_cookies(fresh):
    page = get(fresh()["player"])
    session = page.text.partition("avh=")[2].partition('"')[0].partition("&")[0]
    base = page.url.partition("?")[0]
    token = page.url.partition("token=")[2]
    for name in ("hls/manifest.m3u8", "mp4/source.mp4", "thumbnail.jpg", "ready"):
        assert f"token/{token}/{name}?avh={session}" in page.text or name == "ready"
        assert get(f"{base}/token/{token}/{name}?avh={session}").status_code == 200


def test_a_session_opens_all_assets_of_a_page(fresh):
    assets = fresh()
    url = assets["thumbnail"].replace("thumbnail.jpg", "session")
    session = get(url).json()["session_token"]
    for name in ("thumbnail", "mp4", "hls"):
        assert get(assets[name], params={"avh": session}).status_code == 200
    assert get(assets["player"] + f"&avh={session}").status_code == 200
    assert get(assets["mp4"]).status_code == 404
    assert get(assets["mp4"], params={"avh": "x" * 32}).status_code == 404
    assert get(url).status_code == 404


def test_a_session_does_not_open_another_video(api, fresh):
    other = api.create(public=False)["assets"]["thumbnail"]
    url = fresh()["thumbnail"].replace("thumbnail.jpg", "session")
    session = get(url).json()["session_token"]
    mine = other.replace("thumbnail.jpg", "session")
    assert get(mine).status_code == 200
    assert get(other, params={"avh": session}).status_code == 404


def test_looking_before_there_is_something_spends_nothing(api, clips):
    video = api.create(public=False)
    assets = video["assets"]
    ready = assets["thumbnail"].replace("thumbnail.jpg", "ready")
    for _ in range(2):
        assert get(assets["hls"]).status_code == 202
        assert get(assets["thumbnail"]).status_code == 202
        assert get(assets["player"]).status_code == 200
        assert get(ready).json()["playable"] is False
    api.upload(video["videoId"], clips("h264").read_bytes())
    api.finished(video["videoId"])
    assert get(ready).json()["playable"] is True
    assert requests.head(assets["mp4"], timeout=9).status_code == 200
    assert get(assets["player"]).status_code == 200
    assert get(assets["player"]).status_code == 404


def test_a_video_made_public_opens_to_all_and_takes_its_tokens_back(api, clips):
    video = api.create(public=False)
    api.upload(video["videoId"], clips("h264").read_bytes())
    api.finished(video["videoId"])
    unspent = video["assets"]["mp4"]
    path = f"/videos/{video['videoId']}"
    public = api.patch(path, json={"public": True}).json()["assets"]["mp4"]
    assert get(public).status_code == 200
    api.patch(path, json={"public": False})
    assert get(public).status_code == 404
    assert get(unspent).status_code == 404


def test_a_public_video_has_no_session_to_open(server, encoded):
    url = f"{server.url}/vod/{encoded['videoId']}/token/x/session"
    assert get(url).status_code == 404
