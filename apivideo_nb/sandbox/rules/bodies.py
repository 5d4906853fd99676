"""JSON bodies, field by field: every fault is found, and each says where it is."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from .problems import Fault, invalid, problem

Check = Callable[[object], Any]


class Invalid(Exception):  # noqa: N818 - a signal from a check to `read`
    """A value is not what its field takes.

    Parameters
    ----------
    detail : str
        Why, in the API's words.
    path : str, optional
        Where inside the field: ``[0][key]``.
    """

    def __init__(self, detail: str, path: str = "") -> None:
        super().__init__(detail)
        self.detail, self.path = detail, path


def read(
    body: object,
    known: Mapping[str, Check],
    *,
    required: Collection[str] = (),
    nullable: Collection[str] = (),
) -> dict[str, Any]:
    """Check a body.

    Parameters
    ----------
    body : object
        Decoded JSON.
    known : mapping
        What each field must pass, by the API's name.
    required : collection of str, optional
        Fields that must be there.
    nullable : collection of str, optional
        Fields that may be null, which no check then sees.

    Returns
    -------
    dict
        What the checks returned, by names in snake_case; absent fields are absent.

    Raises
    ------
    Problem
        400 with every fault in ``problems``.
    """
    if not isinstance(body, dict):
        raise problem("invalid-payload")
    values: dict[str, Any] = {}
    faults = [
        Fault("attribute-required", name) for name in required if name not in body
    ]
    for name, value in body.items():
        try:
            values[snake(name)] = _checked(name, value, known, nullable)
        except Invalid as exc:
            path = name.encode(errors="replace").decode() + exc.path
            faults.append(Fault("invalid-attribute", path, exc.detail))
    if faults:
        raise invalid(faults)
    return values


def _checked(
    name: str, value: object, known: Mapping[str, Check], nullable: Collection[str]
) -> Any:
    if name not in known:
        raise Invalid("This field was not expected.")
    if value is None:
        if name in nullable:
            return None
        raise Invalid("This value should not be null.")
    return known[name](value)


def snake(name: str) -> str:
    """Spell a name of the API the way Python does.

    Examples
    --------
    >>> snake("mp4Support")
    'mp4_support'
    """
    return re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name)


def text(value: object) -> str:
    """Take any text."""
    if not isinstance(value, str):
        raise Invalid("This value must be of type string.")
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON lets through
        raise Invalid("This value is not valid Unicode.") from None
    return value


def flag(value: object) -> bool:
    """Take true or false."""
    if not isinstance(value, bool):
        raise Invalid("This value must be of type boolean.")
    return value


def array(value: object) -> list[Any]:
    """Take an array, whatever is in it."""
    if not isinstance(value, list):
        raise Invalid("This attribute must be an array.")
    return value


def texts(value: object) -> tuple[str, ...]:
    """Take an array of texts."""
    return tuple(at(f"[{i}]", text, item) for i, item in enumerate(array(value)))


def some_of(*names: str) -> Check:
    """Make the check for an array of nothing but these names."""
    allowed = " and ".join(f'"{name}"' for name in names)

    def check(value: object) -> tuple[str, ...]:
        found = tuple(array(value))
        if any(name not in names for name in found):
            raise Invalid(f"Only {allowed} are allowed.")
        return found

    return check


def matching(pattern: re.Pattern[str]) -> Check:
    """Make the check for texts that follow a pattern from end to end."""

    def check(value: object) -> str:
        found = text(value)
        if pattern.fullmatch(found) is None:
            raise Invalid("This value is not valid.")
        return found

    return check


def members(
    value: object, known: Mapping[str, Check], path: str = ""
) -> dict[str, Any]:
    """Check an object inside a body; members that are null count as absent."""
    if not isinstance(value, dict):
        raise Invalid("This value must be of type object.", path)
    for name in value:
        if name not in known:
            where = name.encode(errors="replace").decode()
            raise Invalid("This field was not expected.", f"{path}[{where}]")
    return {
        name: at(f"{path}[{name}]", known[name], member)
        for name, member in value.items()
        if member is not None
    }


def at(path: str, check: Check, value: object) -> Any:
    """Run a check, saying where inside the field it failed."""
    try:
        return check(value)
    except Invalid as exc:
        raise Invalid(exc.detail, path + exc.path) from None
