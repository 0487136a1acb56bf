"""How long a text is in X's own counting: weighted for posts, plain for direct messages.

The rules are those of twitter-text, configuration version 3 (https://github.com/twitter/twitter-text): text is counted
in NFC, most scripts weigh one, the rest and every emoji weigh two, and a link weighs 23 whatever its length. The parser
takes about 0.3 s to import, so it is imported at the first count, or earlier by `load_parser`.
"""

from dataclasses import dataclass
from functools import lru_cache

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
def _counted(text: str) -> tuple[int, bool]:
    """Weighted units, and whether the text is not empty and holds only code points that X accepts."""
    from twitter_text import parse_tweet
    from twitter_text.config import config

    parsed = parse_tweet(text, {**config["version3"], "max_weighted_tweet_length": 2 * len(text) + LONG_POST_LIMIT})
    return parsed.weightedLength, parsed.valid
