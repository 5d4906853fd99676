"""Finds, starts and stops the local sandbox's process.

The rest of the package knows it as a URL and a key, which the server writes into
``state.json`` (mode 0600) in its data directory once it is ready. It is a process of
its own, so that a busy or restarted kernel never stops a player.
"""

import base64
import contextlib
import http
import http.client
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from . import config, hub
from .errors import ConfigurationError

#: seconds that a start or a stop may take
START_DEADLINE, STOP_DEADLINE = 30.0, 10.0
#: seconds that making a sample may take
SAMPLE_DEADLINE = 120.0
#: the clips that it can make
SAMPLES = ("waves", "pendulums")
#: seconds without a request after which a server that was started on demand goes
IDLE_TIMEOUT = 12 * 3600
#: what the server exits with when another one holds its data directory
ALREADY_RUNNING = 3

_NEEDS = {
    "httptools": "httptools",
    "starlette": "starlette",
    "uvicorn": "uvicorn",
    "python_multipart": "python-multipart",
    "imageio_ffmpeg": "imageio-ffmpeg",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How much a local sandbox holds; `size` in bytes on the disk, media and all."""

    videos: int
    jobs: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningSandbox:
    """A local sandbox that answers.

    `url` is how this machine reaches it, `browser_url` how the browser does that shows
    the notebook: a path of the notebook's own server on a hub, else the same.
    """

    url: str
    port: int
    pid: int
    api_key: str = field(repr=False)
    sandbox_key: str = field(repr=False)

    @property
    def browser_url(self) -> str:
        """How a browser reaches it."""
        return hub.browser_url(self.port) or self.url

    def usage(self) -> Usage | None:
        """Count what it holds; None if it does not answer any more."""
        secret = base64.b64encode(f"{self.api_key}:".encode()).decode()
        found = _ask(self.port, "/usage", {"Authorization": f"Basic {secret}"})
        if found is None:
            return None
        return Usage(videos=found["videos"], jobs=found["jobs"], size=found["bytes"])


class LocalSandbox:
    """The local sandbox of a user: one process, shared by all notebooks.

    Parameters
    ----------
    data : path, optional
        Where it keeps its videos; by default ``APIVIDEO_NB_HOME/sandbox``.
    port : int, optional
        Port to listen on; by default always the same one.

    Examples
    --------
    >>> with LocalSandbox() as sandbox:
    ...     sandbox.running().url.startswith("http://127.0.0.1:")
    True
    """

    def __init__(
        self,
        data: str | os.PathLike[str] | None = None,
        *,
        port: int | None = None,
    ) -> None:
        self.data = Path(data) if data is not None else config.home() / "sandbox"
        self._port = port

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def running(self) -> RunningSandbox | None:
        """Look whether it runs, without starting it."""
        try:
            state = self._state()
            if not _answers(int(state["port"]), str(state["instance"])):
                return None
            return RunningSandbox(
                url=state["url"],
                port=int(state["port"]),
                pid=int(state["pid"]),
                api_key=state["api_key"],
                sandbox_key=state["sandbox_key"],
            )
        except (ValueError, KeyError, TypeError):
            return None

    def start(self) -> RunningSandbox:
        """Start it unless it runs, and wait until it answers.

        Raises
        ------
        ConfigurationError
            If its dependencies are missing or it does not come up; the text says why.
        """
        found = self.running()
        if found is not None:
            return found
        _check_installed()
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        log = self.data / "server.log"
        process = self._spawn(log)
        deadline = time.monotonic() + START_DEADLINE
        while time.monotonic() < deadline:
            found = self.running()
            if found is not None:
                if os.name == "posix" and found.pid != process.pid:
                    process.terminate()  # or it would take over when that one stops
                return found
            if process.poll() == ALREADY_RUNNING:
                # another kernel has won the race and theirs comes up; or the last one
                # is still ending
                process = self._spawn(log)
            elif process.poll():
                break
            time.sleep(0.05)
        raise ConfigurationError(
            f"The local sandbox did not start: {_last_line(log)}",
            hint=f"The whole story is in {log}.",
        )

    def sample(self, name: str = "waves") -> str:
        """Give a link to a short clip that it makes itself: something to upload.

        Parameters
        ----------
        name : str, default "waves"
            ``waves`` or ``pendulums``.

        Returns
        -------
        str
            A link that works on this machine. The first time it takes some seconds.

        Raises
        ------
        ValueError
            If there is no such clip.
        ConfigurationError
            If the clip cannot be made.
        """
        running, path = self.start(), f"/samples/{quote(name, safe='')}.mp4"
        # whoever fetches the link does not wait as long as the making may take
        found = _request(
            running.port, "HEAD", path, headers={}, timeout=SAMPLE_DEADLINE
        )
        status = found[0] if found else None
        if status == http.HTTPStatus.NOT_FOUND:
            raise ValueError(f"no sample {name!r}; there are {' and '.join(SAMPLES)}")
        if status != http.HTTPStatus.OK:
            raise ConfigurationError(f"The sample {name!r} could not be made.")
        return f"{running.url}{path}"

    def stop(self) -> bool:
        """Stop it and wait until it is gone; False if it did not run."""
        found = self.running()
        if found is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(found.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_DEADLINE
        while time.monotonic() < deadline:
            # it takes its state away at the very end, when nobody writes any more
            if self._state().get("pid") != found.pid:
                return True
            time.sleep(0.05)
        if self.running() is None:
            return True  # somebody has killed it meanwhile
        raise ConfigurationError(f"The local sandbox (pid {found.pid}) does not stop.")

    def reset(self) -> None:
        """Stop it and delete all its videos, for good."""
        self.stop()
        deadline = time.monotonic() + STOP_DEADLINE
        shutil.rmtree(self.data, ignore_errors=True)
        while self.data.exists() and time.monotonic() < deadline:
            time.sleep(0.05)  # its last thread was just writing
            shutil.rmtree(self.data, ignore_errors=True)

    def _state(self) -> dict[str, Any]:
        """Read what a server has left; nothing if none did, or it is being written."""
        try:
            state = json.loads((self.data / "state.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def _spawn(self, log: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "apivideo_nb", "sandbox", "--data"]
        command += [str(self.data), "--idle-timeout", str(IDLE_TIMEOUT)]
        if self._port is not None:
            command += ["--port", str(self._port)]
        outside = hub.proxy_path("{port}")
        if outside:
            command += ["--public-url", outside]
        with log.open("wb") as out:
            # a session of its own: an interrupt of the kernel is not meant for it
            process = subprocess.Popen(  # noqa: S603  # our own command
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self.data,
                start_new_session=True,
            )
        # whenever it ends, as long as we live: somebody must collect its exit code
        threading.Thread(target=process.wait, daemon=True).start()
        return process


def _check_installed() -> None:
    missing = [
        package
        for module, package in _NEEDS.items()
        if importlib.util.find_spec(module) is None
    ]
    if missing:
        raise ConfigurationError(
            f"The local sandbox needs {', '.join(missing)}.",
            hint="Run `pip install 'apivideo-nb[sandbox]'`, or set APIVIDEO_API_KEY.",
        )


def _answers(port: int, instance: str) -> bool:
    """Ask whether that very server listens there, not another program on its port."""
    found = _ask(port, "/health", {})
    return found is not None and found.get("instance") == instance


def _ask(port: int, path: str, headers: dict[str, str]) -> dict[str, Any] | None:
    found = _request(port, "GET", path, headers=headers, timeout=2)
    try:
        answer = json.loads(found[1]) if found else None
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _request(
    port: int, method: str, path: str, *, headers: dict[str, str], timeout: float
) -> tuple[int, bytes] | None:
    """Give status and body of an answer; None if there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(4096)
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _last_line(log: Path) -> str:
    with contextlib.suppress(OSError):
        lines = log.read_text("utf-8", "replace").strip().splitlines()
        if lines:
            return lines[-1]
    return "it said nothing."
