"""Connections to the database: each lives in a thread of its own; statements go in, rows and plain words come out."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import aiosqlite

from tui_desk.store.errors import BUSY_TIMEOUT_S, explained
from tui_desk.store.search_entries import SCHEMA_FUNCTIONS
from tui_desk.store.shielding import undisturbed

Parameters = Sequence[Any] | Mapping[str, Any]

_STATEMENTS_KEPT = 256


def address(database: Path, mode: Literal["ro", "rw"]) -> str:
    """The URI by which SQLite opens a file that must be there already."""
    return f"{database.as_uri()}?mode={mode}"


class Connection:
    """One SQLite connection. Statements of several tasks come out one after another, in the order they went in."""

    def __init__(self, database: Path, connection: aiosqlite.Connection) -> None:
        """`database` is only for the words of errors."""
        self._database = database
        self._connection = connection

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.in_transaction

    async def all(self, statement: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Run one statement; all its rows. Raises StoreError for what a person can mend."""
        with explained(self._database):
            return list(await self._connection.execute_fetchall(statement, parameters))

    async def one(self, statement: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """Run one statement; its first row."""
        rows = await self.all(statement, parameters)
        return rows[0] if rows else None

    async def value(self, statement: str, parameters: Parameters = ()) -> Any:
        """Run one statement; the first column of its first row, or None."""
        row = await self.one(statement, parameters)
        return None if row is None else row[0]

    async def roll_back(self) -> None:
        """End an open transaction without a trace."""
        if self.in_transaction:
            # After a full disk SQLite may have rolled back by itself, while this was on its way.
            with suppress(sqlite3.OperationalError):
                await self._connection.execute_fetchall("ROLLBACK")


class Reader:
    """The connection for reading. It is lent for one read model at a time, so that no read sees another's past."""

    def __init__(self, connection: Connection) -> None:
        """The connection must be this reader's alone."""
        self._connection = connection
        self._lent = asyncio.Lock()

    async def all(self, statement: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Run one statement; all its rows."""
        async with self._lent:
            return await self._connection.all(statement, parameters)

    async def one(self, statement: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """Run one statement; its first row."""
        async with self._lent:
            return await self._connection.one(statement, parameters)

    async def value(self, statement: str, parameters: Parameters = ()) -> Any:
        """Run one statement; the first column of its first row, or None."""
        async with self._lent:
            return await self._connection.value(statement, parameters)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """Several statements on one and the same state of the database."""
        async with self._lent:
            try:
                await undisturbed(self._connection.all("BEGIN"))
                yield self._connection
            finally:
                await undisturbed(self._connection.roll_back())


@asynccontextmanager
async def connected(database: Path, mode: Literal["ro", "rw"]) -> AsyncIterator[Connection]:
    """Open a connection, and close it whatever happens: one left open keeps the process alive. Raises StoreError."""
    with explained(database):
        connection = await aiosqlite.connect(
            address(database, mode),
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,  # transactions begin and end where we say so
            cached_statements=_STATEMENTS_KEPT,
        )
    try:
        connection.row_factory = sqlite3.Row
        for name, cuts in SCHEMA_FUNCTIONS.items():
            await connection.create_function(name, -1, cuts, deterministic=True)
        yield Connection(database, connection)
    finally:
        await undisturbed(connection.close())
