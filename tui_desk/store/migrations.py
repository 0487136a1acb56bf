"""The steps from one schema to the next: numbered SQL files, each applied whole or not at all.

The number of the last step is kept in the database as its `user_version`. A released file is never changed again.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tui_desk.desk.store_port import StoreError
from tui_desk.store.connection import Connection, address
from tui_desk.store.errors import BUSY_TIMEOUT_S, explained
from tui_desk.store.files import make_file

SCHEMA = Path(__file__).parent / "schema"

APPLICATION_ID = 0x7844736B
"""Written into every desk's database by the first step; https://www.sqlite.org/fileformat2.html#application_id."""

OLDEST_SQLITE = (3, 37, 0)
"""The first with STRICT tables."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema."""

    number: int
    file: Path

    def statements(self) -> Iterator[str]:
        """Its statements, one by one: run as a script they would commit the transaction around them."""
        statement = ""
        for line in self.file.read_text(encoding="utf-8").splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                yield statement
                statement = ""
        if statement.strip():
            raise ValueError(f"{self.file.name} ends within a statement")


def shipped(schema: Path = SCHEMA) -> list[Migration]:
    """Every step, in order. Raises ValueError for a gap in the numbers."""
    steps = [Migration(int(file.name.partition("_")[0]), file) for file in sorted(schema.glob("*.sql"))]
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise ValueError(f"the steps in {schema} are not numbered one by one")
    return steps


def refuse_foreign(database: Path, newest: int) -> None:
    """Look at a database without touching it. Raises StoreError if it is not ours, or newer than this program."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError("SQLite is too old", "Install a Python that comes with SQLite 3.37 or newer.")
    with (
        explained(database),
        closing(sqlite3.connect(address(database, "ro"), uri=True, timeout=BUSY_TIMEOUT_S)) as look,
    ):
        (version,) = look.execute("PRAGMA user_version").fetchone()
        (application,) = look.execute("PRAGMA application_id").fetchone()
        (tables,) = look.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (tables or version or application):
        raise StoreError("That database belongs to another program", f"Move {database} away, or name another file.")
    if version > newest:
        raise StoreError(
            "The database is newer than this program",
            f"Install a newer tui-desk: {database} has schema {version}, and this one knows {newest}.",
        )


async def migrate(connection: Connection, database: Path, steps: list[Migration]) -> None:
    """Take every pending step, after a backup of what is there. The caller holds the turn.

    Raises StoreError, and whatever a faulty step raises; the database then stands as after the last whole step.
    """
    version = await connection.value("PRAGMA user_version")
    pending = [step for step in steps if step.number > version]
    if pending and version:
        await _back_up(connection, database.with_name(f"{database.name}.before-{pending[0].number}"))
    for step in pending:
        await _take(connection, step)


async def _take(connection: Connection, step: Migration) -> None:
    await connection.all("BEGIN IMMEDIATE")
    try:
        if await connection.value("PRAGMA user_version") < step.number:
            for statement in step.statements():
                await connection.all(statement)
            await connection.all(f"PRAGMA user_version = {step.number:d}")  # a pragma takes no parameter
        await connection.all("COMMIT")
    finally:
        await connection.roll_back()


async def _back_up(connection: Connection, backup: Path) -> None:
    """A whole copy under a name of its own, there only once it is complete."""
    unfinished = backup.with_name(f"{backup.name}.part")
    unfinished.unlink(missing_ok=True)
    make_file(unfinished)
    await connection.all("VACUUM INTO ?", (str(unfinished),))
    unfinished.replace(backup)
