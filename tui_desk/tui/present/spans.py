"""The pieces a presenter hands over: words, and what part they play. How a part looks is for the theme."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

_WORD = re.compile(r" *[^ ]+| +")


class Role(StrEnum):
    """What part a piece of text plays, by the theme's token for it. A word or a glyph says it, too."""

    TEXT = "text"
    MUTED = "text_muted"
    DIM = "text_dim"
    RULE = "border"
    """Rules and gutters, which separate and say nothing."""
    KEY = "accent"
    MATCH = "match"
    """What was looked for: in the colour of keys, and underlined on every terminal."""
    CUSTOMER = "customer"
    OURS = "ours"
    THIRD_PARTY = "third_party"
    PUBLIC = "public"
    PRIVATE = "direct_message"
    NOTE = "note"
    WAITING = "waiting"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one role. The text may come from outside: it is checked where it is drawn."""

    text: str
    role: Role = Role.TEXT


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """One row of the screen: fixed words at either side, and between them what is cut to the room that is left."""

    left: Spans = ()
    fill: Spans = ()
    right: Spans = ()


KeyOf = Callable[[str], str]
"""The key that does an action, as it is shown; the action is named by its id in the keymap."""


def plain(spans: Spans) -> str:
    """The words without their roles."""
    return "".join(span.text for span in spans)


def joined(parts: list[Spans], separator: str = " · ") -> Spans:
    """The parts that have words, with a quiet separator between them."""
    spans: list[Span] = []
    for part in parts:
        if not plain(part):
            continue
        if spans:
            spans.append(Span(separator, Role.RULE))
        spans.extend(part)
    return tuple(spans)


def in_words(spans: Spans) -> Spans:
    """The same, each word a span with the space before it: a row is filled before the next begins.

    What has lines of its own keeps them.
    """
    return tuple(
        Span(word, span.role)
        for span in spans
        for word in ((span.text,) if "\n" in span.text else _WORD.findall(span.text))
    )
