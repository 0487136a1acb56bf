"""Which cases the feed shows, which are marked, and where its cursor is: what must hold still while the queue moves.

The cursor belongs to a case, not to a row, and the case under it keeps its place until the cursor leaves it, whatever
is decided about it: who has just answered goes on with the next case, not with wherever the answered one belongs now.
The first visible case stays first while others arrive above it. The page turns when the cursor leaves it: a terminal
then redraws once a page instead of once a key.
"""

from bisect import bisect
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tui_desk.desk.views import QueueKey, QueueRow
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Lane
from tui_desk.domain.outbox_flow import UNDECIDED


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card begins."""

    y: int
    """Screen rows below the first card."""
    index: int


class FeedWindow:
    """The loaded beginning of a view, the first visible case, the case under the cursor, and the marked ones."""

    def __init__(self, card_rows: int) -> None:
        """Begin with nothing loaded and no room; each card will take `card_rows` screen rows."""
        self.card_rows = card_rows
        self.rows: Sequence[QueueRow] = ()
        """What is shown: the queue, with the case under the cursor held where it was."""
        self._queue: Sequence[QueueRow] = ()
        self._held: QueueRow | None = None
        """The case under the cursor as it is now, with the key of the place where it was; None: it is in its place."""
        self.is_whole = False
        self.cursor = 0
        self.top = 0
        self._height = 0
        self._unseen: set[CaseId] = set()
        self._marks: set[CaseId] = set()
        self._marked_last: CaseId | None = None

    @property
    def selected(self) -> QueueRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def last_key(self) -> QueueKey | None:
        """Where the loaded part of the queue ends."""
        return self._queue[-1].key if self._queue else None

    @property
    def last_needed(self) -> int:
        """The last row that has to stay loaded: the one under the cursor, or the last one that is marked."""
        marked = (index for index, row in enumerate(self.rows) if row.case_id in self._marks)
        return max((self.cursor, *marked))

    def clear(self) -> None:
        """Forget the rows, the marks and the cursor: another view is to be shown."""
        self.rows = self._queue = ()
        self._held = None
        self.is_whole = False
        self.cursor = self.top = 0
        self._unseen = set()
        self.clear_marks()

    def resize(self, height: int) -> None:
        """Give it `height` screen rows for cards."""
        if self._height == max(0, height):
            return
        self._height = max(0, height)
        self.top = max(0, min(self.top, self._last_top()))
        self._keep_cursor()
        self._settle()

    def reshape(self, card_rows: int) -> None:
        """Give each card so many screen rows from now on."""
        self.card_rows = card_rows
        self.top = max(0, min(self.top, self._last_top()))
        self._keep_cursor()
        self._settle()

    def replace(self, rows: Sequence[QueueRow], *, is_whole: bool, held: QueueRow | None = None) -> None:
        """Take the queue as it is now, holding the cursor on its case and the first visible case in its place.

        `is_whole`: no case follows the given ones. `held`: the case under the cursor as it is now, where it is not
        among them; None: it is gone.
        """
        self._queue = rows
        self._held = _to_hold(self.selected, rows, held)
        self._show(is_whole=is_whole)

    def extend(self, rows: Sequence[QueueRow], *, is_whole: bool) -> None:
        """Add the rows that follow the loaded ones; cases that moved there meanwhile are left where they were."""
        known = {row.case_id for row in self._queue}
        self.is_whole = is_whole
        self._queue = [*self._queue, *(row for row in rows if row.case_id not in known)]
        self.rows = _with_held(self._queue, self._held)
        self._settle()

    @property
    def page_length(self) -> int:
        """How many cards the visible page has room for; at least one."""
        return max(1, self._height // self.card_rows)

    def go(self, index: int) -> bool:
        """Put the cursor on a card, as far as there are any. Returns whether more changed than the two cards.

        A case that was held in its place goes where it belongs as soon as the cursor leaves it.
        """
        self.cursor = max(0, min(index, len(self.rows) - 1))
        held, selected = self._held, self.selected
        if held is not None and selected is not None and selected.case_id != held.case_id:
            self._held = None
            self._show(is_whole=self.is_whole)
            return True
        top_before = self.top
        self._show_cursor()
        if self.top == top_before:
            return False
        self._settle()
        return True

    def select(self, case_id: CaseId) -> bool:
        """Put the cursor on a case. Returns whether it is loaded."""
        index = self._index_of(case_id)
        if index is None:
            return False
        self.go(index)
        return True

    def next_after(self, done: Collection[CaseId]) -> CaseId | None:
        """The case to go on with: the next one below the cursor that is not done, and after the last one the first."""
        for row in (*self.rows[self.cursor + 1 :], *self.rows[: self.cursor]):
            if row.case_id not in done:
                return row.case_id
        return None

    def next_undecided(self) -> CaseId | None:
        """The next other case, as far as loaded, with a send that is held or was refused; after the last the first."""
        for row in (*self.rows[self.cursor + 1 :], *self.rows[: self.cursor]):
            if row.pending in UNDECIDED:
                return row.case_id
        return None

    # Marks.

    @property
    def marked(self) -> tuple[QueueRow, ...]:
        """The marked cases in their order. A case that leaves the view loses its mark."""
        return tuple(row for row in self.rows if row.case_id in self._marks)

    def is_marked(self, row: QueueRow) -> bool:
        """Whether a case is marked."""
        return row.case_id in self._marks

    def toggle_mark(self) -> None:
        """Mark the case under the cursor, or take its mark away."""
        if (selected := self.selected) is None:
            return
        self._marks ^= {selected.case_id}
        self._marked_last = selected.case_id if selected.case_id in self._marks else None

    def mark_to_cursor(self) -> None:
        """Mark all cases from the one marked last to the one under the cursor, which is now the one marked last."""
        if (selected := self.selected) is None:
            return
        last = self._index_of(self._marked_last)
        first, end = sorted((self.cursor if last is None else last, self.cursor))
        self._marks |= {row.case_id for row in self.rows[first : end + 1]}
        self._marked_last = selected.case_id

    def mark_matching(self, words: str) -> int:
        """Mark the loaded cases in whose handle, name, newest words and labels all these words occur. Returns how many.

        Upper and lower case are the same.
        """
        wanted = words.casefold().split()
        found = {row.case_id for row in self.rows if wanted and all(word in _searched(row) for word in wanted)}
        self._marks |= found
        return len(found)

    def clear_marks(self) -> None:
        """Take all marks away."""
        self._marks = set()
        self._marked_last = None

    # What is visible.

    def places(self) -> list[Place]:
        """What is visible, from the top."""
        visible = range(self.top, min(len(self.rows), self.top + self._height // self.card_rows))
        return [Place((index - self.top) * self.card_rows, index) for index in visible]

    def place_at(self, y: int) -> Place | None:
        """What is drawn on a screen row."""
        return next((place for place in self.places() if place.y <= y < place.y + self.card_rows), None)

    def place_of(self, index: int) -> Place | None:
        """Where a card is drawn, if it is visible."""
        return next((place for place in self.places() if place.index == index), None)

    def wants_more(self) -> bool:
        """Whether more of the queue is there, and fewer than two pages of it are loaded below the first visible row."""
        return not self.is_whole and len(self.rows) - self.top <= self._height

    def arrivals(self) -> tuple[int, int]:
        """How many cases came in above and below what is visible, and have not been in sight since."""
        above = sum(1 for row in self.rows[: self.top] if row.case_id in self._unseen) if self._unseen else 0
        return above, len(self._unseen) - above

    def _show(self, *, is_whole: bool) -> None:
        """Show the queue, with what is held in it."""
        rows = _with_held(self._queue, self._held)
        selected = self.selected
        on_screen = [self.rows[place.index].case_id for place in self.places()]
        index_of = {row.case_id: index for index, row in enumerate(rows)}
        self._note_arrivals(rows, index_of)
        self.rows, self.is_whole = rows, is_whole
        self._marks &= index_of.keys()
        self.cursor = min(self.cursor, max(0, len(rows) - 1))
        if selected is not None:
            self.cursor = index_of.get(selected.case_id, self.cursor)
        still = _first_that_stayed(on_screen, index_of)
        if still is not None:
            self.top = index_of[still] - on_screen.index(still)
        self.top = max(0, min(self.top, self._last_top()))
        self._keep_cursor()
        self._settle()

    def _settle(self) -> None:
        """What is visible has been seen now."""
        if self._unseen:
            self._unseen -= {self.rows[place.index].case_id for place in self.places()}

    def _note_arrivals(self, rows: Sequence[QueueRow], index_of: dict[CaseId, int]) -> None:
        """Remember cases that came, or came back to us, since the last look, not those that were only not loaded."""
        if not self.rows:
            return
        before = {row.case_id: row.lane for row in self.rows}
        last_known = max((index for case, index in index_of.items() if case in before), default=-1)
        loaded = rows if self.is_whole else rows[:last_known]
        came = {
            row.case_id
            for row in loaded
            if row.case_id not in before or (row.lane is Lane.NOW and before[row.case_id] is not Lane.NOW)
        }
        self._unseen = {case for case in self._unseen | came if case in index_of}

    def _keep_cursor(self) -> None:
        """Move the page no further than it takes to have the cursor on it."""
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor >= self.top + self.page_length:
            self.top = self.cursor - self.page_length + 1

    def _show_cursor(self) -> None:
        """Turn the page so that the cursor is on it: to begin with it going down, to end with it going up."""
        if not self.rows or not self._height:
            return
        if self.cursor < self.top:
            self.top = max(0, self.cursor - self.page_length + 1)
        elif self.cursor >= self.top + self.page_length:
            self.top = min(self.cursor, self._last_top())

    def _last_top(self) -> int:
        """The first card of the last page, which is full as far as there are cards."""
        return max(0, len(self.rows) - self.page_length)

    def _index_of(self, case_id: CaseId | None) -> int | None:
        return next((index for index, row in enumerate(self.rows) if row.case_id == case_id), None)


def _to_hold(selected: QueueRow | None, queue: Sequence[QueueRow], held: QueueRow | None) -> QueueRow | None:
    """The selected case as it is now, with the key of its place so far; None where the queue has it in that place.

    A row that was read for another case, because the cursor has moved since, says nothing: the case is held as it was.
    """
    if selected is None:
        return None
    now = next((row for row in queue if row.case_id == selected.case_id), None)
    if now is not None:
        return replace(now, key=selected.key) if now.key != selected.key else None
    if held is None:
        return None
    return replace(held, key=selected.key) if held.case_id == selected.case_id else selected


def _with_held(queue: Sequence[QueueRow], held: QueueRow | None) -> Sequence[QueueRow]:
    """The queue with a case in the place where it was."""
    if held is None:
        return queue
    others = [row for row in queue if row.case_id != held.case_id]
    others.insert(bisect(others, _order(held), key=_order), held)
    return others


def _order(row: QueueRow) -> tuple[int, int, CaseId]:
    return row.key.rank, -row.key.reach, row.key.case_id


def _searched(row: QueueRow) -> str:
    return "\n".join((f"@{row.handle}", row.name, row.words, *row.labels)).casefold()


def _first_that_stayed(on_screen: Sequence[CaseId], index_of: dict[CaseId, int]) -> CaseId | None:
    """The first visible case that has not moved among the others: the one the eye holds on to.

    A case that left the screen for another place in the queue says nothing about where the rest should be.
    """
    kept = [case for case in on_screen if case in index_of]
    for case, follower in pairwise(kept):
        if index_of[case] < index_of[follower]:
            return case
    return kept[-1] if kept else None
