"""What an agent types to search: words, "words in a row", -words that must not be there, and operators.

Nothing typed is an error. What cannot be understood is named as a problem, and the rest is searched.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta, tzinfo
from difflib import get_close_matches
from enum import StrEnum

from tui_desk.domain.due_words import parse_due
from tui_desk.domain.local_days import DAY, WEEKDAYS, dates_in_year, local_time, moment_of
from tui_desk.domain.model import Lane
from tui_desk.domain.search_words import Term, cut

LONGEST_QUERY = 500
"""Characters that are looked at; what follows is left out."""

MOST_TERMS = 24
"""Words and operators that are looked at."""


class Operator(StrEnum):
    """What can be asked beside words, by its name before the colon."""

    FROM = "from"
    """Who wrote it, by handle."""
    BY = "by"
    """Which of us wrote it: an answer of ours, or a note."""
    IN = "in"
    HAS = "has"
    LANG = "lang"
    """As X tags it."""
    BEFORE = "before"
    AFTER = "after"
    LABEL = "label"
    LANE = "lane"
    IS = "is"


class Place(StrEnum):
    """Where something was written."""

    PUBLIC = "public"
    DM = "dm"
    NOTE = "note"


class CaseMark(StrEnum):
    """What a case is."""

    OPEN = "open"
    CLOSED = "closed"
    OWED = "owed"
    SNOOZED = "snoozed"
    WATCHED = "watched"


MINE = "mine"
"""Beside the lanes: what the searching agent owns and has not closed."""

CHOICES = {
    Operator.IN: tuple(Place),
    Operator.HAS: ("link",),
    Operator.LANE: (MINE, *Lane),
    Operator.IS: tuple(CaseMark),
}
"""The values of operators that take only some."""

OF_CASES = frozenset({Operator.LABEL, Operator.LANE, Operator.IS})
"""Operators that ask about the case as it stands now; the rest ask about what was written in it."""

OF_TIME = frozenset({Operator.BEFORE, Operator.AFTER})


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator with its value. Of several values of from, by, in, lang or lane one must hold; all others must."""

    operator: Operator
    value: str
    """In small letters; a handle without the @."""
    is_excluded: bool = False
    """It must not hold."""


class Fault(StrEnum):
    """Why a part of a query was not understood."""

    UNKNOWN_OPERATOR = "unknown_operator"
    """There is none of that name; it is searched for as words."""
    UNKNOWN_VALUE = "unknown_value"
    """The operator takes only some values, and this is none."""
    NO_VALUE = "no_value"
    """Nothing stands behind the colon."""
    DATE_NOT_UNDERSTOOD = "date_not_understood"
    TIME_EXCLUDED = "time_excluded"
    """before: and after: exclude each other; a minus before them says nothing clear."""
    NOTHING_TO_FIND = "nothing_to_find"
    """Signs alone are in no index."""
    TOO_LONG = "too_long"
    """Only the beginning was looked at."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a query that was not understood."""

    fault: Fault
    typed: str
    nearest: str | None = None
    """The right name that is most like it; None where none is like it."""
    choices: tuple[str, ...] = ()
    """All right values, where there are only some."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for."""

    words: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    conditions: tuple[Condition, ...] = ()
    written_from: int | None = None
    """Written then or later."""
    written_until: int | None = None
    """Written before then."""
    problems: tuple[Problem, ...] = ()

    @property
    def case_conditions(self) -> tuple[Condition, ...]:
        """The part that asks only about cases as they stand."""
        return tuple(asked for asked in self.conditions if asked.operator in OF_CASES)

    @property
    def item_conditions(self) -> tuple[Condition, ...]:
        """The part that asks about each post, message or note."""
        return tuple(asked for asked in self.conditions if asked.operator not in OF_CASES)

    @property
    def is_of_cases_alone(self) -> bool:
        """Whether nothing that was written needs to be looked at."""
        has_words = bool(self.words or self.excluded)
        return not (has_words or self.item_conditions or self.has_times)

    @property
    def has_times(self) -> bool:
        """Whether it asks when something was written."""
        return self.written_from is not None or self.written_until is not None

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing."""
        return self.is_of_cases_alone and not self.conditions

    def values_of(self, operator: Operator, *, excluded: bool = False) -> tuple[str, ...]:
        """The values asked for, or excluded, by one operator."""
        return tuple(
            asked.value for asked in self.conditions if asked.operator is operator and asked.is_excluded is excluded
        )


_QUOTED = r'"(?P<phrase>[^"]*)(?P<closed>"?)'
_PART = re.compile(rf"(?P<minus>-?)(?:(?P<name>[^\W\d_]+):(?!//))?(?:{_QUOTED}|(?P<word>[^\s\"]+))?")
_FIRST_YEAR = 1970
_AGE = re.compile(r"(\d{1,4})([hdw])")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_HAS_CLOCK = re.compile(r"\d:\d\d|\d ?[ap]m\b|\b(?:noon|midday|morning|afternoon|evening)\b")
_SAYS_AHEAD = re.compile(r"\b(?:next|in|tomorrow|tonight|tmrw|tmr|half)\b")


def parse(typed: str, now: int, zone: tzinfo) -> Query:
    """What the words ask for, at this moment, for an agent in this zone. Never raises.

    The last word may be the beginning of one, unless a blank or a quotation mark ends it.
    """
    asked = _Asked(now, zone)
    # Half a surrogate pair, which a keyboard can send, is no text that can be compared with any other.
    looked_at = typed[:LONGEST_QUERY].encode(errors="replace").decode()
    parts = [part for part in _PART.finditer(looked_at) if part[0] not in ("", "-")]
    for part in parts[:MOST_TERMS]:
        asked.add(part, is_last=part.end() == len(typed))
    if len(typed) > len(looked_at) or len(parts) > MOST_TERMS:
        rest = typed[parts[MOST_TERMS].start() :] if len(parts) > MOST_TERMS else typed[LONGEST_QUERY:]
        asked.problems.append(Problem(Fault.TOO_LONG, rest))
    return asked.query()


class _Asked:
    """Collects what the parts of a query ask for."""

    def __init__(self, now: int, zone: tzinfo) -> None:
        self.problems: list[Problem] = []
        self._now = now
        self._zone = zone
        self._terms: list[tuple[Term, bool]] = []
        self._conditions: list[Condition] = []
        self._from: list[int] = []
        self._until: list[int] = []

    def query(self) -> Query:
        return Query(
            words=tuple(term for term, is_excluded in self._terms if not is_excluded),
            excluded=tuple(term for term, is_excluded in self._terms if is_excluded),
            conditions=tuple(dict.fromkeys(self._conditions)),
            written_from=max(self._from, default=None),
            written_until=min(self._until, default=None),
            problems=tuple(self.problems),
        )

    def add(self, part: re.Match[str], *, is_last: bool) -> None:
        name, minus = part["name"], bool(part["minus"])
        value = part["word"] if part["phrase"] is None else part["phrase"]
        operator = _operator(name)
        if operator is not None:
            self._ask(operator, (value or "").strip(), part[0], is_excluded=minus)
            return
        if name and value:
            nearest = _nearest(name.lower(), list(Operator))
            self.problems.append(Problem(Fault.UNKNOWN_OPERATOR, name, nearest))
        text = f"{name} {value or ''}" if name else value or ""
        is_beginning = is_last and not minus and not part["closed"] and value is not None
        self._add_term(Term(text, is_beginning), part[0], is_excluded=minus)

    def _add_term(self, term: Term, typed: str, *, is_excluded: bool) -> None:
        pieces = cut(term)
        if pieces.words or pieces.letters:
            self._terms.append((term, is_excluded))
        elif term.text.strip():
            self.problems.append(Problem(Fault.NOTHING_TO_FIND, typed))

    def _ask(self, operator: Operator, value: str, typed: str, *, is_excluded: bool) -> None:
        wanted = value.lower().removeprefix("@") if operator is Operator.FROM else value.lower()
        choices = CHOICES.get(operator, ())
        if not wanted:
            self.problems.append(Problem(Fault.NO_VALUE, typed, None, choices))
        elif operator in OF_TIME:
            self._ask_time(operator, value, typed, is_excluded=is_excluded)
        elif choices and wanted not in choices:
            self.problems.append(Problem(Fault.UNKNOWN_VALUE, typed, _nearest(wanted, choices), choices))
        else:
            self._conditions.append(Condition(operator, wanted, is_excluded))

    def _ask_time(self, operator: Operator, value: str, typed: str, *, is_excluded: bool) -> None:
        at = parse_past(value, self._now, self._zone)
        if is_excluded:
            self.problems.append(Problem(Fault.TIME_EXCLUDED, typed))
        elif at is None:
            self.problems.append(Problem(Fault.DATE_NOT_UNDERSTOOD, typed))
        elif operator is Operator.AFTER:
            self._from.append(at)
        else:
            self._until.append(at)


def parse_past(words: str, now: int, zone: tzinfo) -> int | None:
    """The time meant, in UTC milliseconds: "2026-11-20", "2d" ago, "today", "yesterday", "fri", "25 nov 10:00".

    What an agent types for a due time, only that it means the last such time. A day without an hour means its
    beginning. None if it is not clear.
    """
    said = " ".join(words.casefold().split())
    today = local_time(now, zone).date()
    if age := _AGE.fullmatch(said):
        span = timedelta(**{{"h": "hours", "d": "days", "w": "weeks"}[age[2]]: int(age[1])})
        return max(0, now - span // timedelta(milliseconds=1))
    if iso := _ISO_DATE.fullmatch(said):
        return _beginning_of(_date(int(iso[1]), int(iso[2]), int(iso[3])), now, zone)
    if said in ("today", "yesterday"):
        return _beginning_of(today - DAY * (said == "yesterday"), now, zone)
    days_ago = [ago for ago in range(7) if len(said) > 2 and WEEKDAYS[(today.weekday() - ago) % 7].startswith(said)]
    if days_ago:
        return _beginning_of(today - DAY * days_ago[0], now, zone)
    return None if _SAYS_AHEAD.search(said) else _last_due(said, now, zone)


_BACK_DAYS = (1, 7, *range(299, 4_200, 299))
"""From how long ago a due time is looked for: a time of day, a weekday with one, and dates, the latest year first."""


def _last_due(said: str, now: int, zone: tzinfo) -> int | None:
    """The last moment that these words for a due time meant."""
    for days in _BACK_DAYS:
        due = parse_due(said, now - days * 24 * 60 * 60 * 1000, zone)
        if due is not None and due <= now:
            return due if _HAS_CLOCK.search(said) else _beginning_of(local_time(due, zone).date(), now, zone)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    return next(iter(dates_in_year(year, month, day)), None)


def _beginning_of(day: date | None, now: int, zone: tzinfo) -> int | None:
    # The first year has no hours before it, which a zone to the east would ask for.
    return None if day is None or day.year < _FIRST_YEAR else moment_of(day, time(0), now, zone)


def _operator(name: str | None) -> Operator | None:
    try:
        return Operator((name or "").lower())
    except ValueError:
        return None


def _nearest(typed: str, names: Sequence[str]) -> str | None:
    return next(iter(get_close_matches(typed, names, n=1)), None)
