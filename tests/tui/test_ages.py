"""Times in words."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tui_desk.tui.present.ages import DAY, HOUR, MINUTE, SECOND, age, clock, day, moment, seconds_left

NOW = int(datetime(2026, 11, 22, 14, 2, 30, tzinfo=UTC).timestamp() * 1000)


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


def test_hours_and_days_are_those_of_the_agent() -> None:
    far_east = timezone(timedelta(hours=12))
    assert clock(NOW, UTC) == "14:02"
    assert clock(NOW, far_east) == "02:02"
    assert day(NOW, NOW, UTC) == "Sunday 22 November"
    assert day(NOW, NOW, far_east) == "Monday 23 November"


def test_another_year_is_named() -> None:
    assert day(NOW - 365 * DAY, NOW, UTC) == "Saturday 22 November 2025"


def test_a_moment_of_another_day_names_the_day() -> None:
    assert moment(NOW + MINUTE, NOW, UTC) == "14:03"
    assert moment(NOW + DAY, NOW, UTC) == "Monday 23 November 14:02"


@pytest.mark.parametrize(("left", "seconds"), [(-1, 0), (0, 0), (1, 1), (SECOND, 1), (SECOND + 1, 2), (7 * SECOND, 7)])
def test_seconds_left_are_rounded_up(left: int, seconds: int) -> None:
    assert seconds_left(NOW + left, NOW) == seconds
