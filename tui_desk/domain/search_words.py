"""How a text is cut into what search finds it by, and where in a text the sought words stand.

Words are compared as listening compares them: without case, diacritics, width and links. Scripts that write no spaces,
and Hangul, whose endings cling to the words, are cut into pairs of letters that overlap, for a word may begin and end
anywhere: きま is in 届きません. Their single letters, and pictures such as emoji, are kept apart from the words.

The index forgets a text by cutting it once more, so a change to how this cuts needs a schema step that cuts all anew.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from tui_desk.domain.listening import comparable

SHORTEST_BEGINNING = 3
"""Letters from which on the beginning of a word stands for the whole; fewer begin too many words to be of use."""

SNIPPET_LENGTH = 160
"""Characters of a text that are shown around what was found."""

_BEFORE_MATCH = 40
"""Characters shown before the first match, where the text is longer than a snippet."""

_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    r"\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, Han, Hangul."""
_PICTURES = r"\u2600-\u27bf\U0001f300-\U0001faff"
_INDIC_SIGNS = r"\u0900-\u0963\u0966-\u0dff\u0f71-\u0fbc"
"""Of the scripts of India and Tibet also the vowel signs, which \\w leaves out."""

_SPACED_LETTER = rf"[^\W_{_UNSPACED}]"
_RUN = rf"[{_UNSPACED}]+|(?:{_SPACED_LETTER}+|[{_INDIC_SIGNS}]+)+"
_ASCII_WORD = re.compile("[a-z0-9]+")


# Classes of so many characters take longer to compile than a desk has for its first page, which needs none of them.


@cache
def _run() -> re.Pattern[str]:
    return re.compile(_RUN)


@cache
def _letter() -> re.Pattern[str]:
    return re.compile(rf"[{_UNSPACED}{_PICTURES}]")


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(rf"[{_UNSPACED}]")


_BETWEEN = rf"(?:_|[^\w{_INDIC_SIGNS}{_UNSPACED}])"
_NOT_WITHIN = rf"(?<!{_SPACED_LETTER})(?<![{_INDIC_SIGNS}])"
_NOT_BEFORE = rf"(?!{_SPACED_LETTER}|[{_INDIC_SIGNS}])"
_NEVER = re.compile(r"(?!)")

_LINK = re.compile(r"https?://[!-~]+")
_MARKS = r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u3099\u309a]"
"""Marks that fold away, or into the letter before them."""
_MARK = re.compile(_MARKS)
_CLUSTER = re.compile(rf".{_MARKS}*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or several in a row, that a text must have."""

    text: str
    """As typed."""
    is_beginning: bool = False
    """Its last word may go on: somebody is still typing it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A term as the index knows it. Both are empty where it has nothing that can be found."""

    words: tuple[str, ...]
    """They stand one after another."""
    letters: tuple[str, ...]
    """They stand anywhere."""
    is_beginning: bool
    """The last of the words is the beginning of one."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text, and where in the piece the matches are."""

    text: str
    matches: tuple[tuple[int, int], ...]
    """Beginning and end (exclusive) of each, in code points; in order, and none within another."""
    is_cut_before: bool = False
    is_cut_after: bool = False


def words_of(text: str) -> list[str]:
    """What stands in the text one after another: words, and pairs of letters of scripts without spaces."""
    plain = _plain(text)
    if plain.isascii():
        return _ASCII_WORD.findall(plain)
    words: list[str] = []
    for run in _run().findall(plain):
        if _unspaced().match(run):
            words += [run[at : at + 2] for at in range(len(run) - 1)]
        else:
            words.append(run)
    return words


def letters_of(text: str) -> Iterable[str]:
    """The letters of scripts without spaces, and the pictures, each once."""
    plain = _plain(text)
    return () if plain.isascii() else dict.fromkeys(_letter().findall(plain))


def has_link(text: str) -> bool:
    """Whether there is a link in the text. X writes each in full, also those that people typed without http://."""
    return _LINK.search(text) is not None


def cut(term: Term) -> Cut:
    """A term in the pieces that texts are found by."""
    plain = _plain(term.text)
    letters = letters_of(term.text)
    words = tuple(words_of(term.text))
    ends_in_word = bool(words) and plain.rstrip().endswith(words[-1]) and not _unspaced().match(words[-1])
    is_beginning = term.is_beginning and ends_in_word and len(words[-1]) >= SHORTEST_BEGINNING
    # Letters within a pair need not be asked for again.
    in_pairs = "".join(word for word in words if _unspaced().match(word))
    return Cut(words, tuple(letter for letter in letters if letter not in in_pairs), is_beginning)


def snippet(text: str, terms: Iterable[Term], length: int = SNIPPET_LENGTH) -> Snippet:
    """The piece of a text around the first match; the beginning of the text where nothing of it matched."""
    found = _places(text, terms)
    begin = 0
    if len(text) > length and found:
        begin = max(0, min(found[0][0] - _BEFORE_MATCH, len(text) - length))
    end = min(len(text), begin + length)
    inside = tuple((max(a, begin) - begin, min(b, end) - begin) for a, b in found if a < end and b > begin)
    return Snippet(text[begin:end], inside, begin > 0, end < len(text))


def _places(text: str, terms: Iterable[Term]) -> list[tuple[int, int]]:
    """Where any of the terms stands, with what overlaps joined."""
    plain, origins = _aligned(text)
    places = sorted(
        (origins[match.start()], origins[match.end()])
        for term in terms
        for match in _pattern(term).finditer(plain)
        if match.end() > match.start()
    )
    joined: list[tuple[int, int]] = []
    for begin, end in places:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _aligned(text: str) -> tuple[str, list[int] | range]:
    """The text as it is compared, and for each place in it, its end included, the place in the text it comes from."""
    shown = _LINK.sub(lambda link: " " * len(link[0]), text)
    if shown.isascii():
        return shown.lower(), range(len(shown) + 1)
    clusters = _CLUSTER.findall(shown) if _MARK.search(shown) else shown
    folded = [_folded(cluster) for cluster in clusters]
    plain = "".join(folded)
    if clusters is shown and len(plain) == len(shown) and "" not in folded:
        return plain, range(len(shown) + 1)  # letter for letter, as nearly always
    origins: list[int] = []
    begin = 0
    for cluster, letters in zip(clusters, folded, strict=True):
        origins.extend([begin] * len(letters))
        begin += len(cluster)
    return plain, [*origins, begin]


@lru_cache(maxsize=2)  # an entry is cut into words, then into letters
def _plain(text: str) -> str:
    # What folding makes of plain letters is only their small form.
    return _LINK.sub(" ", text).lower() if text.isascii() else comparable(text)


@lru_cache(maxsize=8192)
def _folded(cluster: str) -> str:
    return comparable(cluster)


@lru_cache(maxsize=256)
def _pattern(term: Term) -> re.Pattern[str]:
    """Finds a term in a text as it is compared."""
    runs: list[str] = re.findall(rf"{_RUN}|[{_PICTURES}]", _plain(term.text))
    if not runs:
        return _NEVER
    written = re.escape(runs[0]) if _letter().match(runs[0]) else _NOT_WITHIN + re.escape(runs[0])
    for before, run in pairwise(runs):
        are_words = not (_letter().match(before) or _letter().match(run))
        written += f"{_BETWEEN}{'+' if are_words else '*'}{re.escape(run)}"
    goes_on = term.is_beginning and len(runs[-1]) >= SHORTEST_BEGINNING
    return re.compile(written if goes_on or _letter().match(runs[-1]) else written + _NOT_BEFORE)
