"""Outbox items: stored, found again, and told from what X may have made of them already."""

from collections.abc import Sequence

from tui_desk.domain.case_flow import Send
from tui_desk.domain.ids import CaseId, OutboxId, StepId, UserId
from tui_desk.domain.model import Channel, OutboxItem, OutboxState, Purpose
from tui_desk.store.connection import Connection
from tui_desk.store.family import FAMILY
from tui_desk.store.rows import outbox_from, outbox_values
from tui_desk.store.timeline import LATEST

_ADD = f"""
INSERT INTO outbox (case_id, step_id, channel, agent, text, customer_id, reply_to_post_id, excluded_ids, state,
                    purpose, send_order, queued_at, not_before, seen_until, attempts, attempted_at, losses, lost_at,
                    newest_own_id, look_at, remote_id, problem, after_outbox_id)
VALUES (:case_id, :step_id, :channel, :agent, :text, :customer_id, :reply_to_post_id, :excluded_ids, :state,
        :purpose, {LATEST}, :queued_at, :not_before, :seen_until, :attempts, :attempted_at, :losses, :lost_at,
        :newest_own_id, :look_at, :remote_id, :problem, :after_outbox_id)
RETURNING outbox_id
"""  # noqa: S608 - built of constants

_PUT = """
UPDATE outbox SET text = :text, reply_to_post_id = :reply_to_post_id, excluded_ids = :excluded_ids, state = :state,
                  queued_at = :queued_at, not_before = :not_before, seen_until = :seen_until, attempts = :attempts,
                  attempted_at = :attempted_at, losses = :losses, lost_at = :lost_at, newest_own_id = :newest_own_id,
                  look_at = :look_at, remote_id = :remote_id, problem = :problem
WHERE outbox_id = :outbox_id
RETURNING outbox_id
"""

# Found by author and id: few own posts or messages are newer than the newest that was known before the first call.
_UNCLAIMED_REPLY = """
SELECT 1 FROM post
WHERE author_id = (SELECT user_id FROM account) AND post_id > :newest_own_id AND reply_to_post_id = :reply_to_post_id
  AND NOT EXISTS (SELECT 1 FROM outbox
                  WHERE remote_id = post.post_id AND channel = 'reply' AND outbox_id <> :outbox_id)
LIMIT 1
"""

_UNCLAIMED_MESSAGE = """
SELECT 1 FROM message
WHERE sender_id = (SELECT user_id FROM account) AND message_id > :newest_own_id AND customer_id = :customer_id
  AND NOT EXISTS (SELECT 1 FROM outbox
                  WHERE remote_id = message.message_id AND channel = 'message' AND outbox_id <> :outbox_id)
LIMIT 1
"""

_PENDING = f"""
SELECT * FROM outbox WHERE case_id IN {FAMILY} AND state NOT IN ('sent', 'recalled')
"""  # noqa: S608 - built of constants

_UNMATCHED = f"""
SELECT * FROM outbox WHERE case_id IN {FAMILY} AND state <> 'recalled' AND remote_id IS NULL
"""  # noqa: S608 - built of constants

_UNMATCHED_TO = """
SELECT * FROM outbox
WHERE case_id IN (SELECT case_id FROM support_case WHERE customer_id = :customer_id)
  AND state <> 'recalled' AND remote_id IS NULL
"""

# A repost says nothing, so it neither answers nor solves.
_SENDS = f"""
SELECT outbox_id, channel, state, purpose, send_order
FROM outbox
WHERE outbox.case_id IN {FAMILY} AND outbox.channel <> 'repost'
"""  # noqa: S608 - built of constants

_UNCLAIMED = {Channel.REPLY: _UNCLAIMED_REPLY, Channel.MESSAGE: _UNCLAIMED_MESSAGE}

_NEWEST_OWN = {
    Channel.REPLY: "SELECT max(post_id) FROM post WHERE author_id = (SELECT user_id FROM account)",
    Channel.MESSAGE: "SELECT max(message_id) FROM message WHERE sender_id = (SELECT user_id FROM account)",
}


async def add(connection: Connection, item: OutboxItem, step_id: StepId) -> OutboxId:
    """Store an item; its `outbox_id` is ignored and the one given to it is returned."""
    return OutboxId(
        await connection.value(_ADD, {**outbox_values(item), "step_id": step_id, "received_at": item.queued_at})
    )


async def read(connection: Connection, outbox_id: OutboxId) -> OutboxItem | None:
    """An item."""
    row = await connection.one("SELECT * FROM outbox WHERE outbox_id = ?", (outbox_id,))
    return outbox_from(row) if row else None


async def put(connection: Connection, item: OutboxItem) -> None:
    """Store an item's new state. Raises LookupError if there is no such item."""
    if await connection.one(_PUT, outbox_values(item)) is None:
        raise LookupError(f"outbox item {item.outbox_id} is not there")


async def part_after(connection: Connection, outbox_id: OutboxId) -> OutboxItem | None:
    """The part of a text that goes on where this one ends."""
    row = await connection.one("SELECT * FROM outbox WHERE after_outbox_id = ?", (outbox_id,))
    return outbox_from(row) if row else None


async def pending(connection: Connection, case_id: CaseId) -> Sequence[OutboxItem]:
    """The items of a case that are neither sent nor recalled, oldest first."""
    rows = await connection.all(_PENDING, {"case_id": case_id})
    return sorted(map(outbox_from, rows), key=lambda item: item.outbox_id)


async def sends(connection: Connection, case_id: CaseId) -> Sequence[Send]:
    """The sends of a case, in whichever state; no reposts."""
    return [
        Send(
            outbox_id=OutboxId(row["outbox_id"]),
            channel=Channel(row["channel"]),
            state=OutboxState(row["state"]),
            is_acknowledgement=row["purpose"] == Purpose.ACKNOWLEDGEMENT,
            is_follow_up=row["purpose"] == Purpose.FOLLOW_UP,
            order=row["send_order"],
        )
        for row in await connection.all(_SENDS, {"case_id": case_id})
    ]


async def unmatched(connection: Connection, case_id: CaseId) -> Sequence[OutboxItem]:
    """The items of a case that X may still show, oldest first: also those that a person vouched for."""
    rows = await connection.all(_UNMATCHED, {"case_id": case_id})
    return sorted(map(outbox_from, rows), key=lambda item: item.outbox_id)


async def unmatched_to(connection: Connection, customer_id: UserId) -> Sequence[OutboxItem]:
    """The items to a customer that X may still show, oldest first: also those that a person vouched for."""
    rows = await connection.all(_UNMATCHED_TO, {"customer_id": customer_id})
    return sorted(map(outbox_from, rows), key=lambda item: item.outbox_id)


async def is_claimed(connection: Connection, channel: Channel, remote_id: int) -> bool:
    """Whether an item is known to have become this."""
    row = await connection.one("SELECT 1 FROM outbox WHERE remote_id = ? AND channel = ?", (remote_id, channel))
    return row is not None


async def has_unclaimed_answer(connection: Connection, item: OutboxItem) -> bool:
    """Whether there is an own answer where this item went, newer than its first call, that no other item became.

    Never for a note, which goes nowhere, nor for a repost, which is no answer.
    """
    if item.channel not in _UNCLAIMED:
        return False
    return await connection.one(_UNCLAIMED[item.channel], outbox_values(item)) is not None


async def newest_own_id(connection: Connection, channel: Channel) -> int:
    """The newest own post or message id that is stored; 0 when there is none, or where X gives out no ids."""
    if channel not in _NEWEST_OWN:
        return 0
    return int(await connection.value(_NEWEST_OWN[channel]) or 0)
