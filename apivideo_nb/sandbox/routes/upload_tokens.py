"""``/upload-tokens``: rights to upload that can be given away.

https://docs.api.video/vod/delegated-upload-tokens
"""

from typing import Any, Final

from starlette.responses import JSONResponse, Response

from ..rules.bodies import Invalid, read
from ..rules.identity import atom, new_id
from ..rules.lists import envelope, parse_list_query
from ..rules.problems import problem
from ..store import upload_tokens
from ..store.upload_tokens import UploadToken
from .plumbing import Call, deleting, resource
from .site import moment

MAX_TTL: Final = 2_147_483_647


def create(call: Call) -> Response:
    """Make a token; without a ``ttl`` it never ends."""
    body = call.json() if call.body.strip() else {}
    ttl, now = read(body, {"ttl": _ttl}).get("ttl", 0), moment()
    row = UploadToken(
        token=new_id("to"),
        project=call.project,
        ttl=ttl,
        created_at=now,
        expires_at=now + ttl if ttl else None,
    )
    with call.site.db.write() as db:
        upload_tokens.add(db, row)
    return JSONResponse(_json(row))


def list_all(call: Call) -> Response:
    """Show one page of the tokens that still work."""
    query = parse_list_query(call.pairs, upload_tokens.SORTABLE, "createdAt")
    with call.site.db.read() as db:
        rows, total = upload_tokens.find_page(db, call.project, query, now=moment())
    items = [_json(row) for row in rows]
    return JSONResponse(envelope("/upload-tokens", call.pairs, query, items, total))


def show(call: Call) -> Response:
    """Show one token."""
    with call.site.db.read() as db:
        token = call.request.path_params["token"]
        row = upload_tokens.find(db, token, now=moment())
    if row is None or row.project != call.project:
        raise problem("resource-not-found", name="uploadToken")
    return JSONResponse(_json(row))


def _ttl(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MAX_TTL:
        raise Invalid(f"This value must be a whole number from 0 to {MAX_TTL}.")
    return value


def _json(row: UploadToken) -> dict[str, Any]:
    return {
        "token": row.token,
        "ttl": row.ttl,
        "createdAt": atom(row.created_at),
        "expiresAt": atom(row.expires_at),
    }


_delete: Final = deleting(upload_tokens.remove, "token", "uploadToken")

ROUTES: Final = [
    resource("/upload-tokens", GET=list_all, POST=create),
    resource("/upload-tokens/{token}", GET=show, DELETE=_delete),
]
