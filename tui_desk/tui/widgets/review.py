"""The lines that ask before something leaves, and the one that asks what became of it."""

from collections.abc import Sequence

from textual.geometry import Size
from textual.strip import Strip

from tui_desk.config.keymap import ContextName
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.spans import Columns, Span, Spans
from tui_desk.tui.strips import flow
from tui_desk.tui.widgets.line_widget import LineWidget
from tui_desk.tui.widgets.one_line import OneLine

_MARGIN = Span(" ")


class ReviewLine(LineWidget, can_focus=True):
    """Asks once more before a text goes into the outbox. Only its own keys send. As high as what there is to say."""

    context = ContextName("review")
    ground = Ground.CURSOR

    def __init__(self) -> None:
        super().__init__(id="review")
        self._lines: Sequence[Spans] = ()

    def show(self, lines: Sequence[Spans]) -> None:
        """Show these lines; one that is too long is wrapped, never cut."""
        self._lines = lines
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A row for each line, and for each part of a wrapped one."""
        del container, viewport
        return len(self._rows(width))

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        rows = self._rows(self.size.width)
        return self.strip(Columns(left=(_MARGIN,), fill=rows[y]) if y < len(rows) else Columns())

    def _rows(self, width: int) -> list[Spans]:
        return [row for line in self._lines for row in flow(line, width - 2 * len(_MARGIN.text))]


class DecideLine(OneLine, can_focus=True):
    """Asks what became of a send that is held or was refused."""

    context = ContextName("decide")

    def __init__(self) -> None:
        super().__init__(Ground.CURSOR, id="decide")
