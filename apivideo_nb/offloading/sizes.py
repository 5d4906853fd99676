"""Amounts of bytes, as people write them."""

import re

_UNITS = {
    "": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9,
    "k": 10**3, "m": 10**6, "g": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30,
}  # fmt: skip
_amount = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]*)\s*", re.IGNORECASE)


def parse_size(text: object) -> int:
    """Read an amount of bytes.

    Parameters
    ----------
    text : str or int
        A number, with a unit or without: B, kB, MB, GB, KiB, MiB or GiB.

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> parse_size("1.5 MB"), parse_size("64KiB"), parse_size(1000)
    (1500000, 65536, 1000)
    """
    found = _amount.fullmatch(str(text))
    if not found or found[2].lower() not in _UNITS:
        raise ValueError(f"{text!r} is not a size such as 200kB or 1.5MB")
    return int(float(found[1]) * _UNITS[found[2].lower()])


def say_size(size: int) -> str:
    """Say an amount of bytes with as many digits as matter.

    Examples
    --------
    >>> say_size(512), say_size(46_200), say_size(1_250_000), say_size(128_000_000)
    ('512 B', '46 kB', '1.2 MB', '128 MB')
    """
    if size < 1000:  # noqa: PLR2004 - the next unit
        return f"{size} B"
    if size < 999_500:  # noqa: PLR2004 - likewise
        return f"{size / 1e3:.0f} kB"
    return f"{size / 1e6:.1f} MB" if size < 99.5e6 else f"{size / 1e6:,.0f} MB"  # noqa: PLR2004
