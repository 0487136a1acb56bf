"""Word between processes that something was committed: a datagram without content, to a socket of every listener.

Sockets lie in one folder, named `<role>-<process id>-<number>.bell`. A lost datagram costs no more than the wait for
the next look at the database, so every failure to ring is ignored.
"""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from tui_desk.store.files import file_mode

LONGEST_PATH_BYTES = 107
"""Linux keeps 108 bytes for the path of a Unix socket, the closing zero included; see unix(7)."""

_numbers = count(1)
"""Several listeners of one process must not meet on one path."""


class Listener:
    """Waits for the bell. Without a socket of its own (see `listen`) it only waits for time to pass."""

    def __init__(self, bell: socket.socket | None, path: Path) -> None:
        """Needs the running event loop."""
        self._bell = bell
        self._path = path
        self._rung = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.closed = False
        if bell is not None:
            self._loop.add_reader(bell, self._hear)

    async def wait(self, timeout_s: float) -> None:
        """Until the bell has rung since the last wait, the time is over, or the listener is closed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._rung.wait()
        self._rung.clear()

    def close(self) -> None:
        """Stop listening, take the socket away and wake whoever waits."""
        if not self.closed and self._bell is not None:
            self._loop.remove_reader(self._bell)
            self._bell.close()
            self._path.unlink(missing_ok=True)
        self.closed = True
        self._rung.set()

    def _hear(self) -> None:
        if self._bell is None:
            return
        with suppress(BlockingIOError):
            while True:
                self._bell.recv(16)
                self._rung.set()


class Doorbell:
    """The bells in one folder: listen with one's own, ring everybody's."""

    def __init__(self, bells: Path, role: str) -> None:
        """`role` names this process's bells, so that desks can be told from engines."""
        self._bells = bells
        self._role = role
        self._ringer = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._ringer.setblocking(False)

    def close(self) -> None:
        """Stop ringing. Listeners are closed one by one."""
        self._ringer.close()

    def listen(self) -> Listener:
        """A listener with a bell of its own; with none where the folder cannot hold one."""
        path = self._bells / f"{self._role}-{os.getpid()}-{next(_numbers)}.bell"
        if len(os.fsencode(path)) > LONGEST_PATH_BYTES:
            return Listener(None, path)
        bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            bell.setblocking(False)
            path.unlink(missing_ok=True)  # a process of the same number may have died here
            bell.bind(os.fspath(path))
            path.chmod(file_mode(self._bells))
        except OSError:
            bell.close()
            return Listener(None, path)
        return Listener(bell, path)

    def ring(self) -> None:
        """Wake every listener of every process."""
        for path in self._found("*.bell"):
            try:
                self._ringer.sendto(b"\0", os.fspath(path))
            except ConnectionRefusedError:  # its process died without taking it away
                with suppress(OSError):
                    path.unlink()
            except OSError:
                continue

    def listening(self, role: str) -> int:
        """How many bells of a role somebody listens to."""
        return sum(_is_live(path) for path in self._found(f"{role}-*.bell"))

    def _found(self, pattern: str) -> Iterator[Path]:
        with suppress(OSError):
            yield from list(self._bells.glob(pattern))


def _is_live(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as visitor:
        try:
            visitor.connect(os.fspath(path))
        except OSError:
            return False
    return True
