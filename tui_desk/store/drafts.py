"""Unsent text, one for each case and channel."""

from collections.abc import Sequence

from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Channel, Draft
from tui_desk.store.connection import Connection
from tui_desk.store.family import FAMILY, HEAD
from tui_desk.store.rows import draft_from

_PUT = """
INSERT INTO draft (case_id, channel, text, reply_to_post_id, updated_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (case_id, channel) DO UPDATE SET
    text = excluded.text, reply_to_post_id = excluded.reply_to_post_id, updated_at = excluded.updated_at
"""

_IN_FAMILY = f"""
SELECT *, {HEAD} AS head_id FROM draft WHERE case_id IN {FAMILY} AND channel = :channel
"""  # noqa: S608 - built of constants


async def in_family(connection: Connection, case_id: CaseId, channel: Channel) -> Sequence[Draft]:
    """The unsent texts of a channel in the family of a case, the head's first."""
    rows = await connection.all(_IN_FAMILY, {"case_id": case_id, "channel": channel})
    return [draft_from(row) for row in sorted(rows, key=lambda row: (row["case_id"] != row["head_id"], row["case_id"]))]


async def put(connection: Connection, draft: Draft) -> None:
    """Store unsent text."""
    await connection.all(_PUT, (draft.case_id, draft.channel, draft.text, draft.reply_to_post_id, draft.updated_at))


async def drop(connection: Connection, case_id: CaseId, channel: Channel) -> None:
    """Forget unsent text."""
    await connection.all("DELETE FROM draft WHERE case_id = ? AND channel = ?", (case_id, channel))
