"""Opening hours: fixed examples, both changes of daylight saving in three zones, and laws for any calendar and span."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_desk.domain.calendar import (
    DAY,
    HOUR,
    MINUTE,
    SEARCHED_MS,
    WEEK,
    Calendar,
    Opening,
    due_at,
    is_open,
    never_opens,
    open_ms,
    opens_next_at,
)

BERLIN, NEW_YORK, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")
ST_JOHNS, APIA, KATHMANDU = ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia"), ZoneInfo("Asia/Kathmandu")
ZONES: list[tzinfo] = [BERLIN, NEW_YORK, LORD_HOWE, ST_JOHNS, APIA, KATHMANDU, UTC]

CLOSED: tuple[Opening, ...] = ()
NINE_TO_FIVE = (Opening(9 * 60, 17 * 60),)
ROUND_THE_CLOCK = (Opening(0, 1440),)
OFFICE = Calendar(BERLIN, (NINE_TO_FIVE,) * 5 + (CLOSED,) * 2)


def moment(zone: tzinfo, text: str, *, fold: int = 0) -> int:
    """A wall-clock time such as 2026-03-29 01:30 as UTC milliseconds; fold=1 is the second of two equal times."""
    return round(datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp() * 1000)


def every_day(zone: tzinfo, *openings: Opening) -> Calendar:
    return Calendar(zone, (openings,) * 7)


def berlin(text: str) -> int:
    return moment(BERLIN, text)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        pytest.param("2026-07-10 16:30", 1, "2026-07-13 09:30", id="friday-16:30-one-hour-is-monday-9:30"),
        pytest.param("2026-07-14 07:00", 1, "2026-07-14 10:00", id="7:00-one-hour-opening-at-9:00-is-10:00"),
        pytest.param("2026-07-14 09:00", 16, "2026-07-15 17:00", id="sixteen-hours-are-two-eight-hour-days"),
        pytest.param("2026-07-14 16:00", 1, "2026-07-14 17:00", id="used-up-at-the-minute-of-closing"),
        pytest.param("2026-07-11 12:00", 0, "2026-07-11 12:00", id="no-allowance-is-due-at-once"),
        pytest.param("2026-07-11 12:00", -3, "2026-07-11 12:00", id="less-than-none-is-due-at-once"),
        pytest.param("2026-07-17 17:00", 40, "2026-07-24 17:00", id="forty-hours-are-a-week"),
    ],
)
def test_an_allowance_is_used_up_in_opening_hours_only(start: str, hours: int, due: str) -> None:
    assert due_at(OFFICE, berlin(start), hours * HOUR) == berlin(due)


def test_a_holiday_is_a_closed_day() -> None:
    with_monday_off = replace(OFFICE, holidays=frozenset({date(2026, 7, 13)}))
    assert due_at(with_monday_off, berlin("2026-07-10 16:30"), HOUR) == berlin("2026-07-14 09:30")
    assert open_ms(with_monday_off, berlin("2026-07-13 00:00"), berlin("2026-07-14 00:00")) == 0


def test_a_holiday_is_a_date_of_the_calendars_zone() -> None:
    lord_howe = Calendar(LORD_HOWE, (ROUND_THE_CLOCK,) * 7, frozenset({date(2026, 7, 14)}))
    assert not is_open(lord_howe, moment(UTC, "2026-07-13 13:30"))
    assert is_open(lord_howe, moment(UTC, "2026-07-13 13:29"))
    assert opens_next_at(lord_howe, moment(UTC, "2026-07-13 20:00")) == moment(UTC, "2026-07-14 13:30")


def test_the_weekday_is_the_calendars_zones() -> None:
    mondays = Calendar(LORD_HOWE, (NINE_TO_FIVE,) + (CLOSED,) * 6)
    assert is_open(mondays, moment(UTC, "2026-07-12 22:30"))
    assert opens_next_at(mondays, moment(UTC, "2026-07-13 06:30")) == moment(UTC, "2026-07-19 22:30")


def test_several_openings_of_a_day_and_one_that_goes_to_midnight() -> None:
    split = every_day(BERLIN, Opening(8 * 60, 12 * 60), Opening(13 * 60, 17 * 60), Opening(22 * 60, 1440))
    assert open_ms(split, berlin("2026-07-14 00:00"), berlin("2026-07-15 00:00")) == 10 * HOUR
    assert due_at(split, berlin("2026-07-14 11:30"), HOUR) == berlin("2026-07-14 13:30")
    assert due_at(split, berlin("2026-07-14 23:00"), 2 * HOUR) == berlin("2026-07-15 09:00")
    assert is_open(split, berlin("2026-07-14 23:59"))
    assert not is_open(split, berlin("2026-07-15 00:00"))


def test_a_night_shift_is_an_opening_to_midnight_and_one_from_it() -> None:
    night = every_day(BERLIN, Opening(0, 6 * 60), Opening(22 * 60, 1440))
    assert due_at(night, berlin("2026-07-14 23:30"), HOUR) == berlin("2026-07-15 00:30")
    assert open_ms(night, berlin("2026-07-14 12:00"), berlin("2026-07-15 12:00")) == 8 * HOUR


def test_open_and_closed_at_the_very_edges() -> None:
    opens, closes = berlin("2026-07-14 09:00"), berlin("2026-07-14 17:00")
    assert [is_open(OFFICE, at) for at in (opens - 1, opens, closes - 1, closes)] == [False, True, True, False]
    assert opens_next_at(OFFICE, opens - 1) == opens
    assert opens_next_at(OFFICE, closes - 1) == closes - 1
    assert opens_next_at(OFFICE, closes) == berlin("2026-07-15 09:00")


def test_a_span_that_ends_before_it_begins_is_nothing() -> None:
    assert open_ms(OFFICE, berlin("2026-07-14 12:00"), berlin("2026-07-14 10:00")) == 0
    assert open_ms(None, 5, 3) == 0


SPRING_AND_AUTUMN = [
    # zone, date, opening, its length in real hours, and what the day's 24 hours really are
    pytest.param(BERLIN, "2026-03-29", (2, 3), 0, 23, id="berlin-spring-the-lost-hour"),
    pytest.param(BERLIN, "2026-03-29", (1, 4), 2, 23, id="berlin-spring-around-it"),
    pytest.param(BERLIN, "2026-03-29", (2.5, 3.5), 0.5, 23, id="berlin-spring-half-in-it"),
    pytest.param(BERLIN, "2026-10-25", (2, 3), 2, 25, id="berlin-autumn-the-doubled-hour"),
    pytest.param(BERLIN, "2026-10-25", (1, 4), 4, 25, id="berlin-autumn-around-it"),
    pytest.param(BERLIN, "2026-10-25", (2.5, 3.5), 1.5, 25, id="berlin-autumn-half-in-it"),
    pytest.param(NEW_YORK, "2026-03-08", (2, 3), 0, 23, id="new-york-spring-the-lost-hour"),
    pytest.param(NEW_YORK, "2026-03-08", (0, 9), 8, 23, id="new-york-spring-around-it"),
    pytest.param(NEW_YORK, "2026-11-01", (1, 2), 2, 25, id="new-york-autumn-the-doubled-hour"),
    pytest.param(NEW_YORK, "2026-11-01", (0, 9), 10, 25, id="new-york-autumn-around-it"),
    pytest.param(LORD_HOWE, "2026-10-04", (2, 2.5), 0, 23.5, id="lord-howe-spring-the-lost-half-hour"),
    pytest.param(LORD_HOWE, "2026-10-04", (1, 4), 2.5, 23.5, id="lord-howe-spring-around-it"),
    pytest.param(LORD_HOWE, "2026-04-05", (1.5, 2), 1, 24.5, id="lord-howe-autumn-the-doubled-half-hour"),
    pytest.param(LORD_HOWE, "2026-04-05", (1, 4), 3.5, 24.5, id="lord-howe-autumn-around-it"),
]


@pytest.mark.parametrize(("zone", "day", "opening", "open_hours", "day_hours"), SPRING_AND_AUTUMN)
def test_daylight_saving(
    zone: tzinfo, day: str, opening: tuple[float, float], open_hours: float, day_hours: float
) -> None:
    start = moment(zone, f"{day} 00:00")
    end = moment(zone, f"{date.fromisoformat(day) + timedelta(days=1)} 00:00")
    calendar = every_day(zone, Opening(round(opening[0] * 60), round(opening[1] * 60)))
    assert end - start == day_hours * HOUR
    assert open_ms(calendar, start, end) == open_hours * HOUR
    assert open_ms(every_day(zone, *ROUND_THE_CLOCK), start, end) == day_hours * HOUR


def test_an_allowance_runs_on_through_the_doubled_hour() -> None:
    early = every_day(BERLIN, Opening(60, 4 * 60))
    assert due_at(early, berlin("2026-10-25 01:30"), HOUR) == berlin("2026-10-25 02:30")
    assert due_at(early, berlin("2026-10-25 01:30"), 2 * HOUR) == moment(BERLIN, "2026-10-25 02:30", fold=1)


def test_an_allowance_leaps_over_the_lost_hour() -> None:
    early = every_day(BERLIN, Opening(60, 4 * 60))
    assert due_at(early, berlin("2026-03-29 01:30"), HOUR) == berlin("2026-03-29 03:30")


def test_a_day_that_a_zone_left_out_has_no_hours() -> None:
    samoa = every_day(APIA, Opening(9 * 60, 17 * 60))
    assert open_ms(samoa, moment(APIA, "2011-12-29 00:00"), moment(APIA, "2012-01-01 00:00")) == 2 * 8 * HOUR


def test_a_clock_put_back_over_midnight_leads_into_the_evening_again() -> None:
    evenings = every_day(ST_JOHNS, Opening(23 * 60, 1440))
    start = moment(ST_JOHNS, "2010-11-06 22:00")
    assert open_ms(evenings, start, start + 5 * HOUR) == HOUR + 59 * MINUTE


def test_a_week_without_hours_never_opens() -> None:
    calendar = every_day(BERLIN)
    assert never_opens(calendar, 0)
    assert opens_next_at(calendar, 0) is None
    assert due_at(calendar, 0, 1) is None
    assert open_ms(calendar, 0, 10 * 52 * WEEK) == 0


def test_holidays_without_end_never_open_but_for_those_that_are_over() -> None:
    first = date(2026, 1, 1)
    closed_for_long = replace(OFFICE, holidays=frozenset(first + timedelta(days=day) for day in range(500)))
    assert never_opens(closed_for_long, berlin("2026-01-01 12:00"))
    assert due_at(closed_for_long, berlin("2026-01-01 12:00"), MINUTE) is None
    assert not never_opens(closed_for_long, berlin("2026-12-01 12:00"))


def test_an_allowance_beyond_a_century_has_no_deadline() -> None:
    assert due_at(OFFICE, 0, 10**15) is None


def test_calendar_time_never_stops() -> None:
    assert (open_ms(None, 3, 10), due_at(None, 3, 7), is_open(None, 3), opens_next_at(None, 3)) == (7, 10, True, 3)
    assert not never_opens(None, 3)


@pytest.mark.parametrize(("opens", "closes"), [(-1, 5), (5, 5), (6, 5), (0, 1441)])
def test_an_opening_is_a_period_of_one_day(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        Opening(opens, closes)


def test_a_week_has_seven_days_of_openings_in_their_order() -> None:
    with pytest.raises(ValueError, match="seven days"):
        Calendar(BERLIN, (NINE_TO_FIVE,) * 5)
    with pytest.raises(ValueError, match="overlap"):
        every_day(BERLIN, Opening(540, 720), Opening(700, 800))
    every_day(BERLIN, Opening(540, 720), Opening(720, 800))


@st.composite
def days_of_openings(draw: st.DrawFn) -> tuple[Opening, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    return tuple(Opening(opens, closes) for opens, closes in zip(edges[::2], edges[1::2], strict=False))


FIRST, LAST = moment(UTC, "2010-01-01 00:00"), moment(UTC, "2030-01-01 00:00")
calendars = st.builds(
    Calendar,
    zone=st.sampled_from(ZONES),
    week=st.tuples(*[days_of_openings()] * 7),
    holidays=st.frozensets(st.dates(date(2010, 1, 1), date(2030, 1, 1)), max_size=5),
)
# Half of the moments stand near a change of some zone's clocks.
CHANGES = [
    moment(BERLIN, "2026-03-29 03:00"),
    moment(BERLIN, "2026-10-25 03:00"),
    moment(NEW_YORK, "2026-11-01 01:00"),
    moment(LORD_HOWE, "2026-04-05 02:00"),
    moment(LORD_HOWE, "2026-10-04 02:00"),
    moment(ST_JOHNS, "2010-11-07 00:01"),
    moment(APIA, "2011-12-31 00:00"),
]
moments = st.integers(FIRST, LAST) | st.builds(int.__add__, st.sampled_from(CHANGES), st.integers(-2 * DAY, 2 * DAY))
spans = st.integers(0, 40 * DAY)


@given(calendars, moments, st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_open_is_what_the_clock_on_the_wall_says(calendar: Calendar, start: int, minutes: int) -> None:
    start -= start % MINUTE
    expected = 0
    for minute in range(minutes):
        wall = datetime.fromtimestamp(start // 1000 + 60 * minute, calendar.zone)
        since_midnight = wall.hour * 60 + wall.minute
        openings = () if wall.date() in calendar.holidays else calendar.week[wall.weekday()]
        expected += any(opening.opens <= since_midnight < opening.closes for opening in openings)
    assert open_ms(calendar, start, start + minutes * MINUTE) == expected * MINUTE


@given(calendars, moments, st.integers(0, 300 * HOUR))
@settings(deadline=None)
def test_what_is_open_until_the_deadline_is_the_allowance(calendar: Calendar, start: int, allowance: int) -> None:
    due = due_at(calendar, start, allowance)
    if due is None:
        assert never_opens(calendar, start)
    else:
        assert open_ms(calendar, start, due) == allowance
        assert due == start or open_ms(calendar, start, due - 1) == allowance - 1


@given(calendars, moments, spans, spans)
@settings(deadline=None)
def test_parts_add_up_and_longer_is_never_less(calendar: Calendar, start: int, first: int, second: int) -> None:
    middle, end = start + first, start + first + second
    whole = open_ms(calendar, start, end)
    assert whole == open_ms(calendar, start, middle) + open_ms(calendar, middle, end)
    assert 0 <= open_ms(calendar, start, middle) <= whole <= end - start


@given(calendars, moments, st.integers(0, 100 * HOUR), st.integers(0, 100 * HOUR))
@settings(deadline=None)
def test_more_allowance_or_a_later_start_is_never_due_sooner(
    calendar: Calendar, start: int, allowance: int, more: int
) -> None:
    due, later = due_at(calendar, start, allowance), due_at(calendar, start, allowance + more)
    started_later = due_at(calendar, start + more, allowance)
    if due is not None and later is not None:
        assert due <= later
    if due is not None and started_later is not None:
        assert due <= started_later


@given(st.sampled_from(ZONES), moments, spans)
@settings(deadline=None)
def test_always_open_is_calendar_time(zone: tzinfo, start: int, span: int) -> None:
    always = Calendar(zone, (ROUND_THE_CLOCK,) * 7)
    assert open_ms(always, start, start + span) == span == open_ms(None, start, start + span)
    assert due_at(always, start, span) == due_at(None, start, span)


@given(calendars, moments)
@settings(deadline=None)
def test_it_opens_next_at_the_first_open_moment(calendar: Calendar, at: int) -> None:
    opens_at = opens_next_at(calendar, at)
    assert never_opens(calendar, at) == (opens_at is None)
    assert open_ms(calendar, at, at + SEARCHED_MS if opens_at is None else opens_at) == 0
    assert opens_at is None or is_open(calendar, opens_at)


def test_a_hundred_years_are_counted_week_by_week_and_agree_with_single_years() -> None:
    starts = [moment(UTC, f"{year}-01-01 00:00") for year in range(1970, 2071)]
    by_years = sum(open_ms(OFFICE, start, end) for start, end in pairwise(starts))
    assert open_ms(OFFICE, starts[0], starts[-1]) == by_years
    assert due_at(OFFICE, starts[0], by_years) == due_at(OFFICE, starts[-2], open_ms(OFFICE, starts[-2], starts[-1]))
