"""A practice profile in a home of its own, and what has happened on its desk."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from house import House, open_house

from tui_desk.bootstrap.clock import now_ms
from tui_desk.config.paths import PRACTICE, Paths, paths_for

HOUR = 60 * 60 * 1000


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """The files of the practice profile, whose folders are there."""
    monkeypatch.setenv("TUI_DESK_HOME", str(tmp_path))
    found = paths_for(PRACTICE)
    found.create()
    found.config_file.parent.mkdir(parents=True)
    return found


Story = Callable[[House], Awaitable[None]]
Happens = Callable[[Story], None]


@pytest.fixture
def happens(paths: Paths) -> Happens:
    """Lets something happen on the desk of the profile, from 60 hours ago on."""

    async def play(story: Story) -> None:
        async with open_house(paths.database.parent) as house:
            house.clock.at = now_ms() - 60 * HOUR
            await story(house)

    return lambda story: asyncio.run(play(story))
