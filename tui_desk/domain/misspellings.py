"""How people are likely to misspell a name: proposals for a listening rule, to be read over by a person.

Some proposals are words of their own (a "form" that becomes "from"), which only a person can tell; so they are written
into the rule and never made up while listening. Left-out diacritics are not among them: matching folds them anyway.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain, zip_longest

MOST = 12
SHORTEST = 4
"""Letters below which a misspelling is more often another word than a slip."""

_COMPOUND = re.compile(r"[\s-]+|(?<=[^\W\d_A-Z])(?=[A-Z])")
"""Where a compound has its seam: at a space, a hyphen, or a capital inside a word."""

_ALIKE = (
    *(("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("ph", "f"), ("ck", "k"), ("c", "k"), ("x", "ks")),
    *(("qu", "kw"), ("z", "s"), ("y", "i"), ("ie", "ei"), ("th", "t"), ("wh", "w"), ("v", "w"), ("ea", "ee")),
    *(("ou", "oo"), ("er", "or"), ("er", "ar"), ("a", "e"), ("e", "i"), ("o", "u"), ("ó", "u"), ("ż", "rz")),
    *(("о", "а"), ("е", "и"), ("и", "ы"), ("щ", "ш"), ("ц", "тс"), ("э", "е"), ("ж", "ш"), ("з", "с"), ("д", "т")),
    *(("ー", ""), ("ヴァ", "バ"), ("ヴ", "ブ"), ("ッ", ""), ("ヂ", "ジ"), ("ヅ", "ズ")),
)
"""Spellings that sound alike to many, the most confused first; each goes both ways."""

_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_BESIDE = {
    key: row[place + 1 : place + 2] + row[max(0, place - 1) : place]
    for row in _KEY_ROWS
    for place, key in enumerate(row)
}
"""The keys to the right and to the left of each, on English and Russian keyboards."""

_VOWELS = frozenset("aeiouyäöüóéèàаеёиоуыэюя")


def misspellings(word: str) -> tuple[str, ...]:
    """Likely misspellings of a name of one or more words, in small letters, the likeliest first; at most `MOST`.

    First the seam of a compound, closed or opened. Then in turn one of each kind: a letter doubled or a double one
    single, a like sound, two letters swapped, one left out, the key beside. The first letter is left alone, where
    people rarely slip. Empty for a name of fewer than `SHORTEST` letters.
    """
    name = " ".join(word.split())
    plain = name.lower()
    if _letters(plain) < SHORTEST:
        return ()
    kinds: tuple[Callable[[str], Iterator[str]], ...] = (_doubled, _alike, _swapped, _left_out, _key_beside)
    in_turn = chain.from_iterable(zip_longest(*(kind(plain) for kind in kinds)))
    found = dict.fromkeys(slip for slip in chain(_at_the_seam(name), in_turn) if slip is not None)
    return tuple(slip for slip in found if slip != plain and _letters(slip) >= SHORTEST)[:MOST]


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _at_the_seam(name: str) -> Iterator[str]:
    parts = [part.lower() for part in _COMPOUND.split(name) if part]
    if len(parts) > 1:
        yield from (seam.join(parts) for seam in ("", " ", "-"))


def _doubled(word: str) -> Iterator[str]:
    """Each double letter made single, then each consonant between two vowels doubled."""
    for at in range(1, len(word)):
        if word[at].isalpha() and word[at] == word[at - 1]:
            yield word[:at] + word[at + 1 :]
    for at in range(1, len(word) - 1):
        is_between_vowels = word[at - 1] in _VOWELS and word[at + 1] in _VOWELS
        if is_between_vowels and _has_case(word[at]) and word[at] not in _VOWELS:
            yield word[:at] + word[at] + word[at:]


def _alike(word: str) -> Iterator[str]:
    for pair in _ALIKE:
        for heard, written in (pair, pair[::-1]):
            at = word.find(heard, 1) if heard else -1
            if at > 0:
                yield word[:at] + written + word[at + len(heard) :]


def _swapped(word: str) -> Iterator[str]:
    for at in range(1, len(word) - 1):
        if _has_case(word[at]) and _has_case(word[at + 1]):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _left_out(word: str) -> Iterator[str]:
    """The vowels inside first, which are heard least."""
    inside = [at for at in range(1, len(word) - 1) if _has_case(word[at])]
    for at in sorted(inside, key=lambda at: word[at] not in _VOWELS):
        yield word[:at] + word[at + 1 :]


def _key_beside(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        yield from (word[:at] + beside + word[at + 1 :] for beside in _BESIDE.get(word[at], ""))


def _has_case(character: str) -> bool:
    """Whether it is a letter of an alphabet, where single letters are typed and slip."""
    return character.lower() != character.upper()
