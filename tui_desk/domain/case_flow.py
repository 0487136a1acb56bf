"""How a case moves: a table, and the fold of a case's timeline through it.

A case's standing is never patched step by step. It is folded anew from everything that happened in it, in the order in
which it was written, so posts that arrive late, twice or out of order lead to the same standing. Every move of a case
stands in `MOVES`; this file knows no storage and reads no clock.
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


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """One thing that happened in a case, at the time it was written (not the time it reached us)."""

    at: int
    move: Move


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
    and any answer of ours, in either channel, ends the wait.

    Raises ValueError for a timeline in which no customer ever wrote: nothing of ours opens a case.
    """
    state = CaseState.NEW
    opened_at: int | None = None
    waiting_since: int | None = None
    last_inbound_at = 0
    last_outbound_at: int | None = None
    for turn in sorted(turns):
        if turn.move is Move.CUSTOMER_WROTE:
            opened_at = turn.at if opened_at is None else opened_at
            waiting_since = turn.at if waiting_since is None else waiting_since
            last_inbound_at = turn.at
        elif opened_at is None:
            continue
        else:
            waiting_since = None
            last_outbound_at = turn.at
        state = MOVES[state, turn.move]
    if opened_at is None:
        raise ValueError("a case needs an item its customer wrote")
    return Standing(state, opened_at, waiting_since, last_inbound_at, last_outbound_at)
