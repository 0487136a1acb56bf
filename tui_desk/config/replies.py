"""Reads the shipped saved replies and a user's over them, reply by reply: a broken one leaves the rest standing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui_desk.config.problems import Problem, nearest
from tui_desk.config.toml_blocks import read_blocks
from tui_desk.config.toml_file import TomlFile
from tui_desk.domain.clean import clean, clean_line
from tui_desk.domain.saved_replies import VARIABLES, SavedReply, has_stray_brace, variables

SHIPPED_REPLIES = Path(__file__).with_name("shipped") / "replies.toml"

LONGEST_TEXT = 4_000
"""Code points in the text of one reply."""
LONGEST_LABEL = 60
"""Code points in a label or a category."""
MOST_REPLIES = 1_000
"""Replies read from one file; nobody finds one among more."""

FIELDS = ("code", "language", "category", "label", "text")

_CODE = re.compile(r"[a-z0-9_-]{1,20}")
_LANGUAGE = re.compile(r"[a-z]{2}")

Key = tuple[str, str]
"""What names a reply: its code and its language."""


@dataclass(frozen=True, slots=True)
class LoadedReplies:
    """The replies that can be used, in the order of the files, and what is wrong with the others."""

    replies: tuple[SavedReply, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One reply as its file has it; one without text takes the shipped one away."""

    reply: SavedReply
    file: TomlFile

    @property
    def key(self) -> Key:
        return self.reply.code, self.reply.language

    def problem(self, field: str, title: str, sentence: str) -> Problem:
        return Problem(self.file.path, self.file.line_of("reply", field), title, sentence)


def load_replies(shipped: Path, user_file: Path) -> LoadedReplies:
    """The shipped replies with the user's over them: one of the same code and language replaces, an empty one removes.

    Never raises. A file that is not there is no problem.
    """
    chosen: dict[Key, SavedReply] = {}
    problems: list[Problem] = []
    for path in (shipped, user_file):
        before = set(chosen)
        seen: set[Key] = set()
        for entry in _read(path):
            if isinstance(entry, Problem):
                problems.append(entry)
            elif entry.key in seen:
                title = f"The reply {entry.reply.code!r} stands here twice in {entry.reply.language}"
                problems.append(entry.problem("code", title, "Give the second one a code of its own, or remove it."))
            elif entry.reply.text:
                seen.add(entry.key)
                chosen[entry.key] = entry.reply
            elif entry.key in before:
                seen.add(entry.key)
                del chosen[entry.key]
            else:
                title = f"There is no reply {entry.reply.code!r} in {entry.reply.language} to remove"
                problems.append(entry.problem("code", title, nearest(entry.reply.code, sorted({c for c, _ in before}))))
    return LoadedReplies(tuple(chosen.values()), tuple(problems))


def _read(path: Path) -> Iterator[_Entry | Problem]:
    for file in read_blocks(path, "reply", MOST_REPLIES):
        if isinstance(file, Problem):
            yield file
        else:
            yield from _entries(file)


def _entries(file: TomlFile) -> Iterator[_Entry | Problem]:
    for name, value in file.values.items():
        if name != "reply":
            sentence = f"A reply begins with [[reply]]. {nearest(name, ('reply',))}"
            yield Problem(file.path, file.line_of(name), f"Nothing here is called {name!r}", sentence)
        elif not isinstance(value, list) or not all(isinstance(fields, dict) for fields in value):
            title = "A reply needs two pairs of brackets"
            yield Problem(file.path, file.line_of(name), title, "Write [[reply]] and its fields below.")
        else:
            for fields in value:
                yield from _entry(file, fields)


def _entry(file: TomlFile, fields: dict[str, Any]) -> Iterator[_Entry | Problem]:
    """The reply, or why it is left out; and fields that mean nothing."""
    for name in fields:
        if name not in FIELDS:
            line = file.line_of("reply", name)
            yield Problem(file.path, line, f"A reply has no field {name!r}", nearest(name, FIELDS))
    mistakes = list(_mistakes(fields))
    if mistakes:
        field, title, sentence = mistakes[0]
        yield Problem(file.path, file.line_of("reply", field), title, sentence)
        return
    texts = {name: fields.get(name, "").strip() for name in FIELDS}
    yield _Entry(SavedReply(**texts), file)


def _mistakes(fields: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """For which the reply is left out: the field, what is wrong with it, and what to do."""
    for name in FIELDS:
        if not isinstance(fields.get(name, "" if name in ("category", "label") else None), str):
            title = f"The reply's {name} is not text" if name in fields else f"The reply has no {name}"
            yield name, title, f'Write {name} = "..." below its [[reply]].'
            return
    if not _CODE.fullmatch(fields["code"]):
        yield "code", "The reply's code cannot be typed", "Use 1 to 20 of a-z, 0-9, hyphen and underscore."
    if not _LANGUAGE.fullmatch(fields["language"]):
        yield "language", "The reply's language is not a code", "Write its two small letters, such as en, de or ja."
    for name in ("category", "label"):
        written = fields.get(name, "").strip()
        if len(written) > LONGEST_LABEL or clean_line(written) != written:
            yield name, f"The reply's {name} does not fit", f"Use up to {LONGEST_LABEL} plain characters on one line."
    yield from _mistakes_in_text(fields["text"].strip())


def _mistakes_in_text(text: str) -> Iterator[tuple[str, str, str]]:
    if len(text) > LONGEST_TEXT:
        yield "text", "The reply is too long", f"It may have {LONGEST_TEXT:,} characters."
    elif clean(text) != text:
        yield "text", "The reply holds characters that cannot be seen", "Type it again instead of pasting it."
    elif has_stray_brace(text):
        yield "text", "The reply has a single brace", "Close the variable, or double the brace: {{ or }}."
    for name in variables(text):
        if name not in VARIABLES:
            yield "text", f"There is no variable {{{name}}}", nearest(name, VARIABLES)
