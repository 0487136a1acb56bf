"""The figures over the cases opened in a stretch of time, each with the cases behind it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tui_desk.desk.store_port import Store
from tui_desk.desk.views import CaseEvents
from tui_desk.domain import figures
from tui_desk.domain.calendar import Calendar
from tui_desk.domain.clock_runs import ClockRun, clock_runs, is_met
from tui_desk.domain.clocks import ClockKind, ClockRules
from tui_desk.domain.figures import AgeBand, Duration, Resolution, Share, Summary
from tui_desk.domain.history import History, history_of
from tui_desk.domain.ids import CaseId

MOST_CASES = 20_000
"""A report over more cases than this is over the newest of them."""

_LIMITS = tuple(band for band in AgeBand if band not in (AgeBand.LATER, AgeBand.NOT_NEEDED))


@dataclass(frozen=True, slots=True)
class ReportRules:
    """What the figures are measured with."""

    clocks: ClockRules
    hours: Calendar | None
    """The opening hours in which every duration is measured beside calendar time; None: always open."""


@dataclass(frozen=True, slots=True)
class DurationFigure:
    """How long something took: one sample for each time it happened."""

    name: str
    samples: tuple[tuple[CaseId, Duration], ...]

    @property
    def summary(self) -> Summary:
        """What the samples have in common."""
        return figures.summary([duration for _, duration in self.samples])


@dataclass(frozen=True, slots=True)
class ShareFigure:
    """How often something was so: one verdict for each time it could have been."""

    name: str
    verdicts: tuple[tuple[CaseId, bool], ...]

    @property
    def share(self) -> Share:
        """How many of them are yes."""
        return figures.share_of(verdict for _, verdict in self.verdicts)


Figure = DurationFigure | ShareFigure


@dataclass(frozen=True, slots=True)
class Report:
    """The figures over the cases opened from `since` until `until`."""

    since: int
    until: int
    cases: int
    is_cut: bool
    """There were more than MOST_CASES."""
    is_always_open: bool
    """Opening hours are round the clock, so that both times of every duration are the same."""
    figures: tuple[Figure, ...]


async def read_report(store: Store, rules: ReportRules, since: int, now: int) -> Report:
    """The figures as they stand now, over the cases opened since then."""
    events = await store.queries.cases_opened_since(since, MOST_CASES + 1)
    histories = [(each.case_id, _history(each)) for each in events[:MOST_CASES]]
    found = (*_durations(histories, rules.hours, now), *_shares(histories, rules.clocks, now))
    return Report(since, now, len(histories), len(events) > MOST_CASES, rules.hours is None, found)


_Histories = Sequence[tuple[CaseId, History]]


def _history(events: CaseEvents) -> History:
    return history_of(events.turns, events.decided, events.sends, is_public=events.is_public)


def _durations(histories: _Histories, hours: Calendar | None, now: int) -> Iterable[Figure]:
    def figure(name: str, measured: Callable[[History], Iterable[Duration | None]]) -> DurationFigure:
        samples = ((case_id, each) for case_id, history in histories for each in measured(history))
        return DurationFigure(name, tuple((case_id, each) for case_id, each in samples if each is not None))

    yield figure("first_response", lambda history: [_first_response(history, hours)])
    yield figure("first_response_of_agents", lambda history: [figures.agent_response(history, hours, 0)])
    yield figure("substance", lambda history: [figures.time_to_substance(history, hours)])
    yield figure("waits", lambda history: figures.waits(history, hours))
    yield figure("waiting", lambda history: [figures.waiting(history, hours, now)])
    yield figure("since_update", lambda history: [figures.since_update(history, hours, now)])
    yield figure("first_resolution", lambda history: [_total(figures.first_resolution(history, hours))])
    yield figure("first_resolution_ours", lambda history: [_ours(figures.first_resolution(history, hours))])
    yield figure("full_resolution", lambda history: [_total(figures.full_resolution(history, hours))])
    yield figure("full_resolution_ours", lambda history: [_ours(figures.full_resolution(history, hours))])
    yield figure("closing_the_loop", lambda history: [figures.closing_the_loop(history, hours)])


def _first_response(history: History, hours: Calendar | None) -> Duration | None:
    response = figures.first_response(history, hours)
    return None if response is None else response.duration


def _total(resolution: Resolution | None) -> Duration | None:
    return None if resolution is None else resolution.total


def _ours(resolution: Resolution | None) -> Duration | None:
    return None if resolution is None else resolution.ours


def _shares(histories: _Histories, clocks: ClockRules, now: int) -> Iterable[Figure]:
    def figure(name: str, verdicts: Callable[[History], Iterable[bool | None]]) -> ShareFigure:
        found = ((case_id, each) for case_id, history in histories for each in verdicts(history))
        return ShareFigure(name, tuple((case_id, each) for case_id, each in found if each is not None))

    def answered(limit: AgeBand) -> Callable[[History], Iterable[bool | None]]:
        return lambda history: (figures.is_answered_within(item, history, limit) for item in history.inbound)

    def met(kind: ClockKind) -> ShareFigure:
        over = ((case_id, is_met(run, now)) for case_id, run in runs if run.clock.kind is kind)
        return ShareFigure(f"in_time_{kind}", tuple((case_id, each) for case_id, each in over if each is not None))

    yield figure("acknowledged_first", _acknowledged_first)
    yield figure("loops_closed_in_24h", lambda history: [figures.is_loop_closed_in_time(history, now)])
    yield figure("first_contact_resolution", lambda history: [figures.is_first_contact_resolution(history, now)])
    for limit in _LIMITS:
        yield figure(answered_name(limit), answered(limit))
    yield figure("no_answer_needed", _no_answer_needed)
    runs: list[tuple[CaseId, ClockRun]] = [
        (case_id, run) for case_id, history in histories for run in clock_runs(history, clocks)
    ]
    yield from map(met, ClockKind)


def answered_name(limit: AgeBand) -> str:
    """The name of the figure that says how many items were answered by that age."""
    return "answered_never" if limit is AgeBand.NEVER else f"answered_in_{limit.value.replace(' ', '')}"


def _acknowledged_first(history: History) -> Iterable[bool]:
    response = figures.first_response(history, None)
    return [] if response is None else [response.is_acknowledgement]


def _no_answer_needed(history: History) -> Iterable[bool]:
    return (figures.age_band(item, history) is AgeBand.NOT_NEEDED for item in history.inbound)
