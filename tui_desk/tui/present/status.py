"""The status line: whether anyone talks to X, how fresh the feed is, what is owed and due. Quiet unless it matters."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from tui_desk.desk.views import Counts, DeskStatus, QueueView, SourceHealth
from tui_desk.domain.model import Budget, Channel
from tui_desk.tui.present.ages import HOUR, MINUTE, age, ago, clock, duration, short_moment
from tui_desk.tui.present.feed import LATE, OWED
from tui_desk.tui.present.spans import Columns, Role, Span, Spans, joined

PRACTICE = "PRACTICE DESK"
PRACTICE_SENTENCE = "X is simulated here: nothing you send leaves this machine"

_SOURCES = {
    "account": "our account",
    "mentions": "mentions",
    "messages": "private messages",
    "own_posts": "our own posts",
    "listening": "what is said of us elsewhere",
    "threads": "earlier posts",
    "people": "customers' profiles",
}
_LATE_AFTER = 3 * MINUTE
"""A source that should have been read since, and was not, is named."""

_LOW = 5
"""Calls from which on X's budget is told."""

_SENDS = {
    Channel.REPLY: ("reply", "replies"),
    Channel.MESSAGE: ("message", "messages"),
    Channel.REPOST: ("repost", "reposts"),
}


def status_line(
    status: DeskStatus | None,
    now: int,
    intervals: Mapping[str, int],
    zone: tzinfo | None,
    budgets: Sequence[Budget] = (),
) -> Columns:
    """Left: who we are, whether we hear X. Right: what is due, unfinished and owed; in a narrow line its end is cut.

    `intervals`: milliseconds between looks, for the sources that are looked at again and again; no other can be late.
    `budgets`: what X still lets the account do, as far as it is known.
    """
    if status is None:
        return Columns(left=(Span(" opening the desk", Role.DIM),))
    account = status.account
    who = (Span(f"@{account.handle}", Role.OURS),) if account else (Span("no account yet", Role.WARNING),)
    margin, gap = Span(" "), Span("   ")
    pressing = joined([next_due(status.next_due_at, now, zone), counted(status.counts)])
    trouble = _trouble(status, now, intervals, zone)
    if trouble:  # it begins the line, and only its end gives way to what presses
        return Columns(left=(margin,), fill=joined([trouble, who]), right=(gap, *pressing, margin))
    calm = [low_budgets(budgets, now, zone), next_return(status.returns_next_at, now, zone)]
    right = (gap, *joined([pressing, *calm]), margin)
    return Columns(left=(margin, *who), fill=(gap, Span("● live", Role.DIM)), right=right)


def counted(counts: Counts) -> Spans:
    """What is owed and what is under way; what there is none of is not mentioned."""
    parts: list[Spans] = []
    if counts.troubled:
        parts.append((Span(f"! {counts.troubled} to look at", Role.ERROR),))
    if owed := counts.cases.get(QueueView.OWED, 0):
        parts.append((Span(f"◆ {owed} owed", OWED),))
    if counts.queued:
        parts.append((Span(f"↑ {counts.queued} queued", Role.QUEUED),))
    if counts.drafts:
        parts.append((Span(f"✎ {counts.drafts} draft{'s' if counts.drafts > 1 else ''}", Role.MUTED),))
    return joined(parts)


def next_due(due_at: int | None, now: int, zone: tzinfo | None) -> Spans:
    """When the nearest clock ends: counted down within the hour, by its hour before that."""
    if due_at is None:
        return ()
    left = due_at - now
    if left <= -MINUTE:
        return (Span(f"! overdue by {age(due_at, now)}", LATE),)
    if left < MINUTE:
        return (Span("next due now", Role.WARNING),)
    if left < HOUR:
        return (Span(f"next due in {duration(left)}", Role.WAITING),)
    return (Span(f"next due {short_moment(due_at, now, zone)}", Role.MUTED),)


def next_return(returns_at: int | None, now: int, zone: tzinfo | None) -> Spans:
    """When the next snoozed case comes back, so that nobody has to keep it in mind."""
    if returns_at is None:
        return ()
    return (Span(f"returns {short_moment(max(returns_at, now), now, zone)}", Role.DIM),)


def low_budgets(budgets: Sequence[Budget], now: int, zone: tzinfo | None) -> Spans:
    """What X lets the account do only a few times more: 2 messages left until 14:30. Nothing while all is well."""
    parts: list[Spans] = []
    for budget in budgets:
        if budget.channel in _SENDS and budget.remaining <= _LOW and budget.resets_at > now:
            one, many = _SENDS[budget.channel]
            words = f"{budget.remaining} {one}" if budget.remaining == 1 else f"{budget.remaining or 'no'} {many}"
            parts.append((Span(f"{words} left until {short_moment(budget.resets_at, now, zone)}", Role.WARNING),))
    return joined(parts)


def _trouble(status: DeskStatus, now: int, intervals: Mapping[str, int], zone: tzinfo | None) -> Spans:
    """What keeps us from hearing X, in words; nothing while all is well."""
    if status.engine_until is None:
        return (Span("… starting to listen to X", Role.MUTED),)
    if status.engine_until <= now:
        since = clock(status.engine_until, zone)
        return (Span(f"! nobody talks to X since {since}, starting again", Role.ERROR),)
    return joined([_source_trouble(source, now, intervals, zone) for source in status.sources])


def _source_trouble(source: SourceHealth, now: int, intervals: Mapping[str, int], zone: tzinfo | None) -> Spans:
    name = _SOURCES.get(source.source, source.source)
    if source.problem:
        last = f", last read {ago(source.succeeded_at, now)}" if source.succeeded_at is not None else ""
        again = f", next try {clock(source.retry_at, zone)}" if source.retry_at is not None else ""
        return (Span(f"! {name}: {source.problem}{last}{again}", Role.WARNING),)
    interval = intervals.get(source.source)
    if interval is None or source.succeeded_at is None:
        return ()
    if now - source.succeeded_at > interval + _LATE_AFTER:
        return (Span(f"! {name} not read for {age(source.succeeded_at, now)}", Role.WARNING),)
    return ()
