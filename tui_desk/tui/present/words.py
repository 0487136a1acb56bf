"""The words for every "no" and for every mistake in a configuration: a title, and what is possible instead."""

from dataclasses import dataclass

from tui_desk.config.problems import Problem
from tui_desk.domain.model import Channel, OutboxState
from tui_desk.domain.refusals import (
    MessagesClosed,
    NoPublicPost,
    NoSuchCase,
    NothingToDecide,
    NothingToUndo,
    NothingWritten,
    NotSummoned,
    Refusal,
    StillPending,
    ThreadMoved,
    TooLateToRecall,
    TooLong,
)
from tui_desk.tui.present.spans import KeyOf


@dataclass(frozen=True, slots=True)
class Words:
    """A title, and one sentence that says what to do. Both may hold names from outside."""

    title: str
    sentence: str


_CHANNELS = {Channel.REPLY: "reply", Channel.MESSAGE: "message", Channel.NOTE: "note"}

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


def refusal_words(refusal: Refusal, key_of: KeyOf) -> Words:
    """Why not, and what is possible instead."""
    match refusal:
        case NothingWritten():
            return Words("Nothing to send", "The text is empty: write something first.")
        case TooLong(length, limit):
            return Words("Too long", f"It has {length:,} of {limit:,} characters: shorten it by {length - limit:,}.")
        case NotSummoned(handle, may_message):
            instead = f"{key_of('case.message')} writes a private message." if may_message else _note_instead(key_of)
            return Words("X refuses a reply here", f"@{handle} neither mentions nor quotes us: {instead}")
        case NoPublicPost():
            instead = f"{key_of('case.message')} answers in private."
            return Words("There is no post to reply to", f"This case has no public post of the customer: {instead}")
        case MessagesClosed(handle):
            instead = f"{key_of('case.reply')} replies in public."
            return Words("No private messages", f"X says that @{handle} takes none from us: {instead}")
        case ThreadMoved(handle):
            return Words("The thread has moved", f"@{handle} wrote while you were writing: read it, then send again.")
        case StillPending(channel, state):
            sentence = (
                f"The last {_CHANNELS[channel]} {_PENDING.get(state, 'is not confirmed')}: a second could double it."
            )
            return Words("One at a time", sentence)
        case TooLateToRecall(state):
            return Words("Too late to take back", _TOO_LATE.get(state, "It has left the outbox already."))
        case NothingToUndo():
            return Words("Nothing to take back", "Nothing of yours waits in the outbox.")
        case NothingToDecide():
            return Words("Nothing to decide", "No send is held, and none was refused.")
        case NoSuchCase():
            return Words("The case is gone", "It is no longer stored: choose another one in the feed.")


def problem_words(problem: Problem) -> Words:
    """A mistake in a configuration, with the place to mend it."""
    place = problem.file.name if problem.line is None else f"{problem.file.name}:{problem.line}"
    return Words(f"{place} · {problem.title}", f"{problem.sentence} The file is in {problem.file.parent}.")


def _note_instead(key_of: KeyOf) -> str:
    return f"private messages are closed, too; {key_of('case.note')} leaves a note for colleagues."
