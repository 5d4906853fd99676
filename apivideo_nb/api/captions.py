"""Captions: what is said in a video, as text under the picture."""

from dataclasses import dataclass, field

from .decode import decode
from .session import Session
from .text_tracks import TextTracks


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """The captions of a video in one language.

    Attributes
    ----------
    uri : str
        Where the API has them.
    src : str
        Where the text is; of a private video it carries a one-time token, and so it
        stays out of `repr`.
    srclang : str
        Language tag: ``en``, ``fr-CA``.
    language_name : str
        What the language calls itself: ``English``, ``Polski``.
    default : bool
        Whether players show them without being asked.

    Examples
    --------
    >>> from apivideo_nb import Caption
    >>> Caption(srclang="pl", language_name="Polski").default
    False
    """

    uri: str = field(default="", repr=False)
    src: str = field(default="", repr=False)
    srclang: str = ""
    language_name: str = ""
    default: bool = False


class Captions(TextTracks[Caption]):
    """``client.captions``: upload, list, get, text, update, delete.

    References
    ----------
    https://docs.api.video/vod/add-captions

    Examples
    --------
    >>> import apivideo_nb as av
    >>> client = av.Client()
    >>> talk = client.videos.create("Talk").video_id
    >>> vtt = '''WEBVTT
    ...
    ... 00:00.000 --> 00:02.000
    ... Hello, world'''
    >>> client.captions.upload(talk, "en", vtt).language_name
    'English'
    >>> client.captions.update(talk, "en", default=True).default
    True
    >>> [caption.srclang for caption in client.captions.list(talk)]
    ['en']
    >>> client.captions.text(talk, "en") == vtt
    True
    >>> client.captions.delete(talk, "en")
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session, "captions", Caption)

    def update(self, video_id: str, language: str, *, default: bool) -> Caption:
        """Let players show these captions without being asked, or no longer.

        Parameters
        ----------
        video_id, language : str
            The video, and the language of captions that it has.
        default : bool
            True makes them the default in place of any others.

        Raises
        ------
        NotFoundError
            If the video has none in this language.
        """
        path = self._path(video_id, language)
        return decode(Caption, self._json("PATCH", path, json={"default": default}))
