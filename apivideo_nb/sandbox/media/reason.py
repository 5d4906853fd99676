"""Why a file could not be used, in one sentence."""

import re

_PICTURES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x01\x00",
)
_PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"[playlist]")
_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\t\r\n\f\x1b"

NOT_A_VIDEO = "This file is not a video that can be decoded."
NOTHING_DECODES = "Not one frame of this video can be decoded."

# what ffmpeg says, and what that means to somebody who uploaded a file
_MEANINGS = (
    (
        r"moov atom not found",
        "This video is incomplete: its index, often kept at the end, is missing.",
    ),
    (r"No space left on device|Disk quota", "There is no space left on the disk."),
    (
        r"Cannot allocate memory|Error allocating",
        "There is not enough memory to convert this video.",
    ),
    (
        r"Decoder \([^)]*\) not found|no decoder found|Unknown decoder",
        "This video is in a format that this ffmpeg cannot decode.",
    ),
    (r"encrypted|DRM|decryption", "This video is encrypted and cannot be converted."),
)


def explain(head: bytes, log: str) -> str:
    r"""Say why ffmpeg could not use a file.

    Parameters
    ----------
    head : bytes
        The first kilobytes of the file.
    log : str
        What ffmpeg wrote to standard error.

    Returns
    -------
    str
        One sentence, without path.

    Examples
    --------
    >>> explain(b"<!doctype html><title>Hi</title>", "Invalid data found")
    'This is a web page, not a video.'
    >>> explain(b"\x00\x00\x00\x18ftyp", "moov atom not found").partition(":")[0]
    'This video is incomplete'
    """
    return kind(head) or known(log) or NOT_A_VIDEO


def failure(log: str, code: int) -> str:
    """Say why converting a file that is a video failed.

    Parameters
    ----------
    log : str
        What ffmpeg wrote to standard error.
    code : int
        Its exit status.

    Examples
    --------
    >>> failure("av_interleaved_write_frame(): No space left on device", 228)
    'There is no space left on the disk.'
    >>> failure("", 187)
    'This video could not be converted (ffmpeg ended with status 187).'
    """
    plain = f"This video could not be converted (ffmpeg ended with status {code})."
    return known(log) or plain


def kind(head: bytes) -> str | None:
    """Name what a file is when it is clearly something else than a video."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = start[:512].lower()
    if lower.startswith((b"<!doctype html", b"<html")) or b"<head" in lower:
        return "This is a web page, not a video."
    if start.startswith(_PLAYLISTS):
        return "This is a playlist, not a video: upload the video that it names."
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    if webp or head.startswith(_PICTURES):
        return "This is a picture, not a video."
    if start.startswith(b"%PDF-"):
        return "This is a PDF document, not a video."
    if start and not start.translate(None, _PRINTABLE + bytes(range(0x80, 0x100))):
        return "This is text, not a video."
    return None


def undecodable(log: str) -> str:
    """Say why not one frame came out of a file that looked like a video."""
    return known(log) or NOTHING_DECODES


def known(log: str) -> str | None:
    """Say what ffmpeg's messages mean, if they hold one whose meaning is sure."""
    found = (text for pattern, text in _MEANINGS if re.search(pattern, log))
    return next(found, None)
