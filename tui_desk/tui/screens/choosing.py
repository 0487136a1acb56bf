"""The keys that say which cases the agent looks at, and which ones the next decision is for."""

from typing import Protocol

from tui_desk.desk.views import QueueView
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

    def __init__(self, around: Surroundings, asking: Asking) -> None:
        """Choose in these surroundings."""
        self._around = around
        self._asking = asking

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

    def action_case_mark(self) -> None:
        """Mark the case, or take its mark off."""
        self._around.feed.toggle_mark()

    def action_case_mark_range(self) -> None:
        """Mark every case from the last mark to this one."""
        self._around.feed.mark_to_cursor()

    async def action_case_mark_pattern(self) -> None:
        """Mark every case with these words in it."""

        async def take(words: str) -> Words | None:
            if words and not self._around.feed.mark_matching(words):
                return Words("No case has these words", "They are looked for in handles, names, words and labels.")
            return None

        await self._asking.ask("mark every case with", take)

    def action_feed_unmark(self) -> None:
        """Take all marks off."""
        self._around.feed.clear_marks()
