"""A schema step is taken whole or not at all, once, after a backup; what is newer or foreign is left alone."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store.conftest import OpenStore
from store.samples import US

from tui_desk.desk.store_port import StoreError
from tui_desk.store import migrations
from tui_desk.store.connection import connected
from tui_desk.store.migrations import Migration, migrate, shipped

FROZEN = {
    "0001_initial.sql": "52995760c7c65f81c6bb5efa944a09c4b3303520945a711fe84514573ce259f4",
    "0002_parts_of_a_text.sql": "6b0753d988c8aa86ea54370239d3c1b27fb1e38959c5a83375253dea6b8c6863",
    "0003_posts_by_author.sql": "52a68d5644b2a8bdd182412c2312b8261629aed20330ac1db4afd8a0bf769608",
}
"""SHA-256 of every step. Once a step is in people's databases its line is never changed: write a further step."""


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_steps_are_frozen() -> None:
    assert {step.file.name: sha256(step.file) for step in shipped()} == FROZEN


def test_steps_are_numbered_one_by_one(tmp_path: Path) -> None:
    assert [step.number for step in shipped()] == list(range(1, len(shipped()) + 1))
    for name in ("0001_a.sql", "0003_b.sql"):
        (tmp_path / name).touch()
    with pytest.raises(ValueError, match="not numbered"):
        shipped(tmp_path)


def test_a_step_that_ends_within_a_statement_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_text("CREATE TABLE a (x);\nCREATE TABLE b (\n")
    with pytest.raises(ValueError, match="within a statement"):
        list(shipped(tmp_path)[0].statements())


async def test_every_table_is_strict_and_a_fresh_store_is_up_to_date(open_another: OpenStore, database: Path) -> None:
    async with open_another():
        pass
    with closing(sqlite3.connect(database)) as look:
        loose = look.execute(
            "SELECT name FROM pragma_table_list"
            " WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'"
        )
        assert loose.fetchall() == []
        assert look.execute("PRAGMA user_version").fetchone() == (len(shipped()),)
        assert look.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert not list(database.parent.glob("*.before-*"))


async def test_a_newer_database_is_left_alone(open_another: OpenStore, database: Path) -> None:
    async with open_another():
        pass
    with closing(sqlite3.connect(database)) as future:
        future.execute("PRAGMA user_version = 99")
    before = sha256(database)
    with pytest.raises(StoreError, match="99") as caught:
        async with open_another():
            pass
    assert "newer" in caught.value.title
    assert sha256(database) == before


async def test_the_database_of_another_program_is_left_alone(open_another: OpenStore, database: Path) -> None:
    with closing(sqlite3.connect(database)) as other, other:
        other.execute("CREATE TABLE recipe (name)")
    before = sha256(database)
    with pytest.raises(StoreError, match="another program"):
        async with open_another():
            pass
    assert sha256(database) == before


@pytest.fixture
def steps(tmp_path: Path) -> list[Migration]:
    """What is shipped, and one step more."""
    further = tmp_path / f"{len(shipped()) + 1:04}_further.sql"
    further.write_text("CREATE TABLE further (x INTEGER) STRICT;\nINSERT INTO further VALUES (1);\n")
    return [*shipped(), Migration(len(shipped()) + 1, further)]


async def test_a_backup_is_made_before_the_first_pending_step(
    open_another: OpenStore, database: Path, steps: list[Migration]
) -> None:
    async with open_another() as store, store.unit() as unit:
        await unit.put_account(US)
    async with connected(database, "rw") as connection:
        await migrate(connection, database, steps)
        await migrate(connection, database, steps)
        assert await connection.value("SELECT count(*) FROM further") == 1
        assert await connection.value("PRAGMA user_version") == steps[-1].number
    (backup,) = database.parent.glob("*.before-*")
    assert backup.name == f"desk.db.before-{steps[-1].number}"
    assert backup.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (steps[-1].number - 1,)
        assert copy.execute("SELECT handle FROM account").fetchall() == [(US.handle,)]


async def test_a_step_that_fails_leaves_nothing(
    open_another: OpenStore, database: Path, steps: list[Migration]
) -> None:
    async with open_another():
        pass
    steps[-1].file.write_text("CREATE TABLE further (x INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);\n")
    async with connected(database, "rw") as connection:
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            await migrate(connection, database, steps)
        assert await connection.value("PRAGMA user_version") == len(shipped())
        assert await connection.value("SELECT count(*) FROM sqlite_schema WHERE name = 'further'") == 0


async def test_an_sqlite_that_is_too_old_is_refused(open_another: OpenStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(StoreError, match="too old"):
        async with open_another():
            pass
