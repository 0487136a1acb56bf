"""Fixtures of the tests at the screen."""

import pytest
from house import House

from tui_desk.desk.commands import Answer, Command


@pytest.fixture
def commands(house: House, monkeypatch: pytest.MonkeyPatch) -> list[Command]:
    """Every command that reaches the desk, in order."""
    done: list[Command] = []
    carry_out = house.desk.do

    async def record(command: Command) -> Answer:
        done.append(command)
        return await carry_out(command)

    monkeypatch.setattr(house.desk, "do", record)
    return done
