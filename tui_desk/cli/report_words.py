"""A report as lines for a person, at most 80 columns wide, and as objects for a program."""

from collections.abc import Callable, Iterator
from typing import Any

from tui_desk.desk.report import DurationFigure, Figure, Report
from tui_desk.domain.calendar import DAY, HOUR, MINUTE
from tui_desk.domain.figures import Duration

LABELS = {
    "first_response": "First response",
    "first_response_of_agents": "First response, since it arrived",
    "substance": "Time to substance",
    "waits": "Every wait that was answered",
    "waiting": "Waiting now",
    "since_update": "Since our last word, ours to move",
    "first_resolution": "First resolution",
    "first_resolution_ours": "First resolution, our time",
    "full_resolution": "Full resolution",
    "full_resolution_ours": "Full resolution, our time",
    "closing_the_loop": "Closing the loop in public",
    "acknowledged_first": "Acknowledged first",
    "loops_closed_in_24h": "Loops closed within 24 h",
    "first_contact_resolution": "Resolved at first contact",
    "answered_in_15min": "Answered within 15 min",
    "answered_in_1h": "Answered within 1 h",
    "answered_in_4h": "Answered within 4 h",
    "answered_in_24h": "Answered within 24 h",
    "answered_in_48h": "Answered within 48 h",
    "answered_never": "Not answered",
    "no_answer_needed": "No answer needed",
    "in_time_first_response": "In time: first response",
    "in_time_next_response": "In time: next response",
    "in_time_promise": "In time: promise",
    "in_time_update": "In time: update",
    "in_time_follow_up": "In time: public follow-up",
    "in_time_resolution": "In time: resolution",
}
"""The figures by their names, in plain words of at most 33 characters."""

_NOTHING = "-"


def figure_named(words: str) -> str | None:
    """The name of the figure that is meant by its name or its label, however they are typed; None if there is none."""
    typed = _letters(words)
    return next((name for name, label in LABELS.items() if typed in (_letters(name), _letters(label))), None)


def _letters(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())


# For a person.


def lines_of(report: Report, days: int) -> Iterator[str]:
    """The report, a line for each figure."""
    stretch = "day" if days == 1 else f"{days} days"
    if not report.cases:
        yield f"No case was opened in the last {stretch}."
        return
    yield f"Cases opened in the last {stretch}: {report.cases}"
    if report.is_cut:
        yield "Only the newest are counted here: ask for fewer days."
    yield ""
    yield from _headings(report)
    for figure in report.figures:
        if isinstance(figure, DurationFigure):
            yield _duration_line(figure, report)
    yield ""
    yield f"{'':34}{'n':>6}  {'of them':>8}  {'share':>7}"
    for figure in report.figures:
        if not isinstance(figure, DurationFigure):
            percent = figure.share.percent
            share = _NOTHING if percent is None else f"{percent:.0f} %"
            yield f"{LABELS[figure.name]:34}{figure.share.whole:>6}  {figure.share.part:>8}  {share:>7}"
    yield ""
    yield 'The cases behind a figure: tui-desk report --cases "first response"'


def _headings(report: Report) -> Iterator[str]:
    if report.is_always_open:
        yield f"{'':34}{'n':>6}{'median':>10}{'p90':>10}"
    else:
        yield f"{'':34}{'':6}{'calendar time':>20}{'opening hours':>20}"
        yield f"{'':34}{'n':>6}{'median':>10}{'p90':>10}{'median':>10}{'p90':>10}"


def _duration_line(figure: DurationFigure, report: Report) -> str:
    summary = figure.summary
    found = (summary.median, summary.p90)
    columns = [_NOTHING if each is None else span(each.calendar_ms) for each in found]
    if not report.is_always_open:
        columns += [_NOTHING if each is None else span(each.business_ms) for each in found]
    return f"{LABELS[figure.name]:34}{summary.n:>6}" + "".join(f"{column:>10}" for column in columns)


def span(length: int) -> str:
    """A length of time to the minute, or the hour, rounded down: 12m, 3h 05m, 2d 07h."""
    if length < HOUR:
        return f"{length // MINUTE}m"
    if length < DAY:
        return f"{length // HOUR}h {length % HOUR // MINUTE:02}m"
    return f"{length // DAY}d {length % DAY // HOUR:02}h"


def case_lines(figure: Figure) -> Iterator[str]:
    """The number of each case behind a figure, and what it contributes: the worst first."""
    if isinstance(figure, DurationFigure):
        for case_id, duration in sorted(figure.samples, key=_longest):
            yield f"{case_id}\t{span(duration.calendar_ms)}\t{span(duration.business_ms)}"
    else:
        for case_id, verdict in sorted(figure.verdicts, key=_no_first):
            yield f"{case_id}\t{'yes' if verdict else 'no'}"


def _longest(sample: tuple[int, Duration]) -> tuple[int, int]:
    return -sample[1].calendar_ms, sample[0]


def _no_first(verdict: tuple[int, bool]) -> tuple[bool, int]:
    return verdict[1], verdict[0]


# For a program.


def document_of(report: Report) -> dict[str, Any]:
    """The report as one object, with one for each figure in it."""
    return {
        "since_ms": report.since,
        "until_ms": report.until,
        "cases": report.cases,
        "is_cut": report.is_cut,
        "figures": [_object(figure) for figure in report.figures],
    }


def _object(figure: Figure) -> dict[str, Any]:
    named = {"name": figure.name, "label": LABELS[figure.name]}
    if not isinstance(figure, DurationFigure):
        share = figure.share
        return {**named, "n": share.whole, "part": share.part, "percent": share.percent}
    summary = figure.summary

    def each(milliseconds: Callable[[Duration], int]) -> dict[str, int | None]:
        found = {"mean_ms": summary.mean, "median_ms": summary.median, "p90_ms": summary.p90}
        return {name: None if value is None else milliseconds(value) for name, value in found.items()}

    calendar, business = each(lambda value: value.calendar_ms), each(lambda value: value.business_ms)
    return {**named, "n": summary.n, "calendar": calendar, "business": business}


def cases_document_of(figure: Figure) -> dict[str, Any]:
    """The cases behind a figure as one object."""
    cases: list[dict[str, Any]]
    if isinstance(figure, DurationFigure):
        cases = [
            {"case_id": case_id, "calendar_ms": duration.calendar_ms, "business_ms": duration.business_ms}
            for case_id, duration in sorted(figure.samples, key=_longest)
        ]
    else:
        verdicts = sorted(figure.verdicts, key=_no_first)
        cases = [{"case_id": case_id, "verdict": verdict} for case_id, verdict in verdicts]
    return {"name": figure.name, "label": LABELS[figure.name], "cases": cases}
