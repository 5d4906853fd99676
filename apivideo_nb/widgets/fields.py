"""The controls that the panel's form is made of: stock widgets with our labels."""

from typing import Any

import ipywidgets as w

from .look import LABEL_WIDTH

_STYLE, _CLOSE = {"description_width": LABEL_WIDTH}, {"description_width": "auto"}


def line(label: str, placeholder: str = "", *, wide: bool = True) -> w.Text:
    """Give a line of text; if not `wide`, with its label close to it."""
    style = _STYLE if wide else _CLOSE
    return w.Text(description=label, placeholder=placeholder, style=style)


def suggesting(label: str, placeholder: str = "") -> w.Combobox:
    """Give a line of text that suggests how to go on."""
    return w.Combobox(description=label, placeholder=placeholder, style=_STYLE)


def text(label: str, placeholder: str = "") -> w.Textarea:
    """Give a few lines of text."""
    return w.Textarea(description=label, placeholder=placeholder, rows=2, style=_STYLE)


def choice(label: str, options: Any, *, wide: bool = True) -> w.Dropdown:
    """Give one of many; if not `wide`, with its label close to it."""
    style = _STYLE if wide else _CLOSE
    return w.Dropdown(description=label, options=options, style=style)


def toggle(label: str, tooltip: str, *, on: bool) -> w.Checkbox:
    """Give a box to be checked."""
    return w.Checkbox(
        value=on,
        description=label,
        tooltip=tooltip,
        indent=False,
        layout=w.Layout(width="auto"),
    )


def beside(*children: w.Widget, indented: bool = False) -> w.HBox:
    """Put controls beside each other, as far as there is room."""
    box = w.HBox(children)
    box.add_class("apivideo-row")
    if indented:
        box.add_class("apivideo-said")
    return box
