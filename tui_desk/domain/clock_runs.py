"""The clocks that ran in a case, and which of them were met."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from tui_desk.domain.clocks import Clock, ClockKind, ClockRules, start, start_resolution
from tui_desk.domain.history import History, all_waits, human_answers, opened_at
from tui_desk.domain.model import Purpose


@dataclass(frozen=True, slots=True)
class ClockRun:
    """A clock that ran in a case."""

    clock: Clock
    ended_at: int | None
    """When what it asked for happened, or was no longer asked for, then too late; None: it runs."""


def clock_runs(history: History, rules: ClockRules) -> tuple[ClockRun, ...]:
    """Every clock that ran in the case by these rules, with the deadline it had.

    A clock that lost its reason before it was due (the case was closed, the customer wrote instead) was neither met nor
    missed, and is left out.
    """
    runs = chain(_response_runs(history, rules), _update_runs(history, rules), _closing_runs(history, rules))
    promises = (ClockRun(Clock(ClockKind.PROMISE, None, each.until), each.ended_at) for each in history.promises)
    return (*(run for run in runs if run is not None), *promises)


def is_met(run: ClockRun, now: int) -> bool | None:
    """Whether a clock was met; one that is overdue and still runs was missed. None: it runs, and has time left."""
    if run.ended_at is None:
        return False if run.clock.due_at < now else None
    return run.ended_at <= run.clock.due_at


def _response_runs(history: History, rules: ClockRules) -> Iterator[ClockRun | None]:
    """One run a wait, of which the first asks for a first response."""
    first = next(human_answers(history), None)
    for wait in all_waits(history):
        if wait.answer is None and history.no_answer_reason:
            continue
        kind = ClockKind.FIRST_RESPONSE if wait.answer is first else ClockKind.NEXT_RESPONSE
        minutes = rules.targets.minutes(kind, wait.channel, history.priority, is_praise=wait.is_praise)
        clock = start(kind, wait.since, minutes, rules.calendar)
        answered_at = None if wait.answer is None else wait.answer.at
        settled_at = history.resolved_at if wait.left_at is None else (*history.resolved_at, wait.left_at)
        yield _run(clock, answered_at, _next(settled_at, wait.since))


def _update_runs(history: History, rules: ClockRules) -> Iterator[ClockRun | None]:
    """One run for each acknowledgement that left nothing unanswered and named no time of its own."""
    answers = list(human_answers(history))
    minutes = rules.targets.minutes(ClockKind.UPDATE, priority=history.priority)
    for answer in answers:
        promised = any(
            answer.at < each.until and (each.ended_at is None or answer.at < each.ended_at) for each in history.promises
        )
        if answer.purpose is not Purpose.ACKNOWLEDGEMENT or promised:
            continue
        clock = start(ClockKind.UPDATE, answer.at, minutes, rules.calendar)
        dropped_at = _next((*(item.at for item in history.inbound), *history.resolved_at), answer.at)
        yield _run(clock, _next((each.at for each in answers), answer.at), dropped_at)


def _closing_runs(history: History, rules: ClockRules) -> Iterator[ClockRun | None]:
    """The follow-up and the resolution, each once a case."""
    minutes = rules.targets.minutes
    if history.solved_in_private_at is not None:
        allowed = minutes(ClockKind.FOLLOW_UP, priority=history.priority)
        clock = start(ClockKind.FOLLOW_UP, history.solved_in_private_at, allowed, rules.calendar)
        yield _run(clock, history.followed_up_at, history.follow_up_waived_at)
    if history.no_answer_reason:
        return
    ended_at = history.resolved_at[-1] if history.is_resolved else None
    paused_at = next((stretch.since for stretch in history.waits_for_customer if stretch.until is None), None)
    customer_ms = sum(
        max(0, stretch.until - stretch.since) for stretch in history.waits_for_customer if stretch.until is not None
    )
    is_praise = all(item.is_praise for item in history.inbound)
    allowed = minutes(ClockKind.RESOLUTION, priority=history.priority, is_praise=is_praise)
    reopened_at = max(history.reopened_at, default=None)
    yield _run(start_resolution(opened_at(history), allowed, customer_ms, reopened_at, rules), ended_at, paused_at)


def _run(clock: Clock | None, ended_at: int | None, dropped_at: int | None) -> ClockRun | None:
    """How a clock ended: by what it asks for or by losing its reason, whichever came first; None: it left no trace."""
    if clock is None:
        return None
    if dropped_at is None or (ended_at is not None and ended_at <= dropped_at):
        return ClockRun(clock, ended_at)
    return ClockRun(clock, dropped_at) if dropped_at > clock.due_at else None


def _next(moments: Iterable[int], after: int) -> int | None:
    return min((at for at in moments if at > after), default=None)
