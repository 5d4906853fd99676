"""The vendor's own client as a judge of analytics and webhooks."""

import datetime as dt
import itertools
import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # in its generated code
    from apivideo.apis import AnalyticsApi, WebhooksApi
    from apivideo.exceptions import NotFoundException
    from apivideo.model.filter_by import FilterBy
    from apivideo.model.filter_by1 import FilterBy1
    from apivideo.model.filter_by2 import FilterBy2
    from apivideo.model.webhooks_creation_payload import WebhooksCreationPayload

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:apivideo")

AGGREGATES = {
    "play": ("count", "rate", "total"),
    "start": ("count",),
    "end": ("count",),
    "impression": ("count",),
    "impression-time": ("average", "sum"),
    "watch-time": ("average", "sum"),
    "ccv": ("peak", "average", "live"),
    "view": ("count",),
}
SERIES = (
    *("play", "play-rate", "start", "end", "impression"),
    *("ccv-peak", "ccv-average", "view"),
)
BREAKDOWNS = (
    *("media-id", "media-type", "continent", "country", "device-type"),
    *("operating-system", "browser", "referrer"),
)


@pytest.fixture(scope="module")
def seen(api):
    video_id = api.create()["videoId"]
    events = [
        {"type": "impression", "value": 123.4},
        {"type": "play"},
        {"type": "start"},
        {"type": "watch", "value": 12.3},
        {"type": "end"},
    ]
    report = {"view": "page-0001", "events": events}
    assert api.post(f"/vod/{video_id}/report", json=report).status_code == 204
    return video_id


@pytest.mark.parametrize(
    ("metric", "aggregation"),
    [(metric, one) for metric, names in AGGREGATES.items() for one in names],
)
def test_the_official_client_reads_every_aggregate(vendor, seen, metric, aggregation):
    answer = AnalyticsApi(vendor).get_aggregated_metrics(
        metric, aggregation, filter_by=FilterBy2(media_id=[seen], media_type="video")
    )
    assert answer.data > 0
    assert answer.context.timeframe.to > answer.context.timeframe._from


@pytest.mark.parametrize(
    ("metric", "breakdown"),
    [*itertools.product(SERIES, BREAKDOWNS), ("play-total", "media-id")],
)
def test_the_official_client_reads_every_breakdown(vendor, seen, metric, breakdown):
    answer = AnalyticsApi(vendor).get_metrics_breakdown(
        metric, breakdown, filter_by=FilterBy(media_id=[seen])
    )
    (row,) = answer.data
    assert row.metric_value > 0
    assert isinstance(row.dimension_value, str)
    assert answer.pagination.items_total == 1


@pytest.mark.parametrize("metric", SERIES)
def test_the_official_client_reads_every_series(vendor, seen, metric):
    now = dt.datetime.now(dt.UTC)
    answer = AnalyticsApi(vendor).get_metrics_over_time(
        metric,
        _from=now - dt.timedelta(minutes=30),
        to=now + dt.timedelta(minutes=5),
        interval="minute",
        sort_by="emittedAt",
        sort_order="desc",
        filter_by=FilterBy1(media_id=[seen]),
    )
    assert answer.context.interval == "minute"
    assert answer.data[0].metric_value > 0


@pytest.mark.parametrize("duration", ["3s", "5s", "10s"])
def test_the_official_client_counts_viewers_once(vendor, seen, duration):
    answer = AnalyticsApi(vendor).get_aggregated_metrics(
        "view",
        "count",
        unique=True,
        view_duration=duration,
        filter_by=FilterBy2(media_id=[seen]),
    )
    assert (answer.data, answer.context.metric) == (1, f"unique-view-{duration[:-1]}")


def test_the_official_client_manages_webhooks(vendor):
    webhooks = WebhooksApi(vendor)
    event = "video.encoding.quality.completed"
    made = webhooks.create(
        WebhooksCreationPayload(events=[event], url="http://127.0.0.1:9/")
    )
    assert made.signature_secret
    assert webhooks.get(made.webhook_id).events == [event]
    listed = webhooks.list(events=event, page_size=100).data
    assert made.webhook_id in [webhook.webhook_id for webhook in listed]
    webhooks.delete(made.webhook_id)
    with pytest.raises(NotFoundException):
        webhooks.get(made.webhook_id)
