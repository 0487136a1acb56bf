"""Where a database may lie, and who may read its files."""

import asyncio
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from store.conftest import OpenStore
from store.samples import US, a_post, open_case

from tui_desk.desk.store_port import StoreError
from tui_desk.store import files
from tui_desk.store.files import file_system_of

NOBODY = 65534


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o027])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Every umask that people have."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize(("folder_mode", "mode"), [(0o700, 0o600), (0o2770, 0o660), (0o755, 0o600)])
async def test_files_have_the_mode_their_folder_asks_for(
    open_another: OpenStore, database: Path, folder_mode: int, mode: int
) -> None:
    database.parent.chmod(folder_mode)
    async with open_another() as store:
        async with store.unit() as unit:
            await open_case(unit, a_post(100))
        found = {file.name: stat.S_IMODE(file.stat().st_mode) for file in database.parent.glob("desk.db*")}
    assert found == dict.fromkeys(("desk.db", "desk.db-wal", "desk.db-shm", "desk.db-turn"), mode)
    assert [file.name for file in sorted(database.parent.glob("desk.db*"))] == ["desk.db", "desk.db-turn"]


def refusal(open_another: OpenStore) -> StoreError:
    """Why the database is not opened."""

    async def open_it() -> None:
        async with open_another():
            pass

    with pytest.raises(StoreError) as caught:
        asyncio.run(open_it())
    return caught.value


def test_a_folder_everybody_may_write_is_refused(open_another: OpenStore, database: Path) -> None:
    database.parent.chmod(0o777)
    assert "Everybody" in refusal(open_another).title
    assert not database.exists()


def test_a_missing_folder_is_refused(open_another: OpenStore, database: Path, bells: Path) -> None:
    bells.rmdir()
    database.parent.rmdir()
    assert str(database.parent) in refusal(open_another).sentence


@pytest.fixture
def readable_folder() -> Iterator[Path]:
    """A folder that whoever runs the test may read but not write; root becomes nobody for the time."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    yield folder
    os.seteuid(os.getuid())
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_is_refused(readable_folder: Path) -> None:
    with pytest.raises(StoreError) as caught:
        files.prepare(readable_folder / "desk.db")
    assert "cannot be written" in caught.value.title
    assert str(readable_folder) in caught.value.sentence


@pytest.mark.parametrize("content", [b"Dear diary, " * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_database_is_refused_and_left_alone(
    open_another: OpenStore, database: Path, content: bytes
) -> None:
    database.write_bytes(content)
    assert str(database) in refusal(open_another).sentence
    assert database.read_bytes() == content


def test_a_folder_in_the_files_place_is_refused(open_another: OpenStore, database: Path) -> None:
    database.mkdir()
    assert "cannot be written" in refusal(open_another).title


def test_a_network_drive_is_refused(open_another: OpenStore, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = database.with_name("mounts")
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/export {database.parent} nfs4 rw 0 0\n")
    monkeypatch.setattr(files.file_system_of, "__defaults__", (mounts,))
    error = refusal(open_another)
    assert "nfs4" in error.title
    assert not database.exists()


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/jo", "ext4"),
        ("/srv/net/desk", "nfs"),
        ("/srv/network", "ext4"),
        ("/srv/two words/x", "cifs"),
        ("/over/x", "xfs"),
    ],
)
def test_the_file_system_is_that_of_the_innermost_mount(tmp_path: Path, folder: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/a / ext4 rw 0 0\nx /srv/net nfs rw 0 0\ny /srv/two\\040words cifs rw 0 0\n"
        "z /over nfs rw 0 0\nz /over xfs rw 0 0\nodd line\n"
    )
    assert file_system_of(Path(folder), mounts) == kind


def test_no_list_of_mounts_says_nothing(tmp_path: Path) -> None:
    assert file_system_of(tmp_path, tmp_path / "absent") == ""


async def write(open_another: OpenStore) -> None:
    async with open_another() as store, store.unit() as unit:
        await unit.put_account(US)


def test_a_link_to_a_database_leads_to_it(open_another: OpenStore, database: Path) -> None:
    (database.parent / "real").mkdir(0o700)
    database.symlink_to(database.parent / "real" / "desk.db")
    asyncio.run(write(open_another))
    assert (database.parent / "real" / "desk.db").stat().st_size > 0


async def test_dropped_text_leaves_no_byte_in_the_files(open_another: OpenStore, database: Path) -> None:
    secret = "the safe is behind the teapot"
    async with open_another() as store:
        async with store.unit() as unit:
            await open_case(unit, a_post(100, text=secret))
        async with store.unit() as unit:
            await unit.mark_gone(a_post(100).post_id)
    assert secret.encode() not in b"".join(file.read_bytes() for file in database.parent.glob("desk.db*"))
