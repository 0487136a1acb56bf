"""The views of the queue in words: the row that names them with their numbers, and what each says while it is empty."""

from collections.abc import Iterator, Sequence

from tui_desk.desk.views import Counts, QueueView
from tui_desk.tui.present.feed import reach
from tui_desk.tui.present.spans import Role, Span, Spans, plain

VIEW_KEYS = ("1", "2", "3", "4", "5", "6", "7")
"""The keys of the views in their order, as they are shipped."""

_NAMES = {
    QueueView.NOW: "Now",
    QueueView.MINE: "Mine",
    QueueView.OWED: "Owed",
    QueueView.WAITING: "Waiting",
    QueueView.SNOOZED: "Snoozed",
    QueueView.PRAISE: "Praise",
    QueueView.EVERYTHING: "All",
}
_SHORT_NAMES = {**_NAMES, QueueView.WAITING: "Wait", QueueView.SNOOZED: "Snooze"}
_FIRST_WITHOUT_NAME = (
    QueueView.PRAISE,
    QueueView.SNOOZED,
    QueueView.WAITING,
    QueueView.EVERYTHING,
    QueueView.MINE,
    QueueView.OWED,
    QueueView.NOW,
)

_ARRIVING = "Customers' posts and messages appear here by themselves."

_EMPTY = {
    QueueView.NOW: (
        "Nobody waits for an answer",
        f"{_ARRIVING} The one with the least time left stands on top.",
    ),
    QueueView.MINE: (
        "Nothing is yours",
        "Cases that you take, are given or answer first stand here until they are closed.",
    ),
    QueueView.OWED: (
        "Nothing is owed in public",
        "What was solved by message, phone or mail stands here until X has its public follow-up. "
        "A written reason is the only other way out.",
    ),
    QueueView.WAITING: (
        "No case waits for its customer",
        "Cases stand here once they are answered and the next word is the customer's.",
    ),
    QueueView.SNOOZED: (
        "Nothing is snoozed",
        "Snoozed cases rest here, and come back at their hour or as soon as the customer writes.",
    ),
    QueueView.PRAISE: (
        "No praise waits",
        "Kind words that ask for nothing stand here until somebody says thank you.",
    ),
}


def view_row(view: QueueView, counts: Counts | None, keys: Sequence[str], width: int) -> Spans:
    """The views with their keys and numbers, the present one in brackets, as clearly as `width` allows.

    Names are shortened to fit, then left out; where not even the keys fit, the present view stands alone. A view with
    nothing in it has no number. `keys`: those of the views, in their order; empty for one that has none.
    """
    for names, gap in _namings(view):
        if any(not key and each not in names for key, each in zip(keys, QueueView, strict=True)):
            continue
        spans = tuple(
            span
            for key, each in zip(keys, QueueView, strict=True)
            for span in _view(key, names.get(each, ""), _number(each, counts), gap, is_present=each is view)
        )
        if len(plain(spans)) <= width:
            return spans
    key = keys[list(QueueView).index(view)]
    return tuple(_view(key, _NAMES[view], _number(view, counts), "", is_present=True))


def empty_view(view: QueueView, counts: Counts | None, *, practice: bool) -> tuple[str, str]:
    """What a view says while nothing is in it: a title, and what belongs there."""
    has_cases = counts is not None and counts.cases.get(QueueView.EVERYTHING, 0) > 0
    if view is not QueueView.EVERYTHING and (has_cases or view is not QueueView.NOW):
        return _EMPTY[view]
    if practice:
        return "No cases yet", f"{_ARRIVING} Practice desk: the first one is on its way."
    return "No cases yet", f"{_ARRIVING} Nobody has written to this account since it was connected."


def _namings(present: QueueView) -> Iterator[tuple[dict[QueueView, str], str]]:
    """Names for the views and the gap behind each, from the clearest to the shortest; the present one keeps its own."""
    yield _NAMES, " "
    yield _SHORT_NAMES, " "
    yield _SHORT_NAMES, ""
    names = dict(_SHORT_NAMES)
    for view in _FIRST_WITHOUT_NAME:
        if view is not present:
            names.pop(view)
            yield names, ""


def _view(key: str, name: str, number: str, gap: str, *, is_present: bool) -> Iterator[Span]:
    """One view; without its name, a dot stands between its key and its number."""
    yield Span("[", Role.KEY) if is_present else Span(" ")
    yield Span(key, Role.KEY if is_present else Role.DIM)
    if name:
        yield Span(f" {name}" if key else name, Role.TEXT if is_present else Role.MUTED if number else Role.DIM)
    if number:
        yield Span(f" {number}" if name else f"·{number}", Role.TEXT)
    yield Span("]", Role.KEY) if is_present else Span(gap)


def _number(view: QueueView, counts: Counts | None) -> str:
    number = counts.cases.get(view, 0) if counts is not None else 0
    return reach(number) if number else ""
