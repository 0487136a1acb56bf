"""What a case is made of: its posts and messages, by when they were written and by when they reached the desk."""

from collections.abc import Sequence

from tui_desk.domain.case_flow import Move, Turn
from tui_desk.domain.ids import CaseId, PostId, UserId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Message
from tui_desk.store.connection import Connection

MESSAGE_RETENTION_MS = 90 * 24 * 60 * 60 * 1000
"""How long the text of a direct message may be kept."""

# Later than all that is in the case, so that a clock that was set back hides nothing that came.
_RECEIVED_AT = """max(
    :received_at,
    1 + coalesce((SELECT max(received_at) FROM case_post WHERE case_id = :case_id), 0),
    1 + coalesce((SELECT max(received_at) FROM message WHERE case_id = :case_id), 0)
)"""

_PUT_POST = f"""
INSERT INTO case_post (case_id, post_id, part, posted_at, received_at)
SELECT :case_id, post_id, :part, posted_at, {_RECEIVED_AT} FROM post WHERE post_id = :post_id
ON CONFLICT (case_id, post_id) DO UPDATE SET part = excluded.part WHERE part <> excluded.part
RETURNING post_id
"""  # noqa: S608 - built of constants

_MOVE_POST = """
UPDATE case_post SET posted_at = :posted_at WHERE post_id = :post_id AND posted_at <> :posted_at
RETURNING case_id
"""

_PUT_MESSAGE = f"""
INSERT INTO message (message_id, sender_id, customer_id, case_id, sent_at, received_at)
VALUES (:message_id, :sender_id, :customer_id, :case_id, :sent_at, {_RECEIVED_AT})
ON CONFLICT (message_id) DO NOTHING
RETURNING message_id
"""  # noqa: S608 - built of constants

_POINT_TO_NEWEST = """
UPDATE support_case SET
    newest_post_id = (
        SELECT post_id FROM case_post
        WHERE case_id = :case_id AND part IN ('opens', 'joins') ORDER BY posted_at DESC, post_id DESC LIMIT 1
    ),
    newest_message_id = (
        SELECT message_id FROM message
        WHERE case_id = :case_id AND sender_id = support_case.customer_id ORDER BY sent_at DESC, message_id DESC LIMIT 1
    ),
    channel = iif(
        coalesce((SELECT max(sent_at) FROM message WHERE case_id = :case_id), 0)
            > coalesce((SELECT max(posted_at) FROM case_post WHERE case_id = :case_id), 0), 'message', 'reply'
    )
WHERE case_id = :case_id
"""

_TURNS = """
SELECT posted_at AS at, part = 'answers' AS ours, received_at,
       (SELECT seen_until FROM outbox WHERE remote_id = post_id AND outbox.channel = 'reply') AS seen_until
FROM case_post WHERE case_id = :case_id AND part <> 'shown'
UNION ALL
SELECT sent_at, sender_id <> customer_id, received_at,
       (SELECT seen_until FROM outbox WHERE remote_id = message_id AND outbox.channel = 'message')
FROM message WHERE case_id = :case_id
"""

_RECEIVED_AFTER = """
SELECT post.author_id AS user_id
FROM case_post JOIN post USING (post_id)
WHERE case_post.case_id = :case_id AND case_post.received_at > :seen_until AND case_post.part <> 'shown'
UNION ALL
SELECT sender_id FROM message WHERE case_id = :case_id AND received_at > :seen_until
"""


async def put_post(connection: Connection, case_id: CaseId, post_id: PostId, part: Part, received_at: int) -> None:
    """Make a stored post part of a case, or change its part; when it first reached the desk stays."""
    values = {"case_id": case_id, "post_id": post_id, "part": part, "received_at": received_at}
    if await connection.one(_PUT_POST, values):
        await _point_to_newest(connection, case_id)


async def move_post(connection: Connection, post_id: PostId, posted_at: int) -> None:
    """Give a post the place of this time in every case it is part of."""
    for row in await connection.all(_MOVE_POST, {"post_id": post_id, "posted_at": posted_at}):
        await _point_to_newest(connection, CaseId(row["case_id"]))


async def put_message(connection: Connection, message: Message, case_id: CaseId, received_at: int) -> bool:
    """Store a message as part of a case. Returns whether it was not there yet."""
    values = {
        "message_id": message.message_id,
        "sender_id": message.sender_id,
        "customer_id": message.customer_id,
        "case_id": case_id,
        "sent_at": message.sent_at,
        "received_at": received_at,
    }
    if await connection.one(_PUT_MESSAGE, values) is None:
        return False
    await connection.all(
        "INSERT INTO message_body (message_id, text, retain_until) VALUES (?, ?, ?)",
        (message.message_id, message.text, message.sent_at + MESSAGE_RETENTION_MS),
    )
    await _point_to_newest(connection, case_id)
    return True


async def turns(connection: Connection, case_id: CaseId) -> Sequence[Turn]:
    """Everything that happened in a case; an answer is from this desk where an outbox item became it."""
    return [
        Turn(
            at=row["at"],
            move=Move.WE_ANSWERED if row["ours"] else Move.CUSTOMER_WROTE,
            received_at=row["received_at"],
            seen_until=row["seen_until"] if row["ours"] else None,
        )
        for row in await connection.all(_TURNS, {"case_id": case_id})
    ]


async def received_after(connection: Connection, case_id: CaseId, seen_until: int) -> frozenset[UserId]:
    """Who wrote what reached the case later than that."""
    rows = await connection.all(_RECEIVED_AFTER, {"case_id": case_id, "seen_until": seen_until})
    return frozenset(UserId(row["user_id"]) for row in rows)


async def _point_to_newest(connection: Connection, case_id: CaseId) -> None:
    """Keep what the queue shows of the case in step with what the case is made of."""
    await connection.all(_POINT_TO_NEWEST, {"case_id": case_id})
