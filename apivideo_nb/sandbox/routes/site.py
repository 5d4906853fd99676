"""What every endpoint works with: storage, keys, and where the server is seen."""

import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import Request

from ..jobs.workers import Workers
from ..rules.credentials import parse_authorization
from ..rules.hosts import came_through
from ..rules.identity import fingerprint
from ..rules.problems import problem
from ..store import bearer_tokens
from ..store.database import Database
from ..store.files import Files
from .metering import Meter

Project = Literal["production", "sandbox"]


@dataclass(frozen=True, slots=True)
class Site:
    """One running local sandbox.

    Attributes
    ----------
    db, files, workers
        Rows, media, and the threads that work on them.
    meter : Meter
        Counts requests against the rate limits.
    keys : mapping
        API key of each project; the kind of key decides the project.
    signing_key : bytes
        What private tokens are signed with.
    public_url : str or None
        Where the server is seen from outside; None for the request's own ``Host``. A
        path alone stands for a proxy whose host nobody knows beforehand.
    token_ttl : int
        Seconds that an access token lasts.
    restore : bool
        Whether a deleted video can be taken back for 90 days.
    instance, version : str
        Which process this is, and of what.
    """

    db: Database
    files: Files
    workers: Workers
    meter: Meter
    keys: Mapping[Project, str] = field(repr=False)
    signing_key: bytes = field(repr=False)
    public_url: str | None
    token_ttl: int
    restore: bool
    instance: str
    version: str

    def project_of_key(self, key: str) -> Project | None:
        """Return the project that an API key opens, in the same time for any key."""
        found: Project | None = None
        for project, known in self.keys.items():
            if hmac.compare_digest(known.encode(), key.encode(errors="replace")):
                found = project
        return found

    def project_of_hash(self, key_hash: str | None) -> Project | None:
        """Return the project of a key by its fingerprint."""
        hashes = {fingerprint(key): project for project, key in self.keys.items()}
        return hashes.get(key_hash or "")

    def authenticate(self, authorization: str | None) -> Project:
        """Return the project that a request may work on.

        Raises
        ------
        Problem
            401, when it shows neither a valid key nor a valid token.
        """
        kind, secret = parse_authorization(authorization)
        if kind == "key":
            project = self.project_of_key(secret)
            if project is None:
                raise problem("authentication-invalid-api-key")
            return project
        with self.db.read() as db:
            key_hash = bearer_tokens.key_hash_of(
                db, secret, kind="access", now=moment()
            )
        project = self.project_of_hash(key_hash)
        if project is None:
            raise problem("authentication-invalid-access-token")
        return project

    def let_in(self, request: Request) -> Project:
        """Authenticate a request and count it against its project.

        Raises
        ------
        Problem
            401 without a valid key or token, 429 when the minute is used up.
        """
        project = self.authenticate(request.headers.get("authorization"))
        self.meter.admit(request, project)
        return project

    def base(self, request: Request) -> str:
        """Return the start of every asset URL, without a slash at the end."""
        if self.public_url and not self.public_url.startswith("/"):
            return self.public_url
        scheme = request.headers.get("x-forwarded-proto", "http").partition(",")[0]
        proxied = came_through(self.public_url, request.headers)
        start = f"{scheme if proxied else 'http'}://{request.headers['host']}"
        return start + self.path_prefix(request)

    def path_prefix(self, request: Request) -> str:
        """Return what a proxy in front has cut off the path of this request."""
        if self.public_url is None:
            return ""
        if came_through(self.public_url, request.headers):
            return self.public_url
        outside = urlsplit(self.public_url)
        return outside.path if request.headers["host"] == outside.netloc else ""


def moment() -> int:
    """Return the time, in whole seconds since 1970."""
    return int(time.time())
