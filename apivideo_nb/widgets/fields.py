"""The controls that the panel's form is made of: stock widgets with our labels."""

from typing import Any

import ipywidgets as w

from .look import LABEL_WIDTH


class Fields:
    """Makes controls that share their layouts and styles.

    Each layout and each style is a model of its own, and a page shows nothing before it
    has them all: shared, there are half as many.
    """

    def __init__(self) -> None:
        self._layout, self._narrow = w.Layout(), w.Layout(width="auto")
        self._styles: dict[tuple[type, str], Any] = {}

    def line(self, label: str, placeholder: str = "", *, wide: bool = True) -> w.Text:
        """Give a line of text; if not `wide`, with its label close to it."""
        return self._make(w.Text, label, wide=wide, placeholder=placeholder)

    def suggesting(self, label: str, placeholder: str = "") -> w.Combobox:
        """Give a line of text that suggests how to go on."""
        return self._make(w.Combobox, label, placeholder=placeholder)

    def text(self, label: str, placeholder: str = "") -> w.Textarea:
        """Give a few lines of text."""
        return self._make(w.Textarea, label, placeholder=placeholder, rows=2)

    def choice(self, label: str, options: Any, *, wide: bool = True) -> w.Dropdown:
        """Give one of many; if not `wide`, with its label close to it."""
        return self._make(w.Dropdown, label, wide=wide, options=options)

    def toggle(self, label: str, tooltip: str, *, on: bool) -> w.Checkbox:
        """Give a box to be checked."""
        return self._make(
            w.Checkbox,
            label,
            wide=False,
            value=on,
            tooltip=tooltip,
            indent=False,
            layout=self._narrow,
        )

    def said(self) -> w.HTML:
        """Give a place for a sentence about the fields above it."""
        made = self._make(w.HTML, "")
        made.add_class("apivideo-said")
        return made

    def _make(self, kind: type, label: str, *, wide: bool = True, **more: Any) -> Any:
        of_kind = kind.class_traits()["style"].klass  # type: ignore[attr-defined]
        width = LABEL_WIDTH if wide else "auto"
        style = self._styles.get((of_kind, width))
        if style is None:
            style = self._styles[of_kind, width] = of_kind(description_width=width)
        return kind(
            **{"description": label, "style": style, "layout": self._layout, **more}
        )


def beside(*children: w.Widget, indented: bool = False) -> w.HBox:
    """Put controls beside each other, as far as there is room."""
    box = w.HBox(children)
    box.add_class("apivideo-row")
    if indented:
        box.add_class("apivideo-said")
    return box
