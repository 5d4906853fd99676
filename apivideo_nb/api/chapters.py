"""Chapters: where the parts of a video begin, and what they are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .session import Session
from .status import VideoStatus
from .text_tracks import TextTracks
from .webvtt import chapters_webvtt
from .wire import path_of

#: when each chapter begins, and its title
Marks = Mapping[float, str] | Mapping[str, str] | Iterable[tuple[float | str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The chapters of a video in one language.

    Attributes
    ----------
    uri : str
        Where the API has them.
    src : str
        Where the text is; of a private video it carries a one-time token, and so it
        stays out of `repr`.
    language : str
        Language tag: ``en``, ``fr-CA``.

    Examples
    --------
    >>> from apivideo_nb import Chapter
    >>> Chapter(language="en")
    Chapter(language='en')
    """

    uri: str = field(default="", repr=False)
    src: str = field(default="", repr=False)
    language: str = ""


class Chapters(TextTracks[Chapter]):
    """``client.chapters``: upload, create, list, get, text, delete.

    References
    ----------
    https://docs.api.video/vod/add-chapters

    Examples
    --------
    >>> import apivideo_nb as av
    >>> client = av.Client()
    >>> talk = client.videos.create("Talk").video_id
    >>> client.chapters.create(talk, "en", {"0:00": "Why", "1:30": "How"}).language
    'en'
    >>> client.chapters.text(talk, "en").splitlines()[2:4]
    ['00:00:00.000 --> 00:01:30.000', 'Why']
    >>> client.chapters.delete(talk, "en")
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session, "chapters", Chapter)

    def create(self, video_id: str, language: str, marks: Marks) -> Chapter:
        """Write chapters, each of which ends where the next begins, and store them.

        Parameters
        ----------
        video_id : str
            The video.
        language : str
            A language tag (BCP 47): ``en``, ``fr-CA``.
        marks : mapping, or iterable of pairs
            When each chapter begins (seconds, ``mm:ss`` or ``hh:mm:ss``), and its
            title.

        Raises
        ------
        ValueError
            If there is no chapter, two begin at once, or a time is none.
        ApiError
            If there is no such video, or the service does not know the language.
        """
        pairs: list[tuple[float | str, str]] = []
        pairs.extend(marks.items() if isinstance(marks, Mapping) else marks)
        answer = self._json("GET", path_of("videos", video_id, "status"))
        known = VideoStatus.from_json(answer).encoding.metadata
        text = chapters_webvtt(pairs, duration=known.duration)
        return self.upload(video_id, language, text)
