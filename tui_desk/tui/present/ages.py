"""Times in words: how long ago, how long until, at what hour, on which day."""

from datetime import UTC, datetime, tzinfo

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


_COUNTED_IN_MINUTES = 100 * MINUTE
"""Time that is left is told to the minute below this: an hour and 59 minutes is not "1h" to who has to answer in it."""

_WEEKDAY_IS_CLEAR = 6
"""Days ahead up to which a weekday alone names one day."""

_DATE_IS_CLEAR = 300
"""Days from today up to which a date names one day without its year."""


def age(at: int, now: int) -> str:
    """How long ago, in at most three characters: now, 4m, 2h, 3d, 14w, 2y. A time yet to come is now."""
    passed = now - at
    if passed < MINUTE:
        return "now"
    if passed < HOUR:
        return f"{passed // MINUTE}m"
    if passed < 2 * DAY:
        return f"{passed // HOUR}h"
    days = passed // DAY
    if days < 100:
        return f"{days}d"
    return f"{days // 7}w" if days < 365 else f"{days // 365}y"


def ago(at: int, now: int) -> str:
    """How long ago, as words of their own: just now, 4m ago."""
    return f"{age(at, now)} ago" if now - at >= MINUTE else "just now"


def time_left(due_at: int, now: int, zone: tzinfo | None) -> str:
    """How a deadline stands, in at most eleven characters: 12m left, over by 3h, due now, due Mon, due 24 Nov.

    Whole minutes and hours, never more than there is.
    """
    left = due_at - now
    if abs(left) < MINUTE:
        return "due now"
    if left < 0:
        return f"over by {age(due_at, now)}"
    if left < DAY:
        return f"{duration(left)} left"
    return f"due {short_day(due_at, now, zone)}"


def duration(length: int) -> str:
    """A length of time in short, rounded down: 0m, 95m, 23h, 9d."""
    if length < _COUNTED_IN_MINUTES:
        return f"{max(0, length) // MINUTE}m"
    return f"{length // HOUR}h" if length < 2 * DAY else f"{length // DAY}d"


def short_day(at: int, now: int, zone: tzinfo | None) -> str:
    """The day in at most six characters: Mon for one of the next six days, 24 Nov, and for what is far off its year."""
    then = _local(at, zone)
    days_ahead = (then.date() - _local(now, zone).date()).days
    if 0 < days_ahead <= _WEEKDAY_IS_CLEAR:
        return _WEEKDAYS[then.weekday()][:3]
    return f"{then.day} {_MONTHS[then.month - 1][:3]}" if abs(days_ahead) < _DATE_IS_CLEAR else str(then.year)


def hour_or_day(at: int, now: int, zone: tzinfo | None) -> str:
    """The hour of something within a day, the day of what is further off: 07:00, Mon, 24 Nov."""
    return clock(at, zone) if at - now < DAY else short_day(at, now, zone)


def short_moment(at: int, now: int, zone: tzinfo | None) -> str:
    """The hour, with the day before it where that is not today: 14:02, Mon 09:00, 24 Nov 09:00."""
    hour = clock(at, zone)
    if _local(at, zone).date() == _local(now, zone).date():
        return hour
    return f"{short_day(at, now, zone)} {hour}"


def clock(at: int, zone: tzinfo | None) -> str:
    """The hour and minute where the agent is: 14:02."""
    return _local(at, zone).strftime("%H:%M")


def day(at: int, now: int, zone: tzinfo | None) -> str:
    """The day where the agent is: Sunday 22 November, and its year where it is not this one."""
    moment = _local(at, zone)
    words = f"{_WEEKDAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]}"
    return words if moment.year == _local(now, zone).year else f"{words} {moment.year}"


def moment(at: int, now: int, zone: tzinfo | None) -> str:
    """The hour, with the day before it when that is another one: 14:02, Friday 20 November 14:02."""
    hour, on = clock(at, zone), day(at, now, zone)
    return hour if on == day(now, now, zone) else f"{on} {hour}"


def seconds_left(until: int, now: int) -> int:
    """Whole seconds until a moment, rounded up; 0 when it has come."""
    return max(0, -((now - until) // SECOND))


def _local(at: int, zone: tzinfo | None) -> datetime:
    """`zone` None is the zone of the machine."""
    return datetime.fromtimestamp(at / SECOND, UTC).astimezone(zone)
