"""Times in words."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.tui.present.ages import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    age,
    ago,
    clock,
    day,
    duration,
    hour_or_day,
    moment,
    seconds_left,
    short_day,
    short_moment,
    time_left,
)

NOW = int(datetime(2026, 11, 22, 14, 2, 30, tzinfo=UTC).timestamp() * 1000)
"""A Sunday."""
FAR_EAST = timezone(timedelta(hours=12))
NEW_YEARS_EVE = int(datetime(2026, 12, 31, 23, 0, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (-5 * MINUTE, "now"),
        (0, "now"),
        (MINUTE - 1, "now"),
        (MINUTE, "1m"),
        (59 * MINUTE, "59m"),
        (HOUR, "1h"),
        (47 * HOUR, "47h"),
        (2 * DAY, "2d"),
        (99 * DAY, "99d"),
        (100 * DAY, "14w"),
        (364 * DAY, "52w"),
        (800 * DAY, "2y"),
    ],
)
def test_an_age_has_three_characters_at_most(passed: int, words: str) -> None:
    assert age(NOW - passed, NOW) == words


@pytest.mark.parametrize(("passed", "words"), [(-1, "just now"), (MINUTE - 1, "just now"), (4 * MINUTE, "4m ago")])
def test_how_long_ago_stands_by_itself(passed: int, words: str) -> None:
    assert ago(NOW - passed, NOW) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (-40 * DAY, "over by 40d"),
        (-3 * HOUR - 59 * MINUTE, "over by 3h"),
        (-MINUTE, "over by 1m"),
        (1 - MINUTE, "due now"),
        (0, "due now"),
        (MINUTE - 1, "due now"),
        (MINUTE, "1m left"),
        (13 * MINUTE - 1, "12m left"),
        (99 * MINUTE, "99m left"),
        (100 * MINUTE, "1h left"),
        (2 * HOUR, "2h left"),
        (DAY - 1, "23h left"),
        (DAY, "due Mon"),
        (6 * DAY, "due Sat"),
        (7 * DAY, "due 29 Nov"),
        (60 * DAY, "due 21 Jan"),
        (400 * DAY, "due 2027"),
    ],
)
def test_a_deadline_is_told_by_what_is_left(left: int, words: str) -> None:
    assert time_left(NOW + left, NOW, UTC) == words


@given(st.integers(-900 * DAY, 900 * DAY))
def test_a_deadline_has_eleven_characters_at_most(left: int) -> None:
    assert len(time_left(NOW + left, NOW, UTC)) <= 11


@given(st.integers(MINUTE, DAY - 1))
def test_no_more_time_is_told_than_there_is(left: int) -> None:
    number, unit = time_left(NOW + left, NOW, UTC).split()[0][:-1], time_left(NOW + left, NOW, UTC).split()[0][-1]
    assert int(number) * {"m": MINUTE, "h": HOUR}[unit] <= left


@pytest.mark.parametrize(
    ("length", "words"), [(-1, "0m"), (95 * MINUTE, "95m"), (DAY, "24h"), (2 * DAY - 1, "47h"), (2 * DAY, "2d")]
)
def test_a_duration_is_rounded_down(length: int, words: str) -> None:
    assert duration(length) == words


def test_hours_and_days_are_those_of_the_agent() -> None:
    assert clock(NOW, UTC) == "14:02"
    assert clock(NOW, FAR_EAST) == "02:02"
    assert day(NOW, NOW, UTC) == "Sunday 22 November"
    assert day(NOW, NOW, FAR_EAST) == "Monday 23 November"
    assert short_day(NOW + DAY, NOW, FAR_EAST) == "Tue"
    assert time_left(NOW + 6 * DAY, NOW, FAR_EAST) == "due Sun"


def test_another_year_is_named() -> None:
    assert day(NOW - 365 * DAY, NOW, UTC) == "Saturday 22 November 2025"
    assert short_day(NOW + 365 * DAY, NOW, UTC) == "2027"


def test_the_days_after_new_years_eve_are_not_told_by_the_year() -> None:
    assert short_day(NEW_YEARS_EVE + DAY, NEW_YEARS_EVE, UTC) == "Fri"
    assert short_day(NEW_YEARS_EVE + 20 * DAY, NEW_YEARS_EVE, UTC) == "20 Jan"


def test_a_moment_of_another_day_names_the_day() -> None:
    assert moment(NOW + MINUTE, NOW, UTC) == "14:03"
    assert moment(NOW + DAY, NOW, UTC) == "Monday 23 November 14:02"
    assert short_moment(NOW + MINUTE, NOW, UTC) == "14:03"
    assert short_moment(NOW + 12 * HOUR, NOW, UTC) == "Mon 02:02"
    assert short_moment(NOW + 9 * DAY, NOW, UTC) == "1 Dec 14:02"


def test_what_is_less_than_a_day_off_is_told_by_its_hour() -> None:
    assert hour_or_day(NOW + DAY - 1, NOW, UTC) == "14:02"
    assert hour_or_day(NOW + DAY, NOW, UTC) == "Mon"


@pytest.mark.parametrize(("left", "seconds"), [(-1, 0), (0, 0), (1, 1), (SECOND, 1), (SECOND + 1, 2), (7 * SECOND, 7)])
def test_seconds_left_are_rounded_up(left: int, seconds: int) -> None:
    assert seconds_left(NOW + left, NOW) == seconds
