"""Summaries: what a video is about, in a few sentences."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .decode import decode
from .noun import Noun
from .wire import MAX_PAGE_SIZE, path_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The summary of a video, without its text.

    Attributes
    ----------
    summary_id, video_id : str
        Its id, and that of its video.
    origin : str or None
        ``auto`` if the service writes it, ``api`` if you do.
    source_status : str or None
        How far the text is: ``missing``, ``waiting``, ``completed``, ``failed`` or
        ``unprocessable``.

    Examples
    --------
    >>> from apivideo_nb import Summary
    >>> Summary(summary_id="summary_1", source_status="completed").source_status
    'completed'
    """

    summary_id: str
    video_id: str = ""
    origin: str | None = None
    source_status: str | None = None
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySource:
    """The text of a summary: an abstract, and up to three things to remember.

    Examples
    --------
    >>> from apivideo_nb import SummarySource
    >>> SummarySource(abstract="A talk.", takeaways=("Test",)).takeaways
    ('Test',)
    """

    abstract: str | None = None
    takeaways: tuple[str, ...] = ()


class Summaries(Noun):
    """``client.summaries``.

    The local sandbox writes none by itself: there, a summary is what you store.

    References
    ----------
    https://docs.api.video/vod/generate-a-summary

    Examples
    --------
    >>> import apivideo_nb as av
    >>> client = av.Client()
    >>> video = client.videos.create("Keynote")
    >>> summary = client.summaries.create(video.video_id)
    >>> client.summaries.update(summary.summary_id, takeaways=["Test", "Measure"])
    SummarySource(abstract=None, takeaways=('Test', 'Measure'))
    >>> [s.source_status for s in client.summaries.list(video_id=video.video_id)]
    ['completed']
    >>> client.summaries.delete(summary.summary_id)
    """

    def create(
        self,
        video_id: str,
        *,
        origin: str | None = None,
        attributes: Iterable[str] = (),
    ) -> Summary:
        """Give a video a summary.

        Parameters
        ----------
        video_id : str
            The video; it has one summary at most.
        origin : str, optional
            ``auto`` has the service write it; by default you do, with `update`.
        attributes : iterable of str, optional
            What is written: ``abstract``, ``takeaways``; by default both.

        Raises
        ------
        ApiError
            If the video has a summary (409), or there is no such video (404).
        """
        wanted: dict[str, Any] = {"videoId": video_id}
        if origin is not None:
            wanted["origin"] = origin
        if attributes := list(attributes):
            wanted["attributes"] = attributes
        return decode(Summary, self._json("POST", "/summaries", json=wanted))

    def list(
        self,
        *,
        video_id: str | None = None,
        origin: str | None = None,
        source_status: str | None = None,
        sort_by: str | None = None,
        sort_order: str | None = None,
        page_size: int = MAX_PAGE_SIZE,
    ) -> Iterator[Summary]:
        """Go through all summaries that match, newest first, page by page.

        Parameters
        ----------
        video_id, origin, source_status : str, optional
            As in `Summary`.
        sort_by : str, optional
            ``createdAt``, ``updatedAt`` or ``videoId``.
        sort_order : str, optional
            ``asc`` or ``desc``.
        page_size : int, default 100
            Summaries per request, 1 to 100.
        """
        found = self._session.items(
            "/summaries",
            page_size=page_size,
            sort_by=sort_by,
            sort_order=sort_order,
            videoId=video_id,
            origin=origin,
            sourceStatus=source_status,
        )
        for item in found:
            yield decode(Summary, item)

    def source(self, summary_id: str) -> SummarySource:
        """Get the text of a summary; raises `NotFoundError` while there is none."""
        path = path_of("summaries", summary_id, "source")
        return decode(SummarySource, self._json("GET", path))

    def update(
        self,
        summary_id: str,
        *,
        abstract: str | None = None,
        takeaways: Iterable[str] | None = None,
    ) -> SummarySource:
        """Store the text of a summary, or a part of it.

        Parameters
        ----------
        summary_id : str
            The summary.
        abstract : str, optional
            A paragraph.
        takeaways : iterable of str, optional
            Up to three sentences.

        Raises
        ------
        ApiError
            If the service is still writing it (409), or refuses the text.
        """
        if isinstance(takeaways, str):
            raise TypeError(f"takeaways are a list of strings, as in [{takeaways!r}]")
        text: dict[str, Any] = {}
        if abstract is not None:
            text["abstract"] = abstract
        if takeaways is not None:
            text["takeaways"] = list(takeaways)
        path = path_of("summaries", summary_id, "source")
        return decode(SummarySource, self._json("PATCH", path, json=text))

    def delete(self, summary_id: str) -> None:
        """Delete a summary; raises `NotFoundError`."""
        self._call("DELETE", path_of("summaries", summary_id))
