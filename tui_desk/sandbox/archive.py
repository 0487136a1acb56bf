"""What the simulated X remembers on disk, so that a world survives its own restart."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_MEMORY_KIND = "memory"


class Archive:
    """One table of JSON records, written through at every change.

    Each call of `write` is one transaction that is on the disk when it returns: a process killed after the simulated
    X answered "accepted" finds the post again. Not for use from several threads.
    """

    def __init__(self, path: Path | str) -> None:
        """Open or create the file at `path`; ":memory:" keeps the world for this process only."""
        self._connection = sqlite3.connect(str(path), isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS record (kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL,"
            " PRIMARY KEY (kind, id)) WITHOUT ROWID"
        )

    def close(self) -> None:
        """Close the file; nothing is waiting to be written."""
        self._connection.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make everything written inside one transaction: all of it survives, or none.

        Nested blocks join the outermost. When the block raises, the file keeps its earlier state while the records in
        memory do not: let such an error end the process.
        """
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def write(self, records: Iterable[tuple[str, str, Any]]) -> None:
        """Store (kind, id, JSON-able value) records, replacing those with the same kind and id."""
        rows = [(kind, record_id, json.dumps(value, ensure_ascii=False)) for kind, record_id, value in records]
        with self.together():
            self._connection.executemany("INSERT OR REPLACE INTO record (kind, id, json) VALUES (?, ?, ?)", rows)

    def forget(self, kind: str, record_id: str) -> None:
        """Remove one record; absent is fine."""
        with self.together():
            self._connection.execute("DELETE FROM record WHERE kind = ? AND id = ?", (kind, record_id))

    def read(self, kind: str) -> Iterator[tuple[str, Any]]:
        """All records of one kind as (id, value), in no promised order."""
        for record_id, text in self._connection.execute("SELECT id, json FROM record WHERE kind = ?", (kind,)):
            yield record_id, json.loads(text)

    def remember(self, key: str, value: Any) -> None:
        """Keep a JSON-able value under `key` for whoever drives the world; None is a value like any other."""
        self.write([(_MEMORY_KIND, key, value)])

    def recall(self, key: str) -> Any:
        """The value last remembered under `key`, or None."""
        row = self._connection.execute(
            "SELECT json FROM record WHERE kind = ? AND id = ?", (_MEMORY_KIND, key)
        ).fetchone()
        return None if row is None else json.loads(row[0])
