"""Saved replies: texts written once, with gaps that each case fills, and how an agent finds one.

A gap is `{variable}` or `{variable|fallback}`; a brace that is meant as a brace is doubled. Where a variable has no
value its fallback is used, and an empty fallback takes the space before it along: "Hello {first_name|}," becomes
"Hello,". Without a fallback the gap stays, for `placeholders` to find.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "first_name": "what the customer is called, where the display name tells",
        "handle": "the customer's handle, with its @",
        "account": "the handle you answer as, with its @",
        "agent": "your name at the desk",
        "case": "the number of the case",
        "wait": "how long the customer has waited, such as 2 hours",
        "dm_link": "a link that opens a direct message to the account; X charges more for a post with a link",
    }
)
"""Every variable a saved reply may use, with what stands in its place."""

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class SavedReply:
    """A text to answer with. Code and language together name it."""

    code: str
    """What the agent types; the same in every language."""
    text: str
    """With its gaps; see the module."""
    language: str
    """ISO 639-1, such as "de"."""
    category: str
    """The occasion, for the list."""
    label: str = ""
    """What it says, in a few words for the agent."""


_GAP = re.compile(r"\{\{|\}\}|(?P<space> ?)\{(?P<name>[^{}|\n]*)(?:\|(?P<fallback>[^{}\n]*))?\}")

_LEFT_OVER = re.compile(
    r"\{ ?(?:[^\W\d][\w -]{0,39}(?:\|[^{}\n]{0,80})?|…|\.\.\.) ?\}"
    r"|\[\[[^\[\]\n]{1,80}\]\]"
    # Handles and links may end in underscores.
    r"|(?<![\w@/])_{3,}(?!\w)"
)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled; a value is taken as it is, whatever stands in it. Blank values count as none."""

    def filled(gap: re.Match[str]) -> str:
        if gap["name"] is None:
            return gap[0][0]
        value = values.get(gap["name"].strip(), "").strip() or gap["fallback"]
        if value is None:
            return gap[0]
        return gap["space"] + value if value else ""

    return _GAP.sub(filled, text)


def variables(text: str) -> tuple[str, ...]:
    """The names in the gaps of a saved text, known or not, each once."""
    named = (gap["name"].strip() for gap in _GAP.finditer(text) if gap["name"] is not None)
    return tuple(dict.fromkeys(named))


def has_stray_brace(text: str) -> bool:
    """Whether a brace of a saved text neither belongs to a gap nor is doubled."""
    return any(brace in _GAP.sub("", text) for brace in "{}")


def placeholders(text: str) -> tuple[str, ...]:
    """What still waits to be filled in, in a text about to be sent: {name}, [[name]] and ___, each once."""
    return tuple(dict.fromkeys(found[0] for found in _LEFT_OVER.finditer(text)))


def matching(replies: Iterable[SavedReply], typed: str, language: str) -> tuple[SavedReply, ...]:
    """The replies an agent may mean: those whose code begins with what was typed, then those that contain its words.

    Within both, the customer's language comes first, then English, then the rest, each in the order given.
    """
    wanted = _folded(typed).split()
    code = typed.strip().casefold()
    ranked = []
    for reply in replies:
        is_code = reply.code.startswith(code)
        if is_code or all(_contains(reply, word) for word in wanted):
            ranked.append(((not is_code, _distance(reply, language), reply.code != code), reply))
    return tuple(reply for _, reply in sorted(ranked, key=lambda entry: entry[0]))


def in_language(replies: Iterable[SavedReply], code: str, language: str) -> SavedReply | None:
    """The reply of that code in the customer's language; else in English; else in the first there is."""
    of_code = (reply for reply in replies if reply.code == code)
    return min(of_code, key=lambda reply: _distance(reply, language), default=None)


def _distance(reply: SavedReply, language: str) -> int:
    # X and agents also write de-AT.
    if reply.language == language[:2].lower():
        return 0
    return 1 if reply.language == FALLBACK_LANGUAGE else 2


def _contains(reply: SavedReply, word: str) -> bool:
    """Whether a word begins with it; in scripts that put no space between words, whether it stands anywhere."""
    return re.search(rf"(?:(?<!\w)|(?<=[\u3040-\u9fff])){re.escape(word)}", _searchable(reply)) is not None


@lru_cache(maxsize=2_000)
def _searchable(reply: SavedReply) -> str:
    return _folded(f"{reply.label}\n{reply.category}\n{reply.text}")


def _folded(text: str) -> str:
    """Without case and accents, which an agent in a hurry leaves out."""
    spelled_out = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in spelled_out if not "\u0300" <= char <= "\u036f")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ASIDE = re.compile(r"\s[-–—~]+\s|[|/·•()\[\]{}<>:;@#*=+]")
"""Where a display name turns to pronouns, places and mottos."""
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_OWNER = re.compile(r"['’]s$", re.IGNORECASE)
_RUN_TOGETHER = re.compile(r"(?!Mc|Mac|De|Di|La|Le)\w*?[a-zß-ÿ][A-Z]")
_TITLES = _words(
    "mr mrs ms mx miss sir dame lord lady dr prof professor doctor rev herr frau fräulein mme mlle monsieur madame "
    "sr sra srta don doña dott dottore dottssa sig sigra ing dipl-ing mag pan pani д-р проф г-н г-жа"
)
_AFTER_NAMES = _words("phd md mba msc bsc ma ba jr sr esq rn dds llm cpa she her he him they them")
_PARTICLES = _words("de da do dos das di du del della der den des van von vom zu ter ten la le bin ibn al el")
_NOT_A_PERSON = _words(
    "the a an and & of for in your my our not just no official fan fans club team support help news radio tv shop "
    "store cafe café bar group ltd gmbh inc llc corp fc ev account customer user angry nobody anonymous anon "
    "der die das und et les los las il gli verein studio foundation society magazine"
)
_PATRONYMIC = re.compile(r"(?:ич|вна|чна)$")
_CYRILLIC_SURNAME = re.compile(r"..(?:ов|ова|ева|[сц]кий|[сц]кая|енко|чук)$")


def first_name(display_name: str) -> str:
    """What to call a customer who shows this name; empty wherever that is not sure.

    Names in scripts without capitals are not split: in most of them the family name comes first, or what to say
    depends on more than the name.
    """
    shown = _ASIDE.split(_letters_only(display_name).strip(), maxsplit=1)[0]
    named, *after_comma = shown.split(",")
    if any(word.strip(".").casefold() not in _AFTER_NAMES for word in " ".join(after_comma).split()):
        return ""
    words = named.split()
    while words and words[-1].strip(".").casefold() in _AFTER_NAMES and len(words) > 1:
        words.pop()
    has_title = False
    while words and words[0].replace(".", "").casefold() in _TITLES:
        has_title = True
        words = words[1:]
    if not 1 + has_title <= len(words) <= 4 or not all(map(_may_be_in_a_name, words)):
        return ""
    return _called(_given(words))


def _letters_only(text: str) -> str:
    """Without pictures; letters drawn as mathematics are plain letters again."""
    return unicodedata.normalize("NFKC", "".join(char if _is_written(char) else " " for char in text))


def _is_written(char: str) -> bool:
    """Whether it is a letter, an accent, a digit or punctuation other than quotation marks."""
    if char in "|~<>=+":
        return True
    return (unicodedata.category(char)[0] in "LNP" and char not in '"“”„«»') or "\u0300" <= char <= "\u036f"


def _may_be_in_a_name(word: str) -> bool:
    if word.casefold() in _PARTICLES:
        return True
    if word.casefold() in _NOT_A_PERSON or _OWNER.search(word):
        return False
    return bool(_WORD.fullmatch(word)) and word[0].isupper()


def _given(words: list[str]) -> str:
    """The given name among them; empty if the family name may come first."""
    for before, word in pairwise(words):
        if _PATRONYMIC.search(word.casefold()):
            return before
    return "" if len(words) > 1 and _CYRILLIC_SURNAME.search(words[0].casefold()) else words[0]


def _called(name: str) -> str:
    """The name as one writes it; empty for initials, particles and words run together."""
    if name.casefold() in _PARTICLES or name.endswith(".") or not 2 <= len(name) <= 20:
        return ""
    if name.isupper():
        return re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), name) if len(name) > 2 else ""
    return "" if _RUN_TOGETHER.match(name) else name
