"""The local sandbox's process: one data directory, one port, until told to stop."""

import asyncio
import contextlib
import importlib.metadata
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import uvicorn

from . import datadir
from .app import create_app
from .connection import PATIENCE, patient
from .gate import Activity
from .jobs.workers import ENCODERS, Workers
from .routes.metering import Meter
from .routes.site import Site
from .rules.hosts import is_loopback
from .rules.rate_limits import Limited
from .store import deliveries, jobs, videos
from .store.database import Database
from .store.files import RESERVE, Files

DEFAULT_PORT: Final = 41987
TAKEN: Final = 3
NO_PORT: Final = 4

_GRACE: Final = 1  # second that requests get to end
_THREADS_GRACE: Final = 0.6  # seconds that ffmpeg gets to end
_TICK: Final = 0.5


def run(
    *,
    data: Path,
    host: str = "127.0.0.1",
    port: int | None = None,
    api_key: str | None = None,
    sandbox_key: str | None = None,
    public_url: str | None = None,
    token_ttl: int = 3600,
    idle_timeout: float | None = None,
    restore: bool = False,
    workers: int = ENCODERS,
    reserve: int = RESERVE,
    rate_limits: Limited = "sandbox",
    patience: float = PATIENCE,
) -> int:
    """Serve until a signal, or until nobody needs it any more.

    One line, ``listening on http://HOST:PORT``, is printed when requests are taken.
    ``state.json`` in `data` says the same to other programs, with the keys.

    Parameters
    ----------
    data : Path
        Data directory; made, with mode 0700, if need be.
    host : str, default "127.0.0.1"
        Address to listen on. Only a loopback address keeps other machines out.
    port : int, optional
        Port to listen on, 0 for any. By default the one used last time, else 41987,
        else any.
    api_key, sandbox_key : str, optional
        Keys to accept; by default those made when `data` was new.
    public_url : str, optional
        Where the server is seen from outside, for asset URLs; its host is accepted in
        ``Host``. A path alone, for a proxy that names itself in
        ``X-Forwarded-Prefix``. ``{port}`` stands for the port.
    token_ttl : int, default 3600
        Seconds that an access token lasts.
    idle_timeout : float, optional
        Seconds without a request and without a job after which the server stops.
    restore : bool, default False
        Whether a deleted video is discarded first, and can be taken back for 90 days,
        as with the service's account option *Video Restore*.
    workers : int, default 2
        How many videos are encoded at once.
    reserve : int, default 512 MiB
        Bytes of the disk that uploads leave free.
    rate_limits : str, default "sandbox"
        Which kinds of key are limited, each by the service's own figures: ``none``,
        ``sandbox``, or ``all``, the production key too.
    patience : float, default 30
        Seconds after which a client is cut off that does not finish its headers, or
        lets a body stop or trickle.

    Returns
    -------
    int
        Exit code: 0 after a clean stop, 3 when `data` is served already, 4 when the
        port is taken.
    """
    files = Files(data, reserve=reserve)
    try:
        held = datadir.lock(data)
    except datadir.AlreadyRunningError:
        _complain(f"another local sandbox is using {data}")
        return TAKEN
    with contextlib.closing(held):
        files.clear()
        try:
            listener = _listen(host, port, data)
        except OSError as exc:
            _complain(f"cannot listen on {host}, port {port}: {exc.strerror}")
            return NO_PORT
        keys = datadir.keys(data)
        db = Database(data / "sandbox.db")
        with db.read() as reading:
            files.remove_others(videos.ids(reading))
        site = Site(
            db=db,
            files=files,
            workers=Workers(db, files, encoders=workers),
            meter=Meter(rate_limits),
            keys={
                "production": api_key or keys["api_key"],
                "sandbox": sandbox_key or keys["sandbox_key"],
            },
            signing_key=keys["signing_key"].encode(),
            public_url=_outside(public_url, listener),
            token_ttl=token_ttl,
            restore=restore,
            instance=secrets.token_hex(16),
            version=importlib.metadata.version("apivideo-nb"),
        )
        _serve(
            site,
            listener,
            data,
            host=host,
            idle_timeout=idle_timeout,
            patience=patience,
        )
    return 0


def _serve(
    site: Site,
    listener: socket.socket,
    data: Path,
    *,
    host: str,
    idle_timeout: float | None,
    patience: float,
) -> None:
    state = data / "state.json"
    # one that listens everywhere is told by an address that also works here
    name = host if is_loopback(host) else "127.0.0.1"
    url = f"http://{f'[{name}]' if ':' in name else name}:{listener.getsockname()[1]}"

    def ready() -> None:
        datadir.write_private(
            state,
            {
                "pid": os.getpid(),
                "port": listener.getsockname()[1],
                "url": url,
                "api_key": site.keys["production"],
                "sandbox_key": site.keys["sandbox"],
                "instance": site.instance,
                "version": site.version,
            },
        )
        sys.stdout.write(f"listening on {url}\n")
        sys.stdout.flush()

    activity = Activity()
    config = uvicorn.Config(
        create_app(site, bound=host, activity=activity),
        http=patient(patience),  # bounds the size of headers too
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,  # paths hold tokens
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_GRACE,
    )
    site.workers.start()
    try:
        server = _Server(config, ready)
        serving = _until_idle(server, listener, site, activity, idle_timeout)
        # on Windows too: only this loop leaves a socket alone while others read it
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(serving)
    finally:
        site.workers.stop(_THREADS_GRACE)
        site.db.close()
        state.unlink(missing_ok=True)  # last: whoever stops it waits for that


async def _until_idle(
    server: "_Server",
    listener: socket.socket,
    site: Site,
    activity: Activity,
    idle_timeout: float | None,
) -> None:
    async def watch(timeout: float) -> None:  # noqa: ASYNC109 - ends the server, not this
        while True:
            await asyncio.sleep(min(_TICK, timeout))
            if activity.idle < timeout:
                continue
            with site.db.read() as db:
                if not (jobs.count(db) or deliveries.any_left(db)):
                    server.should_exit = True

    watching = asyncio.create_task(watch(idle_timeout)) if idle_timeout else None
    await server.serve(sockets=[listener])
    if watching is not None:
        watching.cancel()


class _Server(uvicorn.Server):
    """uvicorn, told when it is ready, and ending normally on a signal."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn raises the signal again at the end, which would kill the process
        # before it has tidied up
        def stop(*_: object) -> None:
            self.should_exit = True

        if threading.current_thread() is not threading.main_thread():
            yield  # signals go to the main thread, and are its business then
            return
        names = ("SIGINT", "SIGTERM", "SIGBREAK")  # the last on Windows only
        handled = [getattr(signal, name) for name in names if hasattr(signal, name)]
        before = {number: signal.signal(number, stop) for number in handled}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _listen(host: str, port: int | None, data: Path) -> socket.socket:
    """Bind the port that is asked for, or else the usual one, or else any."""
    memory = data / "port.json"
    if port is not None:
        candidates = [port]
    else:
        remembered = datadir.read_json(memory).get("port")
        candidates = [remembered] if isinstance(remembered, int) else []
        candidates += [DEFAULT_PORT, 0]
    for candidate in candidates:
        try:
            listener = _bind(host, candidate)
        except OSError:
            if candidate == candidates[-1]:
                raise
            continue
        datadir.write_private(memory, {"port": listener.getsockname()[1]})
        return listener
    raise OSError("no port")  # pragma: no cover - there is always a last candidate


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only on a socket whose protocol is named
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # the port of a server that has just ended may be taken again at once
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _outside(public_url: str | None, listener: socket.socket) -> str | None:
    if not public_url:
        return None
    port = str(listener.getsockname()[1])
    return public_url.replace("{port}", port).rstrip("/")


def _complain(text: str) -> None:
    sys.stderr.write(f"apivideo-nb: {text}\n")
