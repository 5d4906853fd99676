"""Boxes of stock ipywidgets, and what only a browser can do, in modules for a page.

`Panel` uploads and makes one call of the client; `Library` shows what is there, and
`Shelf` is all that it asks of the client.
"""

from .library import Library
from .panel import Panel

__all__ = ["Library", "Panel"]
