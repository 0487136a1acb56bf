"""Reading the queue for the feed: the view that it shows, as far as it is needed, and the case that it holds."""

import asyncio
from collections.abc import Sequence

from tui_desk.desk.desk import QUEUE_PAGE, Desk
from tui_desk.desk.views import QueueRow
from tui_desk.tui.widgets.feed import Feed


class Reading:
    """Hands the feed its rows. A view that the agent has left meanwhile is not shown any more."""

    def __init__(self, desk: Desk, feed: Feed) -> None:
        """Read at this desk, for this feed."""
        self._desk = desk
        self._feed = feed
        self._lock = asyncio.Lock()

    async def read(self) -> None:
        """Read the view as far as the page after the one with the cursor. Raises StoreError."""
        async with self._lock:  # of two readings the later one is shown last
            view, window = self._feed.view, self._feed.window
            pages = window.cursor // QUEUE_PAGE + 2 if window.cursor else 1
            rows = await self._desk.queue(view, limit=pages * QUEUE_PAGE)
            held = await self._held(rows)
            if self._feed.view is view:
                self._feed.show_rows(rows, self._desk.now(), is_whole=len(rows) < pages * QUEUE_PAGE, held=held)

    async def read_on(self) -> None:
        """Read on where the loaded part of the view ends. Raises StoreError."""
        async with self._lock:
            view, window = self._feed.view, self._feed.window
            if window.last_key is None or window.is_whole:
                return
            rows = await self._desk.queue(view, window.last_key)
            if self._feed.view is view:
                self._feed.add_rows(rows, is_whole=len(rows) < QUEUE_PAGE)

    async def _held(self, rows: Sequence[QueueRow]) -> QueueRow | None:
        """The case under the cursor as it is now, where it has left the view."""
        selected = self._feed.selected
        if selected is None or any(row.case_id == selected.case_id for row in rows):
            return None
        return next(iter(await self._desk.rows([selected.case_id])), None)
