"""Which decisions a case allows, as a table: the decision, how the case stands, and why not."""

from dataclasses import replace

import pytest

from tui_desk.domain.case_flow import Standing
from tui_desk.domain.case_rules import refusal_of
from tui_desk.domain.decisions import (
    Assigned,
    ChannelPreferred,
    ConsentNoted,
    Decision,
    FollowUpWaived,
    Labelled,
    LeftToCustomer,
    MarkedSpam,
    Merged,
    Muted,
    NoAnswerNeeded,
    Prioritised,
    Promised,
    PromiseEnded,
    Reopened,
    Resolved,
    Snoozed,
    Solved,
    Unlabelled,
    Unmuted,
    Unwatched,
    Watched,
    Woken,
    ZoneNoted,
)
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.domain.model import CaseState, FollowUp, OutboxState, Priority
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

NOW = 1_000
NEW = Standing(CaseState.NEW, 0, 0, 0, None)
OPEN = replace(NEW, state=CaseState.OPEN, substance_at=10, first_response_at=10)
ACKNOWLEDGED = replace(OPEN, substance_at=None)
WAITING = replace(OPEN, state=CaseState.WAITING, waiting_since=None)
OWED = replace(WAITING, state=CaseState.OWED, follow_up=FollowUp.OWED)
PROMISED = replace(OWED, follow_up=FollowUp.PROMISED)
OPEN_AND_OWED = replace(OPEN, follow_up=FollowUp.OWED)
RESOLVED = replace(WAITING, state=CaseState.RESOLVED)
NO_ANSWER = replace(NEW, state=CaseState.NO_ANSWER)
MUTED_AND_OPEN = replace(OPEN, is_muted=True)
WITH_PROMISE = replace(OPEN, promise_until=NOW + 1)

CLOSINGS: list[Decision] = [Resolved(), Resolved(Solved.PHONE), NoAnswerNeeded("twice"), MarkedSpam(), Muted()]

TABLE: list[tuple[Decision, Standing, Refusal | None]] = [
    # Solving needs a word of ours, unless it was done where the desk cannot see.
    (Resolved(), NEW, NothingAnswered()),
    (Resolved(), ACKNOWLEDGED, NothingAnswered()),
    (Resolved(Solved.MESSAGE), NEW, NothingAnswered()),
    (Resolved(Solved.PHONE), NEW, None),
    (Resolved(Solved.MAIL), ACKNOWLEDGED, None),
    (Resolved(), OPEN, None),
    (Resolved(), WAITING, None),
    # What is owed is said or waived, not resolved away.
    (Resolved(), OWED, StillOwed()),
    (Resolved(), PROMISED, StillOwed()),
    (Resolved(), OPEN_AND_OWED, None),
    (Merged(CaseId(2)), OWED, StillOwed()),
    (Merged(CaseId(2)), OPEN_AND_OWED, StillOwed()),
    (Merged(CaseId(2)), RESOLVED, None),
    (FollowUpWaived("asked us to"), OWED, None),
    (FollowUpWaived("asked us to"), PROMISED, None),
    (FollowUpWaived("asked us to"), OPEN_AND_OWED, None),
    (FollowUpWaived("asked us to"), RESOLVED, NothingOwed()),
    (FollowUpWaived("asked us to"), WAITING, NothingOwed()),
    # Reasons are words.
    (FollowUpWaived(" \t"), OWED, ReasonMissing()),
    (NoAnswerNeeded(""), NEW, ReasonMissing()),
    (NoAnswerNeeded("  "), RESOLVED, ReasonMissing()),
    (NoAnswerNeeded("twice"), NEW, None),
    # A closed case is closed, an open one is open.
    *((closing, RESOLVED, AlreadyClosed()) for closing in CLOSINGS),
    *((closing, NO_ANSWER, AlreadyClosed()) for closing in CLOSINGS),
    (MarkedSpam(), NEW, None),
    (Muted(), WAITING, None),
    (Reopened(), RESOLVED, None),
    (Reopened(), NO_ANSWER, None),
    (Reopened(), OWED, None),
    (Reopened(), MUTED_AND_OPEN, None),
    (Reopened(), NEW, AlreadyOpen()),
    (Reopened(), OPEN, AlreadyOpen()),
    (Reopened(), WAITING, None),
    *((closing, OWED, StillOwed()) for closing in CLOSINGS),
    (LeftToCustomer(), OPEN, None),
    (LeftToCustomer(), NEW, None),
    (LeftToCustomer(), OWED, AlreadyClosed()),
    (LeftToCustomer(), RESOLVED, AlreadyClosed()),
    # Moments lie ahead.
    (Snoozed(NOW + 1), OPEN, None),
    (Snoozed(None), WAITING, None),
    (Snoozed(NOW + 1), OWED, None),
    (Snoozed(NOW), OPEN, TimePassed()),
    (Snoozed(NOW + 1), RESOLVED, AlreadyClosed()),
    (Snoozed(NOW - 1), NO_ANSWER, AlreadyClosed()),
    (Snoozed(None), WITH_PROMISE, None),
    (Snoozed(None), replace(WITH_PROMISE, promise_until=NOW), TimePassed()),
    (Snoozed(NOW + 1), replace(WITH_PROMISE, promise_until=NOW), TimePassed()),
    (Promised(NOW + 1), OPEN, None),
    (Promised(NOW + 1), RESOLVED, None),
    (Promised(NOW), OPEN, TimePassed()),
    (PromiseEnded(), WITH_PROMISE, None),
    (PromiseEnded(), OPEN, NothingPromised()),
]


@pytest.mark.parametrize(("decision", "standing", "refusal"), TABLE)
def test_what_a_case_allows(decision: Decision, standing: Standing, refusal: Refusal | None) -> None:
    assert refusal_of(decision, standing, frozenset(), NOW) == refusal


@pytest.mark.parametrize("closing", CLOSINGS)
@pytest.mark.parametrize("undecided", [OutboxState.HELD, OutboxState.REFUSED])
def test_a_case_is_not_closed_over_a_text_that_waits_for_a_person(closing: Decision, undecided: OutboxState) -> None:
    pending = frozenset({undecided, OutboxState.QUEUED})
    assert refusal_of(closing, OPEN, pending, NOW) == UndecidedSend()
    assert refusal_of(closing, RESOLVED, pending, NOW) == AlreadyClosed()


@pytest.mark.parametrize("until", [NOW + 1, None])
@pytest.mark.parametrize("undecided", [OutboxState.HELD, OutboxState.REFUSED])
def test_a_case_does_not_sleep_over_a_text_that_waits_for_a_person(until: int | None, undecided: OutboxState) -> None:
    assert refusal_of(Snoozed(until), OPEN, frozenset({undecided}), NOW) == UndecidedSend()
    assert refusal_of(Snoozed(until), OPEN, IN_FLIGHT, NOW) is None


@pytest.mark.parametrize("state", sorted(IN_FLIGHT))
def test_a_text_on_its_way_may_solve(state: OutboxState) -> None:
    assert refusal_of(Resolved(), NEW, frozenset({state}), NOW) is None


@pytest.mark.parametrize(
    "mark",
    [
        Assigned(AgentName("jo")),
        ChannelPreferred("mail"),
        ConsentNoted(given=True),
        Labelled("refund"),
        Prioritised(Priority.URGENT),
        Unlabelled("refund"),
        Unmuted(),
        Unwatched(),
        Watched(),
        Woken(),
        ZoneNoted("Europe/Berlin"),
    ],
)
@pytest.mark.parametrize("standing", [NEW, OPEN, WAITING, OWED, RESOLVED, NO_ANSWER])
def test_what_is_only_noted_is_always_allowed(mark: Decision, standing: Standing) -> None:
    assert refusal_of(mark, standing, frozenset({OutboxState.HELD}), NOW) is None
