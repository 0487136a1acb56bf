"""Writing at the desk: from the first key to the outbox, back out of it, and deciding on what got stuck in it."""

from typing import Protocol

from textual.widget import Widget

from tui_desk.desk.commands import Accepted, Answer, Command, DecideSend, RecallLast, Refused
from tui_desk.desk.desk import Desk
from tui_desk.desk.store_port import StoreError
from tui_desk.desk.views import Change, Thread
from tui_desk.domain.ids import CaseId, OutboxId
from tui_desk.domain.model import Channel, OutboxItem
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.domain.permission import Capabilities
from tui_desk.domain.refusals import NothingToDecide, Refusal, ThreadMoved
from tui_desk.tui.drafting import Drafting, refusal_before_writing
from tui_desk.tui.present.composer import counter, title
from tui_desk.tui.present.review import DECISIONS, decide_line, decisions_for, review_line
from tui_desk.tui.present.spans import KeyOf
from tui_desk.tui.present.thread import decidable
from tui_desk.tui.present.words import Words, refusal_words
from tui_desk.tui.widgets.composer import Composer
from tui_desk.tui.widgets.feed import Feed
from tui_desk.tui.widgets.review import DecideLine, ReviewLine
from tui_desk.tui.widgets.thread import ThreadPane

SAVE_AFTER = 0.4
"""Seconds from a key to the save that keeps what it typed."""


class Surroundings(Protocol):
    """What writing needs of the screen around it."""

    feed: Feed
    pane: ThreadPane
    composer: Composer
    review: ReviewLine
    decide: DecideLine

    @property
    def focused(self) -> Widget | None:
        """The widget that has the keys."""
        ...

    async def read_thread(self) -> Thread | None:
        """Read the thread of the selected case anew."""
        ...

    def go_to(self, pane: Widget) -> None:
        """Give the keys to a pane, and bring it on the screen where there is room for one only."""
        ...

    def take_keys(self, widget: Widget) -> None:
        """Give the keys to a widget, from the very next key on."""
        ...

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say something that needs no answer."""
        ...


class Writing:
    """What happens on the keys that write, send, take back and decide."""

    def __init__(self, around: Surroundings, desk: Desk, capabilities: Capabilities, key_of: KeyOf) -> None:
        """Write in these surroundings, at this desk."""
        self._around = around
        self._desk = desk
        self._capabilities = capabilities
        self._key_of = key_of
        self._drafting = Drafting(desk)
        self._came_from: Widget = around.feed
        self._deciding: OutboxItem | None = None
        self._seen_until = 0
        """What the agent had seen of the case when the decision was asked for."""
        self._left: dict[OutboxId, tuple[CaseId, Channel]] = {}
        """Where each text came from that was put into the outbox here, so that it can be taken back to it."""

    async def begin(self, channel: Channel) -> None:
        """Open the composer for the selected case, or say why there is no use in typing."""
        around = self._around
        if not await self.save() or (thread := await around.read_thread()) is None:
            return
        if (refusal := refusal_before_writing(thread, channel, self._capabilities)) is not None:
            self._refuse(refusal)
            return
        if not around.composer.is_open:
            self._note_place()
        self._close_lines()
        # Before the text is begun: a save in the meantime would take the composer that is not there yet for empty.
        await around.composer.prepare()
        text = self._drafting.begin(thread, channel)
        around.go_to(around.pane)
        await around.composer.open(channel, title(channel, thread), text.words)
        around.take_keys(await around.composer.prepare())
        self.count()

    @property
    def is_unsaved(self) -> bool:
        """Whether something was typed since the last save."""
        return self._drafting.is_unsaved

    def count(self) -> None:
        """Take what stands in the composer, and show how much room is left."""
        self._drafting.typed(self._around.composer.text)
        text, length = self._drafting.text, self._drafting.length()
        if text is not None and length is not None:
            self._around.composer.show_count(counter(text.channel, length))

    async def save(self) -> bool:
        """Keep what was typed. Returns whether that worked."""
        self._drafting.typed(self._around.composer.text)
        try:
            await self._drafting.save()
        except StoreError as error:
            self._around.tell(Words(error.title, error.sentence), is_error=True)
            return False
        return True

    async def close(self) -> None:
        """Put the text away, kept as a draft, and go back to where the agent was."""
        if await self.save():
            self._drafting.put_away()
            self._close_composer()

    async def leave_case(self, next_case: CaseId) -> None:
        """Put away a text for another case than the one that comes on the screen."""
        text = self._drafting.text
        self._close_lines()
        if text is not None and text.case_id != next_case and await self.save():
            self._drafting.put_away()
            self._around.composer.close()

    def ask_review(self, thread: Thread | None) -> None:
        """Show the review line."""
        self.count()
        text, length = self._drafting.text, self._drafting.length()
        if text is None or length is None or thread is None:
            return
        self._around.review.show(review_line(text.channel, thread, length, self._key_of))
        self._around.review.display = True
        self._around.take_keys(self._around.review)

    def edit(self) -> None:
        """Go back from the review line to the text."""
        self._close_lines()
        if (writing := self._around.composer.writing) is not None:
            self._around.take_keys(writing)

    async def send(self) -> None:
        """Put the text into the outbox. Refused: it stays, and the reason is said."""
        text = self._drafting.text
        answer = await self._answer_of_sending()
        if text is None or answer is None:
            return
        if isinstance(answer, Refused):
            await self._stop(answer.reason)
            return
        if answer.outbox_id is not None:
            self._left[answer.outbox_id] = text.case_id, text.channel
        self._close_composer()

    async def undo(self) -> None:
        """Take back the newest text that has not left; it stands in the composer again."""
        answer = await self._do(RecallLast(self._desk.agent))
        if isinstance(answer, Accepted) and answer.outbox_id is not None:
            await self._reopen(answer.outbox_id)

    async def _reopen(self, outbox_id: OutboxId) -> None:
        case_id, channel = self._left.pop(outbox_id, (None, None))
        if case_id is None or channel is None or not self._around.feed.select(case_id):
            self._around.tell(Words("Taken back", "Its text is a draft of its case again."))
        else:
            await self.begin(channel)

    def ask_decision(self, thread: Thread | None) -> None:
        """Ask what became of a send that is held or was refused; go to the next case that has one if this has none."""
        item = decidable(thread, self._around.pane.post) if thread is not None else None
        if item is None:
            if not self._around.feed.select_undecided():
                self._refuse(NothingToDecide())
            return
        self._note_place()
        self._deciding = item
        self._seen_until = thread.received_until if thread is not None else 0
        self._around.go_to(self._around.pane)
        self._around.decide.show(decide_line(item, self._key_of))
        self._around.decide.display = True
        self._around.take_keys(self._around.decide)

    async def decide(self, decision: str | None) -> None:
        """Carry out what the agent says about the send; None leaves it open. What is not offered changes nothing."""
        if decision is not None and self._deciding is not None and decision not in decisions_for(self._deciding):
            return
        item, self._deciding = self._deciding, None
        self._close_lines()
        self._around.go_to(self._came_from)
        if item is None or decision is None:
            return
        event = DECISIONS[decision]
        answer = await self._do(DecideSend(self._desk.agent, item.outbox_id, event, self._seen_until))
        if isinstance(answer, Accepted) and event is OutboxEvent.TAKEN_BACK:
            self._left[item.outbox_id] = item.case_id, item.channel
            await self._reopen(item.outbox_id)

    def is_own_echo(self, change: Change) -> bool:
        """Whether a change is only a save of the text in the composer, which the feed shows already."""
        text, selected = self._drafting.text, self._around.feed.selected
        if change.kind != "draft" or text is None or selected is None or change.ref != text.case_id:
            return False
        return selected.case_id == text.case_id and selected.draft == bool(text.words.strip())

    async def _answer_of_sending(self) -> Answer | None:
        try:
            return await self._drafting.send()
        except StoreError as error:
            self._around.tell(Words(error.title, error.sentence), is_error=True)
            return None

    async def _do(self, command: Command) -> Answer | None:
        try:
            answer = await self._desk.do(command)
        except StoreError as error:
            self._around.tell(Words(error.title, error.sentence), is_error=True)
            return None
        if isinstance(answer, Refused):
            self._refuse(answer.reason)
        return answer

    async def _stop(self, reason: Refusal) -> None:
        """Go back to the text; after the thread moved, show what came in and write on knowing it."""
        self.edit()
        self._refuse(reason)
        if isinstance(reason, ThreadMoved) and (thread := await self._around.read_thread()) is not None:
            self._around.pane.action_thread_bottom()
            self._drafting.look_again(thread)
            if (text := self._drafting.text) is not None:
                self._around.composer.show_title(title(text.channel, thread))

    def _refuse(self, refusal: Refusal) -> None:
        self._around.tell(refusal_words(refusal, self._key_of))

    def _note_place(self) -> None:
        """Remember where to go back to."""
        around = self._around
        self._came_from = around.feed if around.focused is around.feed else around.pane

    def _close_lines(self) -> None:
        self._around.review.display = False
        self._around.decide.display = False

    def _close_composer(self) -> None:
        self._close_lines()
        self._around.composer.close()
        self._around.go_to(self._came_from)
