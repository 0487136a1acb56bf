"""What the engine notes about a send: begun, confirmed, put off, refused, lost from sight, found again."""

from dataclasses import replace

from tui_desk.desk.commands import Accepted, Answer, Refused
from tui_desk.desk.engine_commands import ConfirmSend, PostponeLook, SettleSend, StartSend
from tui_desk.desk.handlers.outbox import put_send
from tui_desk.desk.handlers.standing import Timing
from tui_desk.desk.store_port import Unit
from tui_desk.domain.ids import MessageId, OutboxId, PostId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Channel, Message, OutboxItem, OutboxState, Post
from tui_desk.domain.outbox_flow import OutboxEvent, move
from tui_desk.domain.permission import Summons
from tui_desk.domain.refusals import NothingToDecide, PartBeforeMissing, TooLateToRecall

ENGINE_ROLE = "engine"
"""The lease that the one process talking to X holds."""

STALE_AFTER_MS = 60 * 60 * 1000
"""A text that could not leave for so long is looked at by a person before it does."""


async def start_send(unit: Unit, command: StartSend, timing: Timing) -> Answer:
    """Commit *sending*, with the newest own id known, before a byte leaves.

    Refused when the agent recalled it meanwhile, when it is not due, when X has not confirmed the part of the text
    before it, or when another engine holds the lease now. An item that something overtook does not leave: a person
    looks at it first.
    """
    now = timing.now
    item = await unit.outbox(command.outbox_id)
    if item is None or not await unit.holds_lease(ENGINE_ROLE, command.engine, now):
        return Refused(NothingToDecide())
    if item.state is not OutboxState.QUEUED or item.not_before > now:
        return Refused(TooLateToRecall(item.state))
    if item.waits_for_part:
        return Refused(PartBeforeMissing())
    overtaken_by = await _overtaken_by(unit, item, now)
    if overtaken_by:
        held = replace(item, state=move(item.state, OutboxEvent.OVERTAKEN), problem=overtaken_by)
        await put_send(unit, held, OutboxEvent.OVERTAKEN, timing)
        return Refused(NothingToDecide())
    started = replace(
        item,
        state=move(item.state, OutboxEvent.STARTED),
        attempts=item.attempts + 1,
        attempted_at=now,
        newest_own_id=item.newest_own_id or await unit.newest_own_id(item.channel),
        look_at=None,
        problem="",
    )
    await put_send(unit, started, OutboxEvent.STARTED, timing)
    return Accepted(item.outbox_id)


async def confirm_send(unit: Unit, command: ConfirmSend, timing: Timing) -> Answer:
    """X has it: the item is sent, and what it became stands in the thread as a post or message of ours."""
    item = await _item(unit, command.outbox_id)
    if item.channel is Channel.REPLY:
        await _store_reply(unit, item, PostId(command.remote_id), timing.now)
    elif item.channel is Channel.MESSAGE:
        await _store_message(unit, item, MessageId(command.remote_id), timing.now)
    await adopt(unit, item, command.remote_id, command.event, timing)
    return Accepted(item.outbox_id)


async def adopt(unit: Unit, item: OutboxItem, remote_id: int, event: OutboxEvent, timing: Timing) -> None:
    """Make an item *sent*, as the post or message of this id."""
    sent = replace(item, state=move(item.state, event), remote_id=remote_id, problem="", look_at=None)
    await put_send(unit, sent, event, timing)


async def settle_send(unit: Unit, command: SettleSend, timing: Timing) -> Answer:
    """Note an outcome other than confirmed; the words of X or the network stand beside the item.

    A look that found nothing proves nothing while X shows another answer of ours there: it may be this one, in words
    that were changed on the way. Then a person decides.
    """
    item = await _item(unit, command.outbox_id)
    if item.attempts != command.attempt or item.state not in (OutboxState.SENDING, OutboxState.UNKNOWN):
        return Refused(NothingToDecide())
    event, problem = command.event, command.problem
    if event is OutboxEvent.NOT_FOUND and await unit.has_unclaimed_answer(item):
        event, problem = OutboxEvent.GIVEN_UP, "X shows another answer of ours there; it may be this one"
    state = move(item.state, event)
    lost = event is OutboxEvent.LOST_SIGHT
    settled = replace(
        item,
        state=state,
        problem=problem,
        not_before=command.retry_at or timing.now if state is OutboxState.QUEUED else item.not_before,
        look_at=command.retry_at if state is OutboxState.UNKNOWN else None,
        losses=item.losses + lost,
        lost_at=timing.now if lost else item.lost_at,
    )
    await put_send(unit, settled, event, timing)
    return Accepted(item.outbox_id)


async def postpone_look(unit: Unit, command: PostponeLook) -> Answer:
    """Looking did not work: try again later; the item stays unknown."""
    item = await _item(unit, command.outbox_id)
    if item.state is not OutboxState.UNKNOWN or item.attempts != command.attempt:
        return Refused(NothingToDecide())
    await unit.put_outbox(replace(item, look_at=command.look_at, problem=command.problem))
    unit.changed("outbox", item.outbox_id)
    unit.changed("case", await unit.root(item.case_id))
    return Accepted(item.outbox_id)


async def _item(unit: Unit, outbox_id: OutboxId) -> OutboxItem:
    item = await unit.outbox(outbox_id)
    if item is None:
        raise LookupError(f"outbox item {outbox_id} is not there")
    return item


async def _overtaken_by(unit: Unit, item: OutboxItem, now: int) -> str:
    """What happened since the agent let it go that the agent should know before it leaves; empty when nothing did."""
    account = await unit.account()
    us = {account.user_id} if account is not None else set()
    if await unit.received_after(item.case_id, item.seen_until) - us:
        return "Somebody wrote in this case before it left"
    if item.channel is not Channel.REPOST and now - item.queued_at > STALE_AFTER_MS:
        return "It could not leave for more than an hour"
    return ""


async def _store_reply(unit: Unit, item: OutboxItem, post_id: PostId, now: int) -> None:
    """Store the reply as a post right away, in the state of not having been seen on X yet: X's copy completes it."""
    account = await unit.account()
    if await unit.post(post_id) is None and account is not None and item.reply_to_post_id is not None:
        parent = await unit.post(item.reply_to_post_id)
        if parent is not None:
            post = Post(
                post_id=post_id,
                version_id=PostId(0),
                conversation_id=parent.conversation_id,
                author_id=account.user_id,
                text=item.text,
                posted_at=item.attempted_at or now,
                reply_to_post_id=item.reply_to_post_id,
                reply_to_user_id=parent.author_id,
            )
            await unit.put_post(post, Summons.OWN)
    if await unit.post(post_id) is not None:
        await unit.put_post_in_case(item.case_id, post_id, Part.ANSWERS, now)


async def _store_message(unit: Unit, item: OutboxItem, message_id: MessageId, now: int) -> None:
    account = await unit.account()
    if account is not None and not await unit.has_message(message_id):
        message = Message(message_id, account.user_id, item.customer_id, item.text, item.attempted_at or now)
        await unit.put_message(message, item.case_id, now)
