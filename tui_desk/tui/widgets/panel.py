"""The panel: a page of text in the place of the thread, such as what is remembered of the customer."""

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip

from tui_desk.config.keymap import ContextName
from tui_desk.tui.present.spans import Columns, Role, Span, Spans, in_words
from tui_desk.tui.strips import columns_strip, cut, flow, spans_width
from tui_desk.tui.widgets.line_widget import LineWidget
from tui_desk.tui.widgets.thread import MARGIN, MEASURE

_TITLE_ROWS = 2
"""The title and a row that is empty."""
_INDENT = Span("  ")


class Panel(LineWidget, can_focus=True):
    """Shows a title and lines that wrap, and moves by line or by page. It is closed until something is shown."""

    context = ContextName("panel")

    def __init__(self) -> None:
        super().__init__(id="panel")
        self.display = False
        self._title = Columns()
        self._lines: tuple[Columns, ...] = ()
        self._folded_to = (0, 0)
        """The measure and the rows of the body that the lines were wrapped for."""
        self._rows: list[Columns] = []
        """Every wrapped row."""
        self._top = 0

    @property
    def is_open(self) -> bool:
        """Whether it shows something."""
        return self.display

    def show(self, title: Columns, lines: Sequence[Columns]) -> None:
        """Show a page; one with the same title keeps its place, another one begins at the top.

        What a line has in the middle wraps beside its words at the left, which stand on its first row alone.
        """
        is_same = self.is_open and title == self._title
        self._title, self._lines = title, tuple(lines)
        self._fold()
        self._top = min(self._top, self._last_top()) if is_same else 0
        self.display = True
        self.refresh()

    def close(self) -> None:
        """Put the page away."""
        self.display = False
        self._title, self._lines = Columns(), ()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw a part; another size is drawn before the widget is told of it, so that nothing is seen twice."""
        self._fit()
        return super().render_lines(crop)

    def on_resize(self) -> None:
        """Fit the lines to the room."""
        self._fit()

    def _fit(self) -> None:
        """Wrap anew if there is another size."""
        if self._folded_to != (self._measure, self._body_rows()):
            self._fold()
            self._top = min(self._top, self._last_top())

    def action_panel_down(self) -> None:
        """Move down by a line."""
        self._turn_to(self._top + 1)

    def action_panel_up(self) -> None:
        """Move up by a line."""
        self._turn_to(self._top - 1)

    def action_panel_page_down(self) -> None:
        """Move down by a page."""
        self._turn_to(self._top + max(1, self._body_rows() - 1))

    def action_panel_page_up(self) -> None:
        """Move up by a page."""
        self._turn_to(self._top - max(1, self._body_rows() - 1))

    def action_panel_top(self) -> None:
        """Move to the beginning."""
        self._turn_to(0)

    def action_panel_bottom(self) -> None:
        """Move to the end."""
        self._turn_to(self._last_top())

    def render_line(self, y: int) -> Strip:
        """Draw one row, and leave empty what is beyond the measure."""
        return self._drawn(y).adjust_cell_length(self.size.width, self.palette.style(Role.TEXT, self.ground))

    def _drawn(self, y: int) -> Strip:
        row = self._top + y - _TITLE_ROWS
        if y == 0:
            columns = Columns(
                self._title.left, self._title.fill, (*self._title.right, *self._more(), Span(" " * MARGIN))
            )
        elif y < _TITLE_ROWS or row >= len(self._rows):
            columns = Columns()
        else:
            columns = self._rows[row]
        return columns_strip(columns, self._measure, self.palette, self.ground, _INDENT)

    def _more(self) -> Spans:
        """That the page goes on out of sight."""
        above, below = self._top > 0, self._top < self._last_top()
        arrows = f"{'↑' if above else ''}{'↓' if below else ''}"
        return (Span(f"  {arrows} more", Role.DIM),) if arrows else ()

    def _fold(self) -> None:
        """Wrap every line to the width there is."""
        self._folded_to = (self._measure, self._body_rows())
        self._rows = [row for line in self._lines for row in self._wrapped(line)]

    def _wrapped(self, line: Columns) -> list[Columns]:
        measure = max(0, self._measure - spans_width((_INDENT,)) - MARGIN)
        left = cut(line.left, measure)
        right = (*cut(line.right, measure), Span(" " * MARGIN)) if line.right else ()
        room = measure - spans_width(left) - spans_width(right)
        first, *others = flow(in_words(line.fill), room) if room > 0 else [()]
        hanging = (Span(" " * spans_width(left)),)
        return [Columns(left, first, right), *(Columns(hanging, row) for row in others)]

    def _turn_to(self, top: int) -> None:
        top = max(0, min(top, self._last_top()))
        if top != self._top:
            self._top = top
            self.refresh()

    @property
    def _measure(self) -> int:
        return min(self.size.width, MEASURE)

    def _body_rows(self) -> int:
        return max(0, self.size.height - _TITLE_ROWS)

    def _last_top(self) -> int:
        return max(0, len(self._rows) - self._body_rows())
