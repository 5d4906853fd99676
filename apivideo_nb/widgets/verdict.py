"""What to say about a source while it is being typed."""

import re
from dataclasses import dataclass

from ..display.words import mib, one_line
from ..errors import SourceError
from ..upload.remote import check_remote, scheme_of, shown
from ..upload.source import Copy, Link, open_source

ADVICE = "A link (https://…), or the path of a file on the machine of the kernel."

_MOST_SAID = 240  # characters of what is wrong with a source


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a source can be uploaded, in words.

    Attributes
    ----------
    source : str or None
        What to upload; None if there is nothing that could be.
    said : str
        One line for the person who types.
    name : str
        The title that the video gets unless another is given.
    """

    source: str | None
    said: str
    name: str = ""


def is_remote(text: str) -> bool:
    """Tell whether a source is neither a path nor a link that the service fetches."""
    return "::" in text or scheme_of(text) not in {None, "http", "https", "file"}


def examine(text: str) -> Verdict:
    """Look at what was typed as a source; a path is looked up, a link is not.

    Parameters
    ----------
    text : str
        A link, a path or the id of a video. Quotes around it, which file managers
        add, are taken off.

    Returns
    -------
    Verdict
        Its `source` is None if the text is empty or the file is missing, empty, a
        directory or unreadable.

    Examples
    --------
    >>> examine("https://example.org/clips/talk.mp4").name
    'talk.mp4'
    >>> examine("/no/such/file.mp4").source is None
    True
    """
    text = re.sub(r"""^(["'])(.*)\1$""", r"\2", text.strip())
    if not text:
        return Verdict(source=None, said=ADVICE)
    try:
        if is_remote(text):
            check_remote(text)  # going there takes too long between two keys
            name = one_line(re.split(r"[/?#]", shown(text).rstrip("/"))[-1])
            said = "It is looked at when it is uploaded."
            return Verdict(source=text, said=said, name=name)
        found = open_source(text)
    except SourceError as exc:
        said = " ".join(filter(None, (one_line(exc, _MOST_SAID), exc.hint)))
        return Verdict(source=None, said=said)
    match found:
        case Link() if re.search(r"\s", text):
            said = "A link has no spaces; between words it is %20."
            return Verdict(source=None, said=said)
        case Link():
            said = "A link: the service fetches it itself."
        case Copy():
            said = f"A copy of the video {one_line(found.video_id)}."
        case _:
            found.close()
            size = mib(found.size) if found.size > 2**20 / 20 else "less than 0.1"
            said = f"{one_line(found.name)}, {size} MiB."
    return Verdict(source=text, said=said, name=one_line(found.name or ""))
