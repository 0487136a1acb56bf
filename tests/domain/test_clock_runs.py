"""The clocks that ran in small histories, and laws for any. The table of wrong clocks is in test_clocks."""

import pytest
from histories import (
    ACK,
    OFFICE,
    START,
    after,
    answer,
    asked,
    case,
    histories,
)
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.calendar import MINUTE, Calendar
from tui_desk.domain.clock_runs import ClockRun, clock_runs, is_met
from tui_desk.domain.clocks import Clock, ClockKind, ClockRules, Targets
from tui_desk.domain.history import History, Promise, Stretch
from tui_desk.domain.model import Priority

RULES = ClockRules()


def kinds(history: History, rules: ClockRules = RULES) -> list[tuple[ClockKind, float, float | None]]:
    """The clocks that ran: kind, due and ended, in minutes."""

    def minutes(at: int) -> float:
        return (at - START) / MINUTE

    return [
        (run.clock.kind, minutes(run.clock.due_at), None if run.ended_at is None else minutes(run.ended_at))
        for run in clock_runs(history, rules)
        if run.clock.kind is not ClockKind.RESOLUTION
    ]


FIRST, NEXT, UPDATE = ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE, ClockKind.UPDATE
RUNS = [
    pytest.param(case(asked(0)), [(FIRST, 60, None)], id="nothing yet"),
    pytest.param(case(asked(0), answer(20)), [(FIRST, 60, 20)], id="a first response"),
    pytest.param(
        case(asked(0), answer(20), asked(30), asked(40), answer(99)),
        [(FIRST, 60, 20), (NEXT, 90, 99)],
        id="a next one, from the oldest word",
    ),
    pytest.param(
        case(asked(0), answer(20, ACK), answer(100)), [(FIRST, 60, 20), (UPDATE, 260, 100)], id="an update in time"
    ),
    pytest.param(
        case(asked(0), answer(20, ACK), asked(50)), [(FIRST, 60, 20), (NEXT, 110, None)], id="the customer was first"
    ),
    pytest.param(
        case(asked(0), answer(20, ACK), asked(300), answer(301)),
        [(FIRST, 60, 20), (NEXT, 360, 301), (UPDATE, 260, 300)],
        id="the customer was first, and the update late by then",
    ),
    pytest.param(case(asked(0), resolved_at=(after(30),)), [], id="solved elsewhere in time"),
    pytest.param(case(asked(0), resolved_at=(after(60),)), [], id="solved elsewhere at the last moment"),
    pytest.param(case(asked(0), resolved_at=(after(90),)), [(FIRST, 60, 90)], id="solved elsewhere, too late"),
    pytest.param(case(asked(0), no_answer_reason="not for us"), [], id="no answer needed"),
    pytest.param(case(asked(0, is_praise=True), answer(70)), [(FIRST, 1440, 70)], id="praise has its own target"),
    pytest.param(
        case(asked(0), answer(9000), reopened_at=(after(8990),)),
        [(FIRST, 9050, 9000)],
        id="a first one after reopening",
    ),
    pytest.param(
        case(asked(0), answer(20, ACK), promises=(Promise(after(500), after(480)),)),
        [(FIRST, 60, 20), (ClockKind.PROMISE, 500, 480)],
        id="a promise in the update's place",
    ),
    pytest.param(
        case(asked(0), answer(20, ACK), promises=(Promise(after(10), after(90)),)),
        [(FIRST, 60, 20), (UPDATE, 260, None), (ClockKind.PROMISE, 10, 90)],
        id="a promise broken by then takes no place",
    ),
    pytest.param(
        case(asked(0), answer(5), solved_in_private_at=after(9), followed_up_at=after(2000)),
        [(FIRST, 60, 5), (ClockKind.FOLLOW_UP, 1449, 2000)],
        id="a late follow-up",
    ),
    pytest.param(
        case(asked(0), answer(5), solved_in_private_at=after(9), follow_up_waived_at=after(20)),
        [(FIRST, 60, 5)],
        id="a waived follow-up",
    ),
    pytest.param(case(asked(0), answer(20), priority=Priority.URGENT), [(FIRST, 15, 20)], id="urgent"),
]


@pytest.mark.parametrize(("history", "expected"), RUNS)
def test_the_clocks_that_ran(history: History, expected: list[tuple[ClockKind, float, float | None]]) -> None:
    assert kinds(history) == expected


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(case(asked(0), answer(5), resolved_at=(after(90),)), (2880, 90), id="resolved"),
        pytest.param(case(asked(0)), (2880, None), id="not yet"),
        pytest.param(
            case(asked(0), answer(5), waits_for_customer=(Stretch(after(5), after(105)),)),
            (2980, None),
            id="later by the customer's time",
        ),
        pytest.param(
            case(asked(0), answer(5), waits_for_customer=(Stretch(after(5)),)),
            None,
            id="paused while it waits for them",
        ),
        pytest.param(
            case(asked(0), answer(5), resolved_at=(after(9), after(9030)), reopened_at=(after(9000),)),
            (9060, 9030),
            id="grace after a reopening",
        ),
        pytest.param(case(asked(0, is_praise=True), answer(5), resolved_at=(after(9),)), None, id="praise has none"),
    ],
)
def test_the_clock_of_a_resolution(history: History, expected: tuple[float, float | None] | None) -> None:
    runs = [run for run in clock_runs(history, RULES) if run.clock.kind is ClockKind.RESOLUTION]
    ended = None if expected is None or expected[1] is None else after(expected[1])
    assert [(run.clock.due_at, run.ended_at) for run in runs] == (
        [] if expected is None else [(after(expected[0]), ended)]
    )


def test_a_running_clock_counts_as_missed_once_it_is_overdue_and_not_before() -> None:
    met, late, running = (ClockRun(Clock(FIRST, after(0), after(60)), end) for end in (after(60), after(61), None))
    assert [is_met(run, after(60)) for run in (met, late, running)] == [True, False, None]
    assert [is_met(run, after(61)) for run in (met, late, running)] == [True, False, False]


def test_without_targets_nothing_but_promises_is_counted() -> None:
    silent = ClockRules(Targets(0, 0, 0, 0, update=0, follow_up=0, resolution=0, praise=0))
    history = case(asked(0), answer(5, ACK), asked(9), solved_in_private_at=after(9), promises=(Promise(after(20)),))
    assert kinds(history, silent) == [(ClockKind.PROMISE, 20, None)]


@given(histories, st.sampled_from([None, OFFICE]))
def test_a_clock_that_ended_is_decided_and_was_running_before(history: History, calendar: Calendar | None) -> None:
    for run in clock_runs(history, ClockRules(calendar=calendar)):
        verdicts = [is_met(run, now) for now in (after(0), after(100_000))]
        assert verdicts[0] == verdicts[1] if run.ended_at is not None else verdicts[1] is False
