"""Families of cases: a case with all that were merged into it. Almost every family is one case.

Nothing is moved when a case is merged. Each case knows the head of its family (`support_case.head_id`, indexed), so
that a family is found in one step however deep its mergers go. Every member speaks for the whole family, and what the
queue shows of a family is kept at its head.
"""

from collections.abc import Sequence

from tui_desk.domain.ids import CaseId
from tui_desk.store.connection import Connection

HEAD = "(SELECT head_id FROM support_case WHERE case_id = :case_id)"
"""For statements: the head of the family of `:case_id`."""

FAMILY = f"(SELECT case_id FROM support_case WHERE head_id = {HEAD})"  # noqa: S608 - built of constants
"""For statements: the cases of the family of `:case_id`."""

_MEMBERS = f"SELECT case_id, head_id FROM support_case WHERE head_id = {HEAD}"  # noqa: S608 - built of constants

_WITH_SUBTREE = """
WITH RECURSIVE subtree (case_id) AS (
    SELECT :case_id
    UNION
    SELECT support_case.case_id FROM subtree JOIN support_case ON support_case.merged_into = subtree.case_id
)
"""

_IS_PART = f"{_WITH_SUBTREE} SELECT 1 FROM subtree WHERE case_id = :into"  # noqa: S608 - built of constants

_PUT_UNDER = f"""
{_WITH_SUBTREE}
UPDATE support_case SET merged_under = nullif(:head, case_id) WHERE case_id IN (SELECT case_id FROM subtree)
"""  # noqa: S608 - built of constants

_POINT_TO_NEWEST = f"""
UPDATE support_case SET
    newest_post_id = (
        SELECT post_id FROM case_post
        WHERE case_id IN {FAMILY} AND part IN ('opens', 'joins') ORDER BY posted_at DESC, post_id DESC LIMIT 1
    ),
    newest_message_id = (
        SELECT message_id FROM message
        WHERE case_id IN {FAMILY} AND sender_id = customer_id ORDER BY sent_at DESC, message_id DESC LIMIT 1
    ),
    newest_channel = iif(
        coalesce((SELECT max(sent_at) FROM message WHERE case_id IN {FAMILY}), 0)
            > coalesce((SELECT max(posted_at) FROM case_post WHERE case_id IN {FAMILY}), 0), 'message', 'reply'
    ),
    received_until = max(
        coalesce((SELECT max(received_at) FROM case_post WHERE case_id IN {FAMILY}), 0),
        coalesce((SELECT max(received_at) FROM message WHERE case_id IN {FAMILY}), 0)
    )
WHERE case_id = {HEAD}
"""  # noqa: S608 - built of constants


async def head(connection: Connection, case_id: CaseId) -> CaseId:
    """The case at the head of the family; the case itself where it is part of none, or not there."""
    found = await connection.value("SELECT head_id FROM support_case WHERE case_id = ?", (case_id,))
    return case_id if found is None else CaseId(found)


async def members(connection: Connection, case_id: CaseId) -> Sequence[CaseId]:
    """The cases of the family of a case, the head first; none where the case is not there."""
    rows = await connection.all(_MEMBERS, {"case_id": case_id})
    return [CaseId(row["case_id"]) for row in sorted(rows, key=lambda row: (row[0] != row["head_id"], row[0]))]


async def put_merged_into(connection: Connection, case_id: CaseId, into: CaseId | None) -> None:
    """Make a case part of another, or stand by itself again; what was merged into it goes with it.

    Raises ValueError for a merger into the case itself, or into what is part of it.
    """
    values = {"case_id": case_id, "into": into}
    if into is not None and await connection.one(_IS_PART, values):
        raise ValueError(f"case {case_id} cannot be merged into case {into}, which is part of it")
    left = await head(connection, case_id)
    joined = case_id if into is None else await head(connection, into)
    await connection.all("UPDATE support_case SET merged_into = :into WHERE case_id = :case_id", values)
    await connection.all(_PUT_UNDER, {"case_id": case_id, "head": joined})
    for changed in {left, joined}:
        await point_to_newest(connection, changed)


async def point_to_newest(connection: Connection, case_id: CaseId) -> None:
    """Keep what the queue shows of a family in step with what its cases are made of."""
    await connection.all(_POINT_TO_NEWEST, {"case_id": case_id})
