"""The queue: a page of a view, found by its index alone, and the rows of cases that are asked for by name."""

import json
from collections.abc import Sequence
from sqlite3 import Row

from tui_desk.desk.views import QueueKey, QueueRow, QueueView
from tui_desk.domain.clocks import ClockKind
from tui_desk.domain.ids import AgentName, CaseId, UserId
from tui_desk.domain.model import CaseState, Channel, FollowUp, Lane, OutboxState, Priority
from tui_desk.store.connection import Reader
from tui_desk.store.rows import list_from

MOST_TROUBLING_FIRST = (
    OutboxState.HELD,
    OutboxState.REFUSED,
    OutboxState.UNKNOWN,
    OutboxState.SENDING,
    OutboxState.QUEUED,
)
"""Unconfirmed sends by how much they need a person; the statement counts in this order."""

NOT_VERIFIED = frozenset({None, "", "none"})
"""How X says that a person is not verified."""

LANE_OF = {
    QueueView.NOW: Lane.NOW,
    QueueView.OWED: Lane.OWED,
    QueueView.WAITING: Lane.WAITING,
    QueueView.SNOOZED: Lane.SNOOZED,
    QueueView.PRAISE: Lane.PRAISE,
}
"""The views that show one lane."""

# The customer's newest words are a message's where that is younger than their newest post. What is kept for a whole
# family stands at its head; what is not is looked up in all its cases.
_ROWS = """
SELECT c.*, person.handle, person.name, person.followers, person.verified,
       iif(message.sent_at > coalesce(post.posted_at, 0), body.text, post.text) AS words,
       post.lang,
       (SELECT min(part.is_heard) FROM support_case AS part WHERE part.head_id = c.case_id) AS family_is_heard,
       EXISTS (SELECT 1 FROM support_case AS part JOIN draft ON draft.case_id = part.case_id
               WHERE part.head_id = c.case_id) AS has_draft,
       (SELECT min(CASE outbox.state
                   WHEN 'held' THEN 0 WHEN 'refused' THEN 1 WHEN 'unknown' THEN 2 WHEN 'sending' THEN 3 ELSE 4 END)
        FROM support_case AS part JOIN outbox ON outbox.case_id = part.case_id
        WHERE part.head_id = c.case_id AND outbox.state NOT IN ('sent', 'recalled')) AS trouble
FROM support_case AS c
LEFT JOIN person ON person.user_id = c.customer_id
LEFT JOIN post ON post.post_id = c.newest_post_id
LEFT JOIN message ON message.message_id = c.newest_message_id
LEFT JOIN message_body AS body ON body.message_id = c.newest_message_id
WHERE c.merged_into IS NULL
"""

_PAGE = """
AND (c.rank, c.reach_down, c.case_id) > (:rank, :reach_down, :case_id)
ORDER BY c.rank, c.reach_down, c.case_id
LIMIT :limit
"""

_LANE_PAGE = f"{_ROWS} AND c.lane = :lane {_PAGE}"
_MINE_PAGE = f"{_ROWS} AND c.lane <> 'closed' AND c.owner = :agent {_PAGE}"
_WHOLE_PAGE = f"{_ROWS} AND c.lane IS NOT NULL {_PAGE}"
_NAMED = f"{_ROWS} AND c.lane IS NOT NULL AND c.case_id IN (SELECT value FROM json_each(?))"  # noqa: S608 - built of constants

_BEFORE_ALL = {"rank": -1, "reach_down": 0, "case_id": 0}


async def read_page(
    reader: Reader, view: QueueView, agent: AgentName, after: QueueKey | None, limit: int
) -> Sequence[QueueRow]:
    """A view of the queue from `after` (exclusive) on."""
    place = _BEFORE_ALL
    if after is not None:
        place = {"rank": after.rank, "reach_down": -after.reach, "case_id": after.case_id}
    statement = {QueueView.MINE: _MINE_PAGE, QueueView.EVERYTHING: _WHOLE_PAGE}.get(view, _LANE_PAGE)
    values = {**place, "limit": limit, "agent": agent, "lane": LANE_OF.get(view)}
    return [_row_from(row) for row in await reader.all(statement, values)]


async def read_rows(reader: Reader, case_ids: Sequence[CaseId]) -> Sequence[QueueRow]:
    """These cases as rows, in the order in which they were asked for."""
    found = {row["case_id"]: row for row in await reader.all(_NAMED, (json.dumps(list(case_ids)),))}
    return [_row_from(found[case_id]) for case_id in dict.fromkeys(case_ids) if case_id in found]


def _row_from(row: Row) -> QueueRow:
    case_id = CaseId(row["case_id"])
    return QueueRow(
        key=QueueKey(row["rank"], row["reach"], case_id),
        case_id=case_id,
        customer_id=UserId(row["customer_id"]),
        handle=row["handle"] or "",
        name=row["name"] or "",
        followers=row["followers"] or 0,
        verified=row["verified"] not in NOT_VERIFIED,
        lane=Lane(row["lane"]),
        state=CaseState(row["state"]),
        waiting_since=row["waiting_since"],
        last_at=row["last_at"],
        due_at=row["due_at"],
        due_kind=None if row["due_kind"] is None else ClockKind(row["due_kind"]),
        snoozed_until=row["snoozed_until"],
        follow_up=FollowUp(row["follow_up"]),
        priority=Priority(row["priority"]),
        owner=row["owner"],
        labels=list_from(row["labels"]),
        is_watched=bool(row["is_watched"]),
        is_heard=bool(row["family_is_heard"]),
        channel=Channel(row["newest_channel"]),
        words=row["words"] or "",
        lang=row["lang"] or "",
        draft=bool(row["has_draft"]),
        pending=None if row["trouble"] is None else MOST_TROUBLING_FIRST[row["trouble"]],
        received_until=row["received_until"],
        owed_since=row["owed_since"],
    )
