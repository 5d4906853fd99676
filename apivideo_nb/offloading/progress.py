"""An offload under way, drawn as the card of the video that it is at."""

from ..display.card import card_html
from ..display.place import Show
from ..display.state import CardState, card_text
from .hosting import OnStep, Step


def drawn_steps(show: Show) -> OnStep:
    """Give what draws the steps of an offload.

    Parameters
    ----------
    show : callable
        Puts a mime bundle in the place of the last one.
    """

    def draw(step: Step) -> None:
        state = CardState(
            title=f"{step.path.name}, {step.number} of {step.count}: {step.title}",
            stage=step.stage,
            sent=step.sent,
            total=step.total,
        )
        show({"text/html": card_html(state), "text/plain": card_text(state)})

    return draw
