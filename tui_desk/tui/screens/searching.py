"""The keys that look for cases: a search in the place of the feed, and a limit of the present lane."""

from collections.abc import Coroutine
from dataclasses import replace
from datetime import tzinfo
from typing import Any, Protocol

from textual.widget import Widget

from tui_desk.desk.desk import Desk
from tui_desk.desk.views import DeskStatus
from tui_desk.domain.ids import CaseId
from tui_desk.domain.search import Query, parse
from tui_desk.tui.present.completion import Round
from tui_desk.tui.present.search import Sought, completions, meaning
from tui_desk.tui.present.words import Words
from tui_desk.tui.widgets.ask_line import AskLine
from tui_desk.tui.widgets.feed import Feed

_NOTHING_ASKED = Words("Nothing to find", "Write words, or an operator such as from:anna or is:owed.")


class Surroundings(Protocol):
    """What searching needs of the screen around it."""

    feed: Feed
    search_line: AskLine

    @property
    def focused(self) -> Widget | None:
        """The widget that has the keys."""
        ...

    @property
    def status(self) -> DeskStatus | None:
        """What the status line says."""
        ...

    def take_keys(self, widget: Widget) -> None:
        """Give the keys to a widget, from the very next key on."""
        ...

    def go_to_feed(self) -> None:
        """Give the keys to the feed, and bring it on the screen."""
        ...

    def go_to_thread(self) -> None:
        """Give the keys to the thread, or to what stands in its place."""
        ...

    async def read_shown(self) -> None:
        """Read what the feed shows anew, and the thread of the case under the cursor where none is there."""
        ...

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Do some work beside the keys."""
        ...

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not."""
        ...


class Searching:
    """Has one line to write in, for a search or a limit. What is found comes beside the keys, the newest query wins."""

    def __init__(
        self,
        around: Surroundings,
        desk: Desk,
        zone: tzinfo,
    ) -> None:
        """Times in queries mean times in `zone`."""
        self._around = around
        self._line = around.search_line
        self._desk = desk
        self._zone = zone
        self._completing = Round(lambda typed: completions(typed, self.labels))
        self._came_from: Widget | None = None
        self._limits = False
        """Whether what is written is a limit."""
        self._limit_before: Sought | None = None
        self._taken_in = ""
        """What was written when it was looked at last."""
        self._is_due = False
        self._is_reading = False
        self._opens_when_read = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the cases that are loaded."""
        return tuple(sorted({label for row in self._around.feed.loaded for label in row.labels}))

    # The line.

    async def action_case_search(self, typed: str = "") -> None:
        """Write a search, or do one that is given; a search that is shown is written on."""
        if typed:
            self.give(typed, limits=False)
            return
        search = self._around.feed.search
        await self._open(limits=False, text=search.typed if search is not None and search.only is None else "")

    async def action_case_limit(self, typed: str = "") -> None:
        """Limit the present lane to what a query finds; nothing written lifts the limit."""
        self._around.feed.leave_search()
        if typed:
            self.give(typed, limits=True)
            return
        limit = self._around.feed.limit
        await self._open(limits=True, text=limit.typed if limit is not None else "")

    def show_typed(self) -> None:
        """Look for what is written now; what is not understood is said."""
        typed = self._line.typed
        if not self._line.display or typed == self._taken_in:
            return
        self._taken_in = typed
        query = self._query(typed)
        self._line.show_meaning(meaning(typed, query))
        if not typed.strip():
            self._show_nothing_typed()
        elif not query.is_empty:
            self._look_for(Sought(typed, query), limits=self._limits)

    def action_search_complete(self) -> None:
        """Complete the last word to an operator, or to a value of one; again to the next that fits."""
        if (completed := self._completing.turn(self._line.typed)) is not None:
            self._line.write(completed)

    def action_search_open(self) -> None:
        """Go into the thread of the case under the cursor, or into the limited lane."""
        self.show_typed()  # word of the last letters may be under way still
        if self._limits or self._around.feed.search is None:
            self._close()
            self._around.go_to_feed()
        elif self._is_reading and not self._around.feed.search.found:
            self._opens_when_read = True  # what stands there still is what was looked for before
        elif self._around.feed.selected is not None:
            self._close()
            self._around.go_to_thread()

    def action_search_leave(self) -> None:
        """Go back to the lane as it was."""
        came_from = self._came_from
        if self._limits:
            self._around.feed.limit_to(self._limit_before)
        else:
            self._around.feed.leave_search()
        self._close()
        self._read_soon()
        if came_from is None or came_from is self._around.feed:
            self._around.go_to_feed()
        else:
            self._around.go_to_thread()

    def action_search_next(self) -> None:
        """Move to the next case."""
        self._around.feed.action_feed_next()

    def action_search_previous(self) -> None:
        """Move to the previous case."""
        self._around.feed.action_feed_previous()

    def action_search_page_down(self) -> None:
        """Move down by a page of cases."""
        self._around.feed.action_feed_page_down()

    def action_search_page_up(self) -> None:
        """Move up by a page of cases."""
        self._around.feed.action_feed_page_up()

    def lift(self) -> bool:
        """Leave the search that is shown, else lift the limit. Returns whether there was one."""
        feed = self._around.feed
        if feed.search is not None:
            feed.leave_search()
        elif feed.limit is not None:
            feed.limit_to(None)
        else:
            return False
        self._read_soon()
        return True

    # What is looked for.

    async def _open(self, *, limits: bool, text: str) -> None:
        feed = self._around.feed
        self._came_from = self._around.focused
        self._limits, self._limit_before, self._taken_in = limits, feed.limit, text
        self._around.go_to_feed()
        self._around.take_keys(await self._line.ask("&" if limits else "/", text))
        self._line.show_meaning(meaning(text, self._query(text)))

    def _close(self) -> None:
        self._line.display = False
        self._opens_when_read = False
        self._came_from = self._limit_before = None

    def give(self, typed: str, name: str = "", *, limits: bool = False) -> None:
        """Look for what is given, without a line to write in. `name`: of the saved view it is."""
        query = self._query(typed)
        if query.is_empty:
            self._around.tell(Words(_NOTHING_ASKED.title, meaning(typed, query) or _NOTHING_ASKED.sentence))
            return
        self._around.go_to_feed()
        self._look_for(Sought(typed, query, name=name), limits=limits)

    def show_one(self, case_id: CaseId) -> None:
        """Show one case alone, in whichever lane it is."""
        self._around.go_to_feed()
        self._look_for(Sought(f"case {case_id}", Query(), only=case_id), limits=False)

    def _look_for(self, sought: Sought, *, limits: bool) -> None:
        feed, status = self._around.feed, self._around.status
        if limits:
            feed.limit_to(replace(sought, view=feed.view))
        else:
            account = status.account.handle if status is not None and status.account is not None else ""
            feed.look_for(replace(sought, account=account))
        self._read_soon()

    def _show_nothing_typed(self) -> None:
        if self._limits:
            self._around.feed.limit_to(None)
        else:
            self._around.feed.leave_search()
        self._read_soon()

    def _query(self, typed: str) -> Query:
        return parse(typed, self._desk.now(), self._zone)

    def _read_soon(self) -> None:
        """Have what the feed shows read, beside the keys; once more if it has become something else meanwhile."""
        self._is_due = True
        if not self._is_reading:
            self._is_reading = True
            self._around.in_background(self._read())

    async def _read(self) -> None:
        try:
            while self._is_due:
                self._is_due = False
                await self._around.read_shown()
        finally:
            self._is_reading = False
        if self._opens_when_read:
            self._opens_when_read = False
            self.action_search_open()
