"""Reads a TOML file so that a mistake found later can be given its line."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui_desk.config.problems import Problem

LARGEST_FILE_BYTES = 1_000_000
"""Far above any configuration; a larger file is a wrong path."""

_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_NAMES = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_TABLE = re.compile(rf"[ \t]*\[\[?[ \t]*({_NAMES})[ \t]*\]")
_KEY = re.compile(rf"[ \t]*({_NAMES})[ \t]*=")
_LINE_IN_MESSAGE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """The values of one file, and the lines their names stand on."""

    path: Path
    values: dict[str, Any]
    lines: dict[tuple[str, ...], int]

    def line_of(self, *names: str) -> int | None:
        """The line of a table or key; of the nearest table around it if it has no line of its own."""
        for length in range(len(names), 0, -1):
            if (line := self.lines.get(names[:length])) is not None:
                return line
        return None


def read_toml(path: Path) -> TomlFile | Problem:
    """The file's values, or why it cannot be read."""
    content = read_bytes(path)
    return content if isinstance(content, Problem) else parse_toml(path, content)


def read_bytes(path: Path) -> bytes | Problem:
    """The file's bytes, or why it cannot be read."""
    advice = "Make it a readable text file, or move it away."
    try:
        # Opening a pipe would wait for a writer.
        if not path.is_file():
            return Problem(path, None, f"{path.name} is not a file", advice)
        if path.stat().st_size > LARGEST_FILE_BYTES:
            return Problem(path, None, f"{path.name} is too large", f"It may have {LARGEST_FILE_BYTES:,} bytes.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "unusable path"
        return Problem(path, None, f"{path.name} cannot be read: {reason}", advice)


def parse_toml(path: Path, content: bytes) -> TomlFile | Problem:
    """The values of `content`; `path` is only named in the problem."""
    try:
        text = content.decode("utf-8-sig")
        values = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(path, line, f"{path.name} is not UTF-8 text", "Save the file as UTF-8.")
    except tomllib.TOMLDecodeError as error:
        found = _LINE_IN_MESSAGE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        return Problem(path, line, f"{path.name} is not valid TOML", f"Correct what stands there: {error}.")
    except (ValueError, RecursionError):
        # Numbers of thousands of digits, brackets nested without end.
        return Problem(
            path, None, f"{path.name} is not valid TOML", "A number or a list in it is far too long or deep."
        )
    lines: dict[tuple[str, ...], int] = {}
    for names, line in _names_and_lines(text):
        for length in range(1, len(names) + 1):
            # A dotted name opens the tables around it, unless they have a line already.
            lines.setdefault(names[:length], line)
    return TomlFile(path, values, lines)


def _names_and_lines(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Where each table and key stands: a scan of the lines, since tomllib keeps no positions."""
    table: tuple[str, ...] = ()
    open_string: str | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        if open_string is not None:
            if line.count(open_string) % 2:
                open_string = None
            continue
        if found := _TABLE.match(line):
            table = _split(found[1])
            yield table, number
        elif found := _KEY.match(line):
            yield (*table, *_split(found[1])), number
        open_string = next((quotes for quotes in ('"""', "'''") if line.count(quotes) % 2), None)


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, names))
