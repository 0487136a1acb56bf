"""Deciding what became of a send whose outcome is unknown, from what X shows.

X rewrites what it is sent: it shortens links, may compose characters differently and puts the names of those addressed
in front. So texts are compared by what survives all that.
"""

import re
import unicodedata
from collections.abc import Iterable

from tui_desk.domain.model import Message, OutboxItem, Post

_LINK = re.compile(r"(?:https?://|\bt\.co/)\S+", re.IGNORECASE)
_ADDRESSEES = re.compile(r"\A(?:\s*@\w+)+")
_SPACE = re.compile(r"\s+")


def essence(text: str) -> str:
    """What of a text survives X's rewriting: no leading @names, links as one mark, composed, spaces folded."""
    composed = unicodedata.normalize("NFC", text)
    unaddressed = _ADDRESSEES.sub("", composed)
    return _SPACE.sub(" ", _LINK.sub("\N{LINK SYMBOL}", unaddressed)).strip()


def post_made_by(item: OutboxItem, own_posts: Iterable[Post]) -> Post | None:
    """The own post this reply became, or None: newer than the call, under the same post, and saying the same."""
    wanted = essence(item.text)
    for post in own_posts:
        if (
            post.post_id > item.newest_own_id
            and post.reply_to_post_id == item.reply_to_post_id
            and essence(post.text) == wanted
        ):
            return post
    return None


def message_made_by(item: OutboxItem, own_messages: Iterable[Message]) -> Message | None:
    """The own message this direct message became, or None: newer than the call, to the same person, saying the same."""
    wanted = essence(item.text)
    for message in own_messages:
        if (
            message.message_id > item.newest_own_id
            and message.customer_id == item.customer_id
            and message.sender_id != item.customer_id
            and essence(message.text) == wanted
        ):
            return message
    return None
