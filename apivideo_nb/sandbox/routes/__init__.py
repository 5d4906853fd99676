"""The HTTP side: one file per noun, each ending in its list of routes."""
