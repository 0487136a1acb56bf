"""How long a mention takes from the simulated X to the screen, and a commit of another process to the screen.

.venv/bin/python -m benchmarks.arrival [--rounds 20]
"""

import argparse
import asyncio
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.terminal import Terminal
from tui_desk.bootstrap.clock import now_ms
from tui_desk.bootstrap.engine import open_recorder
from tui_desk.bootstrap.profile import choose_profile
from tui_desk.desk.engine_commands import RecordPosts
from tui_desk.domain.ids import ConversationId, PostId, UserId
from tui_desk.domain.model import Person, Post

SIZE = (160, 140)
"""Tall enough that whatever arrives is in sight."""
QUIET = "practice-quiet-night"


class Simulator:
    """The control routes of a running simulated X."""

    def __init__(self, path: Path) -> None:
        """`path` is its socket."""
        self._path = path

    def ask(self, method: str, route: str, body: object = None) -> object:
        """One request; returns the decoded answer."""
        connection = http.client.HTTPConnection("localhost", timeout=5)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.connect(str(self._path))
        connection.request(method, f"/_control/{route}", json.dumps(body), {"Content-Type": "application/json"})
        answer: object = json.loads(connection.getresponse().read() or b"null")
        connection.close()
        return answer


def quantiles(times: list[float]) -> str:
    """Median, 95th percentile and maximum, in milliseconds."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return f"median {statistics.median(ordered):5.0f} ms   p95 {p95:5.0f}   max {ordered[-1]:5.0f}   n {len(ordered)}"


def from_x(terminal: Terminal, simulator: Simulator, brand: str, rounds: int) -> list[float]:
    """Milliseconds from the simulated X having accepted a post to its words on the screen."""
    times = []
    for number in range(rounds):
        word = f"arrival{number}x"
        simulator.ask("POST", "users", {"handle": f"arriver{number}", "name": "Arriver"})
        simulator.ask("POST", "posts", {"author": f"arriver{number}", "text": f"@{brand} {word} is here"})
        accepted_at = time.perf_counter()
        times.append((terminal.wait_for(f"arriver{number}\\b") - accepted_at) * 1000)
    return times


async def from_commit(terminal: Terminal, rounds: int) -> list[float]:
    """Milliseconds from another process's commit to its words on the screen."""
    times = []
    async with open_recorder(choose_profile(QUIET)) as (recorder, store):
        account = await store.queries.account()
        assert account is not None
        for number in range(rounds):
            at = now_ms() - 10**9 - number
            post_id = PostId(5_000 + number)
            person = Person(UserId(70_000 + number), f"committer{number}", "Committer")
            post = Post(
                post_id, post_id, ConversationId(post_id), person.user_id, "committed", at,
                mentioned_ids=(account.user_id,),
            )  # fmt: skip
            await recorder.do(RecordPosts((post,), (person,)))
            committed_at = time.perf_counter()
            seen_at = await asyncio.to_thread(terminal.wait_for, f"committer{number}\\b")
            times.append((seen_at - committed_at) * 1000)
    return times


def main() -> None:
    """Open a practice desk on a world without traffic of its own, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TUI_DESK_HOME"] = folder
        environment = {**os.environ, "TERM": "xterm-256color"}
        profile = choose_profile(QUIET)
        command = [sys.executable, "-m", "tui_desk", "--profile", QUIET, "sandbox"]
        background = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            with Terminal([sys.executable, "-m", "tui_desk", "--profile", QUIET], SIZE, environment) as terminal:
                terminal.wait_for(r"@\w+")
                terminal.settle(2.0)
                simulator = Simulator(profile.practice_socket)
                brand = asyncio.run(_brand())
                print("X to screen      ", quantiles(from_x(terminal, simulator, brand, options.rounds)))
                print("commit to screen ", quantiles(asyncio.run(from_commit(terminal, options.rounds))))
        finally:
            background.terminate()
            background.wait()


async def _brand() -> str:
    async with open_recorder(choose_profile(QUIET)) as (_, store):
        account = await store.queries.account()
    assert account is not None
    return account.handle


if __name__ == "__main__":
    main()
