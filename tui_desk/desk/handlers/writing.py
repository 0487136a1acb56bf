"""What an agent writes: drafts, notes, and texts put into the outbox, taken back from it, or decided on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui_desk.desk.commands import (
    Accepted,
    AddNote,
    Answer,
    DecideSend,
    QueueMessage,
    QueueReply,
    QueueRepost,
    Refused,
    SaveDraft,
    WithText,
)
from tui_desk.desk.handlers.deciding import on_their_way
from tui_desk.desk.handlers.drafts import drop_sent, edited_draft_of, put_back
from tui_desk.desk.handlers.outbox import parts_from, put_send
from tui_desk.desk.handlers.standing import Timing, refold, standing_of
from tui_desk.desk.lengths import Outgoing
from tui_desk.desk.store_port import Unit
from tui_desk.domain.case_rules import refusal_of
from tui_desk.domain.decisions import Promised, Resolved
from tui_desk.domain.ids import AgentName, OutboxId, PostId, StepId, UserId
from tui_desk.domain.model import Case, Channel, Draft, OutboxItem, OutboxState, Post, Purpose
from tui_desk.domain.outbox_flow import IN_FLIGHT, MOVES, OutboxEvent, move
from tui_desk.domain.permission import Capabilities, Summons, may_message, may_reply, summons_of
from tui_desk.domain.refusals import (
    Blocked,
    MessagesClosed,
    NoPublicPost,
    NoSuchCase,
    NothingToDecide,
    NothingWritten,
    NotSummoned,
    PartBeforeMissing,
    Refusal,
    StillPending,
    ThreadMoved,
    TimePassed,
    TooLong,
    UndecidedSend,
    Unresolved,
)
from tui_desk.domain.saved_replies import placeholders

_SIGNATURE = re.compile(r"(?:\s+\^\w{1,4})+\Z")
"""Initials under a public text: two agents can say the same and sign it differently."""


@dataclass(frozen=True, slots=True)
class WritingRules:
    """What applies to every text that leaves: its length and sign-off, the plan's capabilities, the undo windows."""

    outgoing: Outgoing
    capabilities: Capabilities
    undo_ms: dict[Channel, int]


async def save_draft(unit: Unit, command: SaveDraft, now: int) -> Answer:
    """Keep unsent text in place of what it was before; an empty one drops the draft."""
    if await unit.case(command.case_id) is None:
        return Refused(NoSuchCase())
    case_id = await edited_draft_of(unit, command.case_id, command.channel)
    if command.text.strip():
        await unit.put_draft(Draft(case_id, command.channel, command.text, command.reply_to_post_id, now))
    else:
        await unit.drop_draft(case_id, command.channel)
    unit.changed("draft", await unit.root(case_id))
    return Accepted()


async def add_note(unit: Unit, command: AddNote, now: int) -> Answer:
    """Write a note; its text is no draft any more."""
    if await unit.case(command.case_id) is None:
        return Refused(NoSuchCase())
    if not command.text.strip():
        return Refused(NothingWritten())
    step_id = await unit.begin_step(command.agent, now)
    await unit.add_note(command.case_id, command.agent, command.text.strip(), now, step_id)
    await drop_sent(unit, command.case_id, Channel.NOTE, command.text)
    await unit.audit(command.agent, "note_added", command.case_id, "")
    unit.changed("case", command.case_id)
    return Accepted(case_ids=(command.case_id,))


async def queue_reply(unit: Unit, command: QueueReply, rules: WritingRules, timing: Timing) -> Answer:
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
    parts = rules.outgoing.parts(command.text) if command.in_parts else ()
    payload, *later = parts or (rules.outgoing.payload(Channel.REPLY, command.text),)
    target = _Target(
        Channel.REPLY,
        payload,
        post.post_id,
        third_parties,
        command.seen_until,
        command.also,
        tuple(later),
        typed=command.text,
    )
    refusal = await _reply_refusal(unit, case, post, rules.capabilities) or _text_refusal(rules, target, timing)
    return await _queue(unit, case, command.agent, target, rules, timing, refusal)


async def queue_message(unit: Unit, command: QueueMessage, rules: WritingRules, timing: Timing) -> Answer:
    """Put a direct message into the outbox, if the customer takes them and nothing changed under the agent's hands."""
    case = await unit.case(command.case_id)
    if case is None:
        return Refused(NoSuchCase())
    payload = rules.outgoing.payload(Channel.MESSAGE, command.text)
    target = _Target(Channel.MESSAGE, payload, None, (), command.seen_until, command.also, typed=command.text)
    refusal = await _message_refusal(unit, case) or _text_refusal(rules, target, timing)
    return await _queue(unit, case, command.agent, target, rules, timing, refusal)


async def queue_repost(unit: Unit, command: QueueRepost, rules: WritingRules, timing: Timing) -> Answer:
    """Put a repost of the customer's words into the outbox."""
    case = await unit.case(command.case_id)
    post = await unit.post(command.post_id)
    if case is None:
        return Refused(NoSuchCase())
    if post is None or post.author_id != case.customer_id:
        return Refused(NoPublicPost())
    target = _Target(Channel.REPOST, "", post.post_id, (), command.seen_until, WithText())
    return await _queue(unit, case, command.agent, target, rules, timing, await _blocked(unit, case))


async def decide_send(unit: Unit, command: DecideSend, rules: WritingRules, timing: Timing) -> Answer:
    """Carry out a person's decision on a send that is held, was refused, or waits for X to take calls again."""
    item = await unit.outbox(command.outbox_id)
    if item is None or (item.state, command.decision) not in MOVES or command.decision not in _DECISIONS:
        return Refused(NothingToDecide())
    if command.decision is OutboxEvent.TAKEN_BACK:
        await take_back(unit, await parts_from(unit, item), By(command.agent, command.decision), rules, timing)
        return Accepted(item.outbox_id)
    if command.decision is OutboxEvent.RESENT and (refusal := await _resend_refusal(unit, item, command.seen_until)):
        return Refused(refusal)
    await unit.begin_step(command.agent, timing.now)  # done is done: the next undo must not reach behind it
    if command.decision is OutboxEvent.RESENT:
        await _resend(unit, item, command, timing)
    else:
        vouched = replace(item, state=move(item.state, command.decision), problem="")
        await put_send(unit, vouched, command.decision, timing, command.agent)
    return Accepted(item.outbox_id)


async def _resend_refusal(unit: Unit, item: OutboxItem, seen_until: int) -> Refusal | None:
    if item.customer_id in await unit.received_after(item.case_id, seen_until):
        return ThreadMoved(await _handle_of(unit, item.customer_id))
    before = await unit.outbox(item.after_outbox_id) if item.after_outbox_id is not None else None
    if item.waits_for_part and (before is None or before.state not in IN_FLIGHT):
        return PartBeforeMissing()
    return None


async def _resend(unit: Unit, item: OutboxItem, command: DecideSend, timing: Timing) -> None:
    """Let an item go again, and with it the later parts of its text."""
    for part in await parts_from(unit, item):
        if part.state is OutboxState.HELD:
            queued = replace(
                part,
                state=move(part.state, command.decision),
                problem="",
                queued_at=timing.now,
                not_before=timing.now,
                seen_until=command.seen_until,
            )
            await put_send(unit, queued, command.decision, timing, command.agent)


_DECISIONS = frozenset({OutboxEvent.RESENT, OutboxEvent.VOUCHED, OutboxEvent.TAKEN_BACK})
"""What is a person's to decide."""


@dataclass(frozen=True, slots=True)
class By:
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
    also: WithText
    later_parts: tuple[str, ...] = ()
    """The rest of a public text that leaves in parts: each replies to the one before it."""
    typed: str = ""
    """The words as the agent typed them."""


async def _reply_refusal(unit: Unit, case: Case, post: Post, capabilities: Capabilities) -> Refusal | None:
    account = await unit.account()
    if account is None:
        return NoPublicPost()
    quoted = await unit.post(post.quoted_post_id) if post.quoted_post_id is not None else None
    quotes_us = quoted is not None and quoted.author_id == account.user_id
    summons: Summons = summons_of(post, account.user_id, quotes_us=quotes_us)
    if may_reply(summons, capabilities):
        return await _blocked(unit, case)
    customer = await unit.person(case.customer_id)
    return NotSummoned(customer.handle if customer else "", may_message=customer is None or may_message(customer))


async def _message_refusal(unit: Unit, case: Case) -> Refusal | None:
    customer = await unit.person(case.customer_id)
    closed = customer is not None and not may_message(customer)
    return await _blocked(unit, case) or (MessagesClosed(customer.handle) if customer is not None and closed else None)


async def _blocked(unit: Unit, case: Case) -> Refusal | None:
    customer = await unit.person(case.customer_id)
    return Blocked(customer.handle) if customer is not None and customer.blocks_us else None


def _text_refusal(rules: WritingRules, target: _Target, timing: Timing) -> Refusal | None:
    if not target.payload:
        return NothingWritten()
    if unresolved := placeholders(target.payload):
        return Unresolved(unresolved)
    if target.also.promise_until is not None and target.also.promise_until <= timing.now:
        return TimePassed()
    lengths = [rules.outgoing.length(target.channel, payload) for payload in (target.payload, *target.later_parts)]
    return next((TooLong(length.used, length.limit) for length in lengths if not length.fits), None)


async def _timing_refusal(unit: Unit, case: Case, target: _Target, agent: AgentName) -> Refusal | None:
    """Stop an answer to a thread that moved, and one that could double or cross another that is on its way."""
    for item in await unit.unmatched(case.case_id):
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
    if item.state is OutboxState.SENT:  # a person vouched for it; until X shows it, nobody sees it in the thread
        goes_there_too = item.reply_to_post_id == target.reply_to_post_id
        return goes_there_too and _unsigned(item.text) == _unsigned(target.payload)
    return item.state in (OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.HELD)


def _unsigned(text: str) -> str:
    return _SIGNATURE.sub("", text.strip())


async def _queue(
    unit: Unit,
    case: Case,
    agent: AgentName,
    target: _Target,
    rules: WritingRules,
    timing: Timing,
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
        purpose=target.also.purpose,
        queued_at=timing.now,
        not_before=timing.now + rules.undo_ms.get(target.channel, 0),
        seen_until=target.seen_until,
    )
    pending = {send.state for send in await unit.pending(case.case_id)} | {OutboxState.QUEUED}
    resolved = _solution(target.also)
    unsolvable = (
        refusal_of(resolved, await standing_of(unit, case.case_id), frozenset(pending), timing.now)
        if resolved
        else None
    )
    if isinstance(unsolvable, UndecidedSend):
        return Refused(unsolvable)
    step_id = await unit.begin_step(agent, timing.now)
    parts = await _add(unit, item, target.later_parts, step_id)
    await drop_sent(unit, case.case_id, target.channel, target.typed)
    # The whole text promises and solves: so what it does relies on its last part.
    await _decide_with(unit, parts[-1], target.also, resolved if unsolvable is None else None, step_id)
    await refold(unit, case.case_id, timing)
    return Accepted(parts[0].outbox_id, (case.case_id,))


def _solution(also: WithText) -> Resolved | None:
    """What a text solves: what is promised or acknowledged is still to be done."""
    is_to_be_done = also.promise_until is not None or also.purpose is Purpose.ACKNOWLEDGEMENT
    return None if also.solves is None or is_to_be_done else Resolved(also.solves)


async def _add(unit: Unit, item: OutboxItem, later_parts: tuple[str, ...], step_id: StepId) -> list[OutboxItem]:
    """Put an item and the later parts of its text into the outbox."""
    parts: list[OutboxItem] = []
    for text in (item.text, *later_parts):
        part = replace(item, text=text)
        if parts:
            part = replace(part, after_outbox_id=parts[-1].outbox_id, reply_to_post_id=None)
        parts.append(replace(part, outbox_id=await unit.add_outbox(part, step_id)))
        await unit.audit(item.agent, f"{item.channel}_queued", parts[-1].outbox_id, f"case {item.case_id}")
        unit.changed("outbox", parts[-1].outbox_id)
    return parts


async def _decide_with(
    unit: Unit, item: OutboxItem, also: WithText, resolved: Resolved | None, step_id: StepId
) -> None:
    """Note what a text promises and solves; both rely on its leaving."""
    decisions: list[Promised | Resolved] = []
    if also.promise_until is not None:
        decisions.append(Promised(also.promise_until, also.promise_words, item.outbox_id))
    if resolved is not None:
        decisions.append(replace(resolved, relies_on=on_their_way(await unit.pending(item.case_id))))
    for decision in decisions:
        await unit.add_decision(item.case_id, decision, item.agent, item.queued_at, item.seen_until, step_id)


async def take_back(unit: Unit, parts: Sequence[OutboxItem], by: By, rules: WritingRules, timing: Timing) -> None:
    """Recall an item, or the parts of a text that have not left, in their order.

    Its text becomes the draft, above what has been written there since. A repost has no words.
    """
    first = parts[0]
    if first.channel is not Channel.REPOST:
        written, post_id = await _written(unit, parts, rules), await _answered(unit, first)
        await put_back(unit, Draft(first.case_id, first.channel, written, post_id, timing.now))
    for part in reversed(parts):  # the last one first: a part whose predecessor goes is held
        await put_send(unit, replace(part, state=move(part.state, by.event)), by.event, timing, by.agent)


async def _written(unit: Unit, parts: Sequence[OutboxItem], rules: WritingRules) -> str:
    """What the agent typed of an item, or of some parts of a text."""
    first = parts[0]
    if first.after_outbox_id is None and await unit.part_after(first.outbox_id) is None:
        return rules.outgoing.written(first.channel, first.text)
    return rules.outgoing.written_in_parts([part.text for part in parts])


async def _answered(unit: Unit, item: OutboxItem) -> PostId | None:
    """The post that the whole text of an item answers."""
    while item.after_outbox_id is not None and (before := await unit.outbox(item.after_outbox_id)) is not None:
        item = before
    return item.reply_to_post_id
