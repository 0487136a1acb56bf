"""The one line that offers a few answers, each with its key."""

from tui_desk.config.keymap import ContextName
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.spans import Columns
from tui_desk.tui.widgets.one_line import OneLine


class ChoiceLine(OneLine, can_focus=True):
    """Has the keys while it is shown. Which ones depends on what is asked."""

    def __init__(self) -> None:
        super().__init__(Ground.CURSOR, id="choice")
        self.context = ContextName("resolve")
        """The context of the question that was asked last."""

    def offer(self, context: ContextName, columns: Columns) -> None:
        """Ask; the answers are the actions of `context`."""
        self.context = context
        self.show(columns)
        self.display = True
