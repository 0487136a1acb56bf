"""A page of the written policy as plain text for the panel: its headings, lists, tables and paragraphs, wrapped.

Nothing that stands in the file is carried out as markup: emphasis and links read as they were typed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tui_desk.config.policy import PolicyPage
from tui_desk.tui.present.spans import Columns, Role, Span, Spans, joined

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{1,3}[.)])[ \t]+(?=\S)")
_QUOTE = re.compile(r" {0,3}>[ \t]?")
_ROW = re.compile(r"[ \t]*\|")
_PARTING = re.compile(r"[ \t]*[-*_|:][-*_|: \t]*")
"""A rule across the page, or the row below a table's head: it parts, and says nothing."""
_FENCE = re.compile(r" {0,3}(?:```|~~~)")


@dataclass(frozen=True, slots=True)
class _Line:
    """What the file means as one line, however it was wrapped there."""

    words: str
    is_code: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a further line of the file may belong to it."""
        begins = _HEADING.match(self.words) or _ROW.match(self.words) or _PARTING.fullmatch(self.words)
        return not self.is_code and not begins and bool(self.words.strip())


def policy_title(page: PolicyPage) -> Columns:
    """What stands above the page."""
    return Columns(left=(Span("Policy  ", Role.MUTED),), fill=(Span(page.title, Role.KEY),))


def policy_lines(page: PolicyPage) -> tuple[Columns, ...]:
    """The page, and at its end the file to change it in. One empty row parts as well as several."""
    place = Columns(fill=(Span(f"This page is {page.file}", Role.DIM),))
    lines: list[Columns] = []
    for columns in (*(row for line in _unwrapped(page.text) for row in _columns(line)), Columns(), place):
        if columns != Columns() or (lines and lines[-1] != Columns()):
            lines.append(columns)
    return tuple(lines)


def _unwrapped(text: str) -> list[_Line]:
    """The lines of a page, those put together that only go on with the one before."""
    lines: list[_Line] = []
    is_code = False
    for words in text.split("\n"):
        if _FENCE.match(words):
            is_code = not is_code
        elif lines and lines[-1].is_open and not is_code and _goes_on(words):
            lines[-1] = _Line(f"{lines[-1].words} {words.strip()}")
        else:
            lines.append(_Line(words, is_code))
    return lines


def _goes_on(words: str) -> bool:
    begins = any(mark.match(words) for mark in (_HEADING, _ITEM, _QUOTE, _ROW)) or _PARTING.fullmatch(words)
    return bool(words.strip()) and not begins


def _columns(line: _Line) -> Iterator[Columns]:
    words = line.words
    if line.is_code:
        yield Columns(left=(Span("  "),), fill=(Span(words, Role.MUTED),))
    elif not words.strip() or _PARTING.fullmatch(words):
        if not _ROW.match(words):
            yield Columns()
    elif heading := _HEADING.match(words):
        yield Columns()
        yield Columns(fill=(Span(words[heading.end() :].rstrip("# \t"), Role.KEY),))
    elif item := _ITEM.match(words):
        mark = item["mark"] if item["mark"][0].isdigit() else "•"
        yield Columns(
            left=(Span(f"{item['indent'].expandtabs(4)}{mark} ", Role.KEY),), fill=(Span(words[item.end() :]),)
        )
    elif quote := _QUOTE.match(words):
        yield Columns(left=(Span("│ ", Role.RULE),), fill=(Span(words[quote.end() :], Role.MUTED),))
    elif _ROW.match(words):
        cells: list[Spans] = [(Span(cell.strip()),) for cell in words.strip().strip("|").split("|")]
        yield Columns(left=(Span("│ ", Role.RULE),), fill=joined(cells, " │ "))
    else:
        yield Columns(fill=(Span(words.strip()),))
