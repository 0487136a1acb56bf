"""Deciding on a send that is held or was refused: a person says what became of it."""

from typing import Protocol

from textual.widget import Widget

from tui_desk.desk.commands import Accepted, DecideSend
from tui_desk.desk.desk import Desk
from tui_desk.desk.views import DeskStatus, QueueView, Thread
from tui_desk.domain.model import OutboxItem
from tui_desk.domain.outbox_flow import UNDECIDED, OutboxEvent
from tui_desk.domain.refusals import NothingToDecide
from tui_desk.tui.present.review import DECISIONS, decide_line, decisions_for
from tui_desk.tui.present.spans import KeyOf
from tui_desk.tui.present.thread import decidable
from tui_desk.tui.screens.deciding import Deciding
from tui_desk.tui.screens.sending import Left, Sending
from tui_desk.tui.widgets.feed import Feed
from tui_desk.tui.widgets.review import DecideLine
from tui_desk.tui.widgets.thread import ThreadPane


class Surroundings(Protocol):
    """What the question needs of the screen around it."""

    feed: Feed
    pane: ThreadPane
    decide: DecideLine

    @property
    def focused(self) -> Widget | None:
        """The widget that has the keys."""
        ...

    @property
    def thread(self) -> Thread | None:
        """The case on the screen."""
        ...

    def go_to(self, pane: Widget) -> None:
        """Give the keys to a pane, and bring it on the screen where there is room for one only."""
        ...

    def take_keys(self, widget: Widget) -> None:
        """Give the keys to a widget, from the very next key on."""
        ...

    @property
    def status(self) -> DeskStatus | None:
        """What the status line says."""
        ...

    async def show_view(self, view: QueueView) -> None:
        """Show another view of the queue, its first case under the cursor."""
        ...


class StuckSends:
    """Asks about one send at a time."""

    def __init__(self, around: Surroundings, deciding: Deciding, sending: Sending, desk: Desk, key_of: KeyOf) -> None:
        """Ask in these surroundings."""
        self._around = around
        self._deciding = deciding
        self._sending = sending
        self._desk = desk
        self._key_of = key_of
        self._came_from: Widget = around.feed
        self._asked: OutboxItem | None = None
        self._seen_until = 0
        """What the agent had seen of the case when the question was asked."""

    async def action_case_decide(self) -> None:
        """Ask what became of a send of the case; where it has none, go to the next case that has one, in any lane."""
        around, thread = self._around, self._around.thread
        item = decidable(thread, around.pane.post) if thread is not None else None
        if thread is None or item is None:
            await self._go_to_next()
            return
        self._came_from = around.feed if around.focused is around.feed else around.pane
        self._asked, self._seen_until = item, thread.received_until
        around.go_to(around.pane)
        around.decide.show(decide_line(item, self._key_of))
        around.decide.display = True
        around.take_keys(around.decide)

    async def _go_to_next(self) -> None:
        feed = self._around.feed
        if feed.select_undecided():
            return
        status = self._around.status
        if status is not None and status.counts.troubled:
            await self._around.show_view(QueueView.EVERYTHING)
            if feed.select_undecided() or (feed.selected is not None and feed.selected.pending in UNDECIDED):
                return
        self._deciding.refuse(NothingToDecide())

    async def action_decide_resend(self) -> None:
        """It is not there: send it again."""
        await self._decide("decide.resend")

    async def action_decide_done(self) -> None:
        """It is there: mark it as sent."""
        await self._decide("decide.done")

    async def action_decide_draft(self) -> None:
        """Take it back as a draft."""
        await self._decide("decide.draft")

    def action_decide_close(self) -> None:
        """Decide later."""
        self._close()

    async def _decide(self, decision: str) -> None:
        """Carry out what the agent says about the send. What is not offered changes nothing."""
        item = self._asked
        if item is None or decision not in decisions_for(item):
            return
        self._close()
        event = DECISIONS[decision]
        answer = await self._deciding.do(DecideSend(self._desk.agent, item.outbox_id, event, self._seen_until))
        if isinstance(answer, Accepted) and event is OutboxEvent.TAKEN_BACK:
            self._sending.note_left(item.outbox_id, Left(item.case_id, item.channel, item.purpose))
            await self._sending.take_back(item.outbox_id)

    def _close(self) -> None:
        self._asked = None
        self._around.decide.display = False
        self._around.go_to(self._came_from)
