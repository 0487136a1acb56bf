"""Makes folders and files that only their owner can read."""

import os
import stat
from pathlib import Path

from tui_desk.config.problems import ConfigurationError

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


class FolderError(ConfigurationError):
    """A folder cannot be made, written, or trusted."""


def make_folder(folder: Path) -> None:
    """Makes the folder and those above it where they are missing, for the owner only.

    A folder that exists keeps its mode: a shared desk lives in one that its group may enter. Raises FolderError.
    """
    try:
        _make(folder)
    except OSError as error:
        raise FolderError(
            f"{folder} cannot be made",
            f"{error.strerror or error}: make the folder yourself, or set TUI_DESK_HOME to one you may write in.",
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FolderError(
            f"{folder} cannot be written",
            "Give yourself the right to write there, or set TUI_DESK_HOME to a folder you may write in.",
        )


def make_private_folder(folder: Path) -> None:
    """Makes the folder, and insists that it is ours alone: for sockets, where whoever may enter may connect.

    Raises FolderError, also when another user put the folder or a link there first.
    """
    make_folder(folder)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise FolderError(f"{folder} is a link", "Remove it; the desk makes a folder of its own there.")
    if found.st_uid != os.geteuid():
        raise FolderError(
            f"{folder} belongs to another user", "Remove it, or set XDG_RUNTIME_DIR to a folder of your own."
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise FolderError(f"{folder} is open to others", f"Close it: chmod 700 {folder}")


def write_private_file(path: Path, content: bytes) -> None:
    """Puts the whole content in place at once, readable by the owner only. Raises OSError."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _make(folder: Path) -> None:
    # Path.mkdir(parents=True) would give the folders above the usual, open mode.
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make(folder.parent)
    folder.mkdir(PRIVATE_FOLDER, exist_ok=True)
