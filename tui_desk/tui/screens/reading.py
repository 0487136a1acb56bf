"""Reading for the feed: the view that it shows as far as it is needed, or what a query finds; and the case it holds."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from tui_desk.desk.desk import QUEUE_PAGE, SEARCH_PAGE, Desk
from tui_desk.desk.views import QueueRow
from tui_desk.tui.finding import Trail, as_found, in_order, stands_in, within
from tui_desk.tui.present.search import Sought
from tui_desk.tui.widgets.feed import Feed


class Reading:
    """Hands the feed its rows. What the agent has left meanwhile, a view or a query, is not shown any more."""

    def __init__(self, desk: Desk, feed: Feed) -> None:
        """Read at this desk, for this feed."""
        self._desk = desk
        self._feed = feed
        self._lock = asyncio.Lock()
        self._search: tuple[Sought, Trail] | None = None
        """What is searched for and shown, as it was asked, and what has been found of it."""
        self._limit: tuple[Sought, Trail] | None = None

    async def read(self) -> None:
        """Read what is shown as far as the page after the one with the cursor, or the last mark. Raises StoreError."""
        async with self._lock:  # of two readings the later one is shown last
            if self._feed.search is not None:
                await self._read_search(self._feed.search)
            elif self._feed.limit is not None:
                await self._read_limit(self._feed.limit)
            else:
                await self._read_view()

    async def read_on(self) -> None:
        """Read on where what is loaded ends. Raises StoreError."""
        async with self._lock:
            if self._feed.search is not None:
                if self._search is not None and _is_same(self._search[0], self._feed.search):
                    await self._search[1].go_on()
                    await self._show_search(*self._search)
            elif self._feed.limit is not None:
                if self._limit is not None and _is_same(self._limit[0], self._feed.limit):
                    await self._limit[1].go_on()
                    await self._show_limit(*self._limit)
            else:
                await self._read_view_on()

    # A view.

    async def _read_view(self) -> None:
        view, window = self._feed.view, self._feed.window
        pages = window.last_needed // QUEUE_PAGE + 2 if window.last_needed else 1
        rows = await self._desk.queue(view, limit=pages * QUEUE_PAGE)
        held = await self._held(rows)
        if self._feed.shows_whole(view):
            self._feed.show_rows(rows, self._desk.now(), is_whole=len(rows) < pages * QUEUE_PAGE, held=held)

    async def _read_view_on(self) -> None:
        view, window = self._feed.view, self._feed.window
        if window.last_key is None or window.is_whole:
            return
        rows = await self._desk.queue(view, window.last_key)
        if self._feed.shows_whole(view):
            self._feed.add_rows(rows, is_whole=len(rows) < QUEUE_PAGE)

    async def _held(self, rows: Sequence[QueueRow]) -> QueueRow | None:
        """The case under the cursor as it is now, where it has left what is shown."""
        selected = self._feed.selected
        if selected is None or any(row.case_id == selected.case_id for row in rows):
            return None
        return next(iter(await self._desk.rows([selected.case_id])), None)

    # A search.

    async def _read_search(self, sought: Sought) -> None:
        """Find the first page; of what was found before, look at the newest once more."""
        if self._search is not None and _is_same(self._search[0], sought):
            await self._search[1].look_again()
            await self._show_search(*self._search)
            return
        trail = Trail(self._desk, sought.query, sought.only)
        is_first = True
        while is_first or not (trail.is_whole or trail.is_long or len(trail.found) >= SEARCH_PAGE):
            await trail.go_on()
            if not await self._show_search(sought, trail, is_first=is_first):
                return
            self._search, is_first = (sought, trail), False

    async def _show_search(self, sought: Sought, trail: Trail, *, is_first: bool = False) -> bool:
        """Show what has been found so far. Returns whether it is still looked for."""
        rows = [as_found(row, trail.found[row.case_id]) for row in await self._desk.rows(list(trail.found))]
        held = None if is_first else await self._held(rows)
        if self._feed.search is None or not _is_same(self._feed.search, sought):
            return False
        self._feed.show_found(_so_far(self._feed.search, trail), rows, self._desk.now(), is_first=is_first, held=held)
        return True

    # A limit.

    async def _read_limit(self, limit: Sought) -> None:
        """Find all that belongs into the limited view: its order is not that of what is found."""
        if self._limit is not None and _is_same(self._limit[0], limit):
            await self._limit[1].look_again()
            await self._show_limit(*self._limit)
            return
        trail = Trail(self._desk, within(limit.query, limit.view), None)
        is_first = True
        while is_first or not (trail.is_whole or trail.is_long):
            await trail.go_on()
            if not await self._show_limit(limit, trail, is_first=is_first):
                return
            self._limit, is_first = (limit, trail), False

    async def _show_limit(self, limit: Sought, trail: Trail, *, is_first: bool = False) -> bool:
        """Show what has been found so far. Returns whether it is still looked for."""
        found = await self._desk.rows(list(trail.found))
        rows = sorted((row for row in found if stands_in(row, limit.view, self._desk.agent)), key=in_order)
        held = None if is_first else await self._held(rows)
        shown = self._feed.limit
        if self._feed.search is not None or shown is None or not _is_same(shown, limit):
            return False
        self._feed.show_found(_so_far(shown, trail), rows, self._desk.now(), is_first=is_first, held=held)
        return True


def _is_same(one: Sought, other: Sought) -> bool:
    """Whether the same is asked of the same cases."""
    return (one.typed, one.only, one.view) == (other.typed, other.only, other.view)


def _so_far(sought: Sought, trail: Trail) -> Sought:
    return replace(sought, found=trail.found, is_whole=trail.is_whole, looked_back_to=trail.looked_back_to)
