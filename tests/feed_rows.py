"""Rows of the queue for the tests of the feed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tui_desk.desk.views import Counts, QueueKey, QueueRow, QueueView
from tui_desk.domain.clocks import ClockKind
from tui_desk.domain.ids import CaseId, UserId
from tui_desk.domain.model import CaseState, Channel, FollowUp, Lane, Priority

MINUTE = 60_000
HOUR = 60 * MINUTE
NOW = 1_795_356_000_000
"""Sunday 22 November 2026, 14:00 UTC."""

_NEW = QueueRow(
    key=QueueKey(rank=0, reach=0, case_id=CaseId(0)),
    case_id=CaseId(0),
    customer_id=UserId(70),
    handle="anna",
    name="Anna Sol",
    followers=120,
    verified=False,
    lane=Lane.NOW,
    state=CaseState.NEW,
    waiting_since=NOW - 48 * MINUTE,
    last_at=NOW - 48 * MINUTE,
    due_at=NOW + 12 * MINUTE,
    due_kind=ClockKind.FIRST_RESPONSE,
    snoozed_until=None,
    follow_up=FollowUp.NONE,
    priority=Priority.NORMAL,
    owner=None,
    labels=(),
    is_watched=False,
    is_heard=False,
    channel=Channel.REPLY,
    words="@brand My parcel is late",
    lang="en",
    draft=False,
    pending=None,
    received_until=NOW,
)


def feed_row(case_id: int = 1, *, rank: int | None = None, reach: int = 0, **fields: Any) -> QueueRow:
    """A case that nobody has answered, but for these fields; its place is `rank`, or else its id."""
    key = QueueKey(case_id if rank is None else rank, reach, CaseId(case_id))
    return replace(_NEW, key=key, case_id=CaseId(case_id), **fields)


def feed_rows(case_ids: Sequence[int]) -> list[QueueRow]:
    """A view of these cases, in this order."""
    return [feed_row(case_id, rank=rank) for rank, case_id in enumerate(case_ids)]


def snoozed(case_id: int = 1, until: int | None = NOW + 17 * HOUR, **fields: Any) -> QueueRow:
    """A snoozed case."""
    return feed_row(case_id, lane=Lane.SNOOZED, snoozed_until=until, **fields)


def resolved(case_id: int = 1, **fields: Any) -> QueueRow:
    """A case that was solved just now."""
    return feed_row(
        case_id,
        **{
            "lane": Lane.CLOSED,
            "state": CaseState.RESOLVED,
            "waiting_since": None,
            "last_at": NOW,
            "due_at": None,
            "due_kind": None,
            **fields,
        },
    )


def owed(case_id: int = 1, **fields: Any) -> QueueRow:
    """A case that was solved in private."""
    return feed_row(
        case_id,
        **{
            "lane": Lane.OWED,
            "state": CaseState.OWED,
            "follow_up": FollowUp.OWED,
            "owed_since": NOW - 5 * HOUR,
            "waiting_since": None,
            "last_at": NOW - 5 * HOUR,
            "due_at": NOW + 19 * HOUR,
            "due_kind": ClockKind.FOLLOW_UP,
            **fields,
        },
    )


def counts(queued: int = 0, troubled: int = 0, drafts: int = 0, **views: int) -> Counts:
    """How many cases stand in each view, by its name."""
    return Counts({QueueView(name): number for name, number in views.items()}, queued, troubled, drafts)
