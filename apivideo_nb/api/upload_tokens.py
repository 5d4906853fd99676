"""Upload tokens: let somebody upload into this project without its key."""

from collections.abc import Iterator

from .decode import decode
from .models import UploadToken
from .session import Session
from .wire import Request, path_of


class UploadTokens:
    """``client.upload_tokens``.

    References
    ----------
    https://docs.api.video/vod/delegated-upload-tokens
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def create(self, ttl: int = 0) -> UploadToken:
        """Create a token that lives `ttl` seconds (up to 2**31 - 1); 0 is for ever."""
        request = Request(
            method="POST", path="/upload-tokens", json={"ttl": ttl}, repeatable=False
        )
        return decode(UploadToken, self._session.call(request).json())

    def list(self) -> Iterator[UploadToken]:
        """Go through the tokens that still work."""
        for item in self._session.items("/upload-tokens"):
            yield decode(UploadToken, item)

    def get(self, token: str) -> UploadToken:
        """Look a token up."""
        request = Request(method="GET", path=path_of("upload-tokens", token))
        return decode(UploadToken, self._session.call(request).json())

    def delete(self, token: str) -> None:
        """End a token now."""
        path = path_of("upload-tokens", token)
        self._session.call(Request(method="DELETE", path=path))
