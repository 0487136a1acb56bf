"""A case's standing: the table, and the fold of timelines through it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.case_flow import MOVES, Move, Turn, fold
from tui_desk.domain.model import CaseState

MINUTE = 60_000
WROTE, ANSWERED = Move.CUSTOMER_WROTE, Move.WE_ANSWERED

turns = st.lists(
    st.builds(
        Turn,
        at=st.integers(0, 50),
        move=st.sampled_from(Move),
        received_at=st.integers(0, 50),
        seen_until=st.none() | st.integers(0, 50),
    ),
    min_size=1,
    max_size=20,
)


def test_every_state_knows_every_move() -> None:
    assert set(MOVES) == {(state, move) for state in CaseState for move in Move}


def test_a_later_word_of_the_customer_does_not_move_the_start_of_the_wait() -> None:
    standing = fold([Turn(0, WROTE), Turn(5 * MINUTE, WROTE)])
    assert standing.waiting_since == 0
    assert standing.state is CaseState.NEW


def test_an_answer_ends_the_wait_and_the_next_word_begins_a_new_one() -> None:
    answered = fold([Turn(0, WROTE), Turn(MINUTE, WROTE), Turn(2 * MINUTE, ANSWERED)])
    assert (answered.state, answered.waiting_since) == (CaseState.WAITING, None)
    reopened = fold([Turn(0, WROTE), Turn(2 * MINUTE, ANSWERED), Turn(9 * MINUTE, WROTE), Turn(11 * MINUTE, WROTE)])
    assert (reopened.state, reopened.waiting_since) == (CaseState.OPEN, 9 * MINUTE)


def test_words_of_ours_before_the_customer_turned_to_us_answer_nothing() -> None:
    standing = fold([Turn(0, ANSWERED), Turn(MINUTE, WROTE)])
    assert standing.state is CaseState.NEW
    assert standing.waiting_since == MINUTE
    assert standing.last_outbound_at is None


def test_nothing_of_ours_opens_a_case() -> None:
    with pytest.raises(ValueError, match="customer wrote"):
        fold([Turn(0, ANSWERED)])


@given(turns.filter(lambda some: any(turn.move is WROTE for turn in some)), st.randoms(use_true_random=False))
def test_the_order_of_arrival_and_repeats_do_not_matter(timeline: list[Turn], random: object) -> None:
    shuffled = [*timeline, timeline[0]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis hands out a random.Random
    assert fold(shuffled) == fold(timeline)


@given(turns.filter(lambda some: any(turn.move is WROTE for turn in some)))
def test_the_customer_waits_exactly_when_the_state_says_so(timeline: list[Turn]) -> None:
    standing = fold(timeline)
    assert (standing.waiting_since is not None) == (standing.state is not CaseState.WAITING)
    assert (standing.state is CaseState.NEW) == (standing.last_outbound_at is None)


def test_an_answer_of_this_desk_ends_the_wait_only_for_what_its_agent_had_seen() -> None:
    seen = Turn(0, WROTE, received_at=100)
    came_late = Turn(MINUTE, WROTE, received_at=500)
    answer = Turn(2 * MINUTE, ANSWERED, seen_until=200)
    standing = fold([seen, came_late, answer])
    assert (standing.state, standing.waiting_since) == (CaseState.OPEN, MINUTE)


def test_a_clock_that_goes_wrong_does_not_hide_or_invent_a_wait() -> None:
    ours_goes_slow = fold([Turn(10 * MINUTE, WROTE, received_at=100), Turn(8 * MINUTE, ANSWERED, seen_until=100)])
    assert (ours_goes_slow.state, ours_goes_slow.waiting_since) == (CaseState.WAITING, None)
