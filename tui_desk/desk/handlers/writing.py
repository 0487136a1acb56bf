"""What an agent writes: drafts, notes, and texts put into the outbox, taken back from it, or decided on."""

from dataclasses import dataclass, replace

from tui_desk.desk.commands import (
    Accepted,
    AddNote,
    Answer,
    DecideSend,
    QueueMessage,
    QueueReply,
    RecallLast,
    Refused,
    SaveDraft,
)
from tui_desk.desk.lengths import Outgoing
from tui_desk.desk.store_port import Unit
from tui_desk.domain.ids import AgentName, CaseId, OutboxId, PostId, UserId
from tui_desk.domain.model import Case, Channel, Draft, OutboxItem, OutboxState, Post
from tui_desk.domain.outbox_flow import OutboxEvent, move
from tui_desk.domain.permission import Capabilities, Summons, may_message, may_reply, summons_of
from tui_desk.domain.refusals import (
    MessagesClosed,
    NoPublicPost,
    NoSuchCase,
    NothingToDecide,
    NothingToUndo,
    NothingWritten,
    NotSummoned,
    Refusal,
    StillPending,
    ThreadMoved,
    TooLateToRecall,
    TooLong,
)


@dataclass(frozen=True, slots=True)
class WritingRules:
    """What applies to every text that leaves: its length and sign-off, the plan's capabilities, the undo windows."""

    outgoing: Outgoing
    capabilities: Capabilities
    undo_ms: dict[Channel, int]


async def save_draft(unit: Unit, command: SaveDraft, now: int) -> Answer:
    """Keep unsent text; an empty one drops the draft."""
    if await unit.case(command.case_id) is None:
        return Refused(NoSuchCase())
    if command.text.strip():
        draft = Draft(command.case_id, command.channel, command.text, command.reply_to_post_id, now)
        await unit.put_draft(draft)
    else:
        await unit.drop_draft(command.case_id, command.channel)
    unit.changed("draft", command.case_id)
    return Accepted()


async def add_note(unit: Unit, command: AddNote, now: int) -> Answer:
    """Write a note and drop its draft."""
    if await unit.case(command.case_id) is None:
        return Refused(NoSuchCase())
    if not command.text.strip():
        return Refused(NothingWritten())
    await unit.add_note(command.case_id, command.agent, command.text.strip(), now)
    await unit.drop_draft(command.case_id, Channel.NOTE)
    await unit.audit(command.agent, "note_added", command.case_id, "")
    unit.changed("case", command.case_id)
    return Accepted()


async def queue_reply(unit: Unit, command: QueueReply, rules: WritingRules, now: int) -> Answer:
    """Put a public reply into the outbox, if X will take it and nothing changed under the agent's hands."""
    case = await unit.case(command.case_id)
    post = await unit.post(command.reply_to_post_id)
    if case is None:
        return Refused(NoSuchCase())
    if post is None:
        return Refused(NoPublicPost())
    payload = rules.outgoing.payload(Channel.REPLY, command.text)
    refusal = (
        await _reply_refusal(unit, case, post, rules.capabilities)
        or _text_refusal(rules, Channel.REPLY, command.text)
        or await _timing_refusal(unit, case, Channel.REPLY, command.seen_until)
    )
    if refusal is not None:
        return Refused(refusal)
    account = await unit.account()
    us = {account.user_id} if account is not None else set()
    third_parties = tuple(user for user in post.mentioned_ids if user not in us | {post.author_id, case.customer_id})
    target = _Target(Channel.REPLY, payload, post.post_id, third_parties)
    return await _queue(unit, case, command.agent, target, rules, now)


async def queue_message(unit: Unit, command: QueueMessage, rules: WritingRules, now: int) -> Answer:
    """Put a direct message into the outbox, if the customer takes them and nothing changed under the agent's hands."""
    case = await unit.case(command.case_id)
    if case is None:
        return Refused(NoSuchCase())
    customer = await unit.person(case.customer_id)
    closed = customer is not None and not may_message(customer)
    refusal = (
        (MessagesClosed(customer.handle) if customer is not None and closed else None)
        or _text_refusal(rules, Channel.MESSAGE, command.text)
        or await _timing_refusal(unit, case, Channel.MESSAGE, command.seen_until)
    )
    if refusal is not None:
        return Refused(refusal)
    target = _Target(Channel.MESSAGE, rules.outgoing.payload(Channel.MESSAGE, command.text), None, ())
    return await _queue(unit, case, command.agent, target, rules, now)


async def recall_last(unit: Unit, command: RecallLast, now: int) -> Answer:
    """Take the agent's newest unsent item back; its text becomes the draft, unless a newer draft stands there."""
    item = await unit.last_queued_by(command.agent)
    if item is None:
        return Refused(NothingToUndo())
    if item.state is not OutboxState.QUEUED:
        return Refused(TooLateToRecall(item.state))
    await _take_back(unit, item, OutboxEvent.RECALLED, command.agent, now)
    return Accepted(item.outbox_id)


async def decide_send(unit: Unit, command: DecideSend, now: int) -> Answer:
    """Carry out a person's decision on a send that is held or was refused."""
    item = await unit.outbox(command.outbox_id)
    if item is None or item.state not in (OutboxState.HELD, OutboxState.REFUSED):
        return Refused(NothingToDecide())
    if item.state is OutboxState.REFUSED and command.decision is not OutboxEvent.TAKEN_BACK:
        return Refused(NothingToDecide())
    if command.decision is OutboxEvent.TAKEN_BACK:
        await _take_back(unit, item, OutboxEvent.TAKEN_BACK, command.agent, now)
        return Accepted(item.outbox_id)
    decided = replace(item, state=move(item.state, command.decision), not_before=now, problem="")
    await unit.put_outbox(decided)
    await unit.audit(command.agent, f"send_{command.decision}", item.outbox_id, "")
    unit.changed("outbox", item.outbox_id)
    unit.changed("case", item.case_id)
    return Accepted(item.outbox_id)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a text goes, and the exact text."""

    channel: Channel
    payload: str
    reply_to_post_id: PostId | None
    excluded_ids: tuple[UserId, ...]


async def _reply_refusal(unit: Unit, case: Case, post: Post, capabilities: Capabilities) -> Refusal | None:
    account = await unit.account()
    if account is None:
        return NoPublicPost()
    quoted = await unit.post(post.quoted_post_id) if post.quoted_post_id is not None else None
    quotes_us = quoted is not None and quoted.author_id == account.user_id
    summons: Summons = summons_of(post, account.user_id, quotes_us=quotes_us)
    if may_reply(summons, capabilities):
        return None
    customer = await unit.person(case.customer_id)
    return NotSummoned(customer.handle if customer else "", may_message=customer is None or may_message(customer))


def _text_refusal(rules: WritingRules, channel: Channel, text: str) -> Refusal | None:
    if not text.strip():
        return NothingWritten()
    length = rules.outgoing.length(channel, text)
    return None if length.fits else TooLong(length.used, length.limit)


async def _timing_refusal(unit: Unit, case: Case, channel: Channel, seen_until: int) -> Refusal | None:
    """Stop an answer to a thread that moved, and a second text while the fate of the first is open."""
    for item in await unit.pending(case.case_id):
        if item.channel is channel and item.state in (OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.HELD):
            return StillPending(channel, item.state)
    if case.last_inbound_at > seen_until:
        customer = await unit.person(case.customer_id)
        return ThreadMoved(customer.handle if customer else "")
    return None


async def _queue(unit: Unit, case: Case, agent: AgentName, target: _Target, rules: WritingRules, now: int) -> Answer:
    item = OutboxItem(
        outbox_id=OutboxId(0),
        case_id=case.case_id,
        channel=target.channel,
        agent=agent,
        text=target.payload,
        customer_id=case.customer_id,
        reply_to_post_id=target.reply_to_post_id,
        excluded_ids=target.excluded_ids,
        state=OutboxState.QUEUED,
        queued_at=now,
        not_before=now + rules.undo_ms[target.channel],
    )
    outbox_id = await unit.add_outbox(item)
    await unit.drop_draft(case.case_id, target.channel)
    await unit.audit(agent, f"{target.channel}_queued", outbox_id, f"case {case.case_id}")
    _tell(unit, outbox_id, case.case_id)
    unit.changed("draft", case.case_id)
    return Accepted(outbox_id)


async def _take_back(unit: Unit, item: OutboxItem, event: OutboxEvent, agent: AgentName, now: int) -> None:
    await unit.put_outbox(replace(item, state=move(item.state, event)))
    if await unit.draft(item.case_id, item.channel) is None:
        await unit.put_draft(Draft(item.case_id, item.channel, item.text, item.reply_to_post_id, now))
    await unit.audit(agent, f"send_{event}", item.outbox_id, "")
    _tell(unit, item.outbox_id, item.case_id)
    unit.changed("draft", item.case_id)


def _tell(unit: Unit, outbox_id: OutboxId, case_id: CaseId) -> None:
    unit.changed("outbox", outbox_id)
    unit.changed("case", case_id)
