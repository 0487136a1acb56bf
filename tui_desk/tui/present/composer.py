"""The words around the composer: where the text goes and to whom, and how much room is left."""

from tui_desk.desk.lengths import Length
from tui_desk.desk.views import Thread
from tui_desk.domain.model import Channel
from tui_desk.tui.present.feed import first_words
from tui_desk.tui.present.spans import Columns, Role, Span, Spans

CHANNEL_WORDS = {
    Channel.REPLY: ("PUBLIC REPLY", Role.PUBLIC),
    Channel.MESSAGE: ("PRIVATE MESSAGE", Role.PRIVATE),
    Channel.NOTE: ("NOTE", Role.NOTE),
}

LITTLE_ROOM = 20
"""Characters left from which the counter speaks up."""


def title(channel: Channel, thread: Thread) -> Columns:
    """Where the text goes, to whom and as whom; the handle stands above the text so that it is never the wrong one."""
    word, role = CHANNEL_WORDS[channel]
    name = Span(f" {word} ", role)
    handle = Span(f"@{thread.customer.handle}", Role.CUSTOMER)
    ours = Span(f"@{thread.account.handle}", Role.OURS)
    if channel is Channel.NOTE:
        return Columns(left=(name,), fill=(Span(" never leaves the desk · about ", Role.MUTED), handle))
    answered: Spans = ()
    if channel is Channel.REPLY and thread.reply_to is not None:
        answered = (Span(f" · “{first_words(thread.reply_to.post.text)}”", Role.DIM),)
    to, as_whom = Span(" to ", Role.MUTED), Span(" as ", Role.MUTED)
    return Columns(left=(name,), fill=(to, handle, as_whom, ours, *answered))


def counter(channel: Channel, length: Length) -> Span:
    """How much of the limit is used, in words when it is too much."""
    if channel is Channel.NOTE:
        return Span(f"{length.used:,}", Role.DIM)
    used = f"{length.used:,}/{length.limit:,}"
    if not length.fits:
        return Span(f"{length.used - length.limit:,} too long  {used}", Role.ERROR)
    left = length.limit - length.used
    return Span(f"{left} left  {used}", Role.WARNING) if left <= LITTLE_ROOM else Span(used, Role.MUTED)
