"""What cases are made of: their posts and messages, by when they were written and by when they reached the desk."""

from collections.abc import Sequence
from sqlite3 import Row

from tui_desk.domain.case_flow import Move, Turn
from tui_desk.domain.ids import AgentName, CaseId, OutboxId, PostId, UserId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Channel, Message, Post, Purpose
from tui_desk.store.connection import Connection
from tui_desk.store.family import FAMILY, HEAD, point_to_newest
from tui_desk.store.rows import post_from

MESSAGE_RETENTION_MS = 90 * 24 * 60 * 60 * 1000
"""How long the text of a direct message may be kept."""

LATEST = f"""max(
    :received_at,
    1 + (SELECT received_until FROM support_case WHERE case_id = {HEAD}),
    1 + coalesce((SELECT max(decision_order) FROM decision WHERE case_id IN {FAMILY}), 0),
    1 + coalesce((SELECT max(send_order) FROM outbox WHERE case_id IN {FAMILY}), 0)
)"""  # noqa: S608 - built of constants
"""For statements: `:received_at`, or later than all in the family of `:case_id`, so that a clock that was set back
hides nothing that came."""

_PUT_POST = f"""
INSERT INTO case_post (case_id, post_id, part, posted_at, received_at, is_praise)
SELECT :case_id, post_id, :part, posted_at, {LATEST}, :is_praise FROM post WHERE post_id = :post_id
ON CONFLICT (case_id, post_id) DO UPDATE SET part = excluded.part, is_praise = excluded.is_praise
WHERE part <> excluded.part OR is_praise <> excluded.is_praise
RETURNING post_id
"""  # noqa: S608 - built of constants

_MOVE_POST = """
UPDATE case_post SET posted_at = :posted_at WHERE post_id = :post_id AND posted_at <> :posted_at
RETURNING case_id
"""

_PUT_MESSAGE = f"""
INSERT INTO message (message_id, sender_id, customer_id, case_id, sent_at, received_at, is_praise)
VALUES (:message_id, :sender_id, :customer_id, :case_id, :sent_at, {LATEST}, :is_praise)
ON CONFLICT (message_id) DO NOTHING
RETURNING message_id
"""  # noqa: S608 - built of constants

# A repost is never an answer: its outbox item bears the id of the customer's own post.
_TURNS = f"""
WITH said AS (
    SELECT post_id AS remote_id, posted_at AS at, part = 'answers' AS ours, received_at, is_praise, 'reply' AS channel
    FROM case_post WHERE case_id IN {FAMILY} AND part <> 'shown'
    UNION ALL
    SELECT message_id, sent_at, sender_id <> customer_id, received_at, is_praise, 'message'
    FROM message WHERE case_id IN {FAMILY}
)
SELECT said.*, outbox.outbox_id, outbox.agent, outbox.purpose, outbox.seen_until
FROM said
LEFT JOIN outbox ON said.ours AND outbox.outbox_id = (
    SELECT outbox_id FROM outbox AS made WHERE made.remote_id = said.remote_id AND made.channel = said.channel
)
"""  # noqa: S608 - built of constants

_RECEIVED_AFTER = f"""
SELECT post.author_id AS user_id
FROM case_post JOIN post USING (post_id)
WHERE case_post.case_id IN {FAMILY} AND case_post.received_at > :seen_until AND case_post.part <> 'shown'
UNION ALL
SELECT sender_id FROM message WHERE case_id IN {FAMILY} AND received_at > :seen_until
"""  # noqa: S608 - built of constants

_IS_PUBLIC = f"SELECT 1 FROM case_post WHERE case_id IN {FAMILY} AND part IN ('opens', 'joins') LIMIT 1"  # noqa: S608


async def put_post(
    connection: Connection, case_id: CaseId, post_id: PostId, part: Part, received_at: int, *, is_praise: bool
) -> None:
    """Make a stored post part of a case, or change its part; when it first reached the desk stays."""
    values = {
        "case_id": case_id,
        "post_id": post_id,
        "part": part,
        "received_at": received_at,
        "is_praise": is_praise,
    }
    if await connection.one(_PUT_POST, values):
        await point_to_newest(connection, case_id)


async def put_praise(connection: Connection, post_id: PostId, *, is_praise: bool) -> None:
    """Note whether a customer's post praises, in every case it is part of."""
    await connection.all(
        "UPDATE case_post SET is_praise = ? WHERE post_id = ? AND part IN ('opens', 'joins')", (is_praise, post_id)
    )


async def move_post(connection: Connection, post_id: PostId, posted_at: int) -> None:
    """Give a post the place of this time in every case it is part of."""
    for row in await connection.all(_MOVE_POST, {"post_id": post_id, "posted_at": posted_at}):
        await point_to_newest(connection, CaseId(row["case_id"]))


async def transfer_post(connection: Connection, post_id: PostId, from_case: CaseId, to_case: CaseId | None) -> None:
    """Make a post part of another case, or of none; when it reached the desk stays."""
    if to_case is None:
        await connection.all("DELETE FROM case_post WHERE case_id = ? AND post_id = ?", (from_case, post_id))
    else:
        await connection.all(
            "UPDATE OR REPLACE case_post SET case_id = ? WHERE case_id = ? AND post_id = ?",
            (to_case, from_case, post_id),
        )
        await point_to_newest(connection, to_case)
    await point_to_newest(connection, from_case)


async def posts_in_case(connection: Connection, case_id: CaseId) -> Sequence[tuple[Post, Part]]:
    """The posts that are part of this very case, oldest first."""
    rows = await connection.all(
        "SELECT post.*, case_post.part FROM case_post JOIN post USING (post_id)"
        " WHERE case_post.case_id = ? ORDER BY case_post.posted_at, case_post.post_id",
        (case_id,),
    )
    return [(post_from(row), Part(row["part"])) for row in rows]


async def put_message(
    connection: Connection, message: Message, case_id: CaseId, received_at: int, *, is_praise: bool
) -> bool:
    """Store a message as part of a case. Returns whether it was not there yet."""
    values = {
        "message_id": message.message_id,
        "sender_id": message.sender_id,
        "customer_id": message.customer_id,
        "case_id": case_id,
        "sent_at": message.sent_at,
        "received_at": received_at,
        "is_praise": is_praise,
    }
    if await connection.one(_PUT_MESSAGE, values) is None:
        return False
    await connection.all(
        "INSERT INTO message_body (message_id, text, retain_until) VALUES (?, ?, ?)",
        (message.message_id, message.text, message.sent_at + MESSAGE_RETENTION_MS),
    )
    await point_to_newest(connection, case_id)
    return True


async def turns(connection: Connection, case_id: CaseId) -> Sequence[Turn]:
    """Everything that was said in a case; an answer is from this desk where an outbox item became it."""
    return [_turn_from(row) for row in await connection.all(_TURNS, {"case_id": case_id})]


async def received_after(connection: Connection, case_id: CaseId, seen_until: int) -> frozenset[UserId]:
    """Who wrote what reached the case later than that."""
    rows = await connection.all(_RECEIVED_AFTER, {"case_id": case_id, "seen_until": seen_until})
    return frozenset(UserId(row["user_id"]) for row in rows)


async def is_public(connection: Connection, case_id: CaseId) -> bool:
    """Whether the matter has a post of the customer in public."""
    return await connection.one(_IS_PUBLIC, {"case_id": case_id}) is not None


def _turn_from(row: Row) -> Turn:
    channel = Channel(row["channel"])
    if not row["ours"]:
        return Turn(
            row["at"], Move.CUSTOMER_WROTE, row["received_at"], channel=channel, is_praise=bool(row["is_praise"])
        )
    return Turn(
        at=row["at"],
        move=Move.WE_ACKNOWLEDGED if row["purpose"] == Purpose.ACKNOWLEDGEMENT else Move.WE_ANSWERED,
        received_at=row["received_at"],
        seen_until=row["seen_until"],
        channel=channel,
        is_follow_up=row["purpose"] == Purpose.FOLLOW_UP,
        agent=None if row["agent"] is None else AgentName(row["agent"]),
        outbox_id=None if row["outbox_id"] is None else OutboxId(row["outbox_id"]),
    )
