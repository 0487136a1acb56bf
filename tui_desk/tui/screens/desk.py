"""The desk: feed, thread and composer on one screen. It reads the views and hands them to the panes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import tzinfo

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.notifications import SeverityLevel
from textual.reactive import var
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import MountError, Widget

from tui_desk.config.keymap import ContextName, Keymap
from tui_desk.config.settings import Settings
from tui_desk.desk.desk import QUEUE_PAGE, Desk
from tui_desk.desk.store_port import StoreError
from tui_desk.desk.views import Change, DeskStatus, Thread
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Channel
from tui_desk.domain.permission import Capabilities
from tui_desk.tui import messages as heard
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.hints import hints, key_of
from tui_desk.tui.present.status import status_line
from tui_desk.tui.present.thread import Reader
from tui_desk.tui.present.words import Words
from tui_desk.tui.screens.writing import SAVE_AFTER, Writing
from tui_desk.tui.stale import Stale
from tui_desk.tui.widgets.banner import PracticeBanner
from tui_desk.tui.widgets.composer import Composer
from tui_desk.tui.widgets.feed import Feed
from tui_desk.tui.widgets.one_line import OneLine
from tui_desk.tui.widgets.review import DecideLine, ReviewLine
from tui_desk.tui.widgets.thread import ThreadPane

COALESCE = 0.1
"""Seconds between two readings of the store, however often it changes."""

FIRST_CHORES = 0.15
"""Seconds that the first page is given to be drawn before anything else is done."""

HEARTBEAT = 5.0
"""Seconds between two looks at whether somebody talks to X."""


REFUSAL_STAYS = 6.0
"""Seconds that a "no" can be read, unless the agent goes on before."""

ERROR_STAYS = 15.0
"""Seconds that an error can be read, whatever the agent does."""


class DeskScreen(Screen[None], inherit_bindings=False):
    """What an agent sees all day."""

    context = ContextName("desk")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - declared so by Textual

    thread: var[Thread | None] = var(None)
    """The case on the screen."""
    status: var[DeskStatus | None] = var(None)

    def __init__(
        self,
        desk: Desk,
        keymap: Keymap,
        settings: Settings,
        keep_engine: Callable[[bool], Awaitable[None]],
        zone: tzinfo | None,
    ) -> None:
        """`keep_engine` is told now and then whether an engine is at work, and starts what is missing.

        `zone` is the agent's time zone, None the machine's.
        """
        super().__init__(id="desk")
        self._desk = desk
        self._keys = keymap
        self._keep_engine = keep_engine
        self._zone = zone
        self._intervals = {
            "mentions": int(settings.engine.mentions_interval_seconds * 1000),
            "messages": int(settings.engine.messages_interval_seconds * 1000),
            "own_posts": int(settings.engine.own_posts_interval_seconds * 1000),
        }
        capabilities = Capabilities(may_reply_unsummoned=settings.account.may_reply_unsummoned)
        self._stale = Stale()
        self._seconds: Timer | None = None
        self._pause_until: Timer | None = None
        self._saving: Timer | None = None
        self._has_said = False
        self._error_until = 0
        self.feed = Feed(compact=settings.desk.density == "compact", practice=desk.practice)
        self.pane = ThreadPane(capabilities)
        self.composer = Composer()
        self.review = ReviewLine()
        self.decide = DecideLine()
        self._status_line = OneLine(Ground.PANEL, id="status")
        self._hints = OneLine(Ground.PANEL, id="hints")
        self.writing = Writing(self, desk, capabilities, self.key_of)

    def compose(self) -> ComposeResult:
        """Feed to the left, thread above composer to the right, two lines below."""
        if self._desk.practice:
            yield PracticeBanner(id="practice")
        with Horizontal(id="panes"):
            yield self.feed
            with Vertical(id="case"):
                yield self.pane
                yield self.composer
                yield self.review
                yield self.decide
        yield self._status_line
        yield self._hints

    async def on_mount(self) -> None:
        """Read the first page before the first frame; what changes from here on is heard of."""
        changes = self._desk.changes()
        self.take_keys(self.feed)
        self.watch(self, "focused", self._follow_focus)
        self._seconds = self.set_interval(1, self._count_down, pause=True)
        self.set_interval(60, lambda: self.feed.show_ages(self._desk.now()))
        self.set_interval(HEARTBEAT, self._look_at_engine)
        self._stale = Stale(queue=True, status=True)
        await self._read_stale()
        await self.read_thread()
        self.run_worker(self._listen(changes), name="changes")
        self.set_timer(FIRST_CHORES, self._look_at_engine)
        self.set_timer(FIRST_CHORES, self._prepare_composer)

    async def _prepare_composer(self) -> None:
        """Have the composer ready before the first key that wants it; an agent who leaves already does without."""
        with suppress(MountError):
            await self.composer.prepare()

    def on_resize(self) -> None:
        """More or fewer hints fit."""
        self.show_hints()

    def key_of(self, action_id: str) -> str:
        """The key that does an action, as it is shown."""
        return key_of(self._keys, action_id)

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
                await self._read_queue()
        except StoreError as error:
            self._tell_trouble(error)
        if stale.thread:
            await self.read_thread()

    async def _read_queue(self) -> None:
        """Read the queue as far as the page after the one with the cursor."""
        pages = self.feed.window.cursor // QUEUE_PAGE + 2 if self.feed.window.cursor else 1
        rows = await self._desk.queue(limit=pages * QUEUE_PAGE)
        self.feed.show_rows(rows, self._desk.now(), is_whole=len(rows) < pages * QUEUE_PAGE)

    @on(heard.MoreWanted)
    async def read_more(self) -> None:
        """Read on where the loaded part of the queue ends."""
        window = self.feed.window
        if window.last_key is not None and not window.is_whole:
            try:
                rows = await self._desk.queue(window.last_key)
            except StoreError as error:
                self._tell_trouble(error)
            else:
                self.feed.add_rows(rows, is_whole=len(rows) < QUEUE_PAGE)

    # What is on the screen.

    def _shown_case(self) -> CaseId | None:
        return self.thread.case.case_id if self.thread is not None else None

    @on(heard.CaseSelected)
    async def follow(self) -> None:
        """Show the thread of the case under the cursor. A text for another case is put away, kept as a draft."""
        if (selected := self.feed.selected) is None:
            return
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
                self.thread = thread
                return thread
        self.thread = None
        return None

    def watch_thread(self, thread: Thread | None) -> None:
        """Hand the thread to its pane; count down while a send can be taken back."""
        self.pane.show(thread, self._reader())
        if self._seconds is not None and self.pane.counts_down:
            self._seconds.resume()

    def watch_status(self, status: DeskStatus | None) -> None:
        """Hand the status to the line and the counts to the feed."""
        self._status_line.show(status_line(status, self._desk.now(), self._intervals, self._zone))
        if status is not None:
            self.feed.show_counts(status.counts)

    async def _follow_focus(self) -> None:
        """The keys mean something else now; what was typed is kept."""
        self.show_hints()
        await self.save_draft()

    def show_hints(self) -> None:
        """Show the keys that work where the agent is."""
        self._hints.show(hints(self._keys, self.current_context, self.size.width))

    @property
    def current_context(self) -> ContextName:
        """The context that has the keys."""
        context = getattr(self.focused, "context", None)
        return ContextName(context) if isinstance(context, str) else self.context

    def _reader(self) -> Reader:
        return Reader(self._desk.agent, self._desk.now(), self._zone, self.key_of)

    def _count_down(self) -> None:
        self.pane.tick(self._desk.now())
        if self._seconds is not None and not self.pane.counts_down:
            self._seconds.pause()

    async def _look_at_engine(self) -> None:
        """Have whoever talks to X started, if nobody does."""
        try:
            self.status = status = await self._desk.status()
        except StoreError as error:
            self._tell_trouble(error)
            return
        alive = status.engine_until is not None and status.engine_until > self._desk.now()
        self.run_worker(self._keep_engine(alive), name="engine", group="engine", exclusive=True)

    def _tell_trouble(self, error: StoreError) -> None:
        """Say that the store cannot be read, and go on with what is on the screen."""
        self.tell(Words(error.title, error.sentence), is_error=True)

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say something that needs no answer. A "no" goes with the next action, an error stays its time."""
        seconds = ERROR_STAYS if is_error else REFUSAL_STAYS
        if is_error:
            self._error_until = self._desk.now() + int(seconds * 1000)
        self._has_said = True
        severity: SeverityLevel = "error" if is_error else "warning"
        self.app.notify(words.sentence, title=words.title, severity=severity, markup=False, timeout=seconds)

    def clear_said(self) -> None:
        """Take off the screen what was said: it lies over the thread, and the agent has gone on."""
        if self._has_said and self._desk.now() >= self._error_until:
            self._has_said = False
            self.app.clear_notifications()

    # Moving between the panes.

    def action_feed_open(self) -> None:
        """Go into the thread of the selected case."""
        if self.feed.selected is not None:
            self.go_to_thread()

    def action_thread_back(self) -> None:
        """Go back to the feed."""
        self.go_to_feed()

    def go_to_thread(self) -> None:
        """Give the keys to the thread; in a narrow terminal it takes the room of the feed."""
        self.add_class("-reading")
        self.take_keys(self.pane)

    def go_to_feed(self) -> None:
        """Give the keys back to the feed."""
        self.remove_class("-reading")
        self.take_keys(self.feed)

    def take_keys(self, widget: Widget) -> None:
        """Give the keys to a widget at once: `Widget.focus` would let keys that follow closely go astray."""
        self.set_focus(widget, scroll_visible=False)

    def go_to(self, pane: Widget) -> None:
        """Give the keys to a pane, and bring it on the screen where there is room for one only."""
        if pane is self.feed:
            self.go_to_feed()
        else:
            self.go_to_thread()

    def action_desk_next_pane(self) -> None:
        """Move to the next pane."""
        self._turn(1)

    def action_desk_previous_pane(self) -> None:
        """Move to the previous pane."""
        self._turn(-1)

    def _turn(self, steps: int) -> None:
        places: list[Callable[[], None]] = [self.go_to_feed, self.go_to_thread]
        if self.composer.is_open and (writing := self.composer.writing) is not None:
            places.append(lambda: self.take_keys(writing))
        here = 0 if self.focused is self.feed else 1 if self.focused is self.pane else 2
        places[(here + steps) % len(places)]()

    # Writing.

    async def action_case_reply(self) -> None:
        """Write a public reply."""
        await self.writing.begin(Channel.REPLY)

    async def action_case_message(self) -> None:
        """Write a direct message."""
        await self.writing.begin(Channel.MESSAGE)

    async def action_case_note(self) -> None:
        """Write a note."""
        await self.writing.begin(Channel.NOTE)

    async def action_case_undo(self) -> None:
        """Take back the newest text that has not left."""
        await self.writing.undo()

    def action_case_decide(self) -> None:
        """Say what became of a send."""
        self.writing.ask_decision(self.thread)

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

    def action_composer_send(self) -> None:
        """Show once more where this goes."""
        self.writing.ask_review(self.thread)

    async def action_composer_close(self) -> None:
        """Put the text away, kept as a draft."""
        await self.writing.close()

    async def action_review_send(self) -> None:
        """Put the text into the outbox."""
        await self.writing.send()

    def action_review_edit(self) -> None:
        """Go back to the text."""
        self.writing.edit()

    async def action_decide_resend(self) -> None:
        """It is not there: send it again."""
        await self.writing.decide("decide.resend")

    async def action_decide_done(self) -> None:
        """It is there: mark it as sent."""
        await self.writing.decide("decide.done")

    async def action_decide_draft(self) -> None:
        """Take it back as a draft."""
        await self.writing.decide("decide.draft")

    async def action_decide_close(self) -> None:
        """Decide later."""
        await self.writing.decide(None)
