"""Entries of the search index: what a text enters and leaves it as, and the expression a query becomes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from tui_desk.domain.listening import primary
from tui_desk.domain.search import Operator, Query
from tui_desk.domain.search_words import Term, cut, has_link, letters_of, words_of

ANYTHING = "any"
"""The fact of every entry: what is sought where nothing else is."""

_LINK = "link"


class Index(StrEnum):
    """The indexes, by their tables."""

    POST = "search_post"
    MESSAGE = "search_message"
    NOTE = "search_note"
    PERSON = "search_person"


def words_column(text: str) -> str:
    """The words of a text as its entry holds them: `search_words` of the schema."""
    return " ".join(words_of(text))


def facts_column(text: str, author_id: int | None, lang: str) -> str:
    """The facts of a text as its entry holds them: `search_facts` of the schema."""
    facts = [ANYTHING, *letters_of(text)]
    if author_id is not None:
        facts.append(_author(author_id))
    if lang:
        facts.append(_language(lang))
    if has_link(text):
        facts.append(_LINK)
    return " ".join(facts)


SCHEMA_FUNCTIONS: Mapping[str, Callable[..., str]] = {"search_words": words_column, "search_facts": facts_column}
"""What the triggers of the schema call, by name: without these a connection cannot write texts."""


def expression(query: Query, authors: Sequence[int] | None, excluded_authors: Sequence[int]) -> str:
    """The FTS5 expression that finds the entries of a query.

    `authors`: who may have written it; None: anybody. Every piece is quoted, so nothing typed is syntax.
    """
    wanted = [_all_of(term) for term in query.words]
    unwanted = [_all_of(term) for term in query.excluded]
    if authors is not None:
        wanted.append(_any_fact(map(_author, authors)))
    unwanted += [_fact(_author(author)) for author in excluded_authors]
    if languages := query.values_of(Operator.LANG):
        wanted.append(_any_fact(map(_language, languages)))
    unwanted += [_fact(_language(language)) for language in query.values_of(Operator.LANG, excluded=True)]
    if query.values_of(Operator.HAS):
        wanted.append(_fact(_LINK))
    if query.values_of(Operator.HAS, excluded=True):
        unwanted.append(_fact(_LINK))
    found = " AND ".join(wanted or [_fact(ANYTHING)])
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def _all_of(term: Term) -> str:
    pieces = cut(term)
    parts = [_fact(letter) for letter in pieces.letters]
    if pieces.words:
        parts.append(f"words : {_quoted(' '.join(pieces.words))}{'*' if pieces.is_beginning else ''}")
    return f"({' AND '.join(parts)})"


def _any_fact(facts: Iterable[str]) -> str:
    # No entry has the fact "none": a handle that nobody has finds nothing.
    return f"({' OR '.join(map(_fact, facts)) or _fact('none')})"


def _fact(fact: str) -> str:
    return f"facts : {_quoted(fact)}"


def _quoted(piece: str) -> str:
    return '"' + piece.replace('"', '""') + '"'


def _author(user_id: int) -> str:
    return f"u{user_id}"


def _language(lang: str) -> str:
    return "l" + "".join(filter(str.isalnum, primary(lang)))
