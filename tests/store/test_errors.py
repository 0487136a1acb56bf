"""What goes wrong with the disk or with others is told in words, and the store works on afterwards."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store.conftest import OpenStore
from store.samples import ANNA, BEN, a_post

from tui_desk.desk.store_port import StoreError
from tui_desk.domain.permission import Summons
from tui_desk.store.errors import in_words
from tui_desk.store.sqlite import SqliteStore


async def test_a_database_held_by_another_program_is_busy(store: SqliteStore, database: Path) -> None:
    await store._writer.all("PRAGMA busy_timeout = 1")
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as caught:
            async with store.unit() as unit:
                await unit.put_person(ANNA)
    assert "busy" in caught.value.title
    assert str(database) in caught.value.sentence
    async with store.unit() as unit:
        await unit.put_person(ANNA)


async def test_a_full_disk_takes_the_unit_back_and_leaves_the_rest(store: SqliteStore) -> None:
    async def write_too_much() -> None:
        async with store.unit() as unit:
            await unit.put_person(ANNA)
            for post_id in range(1, 50):
                await unit.put_post(a_post(post_id, text="x" * 4_000), Summons.NONE)

    async with store.unit() as unit:
        await unit.put_person(BEN)
    pages = await store._writer.value("PRAGMA page_count")
    await store._writer.all(f"PRAGMA max_page_count = {pages + 2:d}")
    with pytest.raises(StoreError, match="full"):
        await write_too_much()
    async with store.unit() as unit:
        assert await unit.person(ANNA.user_id) is None
        assert await unit.person(BEN.user_id) == BEN
    await store._writer.all("PRAGMA max_page_count = 1000000")
    async with store.unit() as unit:
        await unit.put_post(a_post(1, text="x" * 4_000), Summons.NONE)


def damage(database: Path) -> None:
    """Overwrite everything but the first page."""
    content = bytearray(database.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    database.write_bytes(content)


async def test_a_damaged_database_is_told(open_another: OpenStore, database: Path) -> None:
    async with open_another() as store, store.unit() as unit:
        for post_id in range(1, 200):
            await unit.put_post(a_post(post_id), Summons.NONE)
    damage(database)
    with pytest.raises(StoreError, match="damaged"):
        async with open_another() as store, store.unit() as unit:
            await unit.put_post(a_post(1_000), Summons.NONE)


def test_a_mistake_of_ours_passes_as_it_is() -> None:
    mistake = sqlite3.IntegrityError("UNIQUE constraint failed")
    assert in_words(mistake, Path("desk.db")) is mistake
