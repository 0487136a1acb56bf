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
class PartBeforeMissing:
    """The part of the text before this one is not known to stand on X, so there is nothing to go on from."""


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


@dataclass(frozen=True, slots=True)
class Unresolved:
    """The text still has placeholders in it."""

    placeholders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """The customer has blocked the account: X takes nothing for them."""

    handle: str


@dataclass(frozen=True, slots=True)
class AlreadyClosed:
    """The case is closed."""


@dataclass(frozen=True, slots=True)
class AlreadyOpen:
    """The case is open."""


@dataclass(frozen=True, slots=True)
class NothingAnswered:
    """Nobody has answered in this case: closing it needs a word of ours, or a reason."""


@dataclass(frozen=True, slots=True)
class ReasonMissing:
    """A written reason is needed, and none was given."""


@dataclass(frozen=True, slots=True)
class NothingOwed:
    """No public closing word is owed here."""


@dataclass(frozen=True, slots=True)
class StillOwed:
    """The public closing word is owed first."""


@dataclass(frozen=True, slots=True)
class NothingPromised:
    """No promise is outstanding here."""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The moment has passed, or was not understood."""


@dataclass(frozen=True, slots=True)
class UndecidedSend:
    """A text of this case was refused or is held: somebody decides on it first."""


@dataclass(frozen=True, slots=True)
class OtherCustomer:
    """Only cases of one customer become one."""


@dataclass(frozen=True, slots=True)
class NothingToMerge:
    """Merging takes two cases."""


@dataclass(frozen=True, slots=True)
class NothingToSplit:
    """This post opened the case, or is ours: there is nothing to split off."""


@dataclass(frozen=True, slots=True)
class InUse:
    """What the last action began has been worked on since, so it cannot be undone as a whole."""


Refusal = (
    NothingWritten
    | TooLong
    | NotSummoned
    | NoPublicPost
    | MessagesClosed
    | ThreadMoved
    | StillPending
    | PartBeforeMissing
    | TooLateToRecall
    | NothingToUndo
    | NothingToDecide
    | NoSuchCase
    | Unresolved
    | Blocked
    | AlreadyClosed
    | AlreadyOpen
    | NothingAnswered
    | ReasonMissing
    | NothingOwed
    | StillOwed
    | NothingPromised
    | TimePassed
    | UndecidedSend
    | OtherCustomer
    | NothingToMerge
    | NothingToSplit
    | InUse
)
