"""Times in words: how long ago, at what hour, on which day, in how many seconds."""

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
