import pytest

from apivideo_nb.sandbox.rules.analytics import (
    DAY,
    metric_label,
    parse_aggregate,
    parse_breakdown,
    parse_series,
    remembered,
)
from apivideo_nb.sandbox.rules.problems import Problem

NOW = 1_717_000_000.5  # 2024-05-29T16:26:40.5
NEXT = 1_717_000_001
TODAY = "2024-05-29T10:00:00"


def fault(parse, *arguments):
    with pytest.raises(Problem) as caught:
        parse(*arguments, now=NOW)
    body = caught.value.body
    slug = body["type"].rpartition("/")[2]
    return caught.value.status, slug, body.get("name"), body.get("detail")


@pytest.mark.parametrize(
    ("metric", "aggregations"),
    [
        ("play", {"count", "rate", "total"}),
        ("start", {"count"}),
        ("end", {"count"}),
        ("impression", {"count"}),
        ("impression-time", {"average", "sum"}),
        ("watch-time", {"average", "sum"}),
        ("ccv", {"peak", "live", "average"}),
        ("view", {"count"}),
        ("plays", set()),
    ],
)
def test_metrics_have_their_aggregations_and_no_others(metric, aggregations):
    for name in ("count", "rate", "total", "average", "sum", "peak", "live", "max"):
        if name in aggregations:
            assert parse_aggregate(metric, name, [], now=NOW).span[1] == NEXT
        else:
            status, slug, *_ = fault(parse_aggregate, metric, name, [])
            assert (status, slug) == (404, "unrecognized-request-url")


@pytest.mark.parametrize(
    ("metric", "breakdown"),
    [
        ("watch-time", "browser"),
        ("play", "mediaId"),
        ("play", "tag"),
        ("play-total", "browser"),
    ],
)
def test_a_breakdown_that_does_not_exist_is_404(metric, breakdown):
    status, slug, *_ = fault(parse_breakdown, metric, breakdown, [])
    assert (status, slug) == (404, "unrecognized-request-url")
    assert parse_breakdown("play-total", "media-id", [], now=NOW).dimension == "mediaId"


@pytest.mark.parametrize("metric", ["play-total", "watch-time", "x"])
def test_a_series_that_does_not_exist_is_404(metric):
    assert fault(parse_series, metric, [])[0] == 404


def span(*pairs):
    return parse_aggregate("play", "count", pairs, now=NOW).span


def test_the_timeframe_is_the_last_day_unless_said_otherwise():
    assert span() == (NEXT - DAY, NEXT)
    end = 1716976800
    assert span(("to", f"{TODAY}+00:00")) == (end - DAY, end)
    assert span(("from", f"{TODAY}+00:00")) == (end, NEXT)


@pytest.mark.parametrize(
    "written", ["Z", "+00:00", " 00:00", ".250Z", ".123456+00:00", "-00:00"]
)
def test_a_moment_may_be_written_in_every_form_of_atom(written):
    assert span(("from", TODAY + written))[0] == 1716976800


def test_an_offset_counts():
    assert span(("from", f"{TODAY}+02:00"))[0] == 1716976800 - 7200


@pytest.mark.parametrize("fraction", [".5", ".123456", ".123456789"])
def test_a_moment_may_have_a_fraction_as_long_as_clients_of_any_language_give(fraction):
    assert span(("from", f"{TODAY}{fraction}Z")) == span(("from", f"{TODAY}Z"))


@pytest.mark.parametrize(
    "value",
    ["", "yesterday", TODAY, "2024-05-29", "2024-02-30T00:00:00Z", f"{TODAY}+99:00"],
)
@pytest.mark.parametrize("name", ["from", "to"])
def test_what_is_no_moment_is_refused(name, value):
    status, slug, found, detail = fault(
        parse_aggregate, "play", "count", [(name, value)]
    )
    assert (status, slug, found) == (400, "request-invalid-query-parameter", name)
    assert "ATOM" in detail


@pytest.mark.parametrize(
    "pairs",
    [
        [("from", "2024-04-29T16:00:00Z")],
        [("to", "2024-04-30T00:00:00Z")],
        [("from", f"{TODAY}Z"), ("to", f"{TODAY}Z")],
        [("from", "2024-06-01T00:00:00Z")],
    ],
)
def test_a_timeframe_lies_in_the_last_thirty_days_and_runs_forwards(pairs):
    assert fault(parse_aggregate, "play", "count", pairs)[2] == "from"


@pytest.mark.parametrize(
    ("pairs", "interval"),
    [
        ([], "hour"),
        ([("from", "2024-05-27T16:26:41Z")], "hour"),
        ([("from", "2024-05-27T16:26:40Z")], "day"),
        ([("interval", "day")], "day"),
        ([("from", "2024-05-29T15:26:42Z"), ("interval", "minute")], "minute"),
    ],
)
def test_the_interval_follows_from_the_timeframe(pairs, interval):
    assert parse_series("play", pairs, now=NOW).interval == interval


@pytest.mark.parametrize(
    ("pairs", "detail"),
    [
        (
            [("interval", "week")],
            'This interval is invalid. Use one of "minute", "hour", "day".',
        ),
        (
            [("from", "2024-05-29T15:26:41Z"), ("interval", "minute")],
            'The interval "minute" needs a timeframe of less than 60 minutes.',
        ),
    ],
)
def test_an_interval_that_does_not_fit_is_refused(pairs, detail):
    assert fault(parse_series, "play", pairs)[2:] == ("interval", detail)


@pytest.mark.parametrize(
    ("parameter", "metric", "aggregation"),
    [
        ("unique", "play", "count"),
        ("viewDuration", "ccv", "peak"),
        ("viewDuration", "play", "count"),
        ("interval", "play", "count"),
        ("pageSize", "play", "count"),
        ("dimension", "view", "count"),
        ("filterBy", "view", "count"),
        ("filterBy[x]", "view", "count"),
        ("filterBy[media-id]", "view", "count"),
        ("filterBy[browser][x]", "view", "count"),
    ],
)
def test_a_parameter_that_does_not_belong_there_is_refused(
    parameter, metric, aggregation
):
    value = "5s" if parameter == "viewDuration" else "true"
    found = fault(parse_aggregate, metric, aggregation, [(parameter, value)])
    assert found == (
        400,
        "request-invalid-query-parameter",
        parameter,
        "This field was not expected.",
    )


def test_views_have_a_duration_and_viewers_may_count_once():
    asked = parse_aggregate("view", "count", [], now=NOW)
    assert (asked.measure.view_s, asked.measure.unique) == (5.0, False)
    assert metric_label(asked) == "view-5"
    pairs = [("unique", "True"), ("viewDuration", "30s")]  # as Python spells it
    asked = parse_aggregate("view", "count", pairs, now=NOW)
    assert (asked.measure.view_s, asked.measure.unique) == (30.0, True)
    assert metric_label(asked) == "unique-view-30"


@pytest.mark.parametrize(
    ("name", "value", "detail"),
    [
        ("unique", "1", "This value must be of type boolean."),
        (
            "viewDuration",
            "5",
            'This view duration is invalid. Use one of "3s", "5s", "10s", "30s".',
        ),
    ],
)
def test_a_bad_way_to_count_viewers_is_refused(name, value, detail):
    assert fault(parse_aggregate, "view", "count", [(name, value)])[2:] == (
        name,
        detail,
    )


def test_filters_are_read_in_every_spelling():
    pairs = [
        ("filterBy[browser][]", "firefox"),
        ("filterBy[browser][1]", "chrome"),
        ("filterBy[country]", "FR"),
        ("filterBy[mediaType]", "video"),
        ("filterBy[tag]", "Cool videos"),
        ("filterBy[referrer][]", ""),
    ]
    assert parse_aggregate("play", "count", pairs, now=NOW).filters == {
        "browser": ["firefox", "chrome"],
        "country": ["FR"],
        "mediaType": ["video"],
        "tag": ["Cool videos"],
        "referrer": [""],
    }


@pytest.mark.parametrize(
    ("pairs", "name"),
    [
        ([("filterBy[mediaType]", "audio")], "filterBy[mediaType]"),
        ([("filterBy[continent][]", "XX")], "filterBy[continent]"),
        ([("filterBy[tag]", "a"), ("filterBy[tag]", "b")], "filterBy[tag]"),
        ([("filterBy[referrer][]", "x" * 2049)], "filterBy[referrer]"),
    ],
)
def test_a_filter_with_a_bad_value_is_refused(pairs, name):
    found = fault(parse_aggregate, "play", "count", pairs)
    assert found[:3] == (400, "request-invalid-query-parameter", name)


def test_totals_know_no_timeframe_and_two_filters():
    pairs = [("from", "whenever"), ("to", "x"), ("filterBy[mediaId][]", "vi1")]
    asked = parse_aggregate("play", "total", pairs, now=NOW)
    assert (asked.measure.name, asked.span[0]) == ("play-total", 0)
    assert metric_label(asked) is None
    pairs = [("filterBy[browser]", "chrome")]
    assert fault(parse_aggregate, "play", "total", pairs)[2] == "filterBy[browser]"


def test_what_is_forgotten_is_not_looked_at():
    assert remembered((0, 100), now=1000, memory=950) == (50, 100)
    assert remembered((0, 100), now=2000, memory=950) == (1050, 1050)
