"""From a Starlette request to a plain function and back.

Most endpoints are functions ``Call -> Response`` that run in a thread, so that they may
use the database and the disk. One that has to read a long body as it comes is a
coroutine function ``(Request, Site) -> Response``.
"""

import inspect
import json
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..inflow import MAX_DRAIN
from ..rules.identity import is_video_id
from ..rules.problems import Problem, failure, problem
from .site import Project, Site

MAX_JSON: Final = 2**20

Streaming = Callable[[Request, Site], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Call:
    """One request, read and let in.

    Attributes
    ----------
    request : Request
        As it came.
    site : Site
        What to work with.
    project : str
        Whose videos are meant; ``""`` at public endpoints.
    body : bytes
        At most 1 MiB.
    """

    request: Request
    site: Site
    project: Project | str
    body: bytes

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query, decoded, in order."""
        return self.request.query_params.multi_items()

    @property
    def video_id(self) -> str:
        """The video id in the path.

        Raises
        ------
        Problem
            404, when it has not the form of one.
        """
        return video_id_of(self.request)

    def json(self) -> Any:
        """Decode the body, whatever its ``Content-Type``.

        Raises
        ------
        Problem
            400, when it is not JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise problem("invalid-payload") from None


Handler = Callable[[Call], Response]
Remove = Callable[[sqlite3.Connection, str, str], bool]


def resource(
    path: str, *, public: bool = False, **methods: Handler | Streaming
) -> Route:
    """Make one route out of the endpoints of a path.

    Parameters
    ----------
    path : str
        In Starlette's form.
    public : bool, default False
        Whether it needs no key. A coroutine function sees to that by itself.
    **methods
        Endpoint by HTTP method, in upper case.
    """

    async def endpoint(request: Request) -> Response:
        site: Site = request.app.state.site
        # Starlette answers HEAD wherever there is a GET
        handler = methods["GET" if request.method == "HEAD" else request.method]
        if not inspect.iscoroutinefunction(handler):
            body = await _read_body(request)
            return await run_in_threadpool(
                _serve, cast("Handler", handler), request, site, body, public
            )
        try:
            return await cast("Streaming", handler)(request, site)
        except Problem:
            await drain(request)
            raise

    return Route(path, endpoint, methods=list(methods))


def deleting(remove: Remove, parameter: str, name: str) -> Handler:
    """Make the endpoint that deletes what a path names.

    Parameters
    ----------
    remove : callable
        Takes connection, project and id; tells whether there was such a thing.
    parameter, name : str
        What the id is called in the path, and in the API's words.
    """

    def delete(call: Call) -> Response:
        with call.site.db.write() as db:
            if not remove(db, call.project, call.request.path_params[parameter]):
                raise problem("resource-not-found", name=name)
        return Response(status_code=204)

    return delete


def video_id_of(request: Request) -> str:
    """Return the video id in the path of a request.

    Raises
    ------
    Problem
        404, when it has not the form of one.
    """
    video_id: str = request.path_params["video_id"]
    if not is_video_id(video_id):
        raise problem("resource-not-found", name="videoId")
    return video_id


async def drain(request: Request) -> None:
    """Take the rest of a body and throw it away.

    A client that is still sending would otherwise see its connection break instead of
    the answer.
    """
    taken = 0
    try:
        async for data in request.stream():
            taken += len(data)
            if taken > MAX_DRAIN:
                return
    except RuntimeError:  # nothing was left
        return


async def render_problem(request: Request, exc: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    """Answer with a problem's JSON."""
    if not isinstance(exc, Problem):
        raise exc
    return JSONResponse(exc.body, status_code=exc.status)


def _serve(
    handler: Handler,
    request: Request,
    site: Site,
    body: bytes,
    public: bool,  # noqa: FBT001 - likewise
) -> Response:
    project = ""
    if not public:
        project = site.let_in(request)
    return handler(Call(request, site, project, body))


async def _read_body(request: Request) -> bytes:
    pieces, size = [], 0
    async for data in request.stream():
        size += len(data)
        if size > MAX_JSON:
            await drain(request)
            raise failure(413, "The request body is too large.")
        pieces.append(data)
    return b"".join(pieces)
