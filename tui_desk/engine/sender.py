"""Sending what is due, one call at a time, and finding out what became of calls whose outcome is unknown.

*Sending* is committed before a byte leaves and the outcome after it, so a process killed on any line leaves a row that
says how far it got. A call that may have arrived is looked up: finding it is conclusive at once; not finding it is so
only after the request deadline and the settle delay have passed, because X may show a post late.
"""

from dataclasses import dataclass

from tui_desk.desk.commands import (
    Accepted,
    ConfirmSend,
    PostponeLook,
    RecordPosts,
    SettleSend,
    StartSend,
)
from tui_desk.desk.desk import Desk
from tui_desk.desk.store_port import Queries
from tui_desk.desk.x_port import (
    NotSignedInError,
    OutcomeUnknownError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    UnreachableError,
    XClient,
    XError,
)
from tui_desk.domain.ids import PostId
from tui_desk.domain.model import Account, Channel, OutboxItem, OutboxState
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.domain.reconcile import message_made_by, post_made_by

_MOST_ATTEMPTS = 3
"""After so many calls that vanished, a person decides."""
_MOST_PAGES = 10
"""A look that needs more pages than this is inconclusive."""


@dataclass(frozen=True, slots=True)
class SendingTimes:
    """How patient the sender is, in milliseconds."""

    request_timeout_ms: int
    settle_ms: int
    first_look_ms: int
    """A first look after this long: finding is conclusive at any time."""
    look_again_ms: int
    retry_ms: int
    """How long an item waits after X could not be reached."""
    most_unknown_ms: int
    """After so long without a conclusive look, a person decides."""

    def conclusive_at(self, item: OutboxItem) -> int:
        """From when on a complete look that finds nothing proves that nothing arrived."""
        return (item.attempted_at or item.queued_at) + self.request_timeout_ms + self.settle_ms


@dataclass(frozen=True, slots=True)
class Sender:
    """Empties the outbox."""

    desk: Desk
    queries: Queries
    x: XClient
    account: Account
    name: str
    """The owner name under which this process holds the engine's lease."""
    times: SendingTimes

    async def work(self) -> int | None:
        """Do all that is due now. Returns when something is due next (UTC milliseconds), None for an empty outbox."""
        for item in await self.queries.outbox_in_flight():
            now = self.desk.now()
            if item.state is OutboxState.SENDING:
                await self._lost_sight(item, "the program stopped during the call")
            elif item.state is OutboxState.QUEUED and item.not_before <= now:
                await self._send(item)
            elif item.state is OutboxState.UNKNOWN and (item.look_at or 0) <= now:
                await self._look(item)
        due = [_due_at(item) for item in await self.queries.outbox_in_flight()]
        return min(due, default=None)

    async def _send(self, item: OutboxItem) -> None:
        if not isinstance(await self.desk.do(StartSend(item.outbox_id, self.name)), Accepted):
            return
        try:
            remote_id = await self._call(item)
        except OutcomeUnknownError as error:
            await self._lost_sight(item, str(error))
        except RefusedError as error:
            await self._refused(item, error)
        except RateLimitedError as error:
            await self._put_off(item, str(error), error.until)
        except (NotSignedInError, OutOfCreditError, UnreachableError) as error:
            await self._put_off(item, str(error), self.desk.now() + self.times.retry_ms)
        else:
            await self.desk.do(ConfirmSend(item.outbox_id, remote_id))

    async def _call(self, item: OutboxItem) -> int:
        if item.channel is Channel.MESSAGE:
            return await self.x.send_message(item.text, item.customer_id)
        if item.reply_to_post_id is None:
            raise RefusedError("Nothing to reply to", "The reply names no post.")
        return await self.x.send_reply(item.text, item.reply_to_post_id, item.excluded_ids)

    async def _refused(self, item: OutboxItem, error: RefusedError) -> None:
        """X said no. "Duplicate" after an earlier call that vanished may mean that the earlier one arrived: look."""
        if error.duplicate and item.attempts > 0:
            await self._lost_sight(item, str(error))
        else:
            await self.desk.do(SettleSend(item.outbox_id, OutboxEvent.REFUSED, str(error)))

    async def _put_off(self, item: OutboxItem, problem: str, until: int) -> None:
        await self.desk.do(SettleSend(item.outbox_id, OutboxEvent.PUT_OFF, problem, until))

    async def _lost_sight(self, item: OutboxItem, problem: str) -> None:
        look_at = self.desk.now() + self.times.first_look_ms
        await self.desk.do(SettleSend(item.outbox_id, OutboxEvent.LOST_SIGHT, problem, look_at))

    async def _look(self, item: OutboxItem) -> None:
        try:
            remote_id, complete = await self._find(item)
        except XError as error:
            await self._inconclusive(item, str(error))
            return
        now = self.desk.now()
        if remote_id is not None:
            await self.desk.do(ConfirmSend(item.outbox_id, remote_id, OutboxEvent.FOUND))
        elif not complete:
            await self._inconclusive(item, "X lists too much to look through")
        elif now < self.times.conclusive_at(item):
            await self.desk.do(PostponeLook(item.outbox_id, item.problem, self.times.conclusive_at(item)))
        elif item.attempts >= _MOST_ATTEMPTS:
            await self.desk.do(SettleSend(item.outbox_id, OutboxEvent.GIVEN_UP, item.problem))
        else:
            await self.desk.do(SettleSend(item.outbox_id, OutboxEvent.NOT_FOUND, item.problem, now))

    async def _inconclusive(self, item: OutboxItem, problem: str) -> None:
        now = self.desk.now()
        if now - (item.attempted_at or now) > self.times.most_unknown_ms:
            await self.desk.do(SettleSend(item.outbox_id, OutboxEvent.GIVEN_UP, problem))
        else:
            await self.desk.do(PostponeLook(item.outbox_id, problem, now + self.times.look_again_ms))

    async def _find(self, item: OutboxItem) -> tuple[int | None, bool]:
        """The id of what the item became, if X shows it, and whether the look was complete."""
        if item.channel is Channel.MESSAGE:
            return await self._find_message(item)
        page: str | None = None
        for _ in range(_MOST_PAGES):
            found = await self.x.own_posts(self.account.user_id, PostId(item.newest_own_id) or None, page)
            await self.desk.do(RecordPosts(found.posts, found.people, found.referenced))
            made = post_made_by(item, found.posts)
            if made is not None:
                return made.post_id, True
            page = found.next_page
            if page is None:
                return None, True
        return None, False

    async def _find_message(self, item: OutboxItem) -> tuple[int | None, bool]:
        page: str | None = None
        for _ in range(_MOST_PAGES):
            found = await self.x.messages_with(self.account.user_id, item.customer_id, page)
            made = message_made_by(item, found.messages)
            if made is not None:
                return made.message_id, True
            page = found.next_page
            reached = any(message.message_id <= item.newest_own_id for message in found.messages)
            if page is None or reached:
                return None, True
        return None, False


def _due_at(item: OutboxItem) -> int:
    if item.state is OutboxState.UNKNOWN:
        return item.look_at or 0
    return item.not_before
