"""Every error the contract names: slug, HTTP status, title.

Titles are wire constants. A slug is the last element of an error's ``type`` link.
"""

from collections.abc import Mapping
from typing import Final

_H: Final = 'in the "Content-Range" header'

_GENERAL: Final = {
    "attribute-required": (400, "This attribute is required."),
    "invalid-attribute": (400, "An attribute is invalid."),
    "invalid-payload": (400, "The payload is invalid."),
    "request-invalid-query-parameter": (400, "A query parameter is invalid."),
    "resource-not-found": (404, "The requested resource was not found."),
    "unrecognized-request-url": (404, "Unrecognized request URL."),
    "method-not-allowed": (405, "Method is not allowed for this route."),
    "summary-already-exists": (
        409,
        "A summary already exists or is being created on this video.",
    ),
    "webhook-limit-reached": (
        400,
        "Your account has reached the webhook urls limit.",
    ),
    "too-many-requests": (429, "Too many requests."),
}

_AUTHENTICATION: Final = {
    "invalid-user-credentials": (400, "The user credentials were incorrect."),
    "invalid-api-key": (401, "The API key is invalid."),
    "invalid-access-token": (401, "The access token is invalid or expired."),
    "missing-authorization-header": (401, 'The "Authorization" header is missing.'),
    "invalid-authorization-header-value": (
        401,
        'The "Authorization" header value is invalid.',
    ),
    "missing-upload-token": (401, "The upload token is missing."),
    "invalid-upload-token": (401, "The upload token is invalid or expired."),
}

_UPLOADED_FILE: Final = {
    "no-file": "There is no uploaded file in the request.",
    "multiple-files": "There is more than one uploaded file in the request.",
    "empty": "The uploaded file is empty.",
    "too-large": "The uploaded file is too large.",
    "invalid-file": "The uploaded file is invalid.",
    "extension-invalid": "Only [jpeg, jpg, JPG, JPEG, png, PNG, webp, WEBP] "
    "extensions are supported.",
}

_SOURCE: Final = {
    "source-already-uploaded": "The source of the video is already uploaded.",
    "source-already-downloaded": "This video source has already been downloaded "
    "when the video was created.",
    "source-already-copied": "This video source has already been copied from an "
    "existing video when the video was created.",
    "content-range-already-initiated": "This video source has already been initiated "
    'with a "Content-Range" upload.',
}

_CONTENT_RANGE: Final = {
    "malformed": 'The value of the "Content-Range" header is malformed, the expected '
    'format is "bytes <from_byte>-<to_byte>/<total_bytes>" or '
    '"part <part>/<total_parts>".',
    "started-with-part": 'This "Content-Range" upload has been started with "part", '
    'you cannot continue it with "bytes".',
    "started-with-bytes": 'This "Content-Range" upload has been started with "bytes", '
    'you cannot continue it with "part".',
    "by-bytes-total-bytes-zero": f'The "total_bytes" value {_H} must be greater '
    "than 0.",
    "by-bytes-total-bytes-too-high": f'The "total_bytes" value {_H} is higher than '
    "the maximum allowed limit.",
    "by-bytes-to-byte-too-high-allowed": f'The "to_byte" value {_H} is higher than '
    "the maximum upper bound allowed for a video.",
    "by-bytes-different-total-bytes": f'The "total_bytes" value {_H} must be the '
    "same than the one you already set for this video.",
    "by-bytes-total-bytes-too-low": f'The "total_bytes" value {_H} is lower than or '
    "equal to the upper bound of a range you already sent for this video.",
    "by-bytes-to-byte-too-high-total": f'The "to_byte" value {_H} is higher than the '
    '"total_bytes" value you set for this video.',
    "by-bytes-from-byte-too-high": f'The "from_byte" value {_H} is higher than the '
    '"to_byte" value.',
    "by-bytes-range-too-small": f"The range {_H} is too small.",
    "by-bytes-range-too-large": f"The range {_H} is too large.",
    "by-bytes-range-overlap": f"The range {_H} overlaps with a previous one you "
    "already sent for this video.",
    "by-bytes-range-mismatch": "The size of the file you sent is different than the "
    f"range length you set {_H}.",
    "by-part-part-zero": f'The "part" value {_H} must be greater than 0.',
    "by-part-total-parts-zero": f'The "total_parts" value {_H} must be greater than 0.',
    "by-part-part-too-high-allowed": f'The "part" value {_H} is higher than the '
    "maximum number of parts allowed for a video.",
    "by-part-total-parts-too-high": f'The "total_parts" value {_H} is higher than '
    "the maximum number of parts allowed for a video.",
    "by-part-part-too-high-total": f'The "part" value {_H} is higher than the '
    '"total_parts" value you set for this video.',
    "by-part-different-total-parts": f'The "total_parts" value {_H} must be the same '
    "than the one you already set for this video.",
    "by-part-total-parts-too-low": f'The "total_parts" value {_H} is lower than or '
    "equal to a part number you already sent for this video.",
    "by-part-part-already-sent": f'The "part" value {_H} collides with a previous '
    "one you already sent for this video.",
    "by-part-uploaded-file-too-small": "The uploaded file is too small.",
}

CATALOGUE: Final[Mapping[str, tuple[int, str]]] = {
    **_GENERAL,
    **{f"authentication-{slug}": entry for slug, entry in _AUTHENTICATION.items()},
    **{f"uploaded-file-{slug}": (400, title) for slug, title in _UPLOADED_FILE.items()},
    **{f"video-{slug}": (400, title) for slug, title in _SOURCE.items()},
    **{
        f"video-content-range-{slug}": (400, title)
        for slug, title in _CONTENT_RANGE.items()
    },
}
