"""``%apivideo login``, ``logout``, ``whoami`` and ``sandbox``.

The key is asked for without echo and is never in an output, not even in part.
"""

import getpass

from IPython.core.error import StdinNotImplementedError, UsageError

from .. import config
from ..display.words import mib
from ..local import LocalSandbox
from .context import Context
from .results import Facts

_NOWHERE = "not running; it starts when it is needed"


def login(context: Context, *, save: bool = False) -> None:
    """Ask for a key and, once the service has taken it, use it.

    Parameters
    ----------
    context : Context
        The shell's settings.
    save : bool, default False
        Whether to keep it in the system's keyring.

    Raises
    ------
    UsageError
        If nobody can be asked here.
    AuthenticationError
        If the service refuses the key; the key that was used before stays.
    """
    from ..client import Client  # noqa: PLC0415  # requests is slow to load

    try:
        key = getpass.getpass("API key of api.video (empty to cancel): ").strip()
    except StdinNotImplementedError as exc:
        raise UsageError(
            "No key can be asked for here: set the environment variable "
            "APIVIDEO_API_KEY before the kernel starts."
        ) from exc
    except EOFError:
        key = ""
    if not key:
        context.say("Cancelled; nothing has changed.")
        return
    environment = Client(key).environment
    if save:
        config.save_key(key)
    config.use_key(key)
    kept = "kept in the keyring" if save else "for this session only"
    context.say(f"Logged in to the {environment} environment, {kept}.")


def logout(context: Context) -> None:
    """Forget the key of this session and of the keyring."""
    gone = config.forget_key()
    said = f"Forgotten: the key {', '.join(gone)}." if gone else "There was no key."
    left = config.find_key()
    if left is not None:
        said = f"{said if gone else ''} A key is still set: {left.origin}.".strip()
    else:
        said += " Videos now go to " + (config.base_url() or "the local sandbox") + "."
    context.say(said)


def whoami(context: Context) -> Facts:
    """Say where videos go, and where the key comes from.

    The local sandbox is looked at, not started.
    """
    key = config.find_key()
    if key is None and config.base_url() is None:
        running = LocalSandbox().running()
        return Facts(
            {
                "Environment": "local sandbox",
                "Server": running.url if running else _NOWHERE,
                "Key": "none needed; videos are seen only on this machine",
            }
        )
    client = context.client()
    return Facts(
        {
            "Environment": client.environment,
            "Server": client.base_url,
            "Key": key.origin if key else None,
        }
    )


def sandbox(
    context: Context, *, action: str = "status", yes: bool = False
) -> Facts | None:
    """Start, stop, look at or empty the local sandbox.

    Parameters
    ----------
    context : Context
        The shell's settings.
    action : {"start", "stop", "status", "reset"}
        What to do.
    yes : bool, default False
        Reset without a question.
    """
    local = LocalSandbox()
    match action:
        case "start":
            local.start()
            return _state(local)
        case "stop":
            stopped = local.stop()
            context.say(
                "The local sandbox has stopped; its videos are kept."
                if stopped
                else "The local sandbox was not running."
            )
        case "reset":
            question = f"Delete all videos of the local sandbox ({local.data})?"
            if yes or context.confirm(question):
                local.reset()
                context.say("The local sandbox is empty.")
            else:
                context.say("Nothing was deleted.")
        case _:
            return _state(local)
    return None


def _state(local: LocalSandbox) -> Facts:
    running = local.running()
    usage = running.usage() if running else None
    return Facts(
        {
            "Local sandbox": f"running (pid {running.pid})" if running else _NOWHERE,
            "Server": running.url if running else None,
            "Videos": usage.videos if usage else None,
            "Work to be done": usage.jobs if usage else None,
            "Size": f"{mib(usage.size)} MiB" if usage else None,
            "Kept in": str(local.data),
        }
    )
