"""Recognising, in what X shows, a send whose outcome is unknown.

X rewrites what it is sent: it shortens links and shows them in full, may compose characters differently and puts the
names of those addressed in front; what it shows has been cleaned here. So texts are compared by what survives all that.
"""

import re
import unicodedata
from collections.abc import Iterable

from tui_desk.domain.clean import clean
from tui_desk.domain.model import Channel, Message, OutboxItem, OutboxState, Post

_LINK = re.compile(r"(?:https?://)?[^\W_][\w-]*(?:\.[\w-]+)*\.[^\W\d_]{2,}(?:[/?#:]\S*)?", re.IGNORECASE)
"""An address, with or without its scheme; a price or a version number is none."""
_ADDRESSEES = re.compile(r"\A(?:\s*@\w+)+")
_SPACE = re.compile(r"\s+")


def essence(text: str) -> str:
    """What of a text survives X's rewriting: no leading @names, links as one mark, composed, cleaned, spaces folded."""
    return _SPACE.sub(" ", _LINK.sub("\N{LINK SYMBOL}", _unaddressed(text))).strip()


def send_that_became_post(post: Post, items: Iterable[OutboxItem]) -> OutboxItem | None:
    """The item whose call made this own post: older than it, under the same post, and saying the same."""
    words = essence(post.text)
    return _likeliest(
        post.text,
        (
            item
            for item in items
            if _may_have_arrived(item, Channel.REPLY)
            and post.post_id > item.newest_own_id
            and post.reply_to_post_id == item.reply_to_post_id
            and essence(item.text) == words
        ),
    )


def send_that_became_message(message: Message, items: Iterable[OutboxItem]) -> OutboxItem | None:
    """The item whose call made this own message: older than it, to the same customer, and saying the same."""
    words = essence(message.text)
    return _likeliest(
        message.text,
        (
            item
            for item in items
            if _may_have_arrived(item, Channel.MESSAGE)
            and message.message_id > item.newest_own_id
            and message.customer_id == item.customer_id
            and message.sender_id != item.customer_id
            and essence(item.text) == words
        ),
    )


def _may_have_arrived(item: OutboxItem, channel: Channel) -> bool:
    """Whether a call for this item is being made, or vanished, or a person says that X has it.

    What was put off or refused certainly did not arrive.
    """
    has_left = item.state in (OutboxState.SENDING, OutboxState.SENT)
    return item.channel is channel and (has_left or item.losses > 0)


def _likeliest(text: str, items: Iterable[OutboxItem]) -> OutboxItem | None:
    """Of items that differ in links alone: one with the very same links, then one in the call, then the oldest."""
    same = _unaddressed(text).split()
    return min(
        items,
        key=lambda item: (
            _unaddressed(item.text).split() != same,
            item.state is not OutboxState.SENDING,
            item.outbox_id,
        ),
        default=None,
    )


def _unaddressed(text: str) -> str:
    return _ADDRESSEES.sub("", unicodedata.normalize("NFC", clean(text)))
