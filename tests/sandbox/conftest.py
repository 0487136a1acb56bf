"""Fixtures of the simulated X: a world in memory, and the server over it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from sandbox.client import APP_TOKEN, BRAND_TOKEN, Api, World

from tui_desk.sandbox.archive import Archive
from tui_desk.sandbox.call import Simulator
from tui_desk.sandbox.clock import WorldClock
from tui_desk.sandbox.platform import Platform
from tui_desk.sandbox.server import serve

STARTS_AT = 1_790_000_000_000


@pytest.fixture
def world() -> Iterator[World]:
    clock = WorldClock(STARTS_AT, speed=0)
    archive = Archive(":memory:")
    platform = Platform(archive, clock.now)
    yield World(
        platform=platform,
        clock=clock,
        brand=platform.add_user("brightloaf", "Bright Loaf", user_id=77),
        customer=platform.add_user("mira_k", "Mira K"),
        bystander=platform.add_user("otto", "Otto", verified_type="blue"),
    )
    archive.close()


@pytest.fixture
async def simulator(world: World, tmp_path: Path) -> AsyncIterator[Simulator]:
    async with serve(tmp_path / "x.sock", world.platform, world.clock, {BRAND_TOKEN: world.brand.user_id}) as running:
        running.accounts.give(APP_TOKEN, None)
        yield running


@pytest.fixture
async def api(simulator: Simulator, tmp_path: Path) -> AsyncIterator[Api]:
    assert simulator.clock.speed == 0
    connector = aiohttp.UnixConnector(str(tmp_path / "x.sock"))
    async with aiohttp.ClientSession("http://localhost", connector=connector) as session:
        yield Api(session)


@pytest.fixture(autouse=True)
def _archives_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close every archive that a test opened: an open one is a leak that Python 3.13 and later report."""
    opened: list[Archive] = []
    opening = Archive.__init__

    def open_and_note(archive: Archive, path: Path | str) -> None:
        opening(archive, path)
        opened.append(archive)

    monkeypatch.setattr(Archive, "__init__", open_and_note)
    yield
    for archive in opened:
        archive.close()
