"""The feed in words: each case as a card of two rows, or as one row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from tui_desk.desk.views import QueueRow
from tui_desk.domain.clocks import ClockKind
from tui_desk.domain.follow_up_flow import UNMET
from tui_desk.domain.ids import AgentName
from tui_desk.domain.model import CaseState, Channel, Lane, OutboxState, Priority
from tui_desk.tui.present.ages import MINUTE, age, ago, hour_or_day, time_left
from tui_desk.tui.present.spans import Columns, Role, Span, Spans, joined, plain

LATE = Role.ERROR
"""A clock that has run out."""
OWED = Role.WARNING
"""A public closing word that is owed."""

_STATES = {
    CaseState.NEW: ("●", "new", Role.WAITING),
    CaseState.OPEN: ("◐", "again", Role.WAITING),
    CaseState.WAITING: ("○", "waiting", Role.MUTED),
    CaseState.OWED: ("◆", "owed", OWED),
    CaseState.RESOLVED: ("✓", "resolved", Role.SENT),
    CaseState.NO_ANSWER: ("×", "no answer", Role.DIM),
}
"""Glyph and word of a case's state."""

_LANES = {
    Lane.SNOOZED: ("☾", "snoozed", Role.MUTED),
    Lane.PRAISE: ("♡", "praise", Role.WAITING),
}
"""Glyph and word of a case whose lane says more than its state."""

_DUE = {
    ClockKind.FIRST_RESPONSE: "new",
    ClockKind.NEXT_RESPONSE: "again",
    ClockKind.PROMISE: "promised",
    ClockKind.UPDATE: "update",
    ClockKind.FOLLOW_UP: "owed",
    ClockKind.RESOLUTION: "to solve",
}
"""What is due, where that says more than the state."""

_PRIORITIES = {
    Priority.URGENT: ("urgent", Role.WARNING),
    Priority.HIGH: ("high", Role.WARNING),
    Priority.LOW: ("low", Role.DIM),
}

_PENDING = {
    OutboxState.QUEUED: ("↑ queued", Role.QUEUED),
    OutboxState.SENDING: ("↑ sending", Role.SENDING),
    OutboxState.UNKNOWN: ("? checking", Role.UNKNOWN),
    OutboxState.HELD: ("! you decide", Role.ERROR),
    OutboxState.REFUSED: ("! refused", Role.REFUSED),
}

_ROOM_FOR_A_SEND = 2 + max(len(word) for word, _ in _PENDING.values())
"""What becomes of a send is told however narrow the row is."""

_MARKED = Span("■ ", Role.KEY)
_OURS_TO_MOVE = frozenset({Lane.NOW, Lane.OWED, Lane.PRAISE})
_SOON = 15 * MINUTE
"""A clock with less left than this is called to mind."""

_WORD_WIDTH = max(len(word) for _, word, _ in _STATES.values())
_TIME_WIDTH = 11
_REACH_WIDTH = 5
_WIDE = 54
"""From this width on there is room for names, reach and what the time is about."""
_WIDE_REACH = 1_000
"""Followers from which a number is told: smaller ones say nothing about whom to answer first."""

ADDRESSEES = re.compile(r"\A(?:@\w{1,15}\s+)+(?=\S)")
"""The names that X puts in front of a reply."""


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Who looks at the feed, when and where."""

    agent: AgentName | None
    now: int
    zone: tzinfo | None


def card(
    row: QueueRow, onlooker: Onlooker, width: int, *, is_marked: bool = False, words: Spans = (), beside: Spans = ()
) -> tuple[Columns, Columns]:
    """The two rows of a case: who and by when; then the customer's newest words and what there is to know beside.

    `words` and `beside`, where they are given, take the place of both.
    """
    name = [Span(f"  {row.name}", Role.DIM)] if width >= _WIDE and row.name != row.handle else []
    first = Columns(
        left=(_MARKED if is_marked else _glyph(row),),
        fill=(_handle(row), *name),
        right=_right_columns(row, onlooker, width),
    )
    second = Columns(
        left=(_MARKED if is_marked else Span("  "),),
        fill=words or (_words(row),),
        right=beside or marks(row, onlooker, width * 2 // 3),
    )
    return first, second


def compact_card(
    row: QueueRow, onlooker: Onlooker, width: int, *, is_marked: bool = False, words: Spans = (), beside: Spans = ()
) -> Columns:
    """A case in one row, for those who want many of them on the screen. `words` and `beside`: as in `card`."""
    fixed = (*_flags(row), *((_word(row),) if width >= _WIDE else ()), _time(row, onlooker))
    return Columns(
        left=(_MARKED if is_marked else _glyph(row),),
        fill=(_handle(row), Span("  "), *(words or (_words(row),))),
        right=beside or (*marks(row, onlooker, max(_ROOM_FOR_A_SEND, (width - len(plain(fixed))) // 2)), *fixed),
    )


def marks(row: QueueRow, onlooker: Onlooker, room: int) -> Spans:
    """What sets a case apart, the weightiest first, as far as it fits into `room` characters."""
    fitting: list[Spans] = []
    for part in _marks(row, onlooker):
        if len(plain(joined([*fitting, part]))) < room:
            fitting.append(part)
    return (Span(" "), *joined(fitting)) if fitting else ()


def first_words(words: str) -> str:
    """The words on one line, without the names that X puts in front of a reply."""
    line = " ".join(words.split())
    return ADDRESSEES.sub("", line)


def reach(followers: int) -> str:
    """How many people follow somebody, in at most four characters: 87, 2.1k, 340k, 2.1M."""
    for size, unit in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
        if followers >= size:
            tenths = followers * 10 // size
            return f"{tenths // 10}{unit}" if tenths >= 100 or tenths % 10 == 0 else f"{tenths / 10:.1f}{unit}"
    return str(max(0, followers))


def beside_views(marked: int, above: int, below: int) -> Spans:
    """What stands beside the views: how many cases are marked, and how many came in out of sight."""
    parts: list[Spans] = []
    if marked:
        parts.append((Span(f"■ {marked} marked", Role.KEY),))
    arrows = [f"{arrow} {number}" for arrow, number in (("↑", above), ("↓", below)) if number]
    if arrows:
        parts.append((Span(f"{' '.join(arrows)} new", Role.WAITING),))
    return joined(parts)


def when(row: QueueRow, now: int, zone: tzinfo | None) -> tuple[str, Role]:
    """Where a case stands in time, in at most eleven characters.

    When it returns, what its nearest clock has left, or how long ago the last word in it was.
    """
    if row.lane is Lane.SNOOZED:
        if row.snoozed_until is None:
            return "until reply", Role.MUTED
        is_over = row.snoozed_until <= now
        return "back now" if is_over else f"back {hour_or_day(row.snoozed_until, now, zone)}", Role.MUTED
    if row.due_at is not None and row.lane is not Lane.CLOSED:
        left = row.due_at - now
        role = LATE if left <= -MINUTE else Role.WARNING if left < _SOON else Role.WAITING
        return time_left(row.due_at, now, zone), role
    if row.waiting_since is not None and row.lane in _OURS_TO_MOVE:
        return f"waits {age(row.waiting_since, now)}", Role.WAITING
    return ago(row.last_at, now), Role.DIM


def _marks(row: QueueRow, onlooker: Onlooker) -> Iterator[Spans]:
    """What is unfinished on our side, how urgent it is, what is owed, whose it is, what it is about."""
    if row.pending in _PENDING:
        yield (Span(*_PENDING[row.pending]),)
    if row.draft:
        yield (Span("✎ draft", Role.KEY),)
    if row.priority in _PRIORITIES:
        yield (Span(*_PRIORITIES[row.priority]),)
    if row.state is CaseState.OWED and row.owed_since is not None:
        yield (Span(f"since {ago(row.owed_since, onlooker.now)}", Role.MUTED),)
    elif row.follow_up in UNMET:
        yield (Span("◆ owed in public", OWED),)
    if row.owner is not None and row.owner != onlooker.agent:
        yield (Span(f"for {row.owner}", Role.OURS),)
    for label in row.labels:
        yield (Span(label, Role.NOTE),)


def _handle(row: QueueRow) -> Span:
    return Span(f"@{row.handle}", Role.CUSTOMER if row.lane in _OURS_TO_MOVE else Role.MUTED)


def _words(row: QueueRow) -> Span:
    return Span(first_words(row.words), Role.TEXT if row.lane in _OURS_TO_MOVE else Role.DIM)


def _glyph(row: QueueRow) -> Span:
    glyph, _, role = _LANES.get(row.lane) or _STATES[row.state]
    return Span(f"{glyph} ", role)


def _word(row: QueueRow) -> Span:
    """What the time beside it is about."""
    _, word, role = _LANES.get(row.lane) or _STATES[row.state]
    if row.due_kind is not None and row.lane in (Lane.NOW, Lane.WAITING):
        word = _DUE[row.due_kind]
    return Span(" " + word.rjust(_WORD_WIDTH), role)


def _time(row: QueueRow, onlooker: Onlooker) -> Span:
    words, role = when(row, onlooker.now, onlooker.zone)
    return Span(" " + words.rjust(_TIME_WIDTH), role)


def _flags(row: QueueRow) -> Spans:
    """Kept an eye on, heard without being turned to, private."""
    return (
        Span(" ★" if row.is_watched else "  ", Role.WARNING),
        Span("≈" if row.is_heard else " ", Role.THIRD_PARTY),
        Span(" DM", Role.PRIVATE) if row.channel is Channel.MESSAGE else Span("   "),
    )


def _right_columns(row: QueueRow, onlooker: Onlooker, width: int) -> Spans:
    if width < _WIDE:
        return (*_flags(row), _time(row, onlooker))
    followers = reach(row.followers) if row.followers >= _WIDE_REACH else ""
    return (*_flags(row), Span(followers.rjust(_REACH_WIDTH), Role.DIM), _word(row), _time(row, onlooker))
