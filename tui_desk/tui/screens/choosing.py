"""The keys that say which cases the agent looks at, and which ones the next decision is for."""

from collections.abc import Callable
from typing import Protocol

from tui_desk.desk.views import QueueView
from tui_desk.tui.messages import NothingMarked
from tui_desk.tui.present.words import Words
from tui_desk.tui.screens.asking import Asking
from tui_desk.tui.widgets.feed import Feed


class Surroundings(Protocol):
    """What choosing needs of the screen around it."""

    feed: Feed

    async def show_view(self, view: QueueView) -> None:
        """Show another view of the queue."""
        ...

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not."""
        ...


class Choosing:
    """Turns to views, and marks cases."""

    def __init__(self, around: Surroundings, asking: Asking, lift: Callable[[], bool]) -> None:
        """Choose in these surroundings. `lift`: leaves a search or a limit; returns whether there was one."""
        self._around = around
        self._asking = asking
        self._lift = lift

    async def action_case_view_now(self) -> None:
        """Show what is due next."""
        await self._around.show_view(QueueView.NOW)

    async def action_case_view_mine(self) -> None:
        """Show the agent's own cases."""
        await self._around.show_view(QueueView.MINE)

    async def action_case_view_owed(self) -> None:
        """Show the cases that owe the public a closing word."""
        await self._around.show_view(QueueView.OWED)

    async def action_case_view_waiting(self) -> None:
        """Show the cases that wait for the customer."""
        await self._around.show_view(QueueView.WAITING)

    async def action_case_view_snoozed(self) -> None:
        """Show the cases that are out of sight."""
        await self._around.show_view(QueueView.SNOOZED)

    async def action_case_view_praise(self) -> None:
        """Show the people to thank."""
        await self._around.show_view(QueueView.PRAISE)

    async def action_case_view_everything(self) -> None:
        """Show every case."""
        await self._around.show_view(QueueView.EVERYTHING)

    async def action_feed_next_view(self) -> None:
        """Show the view to the right of this one, and after the last one the first."""
        await self._turn_view(1)

    async def action_feed_previous_view(self) -> None:
        """Show the view to the left of this one, and before the first one the last."""
        await self._turn_view(-1)

    async def _turn_view(self, steps: int) -> None:
        views = list(QueueView)
        here = views.index(self._around.feed.view)
        await self._around.show_view(views[(here + steps) % len(views)])

    def action_case_mark(self) -> None:
        """Mark the case, or take its mark off."""
        self._around.feed.toggle_mark()

    def action_case_mark_range(self) -> None:
        """Mark every case from the last mark to this one."""
        self._around.feed.mark_to_cursor()

    async def action_case_mark_pattern(self, pattern: str | None = None) -> None:
        """Mark every case with these words in it."""

        async def take(words: str) -> Words | None:
            if words and not self._around.feed.mark_matching(words):
                return Words("No case has these words", "They are looked for in handles, names, words and labels.")
            return None

        await self._asking.ask("mark every case with", take, answer=pattern)

    def action_feed_unmark(self) -> None:
        """Take all marks off; where there are none, leave the search or the limit, else say so: the tour goes."""
        feed = self._around.feed
        if feed.marked:
            feed.clear_marks()
        elif not self._lift():
            feed.post_message(NothingMarked())
