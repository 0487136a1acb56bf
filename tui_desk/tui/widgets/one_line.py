"""A widget of one row that shows the columns it was last handed."""

from textual.strip import Strip

from tui_desk.tui.palette import Ground
from tui_desk.tui.present.spans import Columns
from tui_desk.tui.widgets.line_widget import LineWidget


class OneLine(LineWidget):
    """Draws again only when the words are other ones."""

    def __init__(self, ground: Ground, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id, classes="one-line")
        self.ground = ground
        self._columns = Columns()

    @property
    def columns(self) -> Columns:
        """What it shows."""
        return self._columns

    def show(self, columns: Columns) -> None:
        """Show these words."""
        if columns != self._columns:
            self._columns = columns
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the row."""
        return self.strip(self._columns if y == 0 else Columns())
