"""What the library asks of the client, and how its page is told: values for JSON."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..api.languages import LANGUAGES
from ..display.words import moment

if TYPE_CHECKING:
    from ..api.models import Video
    from ..api.status import Quality
    from ..client import Client

#: videos on a page of the library
PAGE = 24
#: words that the tag filter offers
TAGS = 100

Json = dict[str, Any]


class Shelf:
    """Answers the questions of the library's page.

    Each method takes and gives what JSON can hold. Links to private videos carry
    one-time tokens: answers are messages, never state of a widget.

    Parameters
    ----------
    client : Client
        Whose videos.
    """

    def __init__(self, client: "Client") -> None:
        self._client = client

    def page(
        self,
        *,
        number: int = 1,
        title: str = "",
        tag: str = "",
        sort: str = "createdAt desc",
        deleted: bool = False,
    ) -> Json:
        """Give one page of the grid."""
        sort_by, _, order = sort.partition(" ")
        page = self._client.videos.page(
            number,
            discarded=deleted,
            title=title.strip() or None,
            tags=(tag,) if tag else (),
            sort_by=sort_by,
            sort_order=order or None,
            page_size=PAGE,
        )
        return {
            "cards": [self._card(video) for video in page.items],
            "page": number,
            "pages": max(1, page.pages),
            "total": page.total,
            "where": self._client.environment,
        }

    def tags(self) -> list[str]:
        """Give the tags that are used most."""
        found = self._client.tags.list(
            sort_by="videoCount", sort_order="desc", page_size=TAGS
        )
        return [tag.value for tag, _ in zip(found, range(TAGS), strict=False)]

    def video(self, *, id: str) -> Json:  # noqa: A002 - the name in the message
        """Give all there is to say about a video, with a fresh link to its player."""
        videos = self._client.videos
        status, video = videos.status(id), videos.get(id)
        return {
            **self._card(video),
            "description": video.description,
            "tags": list(video.tags),
            "metadata": [[key, value] for key, value in video.metadata.items()],
            "public": video.public,
            "mp4_support": video.mp4_support,
            "state": status.state,
            "duration": status.encoding.metadata.duration,
            "qualities": [_quality(one) for one in status.encoding.qualities],
            "player": self._link(video.assets.player),
            "snippets": {
                "Link": video.assets.player or "",
                "Markdown": video.to_markdown(),
                "HTML": video.to_html(),
                "MyST": video.to_myst(),
            },
            "captions": self._texts(id, "captions"),
            "chapters": self._texts(id, "chapters"),
        }

    def film(self, *, id: str) -> str | None:  # noqa: A002 - as above
        """Give a fresh link to the video itself, which a page can wind."""
        assets = self._client.videos.get(id).assets
        return self._link(assets.mp4 or assets.hls)

    def languages(self) -> list[tuple[str, str]]:
        """Give the tags of languages, and their names."""
        return list(LANGUAGES.items())

    def state(self, *, id: str) -> str:  # noqa: A002 - as above
        """Say how far a video is."""
        return self._client.videos.status(id).state

    def update(self, *, id: str, fields: Mapping[str, Any]) -> Json:  # noqa: A002 - as above
        """Change a video; gives its new card."""
        changes = dict(fields)
        if "metadata" in changes:
            changes["metadata"] = dict(changes["metadata"])
        return self._card(self._client.videos.update(id, **changes))

    def delete(self, *, id: str) -> None:  # noqa: A002 - as above
        """Delete a video."""
        self._client.videos.delete(id)

    def restore(self, *, id: str) -> Json:  # noqa: A002 - as above
        """Take a deleted video back."""
        return self._card(self._client.videos.restore(id))

    def thumbnail(  # as a picture, or a moment of the video
        self,
        *,
        id: str,  # noqa: A002 - as above
        at: float | None = None,
        picture: bytes | None = None,
    ) -> Json:
        """Choose a thumbnail."""
        videos = self._client.videos
        if picture is not None:
            return self._card(videos.upload_thumbnail(id, bytes(picture)))
        return self._card(videos.pick_thumbnail(id, at or 0.0))

    def text(self, *, id: str, kind: str, language: str) -> str:  # noqa: A002 - as above
        """Give captions or chapters as WebVTT."""
        text: str = self._tracks(kind).text(id, language)
        return text

    def save_text(self, *, id: str, kind: str, language: str, text: str) -> list[Json]:  # noqa: A002 - as above
        """Store captions or chapters; gives what there is now."""
        text = text if "\n" in text else f"{text}\n"
        self._tracks(kind).upload(id, language.strip(), text)
        return self._texts(id, kind)

    def delete_text(self, *, id: str, kind: str, language: str) -> list[Json]:  # noqa: A002 - as above
        """Delete captions or chapters; gives what is left."""
        self._tracks(kind).delete(id, language)
        return self._texts(id, kind)

    def _texts(self, video_id: str, kind: str) -> list[Json]:
        if kind == "chapters":
            tags = [one.language for one in self._client.chapters.list(video_id)]
            return [{"language": tag, "name": LANGUAGES.get(tag, tag)} for tag in tags]
        return [
            {"language": one.srclang, "name": one.language_name}
            for one in self._client.captions.list(video_id)
        ]

    def _tracks(self, kind: str) -> Any:
        return self._client.chapters if kind == "chapters" else self._client.captions

    def _card(self, video: "Video") -> Json:
        return {
            "id": video.video_id,
            "title": video.title or video.video_id,
            "created": moment(video.created_at),
            "public": video.public,
            "tags": list(video.tags),
            "thumbnail": self._link(video.assets.thumbnail),
            "deletes": moment(video.deletes_at),
        }

    def _link(self, url: str | None) -> str | None:
        return self._client.for_browser(url) if url else None


def _quality(quality: "Quality") -> str:
    """Name a quality, and say how far it is unless it is done."""
    name = "MP4" if quality.type == "mp4" else quality.quality
    return name if quality.status == "encoded" else f"{name} {quality.status}"
