"""Boxes of stock ipywidgets; each shows one value and reports one intent.

Only `Panel` knows a client, and it makes one call.
"""

from .panel import Panel

__all__ = ["Panel"]
