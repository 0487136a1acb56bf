"""Times that an agent types mean what people mean by them, where they are, and never lie in the past."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from local_times import BERLIN, NOWS, WEDNESDAY, ZONES, at, local

from tui_desk.domain.due_words import FURTHEST, next_week, parse_due, tomorrow


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("3h", "Wed 2026-11-25 17:00"),
        ("45m", "Wed 2026-11-25 14:45"),
        ("90 min", "Wed 2026-11-25 15:30"),
        ("2d", "Fri 2026-11-27 14:00"),
        ("1w", "Wed 2026-12-02 14:00"),
        ("1h30m", "Wed 2026-11-25 15:30"),
        ("1 day and 2 hours", "Thu 2026-11-26 16:00"),
        ("in 2 hours", "Wed 2026-11-25 16:00"),
        ("An  HOUR ", "Wed 2026-11-25 15:00"),
        ("half an hour", "Wed 2026-11-25 14:30"),
        ("half a day", "Thu 2026-11-26 02:00"),
        ("tomorrow", "Thu 2026-11-26 09:00"),
        ("tomorrow 9", "Thu 2026-11-26 09:00"),
        ("tomorrow 14:30", "Thu 2026-11-26 14:30"),
        ("tomorrow at 14", "Thu 2026-11-26 14:00"),
        ("5:30 pm tomorrow", "Thu 2026-11-26 17:30"),
        ("tmrw morning", "Thu 2026-11-26 09:00"),
        ("tomorrow afternoon", "Thu 2026-11-26 14:00"),
        ("today", "Wed 2026-11-25 18:00"),
        ("today 17:00", "Wed 2026-11-25 17:00"),
        ("tonight", "Wed 2026-11-25 19:00"),
        ("this afternoon", None),
        ("fri", "Fri 2026-11-27 09:00"),
        ("Friday 9:00", "Fri 2026-11-27 09:00"),
        ("on friday, 4pm", "Fri 2026-11-27 16:00"),
        ("mon 8:30", "Mon 2026-11-30 08:30"),
        ("tues", "Tue 2026-12-01 09:00"),
        ("wed", "Wed 2026-12-02 09:00"),
        ("wed 18:00", "Wed 2026-11-25 18:00"),
        ("next wed 18:00", "Wed 2026-12-02 18:00"),
        ("next fri", "Fri 2026-11-27 09:00"),
        ("next week", "Mon 2026-11-30 09:00"),
        ("next week 10:15", "Mon 2026-11-30 10:15"),
        ("18:00", "Wed 2026-11-25 18:00"),
        ("14:00", "Thu 2026-11-26 14:00"),
        ("at 9", "Thu 2026-11-26 09:00"),
        ("9am", "Thu 2026-11-26 09:00"),
        ("12am", "Thu 2026-11-26 00:00"),
        ("12 pm", "Thu 2026-11-26 12:00"),
        ("noon", "Thu 2026-11-26 12:00"),
        ("2026-11-26", "Thu 2026-11-26 09:00"),
        ("2026-11-25 16:00", "Wed 2026-11-25 16:00"),
        ("2026-11-26T08:15", "Thu 2026-11-26 08:15"),
        ("26 nov", "Thu 2026-11-26 09:00"),
        ("26 nov 10:00", "Thu 2026-11-26 10:00"),
        ("the 26th of november", "Thu 2026-11-26 09:00"),
        ("Nov 30", "Mon 2026-11-30 09:00"),
        ("28.11.", "Sat 2026-11-28 09:00"),
        ("1.12.2026 8:00", "Tue 2026-12-01 08:00"),
        ("3 march", "Wed 2027-03-03 09:00"),
        ("3 mar 2028", "Fri 2028-03-03 09:00"),
    ],
)
def test_what_an_agent_types(words: str, due: str | None) -> None:
    assert local(parse_due(words, at(WEDNESDAY), BERLIN)) == due


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "9",
        "soon",
        "yesterday",
        "last friday",
        "fr",
        "friday friday",
        "0h",
        "3x",
        "-3h",
        "3h ago",
        "9999w",
        "13pm",
        "0pm",
        "24:00",
        "18:60",
        "today 9:00",
        "2026-11-24",
        "2026-11-25 13:59",
        "2026-02-30",
        "2126-11-25",
        "24 nov",
        "25 nov 10:00",
        "29 feb",
        "31.2.",
        "32 nov",
        "25 foo",
        "tomorrow 25",
        "tomorrow " * 50,
        "9" * 5000,
    ],
)
def test_what_is_past_or_not_understood(words: str) -> None:
    assert parse_due(words, at(WEDNESDAY), BERLIN) is None


@pytest.mark.parametrize(
    ("now", "words", "due"),
    [
        # The clocks go back on 25 October 2026 and forward on 28 March 2027.
        ("2026-10-24 12:00", "1d", "Sun 2026-10-25 12:00"),
        ("2026-10-24 12:00", "24h", "Sun 2026-10-25 11:00"),
        ("2026-10-24 12:00", "tomorrow", "Sun 2026-10-25 09:00"),
        ("2027-03-27 12:00", "1d", "Sun 2027-03-28 12:00"),
        ("2027-03-27 12:00", "24h", "Sun 2027-03-28 13:00"),
        ("2027-03-27 12:00", "tomorrow 2:30", "Sun 2027-03-28 03:30"),
        ("2027-03-27 12:00", "1w", "Sat 2027-04-03 12:00"),
        ("2026-12-31 23:30", "tomorrow", "Fri 2027-01-01 09:00"),
        ("2026-12-31 23:30", "1 jan", "Fri 2027-01-01 09:00"),
        ("2026-11-29 08:00", "next week", "Mon 2026-11-30 09:00"),
        ("2026-11-30 08:00", "next week", "Mon 2026-12-07 09:00"),
        ("2026-11-30 08:00", "mon", "Mon 2026-11-30 09:00"),
        ("2026-11-30 08:00", "next mon", "Mon 2026-12-07 09:00"),
        ("2026-11-30 19:00", "today", None),
    ],
)
def test_the_calendar(now: str, words: str, due: str | None) -> None:
    assert local(parse_due(words, at(now), BERLIN)) == due


def test_of_an_hour_that_comes_twice_the_one_still_ahead() -> None:
    first = int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp() * 1000)
    assert local(first) == "Sun 2026-10-25 02:30"
    assert parse_due("2:45", first, BERLIN) == first + 15 * 60_000
    assert parse_due("2:15", first, BERLIN) == first + 45 * 60_000


@pytest.mark.parametrize(
    ("now", "zone", "next_day", "monday"),
    [
        ("2026-11-25 14:00", "Europe/Berlin", "Thu 2026-11-26 09:00", "Mon 2026-11-30 09:00"),
        ("2026-11-29 23:59", "Europe/Berlin", "Mon 2026-11-30 09:00", "Mon 2026-11-30 09:00"),
        ("2026-11-30 00:01", "Asia/Tokyo", "Tue 2026-12-01 09:00", "Mon 2026-12-07 09:00"),
        ("2026-10-24 12:00", "Europe/Berlin", "Sun 2026-10-25 09:00", "Mon 2026-10-26 09:00"),
    ],
)
def test_the_keys_for_tomorrow_and_next_week(now: str, zone: str, next_day: str, monday: str) -> None:
    here = ZoneInfo(zone)
    assert local(tomorrow(at(now, here), here), here) == next_day
    assert local(next_week(at(now, here), here), here) == monday


TYPED_WORDS = (
    "in at on 3h 45m 2 9 half an hour days tomorrow today next week fri monday 18:00 5pm 2026-11-25 25 nov 31.12. 29 "
    "feb t and"
)
TYPED = st.lists(st.sampled_from(TYPED_WORDS.split()), max_size=5).map(" ".join)


@given(st.one_of(TYPED, st.text(max_size=30)), NOWS, ZONES)
@settings(deadline=None)
def test_what_is_understood_lies_ahead(words: str, now: int, zone: tzinfo) -> None:
    due = parse_due(words, now, zone)
    assert due is None or now < due <= now + (FURTHEST + timedelta(days=2)) // timedelta(milliseconds=1)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)), NOWS, ZONES)  # noqa: DTZ001 - given a zone below
def test_a_written_date_is_taken_at_its_word(moment: datetime, now: int, zone: tzinfo) -> None:
    due = parse_due(moment.strftime("%Y-%m-%d %H:%M"), now, zone)
    if due is not None and local(due, zone) != moment.strftime("%a %Y-%m-%d %H:%M"):
        skipped = moment.replace(second=0, microsecond=0, tzinfo=zone)
        assert skipped.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != skipped.replace(tzinfo=None)
