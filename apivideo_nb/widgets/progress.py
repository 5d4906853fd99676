"""The row of buttons, with how far the work is."""

from collections.abc import Callable

import ipywidgets as w


class ProgressRow(w.HBox):
    """Upload, Cancel, and beside them a bar with a word.

    Parameters
    ----------
    on_upload, on_cancel : callable
        Called without arguments when the button is pressed.
    """

    def __init__(
        self, on_upload: Callable[[], object], on_cancel: Callable[[], object]
    ) -> None:
        self.upload = w.Button(
            description="Upload", icon="upload", button_style="primary"
        )
        self.cancel = w.Button(description="Cancel", icon="stop", disabled=True)
        self.upload.on_click(lambda _: on_upload())
        self.cancel.on_click(lambda _: on_cancel())
        self.bar = w.FloatProgress(max=1.0, layout=w.Layout(flex="1 1 120px"))
        self.words = w.Label()
        self.words.add_class("apivideo-words")
        super().__init__([self.upload, self.cancel, self.bar, self.words])
        self.add_class("apivideo-row")
        self.rest("")

    def begin(self) -> None:
        """Take Cancel instead of Upload, and show an empty bar."""
        self.upload.disabled, self.cancel.disabled = True, False
        self.bar.layout.display = ""
        self.show(0.0, "Getting ready")

    def show(self, share: float | None, words: str) -> None:
        """Show how far the work is; safe from any thread.

        Parameters
        ----------
        share : float or None
            0 to 1; None, if nobody can tell, empties the bar.
        words : str
            What is going on.
        """
        self.bar.value = share or 0.0
        self.words.value = words

    def rest(self, words: str) -> None:
        """Take Upload again; safe from any thread.

        Parameters
        ----------
        words : str
            How it ended.
        """
        self.upload.disabled, self.cancel.disabled = False, True
        self.bar.layout.display = "none"
        self.words.value = words
