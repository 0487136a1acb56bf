"""The tour of the practice desk: it watches what the agent does, ticks it off, and never gets in the way of a key."""

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from textual.widget import AwaitMount, Widget

from tui_desk.desk.desk import Desk
from tui_desk.desk.store_port import StoreError
from tui_desk.desk.views import Thread
from tui_desk.tui.present.tour import TourStep, done_in, next_step
from tui_desk.tui.screens.arranging import Arranging
from tui_desk.tui.widgets.one_line import OneLine

if TYPE_CHECKING:
    from tui_desk.tui.widgets.tour_bar import TourBar


class Surroundings(Protocol):
    """What the tour needs of the screen."""

    status_line: OneLine

    def key_of(self, action_id: str) -> str:
        """The key that does an action, as it is shown."""
        ...

    def mount(self, *widgets: Widget, before: Widget) -> AwaitMount:
        """Put the tour on the screen."""
        ...


class Touring:
    """Tells what was done by what it sees on the screen. Whoever has left it is not offered it again."""

    def __init__(self, around: Surroundings, arranging: Arranging, desk: Desk) -> None:
        """`arranging` keeps that the tour is over."""
        self._around = around
        self._arranging = arranging
        self._desk = desk
        self._bar: TourBar | None = None
        self._began_at = 0
        self._done: frozenset[TourStep] = frozenset()
        self._seen: Thread | None = None
        """The case that was looked at last."""

    @property
    def is_open(self) -> bool:
        """Whether the tour is on the screen."""
        return self._bar is not None

    async def begin(self) -> None:
        """Put the tour on the screen, with nothing done."""
        # Few desks ever show it.
        from tui_desk.tui.widgets.tour_bar import TourBar

        self._began_at = self._desk.now()
        self._done, self._seen = frozenset(), None
        self._bar = bar = TourBar(self._around.key_of)
        await self._around.mount(bar, before=self._around.status_line)

    async def begin_unless_over(self) -> None:
        """Begin the tour on the first day."""
        if not self.is_open and not self._arranging.habits.tour_is_over:
            await self.begin()

    async def leave(self) -> None:
        """Take the tour off the screen, for good."""
        if (bar := self._bar) is not None:
            self._bar = None
            self._arranging.change(replace(self._arranging.habits, tour_is_over=True))
            await bar.remove()

    async def action_desk_tour(self) -> None:
        """Take the tour from its beginning, or leave it."""
        await (self.leave() if self.is_open else self.begin())

    def moved(self) -> None:
        """The agent went to another case."""
        self._tick({TourStep.MOVE})

    def read(self) -> None:
        """The agent went into a conversation."""
        self._tick({TourStep.READ})

    async def look(self, thread: Thread | None) -> None:
        """See what was done in the case on the screen, and in the one before it, which it may have closed."""
        if not self.is_open:
            return
        before, self._seen = self._seen, thread
        if before is not None and (thread is None or before.case.case_id != thread.case.case_id):
            try:
                left = await self._desk.thread(before.case.case_id)
            except StoreError:
                left = None  # the screen says so; the tour has only missed a step
            if left is not None:
                self._tick(done_in(before, left, self._desk.agent, self._began_at))
        if thread is not None:
            self._tick(done_in(before, thread, self._desk.agent, self._began_at))

    def _tick(self, done: frozenset[TourStep] | set[TourStep]) -> None:
        if self._bar is not None and not done <= self._done:
            self._done |= done
            self._bar.show(self._done)
            if next_step(self._done) is None:
                self._arranging.change(replace(self._arranging.habits, tour_is_over=True))
