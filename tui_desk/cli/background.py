"""Starting the engine and the simulated X as processes of their own, which outlive the desk that started them."""

import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tui_desk.bootstrap.profile import Profile

_PATIENCE_SECONDS = 8.0
"""A process that was just started is given this long to show itself before another is started."""
_SECRETS = ("BEARER_TOKEN", "API_KEY", "API_KEY_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")


@dataclass(slots=True)
class Background:
    """Keeps the processes of one profile running while a desk is open."""

    profile: Profile
    _started_at: dict[str, float] = field(default_factory=dict)

    def keep(self, *, engine_alive: bool) -> None:
        """Start what is not there: on the practice desk the simulated X, then the engine."""
        if self.profile.practice and not _answers(self.profile.practice_socket):
            self._start("sandbox")
        if not engine_alive:
            self._start("engine")

    def _start(self, command: str) -> None:
        """Start a command detached. Losing a race is harmless: the later one sees the earlier and leaves."""
        now = time.monotonic()
        if now - self._started_at.get(command, -_PATIENCE_SECONDS) < _PATIENCE_SECONDS:
            return
        self._started_at[command] = now
        subprocess.Popen(  # noqa: S603 - our own program, by the interpreter that runs it
            [sys.executable, "-m", "tui_desk", "--profile", self.profile.name, command, "--log"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(),
            cwd="/",
        )


def _environment() -> dict[str, str]:
    """The environment of a child: without secrets, which it reads from the credentials file itself."""
    import os

    return {name: value for name, value in os.environ.items() if name not in {f"TUI_DESK_{part}" for part in _SECRETS}}


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.2)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
