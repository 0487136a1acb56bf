"""Leases: a role, such as the engine's, that one process at a time holds until a moment it renews."""

from tui_desk.store.connection import Connection

# Under a clock that was set back, a lease can lie further ahead than anybody could have taken it; it binds nobody.
_TAKE = """
INSERT INTO lease (role, owner, held_until) VALUES (:role, :owner, :until)
ON CONFLICT (role) DO UPDATE SET owner = excluded.owner, held_until = excluded.held_until
WHERE lease.owner = excluded.owner OR lease.held_until <= :now OR lease.held_until > :furthest
RETURNING role
"""


async def take_lease(writer: Connection, role: str, owner: str, now: int, until: int, furthest: int) -> bool:
    """Take or renew a lease. False while somebody else holds it. Must run inside a writing transaction.

    `furthest` is how far ahead anybody could take this lease at the moment of the transaction. That is later than
    `until` by the time the caller waited for its turn: the holder may have renewed meanwhile.
    """
    values = {"role": role, "owner": owner, "now": now, "until": until, "furthest": furthest}
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
