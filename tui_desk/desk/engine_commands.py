"""Everything the engine may ask for, in the imperative: storing what X shows, and noting how a send fares."""

from dataclasses import dataclass

from tui_desk.domain.ids import OutboxId, PostId
from tui_desk.domain.model import Account, Budget, Message, Person, Post
from tui_desk.domain.outbox_flow import OutboxEvent


@dataclass(frozen=True, slots=True)
class RecordAccount:
    """Note which account the credentials belong to."""

    account: Account


@dataclass(frozen=True, slots=True)
class RecordPosts:
    """Store posts from X: open cases, join them to cases, or keep them as part of their thread.

    Storing the same posts again changes nothing. `cursor` moves the source's cursor in the same commit; it is given
    only with the last page, so that a crash between pages loses none.
    """

    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    referenced: tuple[Post, ...] = ()
    source: str = ""
    cursor: int | None = None
    heard: bool = False
    """Found by the listening rules: it may open a case although it does not turn to us."""


@dataclass(frozen=True, slots=True)
class RecordMessages:
    """Store direct messages from X and join them to their customers' cases."""

    messages: tuple[Message, ...]
    people: tuple[Person, ...]
    source: str = ""
    cursor: int | None = None


@dataclass(frozen=True, slots=True)
class RecordPeople:
    """Store what X says of people now."""

    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class MarkGone:
    """X no longer shows these posts: keep their place, drop their text."""

    post_ids: tuple[PostId, ...]


@dataclass(frozen=True, slots=True)
class MarkConversationWhole:
    """A conversation's earlier posts have been fetched as far as X shows them."""

    conversation_id: int


@dataclass(frozen=True, slots=True)
class RecordSourceHealth:
    """Note how the last call to a source went; an empty problem means well."""

    source: str
    problem: str
    retry_at: int | None = None


@dataclass(frozen=True, slots=True)
class RecordBudgets:
    """Note what X lets the account still send, by the word of its last answers."""

    budgets: tuple[Budget, ...]


@dataclass(frozen=True, slots=True)
class WakeReturned:
    """Bring back the cases whose snooze has ended."""


@dataclass(frozen=True, slots=True)
class StartSend:
    """Commit *sending* before the call is made. Only the holder of the engine's lease may."""

    outbox_id: OutboxId
    engine: str


@dataclass(frozen=True, slots=True)
class ConfirmSend:
    """X has it, under this id: by its answer, or found by looking."""

    outbox_id: OutboxId
    remote_id: int
    event: OutboxEvent = OutboxEvent.CONFIRMED


@dataclass(frozen=True, slots=True)
class SettleSend:
    """Note any other outcome of a call or of a look.

    `attempt` is the call it is about: a late word about an earlier call changes nothing. `retry_at`: when it may leave
    again (PUT_OFF, NOT_FOUND), or is to be looked up (LOST_SIGHT).
    """

    outbox_id: OutboxId
    attempt: int
    event: OutboxEvent
    problem: str
    retry_at: int | None = None


@dataclass(frozen=True, slots=True)
class PostponeLook:
    """Looking did not work this time; look again at `look_at`."""

    outbox_id: OutboxId
    attempt: int
    problem: str
    look_at: int


EngineCommand = (
    RecordAccount
    | RecordPosts
    | RecordMessages
    | RecordPeople
    | MarkGone
    | MarkConversationWhole
    | RecordSourceHealth
    | RecordBudgets
    | WakeReturned
    | StartSend
    | ConfirmSend
    | SettleSend
    | PostponeLook
)
