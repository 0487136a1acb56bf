"""What can be inserted into a text, as a list under it: one row each, and below it the chosen one as it would read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui_desk.domain.saved_replies import placeholders
from tui_desk.tui.present.feed import first_words
from tui_desk.tui.present.spans import Columns, KeyOf, Role, Span, Spans, joined

_CODE_WIDTH = 10
"""Cells for a code; a longer one moves the words of its own row."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be inserted."""

    name: str
    """The code of a saved reply; what an emoji is called."""
    language: str
    """The language of a saved reply; none for an emoji."""
    text: str
    """Exactly what would be inserted."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What a list is opened with."""

    sign: str
    """The character that opens it when it is typed."""
    one: str
    many: str
    otherwise: str
    """What is said where nothing fits, before what was typed."""
    find: Callable[[str], Sequence[Offer]]
    """Those that fit what is typed, the best first."""
    gives_way: bool = False
    """Whether the list goes away as soon as nothing fits, so that what was typed stands in the text after all."""


def saved_replies(find: Callable[[str], Sequence[Offer]]) -> Offers:
    """The saved replies."""
    return Offers("/", "saved reply", "saved replies", "No saved reply is called or says", find)


def emoji(find: Callable[[str], Sequence[Offer]], *, gives_way: bool) -> Offers:
    """The emoji."""
    return Offers(":", "emoji", "emoji", "No emoji is called", find, gives_way)


def prompt(offers: Offers, typed: str, count: int, key_of: KeyOf) -> Columns:
    """What is looked for, how many that finds, and the keys."""
    keys = joined(
        [
            (Span(key_of(action), Role.KEY), Span(f" {word}", Role.MUTED))
            for action, word in (("replies.insert", "inserts"), ("replies.close", "closes"))
        ]
    )
    found = f"  {count} {offers.one if count == 1 else offers.many}"
    return Columns(
        left=(Span(f" {offers.sign} ", Role.KEY), Span(f"{typed}▏")),
        fill=(Span(found, Role.MUTED),),
        right=(*keys, Span(" ")),
    )


def offer_row(offer: Offer, *, is_chosen: bool) -> Columns:
    """Code, language and first words of a saved reply; an emoji and its name. The chosen one has a mark."""
    mark = Span("▌" if is_chosen else " ", Role.KEY)
    role = Role.KEY if is_chosen else Role.TEXT
    if not offer.language:
        return Columns(left=(mark, Span(f"{offer.text} ")), fill=(Span(offer.name, role),))
    code = Span(f"{offer.name:{_CODE_WIDTH}} ", role)
    return Columns(left=(mark, code, Span(f"{offer.language} ", Role.MUTED)), fill=(Span(first_words(offer.text)),))


def preview(offer: Offer) -> Spans:
    """The text as it would be inserted; what nothing was found for stands out, and is named after it.

    Nothing for an emoji, whose row shows all of it.
    """
    if not offer.language:
        return ()
    unfilled = placeholders(offer.text)
    if not unfilled:
        return (Span(offer.text, Role.MUTED),)
    return (Span(offer.text, Role.MUTED), Span(f"  ! to fill in: {', '.join(unfilled)}", Role.WARNING))


def nothing_found(offers: Offers, typed: str) -> Spans:
    """Nothing is like what was typed, or there is none at all."""
    words = f"{offers.otherwise} “{typed}”" if typed else f"There are no {offers.many}"
    return (Span(words, Role.MUTED),)
