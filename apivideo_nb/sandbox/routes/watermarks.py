"""``/watermarks``: pictures that videos can bear from their creation on.

https://docs.api.video/vod/add-watermarks
"""

from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .. import media
from ..rules.identity import atom, new_id
from ..rules.lists import envelope, parse_list_query
from ..rules.problems import problem
from ..store import watermarks
from ..store.watermarks import Watermark
from .intake import Upload, receive
from .plumbing import Call, deleting, resource
from .site import Site, moment

MAX_PICTURE: Final = 8 * 2**20
NO_PICTURE: Final = "Only [jpeg, jpg, JPG, JPEG, png, PNG] extensions are supported."


async def upload(request: Request, site: Site) -> Response:
    """Take a JPEG or PNG of at most 8 MiB."""
    project = await run_in_threadpool(site.let_in, request)
    async with receive(request, site.files, MAX_PICTURE) as file:
        row = await run_in_threadpool(_accept, site, project, file)
    return JSONResponse(_json(row))


def list_all(call: Call) -> Response:
    """Show one page of a project's watermarks."""
    query = parse_list_query(call.pairs, watermarks.SORTABLE, "createdAt")
    with call.site.db.read() as db:
        rows, total = watermarks.find_page(db, call.project, query)
    items = [_json(row) for row in rows]
    return JSONResponse(envelope("/watermarks", call.pairs, query, items, total))


def _accept(site: Site, project: str, file: Upload) -> Watermark:
    file.check(MAX_PICTURE)
    try:
        media.look(file.path)
    except media.MediaError as exc:
        raise problem(
            "uploaded-file-extension-invalid",
            name="file",
            detail=str(exc),
            title=NO_PICTURE,
        ) from exc
    image = file.path.read_bytes()
    with site.db.write() as db:
        return watermarks.add(db, new_id("watermark_"), project, image, now=moment())


def _json(row: Watermark) -> dict[str, Any]:
    return {"watermarkId": row.watermark_id, "createdAt": atom(row.created_at)}


# the videos that bear it keep it
_delete: Final = deleting(watermarks.remove, "watermark_id", "watermarkId")

ROUTES: Final = [
    resource("/watermarks", GET=list_all, POST=upload),
    resource("/watermarks/{watermark_id}", DELETE=_delete),
]
