"""The banner of the practice desk."""

from rich.segment import Segment
from textual.strip import Strip

from tui_desk.tui.content import truncate
from tui_desk.tui.present.status import PRACTICE, PRACTICE_SENTENCE
from tui_desk.tui.widgets.line_widget import LineWidget


class PracticeBanner(LineWidget):
    """Says across the whole screen that X is simulated; no theme can hide it."""

    def render_line(self, y: int) -> Strip:
        """Draw the row."""
        del y
        style, width = self.palette.banner(), self.size.width
        words = truncate(f" {PRACTICE} · {PRACTICE_SENTENCE}", width)
        return Strip([Segment(words, style)]).adjust_cell_length(width, style)
