"""The actions, or what may follow one, to choose from above the command line."""

from collections.abc import Sequence

from textual.geometry import Size
from textual.strip import Strip

from tui_desk.tui.palette import Ground
from tui_desk.tui.present.commands import Option
from tui_desk.tui.present.spans import Columns, Role, Span
from tui_desk.tui.widgets.line_widget import LineWidget

MOST_ROWS = 10
"""Options in sight at once."""

_CHOSEN = Span("▌", Role.KEY)
_OTHER = Span(" ")


class CommandList(LineWidget):
    """Shows a part of the options around the chosen one; it never has the keys."""

    ground = Ground.PANEL

    def __init__(self) -> None:
        super().__init__(id="commands")
        self._options: Sequence[Option] = ()
        self._chosen: int | None = None

    def show(self, options: Sequence[Option], chosen: int | None) -> None:
        """Show these; `chosen`: the one that is done, or written; None where what is written is done as it is."""
        is_as_high = min(len(options), MOST_ROWS) == min(len(self._options), MOST_ROWS) and self.display
        self._options, self._chosen = options, chosen
        self.display = bool(options)
        self.refresh(layout=not is_as_high)

    def close(self) -> None:
        """Take the list off the screen."""
        self.display = False
        self._options = ()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there are options, up to its bound."""
        del container, viewport, width
        return min(len(self._options), MOST_ROWS)

    def render_line(self, y: int) -> Strip:
        """Draw one option."""
        top = max(0, min((self._chosen or 0) - MOST_ROWS // 2, len(self._options) - MOST_ROWS))
        if top + y >= len(self._options):
            return self.strip(Columns())
        is_chosen = top + y == self._chosen
        columns = self._options[top + y].columns
        return self.strip(columns, Ground.CURSOR if is_chosen else self.ground, _CHOSEN if is_chosen else _OTHER)
