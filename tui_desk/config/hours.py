"""Makes the calendar of opening hours from the settings, and finds what is wrong with hours that are well written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import pairwise

from tui_desk.config.machine_zone import MACHINE_ZONE
from tui_desk.config.problems import ConfigurationError, nearest
from tui_desk.config.settings import HoursSettings
from tui_desk.domain.calendar import Calendar, Opening

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MINUTES_A_DAY = 24 * 60


class ZoneError(ConfigurationError):
    """A time zone that this machine does not know."""


@dataclass(frozen=True, slots=True)
class HoursMistake:
    """What is wrong with some of the hours, all of which keep their defaults until it is put right."""

    names: tuple[str, ...]
    title: str
    sentence: str


def calendar_of(hours: HoursSettings) -> Calendar | None:
    """The calendar of these hours, which have no mistakes; None if the desk is open always.

    Raises ZoneError if the machine has lost the time zone since the settings were checked.
    """
    week = tuple(_openings(getattr(hours, day)) for day in DAYS)
    if not hours.holidays and all(_minutes_open(openings) == _MINUTES_A_DAY for openings in week):
        return None
    return Calendar(zone_named(hours.zone), week, frozenset(date.fromisoformat(day) for day in hours.holidays))


def zone_named(name: str) -> tzinfo:
    """The time zone with this IANA name; the machine's for an empty one. Raises ZoneError."""
    if not name:
        return MACHINE_ZONE
    # Most desks name no zone, and start without loading this.
    from zoneinfo import ZoneInfo, available_timezones

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        # Not a zone, not a name that could be one, or a folder of zones.
        known = available_timezones()
        if not known:
            raise ZoneError(
                "This machine has no time zones",
                "Install its time zone database, mostly a package called tzdata, or leave zone empty for its own.",
            ) from error
        sentence = nearest(name, known, otherwise='Write an IANA name, which is mostly "Continent/City".')
        raise ZoneError(f"There is no time zone {name!r}", sentence) from error


def mistakes_in(hours: HoursSettings) -> Iterator[HoursMistake]:
    """What is wrong with hours of which each text is well written by itself."""
    try:
        zone_named(hours.zone)
    except ZoneError as error:
        yield HoursMistake(("zone",), error.title, f"{error.sentence} Until then it is the machine's.")
    for day in DAYS:
        if sentence := _mistake_in_periods(getattr(hours, day)):
            yield HoursMistake((day,), f"{day} has hours it cannot have", f"{sentence} Until then it is open all day.")
    if sentence := _mistake_in_dates(hours.holidays):
        yield HoursMistake(
            ("holidays",), "holidays has a date it cannot have", f"{sentence} Until then there are none."
        )
    if not any(getattr(hours, day) for day in DAYS):
        sentence = "Give at least one day its hours; until then the desk is open round the clock."
        yield HoursMistake(DAYS, "The desk is never open", sentence)


def _mistake_in_periods(periods: tuple[str, ...]) -> str | None:
    for period in periods:
        begin, end = _minutes(period)
        if end <= begin:
            return f"{period} does not end after it begins: what goes on past midnight is a period of the next day."
    for earlier, later in pairwise(sorted(periods, key=_minutes)):
        if _minutes(later)[0] < _minutes(earlier)[1]:
            return f"{earlier} and {later} overlap: make one period of them."
    return None


def _mistake_in_dates(dates: tuple[str, ...]) -> str | None:
    for day in dates:
        try:
            date.fromisoformat(day)
        except ValueError:
            return f"There is no {day} in the calendar: write year, month and day, as in 2026-12-25."
    return None


def _openings(periods: tuple[str, ...]) -> tuple[Opening, ...]:
    return tuple(Opening(*_minutes(period)) for period in sorted(periods, key=_minutes))


def _minutes(period: str) -> tuple[int, int]:
    """Begin and end of a period such as 09:00-12:30, in minutes after midnight."""
    begin, end = (int(hour) * 60 + int(minute) for hour, minute in (time.split(":") for time in period.split("-")))
    return begin, end


def _minutes_open(openings: tuple[Opening, ...]) -> int:
    return sum(opening.closes - opening.opens for opening in openings)
