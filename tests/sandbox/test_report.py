import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(chromium):
    page = chromium.new_page()
    page.set_default_timeout(30_000)
    yield page
    page.close()


def total(api, video_id, path):
    query = {"filterBy[mediaId][]": video_id}
    return api.get(f"/data/metrics/{path}", params=query).json()["data"]


@pytest.mark.parametrize("public", [True, False])
def test_a_browser_reports_what_it_plays(api, clips, tab, wait_for, public):
    video = api.create(public=public)
    video_id = video["videoId"]
    api.upload(video_id, clips("h264").read_bytes())
    api.finished(video_id)
    said = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(video["assets"]["player"])
    wait_for(lambda: total(api, video_id, "impression/count") == 1)
    assert total(api, video_id, "play/count") == 0
    assert 0 < total(api, video_id, "impression-time/sum") < 30_000

    tab.get_by_role("button", name="Play").first.click()
    wait_for(lambda: total(api, video_id, "end/count") == 1)
    assert total(api, video_id, "play/count") == 1
    assert total(api, video_id, "start/count") == 1
    assert 1 < total(api, video_id, "watch-time/sum") < 20

    tab.evaluate("document.querySelector('video').play()")  # once more
    wait_for(lambda: total(api, video_id, "end/count") == 2)
    assert total(api, video_id, "play/count") == 2
    assert total(api, video_id, "impression/count") == 1
    query = {"filterBy[mediaId][]": video_id}
    row = api.get("/data/buckets/play/browser", params=query).json()["data"][0]
    assert row == {"dimensionValue": "chrome", "metricValue": 2}
    assert not [text for text in said if "Security Policy" in text]


def test_a_pause_and_a_closed_page_lose_nothing(api, clips, tab, wait_for):
    video = api.create()
    video_id = video["videoId"]
    api.upload(video_id, clips("vfr").read_bytes())
    api.finished(video_id)
    tab.goto(f"{video['assets']['player']}#autoplay;loop")
    wait_for(lambda: total(api, video_id, "start/count") >= 1)
    tab.evaluate("document.querySelector('video').pause()")
    wait_for(lambda: total(api, video_id, "watch-time/sum") > 0)
    paused = total(api, video_id, "play/count"), total(api, video_id, "end/count")
    tab.evaluate("document.querySelector('video').play()")
    tab.wait_for_timeout(400)
    tab.goto("about:blank")
    before = total(api, video_id, "watch-time/sum")
    wait_for(lambda: total(api, video_id, "watch-time/sum") >= before > 0)
    plays, ends = total(api, video_id, "play/count"), total(api, video_id, "end/count")
    assert plays - paused[0] == ends - paused[1]  # going on is no new play
