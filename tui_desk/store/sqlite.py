"""The store: one database file, opened with everything a process needs to share it with the others."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing, nullcontext, suppress
from pathlib import Path
from typing import Literal

from tui_desk.desk.store_port import StoreError
from tui_desk.desk.views import Change
from tui_desk.store import leases
from tui_desk.store.changes import Follower, Watch, append
from tui_desk.store.connection import Connection, Reader, connected
from tui_desk.store.doorbell import Doorbell, Listener
from tui_desk.store.errors import explained
from tui_desk.store.files import prepare
from tui_desk.store.migrations import Migration, migrate, refuse_foreign, shipped
from tui_desk.store.queries import SqliteQueries
from tui_desk.store.shielding import undisturbed
from tui_desk.store.turns import TurnFile, can_spoil_the_log
from tui_desk.store.unit import SqliteUnit

Role = Literal["desk", "engine", "tool"]

_WRITER_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",  # what we send and what agents write must outlive a power cut
    "PRAGMA secure_delete = ON",  # text that is dropped leaves no bytes in the file
)


class SqliteStore:
    """A store on one SQLite file; `desk.store_port.Store` says what each method means."""

    def __init__(
        self,
        writer: Connection,
        reader: Reader,
        watch: Watch,
        doorbell: Doorbell,
        turn: Callable[[], AbstractAsyncContextManager[None]],
        now: Callable[[], int],
    ) -> None:
        """`turn` is entered around everything that writes. Use `open_store`, which also closes what it opened."""
        self.queries = SqliteQueries(reader)
        self._writer = writer
        self._reader = reader
        self._watch = watch
        self._doorbell = doorbell
        self._turn = turn
        self._now = now
        self._writing = asyncio.Lock()
        self._listeners: set[Listener] = set()

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[SqliteUnit]:
        """Begin a unit of work. A task that is cancelled in it leaves nothing behind, neither rows nor locks.

        Units of one process wait for each other, so one must not be begun inside another. Raises StoreError.
        """
        async with self._writing, self._turn():
            unit = SqliteUnit(self._writer, self._now)
            try:
                await undisturbed(self._writer.all("BEGIN IMMEDIATE"))
                yield unit
                await undisturbed(self._commit(unit.changes))
            finally:
                await undisturbed(self._writer.roll_back())

    def changes(self) -> AsyncIterator[Sequence[Change]]:
        """Every commit from now on, by any process."""
        listener = self._doorbell.listen()
        self._listeners.add(listener)
        return self._batches(listener, Follower(listener, self._watch, self._reader))

    async def take_lease(self, role: str, owner: str, now: int, until: int) -> bool:
        """Take or renew a role's lease; desks are told unless the owner held it already."""
        async with self.unit() as unit:
            renewed = await leases.holds_lease(self._writer, role, owner, now)
            furthest = until + max(0, self._now() - now)
            taken = await leases.take_lease(self._writer, role, owner, now, until, furthest)
            if taken and not renewed:
                unit.changed("status", 0)
        return taken

    async def release_lease(self, role: str, owner: str) -> None:
        """Give a lease back."""
        async with self.unit() as unit:
            if await leases.release_lease(self._writer, role, owner):
                unit.changed("status", 0)

    def desks_listening(self) -> int:
        """How many desks are open on this store now."""
        return self._doorbell.listening("desk")

    async def settle(self) -> None:
        """End every `changes`, and wait for the unit at work; no other begins."""
        for listener in tuple(self._listeners):
            listener.close()
        await self._writing.acquire()

    async def _commit(self, changed: Sequence[tuple[str, int]]) -> None:
        await append(self._writer, changed)
        await self._writer.all("COMMIT")
        if changed:
            self._doorbell.ring()

    async def _batches(self, listener: Listener, follower: Follower) -> AsyncIterator[Sequence[Change]]:
        try:
            async for batch in follower.batches():
                yield batch
        finally:
            listener.close()
            self._listeners.discard(listener)


@asynccontextmanager
async def open_store(database: Path, bells: Path, role: Role, now: Callable[[], int]) -> AsyncIterator[SqliteStore]:
    """Open a database, or make it; bring its schema up to date.

    `bells` is the folder of this desk's sockets; `now` gives UTC milliseconds. Raises StoreError if the database cannot
    or should not be used; it is then as it was.
    """
    database = prepare(database)
    steps = shipped()
    refuse_foreign(database, newest=len(steps))
    async with AsyncExitStack() as stack:
        turns = TurnFile(database)
        stack.callback(turns.close)
        writer = await stack.enter_async_context(connected(database, "rw"))
        await _make_ready(writer, database, turns, steps)
        reader = Reader(await stack.enter_async_context(connected(database, "ro")))
        watch = stack.enter_context(closing(_watch(database)))
        doorbell = stack.enter_context(closing(Doorbell(bells, role)))
        takes_turns = can_spoil_the_log(sqlite3.sqlite_version_info)
        store = SqliteStore(writer, reader, watch, doorbell, turns.turn if takes_turns else nullcontext, now)
        # Closing the last connection is a checkpoint too; the turn ends when its file is closed.
        stack.push_async_callback(_take_last_turn, turns)
        stack.push_async_callback(lambda: undisturbed(store.settle()))
        yield store


async def _make_ready(writer: Connection, database: Path, turns: TurnFile, steps: list[Migration]) -> None:
    """Set the write-ahead log and the schema, one process at a time, where that has not been done yet."""
    journal = await writer.value("PRAGMA journal_mode")
    version = await writer.value("PRAGMA user_version")
    if journal != "wal" or version < len(steps):
        async with turns.turn():
            if await writer.value("PRAGMA journal_mode = WAL") != "wal":
                raise StoreError("The database cannot be shared", f"Put {database} on a disk of this machine.")
            await migrate(writer, database, steps)
    for setting in _WRITER_SETTINGS:
        await writer.all(setting)


async def _take_last_turn(turns: TurnFile) -> None:
    # If none is to be had, another process is at work, so this one is not the last.
    with suppress(StoreError):
        await undisturbed(turns.take())


def _watch(database: Path) -> Watch:
    with explained(database):
        return Watch(database)
