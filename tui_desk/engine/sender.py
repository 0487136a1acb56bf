"""Sending what is due, one call at a time, and finding out what became of calls whose outcome is unknown.

*Sending* is committed before a byte leaves and the outcome after it, so a process killed on any line leaves a row that
says how far it got. A call that may have arrived is looked up: finding it is conclusive at once; not finding it is so
only for a look that began after the settle delay, because X may show a post late.
"""

import logging
from dataclasses import dataclass

from tui_desk.desk.commands import Accepted
from tui_desk.desk.engine_commands import (
    ConfirmSend,
    MarkGone,
    PostponeLook,
    RecordBudgets,
    RecordMessages,
    RecordPosts,
    SettleSend,
    StartSend,
)
from tui_desk.desk.recorder import Recorder
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
from tui_desk.engine.faults import place_of

logger = logging.getLogger(__name__)

_MOST_LOSSES = 3
"""After so many calls that vanished, a person decides."""
_MOST_PAGES = 10
"""A look that needs more pages than this is inconclusive."""
_OLDER_MS = 10 * 60 * 1000
"""What X dates so long before the first call was not made by it, whatever the two clocks say."""
_FRESH_MS = 5_000
"""A call not made so soon after *sending* was committed is not made: the machine slept, and another may be at it."""
_MOST_DOUBLINGS = 5


@dataclass(frozen=True, slots=True)
class SendingTimes:
    """How patient the sender is, in milliseconds."""

    request_timeout_ms: int
    settle_ms: int
    first_look_ms: int
    """A first look after this long: finding is conclusive at any time."""
    look_again_ms: int
    retry_ms: int
    """How long an item waits after X could not be reached; doubles with each time."""
    most_unknown_ms: int
    """After so long without a conclusive look, a person decides."""

    def conclusive_at(self, item: OutboxItem) -> int:
        """A complete look begun from then on that finds nothing proves that nothing arrived."""
        return (item.lost_at or 0) + self.settle_ms

    def retry_in_ms(self, item: OutboxItem) -> int:
        """How long to wait before X is tried again for this item."""
        return int(self.retry_ms * 2 ** min(item.attempts, _MOST_DOUBLINGS))


@dataclass(frozen=True, slots=True)
class Sender:
    """Empties the outbox."""

    recorder: Recorder
    queries: Queries
    x: XClient
    account: Account
    name: str
    """The owner name under which this process holds the engine's lease."""
    times: SendingTimes

    async def work(self) -> int | None:
        """Do all that is due now. Returns when something is due next (UTC milliseconds), None for an empty outbox."""
        for item in await self.queries.outbox_in_flight():
            if self._due_at(item) > self.recorder.now():
                continue
            try:
                await self._work_on(item)
            except Exception as error:  # noqa: BLE001 - named boundary: a bug met by one item must not hold up the others
                logger.error("send %d: %s", item.outbox_id, place_of(error))  # noqa: TRY400 - no private text
        due = [self._due_at(item) for item in await self.queries.outbox_in_flight()]
        return min(due, default=None)

    def _due_at(self, item: OutboxItem) -> int:
        match item.state:
            case OutboxState.SENDING:
                return (item.attempted_at or 0) + self.times.request_timeout_ms
            case OutboxState.UNKNOWN:
                return item.look_at or 0
            case _:
                return item.not_before

    async def _work_on(self, item: OutboxItem) -> None:
        match item.state:
            case OutboxState.SENDING:
                # This process makes one call at a time, so a call it does not know of was begun by another.
                await self._lost_sight(item, item.attempts, "The program stopped during the call")
            case OutboxState.UNKNOWN:
                await self._look(item)
            case _:
                await self._send(item)

    async def _send(self, item: OutboxItem) -> None:
        started_at = self.recorder.now()
        if not isinstance(await self.recorder.do(StartSend(item.outbox_id, self.name)), Accepted):
            return
        attempt = item.attempts + 1
        if self.recorder.now() - started_at > _FRESH_MS:
            await self._put_off(item, attempt, "The machine paused before the call", self.recorder.now())
            return
        try:
            remote_id = await self._call(item)
        except OutcomeUnknownError as error:
            await self._lost_sight(item, attempt, str(error))
        except RefusedError as error:
            await self._refused(item, attempt, error)
        except RateLimitedError as error:
            await self._put_off(item, attempt, str(error), error.until)
        except (NotSignedInError, OutOfCreditError, UnreachableError) as error:
            await self._put_off(item, attempt, str(error), self.recorder.now() + self.times.retry_in_ms(item))
        else:
            await self.recorder.do(ConfirmSend(item.outbox_id, remote_id))
        await self._note_budgets()

    async def _call(self, item: OutboxItem) -> int:
        """Make the call. Returns the id of what it made, for a repost that of the post: X gives a repost none."""
        if item.channel is Channel.MESSAGE:
            return await self.x.send_message(item.text, item.customer_id)
        if item.channel is Channel.REPLY and item.reply_to_post_id is not None:
            return await self.x.send_reply(item.text, item.reply_to_post_id, item.excluded_ids)
        if item.channel is Channel.REPOST and item.reply_to_post_id is not None:
            await self.x.repost(self.account.user_id, item.reply_to_post_id)
            return item.reply_to_post_id
        raise RefusedError("Nothing to send", "It is neither a message, nor a reply to a post, nor a repost of one.")

    async def _note_budgets(self) -> None:
        """Each call changes what X still takes; where X has said nothing, nothing is noted."""
        budgets = self.x.budgets()
        if budgets:
            await self.recorder.do(RecordBudgets(budgets))

    async def _refused(self, item: OutboxItem, attempt: int, error: RefusedError) -> None:
        """X said no. "Duplicate" after an earlier call that vanished may mean that the earlier one arrived: look."""
        if error.duplicate and item.losses:
            await self._lost_sight(item, attempt, str(error))
            return
        await self.recorder.do(SettleSend(item.outbox_id, attempt, OutboxEvent.REFUSED, str(error)))
        if error.gone and item.reply_to_post_id is not None:
            await self.recorder.do(MarkGone((item.reply_to_post_id,)))

    async def _put_off(self, item: OutboxItem, attempt: int, problem: str, until: int) -> None:
        await self.recorder.do(SettleSend(item.outbox_id, attempt, OutboxEvent.PUT_OFF, problem, until))

    async def _lost_sight(self, item: OutboxItem, attempt: int, problem: str) -> None:
        look_at = self.recorder.now() + self.times.first_look_ms
        await self.recorder.do(SettleSend(item.outbox_id, attempt, OutboxEvent.LOST_SIGHT, problem, look_at))

    async def _look(self, item: OutboxItem) -> None:
        if item.channel is Channel.REPOST:
            await self._ask_again(item)
        else:
            await self._look_through(item)

    async def _ask_again(self, item: OutboxItem) -> None:
        """Find out about a repost by asking for it again.

        A post is reposted or it is not, so a second call doubles nothing, and X's answer to it is conclusive at once.
        Looking would mean to wait until X shows everything, and to read and store all our reposts for this one. While
        the outcome is unknown the item stays so: it may be on X, and nobody can take it back as if it were not.
        """
        try:
            remote_id = await self._call(item)
        except RefusedError as error:
            # It is not there, then. The next call from the outbox meets the same refusal, and tells it to the agent.
            await self._not_found(item, str(error))
        except XError as error:
            await self._inconclusive(item, str(error))
        else:
            await self.recorder.do(ConfirmSend(item.outbox_id, remote_id, OutboxEvent.FOUND))
        await self._note_budgets()

    async def _look_through(self, item: OutboxItem) -> None:
        """Read what X shows of ours since before the first call; recording it is what recognises the item in it."""
        began_at = self.recorder.now()
        try:
            complete = await (self._read_messages(item) if item.channel is Channel.MESSAGE else self._read_posts(item))
        except XError as error:
            await self._inconclusive(item, str(error))
            return
        if not complete:
            await self._inconclusive(item, "X lists too much to look through")
        elif began_at < self.times.conclusive_at(item):
            await self._look_again(item, item.problem, self.times.conclusive_at(item))
        else:
            await self._not_found(item, item.problem)

    async def _not_found(self, item: OutboxItem, problem: str) -> None:
        """X does not have it: call again, unless that has failed often enough for a person to decide."""
        event = OutboxEvent.GIVEN_UP if item.losses >= _MOST_LOSSES else OutboxEvent.NOT_FOUND
        await self.recorder.do(SettleSend(item.outbox_id, item.attempts, event, problem, self.recorder.now()))

    async def _inconclusive(self, item: OutboxItem, problem: str) -> None:
        now = self.recorder.now()
        if now - (item.lost_at or now) > self.times.most_unknown_ms:
            await self.recorder.do(SettleSend(item.outbox_id, item.attempts, OutboxEvent.GIVEN_UP, problem))
        else:
            await self._look_again(item, problem, now + self.times.look_again_ms)

    async def _look_again(self, item: OutboxItem, problem: str, look_at: int) -> None:
        await self.recorder.do(PostponeLook(item.outbox_id, item.attempts, problem, look_at))

    async def _read_posts(self, item: OutboxItem) -> bool:
        """Record our own posts since the first call. Returns whether that was all of them."""
        page: str | None = None
        for _ in range(_MOST_PAGES):
            found = await self.x.own_posts(self.account.user_id, PostId(item.newest_own_id) or None, page)
            await self.recorder.do(RecordPosts(found.posts, found.people, found.referenced))
            page = found.next_page
            if page is None or any(post.posted_at < item.queued_at - _OLDER_MS for post in found.posts):
                return True
        return False

    async def _read_messages(self, item: OutboxItem) -> bool:
        """Record the messages with this customer since the first call. Returns whether that was all of them."""
        page: str | None = None
        for _ in range(_MOST_PAGES):
            found = await self.x.messages_with(self.account.user_id, item.customer_id, page)
            await self.recorder.do(RecordMessages(found.messages, found.people))
            page = found.next_page
            if page is None or any(message.message_id <= item.newest_own_id for message in found.messages):
                return True
        return False
