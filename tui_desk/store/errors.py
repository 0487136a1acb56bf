"""What SQLite complains of, in words for the person who has to mend it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui_desk.desk.store_port import StoreError

BUSY_TIMEOUT_S = 10.0
"""How long a writer waits for another process before it gives up."""

_BUSY = ("The database is busy", "Another program has held {file} for ten seconds: see what else has it open.")
_READ_ONLY = ("The database cannot be written", "Give yourself the right to write {file} and its folder.")
_NO_DATABASE = ("That is no database", "Move {file} away, or name another file.")

_WORDS = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": _READ_ONLY,
    "SQLITE_CANTOPEN": ("The database cannot be opened", "Make sure that {file} is there and that you may read it."),
    "SQLITE_NOTADB": _NO_DATABASE,
    "SQLITE_FULL": ("The disk is full", "Make room where {file} lies; nothing that was saved is lost."),
    "SQLITE_IOERR": ("The disk does not answer", "Look at the disk that {file} lies on, then start again."),
    "SQLITE_CORRUPT": ("The database is damaged", "Close every desk, keep a copy of {file}, and restore a backup."),
}


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """Turns the faults a person can mend into StoreError; everything else is a mistake of ours and passes."""
    try:
        yield
    except sqlite3.Error as error:
        raise in_words(error, file) from error


def in_words(error: sqlite3.Error, file: Path) -> Exception:
    """The StoreError for a fault of disk, rights or contention; any other error as it is."""
    # "SQLITE_IOERR_FSYNC" is a kind of SQLITE_IOERR; errors of the sqlite3 module itself have no name at all.
    name = getattr(error, "sqlite_errorname", None) or ""
    words = _WORDS.get("_".join(name.split("_")[:2]))
    if words is None:
        return error
    title, sentence = words
    return StoreError(title, sentence.format(file=file))


def busy(file: Path) -> StoreError:
    """The words for a wait that took too long."""
    title, sentence = _BUSY
    return StoreError(title, sentence.format(file=file))
