import datetime as dt

import pytest
import requests

CHROME = "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0.0.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
IMPRESSION = {"type": "impression", "value": 400}
PLAY, START, END = ({"type": kind} for kind in ("play", "start", "end"))


def watched(seconds):
    return {"type": "watch", "value": seconds}


@pytest.fixture
def report(server):
    """Return a function that does what a player page does."""

    def send(video, *events, view="page-0001", agent=CHROME, referrer="", **headers):
        path = f"/vod/{video['videoId']}/report"
        return requests.post(
            server.url + path,
            json={"view": view, "referrer": referrer, "events": list(events)},
            headers={"User-Agent": agent, **headers},
            timeout=9,
        )

    return send


@pytest.fixture
def seen(api, report):
    """A video that two people have opened, and one of them played."""
    video = api.create(title="Seen", tags=["Cool videos"])
    page = "http://127.0.0.1:8888/lab/tree/private.ipynb"
    assert report(video, IMPRESSION, PLAY, START, referrer=page).status_code == 204
    assert report(video, watched(10), END, referrer=page).status_code == 204
    slow = {**IMPRESSION, "value": 600}
    report(video, slow, view="page-0002", agent=FIREFOX)
    return video


def only(video, **more):
    return {"filterBy[mediaId][]": video["videoId"], **more}


def metric(api, video, path, **more):
    answer = api.get(f"/data/metrics/{path}", params=only(video, **more))
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("impression/count", 2),
        ("play/count", 1),
        ("play/rate", 0.5),
        ("play/total", 1),
        ("start/count", 1),
        ("end/count", 1),
        ("impression-time/average", 500),
        ("impression-time/sum", 1000),
        ("watch-time/average", 10),
        ("watch-time/sum", 10),
        ("ccv/peak", 1),
        ("ccv/live", 1),
        ("view/count", 1),
    ],
)
def test_every_metric_answers_from_what_was_reported(api, seen, path, number):
    answer = metric(api, seen, path)
    assert answer["data"] == number
    context = answer["context"]
    name, _, aggregation = path.partition("/")
    assert context["metric"] == ("view-5" if name == "view" else name)
    assert context.get("aggregation") in (aggregation, None)
    assert set(context["timeframe"]) == {"from", "to"}


def test_the_mean_of_viewers_is_over_the_timeframe(api, seen):
    assert 0 < metric(api, seen, "ccv/average")["data"] <= 10 / 86400 * 1.01


def test_the_timeframe_is_said_and_kept_to(api, seen):
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    before = {
        "from": (now - dt.timedelta(hours=2)).isoformat(),
        "to": (now - dt.timedelta(hours=1)).isoformat(),
    }
    answer = metric(api, seen, "play/count", **before)
    assert (answer["data"], answer["context"]["timeframe"]) == (0, before)


def buckets(api, video, path, **more):
    answer = api.get(f"/data/buckets/{path}", params=only(video, **more))
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("breakdown", "values"),
    [
        ("media-type", {"video": 2}),
        ("continent", {"unknown": 2}),
        ("country", {"unknown": 2}),
        ("device-type", {"computer": 1, "phone": 1}),
        ("operating-system", {"linux": 1, "android": 1}),
        ("browser", {"chrome": 1, "firefox": 1}),
        ("referrer", {"http://127.0.0.1:8888/": 1, "": 1}),
    ],
)
def test_every_dimension_breaks_down_what_was_reported(api, seen, breakdown, values):
    answer = buckets(api, seen, f"impression/{breakdown}")
    found = {row["dimensionValue"]: row["metricValue"] for row in answer["data"]}
    assert found == values
    assert answer["pagination"]["itemsTotal"] == len(values)


def test_a_video_is_a_bucket_of_its_own(api, seen):
    answer = buckets(api, seen, "play-total/media-id")
    row = {"dimensionValue": seen["videoId"], "metricValue": 1}
    assert (answer["data"], answer["context"]["breakdown"]) == ([row], "media-id")
    answer = buckets(api, seen, "play-rate/media-id")
    assert answer["data"] == [{**row, "metricValue": 0.5}]


def test_buckets_are_sorted_and_paged(api, report):
    video = api.create()
    for number, agent in enumerate((CHROME, FIREFOX, FIREFOX)):
        report(video, IMPRESSION, view=f"page-{number:04}", agent=agent)

    def values(**query):
        answer = buckets(api, video, "impression/browser", **query)
        return [row["dimensionValue"] for row in answer["data"]], answer["pagination"]

    assert values()[0] == ["firefox", "chrome"]
    assert values(sortBy="metricValue", sortOrder="asc")[0] == ["chrome", "firefox"]
    assert values(sortBy="dimensionValue")[0] == ["chrome", "firefox"]
    found, paging = values(sortBy="dimensionValue", pageSize=1, currentPage=2)
    assert found == ["firefox"]
    assert (paging["pagesTotal"], paging["currentPageItems"]) == (2, 1)
    assert paging["links"][0]["uri"].startswith("/data/buckets/impression/browser?")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"filterBy[browser][]": ["chrome", "edge"]}, 1),
        ({"filterBy[deviceType]": "phone"}, 1),
        ({"filterBy[tag]": "Cool videos"}, 2),
        ({"filterBy[tag]": "cool videos"}, 0),
        ({"filterBy[referrer][]": ""}, 1),
        ({"filterBy[mediaType]": "live-stream"}, 0),
        ({"filterBy[continent][]": "EU"}, 0),
    ],
)
def test_filters_narrow_what_is_counted(api, seen, query, count):
    assert metric(api, seen, "impression/count", **query)["data"] == count


@pytest.mark.parametrize("interval", ["minute", "hour", "day"])
def test_a_series_has_the_intervals_in_which_something_was(api, seen, interval):
    start = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=59)
    query = only(seen, interval=interval, **{"from": start.isoformat()})
    answer = api.get("/data/timeseries/impression", params=query).json()
    assert answer["context"]["interval"] == interval
    assert sum(row["metricValue"] for row in answer["data"]) == 2
    moments = [dt.datetime.fromisoformat(row["emittedAt"]) for row in answer["data"]]
    assert moments == sorted(moments)
    assert all(moment.second == 0 for moment in moments)
    if interval != "minute":
        assert all(moment.minute == 0 for moment in moments)
    latest = {**query, "sortBy": "emittedAt", "sortOrder": "desc", "pageSize": 1}
    last = api.get("/data/timeseries/impression", params=latest).json()["data"]
    assert last == answer["data"][-1:]


@pytest.mark.parametrize(
    ("path", "status", "name"),
    [
        ("metrics/play/sum", 404, None),
        ("buckets/play/tag", 404, None),
        ("timeseries/play-total", 404, None),
        ("metrics/play/count?from=yesterday", 400, "from"),
        ("metrics/play/count?unique=true", 400, "unique"),
        ("buckets/view/browser?viewDuration=4s", 400, "viewDuration"),
        ("buckets/play/browser?sortBy=emittedAt", 400, "sortBy"),
        ("buckets/play/browser?pageSize=0", 400, "pageSize"),
        ("timeseries/play?interval=week", 400, "interval"),
        ("timeseries/play?filterBy%5Bcolour%5D=red", 400, "filterBy[colour]"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(api, path, status, name):
    answer = api.get(f"/data/{path}")
    assert (answer.status_code, answer.json().get("name")) == (status, name)


def test_projects_do_not_see_each_other_s_viewers(server, api, report, seen):
    with server.api("sandbox_key") as other:
        assert metric(other, seen, "impression/count")["data"] == 0
        mine = other.create()
        report(mine, IMPRESSION, PLAY)
        assert metric(other, mine, "play/total")["data"] == 1
        assert metric(api, mine, "play/total")["data"] == 0
        start = dt.datetime.now(dt.UTC) - dt.timedelta(days=20)
        week = {"from": start.isoformat()}  # a sandbox key sees one day
        shown = metric(other, mine, "play/count", **week)["context"]["timeframe"]
        assert dt.datetime.fromisoformat(shown["from"]) > start + dt.timedelta(days=18)
        shown = metric(api, seen, "play/count", **week)["context"]["timeframe"]
        assert dt.datetime.fromisoformat(shown["from"]) < start + dt.timedelta(days=1)


def test_a_deleted_video_takes_its_viewers_with_it(api, seen):
    assert api.delete(f"/videos/{seen['videoId']}").status_code == 204
    assert metric(api, seen, "impression/count")["data"] == 0
    assert metric(api, seen, "play/total")["data"] == 0


def test_only_our_page_reports_and_only_what_makes_sense(api, report):
    video = api.create()
    evil = report(video, PLAY, **{"Sec-Fetch-Site": "cross-site"})
    assert evil.status_code == 403
    assert report(video, PLAY, **{"Sec-Fetch-Site": "same-origin"}).status_code == 204
    assert report(video, {"type": "x"}).status_code == 400
    assert report({"videoId": "vi4k0jvEUuaTdRAEjQ4Jfagz"}, PLAY).status_code == 404
    assert report(video, PLAY, referrer="x" * 9000).status_code == 413
    assert metric(api, video, "play/count")["data"] == 1


def test_a_private_video_is_reported_from_a_session_only(api, report):
    video = api.create(public=False)
    assert report(video, PLAY).status_code == 404
    url = video["assets"]["thumbnail"].replace("thumbnail.jpg", "session")
    body = {"view": "page-0001", "events": [PLAY]}
    where = url.replace("/session", "/report")
    assert requests.post(where, json=body, timeout=9).status_code == 404
    session = requests.get(url, timeout=9).json()["session_token"]
    answer = requests.post(where, json=body, params={"avh": session}, timeout=9)
    assert answer.status_code == 204
    assert metric(api, video, "play/count")["data"] == 1


def test_nothing_is_stored_that_leads_to_a_person(server, api, report):
    video = api.create()
    report(
        video,
        IMPRESSION,
        agent=f"{CHROME} Unmistakable/1.0",
        referrer="http://host.example/whose-path?named=somebody",
    )
    files = [path for path in server.data.glob("sandbox.db*") if path.is_file()]
    stored = b"".join(path.read_bytes() for path in files)
    assert b"http://host.example/" in stored
    for trace in (b"whose-path", b"somebody", b"Unmistakable", b"Mozilla"):
        assert trace not in stored
