"""How X reads the text of a post: names, tags, links, and its weighted length."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

TEXT_LIMIT = 280
"""Weighted length of an ordinary post."""

URL_WEIGHT = 23

MENTION = re.compile(r"(?<![\w@/])@([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_@])")
HASHTAG = re.compile(r"(?<![\w&#])#(\w*[^\W\d_]\w*)")
CASHTAG = re.compile(r"(?<![\w$])\$([A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?)(?![\w$])")
URL = re.compile(
    r"""https?://[^\s<>"]+[^\s<>".,;:!?'…)\]]"""
    r"|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|example|test)(?:/[^\s<>\"]*[^\s<>\".,;:!?'…)\]])?(?![\w.-]*@)\b",
    re.IGNORECASE,
)

_LIGHT_RANGES = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_EMOJI = re.compile(
    r"[\U0001F1E6-\U0001F1FF]{2}"
    r"|[#*0-9]\ufe0f?\u20e3"
    r"|[\U0001F300-\U0001FAFF\u2600-\u27BF][\ufe0f\U0001F3FB-\U0001F3FF]*"
    r"(?:\u200d[\U0001F300-\U0001FAFF\u2600-\u27BF][\ufe0f\U0001F3FB-\U0001F3FF]*)*"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, in code points: [start, end), and what stands there without its sign."""

    start: int
    end: int
    value: str


def mentions_in(text: str) -> Iterator[Span]:
    """The @names of a text."""
    return (Span(found.start(), found.end(), found[1]) for found in MENTION.finditer(text))


def hashtags_in(text: str) -> Iterator[Span]:
    """The #tags of a text."""
    return (Span(found.start(), found.end(), found[1]) for found in HASHTAG.finditer(text))


def cashtags_in(text: str) -> Iterator[Span]:
    """The $TAGS of a text."""
    return (Span(found.start(), found.end(), found[1]) for found in CASHTAG.finditer(text))


def urls_in(text: str) -> Iterator[Span]:
    """The links of a text, with or without a scheme."""
    return (Span(found.start(), found.end(), found[0]) for found in URL.finditer(text))


def weighted_length(text: str) -> int:
    """Length as X counts it: light characters 1, others 2, an emoji 2, a link 23 (twitter-text configuration v3).

    A plain reading of the rule that is right for ordinary posts; it does not know every top-level domain.
    """
    normal = unicodedata.normalize("NFC", text)
    without_urls, urls = URL.subn("", normal)
    without_emoji, emoji = _EMOJI.subn("", without_urls)
    return urls * URL_WEIGHT + emoji * 2 + sum(_weight(character) for character in without_emoji)


def cut_to_weight(text: str, limit: int) -> str:
    """The longest beginning of `text` that weighs at most `limit` and ends at a blank where there is one."""
    end, weight = 0, 0
    for character in text:
        weight += _weight(character)
        if weight > limit:
            break
        end += 1
    if end == len(text):
        return text
    blank = text.rfind(" ", 0, end)
    return text[: blank if blank > 0 else end]


def folded(text: str) -> str:
    """`text` as search compares it: without case and without diacritics."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _weight(character: str) -> int:
    return 1 if any(first <= ord(character) <= last for first, last in _LIGHT_RANGES) else 2
