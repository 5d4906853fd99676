"""``/players``: themes, how the player page looks and behaves.

https://docs.api.video/delivery/customize-player
"""

import sqlite3
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from .. import media
from ..rules.identity import atom, new_id
from ..rules.lists import envelope, parse_list_query
from ..rules.problems import problem
from ..rules.themes import MAX_LOGO, MAX_LOGO_SIZE, parse_theme
from ..store import players
from ..store.players import Player
from .intake import Upload, receive
from .plumbing import Call, deleting, resource
from .site import Site, moment

NO_LOGO: Final = (
    "Only ['jpg', 'JPG', 'jpeg', 'JPEG', 'png', 'PNG'] extensions are supported."
)
_TYPES: Final = {"jpg": "image/jpeg", "png": "image/png"}


def create(call: Call) -> Response:
    """Make a theme; what the body leaves out is as usual."""
    fields = parse_theme(call.json() if call.body.strip() else {})
    player_id = new_id("pl")
    with call.site.db.write() as db:
        players.add(db, player_id, call.project, fields, now=moment())
        player = _get(db, call.project, player_id)
    return JSONResponse(_json(call.site, call.request, player), status_code=201)


def list_all(call: Call) -> Response:
    """Show one page of a project's themes."""
    query = parse_list_query(call.pairs, players.SORTABLE, "createdAt")
    with call.site.db.read() as db:
        rows, total = players.find_page(db, call.project, query)
    items = [_json(call.site, call.request, row) for row in rows]
    return JSONResponse(envelope("/players", call.pairs, query, items, total))


def show(call: Call) -> Response:
    """Show a theme."""
    with call.site.db.read() as db:
        player = _get(db, call.project, call.request.path_params["player_id"])
    return JSONResponse(_json(call.site, call.request, player))


def update(call: Call) -> Response:
    """Change what the body names."""
    player_id = call.request.path_params["player_id"]
    with call.site.db.write() as db:
        _get(db, call.project, player_id)  # an unknown one comes before a bad body
        players.change(db, player_id, parse_theme(call.json()), now=moment())
        player = _get(db, call.project, player_id)
    return JSONResponse(_json(call.site, call.request, player))


async def upload_logo(request: Request, site: Site) -> Response:
    """Take a JPEG or PNG of at most 100 KiB and 200 by 100 pixels."""
    project = await run_in_threadpool(site.let_in, request)
    player_id = request.path_params["player_id"]
    await run_in_threadpool(_foresee, site, project, player_id)
    async with receive(request, site.files, MAX_LOGO) as file:
        player = await run_in_threadpool(_accept, site, project, player_id, file)
    return JSONResponse(_json(site, request, player), status_code=201)


def delete_logo(call: Call) -> Response:
    """Take the logo off a theme."""
    player_id = call.request.path_params["player_id"]
    with call.site.db.write() as db:
        if _get(db, call.project, player_id).logo_type is None:
            raise problem("resource-not-found", name="playerId")
        players.remove_logo(db, player_id, now=moment())
    return Response(status_code=204)


def show_logo(call: Call) -> Response:
    """Serve a logo to player pages."""
    player_id = call.request.path_params["player_id"]
    with call.site.db.read() as db:
        player = players.get(db, player_id)
        image = players.logo(db, player_id)
    kind = call.request.path_params["kind"]
    if image is None or player is None or kind != player.logo_type:
        return PlainTextResponse("Not found", 404)
    return Response(
        image, media_type=_TYPES[kind], headers={"Cache-Control": "no-cache"}
    )


def _foresee(site: Site, project: str, player_id: str) -> None:
    with site.db.read() as db:
        _get(db, project, player_id)


def _accept(site: Site, project: str, player_id: str, file: Upload) -> Player:
    file.check(MAX_LOGO)
    try:
        logo = media.look(file.path)
    except media.MediaError as exc:
        slug = "uploaded-file-extension-invalid"
        raise problem(slug, name="file", detail=str(exc), title=NO_LOGO) from exc
    width, height = MAX_LOGO_SIZE
    if logo.width > width or logo.height > height:
        detail = (
            f"A logo is at most {width} by {height} pixels; this one is"
            f" {logo.width} by {logo.height}."
        )
        raise problem("uploaded-file-invalid-file", name="file", detail=detail)
    image, link = file.path.read_bytes(), file.fields.get("link") or None
    with site.db.write() as db:
        _get(db, project, player_id)
        players.put_logo(db, player_id, image, logo.kind, link, now=moment())
        return _get(db, project, player_id)


def _get(db: sqlite3.Connection, project: str, player_id: str) -> Player:
    player = players.get(db, player_id, project)
    if player is None:
        raise problem("resource-not-found", name="playerId")
    return player


def _json(site: Site, request: Request, player: Player) -> dict[str, Any]:
    # absent rather than null: the schema knows no null here
    named = {} if player.name is None else {"name": player.name}
    assets = {}
    if player.logo_type is not None:
        where = f"/players/{player.player_id}/logo.{player.logo_type}"
        assets["logo"] = site.base(request) + where
        if player.logo_link is not None:
            assets["link"] = player.logo_link
    return {
        "playerId": player.player_id,
        **named,
        "createdAt": atom(player.created_at),
        "updatedAt": atom(player.updated_at),
        **player.theme,
        "assets": assets,
    }


# the videos that had it look as usual again
_delete: Final = deleting(players.remove, "player_id", "playerId")

ROUTES: Final = [
    resource("/players", GET=list_all, POST=create),
    resource("/players/{player_id}", GET=show, PATCH=update, DELETE=_delete),
    resource("/players/{player_id}/logo", POST=upload_logo, DELETE=delete_logo),
    resource("/players/{player_id}/logo.{kind}", public=True, GET=show_logo),
]
