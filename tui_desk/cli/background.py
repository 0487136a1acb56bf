"""Starting the engine and the simulated X as processes of their own, which outlive the desk that started them."""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tui_desk.bootstrap.profile import Profile
from tui_desk.cli.exits import Exit

_PATIENCE_SECONDS = 8.0
"""A process that was just started is given this long to show itself before another is started."""
_PAUSE_SECONDS = 60.0
"""After a process ended because something has to be put right, this long goes by before the next try."""
_SECRETS = ("BEARER_TOKEN", "API_KEY", "API_KEY_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")


@dataclass(frozen=True, slots=True)
class _Started:
    """A process this desk started."""

    process: subprocess.Popen[bytes]
    at: float

    def is_given_time(self, now: float) -> bool:
        """Whether it is too early for another: this one may yet show itself, or said that something wants mending."""
        ended_badly = self.process.poll() in (Exit.SET_UP, Exit.STORE)
        return now - self.at < (_PAUSE_SECONDS if ended_badly else _PATIENCE_SECONDS)


@dataclass(slots=True)
class Background:
    """Keeps the processes of one profile running while a desk is open."""

    profile: Profile
    _started: dict[str, _Started] = field(default_factory=dict)

    def keep(self, *, engine_alive: bool) -> None:
        """Start what is not there: on the practice desk the simulated X, then the engine."""
        if self.profile.practice and not _answers(self.profile.practice_socket):
            self._start("sandbox")
        if not engine_alive:
            self._start("engine")

    def _start(self, command: str) -> None:
        """Start a command detached. Losing a race is harmless: the later one sees the earlier and leaves."""
        now = time.monotonic()
        before = self._started.get(command)
        if before is not None and before.is_given_time(now):
            return
        process = subprocess.Popen(  # noqa: S603 - our own program, by the interpreter that runs it
            [sys.executable, "-m", "tui_desk", "--profile", self.profile.name, command, "--log"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(),
            cwd="/",
        )
        self._started[command] = _Started(process, now)


def _environment() -> dict[str, str]:
    """The environment of a child: without secrets, which it reads from the credentials file itself."""
    return {name: value for name, value in os.environ.items() if name not in {f"TUI_DESK_{part}" for part in _SECRETS}}


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.2)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
