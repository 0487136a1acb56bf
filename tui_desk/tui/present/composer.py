"""The words around the composer: what the text is, where it goes and to whom, and how much room is left."""

from tui_desk.desk.lengths import Length
from tui_desk.desk.views import Thread, ThreadPost
from tui_desk.domain.model import Channel, Purpose
from tui_desk.domain.refusals import Refusal
from tui_desk.tui.present.feed import first_words
from tui_desk.tui.present.spans import Columns, KeyOf, Role, Span, Spans
from tui_desk.tui.present.words import Words, refusal_words

CHANNEL_WORDS = {
    Channel.REPLY: ("PUBLIC REPLY", Role.PUBLIC),
    Channel.MESSAGE: ("PRIVATE MESSAGE", Role.PRIVATE),
    Channel.NOTE: ("NOTE", Role.NOTE),
}
"""The channels in which something is written: a repost has no words of ours."""

PURPOSE_WORDS = {
    Purpose.ACKNOWLEDGEMENT: "acknowledgement",
    Purpose.FOLLOW_UP: "follow-up",
    Purpose.THANKS: "thanks",
}
"""An answer needs no word for what it is."""

_PURPOSE_KEYS = {
    Purpose.ACKNOWLEDGEMENT: "case.acknowledge",
    Purpose.FOLLOW_UP: "case.follow_up",
    Purpose.THANKS: "case.thank",
}

LITTLE_ROOM = 20
"""Characters left from which the counter speaks up."""


def title(thread: Thread, channel: Channel, purpose: Purpose, target: ThreadPost | None) -> Columns:
    """What the text is, where it goes, to whom and as whom; the handle stands above it so that it is never the wrong
    one. `target`: the post that a public reply goes to.
    """
    word, role = CHANNEL_WORDS[channel]
    what = f"{PURPOSE_WORDS[purpose].upper()} · {word}" if purpose in PURPOSE_WORDS else word
    name = Span(f" {what} ", role)
    handle = Span(f"@{thread.customer.handle}", Role.CUSTOMER)
    ours = Span(f"@{thread.account.handle}", Role.OURS)
    if channel is Channel.NOTE:
        return Columns(left=(name,), fill=(Span(" never leaves the desk · about ", Role.MUTED), handle))
    answered: Spans = ()
    if channel is Channel.REPLY and target is not None:
        answered = (Span(f" · “{first_words(target.post.text)}”", Role.DIM),)
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


def draft_kept_words(key_of: KeyOf) -> Words:
    """The case has a draft, over which no saved reply was put."""
    sentence = f"Nothing was put over it: {key_of('composer.saved_reply')} inserts a saved reply."
    return Words("You go on with your draft", sentence)


def put_away_words(purpose: Purpose, key_of: KeyOf) -> Words | None:
    """What became of a text that is put away; None where nothing is lost: a draft keeps its channel and its words."""
    if purpose not in PURPOSE_WORDS:
        return None
    sentence = f"It is a plain draft now: {key_of(_PURPOSE_KEYS[purpose])} goes on with it as {_a(purpose)}."
    return Words("Kept as a draft", sentence)


def no_closing_word_words(refusal: Refusal, key_of: KeyOf) -> Words:
    """Why X takes no public closing word, and what is possible instead."""
    why = refusal_words(refusal, key_of)
    return Words(why.title, f"{why.sentence} {key_of('case.waive')} waives the closing word with a reason.")


def _a(purpose: Purpose) -> str:
    word = PURPOSE_WORDS[purpose]
    return word if purpose is Purpose.THANKS else f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
