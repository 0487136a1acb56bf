"""Praise told from complaints by the desk's own words, so that thanks are not lost among them and can be explained.

Careful to a fault: what is wrongly taken for praise waits while somebody needs help; what is missed is read as usual.
So any doubt takes the praise back: a question, a request, a negation, a word of complaint.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tui_desk.domain.listening import Example, Trial, collected, primary, terms_in

_QUESTION_MARKS = "?？؟՞፧"


@dataclass(frozen=True, slots=True)
class PraiseRules:
    """The words of one language; terms as in a `ListeningRule`, `*` included."""

    language: str
    """As X tags it, such as en."""
    praises: tuple[str, ...]
    takes_back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Praise:
    """Why a text is taken for praise."""

    language: str
    because: tuple[str, ...]
    """The words that praise, as they stand in the rules."""


def praise(text: str, lang: str, rules: Mapping[str, PraiseRules]) -> Praise | None:
    """The praise in a text whose language X tags `lang`; None where there is doubt, or no rules for the language."""
    known = rules.get(primary(lang))
    if known is None or any(mark in text for mark in _QUESTION_MARKS) or terms_in(text, known.takes_back):
        return None
    because = terms_in(text, known.praises)
    return Praise(known.language, because) if because else None


def praise_trial(rules: Mapping[str, PraiseRules], samples: Iterable[tuple[str, str]], most_examples: int = 5) -> Trial:
    """What would go to the praise lane among texts with their languages."""
    return collected((_example(text, praise(text, lang, rules)) for text, lang in samples), most_examples)


def _example(text: str, found: Praise | None) -> Example | None:
    return None if found is None else Example(text, f"praise.{found.language}", found.because)
