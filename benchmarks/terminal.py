"""A program in a pseudo-terminal: what a person would see of it, and when.

Figures are only comparable within one run on one machine; report medians and ratios.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

QUERY_ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[c": b"\x1b[?62;22c"}
"""What a modest modern terminal answers to the questions a program may ask."""


class Terminal:
    """A child on a pseudo-terminal, with the screen it has drawn so far."""

    def __init__(self, words: Sequence[str], size: tuple[int, int], environment: Mapping[str, str]) -> None:
        """Start `words`; `size` is columns and lines."""
        columns, lines = size
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.received = bytearray()
        """Every byte the child has sent."""
        self.arrived_at = 0.0
        """When the last chunk came; taken before it is drawn here, which takes its own time."""
        self.exit_code: int | None = None
        self.started_at = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(words[0], list(words), dict(environment))  # noqa: S606 - the program that is measured
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def __enter__(self) -> Self:
        """Use it in a `with` block: the child never outlives it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the child and reap it."""
        self.end()

    def read(self, seconds: float) -> bool:
        """Take in what arrives within `seconds`. Returns whether anything did."""
        ready, _, _ = select.select([self._fd], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            chunk = os.read(self._fd, 65536)
        except OSError:
            return False
        self.arrived_at = time.perf_counter()
        self.received += chunk
        for question, answer in QUERY_ANSWERS.items():
            if question in chunk:
                os.write(self._fd, answer)
        self._stream.feed(chunk)
        return bool(chunk)

    def wait_for(self, pattern: str, seconds: float = 20.0) -> float:
        """The time (perf_counter) of the arrival of what completed a match of `pattern` on the screen.

        Raises TimeoutError, with the screen, when it does not come.
        """
        wanted = re.compile(pattern)
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            if self.read(deadline - time.perf_counter()) and wanted.search(self.text()):
                return self.arrived_at
        raise TimeoutError(f"{pattern!r} did not appear:\n{self.text()}")

    def settle(self, quiet_seconds: float = 0.15) -> None:
        """Read until nothing arrives for a while."""
        while self.read(quiet_seconds):
            pass

    def press(self, keys: bytes) -> None:
        """Send keys."""
        os.write(self._fd, keys)

    def has_ended(self) -> bool:
        """Whether the child is gone; then its exit code is in `exit_code`."""
        if self.exit_code is None and self.pid:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code is not None

    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(self.screen.display)

    def end(self) -> None:
        """Kill the child, if it is still there."""
        if self.pid:
            if not self.has_ended():
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
            os.close(self._fd)
            self.pid = 0
