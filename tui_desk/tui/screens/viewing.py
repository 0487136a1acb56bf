"""Lanes, saved views and single cases by their names and numbers, and saving what is shown as a view."""

from collections.abc import Callable, Sequence
from typing import Protocol

from tui_desk.config.views import SavedView, ViewError
from tui_desk.desk.desk import Desk
from tui_desk.desk.store_port import StoreError
from tui_desk.desk.views import QueueView
from tui_desk.domain.ids import CaseId
from tui_desk.domain.refusals import NoSuchCase
from tui_desk.tui.finding import lane_words
from tui_desk.tui.present.spans import KeyOf
from tui_desk.tui.present.words import Words, refusal_words
from tui_desk.tui.screens.asking import Asking
from tui_desk.tui.screens.searching import Searching
from tui_desk.tui.widgets.feed import Feed

SAVE = "save"
"""What follows it is the name to save what is shown under."""
_MOST_DIGITS = 18
"""In the number of a case."""


class Surroundings(Protocol):
    """What showing views needs of the screen around it."""

    feed: Feed

    async def show_view(self, view: QueueView) -> None:
        """Show another view of the queue."""
        ...

    def say(self, words: Words) -> None:
        """Say what was done."""
        ...


class Viewing:
    """Knows the saved views."""

    def __init__(
        self,
        around: Surroundings,
        asking: Asking,
        searching: Searching,
        desk: Desk,
        key_of: KeyOf,
        views: Sequence[SavedView],
        save_view: Callable[[SavedView], None],
    ) -> None:
        """Show by this searching. `save_view` keeps a view for good; raises ViewError."""
        self._around = around
        self._asking = asking
        self._searching = searching
        self._desk = desk
        self._key_of = key_of
        self._views = list(views)
        self._save_view = save_view

    @property
    def names(self) -> tuple[str, ...]:
        """The lanes and the saved views, as they are named to be shown."""
        return (*QueueView, *(view.name for view in self._views))

    async def action_case_view(self, words: str | None = None) -> None:
        """Show a lane or a saved view by its name; after "save", save what is shown under a name."""
        names = ", ".join(self.names)
        await self._asking.ask("view", self._show, answer=words, meaning=lambda written: "" if written else names)

    async def action_case_goto(self, number: str | None = None) -> None:
        """Show one case by its number."""
        await self._asking.ask("number of the case", self._go_to, answer=number)

    async def _show(self, words: str) -> Words | None:
        verb, _, name = words.partition(" ")
        if verb.casefold() == SAVE:
            return self._save(name.strip())
        wanted = words.casefold()
        lane = next((lane for lane in QueueView if lane == wanted), None)
        view = next((view for view in self._views if view.name.casefold() == wanted), None)
        if lane is None and view is None:
            return Words(f"There is no view “{words}”", f"There are {', '.join(self.names)}.")
        self._asking.drop()
        if lane is not None:
            await self._around.show_view(lane)
        elif view is not None:
            self._searching.give(view.query, view.name)
        return None

    def _save(self, name: str) -> Words | None:
        query = self._shown_query()
        if query is None:
            keys = f"Search with {self._key_of('case.search')} or limit the lane with {self._key_of('case.limit')}"
            return Words("There is nothing to save", f"{keys} first.")
        view = SavedView(name, query)
        try:
            self._save_view(view)
        except ViewError as error:
            return Words(error.title, error.sentence)
        self._views.append(view)
        self._around.say(Words(f"Saved as {name}", "A key for it can be written into views.toml."))
        return None

    def _shown_query(self) -> str | None:
        """What the feed shows as a query; None where it shows a whole lane, or one case."""
        search, limit = self._around.feed.search, self._around.feed.limit
        if search is not None:
            return search.typed.strip() if search.only is None else None
        return f"{limit.typed.strip()} {lane_words(limit.view)}".strip() if limit is not None else None

    async def _go_to(self, number: str) -> Words | None:
        digits = number.removeprefix("#")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
            return Words("That is no number of a case", "Write it like 123.")
        case_id = CaseId(int(digits))
        try:
            is_there = bool(await self._desk.rows([case_id]))
        except StoreError as error:
            return Words(error.title, error.sentence)
        if not is_there:
            return refusal_words(NoSuchCase(), self._key_of)
        self._asking.drop()
        self._searching.show_one(case_id)
        return None
