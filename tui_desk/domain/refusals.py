"""The reasons for "no", as nouns; their words for the agent are in `tui.present.words`."""

from dataclasses import dataclass

from tui_desk.domain.model import Channel, OutboxState


@dataclass(frozen=True, slots=True)
class NothingWritten:
    """The text is empty."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """The text, with its sign-off, is over X's limit."""

    length: int
    limit: int


@dataclass(frozen=True, slots=True)
class NotSummoned:
    """X refuses a reply here: the post neither mentions nor quotes the account."""

    handle: str
    may_message: bool


@dataclass(frozen=True, slots=True)
class NoPublicPost:
    """The case began in private: there is no post to reply to."""


@dataclass(frozen=True, slots=True)
class MessagesClosed:
    """X says this person takes no direct messages from the account."""

    handle: str


@dataclass(frozen=True, slots=True)
class ThreadMoved:
    """Somebody wrote in the case after the agent last saw it."""

    handle: str


@dataclass(frozen=True, slots=True)
class StillPending:
    """An earlier send of this case and channel has not been confirmed; a second could double it."""

    channel: Channel
    state: OutboxState


@dataclass(frozen=True, slots=True)
class TooLateToRecall:
    """The item has left, or is leaving."""

    state: OutboxState


@dataclass(frozen=True, slots=True)
class NothingToUndo:
    """There is nothing of this agent's that can be taken back."""


@dataclass(frozen=True, slots=True)
class NothingToDecide:
    """No send of this case waits for a person's decision."""


@dataclass(frozen=True, slots=True)
class NoSuchCase:
    """The case is not there (any more)."""


Refusal = (
    NothingWritten
    | TooLong
    | NotSummoned
    | NoPublicPost
    | MessagesClosed
    | ThreadMoved
    | StillPending
    | TooLateToRecall
    | NothingToUndo
    | NothingToDecide
    | NoSuchCase
)
