"""The query language of X's recent search: what it accepts, what it refuses, and which posts it finds."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tui_desk.sandbox.platform import Platform, Post
from tui_desk.sandbox.text import cashtags_in, folded, hashtags_in, mentions_in, urls_in

QUERY_LIMIT = 512
"""Characters of a self-serve query."""


class QueryError(ValueError):
    """A query X would refuse; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Term:
    """One operator with its value; a word or phrase has the operator "text"."""

    operator: str
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """Parts side by side: all must match."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Parts joined by OR: one must match."""

    parts: tuple["Node", ...]


Node: TypeAlias = Term | Every | Either

_TOKEN = re.compile(
    r"""(?P<blank>\s+)
    |(?P<open>-?\()
    |(?P<close>\))
    |(?P<term>-?(?:(?P<name>[a-z_]+):)?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s()"]+)))""",
    re.VERBOSE,
)
_IS = ("reply", "retweet", "quote", "verified", "nullcast")
_HAS = ("links", "media", "images", "mentions", "hashtags", "cashtags")
_ID_OPERATORS = ("conversation_id", "in_reply_to_tweet_id", "quotes_of_tweet_id")
_STANDALONE = frozenset(("text", "mention", "hashtag", "cashtag", "from", "to", "url", *_ID_OPERATORS))
_NEEDS_PARTNER = frozenset(("is", "has", "lang"))
_UNSPACED_SCRIPT = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Query:
    """A query that X accepts."""

    root: Node

    def matches(self, post: Post, platform: Platform) -> bool:
        """Whether the newest version of a post is found; only its own text counts, not that of a quoted post."""
        return _matches(self.root, post, platform)


def parse(text: str, limit: int = QUERY_LIMIT) -> Query:
    """Read a query. Raises QueryError for anything X answers with a 400."""
    if not text.strip():
        raise QueryError("Rule must contain at least one positive, non-stopword clause")
    if len(text) > limit:
        raise QueryError(f"Rule length of {len(text)} exceeds the maximum of {limit} characters")
    root = _Parser(text).parse()
    if not _stands_alone(root):
        raise QueryError("Query must include at least one standalone operator that is not negated in every alternative")
    return Query(root)


class _Parser:
    """Reads one query; a blank is AND and binds tighter than OR."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens_of(text)
        self._next = 0

    def parse(self) -> Node:
        node = self._either()
        if self._next < len(self._tokens):
            raise QueryError(f"no viable alternative at {self._place()}: a parenthesis is closed that was never opened")
        return node

    def _either(self) -> Node:
        parts = [self._every()]
        while self._peek() == "OR":
            self._next += 1
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _every(self) -> Node:
        parts: list[Node] = []
        while self._peek() not in ("OR", ")", ""):
            parts.append(self._part())
        if not parts:
            raise QueryError(f"missing term at {self._place()}")
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _part(self) -> Node:
        found = self._tokens[self._next]
        self._next += 1
        if found[0] == "-(":
            raise QueryError(f"Negating a group is not supported (at position {found.start() + 1})")
        if found[0] != "(":
            return _term_from(found)
        node = self._either()
        if self._peek() != ")":
            raise QueryError(f"missing ')' at {self._place()}")
        self._next += 1
        return node

    def _peek(self) -> str:
        return self._tokens[self._next][0] if self._next < len(self._tokens) else ""

    def _place(self) -> str:
        return f"position {self._tokens[self._next].start() + 1}" if self._peek() else "the end of the query"


def _tokens_of(text: str) -> list[re.Match[str]]:
    tokens: list[re.Match[str]] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise QueryError(f"no viable alternative at character '{text[position]}' (at position {position + 1})")
        if found["blank"] is None:
            tokens.append(found)
        position = found.end()
    return tokens


def _term_from(found: re.Match[str]) -> Term:
    position = found.start() + 1
    negated = found[0].startswith("-")
    name, quoted, bare = found["name"], found["quoted"], found["bare"]
    value = bare if quoted is None else quoted
    if not value.strip():
        raise QueryError(f"missing value (at position {position})")
    if name is not None and not value.startswith("//"):
        _check_operator(name, value, position)
        return Term(name, value.removeprefix("@") if name in ("from", "to") else value, negated)
    if quoted is None and value.lower() in ("and", "or"):
        raise QueryError(
            f"Ambiguous use of {value} as a keyword (at position {position}). Use a space to join two clauses, OR for"
            f' alternatives, or "{value}" to find the word'
        )
    signs = {"@": "mention", "#": "hashtag", "$": "cashtag"}
    if quoted is None and value[0] in signs and len(value) > 1:
        return Term(signs[value[0]], value[1:], negated)
    return Term("text", value, negated)


def _check_operator(name: str, value: str, position: int) -> None:
    if name not in _STANDALONE - {"text", "mention", "hashtag", "cashtag"} | _NEEDS_PARTNER:
        raise QueryError(f"Reference to invalid operator '{name}' (at position {position})")
    allowed = {"is": _IS, "has": _HAS}.get(name)
    if allowed is not None and value not in allowed:
        raise QueryError(f"Reference to invalid field '{name}:{value}' (at position {position})")
    if name in _ID_OPERATORS and not (value.isascii() and value.isdigit()):
        raise QueryError(f"'{name}' takes a number (at position {position})")


def _stands_alone(node: Node) -> bool:
    if isinstance(node, Term):
        return not node.negated and node.operator in _STANDALONE
    if isinstance(node, Every):
        return any(_stands_alone(part) for part in node.parts)
    return all(_stands_alone(part) for part in node.parts)


def _matches(node: Node, post: Post, platform: Platform) -> bool:
    if isinstance(node, Every):
        return all(_matches(part, post, platform) for part in node.parts)
    if isinstance(node, Either):
        return any(_matches(part, post, platform) for part in node.parts)
    return _OPERATORS[node.operator](node.value, post, platform) is not node.negated


def _has_words(value: str, post: Post, _: Platform) -> bool:
    wanted, text = _words_of(value), folded(post.text)
    if not wanted or _UNSPACED_SCRIPT.search(value):
        return folded(value) in text
    words = _words_of(post.text)
    return any(words[start : start + len(wanted)] == wanted for start in range(len(words) - len(wanted) + 1))


def _words_of(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))


def _is_from(value: str, post: Post, platform: Platform) -> bool:
    return _names(value, post.author_id, platform)


def _is_to(value: str, post: Post, platform: Platform) -> bool:
    return post.in_reply_to is not None and _names(value, platform.post(post.in_reply_to).author_id, platform)


def _names(value: str, user_id: int, platform: Platform) -> bool:
    return value == str(user_id) or value.lower() == platform.user(user_id).handle.lower()


def _mentions(value: str, post: Post, _: Platform) -> bool:
    return any(span.value.lower() == value.lower() for span in mentions_in(post.text))


def _has_hashtag(value: str, post: Post, _: Platform) -> bool:
    return any(folded(span.value) == folded(value) for span in hashtags_in(post.text))


def _has_cashtag(value: str, post: Post, _: Platform) -> bool:
    return any(span.value.lower() == value.lower() for span in cashtags_in(post.text))


def _has_url(value: str, post: Post, _: Platform) -> bool:
    return any(
        _words_of(value) == _words_of(span.value) or folded(value) in folded(span.value) for span in urls_in(post.text)
    )


def _is(value: str, post: Post, platform: Platform) -> bool:
    return {
        "reply": post.in_reply_to is not None,
        "retweet": post.repost_of is not None,
        "quote": post.quote_of is not None,
        "verified": platform.user(post.author_id).verified_type != "none",
        "nullcast": False,
    }[value]


def _has(value: str, post: Post, _: Platform) -> bool:
    return {
        "links": any(urls_in(post.text)) or bool(post.alt_texts) or post.dm_link or post.quote_of is not None,
        "media": bool(post.alt_texts),
        "images": bool(post.alt_texts),
        "mentions": any(mentions_in(post.text)),
        "hashtags": any(hashtags_in(post.text)),
        "cashtags": any(cashtags_in(post.text)),
    }[value]


def _refers_to(value: str, post_id: int | None, platform: Platform) -> bool:
    return post_id is not None and int(value) in platform.post(post_id).version_ids


_OPERATORS: dict[str, Callable[[str, Post, Platform], bool]] = {
    "text": _has_words,
    "mention": _mentions,
    "hashtag": _has_hashtag,
    "cashtag": _has_cashtag,
    "from": _is_from,
    "to": _is_to,
    "url": _has_url,
    "conversation_id": lambda value, post, _: int(value) == post.conversation_id,
    "in_reply_to_tweet_id": lambda value, post, platform: _refers_to(value, post.in_reply_to, platform),
    "quotes_of_tweet_id": lambda value, post, platform: _refers_to(value, post.quote_of, platform),
    "is": _is,
    "has": _has,
    "lang": lambda value, post, _: value.lower() == post.lang.lower(),
}
