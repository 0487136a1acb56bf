"""The change table: one row for everything desks are told, written with each commit and read after every bell."""

import json
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path

from tui_desk.desk.views import Change
from tui_desk.store.connection import Connection, Reader, address
from tui_desk.store.doorbell import Listener

POLL_S = 0.25
"""How soon a commit is noticed when no bell rings."""

KEPT = 10_000
"""Rows that stay for slow readers."""

PRUNED_EVERY = 1_000
"""Commits' rows between two prunings."""

READ_AT_ONCE = 1_000
"""Whoever is further behind reads everything anew."""

EVERYTHING = "everything"
"""The kind that says: rows were lost, read all of it again."""

_APPEND = """
INSERT INTO change (kind, ref)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)
RETURNING sequence
"""

_READ = "SELECT sequence, kind, ref FROM change WHERE sequence > ? ORDER BY sequence LIMIT ?"


class Watch:
    """Notices commits of any connection, on the event loop's own thread: a glance takes microseconds there."""

    def __init__(self, database: Path) -> None:
        """Raises sqlite3.Error if the database cannot be opened."""
        # Readers never wait for writers; the timeout only bounds what a glance could cost while a log is recovered.
        self._connection = sqlite3.connect(address(database, "ro"), uri=True, timeout=0.5, isolation_level=None)
        self._version = 0

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def version(self) -> int:
        """A number that differs from the last one if anything was committed in between."""
        with suppress(sqlite3.OperationalError):
            (self._version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return self._version

    def newest(self) -> int:
        """The sequence of the newest change."""
        (sequence,) = self._connection.execute("SELECT max(sequence) FROM change").fetchone()
        return sequence or 0


async def append(writer: Connection, changes: Sequence[tuple[str, int]]) -> None:
    """Write down what desks are to be told, within the transaction that did it; prune what is old."""
    if not changes:
        return
    written = await writer.all(_APPEND, (json.dumps(changes),))
    newest = max(row["sequence"] for row in written)
    if newest % PRUNED_EVERY < len(changes):
        await writer.all("DELETE FROM change WHERE sequence <= ?", (newest - KEPT,))


class Follower:
    """One reader of the change table, from the moment it is made."""

    def __init__(self, listener: Listener, watch: Watch, reader: Reader) -> None:
        """Everything committed from here on will be read, whenever the reading begins."""
        self._listener = listener
        self._watch = watch
        self._reader = reader
        self._version = watch.version()
        self._read_until = watch.newest()

    async def batches(self) -> AsyncIterator[Sequence[Change]]:
        """What was committed since the last batch, each thing once, until the listener is closed."""
        while not self._listener.closed:
            await self._listener.wait(POLL_S)
            # Taken before the rows are read: a commit in between is noticed again, never missed.
            version = self._watch.version()
            if version != self._version:
                self._version = version
                if batch := await self._batch():
                    self._read_until = batch[-1].sequence
                    yield batch

    async def _batch(self) -> Sequence[Change]:
        rows = await self._reader.all(_READ, (self._read_until, READ_AT_ONCE + 1))
        if rows and (rows[0]["sequence"] != self._read_until + 1 or len(rows) > READ_AT_ONCE):
            newest = await self._reader.value("SELECT max(sequence) FROM change")
            return (Change(newest, EVERYTHING, 0),)
        latest = {(row["kind"], row["ref"]): row["sequence"] for row in rows}
        return sorted((Change(sequence, *about) for about, sequence in latest.items()), key=lambda it: it.sequence)
