"""JSON into dataclasses, by their annotations.

The rules: keys are camelCase and fields snake_case (or what `wire_name` says);
what is missing or null takes the field's default; unknown keys are ignored, since the
vendor adds keys without asking us; anything of another shape is a `DecodingError`
that says where.
"""

import dataclasses
import datetime as dt
import functools
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ..errors import DecodingError

T = TypeVar("T")


def wire_name(name: str) -> dict[str, str]:
    """Give a field another name in JSON than the camelCase of its own."""
    return {"wire_name": name}


def decode(cls: type[T], data: object, *, where: str = "") -> T:
    """Read a JSON object into the dataclass `cls`.

    Parameters
    ----------
    cls : type
        A dataclass whose annotations are made of `str`, `int`, `float`, `bool`,
        aware datetimes, other dataclasses, ``tuple[X, ...]``, ``Mapping[str, str]``
        and ``X | None``.
    data : object
        What `json.loads` gave.
    where : str, optional
        Path to `data` inside the answer, for the error text.

    Raises
    ------
    DecodingError
        If `data` is no object, a value has the wrong type, or a field without a
        default is missing.
    """
    here = where or cls.__name__
    if not isinstance(data, Mapping):
        raise DecodingError(f"{here}: expected an object, got {_kind(data)}")
    values: dict[str, Any] = {}
    for field, read in _readers(cls):  # type: ignore[arg-type]  # a type is hashable
        key = field.metadata.get("wire_name") or camel(field.name)
        value = data.get(key)
        if value is not None:
            values[field.name] = read(value, f"{here}.{key}")
        elif (
            field.default is dataclasses.MISSING
            and field.default_factory is dataclasses.MISSING
        ):
            raise DecodingError(f"{here}: {key} is missing")
    return cls(**values)


_Reader = Callable[[Any, str], Any]


@functools.cache
def _readers(cls: type[Any]) -> tuple[tuple[dataclasses.Field[Any], _Reader], ...]:
    hints = typing.get_type_hints(cls)
    return tuple(
        (field, _reader(hints[field.name]))
        for field in dataclasses.fields(cls)
        if field.init
    )


def _reader(hint: Any) -> _Reader:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (a for a in args if a is not types.NoneType)
        return _reader(inner)
    if origin is tuple:
        return functools.partial(_tuple, _reader(args[0]))
    if origin is Mapping:
        return _mapping
    if dataclasses.is_dataclass(hint):
        return lambda value, where: decode(hint, value, where=where)  # type: ignore[arg-type]
    if hint is dt.datetime:
        return _datetime
    return functools.partial(_scalar, hint)


def _scalar(kind: type[Any], value: Any, where: str) -> Any:
    if kind is float and type(value) is int:
        return float(value)
    if kind is int and type(value) is float and value.is_integer():
        return int(value)
    if kind is int and type(value) is str and value.isdecimal():
        return int(value)  # the vendor's own samples have "videoCount": "3"
    if type(value) is not kind:
        raise DecodingError(f"{where}: expected {kind.__name__}, got {_kind(value)}")
    return value


def _tuple(read: _Reader, value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise DecodingError(f"{where}: expected an array, got {_kind(value)}")
    return tuple(read(item, f"{where}[{i}]") for i, item in enumerate(value))


def _mapping(value: Any, where: str) -> dict[str, str]:
    # the API sends maps as arrays of {"key": …, "value": …}
    if isinstance(value, Mapping):
        return {str(key): str(item) for key, item in value.items()}
    pairs = _tuple(lambda item, _: item, value, where)
    try:
        return {str(pair["key"]): str(pair["value"]) for pair in pairs}
    except (KeyError, TypeError) as exc:
        raise DecodingError(f"{where}: expected pairs of key and value") from exc


def _datetime(value: Any, where: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError) as exc:
        raise DecodingError(
            f"{where}: expected a date and time, got {_kind(value)}"
        ) from exc
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def camel(name: str) -> str:
    """Spell a field as JSON does.

    Examples
    --------
    >>> camel("mp4_support")
    'mp4Support'
    """
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def _kind(value: Any) -> str:
    # the type alone: a value may be a token
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return names.get(type(value), "null" if value is None else type(value).__name__)
