"""What an agent decides about cases: one decision on one case or many, in one step that undoes as a whole."""

from collections.abc import Sequence
from dataclasses import replace

from tui_desk.desk.commands import Accepted, Answer, DecideCases, Refused, SeenCase
from tui_desk.desk.handlers.standing import Timing, refold, standing_of
from tui_desk.desk.store_port import Unit
from tui_desk.domain.case_rules import refusal_of
from tui_desk.domain.decisions import (
    Decision,
    LeftToCustomer,
    MarkedSpam,
    Merged,
    Muted,
    NoAnswerNeeded,
    Resolved,
    Snoozed,
)
from tui_desk.domain.ids import CaseId, OutboxId, UserId
from tui_desk.domain.model import Channel, OutboxItem, Purpose
from tui_desk.domain.outbox_flow import IN_FLIGHT
from tui_desk.domain.refusals import NoSuchCase, NothingToMerge, Refusal, ThreadMoved

_ANSWERS_FOR_ALL_SEEN = Resolved | NoAnswerNeeded | MarkedSpam | Muted | LeftToCustomer
"""Decisions that stand for an answer: not to be taken over words the agent has not read."""


async def decide_cases(unit: Unit, command: DecideCases, timing: Timing) -> Answer:
    """Take a decision on each case that allows it. Refused where none does."""
    allowed: list[tuple[SeenCase, Decision]] = []
    refused: list[tuple[CaseId, Refusal]] = []
    for seen in command.cases:
        pending = await unit.pending(seen.case_id)
        reason = await _refusal(unit, seen, command.decision, pending, timing)
        if reason is None:
            allowed.append((seen, _relying(command.decision, pending)))
        else:
            refused.append((seen.case_id, reason))
    if not allowed:
        return Refused(refused[0][1] if refused else NoSuchCase())
    step_id = await unit.begin_step(command.agent, timing.now)
    for seen, decision in allowed:
        await unit.add_decision(seen.case_id, decision, command.agent, timing.now, seen.seen_until, step_id)
        await unit.audit(command.agent, f"decided_{type(decision).__name__}", seen.case_id, "")
        await refold(unit, seen.case_id, timing)
    return Accepted(case_ids=tuple(seen.case_id for seen, _ in allowed), refused=tuple(refused))


async def _refusal(
    unit: Unit, seen: SeenCase, decision: Decision, pending: Sequence[OutboxItem], timing: Timing
) -> Refusal | None:
    if await unit.case(seen.case_id) is None:
        return NoSuchCase()
    if isinstance(decision, Merged):
        return NothingToMerge()
    if isinstance(decision, _ANSWERS_FOR_ALL_SEEN) and (handle := await _unseen_writer(unit, seen)) is not None:
        return ThreadMoved(handle)
    states = frozenset(item.state for item in pending if _weighs(item, decision))
    return refusal_of(decision, await standing_of(unit, seen.case_id), states, timing.now)


async def _unseen_writer(unit: Unit, seen: SeenCase) -> str | None:
    """Who wrote what the agent has not seen; None where they have seen all."""
    account = await unit.account()
    us: set[UserId] = {account.user_id} if account is not None else set()
    unseen = await unit.received_after(seen.case_id, seen.seen_until) - us
    if not unseen:
        return None
    person = await unit.person(next(iter(unseen)))
    return person.handle if person is not None else ""


def _relying(decision: Decision, pending: Sequence[OutboxItem]) -> Decision:
    """A solution rests on the texts that are still on their way: should one never arrive, nothing was solved."""
    return replace(decision, relies_on=on_their_way(pending)) if isinstance(decision, Resolved) else decision


def on_their_way(pending: Sequence[OutboxItem]) -> tuple[OutboxId, ...]:
    """The texts that may yet solve a case, in the order given. `pending`: the case's unconfirmed sends."""
    return tuple(item.outbox_id for item in pending if item.state in IN_FLIGHT and _says_something(item))


def _weighs(item: OutboxItem, decision: Decision) -> bool:
    """Whether a send matters to a decision: any text that failed keeps a case awake, one of substance keeps it open."""
    is_text = item.channel is not Channel.REPOST
    return is_text if isinstance(decision, Snoozed) else _says_something(item)


def _says_something(item: OutboxItem) -> bool:
    """Whether a text can solve a case: neither a repost nor an acknowledgement does."""
    return item.channel is not Channel.REPOST and item.purpose is not Purpose.ACKNOWLEDGEMENT
