"""Unsent text, one for each case and channel."""

from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Channel, Draft
from tui_desk.store.connection import Connection
from tui_desk.store.rows import draft_from

_PUT = """
INSERT INTO draft (case_id, channel, text, reply_to_post_id, updated_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (case_id, channel) DO UPDATE SET
    text = excluded.text, reply_to_post_id = excluded.reply_to_post_id, updated_at = excluded.updated_at
"""


async def read(connection: Connection, case_id: CaseId, channel: Channel) -> Draft | None:
    """The unsent text of a case and channel."""
    row = await connection.one("SELECT * FROM draft WHERE case_id = ? AND channel = ?", (case_id, channel))
    return draft_from(row) if row else None


async def put(connection: Connection, draft: Draft) -> None:
    """Store unsent text."""
    await connection.all(_PUT, (draft.case_id, draft.channel, draft.text, draft.reply_to_post_id, draft.updated_at))


async def drop(connection: Connection, case_id: CaseId, channel: Channel) -> None:
    """Forget unsent text."""
    await connection.all("DELETE FROM draft WHERE case_id = ? AND channel = ?", (case_id, channel))
