"""The desk: feed, thread and composer on one screen. It reads the views and hands them to the panes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import tzinfo
from typing import Any

from textual import on
from textual.reactive import var
from textual.timer import Timer
from textual.widget import MountError

from tui_desk.config.keymap import Keymap
from tui_desk.config.settings import Settings
from tui_desk.desk.desk import Desk
from tui_desk.desk.store_port import StoreError
from tui_desk.desk.views import Change, DeskStatus, QueueView, Thread
from tui_desk.domain.ids import CaseId, OutboxId
from tui_desk.domain.permission import Capabilities
from tui_desk.tui import messages as heard
from tui_desk.tui.bell import Bell, Policy, rows_for
from tui_desk.tui.present.arguments import Argument, InUse, fitting
from tui_desk.tui.present.commands import Takes
from tui_desk.tui.present.status import status_line
from tui_desk.tui.present.thread import Reader
from tui_desk.tui.present.words import Words, problem_words
from tui_desk.tui.screens.arranging import Arranging
from tui_desk.tui.screens.choosing import Choosing
from tui_desk.tui.screens.closing import Closing
from tui_desk.tui.screens.commanding import Commanding
from tui_desk.tui.screens.deciding import Deciding
from tui_desk.tui.screens.editing import Editing
from tui_desk.tui.screens.inserting import Inserting
from tui_desk.tui.screens.panels import Panels
from tui_desk.tui.screens.panes import Panes
from tui_desk.tui.screens.reading import Reading
from tui_desk.tui.screens.recalling import Recalling
from tui_desk.tui.screens.searching import Searching
from tui_desk.tui.screens.sending import Sending
from tui_desk.tui.screens.snoozing import Snoozing
from tui_desk.tui.screens.sorting import Sorting
from tui_desk.tui.screens.stuck_sends import StuckSends
from tui_desk.tui.screens.thanking import Thanking
from tui_desk.tui.screens.touring import Touring
from tui_desk.tui.screens.viewing import Viewing
from tui_desk.tui.screens.writing import SAVE_AFTER, Writing
from tui_desk.tui.shelf import Shelf
from tui_desk.tui.stale import Stale
from tui_desk.tui.widgets.ask_line import AskLine

COALESCE = 0.1
"""Seconds between two readings of the store, however often it changes."""

FIRST_CHORES = 0.15
"""Seconds that the first page is given to be drawn before anything else is done."""

HEARTBEAT = 5.0
"""Seconds between two looks at whether somebody talks to X, and at what has returned from a snooze."""


class DeskScreen(Panes):
    """What an agent sees all day."""

    thread: var[Thread | None] = var(None)
    """The case on the screen."""
    status: var[DeskStatus | None] = var(None)

    def __init__(
        self,
        desk: Desk,
        keymap: Keymap,
        settings: Settings,
        shelf: Shelf,
        keep_engine: Callable[[bool], Awaitable[None]],
        zone: tzinfo,
        theme_names: Sequence[str],
    ) -> None:
        """`keep_engine` is told now and then whether an engine is at work, and starts what is missing.

        `zone` is the agent's time zone; `theme_names` are those of the themes that can be worn.
        """
        capabilities = Capabilities(may_reply_unsummoned=settings.account.may_reply_unsummoned)
        super().__init__(desk, keymap, settings, capabilities, zone, shelf.habits)
        self._desk = desk
        self._keep_engine = keep_engine
        self._zone = zone
        self._theme_names = theme_names
        self._intervals = {
            "mentions": int(settings.engine.mentions_interval_seconds * 1000),
            "messages": int(settings.engine.messages_interval_seconds * 1000),
            "own_posts": int(settings.engine.own_posts_interval_seconds * 1000),
        }
        self._is_settled = False
        """Whether the first page has been seen, so that what takes its time may begin."""
        self._reading = Reading(desk, self.feed)
        self._stale = Stale()
        self._seconds: Timer | None = None
        self._pause_until: Timer | None = None
        self._saving: Timer | None = None
        deciding = Deciding(self, desk, self.key_of, zone)
        self._panels = Panels(self, deciding, self.asking, desk, shelf, capabilities)
        self.writing = Writing(self, desk, shelf, capabilities, self.key_of)
        self._sending = Sending(self, deciding, self.writing, desk, shelf, self.key_of, zone)
        self._inserting = Inserting(self, self.writing)
        self._shelf = shelf
        self._bell = Bell(Policy(settings.desk.bell))
        arranging = Arranging(self, shelf.habits, shelf.keep_habits)
        self._searching = Searching(self, desk, zone)
        self._viewing = Viewing(self, self.asking, self._searching, desk, self.key_of, shelf.views, shelf.save_view)
        self.commanding = Commanding(self, self._fitting)
        self._touring = Touring(self, arranging, desk)
        self.acting = (
            self.asking,
            arranging,
            self._touring,
            self._panels,
            self.writing,
            self._sending,
            self._inserting,
            Editing(self, self.writing),
            Recalling(self, self.writing, desk),
            deciding,
            Choosing(self, self.asking, self._searching.lift),
            self._searching,
            self._viewing,
            self.commanding,
            Closing(deciding, self.asking, self.key_of),
            Snoozing(deciding, self.asking, desk, self.key_of, zone),
            Sorting(self, deciding, self.asking, desk),
            StuckSends(self, deciding, self._sending, desk, self.key_of),
            Thanking(self, deciding, self.asking, self.writing, self._sending, desk, shelf),
        )
        """What does the actions of this screen that are not its own; the app looks for them here."""

    async def on_mount(self) -> None:
        """Read the first page before the first frame; what changes from here on is heard of."""
        changes = self._desk.changes()
        self.take_keys(self.feed)
        self.watch(self, "focused", self._follow_focus)
        self._seconds = self.set_interval(1, self._count_down, pause=True)
        self.set_interval(60, self._show_ages)
        self.set_interval(HEARTBEAT, self._beat)
        self._stale = Stale(queue=True, status=True)
        await self._read_stale()
        await self.read_thread()
        self.run_worker(self._listen(changes), name="changes")
        self.set_timer(FIRST_CHORES, self._beat)
        self.set_timer(FIRST_CHORES, self._settle)

    async def _settle(self) -> None:
        """Do what the first page did without; an agent who leaves already does without, too."""
        with suppress(MountError):
            await self.composer.prepare()  # before the first key that wants it
            if self._shelf.offers_tour:
                await self._touring.begin_unless_over()
        self._is_settled = True
        self.pane.show(self.thread, self.reader())
        for problem in await asyncio.to_thread(self._shelf.late_problems):
            self.tell(problem_words(problem), is_error=True)

    # What changes in the store.

    async def _listen(self, changes: AsyncIterator[Sequence[Change]]) -> None:
        """Hear of every commit; after trouble with the store, listen again and read everything anew."""
        while True:
            try:
                async for batch in changes:
                    self._take_in(batch)
            except StoreError as error:
                self._tell_trouble(error)
            else:
                return
            await asyncio.sleep(HEARTBEAT)
            changes = self._desk.changes()
            self._stale = Stale(queue=True, thread=True, status=True)
            self.post_message(heard.StoreChanged())

    def _take_in(self, batch: Sequence[Change]) -> None:
        self._stale.note((change for change in batch if not self.writing.is_own_echo(change)), self._shown_case())
        if self._stale != Stale():
            self.post_message(heard.StoreChanged())

    @on(heard.StoreChanged)
    async def read_again(self) -> None:
        """Read what has changed, at most ten times a second."""
        if self._pause_until is None:
            self._pause_until = self.set_timer(COALESCE, self._end_pause)
            await self._read_stale()

    async def _end_pause(self) -> None:
        self._pause_until = None
        if self._stale != Stale():
            await self.read_again()

    async def _read_stale(self) -> None:
        stale = self._stale.take()
        try:
            if stale.status:
                self.status = await self._desk.status()
            if stale.queue:
                await self._reading.read()
        except StoreError as error:
            self._tell_trouble(error)
        if stale.thread:
            await self.read_thread()

    @on(heard.MoreWanted)
    async def read_more(self) -> None:
        """Read on where the loaded part of the view ends."""
        try:
            await self._reading.read_on()
        except StoreError as error:
            self._tell_trouble(error)

    async def show_view(self, view: QueueView) -> None:
        """Show another view of the queue, its first case under the cursor."""
        self.feed.show_view(view)
        self.go_to_feed()
        await self.read_shown()

    async def read_shown(self) -> None:
        """Read what the feed shows anew, and take the thread off the screen where no case is left to be read."""
        try:
            await self._reading.read()
        except StoreError as error:
            self._tell_trouble(error)
        if self.feed.selected is None:
            await self.read_thread()

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Do some work beside the keys."""
        self.run_worker(work)

    # What is on the screen.

    def _shown_case(self) -> CaseId | None:
        return self.thread.case.case_id if self.thread is not None else None

    @on(heard.CaseSelected)
    async def follow(self) -> None:
        """Show the thread of the case under the cursor. A text for another case is put away, kept as a draft."""
        if (selected := self.feed.selected) is None:
            return
        if self.thread is not None:  # else the first case has come by itself
            self._touring.moved()
        await self.writing.leave_case(selected.case_id)
        if selected.case_id != self._shown_case():
            await self.read_thread()

    async def read_thread(self) -> Thread | None:
        """Read the thread of the selected case; None where there is none, or no way to read it."""
        while (selected := self.feed.selected) is not None:
            try:
                thread = await self._desk.thread(selected.case_id)
            except StoreError as error:
                self._tell_trouble(error)
                return None
            now_selected = self.feed.selected
            if now_selected is not None and now_selected.case_id == selected.case_id:  # else the cursor has moved on
                await self._show_thread(thread)
                return thread
        await self._show_thread(None)
        return None

    async def _show_thread(self, thread: Thread | None) -> None:
        self.thread = thread
        await self._panels.refresh()
        await self._touring.look(thread)

    def watch_thread(self, thread: Thread | None) -> None:
        """Hand the thread to its pane; count down while a send can be taken back."""
        self.pane.show(thread, self.reader())
        if self._seconds is not None and self.pane.counts_down:
            self._seconds.resume()

    def watch_status(self, status: DeskStatus | None) -> None:
        """Hand the status to the line and the counts to the feed."""
        budgets = self.thread.budgets if self.thread is not None else ()
        self.status_line.show(status_line(status, self._desk.now(), self._intervals, self._zone, budgets))
        if status is not None:
            self.feed.show_counts(status.counts)

    async def _follow_focus(self) -> None:
        """The keys mean something else now; what was typed is kept."""
        self.show_hints()
        if self.focused is self.pane:
            self._touring.read()
        await self.save_draft()

    def reader(self) -> Reader:
        """Who reads, when and where."""
        agent, now = self._desk.agent, self._desk.now()
        return Reader(agent, now, self._zone, self.key_of, tells_their_time=self._is_settled)

    def _count_down(self) -> None:
        self.pane.tick(self._desk.now())
        if self._seconds is not None and not self.pane.counts_down:
            self._seconds.pause()

    def _show_ages(self) -> None:
        self.feed.show_ages(self._desk.now())
        self.pane.tick(self._desk.now())
        self.watch_status(self.status)  # it says how long there is until the nearest clock ends

    async def _beat(self) -> None:
        """Bring back what has returned from a snooze, and have whoever talks to X started, if nobody does."""
        try:
            await self._desk.wake_returned()
            self.status = status = await self._desk.status()
        except StoreError as error:
            self._tell_trouble(error)
            return
        await self._look_at_clocks(status)
        alive = status.engine_until is not None and status.engine_until > self._desk.now()
        self.run_worker(self._keep_engine(alive), name="engine", group="engine", exclusive=True)

    async def _look_at_clocks(self, status: DeskStatus) -> None:
        """Ring if a clock has come near its end since the last look."""
        if self._bell.policy is Policy.OFF:
            return
        try:
            rows = await rows_for(self._bell.policy, self._desk)
        except StoreError as error:
            self._tell_trouble(error)
            return
        waiting = status.counts.cases.get(QueueView.NOW, 0)
        if (words := self._bell.ring_for(rows, waiting, self._desk.now())) is not None:
            self.post_message(heard.Alarm(words))

    @on(heard.NothingMarked)
    async def leave_tour(self) -> None:
        """Take the tour off the screen, by a key that has nothing else to do."""
        await self._touring.leave()

    def _tell_trouble(self, error: StoreError) -> None:
        """Say that the store cannot be read, and go on with what is on the screen."""
        self.tell(Words(error.title, error.sentence), is_error=True)

    # Writing.

    @on(AskLine.Written)
    def take_in_written(self, event: AskLine.Written) -> None:
        """Look for what is written, offer what fits it, or say how an answer is understood."""
        if event.line is self.search_line:
            self._searching.show_typed()
        elif event.line is self.command_line:
            self.commanding.show_typed()
        else:
            self.asking.show_meaning()

    def _fitting(self, takes: Takes, typed: str) -> list[Argument]:
        """What is known to fit after the name of an action."""
        owners = {row.owner for row in self.feed.loaded if row.owner is not None}
        agents = sorted({*owners, self._desk.agent})
        in_use = InUse(self._searching.labels, agents, self._viewing.names, self._theme_names)
        return fitting(takes, typed, in_use, self._desk.now(), self._zone)

    async def on_composer_text_emoji_typed(self) -> None:
        """Open the list of emoji."""
        await self._inserting.open_after_colon()

    async def on_reply_list_nothing_fits(self) -> None:
        """What was typed is no emoji: it is text."""
        await self._inserting.give_way()

    async def on_composer_text_slash_typed(self) -> None:
        """Open the list of saved replies. By its name: the message's class comes late, with the composer."""
        await self._inserting.open_after_slash()

    @on(heard.DraftChanged)
    def keep_draft(self) -> None:
        """Count what is typed, and save it soon: once for several keys."""
        self.writing.count()
        if self.writing.is_unsaved and self._saving is None:
            self._saving = self.set_timer(SAVE_AFTER, self.save_draft)

    async def save_draft(self) -> None:
        """Save what is typed now."""
        self._saving = None
        await self.writing.save()

    async def take_back(self, outbox_id: OutboxId) -> None:
        """Bring a text that was taken out of the outbox back to where it is written."""
        try:
            await self._reading.read()  # its case may stand in the view again
        except StoreError as error:
            self._tell_trouble(error)
        await self._sending.take_back(outbox_id)
