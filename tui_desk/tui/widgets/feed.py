"""The feed: the cases of the queue as cards, a cursor that belongs to a case, and pages that turn."""

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip

from tui_desk.config.keymap import ContextName
from tui_desk.desk.views import Counts, QueueRow
from tui_desk.domain.ids import CaseId
from tui_desk.tui.content import wrap
from tui_desk.tui.messages import CaseSelected, MoreWanted
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.feed import arrivals, card, compact_card, empty_feed, heading
from tui_desk.tui.present.feed_window import FeedWindow, Place
from tui_desk.tui.present.spans import Columns, Role, Span
from tui_desk.tui.widgets.line_widget import LineWidget

_CURSOR = Span("▌", Role.KEY)
_CURSOR_ELSEWHERE = Span("▌", Role.RULE)
"""The cursor while another pane has the keys."""
_NO_CURSOR = Span(" ")
_HEADING_ROWS = 1
"""The group of the first visible case stays pinned above the cards."""


class Feed(LineWidget, can_focus=True):
    """Draws the loaded part of the queue; its cost per key does not depend on how much is stored."""

    context = ContextName("feed")

    def __init__(self, *, compact: bool, practice: bool) -> None:
        """`compact`: one row for a case instead of two. `practice`: say so while the feed is empty."""
        super().__init__(id="feed")
        self._compact = compact
        self._practice = practice
        self._counts: Counts | None = None
        self._now = 0
        self._is_loaded = False
        self.window = FeedWindow(1 if compact else 2)

    @property
    def selected(self) -> QueueRow | None:
        """The row under the cursor."""
        return self.window.selected

    def show_rows(self, rows: Sequence[QueueRow], now: int, *, is_whole: bool) -> None:
        """Show the queue as it is now. The cursor stays on its case, and the first visible case in its place."""
        before = self._selected_case()
        self._now = now
        self._is_loaded = True
        self.window.replace(rows, is_whole=is_whole)
        self.refresh()
        self._tell_selection(before)

    def add_rows(self, rows: Sequence[QueueRow], *, is_whole: bool) -> None:
        """Add the rows that follow the loaded ones."""
        self.window.extend(rows, is_whole=is_whole)
        self.refresh()

    def show_counts(self, counts: Counts) -> None:
        """Show how many cases stand in each group."""
        if counts != self._counts:
            self._counts = counts
            self.refresh(Region(0, 0, self.size.width, 1))

    def show_ages(self, now: int) -> None:
        """Draw the ages as they are now."""
        self._now = now
        self.refresh()

    def select(self, case_id: CaseId) -> bool:
        """Put the cursor on a case. Returns whether it is loaded."""
        before = self._selected_case()
        is_loaded = self.window.select(case_id)
        self.refresh()
        self._tell_selection(before)
        return is_loaded

    def select_undecided(self) -> bool:
        """Put the cursor on the next case with a send that waits for a decision. Returns whether one is loaded."""
        case_id = self.window.next_undecided()
        return case_id is not None and self.select(case_id)

    def on_resize(self) -> None:
        """Fit the cards to the room."""
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw a part; the first one is asked for before the widget is told of its size."""
        self.window.resize(self.size.height - _HEADING_ROWS)
        return super().render_lines(crop)

    def on_focus(self) -> None:
        """The cursor is drawn more strongly where the keys go."""
        self._refresh_card(self.window.cursor)

    def on_blur(self) -> None:
        """The cursor is drawn more quietly where the keys do not go."""
        self._refresh_card(self.window.cursor)

    def action_feed_next(self) -> None:
        """Move to the next case."""
        self._go(self.window.cursor + 1)

    def action_feed_previous(self) -> None:
        """Move to the previous case."""
        self._go(self.window.cursor - 1)

    def action_feed_page_down(self) -> None:
        """Move down by a page."""
        self._go(self.window.cursor + self.window.page_length)

    def action_feed_page_up(self) -> None:
        """Move up by a page."""
        self._go(self.window.cursor - self.window.page_length)

    def action_feed_first(self) -> None:
        """Move to the first case."""
        self._go(0)

    def action_feed_last(self) -> None:
        """Move to the last loaded case."""
        self._go(len(self.window.rows) - 1)

    def render_line(self, y: int) -> Strip:
        """Draw one row: the pinned heading, a row of a card, or nothing."""
        if y < _HEADING_ROWS:
            return self._heading()
        if not self.window.rows:
            return self._teaching(y - _HEADING_ROWS)
        place = self.window.place_at(y - _HEADING_ROWS)
        if place is None:
            return self.strip(Columns())
        if place.is_heading:
            is_title = y - _HEADING_ROWS > place.y
            return self.strip(heading(answered=True, counts=self._counts) if is_title else Columns(), gutter=_NO_CURSOR)
        return self._card_row(place, y - _HEADING_ROWS - place.y)

    def _go(self, index: int) -> None:
        before, case_before = self.window.cursor, self._selected_case()
        if self.window.go(index):
            self.refresh()
        elif self.window.cursor != before:
            self._refresh_card(before)
            self._refresh_card(self.window.cursor)
        self._tell_selection(case_before)
        if self.window.wants_more():
            self.post_message(MoreWanted())

    def _refresh_card(self, index: int) -> None:
        place = self.window.place_of(index)
        if place is not None:
            self.refresh(Region(0, place.y + _HEADING_ROWS, self.size.width, self.window.card_rows))

    def _selected_case(self) -> CaseId | None:
        return self.selected.case_id if self.selected is not None else None

    def _tell_selection(self, before: CaseId | None) -> None:
        selected = self._selected_case()
        if selected is not None and selected != before:
            self.post_message(CaseSelected(selected))

    def _heading(self) -> Strip:
        rows, top = self.window.rows, self.window.top
        answered = bool(rows) and rows[top].key.answered
        marks = arrivals(*self.window.arrivals())
        columns = heading(answered=answered, counts=self._counts)
        return self.strip(Columns(columns.left, right=(*marks, Span(" "))), gutter=_NO_CURSOR)

    def _card_row(self, place: Place, row_of_card: int) -> Strip:
        row = self.window.rows[place.index]
        is_selected = place.index == self.window.cursor
        rows = (compact_card(row, self._now),) if self._compact else card(row, self._now, self.size.width)
        columns = rows[row_of_card]
        padded = Columns(columns.left, columns.fill, (*columns.right, Span(" ")))
        ground = Ground.CURSOR if is_selected else self.ground
        cursor = _CURSOR if self.has_focus else _CURSOR_ELSEWHERE
        return self.strip(padded, ground, cursor if is_selected else _NO_CURSOR)

    def _teaching(self, y: int) -> Strip:
        if not self._is_loaded:
            return self.strip(Columns())
        words = empty_feed(practice=self._practice)
        texts = [
            Span(""),
            Span(words[0], Role.TEXT),
            *(Span(line, Role.MUTED) for line in wrap(words[1], self.size.width - 3)),
        ]
        return self.strip(Columns(fill=(texts[y],)) if y < len(texts) else Columns(), gutter=Span("  "))
