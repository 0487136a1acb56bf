"""Days and times of day where the agent is; moments are UTC milliseconds.

A time of day that a change of the clocks skips comes as much later; of one that comes twice, the first that is still
ahead counts.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

MORNING = time(9)
"""When a day begins that is named without an hour."""
NOON = time(12)
CLOSING = time(18)
"""When a day ends that is promised without an hour."""

MILLISECOND = timedelta(milliseconds=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local_time(now: int, zone: tzinfo) -> datetime:
    """That moment in the zone."""
    return (_EPOCH + now * MILLISECOND).astimezone(zone)


def moment_of(day: date, clock: time, now: int, zone: tzinfo) -> int:
    """That time of that day, which may be past."""
    moments = [datetime.combine(day, clock, zone).replace(fold=fold) for fold in (0, 1)]
    first, second = ((moment - _EPOCH) // MILLISECOND for moment in moments)
    return second if first <= now < second else first


def monday_after(day: date) -> date:
    """The next Monday that is not this day."""
    return day + timedelta(days=7 - day.weekday())


def coming_day(weekday: int, today: date) -> date:
    """The first such day, today included; Monday is 0."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def dates_in_year(year: int, month: int, day: int) -> tuple[date, ...]:
    """That date; none where the year has no such day."""
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()
