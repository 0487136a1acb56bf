"""Cases as rows: opened, given their standing and their place, found again, and removed."""

from collections.abc import Sequence

from tui_desk.domain.case_flow import Standing
from tui_desk.domain.clocks import Clock
from tui_desk.domain.ids import AgentName, CaseId, ConversationId, PostId, UserId
from tui_desk.domain.lanes import Place
from tui_desk.domain.model import Case, Channel, Post
from tui_desk.store.connection import Connection
from tui_desk.store.rows import STANDING_COLUMNS, case_from, standing_values

_OPEN = f"""
INSERT INTO support_case (account_id, customer_id, conversation_id, origin_post_id, is_heard, newest_channel,
                          {", ".join(STANDING_COLUMNS)})
SELECT user_id, :customer_id, :conversation_id, :origin, :is_heard, :newest_channel,
       {", ".join(f":{column}" for column in STANDING_COLUMNS)}
FROM account
RETURNING case_id
"""  # noqa: S608 - built of constants

_PUT_STANDING = f"""
UPDATE support_case SET {", ".join(f"{column} = :{column}" for column in STANDING_COLUMNS)},
                        lane = :lane, rank = :rank, reach = :reach, due_at = :due_at, due_kind = :due_kind
WHERE case_id = :case_id
"""  # noqa: S608 - built of constants

_POINT_CONVERSATION = """
INSERT INTO conversation (conversation_id, newest_case_id) VALUES (?, ?)
ON CONFLICT (conversation_id) DO UPDATE SET newest_case_id = excluded.newest_case_id
"""

_FORGET_IN_CONVERSATION = """
UPDATE conversation
SET newest_case_id = (SELECT max(case_id) FROM support_case WHERE conversation_id = :conversation_id)
WHERE conversation_id = :conversation_id AND newest_case_id = :case_id
"""

# By name: SQLite would rather walk through all cases of the conversation, which can be thousands.
_ABOUT = """
SELECT * FROM support_case
WHERE +conversation_id = :conversation_id AND case_id IN (
    SELECT case_id FROM support_case INDEXED BY case_by_customer
    WHERE customer_id IN (:author_id, :reply_to_user_id) AND conversation_id = :conversation_id
    UNION ALL
    SELECT case_id FROM case_post WHERE post_id = :reply_to_post_id
)
"""

_LATEST_OF = """
SELECT * FROM support_case WHERE customer_id = ? AND merged_into IS NULL ORDER BY last_at DESC, case_id DESC LIMIT 1
"""

_RETURNED = """
SELECT case_id FROM support_case
WHERE merged_into IS NULL AND lane = 'snoozed' AND snoozed_until <= ? ORDER BY snoozed_until
"""

# By name: SQLite would rather walk through all cases, most of them closed.
_UNCLOSED = """
SELECT case_id FROM support_case INDEXED BY case_unclosed
WHERE merged_into IS NULL AND lane <> 'closed' AND case_id > ? ORDER BY case_id LIMIT ?
"""

# Our posts do not count: they came along when the case was split off, or came in later.
_HAS_WORK_IN = """
SELECT EXISTS (SELECT 1 FROM decision WHERE case_id = :case_id AND struck = 0 AND agent <> :agent)
    OR EXISTS (SELECT 1 FROM outbox WHERE case_id = :case_id)
    OR EXISTS (SELECT 1 FROM note WHERE case_id = :case_id)
    OR EXISTS (SELECT 1 FROM draft WHERE case_id = :case_id)
    OR EXISTS (SELECT 1 FROM message WHERE case_id = :case_id)
    OR EXISTS (SELECT 1 FROM support_case WHERE merged_into = :case_id)
    OR EXISTS (SELECT 1 FROM support_case WHERE case_id = :case_id AND merged_into IS NOT NULL)
"""


async def open_case(
    connection: Connection,
    customer_id: UserId,
    conversation_id: ConversationId | None,
    origin: PostId | None,
    standing: Standing,
    *,
    is_heard: bool,
) -> CaseId:
    """Begin a case, without a place. Raises LookupError before the account is known."""
    values = {
        "customer_id": customer_id,
        "conversation_id": conversation_id,
        "origin": origin,
        "is_heard": is_heard,
        "newest_channel": Channel.MESSAGE if conversation_id is None else Channel.REPLY,
        **standing_values(standing),
    }
    case_id = await connection.value(_OPEN, values)
    if case_id is None:
        raise LookupError("a case cannot be opened before the account is known")
    if conversation_id is not None:
        await connection.all(_POINT_CONVERSATION, (conversation_id, case_id))
    return CaseId(case_id)


async def put_standing(
    connection: Connection, case_id: CaseId, standing: Standing, place: Place, nearest: Clock | None
) -> None:
    """Store where a case stands, where it is found, and its nearest clock."""
    values = {
        "case_id": case_id,
        "lane": place.lane,
        "rank": place.rank,
        "reach": place.reach,
        "due_at": nearest.due_at if nearest is not None else None,
        "due_kind": nearest.kind if nearest is not None else None,
        **standing_values(standing),
    }
    await connection.all(_PUT_STANDING, values)


async def remove(connection: Connection, case_id: CaseId) -> None:
    """Remove a case with its decisions and the parts that posts played in it; nothing else may be left in it."""
    await connection.all("DELETE FROM decision WHERE case_id = ?", (case_id,))
    await connection.all("DELETE FROM case_post WHERE case_id = ?", (case_id,))
    conversation_id = await connection.value(
        "DELETE FROM support_case WHERE case_id = ? RETURNING conversation_id", (case_id,)
    )
    await connection.all(_FORGET_IN_CONVERSATION, {"conversation_id": conversation_id, "case_id": case_id})


async def read(connection: Connection, case_id: CaseId) -> Case | None:
    """A case."""
    row = await connection.one("SELECT * FROM support_case WHERE case_id = ?", (case_id,))
    return case_from(row) if row else None


async def in_conversation(connection: Connection, conversation_id: ConversationId) -> Sequence[Case]:
    """The cases of a conversation, oldest first."""
    rows = await connection.all(
        "SELECT * FROM support_case WHERE conversation_id = ? ORDER BY opened_at, case_id", (conversation_id,)
    )
    return [case_from(row) for row in rows]


async def about(connection: Connection, post: Post) -> Sequence[Case]:
    """The cases of a post's conversation that it may play a part in, oldest first."""
    values = {
        "conversation_id": post.conversation_id,
        "author_id": post.author_id,
        "reply_to_user_id": post.reply_to_user_id,
        "reply_to_post_id": post.reply_to_post_id,
    }
    found = [case_from(row) for row in await connection.all(_ABOUT, values)]
    return sorted(found, key=lambda case: (case.opened_at, case.case_id))


async def is_any_in(connection: Connection, conversation_id: ConversationId) -> bool:
    """Whether a conversation has a case."""
    statement = "SELECT 1 FROM support_case WHERE conversation_id = ? LIMIT 1"
    return await connection.one(statement, (conversation_id,)) is not None


async def heads_in(connection: Connection, conversation_id: ConversationId) -> Sequence[CaseId]:
    """The heads of the families that the cases of a conversation belong to; some more than once."""
    rows = await connection.all("SELECT head_id FROM support_case WHERE conversation_id = ?", (conversation_id,))
    return [CaseId(row["head_id"]) for row in rows]


async def of_post(connection: Connection, post_id: PostId) -> Sequence[CaseId]:
    """The cases a post belongs to."""
    rows = await connection.all("SELECT case_id FROM case_post WHERE post_id = ? ORDER BY case_id", (post_id,))
    return [CaseId(row["case_id"]) for row in rows]


async def latest_of(connection: Connection, customer_id: UserId) -> Case | None:
    """The case in which something last happened with this customer."""
    row = await connection.one(_LATEST_OF, (customer_id,))
    return case_from(row) if row else None


async def has_work_in(connection: Connection, case_id: CaseId, agent: AgentName) -> bool:
    """Whether somebody has worked in this very case; what the agent decided does not count."""
    return bool(await connection.value(_HAS_WORK_IN, {"case_id": case_id, "agent": agent}))


async def returned(connection: Connection, now: int) -> Sequence[CaseId]:
    """The snoozed cases whose moment has come, the earliest first."""
    return [CaseId(row["case_id"]) for row in await connection.all(_RETURNED, (now,))]


async def unclosed(connection: Connection, after: CaseId, limit: int) -> Sequence[CaseId]:
    """Cases that are not closed nor part of others, by id, after this one."""
    return [CaseId(row["case_id"]) for row in await connection.all(_UNCLOSED, (after, limit))]
