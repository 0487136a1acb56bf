"""Times in words that an agent types for a snooze or a promise; they mean times where the agent is."""

import re
from datetime import date, time, timedelta, tzinfo

from tui_desk.domain.local_days import (
    CLOSING,
    DAY,
    MORNING,
    NOON,
    WEEK,
    WEEKDAYS,
    coming_day,
    dates_in_year,
    local_time,
    moment_of,
    monday_after,
)

FURTHEST = timedelta(days=750)
"""What is typed lies at most this far ahead; anything later is a slip."""
FURTHEST_WITHOUT_YEAR = timedelta(days=300)
"""A date without its year that is further ahead has just gone by."""

_SPAN = re.compile(r"(\d{1,4} ?|an? |half an? )(m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)(?![a-z])")
_SPANS = re.compile(rf"(?:in )?{_SPAN.pattern}(?:(?: and)? ?{_SPAN.pattern})*")
_UNIT_MINUTES = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}

_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))? ?(am|pm)?")
_PARTS = {"morning": MORNING, "noon": NOON, "midday": NOON, "afternoon": time(14), "evening": time(19)}
_ALIASES = {"tonight": "today evening", "tmrw": "tomorrow", "tmr": "tomorrow"}
_THIS = re.compile(r"\bthis (?=morning|afternoon|evening)")
_SMALL_WORDS = re.compile(r"\b(?:on|by|until|in the|the|of|this)\b|(?<=\d)(?:st|nd|rd|th)\b|,")

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.?(\d{4})?")
_NAMED_DATE = re.compile(r"(?:(\d{1,2})\.? ([a-z]{3,9})|([a-z]{3,9}) (\d{1,2}))(?: (\d{4}))?")


def tomorrow(now: int, zone: tzinfo) -> int:
    """The next day at nine in the morning."""
    return moment_of(local_time(now, zone).date() + DAY, MORNING, now, zone)


def next_week(now: int, zone: tzinfo) -> int:
    """The next Monday at nine in the morning."""
    return moment_of(monday_after(local_time(now, zone).date()), MORNING, now, zone)


def parse_due(words: str, now: int, zone: tzinfo) -> int | None:
    """The time an agent means, such as "3h", "tomorrow 14:30", "fri", "18:00" or "25 nov 10:00"; None if not clear.

    A day without an hour means nine in the morning, today without one six in the evening. A time of day or a weekday
    that is past means the next; any other time in the past is None. Days and weeks from now keep the time of day.
    """
    said = " ".join(words.casefold().split())
    if len(said) > 60:
        return None
    if _SPANS.fullmatch(said):
        return _span_end(said, now, zone)
    said = " ".join(_ALIASES.get(word, word) for word in _SMALL_WORDS.sub(" ", _THIS.sub("today ", said)).split())
    tokens = said.replace("t", " ", 1).split() if re.match(r"[\d-]{8,10}t\d", said) else said.split()
    for cut in range(len(tokens) + 1):
        head, tail = " ".join(tokens[:cut]), " ".join(tokens[cut:])
        for day_words, clock_words in ((head, tail), (tail, head)):
            if (due := _due(day_words, clock_words, now, zone)) is not None:
                return due
    return None


def _span_end(said: str, now: int, zone: tzinfo) -> int | None:
    """Days and weeks count by the calendar, hours and minutes by the clock."""
    days = minutes = 0.0
    for count, unit in _SPAN.findall(said):
        amount = int(count) if count[0].isdigit() else 0.5 if count.startswith("half") else 1
        span = amount * _UNIT_MINUTES[unit[0]]
        if unit[0] in "dw" and amount == int(amount):
            days += span / _UNIT_MINUTES["d"]
        else:
            minutes += span
    if timedelta(days=days, minutes=minutes) > FURTHEST:
        return None
    local = local_time(now, zone)
    moved = now if not days else moment_of(local.date() + timedelta(days=days), local.time(), now, zone)
    due = moved + int(minutes * 60_000)
    return due if due > now else None


def _due(day_words: str, clock_words: str, now: int, zone: tzinfo) -> int | None:
    """The first of the days meant on which that time is still ahead."""
    clock = _typed_clock(clock_words, is_after_day=bool(day_words))
    if clock is None and clock_words:
        return None
    if clock is None:
        clock = CLOSING if day_words == "today" else MORNING
    elif not day_words:
        day_words = "today or tomorrow"
    today = local_time(now, zone).date()
    for day in _typed_days(day_words, today):
        if today <= day <= today + FURTHEST and (due := moment_of(day, clock, now, zone)) > now:
            return due
    return None


def _typed_clock(words: str, *, is_after_day: bool) -> time | None:
    if (part := _PARTS.get(words)) is not None:
        return part
    bare = words.removeprefix("at ")
    written = _CLOCK.fullmatch(bare)
    # A number alone may as well be meant as hours from now.
    if written is None or not (written[2] or written[3] or is_after_day or bare != words):
        return None
    hour, minute = int(written[1]), int(written[2] or 0)
    if written[3]:
        hour = hour % 12 + 12 * (written[3] == "pm") if 1 <= hour <= 12 else 24
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _typed_days(words: str, today: date) -> tuple[date, ...]:
    """The days that the words may mean, soonest first; none if they are not understood."""
    match words.split():
        case ["today"]:
            return (today,)
        case ["tomorrow"]:
            return (today + DAY,)
        case ["today", "or", "tomorrow"]:
            return (today, today + DAY)
        case ["next", "week"]:
            return (monday_after(today),)
        case [day] if (weekday := _index(day, WEEKDAYS)) is not None:
            return (coming_day(weekday, today), coming_day(weekday, today) + WEEK)
        case ["next", day] if (weekday := _index(day, WEEKDAYS)) is not None:
            return (coming_day(weekday, today + DAY),)
    return _typed_dates(words, today)


def _typed_dates(words: str, today: date) -> tuple[date, ...]:
    if iso := _ISO_DATE.fullmatch(words):
        return dates_in_year(int(iso[1]), int(iso[2]), int(iso[3]))
    if dotted := _DOTTED_DATE.fullmatch(words):
        day, month, year = int(dotted[1]), int(dotted[2]), dotted[3]
    elif (named := _NAMED_DATE.fullmatch(words)) and (index := _index(named[2] or named[3], _MONTHS)) is not None:
        day, month, year = int(named[1] or named[4]), index + 1, named[5]
    else:
        return ()
    if year:
        return dates_in_year(int(year), month, day)
    either = (*dates_in_year(today.year, month, day), *dates_in_year(today.year + 1, month, day))
    return tuple(found for found in either if found <= today + FURTHEST_WITHOUT_YEAR)


def _index(word: str, names: tuple[str, ...]) -> int | None:
    """Which name the word is, or is the beginning of."""
    matches = [index for index, name in enumerate(names) if len(word) >= 3 and name.startswith(word)]
    return matches[0] if matches else None
