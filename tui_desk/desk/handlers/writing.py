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
from tui_desk.desk.handlers.outbox import put_send, tell
from tui_desk.desk.lengths import Outgoing
from tui_desk.desk.store_port import Unit
from tui_desk.domain.ids import AgentName, OutboxId, PostId, UserId
from tui_desk.domain.model import Case, Channel, Draft, OutboxItem, OutboxState, Post
from tui_desk.domain.outbox_flow import MOVES, OutboxEvent, move
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

_LONG_GONE_MS = 60_000
"""So long after a text could leave, taking back means something else to an agent than that text."""


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
    if post is None or post.author_id != case.customer_id:
        return Refused(NoPublicPost())
    account = await unit.account()
    us = {account.user_id} if account is not None else set()
    third_parties = tuple(user for user in post.mentioned_ids if user not in us | {case.customer_id})
    payload = rules.outgoing.payload(Channel.REPLY, command.text)
    target = _Target(Channel.REPLY, payload, post.post_id, third_parties, command.seen_until)
    refusal = await _reply_refusal(unit, case, post, rules.capabilities) or _text_refusal(rules, target)
    return await _queue(unit, case, command.agent, target, rules, now, refusal)


async def queue_message(unit: Unit, command: QueueMessage, rules: WritingRules, now: int) -> Answer:
    """Put a direct message into the outbox, if the customer takes them and nothing changed under the agent's hands."""
    case = await unit.case(command.case_id)
    if case is None:
        return Refused(NoSuchCase())
    customer = await unit.person(case.customer_id)
    closed = MessagesClosed(customer.handle) if customer is not None and not may_message(customer) else None
    payload = rules.outgoing.payload(Channel.MESSAGE, command.text)
    target = _Target(Channel.MESSAGE, payload, None, (), command.seen_until)
    return await _queue(unit, case, command.agent, target, rules, now, closed or _text_refusal(rules, target))


async def recall_last(unit: Unit, command: RecallLast, rules: WritingRules, now: int) -> Answer:
    """Take back what the agent sent last, if it has not left; its text becomes the draft again."""
    item = await unit.last_queued_by(command.agent)
    if item is None or item.state is OutboxState.RECALLED:
        return Refused(NothingToUndo())
    if item.state is not OutboxState.QUEUED:
        long_gone = now - item.not_before > _LONG_GONE_MS
        return Refused(NothingToUndo() if long_gone else TooLateToRecall(item.state))
    await _take_back(unit, item, _By(command.agent, OutboxEvent.RECALLED), rules, now)
    return Accepted(item.outbox_id)


async def decide_send(unit: Unit, command: DecideSend, rules: WritingRules, now: int) -> Answer:
    """Carry out a person's decision on a send that is held, was refused, or waits for X to take calls again."""
    item = await unit.outbox(command.outbox_id)
    if item is None or (item.state, command.decision) not in MOVES or command.decision not in _DECISIONS:
        return Refused(NothingToDecide())
    if command.decision is OutboxEvent.TAKEN_BACK:
        await _take_back(unit, item, _By(command.agent, command.decision), rules, now)
        return Accepted(item.outbox_id)
    decided = replace(item, state=move(item.state, command.decision), problem="")
    if command.decision is OutboxEvent.RESENT:
        wrote = await unit.received_after(item.case_id, command.seen_until)
        if item.customer_id in wrote:
            return Refused(ThreadMoved(await _handle_of(unit, item.customer_id)))
        decided = replace(decided, queued_at=now, not_before=now, seen_until=command.seen_until)
    await put_send(unit, decided, command.decision, command.agent)
    return Accepted(item.outbox_id)


_DECISIONS = frozenset({OutboxEvent.RESENT, OutboxEvent.VOUCHED, OutboxEvent.TAKEN_BACK})
"""What is a person's to decide."""


@dataclass(frozen=True, slots=True)
class _By:
    """Who did what to a send."""

    agent: AgentName
    event: OutboxEvent


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a text goes, and the exact text."""

    channel: Channel
    payload: str
    reply_to_post_id: PostId | None
    excluded_ids: tuple[UserId, ...]
    seen_until: int


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


def _text_refusal(rules: WritingRules, target: _Target) -> Refusal | None:
    if not target.payload:
        return NothingWritten()
    length = rules.outgoing.length(target.channel, target.payload)
    return None if length.fits else TooLong(length.used, length.limit)


async def _timing_refusal(unit: Unit, case: Case, target: _Target, agent: AgentName) -> Refusal | None:
    """Stop an answer to a thread that moved, and one that could double or cross another that is on its way."""
    for item in await unit.pending(case.case_id):
        if item.channel is target.channel and _crosses(item, target, agent):
            return StillPending(item.channel, item.state)
    wrote = await unit.received_after(case.case_id, target.seen_until)
    if wrote:
        return ThreadMoved(await _handle_of(unit, case.customer_id if case.customer_id in wrote else next(iter(wrote))))
    return None


async def _handle_of(unit: Unit, user_id: UserId) -> str:
    person = await unit.person(user_id)
    return person.handle if person is not None else ""


def _crosses(item: OutboxItem, target: _Target, agent: AgentName) -> bool:
    """Whether a second text now could double this one, or meet a colleague's that has not left yet."""
    if item.state is OutboxState.QUEUED:
        return item.agent != agent or (item.text, item.reply_to_post_id) == (target.payload, target.reply_to_post_id)
    return item.state in (OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.HELD)


async def _queue(
    unit: Unit,
    case: Case,
    agent: AgentName,
    target: _Target,
    rules: WritingRules,
    now: int,
    refusal: Refusal | None,
) -> Answer:
    refusal = refusal or await _timing_refusal(unit, case, target, agent)
    if refusal is not None:
        return Refused(refusal)
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
        seen_until=target.seen_until,
    )
    item = replace(item, outbox_id=await unit.add_outbox(item))
    await unit.drop_draft(case.case_id, target.channel)
    await unit.audit(agent, f"{target.channel}_queued", item.outbox_id, f"case {case.case_id}")
    tell(unit, item)
    unit.changed("draft", case.case_id)
    return Accepted(item.outbox_id)


async def _take_back(unit: Unit, item: OutboxItem, by: _By, rules: WritingRules, now: int) -> None:
    """Recall an item; its text becomes the draft, above what has been written there since."""
    written = rules.outgoing.written(item.channel, item.text)
    newer = await unit.draft(item.case_id, item.channel)
    text = f"{written}\n\n{newer.text}" if newer is not None else written
    await unit.put_draft(Draft(item.case_id, item.channel, text, item.reply_to_post_id, now))
    await put_send(unit, replace(item, state=move(item.state, by.event)), by.event, by.agent)
    unit.changed("draft", item.case_id)
