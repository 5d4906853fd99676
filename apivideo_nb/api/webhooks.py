"""Webhooks: addresses that the service tells when something has happened."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .decode import decode
from .noun import Noun
from .wire import MAX_PAGE_SIZE, path_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address, and what it is told.

    Attributes
    ----------
    webhook_id : str
        Its id.
    events : tuple of str
        Names of events: ``video.encoding.quality.completed``,
        ``video.caption.generated``, ``video.summary.generated``.
    url : str
        Where they are sent to.
    signature_secret : str
        What deliveries are signed with; it stays out of `repr`.

    Examples
    --------
    >>> from apivideo_nb import Webhook
    >>> address, event = "https://example.org/told", "video.encoding.quality.completed"
    >>> Webhook(webhook_id="webhook_1", url=address, events=(event,)).url
    'https://example.org/told'
    """

    webhook_id: str
    events: tuple[str, ...] = ()
    url: str = ""
    signature_secret: str = field(default="", repr=False)
    created_at: dt.datetime | None = None

    def signed(self, body: bytes, signature: str) -> bool:
        """Tell whether a delivery really comes from the service.

        Parameters
        ----------
        body : bytes
            The delivery, exactly as it came.
        signature : str
            Its header ``X-Api-Video-Signature``.

        Examples
        --------
        >>> hook = Webhook(webhook_id="webhook_1", signature_secret="sig_sec_1")
        >>> hook.signed(b"{}", "00")
        False
        """
        key = self.signature_secret.encode()
        right = hmac.new(key, body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(right.encode(), signature.strip().lower().encode())


class Webhooks(Noun):
    """``client.webhooks``.

    References
    ----------
    https://docs.api.video/reference/api/Webhooks

    Examples
    --------
    >>> import apivideo_nb as av
    >>> client = av.Client()
    >>> event = "video.encoding.quality.completed"
    >>> hook = client.webhooks.create("http://127.0.0.1:8080/hook", [event])
    >>> [found.url for found in client.webhooks.list(event=event)]
    ['http://127.0.0.1:8080/hook']
    >>> client.webhooks.delete(hook.webhook_id)
    """

    def create(self, url: str, events: Iterable[str]) -> Webhook:
        """Have events sent to an address, from now on.

        Parameters
        ----------
        url : str
            http or https; the service must be able to reach it.
        events : iterable of str
            Names of events, as `Webhook` lists them.

        Raises
        ------
        ApiError
            If the API refuses one of them, or there are too many webhooks.
        """
        if isinstance(events, str):
            raise TypeError(f"events are a list of strings, as in [{events!r}]")
        wanted = {"url": url, "events": list(events)}
        # sent twice it would make two
        answer = self._json("POST", "/webhooks", json=wanted, repeatable=False)
        return decode(Webhook, answer)

    def get(self, webhook_id: str) -> Webhook:
        """Get a webhook; raises `NotFoundError`."""
        return decode(Webhook, self._json("GET", path_of("webhooks", webhook_id)))

    def list(
        self, *, event: str | None = None, page_size: int = MAX_PAGE_SIZE
    ) -> Iterator[Webhook]:
        """Go through all webhooks; pages are fetched lazily.

        Parameters
        ----------
        event : str, optional
            Only those that are told of this event.
        page_size : int, default 100
            Webhooks per request, 1 to 100.
        """
        found = self._session.items("/webhooks", page_size=page_size, events=event)
        for item in found:
            yield decode(Webhook, item)

    def delete(self, webhook_id: str) -> None:
        """Tell this address no more; raises `NotFoundError`."""
        self._call("DELETE", path_of("webhooks", webhook_id))
