"""The thread pane: one case's conversation, drawn by the line, newest word at the bottom."""

from dataclasses import replace

from textual.geometry import Region
from textual.strip import Strip

from tui_desk.config.keymap import ContextName
from tui_desk.desk.views import Thread, ThreadDecision, ThreadItem
from tui_desk.domain.permission import Capabilities
from tui_desk.tui.present.case_header import header
from tui_desk.tui.present.spans import Columns, Role, Span, Spans
from tui_desk.tui.present.thread import Reader, ThreadLine, counts_down, identity, lines, send_state
from tui_desk.tui.strips import columns_strip, cut, flow, rule_strip, spans_width
from tui_desk.tui.widgets.line_widget import LineWidget

_HEADER_ROWS = 4
"""Three rows of words and one that is empty."""
MARGIN = 2
"""Cells left free at the right, so that text does not touch the edge of the terminal."""
MEASURE = 100
"""Cells beyond which lines become hard to read; a wider pane stays empty at its right."""
_CURSOR = Span("▌", Role.KEY)


class ThreadPane(LineWidget, can_focus=True):
    """Shows one thread. It begins at the bottom, stays there while it grows, and moves by post or by page."""

    context = ContextName("thread")

    def __init__(self, capabilities: Capabilities) -> None:
        """`capabilities`: what the plan allows, for the words on what can be answered."""
        super().__init__(id="thread")
        self._capabilities = capabilities
        self._thread: Thread | None = None
        self._reader: Reader | None = None
        self._header: tuple[Columns, ...] = ()
        self._lines: list[ThreadLine] = []
        self._rows: list[tuple[int, Spans]] = []
        """Every wrapped row: which line it belongs to, and its words."""
        self._first_row: list[int] = []
        """The row on which each line begins; one more at the end."""
        self._top = 0
        self._folded_to = (0, 0)
        """The measure and the rows of the body that the lines were wrapped for."""
        self._post: int | None = None
        """The item the agent moved to; None while reading at the bottom."""

    @property
    def post(self) -> int | None:
        """Which item of the thread the agent moved to."""
        return self._post

    @property
    def chosen(self) -> ThreadItem | None:
        """The post, message, note or send the agent moved to; None while reading at the bottom."""
        return self._thread.items[self._post] if self._thread is not None and self._post is not None else None

    @property
    def counts_down(self) -> bool:
        """Whether a line changes by the second."""
        reader = self._reader
        sends = [line.send for line in self._lines if line.send is not None]
        return reader is not None and any(counts_down(send, reader.now) for send in sends)

    def show(self, thread: Thread | None, reader: Reader) -> None:
        """Show a thread; the same case keeps its place, another one begins at the bottom."""
        is_same = thread is not None and self._thread is not None and thread.case.case_id == self._thread.case.case_id
        was_at_bottom = self._top >= self._last_top()
        self._post = _place_of(self.chosen, thread) if thread is not None and is_same else None
        self._thread, self._reader = thread, reader
        self._header = header(thread, self._capabilities, reader) if thread is not None else ()
        self._lines = list(lines(thread, reader)) if thread is not None else []
        self._fold()
        if not is_same or (was_at_bottom and self._post is None):
            self._top = self._last_top()
        self._top = min(self._top, self._last_top())
        self.refresh()

    def tick(self, now: int) -> None:
        """Say the header and the states of our sends as they are now; only rows whose words changed are drawn."""
        if self._thread is None or self._reader is None:
            return
        self._reader = replace(self._reader, now=now)
        if (changed := header(self._thread, self._capabilities, self._reader)) != self._header:
            self._header = changed
            self.refresh(Region(0, 0, self.size.width, _HEADER_ROWS))
        for index, line in enumerate(self._lines):
            if line.send is not None and (spans := send_state(line.send, self._reader)) != line.spans:
                self._lines[index] = replace(line, spans=spans)
                self._redraw(index)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw a part; another size is drawn before the widget is told of it, so that nothing is seen twice."""
        self._fit()
        return super().render_lines(crop)

    def on_resize(self) -> None:
        """Fit the lines to the room."""
        self._fit()

    def _fit(self) -> None:
        """Wrap anew if there is another size; who read at the bottom still does."""
        if self._folded_to != (self._measure, self._body_rows()):
            is_at_bottom = self._post is None
            self._fold()
            self._top = self._last_top() if is_at_bottom else min(self._top, self._last_top())

    def action_thread_down(self) -> None:
        """Move down by a line."""
        self._turn_to(self._top + 1)

    def action_thread_up(self) -> None:
        """Move up by a line."""
        self._turn_to(self._top - 1)

    def action_thread_page_down(self) -> None:
        """Move down by a page."""
        self._turn_to(self._top + max(1, self._body_rows() - 1))

    def action_thread_page_up(self) -> None:
        """Move up by a page."""
        self._turn_to(self._top - max(1, self._body_rows() - 1))

    def action_thread_top(self) -> None:
        """Move to the beginning."""
        self._turn_to(0)

    def action_thread_bottom(self) -> None:
        """Move to the end, and read on from there as it grows."""
        if self._post is not None:
            self._post = None
            self.refresh()
        self._turn_to(self._last_top())

    def action_thread_next_post(self) -> None:
        """Move to the next post; after the newest, read at the bottom again."""
        later = [place for place in self._stops() if self._post is not None and place > self._post]
        if later:
            self._go_to(later[0])
        else:
            self.action_thread_bottom()

    def action_thread_previous_post(self) -> None:
        """Move to the post before; from the bottom, to the newest."""
        stops = self._stops()
        if stops:
            earlier = [place for place in stops if self._post is None or place < self._post]
            self._go_to(earlier[-1] if earlier else stops[0])

    def render_line(self, y: int) -> Strip:
        """Draw one row, and leave empty what is beyond the measure."""
        return self._drawn(y).adjust_cell_length(self.size.width, self.palette.style(Role.TEXT, self.ground))

    def _drawn(self, y: int) -> Strip:
        """A row of the header, of the conversation, or nothing."""
        if self._thread is None:
            return self.strip(Columns())
        if y < _HEADER_ROWS:
            columns = self._header[y] if y < len(self._header) else Columns()
            padded = Columns(columns.left, columns.fill, (*columns.right, Span(" " * MARGIN)))
            return columns_strip(padded, self._measure, self.palette, self.ground, Span("  "))
        row = self._top + y - _HEADER_ROWS
        return self._row(row) if row < len(self._rows) else self.strip(Columns())

    def _row(self, row: int) -> Strip:
        index, spans = self._rows[row]
        line, width = self._lines[index], self._measure
        if line.is_rule:
            return rule_strip(line.spans, width, self.palette, self.ground)
        is_first = row == self._first_row[index]
        right: Spans = (*line.right, Span(" " * MARGIN)) if is_first and line.right else ()
        gutter = line.gutter
        is_chosen = line.item is not None and line.item == self._post
        lead: Spans = (_CURSOR, Span(gutter.text[1:], gutter.role)) if is_chosen else (gutter,)
        return columns_strip(Columns(lead, spans, right), width, self.palette, self.ground)

    def _fold(self) -> None:
        """Wrap every line to the width there is."""
        self._folded_to = (self._measure, self._body_rows())
        self._rows, self._first_row = [], []
        for index, line in enumerate(self._lines):
            self._first_row.append(len(self._rows))
            self._rows += [(index, spans) for spans in self._wrapped(line)]
        self._first_row.append(len(self._rows))

    def _wrapped(self, line: ThreadLine) -> list[Spans]:
        room = self._measure - spans_width((line.gutter,)) - MARGIN
        if line.is_rule or room <= 0:
            return [()]
        if line.right:
            return [cut(line.spans, max(0, room - spans_width(line.right) - 1))]
        return flow(line.spans, room)

    def _redraw(self, index: int) -> None:
        """Draw one line again; the rows below move only if it has become longer or shorter."""
        first, end = self._first_row[index], self._first_row[index + 1]
        rows = [(index, spans) for spans in self._wrapped(self._lines[index])]
        if len(rows) != end - first:
            self._fold()
            self.refresh()
            return
        self._rows[first:end] = rows
        y = first - self._top
        if 0 <= y < self._body_rows():
            self.refresh(Region(0, y + _HEADER_ROWS, self.size.width, len(rows)))

    def _turn_to(self, top: int) -> None:
        top = max(0, min(top, self._last_top()))
        if top != self._top:
            self._top = top
            self.refresh()

    def _go_to(self, item: int) -> None:
        """Mark an item and bring it into view, its heading first."""
        self._post = item
        self.refresh()
        first = next((self._first_row[at] for at, line in enumerate(self._lines) if line.item == item), 0)
        last = max((self._first_row[at + 1] for at, line in enumerate(self._lines) if line.item == item), default=0)
        if first < self._top:
            self._turn_to(first)
        elif last > self._top + self._body_rows():
            self._turn_to(min(first, last - self._body_rows()))

    def _stops(self) -> list[int]:
        """The places of all that was written: what was decided stands between, and is passed by."""
        items = self._thread.items if self._thread is not None else ()
        return [place for place, item in enumerate(items) if not isinstance(item, ThreadDecision)]

    @property
    def _measure(self) -> int:
        return min(self.size.width, MEASURE)

    def _body_rows(self) -> int:
        return max(0, self.size.height - _HEADER_ROWS)

    def _last_top(self) -> int:
        return max(0, len(self._rows) - self._body_rows())


def _place_of(chosen: ThreadItem | None, thread: Thread) -> int | None:
    """Where an item stands now; None if it is there no more."""
    if chosen is None:
        return None
    return next((place for place, item in enumerate(thread.items) if identity(item) == identity(chosen)), None)
