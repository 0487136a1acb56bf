"""Everything an agent may ask for, in the imperative; each is handled in one unit of work."""

from dataclasses import dataclass

from tui_desk.domain.ids import AgentName, CaseId, OutboxId, PostId
from tui_desk.domain.model import Channel
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
    """`Thread.received_until` of the thread the agent had on screen while writing."""


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
    seen_until: int
    """`Thread.received_until` of the thread the agent had on screen while deciding."""


Command = SaveDraft | QueueReply | QueueMessage | AddNote | RecallLast | DecideSend
