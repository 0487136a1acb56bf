"""Finds the page of the written service policy that goes with a case."""

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui_desk.config.problems import Problem
from tui_desk.config.toml_file import read_bytes
from tui_desk.domain.clean import clean, clean_line

SHIPPED_POLICY = Path(__file__).with_name("shipped") / "policy"

GENERAL = "general"
"""The page for every case whose labels have none."""
LARGEST_PAGE_BYTES = 100_000
"""Nobody reads more beside a case."""

_FILE_NAME = re.compile(r"\w[\w-]{0,59}")
_HEADING = re.compile(r"\s*#[ \t]+(?P<title>[^\n]+?)[ \t#]*(?:\n+|$)")


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """One page of the policy, cleaned for the screen. A file that cannot be read is a page that says so."""

    title: str
    """Its first heading; the file's name where it has none."""
    text: str
    """Markdown, without that heading."""
    file: Path


def policy_for(folders: Sequence[Path], labels: Iterable[str]) -> PolicyPage | None:
    """The page of the first label that has one, else the general page; None if there is none either.

    A label's page is <label>.md, in small letters and with hyphens for spaces, in the first of the folders that has it:
    the user's before the shipped one. A label that cannot be such a name has no page. Never raises.
    """
    for name in (*map(_file_name, labels), GENERAL):
        for folder in folders:
            file = folder / f"{name}.md"
            if name and os.path.lexists(file):
                return _page(file)
    return None


def _file_name(label: str) -> str:
    """The label as a file's name without its ending; empty if it would not stay in its folder."""
    name = re.sub(r"\s+", "-", unicodedata.normalize("NFC", label).strip().lower())
    return name if _FILE_NAME.fullmatch(name) else ""


def _page(file: Path) -> PolicyPage:
    found = _text(file)
    if isinstance(found, Problem):
        return PolicyPage(clean_line(found.title), clean(found.sentence), file)
    text = clean(found, limit=LARGEST_PAGE_BYTES)
    heading = _HEADING.match(text)
    if heading is None:
        return PolicyPage(file.stem, text.strip(), file)
    return PolicyPage(clean_line(heading["title"]), text[heading.end() :].strip(), file)


def _text(file: Path) -> str | Problem:
    content = read_bytes(file)
    if isinstance(content, Problem):
        return content
    if len(content) > LARGEST_PAGE_BYTES:
        sentence = f"A page may have {LARGEST_PAGE_BYTES:,} bytes: keep what an agent needs beside a case."
        return Problem(file, None, f"{file.name} is too large", sentence)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(file, line, f"{file.name} is not UTF-8 text", f"Line {line} is not: save the file as UTF-8.")
