"""Where a case stands, folded from all that happened in it."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.case_flow import CLOSED, OURS_TO_MOVE, Move, Send, Standing, Turn
from tui_desk.domain.case_fold import fold
from tui_desk.domain.decisions import (
    Assigned,
    Decided,
    Decision,
    FollowUpWaived,
    Labelled,
    LeftToCustomer,
    MarkedSpam,
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
)
from tui_desk.domain.ids import AgentName, CaseId, DecisionId, OutboxId
from tui_desk.domain.model import CaseState, Channel, OutboxState, Priority
from tui_desk.domain.outbox_flow import IN_FLIGHT

NEW, OPEN, WAITING, OWED, RESOLVED, NO_ANSWER = CaseState
JO, SAM = AgentName("jo"), AgentName("sam")
DUE = 100_000

Events = list[Turn | Decided]


# In these histories a thing's place is the time it happened, unless said.


def wrote(at: int, *, received_at: int | None = None, channel: Channel = Channel.REPLY) -> Turn:
    """The customer wrote."""
    return Turn(at, Move.CUSTOMER_WROTE, at if received_at is None else received_at, channel=channel)


def answered(
    at: int, seen_until: int | None = None, *, by: AgentName = JO, outbox_id: int | None = None, is_ack: bool = False
) -> Turn:
    """An agent of this desk answered, with everything seen unless said."""
    return Turn(
        at,
        Move.WE_ACKNOWLEDGED if is_ack else Move.WE_ANSWERED,
        at,
        at if seen_until is None else seen_until,
        agent=by,
        outbox_id=None if outbox_id is None else OutboxId(outbox_id),
    )


def acknowledged(at: int, seen_until: int | None = None, *, outbox_id: int | None = None) -> Turn:
    return answered(at, seen_until, outbox_id=outbox_id, is_ack=True)


def answered_elsewhere(at: int, *, received_at: int | None = None) -> Turn:
    return Turn(at, Move.WE_ANSWERED, at if received_at is None else received_at)


def decided(at: int, decision: Decision, seen_until: int | None = None) -> Decided:
    return Decided(DecisionId(at), CaseId(1), decision, JO, at, at, at if seen_until is None else seen_until)


def a_send(number: int, order: int, state: OutboxState = OutboxState.SENT, *, is_ack: bool = False) -> Send:
    return Send(OutboxId(number), Channel.REPLY, state, is_ack, order)


def story(*events: Turn | Decided, sends: tuple[Send, ...] = ()) -> Standing:
    turns = [event for event in events if isinstance(event, Turn)]
    return fold(turns, [event for event in events if isinstance(event, Decided)], sends)


# The wait.


def test_nothing_of_ours_opens_a_case() -> None:
    with pytest.raises(ValueError, match="customer wrote"):
        story(answered_elsewhere(1), decided(2, Resolved()))


def test_a_later_word_of_the_customer_does_not_move_the_start_of_the_wait() -> None:
    standing = story(wrote(1), wrote(5))
    assert (standing.state, standing.opened_at, standing.waiting_since, standing.last_inbound_at) == (NEW, 1, 1, 5)


def test_an_answer_ends_the_wait_and_the_next_word_begins_another() -> None:
    answer = [wrote(1), wrote(2), answered(3)]
    assert (story(*answer).state, story(*answer).waiting_since) == (WAITING, None)
    again = story(*answer, wrote(9), wrote(11))
    assert (again.state, again.waiting_since, again.reopened_at) == (OPEN, 9, None)


def test_words_of_ours_from_before_the_customer_turned_to_us_answer_nothing() -> None:
    standing = story(answered_elsewhere(1), wrote(2))
    assert (standing.state, standing.waiting_since, standing.last_outbound_at) == (NEW, 2, None)


def test_an_answer_ends_the_wait_only_for_what_its_agent_had_seen() -> None:
    standing = story(wrote(1), wrote(4), answered(5, seen_until=2))
    assert (standing.state, standing.waiting_since) == (OPEN, 4)


def test_an_answer_written_elsewhere_ends_the_wait_for_what_was_written_before_it() -> None:
    assert story(wrote(1), wrote(5), answered_elsewhere(3)).waiting_since == 5
    came_late = story(wrote(1), answered_elsewhere(6), wrote(5, received_at=9))
    assert (came_late.state, came_late.waiting_since) == (WAITING, None)


@pytest.mark.parametrize("closed_by", [Resolved(), NoAnswerNeeded("twice")])
def test_a_late_word_that_was_answered_elsewhere_leaves_a_closed_case_closed(closed_by: Decision) -> None:
    standing = story(wrote(1), answered_elsewhere(6), decided(7, closed_by), wrote(5, received_at=9))
    assert standing.state in CLOSED


def test_a_clock_that_goes_wrong_neither_hides_nor_invents_a_wait() -> None:
    ours_goes_slow = replace(answered(2), received_at=12, seen_until=10)
    assert story(wrote(10), ours_goes_slow).waiting_since is None
    came_unseen = story(wrote(10), wrote(1, received_at=11), ours_goes_slow)
    assert came_unseen.waiting_since == 1


def test_the_channel_is_where_the_customer_waits_or_wrote_last() -> None:
    post, message = wrote(1), wrote(5, channel=Channel.MESSAGE)
    assert story(post, message).channel is Channel.REPLY
    assert story(post, answered(3), message).channel is Channel.MESSAGE
    assert story(post, message, answered(9)).channel is Channel.MESSAGE
    assert story(replace(post, received_at=7), message, answered(9)).channel is Channel.MESSAGE


def thanked(at: int) -> Turn:
    """The customer wrote kind words that ask for nothing."""
    return replace(wrote(at), is_praise=True)


def test_praise_is_praise_until_something_else_waits() -> None:
    assert story(thanked(1)).is_praise
    assert not story(thanked(1), wrote(2)).is_praise
    assert not story(thanked(1), answered(2)).is_praise


@pytest.mark.parametrize(
    "ours_to_do",
    [
        [acknowledged(3)],
        [answered(2), acknowledged(3)],
        [answered(2), decided(3, Promised(DUE))],
        [decided(3, Resolved(Solved.PHONE))],
        [answered(2), decided(3, Resolved()), decided(4, Reopened())],
    ],
)
def test_thanks_for_what_is_still_to_be_done_are_no_praise_case(ours_to_do: Events) -> None:
    """An acknowledgement, a promise, the public word and what was reopened by hand are ours to move."""
    standing = story(wrote(1), *ours_to_do, thanked(5))
    assert (standing.state, standing.waiting_since, standing.is_praise) == (OPEN, 5, False)


def test_an_acknowledgement_that_has_not_seen_the_thanks_leaves_no_praise_case() -> None:
    assert not story(wrote(1), thanked(3), acknowledged(5, seen_until=2)).is_praise


@pytest.mark.parametrize(
    "settling",
    [
        [answered(4)],
        [decided(4, Resolved())],
        [decided(4, NoAnswerNeeded("twice"))],
        [decided(4, LeftToCustomer())],
        [decided(3, Promised(DUE)), answered(4)],
        [decided(3, Resolved(Solved.PHONE)), decided(4, FollowUpWaived("asked us to"))],
    ],
)
def test_thanks_for_what_is_done_are_praise(settling: Events) -> None:
    assert story(wrote(1), acknowledged(2), *settling, thanked(5)).is_praise


def test_the_first_words_are_kept_apart() -> None:
    standing = story(wrote(1), acknowledged(3), answered(7), answered(9))
    assert (standing.first_response_at, standing.substance_at, standing.last_outbound_at) == (3, 7, 9)


def test_the_time_that_is_the_customers_is_counted() -> None:
    waits = [wrote(1), answered(3), wrote(10), answered(12)]
    assert (story(*waits).customer_time_ms, story(*waits).awaiting_since) == (7, 12)
    closed = story(*waits, decided(20, Resolved()))
    assert (closed.customer_time_ms, closed.awaiting_since) == (15, None)


# Acknowledgements.


def test_an_acknowledgement_ends_the_first_wait_and_leaves_the_case_open() -> None:
    standing = story(wrote(1), acknowledged(3))
    assert (standing.state, standing.waiting_since) == (OPEN, None)
    assert (standing.first_response_at, standing.substance_at) == (3, None)


def test_an_acknowledgement_after_an_answer_is_ours_to_move_again() -> None:
    assert story(wrote(1), answered(3), acknowledged(5)).state is OPEN


def test_an_acknowledgement_never_closes_again_what_an_unseen_word_reopened() -> None:
    reopened: Events = [wrote(1), answered(3), wrote(10), decided(12, Resolved(), seen_until=9)]
    assert story(*reopened).state is OPEN
    standing = story(*reopened, acknowledged(15))
    assert (standing.state, standing.waiting_since) == (OPEN, None)


def test_an_acknowledgement_that_x_took_late_does_not_undo_the_answer_written_after_it() -> None:
    sends = a_send(1, 2, is_ack=True), a_send(2, 4)
    answer, late = answered(5, 3, outbox_id=2), acknowledged(9, 1, outbox_id=1)
    assert story(wrote(1), answer, late, sends=sends).state is WAITING
    assert story(wrote(1), decided(4, LeftToCustomer()), late, sends=sends).state is WAITING
    oldest, all_sends = answered(8, 1, outbox_id=3), (*sends, a_send(3, 1))
    assert story(wrote(1), answer, oldest, late, sends=all_sends).state is WAITING


def test_an_answer_that_x_took_late_does_not_undo_the_acknowledgement_written_after_it() -> None:
    late, sends = answered(9, 1, outbox_id=1), (a_send(1, 2), a_send(2, 4, is_ack=True))
    standing = story(wrote(1), acknowledged(5, 3, outbox_id=2), late, sends=sends)
    assert (standing.state, standing.waiting_since, standing.substance_at) == (OPEN, None, 9)


# Closing and reopening.


@pytest.mark.parametrize(
    ("closing", "state", "reason"),
    [
        (Resolved(), RESOLVED, ""),
        (Resolved(Solved.PHONE), OWED, "phone"),
        (NoAnswerNeeded("a duplicate"), NO_ANSWER, "a duplicate"),
        (MarkedSpam(), NO_ANSWER, "spam"),
        (Muted(), NO_ANSWER, "muted"),
    ],
)
def test_each_way_of_closing_keeps_its_reason(closing: Decision, state: CaseState, reason: str) -> None:
    closed = story(wrote(1), answered(3), decided(5, closing))
    assert (closed.state, closed.reason, closed.waiting_since) == (state, reason, None)
    reopened = story(wrote(1), answered(3), decided(5, closing), decided(6, Reopened()))
    assert (reopened.state, reopened.reason, reopened.reopened_at) == (OPEN, "", 6)


@pytest.mark.parametrize("closing", [Resolved(), Resolved(Solved.MAIL), NoAnswerNeeded("twice"), MarkedSpam()])
def test_the_customers_next_word_reopens(closing: Decision) -> None:
    standing = story(wrote(1), answered(3), decided(5, closing), wrote(9))
    assert (standing.state, standing.waiting_since, standing.reopened_at) == (OPEN, 9, 9)


@pytest.mark.parametrize("decision", [Resolved(), NoAnswerNeeded("twice"), MarkedSpam(), Muted(), LeftToCustomer()])
def test_a_word_that_was_not_seen_reopens_whatever_was_decided(decision: Decision) -> None:
    standing = story(wrote(1), answered(3), wrote(4), decided(5, decision, seen_until=3))
    assert (standing.state, standing.waiting_since) == (OPEN, 4)


def test_first_and_last_resolution_are_kept_apart() -> None:
    twice: Events = [wrote(1), answered(3), decided(5, Resolved()), wrote(9), answered(11)]
    assert (story(*twice).first_resolved_at, story(*twice).last_resolved_at) == (5, None)
    closed = story(*twice, decided(12, Resolved()))
    assert (closed.first_resolved_at, closed.last_resolved_at, closed.reopened_at) == (5, 12, 9)


def test_left_to_the_customer_ends_the_wait_without_a_word() -> None:
    standing = story(wrote(1), answered(3), wrote(5), decided(6, LeftToCustomer()))
    assert (standing.state, standing.waiting_since, standing.awaiting_since) == (WAITING, None, 6)


@pytest.mark.parametrize("state", [OutboxState.REFUSED, OutboxState.HELD, OutboxState.RECALLED])
def test_a_solution_whose_text_never_arrives_solved_nothing(state: OutboxState) -> None:
    closing = decided(5, Resolved(relies_on=(OutboxId(1),)))
    assert story(wrote(1), closing, sends=(a_send(1, 4, state),)) == story(wrote(1))
    assert story(wrote(1), closing) == story(wrote(1))


@pytest.mark.parametrize("state", sorted(IN_FLIGHT))
def test_a_solution_stands_while_its_text_is_on_its_way_and_when_it_arrives(state: OutboxState) -> None:
    closing = decided(5, Resolved(relies_on=(OutboxId(1),)))
    assert story(wrote(1), closing, sends=(a_send(1, 4, state),)).state is RESOLVED
    arrived = story(wrote(1), closing, answered(8, 1, outbox_id=1), sends=(a_send(1, 4),))
    assert (arrived.state, arrived.substance_at) == (RESOLVED, 8)


@pytest.mark.parametrize("lost", [1, 2])
@pytest.mark.parametrize("state", [OutboxState.REFUSED, OutboxState.HELD, OutboxState.RECALLED])
def test_a_solution_that_relies_on_two_texts_falls_with_either(lost: int, state: OutboxState) -> None:
    """The other one is an answer still, and no solution."""
    closing = decided(5, Resolved(relies_on=(OutboxId(1), OutboxId(2))))
    on_their_way = [a_send(1, 3, OutboxState.QUEUED), a_send(2, 4, OutboxState.QUEUED)]
    assert story(wrote(1), closing, sends=tuple(on_their_way)).state is RESOLVED
    arrived, sends = 3 - lost, [a_send(1, 3), a_send(2, 4)]
    sends[lost - 1] = a_send(lost, lost + 2, state)
    standing = story(wrote(1), closing, answered(8, 1, outbox_id=arrived), sends=tuple(sends))
    assert (standing.state, standing.last_resolved_at) == (WAITING, None)


@pytest.mark.parametrize("is_ack", [False, True])
@pytest.mark.parametrize(
    "before", [[], [decided(5, Resolved(relies_on=(OutboxId(1),)))], [decided(5, LeftToCustomer())]]
)
def test_a_text_from_before_a_reopening_ends_no_more_than_the_wait_when_it_arrives(
    before: Events, is_ack: bool
) -> None:
    reopened: Events = [wrote(1), *before, decided(6, Reopened())]
    arrives = answered(9, 1, outbox_id=1, is_ack=is_ack)
    standing = story(*reopened, arrives, sends=(a_send(1, 4, is_ack=is_ack),))
    assert (standing.state, standing.waiting_since, standing.first_response_at) == (OPEN, None, 9)
    written_after = story(*reopened, arrives, sends=(a_send(1, 7, is_ack=is_ack),))
    assert written_after.state is (OPEN if is_ack else WAITING)


def test_an_answer_written_elsewhere_before_a_reopening_leaves_it_open() -> None:
    reopened: Events = [wrote(1), answered(2), decided(6, Reopened())]
    assert story(*reopened, answered_elsewhere(5, received_at=9)).state is OPEN
    assert story(*reopened, answered_elsewhere(7, received_at=9)).state is WAITING


@pytest.mark.parametrize("is_ack", [False, True])
def test_a_text_from_before_a_closing_does_not_open_it_when_it_arrives(is_ack: bool) -> None:
    arrives = answered(9, 1, outbox_id=1, is_ack=is_ack)
    closing = decided(5, NoAnswerNeeded("only thanks"))
    assert story(wrote(1), closing, arrives, sends=(a_send(1, 4, is_ack=is_ack),)).state is NO_ANSWER
    written_after = story(wrote(1), closing, arrives, sends=(a_send(1, 6, is_ack=is_ack),))
    assert written_after.state is (OPEN if is_ack else WAITING)


# Mute.


def test_a_muted_thread_goes_on_without_us() -> None:
    muted: Events = [wrote(1), decided(3, Muted())]
    standing = story(*muted, wrote(5), wrote(6))
    assert (standing.state, standing.waiting_since, standing.is_muted) == (NO_ANSWER, None, True)
    assert standing.last_inbound_at == 6


def test_a_message_is_heard_over_a_muted_thread() -> None:
    standing = story(wrote(1), decided(3, Muted()), wrote(5), wrote(6, channel=Channel.MESSAGE))
    assert (standing.state, standing.waiting_since, standing.is_muted) == (OPEN, 6, True)


@pytest.mark.parametrize("ending", [Unmuted(), Reopened()])
def test_a_thread_is_heard_again_from_then_on(ending: Decision) -> None:
    standing = story(wrote(1), decided(3, Muted()), wrote(5), decided(7, ending), wrote(9))
    assert (standing.state, standing.waiting_since, standing.is_muted) == (OPEN, 9, False)


# Snoozing.


def test_a_snooze_keeps_its_moment_until_it_is_ended() -> None:
    snoozed: Events = [wrote(1), decided(3, Snoozed(DUE))]
    assert (story(*snoozed).is_snoozed, story(*snoozed).snoozed_until) == (True, DUE)
    assert story(*snoozed, answered(5)).is_snoozed
    for ending in (Woken(), Reopened(), Resolved()):
        ended = story(*snoozed, decided(5, ending))
        assert (ended.is_snoozed, ended.snoozed_until) == (False, None)


@pytest.mark.parametrize("until", [DUE, None])
def test_the_customers_word_ends_a_snooze(until: int | None) -> None:
    assert not story(wrote(1), decided(3, Snoozed(until)), wrote(5)).is_snoozed
    assert not story(wrote(1), wrote(2), decided(3, Snoozed(until), seen_until=1)).is_snoozed


def test_a_muted_thread_wakes_nobody() -> None:
    snoozed: Events = [wrote(1), decided(2, Muted()), wrote(3, channel=Channel.MESSAGE), decided(4, Snoozed(DUE))]
    assert story(*snoozed, wrote(5)).is_snoozed
    assert story(snoozed[0], snoozed[1], wrote(3), decided(4, Snoozed(DUE), seen_until=1)).is_snoozed


@pytest.mark.parametrize("state", [OutboxState.HELD, OutboxState.REFUSED])
@pytest.mark.parametrize("is_ack", [False, True])
def test_no_snooze_hides_a_send_that_failed(state: OutboxState, is_ack: bool) -> None:
    snoozed: Events = [wrote(1), answered(3), decided(5, Snoozed(DUE))]
    failed = story(*snoozed, sends=(a_send(1, 4, state, is_ack=is_ack),))
    assert (failed.is_snoozed, failed.snoozed_until) == (False, None)
    for decided_on in (OutboxState.RECALLED, OutboxState.SENT, OutboxState.QUEUED):
        assert story(*snoozed, sends=(a_send(1, 4, decided_on, is_ack=is_ack),)).snoozed_until == DUE


@pytest.mark.parametrize(("until", "returns_at"), [(None, 500), (900, 500), (400, 400)])
def test_no_snooze_outlasts_a_promise(until: int | None, returns_at: int) -> None:
    promised: Events = [wrote(1), decided(2, Promised(500)), decided(3, Snoozed(until))]
    assert (story(*promised).is_snoozed, story(*promised).snoozed_until) == (True, returns_at)
    ended = story(*promised, decided(4, PromiseEnded()))
    assert (ended.is_snoozed, ended.snoozed_until) == (True, until)


# Promises.

PROMISE = decided(5, Promised(DUE))


def test_a_promise_is_kept_by_the_next_answer_and_not_by_an_acknowledgement() -> None:
    promised: Events = [wrote(1), answered(3), PROMISE]
    assert (story(*promised).state, story(*promised).promise_until) == (OPEN, DUE)
    assert story(*promised, acknowledged(7)).promise_until == DUE
    kept = story(*promised, answered(9))
    assert (kept.state, kept.promise_until) == (WAITING, None)
    assert story(*promised, answered_elsewhere(9)).promise_until is None


def test_a_promise_is_not_kept_by_the_text_that_makes_it() -> None:
    promise, text = decided(5, Promised(DUE, "by noon", OutboxId(1))), a_send(1, 4)
    made = story(wrote(1), promise, answered(7, 1, outbox_id=1), sends=(text,))
    assert (made.state, made.promise_until, made.substance_at) == (OPEN, DUE, 7)
    made_later = story(wrote(1), promise, answered(7, 1, outbox_id=1), sends=(replace(text, order=6),))
    assert made_later.promise_until == DUE


def test_a_promise_is_not_kept_by_a_text_from_before_it() -> None:
    made = story(wrote(1), PROMISE, answered(7, 1, outbox_id=1), sends=(a_send(1, 4),))
    assert (made.state, made.promise_until) == (OPEN, DUE)
    late = story(wrote(1), PROMISE, answered_elsewhere(3, received_at=9))
    assert late.promise_until == DUE


@pytest.mark.parametrize("state", [OutboxState.REFUSED, OutboxState.HELD, OutboxState.RECALLED])
def test_a_promise_that_never_reached_the_customer_was_not_made(state: OutboxState) -> None:
    promise = decided(5, Promised(DUE, relies_on=OutboxId(1)))
    assert story(wrote(1), promise, sends=(a_send(1, 4, state),)) == story(wrote(1))


def test_a_promise_ends_with_the_case_or_by_hand() -> None:
    assert story(wrote(1), answered(3), PROMISE, decided(7, Resolved())).promise_until is None
    ended = story(wrote(1), answered(3), PROMISE, decided(7, PromiseEnded()))
    assert (ended.state, ended.promise_until, ended.awaiting_since) == (WAITING, None, 7)


def test_a_promise_that_ends_by_hand_leaves_what_else_is_ours_to_move() -> None:
    ended = decided(9, PromiseEnded())
    assert story(wrote(1), answered(3), PROMISE, wrote(7), ended).waiting_since == 7
    assert story(wrote(1), answered(3), PROMISE, wrote(7), ended).state is OPEN
    assert story(wrote(1), answered(3), PROMISE, acknowledged(7), ended).state is OPEN
    assert story(wrote(1), acknowledged(3), PROMISE, ended).state is OPEN


def test_time_under_a_promise_is_ours() -> None:
    """The customer's time runs while they have the next word, not while we have something to do."""
    promise, text = decided(5, Promised(DUE, relies_on=OutboxId(1))), a_send(1, 4)
    standing = story(wrote(1), promise, answered(7, 1, outbox_id=1), wrote(50), sends=(text,))
    assert standing.customer_time_ms == 0


@pytest.mark.parametrize("closing", [Resolved(), NoAnswerNeeded("twice")])
def test_a_promise_in_a_closed_case_opens_it(closing: Decision) -> None:
    standing = story(wrote(1), answered(2), decided(3, closing), PROMISE)
    assert (standing.state, standing.promise_until, standing.reopened_at) == (OPEN, DUE, 5)


def test_the_last_of_several_promises_counts() -> None:
    assert story(wrote(1), PROMISE, decided(7, Promised(DUE + 1))).promise_until == DUE + 1


# What is noted.


def test_the_first_who_answers_owns_the_case_unless_somebody_was_chosen() -> None:
    words = [wrote(1), answered(5, by=SAM), answered(7, by=JO)]
    assert story(*words).owner == SAM
    assert story(*words, decided(3, Assigned(JO))).owner == JO
    assert story(*words, decided(3, Assigned(None))).owner is None
    assert story(*words, decided(6, Assigned(JO))).owner == JO
    assert story(wrote(1), answered_elsewhere(5)).owner is None


def test_labels_keep_their_order_and_stand_once() -> None:
    labels = [decided(2, Labelled("refund")), decided(3, Labelled("late")), decided(4, Labelled("refund"))]
    assert story(wrote(1), *labels).labels == ("refund", "late")
    assert story(wrote(1), *labels, decided(5, Unlabelled("refund"))).labels == ("late",)
    assert story(wrote(1), decided(2, Unlabelled("refund"))).labels == ()


def test_marks_say_what_was_said_last() -> None:
    marks = [decided(2, Prioritised(Priority.URGENT)), decided(3, Prioritised(Priority.LOW)), decided(4, Watched())]
    standing = story(wrote(1), *marks)
    assert (standing.priority, standing.is_watched, standing.state) == (Priority.LOW, True, NEW)
    assert not story(wrote(1), *marks, decided(5, Unwatched())).is_watched


# Whatever happened.

places = st.integers(1, 12)
decisions: st.SearchStrategy[Decision] = st.sampled_from(
    [
        Resolved(),
        Resolved(Solved.PHONE),
        Resolved(relies_on=(OutboxId(1),)),
        Resolved(relies_on=(OutboxId(1), OutboxId(2))),
        NoAnswerNeeded("twice"),
        MarkedSpam(),
        Muted(),
        Unmuted(),
        Reopened(),
        LeftToCustomer(),
        Snoozed(DUE),
        Snoozed(None),
        Woken(),
        Promised(DUE),
        Promised(DUE, relies_on=OutboxId(2)),
        PromiseEnded(),
        Prioritised(Priority.HIGH),
        Labelled("refund"),
        Unlabelled("refund"),
        Assigned(SAM),
        Watched(),
    ]
)
said = st.builds(
    Turn,
    at=places,
    move=st.sampled_from([Move.CUSTOMER_WROTE, Move.CUSTOMER_WROTE, Move.WE_ANSWERED, Move.WE_ACKNOWLEDGED]),
    received_at=places,
    seen_until=st.none() | places,
    channel=st.sampled_from([Channel.REPLY, Channel.MESSAGE]),
    is_follow_up=st.booleans(),
    agent=st.sampled_from([JO, SAM]),
    outbox_id=st.none() | st.sampled_from([OutboxId(1), OutboxId(2)]),
)
timelines = st.lists(said, min_size=1, max_size=12).filter(
    lambda turns: any(turn.move is Move.CUSTOMER_WROTE for turn in turns)
)
decided_lists = st.lists(
    st.tuples(decisions, places, places).map(lambda drawn: decided(drawn[1], drawn[0], drawn[2])), max_size=8
).map(lambda drawn: [replace(each, decision_id=DecisionId(number)) for number, each in enumerate(drawn)])
send_lists = st.tuples(st.sampled_from(OutboxState), st.sampled_from(OutboxState)).map(
    lambda states: [a_send(number, 4 * number, state) for number, state in enumerate(states, 1)]
)


@given(timelines, decided_lists, send_lists, st.randoms(use_true_random=False))
def test_the_order_of_arrival_and_repeats_do_not_matter(
    turns: list[Turn], taken: list[Decided], sends: list[Send], chance: random.Random
) -> None:
    """With one and the same place, too: cases that became one have such."""
    shuffled, shuffled_taken = [*turns, turns[0]], [*taken]
    chance.shuffle(shuffled)
    chance.shuffle(shuffled_taken)
    assert fold(shuffled, shuffled_taken, sends[::-1]) == fold(turns, taken, sends)


def test_two_answers_at_one_place_are_told_in_one_order() -> None:
    for at in range(2, 60):
        one, other = answered(at, by=SAM), answered(at, by=JO)
        assert story(wrote(1), one, other) == story(wrote(1), other, one)


@given(timelines, decided_lists, send_lists)
def test_whoever_waits_is_ours_to_move(turns: list[Turn], taken: list[Decided], sends: list[Send]) -> None:
    standing = fold(turns, taken, sends)
    assert standing.waiting_since is None or standing.state in OURS_TO_MOVE
    assert (standing.awaiting_since is not None) == (standing.state is WAITING)
    assert standing.promise_until is None or standing.state is not WAITING
    assert standing.first_response_at is None or standing.state is not NEW
    assert standing.state is not WAITING or not standing.is_praise
    assert (standing.state in {OWED, RESOLVED}) == (standing.last_resolved_at is not None)
    assert standing.customer_time_ms >= 0


@given(timelines, decided_lists.filter(bool), send_lists, st.data())
def test_striking_a_decision_is_never_having_taken_it(
    turns: list[Turn], taken: list[Decided], sends: list[Send], data: st.DataObject
) -> None:
    """Whatever came after it has another number then, and stands where it stood."""
    struck = data.draw(st.sampled_from(taken))
    kept = [each for each in taken if each is not struck]
    never_taken = [replace(each, decision_id=DecisionId(number)) for number, each in enumerate(kept, 50)]
    assert fold(turns, kept, sends) == fold(turns, never_taken, sends)
