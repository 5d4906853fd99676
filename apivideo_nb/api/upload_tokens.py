"""Upload tokens: let somebody upload into this project without its key."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from .decode import decode
from .noun import Noun
from .wire import MAX_PAGE_SIZE, path_of


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadToken:
    """A token that lets others upload into this project; it stays out of `repr`.

    Attributes
    ----------
    token : str
        The token itself: whoever has it can upload, and do nothing else.
    ttl : int
        How many seconds it lives; 0 is for ever.

    Examples
    --------
    >>> from apivideo_nb import UploadToken
    >>> UploadToken(token="to1A2b3C", ttl=3600)
    UploadToken(ttl=3600, created_at=None, expires_at=None)
    """

    token: str = field(repr=False)
    ttl: int = 0
    created_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None


class UploadTokens(Noun):
    """``client.upload_tokens``.

    References
    ----------
    https://docs.api.video/vod/delegated-upload-tokens

    Examples
    --------
    >>> import apivideo_nb as av
    >>> client = av.Client()
    >>> token = client.upload_tokens.create(ttl=3600)
    >>> (token.expires_at - token.created_at).total_seconds()
    3600.0
    >>> [found.ttl for found in client.upload_tokens.list()]
    [3600]
    >>> client.upload_tokens.delete(token.token)
    """

    @property
    def url(self) -> str:
        """Where a browser that has a token sends its files; logs in to find out.

        ``POST`` them as a form, with the token behind it: ``?token=to…``.
        """
        return self._session.for_browser(f"{self._session.base_url}/upload")

    def create(self, ttl: int = 0) -> UploadToken:
        """Create a token.

        Parameters
        ----------
        ttl : int, default 0
            How many seconds it lives, up to 2**31 - 1; 0 is for ever.
        """
        answer = self._json(
            "POST", "/upload-tokens", json={"ttl": ttl}, repeatable=False
        )
        return decode(UploadToken, answer)

    def get(self, token: str) -> UploadToken:
        """Look a token up; raises `NotFoundError` when it has ended."""
        return decode(UploadToken, self._json("GET", path_of("upload-tokens", token)))

    def list(
        self,
        *,
        sort_by: str | None = None,
        sort_order: str | None = None,
        page_size: int = MAX_PAGE_SIZE,
    ) -> Iterator[UploadToken]:
        """Go through the tokens that still work; pages are fetched lazily.

        Parameters
        ----------
        sort_by : str, optional
            ``createdAt`` or ``ttl``.
        sort_order : str, optional
            ``asc`` or ``desc``.
        page_size : int, default 100
            Tokens per request, 1 to 100.
        """
        found = self._session.items(
            "/upload-tokens",
            page_size=page_size,
            sort_by=sort_by,
            sort_order=sort_order,
        )
        for item in found:
            yield decode(UploadToken, item)

    def delete(self, token: str) -> None:
        """End a token now; raises `NotFoundError` when it has ended already."""
        self._call("DELETE", path_of("upload-tokens", token))
