"""How an outbox item moves: one table, from the agent's key press to X's confirmation.

X has no idempotency key, so a call that may have arrived is neither sent nor failed: it is *unknown*. Only two things
end that: evidence that X has it, or a complete look, after the settle delay, that does not find it. Rules of this file:

- `SENDING` is committed before a byte leaves, so an item found in it afterwards is unknown, never queued.
- From `UNKNOWN` only a complete look that found nothing leads back to `QUEUED`; from `HELD` only a person does.
- Evidence is never illegal: whatever was believed, an item that X has is `SENT`, and stays so.
- Nothing else leads out of `RECALLED`.
"""

from enum import StrEnum

from tui_desk.domain.model import OutboxState


class OutboxEvent(StrEnum):
    """What can happen to an outbox item."""

    STARTED = "started"
    """The engine is about to call X."""
    CONFIRMED = "confirmed"
    """X answered with an id."""
    PUT_OFF = "put_off"
    """X certainly did not take it, and may later: a rate limit, or no connection at all."""
    REFUSED = "refused"
    """X certainly did not take it, and will not."""
    LOST_SIGHT = "lost_sight"
    """The call may have arrived: cut off, timed out, an error page, or the process died in it."""
    FOUND = "found"
    """A look at X found it."""
    NOT_FOUND = "not_found"
    """A complete look at X, after the settle delay, did not find it."""
    GIVEN_UP = "given_up"
    """Looking was impossible or inconclusive for too long."""
    OVERTAKEN = "overtaken"
    """Before it left, something happened that its agent had not seen, or too much time went by."""
    RECALLED = "recalled"
    """The agent took it back before it left."""
    RESENT = "resent"
    """A person looked and says it is not there: send it."""
    VOUCHED = "vouched"
    """A person looked and says it is there."""
    TAKEN_BACK = "taken_back"
    """A person takes the text back as a draft."""


_EVIDENCE = (OutboxEvent.CONFIRMED, OutboxEvent.FOUND)

MOVES: dict[tuple[OutboxState, OutboxEvent], OutboxState] = {
    **{(state, event): OutboxState.SENT for state in OutboxState for event in _EVIDENCE},
    (OutboxState.QUEUED, OutboxEvent.STARTED): OutboxState.SENDING,
    (OutboxState.QUEUED, OutboxEvent.RECALLED): OutboxState.RECALLED,
    (OutboxState.QUEUED, OutboxEvent.TAKEN_BACK): OutboxState.RECALLED,
    (OutboxState.QUEUED, OutboxEvent.OVERTAKEN): OutboxState.HELD,
    (OutboxState.SENDING, OutboxEvent.PUT_OFF): OutboxState.QUEUED,
    (OutboxState.SENDING, OutboxEvent.REFUSED): OutboxState.REFUSED,
    (OutboxState.SENDING, OutboxEvent.LOST_SIGHT): OutboxState.UNKNOWN,
    (OutboxState.UNKNOWN, OutboxEvent.NOT_FOUND): OutboxState.QUEUED,
    (OutboxState.UNKNOWN, OutboxEvent.GIVEN_UP): OutboxState.HELD,
    (OutboxState.HELD, OutboxEvent.RESENT): OutboxState.QUEUED,
    (OutboxState.HELD, OutboxEvent.VOUCHED): OutboxState.SENT,
    (OutboxState.HELD, OutboxEvent.TAKEN_BACK): OutboxState.RECALLED,
    (OutboxState.REFUSED, OutboxEvent.TAKEN_BACK): OutboxState.RECALLED,
}

FINAL = frozenset({OutboxState.SENT, OutboxState.RECALLED})
"""Nothing more happens to these."""

IN_FLIGHT = frozenset({OutboxState.QUEUED, OutboxState.SENDING, OutboxState.UNKNOWN})
"""The engine still has work with these; it does not go away while any exists."""

PENDING = frozenset(OutboxState) - FINAL
"""Shown in the thread as bubbles of their own."""

UNDECIDED = PENDING - IN_FLIGHT
"""A person decides on these."""


class IllegalMoveError(Exception):
    """An event that cannot happen in this state; nothing was changed."""


def move(state: OutboxState, event: OutboxEvent) -> OutboxState:
    """The state that follows. Raises IllegalMoveError, changing nothing, where the table has no such move."""
    following = MOVES.get((state, event))
    if following is None:
        raise IllegalMoveError(f"an outbox item that is {state} cannot be {event}")
    return following
