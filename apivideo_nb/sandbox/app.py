"""The application: all routes behind one gate, and problems turned into JSON."""

import sqlite3

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .gate import Activity, Gate
from .routes import (
    analytics,
    auth,
    captions,
    chapters,
    delivery,
    discarded,
    health,
    players,
    reports,
    samples,
    sources,
    summaries,
    tags,
    thumbnails,
    upload_tokens,
    videos,
    watermarks,
    webhooks,
)
from .routes.plumbing import render_problem
from .routes.site import Site
from .rules.hosts import host_of
from .rules.problems import Problem, disk_full, problem
from .store.fullness import is_disk_full


def create_app(site: Site, *, bound: str, activity: Activity) -> Starlette:
    """Put the application together.

    Parameters
    ----------
    site : Site
        What the endpoints work with.
    bound : str
        Address the server listens on.
    activity : Activity
        Told of every request.
    """
    nouns = (
        auth,
        videos,
        sources,
        thumbnails,
        captions,
        chapters,
        discarded,
        tags,
        watermarks,
        players,
        summaries,
        upload_tokens,
        webhooks,
        analytics,
        reports,
        delivery,
        samples,
        health,
    )
    outside = host_of(site.public_url)
    app = Starlette(
        routes=[route for noun in nouns for route in noun.ROUTES],
        middleware=[
            Middleware(
                Gate,
                activity=activity,
                bound=bound,
                hosts=frozenset({outside} if outside else ()),
                path=site.public_url,
            )
        ],
        exception_handlers={
            Problem: render_problem,
            HTTPException: _no_such_route,
            OSError: _disk_trouble,
            sqlite3.Error: _disk_trouble,
            ClientDisconnect: _nobody_there,
        },
    )
    app.router.redirect_slashes = False
    app.state.site = site
    return app


async def _no_such_route(request: Request, exc: Exception) -> Response:
    if isinstance(exc, HTTPException) and exc.status_code == 405:  # noqa: PLR2004 - an HTTP status
        answer = await render_problem(request, problem("method-not-allowed"))
        answer.headers.update(exc.headers or {})
        return answer
    return await render_problem(request, problem("unrecognized-request-url"))


async def _disk_trouble(request: Request, exc: Exception) -> Response:
    if is_disk_full(exc):
        return await render_problem(request, disk_full())
    raise exc  # the gate answers


async def _nobody_there(request: Request, exc: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    return Response(status_code=400)
