"""Fits spans into rows of the terminal: the last step before text is drawn, and where it is checked once more."""

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui_desk.tui.content import truncate, wrap
from tui_desk.tui.palette import Ground, Palette
from tui_desk.tui.present.spans import Columns, Role, Span, Spans

_RULE = "─"
_UNLIMITED = 1_000_000
"""A width at which nothing is wrapped."""


def columns_strip(columns: Columns, width: int, palette: Palette, ground: Ground, gutter: Span | None = None) -> Strip:
    """One row: the gutter, the fixed words at either side, and between them what there is room for.

    In a row that is too narrow the words at the left go before those at the right, and the rest is left out.
    """
    left = cut((gutter, *columns.left) if gutter is not None else columns.left, width)
    right = cut(columns.right, width - spans_width(left))
    room = width - spans_width(left) - spans_width(right)
    fill = cut(columns.fill, room)
    gap = Span(" " * (room - spans_width(fill)))
    return _strip((*left, *fill, gap, *right), width, palette, ground)


def rule_strip(spans: Spans, width: int, palette: Palette, ground: Ground, indent: int = 2) -> Strip:
    """A rule across the row with words set in its middle."""
    words = cut((Span(" "), *spans, Span(" ")), max(0, width - 2 * indent))
    room = max(0, width - 2 * indent - spans_width(words))
    before, after = Span(_RULE * (room // 2), Role.RULE), Span(_RULE * (room - room // 2), Role.RULE)
    margin = Span(" " * indent)
    return _strip((margin, before, *words, after, margin), width, palette, ground)


def cut(spans: Spans, width: int) -> Spans:
    """The spans as far as they fit, clean and on one line; the last one is shortened with an ellipsis."""
    fitting: list[Span] = []
    for span in spans:
        if width <= 0:
            break
        text = truncate(span.text, width)
        width -= cell_len(text)
        fitting.append(Span(text, span.role))
        if text.endswith("…") and not span.text.endswith("…"):
            break
    return tuple(fitting)


def flow(spans: Spans, width: int) -> list[Spans]:
    """The spans in rows of at most `width` cells; a span goes to the next row whole if it fits there."""
    rows: list[list[Span]] = [[]]
    room = width
    for span in spans:
        unbroken = wrap(span.text, _UNLIMITED)
        if len(unbroken) == 1 and cell_len(unbroken[0]) <= room:
            rows[-1].append(Span(unbroken[0], span.role))
            room -= cell_len(unbroken[0])
            continue
        for line in wrap(span.text if not rows[-1] else span.text.lstrip(" "), max(1, width)):
            if rows[-1]:
                rows.append([])
            rows[-1].append(Span(line, span.role))
            room = width - cell_len(line)
    return [tuple(row) for row in rows]


def spans_width(spans: Spans) -> int:
    """The cells that spans take which have been cut or wrapped before."""
    return sum(cell_len(span.text) for span in spans)


def _strip(spans: Spans, width: int, palette: Palette, ground: Ground) -> Strip:
    """Neighbours that look the same are one segment: a terminal is told each style once."""
    segments: list[Segment] = []
    for span in spans:
        if not span.text:
            continue
        style = palette.style(span.role, ground)
        if segments and segments[-1].style == style:
            segments[-1] = Segment(segments[-1].text + span.text, style)
        else:
            segments.append(Segment(span.text, style))
    return Strip(segments).adjust_cell_length(width, palette.style(Role.TEXT, ground))
