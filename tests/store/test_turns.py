"""Writers take turns where SQLite needs it, wait no longer than they must, and give the turn back when cancelled."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from store.conftest import OpenStore

from tui_desk.desk.store_port import StoreError
from tui_desk.store import sqlite, turns
from tui_desk.store.turns import TurnFile, can_spoil_the_log


@pytest.mark.parametrize(
    ("version", "spoils"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 54, 1), False),
        ((4, 0, 0), False),
    ],
)
def test_which_versions_need_turns(version: tuple[int, ...], spoils: bool) -> None:
    assert can_spoil_the_log(version) == spoils


async def test_only_one_at_a_time_has_the_turn(tmp_path: Path) -> None:
    first, second = TurnFile(tmp_path / "desk.db"), TurnFile(tmp_path / "desk.db")
    async with first.turn():
        waiting = asyncio.create_task(second.take())
        done, _ = await asyncio.wait({waiting}, timeout=0.02)
        assert not done
    await asyncio.wait_for(waiting, 5)
    second.close()
    async with asyncio.timeout(5), first.turn():
        pass
    first.close()


async def test_a_wait_for_the_turn_ends_with_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "BUSY_TIMEOUT_S", 0.01)
    first, second = TurnFile(tmp_path / "desk.db"), TurnFile(tmp_path / "desk.db")
    async with first.turn():
        with pytest.raises(StoreError, match="busy"):
            await second.take()
    first.close()
    second.close()


async def test_a_cancelled_wait_takes_no_turn(tmp_path: Path) -> None:
    first, second = TurnFile(tmp_path / "desk.db"), TurnFile(tmp_path / "desk.db")
    async with first.turn():
        waiting = asyncio.create_task(second.take())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
    async with asyncio.timeout(5), first.turn():
        pass
    first.close()
    second.close()


async def test_units_and_the_last_checkpoint_take_turns_where_sqlite_needs_it(
    open_another: OpenStore, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "can_spoil_the_log", lambda _: True)
    stack = AsyncExitStack()
    store = await stack.enter_async_context(open_another())
    other = TurnFile(database)
    for work in (lambda: store.take_lease("engine", "a", 0, 1), stack.aclose):
        async with other.turn():
            held_up = asyncio.ensure_future(work())
            done, _ = await asyncio.wait({held_up}, timeout=0.02)
            assert not done
        await asyncio.wait_for(held_up, 5)
    other.close()


async def test_units_take_no_turns_where_sqlite_is_mended(
    open_another: OpenStore, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "can_spoil_the_log", lambda _: False)
    other = TurnFile(database)
    async with open_another() as store, asyncio.timeout(5), other.turn():
        assert await store.take_lease("engine", "a", 0, 1)
    other.close()
