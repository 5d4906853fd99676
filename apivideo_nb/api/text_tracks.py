"""What captions and chapters share: one text for each language of a video."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from ..errors import TransportError
from .decode import decode
from .files import File, file_body, read_file
from .noun import Noun
from .session import Session
from .webvtt import as_webvtt
from .wire import MAX_PAGE_SIZE, path_of


class Track(Protocol):
    """A text of a video, stored over there."""

    @property
    def src(self) -> str:
        """Where the text is; may carry a one-time token."""


T = TypeVar("T", bound=Track)


class TextTracks(Noun, Generic[T]):
    """Texts of videos, a language each.

    Parameters
    ----------
    session : Session
        Sends the requests.
    kind : str
        ``captions`` or ``chapters``.
    model : type
        What an answer is read into.
    """

    def __init__(self, session: Session, kind: str, model: type[T]) -> None:
        super().__init__(session)
        self._kind = kind
        self._model = model

    def list(self, video_id: str, *, page_size: int = MAX_PAGE_SIZE) -> Iterator[T]:
        """Go through the texts of a video; pages are fetched lazily.

        Parameters
        ----------
        video_id : str
            The video.
        page_size : int, default 100
            Texts per request, 1 to 100.
        """
        path = path_of("videos", video_id, self._kind)
        for item in self._session.items(path, page_size=page_size):
            yield decode(self._model, item)

    def get(self, video_id: str, language: str) -> T:
        """Look one up, by its language tag such as ``en`` or ``fr-CA``.

        Raises
        ------
        NotFoundError
            If the video has none in this language.
        """
        return decode(self._model, self._json("GET", self._path(video_id, language)))

    def text(self, video_id: str, language: str) -> str:
        """Fetch the text itself, as WebVTT.

        Raises
        ------
        NotFoundError
            If the video has none in this language.
        TransportError
            If it cannot be fetched.
        """
        found = self._session.download(self.get(video_id, language).src)
        if found is None:
            raise TransportError(
                f"The {self._kind} in {language} could not be fetched."
            )
        return found.decode("utf-8-sig", "replace")

    def upload(self, video_id: str, language: str, file: File) -> T:
        """Store a text; one that is there in this language is replaced.

        Parameters
        ----------
        video_id : str
            The video; it may still be empty.
        language : str
            A language tag (BCP 47): ``en``, ``fr-CA``.
        file : path, bytes or str
            WebVTT, or SubRip (``.srt``), which is translated: a path, or the text
            itself, which a string is that has more than one line.

        Raises
        ------
        OSError
            If the file cannot be read.
        ValueError
            If it is neither WebVTT nor SubRip.
        ApiError
            If the service does not know the language.
        """
        if isinstance(file, str) and "\n" in file:
            name, data = f"{language}.vtt", file.encode()
        else:
            name, data = read_file(file)
        try:
            content = as_webvtt(data.decode("utf-8-sig")).encode()
        except UnicodeDecodeError:
            raise ValueError(f"{name} is no text in UTF-8: save it as that") from None
        except ValueError as exc:
            raise ValueError(f"{name}: {exc}") from None
        return decode(
            self._model,
            self._json(
                "POST",
                self._path(video_id, language),
                body=file_body(f"{language}.vtt", content),
            ),
        )

    def delete(self, video_id: str, language: str) -> None:
        """Delete a text.

        Raises
        ------
        NotFoundError
            If the video has none in this language.
        """
        self._call("DELETE", self._path(video_id, language))

    def _path(self, video_id: str, language: str) -> str:
        return path_of("videos", video_id, self._kind, language)
