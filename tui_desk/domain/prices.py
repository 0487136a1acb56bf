"""What a text costs before it leaves: X charges for each post and message, and far more for a post with a link.

X's pay-per-use price list of 2026 (https://docs.x.com/x-api/getting-started/pricing) has one price for a post, a higher
one for a post with a URL in it, and a lower one for a summoned reply. Whether a summoned reply with a URL is dearer is
not stated, so the higher price is assumed for it.
"""

import re
from dataclasses import dataclass

from tui_desk.domain.model import Channel

MILLIONTHS = 1_000_000
"""In a dollar."""

_LATIN = r"0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253-\u028b\u02bb\u0300-\u036f\u1e00-\u1eff-"
_LONGEST_DOMAIN = 253
_LINK = re.compile(
    r"https?://[^\s.]"
    # A domain that is no part of a handle, a tag, a path or an address. Without a bound, text without spaces would be
    # looked through from each of its characters to the end.
    rf"|(?<![A-Za-z0-9@＠$#＃_./-])[^\s@＠$#＃/]{{0,{_LONGEST_DOMAIN}}}[{_LATIN}]\."
    r"(?:xn--[0-9a-z]|[^\W\d_]{2,}(?![0-9A-Za-z@+-]))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Prices:
    """What X charges for one text of each kind, in millionths of a US dollar."""

    post: int
    """A post, or a reply that was not summoned."""
    post_with_link: int
    reply: int
    """A summoned reply: its post mentions or quotes the account."""
    reply_with_link: int
    repost: int
    message: int
    warn_over: int
    """A text dearer than this is named before it leaves; no price, but in the same unit."""


def price_of(text_has_link: bool, channel: Channel, summoned: bool, prices: Prices) -> int:
    """What a text will cost, in millionths of a US dollar; 0 for a note, which never leaves.

    `summoned`: X counts the text as a summoned reply. No link makes a direct message dearer.
    """
    match channel:
        case Channel.NOTE:
            return 0
        case Channel.MESSAGE:
            return prices.message
        case Channel.REPOST:
            return prices.repost
        case Channel.REPLY if summoned:
            return prices.reply_with_link if text_has_link else prices.reply
        case Channel.REPLY:
            return prices.post_with_link if text_has_link else prices.post


def has_link(text: str) -> bool:
    """Whether X may count something in the text as a URL; a domain without http:// is one, too.

    Follows twitter-text, which X counts by, except that any two letters or more may end a domain: the list of the real
    endings grows every month, and a link that is overlooked costs more than one too many. So "tomorrow.We" is a link.
    """
    return _LINK.search(text) is not None
