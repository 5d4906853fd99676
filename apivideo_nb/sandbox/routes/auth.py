"""``/auth``: an API key becomes a token that lasts an hour.

https://docs.api.video/reference/authentication-guide
"""

import secrets
import sqlite3
from typing import Final

from starlette.responses import JSONResponse, Response

from ..rules.credentials import parse_credential
from ..rules.identity import fingerprint
from ..rules.problems import problem
from ..rules.tokens import bearer_token
from ..store import bearer_tokens
from .plumbing import Call, resource
from .site import Site, moment


def log_in(call: Call) -> Response:
    """Exchange an API key for tokens."""
    key = parse_credential(call.json(), "apiKey")
    if call.site.project_of_key(key) is None:
        raise problem("authentication-invalid-user-credentials")
    with call.site.db.write() as db:
        return _issue(db, call.site, fingerprint(key))


def refresh(call: Call) -> Response:
    """Exchange a refresh token, once, for new tokens."""
    token = parse_credential(call.json(), "refreshToken")
    with call.site.db.write() as db:
        key_hash = bearer_tokens.key_hash_of(db, token, kind="refresh", now=moment())
        # a key that was changed meanwhile takes its tokens with it
        if key_hash is None or call.site.project_of_hash(key_hash) is None:
            raise problem("authentication-invalid-user-credentials")
        bearer_tokens.remove(db, token)
        return _issue(db, call.site, key_hash)


def _issue(db: sqlite3.Connection, site: Site, key_hash: str) -> Response:
    now, ttl = moment(), site.token_ttl
    access = bearer_token(site.signing_key, now=now, ttl=ttl)
    again = secrets.token_urlsafe(48)
    bearer_tokens.add(db, access, kind="access", key_hash=key_hash, now=now, ttl=ttl)
    bearer_tokens.add(
        db,
        again,
        kind="refresh",
        key_hash=key_hash,
        now=now,
        ttl=bearer_tokens.REFRESH_TTL,
    )
    answer = {
        "token_type": "Bearer",
        "expires_in": ttl,
        "access_token": access,
        "refresh_token": again,
    }
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


ROUTES: Final = [
    resource("/auth/api-key", public=True, POST=log_in),
    resource("/auth/refresh", public=True, POST=refresh),
]
