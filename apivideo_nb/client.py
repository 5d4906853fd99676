"""The client: the one object that every front end calls."""

import functools
import os
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import __version__, config
from .api.models import Video
from .api.nouns import Nouns
from .api.session import Session
from .api.status import OnProgress
from .api.waiting import check_state
from .servers import find_server
from .upload.job import upload_source
from .upload.ledger import Ledger
from .upload.opening import opened
from .upload.source import Copy, Link, Source
from .upload.turns import turns_of

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from .upload.records import OnRecord, Records


class Client(Nouns):
    """Everything that can be done with videos.

    Parameters
    ----------
    api_key : str, optional
        By default it is looked for: ``%apivideo login``, ``APIVIDEO_API_KEY``, keyring,
        Colab secret. With none, work goes to the local sandbox on this machine.
    base_url : str, optional
        Any server that speaks the contract; by default ``APIVIDEO_BASE_URL``, else the
        key decides between api.video's production and sandbox environments.

    Attributes
    ----------
    videos : Videos
        Create, get, list, update, delete, restore, status, clone, thumbnails.
    captions, chapters : Captions, Chapters
        Texts that go with a video, a language each.
    watermarks, players : Watermarks, Players
        Pictures that videos bear; how their player looks.
    tags, summaries : Tags, Summaries
        Words to find videos by; what they are about.
    upload_tokens : UploadTokens
        Let others upload.
    webhooks, analytics : Webhooks, Analytics
        Who is told when a quality is ready; how often videos are watched.

    Examples
    --------
    >>> client = Client()
    >>> clip = LocalSandbox().sample("waves")
    >>> video = client.upload(clip, title="First light", wait="playable")
    >>> video.title
    'First light'
    """

    def __init__(
        self, api_key: str | None = None, *, base_url: str | None = None
    ) -> None:
        self._key = config.Key(api_key, "given to the client") if api_key else None
        self._base_url = (
            config.check_url(base_url, "base_url") if base_url else config.base_url()
        )
        super().__init__(
            Session(
                lambda: find_server(self._key, self._base_url),
                user_agent=f"apivideo-nb/{__version__}",
            )
        )

    @classmethod
    def from_config(cls) -> "Client":
        """Give the client of the configured key; the same one as long as that stays.

        Examples
        --------
        >>> Client.from_config() is Client.from_config()
        True
        """
        key = config.find_key()
        return _of_this_process(key.value if key else None, config.base_url())

    @property
    def environment(self) -> str:
        """``production``, ``sandbox``, ``local sandbox`` or ``custom server``.

        Logs in to find out, and starts the local sandbox if that is what is used.
        """
        return self._session.environment

    @property
    def base_url(self) -> str:
        """URL of the server; logs in to find out which one takes the key."""
        return self._session.base_url

    def for_browser(self, url: str) -> str:
        """Give the URL by which a browser reaches an asset: another one on a hub.

        Parameters
        ----------
        url : str
            URL of an asset of a video.

        Examples
        --------
        >>> Client().for_browser("https://vod.api.video/vod/vi1/mp4/source.mp4")
        'https://vod.api.video/vod/vi1/mp4/source.mp4'
        """
        return self._session.for_browser(url)

    def upload(
        self,
        source: object,
        *,
        title: str | None = None,
        description: str | None = None,
        public: bool = True,
        panoramic: bool = False,
        mp4_support: bool = True,
        player_id: str | None = None,
        tags: Iterable[str] = (),
        metadata: Mapping[str, str] | None = None,
        clip: tuple[float | str | None, float | str | None] | None = None,
        watermark: Mapping[str, str] | None = None,
        language: str | None = None,
        transcript: bool = False,
        fps: float | None = None,
        on_progress: OnProgress | None = None,
        cancel: threading.Event | None = None,
        wait: str | None = None,
        wait_timeout: float = 3600.0,
        force: bool = False,
        deadline: float | None = None,
    ) -> Video:
        """Upload a video, once.

        Called again with the same bytes and the same options, it returns the video
        that is there already; an upload that broke off goes on where it stopped, in a
        new kernel too. Other options make another video: to change one, `update` it.

        Parameters
        ----------
        source : str, os.PathLike, bytes, binary file object, Video or what moves
            A link is fetched by the service itself; a path, bytes or a file are sent
            from here, large ones in parts; a video, or the id of one, is cloned.
            Rendered first are animations of matplotlib, frames (an array of time x
            height x width, with 1, 3 or 4 channels or none; an iterable of pictures;
            of uint8, or floats up to 1 or 255), clips of moviepy, animated GIFs of
            PIL, and what has ``to_video(path)`` or ``save(path)``. An odd height or
            width is made even by repeating its last row or column.
        title : str, optional
            By default the file's name.
        description, player_id, watermark, language, transcript : optional
            As in the API.
        public : bool, default True
            False makes it private: its player opens once, with a one-time token.
        panoramic : bool, default False
            Whether it shows 360 degrees.
        mp4_support : bool, default True
            Whether there is an MP4 to download.
        tags : iterable of str, optional
            Words to find it by.
        metadata : mapping of str to str, optional
            Pairs to find it by.
        clip : (start, end), optional
            Keep only this part; each end seconds, ``mm:ss``, ``hh:mm:ss`` or None.
        fps : float, optional
            Frames per second, up to 1000; needed for frames, which have no rate of
            their own, and taken instead of that of an animation.
        on_progress : callable, optional
            Called with a `Progress`, at most 10 times a second, from any thread.
        cancel : threading.Event, optional
            Set it, from any thread, to stop.
        wait : str, optional
            Block until the video is ``uploaded``, ``playable`` or ``encoded``.
        wait_timeout : float, default 3600
            Seconds to wait at most.
        force : bool, default False
            Send the bytes into a new video even if there is one already.
        deadline : float, optional
            Seconds that sending may take in all; by default as long as it goes on.

        Returns
        -------
        Video
            Drawn by a notebook, it is thumbnail and player.

        Raises
        ------
        SourceError
            If there is nothing to send, before anything is created.
        ApiError, TransportError
            If the API refuses it, or does not answer.
        EncodingError
            If, while waiting, the source turns out to be no video.
        UploadInterruptedError
            If `cancel` was set or the deadline passed; if its `video_id` is set, the
            same call sends the rest.

        Examples
        --------
        >>> client, clip = Client(), b"the bytes of a clip"
        >>> video = client.upload(clip, title="Talk", tags=["pycon"], public=False)
        >>> video.public, client.upload(clip, title="Talk").public
        (False, True)
        """
        if wait is not None:
            check_state(wait)
        optional = {
            "description": description,
            "player_id": player_id,
            "clip": clip,
            "watermark": watermark,
            "language": language,
        }
        fields = {
            "public": public,
            "panoramic": panoramic,
            "mp4_support": mp4_support,
            "tags": tuple(tags) if not isinstance(tags, str) else tags,
            "metadata": metadata or {},
            **({"transcript": True} if transcript else {}),
            **{name: value for name, value in optional.items() if value is not None},
        }
        with opened(source, fps=fps, on_progress=on_progress, cancel=cancel) as found:
            video = self._bring(
                found,
                {"title": title or found.name, **fields},
                force=force,
                on_progress=on_progress,
                cancel=cancel,
                deadline=deadline,
            )
        if wait is not None:
            video.wait(
                wait, timeout=wait_timeout, on_progress=on_progress, cancel=cancel
            )
        return video

    def _bring(self, found: Source, fields: dict[str, Any], **sending: Any) -> Video:
        match found:
            case Link():
                return self.videos.create(source=found.url, **fields)
            case Copy():
                return self.videos.clone(found.video_id, **fields)
            case _:
                project, home = self._session.project, config.home()
                return upload_source(
                    found,
                    fields,
                    videos=self.videos,
                    project=project,
                    ledger=_ledger(home),
                    turns=turns_of(project, home),
                    **sending,
                )

    def upload_many(
        self,
        rows: object,
        *,
        executor: "Executor | None" = None,
        on_record: "OnRecord | None" = None,
        cancel: threading.Event | None = None,
        progress: bool | None = None,
        **options: Any,
    ) -> "Records":
        """Upload many videos; what fails stops nothing else.

        Called again, it sends what is missing: what is there already is found again,
        as `upload` does.

        Parameters
        ----------
        rows : str, os.PathLike, iterable or DataFrame
            Paths, patterns (``clips/**/*.mp4``) or other sources; or rows, as mappings
            or of a DataFrame, with a ``source`` and any of `upload`'s options.
        executor : concurrent.futures.Executor, optional
            Where the work is done, by default in 4 threads; of ipyparallel
            ``Client().load_balanced_view().executor``, of dask
            ``Client().get_executor()``. The API key travels along to other processes.
            Those of this machine share its rate limit, and what was sent before.
        on_record : callable, optional
            Told of each `Record` as soon as it is there.
        cancel : threading.Event, optional
            Set it, from any thread, to stop.
        progress : bool, optional
            Whether to show how far it is; by default in notebooks and on terminals.
        **options
            Options of `upload` for all rows; those of a row itself come first.

        Returns
        -------
        Records
            A tuple of a `Record` for each row, in their order: source, state
            (``done``, ``failed``, ``stopped``), video_id, error, seconds, size.

        Examples
        --------
        >>> client = Client()
        >>> clip = LocalSandbox().sample("waves")
        >>> rows = [{"source": clip, "title": "Waves"}, "no-such-file.mp4"]
        >>> [record.state for record in client.upload_many(rows, tags=["demo"])]
        ['done', 'failed']
        """
        from .display.many import ManyCard  # noqa: PLC0415  # not all upload many
        from .display.place import is_watched  # noqa: PLC0415
        from .upload.batch import upload_rows  # noqa: PLC0415
        from .upload.rows import rows_of  # noqa: PLC0415

        shown = is_watched() if progress is None else progress
        return upload_rows(
            self.upload,
            rows_of(rows),
            options,
            executor=executor,
            on_record=on_record,
            cancel=cancel,
            watch=ManyCard() if shown else None,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as key and URL; there is one client in each."""
        # a key that was given by `%apivideo login` is known to this process alone
        key = self._key or config.find_key()
        return _of_this_process, (key.value if key else None, self._base_url)


@functools.cache
def _ledger(home: Path) -> Ledger:
    return Ledger(home / "ledger")


def _of_this_process(api_key: str | None, base_url: str | None) -> Client:
    # a process that was forked must not use its parent's connections
    return _shared(os.getpid(), api_key, base_url)


@functools.cache
def _shared(_: int, api_key: str | None, base_url: str | None) -> Client:
    return Client(api_key, base_url=base_url)
