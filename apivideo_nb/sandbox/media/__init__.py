"""Video files in, a ladder of web video out.

Everything that knows ffmpeg is in this room; the rest of the local sandbox sees the
names below.
"""

from .encoding import encode
from .errors import Cancelled, MediaError
from .ladder import planned
from .parse import Probe
from .pictures import picture, thumbnail
from .probing import probe
from .program import find_ffmpeg
from .samples import SAMPLES, sample
from .stills import Still, look
from .watermark import Watermark

__all__ = [
    "SAMPLES",
    "Cancelled",
    "MediaError",
    "Probe",
    "Still",
    "Watermark",
    "encode",
    "find_ffmpeg",
    "look",
    "picture",
    "planned",
    "probe",
    "sample",
    "thumbnail",
]
