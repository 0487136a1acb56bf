"""The simulator as a process: it says when it is ready, answers, keeps its folder to itself, and stops when told."""

import asyncio
import signal
import stat
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tui_desk.sandbox.run import READY, run
from tui_desk.sandbox.scenario import ScenarioInvalidError
from tui_desk.sandbox.server import PRACTICE_TOKEN

pytestmark = pytest.mark.process

PROGRAM = """
import asyncio, pathlib, sys
from tui_desk.sandbox.run import run
folder, socket_path, idle = sys.argv[1:]
asyncio.run(run(pathlib.Path(folder), "ordinary-day", pathlib.Path(socket_path), 60.0, float(idle) or None))
"""
DEADLINE = 20.0


@asynccontextmanager
async def simulator(folder: Path, socket_path: Path, idle_exit_seconds: float = 0.0) -> AsyncIterator[Process]:
    """A running simulator; killed at the end if it is still there."""
    arguments = [sys.executable, "-c", PROGRAM, str(folder), str(socket_path), str(idle_exit_seconds)]
    process = await asyncio.create_subprocess_exec(*arguments, stderr=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def line_of(process: Process) -> str:
    assert process.stderr is not None
    async with asyncio.timeout(DEADLINE):
        return (await process.stderr.readline()).decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    private = tmp_path / "x"
    private.mkdir(mode=0o700)
    return private


async def mentions(socket_path: Path) -> list[dict[str, str]]:
    headers = {"Authorization": f"Bearer {PRACTICE_TOKEN}"}
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(socket_path)), headers=headers) as session:
        async with session.get("http://x/2/users/me") as response:
            user_id = (await response.json())["data"]["id"]
        async with session.get(f"http://x/2/users/{user_id}/mentions?max_results=50") as response:
            posts: list[dict[str, str]] = (await response.json())["data"]
            return posts


def assert_private(folder: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert "ordinary-day.x.db" in modes
    assert set(modes.values()) == {0o600}


async def test_it_is_ready_serves_a_waiting_feed_and_stops_when_told(folder: Path) -> None:
    async with simulator(folder, folder / "x.sock") as process:
        assert READY in await line_of(process)
        assert len(await mentions(folder / "x.sock")) >= 6

        process.send_signal(signal.SIGTERM)

        async with asyncio.timeout(DEADLINE):
            assert await process.wait() == 0
    assert not (folder / "x.sock").exists()
    assert_private(folder)


async def test_a_second_one_in_the_same_folder_is_refused(folder: Path) -> None:
    async with simulator(folder, folder / "x.sock") as first:
        await line_of(first)
        async with simulator(folder, folder / "y.sock") as second:
            assert second.stderr is not None
            async with asyncio.timeout(DEADLINE):
                talk = (await second.stderr.read()).decode()
                assert await second.wait() != 0

    assert "a simulated X already lives in" in talk


async def test_after_a_kill_the_same_posts_are_there(folder: Path) -> None:
    async with simulator(folder, folder / "x.sock") as process:
        await line_of(process)
        before = {post["id"] for post in await mentions(folder / "x.sock")}
        process.kill()
        await process.wait()
    async with simulator(folder, folder / "x.sock") as process:
        assert READY in await line_of(process)
        after = {post["id"] for post in await mentions(folder / "x.sock")}

    assert before <= after


async def test_it_goes_away_when_nobody_asks(folder: Path) -> None:
    async with simulator(folder, folder / "x.sock", idle_exit_seconds=0.3) as process:
        await line_of(process)

        assert "nobody asked" in await line_of(process)
        async with asyncio.timeout(DEADLINE):
            assert await process.wait() == 0


async def test_a_story_that_stands_still_is_refused(folder: Path) -> None:
    with pytest.raises(ScenarioInvalidError, match="above 0"):
        await run(folder, "ordinary-day", folder / "x.sock", speed=-1.0)
