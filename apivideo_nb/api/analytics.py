"""Analytics: how often videos are watched, by whom and when."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .decode import camel, decode
from .noun import Noun, check_name
from .wire import MAX_PAGE_SIZE, path_of

#: what answers can be narrowed down to, and broken down by (but for ``tag``)
DIMENSIONS = (
    "media_id",
    "media_type",
    "continent",
    "country",
    "device_type",
    "operating_system",
    "browser",
    "referrer",
    "tag",
)
# these take one value, the others a list
_SINGLE = {"media_type", "tag"}

Filters = Mapping[str, str | Iterable[str]]
_Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one value of a dimension contributes: ``France``, ``phone``, a video."""

    dimension_value: str
    metric_value: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A metric in the minute, hour or day that begins at `emitted_at`."""

    emitted_at: dt.datetime
    metric_value: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    data: float = 0.0


class Analytics(Noun):
    """``client.analytics``.

    All questions take the same narrowing:

    - `since`, `until`: aware datetimes (naive ones are of this machine's time zone), up
      to 30 days ago; by default the last day. `until` itself is left out.
    - `filter_by`: a mapping of dimensions to a value or several: ``media_id``,
      ``media_type``, ``continent``, ``country``, ``device_type``, ``operating_system``,
      ``browser``, ``referrer``, ``tag``.
    - `unique` (metrics ``ccv…`` and ``view``): count a person once a day.
    - `view_duration` (metric ``view``): how long somebody must have watched to count,
      ``3s``, ``5s``, ``10s`` or ``30s``.

    The local sandbox counts the plays of its own player page.

    References
    ----------
    https://docs.api.video/reference/api/Analytics

    Examples
    --------
    >>> import apivideo_nb as av
    >>> client = av.Client()
    >>> client.analytics.metric("play", "count")
    0.0
    >>> list(client.analytics.breakdown("play", "country"))
    []
    >>> list(client.analytics.over_time("play", interval="hour"))
    []
    """

    def metric(
        self,
        metric: str,
        aggregation: str,
        *,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        filter_by: Filters | None = None,
        unique: bool | None = None,
        view_duration: str | None = None,
    ) -> float:
        """Ask for one number.

        Parameters
        ----------
        metric, aggregation : str
            ``play`` with ``count``, ``rate`` or ``total``; ``start``, ``end``,
            ``impression`` or ``view`` with ``count``; ``impression-time`` (ms) or
            ``watch-time`` (s) with ``average`` or ``sum``; ``ccv`` (viewers at the same
            time) with ``peak``, ``average`` or ``live``.
        since, until, filter_by, unique, view_duration : optional
            As `Analytics` says.

        Raises
        ------
        NotFoundError
            For a metric that cannot be aggregated like this.
        ApiError
            If the API refuses a parameter.
        """
        path = path_of("data", "metrics", metric, aggregation)
        query = _narrowed(since, until, filter_by, unique, view_duration)
        return decode(_Answer, self._json("GET", path, query=query)).data

    def breakdown(
        self,
        metric: str,
        dimension: str,
        *,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        filter_by: Filters | None = None,
        unique: bool | None = None,
        view_duration: str | None = None,
        sort_by: str | None = None,
        sort_order: str | None = None,
        page_size: int = MAX_PAGE_SIZE,
    ) -> Iterator[Share]:
        """Ask for a number for each value of a dimension; pages are fetched lazily.

        Parameters
        ----------
        metric : str
            ``play``, ``play-rate``, ``play-total`` (by ``media_id`` only), ``start``,
            ``end``, ``impression``, ``ccv-peak``, ``ccv-average`` or ``view``.
        dimension : str
            One of those that `Analytics` lists, but for ``tag``.
        since, until, filter_by, unique, view_duration : optional
            As `Analytics` says.
        sort_by : str, optional
            ``metricValue`` or ``dimensionValue``.
        sort_order : str, optional
            ``asc`` or ``desc``.
        page_size : int, default 100
            Values per request, 1 to 100.

        Raises
        ------
        NotFoundError
            For a metric that cannot be broken down like this.
        ApiError
            If the API refuses a parameter.
        """
        path = path_of("data", "buckets", metric, dimension.replace("_", "-"))
        found = self._session.items(
            path,
            page_size=page_size,
            sort_by=sort_by,
            sort_order=sort_order,
            pairs=_narrowed(since, until, filter_by, unique, view_duration),
        )
        for item in found:
            yield decode(Share, item)

    def over_time(
        self,
        metric: str,
        *,
        interval: str | None = None,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        filter_by: Filters | None = None,
        unique: bool | None = None,
        view_duration: str | None = None,
        sort_by: str | None = None,
        sort_order: str | None = None,
        page_size: int = MAX_PAGE_SIZE,
    ) -> Iterator[Reading]:
        """Ask for a number for each minute, hour or day that has one.

        Parameters
        ----------
        metric : str
            As in `breakdown`, but for ``play-total``.
        interval : str, optional
            ``minute`` (of less than an hour), ``hour`` or ``day``; by default hours up
            to two days, else days.
        since, until, filter_by, unique, view_duration : optional
            As `Analytics` says.
        sort_by : str, optional
            ``emittedAt`` or ``metricValue``.
        sort_order : str, optional
            ``asc`` or ``desc``.
        page_size : int, default 100
            Numbers per request, 1 to 100.

        Raises
        ------
        NotFoundError
            For a metric that is not kept over time.
        ApiError
            If the API refuses a parameter.
        """
        pairs = _narrowed(since, until, filter_by, unique, view_duration)
        found = self._session.items(
            path_of("data", "timeseries", metric),
            page_size=page_size,
            sort_by=sort_by,
            sort_order=sort_order,
            interval=interval,
            pairs=pairs,
        )
        for item in found:
            yield decode(Reading, item)


def _narrowed(
    since: dt.datetime | None,
    until: dt.datetime | None,
    filter_by: Filters | None,
    unique: bool | None,  # noqa: FBT001  # private; keywords where it is public
    view_duration: str | None,
) -> _Pairs:
    pairs: _Pairs = []
    for name, moment in (("from", since), ("to", until)):
        if moment is not None:
            pairs.append((name, moment.astimezone().isoformat(timespec="seconds")))
    for name, wanted in (filter_by or {}).items():
        check_name(name, DIMENSIONS, "a filter")
        key = f"filterBy[{camel(name)}]"
        values = [wanted] if isinstance(wanted, str) else list(wanted)
        pairs += [(key if name in _SINGLE else f"{key}[]", value) for value in values]
    if unique is not None:
        pairs.append(("unique", str(unique).lower()))
    if view_duration is not None:
        pairs.append(("viewDuration", view_duration))
    return pairs
