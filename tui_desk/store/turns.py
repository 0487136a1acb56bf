"""Turns at writing, for versions of SQLite in which two processes can spoil the write-ahead log.

Before 3.51.3 (and 3.50.7, 3.44.6 in their lines) a checkpoint that resets the log could race with a writer and lose
what that writer committed: https://www.sqlite.org/wal.html, "The WAL-reset bug". Where every writer and every
checkpoint holds this file's lock, no two of them ever meet. The kernel gives the lock back when its holder dies.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tui_desk.desk.store_port import StoreError
from tui_desk.store.errors import BUSY_TIMEOUT_S, busy
from tui_desk.store.files import make_file

_RETRY_S = 0.002
"""About as long as a unit of work. A wait of this kind can be cancelled and ends; a thread in flock does neither."""


def can_spoil_the_log(version: tuple[int, ...]) -> bool:
    """Whether this version of SQLite needs writers to take turns."""
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return not mended


class TurnFile:
    """The lock file beside a database, open as long as the store is."""

    def __init__(self, database: Path) -> None:
        """Makes the file with the database's mode if there is none. Raises StoreError."""
        self._database = database
        file = database.with_name(f"{database.name}-turn")
        try:
            make_file(file)
            self._descriptor = os.open(file, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise StoreError("The database cannot be locked", f"Give yourself the right to write {file}.") from error

    def close(self) -> None:
        """Give up the file, and with it a turn that is still held."""
        os.close(self._descriptor)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One turn. Raises StoreError when none could be had for ten seconds."""
        await self.take()
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    async def take(self) -> None:
        """Wait for a turn and keep it until the file is closed. Raises StoreError after ten seconds."""
        give_up_at = time.monotonic() + BUSY_TIMEOUT_S
        while not self._taken():
            if time.monotonic() > give_up_at:
                raise busy(self._database)
            await asyncio.sleep(_RETRY_S)

    def _taken(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
