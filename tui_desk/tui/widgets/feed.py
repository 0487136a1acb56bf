"""The feed: the cases of a view or of a search as cards, a cursor that belongs to a case, marks, pages that turn."""

from collections.abc import Collection, Sequence
from datetime import tzinfo

from textual.geometry import Region
from textual.strip import Strip

from tui_desk.config.keymap import ContextName
from tui_desk.desk.views import Counts, QueueRow, QueueView
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.tui.content import wrap
from tui_desk.tui.messages import CaseSelected, MoreWanted
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.feed import Onlooker, beside_views, card, compact_card
from tui_desk.tui.present.feed_window import FeedWindow, Place
from tui_desk.tui.present.lanes import VIEW_KEYS, empty_view, view_row
from tui_desk.tui.present.search import (
    Sought,
    compact_found_card,
    found_card,
    limit_spans,
    nothing_found,
    nothing_left,
    search_row,
)
from tui_desk.tui.present.spans import Columns, Role, Span, joined, plain
from tui_desk.tui.widgets.line_widget import LineWidget

_CURSOR = Span("▌", Role.KEY)
_CURSOR_ELSEWHERE = Span("▌", Role.RULE)
"""The cursor while another pane has the keys."""
_NO_CURSOR = Span(" ")
_MARGIN = Span(" ")
_VIEW_ROWS = 1
"""The views stay above the cards."""


class Feed(LineWidget, can_focus=True):
    """Draws the loaded part of a view; its cost per key does not depend on how much is stored."""

    context = ContextName("feed")

    def __init__(
        self,
        *,
        compact: bool,
        practice: bool,
        agent: AgentName | None = None,
        zone: tzinfo | None = None,
        keys: Sequence[str] = VIEW_KEYS,
    ) -> None:
        """`compact`: one row for a case instead of two. `practice`: say so while the desk has no cases.

        `agent`: whose own cases bear no owner. `zone`: None is the machine's. `keys`: those of the views, in order.
        """
        super().__init__(id="feed")
        self.is_compact = compact
        """Whether a case has one row instead of two."""
        self._practice = practice
        self._agent = agent
        self._zone = zone
        self._keys = keys
        self._counts: Counts | None = None
        self._now = 0
        self._is_loaded = False
        self.view = QueueView.NOW
        self.limit: Sought | None = None
        """What the view is limited to."""
        self.search: Sought | None = None
        """What stands in the place of the view, which is kept as it is."""
        self.window = FeedWindow(_card_rows(compact=compact))
        self._put_away: FeedWindow | None = None
        """The view, while a search stands in its place."""

    @property
    def selected(self) -> QueueRow | None:
        """The row under the cursor."""
        return self.window.selected

    @property
    def marked(self) -> tuple[QueueRow, ...]:
        """The marked rows that are still there, in their order."""
        return self.window.marked

    @property
    def loaded(self) -> tuple[QueueRow, ...]:
        """The rows that are loaded, also those of the view that a search stands in the place of."""
        return (*self.window.rows, *(self._put_away.rows if self._put_away is not None else ()))

    # What is shown.

    def show_view(self, view: QueueView) -> None:
        """Turn to another view: empty until its rows are shown, the cursor on top, nothing marked.

        A search makes way for it, and a limit of the view before is lifted.
        """
        self.leave_search()
        if view is not self.view or self.limit is not None:
            self.view, self.limit = view, None
            self._begin_anew()

    def look_for(self, sought: Sought) -> None:
        """Put a search in the place of the view. What was found before stays until the first of it is shown."""
        if self._put_away is None:
            self._put_away, self.window = self.window, FeedWindow(self.window.card_rows)
            self._is_loaded = False
            self.refresh()
        self.search = sought
        self._refresh_views()

    def leave_search(self) -> None:
        """Have the view back as it was."""
        if self._put_away is None:
            return
        before = self._selected_case()
        self._put_away.reshape(self.window.card_rows)
        self.window, self._put_away, self.search = self._put_away, None, None
        self._is_loaded = True
        self.refresh()
        self._tell_selection(before)

    def shows_whole(self, view: QueueView) -> bool:
        """Whether a view stands there, without a limit and with no search in its place."""
        return self.view is view and self.search is None and self.limit is None

    def limit_to(self, limit: Sought | None) -> None:
        """Limit the view to what a query finds, once that is shown; None: to nothing."""
        self.limit = limit
        self._refresh_views()

    def show_found(
        self, sought: Sought, rows: Sequence[QueueRow], now: int, *, is_first: bool, held: QueueRow | None = None
    ) -> None:
        """Show what a search or the limit has found so far.

        `is_first`: of another query than what stands there, so that the cursor goes to the top.
        """
        before = self._selected_case()
        if self.search is not None:
            self.search = sought
        else:
            self.limit = sought
        if is_first:
            self.window.clear()
        self._take_rows(rows, now, is_whole=sought.is_whole, held=held)
        self._tell_selection(before)

    def show_rows(self, rows: Sequence[QueueRow], now: int, *, is_whole: bool, held: QueueRow | None = None) -> None:
        """Show the view as it is now. The cursor stays on its case, and the first visible case in its place.

        `held`: the case under the cursor as it is now, where it is no longer among the rows; it stays until the cursor
        leaves it. None where it is gone.
        """
        before = self._selected_case()
        self._take_rows(rows, now, is_whole=is_whole, held=held)
        self._tell_selection(before)

    def add_rows(self, rows: Sequence[QueueRow], *, is_whole: bool) -> None:
        """Add the rows that follow the loaded ones."""
        self.window.extend(rows, is_whole=is_whole)
        self.refresh()

    def show_counts(self, counts: Counts) -> None:
        """Show how many cases stand in each view."""
        if counts != self._counts:
            self._counts = counts
            self._refresh_views()
            if not self.window.rows:
                self.refresh()

    def show_density(self, *, compact: bool) -> None:
        """Take one row for each case, or two; the case under the cursor stays in sight."""
        self.is_compact = compact
        self.window.reshape(_card_rows(compact=compact))
        self.refresh()
        if self.window.wants_more():
            self.post_message(MoreWanted())

    def show_ages(self, now: int) -> None:
        """Draw the cards whose words are others by now."""
        before, self._now = self._now, now
        for place in self.window.places():
            row = self.window.rows[place.index]
            if self._columns(row, before) != self._columns(row, now):
                self._refresh_card(place.index)

    # Where the cursor is.

    def select(self, case_id: CaseId) -> bool:
        """Put the cursor on a case. Returns whether it is loaded."""
        before = self._selected_case()
        is_loaded = self.window.select(case_id)
        self.refresh()
        self._tell_selection(before)
        return is_loaded

    def select_next(self, done: Collection[CaseId] = ()) -> bool:
        """Put the cursor on the next case that is not done, after the last one on the first. Returns whether it moved.

        `done`: cases that may stand in the rows still, because they were closed just now.
        """
        case_id = self.window.next_after(done)
        return case_id is not None and self.select(case_id)

    def select_undecided(self) -> bool:
        """Put the cursor on the next case with a send that waits for a decision. Returns whether one is loaded."""
        case_id = self.window.next_undecided()
        return case_id is not None and self.select(case_id)

    # Marks.

    def toggle_mark(self) -> None:
        """Mark the case under the cursor, or take its mark away."""
        self.window.toggle_mark()
        self._refresh_card(self.window.cursor)
        self._refresh_views()

    def mark_to_cursor(self) -> None:
        """Mark all cases from the one marked last to the one under the cursor."""
        self.window.mark_to_cursor()
        self.refresh()

    def mark_matching(self, words: str) -> int:
        """Mark the loaded cases in whose handle, name, newest words and labels all these words occur. Returns how many.

        Upper and lower case are the same.
        """
        number = self.window.mark_matching(words)
        self.refresh()
        return number

    def clear_marks(self) -> None:
        """Take all marks away."""
        if self.window.marked:
            self.refresh()
        self.window.clear_marks()

    # Keys.

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

    def _selected_case(self) -> CaseId | None:
        return self.selected.case_id if self.selected is not None else None

    def _tell_selection(self, before: CaseId | None) -> None:
        selected = self._selected_case()
        if selected is not None and selected != before:
            self.post_message(CaseSelected(selected))

    def _begin_anew(self) -> None:
        self._is_loaded = False
        self.window.clear()
        self.refresh()

    def _take_rows(self, rows: Sequence[QueueRow], now: int, *, is_whole: bool, held: QueueRow | None) -> None:
        self._now = now
        self._is_loaded = True
        self.window.replace(rows, is_whole=is_whole, held=held)
        self.refresh()

    # Drawing.

    def on_resize(self) -> None:
        """Fit the cards to the room."""
        self.refresh()

    def on_focus(self) -> None:
        """The cursor is drawn more strongly where the keys go."""
        self._refresh_card(self.window.cursor)

    def on_blur(self) -> None:
        """The cursor is drawn more quietly where the keys do not go."""
        self._refresh_card(self.window.cursor)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw a part; the first one is asked for before the widget is told of its size."""
        self.window.resize(self.size.height - _VIEW_ROWS)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one row: the views, a row of a card, or nothing."""
        if y < _VIEW_ROWS:
            return self._views()
        if not self.window.rows:
            return self._teaching(y - _VIEW_ROWS)
        place = self.window.place_at(y - _VIEW_ROWS)
        return self._card_row(place, y - _VIEW_ROWS - place.y) if place is not None else self.strip(Columns())

    def _refresh_card(self, index: int) -> None:
        place = self.window.place_of(index)
        if place is not None:
            self.refresh(Region(0, place.y + _VIEW_ROWS, self.size.width, self.window.card_rows))

    def _refresh_views(self) -> None:
        self.refresh(Region(0, 0, self.size.width, _VIEW_ROWS))

    def _views(self) -> Strip:
        number, width = len(self.window.rows), self.size.width
        parts = [beside_views(len(self.window.marked), *self.window.arrivals())]
        if self.limit is not None and self.search is None:
            parts.insert(0, limit_spans(self.limit, number, self._now, self._zone, width))
        beside = joined(parts)
        right = (Span("  "), *beside, _MARGIN) if beside else ()
        room = width - len(plain(right))
        if self.search is not None:
            return self.strip(Columns(search_row(self.search, number, self._now, self._zone, room), right=right))
        return self.strip(Columns(view_row(self.view, self._counts, self._keys, room), right=right))

    def _columns(self, row: QueueRow, now: int) -> tuple[Columns, ...]:
        onlooker, is_marked = Onlooker(self._agent, now, self._zone), self.window.is_marked(row)
        found = self.search.found.get(row.case_id) if self.search is not None else None
        if self.search is not None and found is not None:
            if self.is_compact:
                return (compact_found_card(row, found, self.search, onlooker, self.size.width, is_marked=is_marked),)
            return found_card(row, found, self.search, onlooker, self.size.width, is_marked=is_marked)
        if self.is_compact:
            return (compact_card(row, onlooker, self.size.width, is_marked=is_marked),)
        return card(row, onlooker, self.size.width, is_marked=is_marked)

    def _card_row(self, place: Place, row_of_card: int) -> Strip:
        is_selected = place.index == self.window.cursor
        columns = self._columns(self.window.rows[place.index], self._now)[row_of_card]
        padded = Columns(columns.left, columns.fill, (*columns.right, _MARGIN))
        ground = Ground.CURSOR if is_selected else self.ground
        cursor = _CURSOR if self.has_focus else _CURSOR_ELSEWHERE
        return self.strip(padded, ground, cursor if is_selected else _NO_CURSOR)

    def _teaching(self, y: int) -> Strip:
        if not self._is_loaded:
            return self.strip(Columns())
        if self.search is not None:
            told = nothing_found(self.search, self._now, self._zone)
            return self.strip(told[y] if y < len(told) else Columns(), gutter=Span("  "))
        title, sentence = self._nothing_here()
        texts = [
            Span(""),
            Span(title, Role.TEXT),
            *(Span(line, Role.MUTED) for line in wrap(sentence, self.size.width - 3)),
        ]
        return self.strip(Columns(fill=(texts[y],)) if y < len(texts) else Columns(), gutter=Span("  "))

    def _nothing_here(self) -> tuple[str, str]:
        if self.limit is not None:
            return nothing_left(self.limit)
        return empty_view(self.view, self._counts, practice=self._practice)


def _card_rows(*, compact: bool) -> int:
    return 1 if compact else 2
