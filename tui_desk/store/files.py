"""Where a database may lie, and the modes its files are made with.

A private desk has its files 0600 in a 0700 folder. A desk shared by a group lies in a set-gid folder (2770) and has
them 0660, whatever the umask of whoever comes first. SQLite gives `-wal` and `-shm` the mode of the database.
"""

import os
import stat
from pathlib import Path

from tui_desk.desk.store_port import StoreError

PRIVATE_FILE = 0o600
SHARED_FILE = 0o660

NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "ncpfs", "fuse.sshfs", "fuse.rclone"}
)
"""Where SQLite's write-ahead log does not work, because it needs memory shared by all processes.

https://www.sqlite.org/wal.html#overview, and the types that mount(8) names.
"""

_MOUNTS = Path("/proc/self/mounts")


def prepare(database: Path) -> Path:
    """Makes an empty database file with the right mode if there is none; returns its real path.

    Raises StoreError where it could not be written, or should not.
    """
    try:
        database = database.resolve()
        _refuse_unsuitable(database)
        make_file(database)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError("The database cannot be made", f"{reason}: look at {database.parent}.") from error
    return database


def make_file(file: Path) -> None:
    """Makes an empty file with the mode that its folder asks for; one that is there is left alone.

    An existing database must not even be opened here: closing any descriptor of it would drop the locks that SQLite
    holds on it elsewhere in this process (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
    except FileExistsError:
        return
    try:
        os.fchmod(descriptor, file_mode(file.parent))
    finally:
        os.close(descriptor)


def file_mode(folder: Path) -> int:
    """The mode for files in a folder: shared with its group where the folder hands its group on, else private."""
    mode = folder.stat().st_mode
    return SHARED_FILE if mode & stat.S_ISGID and mode & stat.S_IWGRP else PRIVATE_FILE


def _refuse_unsuitable(database: Path) -> None:
    folder = database.parent
    if not folder.is_dir():
        raise StoreError("The database has no folder", f"Make the folder {folder}, readable by you alone.")
    if folder.stat().st_mode & stat.S_IWOTH:
        raise StoreError("Everybody may write where the database lies", f"Close the folder: chmod o-w {folder}")
    if not _may(folder, os.W_OK | os.X_OK):
        raise StoreError("The folder of the database cannot be written", f"Give yourself the right to write {folder}.")
    if database.exists() and not (database.is_file() and _may(database, os.R_OK | os.W_OK)):
        raise StoreError("The database cannot be written", f"Give yourself the right to write {database}.")
    kind = file_system_of(folder)
    if kind in NETWORK_FILE_SYSTEMS:
        raise StoreError(
            f"The database lies on a network drive ({kind})",
            f"Put it on a disk of this machine instead of {folder}; agents elsewhere come in by SSH.",
        )


def _may(path: Path, rights: int) -> bool:
    return os.access(path, rights, effective_ids=os.access in os.supports_effective_ids)


def file_system_of(folder: Path, mounts: Path = _MOUNTS) -> str:
    """The type of the file system a folder lies on, as mount(8) names it; empty where the kernel does not say."""
    try:
        lines = mounts.read_text(errors="surrogateescape").splitlines()
    except OSError:
        return ""
    best, kind = -1, ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_unescaped(fields[1]))
        depth = len(point.parts)
        if depth >= best and folder.is_relative_to(point):  # of two mounts on one point the later one is seen
            best, kind = depth, fields[2]
    return kind


def _unescaped(mount_point: str) -> str:
    """proc(5): space, tab, line feed and backslash are written as octal escapes."""
    for escape, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        mount_point = mount_point.replace(escape, char)
    return mount_point
