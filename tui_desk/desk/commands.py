"""Everything an agent or the engine may ask for, in the imperative; each is handled in one unit of work."""

from dataclasses import dataclass

from tui_desk.domain.ids import AgentName, CaseId, OutboxId, PostId
from tui_desk.domain.model import Account, Channel, Message, Person, Post
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Accepted:
    """It was done, and is committed."""

    outbox_id: OutboxId | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not done; nothing changed. A refusal is normal and has words for the agent."""

    reason: Refusal


Answer = Accepted | Refused


# What an agent asks for.


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep unsent text; an empty text drops the draft."""

    case_id: CaseId
    channel: Channel
    text: str
    reply_to_post_id: PostId | None = None


@dataclass(frozen=True, slots=True)
class QueueReply:
    """Put a public reply into the outbox, to leave when the undo window has passed."""

    agent: AgentName
    case_id: CaseId
    reply_to_post_id: PostId
    text: str
    seen_until: int
    """The time of the newest item in the case that the agent had on screen."""


@dataclass(frozen=True, slots=True)
class QueueMessage:
    """Put a direct message into the outbox, to leave when the undo window has passed."""

    agent: AgentName
    case_id: CaseId
    text: str
    seen_until: int


@dataclass(frozen=True, slots=True)
class AddNote:
    """Write a note for colleagues. It never leaves the desk."""

    agent: AgentName
    case_id: CaseId
    text: str


@dataclass(frozen=True, slots=True)
class RecallLast:
    """Take back the agent's newest send that has not left yet; its text becomes the draft again."""

    agent: AgentName


@dataclass(frozen=True, slots=True)
class DecideSend:
    """A person's decision on a send that is held or was refused: send again, vouch for it, or take it back."""

    agent: AgentName
    outbox_id: OutboxId
    decision: OutboxEvent


AgentCommand = SaveDraft | QueueReply | QueueMessage | AddNote | RecallLast | DecideSend


# What the engine asks for.


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

    `retry_at`: when it may leave again (PUT_OFF, NOT_FOUND), or is to be looked up (LOST_SIGHT).
    """

    outbox_id: OutboxId
    event: OutboxEvent
    problem: str
    retry_at: int | None = None


@dataclass(frozen=True, slots=True)
class PostponeLook:
    """Looking did not work this time; look again at `look_at`."""

    outbox_id: OutboxId
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
    | StartSend
    | ConfirmSend
    | SettleSend
    | PostponeLook
)

Command = AgentCommand | EngineCommand
