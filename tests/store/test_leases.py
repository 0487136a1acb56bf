"""A lease has one holder at a time, and only the holder's word counts."""

import asyncio
from pathlib import Path

from store.conftest import OpenStore
from store.samples import NOON

from tui_desk.store.sqlite import SqliteStore, open_store


async def test_a_lease_is_taken_renewed_expired_and_released(store: SqliteStore) -> None:
    assert await store.take_lease("engine", "a", NOON, NOON + 10)
    assert not await store.take_lease("engine", "b", NOON + 9, NOON + 20)
    assert await store.take_lease("engine", "a", NOON + 9, NOON + 20)
    assert await store.take_lease("engine", "b", NOON + 20, NOON + 30)
    await store.release_lease("engine", "a")
    assert not await store.take_lease("engine", "a", NOON + 21, NOON + 31)
    await store.release_lease("engine", "b")
    assert await store.take_lease("engine", "a", NOON + 21, NOON + 31)
    assert await store.take_lease("other role", "b", NOON + 21, NOON + 31)


async def test_a_lease_that_nobody_could_have_taken_under_this_clock_binds_nobody(store: SqliteStore) -> None:
    later = NOON + 3_600_000
    assert await store.take_lease("engine", "a", later, later + 10)
    assert await store.take_lease("engine", "b", NOON, NOON + 10)  # the clock was set back by an hour
    async with store.unit() as unit:
        assert await unit.holds_lease("engine", "b", NOON + 9)
        assert not await unit.holds_lease("engine", "a", NOON + 9)
    assert not await store.take_lease("engine", "a", NOON, NOON + 10)


async def test_a_holder_whose_clock_was_set_back_keeps_its_lease(store: SqliteStore) -> None:
    later = NOON + 3_600_000
    assert await store.take_lease("engine", "a", later, later + 10)
    assert await store.take_lease("engine", "a", NOON, NOON + 10)
    assert not await store.take_lease("engine", "b", NOON + 1, NOON + 11)
    assert await store.take_lease("engine", "b", NOON + 10, NOON + 20)


async def test_a_holder_that_renews_while_another_waits_keeps_its_lease(database: Path, bells: Path) -> None:
    clock = iter((NOON + 5, NOON + 5))
    async with open_store(database, bells, "engine", lambda: next(clock)) as store:
        assert await store.take_lease("engine", "a", NOON + 5, NOON + 15)
        assert not await store.take_lease("engine", "b", NOON, NOON + 10)  # it asked at NOON, and had to wait


async def test_the_holder_is_known_inside_the_unit(store: SqliteStore) -> None:
    await store.take_lease("engine", "a", NOON, NOON + 10)
    async with store.unit() as unit:
        assert await unit.holds_lease("engine", "a", NOON + 9)
        assert not await unit.holds_lease("engine", "a", NOON + 10)
        assert not await unit.holds_lease("engine", "b", NOON)


async def test_of_many_that_race_for_an_expired_lease_one_wins(store: SqliteStore, open_another: OpenStore) -> None:
    async with open_another() as second, open_another() as third:
        for race in range(10):
            start = NOON + race * 10
            takers = [
                one.take_lease("engine", f"{race}{n}", start, start + 10)
                for n, one in enumerate((store, second, third))
            ]
            assert sum(await asyncio.gather(*takers)) == 1


async def test_desks_are_told_of_a_holder_not_of_every_renewal(store: SqliteStore) -> None:
    changes = store.changes()
    await store.take_lease("engine", "a", NOON, NOON + 10)
    await store.take_lease("engine", "a", NOON + 5, NOON + 15)
    await store.release_lease("engine", "b")
    assert [change.sequence for change in await anext(changes)] == [1]
    await store.release_lease("engine", "a")
    assert [(change.sequence, change.kind) for change in await anext(changes)] == [(2, "status")]
