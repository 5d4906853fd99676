"""What each command does: one call into the core, and a value back."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from . import account, offload, publish
from .catalog import COMMANDS
from .context import Context
from .manual import manual, overview
from .results import VideoList

if TYPE_CHECKING:
    from ..api.captions import Caption
    from ..api.chapters import Chapter
    from ..api.models import Video
    from ..api.status import VideoStatus
    from ..widgets import Library, Panel

_MAX_PAGE = 100


def upload(context: Context, source: object, **fields: Any) -> "Video":
    """Upload a video; what the line does not say is as ``%config ApiVideo`` says."""
    return publish.upload(context, source, **{**context.settings.fields, **fields})


def show(
    context: Context, video_id: str, *, width: int | None = None, play: bool = False
) -> "Video":
    """Draw a video now, whether or not it is the cell's last value."""
    videos = context.client().videos
    video = videos.get(video_id)
    look: Any = {"play": play, "width_px": width or context.settings.width}
    if not context.silent and videos.follow(video, **look):
        context.shown.mark(video)
    else:
        context.show(videos.show(video, **look), video)
    return video


def status(context: Context, video_id: str) -> "VideoStatus":
    """Ask how far a video has got."""
    return context.client().videos.status(video_id)


def list_videos(
    context: Context, *, limit: int | None = None, **filters: Any
) -> VideoList:
    """List the latest videos that match."""
    limit = limit or context.settings.limit
    page = min(limit + 1, _MAX_PAGE)
    found = context.client().videos.list(page_size=page, **filters)
    videos = list(islice(found, limit + 1))
    return VideoList(videos[:limit], more=len(videos) > limit)


def update(context: Context, video_id: str, **changes: Any) -> "Video":
    """Change what is named."""
    if not changes:
        raise UsageError(
            "update: nothing to change; name a title, a tag …  "
            "(see %apivideo update --help)"
        )
    return context.client().videos.update(video_id, **changes)


def delete(context: Context, video_id: str, *, yes: bool = False) -> None:
    """Delete a video, after a question that names it."""
    videos = context.client().videos
    video = videos.get(video_id)
    if yes or context.confirm(f"Delete {video.title!r} ({video_id}) for good?"):
        videos.delete(video_id)
        context.say(f"Deleted: {video.title} ({video_id}).")
    else:
        context.say("Nothing was deleted.")


def thumbnail(
    context: Context, video_id: str, *, at: float | None = None, file: Any = None
) -> "Video":
    """Choose a moment or a picture."""
    videos = context.client().videos
    if at is not None:
        return videos.pick_thumbnail(video_id, at)
    return videos.upload_thumbnail(video_id, file)


def captions(
    context: Context,
    video_id: str,
    *,
    language: str,
    file: Any,
    default: bool = False,
) -> "Caption":
    """Store captions, and perhaps let players show them without being asked."""
    nouns = context.client().captions
    caption = nouns.upload(video_id, language, file)
    return nouns.update(video_id, language, default=True) if default else caption


def chapters(context: Context, video_id: str, *, language: str, file: Any) -> "Chapter":
    """Store chapters: a file's, or those that times and titles make."""
    nouns = context.client().chapters
    if isinstance(file, Mapping | list | tuple):
        return nouns.create(video_id, language, file)
    return nouns.upload(video_id, language, file)


def library(_: Context) -> "Library":
    """Open the library."""
    from ..widgets import Library  # noqa: PLC0415  # slow to load

    return Library()


def panel(_: Context) -> "Panel":
    """Open the upload panel."""
    from ..widgets import Panel  # noqa: PLC0415  # slow to load

    return Panel()


def explain(_: Context, *, topic: str | None = None) -> None:
    """Print help; a ``;`` does not silence what was asked for."""
    if topic is not None and topic not in COMMANDS:
        raise UsageError(f"there is no command {topic!r}  (see %apivideo help)")
    print(manual(COMMANDS[topic]) if topic else overview())  # noqa: T201


#: takes a `Context` and a command's arguments, gives the command's value
Action = Callable[..., object]

ACTIONS: dict[str, Action] = {
    "upload": upload,
    "show": show,
    "status": status,
    "list": list_videos,
    "update": update,
    "delete": delete,
    "thumbnail": thumbnail,
    "captions": captions,
    "chapters": chapters,
    "offload": offload.offload,
    "library": library,
    "panel": panel,
    "login": account.login,
    "logout": account.logout,
    "whoami": account.whoami,
    "sandbox": account.sandbox,
    "help": explain,
}
