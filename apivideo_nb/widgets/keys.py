"""Where videos go, and a form for a key that is never state of a widget."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets

from .. import config
from ..errors import ApiVideoError
from .browser import read_static


class KeyForm(anywidget.AnyWidget):
    """A line that says where videos go, and unfolds into a form for another key.

    The key comes as a message, is tried, and is kept by `config` alone.

    Parameters
    ----------
    environment_of : callable
        Gives the name of the environment that takes a key; raises if none does.
    """

    _esm = read_static("elements.js", "keys.js")
    _css = read_static("elements.css", "browser.css")
    where = traitlets.Unicode().tag(sync=True)
    can_forget = traitlets.Bool().tag(sync=True)
    can_keep = traitlets.Bool().tag(sync=True)

    def __init__(self, environment_of: Callable[[str], str]) -> None:
        self._environment_of = environment_of
        super().__init__(can_keep=config.has_keyring())
        self.on_msg(self._hear)
        self.look()

    def look(self) -> None:
        """Say where videos go now, as far as that is known without asking anybody."""
        try:
            key, url = config.find_key(), config.base_url()
        except ApiVideoError as exc:
            self.where, self.can_forget = str(exc), False
            return
        self.can_forget = key is not None
        if key is None:
            self.where = f"Videos go to {url or 'the local sandbox on this machine'}."
        else:
            self.where = f"Videos go to {url or 'api.video'}. Key: {key.origin}."

    def _hear(self, _: object, message: Mapping[str, Any], buffers: object) -> None:  # noqa: ARG002 - ipywidgets' signature
        match message:
            case {"type": "key", "key": str(key), "keep": bool(keep)}:
                # asking the service must not hold up the kernel
                threading.Thread(
                    target=self._log_in, args=(key.strip(), keep), daemon=True
                ).start()
            case {"type": "forget"}:
                gone = config.forget_key()
                self.look()
                left = " A key is still set, elsewhere." if self.can_forget else ""
                self._say(f"Forgotten: {', '.join(gone) or 'nothing'}.{left}")

    def _log_in(self, key: str, keep: bool) -> None:  # noqa: FBT001 - a message's field
        try:
            environment = self._environment_of(key)
            config.use_key(key)
            if keep:
                config.save_key(key)
        except ApiVideoError as exc:
            self._say(f"{exc} {exc.hint}".strip(), well=False)
        except Exception as exc:  # noqa: BLE001 - nobody would see a thread's traceback
            self._say(f"That did not work: {type(exc).__name__}.", well=False)
        else:
            self._say(f"Logged in to the {environment} environment.")
        self.look()

    def _say(self, text: str, *, well: bool = True) -> None:
        self.send({"type": "said", "text": text, "well": well})
