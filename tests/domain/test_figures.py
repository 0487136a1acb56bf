"""The figures: each definition on small histories, then laws for any."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from histories import (
    ACK,
    BERLIN,
    FOLLOW_UP,
    OFFICE,
    THANKS,
    after,
    answer,
    asked,
    case,
    histories,
    took,
)
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.calendar import DAY, HOUR, Calendar, Opening
from tui_desk.domain.figures import (
    AgeBand,
    Duration,
    Share,
    Summary,
    age_band,
    agent_response,
    closing_the_loop,
    customer_time,
    first_resolution,
    first_response,
    full_resolution,
    is_answered_within,
    is_first_contact_resolution,
    is_loop_closed_in_time,
    measure,
    share_of,
    since_update,
    summary,
    time_to_substance,
    waiting,
    waits,
)
from tui_desk.domain.history import Answer, History, Inbound, Stretch, opened_at, seen_at
from tui_desk.domain.model import Channel

NEW_YORK, LORD_HOWE = ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")


def test_a_case_begins_with_the_publication_of_the_first_item_and_is_seen_on_its_arrival() -> None:
    history = case(Inbound(after(0), after(7)), answer(30))
    assert (opened_at(history), seen_at(history)) == (after(0), after(7))
    with pytest.raises(ValueError, match="customer wrote"):
        History(())


def test_agents_are_measured_from_arrival_or_from_the_start_of_their_shift() -> None:
    history = case(Inbound(after(0), after(7)), answer(30))
    assert agent_response(history, None, shift_started_at=after(-60)) == took(23)
    assert agent_response(history, None, shift_started_at=after(20)) == took(10)
    assert agent_response(case(asked(0)), None, shift_started_at=0) is None


@pytest.mark.parametrize(
    ("sent", "minutes", "is_acknowledgement"),
    [
        pytest.param(answer(20), 20, False, id="a public reply"),
        pytest.param(answer(20, channel=Channel.MESSAGE), 20, False, id="a message"),
        pytest.param(answer(20, ACK), 20, True, id="an acknowledgement, marked as one"),
        pytest.param(answer(20, THANKS), 20, False, id="thanks"),
        pytest.param(answer(20, channel=Channel.NOTE), None, False, id="not a note"),
        pytest.param(answer(20, channel=Channel.REPOST), None, False, id="not a repost"),
        pytest.param(replace(answer(20), is_by_human=False), None, False, id="not what was sent by itself"),
        pytest.param(answer(-20), None, False, id="not a word from before"),
    ],
)
def test_what_counts_as_a_first_response(sent: Answer, minutes: float | None, is_acknowledgement: bool) -> None:
    response = first_response(case(asked(0), sent), None)
    assert (response.duration if response is not None else None) == (None if minutes is None else took(minutes))
    assert response is None or response.is_acknowledgement is is_acknowledgement


def test_a_fast_empty_answer_is_no_answer() -> None:
    history = case(asked(0), answer(2, ACK), answer(90))
    response = first_response(history, None)
    assert response is not None
    assert (response.duration, time_to_substance(history, None)) == (took(2), took(90))
    assert time_to_substance(case(asked(0), answer(2, ACK)), None) is None


def test_a_wait_is_ended_by_any_word_of_a_person_and_not_moved_by_the_customers_next() -> None:
    history = case(asked(0), asked(10), answer(30, ACK), asked(50), asked(70))
    assert waiting(history, None, after(80)) == took(30)
    assert waits(history, None) == (took(30),)
    assert waiting(case(asked(0), answer(1)), None, after(80)) is None


def test_closing_a_case_settles_what_was_unanswered() -> None:
    closed = case(asked(0), answer(5), asked(8), resolved_at=(after(9),))
    reopened = case(asked(0), answer(5), asked(8), asked(9000), resolved_at=(after(9),), reopened_at=(after(9000),))
    answered_then = replace(reopened, answers=(*closed.answers, answer(9030)))
    assert waiting(closed, None, after(500)) is None
    assert waiting(case(asked(0), no_answer_reason="not for us"), None, after(500)) is None
    assert waiting(reopened, None, after(9020)) == took(20)
    assert waits(answered_then, None) == (took(5), took(30))


def test_an_answer_ends_the_wait_only_for_what_its_agent_had_seen() -> None:
    history = case(asked(0), asked(9), replace(answer(10), seen_until=after(5)), answer(40))
    assert waits(history, None) == (took(10), took(31))
    assert waiting(case(asked(0), asked(9), replace(answer(10), seen_until=after(5))), None, after(20)) == took(11)


def test_time_since_our_last_word_while_the_next_one_is_ours() -> None:
    acknowledged = case(asked(0), answer(10, ACK))
    assert since_update(acknowledged, None, after(70)) == took(60)
    assert since_update(case(asked(0)), None, after(70)) is None
    assert since_update(replace(acknowledged, waits_for_customer=(Stretch(after(10)),)), None, after(70)) is None
    assert since_update(case(asked(0), answer(10, ACK), resolved_at=(after(20),)), None, after(70)) is None
    reopened = case(asked(0), answer(10, ACK), resolved_at=(after(20),), reopened_at=(after(30),))
    assert since_update(reopened, None, after(70)) == took(60)


def test_first_and_full_resolution_each_with_and_without_the_customers_time() -> None:
    history = case(
        asked(0),
        answer(10),
        resolved_at=(after(30), after(100)),
        reopened_at=(after(60),),
        waits_for_customer=(Stretch(after(10), after(30)), Stretch(after(70), after(95))),
    )
    first, full = first_resolution(history, None), full_resolution(history, None)
    assert first is not None
    assert full is not None
    assert (first.total, first.ours) == (took(30), took(10))
    assert (full.total, full.ours) == (took(100), took(55))
    assert customer_time(history, None, after(80)) == took(30)


def test_a_reopened_case_is_not_resolved_yet() -> None:
    history = case(asked(0), answer(1), resolved_at=(after(5),), reopened_at=(after(9),))
    assert full_resolution(history, None) is None
    assert first_resolution(history, None) is not None
    assert first_resolution(case(asked(0)), None) is None


def test_our_time_in_opening_hours_leaves_out_only_the_open_part_of_the_customers() -> None:
    history = case(
        asked(0), answer(60), resolved_at=(after(24 * 60),), waits_for_customer=(Stretch(after(60), after(22 * 60)),)
    )
    full = full_resolution(history, OFFICE)
    assert full is not None
    assert full.total == Duration(24 * HOUR, 8 * HOUR)
    assert full.ours == Duration(3 * HOUR, 3 * HOUR)


@pytest.mark.parametrize(
    ("private_minute", "public_minute", "now", "verdict"),
    [
        pytest.param(0, 24 * 60, 9_999, True, id="after a day to the minute"),
        pytest.param(0, 24 * 60 + 1, 9_999, False, id="a minute later"),
        pytest.param(0, None, 24 * 60, None, id="there is time left"),
        pytest.param(0, None, 24 * 60 + 1, False, id="there is none left"),
        pytest.param(None, None, 9_999, None, id="nothing was owed"),
    ],
)
def test_a_closed_loop(
    private_minute: float | None, public_minute: float | None, now: float, verdict: bool | None
) -> None:
    history = case(
        asked(-60),
        solved_in_private_at=None if private_minute is None else after(private_minute),
        followed_up_at=None if public_minute is None else after(public_minute),
    )
    assert is_loop_closed_in_time(history, after(now)) is verdict
    owed_and_closed = private_minute is not None and public_minute is not None
    assert closing_the_loop(history, None) == (took(public_minute or 0) if owed_and_closed else None)


def test_a_written_reason_closes_no_loop() -> None:
    waived = case(asked(-60), solved_in_private_at=after(0), follow_up_waived_at=after(5))
    closed = case(asked(-60), solved_in_private_at=after(0), followed_up_at=after(5))
    never_owed = case(asked(0), answer(5), resolved_at=(after(6),))
    verdicts = [is_loop_closed_in_time(each, after(9_999)) for each in (waived, closed, never_owed)]
    assert share_of(verdicts) == Share(1, 2)


SETTLED = 10 + 48 * 60
SOLVED = (after(10),)
FIRST_CONTACT = [
    pytest.param(case(asked(0), answer(5), resolved_at=SOLVED), SETTLED, True, id="one answer"),
    pytest.param(case(asked(0), answer(5), resolved_at=SOLVED), SETTLED - 1, None, id="not settled yet"),
    pytest.param(
        case(asked(0), asked(2), answer(5), resolved_at=SOLVED), SETTLED, True, id="two questions, one answer"
    ),
    pytest.param(case(asked(0), answer(1, ACK), answer(5), resolved_at=SOLVED), SETTLED, True, id="acknowledged first"),
    pytest.param(case(asked(0), answer(5), answer(6), resolved_at=SOLVED), SETTLED, False, id="two answers"),
    pytest.param(case(asked(0), answer(5), asked(60), resolved_at=SOLVED), SETTLED, False, id="came back"),
    pytest.param(case(asked(0), answer(5), asked(60), resolved_at=SOLVED), 61, False, id="came back, known at once"),
    pytest.param(
        case(asked(0), answer(5), asked(60, is_praise=True), answer(61, THANKS), resolved_at=SOLVED),
        SETTLED,
        True,
        id="thanks, and our thanks",
    ),
    pytest.param(
        case(asked(0), answer(5, channel=Channel.MESSAGE), answer(8, FOLLOW_UP), resolved_at=SOLVED),
        SETTLED,
        True,
        id="the public closing word",
    ),
    pytest.param(case(asked(0), answer(5), asked(SETTLED + 1), resolved_at=SOLVED), 9_999, True, id="another matter"),
    pytest.param(
        case(asked(0), answer(5), asked(8000), answer(8010), resolved_at=(after(10), after(8011))),
        8012,
        True,
        id="another matter, solved in its turn",
    ),
    pytest.param(case(asked(0), answer(5, ACK), resolved_at=SOLVED), SETTLED, False, id="only an acknowledgement"),
    pytest.param(case(asked(0), answer(5)), SETTLED, None, id="not resolved"),
    pytest.param(case(asked(0), no_answer_reason="not for us"), SETTLED, None, id="needed no answer"),
]


@pytest.mark.parametrize(("history", "now", "verdict"), FIRST_CONTACT)
def test_first_contact_resolution(history: History, now: float, verdict: bool | None) -> None:
    assert is_first_contact_resolution(history, after(now)) is verdict


@pytest.mark.parametrize(
    ("minutes", "band"),
    [
        (15, AgeBand.MINUTES_15),
        (15.1, AgeBand.HOUR_1),
        (60, AgeBand.HOUR_1),
        (240, AgeBand.HOURS_4),
        (1440, AgeBand.HOURS_24),
        (2880, AgeBand.HOURS_48),
        (2880.1, AgeBand.LATER),
    ],
)
def test_the_age_at_which_an_item_was_answered(minutes: float, band: AgeBand) -> None:
    history = case(asked(0), answer(minutes))
    assert age_band(history.inbound[0], history) is band


def test_what_was_not_answered_is_never_unless_there_is_a_reason() -> None:
    unanswered = case(asked(0))
    excused = case(asked(0), no_answer_reason="not for us")
    thanked = case(asked(0), answer(5), asked(9, is_praise=True))
    ignored_praise = case(asked(0, is_praise=True))
    bands = [age_band(each.inbound[-1], each) for each in (unanswered, excused, thanked, ignored_praise)]
    assert bands == [AgeBand.NEVER, AgeBand.NOT_NEEDED, AgeBand.NOT_NEEDED, AgeBand.NEVER]


def test_answered_shares_are_of_what_needed_an_answer() -> None:
    histories = [
        *(case(asked(0), answer(10)) for _ in range(5)),
        *(case(asked(0), answer(50)) for _ in range(3)),
        case(asked(0), answer(5000)),
        case(asked(0)),
        *(case(asked(0), no_answer_reason="not for us") for _ in range(2)),
    ]

    def within(limit: AgeBand) -> Share:
        return share_of(is_answered_within(each.inbound[0], each, limit) for each in histories)

    assert within(AgeBand.MINUTES_15) == Share(5, 10)
    assert within(AgeBand.HOUR_1) == within(AgeBand.HOURS_48) == Share(8, 10)
    assert within(AgeBand.LATER) == Share(9, 10)
    assert within(AgeBand.NEVER) == Share(1, 10)


@pytest.mark.parametrize(("whole", "percent"), [(0, None), (9, None), (10, 30.0), (12, 25.0)])
def test_few_cases_have_no_percentage(whole: int, percent: float | None) -> None:
    assert Share(3, whole).percent == percent


def test_a_summary_of_both_times() -> None:
    durations = [Duration(ms, ms // 2) for ms in range(100, 1100, 100)]
    assert summary(durations) == Summary(10, Duration(550, 275), Duration(550, 275), Duration(900, 450))
    assert summary([took(3)]) == Summary(1, took(3), took(3), took(3))
    assert summary([]) == Summary(0, None, None, None)


def test_the_summary_of_business_time_is_its_own() -> None:
    """The case that took longest by the calendar may be the one that took no open time at all."""
    assert summary([Duration(DAY, 0), Duration(HOUR, HOUR), Duration(HOUR, HOUR)]).median == Duration(HOUR, HOUR)
    assert summary([Duration(DAY, 0), Duration(HOUR, HOUR), Duration(HOUR, HOUR)]).p90 == Duration(DAY, HOUR)


@pytest.mark.parametrize(
    ("zone", "begins", "ends", "hours"),
    [
        pytest.param(BERLIN, "2026-03-28 20:00", "2026-03-29 08:00", 11, id="berlin-spring"),
        pytest.param(BERLIN, "2026-10-24 20:00", "2026-10-25 08:00", 13, id="berlin-autumn"),
        pytest.param(NEW_YORK, "2026-03-07 20:00", "2026-03-08 08:00", 11, id="new-york-spring"),
        pytest.param(NEW_YORK, "2026-10-31 20:00", "2026-11-01 08:00", 13, id="new-york-autumn"),
        pytest.param(LORD_HOWE, "2026-10-03 20:00", "2026-10-04 08:00", 11.5, id="lord-howe-spring"),
        pytest.param(LORD_HOWE, "2026-04-04 20:00", "2026-04-05 08:00", 12.5, id="lord-howe-autumn"),
    ],
)
def test_a_night_of_daylight_saving_is_as_long_as_it_was(zone: ZoneInfo, begins: str, ends: str, hours: float) -> None:
    began_at, ended_at = (
        round(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000) for text in (begins, ends)
    )
    open_at_night = Calendar(zone, ((Opening(0, 6 * 60),),) * 7)
    assert measure(open_at_night, began_at, ended_at) == Duration(round(hours * HOUR), round((hours - 6) * HOUR))


def test_a_clock_jump_is_nothing_and_never_less() -> None:
    jumped = case(
        Inbound(after(10), after(3)),
        replace(answer(5), seen_until=after(4)),
        resolved_at=(after(6),),
        waits_for_customer=(Stretch(after(5), after(4)),),
        solved_in_private_at=after(6),
        followed_up_at=after(2),
    )
    response, full = first_response(jumped, OFFICE), full_resolution(jumped, OFFICE)
    assert response is not None
    assert full is not None
    assert response.duration == full.total == full.ours == closing_the_loop(jumped, OFFICE) == Duration(0, 0)
    assert age_band(jumped.inbound[0], jumped) is AgeBand.MINUTES_15


@given(histories, st.sampled_from([None, OFFICE]))
def test_no_duration_is_negative_and_open_time_is_part_of_calendar_time(
    history: History, calendar: Calendar | None
) -> None:
    response = first_response(history, calendar)
    resolutions = [first_resolution(history, calendar), full_resolution(history, calendar)]
    durations = [
        *waits(history, calendar),
        waiting(history, calendar, after(4000)),
        since_update(history, calendar, after(4000)),
        time_to_substance(history, calendar),
        closing_the_loop(history, calendar),
        None if response is None else response.duration,
        *(None if resolution is None else resolution.total for resolution in resolutions),
    ]
    for duration in durations:
        assert duration is None or 0 <= duration.business_ms <= duration.calendar_ms
    for resolution in resolutions:
        assert resolution is None or 0 <= resolution.ours.calendar_ms <= resolution.total.calendar_ms


@given(histories)
def test_substance_never_comes_before_the_first_response(history: History) -> None:
    response, substance = first_response(history, None), time_to_substance(history, None)
    assert substance is None or (response is not None and response.duration.calendar_ms <= substance.calendar_ms)


@given(histories)
def test_an_item_that_was_answered_by_one_age_was_answered_by_every_later_one(history: History) -> None:
    for item in history.inbound:
        *ages, never = (is_answered_within(item, history, limit) for limit in list(AgeBand)[:-1])
        if age_band(item, history) is AgeBand.NOT_NEEDED:
            assert {never, *ages} == {None}
        else:
            assert sorted(map(bool, ages)) == list(map(bool, ages))
            assert never is not ages[-1]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_the_ninetieth_percentile_covers_nine_in_ten_and_is_the_least_that_does(values: list[int]) -> None:
    found = summary([Duration(value, value) for value in values])
    assert found.p90 is not None
    at_most = sum(value <= found.p90.calendar_ms for value in values)
    below = sum(value < found.p90.calendar_ms for value in values)
    assert 10 * at_most >= 9 * len(values) > 10 * below
