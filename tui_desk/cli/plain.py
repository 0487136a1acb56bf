"""The desk in plain text: the words of the screen without its glyphs, colours and rules, for ears, pipes and mail."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui_desk.desk.views import QueueRow, Thread, ThreadPost, ThreadSend
from tui_desk.domain.clocks import Clock
from tui_desk.domain.ids import OutboxId
from tui_desk.domain.model import CaseState, Channel, Draft, Lane, OutboxItem, Purpose
from tui_desk.domain.permission import Capabilities
from tui_desk.domain.refusals import Refusal
from tui_desk.tui.drafting import refusal_before_writing
from tui_desk.tui.present.ages import MINUTE, ago, moment, time_left
from tui_desk.tui.present.case_header import header, standing_words
from tui_desk.tui.present.feed import Onlooker, first_words, marks, when
from tui_desk.tui.present.spans import Role, Span, Spans
from tui_desk.tui.present.thread import Reader, ThreadLine, lines
from tui_desk.tui.present.words import refusal_words

CHANNELS = {
    Channel.REPLY: "public reply",
    Channel.MESSAGE: "private message",
    Channel.NOTE: "note",
    Channel.REPOST: "repost",
}

_WHERE = {Channel.REPLY: "public", Channel.MESSAGE: "private"}
_GLYPH = re.compile(r"\A[●◐○◆✓✗×☾♡↑✎★≈!?] ")
_VERBATIM = frozenset({Role.TEXT, Role.THIRD_PARTY, Role.MUTED})
"""In a thread, what people wrote is in these roles: it is told as it is."""
_ALL_MARKS = 1_000
"""Room for as many marks as a case can have."""
_NO_DEADLINE = frozenset({Lane.SNOOZED, Lane.CLOSED})
"""In these lanes no deadline presses."""


def in_words(spans: Spans, verbatim: frozenset[Role] = frozenset()) -> str:
    """Words of the screen as they are read aloud: a comma for each dot, and no glyph, for each has its word."""
    return "".join(span.text if span.role in verbatim else _spoken(span) for span in spans)


def is_overdue(row: QueueRow, now: int) -> bool:
    """Whether the nearest clock of a case has run out, by as much as the screen says so: a minute."""
    return row.lane not in _NO_DEADLINE and row.due_at is not None and row.due_at - now <= -MINUTE


def case_fields(row: QueueRow, onlooker: Onlooker) -> tuple[str, ...]:
    """A case of the queue in seven fields.

    Its number, whose it is, its state, its time, where they wrote last, what sets it apart, and their newest words.
    """
    flags = {
        "yours": row.owner is not None and row.owner == onlooker.agent,
        "watched": row.is_watched,
        "found by listening": row.is_heard,
    }
    told = in_words(marks(row, onlooker, _ALL_MARKS)).strip()
    return (
        str(row.case_id),
        f"@{row.handle}",
        state_word(row.state, row.lane),
        _time(row, onlooker),
        _WHERE[row.channel],
        ", ".join(filter(None, (told, *(flag for flag, is_so in flags.items() if is_so)))),
        first_words(row.words),
    )


def state_word(state: CaseState, lane: Lane) -> str:
    """Where a case stands, in a word or two; the lane, where that says more."""
    return lane.value if lane in (Lane.SNOOZED, Lane.PRAISE) else spaced(state.value)


def spaced(name: str) -> str:
    """A name of ours as words: first response."""
    return name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case with all that is told about it."""

    thread: Thread
    clocks: Sequence[Clock]
    """Those that run, the nearest first."""
    capabilities: Capabilities
    reader: Reader


def case_lines(page: CasePage) -> Iterator[str]:
    """A case from top to bottom: who it is, how it stands, what X lets us do, what was said and done, the drafts."""
    thread, reader = page.thread, page.reader
    who, known, _ = header(thread, page.capabilities, reader)
    yield f"Case {thread.case.case_id}: {in_words(who.fill, frozenset({Role.TEXT}))}"
    yield in_words(known.fill)
    if known.right:
        yield in_words(known.right).strip()
    yield f"Stands: {in_words(standing_words(thread, reader))}"
    yield from _permissions(page)
    for clock in page.clocks:
        yield _clock(clock, reader)
    if not page.clocks:
        yield "No clock runs."
    yield ""
    yield from _thread_lines(thread, reader)
    for draft in thread.drafts:
        yield from _draft(draft, reader)


def permission(page: CasePage, channel: Channel, purpose: Purpose = Purpose.ANSWER) -> Refusal | None:
    """Why X would not take a text; None where nothing is known that speaks against it."""
    return refusal_before_writing(page.thread, channel, purpose, page.capabilities)


def _time(row: QueueRow, onlooker: Onlooker) -> str:
    """What the nearest clock has left, and which clock that is."""
    words, _ = when(row, onlooker.now, onlooker.zone)
    if row.due_kind is None or row.lane in _NO_DEADLINE:
        return words
    return f"{spaced(row.due_kind.value)} {words}"


def _permissions(page: CasePage) -> Iterator[str]:
    thread, reader = page.thread, page.reader
    for channel in (Channel.REPLY, Channel.MESSAGE):
        name = CHANNELS[channel].capitalize()
        refusal = permission(page, channel)
        if refusal is not None:
            yield f"{name}: no. {refusal_words(refusal, reader.key_of).title}."
        elif channel is Channel.MESSAGE and thread.customer.receives_messages is None:
            yield f"{name}: perhaps. X has not said whether they take any."
        else:
            yield f"{name}: yes."
    if thread.customer.asked_at is not None:
        yield f"X was last asked about them {ago(thread.customer.asked_at, reader.now)}."


def _clock(clock: Clock, reader: Reader) -> str:
    left = time_left(clock.due_at, reader.now, reader.zone)
    return f"Clock, {spaced(clock.kind.value)}: {left}, ends {moment(clock.due_at, reader.now, reader.zone)}"


def _thread_lines(thread: Thread, reader: Reader) -> Iterator[str]:
    """What was said and done, oldest first, with a line before each that says when, by whom and who may read it."""
    for line in lines(thread, reader):
        if line.is_rule:
            yield in_words(line.spans)
        elif line.right:
            yield f"{in_words(line.right)}, {in_words(line.spans)}{_public(thread, line)}"
        elif line.spans:
            yield f"  {in_words(line.spans, _VERBATIM)}"
        else:
            yield ""


def _public(thread: Thread, line: ThreadLine) -> str:
    """What is private says so; what is public leaves that to its gutter on the screen."""
    item = thread.items[line.item] if line.item is not None else None
    is_send_in_public = isinstance(item, ThreadSend) and item.item.channel is not Channel.MESSAGE
    return ", public" if isinstance(item, ThreadPost) or is_send_in_public else ""


def _draft(draft: Draft, reader: Reader) -> Iterator[str]:
    yield f"Draft of a {CHANNELS[draft.channel]}, not sent, {moment(draft.updated_at, reader.now, reader.zone)}"
    for line in draft.text.split("\n"):
        yield f"  {line}"
    yield ""


def _spoken(span: Span) -> str:
    return _GLYPH.sub("", span.text).replace(" · ", ", ")


def queued_item(thread: Thread, outbox_id: OutboxId) -> OutboxItem | None:
    """A send of the case that X has not confirmed."""
    sends = (item.item for item in thread.items if isinstance(item, ThreadSend))
    return next((send for send in sends if send.outbox_id == outbox_id), None)
