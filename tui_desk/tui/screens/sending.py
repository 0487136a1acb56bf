"""Sending at the desk: looking at a text once more, putting it into the outbox, and taking it back from there."""

from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Protocol

from textual.widget import Widget

from tui_desk.desk.commands import Answer, Refused
from tui_desk.desk.desk import Desk
from tui_desk.desk.store_port import StoreError
from tui_desk.desk.views import Thread
from tui_desk.domain.decisions import Solved
from tui_desk.domain.ids import CaseId, OutboxId
from tui_desk.domain.model import Channel, Purpose
from tui_desk.domain.refusals import Refusal, ThreadMoved
from tui_desk.tui.present.review import Review, no_promise_words, no_split_words, review_lines, taken_back_words
from tui_desk.tui.present.spans import KeyOf
from tui_desk.tui.present.words import Words
from tui_desk.tui.reviewing import review_of
from tui_desk.tui.screens.deciding import Deciding
from tui_desk.tui.screens.writing import Writing
from tui_desk.tui.shelf import Shelf
from tui_desk.tui.widgets.feed import Feed
from tui_desk.tui.widgets.review import ReviewLine
from tui_desk.tui.widgets.thread import ThreadPane


class Surroundings(Protocol):
    """What sending needs of the screen around it."""

    feed: Feed
    pane: ThreadPane
    review: ReviewLine

    @property
    def thread(self) -> Thread | None:
        """The case on the screen."""
        ...

    async def read_thread(self) -> Thread | None:
        """Read the thread of the selected case anew."""
        ...

    def take_keys(self, widget: Widget) -> None:
        """Give the keys to a widget, from the very next key on."""
        ...

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not."""
        ...

    def say(self, words: Words) -> None:
        """Say what was done."""
        ...


@dataclass(frozen=True, slots=True)
class Left:
    """Where something came from that was put into the outbox, so that it can be brought back to it."""

    case_id: CaseId
    channel: Channel
    purpose: Purpose


class Sending:
    """What happens on the keys that look once more, and send."""

    def __init__(
        self,
        around: Surroundings,
        deciding: Deciding,
        writing: Writing,
        desk: Desk,
        shelf: Shelf,
        key_of: KeyOf,
        zone: tzinfo,
    ) -> None:
        """Send from these surroundings; what a text promises means times in `zone`."""
        self._around = around
        self._deciding = deciding
        self._writing = writing
        self._desk = desk
        self._shelf = shelf
        self._key_of = key_of
        self._zone = zone
        self._review: Review | None = None
        """What the agent was asked about last."""
        self._left: dict[OutboxId, Left] = {}

    async def action_composer_send(self) -> None:
        """Show where the text goes, what it costs and what is risky about it; nothing is sent yet."""
        self._writing.count()
        drafting, thread = self._writing.drafting, self._around.thread
        text, length = drafting.text, drafting.length()
        if text is None or length is None or thread is None:
            return
        try:
            self._review = await review_of(text, length, thread, self._desk, self._shelf, self._zone)
        except StoreError as error:
            self._writing.tell_trouble(error)
            return
        self._show(self._review)
        self._around.review.display = True
        self._around.take_keys(self._around.review)

    def action_review_promise(self) -> None:
        """Have the promise that the text makes noted with it, or not."""
        if self._review is None or self._review.promise is None:
            self._around.tell(no_promise_words(self._key_of))
            return
        self._review = replace(self._review, notes_promise=not self._review.notes_promise)
        self._show(self._review)

    def action_review_split(self) -> None:
        """Have a text that is too long leave in parts, or not."""
        if (review := self._review) is None:
            return
        if not review.parts:
            self._around.tell(no_split_words(review.length))
            return
        self._review = replace(review, is_split=not review.is_split)
        self._show(self._review)

    def action_review_edit(self) -> None:
        """Go back from the review to the text."""
        self._writing.go_back_to_text()

    async def action_review_send(self) -> None:
        """Put the text into the outbox. Refused: it stays, and the reason is said."""
        await self._send(None)

    async def action_review_send_resolve(self) -> None:
        """Put the text into the outbox, resolve the case where it may solve it, and go to the next case."""
        solves = Solved.HERE if self._review is not None and self._review.may_solve else None
        if (case_id := await self._send(solves)) is not None:
            self._around.feed.select_next((case_id,))

    def note_left(self, outbox_id: OutboxId, left: Left) -> None:
        """Remember where something comes back to if it is taken out of the outbox."""
        self._left[outbox_id] = left

    async def take_back(self, outbox_id: OutboxId) -> None:
        """Bring a text that was taken out of the outbox back to where it was written, and for what."""
        left = self._left.pop(outbox_id, None)
        if left is None or not self._around.feed.select(left.case_id) or left.channel is Channel.REPOST:
            self._around.say(taken_back_words(left.channel if left is not None else None))
        else:
            await self._writing.begin(left.channel, left.purpose)

    def _show(self, review: Review) -> None:
        self._around.review.show(review_lines(review, self._desk.now(), self._zone, self._key_of))

    async def _send(self, solves: Solved | None) -> CaseId | None:
        """Returns the case if the text is in the outbox."""
        text, answer = self._writing.drafting.text, await self._answer_of_sending(solves)
        if text is None or answer is None:
            return None
        if isinstance(answer, Refused):
            await self._stop(answer.reason)
            return None
        if answer.outbox_id is not None:
            self.note_left(answer.outbox_id, Left(text.case_id, text.channel, text.purpose))
        self._deciding.note_step(answer.case_ids)
        self._writing.close_composer()
        return text.case_id

    async def _answer_of_sending(self, solves: Solved | None) -> Answer | None:
        review = self._review
        promise = review.promise if review is not None and review.notes_promise else None
        try:
            return await self._writing.drafting.send(promise, solves, in_parts=review is not None and review.is_split)
        except StoreError as error:
            self._writing.tell_trouble(error)
            return None

    async def _stop(self, reason: Refusal) -> None:
        """Go back to the text; after the thread moved, show what came in and write on knowing it."""
        self._writing.go_back_to_text()
        self._deciding.refuse(reason)
        if isinstance(reason, ThreadMoved) and (thread := await self._around.read_thread()) is not None:
            self._around.pane.action_thread_bottom()
            self._writing.look_again(thread)
