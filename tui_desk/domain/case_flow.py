"""How a case moves: a table, and the fold of a case's timeline through it.

A case's standing is never patched step by step. It is folded anew from everything that happened in it, in the order in
which it was written, so posts that arrive late, twice or out of order lead to the same standing. Every move of a case
stands in `MOVES`; this file knows no storage and reads no clock.

An answer from this desk ends the wait only for what its agent had seen: a word that reached the desk later is still
unanswered, whatever the two clocks say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tui_desk.domain.model import CaseState


class Move(StrEnum):
    """What can happen in a case."""

    CUSTOMER_WROTE = "customer_wrote"
    WE_ANSWERED = "we_answered"


MOVES: dict[tuple[CaseState, Move], CaseState] = {
    (CaseState.NEW, Move.CUSTOMER_WROTE): CaseState.NEW,
    (CaseState.NEW, Move.WE_ANSWERED): CaseState.WAITING,
    (CaseState.OPEN, Move.CUSTOMER_WROTE): CaseState.OPEN,
    (CaseState.OPEN, Move.WE_ANSWERED): CaseState.WAITING,
    (CaseState.WAITING, Move.CUSTOMER_WROTE): CaseState.OPEN,
    (CaseState.WAITING, Move.WE_ANSWERED): CaseState.WAITING,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that happened in a case."""

    at: int
    """When it was written."""
    move: Move
    received_at: int = 0
    """When it reached the desk."""
    seen_until: int | None = None
    """For an answer from this desk: what had reached the desk by then, its agent had seen. None: written elsewhere."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a timeline adds up to."""

    state: CaseState
    opened_at: int
    waiting_since: int | None
    last_inbound_at: int
    last_outbound_at: int | None


def fold(turns: Iterable[Turn]) -> Standing:
    """The standing that a timeline leads to.

    The customer waits since the oldest item we have not answered; a later item of theirs does not move that moment,
    and any answer of ours, in either channel, ends the wait for what it answers.

    Raises ValueError for a timeline in which no customer ever wrote: nothing of ours opens a case.
    """
    timeline = sorted(turns, key=lambda turn: (turn.at, turn.move is Move.WE_ANSWERED))
    inbound = [turn for turn in timeline if turn.move is Move.CUSTOMER_WROTE]
    if not inbound:
        raise ValueError("a case needs an item its customer wrote")
    answers = [turn for turn in timeline if turn.move is Move.WE_ANSWERED and _answers_any(turn, inbound)]
    unanswered = [turn.at for turn in inbound if not any(_answers(answer, turn) for answer in answers)]
    state = MOVES[CaseState.NEW, Move.CUSTOMER_WROTE]
    if answers:
        state = MOVES[state, Move.WE_ANSWERED]
        state = MOVES[state, Move.CUSTOMER_WROTE] if unanswered else state
    return Standing(
        state=state,
        opened_at=inbound[0].at,
        waiting_since=min(unanswered, default=None),
        last_inbound_at=inbound[-1].at,
        last_outbound_at=answers[-1].at if answers else None,
    )


def _answers_any(answer: Turn, inbound: list[Turn]) -> bool:
    return any(_answers(answer, turn) for turn in inbound)


def _answers(answer: Turn, turn: Turn) -> bool:
    """Whether an answer was given to an item: its agent had seen it, or, written elsewhere, it was written after it."""
    if answer.seen_until is None:
        return answer.at >= turn.at
    return turn.received_at <= answer.seen_until
