"""How a case moves: one table, what goes through it, and the standing that comes out (`case_fold` does the work)."""

from dataclasses import dataclass
from enum import StrEnum

from tui_desk.domain.ids import AgentName, OutboxId
from tui_desk.domain.model import CaseState, Channel, FollowUp, OutboxState, Priority


class Move(StrEnum):
    """What can happen in a case."""

    CUSTOMER_WROTE = "customer_wrote"
    WE_ACKNOWLEDGED = "we_acknowledged"
    """We said that we are at it: the customer has a word, and still waits."""
    WE_ANSWERED = "we_answered"
    WE_PROMISED = "we_promised"
    SOLVED = "solved"
    SOLVED_IN_PRIVATE = "solved_in_private"
    """It was closed, and the public closing word is owed."""
    LOOP_CLOSED = "loop_closed"
    """The public closing word is with X, or was waived."""
    EXCUSED = "excused"
    """No answer is needed."""
    LEFT_TO_CUSTOMER = "left_to_customer"
    REOPENED = "reopened"


def _row(state: CaseState, /, **moves: CaseState) -> dict[tuple[CaseState, Move], CaseState]:
    """A state's row of the table; a move it does not name leaves it as it is."""
    return {(state, move): moves.get(move.value, state) for move in Move}


_CLOSINGS = {
    "solved": CaseState.RESOLVED,
    "solved_in_private": CaseState.OWED,
    "excused": CaseState.NO_ANSWER,
}

MOVES: dict[tuple[CaseState, Move], CaseState] = {
    **_row(
        CaseState.NEW,
        **_CLOSINGS,
        we_acknowledged=CaseState.OPEN,
        we_answered=CaseState.WAITING,
        we_promised=CaseState.OPEN,
        left_to_customer=CaseState.WAITING,
        reopened=CaseState.OPEN,
    ),
    **_row(CaseState.OPEN, **_CLOSINGS, we_answered=CaseState.WAITING, left_to_customer=CaseState.WAITING),
    **_row(
        CaseState.WAITING,
        **_CLOSINGS,
        customer_wrote=CaseState.OPEN,
        we_acknowledged=CaseState.OPEN,
        we_promised=CaseState.OPEN,
        reopened=CaseState.OPEN,
    ),
    **_row(
        CaseState.OWED,
        **_CLOSINGS,
        customer_wrote=CaseState.OPEN,
        loop_closed=CaseState.RESOLVED,
        reopened=CaseState.OPEN,
    ),
    **_row(CaseState.RESOLVED, **_CLOSINGS, customer_wrote=CaseState.OPEN, reopened=CaseState.OPEN),
    **_row(
        CaseState.NO_ANSWER,
        **_CLOSINGS,
        customer_wrote=CaseState.OPEN,
        we_acknowledged=CaseState.OPEN,
        we_answered=CaseState.WAITING,
        reopened=CaseState.OPEN,
    ),
}

CLOSED = frozenset({CaseState.RESOLVED, CaseState.NO_ANSWER})
"""The desk is done with these until the customer writes."""

OURS_TO_MOVE = frozenset({CaseState.NEW, CaseState.OPEN})
"""The customer waits for us."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that was said in a case."""

    at: int
    """When it was written."""
    move: Move
    """CUSTOMER_WROTE, WE_ACKNOWLEDGED or WE_ANSWERED."""
    received_at: int = 0
    """When it reached the desk: its place in the order of all that happened in the case."""
    seen_until: int | None = None
    """For an answer from this desk: what had reached the desk by then, its agent had seen. None: written elsewhere."""
    channel: Channel = Channel.REPLY
    is_follow_up: bool = False
    """Written as the public closing word."""
    is_praise: bool = False
    """By the desk's own rules, the customer praises and asks for nothing."""
    agent: AgentName | None = None
    """Who wrote an answer from this desk."""
    outbox_id: OutboxId | None = None
    """The send that became this answer."""


@dataclass(frozen=True, slots=True)
class Send:
    """A send of the case, in whichever state."""

    outbox_id: OutboxId
    channel: Channel
    state: OutboxState
    is_acknowledgement: bool = False
    order: int = 0
    """Its place among all that happened in the case: when it was put into the outbox."""
    is_follow_up: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What a history adds up to. Times are UTC milliseconds."""

    state: CaseState
    opened_at: int
    """When the first item of the customer was written."""
    waiting_since: int | None
    """When the oldest item that nobody answered was written."""
    last_inbound_at: int
    last_outbound_at: int | None
    channel: Channel = Channel.REPLY
    """Where the customer waits, or wrote last."""
    first_response_at: int | None = None
    """Our first word to the customer, acknowledgements included."""
    substance_at: int | None = None
    """Our first word that is more than an acknowledgement."""
    first_resolved_at: int | None = None
    last_resolved_at: int | None = None
    reopened_at: int | None = None
    customer_time_ms: int = 0
    """How long the case has waited for the customer, without the running stretch."""
    awaiting_since: int | None = None
    """When the running stretch of waiting for the customer began."""
    follow_up: FollowUp = FollowUp.NONE
    owed_since: int | None = None
    """Since when the public closing word is owed."""
    promise_until: int | None = None
    """By when we said something would be done that has not been done."""
    snoozed_until: int | None = None
    """When it comes back into sight by itself."""
    is_snoozed: bool = False
    priority: Priority = Priority.NORMAL
    owner: AgentName | None = None
    is_watched: bool = False
    is_muted: bool = False
    is_praise: bool = False
    """All that waits for an answer is praise."""
    labels: tuple[str, ...] = ()
    reason: str = ""
    """Why it is closed, or why nothing is owed, in the words that were given."""
