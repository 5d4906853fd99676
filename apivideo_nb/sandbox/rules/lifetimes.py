"""How long things are kept, in seconds.

https://docs.api.video/reference/sandbox-environment
"""

from typing import Final

_DAY: Final = 24 * 3600

#: a video of a sandbox key, from the moment it was uploaded
SANDBOX_VIDEO: Final = _DAY
#: a container without a source, and an upload or a download that never came to an end
UNFINISHED: Final = 7 * _DAY
#: what the player page reported: no question reaches farther back
REPORTS: Final = 30 * _DAY
