"""A case in words: who said what, when, to whom it was visible, and what becomes of our own texts.

Each line carries the gutter drawn in front of every row it wraps to: the gutter says who may read it. Nothing stands
before public posts of theirs, a bar before ours, a double bar before private messages, a dotted one before notes.
What people decided stands between them on rules of one line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from tui_desk.desk.views import (
    Thread,
    ThreadDecision,
    ThreadItem,
    ThreadMessage,
    ThreadNote,
    ThreadPost,
    ThreadSend,
)
from tui_desk.domain.decisions import Decided, Promised, Resolved
from tui_desk.domain.ids import AgentName, OutboxId, PostId
from tui_desk.domain.model import Channel, OutboxItem, OutboxState, Person, Purpose
from tui_desk.domain.outbox_flow import IN_FLIGHT, UNDECIDED
from tui_desk.tui.present.ages import MINUTE, clock, day, moment, seconds_left, short_moment
from tui_desk.tui.present.decisions import decision_words
from tui_desk.tui.present.feed import first_words
from tui_desk.tui.present.spans import KeyOf, Role, Span, Spans, joined

_THEIRS = Span("  ")
_OURS = Span("      ┃ ", Role.OURS)
_PRIVATE = Span("  ║ ", Role.PRIVATE)
_OUR_PRIVATE = Span("      ║ ", Role.PRIVATE)
_NOTE = Span("  ┊ ", Role.NOTE)
_BLANK = Span("")

_TELLING = 60
"""Characters of a post that are enough to know it again."""

_WELL = (OutboxState.SENDING, OutboxState.SENT, OutboxState.RECALLED)
"""States in which an earlier problem is over."""

_PURPOSES = {
    Purpose.ACKNOWLEDGEMENT: "acknowledgement",
    Purpose.FOLLOW_UP: "public follow-up",
    Purpose.THANKS: "thanks",
}
"""What a text is for, where that is more than an answer."""


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One line before it is wrapped."""

    item: int | None
    """Which of the thread's items it belongs to; None for what stands between them."""
    gutter: Span
    spans: Spans = ()
    right: Spans = ()
    """Set flush right on the first row it wraps to."""
    is_rule: bool = False
    """Set in the middle of a rule across the pane."""
    send: OutboxItem | None = None
    """The send whose state this line says."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when and where: what the words depend on beside the thread."""

    agent: AgentName
    now: int
    zone: tzinfo | None
    key_of: KeyOf
    tells_their_time: bool = True
    """Whether the customer's own hour is told; the first page does without, since it takes the zone database."""


def lines(thread: Thread, reader: Reader) -> tuple[ThreadLine, ...]:
    """The whole thread, oldest first, ending in its newest word."""
    return tuple(_lines(thread, reader))


def send_state(item: OutboxItem, reader: Reader) -> Spans:
    """What has become of a text of ours, and what can still be done about it."""
    match item.state:
        case OutboxState.QUEUED:
            return _queued(item, reader)
        case OutboxState.SENDING:
            return (Span("↑ sending", Role.SENDING),)
        case OutboxState.UNKNOWN:
            return (Span("? unknown, checking X", Role.UNKNOWN),)
        case OutboxState.HELD:
            return _with_key((Span("! held: you decide", Role.ERROR),), "case.decide", " says what happened", reader)
        case OutboxState.REFUSED:
            return _with_key((Span("! refused", Role.REFUSED),), "case.decide", " takes it back", reader)
        case OutboxState.SENT:
            return (Span("✓ sent", Role.SENT),)
        case OutboxState.RECALLED:
            return (Span("taken back", Role.DIM),)


def counts_down(item: OutboxItem, now: int) -> bool:
    """Whether the words for a send change by the second."""
    return item.state is OutboxState.QUEUED and now < item.not_before <= now + MINUTE


def decidable(thread: Thread, index: int | None) -> OutboxItem | None:
    """The send a person is asked about: the one at `index` if it is one, else the oldest that waits for a decision."""
    waiting = [
        (place, item.item)
        for place, item in enumerate(thread.items)
        if isinstance(item, ThreadSend) and item.item.state in UNDECIDED
    ]
    return next((send for place, send in waiting if place == index), waiting[0][1] if waiting else None)


def _lines(thread: Thread, reader: Reader) -> Iterator[ThreadLine]:
    posts = _posts(thread)
    before: PostId | None = None
    if not thread.whole and thread.case.conversation_id is not None:
        yield ThreadLine(None, _BLANK, (Span("earlier posts are being fetched", Role.DIM),), is_rule=True)
    shown_day = ""
    for index, item in enumerate(thread.items):
        on = day(written_at(item), reader.now, reader.zone)
        if on != shown_day:
            shown_day = on
            yield ThreadLine(None, _BLANK, (Span(on, Role.MUTED),), is_rule=True)
        for line in _item_lines(thread, item, posts, before, reader):
            yield replace(line, item=index)
        before = item.post.post_id if isinstance(item, ThreadPost) else before
        if not all(isinstance(each, ThreadDecision) for each in thread.items[index : index + 2]):
            yield ThreadLine(None, _BLANK)


def identity(item: ThreadItem) -> tuple[str, int]:
    """What an item stays the same by, while others come in before it."""
    match item:
        case ThreadPost(post=post):
            return "post", post.post_id
        case ThreadMessage(message=message):
            return "message", message.message_id
        case ThreadNote(note=note):
            return "note", note.note_id
        case ThreadSend(item=send):
            return "send", send.outbox_id
        case ThreadDecision(decided=decided):
            return "decision", decided.decision_id


def written_at(item: ThreadItem) -> int:
    """When an item was written; for a send, when it was put into the outbox, for a decision, when it was taken."""
    match item:
        case ThreadPost(post=post):
            return post.posted_at
        case ThreadMessage(message=message):
            return message.sent_at
        case ThreadNote(note=note):
            return note.written_at
        case ThreadSend(item=send):
            return send.queued_at
        case ThreadDecision(decided=decided):
            return decided.at


def _posts(thread: Thread) -> dict[PostId, ThreadPost]:
    """The posts that a line of the thread may speak of."""
    shown = (*thread.quoted, thread.reply_to, thread.origin, *thread.items)
    known = [item for item in shown if isinstance(item, ThreadPost)]
    return {item.post.post_id: item for item in known}


def _item_lines(
    thread: Thread, item: ThreadItem, posts: Mapping[PostId, ThreadPost], before: PostId | None, reader: Reader
) -> Iterator[ThreadLine]:
    """`before`: the public post that stands before the item."""
    match item:
        case ThreadPost():
            yield from _post_lines(thread, item, posts, before, reader)
        case ThreadMessage():
            yield from _message_lines(thread, item, reader)
        case ThreadNote(note=note):
            who = (Span("note", Role.NOTE), Span(f" · {note.agent}", Role.MUTED))
            yield ThreadLine(None, _NOTE, who, _time(note.written_at, reader))
            yield from _text(note.text, _NOTE, Role.TEXT)
        case ThreadSend(item=send):
            yield from _send_lines(thread, send, posts, before, reader)
        case ThreadDecision(decided=decided):
            yield ThreadLine(None, _BLANK, _decision(thread, decided, reader), is_rule=True)


def _decision(thread: Thread, decided: Decided, reader: Reader) -> Spans:
    """When who decided what, on one line: a long reason loses its end, and nothing before it."""
    doubt = _doubt(thread, decided)
    decision = decided.decision
    if doubt and isinstance(decision, Promised):
        decision = replace(decision, words="")  # they stand in the text above, and would push the doubt off the line
    words = decision_words(decision, decided.agent, reader.now, reader.zone)
    what = (Span(decided.agent, Role.MUTED), Span(f" {words}", Role.DIM))
    return joined([_time(decided.at, reader), what, (Span(doubt, Role.WARNING),)])


def _doubt(thread: Thread, decided: Decided) -> str:
    """What a decision still needs that counts only once a text of ours has arrived."""
    decision = decided.decision
    match decision:
        case Resolved(relies_on=texts):
            states = _unconfirmed(thread, texts)
        case Promised(relies_on=text) if text is not None:
            states = _unconfirmed(thread, (text,))
        case _:
            return ""
    if not states:
        return ""
    return "once its text is with X" if states <= IN_FLIGHT else "does not count: its text has not arrived"


def _unconfirmed(thread: Thread, texts: Sequence[OutboxId]) -> set[OutboxState]:
    """The states of those of some sends of this case that X has not confirmed."""
    sends = (item.item for item in thread.items if isinstance(item, ThreadSend))
    return {send.state for send in sends if send.outbox_id in texts}


def _post_lines(
    thread: Thread, item: ThreadPost, posts: Mapping[PostId, ThreadPost], before: PostId | None, reader: Reader
) -> Iterator[ThreadLine]:
    post = item.post
    is_ours = post.author_id == thread.account.user_id
    is_customer = post.author_id == thread.customer.user_id
    gutter = _OURS if is_ours else _THEIRS
    edited = Span(" · edited", Role.DIM) if post.edited_at is not None else Span("")
    yield ThreadLine(None, gutter, (*_author(thread, item), edited), _post_time(item, reader, is_ours=is_ours))
    if item.gone:
        yield ThreadLine(None, gutter, (Span("deleted on X", Role.DIM),))
        return
    yield from _answered(post.reply_to_post_id, posts, before, gutter)
    yield from _text(post.text, gutter, Role.TEXT if is_ours or is_customer else Role.THIRD_PARTY)
    yield from _pictures(post.alt_texts, gutter)
    if post.quoted_post_id is not None:
        is_elsewhere = post.quoted_post_id in {quoted.post.post_id for quoted in thread.quoted}
        yield from _quoted(posts.get(post.quoted_post_id), gutter, reader, in_full=is_elsewhere)


def _answered(
    post_id: PostId | None, posts: Mapping[PostId, ThreadPost], before: PostId | None, gutter: Span
) -> Iterator[ThreadLine]:
    """Which post a text answers, where that is not the one before it: there the conversation has a branch."""
    if post_id is None or post_id == before:
        return
    answered = posts.get(post_id)
    if answered is None:
        yield ThreadLine(None, gutter, (Span("↪ a post that is not here", Role.DIM),))
        return
    words = "deleted on X" if answered.gone else _beginning(answered.post.text)
    yield ThreadLine(None, gutter, (Span(f"↪ @{answered.author.handle}: ", Role.DIM), Span(words, Role.MUTED)))


def _beginning(text: str) -> str:
    """The first words of a text, whole, as many as tell it from others."""
    words = first_words(text)
    if len(words) <= _TELLING:
        return words
    return f"{words[:_TELLING].rsplit(' ', 1)[0]} …"


def _pictures(alt_texts: Sequence[str], gutter: Span) -> Iterator[ThreadLine]:
    for alt in alt_texts:
        yield ThreadLine(None, gutter, (Span("image: ", Role.DIM), Span(first_words(alt), Role.MUTED)))


def _author(thread: Thread, item: ThreadPost) -> Spans:
    handle = f"@{item.author.handle}"
    if item.post.author_id == thread.account.user_id:
        agent = (Span(f" · {item.agent}", Role.MUTED),) if item.agent else ()
        return (Span(handle, Role.OURS), *agent)
    if item.post.author_id == thread.customer.user_id:
        return (Span(handle, Role.CUSTOMER),)
    return (Span(handle, Role.THIRD_PARTY), Span(" · third party", Role.DIM))


def _quoted(quoted: ThreadPost | None, gutter: Span, reader: Reader, *, in_full: bool) -> Iterator[ThreadLine]:
    """A quoted post behind a line of its own: in full, unless it stands in this thread anyway."""
    if quoted is None:
        yield ThreadLine(None, gutter, (Span("quotes another post", Role.DIM),))
    elif quoted.gone:
        yield ThreadLine(None, gutter, (Span("quotes a post that is deleted on X", Role.DIM),))
    elif not in_full:
        words = Span(f"“{first_words(quoted.post.text)}”", Role.MUTED)
        yield ThreadLine(None, gutter, (Span(f"quotes @{quoted.author.handle}: ", Role.DIM), words))
    else:
        within = Span(f"{gutter.text}│ ", gutter.role)
        at = short_moment(quoted.post.posted_at, reader.now, reader.zone)
        yield ThreadLine(None, within, (Span(f"quotes @{quoted.author.handle} · {at}", Role.DIM),))
        yield from _text(quoted.post.text, within, Role.MUTED)
        yield from _pictures(quoted.post.alt_texts, within)


def _message_lines(thread: Thread, item: ThreadMessage, reader: Reader) -> Iterator[ThreadLine]:
    message = item.message
    is_theirs = message.sender_id == message.customer_id
    gutter = _PRIVATE if is_theirs else _OUR_PRIVATE
    who: Person | None = thread.customer if is_theirs else None
    name = Span(f"@{who.handle}", Role.CUSTOMER) if who else Span(f"@{thread.account.handle}", Role.OURS)
    agent = (Span(f" · {item.agent}", Role.MUTED),) if item.agent and not is_theirs else ()
    sent = () if is_theirs else (Span("✓ sent ", Role.SENT),)
    right = (*sent, *_time(message.sent_at, reader))
    yield ThreadLine(None, gutter, (Span("private", Role.PRIVATE), Span(" · ", Role.RULE), name, *agent), right)
    yield from _text(message.text, gutter, Role.TEXT)


def _send_lines(
    thread: Thread, send: OutboxItem, posts: Mapping[PostId, ThreadPost], before: PostId | None, reader: Reader
) -> Iterator[ThreadLine]:
    is_private = send.channel is Channel.MESSAGE
    gutter = _OUR_PRIVATE if is_private else _OURS
    name = Span(f"@{thread.account.handle}", Role.OURS)
    word: Spans = (Span("private", Role.PRIVATE), Span(" · ", Role.RULE)) if is_private else ()
    purpose = f" · {_PURPOSES[send.purpose]}" if send.purpose in _PURPOSES else ""
    heading = (*word, name, Span(f" · {send.agent}{purpose}", Role.MUTED))
    yield ThreadLine(None, gutter, heading, _time(send.queued_at, reader))
    if send.channel is Channel.REPOST:
        yield ThreadLine(None, gutter, _reposted(posts, send.reply_to_post_id))
    else:
        yield from _answered(send.reply_to_post_id, posts, before, gutter)
        yield from _text(send.text, gutter, Role.MUTED)
    yield ThreadLine(None, gutter, send_state(send, reader), send=send)
    if send.problem and send.state not in _WELL:
        yield ThreadLine(None, gutter, (Span(send.problem, Role.MUTED),))


def _reposted(posts: Mapping[PostId, ThreadPost], post_id: PostId | None) -> Spans:
    """What our followers are to see, and of whom."""
    reposted = posts.get(post_id) if post_id is not None else None
    if reposted is None or reposted.gone:
        return (Span("reposts their post", Role.PUBLIC),)
    words = Span(f" “{first_words(reposted.post.text)}”", Role.MUTED)
    return (Span(f"reposts @{reposted.author.handle}:", Role.PUBLIC), words)


def _queued(item: OutboxItem, reader: Reader) -> Spans:
    seconds = seconds_left(item.not_before, reader.now)
    verb = "tries again" if item.attempts else "leaves"
    if counts_down(item, reader.now):
        when = f"in {seconds} s"
    elif item.waits_for_part:
        when = "after the part before it"
    else:
        when = f"at {moment(item.not_before, reader.now, reader.zone)}" if seconds else "next"
    state = joined([(Span("↑ queued", Role.QUEUED),), (Span(f"{verb} {when}", Role.QUEUED),)])
    return _with_key(state, "case.undo", " takes it back", reader) if item.agent == reader.agent else state


def _with_key(state: Spans, action: str, does: str, reader: Reader) -> Spans:
    """A state, and the key that does something about it."""
    return joined([state, (Span(reader.key_of(action), Role.KEY), Span(does, Role.MUTED))])


def _text(text: str, gutter: Span, role: Role) -> Iterator[ThreadLine]:
    for line in text.split("\n"):
        yield ThreadLine(None, gutter, (Span(line, role),))


def _time(at: int, reader: Reader) -> Spans:
    return (Span(clock(at, reader.zone), Role.DIM),)


def _post_time(item: ThreadPost, reader: Reader, *, is_ours: bool) -> Spans:
    sent = (Span("✓ sent ", Role.SENT),) if is_ours and item.agent else ()
    return (*sent, *_time(item.post.posted_at, reader))
