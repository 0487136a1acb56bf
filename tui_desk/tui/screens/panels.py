"""Pages about a case, beside its thread or in its place: the customer, the policy, why it is here; and its address."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Protocol

from textual.widget import Widget

from tui_desk.config.hours import ZoneError, zone_named
from tui_desk.config.keymap import ContextName
from tui_desk.desk.desk import Desk
from tui_desk.desk.store_port import StoreError
from tui_desk.desk.views import Thread, ThreadPost
from tui_desk.domain.decisions import ChannelPreferred, ConsentNoted, ZoneNoted
from tui_desk.domain.permission import Capabilities
from tui_desk.tui.present.customer import customer_lines, customer_title
from tui_desk.tui.present.customer_time import guessed_zone
from tui_desk.tui.present.policy import policy_lines, policy_title
from tui_desk.tui.present.spans import Columns
from tui_desk.tui.present.thread import Reader
from tui_desk.tui.present.why import why, why_title
from tui_desk.tui.present.words import Words, post_address
from tui_desk.tui.screens.asking import Asking
from tui_desk.tui.screens.deciding import Deciding
from tui_desk.tui.shelf import Shelf
from tui_desk.tui.widgets.feed import Feed
from tui_desk.tui.widgets.panel import Panel
from tui_desk.tui.widgets.thread import ThreadPane

_CONSENT = (("consent.given", "agrees"), ("consent.refused", "does not"), ("consent.leave", "leave"))


class _Page(Enum):
    CUSTOMER = auto()
    POLICY = auto()
    WHY = auto()


class Surroundings(Protocol):
    """What the panels need of the screen around them."""

    feed: Feed
    pane: ThreadPane
    panel: Panel

    @property
    def thread(self) -> Thread | None:
        """The case on the screen."""
        ...

    def reader(self) -> Reader:
        """Who reads, when and where."""
        ...

    def go_to_panel(self) -> None:
        """Give the keys to the page that is open."""
        ...

    def go_to(self, pane: Widget) -> None:
        """Give the keys to the feed or the thread."""
        ...

    def show_panel(self, title: Columns, lines: Sequence[Columns]) -> None:
        """Show a page beside the thread, or in its place."""
        ...

    def show_thread(self) -> None:
        """Put the page away, and have the thread in its place again."""
        ...

    def copy(self, text: str) -> None:
        """Put a text into the clipboard of the agent's own machine."""
        ...

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not."""
        ...

    def say(self, words: Words) -> None:
        """Say what was done."""
        ...


class Panels:
    """One page at a time. It follows the cursor from case to case until it is closed."""

    def __init__(
        self,
        around: Surroundings,
        deciding: Deciding,
        asking: Asking,
        desk: Desk,
        shelf: Shelf,
        capabilities: Capabilities,
    ) -> None:
        """Show pages in these surroundings; `capabilities`: what the plan allows."""
        self._around = around
        self._deciding = deciding
        self._asking = asking
        self._desk = desk
        self._shelf = shelf
        self._capabilities = capabilities
        self._page = _Page.CUSTOMER
        """The page that was asked for last."""
        self._came_from: Widget | None = None

    async def refresh(self) -> None:
        """Show the open page as it is now, for the case that is on the screen now."""
        if not self._around.panel.is_open:
            return
        if (thread := self._around.thread) is None:
            self._around.show_thread()
        else:
            await self._show(self._page, thread)

    async def action_case_customer(self) -> None:
        """Show what the desk remembers of the customer."""
        await self._turn_to(_Page.CUSTOMER)

    async def action_case_policy(self) -> None:
        """Show the page of the policy for this case."""
        await self._turn_to(_Page.POLICY)

    async def action_case_why(self) -> None:
        """Show why the case stands where it stands."""
        await self._turn_to(_Page.WHY)

    def action_panel_close(self) -> None:
        """Put the page away. Whoever reads it goes back to where they were; everybody else stays."""
        had_keys = self._around.panel.has_focus
        self._around.show_thread()
        if had_keys and self._came_from is not None:
            self._around.go_to(self._came_from)

    def action_case_copy(self) -> None:
        """Copy the address of the post under the thread's cursor, else of the post a reply goes to."""
        thread, chosen = self._around.thread, self._around.pane.chosen
        post = chosen if isinstance(chosen, ThreadPost) else None
        if post is None and thread is not None:
            post = thread.reply_to or thread.origin
        if post is None:
            self._around.tell(Words("There is no address", "The case has no public post."))
            return
        address = post_address(post.post.post_id)
        self._around.copy(address)
        self._around.say(Words("Copied, if the terminal allows it", address))

    def action_panel_consent(self) -> None:
        """Ask whether the customer agrees to what is kept."""
        if (chosen := self._deciding.under_cursor()) is not None:
            self._asking.offer(ContextName("consent"), f"{chosen.whose}: what is kept beside X", _CONSENT)

    async def action_consent_given(self) -> None:
        """The customer agrees."""
        await self._note_consent(given=True)

    async def action_consent_refused(self) -> None:
        """The customer does not agree."""
        await self._note_consent(given=False)

    async def action_panel_prefers(self, channel: str | None = None) -> None:
        """Ask where the customer prefers to be answered."""
        if (chosen := self._deciding.under_cursor()) is None:
            return

        async def take(words: str) -> Words | None:
            await self._deciding.decide(ChannelPreferred(words), chosen)
            return None

        await self._asking.ask(
            f"{chosen.whose}: prefers",
            take,
            answer=channel,
            meaning=lambda words: "" if words else "message, mail, phone",
        )

    async def action_panel_zone(self, place: str | None = None) -> None:
        """Ask for the customer's time zone."""
        if (chosen := self._deciding.under_cursor()) is None:
            return

        async def take(words: str) -> Words | None:
            guess = guessed_zone(words)
            name = guess.name if guess is not None else words
            try:
                zone_named(name)
            except ZoneError as error:
                return Words(error.title, error.sentence)
            await self._deciding.decide(ZoneNoted(name), chosen)
            return None

        await self._asking.ask(
            f"{chosen.whose}: time zone",
            take,
            answer=place,
            meaning=lambda words: "" if words else "a city, or Europe/Lisbon",
        )

    async def _note_consent(self, *, given: bool) -> None:
        self._asking.close()
        await self._deciding.decide(ConsentNoted(given), self._deciding.under_cursor())

    async def _turn_to(self, page: _Page) -> None:
        """Show a page; the key that shows it closes it again."""
        if self._around.panel.is_open and self._page is page:
            self.action_panel_close()
        elif (thread := self._around.thread) is None:
            self._deciding.under_cursor()
        else:
            if not self._around.panel.is_open:
                self._came_from = self._around.feed if self._around.feed.has_focus else self._around.pane
            self._page = page
            await self._show(page, thread)
            if self._around.panel.is_open:
                self._around.go_to_panel()

    async def _show(self, page: _Page, thread: Thread) -> None:
        """Show a page for a case, unless the agent has gone on meanwhile."""
        shown = await self._read(page, thread)
        if shown is not None and self._page is page and self._around.thread is thread:
            self._around.show_panel(*shown)

    async def _read(self, page: _Page, thread: Thread) -> tuple[Columns, tuple[Columns, ...]] | None:
        """The title and the lines of a page; None where there is none, which is said."""
        reader = self._around.reader()
        match page:
            case _Page.CUSTOMER:
                try:
                    memory = await self._desk.customer(thread.case.case_id)
                except StoreError as error:
                    self._around.tell(Words(error.title, error.sentence), is_error=True)
                    return None
                if memory is None:
                    return None
                return customer_title(memory), customer_lines(memory, thread, self._capabilities, reader)
            case _Page.POLICY:
                written = self._shelf.policy_for(thread.standing.labels)
                if written is None:
                    self._around.show_thread()
                    self._around.tell(Words("There is no policy", "Write one: general.md in the folder policy."))
                    return None
                return policy_title(written), policy_lines(written)
            case _Page.WHY:
                lines = why(thread.standing, self._desk.clocks(thread.standing), reader.now, reader.zone)
                return why_title(thread.customer.handle), tuple(Columns(fill=line) for line in lines)
