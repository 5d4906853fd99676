"""The magic as IPython sees it: what ``%load_ext`` brings in, and takes out again.

Loading is instant: all that understands a line is imported with the first line.
"""

from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from IPython.core.completer import context_matcher
from IPython.core.magic import (
    Magics,
    line_cell_magic,
    magics_class,
    needs_local_scope,
    no_var_expand,
)
from traitlets import Bool, Enum, Integer, List, Unicode

from .shown import Shown

if TYPE_CHECKING:
    from IPython.core.completer import CompletionContext

# named, not imported: the models would bring the rest of the client with them
_STATUS = ("apivideo_nb.api.status", "VideoStatus")


def _with_manual(magic: Any) -> Any:
    """Let ``%apivideo?`` show the manual, written when it is wanted.

    IPython asks a function for ``getdoc`` before it looks at its docstring.
    """

    def getdoc() -> str:
        from .manual import reference  # noqa: PLC0415  # %load_ext must be instant

        return reference()

    magic.getdoc = getdoc
    return magic


def _status_bundle(status: Any) -> dict[str, str]:
    from .results import status_bundle  # noqa: PLC0415  # %load_ext must be instant

    return status_bundle(status)


@magics_class
class ApiVideo(Magics):
    """``%apivideo``, with the defaults that ``%config ApiVideo`` shows.

    Parameters
    ----------
    shell : InteractiveShell
        Where the magic lives.
    """

    wait = Enum(
        ["uploaded", "playable", "encoded"],
        "playable",
        help="What %apivideo upload waits for unless --wait is given.",
    ).tag(config=True)
    width = Integer(
        640, min=160, help="Width of players in CSS pixels, unless --width is given."
    ).tag(config=True)
    limit = Integer(
        20, min=1, help="Length of %apivideo list unless --limit is given."
    ).tag(config=True)
    public = Bool(
        default_value=True,
        help="Whether new videos are public unless --public or --private is given.",
    ).tag(config=True)
    tags = List(Unicode(), help="Tags of new videos unless --tag is given.").tag(
        config=True
    )
    language = Unicode(
        "", help="Language spoken in new videos unless --language is given."
    ).tag(config=True)

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self._completion: Any = None
        self._shown = Shown(shell)
        shell.Completer.custom_matchers.append(self._offer)
        bundles = shell.display_formatter.mimebundle_formatter
        bundles.for_type_by_name(*_STATUS, _status_bundle)

    def close(self) -> None:
        """Leave nothing behind in the shell."""
        shell: Any = self.shell
        self._shown.close()
        shell.Completer.custom_matchers.remove(self._offer)
        shell.display_formatter.mimebundle_formatter.pop(".".join(_STATUS), None)
        shell.configurables.remove(self)

    @_with_manual
    @no_var_expand
    @needs_local_scope
    @line_cell_magic
    def apivideo(
        self,
        line: str,
        cell: str | None = None,
        local_ns: Mapping[str, object] | None = None,
    ) -> Any:
        """Put videos on the web and look after them: see ``%apivideo help``."""
        from .context import Settings  # noqa: PLC0415  # %load_ext must be instant
        from .line import run, run_with_cell  # noqa: PLC0415

        shell: Any = self.shell
        settings = Settings(
            wait=self.wait, width=self.width, limit=self.limit, fields=self._fields()
        )
        try:
            if cell is not None:
                return run_with_cell(line, cell, shell, settings, self._shown)
            names = ChainMap(dict(local_ns or {}), shell.user_ns)
            return run(line, names, settings, self._shown)
        finally:
            if self._completion:
                self._completion.expire()

    def _fields(self) -> dict[str, Any]:
        """Give the fields of new videos that are not as usual."""
        fields: dict[str, Any] = {} if self.public else {"public": False}
        if self.tags:
            fields["tags"] = tuple(self.tags)
        return fields | ({"language": self.language} if self.language else {})

    @context_matcher(identifier="apivideo_nb")
    def _offer(self, context: "CompletionContext") -> dict[str, Any]:
        if "apivideo" not in context.text_until_cursor:
            return {"completions": [], "suppress": False}
        if self._completion is None:
            from .matcher import Completion  # noqa: PLC0415  # as above

            shell: Any = self.shell
            self._completion = Completion(shell)
        found: dict[str, Any] = self._completion.match(context.text_until_cursor)
        return found
