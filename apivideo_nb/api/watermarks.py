"""Watermarks: pictures that videos bear, burnt in."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from .decode import decode
from .files import File, file_body, read_file
from .noun import Noun
from .wire import MAX_PAGE_SIZE, path_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    """A picture that new videos can bear.

    Examples
    --------
    >>> from apivideo_nb import Watermark
    >>> Watermark(watermark_id="watermark_1").watermark_id
    'watermark_1'
    """

    watermark_id: str
    created_at: dt.datetime | None = None


class Watermarks(Noun):
    """``client.watermarks``.

    References
    ----------
    https://docs.api.video/vod/add-watermarks

    Examples
    --------
    >>> import io
    >>> import apivideo_nb as av
    >>> from PIL import Image
    >>> picture = io.BytesIO()
    >>> Image.new("RGB", (80, 40), "navy").save(picture, "PNG")

    >>> client = av.Client()
    >>> mark = client.watermarks.upload(picture.getvalue())
    >>> corner = {"id": mark.watermark_id, "right": "2%", "bottom": "2%"}
    >>> video = client.videos.create("Marked", watermark=corner)
    >>> [found.watermark_id for found in client.watermarks.list()] == [corner["id"]]
    True
    >>> client.watermarks.delete(mark.watermark_id)
    """

    def upload(self, picture: File) -> Watermark:
        """Store a picture, to be burnt into videos created from now on.

        Parameters
        ----------
        picture : path or bytes
            JPEG or PNG; a PNG may be transparent. Where it stands in a video, and how
            large, is said when the video is created: ``watermark={"id": …, "top":
            "10px", "right": "5%", "width": "100px", "opacity": "60%"}``.

        Raises
        ------
        OSError
            If the file cannot be read.
        ApiError
            If it is no such picture.
        """
        body = file_body(*read_file(picture))
        return decode(Watermark, self._json("POST", "/watermarks", body=body))

    def list(
        self,
        *,
        sort_by: str | None = None,
        sort_order: str | None = None,
        page_size: int = MAX_PAGE_SIZE,
    ) -> Iterator[Watermark]:
        """Go through all watermarks, newest first; pages are fetched lazily.

        Parameters
        ----------
        sort_by : str, optional
            ``createdAt``.
        sort_order : str, optional
            ``asc`` or ``desc``.
        page_size : int, default 100
            Watermarks per request, 1 to 100.
        """
        found = self._session.items(
            "/watermarks", page_size=page_size, sort_by=sort_by, sort_order=sort_order
        )
        for item in found:
            yield decode(Watermark, item)

    def delete(self, watermark_id: str) -> None:
        """Delete a watermark; videos that bear it keep it.

        Raises
        ------
        NotFoundError
            If there is no such watermark.
        """
        self._call("DELETE", path_of("watermarks", watermark_id))
