"""The lines before something leaves: where it goes, what it costs, what is risky; and the one about a stuck send."""

from dataclasses import dataclass
from datetime import tzinfo

from tui_desk.desk.lengths import Length
from tui_desk.desk.views import Thread
from tui_desk.domain.case_flow import CLOSED
from tui_desk.domain.model import CaseState, Channel, OutboxItem, OutboxState, Purpose
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.domain.personal_data import PersonalData
from tui_desk.domain.promises import Promise
from tui_desk.tui.present.ages import short_moment
from tui_desk.tui.present.composer import PURPOSE_WORDS
from tui_desk.tui.present.prices import dollars
from tui_desk.tui.present.spans import Columns, KeyOf, Role, Span, Spans, joined
from tui_desk.tui.present.words import Words

_PART_BEGINS, _PART_ENDS = 24, 36
"""Characters of a part that are shown: of its beginning, and of its end with counter and sign-off."""

_GIVEN_AWAY = {
    PersonalData.MAIL_ADDRESS: "a mail address",
    PersonalData.PHONE_NUMBER: "a phone number",
    PersonalData.CARD_NUMBER: "a card number",
    PersonalData.BANK_ACCOUNT: "a bank account",
}


@dataclass(frozen=True, slots=True)
class ReviewedPart:
    """A part of a text that is too long, exactly as it would be sent."""

    payload: str
    length: Length


@dataclass(frozen=True, slots=True)
class Review:
    """What an agent has to know of a text before it leaves."""

    thread: Thread
    channel: Channel
    purpose: Purpose
    length: Length
    parts: tuple[ReviewedPart, ...] = ()
    """What a text that is too long can be split into; none where it fits, or cannot be split."""
    is_split: bool = False
    """Whether the agent wants it to leave in parts."""
    price: int = 0
    """In millionths of a dollar."""
    has_link: bool = False
    is_dear: bool = False
    times_sent: int = 0
    """How often it left word for word lately, where that is often enough to be named; else 0."""
    placeholders: tuple[str, ...] = ()
    given_away: tuple[PersonalData, ...] = ()
    """What everyone could read of a person."""
    promise: Promise | None = None
    """What the text promises, as far as its words tell."""
    notes_promise: bool = False
    """Whether the agent wants the promise noted."""

    @property
    def may_solve(self) -> bool:
        """Whether sending it can resolve the case: no acknowledgement is a solution, and what is closed stays so."""
        is_substance = self.channel is not Channel.NOTE and self.purpose in (Purpose.ANSWER, Purpose.THANKS)
        return is_substance and self.thread.standing.state not in CLOSED | {CaseState.OWED}


def review_lines(review: Review, now: int, zone: tzinfo, key_of: KeyOf) -> list[Spans]:
    """Where it goes, as whom, to whom, how long it is and what it costs; each risk in a line of its own; the keys."""
    warnings = [(Span(f"! {risk}", Role.WARNING),) for risk in _risks(review)]
    promise = [_promise_line(review, review.promise, now, zone, key_of)] if review.promise is not None else []
    return [_what(review), *_split_lines(review, key_of), *warnings, *promise, _keys(review, key_of)]


def no_split_words(length: Length) -> Words:
    """The text is not split: it fits, or it has no place where it could be cut."""
    if length.fits:
        return Words("Nothing to split", "The text fits into one post.")
    return Words("It cannot be split", "A word or link in it is longer than a post, or it is too much: shorten it.")


def no_promise_words(key_of: KeyOf) -> Words:
    """The text promises nothing that could be noted."""
    return Words("No promise found", f"The text names no time: {key_of('case.promise')} on the case notes one by hand.")


def taken_back_words(channel: Channel | None) -> Words:
    """What was taken out of the outbox does not stand in the composer. None: nobody knows any more what it was."""
    if channel is Channel.REPOST:
        return Words("Repost taken back", "The post is not shown to our followers.")
    return Words("Taken back", "What was written is a draft of its case again.")


DECISIONS = {
    "decide.resend": OutboxEvent.RESENT,
    "decide.done": OutboxEvent.VOUCHED,
    "decide.draft": OutboxEvent.TAKEN_BACK,
}
"""What each decision of a person does to a send."""


def decisions_for(item: OutboxItem) -> tuple[str, ...]:
    """What a person can decide about a send: when X refused it, it can only come back; where no call was made, it is
    not on X.
    """
    if item.state is OutboxState.HELD:
        return tuple(DECISIONS) if item.attempts else ("decide.resend", "decide.draft")
    return ("decide.draft",) if item.state is OutboxState.REFUSED else ()


def decide_line(item: OutboxItem, key_of: KeyOf) -> Columns:
    """What is asked about the send, and what the person can say."""
    asked = " on X?" if item.attempts else " held back"
    was = " refused by X" if item.state is OutboxState.REFUSED else asked
    again = "no, send again" if item.attempts else "send it"
    back = "give it up" if item.channel is Channel.REPOST else "back to draft"
    words = {"decide.resend": again, "decide.done": "yes", "decide.draft": back}
    choices = [(decision, words[decision]) for decision in decisions_for(item)]
    keys = _choices([*choices, ("decide.close", "later")], key_of)
    return Columns(left=(Span(" "),), fill=(_CHANNELS[item.channel], Span(was)), right=(Span("  "), *keys, Span(" ")))


_CHANNELS = {
    Channel.REPLY: Span("Public reply", Role.PUBLIC),
    Channel.MESSAGE: Span("Private message", Role.PRIVATE),
    Channel.NOTE: Span("Note", Role.NOTE),
    Channel.REPOST: Span("Repost", Role.PUBLIC),
}


def _what(review: Review) -> Spans:
    handle = Span(f"@{review.thread.customer.handle}", Role.CUSTOMER)
    channel = _CHANNELS[review.channel]
    if review.channel is Channel.NOTE:
        return (channel, Span(" about "), handle, Span(", for colleagues only"))
    purpose = PURPOSE_WORDS.get(review.purpose)
    kind = (Span(f"{purpose.capitalize()} · ", channel.role), channel) if purpose is not None else (channel,)
    ours = Span(f"@{review.thread.account.handle}", Role.OURS)
    return (*kind, Span(" as "), ours, Span(" to "), handle, _size(review), *_price(review))


def _size(review: Review) -> Span:
    if review.is_split:
        return Span(f", {len(review.parts)} posts")
    length = review.length
    return Span(f", {length.used:,}/{length.limit:,}", Role.TEXT if length.fits else Role.ERROR)


def _split_lines(review: Review, key_of: KeyOf) -> list[Spans]:
    """What is too long and can be split; or how each part begins and ends, and how long it is."""
    key, dot = Span(key_of("review.split"), Role.KEY), Span(" · ", Role.RULE)
    if review.is_split:
        joins = Span(" makes it one text again", Role.MUTED)
        each = Span("each replies to the one before it", Role.MUTED)
        return [*map(_part_line, review.parts), (each, dot, key, joins)]
    if not review.parts:
        return []
    too_long = Span(f"! {review.length.used - review.length.limit:,} too long", Role.WARNING)
    return [(too_long, dot, key, Span(f" splits it into {len(review.parts)} posts"))]


def _part_line(part: ReviewedPart) -> Spans:
    words = " ".join(part.payload.split())
    if len(words) > _PART_BEGINS + _PART_ENDS:
        begins, ends = words[:_PART_BEGINS].rsplit(" ", 1)[0], words[-_PART_ENDS:].split(" ", 1)[-1]
        words = f"{begins} … {ends}"
    return (Span(words), Span(f"  {part.length.used:,}/{part.length.limit:,}", Role.MUTED))


def _price(review: Review) -> Spans:
    if not review.price:
        return ()
    return (Span(f", {dollars(review.price)}{' link' if review.has_link else ''}"),)


def _risks(review: Review) -> list[str]:
    """What could be regretted, in words."""
    customer = review.thread.customer
    given_away = " and ".join(_GIVEN_AWAY[kind] for kind in review.given_away)
    said = [
        (bool(customer.blocks_us), f"@{customer.handle} has blocked us: X will refuse it"),
        (bool(review.placeholders), f"not filled in: {', '.join(review.placeholders)}"),
        (bool(given_away), f"everyone can read {given_away} in it"),
        (review.is_dear, f"dear: X charges {dollars(review.price)}{' for the link' if review.has_link else ''}"),
        (
            bool(review.times_sent),
            f"sent word for word {review.times_sent}× in 24 hours: X takes identical posts for spam",
        ),
    ]
    return [words for is_so, words in said if is_so]


def _promise_line(review: Review, promise: Promise, now: int, zone: tzinfo, key_of: KeyOf) -> Spans:
    until = short_moment(promise.until, now, zone)
    key = Span(key_of("review.promise"), Role.KEY)
    if review.notes_promise:
        return (Span(f"✓ promise noted until {until}", Role.SENT), Span(" · ", Role.RULE), key, Span(" drops it"))
    said = Span(f"says “{promise.words}”")
    return (said, Span(" · ", Role.RULE), key, Span(f" notes the promise until {until}"))


def _keys(review: Review, key_of: KeyOf) -> Spans:
    leaves = "keep" if review.channel is Channel.NOTE else "send"
    goes_on = f"{leaves}, resolve, next" if review.may_solve else f"{leaves}, next"
    return _choices([("review.send", leaves), ("review.send_resolve", goes_on), ("review.edit", "edit")], key_of)


def _choices(choices: list[tuple[str, str]], key_of: KeyOf) -> Spans:
    return joined([(Span(key_of(action), Role.KEY), Span(f" {word}")) for action, word in choices])
