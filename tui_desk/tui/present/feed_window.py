"""Which cases the feed shows and where its cursor is: the part of the feed that must hold still while the queue moves.

The cursor belongs to a case, not to a row, and the case under it keeps its place until the cursor leaves it: who has
just answered goes on with the next case, not with wherever the answered one belongs now. The first visible case stays
first while others arrive above it. The page turns when the cursor leaves it: a terminal then redraws once a page
instead of once a key.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tui_desk.desk.views import QueueKey, QueueRow
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import OutboxState

HEADING_ROWS = 2
"""The heading above the answered cases, with an empty row before it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something of the feed begins: a card, or the heading above the answered cases."""

    y: int
    """Screen rows below the feed's pinned first row."""
    index: int
    """Of the card, or of the card under the heading."""
    is_heading: bool = False


class FeedWindow:
    """The loaded beginning of the queue, the first visible case, and the case under the cursor."""

    def __init__(self, card_rows: int) -> None:
        """Begin with nothing loaded and no room; each card will take `card_rows` screen rows."""
        self.card_rows = card_rows
        self.rows: Sequence[QueueRow] = ()
        """What is shown: the queue, with the case under the cursor held where it was."""
        self._queue: Sequence[QueueRow] = ()
        self.is_whole = False
        self.cursor = 0
        self.top = 0
        self._height = 0
        self._unseen: set[CaseId] = set()
        self._places: list[Place] | None = None

    @property
    def selected(self) -> QueueRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def _holds(self) -> bool:
        """Whether the case under the cursor is shown where it was, and belongs elsewhere by now."""
        return self.rows is not self._queue

    @property
    def last_key(self) -> QueueKey | None:
        """Where the loaded part of the queue ends."""
        return self._queue[-1].key if self._queue else None

    def resize(self, height: int) -> None:
        """Give it `height` screen rows for cards and headings."""
        if self._height == max(0, height):
            return
        self._height = max(0, height)
        self.top = max(0, min(self.top, self._last_top()))
        self._keep_cursor()
        self._settle()

    def replace(self, rows: Sequence[QueueRow], *, is_whole: bool) -> None:
        """Take the queue as it is now, holding the cursor on its case and the first visible case in its place.

        `is_whole`: no case follows the given ones.
        """
        is_held = self._holds
        self._queue = rows
        self._show(_holding(self.selected, rows, is_held=is_held, is_whole=is_whole), is_whole=is_whole)

    def _show(self, rows: Sequence[QueueRow], *, is_whole: bool) -> None:
        selected = self.selected
        on_screen = [self.rows[place.index].case_id for place in self.places() if not place.is_heading]
        index_of = {row.case_id: index for index, row in enumerate(rows)}
        self._note_arrivals(rows, index_of)
        self.rows, self.is_whole = rows, is_whole
        self.cursor = min(self.cursor, max(0, len(rows) - 1))
        if selected is not None:
            self.cursor = index_of.get(selected.case_id, self.cursor)
        still = _first_that_stayed(on_screen, index_of)
        if still is not None:
            self.top = index_of[still] - on_screen.index(still)
        self.top = max(0, min(self.top, self._last_top()))
        self._keep_cursor()
        self._settle()

    def extend(self, rows: Sequence[QueueRow], *, is_whole: bool) -> None:
        """Add the rows that follow the loaded ones; cases that moved there meanwhile are left where they were."""
        known = {row.case_id for row in self._queue}
        is_held = self._holds
        self.is_whole = is_whole
        self._queue = [*self._queue, *(row for row in rows if row.case_id not in known)]
        self.rows = _holding(self.selected, self._queue, is_held=is_held, is_whole=is_whole)
        self._settle()

    @property
    def page_length(self) -> int:
        """How many cards the visible page has room for; at least one."""
        return self._cards_from(self.top)

    def go(self, index: int) -> bool:
        """Put the cursor on a card, as far as there are any. Returns whether more changed than the two cards.

        A case that was held in its place goes where it belongs as soon as the cursor leaves it.
        """
        held = self.selected if self._holds else None
        self.cursor = max(0, min(index, len(self.rows) - 1))
        if held is not None and self.selected is not None and self.selected.case_id != held.case_id:
            self._show(self._queue, is_whole=self.is_whole)
            return True
        top_before = self.top
        self._show_cursor()
        if self.top == top_before:
            return False
        self._settle()
        return True

    def select(self, case_id: CaseId) -> bool:
        """Put the cursor on a case. Returns whether it is loaded."""
        for index, row in enumerate(self.rows):
            if row.case_id == case_id:
                self.go(index)
                return True
        return False

    def next_undecided(self) -> CaseId | None:
        """The next other case, as far as loaded, with a send that is held or was refused; after the last the first."""
        for row in (*self.rows[self.cursor + 1 :], *self.rows[: self.cursor]):
            if row.pending in (OutboxState.HELD, OutboxState.REFUSED):
                return row.case_id
        return None

    def places(self) -> list[Place]:
        """What is visible, from the top."""
        if self._places is None:
            self._places = list(self._visible())
        return self._places

    def place_at(self, y: int) -> Place | None:
        """What is drawn on a screen row."""
        for place in self.places():
            if place.y <= y < place.y + (HEADING_ROWS if place.is_heading else self.card_rows):
                return place
        return None

    def place_of(self, index: int) -> Place | None:
        """Where a card is drawn, if it is visible."""
        return next((place for place in self.places() if place.index == index and not place.is_heading), None)

    def starts_group(self, index: int) -> bool:
        """Whether a card is the first of the answered ones, with others above it."""
        return index > 0 and self.rows[index].key.answered and not self.rows[index - 1].key.answered

    def wants_more(self) -> bool:
        """Whether more of the queue is there, and fewer than two pages of it are loaded below the first visible row."""
        return not self.is_whole and len(self.rows) - self.top <= self._height

    def arrivals(self) -> tuple[int, int]:
        """How many cases came in above and below what is visible, and have not been in sight since."""
        above = sum(1 for row in self.rows[: self.top] if row.case_id in self._unseen) if self._unseen else 0
        return above, len(self._unseen) - above

    def _settle(self) -> None:
        """Work out anew what is visible; it has been seen now."""
        self._places = None
        self._unseen -= {self.rows[place.index].case_id for place in self.places() if not place.is_heading}

    def _visible(self) -> Iterator[Place]:
        y = 0
        for index in range(self.top, len(self.rows)):
            if index > self.top and self.starts_group(index) and y < self._height:
                yield Place(y, index, is_heading=True)
                y += HEADING_ROWS
            if y + self.card_rows > self._height:
                return
            yield Place(y, index)
            y += self.card_rows

    def _note_arrivals(self, rows: Sequence[QueueRow], index_of: dict[CaseId, int]) -> None:
        """Remember cases that came, or came back to us, since the last look, not those that were only not loaded."""
        if not self.rows:
            return
        before = {row.case_id: row.key.answered for row in self.rows}
        last_known = max((index for case, index in index_of.items() if case in before), default=-1)
        loaded = rows if self.is_whole else rows[:last_known]
        came = {row.case_id for row in loaded if before.get(row.case_id, True) and not row.key.answered}
        came |= {row.case_id for row in loaded if row.case_id not in before}
        self._unseen = {case for case in self._unseen | came if case in index_of}

    def _keep_cursor(self) -> None:
        """Move the page no further than it takes to have the cursor on it."""
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor >= self.top + self._cards_from(self.top):
            self.top = self._top_that_ends_with(self.cursor)

    def _show_cursor(self) -> None:
        """Turn the page so that the cursor is on it: to begin with it going down, to end with it going up."""
        if not self.rows or not self._height:
            return
        if self.cursor < self.top:
            self.top = self._top_that_ends_with(self.cursor)
        elif self.cursor >= self.top + self._cards_from(self.top):
            self.top = min(self.cursor, self._last_top())

    def _last_top(self) -> int:
        """The top of the last page: no room stays empty below while there are rows above."""
        return self._top_that_ends_with(len(self.rows) - 1)

    def _top_that_ends_with(self, index: int) -> int:
        top = max(0, index)
        while top > 0 and top - 1 + self._cards_from(top - 1) > index:
            top -= 1
        return top

    def _cards_from(self, top: int) -> int:
        """How many cards fit on a page that begins with `top`; at least one."""
        room, cards = self._height, 0
        for index in range(top, min(len(self.rows), top + self._height // self.card_rows)):
            room -= self.card_rows + (HEADING_ROWS if index > top and self.starts_group(index) else 0)
            if room < 0:
                break
            cards += 1
        return max(1, cards)


def _holding(
    selected: QueueRow | None, queue: Sequence[QueueRow], *, is_held: bool, is_whole: bool
) -> Sequence[QueueRow]:
    """The queue with the selected case, as it is now, in the group it was in; the queue itself if that is its group.

    A case that is held already stays so when its customer writes back: it waits again, but at the end of the group.
    One that is in no loaded part has gone to one that is not loaded, and is held as it was last seen.
    """
    if selected is None:
        return queue
    now = next((row for row in queue if row.case_id == selected.case_id), None)
    if now is None and is_whole:
        return queue
    if now is not None and (now.key == selected.key or (not is_held and now.key.answered == selected.key.answered)):
        return queue
    others = [row for row in queue if row.case_id != selected.case_id]
    others.insert(bisect(others, _order(selected), key=_order), replace(now or selected, key=selected.key))
    return others


def _order(row: QueueRow) -> tuple[bool, int, CaseId]:
    return row.key.answered, row.key.rank, row.key.case_id


def _first_that_stayed(on_screen: Sequence[CaseId], index_of: dict[CaseId, int]) -> CaseId | None:
    """The first visible case that has not moved among the others: the one the eye holds on to.

    A case that left the screen for another place in the queue says nothing about where the rest should be.
    """
    kept = [case for case in on_screen if case in index_of]
    for case, follower in pairwise(kept):
        if index_of[case] < index_of[follower]:
            return case
    return kept[-1] if kept else None
