"""Reads a TOML file of equal tables one by one, so that a broken one leaves the rest standing and has its line."""

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tui_desk.config.problems import Problem
from tui_desk.config.toml_file import TomlFile, parse_toml, read_bytes


def read_blocks(path: Path, name: str, most: int) -> Iterator[TomlFile | Problem]:
    """What stands before the first [[name]], then each such table alone, its lines counted from the top of the file.

    Or why it cannot be read. A file that is not there has none; tables beyond `most` are not read, which is told.
    """
    if not os.path.lexists(path):
        return
    content = read_bytes(path)
    if isinstance(content, Problem):
        yield content
        return
    for count, (first_line, block) in enumerate(_blocks(content, name)):
        if count > most:
            yield Problem(path, first_line, f"{path.name} has too many [[{name}]]", f"Only {most:,} are read.")
            return
        yield _parse(path, first_line, block)


def _blocks(content: bytes, name: str) -> Iterator[tuple[int, bytes]]:
    """Each block with the number of its first line."""
    header = re.compile(rb"[ \t]*\[\[[ \t]*" + name.encode() + rb"[ \t]*\]\]")
    lines = content.removeprefix(codecs.BOM_UTF8).split(b"\n")
    starts = [0, *(number for number, line in enumerate(lines) if header.match(line))]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start + 1, b"\n".join(lines[start:end])


def _parse(path: Path, first_line: int, block: bytes) -> TomlFile | Problem:
    file = parse_toml(path, block)
    if isinstance(file, Problem):
        # Read again where it stands, so that the reader's own words name the right line.
        found = parse_toml(path, b"\n" * (first_line - 1) + block)
        return found if isinstance(found, Problem) else file
    return replace(file, lines={names: line + first_line - 1 for names, line in file.lines.items()})
