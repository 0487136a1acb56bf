"""What the engine notes about a send: begun, confirmed, put off, refused, lost from sight, found again."""

from dataclasses import replace

from tui_desk.desk.commands import Accepted, Answer, ConfirmSend, PostponeLook, Refused, SettleSend, StartSend
from tui_desk.desk.handlers.intake import refold
from tui_desk.desk.store_port import Unit
from tui_desk.domain.ids import MessageId, OutboxId, PostId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Channel, Message, OutboxItem, OutboxState, Post
from tui_desk.domain.outbox_flow import OutboxEvent, move
from tui_desk.domain.permission import Summons
from tui_desk.domain.refusals import NothingToDecide, TooLateToRecall

ENGINE_ROLE = "engine"
"""The lease that the one process talking to X holds."""


async def start_send(unit: Unit, command: StartSend, now: int) -> Answer:
    """Commit *sending*, with the newest own id known, before a byte leaves.

    Refused when the agent recalled it meanwhile, when it is not due, or when another engine holds the lease now.
    """
    item = await unit.outbox(command.outbox_id)
    if item is None or not await unit.holds_lease(ENGINE_ROLE, command.engine, now):
        return Refused(NothingToDecide())
    if item.state is not OutboxState.QUEUED or item.not_before > now:
        return Refused(TooLateToRecall(item.state))
    started = replace(
        item,
        state=move(item.state, OutboxEvent.STARTED),
        attempts=item.attempts + 1,
        attempted_at=now,
        newest_own_id=await unit.newest_own_id(item.channel),
        look_at=None,
        problem="",
    )
    await _put(unit, started, OutboxEvent.STARTED)
    return Accepted(item.outbox_id)


async def confirm_send(unit: Unit, command: ConfirmSend, now: int) -> Answer:
    """X has it: the item is sent, and what it became stands in the thread as a post or message of ours."""
    item = await _item(unit, command.outbox_id)
    sent = replace(item, state=move(item.state, command.event), remote_id=command.remote_id, problem="", look_at=None)
    await _put(unit, sent, command.event)
    if item.channel is Channel.REPLY:
        await _store_reply(unit, sent, PostId(command.remote_id), now)
    elif item.channel is Channel.MESSAGE:
        await _store_message(unit, sent, MessageId(command.remote_id), now)
    await refold(unit, item.case_id)
    return Accepted(item.outbox_id)


async def settle_send(unit: Unit, command: SettleSend, now: int) -> Answer:
    """Note an outcome other than confirmed; the words of X or the network stand beside the item."""
    item = await _item(unit, command.outbox_id)
    state = move(item.state, command.event)
    settled = replace(
        item,
        state=state,
        problem=command.problem,
        not_before=command.retry_at or now if state is OutboxState.QUEUED else item.not_before,
        look_at=command.retry_at if state is OutboxState.UNKNOWN else None,
    )
    await _put(unit, settled, command.event)
    return Accepted(item.outbox_id)


async def postpone_look(unit: Unit, command: PostponeLook) -> Answer:
    """Looking did not work: try again later; the item stays unknown."""
    item = await _item(unit, command.outbox_id)
    if item.state is not OutboxState.UNKNOWN:
        return Refused(NothingToDecide())
    await unit.put_outbox(replace(item, look_at=command.look_at, problem=command.problem))
    unit.changed("outbox", item.outbox_id)
    unit.changed("case", item.case_id)
    return Accepted(item.outbox_id)


async def _item(unit: Unit, outbox_id: OutboxId) -> OutboxItem:
    item = await unit.outbox(outbox_id)
    if item is None:
        raise LookupError(f"outbox item {outbox_id} is not there")
    return item


async def _put(unit: Unit, item: OutboxItem, event: OutboxEvent) -> None:
    await unit.put_outbox(item)
    await unit.audit("engine", f"send_{event}", item.outbox_id, f"attempt {item.attempts}")
    unit.changed("outbox", item.outbox_id)
    unit.changed("case", item.case_id)


async def _store_reply(unit: Unit, item: OutboxItem, post_id: PostId, now: int) -> None:
    """Store the reply as a post right away; the next look at our own timeline only completes it."""
    account = await unit.account()
    if await unit.post(post_id) is None and account is not None and item.reply_to_post_id is not None:
        parent = await unit.post(item.reply_to_post_id)
        if parent is not None:
            post = Post(
                post_id=post_id,
                # Older than any version X shows, so that X's own copy completes it.
                version_id=PostId(0),
                conversation_id=parent.conversation_id,
                author_id=account.user_id,
                text=item.text,
                posted_at=item.attempted_at or now,
                reply_to_post_id=item.reply_to_post_id,
                reply_to_user_id=item.customer_id,
            )
            await unit.put_post(post, Summons.OWN)
    if await unit.post(post_id) is not None:
        await unit.put_post_in_case(item.case_id, post_id, Part.ANSWERS)


async def _store_message(unit: Unit, item: OutboxItem, message_id: MessageId, now: int) -> None:
    account = await unit.account()
    if account is not None and not await unit.has_message(message_id):
        message = Message(message_id, account.user_id, item.customer_id, item.text, item.attempted_at or now)
        await unit.put_message(message, item.case_id)
