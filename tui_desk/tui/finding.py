"""What one query has found so far, page by page, and which cases a limit lets stand in a view."""

from collections.abc import Mapping
from dataclasses import replace

from tui_desk.desk.desk import Desk
from tui_desk.desk.search import Found, FoundKind, SearchPage, SearchPlace
from tui_desk.desk.views import QueueKey, QueueRow, QueueView
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.domain.model import Lane
from tui_desk.domain.search import MINE, Condition, Operator, Query
from tui_desk.domain.search_words import Snippet

MOST_PAGES = 40
"""Pages that are looked at for one query without being asked for more: each costs some milliseconds."""

MOST_CASES = 500
"""Cases that are kept for one query without being asked for more: all of them are read again when something changes."""

_LANES: Mapping[QueueView, str] = {
    QueueView.NOW: Lane.NOW,
    QueueView.MINE: MINE,
    QueueView.OWED: Lane.OWED,
    QueueView.WAITING: Lane.WAITING,
    QueueView.SNOOZED: Lane.SNOOZED,
    QueueView.PRAISE: Lane.PRAISE,
}
"""The lane that each view but the whole shows, as a query names it."""


class Trail:
    """Goes back through what a query finds, and can look at the newest once more."""

    def __init__(self, desk: Desk, query: Query, only: CaseId | None) -> None:
        """Begin with nothing found. `only`: the one case that is meant, whatever is asked."""
        self._desk = desk
        self._query = query
        self._only = only
        self._next: SearchPlace | None = None
        self._pages = 0
        self.found: Mapping[CaseId, Found] = {}
        """The newest first."""
        self.looked_back_to: int | None = None
        """Everything written later has been looked at; None where all has."""

    @property
    def is_whole(self) -> bool:
        """Whether everything has been looked at."""
        return self._pages > 0 and self._next is None

    @property
    def is_long(self) -> bool:
        """Whether it has gone back as far as it goes without being asked."""
        return self._pages >= MOST_PAGES or len(self.found) >= MOST_CASES

    async def go_on(self) -> None:
        """Look at one more page. Raises StoreError."""
        if self.is_whole:
            return
        page = await self._page(self._next)
        self._pages += 1
        self.found = {**self.found, **{each.case_id: each for each in page.found if each.case_id not in self.found}}
        self._next, self.looked_back_to = page.next, page.looked_back_to

    async def look_again(self) -> None:
        """Look at the newest page once more: what came, went or was found by newer words since. Raises StoreError."""
        page = await self._page(None)
        newest = {each.case_id: each for each in page.found}
        seen_to = page.looked_back_to
        older = {} if page.next is None or seen_to is None else self.found
        self.found = newest | {
            case_id: each
            for case_id, each in older.items()
            if case_id not in newest and seen_to is not None and each.at <= seen_to
        }
        if page.next is None:
            self._pages, self._next, self.looked_back_to = max(1, self._pages), None, None

    async def _page(self, after: SearchPlace | None) -> SearchPage:
        if self._only is None:
            return await self._desk.search(self._query, after)
        rows = await self._desk.rows([self._only])
        return SearchPage(tuple(_as_it_stands(row) for row in rows), None)


def _as_it_stands(row: QueueRow) -> Found:
    return Found(row.case_id, FoundKind.CASE, row.case_id, row.last_at, "", Snippet("", ()))


def as_found(row: QueueRow, found: Found) -> QueueRow:
    """The case in its place among what was found: the newest find first."""
    return replace(row, key=QueueKey(-found.at, found.item_id, row.case_id))


def in_order(row: QueueRow) -> tuple[int, int, CaseId]:
    """What sorts the cases of a view."""
    return row.key.rank, -row.key.reach, row.key.case_id


def within(query: Query, view: QueueView) -> Query:
    """The query, asked of the cases of one view alone where that is a lane."""
    lane = _LANES.get(view)
    if lane is None:
        return query
    return replace(query, conditions=(*query.conditions, Condition(Operator.LANE, lane)))


def stands_in(row: QueueRow, view: QueueView, agent: AgentName) -> bool:
    """Whether a case belongs to a view as it stands now. `agent`: whose cases Mine are."""
    match view:
        case QueueView.EVERYTHING:
            return True
        case QueueView.MINE:
            return row.owner == agent and row.lane is not Lane.CLOSED
        case _:
            return row.lane == _LANES[view]


def lane_words(view: QueueView) -> str:
    """The operator that asks for the cases of a view; empty for the view of all cases."""
    lane = _LANES.get(view)
    return f"lane:{lane}" if lane is not None else ""
