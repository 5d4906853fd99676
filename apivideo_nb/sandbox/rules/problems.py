"""Errors as the contract words them: an exception that knows its JSON body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .catalogue import CATALOGUE

REFERENCE: Final = "https://docs.api.video/reference/"
DISK_FULL: Final = "The disk of the local sandbox is full."


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request: which rule, which parameter, and why."""

    slug: str
    name: str
    detail: str | None = None


class Problem(Exception):  # noqa: N818 - RFC 7807 and the contract call it that
    """A request cannot be served; `status` and `body` are what the client reads.

    Parameters
    ----------
    status : int
        HTTP status, 400 or above.
    body : mapping
        JSON body; ``status`` is added to it.
    """

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        self.body = {**body, "status": status}
        super().__init__(f"{status}: {body.get('title')}")


def problem(
    slug: str,
    *,
    name: str | None = None,
    detail: str | None = None,
    title: str | None = None,
) -> Problem:
    """Build the error that the contract files under `slug`.

    Parameters
    ----------
    slug : str
        Last element of its ``type``.
    name, detail : str, optional
        Parameter at fault, and why.
    title : str, optional
        Where an endpoint words it in its own way.

    Examples
    --------
    >>> problem("resource-not-found", name="videoId").status
    404
    """
    status, usual = CATALOGUE[slug]
    body = {"type": REFERENCE + slug, "title": title or usual}
    if name is None and slug.startswith("authentication-"):
        name = ""  # the vendor's samples carry an empty name on these
    if name is not None:
        body["name"] = name
    if detail is not None:
        body["detail"] = detail
    return Problem(status, body)


def invalid(faults: Sequence[Fault]) -> Problem:
    """Build one error out of all the faults of a body, the first one outermost."""
    first = faults[0]
    outer = problem(first.slug, name=first.name, detail=first.detail)
    inner = [
        {"type": REFERENCE + f.slug, "title": CATALOGUE[f.slug][1], "name": f.name}
        for f in faults
    ]
    return Problem(outer.status, {**outer.body, "problems": inner})


def out_of_range(faults: Sequence[tuple[str, Mapping[str, int]]]) -> Problem:
    """Build the paging error, the one kind that has a range and no type.

    Parameters
    ----------
    faults : sequence of (name, range)
        Parameter and its allowed range, ``{"min": 1}`` or with ``"max"`` too.
    """
    title = "This parameter is out of the allowed range of values."
    inner = [{"title": title, "name": name, "range": dict(r)} for name, r in faults]
    return Problem(400, {**inner[0], "problems": inner})


def disk_full() -> Problem:
    """Build the answer to what there is no room for."""
    return failure(507, DISK_FULL)


def failure(status: int, title: str) -> Problem:
    """Build an error that the contract knows by its status alone."""
    return Problem(status, {"title": title})
