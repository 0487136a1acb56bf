"""Where a case is found, and in which order an agent meets the cases of a lane."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.case_flow import Standing
from tui_desk.domain.clocks import Clock, ClockKind
from tui_desk.domain.lanes import lane_of, place_of
from tui_desk.domain.model import CaseState, FollowUp, Lane

MINUTE = 60_000
NOW = 30_000_000 * MINUTE
"""In the year 2027."""
CASE = Standing(CaseState.OPEN, NOW, NOW, NOW, None)


def standing(state: CaseState, **changes: object) -> Standing:
    return replace(CASE, state=state, **changes)  # type: ignore[arg-type]  # the tests name fields that exist


def clock(due_at: int) -> Clock:
    return Clock(ClockKind.NEXT_RESPONSE, NOW, due_at)


@pytest.mark.parametrize(
    ("case", "lane"),
    [
        (standing(CaseState.NEW), Lane.NOW),
        (standing(CaseState.OPEN), Lane.NOW),
        (standing(CaseState.WAITING), Lane.WAITING),
        (standing(CaseState.OWED), Lane.OWED),
        (standing(CaseState.WAITING, follow_up=FollowUp.OWED), Lane.OWED),
        (standing(CaseState.WAITING, follow_up=FollowUp.PROMISED), Lane.OWED),
        (standing(CaseState.WAITING, follow_up=FollowUp.MET), Lane.WAITING),
        (standing(CaseState.WAITING, follow_up=FollowUp.WAIVED), Lane.WAITING),
        (standing(CaseState.OPEN, follow_up=FollowUp.OWED), Lane.NOW),
        (standing(CaseState.RESOLVED), Lane.CLOSED),
        (standing(CaseState.NO_ANSWER), Lane.CLOSED),
        (standing(CaseState.NEW, is_praise=True), Lane.PRAISE),
        (standing(CaseState.OPEN, is_praise=True), Lane.PRAISE),
        (standing(CaseState.OWED, is_praise=True), Lane.OWED),
        (standing(CaseState.RESOLVED, is_snoozed=True), Lane.CLOSED),
    ],
)
def test_each_case_stands_in_one_lane(case: Standing, lane: Lane) -> None:
    assert lane_of(case, NOW) is lane


@pytest.mark.parametrize(
    ("state", "lane"),
    [
        (CaseState.NEW, Lane.NOW),
        (CaseState.OPEN, Lane.NOW),
        (CaseState.WAITING, Lane.WAITING),
        (CaseState.OWED, Lane.OWED),
    ],
)
def test_a_snoozed_case_returns_at_its_moment(state: CaseState, lane: Lane) -> None:
    snoozed = standing(state, is_snoozed=True, snoozed_until=NOW)
    assert lane_of(snoozed, NOW - 1) is Lane.SNOOZED
    assert lane_of(snoozed, NOW) is lane


def test_a_snooze_until_the_customer_writes_has_no_moment() -> None:
    assert lane_of(standing(CaseState.OPEN, is_snoozed=True), NOW + 1_000_000 * MINUTE) is Lane.SNOOZED


@pytest.mark.parametrize("due_in", [-90, 0, 7])
def test_the_clock_alone_decides_the_rank_to_the_minute(due_in: int) -> None:
    due_at = NOW + due_in * MINUTE
    place = place_of(CASE, clock(due_at), 12, NOW)
    assert place == place_of(replace(CASE, last_inbound_at=0), clock(due_at + MINUTE - 1), 12, NOW)
    assert place.rank < place_of(CASE, clock(due_at + MINUTE), 12, NOW).rank


def test_snoozed_cases_are_ordered_by_their_return_whatever_their_clocks_say() -> None:
    until = {"soon": NOW + MINUTE, "late": NOW + 60 * MINUTE}
    ranks = {
        name: place_of(
            standing(CaseState.OPEN, is_snoozed=True, snoozed_until=returns_at),
            clock(NOW - returns_at % 7 * MINUTE),
            0,
            NOW,
        ).rank
        for name, returns_at in until.items()
    }
    without_moment = place_of(standing(CaseState.OPEN, is_snoozed=True), clock(NOW), 0, NOW)
    assert ranks["soon"] < ranks["late"] < without_moment.rank


def test_a_returned_case_is_ordered_by_its_clock_again() -> None:
    returned = standing(CaseState.OPEN, is_snoozed=True, snoozed_until=NOW)
    assert place_of(returned, clock(NOW + MINUTE), 3, NOW) == place_of(CASE, clock(NOW + MINUTE), 3, NOW)


minutes = st.integers(-600, 600)
cases = st.lists(
    st.tuples(st.none() | minutes, minutes, st.integers(0, 3), st.booleans()), min_size=2, max_size=12
).map(list)


@given(cases)
def test_the_queue_is_ordered_by_clock_then_reach_then_age(drawn: list[tuple[int | None, int, int, bool]]) -> None:
    """Each case: when its clock ends, when something happened in it last (both in minutes), reach, who spoke last."""

    def in_queue(case_id: int) -> tuple[int, int, int]:
        due_in, last, reach, is_ours = drawn[case_id]
        last_at = NOW + last * MINUTE
        case = replace(
            CASE,
            last_inbound_at=last_at - MINUTE if is_ours else last_at,
            last_outbound_at=last_at if is_ours else None,
        )
        place = place_of(case, None if due_in is None else clock(NOW + due_in * MINUTE), reach, NOW)
        return place.rank, -place.reach, case_id

    def as_told(case_id: int) -> tuple[bool, int, int, int]:
        due_in, last, reach, _ = drawn[case_id]
        return due_in is None, -last if due_in is None else due_in, -reach, case_id

    ids = range(len(drawn))
    assert sorted(ids, key=in_queue) == sorted(ids, key=as_told)
