"""Gathers what an agent has to know of a text before it leaves."""

from datetime import tzinfo

from tui_desk.desk.desk import Desk
from tui_desk.desk.lengths import Length
from tui_desk.desk.views import Thread
from tui_desk.domain.model import Channel
from tui_desk.domain.personal_data import personal_data
from tui_desk.domain.prices import has_link
from tui_desk.domain.promises import promised
from tui_desk.domain.saved_replies import placeholders
from tui_desk.tui.drafting import Text
from tui_desk.tui.present.review import Review, ReviewedPart
from tui_desk.tui.shelf import Shelf
from tui_desk.tui.templates import language_of


async def review_of(text: Text, length: Length, thread: Thread, desk: Desk, shelf: Shelf, zone: tzinfo) -> Review:
    """What there is to say about a text, as it would be sent. Raises StoreError."""
    channel = text.channel
    if channel is Channel.NOTE:
        return Review(thread, channel, text.purpose, length)
    payload = desk.outgoing(channel, text.words)
    is_public = channel is Channel.REPLY
    parts = desk.parts(text.words) if is_public and not length.fits else ()
    price = sum(desk.price(channel, part) for part in parts or (text.words,))
    times_sent = await desk.times_sent_lately(channel, text.words) if is_public and shelf.repeat_warning else 0
    return Review(
        thread,
        channel,
        text.purpose,
        length,
        parts=tuple(ReviewedPart(part, desk.length(channel, part)) for part in parts),
        price=price,
        has_link=is_public and has_link(payload),
        is_dear=price > shelf.warn_over,
        times_sent=times_sent if times_sent >= shelf.repeat_warning else 0,
        placeholders=placeholders(payload),
        given_away=personal_data(payload) if is_public else (),
        promise=promised(text.words, desk.now(), zone, language_of(thread)),
    )
