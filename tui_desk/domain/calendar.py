"""Opening hours: how much of a span of time the desk is open, and when an allowance of open time is used up.

The desk is open at exactly the moments whose wall-clock time, in the calendar's zone, lies in an opening of that
weekday and not on a holiday. An opening in the hour that daylight saving skips therefore does not happen, and one in
the hour that comes twice happens twice.

All work is done on stretches in which the zone's offset from UTC is constant; there, wall-clock time is plain
arithmetic. Stretches are at most a week long, so the cost grows by some microseconds a week of the span. Two changes
of the offset within one week that cancel each other out would go unseen; no zone has had them since 1970.

Where a function takes `Calendar | None`, None is the clock that never stops: calendar time.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

SEARCHED_MS = 400 * DAY
"""How far ahead an open moment is looked for; a calendar closed for longer counts as one that never opens."""

_LONGEST_MS = 100 * SEARCHED_MS
"""A deadline further away than this, more than a century, is none."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Opening:
    """One period of a day in which the desk is open, in minutes after local midnight; `closes` is the first closed one.

    Raises ValueError unless 0 <= opens < closes <= 1440 (24:00). What goes on after midnight is the next day's opening.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= _MINUTES_A_DAY:
            raise ValueError(f"an opening ends after it begins, between 0:00 and 24:00; not {self.opens}-{self.closes}")


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the desk is open.

    Raises ValueError for a week that has not seven days, or a day whose openings are out of order or overlap.
    """

    zone: tzinfo
    week: tuple[tuple[Opening, ...], ...]
    """The openings of each day, Monday first, in their order; those of one day may touch."""
    holidays: frozenset[date] = frozenset()
    """Local dates on which the desk stays closed."""

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError(f"a week has seven days, not {len(self.week)}")
        for openings in self.week:
            if any(later.opens < earlier.closes for earlier, later in pairwise(openings)):
                raise ValueError("the openings of a day stand in their order and do not overlap")


def open_ms(calendar: Calendar | None, start: int, end: int) -> int:
    """How many milliseconds of the span are open; 0 for a span that ends before it begins, as after a clock jump."""
    if calendar is None:
        return max(0, end - start)
    return sum(closes_at - opens_at for opens_at, closes_at in _open_parts(calendar, start, end))


def due_at(calendar: Calendar | None, start: int, allowance_ms: int) -> int | None:
    """The first moment at which the allowance of open time is used up; `start` itself for an allowance of 0 or less.

    None: the calendar has no open moment in the `SEARCHED_MS` after `start`, stops having any on the way there, or the
    allowance lasts for more than a century.
    """
    left = max(0, allowance_ms)
    if calendar is None or left == 0:
        return start + left
    for searched_from in range(start, start + _LONGEST_MS, SEARCHED_MS):
        used_before = left
        for opens_at, closes_at in _open_parts(calendar, searched_from, searched_from + SEARCHED_MS):
            if left <= closes_at - opens_at:
                return opens_at + left
            left -= closes_at - opens_at
        if left == used_before:
            return None
    return None


def is_open(calendar: Calendar | None, at: int) -> bool:
    """Whether the desk is open at that moment."""
    return open_ms(calendar, at, at + 1) > 0


def opens_next_at(calendar: Calendar | None, at: int) -> int | None:
    """The first open moment from `at` on, which is `at` while the desk is open; None: none within `SEARCHED_MS`."""
    if calendar is None:
        return at
    return next((opens_at for opens_at, _ in _open_parts(calendar, at, at + SEARCHED_MS)), None)


def never_opens(calendar: Calendar | None, at: int) -> bool:
    """Whether the calendar holds no open moment from `at` on: no hours at all, or holidays for more than a year."""
    return opens_next_at(calendar, at) is None


def _open_parts(calendar: Calendar, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The open parts of the span in their order; parts that touch are not joined."""
    if not any(calendar.week):
        return
    for begins_at, ends_at, offset in _stretches(calendar.zone, start, end):
        for day in range((begins_at + offset) // DAY, (ends_at + offset - 1) // DAY + 1):
            for opening in _openings_on(calendar, day):
                opens_at = max(begins_at, day * DAY + opening.opens * MINUTE - offset)
                closes_at = min(ends_at, day * DAY + opening.closes * MINUTE - offset)
                if opens_at < closes_at:
                    yield opens_at, closes_at


def _openings_on(calendar: Calendar, day: int) -> tuple[Opening, ...]:
    """The openings of a local date, given as days since 1970-01-01."""
    local_date = date.fromordinal(_EPOCH_DAY + day)
    return () if local_date in calendar.holidays else calendar.week[local_date.weekday()]


def _stretches(zone: tzinfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The span in pieces of at most a week, each with its one offset from UTC in milliseconds: begin, end, offset."""
    while start < end:
        offset = _offset_ms(zone, start)
        until = min(start + WEEK, end)
        if _offset_ms(zone, until) != offset:
            until = _changes_at(zone, start, until, offset)
        yield start, until, offset
        start = until


def _changes_at(zone: tzinfo, start: int, end: int, offset: int) -> int:
    """The moment after `start` and up to `end` from which the zone's offset is no longer this one."""
    moments = range(start, end)
    return start + bisect_left(moments, True, key=lambda at: _offset_ms(zone, at) != offset)


def _offset_ms(zone: tzinfo, at: int) -> int:
    offset = (_EPOCH + timedelta(milliseconds=at)).astimezone(zone).utcoffset()
    return 0 if offset is None else offset // timedelta(milliseconds=1)
