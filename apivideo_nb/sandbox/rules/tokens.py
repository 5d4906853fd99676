"""Tokens: bearer tokens in the form of a JWT, and tokens of private videos.

A private video gets a new token with every answer that shows it, most of which nobody
ever uses. So these are not remembered but signed: a UUID of 48 random bits and a MAC
over them, the video and the video's epoch. Only a spent one needs a row somewhere.
"""

import base64
import hashlib
import hmac
import json
import secrets
import uuid
from typing import Final

_NONCE_BYTES: Final = 6


def bearer_token(signing_key: bytes, *, now: int, ttl: int) -> str:
    """Return a new access token in the shape of a JSON Web Token (RFC 7519)."""
    claims: dict[str, str | int] = {
        "iat": now,
        "exp": now + ttl,
        "jti": secrets.token_urlsafe(24),
    }
    signed = f"{_segment({'typ': 'JWT', 'alg': 'HS256'})}.{_segment(claims)}"
    mac = hmac.digest(signing_key, signed.encode(), "sha256")
    return f"{signed}.{_base64(mac)}"


def private_token(signing_key: bytes, video_id: str, epoch: int) -> str:
    """Mint a token that opens one private video once."""
    return _sealed(signing_key, video_id, epoch, secrets.token_bytes(_NONCE_BYTES))


def is_private_token(signing_key: bytes, video_id: str, epoch: int, token: str) -> bool:
    """Tell whether `token` was minted for this video in this epoch."""
    try:
        nonce = uuid.UUID(token).bytes[:_NONCE_BYTES]
    except ValueError:
        return False
    expected = _sealed(signing_key, video_id, epoch, nonce)
    return hmac.compare_digest(expected.encode(), token.encode())


def _sealed(signing_key: bytes, video_id: str, epoch: int, nonce: bytes) -> str:
    message = b"private|%b|%d|%b" % (video_id.encode(), epoch, nonce)
    mac = hmac.digest(signing_key, message, hashlib.sha256)
    return str(uuid.UUID(bytes=nonce + mac[: 16 - _NONCE_BYTES], version=4))


def _segment(claims: dict[str, str | int]) -> str:
    return _base64(json.dumps(claims, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
