"""``/tags``: which tags a project uses, and how often.

https://docs.api.video/vod/tags-metadata
"""

from typing import Final

from starlette.responses import JSONResponse, Response

from ..rules.lists import envelope, parse_list_query
from ..store import tags
from .plumbing import Call, resource


def list_all(call: Call) -> Response:
    """Show one page of the tags that contain ``value``."""
    query = parse_list_query(call.pairs, tags.SORTABLE, "value", descending=False)
    part = dict(call.pairs).get("value", "")
    with call.site.db.read() as db:
        found, total = tags.find_page(db, call.project, query, part)
    items = [{"value": tag.value, "videoCount": tag.count} for tag in found]
    return JSONResponse(envelope("/tags", call.pairs, query, items, total))


ROUTES: Final = [resource("/tags", GET=list_all)]
