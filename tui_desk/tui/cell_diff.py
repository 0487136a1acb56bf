"""The cells of the terminal as they should be and as they were sent, and the shortest output that makes them equal.

Textual sends every changed region in full, each piece with its colours. `CellDiff` reads those frames into cells
(`draw`) and yields only what differs from what the terminal shows already (`changes`). Frames may be drawn without
being sent: a slow terminal gets one output with the sum of all of them.

Only printable text, colours and cursor addresses come out, whatever a frame holds, and of these only what the terminal
can show.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from rich.cells import split_graphemes

from tui_desk.config.abilities import Abilities, Colours
from tui_desk.tui.fewer_colours import reduced
from tui_desk.tui.sgr import after, transition
from tui_desk.tui.symbols import cells_of

_TOKEN = re.compile(
    r"\x1b\[(?P<row>\d+);(?P<column>\d+)H"
    r"|\x1b\[(?P<style>[\d;]*)m"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\]8;[^\x00-\x1f\x7f-\x9f]*\x1b\\"  # a hyperlink: its text is shown, its target is not
    r"|.",
    re.DOTALL,
)

_SHORT_GAP = 4
"""Unchanged cells between two changes that cost no more to send again than to jump over."""


_UNKNOWN = -1
"""The column of the cursor after a cluster whose width terminals disagree about, or at the edge, where it may stick."""


class _Row:
    """One row of cells.

    A cell is the text of one cluster and its style in SGR parameters. The right half of a wide cluster is ""; a cell
    that nobody has written yet, or that the terminal may have lost, is None.
    """

    __slots__ = ("cells", "styles")

    def __init__(self, width: int) -> None:
        self.cells: list[str | None] = [None] * width
        self.styles = [""] * width

    def copy_from(self, other: "_Row") -> None:
        self.cells[:] = other.cells
        self.styles[:] = other.styles

    def differs_at(self, other: "_Row", x: int) -> bool:
        return self.cells[x] != other.cells[x] or self.styles[x] != other.styles[x]

    def splits_at(self, x: int) -> bool:
        """Whether the edge before column `x` would cut a wide cluster in two."""
        return x < len(self.cells) and self.cells[x] == ""


class CellDiff:
    """What the screen should show, what it shows, and the way from one to the other. Not thread-safe."""

    def __init__(self, width: int, height: int, abilities: Abilities | None = None) -> None:
        """Start with a terminal of this size, of which nothing is known; without `abilities` it can show everything."""
        self._abilities = abilities or Abilities()
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        """Start over with a terminal of another size, of which nothing is known."""
        self.width, self.height = width, height
        self._wanted = [_Row(width) for _ in range(height)]
        self._sent = [_Row(width) for _ in range(height)]
        self._touched: set[int] = set()
        self._wanted_cursor = (0, 0)
        self._cursor: tuple[int, int] | None = None

    def forget(self) -> None:
        """The terminal may show anything by now: the next `changes` sends the whole screen."""
        self._sent = [_Row(self.width) for _ in range(self.height)]
        self._touched = set(range(self.height))
        self._cursor = None

    def draw(self, frame: str, colours: Colours = Colours.FULL) -> None:
        """Take over a frame of cursor addresses, colours and text; anything else in it is left out.

        It is painted with no more than `colours`, and with no more than the terminal has.
        """
        x, y, style = 0, 0, ""
        colours = min(colours, self._abilities.colours)
        for token in _TOKEN.finditer(frame):
            match token.lastgroup:
                case "text":
                    x = self._put(x, y, _cells(token["text"], self._abilities), reduced(style, colours))
                case "style":
                    style = after(style, token["style"])
                case "column":
                    x, y = int(token["column"]) - 1, int(token["row"]) - 1
        self._wanted_cursor = (x, y)

    def changes(self) -> str:
        """What to send so that the terminal shows what was drawn; empty when it does already."""
        output = _Output(self._cursor)
        for y in sorted(self._touched):
            wanted, sent = self._wanted[y], self._sent[y]
            for start, end in _changed_runs(wanted, sent):
                output.add(wanted, y, start, end)
            sent.copy_from(wanted)
        self._touched.clear()
        self._cursor = self._wanted_cursor
        return output.finished(self._wanted_cursor)

    def _put(self, x: int, y: int, cells: tuple[str, ...], style: str) -> int:
        """Write cells into the wanted screen, clipped to it; the column after them."""
        after = x + len(cells)
        end = min(after, self.width)
        if not 0 <= y < self.height or not 0 <= x < end:
            return after
        row = self._wanted[y]
        if row.splits_at(x):
            row.cells[x - 1] = " "
        if row.splits_at(end):
            row.cells[end] = " "
        row.cells[x:end] = cells[: end - x]
        row.styles[x:end] = [style] * (end - x)
        if after > end and cells[end - x] == "":
            row.cells[end - 1] = " "
        self._touched.add(y)
        return after


class _Output:
    """Collects output and keeps track of the cursor and the style on its way."""

    def __init__(self, cursor: tuple[int, int] | None) -> None:
        self._pieces: list[str] = []
        self._cursor = cursor
        self._style = ""

    def add(self, row: _Row, y: int, start: int, end: int) -> None:
        """Write the cells of a row from column `start` up to `end`."""
        for x in range(start, end):
            cell = row.cells[x]
            if not cell:
                continue
            self._move(x, y)
            self._set_style(row.styles[x])
            width = 2 if row.splits_at(x + 1) else 1
            is_at_edge = x + width >= len(row.cells)
            if _is_steady(cell):
                self._pieces.append(cell)
                self._cursor = (_UNKNOWN if is_at_edge else x + width, y)
            else:
                # Clear the cells that a terminal with other widths would not cover, and trust no position after it.
                self._pieces.append(f"{' ' * width}\x1b[{x + 1}G{cell}")
                self._cursor = (_UNKNOWN, y)

    def finished(self, cursor: tuple[int, int]) -> str:
        """All output, with the style reset and the cursor in its place."""
        self._set_style("")
        if cursor != self._cursor:
            self._pieces.append(f"\x1b[{cursor[1] + 1};{cursor[0] + 1}H")
        return "".join(self._pieces)

    def _move(self, x: int, y: int) -> None:
        if self._cursor == (x, y):
            return
        is_same_row = self._cursor is not None and self._cursor[1] == y
        self._pieces.append(f"\x1b[{x + 1}G" if is_same_row else f"\x1b[{y + 1};{x + 1}H")

    def _set_style(self, style: str) -> None:
        if style != self._style:
            self._pieces.append(transition(self._style, style))
            self._style = style


def _changed_runs(wanted: _Row, sent: _Row) -> Iterator[tuple[int, int]]:
    """The stretches of a row to send, each with its first column and the one after its last."""
    if wanted.cells == sent.cells and wanted.styles == sent.styles:
        return
    changed = [x for x in range(len(wanted.cells)) if wanted.differs_at(sent, x)]
    if "" in wanted.cells or "" in sent.cells:
        yield _whole_clusters(changed[0], changed[-1] + 1, wanted, sent)
        return
    start = end = changed[0]
    for x in changed:
        if x - end > _SHORT_GAP or any(style != wanted.styles[start] for style in wanted.styles[end:x]):
            yield start, end
            start = x
        end = x + 1
    yield start, end


def _whole_clusters(start: int, end: int, wanted: _Row, sent: _Row) -> tuple[int, int]:
    """The stretch made longer until neither edge cuts a wide cluster, of those to come or of those to go."""
    while wanted.splits_at(start) or sent.splits_at(start):
        start -= 1
    while wanted.splits_at(end) or sent.splits_at(end):
        end += 1
    return start, end


@lru_cache(maxsize=4096)
def _cells(text: str, abilities: Abilities) -> tuple[str, ...]:
    """The text in cells: a wide cluster is followed by "", what has no width belongs to the cluster before it."""
    if text.isascii():
        return tuple(text)
    cells: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        if width:
            cells += cells_of(text[start:end], width, abilities)
    return tuple(cells)


def _is_steady(cell: str) -> bool:
    """Whether all terminals agree on the width of a cluster: not so for emoji and for sequences of any kind."""
    return len(cell) == 1 and cell < "\U00010000"
