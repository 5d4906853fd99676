"""The ``Authorization`` header, and bodies of the ``/auth`` calls."""

import base64
import binascii
import re
from typing import Final, Literal

from .problems import Fault, invalid, problem

_HEADER: Final = re.compile(r"(bearer|basic) +(\S+)", re.IGNORECASE | re.ASCII)


def parse_authorization(value: str | None) -> tuple[Literal["key", "token"], str]:
    """Read who is asking: an API key (Basic) or an access token (Bearer).

    Raises
    ------
    Problem
        401 when the header is absent or neither.
    """
    if value is None:
        raise problem("authentication-missing-authorization-header")
    match = _HEADER.fullmatch(value.strip())
    unusable = problem("authentication-invalid-authorization-header-value")
    if match is None:
        raise unusable
    scheme, credentials = match.groups()
    if scheme.lower() == "bearer":
        return "token", credentials
    try:
        user, colon, _ = (
            base64.b64decode(credentials, validate=True).decode().partition(":")
        )
    except (binascii.Error, UnicodeDecodeError):
        raise unusable from None
    if not colon:
        raise unusable
    return "key", user


def parse_credential(body: object, name: Literal["apiKey", "refreshToken"]) -> str:
    """Take the one field out of the body of an ``/auth`` call.

    Raises
    ------
    Problem
        400 when `body` is no object, or the field is missing or no text.
    """
    if not isinstance(body, dict):
        raise problem("invalid-payload")
    value = body.get(name)
    if value is None:
        raise invalid([Fault("attribute-required", name)])
    if not isinstance(value, str):
        detail = "This value must be of type string."
        raise invalid([Fault("invalid-attribute", name, detail)])
    return value
