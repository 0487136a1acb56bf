"""What the customer felt, in figures: response, waiting, resolution, closed loops, and at which age answered.

Every figure is a pure function of `History`, what happened in one case, and of nothing else; so each can be followed
back to the cases behind it. Every duration is measured twice, in calendar time and in the opening hours of the calendar
it was measured with, and is a value from then on: other hours do not rewrite it. Times are UTC milliseconds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import mean, median

from tui_desk.domain.calendar import DAY, HOUR, MINUTE, Calendar, open_ms
from tui_desk.domain.history import (
    History,
    Inbound,
    all_waits,
    answer_to,
    human_answers,
    is_answer,
    opened_at,
    seen_at,
    words_of_substance,
)
from tui_desk.domain.model import Purpose

FEWEST_FOR_A_PERCENTAGE = 10
"""Of fewer cases than this a percentage says nothing; none is given."""

LOOP_CLOSED_WITHIN_MS = 24 * HOUR
FIRST_CONTACT_SETTLES_MS = 48 * HOUR


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something took, measured twice."""

    calendar_ms: int
    business_ms: int

    def __add__(self, other: "Duration") -> "Duration":
        return Duration(self.calendar_ms + other.calendar_ms, self.business_ms + other.business_ms)

    def __sub__(self, other: "Duration") -> "Duration":
        """What is left, never less than nothing."""
        return Duration(max(0, self.calendar_ms - other.calendar_ms), max(0, self.business_ms - other.business_ms))


@dataclass(frozen=True, slots=True)
class FirstResponse:
    """How long a customer waited for our first word, and whether that said only that we are at it."""

    duration: Duration
    is_acknowledgement: bool


@dataclass(frozen=True, slots=True)
class Resolution:
    """How long a resolution took: as the customer felt it, and without the time we waited for the customer."""

    total: Duration
    ours: Duration


@dataclass(frozen=True, slots=True)
class Summary:
    """What many durations have in common; None without any."""

    n: int
    mean: Duration | None
    median: Duration | None
    p90: Duration | None
    """Nine in ten took no longer (nearest rank)."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """The share in percent; None where the whole is too small for one."""
        return 100 * self.part / self.whole if self.whole >= FEWEST_FOR_A_PERCENTAGE else None


class AgeBand(StrEnum):
    """How old an item was when it was answered: at most this, and more than the band before."""

    MINUTES_15 = "15 min"
    HOUR_1 = "1 h"
    HOURS_4 = "4 h"
    HOURS_24 = "24 h"
    HOURS_48 = "48 h"
    LATER = "later"
    NEVER = "never"
    """Not answered so far."""
    NOT_NEEDED = "not needed"
    """Not answered, for a reason: the case's own, that it only thanks for an answer, or that its thread was muted."""


_AGES = list(AgeBand)
_BANDS = (
    (15 * MINUTE, AgeBand.MINUTES_15),
    (HOUR, AgeBand.HOUR_1),
    (4 * HOUR, AgeBand.HOURS_4),
    (DAY, AgeBand.HOURS_24),
    (2 * DAY, AgeBand.HOURS_48),
)


def measure(calendar: Calendar | None, start_at: int, end_at: int) -> Duration:
    """How long that took; nothing if it ended before it began, as after a clock jump."""
    return Duration(max(0, end_at - start_at), open_ms(calendar, start_at, end_at))


def share_of(verdicts: Iterable[bool | None]) -> Share:
    """How many verdicts are yes, of those that are decided; None is undecided, or does not apply."""
    decided = [verdict for verdict in verdicts if verdict is not None]
    return Share(sum(decided), len(decided))


def summary(durations: Sequence[Duration]) -> Summary:
    """Mean, median and 90th percentile, for calendar and business time each."""
    if not durations:
        return Summary(0, None, None, None)
    calendar = sorted(duration.calendar_ms for duration in durations)
    business = sorted(duration.business_ms for duration in durations)
    ninth_in_ten = -(-9 * len(durations) // 10) - 1
    return Summary(
        n=len(durations),
        mean=Duration(round(mean(calendar)), round(mean(business))),
        median=Duration(round(median(calendar)), round(median(business))),
        p90=Duration(calendar[ninth_in_ten], business[ninth_in_ten]),
    )


# Speed


def first_response(history: History, calendar: Calendar | None) -> FirstResponse | None:
    """How long the customer waited for the first word of a person, from publication; None: there was none."""
    first = next(human_answers(history), None)
    if first is None:
        return None
    return FirstResponse(measure(calendar, opened_at(history), first.at), first.is_acknowledgement)


def agent_response(history: History, calendar: Calendar | None, shift_started_at: int) -> Duration | None:
    """How long the agents of a shift took for the first word: from when they could first see the case."""
    first = next(human_answers(history), None)
    return None if first is None else measure(calendar, max(seen_at(history), shift_started_at), first.at)


def time_to_substance(history: History, calendar: Calendar | None) -> Duration | None:
    """How long the customer waited for more than an acknowledgement: a fast empty answer is no answer."""
    first = next(words_of_substance(history), None)
    return None if first is None else measure(calendar, opened_at(history), first.at)


def waiting(history: History, calendar: Calendar | None, now: int) -> Duration | None:
    """How long the customer has waited, since the oldest unanswered item; None: nothing is, or the case is closed."""
    running = (wait.since for wait in all_waits(history) if wait.answer is None and wait.left_at is None)
    since = min(running, default=None)
    return None if since is None or history.is_closed else measure(calendar, since, now)


def waits(history: History, calendar: Calendar | None) -> tuple[Duration, ...]:
    """Every wait that a person's word ended, the first one included, each from its oldest unanswered item."""
    return tuple(
        measure(calendar, wait.since, wait.answer.at) for wait in all_waits(history) if wait.answer is not None
    )


def since_update(history: History, calendar: Calendar | None, now: int) -> Duration | None:
    """How long ago our last word was while the next one is ours; None: it is not, or there was no word yet.

    It is ours while the case is neither closed nor waits for the customer.
    """
    last = max((answer.at for answer in human_answers(history)), default=None)
    is_theirs = any(stretch.until is None for stretch in history.waits_for_customer)
    return None if last is None or is_theirs or history.is_closed else measure(calendar, last, now)


# Resolution


def first_resolution(history: History, calendar: Calendar | None) -> Resolution | None:
    """How long it took until the case was resolved for the first time; None: it never was."""
    return _resolution(history, calendar, history.resolved_at[0]) if history.resolved_at else None


def full_resolution(history: History, calendar: Calendar | None) -> Resolution | None:
    """How long it took until the case was resolved for the last time; None while it is not resolved."""
    return _resolution(history, calendar, history.resolved_at[-1]) if history.is_resolved else None


def customer_time(history: History, calendar: Calendar | None, until: int) -> Duration:
    """How long the case waited for the customer up to a moment."""
    stretches = (
        measure(calendar, stretch.since, until if stretch.until is None else min(stretch.until, until))
        for stretch in history.waits_for_customer
    )
    return sum(stretches, start=Duration(0, 0))


def closing_the_loop(history: History, calendar: Calendar | None) -> Duration | None:
    """How long the public waited for the closing word after a private solution; None: none was owed, or none came."""
    if history.solved_in_private_at is None or history.followed_up_at is None:
        return None
    return measure(calendar, history.solved_in_private_at, history.followed_up_at)


def is_loop_closed_in_time(history: History, now: int) -> bool | None:
    """Whether the public closing word came within a day of the private solution; None: none was owed, or time is left.

    A written reason in its place does not close the loop.
    """
    if history.solved_in_private_at is None:
        return None
    due = history.solved_in_private_at + LOOP_CLOSED_WITHIN_MS
    if history.followed_up_at is not None:
        return history.followed_up_at <= due
    return False if now > due else None


def is_first_contact_resolution(history: History, now: int) -> bool | None:
    """Whether one answer was enough; None: the case needed none, is not resolved, or may still come back.

    One answer was enough if, until two days after the resolution, there was a word of substance and no further answer
    (thanks, and the public word that closes a loop, say nothing anew), and the customer wrote nothing more but thanks.
    What comes after that is another matter.
    """
    if history.no_answer_reason or not history.resolved_at:
        return None
    settled_at = history.resolved_at[0] + FIRST_CONTACT_SETTLES_MS
    substance = [answer for answer in words_of_substance(history) if answer.at <= settled_at]
    if not substance or any(answer.purpose is Purpose.ANSWER for answer in substance[1:]):
        return False
    later = (item for item in history.inbound if not is_answer(substance[0], item))
    if any(item.at <= settled_at and not item.is_praise for item in later):
        return False
    return True if now >= settled_at else None


# Coverage


def is_answered_within(item: Inbound, history: History, limit: AgeBand) -> bool | None:
    """Whether an item was answered by that age, in calendar time; NEVER: whether it was not. None: it needed none."""
    band = age_band(item, history)
    if band is AgeBand.NOT_NEEDED:
        return None
    return band is limit if limit is AgeBand.NEVER else _AGES.index(band) <= _AGES.index(limit)


def age_band(item: Inbound, history: History) -> AgeBand:
    """At which age an item of this case was answered, in calendar time."""
    answer = answer_to(item, history)
    if answer is not None:
        return next((band for limit, band in _BANDS if answer.at - item.at <= limit), AgeBand.LATER)
    only_thanks = item.is_praise and any(True for _ in words_of_substance(history))
    is_needed = item.is_heard and not (only_thanks or history.no_answer_reason)
    return AgeBand.NEVER if is_needed else AgeBand.NOT_NEEDED


def _resolution(history: History, calendar: Calendar | None, resolved_at: int) -> Resolution:
    total = measure(calendar, opened_at(history), resolved_at)
    return Resolution(total, total - customer_time(history, calendar, resolved_at))
