"""Tags: the words that videos can be found by, and how often each is used."""

from collections.abc import Iterator
from dataclasses import dataclass

from .decode import decode
from .noun import Noun
from .wire import MAX_PAGE_SIZE


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag, and how many videos have it.

    Examples
    --------
    >>> from apivideo_nb import Tag
    >>> Tag(value="pycon", video_count=3)
    Tag(value='pycon', video_count=3)
    """

    value: str
    video_count: int = 0


class Tags(Noun):
    """``client.tags``.

    References
    ----------
    https://docs.api.video/reference/api/Tags

    Examples
    --------
    >>> import apivideo_nb as av
    >>> client = av.Client()
    >>> for title in "Opening", "Closing":
    ...     _ = client.videos.create(title, tags=["PyCon", title])
    >>> [(tag.value, tag.video_count) for tag in client.tags.list(value="py")]
    [('PyCon', 2)]
    """

    def list(
        self,
        *,
        value: str | None = None,
        sort_by: str | None = None,
        sort_order: str | None = None,
        page_size: int = MAX_PAGE_SIZE,
    ) -> Iterator[Tag]:
        """Go through the tags of all videos; pages are fetched lazily.

        Parameters
        ----------
        value : str, optional
            Part of the tag, whatever its case and accents.
        sort_by : str, optional
            ``value`` (the default) or ``videoCount``.
        sort_order : str, optional
            ``asc`` or ``desc``.
        page_size : int, default 100
            Tags per request, 1 to 100.
        """
        found = self._session.items(
            "/tags",
            page_size=page_size,
            sort_by=sort_by,
            sort_order=sort_order,
            value=value,
        )
        for item in found:
            yield decode(Tag, item)
