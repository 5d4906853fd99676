"""Threads that send events to webhooks, and send them again."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

import requests
from urllib3.exceptions import HTTPError

from ..rules.webhooks import PAUSE, RETRIES, headers, is_delivered
from ..store import deliveries, webhooks
from ..store.database import Database
from ..store.webhooks import Webhook

SENDERS: Final = 2
# seconds to accept the connection, and to answer
_PATIENCE: Final = (5.0, 10.0)

_log = logging.getLogger(__name__)


class Notifier:
    """Send what the database says is to be sent.

    A delivery whose answer is lost in a crash is sent again: at least once, not at
    most.

    Parameters
    ----------
    db : Database
        Holds webhooks and deliveries.
    clock : callable, optional
        Gives seconds since 1970.
    senders : int, default 2
        Threads; a receiver that hangs never holds up more than one of them.
    """

    def __init__(
        self,
        db: Database,
        *,
        clock: Callable[[], float] = time.time,
        senders: int = SENDERS,
    ) -> None:
        self._db, self._clock = db, clock
        self._changed = threading.Condition()
        self._busy: set[str] = set()
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._run, name="notify", daemon=True)
            for _ in range(senders)
        ]

    def start(self) -> None:
        """Begin, with what an earlier process did not get to."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that there may be something to send."""
        with self._changed:
            self._changed.notify_all()

    def stop(self, timeout: float) -> None:
        """Stop; wait at most `timeout` seconds for what is being sent."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout / len(self._threads))

    def _run(self) -> None:
        while (delivery := self._take()) is not None:
            try:
                self._send(delivery)
            except Exception:  # noqa: BLE001 - a thread must survive a full disk
                if self._stopping:  # the database may be closed already
                    return
                _log.exception("A delivery could not be noted")
                time.sleep(PAUSE)
            finally:
                with self._changed:
                    self._busy.discard(delivery.webhook_id)
                    self._changed.notify_all()

    def _take(self) -> deliveries.Delivery | None:
        """Wait for something to send; None when it is time to stop."""
        with self._changed:
            while not self._stopping:
                # looked up under the lock: news that come meanwhile are not missed
                with self._db.read() as db:
                    due = deliveries.next_due(db, now=self._clock(), busy=self._busy)
                if isinstance(due, deliveries.Delivery):
                    self._busy.add(due.webhook_id)
                    return due
                self._changed.wait(min(due, threading.TIMEOUT_MAX))
        return None

    def _send(self, delivery: deliveries.Delivery) -> None:
        with self._db.read() as db:
            webhook = webhooks.get(db, delivery.webhook_id)
        if webhook is None:  # deleted meanwhile, with all that waited for it
            return
        taken = post(webhook, delivery.body.encode())
        with self._db.write() as db:
            if taken or delivery.tries >= RETRIES:
                deliveries.remove(db, delivery)
            else:
                deliveries.put_off(db, delivery, until=self._clock() + PAUSE)


def post(webhook: Webhook, body: bytes) -> bool:
    """Send one event; tell whether it was taken. What is answered is not read."""
    with requests.Session() as session:
        # no proxy and no login out of ~/.netrc: most receivers are on this machine
        session.trust_env = False
        try:
            with session.post(
                webhook.url,
                data=body,
                headers=headers(webhook.webhook_id, webhook.secret, body),
                timeout=_PATIENCE,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return is_delivered(answer.status_code)
        except (requests.RequestException, HTTPError, OSError, ValueError):
            return False
