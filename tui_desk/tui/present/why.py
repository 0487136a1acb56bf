"""Why a case stands where it stands: its lane, the clock that gives it its place, the clocks beside it."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from tui_desk.domain.case_flow import Standing
from tui_desk.domain.clocks import Clock, ClockKind
from tui_desk.domain.lanes import lane_of
from tui_desk.domain.model import CaseState, Channel, FollowUp, Lane
from tui_desk.tui.present.ages import MINUTE, duration, moment, time_left
from tui_desk.tui.present.feed import LATE
from tui_desk.tui.present.spans import Columns, Role, Span, Spans

_CLOCKS = {
    ClockKind.FIRST_RESPONSE: "First response",
    ClockKind.NEXT_RESPONSE: "Next response",
    ClockKind.PROMISE: "Promise",
    ClockKind.UPDATE: "Update",
    ClockKind.FOLLOW_UP: "Public follow-up",
    ClockKind.RESOLUTION: "Resolution",
}

_BEGAN = {
    ClockKind.FIRST_RESPONSE: "when the customer wrote",
    ClockKind.NEXT_RESPONSE: "with the oldest word that nobody has answered",
    ClockKind.UPDATE: "with our last word, which left more to come",
    ClockKind.FOLLOW_UP: "when it was solved in private",
    ClockKind.RESOLUTION: "when the case was opened",
}

_BY_CHANNEL = frozenset({ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE})
"""Clocks whose target depends on where the customer waits."""

_TIES = "Where two end in the same minute, more followers come first, then the older case."
_HELD = "A case keeps its place as long as the cursor stands on it."


def why_title(handle: str) -> Columns:
    """What stands above the explanation of a customer's case."""
    return Columns(left=(Span("Why here  ", Role.MUTED),), fill=(Span(f"@{handle}", Role.CUSTOMER),))


def why(standing: Standing, clocks: Sequence[Clock], now: int, zone: tzinfo | None) -> tuple[Spans, ...]:
    """The lines that explain a case's lane and place; an empty one separates.

    `clocks`: those that run on the case, the nearest first. `zone`: the agent's, None the machine's.
    """
    return tuple(_lines(standing, clocks, now, zone))


def _lines(standing: Standing, clocks: Sequence[Clock], now: int, zone: tzinfo | None) -> Iterator[Spans]:
    lane = lane_of(standing, now)
    yield (Span(_lane(standing, lane, now, zone)),)
    yield ()
    for sentence in _place(standing, lane, has_clock=bool(clocks)):
        yield (Span(sentence, Role.MUTED),)
    for clock in clocks:
        yield ()
        yield from _clock(clock, standing, now, zone)
    if not clocks:
        yield ()
        yield (Span(f"No clock runs: {_no_clock(standing, lane)}", Role.MUTED),)


def _place(standing: Standing, lane: Lane, *, has_clock: bool) -> Iterator[str]:
    if lane is Lane.SNOOZED and standing.snoozed_until is not None:
        yield "Its place goes by when it returns."
        yield _TIES
    elif lane is not Lane.SNOOZED and has_clock:
        yield "Its place goes by the time left on the nearest clock."
        yield _TIES
    else:
        yield "Its place is after all that have a time, the latest word first."
    yield _HELD


def _lane(standing: Standing, lane: Lane, now: int, zone: tzinfo | None) -> str:
    match lane:
        case Lane.NOW:
            if standing.waiting_since is None:
                return "Now: the customer has a word of ours, and the next one is ours as well."
            return f"Now: the customer waits for an answer since {moment(standing.waiting_since, now, zone)}."
        case Lane.OWED:
            if standing.follow_up is FollowUp.PROMISED:
                return "Owed in public: the closing word is on its way, and X has not confirmed it."
            return "Owed in public: it was solved in private, and everybody else saw only the question."
        case Lane.WAITING:
            return "Waiting: the next word is the customer's."
        case Lane.SNOOZED:
            if standing.snoozed_until is None:
                return "Snoozed: it comes back when the customer writes."
            until = moment(standing.snoozed_until, now, zone)
            return f"Snoozed: it comes back at {until}, or when the customer writes before."
        case Lane.PRAISE:
            return "Praise: all that waits for an answer is kind words."
        case Lane.CLOSED:
            state = "resolved" if standing.state is CaseState.RESOLVED else "no answer needed"
            return f"Closed: {state}{f', {standing.reason}' if standing.reason else ''}."


def _clock(clock: Clock, standing: Standing, now: int, zone: tzinfo | None) -> Iterator[Spans]:
    """A clock in two lines: what is due by when; since when it runs, and how much it allows."""
    is_late = clock.due_at - now <= -MINUTE
    yield (
        Span(_CLOCKS[clock.kind]),
        Span(f"  {time_left(clock.due_at, now, zone)}", LATE if is_late else Role.WAITING),
        Span(f"  ends {moment(clock.due_at, now, zone)}", Role.MUTED),
    )
    if clock.started_at is None or clock.target_minutes is None:
        yield (Span("  The time that we named to the customer, whatever the opening hours.", Role.MUTED),)
        return
    began = f"Began {moment(clock.started_at, now, zone)}, {_began(clock, standing)}."
    allowed = f"Allowed: {_target(clock.target_minutes)} for {_whom(clock.kind, standing)}, {_counted(clock)}."
    yield (Span(f"  {began}", Role.MUTED),)
    yield (Span(f"  {allowed}", Role.MUTED),)
    if clock.kind is ClockKind.RESOLUTION and standing.customer_time_ms >= MINUTE:
        yield (Span(f"  The customer took {duration(standing.customer_time_ms)} of it, not counted.", Role.MUTED),)


def _began(clock: Clock, standing: Standing) -> str:
    if clock.kind is ClockKind.FIRST_RESPONSE and clock.started_at == standing.reopened_at:
        return "when the case was reopened"
    return _BEGAN[clock.kind]


def _target(minutes: int) -> str:
    """60 minutes, 4 hours; never days, which opening hours make short."""
    if minutes > 120 and minutes % 60 == 0:
        return f"{minutes // 60} hours"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _whom(kind: ClockKind, standing: Standing) -> str:
    what = "a case"
    if kind in _BY_CHANNEL:
        what = "a private message" if standing.channel is Channel.MESSAGE else "a public post"
        what = "praise" if standing.is_praise else what
    return f"{what} of {standing.priority.value} priority"


def _counted(clock: Clock) -> str:
    return "counted in opening hours" if clock.in_business_time else "counted around the clock"


def _no_clock(standing: Standing, lane: Lane) -> str:
    if lane is Lane.CLOSED:
        return "the case is closed."
    if standing.state is CaseState.WAITING:
        return "nothing is promised, and the next word is the customer's."
    return "the settings name no target for it."
