"""What happened in a case, on the way on which its standing is found: the two always agree."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.case_flow import OURS_TO_MOVE, Move, Send, Standing, Turn
from tui_desk.domain.case_fold import fold
from tui_desk.domain.decisions import (
    Decided,
    Decision,
    FollowUpWaived,
    LeftToCustomer,
    Muted,
    NoAnswerNeeded,
    Promised,
    PromiseEnded,
    Reopened,
    Resolved,
    Snoozed,
    Solved,
    Unmuted,
)
from tui_desk.domain.figures import (
    AgeBand,
    Duration,
    age_band,
    first_resolution,
    first_response,
    full_resolution,
    is_first_contact_resolution,
    time_to_substance,
    waiting,
)
from tui_desk.domain.history import History, Promise, Stretch, all_waits, history_of, opened_at
from tui_desk.domain.ids import AgentName, CaseId, DecisionId, OutboxId
from tui_desk.domain.model import CaseState, Channel, FollowUp, OutboxState, Purpose

# A thing's place in a history is the time it happened, unless said.


@dataclass(frozen=True)
class Story:
    """What a case is made of."""

    turns: list[Turn]
    decided: list[Decided]
    sends: tuple[Send, ...] = ()

    @property
    def history(self) -> History:
        return history_of(self.turns, self.decided, self.sends)

    @property
    def standing(self) -> Standing:
        return fold(self.turns, self.decided, self.sends)


def story(*events: Turn | Decided) -> Story:
    turns = [event for event in events if isinstance(event, Turn)]
    return Story(turns, [event for event in events if isinstance(event, Decided)])


def wrote(
    at: int, received_at: int | None = None, channel: Channel = Channel.REPLY, *, is_praise: bool = False
) -> Turn:
    """The customer wrote."""
    arrived_at = at if received_at is None else received_at
    return Turn(at, Move.CUSTOMER_WROTE, arrived_at, channel=channel, is_praise=is_praise)


def answered(
    at: int,
    channel: Channel = Channel.REPLY,
    *,
    is_ack: bool = False,
    is_follow_up: bool = False,
    seen: int | None = None,
) -> Turn:
    """An agent answered what they had seen: everything, unless said."""
    move = Move.WE_ACKNOWLEDGED if is_ack else Move.WE_ANSWERED
    return Turn(at, move, at, at if seen is None else seen, channel, is_follow_up)


def decide(at: int, decision: Decision, seen_until: int | None = None) -> Decided:
    """Somebody decided on all that was there, unless said."""
    seen = at if seen_until is None else seen_until
    return Decided(DecisionId(at), CaseId(1), decision, AgentName("jo"), at, at, seen)


def test_nothing_of_ours_opens_a_case() -> None:
    with pytest.raises(ValueError, match="customer wrote"):
        history_of([answered(1)])


def test_what_was_said_with_when_it_arrived_and_what_it_was_for() -> None:
    history = story(
        wrote(1, 3), answered(4, is_ack=True), answered(5, Channel.MESSAGE), answered(6, is_follow_up=True)
    ).history
    [item] = history.inbound
    assert (item.at, item.received_at, item.channel) == (1, 3, Channel.REPLY)
    assert [answer.purpose for answer in history.answers] == [
        Purpose.ACKNOWLEDGEMENT, Purpose.ANSWER, Purpose.FOLLOW_UP
    ]  # fmt: skip


def test_an_answer_to_nothing_but_praise_is_thanks_and_spoils_no_first_contact() -> None:
    history = story(
        wrote(1), answered(2), decide(3, Resolved()), wrote(4, is_praise=True), answered(5), decide(6, Resolved())
    ).history
    assert [answer.purpose for answer in history.answers] == [Purpose.ANSWER, Purpose.THANKS]
    assert is_first_contact_resolution(history, 10**9) is True
    mixed = story(wrote(1), wrote(2, is_praise=True), answered(3)).history
    assert [answer.purpose for answer in mixed.answers] == [Purpose.ANSWER]


def test_words_of_ours_from_before_the_customer_turned_to_us_are_left_out() -> None:
    early = Turn(1, Move.WE_ANSWERED, 1)
    assert story(early, wrote(2)).history.answers == ()


def test_every_solution_and_every_return() -> None:
    history = story(
        wrote(1),
        answered(2),
        decide(3, Resolved()),
        wrote(4),
        answered(5),
        decide(6, Resolved()),
        decide(7, Reopened()),
    ).history
    assert (history.resolved_at, history.reopened_at, history.is_resolved) == ((3, 6), (4, 7), False)


def test_a_word_that_reached_the_desk_late_reopens_although_it_is_older_than_the_solution() -> None:
    history = story(wrote(1), answered(2), decide(6, Resolved()), wrote(4, 9)).history
    assert (history.resolved_at, history.reopened_at, history.is_resolved) == ((6,), (4,), False)
    assert full_resolution(history, None) is None
    assert waiting(history, None, 10) == Duration(6, 6)


def test_the_stretches_of_waiting_for_the_customer() -> None:
    history = story(wrote(1), answered(2), wrote(5), answered(7)).history
    assert history.waits_for_customer == (Stretch(2, 5), Stretch(7))


def test_a_closed_loop_a_waived_one_and_one_that_is_owed() -> None:
    private = wrote(1), answered(2, Channel.MESSAGE), decide(3, Resolved())
    owed = story(*private).history
    closed = story(*private, answered(8, is_follow_up=True)).history
    waived = story(*private, decide(9, FollowUpWaived("asked us not to"))).history
    histories = (owed, closed, waived)
    assert [
        (each.solved_in_private_at, each.followed_up_at, each.follow_up_waived_at) for each in histories
    ] == [(3, None, None), (3, 8, None), (3, None, 9)]  # fmt: skip
    assert all(each.is_resolved for each in histories)


def test_of_two_loops_the_later() -> None:
    history = story(
        *(wrote(1), answered(2, Channel.MESSAGE), decide(3, Resolved()), answered(8, is_follow_up=True)),
        *(wrote(10), answered(11, Channel.MESSAGE), decide(12, Resolved())),
    ).history
    assert (history.solved_in_private_at, history.followed_up_at) == (12, None)


def test_why_nothing_needs_an_answer_while_that_is_how_it_stands() -> None:
    closed = wrote(1), decide(2, NoAnswerNeeded("not for us"))
    assert story(*closed).history.no_answer_reason == "not for us"
    assert story(*closed, wrote(3)).history.no_answer_reason == ""


def test_every_promise_with_its_end() -> None:
    history = story(
        *(wrote(1), answered(2), decide(3, Promised(50)), decide(4, Promised(60)), decide(5, PromiseEnded())),
        *(
            decide(6, Promised(70)),
            answered(7),
            decide(8, Promised(80)),
            decide(9, Resolved()),
            decide(10, Promised(90)),
        ),
    ).history
    assert history.promises == (Promise(50, 4), Promise(60, 5), Promise(70, 7), Promise(80, 9), Promise(90))


def test_what_came_while_the_thread_was_muted_waits_for_nothing() -> None:
    history = story(wrote(1), decide(2, Muted()), wrote(3), decide(4, Reopened()), decide(5, Unmuted())).history
    assert [item.is_heard for item in history.inbound] == [True, False]
    assert age_band(history.inbound[1], history) is AgeBand.NOT_NEEDED
    assert [wait.since for wait in all_waits(history)] == [4]


def test_what_was_left_to_the_customer_waits_no_more_and_is_part_of_no_later_wait() -> None:
    left = story(wrote(1), answered(2), wrote(3), decide(4, LeftToCustomer()))
    assert waiting(left.history, None, 100) is None
    again = story(*left.turns, *left.decided, wrote(9), answered(12)).history
    assert [(wait.since, wait.left_at, wait.answer and wait.answer.at) for wait in all_waits(again)] == [
        (1, None, 2), (3, 4, None), (9, None, 12)
    ]  # fmt: skip


PLACES = st.integers(2, 60)
DECISIONS: list[Decision] = [
        Resolved(), Resolved(Solved.PHONE), Resolved(relies_on=(OutboxId(1),)), NoAnswerNeeded("not for us"), Muted(),
        Unmuted(), Reopened(), LeftToCustomer(), Snoozed(None), FollowUpWaived("asked us not to"), Promised(500),
        Promised(600, relies_on=OutboxId(1)), PromiseEnded(),
]  # fmt: skip
CHANNELS = st.sampled_from([Channel.REPLY, Channel.MESSAGE])


@st.composite
def _stories(draw: st.DrawFn) -> Story:
    """Any history, with what reached the desk late, what its agent had not seen, and what was written elsewhere."""
    turns = [wrote(1)]
    for place in draw(st.lists(PLACES, max_size=8, unique=True)):
        written_at = max(1, place - draw(st.integers(0, 5)))
        channel = draw(CHANNELS)
        if draw(st.booleans()):
            turns.append(wrote(written_at, place, channel, is_praise=draw(st.booleans())))
        else:
            move = draw(st.sampled_from([Move.WE_ANSWERED, Move.WE_ACKNOWLEDGED]))
            seen_until = draw(st.none() | st.integers(0, place))
            outbox_id = None if seen_until is None else OutboxId(place)
            is_follow_up = channel is Channel.REPLY and draw(st.booleans())
            turns.append(Turn(written_at, move, place, seen_until, channel, is_follow_up, outbox_id=outbox_id))
    decided = [
        decide(place, draw(st.sampled_from(DECISIONS)), draw(st.integers(0, place)))
        for place in draw(st.lists(PLACES, max_size=6, unique=True))
    ]
    sends = [
        Send(turn.outbox_id, turn.channel, OutboxState.SENT, turn.move is Move.WE_ACKNOWLEDGED, turn.at)
        for turn in turns
        if turn.outbox_id is not None
    ]
    state = draw(st.sampled_from([OutboxState.QUEUED, OutboxState.REFUSED]))
    return Story(turns, decided, (*sends, Send(OutboxId(1), draw(CHANNELS), state, order=draw(PLACES))))


stories = _stories()


@given(stories)
def test_the_history_and_the_standing_agree(told: Story) -> None:
    history, standing = told.history, told.standing
    response, substance = first_response(history, None), time_to_substance(history, None)
    assert opened_at(history) == standing.opened_at
    assert (response is None) == (standing.first_response_at is None)
    assert (substance is None) == (standing.substance_at is None)
    if standing.first_response_at is not None and response is not None:
        assert response.duration.calendar_ms == standing.first_response_at - standing.opened_at
    assert (history.resolved_at[:1] or (None,))[0] == standing.first_resolved_at
    assert (full_resolution(history, None) is None) == (standing.last_resolved_at is None)
    assert (first_resolution(history, None) is None) == (standing.first_resolved_at is None)
    assert (history.reopened_at[-1:] or (None,))[0] == standing.reopened_at
    assert bool(history.no_answer_reason) == (standing.state is CaseState.NO_ANSWER)
    assert (history.solved_in_private_at is not None) == (standing.follow_up is not FollowUp.NONE)
    assert (history.followed_up_at is not None) == (standing.follow_up is FollowUp.MET)
    assert (history.follow_up_waived_at is not None) == (standing.follow_up is FollowUp.WAIVED)
    if standing.owed_since is not None:
        assert history.solved_in_private_at == standing.owed_since


@given(stories)
def test_the_customers_time_and_the_promises_agree(told: Story) -> None:
    history, standing = told.history, told.standing
    over = [stretch for stretch in history.waits_for_customer if stretch.until is not None]
    running = [stretch.since for stretch in history.waits_for_customer if stretch.until is None]
    assert sum(max(0, (stretch.until or 0) - stretch.since) for stretch in over) == standing.customer_time_ms
    assert running == ([] if standing.awaiting_since is None else [standing.awaiting_since])
    standing_promises = [promise.until for promise in history.promises if promise.ended_at is None]
    assert standing_promises == ([] if standing.promise_until is None else [standing.promise_until])
    assert None not in [promise.ended_at for promise in history.promises[:-1]]


@given(stories)
def test_whoever_waits_by_the_standing_waits_by_the_history(told: Story) -> None:
    history, standing = told.history, told.standing
    waited = waiting(history, None, 100)
    if standing.waiting_since is not None:
        assert standing.state in OURS_TO_MOVE
        assert waited is not None
        assert waited.calendar_ms >= 100 - max((standing.waiting_since, *history.reopened_at))
    if waited is None:
        assert standing.waiting_since is None
