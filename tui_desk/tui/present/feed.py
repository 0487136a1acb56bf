"""The feed in words: each case as a card of two rows, under the heading of its group."""

import re

from tui_desk.desk.views import Counts, QueueRow
from tui_desk.domain.model import CaseState, Channel, OutboxState
from tui_desk.tui.present.ages import age
from tui_desk.tui.present.spans import Columns, Role, Span, Spans, joined

_STATES = {
    CaseState.NEW: ("●", "new", Role.WAITING),
    CaseState.OPEN: ("◐", "again", Role.WAITING),
    CaseState.WAITING: ("✓", "answered", Role.SENT),
}
"""Glyph and word of a case's state: never answered, written again after our answer, answered."""

_STATE_WIDTH = max(len(word) for _, word, _ in _STATES.values())
_AGE_WIDTH = 4
_REACH_WIDTH = 5
_WIDTH_WITH_REACH = 36
_WIDTH_WITH_NAME = 52
_WIDE_REACH = 1_000
"""Followers from which a number is told: smaller ones say nothing about whom to answer first."""

_PENDING = {
    OutboxState.QUEUED: ("↑ queued", Role.QUEUED),
    OutboxState.SENDING: ("↑ sending", Role.SENDING),
    OutboxState.UNKNOWN: ("? checking", Role.UNKNOWN),
    OutboxState.HELD: ("! you decide", Role.ERROR),
    OutboxState.REFUSED: ("! refused", Role.REFUSED),
}

_ADDRESSEES = re.compile(r"\A(?:@\w{1,15}\s+)+(?=\S)")


def card(row: QueueRow, now: int, width: int) -> tuple[Columns, Columns]:
    """The two rows of a case: who, where and since when; then the customer's newest words and what is unfinished."""
    is_waiting = row.waiting_since is not None
    name = [Span(f"  {row.name}", Role.DIM)] if width >= _WIDTH_WITH_NAME and row.name != row.handle else []
    first = Columns(
        left=(_glyph(row),),
        fill=(Span(f"@{row.handle}", Role.CUSTOMER if is_waiting else Role.MUTED), *name),
        right=_right_columns(row, now, width),
    )
    words = Span(first_words(row.words), Role.TEXT if is_waiting else Role.DIM)
    return first, Columns(left=(Span("  "),), fill=(words,), right=marks(row))


def compact_card(row: QueueRow, now: int) -> Columns:
    """A case in one row, for those who want many of them on the screen."""
    is_waiting = row.waiting_since is not None
    channel = (Span(" DM", Role.PRIVATE),) if row.channel is Channel.MESSAGE else ()
    return Columns(
        left=(_glyph(row),),
        fill=(
            Span(f"@{row.handle}  ", Role.CUSTOMER if is_waiting else Role.MUTED),
            Span(first_words(row.words), Role.TEXT if is_waiting else Role.DIM),
        ),
        right=(*marks(row), *channel, _word(row), _age(row, now)),
    )


def marks(row: QueueRow) -> Spans:
    """What is unfinished on our side: an unsent text, a send that X has not confirmed."""
    draft: Spans = (Span("✎ draft", Role.KEY),) if row.draft else ()
    pending: Spans = (Span(*_PENDING[row.pending]),) if row.pending in _PENDING else ()
    found = joined([draft, pending], " ")
    return (Span(" "), *found) if found else ()


def first_words(words: str) -> str:
    """The words on one line, without the names that X puts in front of a reply."""
    line = " ".join(words.split())
    return _ADDRESSEES.sub("", line)


def reach(followers: int) -> str:
    """How many people follow somebody, in at most four characters: 87, 2.1k, 340k, 2.1M."""
    for size, unit in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
        if followers >= size:
            tenths = followers * 10 // size
            return f"{tenths // 10}{unit}" if tenths >= 100 or tenths % 10 == 0 else f"{tenths / 10:.1f}{unit}"
    return str(max(0, followers))


def heading(*, answered: bool, counts: Counts | None) -> Columns:
    """The heading of a group of cases, with how many stand in it once they have been counted."""
    title = "Answered" if answered else "Waiting for us"
    number = None if counts is None else counts.answered if answered else counts.waiting
    count = () if number is None else (Span(f"  {number}", Role.CUSTOMER),)
    return Columns(left=(Span(title, Role.DIM), *count))


def arrivals(above: int, below: int) -> Spans:
    """How many cases came in out of sight."""
    words = [f"↑ {above} new above"] if above else []
    if below:
        words.append(f"↓ {below} new below")
    return (Span(" · ".join(words), Role.WAITING),) if words else ()


def empty_feed(*, practice: bool) -> tuple[str, ...]:
    """What an empty feed says: a title, and what will happen here."""
    sentence = "Customers' posts and messages appear here by themselves."
    if practice:
        return ("No cases yet", f"{sentence} Practice desk: the first one is on its way.")
    return ("No cases yet", f"{sentence} Nobody has written to this account since it was connected.")


def _glyph(row: QueueRow) -> Span:
    glyph, _, role = _STATES[row.state]
    return Span(f"{glyph} ", role)


def _word(row: QueueRow) -> Span:
    _, word, role = _STATES[row.state]
    return Span(" " + word.rjust(_STATE_WIDTH), role)


def _age(row: QueueRow, now: int) -> Span:
    if row.waiting_since is None:
        return Span(age(row.last_at, now).rjust(_AGE_WIDTH), Role.DIM)
    return Span(age(row.waiting_since, now).rjust(_AGE_WIDTH), Role.MUTED)


def _right_columns(row: QueueRow, now: int, width: int) -> Spans:
    channel = Span(" DM", Role.PRIVATE) if row.channel is Channel.MESSAGE else Span("   ")
    if width < _WIDTH_WITH_REACH:
        return (channel, _word(row), _age(row, now))
    followers = reach(row.followers) if row.followers >= _WIDE_REACH else ""
    return (channel, Span(followers.rjust(_REACH_WIDTH), Role.DIM), _word(row), _age(row, now))
