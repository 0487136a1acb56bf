"""How long from launch to a useful screen, on a store with 1,000 cases, beside a bare one-list Textual application.

.venv/bin/python -m benchmarks.start [--cases 1000] [--rounds 11]
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.terminal import Terminal
from tui_desk.bootstrap.engine import open_recorder
from tui_desk.bootstrap.profile import choose_profile
from tui_desk.config.paths import PRACTICE
from tui_desk.desk.engine_commands import RecordAccount, RecordPosts
from tui_desk.domain.ids import ConversationId, PostId, UserId
from tui_desk.domain.model import Account, Person, Post

SIZE = (160, 48)
US = Account(UserId(1), "brand", "The Brand")
BATCH = 200


async def fill(cases: int) -> None:
    """A practice store with so many waiting cases."""
    async with open_recorder(choose_profile(PRACTICE)) as (recorder, _):
        await recorder.do(RecordAccount(US))
        now = recorder.now()
        for first in range(0, cases, BATCH):
            numbers = range(first, min(cases, first + BATCH))
            people = tuple(Person(UserId(10 + n), f"customer_{n}", f"Customer {n}", followers=n) for n in numbers)
            posts = tuple(_post(n, now - (cases - n) * 1000) for n in numbers)
            await recorder.do(RecordPosts(posts, people))


def _post(number: int, at: int) -> Post:
    post_id = PostId(1000 + number)
    words = f"@brand my order {number} has not come, and nobody answers the phone. What now?"
    return Post(
        post_id, post_id, ConversationId(post_id), UserId(10 + number), words, at, mentioned_ids=(US.user_id,)
    )  # fmt: skip


def launch(words: list[str], pattern: str, environment: dict[str, str]) -> float:
    """Milliseconds from launch to the pattern on the screen."""
    with Terminal(words, SIZE, environment) as terminal:
        return (terminal.wait_for(pattern) - terminal.started_at) * 1000


def main() -> None:
    """Measure both, turn by turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=11)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "TUI_DESK_HOME": folder, "TERM": "xterm-256color"}
        os.environ["TUI_DESK_HOME"] = folder
        asyncio.run(fill(options.cases))
        python = sys.executable
        program = str(Path(sys.executable).with_name("tui-desk"))
        runs: dict[str, list[float]] = {"one list": [], "desk": []}
        here = str(Path(__file__).with_name("one_list.py"))
        for turn in range(options.rounds + 1):
            bare = launch([python, here], r"Row 10 ", environment)
            desk = launch([program, "--profile", PRACTICE, "--no-engine"], r"customer_\d", environment)
            if turn:
                runs["one list"].append(bare)
                runs["desk"].append(desk)
    for name, times in runs.items():
        print(f"{name:10} median {statistics.median(times):6.0f} ms   min {min(times):6.0f}   max {max(times):6.0f}")
    ratio = statistics.median(runs["desk"]) / statistics.median(runs["one list"])
    print(f"desk / one list: {ratio:.2f}  ({options.cases} cases, {options.rounds} rounds, {SIZE[0]}x{SIZE[1]})")


if __name__ == "__main__":
    main()
