"""Plain text: nothing but words, wrapped at a terminal's width, and not at all in a pipe."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Any, TextIO

from tui_desk.domain.clean import POST_LIMIT, clean_line

_NARROWEST = 20
"""Columns below which wrapping makes nothing easier to read."""


def put(lines: Iterable[str]) -> None:
    """Print results. Text from outside is cleaned once more; what a line wraps to is indented as its beginning."""
    _print(lines, sys.stdout)


def talk(lines: Iterable[str]) -> None:
    """Print what is no result, on standard error."""
    _print(lines, sys.stderr)


def put_fields(rows: Iterable[Iterable[str]]) -> None:
    """Print a line for each row: its fields between tabs for `cut`, in a terminal between blanks."""
    if _width(sys.stdout) is None:
        put("\t".join(fields) for fields in rows)
    else:
        put("  ".join(filter(None, fields)) for fields in rows)


def put_document(document: Mapping[str, Any]) -> None:
    """Print one object for programs."""
    print(json.dumps(document, indent=1))
    sys.stdout.flush()


def _print(lines: Iterable[str], stream: TextIO) -> None:
    width = _width(stream)
    for line in lines:
        for row in _rows(line, width):
            print(row, file=stream)
    # Here and not when the interpreter ends, where a pipe that is closed could not be told any more.
    stream.flush()


def _width(stream: TextIO) -> int | None:
    """Columns of the terminal behind a stream; None where there is none, or where it does not say."""
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except OSError:
        return None


def _rows(line: str, width: int | None) -> Iterator[str]:
    cleaned = "\t".join(clean_line(field, POST_LIMIT) for field in line.split("\t")).rstrip(" ")
    if width is None or len(cleaned) <= width or width < _NARROWEST:
        yield cleaned
        return
    words = cleaned.lstrip(" ")
    indent = " " * (len(cleaned) - len(words))
    yield from wrap(
        words,
        width,
        initial_indent=indent,
        subsequent_indent=indent or "    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
