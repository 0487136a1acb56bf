"""Which decisions a case allows as it stands: a plain function of the standing, the decision and the moment."""

from tui_desk.domain import decisions as by_hand
from tui_desk.domain.case_flow import CLOSED, OURS_TO_MOVE, Standing
from tui_desk.domain.decisions import Decision, Solved
from tui_desk.domain.follow_up_flow import UNMET
from tui_desk.domain.model import CaseState, OutboxState
from tui_desk.domain.outbox_flow import IN_FLIGHT
from tui_desk.domain.refusals import (
    AlreadyClosed,
    AlreadyOpen,
    NothingAnswered,
    NothingOwed,
    NothingPromised,
    ReasonMissing,
    Refusal,
    StillOwed,
    TimePassed,
    UndecidedSend,
)

_DONE = CLOSED | {CaseState.OWED}


def refusal_of(decision: Decision, standing: Standing, pending: frozenset[OutboxState], now: int) -> Refusal | None:
    """Why a decision cannot be taken now; None where it can. `pending`: the states of the case's unconfirmed sends."""
    match decision:
        case by_hand.Resolved(where):
            return _closing_refusal(standing, pending) or _unsolved(standing, where, pending)
        case by_hand.NoAnswerNeeded(reason):
            return _reason_refusal(reason) or _closing_refusal(standing, pending)
        case by_hand.MarkedSpam() | by_hand.Muted():
            return _closing_refusal(standing, pending)
        case by_hand.Reopened():
            return AlreadyOpen() if standing.state in OURS_TO_MOVE and not standing.is_muted else None
        case by_hand.LeftToCustomer():
            return AlreadyClosed() if standing.state in _DONE else None
        case by_hand.FollowUpWaived(reason):
            return _reason_refusal(reason) or (None if standing.follow_up in UNMET else NothingOwed())
        case by_hand.Snoozed(until):
            return _snooze_refusal(until, standing, pending, now)
        case by_hand.Promised(until):
            return TimePassed() if until <= now else None
        case by_hand.PromiseEnded():
            return None if standing.promise_until is not None else NothingPromised()
        case by_hand.Merged():
            return StillOwed() if standing.follow_up in UNMET else None
        case _:
            return None


def _closing_refusal(standing: Standing, pending: frozenset[OutboxState]) -> Refusal | None:
    if standing.state in CLOSED:
        return AlreadyClosed()
    if standing.state is CaseState.OWED:
        return StillOwed()
    return UndecidedSend() if pending - IN_FLIGHT else None


def _snooze_refusal(until: int | None, standing: Standing, pending: frozenset[OutboxState], now: int) -> Refusal | None:
    """A case sleeps neither over a send that failed nor over a promise that is due."""
    if standing.state in CLOSED:
        return AlreadyClosed()
    if pending - IN_FLIGHT:
        return UndecidedSend()
    is_over = any(at is not None and at <= now for at in (until, standing.promise_until))
    return TimePassed() if is_over else None


def _unsolved(standing: Standing, where: Solved, pending: frozenset[OutboxState]) -> Refusal | None:
    """Closing needs a word of ours, or a reason: silence is no solution."""
    answered = standing.substance_at is not None or bool(pending & IN_FLIGHT)
    return None if answered or where not in (Solved.HERE, Solved.MESSAGE) else NothingAnswered()


def _reason_refusal(reason: str) -> Refusal | None:
    return None if reason.strip() else ReasonMissing()
