"""How long a text is in X's own counting: weighted for posts, plain for direct messages.

The rules are those of twitter-text, configuration version 3 (https://github.com/twitter/twitter-text): text is counted
in NFC, most scripts weigh one, the rest and every emoji weigh two, and a link weighs 23 whatever its length. The parser
takes about 0.3 s to import, so it is imported at the first count, or earlier by `load_parser`.
"""

import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from types import ModuleType
from typing import Any

POST_LIMIT = 280
"""Weighted units in a post of an ordinary account."""

LONG_POST_LIMIT = 25_000
"""Weighted units in a post of an account that pays for long posts."""

MESSAGE_LIMIT = 10_000
"""Code points in a direct message."""


@dataclass(frozen=True, slots=True)
class Length:
    """The length of a text beside what is allowed."""

    weighted: int
    """Weighted units."""
    limit: int
    """The most that X accepts, in the same units."""
    valid: bool
    """Whether X accepts the text: not empty, not too long, no code point that X refuses (U+FFFE, U+FEFF, U+FFFF)."""


def weighted_length(text: str) -> int:
    """The length of a post in weighted units."""
    return _counted(text)[0]


def post_length(text: str, limit: int = POST_LIMIT) -> Length:
    """The length of a post, judged against the limit of the account."""
    weighted, is_acceptable = _counted(text)
    return Length(weighted, limit, is_acceptable and weighted <= limit)


def message_length(text: str) -> int:
    """The length of a direct message in code points; links and emoji get no discount there."""
    return len(text)


def load_parser() -> None:
    """Import the parser now, for instance in a thread while the composer opens, so that no key press waits for it."""
    _counted("")


@lru_cache(maxsize=1)
def _parser() -> Any:
    """The parser's package.

    It reads a file of its own through pkg_resources, which Python no longer brings along and setuptools no longer
    contains. So it is given a stand-in with the one function it calls, for the length of its import.
    """
    stand_in = ModuleType("pkg_resources")
    stand_in.__dict__["resource_string"] = _own_file
    before = {name: module for name, module in sys.modules.items() if name == stand_in.__name__}
    sys.modules[stand_in.__name__] = stand_in
    try:
        import_module("twitter_text.config")
        return import_module("twitter_text")
    finally:
        del sys.modules[stand_in.__name__]
        sys.modules.update(before)


def _own_file(module: str, name: str) -> bytes:
    return files(module.rpartition(".")[0]).joinpath(name).read_bytes()


@lru_cache(maxsize=1)
def _counted(text: str) -> tuple[int, bool]:
    """Weighted units, and whether the text is not empty and holds only code points that X accepts."""
    twitter_text = _parser()
    version_3 = twitter_text.config.config["version3"]
    parsed = twitter_text.parse_tweet(text, {**version_3, "max_weighted_tweet_length": 2 * len(text) + LONG_POST_LIMIT})
    return parsed.weightedLength, parsed.valid
