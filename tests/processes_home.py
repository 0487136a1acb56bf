"""A whole house of real processes in a temporary home: simulated X, engine, desk on a real pseudo-terminal."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import psutil

from benchmarks.terminal import Terminal
from tui_desk.config.paths import Paths

PROFILE = "practice-quiet-night"
PATIENCE_SECONDS = 40.0


@dataclass
class Home:
    """One temporary home, and what runs in it."""

    environment: dict[str, str]
    paths: Paths

    def open_desk(self, columns: int = 160, lines: int = 48, profile: str = PROFILE) -> Terminal:
        """A desk on a terminal of this size."""
        return Terminal([sys.executable, "-m", "tui_desk", "--profile", profile], (columns, lines), self.environment)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command line without a terminal, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "tui_desk", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def ask_x(self, method: str, route: str, body: object = None) -> list[dict[str, object]]:
        """Ask the control routes of the simulated X."""
        connection = http.client.HTTPConnection("localhost", timeout=5)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.connect(str(self.paths.socket("x.sock")))
        connection.request(method, f"/_control/{route}", json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer: list[dict[str, object]] = json.loads(response.read() or b"null")
        connection.close()
        assert response.status < 300, answer
        return answer

    def posts_saying(self, words: str) -> list[dict[str, object]]:
        """What really stands on X with these words in it: the oracle."""
        return [post for post in self.ask_x("GET", "posts") if words in str(post["written_text"])]

    def processes(self, command: str) -> list[psutil.Process]:
        """The background processes of this home that run a sub-command."""
        found = []
        for process in psutil.process_iter(["cmdline", "environ"]):
            words = process.info["cmdline"] or []
            environment = process.info["environ"] or {}
            if command in words and environment.get("TUI_DESK_HOME") == self.environment["TUI_DESK_HOME"]:
                found.append(process)
        return found

    def kill(self, command: str) -> None:
        """Kill a background process on whatever line it is."""
        for process in self.processes(command):
            process.send_signal(signal.SIGKILL)
            until(partial(_has_ended, process))


def _has_ended(process: psutil.Process) -> bool:
    """Whether a process does nothing any more, be it that its parent has not taken note yet."""
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def until(holds: Callable[[], bool], terminal: Terminal | None = None) -> None:
    """Wait for something to hold, letting a terminal draw meanwhile; fails when it does not in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, terminal.text() if terminal is not None else "it never held"
        if terminal is not None:
            terminal.read(0.05)
        else:
            time.sleep(0.05)
