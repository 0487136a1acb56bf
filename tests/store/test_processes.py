"""Real processes on one file: they see each other, take steps once, die at any moment, and end when they are done."""

import asyncio
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from store.conftest import OpenStore
from support import REPOSITORY

pytestmark = pytest.mark.process

PREAMBLE = """
import asyncio, sys
from pathlib import Path
from tui_desk.domain.ids import AgentName, UserId
from tui_desk.domain.model import Account, Person
from tui_desk.store.sqlite import open_store
database, bells = Path(sys.argv[1]), Path(sys.argv[2])
def opened():
    return open_store(database, bells, "engine", lambda: 0)
"""

WRITE_FOREVER = """
async def main():
    async with opened() as store:
        number = int(sys.argv[3])
        while True:
            async with store.unit() as unit:
                for twin in (number, -number):
                    await unit.put_person(Person(UserId(twin), f"p{twin}", ""))
                unit.changed("person", number)
            print(number, flush=True)
            number += 1
asyncio.run(main())
"""

OPEN_ONCE = """
async def main():
    sys.stdin.read()
    async with opened() as store:
        async with store.unit() as unit:
            await unit.audit("engine", "opened", 0, "")
asyncio.run(main())
"""

COUNT_UP = """
async def main():
    async with opened() as store:
        for _ in range(int(sys.argv[3])):
            async with store.unit() as unit:
                await unit.move_cursor("count", (await unit.cursor("count") or 0) + 1)
                unit.changed("count", 0)
asyncio.run(main())
"""

FAIL = """
async def main():
    async with opened() as store:
        store.changes()
        raise SystemExit(3)
asyncio.run(main())
"""

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(database: Path, bells: Path) -> Start:
    """Starts a process that runs a script on the database of this test."""

    def started(script: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", PREAMBLE + script, str(database), str(bells), *arguments],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    return started


def test_a_kill_at_any_moment_loses_nothing_acknowledged_and_leaves_no_half(start: Start, database: Path) -> None:
    chance = random.Random(20)
    written = 0
    for _ in range(6):
        with start(WRITE_FOREVER, str(written + 1)) as process:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, 60)):
                written = int(process.stdout.readline())
            process.kill()
            for line in process.stdout:
                written = int(line) if line.endswith("\n") else written
        with closing(sqlite3.connect(database)) as look:
            (halves,) = look.execute("SELECT sum(user_id) FROM person").fetchone()
            (newest,) = look.execute("SELECT max(user_id) FROM person").fetchone()
            assert look.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert halves == 0
        assert newest in (written, written + 1)


def test_processes_that_start_together_make_one_schema(start: Start, database: Path) -> None:
    processes = [start(OPEN_ONCE) for _ in range(4)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
    assert [process.wait(30) for process in processes] == [0, 0, 0, 0]
    for process in processes:
        assert process.stdout is not None
        process.stdout.close()
    with closing(sqlite3.connect(database)) as look:
        assert look.execute("SELECT count(*) FROM audit").fetchone() == (4,)
        assert look.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("with_bell", [True, False])
async def test_processes_lose_no_update_and_hear_each_other(
    start: Start, open_another: OpenStore, bells: Path, with_bell: bool
) -> None:
    async with open_another(bells=bells if with_bell else bells / "absent") as store:
        changes = store.changes()
        processes = [start(COUNT_UP, "40") for _ in range(2)]
        async with asyncio.timeout(30):
            while await store.queries.cursor("count") != 80:
                assert {change.kind for change in await anext(changes)} <= {"count", "everything"}
        for process in processes:
            assert await asyncio.to_thread(process.wait, 30) == 0
            process.communicate()


def test_a_process_that_fails_ends_at_once(start: Start, bells: Path) -> None:
    with start(FAIL) as process:
        assert process.wait(30) == 3
    assert list(bells.iterdir()) == []
