"""The words for every "no" and for every mistake in a configuration: a title, and what is possible instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui_desk.config.problems import Problem
from tui_desk.domain.ids import PostId
from tui_desk.domain.model import Channel, OutboxState
from tui_desk.domain.refusals import (
    AlreadyClosed,
    AlreadyOpen,
    Blocked,
    InUse,
    MessagesClosed,
    NoPublicPost,
    NoSuchCase,
    NothingAnswered,
    NothingOwed,
    NothingPromised,
    NothingToDecide,
    NothingToMerge,
    NothingToSplit,
    NothingToUndo,
    NothingWritten,
    NotSummoned,
    OtherCustomer,
    PartBeforeMissing,
    ReasonMissing,
    Refusal,
    StillOwed,
    StillPending,
    ThreadMoved,
    TimePassed,
    TooLateToRecall,
    TooLong,
    UndecidedSend,
    Unresolved,
)
from tui_desk.tui.present.spans import KeyOf


@dataclass(frozen=True, slots=True)
class Words:
    """A title, and one sentence that says what to do. Both may hold names from outside."""

    title: str
    sentence: str


_CHANNELS = {
    Channel.REPLY: "public text",
    Channel.MESSAGE: "message",
    Channel.NOTE: "note",
    Channel.REPOST: "repost",
}

_PENDING = {
    OutboxState.SENDING: "is on its way",
    OutboxState.UNKNOWN: "may or may not have arrived, and is being looked for",
    OutboxState.HELD: "waits for your decision",
}

_TOO_LATE = {
    OutboxState.SENDING: "It is on its way to X: delete it there if it must not stand.",
    OutboxState.UNKNOWN: "It may have arrived: wait until X has been looked at, then decide.",
    OutboxState.SENT: "X has your last text: delete it there if it must not stand.",
}

_OTHER_WAYS = (
    ("case.copy", "copies the address to answer on X itself"),
    ("case.watch", "watches it"),
    ("case.note", "leaves a note"),
)
"""What is possible where X takes no text of ours, the most helpful first."""

TIMES = "Write it like 3h, tomorrow 14:30, fri, 18:00 or 25 nov 10:00"


def refusal_words(refusal: Refusal, key_of: KeyOf, *, may_reply: bool = True) -> Words:
    """Why not, and what is possible instead. `may_reply`: X takes a public reply in this case."""
    match refusal:
        case NotSummoned() | NoPublicPost() | MessagesClosed() | Blocked():
            return _unreachable_words(refusal, key_of, may_reply=may_reply)
        case NothingWritten() | TooLong() | Unresolved() | ThreadMoved() | StillPending() | UndecidedSend():
            return _writing_words(refusal, key_of)
        case TooLateToRecall() | NothingToUndo() | InUse():
            return _undo_words(refusal)
        case AlreadyClosed() | AlreadyOpen() | NothingAnswered() | ReasonMissing() | TimePassed():
            return _state_words(refusal, key_of)
        case StillOwed() | NothingOwed() | NothingPromised():
            return _debt_words(refusal, key_of)
        case OtherCustomer() | NothingToMerge() | NothingToSplit():
            return _shape_words(refusal, key_of)
        case PartBeforeMissing():
            sentence = "It goes on from a post that X is not known to have: take it back and write it as a reply."
            return Words("The part before it is missing", sentence)
        case NothingToDecide():
            return Words("Nothing to decide", "No send is held, and none was refused.")
        case NoSuchCase():
            return Words("The case is gone", "It is no longer stored: choose another one in the feed.")


def _unreachable_words(
    refusal: NotSummoned | NoPublicPost | MessagesClosed | Blocked, key_of: KeyOf, *, may_reply: bool
) -> Words:
    """X takes no text of this kind: what may be tried instead, the most promising first."""
    message = (("case.message", "writes a private message"),)
    match refusal:
        case NotSummoned(handle, may_message):
            instead = _instead((*(message if may_message else ()), *_OTHER_WAYS), key_of)
            return Words("X refuses a reply here", f"@{handle} neither mentions nor quotes us: {instead}")
        case NoPublicPost():
            instead = _instead((("case.message", "answers in private"), _OTHER_WAYS[-1]), key_of)
            return Words("There is no post to reply to", f"This case has no public post of the customer: {instead}")
        case MessagesClosed(handle):
            invitation = (("case.reply", "replies in public, and may invite them to write to us"),)
            instead = _instead((*(invitation if may_reply else ()), *_OTHER_WAYS), key_of)
            return Words("No private messages", f"X says that @{handle} takes none from us: {instead}")
        case Blocked(handle):
            instead = _instead((("case.no_answer", "closes the case with a reason"), _OTHER_WAYS[-1]), key_of)
            return Words("They have blocked us", f"X takes nothing from us for @{handle}: {instead}")


def _instead(ways: Sequence[tuple[str, str]], key_of: KeyOf) -> str:
    return "; ".join(f"{key_of(action)} {does}" for action, does in ways) + "."


def _writing_words(
    refusal: NothingWritten | TooLong | Unresolved | ThreadMoved | StillPending | UndecidedSend, key_of: KeyOf
) -> Words:
    match refusal:
        case NothingWritten():
            return Words("Nothing to send", "The text is empty: write something first.")
        case TooLong(length, limit):
            return Words("Too long", f"It has {length:,} of {limit:,} characters: shorten it by {length - limit:,}.")
        case Unresolved(placeholders):
            return Words("Not filled in yet", f"Put words in place of {', '.join(placeholders)}, or take it out.")
        case ThreadMoved(handle):
            writer = f"@{handle}" if handle else "Somebody"
            return Words("The thread has moved", f"{writer} wrote since you looked: read it, then do it again.")
        case StillPending(channel, state):
            is_pending = _PENDING.get(state, "is not confirmed")
            return Words("One at a time", f"The last {_CHANNELS[channel]} {is_pending}: a second could double it.")
        case UndecidedSend():
            sentence = f"A text of this case is held or was refused: {key_of('case.decide')} decides on it first."
            return Words("A send waits for you", sentence)


def _undo_words(refusal: TooLateToRecall | NothingToUndo | InUse) -> Words:
    match refusal:
        case TooLateToRecall(state):
            return Words("Too late to take back", _TOO_LATE.get(state, "It has left the outbox already."))
        case NothingToUndo():
            return Words("Nothing to undo", "No step of yours is left that could be undone.")
        case InUse():
            return Words("Too late to undo", "The case that it began has been worked on since: go on from there.")


def _state_words(
    refusal: AlreadyClosed | AlreadyOpen | NothingAnswered | ReasonMissing | TimePassed, key_of: KeyOf
) -> Words:
    match refusal:
        case AlreadyClosed():
            return Words("It is closed", f"{key_of('case.reopen')} opens it again.")
        case AlreadyOpen():
            return Words(
                "It is open", f"{key_of('case.resolve')} resolves it, {key_of('case.wait')} leaves it waiting."
            )
        case NothingAnswered():
            sentence = f"{key_of('case.reply')} answers; {key_of('case.no_answer')} closes it without, for a reason."
            return Words("Nobody has answered yet", sentence)
        case ReasonMissing():
            return Words("A reason is needed", "Write it in a few words: it is kept with the case.")
        case TimePassed():
            return Words("No time to come", f"{TIMES}.")


def _debt_words(refusal: StillOwed | NothingOwed | NothingPromised, key_of: KeyOf) -> Words:
    match refusal:
        case StillOwed():
            sentence = (
                f"{key_of('case.follow_up')} writes the closing word, {key_of('case.waive')} waives it with a reason."
            )
            return Words("A public word is owed", sentence)
        case NothingOwed():
            sentence = f"No public closing word is owed here; {key_of('case.resolve')} resolves the case."
            return Words("Nothing is owed", sentence)
        case NothingPromised():
            sentence = f"No promise is outstanding here; {key_of('case.promise')} and a time makes one."
            return Words("Nothing is promised", sentence)


def _shape_words(refusal: OtherCustomer | NothingToMerge | NothingToSplit, key_of: KeyOf) -> Words:
    match refusal:
        case OtherCustomer():
            return Words("Two customers", "Only cases of one customer become one: mark theirs alone.")
        case NothingToMerge():
            sentence = f"Mark two cases of one customer with {key_of('case.mark')}, then press {key_of('case.merge')}."
            return Words("Merging takes two cases", sentence)
        case NothingToSplit():
            sentence = (
                f"It opened the case, or is ours: move to a later post with {key_of('thread.previous_post')} or "
                f"{key_of('thread.next_post')}."
            )
            return Words("Nothing to split off", sentence)


def done_words(
    what: str, handles: Sequence[str], refused: Sequence[tuple[str, Refusal]], key_of: KeyOf, *, is_owed: bool = False
) -> Words:
    """What was decided, for whose cases, and where it was refused and why. `is_owed`: a public closing word now is."""
    undo = f"{key_of('case.undo')} undoes it."
    if len(handles) == 1 and not refused:
        owed = f"{key_of('case.follow_up')} writes the public closing word, which is owed now; " if is_owed else ""
        return Words(_sentence(what), f"@{handles[0]}: {owed}{undo}")
    owed = f" Public closing words are owed: {key_of('case.view_owed')} shows them." if is_owed else ""
    return Words(_sentence(what), f"{_of_several(len(handles), refused, key_of)}{owed} {_sentence(undo)}")


def undone_words(what: str, handles: Sequence[str]) -> Words:
    """What was undone, if that is known, and in whose cases."""
    whose = f"@{handles[0]}" if len(handles) == 1 else f"{len(handles)} cases"
    return Words("Undone", f"{whose}: {what}." if what else f"{whose}: your last step.")


def _of_several(done: int, refused: Sequence[tuple[str, Refusal]], key_of: KeyOf) -> str:
    """How a decision on several cases went; where it was refused, for whom and why."""
    if not refused:
        return f"{done} done."
    why: dict[str, list[str]] = {}
    for handle, refusal in refused:
        why.setdefault(refusal_words(refusal, key_of).title, []).append(f"@{handle}")
    reasons = "; ".join(f"{', '.join(handles)} ({_in_sentence(title)})" for title, handles in why.items())
    return f"{done} done; {len(refused)} not: {reasons}."


def post_address(post_id: PostId) -> str:
    """Where a post is found on X: by its number alone, since handles change owners."""
    return f"https://x.com/i/status/{post_id}"


def problem_words(problem: Problem) -> Words:
    """A mistake in a configuration, with the place to mend it."""
    place = problem.file.name if problem.line is None else f"{problem.file.name}:{problem.line}"
    return Words(f"{place} · {problem.title}", f"{problem.sentence} The file is in {problem.file.parent}.")


def _in_sentence(title: str) -> str:
    """A title as it goes on in a sentence; X stays as it is."""
    return title if title.startswith("X ") else title[:1].lower() + title[1:]


def _sentence(words: str) -> str:
    """Words as they begin a sentence; a key at their beginning stays as it is."""
    return words if words[1:2] == " " else words[:1].upper() + words[1:]
