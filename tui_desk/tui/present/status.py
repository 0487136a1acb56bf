"""The status line: whether anyone talks to X, how fresh the feed is, what is owed. Quiet unless it matters."""

from collections.abc import Mapping
from datetime import tzinfo

from tui_desk.desk.views import Counts, DeskStatus, SourceHealth
from tui_desk.tui.present.ages import MINUTE, age, clock
from tui_desk.tui.present.spans import Columns, Role, Span, Spans, joined

PRACTICE = "PRACTICE DESK"
PRACTICE_SENTENCE = "X is simulated here: nothing you send leaves this machine"

_SOURCES = {
    "account": "our account",
    "mentions": "mentions",
    "messages": "private messages",
    "own_posts": "our own posts",
    "threads": "earlier posts",
    "people": "customers' profiles",
}
_LATE_AFTER = 3 * MINUTE
"""A source that should have been read since, and was not, is named."""


def status_line(status: DeskStatus | None, now: int, intervals: Mapping[str, int], zone: tzinfo | None) -> Columns:
    """Left: who we are, whether we hear X. Right: what is owed.

    `intervals`: milliseconds between looks, for the sources that are looked at again and again; no other can be late.
    """
    if status is None:
        return Columns(left=(Span(" opening the desk", Role.DIM),))
    account = status.account
    who = (Span(f"@{account.handle}", Role.OURS),) if account else (Span("no account yet", Role.WARNING),)
    margin, gap, counts = Span(" "), Span("   "), counted(status.counts)
    trouble = _trouble(status, now, intervals, zone)
    if trouble:  # it begins the line, and only its end gives way to what is owed
        return Columns(left=(margin,), fill=joined([trouble, who]), right=(gap, *counts, margin))
    return Columns(left=(margin, *who), fill=(gap, Span("● live", Role.DIM)), right=(gap, *counts, margin))


def counted(counts: Counts) -> Spans:
    """What is owed and what is under way; what there is none of is not mentioned."""
    parts: list[Spans] = []
    if counts.troubled:
        parts.append((Span(f"! {counts.troubled} to look at", Role.ERROR),))
    if counts.queued:
        parts.append((Span(f"↑ {counts.queued} queued", Role.QUEUED),))
    if counts.drafts:
        parts.append((Span(f"✎ {counts.drafts} draft{'s' if counts.drafts > 1 else ''}", Role.MUTED),))
    parts.append((Span(f"{counts.waiting} waiting", Role.TEXT if counts.waiting else Role.DIM),))
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
        last = f", last read {_ago(source.succeeded_at, now)}" if source.succeeded_at is not None else ""
        again = f", next try {clock(source.retry_at, zone)}" if source.retry_at is not None else ""
        return (Span(f"! {name}: {source.problem}{last}{again}", Role.WARNING),)
    interval = intervals.get(source.source)
    if interval is None or source.succeeded_at is None:
        return ()
    if now - source.succeeded_at > interval + _LATE_AFTER:
        return (Span(f"! {name} not read for {age(source.succeeded_at, now)}", Role.WARNING),)
    return ()


def _ago(at: int, now: int) -> str:
    return f"{age(at, now)} ago" if now - at >= MINUTE else "just now"
