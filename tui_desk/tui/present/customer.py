"""What the desk remembers of a customer, in words for the panel: whoever reads it asks nothing twice."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from tui_desk.desk.views import CustomerMemory, EarlierCase, Thread
from tui_desk.domain.case_flow import CLOSED
from tui_desk.domain.decisions import ChannelPreferred, ConsentNoted, Decided, Promised, ZoneNoted
from tui_desk.domain.follow_up_flow import UNMET
from tui_desk.domain.model import CaseState, Channel, Person
from tui_desk.domain.permission import Capabilities, Summons, may_reply
from tui_desk.tui.present.ages import ago, short_day, short_moment
from tui_desk.tui.present.customer_time import guessed_zone, hour_there, zone_named
from tui_desk.tui.present.feed import LATE, OWED, first_words
from tui_desk.tui.present.spans import Columns, Role, Span, Spans, joined
from tui_desk.tui.present.status import low_budgets
from tui_desk.tui.present.thread import Reader

_LABEL_WIDTH = 13

_LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "hi": "Hindi", "hu": "Hungarian", "in": "Indonesian", "it": "Italian", "iw": "Hebrew",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sl": "Slovenian", "sr": "Serbian",
    "sv": "Swedish", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""By the codes that X marks posts with, some of which are of its own making; any other code is shown as it is."""

_SUMMONS = {
    Summons.MENTION: "their post mentions us",
    Summons.QUOTE: "their post quotes us",
    Summons.ANSWER: "their post answers one of ours",
}

_ENDS = {
    CaseState.NEW: "new",
    CaseState.OPEN: "open",
    CaseState.WAITING: "waiting for the customer",
    CaseState.OWED: "owed in public",
    CaseState.RESOLVED: "resolved",
    CaseState.NO_ANSWER: "no answer needed",
}

_WRITES = {Channel.REPLY: "in public", Channel.MESSAGE: "by message"}

_About = TypeVar("_About", ConsentNoted, ChannelPreferred, ZoneNoted)


def customer_title(memory: CustomerMemory) -> Columns:
    """What stands above the page."""
    person = memory.customer
    name = Span(f"  {person.name}{' · verified' if person.verified else ''}")
    return Columns(left=(Span("Customer  ", Role.MUTED),), fill=(Span(f"@{person.handle}", Role.CUSTOMER), name))


def customer_lines(
    memory: CustomerMemory, thread: Thread, capabilities: Capabilities, reader: Reader
) -> tuple[Columns, ...]:
    """All there is to know before answering. `thread`: the case that is open, by which they may be reached."""
    return (
        *_who(memory, reader),
        *_reach(memory, thread, capabilities, reader),
        *_section("Promises", _promises(memory, thread, reader), "None was made."),
        *_section("Notes", _notes(memory, reader), f"None yet: {reader.key_of('case.note')} writes one."),
        *_section("Earlier cases", _cases(memory, reader), "This is their first."),
    )


def _who(memory: CustomerMemory, reader: Reader) -> Iterator[Columns]:
    person = memory.customer
    yield _row("Followers", (Span(f"{person.followers:,}"),))
    if person.bio:
        yield _row("About", (Span(first_words(person.bio)),))
    if person.location:
        yield _row("Place", (Span(person.location),))
    yield _row("Local time", _local_time(memory, reader))
    if memory.languages:
        yield _row("Writes", (Span(", ".join(_LANGUAGES.get(code, code) for code in memory.languages)),))
    yield _row("Consent", _consent(memory, reader))


def _local_time(memory: CustomerMemory, reader: Reader) -> Spans:
    """By the noted zone, else by a guess that says so."""
    key = reader.key_of("panel.zone")
    if (found := _latest(memory, ZoneNoted)) is not None and found[0].zone:
        name = found[0].zone
        if (zone := zone_named(name)) is None:
            return (Span(f"“{name}” is no time zone that this machine knows: ", Role.WARNING), *_does(key, "notes it"))
        return joined([(Span(hour_there(reader.now, zone, reader.zone)),), (Span(name, Role.MUTED),)])
    guess = guessed_zone(memory.customer.location)
    zone = zone_named(guess.name) if guess is not None else None
    if guess is None or zone is None:
        return (Span("not known: ", Role.DIM), *_does(key, "notes their time zone"))
    hour = (Span(f"perhaps {hour_there(reader.now, zone, reader.zone)}"),)
    return joined([hour, (Span(f"guessed from “{guess.place}”: ", Role.MUTED), *_does(key, "notes it"))])


def _consent(memory: CustomerMemory, reader: Reader) -> Spans:
    """Whether what they are outside X may be kept beside what they are on it."""
    found = _latest(memory, ConsentNoted)
    if found is None:
        words = "not asked: keep nothing of what they are outside X; "
        return (Span(words, Role.MUTED), *_does(reader.key_of("panel.consent"), "notes the answer"))
    decision, decided = found
    words = "✓ they agree that" if decision.given else "✗ they do not agree that"
    role = Role.TEXT if decision.given else Role.WARNING
    return joined([(Span(f"{words} we keep what they are outside X", role),), _by(decided, reader)])


def _reach(memory: CustomerMemory, thread: Thread, capabilities: Capabilities, reader: Reader) -> Iterator[Columns]:
    yield from _heading("How to reach them")
    yield _row("Prefers", _preferred(memory, reader))
    yield _row("Reply", _reply(memory.customer, thread, capabilities))
    yield _row("Message", joined([_message(memory.customer), _asked(memory.customer, reader.now)]))
    if low := low_budgets(thread.budgets, reader.now, reader.zone):
        yield _row("Limits", low)


def _preferred(memory: CustomerMemory, reader: Reader) -> Spans:
    """As somebody noted it, else by where they write."""
    found = _latest(memory, ChannelPreferred)
    if found is not None and found[0].channel:
        return joined([(Span(found[0].channel),), _by(found[1], reader)])
    return (*_by_count(memory.channels), *_does(reader.key_of("panel.prefers"), "notes what they prefer"))


def _by_count(channels: Mapping[Channel, int]) -> Spans:
    counts = sorted(((channels.get(channel, 0), words) for channel, words in _WRITES.items()), reverse=True)
    (most, where), (fewer, _) = counts
    if most == fewer:
        return (Span("not known: ", Role.DIM),)
    return (Span(f"mostly writes {where}"), Span(f", {most} of {most + fewer}: ", Role.MUTED))


def _reply(person: Person, thread: Thread, capabilities: Capabilities) -> Spans:
    reply_to = thread.reply_to
    if person.blocks_us:
        return (Span("✗ they have blocked us: X takes nothing of ours for them", Role.WARNING),)
    if reply_to is None:
        return (Span("– there is no public post of theirs to reply to", Role.DIM),)
    if reply_to.gone:
        return (Span("✗ their post is deleted on X", Role.WARNING),)
    if not may_reply(reply_to.summons, capabilities):
        return (Span("✗ X refuses one: their post neither mentions nor quotes us", Role.WARNING),)
    why = _SUMMONS.get(reply_to.summons, "our plan allows it unasked")
    return (Span("✓ X takes one", Role.PUBLIC), Span(f": {why}", Role.MUTED))


def _message(person: Person) -> Spans:
    if person.blocks_us:
        return (Span("✗ they have blocked us", Role.WARNING),)
    return {
        True: (Span("✓ X says that they take messages from us", Role.PRIVATE),),
        False: (Span("✗ X says that they take none from us", Role.WARNING),),
        None: (Span("? X has not said whether they take messages", Role.MUTED),),
    }[person.receives_messages]


def _asked(person: Person, now: int) -> Spans:
    return (Span(f"asked {ago(person.asked_at, now)}" if person.asked_at is not None else "not asked yet", Role.DIM),)


def _promises(memory: CustomerMemory, thread: Thread, reader: Reader) -> Iterator[Columns]:
    """The newest first. Of this case it is known whether a promise still stands."""
    outstanding = thread.standing.promise_until
    for decided in memory.decided:
        if not isinstance(promised := decided.decision, Promised):
            continue
        stands: Spans = ()
        if promised.until == outstanding:
            outstanding = None  # said again with the same time, it is one promise
            late = promised.until <= reader.now
            stands = (Span("overdue", LATE),) if late else (Span("stands", Role.WAITING),)
        words = (Span(f"“{first_words(promised.words)}”"),) if promised.words.strip() else ()
        by_then = short_moment(promised.until, reader.now, reader.zone)
        yield _row(by_then, joined([stands, words, _by(decided, reader)]))


def _notes(memory: CustomerMemory, reader: Reader) -> Iterator[Columns]:
    for note in memory.notes:
        by = Span(f" · {note.agent}", Role.DIM)
        yield _row(short_moment(note.written_at, reader.now, reader.zone), (Span(note.text), by))


def _cases(memory: CustomerMemory, reader: Reader) -> Iterator[Columns]:
    for case in memory.cases:
        words = (Span(f"“{first_words(case.words)}”", Role.MUTED),) if case.words.strip() else ()
        yield _row(short_day(case.opened_at, reader.now, reader.zone), joined([_end(case), words]))


def _end(case: EarlierCase) -> Spans:
    """How a case ended, or where it stands."""
    reason = f": {first_words(case.reason)}" if case.reason else ""
    role = Role.TEXT if case.state in CLOSED else OWED if case.state is CaseState.OWED else Role.WAITING
    state = (Span(f"{_ENDS[case.state]}{reason}", role),)
    owed = case.follow_up in UNMET and case.state is not CaseState.OWED
    return joined([state, (Span("owed in public", OWED),) if owed else ()])


def _latest(memory: CustomerMemory, kind: type[_About]) -> tuple[_About, Decided] | None:
    """What was noted last of one kind, and by whom."""
    found = ((decided.decision, decided) for decided in memory.decided)
    return next(((decision, decided) for decision, decided in found if isinstance(decision, kind)), None)


def _by(decided: Decided, reader: Reader) -> Spans:
    return (Span(f"{decided.agent}, {short_moment(decided.at, reader.now, reader.zone)}", Role.DIM),)


def _does(key: str, what: str) -> Spans:
    return (Span(key, Role.KEY), Span(f" {what}", Role.MUTED))


def _section(heading: str, lines: Iterator[Columns], otherwise: str) -> Iterator[Columns]:
    """A heading with its lines, or with the sentence that says why there are none."""
    yield from _heading(heading)
    found = tuple(lines)
    yield from found or (Columns(fill=(Span(otherwise, Role.DIM),)),)


def _heading(words: str) -> tuple[Columns, Columns]:
    return Columns(), Columns(fill=(Span(words, Role.KEY),))


def _row(label: str, spans: Spans) -> Columns:
    return Columns(left=(Span(label.ljust(_LABEL_WIDTH), Role.MUTED),), fill=spans)
