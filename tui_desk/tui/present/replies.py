"""The list of saved replies under the composer: one row each, and below it the chosen one as it would read."""

from tui_desk.domain.saved_replies import SavedReply, placeholders
from tui_desk.tui.present.feed import first_words
from tui_desk.tui.present.spans import Columns, KeyOf, Role, Span, Spans, joined

_CODE_WIDTH = 10
"""Cells for a code; a longer one moves the words of its own row."""


def prompt(typed: str, count: int, key_of: KeyOf) -> Columns:
    """What is looked for, how many replies that finds, and the keys."""
    keys = joined(
        [
            (Span(key_of(action), Role.KEY), Span(f" {word}", Role.MUTED))
            for action, word in (("replies.insert", "inserts"), ("replies.close", "closes"))
        ]
    )
    found = f"  {count} saved {'reply' if count == 1 else 'replies'}"
    return Columns(
        left=(Span(" / ", Role.KEY), Span(f"{typed}▏")), fill=(Span(found, Role.MUTED),), right=(*keys, Span(" "))
    )


def reply_row(reply: SavedReply, text: str, *, is_chosen: bool) -> Columns:
    """Code, language and first words; the chosen one has a mark."""
    mark = Span("▌" if is_chosen else " ", Role.KEY)
    code = Span(f"{reply.code:{_CODE_WIDTH}} ", Role.KEY if is_chosen else Role.TEXT)
    return Columns(left=(mark, code, Span(f"{reply.language} ", Role.MUTED)), fill=(Span(first_words(text)),))


def preview(text: str) -> Spans:
    """The text as it would be inserted; what nothing was found for stands out, and is named after it."""
    unfilled = placeholders(text)
    if not unfilled:
        return (Span(text, Role.MUTED),)
    return (Span(text, Role.MUTED), Span(f"  ! to fill in: {', '.join(unfilled)}", Role.WARNING))


def nothing_found(typed: str) -> Spans:
    """No reply is like what was typed, or there is none at all."""
    words = f"No saved reply is called or says “{typed}”" if typed else "There are no saved replies"
    return (Span(words, Role.MUTED),)
