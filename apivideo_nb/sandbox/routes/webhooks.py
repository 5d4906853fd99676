"""``/webhooks``: who is told when a quality is encoded.

https://docs.api.video/reference/api/Webhooks
"""

from typing import Any, Final

from starlette.responses import JSONResponse, Response

from ..rules.identity import atom, new_id
from ..rules.lists import envelope, parse_list_query
from ..rules.problems import problem
from ..rules.webhooks import MAX_WEBHOOKS, parse_webhook
from ..store import webhooks
from ..store.webhooks import Webhook
from .plumbing import Call, deleting, resource
from .site import moment


def create(call: Call) -> Response:
    """Make a webhook; from now on it is told."""
    url, events = parse_webhook(call.json())
    row = Webhook(
        webhook_id=new_id("webhook_"),
        project=call.project,
        url=url,
        events=events,
        secret=new_id("sig_sec_"),
        created_at=moment(),
    )
    with call.site.db.write() as db:
        if webhooks.count(db, call.project) >= MAX_WEBHOOKS:
            raise problem("webhook-limit-reached")
        webhooks.add(db, row)
    return JSONResponse(_json(row), status_code=201)


def list_all(call: Call) -> Response:
    """Show one page of a project's webhooks, of those for one event if asked."""
    query = parse_list_query(call.pairs, ("createdAt",), "createdAt")
    event = dict(call.pairs).get("events") or None
    with call.site.db.read() as db:
        rows, total = webhooks.find_page(db, call.project, query, event=event)
    items = [_json(row) for row in rows]
    return JSONResponse(envelope("/webhooks", call.pairs, query, items, total))


def show(call: Call) -> Response:
    """Show one webhook."""
    with call.site.db.read() as db:
        row = webhooks.get(db, call.request.path_params["webhook_id"])
    if row is None or row.project != call.project:
        raise problem("resource-not-found", name="webhookId")
    return JSONResponse(_json(row))


def _json(row: Webhook) -> dict[str, Any]:
    return {
        "webhookId": row.webhook_id,
        "createdAt": atom(row.created_at),
        "events": list(row.events),
        "url": row.url,
        "signatureSecret": row.secret,
    }


# told no more, not even what is waiting to be sent
_delete: Final = deleting(webhooks.remove, "webhook_id", "webhookId")

ROUTES: Final = [
    resource("/webhooks", GET=list_all, POST=create),
    resource("/webhooks/{webhook_id}", GET=show, DELETE=_delete),
]
