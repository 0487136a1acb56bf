"""The deadlines of a case: which clocks run as it stands, since when, and when each is due.

- The customer's first wait runs since the case was opened, until a person says the first word. While it runs, no other
  clock speaks for the same silence: an update is never due before the first response.
- After that, every wait runs since the *oldest* unanswered word. Later words never move it, and a wait after a
  reopening begins with the word that reopened the case.
- An acknowledgement promises an update. A promise that names its time takes the update's place, and is due at that
  time whatever the opening hours.
- A public follow-up is due some time after the private solution.
- The time to a resolution excludes what was spent waiting for the customer, and a reopened case has a minimum of grace.
- A closed case has no clocks. A case that waits for the customer has only what was promised, or is owed in public.

This file reads no clock: whether a deadline has passed is for the caller to see.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from tui_desk.domain.calendar import MINUTE, Calendar
from tui_desk.domain.calendar import due_at as due_in_opening_hours
from tui_desk.domain.case_flow import CLOSED, OURS_TO_MOVE, Standing
from tui_desk.domain.model import Channel, Priority


class ClockKind(StrEnum):
    """What is due; of two that are due at the same moment, the earlier here stands first."""

    FIRST_RESPONSE = "first_response"
    """A first word of a person, be it an acknowledgement."""
    NEXT_RESPONSE = "next_response"
    """An answer to what the customer wrote since."""
    PROMISE = "promise"
    """What we said would be done or said by a time of its own."""
    UPDATE = "update"
    """The word after an acknowledgement."""
    FOLLOW_UP = "follow_up"
    """The public closing word after a private solution."""
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline of a case, with what is needed to explain it."""

    kind: ClockKind
    started_at: int | None
    """None for a promise, which knows its end alone."""
    due_at: int
    target_minutes: int | None = None
    """The time allowed, the priority taken into account; None for a promise."""
    in_business_time: bool = False
    """Whether only opening hours were counted."""


@dataclass(frozen=True, slots=True)
class Targets:
    """The time allowed for each kind of clock, in minutes, 0 or more; 0: there is no such clock."""

    first_response_public: int = 60
    first_response_private: int = 60
    next_response_public: int = 60
    next_response_private: int = 60
    update: int = 240
    follow_up: int = 1440
    resolution: int = 2880
    praise: int = 1440
    """For an answer where all that waits is praise."""
    urgent_percent: int = 25
    """How much of every target a case of this priority has, in percent; 1 or more, and likewise below."""
    high_percent: int = 50
    normal_percent: int = 100
    low_percent: int = 200
    grace_minutes: int = 60
    """What a reopened case has at least until its resolution is due, whatever its priority."""

    def minutes(
        self,
        kind: ClockKind,
        channel: Channel = Channel.REPLY,
        priority: Priority = Priority.NORMAL,
        *,
        is_praise: bool = False,
    ) -> int:
        """The time a case has: of what was set, the share for its priority, and never less than a minute.

        0: there is no such clock. A promise has no target, and praise needs no resolution.
        """
        target = self._target(kind, is_private=channel is Channel.MESSAGE, is_praise=is_praise)
        return max(1, target * self._percent(priority) // 100) if target else 0

    def _target(self, kind: ClockKind, *, is_private: bool, is_praise: bool) -> int:
        first_response = self.first_response_private if is_private else self.first_response_public
        next_response = self.next_response_private if is_private else self.next_response_public
        return {
            ClockKind.FIRST_RESPONSE: self.praise if is_praise else first_response,
            ClockKind.NEXT_RESPONSE: self.praise if is_praise else next_response,
            ClockKind.PROMISE: 0,
            ClockKind.UPDATE: self.update,
            ClockKind.FOLLOW_UP: self.follow_up,
            ClockKind.RESOLUTION: 0 if is_praise else self.resolution,
        }[kind]

    def _percent(self, priority: Priority) -> int:
        return {
            Priority.URGENT: self.urgent_percent,
            Priority.HIGH: self.high_percent,
            Priority.NORMAL: self.normal_percent,
            Priority.LOW: self.low_percent,
        }[priority]


@dataclass(frozen=True, slots=True)
class ClockRules:
    """What deadlines are made from."""

    targets: Targets = Targets()
    calendar: Calendar | None = None
    """None: calendar time. A calendar that never opens (`calendar.never_opens`) counts as none, so that no deadline
    falls away."""


def running(standing: Standing, rules: ClockRules) -> tuple[Clock, ...]:
    """The clocks that run in a case as it stands, the nearest first; one that is overdue runs on."""
    return tuple(sorted((clock for clock in _clocks(standing, rules) if clock is not None), key=_place))


def nearest(standing: Standing, rules: ClockRules) -> Clock | None:
    """The clock that is due first; None: none runs."""
    return next(iter(running(standing, rules)), None)


def start(kind: ClockKind, started_at: int, target_minutes: int, calendar: Calendar | None) -> Clock | None:
    """A clock that allows so many minutes of opening hours; None for a target of 0.

    Where the calendar never opens, it is counted in calendar time, and says so.
    """
    if target_minutes == 0:
        return None
    allowance_ms = target_minutes * MINUTE
    due = due_in_opening_hours(calendar, started_at, allowance_ms)
    if calendar is None or due is None:
        return Clock(kind, started_at, started_at + allowance_ms, target_minutes)
    return Clock(kind, started_at, due, target_minutes, in_business_time=True)


def start_resolution(
    opened_at: int, target_minutes: int, customer_time_ms: int, reopened_at: int | None, rules: ClockRules
) -> Clock | None:
    """The time to a resolution, as if the case had been opened later by all the time its customer took.

    That is exact in calendar time. In opening hours it is near enough for a deadline, since it is known how long the
    customer took and not when; the figures measure each stretch.
    """
    clock = start(ClockKind.RESOLUTION, opened_at + customer_time_ms, target_minutes, rules.calendar)
    if clock is None:
        return None
    due_at = clock.due_at
    if reopened_at is not None:
        grace = start(ClockKind.RESOLUTION, reopened_at, rules.targets.grace_minutes, rules.calendar)
        due_at = max(due_at, reopened_at if grace is None else grace.due_at)
    return replace(clock, started_at=opened_at, due_at=due_at)


def _place(clock: Clock) -> tuple[int, int]:
    return clock.due_at, list(ClockKind).index(clock.kind)


def _clocks(standing: Standing, rules: ClockRules) -> Iterator[Clock | None]:
    if standing.state in CLOSED:
        return
    yield _promise(standing)
    yield _follow_up(standing, rules)
    if standing.state in OURS_TO_MOVE:
        yield _response(standing, rules)
        yield _resolution(standing, rules)


def _promise(standing: Standing) -> Clock | None:
    if standing.promise_until is None:
        return None
    return Clock(ClockKind.PROMISE, None, standing.promise_until)


def _follow_up(standing: Standing, rules: ClockRules) -> Clock | None:
    if standing.owed_since is None:
        return None
    return _start(ClockKind.FOLLOW_UP, standing.owed_since, standing, rules)


def _response(standing: Standing, rules: ClockRules) -> Clock | None:
    """The one clock for our silence: the first response, then the next one, then the update."""
    reopened_at = standing.reopened_at or standing.opened_at
    if standing.first_response_at is None:
        return _start(ClockKind.FIRST_RESPONSE, max(standing.opened_at, reopened_at), standing, rules)
    if standing.waiting_since is not None:
        return _start(ClockKind.NEXT_RESPONSE, standing.waiting_since, standing, rules)
    if standing.last_outbound_at is None or standing.promise_until is not None:
        return None
    return _start(ClockKind.UPDATE, max(standing.last_outbound_at, reopened_at), standing, rules)


def _resolution(standing: Standing, rules: ClockRules) -> Clock | None:
    minutes = rules.targets.minutes(
        ClockKind.RESOLUTION, standing.channel, standing.priority, is_praise=standing.is_praise
    )
    return start_resolution(standing.opened_at, minutes, standing.customer_time_ms, standing.reopened_at, rules)


def _start(kind: ClockKind, started_at: int, standing: Standing, rules: ClockRules) -> Clock | None:
    minutes = rules.targets.minutes(kind, standing.channel, standing.priority, is_praise=standing.is_praise)
    return start(kind, started_at, minutes, rules.calendar)
