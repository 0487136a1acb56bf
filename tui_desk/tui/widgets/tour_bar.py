"""The tour on the screen: a few rows between the panes and the status line, which take no key from anything."""

from collections.abc import Collection

from textual.strip import Strip

from tui_desk.tui.palette import Ground
from tui_desk.tui.present.spans import Columns, KeyOf, Span
from tui_desk.tui.present.tour import TOUR_ROWS, TourStep, tour_lines
from tui_desk.tui.strips import flow
from tui_desk.tui.widgets.line_widget import LineWidget


class TourBar(LineWidget):
    """Says what to do next, and what has been done."""

    ground = Ground.SURFACE
    DEFAULT_CSS = f"TourBar {{ height: {TOUR_ROWS}; }}"

    def __init__(self, key_of: KeyOf) -> None:
        """`key_of`: the keys it speaks of."""
        super().__init__(id="tour")
        self._key_of = key_of
        self._done: frozenset[TourStep] = frozenset()

    def show(self, done: Collection[TourStep]) -> None:
        """Show what has been done; the next thing follows from it."""
        if frozenset(done) != self._done:
            self._done = frozenset(done)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one row: the title, the steps, the sentence in as many rows as are left."""
        title, steps, sentence = tour_lines(self._done, self._key_of)
        wrapped = flow(sentence, max(1, self.size.width - 2))
        rows = [title, steps, *(Columns(left=(Span(" "),), fill=row) for row in wrapped)]
        return self.strip(rows[y] if y < len(rows) else Columns())
