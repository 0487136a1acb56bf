"""Recognising, in what X shows, a send whose outcome is unknown.

X rewrites what it is sent: it shortens links and shows them in full, may compose characters differently and puts the
names of those addressed in front; what it shows has been cleaned here. So texts are compared by what survives all that.
"""

import re
import unicodedata
from collections.abc import Iterable

from tui_desk.domain.clean import clean
from tui_desk.domain.model import Channel, Message, OutboxItem, Post

_LINK = re.compile(r"(?:https?://)?[^\W_][\w-]*(?:\.[\w-]+)+(?:[/?#:]\S*)?", re.IGNORECASE)
"""An address, with or without its scheme; also every other word with a dot in it, which does no harm here."""
_ADDRESSEES = re.compile(r"\A(?:\s*@\w+)+")
_SPACE = re.compile(r"\s+")


def essence(text: str) -> str:
    """What of a text survives X's rewriting: no leading @names, links as one mark, composed, cleaned, spaces folded."""
    composed = unicodedata.normalize("NFC", clean(text))
    unaddressed = _ADDRESSEES.sub("", composed)
    return _SPACE.sub(" ", _LINK.sub("\N{LINK SYMBOL}", unaddressed)).strip()


def send_that_became_post(post: Post, items: Iterable[OutboxItem]) -> OutboxItem | None:
    """The item whose call made this own post: older than it, under the same post, and saying the same."""
    words = essence(post.text)
    for item in items:
        if (
            _may_have_arrived(item, Channel.REPLY)
            and post.post_id > item.newest_own_id
            and post.reply_to_post_id == item.reply_to_post_id
            and essence(item.text) == words
        ):
            return item
    return None


def send_that_became_message(message: Message, items: Iterable[OutboxItem]) -> OutboxItem | None:
    """The item whose call made this own message: older than it, to the same customer, and saying the same."""
    words = essence(message.text)
    for item in items:
        if (
            _may_have_arrived(item, Channel.MESSAGE)
            and message.message_id > item.newest_own_id
            and message.customer_id == item.customer_id
            and message.sender_id != item.customer_id
            and essence(item.text) == words
        ):
            return item
    return None


def _may_have_arrived(item: OutboxItem, channel: Channel) -> bool:
    return item.channel is channel and item.attempts > 0
