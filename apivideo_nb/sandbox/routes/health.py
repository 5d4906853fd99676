"""``/health``: which server this is; asked by whoever looks for a running one."""

from typing import Final

from starlette.responses import JSONResponse, Response

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


ROUTES: Final = [resource("/health", public=True, GET=show)]
