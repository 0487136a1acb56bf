"""Listening wider than the @: the rules, how a text is matched against them, and the searches of X they become.

A text is matched here the way X's search documents it: without case, with or without diacritics, word by word. So what
a search brings in is what a rule would hear in a post that is stored already, and a rule can be tried before it costs
anything. https://docs.x.com/x-api/posts/search/integrate/build-a-query
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

SELF_SERVE_QUERY_LIMIT = 512
"""Characters of a recent search on a self-serve plan."""

LONGEST_TERM = 200
"""Characters of a term that fits into a self-serve query beside any account's handle and any rule's conditions."""


@dataclass(frozen=True, slots=True)
class ListeningRule:
    """What one matter is called by people who write about it without turning to us.

    A term is a word, or several in a row. With a sign before it, `#late` or `$NWA`, it is the tag alone; with `*` at
    its end it is the beginning of a word, which is heard here but which X cannot search for.
    """

    name: str
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    """Names of accounts, without the @; heard with and without it."""
    misspellings: tuple[str, ...] = ()
    """Those that are wanted: `misspellings` proposes, a person chooses."""
    excluded: tuple[str, ...] = ()
    """Terms that say it is about something else: a text with one of them is not heard by this rule."""
    languages: tuple[str, ...] = ()
    """As X tags them, such as en; empty for all."""

    @property
    def terms(self) -> tuple[str, ...]:
        """All that is heard."""
        return self.words + self.phrases + self.products + self.nicknames + self.handles + self.misspellings


@dataclass(frozen=True, slots=True)
class NoiseRule:
    """What marks a text as not written to anybody: advertising, raffles, job offers."""

    name: str
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """As X tags them; empty for all."""

    @property
    def terms(self) -> tuple[str, ...]:
        """All that marks it."""
        return self.words + self.phrases


@dataclass(frozen=True, slots=True)
class Listening:
    """All rules of an account, in the order in which they are asked."""

    rules: tuple[ListeningRule, ...] = ()
    noise: tuple[NoiseRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """Why a text was heard, or taken for noise: the rule, and which of its terms."""

    rule: str
    word: str


def heard(text: str, lang: str, listening: Listening) -> Hit | None:
    """The first rule that hears the text, with the first of its terms; `lang` is X's tag, empty where it gave none."""
    plain = comparable(text)
    for rule in listening.rules:
        word = _first(rule.terms, plain) if is_in_languages(lang, rule.languages) else None
        if word is not None and _first(rule.excluded, plain) is None:
            return Hit(rule.name, word)
    return None


def noise(text: str, lang: str, listening: Listening) -> Hit | None:
    """The first noise rule that the text falls under, with the first of its terms."""
    plain = comparable(text)
    for rule in listening.noise:
        word = _first(rule.terms, plain) if is_in_languages(lang, rule.languages) else None
        if word is not None:
            return Hit(rule.name, word)
    return None


def terms_in(text: str, terms: Iterable[str]) -> tuple[str, ...]:
    """Those of the terms that the text contains, in the order given."""
    return tuple(_found(terms, comparable(text)))


def says_enough(term: str) -> bool:
    """Whether a term is more than a sign or a single letter, which stand in nearly every post."""
    _, words = _wanted(term)
    if not words:
        return any(unicodedata.category(character) == "So" for character in term)
    return any(len(word) > 1 or re.match(_UNSPACED, word) for word in words)


def is_in_languages(lang: str, languages: tuple[str, ...]) -> bool:
    """Whether a text with X's tag `lang` belongs to rules for `languages`; one without a tag may be in any of them.

    Only the first part of a tag counts: X searches by zh-CN and zh-TW and tags both posts zh.
    """
    return not (lang and languages) or primary(lang) in map(primary, languages)


def primary(lang: str) -> str:
    """The language of a tag, without its region or script."""
    return lang.lower().partition("-")[0]


_LINK = re.compile(r"https?://[!-~]+")
"""X writes every link as random letters, which may happen to spell a word."""

_OPTIONAL_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]")
"""Diacritics of Latin, Greek and Cyrillic, points of Hebrew and Arabic: people leave them out. Marks of other scripts
change the letter, as the two strokes do that make か into が."""

_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters with a diacritic that Unicode does not take apart."""

_WORD_CHARACTER = r"[\w\u0900-\u0963\u0966-\u0dff\u0f71-\u0fbc]"
"""Of the scripts of India and Tibet also the vowel signs, which \\w leaves out."""

_UNSPACED = (
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    r"\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Scripts without spaces, where a word begins and ends anywhere: Thai, Lao, Burmese, Khmer, kana, Han."""

_WORD = re.compile(f"{_WORD_CHARACTER}+")
_BETWEEN = rf"(?:(?!{_WORD_CHARACTER}).)+"
_WORD_BEGINS = rf"(?:(?<!{_WORD_CHARACTER})|(?<={_UNSPACED})|(?={_UNSPACED}))"
_WORD_ENDS = rf"(?:(?!{_WORD_CHARACTER})|(?<={_UNSPACED})|(?={_UNSPACED}))"
_NEVER = re.compile(r"(?!)")

_TAG = re.compile(r"#\w*[^\W\d_]\w*|\$[a-z]{1,6}", re.IGNORECASE)
"""What X reads as a tag rather than as a word."""


def comparable(text: str) -> str:
    """A text as it is compared: without links, case, diacritics and width."""
    return _folded(_LINK.sub(" ", text))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_UNDECOMPOSED)
    return unicodedata.normalize("NFC", _OPTIONAL_MARKS.sub("", decomposed))


def _found(terms: Iterable[str], plain: str) -> Iterator[str]:
    # Looking for a part first spares nearly all terms the far slower pattern, and most even the making of one.
    return (term for term in terms if _longest_part(term) in plain and _pattern(term).search(plain))


def _first(terms: Iterable[str], plain: str) -> str | None:
    return next(_found(terms, plain), None)


def _wanted(term: str) -> tuple[str, tuple[str, ...]]:
    """A term as it is compared, and its words; without a word it is signs, such as an emoji."""
    wanted = " ".join(_folded(term.removesuffix("*")).split())
    return wanted, tuple(_WORD.findall(wanted))


@lru_cache(maxsize=8192)
def _longest_part(term: str) -> str:
    """What stands in every comparable text that has the term."""
    wanted, words = _wanted(term)
    return max(words, key=len, default=wanted)


@lru_cache(maxsize=2048)
def _pattern(term: str) -> re.Pattern[str]:
    """Finds a term in a comparable text."""
    wanted, words = _wanted(term)
    if not words:
        return re.compile(re.escape(wanted)) if wanted else _NEVER
    sign = wanted[0] if _TAG.fullmatch(wanted) else ""
    end = "" if term.endswith("*") else _WORD_ENDS
    return re.compile(_WORD_BEGINS + re.escape(sign) + _BETWEEN.join(map(re.escape, words)) + end, re.DOTALL)


_BARE = re.compile(rf"(?:(?!_){_WORD_CHARACTER})+")
_OPERATORS = ("and", "or", "not")


def search_queries(listening: Listening, account_handle: str, limit: int = SELF_SERVE_QUERY_LIMIT) -> tuple[str, ...]:
    """The fewest searches, filled in the order of the rules, that find all that the rules hear on X.

    Left out are our own posts, reposts, and posts that mention us: those arrive as mentions. A reply to us whose author
    took our name out is none, so replies to us stay in. Excluded terms and languages of which there are too many for a
    query are left to `heard`, which has to be asked about everything found in any case. A term that no query can carry
    is passed over: a beginning (`*`), or one longer than the limit allows.
    """
    ours = f" -@{account_handle} -from:{account_handle} -is:retweet"
    queries: list[str] = []
    alternatives: dict[str, list[str]] = {}
    for condition, operand in _conditions_and_operands(listening, account_handle, (limit - len(ours)) // 2):
        longer = {**alternatives, condition: [*alternatives.get(condition, []), operand]}
        if len(_query(longer, ours)) > limit:
            longer = {condition: [operand]}
            if len(_query(longer, ours)) > limit:
                continue
            queries.append(_query(alternatives, ours))
        alternatives = longer
    return tuple(query for query in (*queries, _query(alternatives, ours)) if query)


def is_searchable(term: str) -> bool:
    """Whether X can search for the term."""
    return _operand(term) is not None


def _conditions_and_operands(listening: Listening, account_handle: str, room: int) -> Iterator[tuple[str, str]]:
    """Each thing to search for once, with the conditions it stands under; those of equal conditions together."""
    operands: dict[str, dict[str, str]] = {}
    for rule in listening.rules:
        known = operands.setdefault(_condition(rule, room), {})
        names = [f"@{handle}" for handle in rule.handles if handle.lower() != account_handle.lower()]
        for operand in (*names, *map(_operand, rule.terms)):
            if operand is not None:
                known.setdefault(operand.casefold(), operand)
    return ((condition, operand) for condition, known in operands.items() for operand in known.values())


def _condition(rule: ListeningRule, room: int) -> str:
    """What must hold beside the term, with a blank before it; at most `room` characters."""
    tags = [f"lang:{language}" for language in rule.languages]
    condition = "" if not tags else f" {tags[0]}" if len(tags) == 1 else f" ({' OR '.join(tags)})"
    if len(condition) > room:
        condition = ""
    for operand in filter(None, map(_operand, rule.excluded)):
        if len(condition) + len(f" -{operand}") <= room:
            condition += f" -{operand}"
    return condition


def _operand(term: str) -> str | None:
    """The term in X's query language; None if X cannot search for it."""
    typed = " ".join(unicodedata.normalize("NFC", term).replace('"', " ").split())
    if not typed or typed.endswith("*"):
        return None
    is_bare = (_BARE.fullmatch(typed) and typed.lower() not in _OPERATORS) or _TAG.fullmatch(typed)
    return typed if is_bare else f'"{typed}"'


def _query(alternatives: Mapping[str, list[str]], ours: str) -> str:
    """One query for all alternatives; empty if there are none."""
    groups = [_group(condition, operands) for condition, operands in alternatives.items()]
    # A blank binds tighter than OR: a single group with a condition has its brackets already.
    is_one = len(groups) == 1 and (" OR " not in groups[0] or "" not in alternatives)
    whole = groups[0] if is_one else f"({' OR '.join(groups)})" if groups else ""
    return whole + ours if whole else ""


def _group(condition: str, operands: list[str]) -> str:
    """Operands of which one must be found, and what must hold beside it."""
    either = " OR ".join(operands)
    return f"({either}){condition}" if condition and len(operands) > 1 else either + condition


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a rule found, and why."""

    text: str
    rule: str
    because: tuple[str, ...]
    """The terms it was found by."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have found."""

    looked_at: int
    count: int
    examples: tuple[Example, ...]
    """The first ones found."""


def trial(
    subject: Listening | ListeningRule | NoiseRule, samples: Iterable[tuple[str, str]], most_examples: int = 5
) -> Trial:
    """What a rule finds among texts with their languages; of a whole `Listening`, what it hears that is no noise."""
    return collected((_example(subject, text, lang) for text, lang in samples), most_examples)


def collected(looks: Iterable[Example | None], most_examples: int) -> Trial:
    """The outcome of looking at one text after the other, each an example or None."""
    looked_at = count = 0
    examples: list[Example] = []
    for found in looks:
        looked_at += 1
        if found is not None:
            count += 1
            if count <= most_examples:
                examples.append(found)
    return Trial(looked_at, count, tuple(examples))


def _example(subject: Listening | ListeningRule | NoiseRule, text: str, lang: str) -> Example | None:
    match subject:
        case Listening():
            hit = None if noise(text, lang, subject) else heard(text, lang, subject)
        case ListeningRule():
            hit = heard(text, lang, Listening(rules=(subject,)))
        case NoiseRule():
            hit = noise(text, lang, Listening(noise=(subject,)))
    return None if hit is None else Example(text, hit.rule, (hit.word,))
