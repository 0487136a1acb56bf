"""Who there is: the account the desk speaks as, and people as last seen."""

from tui_desk.desk.store_port import StoreError
from tui_desk.domain.ids import UserId
from tui_desk.domain.model import Account, Person
from tui_desk.store.connection import Connection
from tui_desk.store.rows import account_from, person_from, person_values

# What X left out is NULL, and a look that is older than the last one says nothing.
_PUT_PERSON = """
INSERT INTO person (user_id, handle, name, bio, location, followers, verified, protected,
                    receives_messages, blocks_us, asked_at, seen_at)
VALUES (:user_id, :handle, :name, :bio, :location, :followers, :verified, :protected,
        :receives_messages, :blocks_us, :asked_at, :seen_at)
ON CONFLICT (user_id) DO UPDATE SET
    handle = excluded.handle,
    name = excluded.name,
    bio = excluded.bio,
    location = excluded.location,
    followers = excluded.followers,
    verified = coalesce(excluded.verified, verified),
    protected = excluded.protected,
    receives_messages = coalesce(excluded.receives_messages, receives_messages),
    blocks_us = coalesce(excluded.blocks_us, blocks_us),
    asked_at = coalesce(excluded.asked_at, asked_at),
    seen_at = excluded.seen_at
WHERE excluded.seen_at >= person.seen_at
"""


async def account(connection: Connection) -> Account | None:
    """The account the desk speaks as."""
    row = await connection.one("SELECT * FROM account")
    return account_from(row) if row else None


async def put_account(connection: Connection, new: Account) -> None:
    """Store the account. Raises StoreError if this database has cases of another account."""
    stored = await account(connection)
    if stored and stored.user_id != new.user_id and await connection.value("SELECT 1 FROM support_case LIMIT 1"):
        raise StoreError(f"This desk belongs to @{stored.handle}", f"Open @{new.handle} in a profile of its own.")
    await connection.all(
        "INSERT OR REPLACE INTO account (slot, user_id, handle, name) VALUES (1, ?, ?, ?)"
        if stored is None
        else "UPDATE account SET user_id = ?, handle = ?, name = ?",
        (new.user_id, new.handle, new.name),
    )


async def person(connection: Connection, user_id: UserId) -> Person | None:
    """A person as last seen."""
    row = await connection.one("SELECT * FROM person WHERE user_id = ?", (user_id,))
    return person_from(row) if row else None


async def put_person(connection: Connection, seen: Person) -> None:
    """Store what was last seen of a person."""
    await connection.all(_PUT_PERSON, person_values(seen))
