"""Everything an agent may ask for, in the imperative; each is handled in one unit of work."""

from dataclasses import dataclass

from tui_desk.domain.decisions import Decision, Solved
from tui_desk.domain.ids import AgentName, CaseId, OutboxId, PostId
from tui_desk.domain.model import Channel, Purpose
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Accepted:
    """It was done, and is committed."""

    outbox_id: OutboxId | None = None
    case_ids: tuple[CaseId, ...] = ()
    """The cases in which something was done."""
    refused: tuple[tuple[CaseId, Refusal], ...] = ()
    """The cases of several in which it could not be done."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not done; nothing changed. A refusal is normal and has words for the agent."""

    reason: Refusal


Answer = Accepted | Refused


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep unsent text; an empty text drops the draft."""

    case_id: CaseId
    channel: Channel
    text: str
    reply_to_post_id: PostId | None = None


@dataclass(frozen=True, slots=True)
class WithText:
    """What else a text that leaves does, in the same step: what undoes one undoes all of it."""

    purpose: Purpose = Purpose.ANSWER
    promise_until: int | None = None
    """The text promises something by then."""
    promise_words: str = ""
    solves: Solved | None = None
    """The text solves the case, which is resolved as soon as it is queued."""


@dataclass(frozen=True, slots=True)
class QueueReply:
    """Put a public reply into the outbox, to leave when the undo window has passed."""

    agent: AgentName
    case_id: CaseId
    reply_to_post_id: PostId
    text: str
    seen_until: int
    """`Thread.received_until` of the thread the agent had on screen while writing."""
    also: WithText = WithText()
    in_parts: bool = False
    """A text that is too long leaves in parts (`domain.splitting`), each as a reply to the one before it."""


@dataclass(frozen=True, slots=True)
class QueueMessage:
    """Put a direct message into the outbox, to leave when the undo window has passed."""

    agent: AgentName
    case_id: CaseId
    text: str
    seen_until: int
    also: WithText = WithText()


@dataclass(frozen=True, slots=True)
class QueueRepost:
    """Put a repost of the customer's words into the outbox, to leave when the undo window has passed."""

    agent: AgentName
    case_id: CaseId
    post_id: PostId
    seen_until: int


@dataclass(frozen=True, slots=True)
class SeenCase:
    """A case, and how far the agent had seen it."""

    case_id: CaseId
    seen_until: int


@dataclass(frozen=True, slots=True)
class DecideCases:
    """Take a decision on one case or several, in one step. Where it cannot be taken on any, it is refused."""

    agent: AgentName
    cases: tuple[SeenCase, ...]
    decision: Decision


@dataclass(frozen=True, slots=True)
class MergeCases:
    """Make cases of one customer one: the oldest of them takes the others in."""

    agent: AgentName
    case_ids: tuple[CaseId, ...]


@dataclass(frozen=True, slots=True)
class SplitCase:
    """Give a post of a thread, and what its author wrote there since, a case of its own."""

    agent: AgentName
    case_id: CaseId
    post_id: PostId


@dataclass(frozen=True, slots=True)
class AddNote:
    """Write a note for colleagues. It never leaves the desk."""

    agent: AgentName
    case_id: CaseId
    text: str


@dataclass(frozen=True, slots=True)
class UndoLast:
    """Undo the agent's last step, whatever it was: a text that waits in the outbox becomes the draft again."""

    agent: AgentName


@dataclass(frozen=True, slots=True)
class DecideSend:
    """A person's decision on a send that is held or was refused: send again, vouch for it, or take it back."""

    agent: AgentName
    outbox_id: OutboxId
    decision: OutboxEvent
    seen_until: int
    """`Thread.received_until` of the thread the agent had on screen while deciding."""


Command = (
    SaveDraft
    | QueueReply
    | QueueMessage
    | QueueRepost
    | AddNote
    | DecideCases
    | MergeCases
    | SplitCase
    | UndoLast
    | DecideSend
)
