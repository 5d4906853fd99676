"""``/health`` and ``/usage``: which server this is, and how much is in it.

No part of the contract: they are for whoever looks after a local sandbox.
"""

from typing import Final

from starlette.responses import JSONResponse, Response

from ..store import jobs
from .plumbing import Call, resource


def show(call: Call) -> Response:
    """Name the service and this very process."""
    return JSONResponse(
        {
            "service": "apivideo-nb local sandbox",
            "instance": call.site.instance,
            "version": call.site.version,
        }
    )


def usage(call: Call) -> Response:
    """Count videos, work to be done, and bytes on the disk."""
    with call.site.db.read() as db:
        (videos,) = db.execute("SELECT count(*) FROM videos").fetchone()
        left = jobs.count(db)
    size = call.site.files.size()
    return JSONResponse({"videos": videos, "jobs": left, "bytes": size})


ROUTES: Final = [
    resource("/health", public=True, GET=show),
    resource("/usage", GET=usage),
]
