"""How the panel's stock widgets look: one sheet, which lets the theme through."""

import ipywidgets as w

from .browser import read_static

LABEL_WIDTH = "96px"


def sheet() -> w.HTML:
    """Give the style sheet as a widget without extent."""
    own = f".apivideo-panel {{ --apivideo-label: {LABEL_WIDTH}; }}"
    text = f"<style>{own}\n{read_static('panel.css')}</style>"
    return w.HTML(text, layout=w.Layout(display="none"))
