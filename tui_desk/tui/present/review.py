"""The one line before something leaves, and the one line that asks what became of it."""

from tui_desk.desk.lengths import Length
from tui_desk.desk.views import Thread
from tui_desk.domain.model import Channel, OutboxItem, OutboxState
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.tui.present.spans import Columns, KeyOf, Role, Span, Spans, joined


def review_line(channel: Channel, thread: Thread, length: Length, key_of: KeyOf) -> Columns:
    """Where it goes, as whom, to whom and how long it is; then the keys, which stay when there is little room."""
    handle = Span(f"@{thread.customer.handle}", Role.CUSTOMER)
    if channel is Channel.NOTE:
        note = (Span("Note", Role.NOTE), Span(" about "), handle, Span(", for colleagues only"))
        return _asked(note, [("review.send", "keep"), ("review.edit", "edit")], key_of)
    size = Span(f", {length.used:,}/{length.limit:,}", Role.TEXT if length.fits else Role.ERROR)
    what = (_channel(channel), Span(" as "), Span(f"@{thread.account.handle}", Role.OURS), Span(" to "), handle, size)
    return _asked(what, [("review.send", "send"), ("review.edit", "edit")], key_of)


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
    words = {"decide.resend": again, "decide.done": "yes", "decide.draft": "back to draft"}
    choices = [(decision, words[decision]) for decision in decisions_for(item)]
    return _asked((_channel(item.channel), Span(was)), [*choices, ("decide.close", "later")], key_of)


def _channel(channel: Channel) -> Span:
    return Span("Private message", Role.PRIVATE) if channel is Channel.MESSAGE else Span("Public reply", Role.PUBLIC)


def _asked(what: Spans, choices: list[tuple[str, str]], key_of: KeyOf) -> Columns:
    keys = joined([(Span(key_of(action), Role.KEY), Span(f" {word}")) for action, word in choices])
    return Columns(left=(Span(" "),), fill=what, right=(Span("  "), *keys, Span(" ")))
