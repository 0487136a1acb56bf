"""Thanking for praise: a repost of the customer's words, if the agent wants it, and a word of thanks."""

from typing import Protocol

from tui_desk.config.keymap import ContextName
from tui_desk.desk.commands import Accepted, QueueRepost
from tui_desk.desk.desk import Desk
from tui_desk.desk.views import Thread, ThreadPost
from tui_desk.domain.model import Channel, Purpose
from tui_desk.tui.present.prices import dollars
from tui_desk.tui.screens.asking import Asking
from tui_desk.tui.screens.deciding import Deciding
from tui_desk.tui.screens.sending import Left, Sending
from tui_desk.tui.screens.writing import Writing
from tui_desk.tui.shelf import Shelf


class Surroundings(Protocol):
    """What thanking needs of the screen around it."""

    async def read_thread(self) -> Thread | None:
        """Read the thread of the selected case anew."""
        ...


class Thanking:
    """Asks whether to repost, then opens the composer for the thanks."""

    def __init__(
        self,
        around: Surroundings,
        deciding: Deciding,
        asking: Asking,
        writing: Writing,
        sending: Sending,
        desk: Desk,
        shelf: Shelf,
    ) -> None:
        """Thank in these surroundings."""
        self._around = around
        self._deciding = deciding
        self._asking = asking
        self._writing = writing
        self._sending = sending
        self._desk = desk
        self._shelf = shelf
        self._asked: QueueRepost | None = None
        """The repost that is offered."""

    async def action_case_thank(self) -> None:
        """Offer to show the customer's post to our followers, where that can be done; else only thank."""
        if not await self._writing.save() or (thread := await self._around.read_thread()) is None:
            return
        praise = repostable(thread)
        if praise is None:
            await self.action_thank_only()
            return
        self._asked = QueueRepost(
            self._desk.agent, thread.case.case_id, praise.post.post_id, seen_until=thread.received_until
        )
        price = self._desk.price(Channel.REPOST, "")
        costs = f" ({dollars(price)})" if price else ""
        answers = [("thank.repost", f"repost and thank{costs}"), ("thank.only", "only thank"), ("thank.leave", "leave")]
        self._asking.offer(ContextName("thank"), f"@{thread.customer.handle}'s words:", answers)

    async def action_thank_repost(self) -> None:
        """Put the repost into the outbox, and write the thanks."""
        repost = self._asked
        self.action_thank_leave()
        if repost is None:
            return
        answer = await self._deciding.do(repost)
        if not isinstance(answer, Accepted):
            return
        if answer.outbox_id is not None:
            self._sending.note_left(answer.outbox_id, Left(repost.case_id, Channel.REPOST, Purpose.THANKS))
        self._deciding.note_step(answer.case_ids)
        await self.action_thank_only()

    async def action_thank_only(self) -> None:
        """Write the thanks."""
        self.action_thank_leave()
        await self._writing.begin_in_open_channel(Purpose.THANKS, self._shelf.thanks)

    def action_thank_leave(self) -> None:
        """Leave the case as it is."""
        if self._asked is not None:
            self._asked = None
            self._asking.close()


def repostable(thread: Thread) -> ThreadPost | None:
    """The customer's post that can be shown to our followers; None where X takes no repost of it."""
    praise, customer = thread.reply_to, thread.customer
    if praise is None or praise.gone or customer.protected or customer.blocks_us:
        return None
    return praise
