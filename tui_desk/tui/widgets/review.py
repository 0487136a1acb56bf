"""The one line that asks before something leaves, and the one that asks what became of it."""

from tui_desk.config.keymap import ContextName
from tui_desk.tui.palette import Ground
from tui_desk.tui.widgets.one_line import OneLine


class ReviewLine(OneLine, can_focus=True):
    """Asks once more before a text goes into the outbox. Only its own key sends."""

    context = ContextName("review")

    def __init__(self) -> None:
        super().__init__(Ground.CURSOR, id="review")


class DecideLine(OneLine, can_focus=True):
    """Asks what became of a send that is held or was refused."""

    context = ContextName("decide")

    def __init__(self) -> None:
        super().__init__(Ground.CURSOR, id="decide")
