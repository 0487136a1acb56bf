"""A store on a real file in a folder of its own."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from store.samples import NOON

from tui_desk.store.sqlite import Role, SqliteStore, open_store

OpenStore = Callable[..., AbstractAsyncContextManager[SqliteStore]]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where the database of this test lies."""
    return tmp_path / "desk.db"


@pytest.fixture
def bells(tmp_path: Path) -> Path:
    """The folder of this test's sockets."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def open_another(database: Path, bells: Path) -> OpenStore:
    """Opens the database as one more process would."""

    def opened(role: Role = "desk", bells: Path = bells) -> AbstractAsyncContextManager[SqliteStore]:
        return open_store(database, bells, role, lambda: NOON)

    return opened


@pytest.fixture
async def store(open_another: OpenStore) -> AsyncIterator[SqliteStore]:
    """An empty store, opened by a desk."""
    async with open_another() as opened:
        yield opened
