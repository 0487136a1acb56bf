"""What is known to fit after the name of an action: times with what they mean, and names that are in use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from tui_desk.domain.due_words import parse_due
from tui_desk.domain.local_days import WEEKDAYS
from tui_desk.domain.model import Priority
from tui_desk.tui.present.ages import short_moment
from tui_desk.tui.present.commands import Takes
from tui_desk.tui.present.search import completions

Argument = tuple[str, str]
"""The words, and what they mean, or nothing."""

_TIMES = ("1h", "3h", "today 18:00", "tomorrow 9:00", "tomorrow 14:00", "next week", "2d", "1w")
_WEEKDAY_TIMES = tuple(f"{day[:3]} 9:00" for day in WEEKDAYS)
_PRIORITIES = (Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT)
_CHANNELS = ("message", "mail", "phone")
_SAVE = "save "
_MEANINGS = {_SAVE: "and a name: keep what is shown"}


@dataclass(frozen=True, slots=True)
class InUse:
    """The names that are in use where the agent is."""

    labels: Sequence[str] = ()
    agents: Sequence[str] = ()
    views: Sequence[str] = ()
    themes: Sequence[str] = ()


def fitting(takes: Takes, typed: str, in_use: InUse, now: int, zone: tzinfo) -> list[Argument]:
    """What fits the beginning of an argument, the likeliest first."""
    if takes is Takes.TIME:
        return times(typed, now, zone)
    if takes is Takes.QUERY:
        return [(text, "") for text in completions(typed, in_use.labels)]
    names: Mapping[Takes, Iterable[str]] = {
        Takes.LABEL: in_use.labels,
        Takes.AGENT: in_use.agents,
        Takes.PRIORITY: _PRIORITIES,
        Takes.VIEW: (*in_use.views, _SAVE),
        Takes.THEME: in_use.themes,
        Takes.CHANNEL: _CHANNELS,
    }
    return [(name, _MEANINGS.get(name, "")) for name in _like(typed, names.get(takes, ()))]


def times(typed: str, now: int, zone: tzinfo) -> list[Argument]:
    """Times that begin like what is typed, each with the moment that it means; what is typed first if it is one."""
    known = (*_TIMES, *_WEEKDAY_TIMES) if typed else _TIMES
    words = dict.fromkeys((typed.strip(), *(time for time in known if time.startswith(typed.lower()))))
    meant = [(each, parse_due(each, now, zone)) for each in words if each]
    return [(each, f"= {short_moment(at, now, zone)}") for each, at in meant if at is not None]


def _like(typed: str, names: Iterable[str]) -> list[str]:
    """The names with what is typed in them; those that begin with it first."""
    wanted = typed.lower()
    there = [name for name in names if wanted in name.lower()]
    return sorted(there, key=lambda name: not name.lower().startswith(wanted))
