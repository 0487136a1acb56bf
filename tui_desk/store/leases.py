"""Leases: a role, such as the engine's, that one process at a time holds until a moment it renews."""

from tui_desk.store.connection import Connection

_TAKE = """
INSERT INTO lease (role, owner, held_until) VALUES (:role, :owner, :until)
ON CONFLICT (role) DO UPDATE SET owner = excluded.owner, held_until = excluded.held_until
WHERE lease.owner = excluded.owner OR lease.held_until <= :now
RETURNING role
"""


async def take_lease(writer: Connection, role: str, owner: str, now: int, until: int) -> bool:
    """Take or renew a lease. False while somebody else holds it. Must run inside a writing transaction."""
    values = {"role": role, "owner": owner, "now": now, "until": until}
    return await writer.one(_TAKE, values) is not None


async def release_lease(writer: Connection, role: str, owner: str) -> bool:
    """Give a lease back. Returns whether it was the owner's to give."""
    released = await writer.one("DELETE FROM lease WHERE role = ? AND owner = ? RETURNING role", (role, owner))
    return released is not None


async def holds_lease(connection: Connection, role: str, owner: str, now: int) -> bool:
    """Whether the owner holds a lease at this moment."""
    held = await connection.one(
        "SELECT 1 FROM lease WHERE role = ? AND owner = ? AND held_until > ?", (role, owner, now)
    )
    return held is not None
