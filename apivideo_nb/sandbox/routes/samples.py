"""``/samples``: clips made on this machine, for trying things out."""

import threading
from typing import Final

from starlette.responses import FileResponse, Response

from .. import media
from ..rules.problems import failure, problem
from .plumbing import Call, resource

_making: Final = threading.Lock()


def show(call: Call) -> Response:
    """Serve a sample; the first time, make it."""
    name = call.request.path_params["name"]
    if name not in media.SAMPLES:
        raise problem("resource-not-found", name="name")
    path = call.site.files.samples / f"{name}.mp4"
    with _making:
        if not path.exists():
            temporary = call.site.files.samples / f".{name}.mp4"
            try:
                media.sample(name, temporary)
                temporary.replace(path)
            except media.MediaError as exc:
                raise failure(500, str(exc)) from exc
            finally:
                temporary.unlink(missing_ok=True)
    return FileResponse(path, media_type="video/mp4")


ROUTES: Final = [resource("/samples/{name}.mp4", public=True, GET=show)]
