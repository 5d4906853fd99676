"""Fetching a source from the web, within limits of time, size and patience."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests
from requests.utils import get_auth_from_url
from urllib3.exceptions import HTTPError, LocationParseError

from .. import media
from ..rules.content_range import MAX_SOURCE
from ..rules.problems import DISK_FULL
from ..store import jobs, sources
from ..store.files import move_into_place, sync_file
from .work import JobFailed, Work

_STEP: Final = 2**18
_PAGE_STARTS: Final = (b"<!doctype html", b"<html")
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how much a download may take.

    Attributes
    ----------
    connect, silence, whole : float
        Seconds until the other side must accept the connection, may say nothing, and
        must have sent everything.
    size : int
        Bytes.
    redirects : int
        How often the link may lead elsewhere.
    """

    connect: float = 5
    silence: float = 15
    whole: float = 2 * 3600
    size: int = MAX_SOURCE
    redirects: int = 5


LIMITS: Final = Limits()


def download(work: Work) -> None:
    """Fetch the source of a video from the URL it was created with.

    Raises
    ------
    JobFailed
        If the link gives no file.
    """
    with work.db.write() as db:
        source = sources.get(db, work.video_id)
        sources.set_ingest(db, work.video_id, "ingesting")
    if source.reference is None:
        return
    temporary = work.files.new_file()
    try:
        size = fetch(
            source.reference,
            temporary,
            cancelled=work.cancelled,
            has_room=work.files.has_room,
        )
        sync_file(temporary)
        with work.db.write() as db:
            sources.set_ingest(db, work.video_id, "ingested", size)
            jobs.add(db, work.video_id, "encode")
            move_into_place(temporary, work.files.source(work.video_id))
    finally:
        temporary.unlink(missing_ok=True)


def fetch(
    url: str,
    target: Path,
    *,
    cancelled: Callable[[], bool],
    has_room: Callable[[], bool],
    limits: Limits = LIMITS,
) -> int:
    """Write what a URL gives into a file.

    Parameters
    ----------
    url : str
        http or https.
    target : Path
        File to fill.
    cancelled, has_room : callable
        Asked again and again on the way.
    limits : Limits
        When to give up.

    Returns
    -------
    int
        Bytes received, at least 1.

    Raises
    ------
    JobFailed
        If there is no file to be had; the text says why, for the user.
    media.Cancelled
        If `cancelled` said so.
    """
    host = _host(url)
    try:
        with requests.Session() as session:
            response = _open(session, url, limits)
            host = _host(response.url)
            with response, target.open("wb") as file:
                size = 0
                for data in _pieces(response, limits):
                    if cancelled():
                        raise media.Cancelled
                    if not has_room():
                        raise JobFailed(DISK_FULL)
                    size += file.write(data)
    except (ValueError, LocationParseError):  # among them what requests cannot parse
        raise JobFailed("The link is not a valid web address.") from None
    except requests.Timeout:
        raise JobFailed(f"{host} did not answer in time.") from None
    except requests.exceptions.SSLError:
        raise JobFailed(f"{host} has no valid certificate.") from None
    except requests.ConnectionError:
        raise JobFailed(f"{host} could not be reached.") from None
    except (requests.RequestException, HTTPError, ConnectionError):
        raise JobFailed(f"The connection to {host} broke off.") from None
    if size == 0:
        raise JobFailed("The link answered with an empty file.")
    return size


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "the link"
    except ValueError:
        return "the link"


def _pieces(response: requests.Response, limits: Limits) -> Iterator[bytes]:
    """Yield a body as it comes in, not in full pieces: a trickle must not hang us."""
    deadline = time.monotonic() + limits.whole
    size = 0
    while data := response.raw.read1(_STEP):
        if size == 0 and data.lstrip()[:20].lower().startswith(_PAGE_STARTS):
            raise JobFailed("The link answered with a web page, not a video.")
        size += len(data)
        if size > limits.size:
            raise JobFailed(f"The file is larger than {limits.size / 2**30:g} GiB.")
        if time.monotonic() > deadline:
            raise JobFailed(f"The download took over {limits.whole:g} s.")
        yield data


def _open(session: requests.Session, url: str, limits: Limits) -> requests.Response:
    """Follow redirects by hand, so that each hop obeys the same rules."""
    for _ in range(limits.redirects + 1):
        if urlsplit(url).scheme.lower() not in ("http", "https"):
            raise JobFailed("The link leads to something other than http or https.")
        login = get_auth_from_url(url)
        response = session.get(
            url,
            stream=True,
            allow_redirects=False,
            timeout=(limits.connect, limits.silence),
            headers={"Accept-Encoding": "identity", "User-Agent": "apivideo-nb"},
            # an explicit answer keeps requests from sending a login out of ~/.netrc
            auth=login if any(login) else _anonymous,
        )
        location = response.headers.get("Location")
        if response.status_code not in _REDIRECTS or location is None:
            _check_answer(response)
            return response
        response.close()
        url = urljoin(url, location)
    raise JobFailed(f"The link was redirected more than {limits.redirects} times.")


def _anonymous(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _check_answer(response: requests.Response) -> None:
    if response.status_code != requests.codes.ok:
        status = f"{response.status_code} {response.reason or ''}".strip()
        response.close()
        raise JobFailed(f"The link answered with an error ({status}).")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        response.close()
        raise JobFailed(f"The link answered with a web page ({kind}), not a video.")
