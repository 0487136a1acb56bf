"""Splitting a public text that is too long into posts, each of which goes on where the one before ends: 1/3, 2/3, 3/3.

A text is cut between words and nowhere else, so never within a link, a mention or a grapheme: where there is white
space that may be broken, and after the punctuation of scripts that put no space between words.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST_PARTS = 9
"""More posts than this are not an answer any more; with nine, every counter is as wide as every other."""

_BREAK = re.compile(
    r"[^\S\u00a0\u2007\u202f]+"  # white space, but not the spaces that hold words together
    r"|(?<=[。！？、，；])(?![。！？、，；」』）］】〉》”’])"
)
_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]」』）]*$")
_COUNTER = re.compile(r" \d/\d$")
_ZERO_WIDTH_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text that is not cut."""

    begin: int
    end: int
    is_good_end: bool
    """Whether a sentence or a line ends with it."""


def split(text: str, weigh: Callable[[str], int], limit: int) -> tuple[str, ...]:
    """The parts of a text, each with its counter; the text alone if it fits; none where it cannot be cut small enough.

    `weigh` counts a part as X does, with whatever is signed under it. There are as few parts as possible; of the cuts
    that lead to so few, those after a sentence or a line are preferred.
    """
    stripped = text.strip()
    if (weight := weigh(stripped)) <= limit:
        return (stripped,)
    pieces = _pieces(stripped)
    fewest = -(-weight // (limit + 1))  # a cut can do without the one space that stood there
    for count in range(max(2, fewest), MOST_PARTS + 1):
        for prefers_sentences in (True, False):
            parts = _filled(stripped, pieces, count, _Room(weigh, limit), prefers_sentences=prefers_sentences)
            if len(parts) == count:
                return tuple(parts)
    return ()


def rejoined(parts: Sequence[str]) -> str:
    """The text that parts were split from, without their counters; a line break where it was cut is a space then."""
    text = ""
    for part in parts:
        words = _COUNTER.sub("", part)
        text += words if not text or _BREAK.fullmatch(text + words, len(text), len(text)) else f" {words}"
    return text


@dataclass(frozen=True, slots=True)
class _Room:
    """How much goes into a part."""

    weigh: Callable[[str], int]
    limit: int


def _pieces(text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    begin = 0
    for gap in _BREAK.finditer(text):
        if _would_tear(text, gap.end()):
            continue
        ends_line = "\n" in gap[0]
        pieces.append(_Piece(begin, gap.start(), ends_line or bool(_ENDS_SENTENCE.search(text[begin : gap.start()]))))
        begin = gap.end()
    return [*pieces, _Piece(begin, len(text), is_good_end=True)]


def _would_tear(text: str, index: int) -> bool:
    """Whether what stands there belongs to the character before it: an accent, a joiner."""
    following = text[index : index + 1]
    return following == _ZERO_WIDTH_JOINER or unicodedata.category(following or " ").startswith("M")


def _filled(text: str, pieces: Sequence[_Piece], count: int, room: _Room, *, prefers_sentences: bool) -> list[str]:
    """The text in at most `count` parts, each as full as can be; fewer than it takes where it takes more."""
    parts: list[str] = []
    begin = 0
    while begin < len(pieces) and len(parts) < count:
        counter = f" {len(parts) + 1}/{count}"
        start = pieces[begin].begin

        def weight(last: int, start: int = start, counter: str = counter) -> int:
            return room.weigh(text[start : pieces[last].end] + counter)

        after = bisect_right(range(begin, len(pieces)), room.limit, key=weight) + begin
        if after == begin:
            return []
        if prefers_sentences and after < len(pieces):
            good = (last + 1 for last in range(after - 1, begin - 1, -1) if pieces[last].is_good_end)
            after = next(good, after)
        parts.append(text[start : pieces[after - 1].end] + counter)
        begin = after
    return parts if begin == len(pieces) else []
