"""Every commit reaches every listener: by the bell at once, without it by the slow poll; gaps are told."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from store.conftest import OpenStore

from tui_desk.desk.views import Change
from tui_desk.store import changes as change_table
from tui_desk.store.doorbell import Doorbell, Listener
from tui_desk.store.sqlite import SqliteStore


async def tell(store: SqliteStore, *refs: int) -> None:
    async with store.unit() as unit:
        for ref in refs:
            unit.changed("case", ref)


async def heard(changes: AsyncIterator[Sequence[Change]]) -> list[tuple[str, int]]:
    """The next batch."""
    async with asyncio.timeout(5):
        return [(change.kind, change.ref) for change in await anext(changes)]


def bells_below(folder: Path) -> list[Path]:
    return list(folder.rglob("*.bell"))


@pytest.fixture
def no_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the bell is left to hear a commit by."""
    monkeypatch.setattr(change_table, "POLL_S", 3_600.0)


@pytest.mark.usefixtures("no_poll")
async def test_own_and_foreign_commits_ring_the_bell(store: SqliteStore, open_another: OpenStore) -> None:
    changes = store.changes()
    await tell(store, 1)
    assert await heard(changes) == [("case", 1)]
    async with open_another("engine") as engine:
        foreign = engine.changes()
        await tell(engine, 2)
        assert await heard(changes) == [("case", 2)]
        assert await heard(foreign) == [("case", 2)]


@pytest.mark.parametrize("folder", ["missing", "x" * 120])
async def test_without_a_bell_the_poll_hears(open_another: OpenStore, tmp_path: Path, folder: str) -> None:
    """A folder that is not there, and one whose path is too long for a socket."""
    bells = tmp_path / folder
    if folder != "missing":
        bells.mkdir()
    async with open_another(bells=bells) as deaf, open_another() as other:
        changes = deaf.changes()
        await tell(other, 1)
        assert await heard(changes) == [("case", 1)]
        assert deaf.desks_listening() == 0
    assert bells_below(tmp_path) == []


async def test_changes_before_the_call_are_not_told_and_those_before_the_first_wait_are(store: SqliteStore) -> None:
    await tell(store, 1)
    changes = store.changes()
    await tell(store, 2)
    await tell(store, 3)
    assert await heard(changes) == [("case", 2), ("case", 3)]


async def test_the_same_thing_is_told_once_with_its_newest_sequence(store: SqliteStore) -> None:
    changes = store.changes()
    for refs in ((7, 8, 7), (7,), (9,)):
        await tell(store, *refs)
    assert await anext(changes) == [Change(2, "case", 8), Change(3, "case", 7), Change(4, "case", 9)]


async def test_after_a_gap_everything_is_to_be_read(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_table, "KEPT", 5)
    monkeypatch.setattr(change_table, "PRUNED_EVERY", 10)
    changes = store.changes()
    for ref in range(12):
        await tell(store, ref)
    assert await anext(changes) == (Change(12, "everything", 0),)
    await tell(store, 99)
    assert await anext(changes) == [Change(13, "case", 99)]
    assert await store._reader.value("SELECT count(*) FROM change") < 12


async def test_whoever_is_far_behind_reads_everything_anew(store: SqliteStore) -> None:
    changes = store.changes()
    await tell(store, *range(change_table.READ_AT_ONCE + 1))
    assert await heard(changes) == [("everything", 0)]


async def test_a_unit_that_changed_nothing_a_desk_shows_rings_nobody(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(store._doorbell, "ring", lambda: rung.append("rung"))
    async with store.unit() as unit:
        await unit.move_cursor("mentions", 1)
    assert rung == []
    await tell(store, 1)
    assert rung == ["rung"]


async def test_desks_are_counted_while_they_listen(store: SqliteStore, open_another: OpenStore) -> None:
    assert store.desks_listening() == 0
    changes = store.changes()
    async with open_another() as desk, open_another("engine") as engine:
        others = [desk.changes(), engine.changes()]
        assert len(others) == 2
        assert engine.desks_listening() == store.desks_listening() == 2
    assert store.desks_listening() == 1
    await tell(store, 1)
    await heard(changes)


async def test_a_cancelled_listener_takes_its_bell_away(store: SqliteStore, bells: Path) -> None:
    waiting = asyncio.create_task(heard(store.changes()))
    await asyncio.sleep(0)
    assert len(bells_below(bells)) == 1
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert bells_below(bells) == []


async def test_closing_the_store_ends_its_changes(open_another: OpenStore, bells: Path) -> None:
    async with open_another() as store:
        changes = store.changes()
        never_read = store.changes()
        last = asyncio.create_task(anext(changes, None))
        await asyncio.sleep(0)
    assert await last is None
    assert await anext(never_read, None) is None
    assert bells_below(bells) == []


async def test_the_bell_of_a_dead_process_is_taken_away(store: SqliteStore, bells: Path) -> None:
    dead = bells / "desk-999999-1.bell"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as left_behind:
        left_behind.bind(os.fspath(dead))
    (bells / "desk-nobody.bell").write_text("no socket at all")
    assert store.desks_listening() == 0
    await tell(store, 1)
    assert not dead.exists()


@pytest.mark.usefixtures("no_poll")
async def test_a_bell_that_nobody_hears_for_long_blocks_nobody(store: SqliteStore) -> None:
    """The queue of a Unix datagram socket is short; the listener needs only one datagram of it."""
    changes = store.changes()
    for ref in range(300):
        store._doorbell.ring()
        if ref % 100 == 0:
            await tell(store, ref)
    assert await heard(changes) == [("case", 0), ("case", 100), ("case", 200)]


async def test_a_listener_sleeps_until_the_poll_or_the_bell(bells: Path) -> None:
    bell = Doorbell(bells, "desk")
    listener: Listener = bell.listen()
    began = asyncio.get_running_loop().time()
    await listener.wait(0.05)
    assert asyncio.get_running_loop().time() - began >= 0.05
    bell.ring()
    async with asyncio.timeout(5):
        await listener.wait(3_600)
    listener.close()
    bell.close()
