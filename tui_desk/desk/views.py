"""Read models: exactly what a pane, a status line or the engine asks of the store, as frozen records.

Times are UTC milliseconds.
"""

from dataclasses import dataclass

from tui_desk.domain.ids import CaseId, ConversationId, PostId, UserId
from tui_desk.domain.model import (
    Account,
    Case,
    CaseState,
    Channel,
    Draft,
    Message,
    Note,
    OutboxItem,
    OutboxState,
    Person,
    Post,
)
from tui_desk.domain.permission import Summons


@dataclass(frozen=True, slots=True)
class QueueKey:
    """A row's place in the queue: waiting customers first, longest wait first; then the answered, newest first."""

    answered: bool
    rank: int
    """The time the wait began, or, for answered cases, minus the time of the last item."""
    case_id: CaseId


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case in the queue."""

    key: QueueKey
    case_id: CaseId
    handle: str
    name: str
    followers: int
    verified: bool
    state: CaseState
    waiting_since: int | None
    last_at: int
    """When the newest item was written, by anyone in the case."""
    channel: Channel
    """The channel of the newest item."""
    words: str
    """The newest words of the customer, whole; the presenter cuts them."""
    lang: str
    draft: bool
    pending: OutboxState | None
    """The state of an unconfirmed send, the most troubling first."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases stand where."""

    waiting: int
    answered: int
    queued: int
    troubled: int
    """Sends that are held, refused or unknown."""
    drafts: int


@dataclass(frozen=True, slots=True)
class ThreadPost:
    """A post in a thread, with its author and whether it is there still."""

    post: Post
    author: Person
    gone: bool
    summons: Summons
    agent: str | None
    """Which agent wrote it, for posts of ours that left from this desk."""


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """A direct message in a thread."""

    message: Message
    agent: str | None


@dataclass(frozen=True, slots=True)
class ThreadNote:
    """A note in a thread."""

    note: Note


@dataclass(frozen=True, slots=True)
class ThreadSend:
    """A send of ours that X has not confirmed."""

    item: OutboxItem


ThreadItem = ThreadPost | ThreadMessage | ThreadNote | ThreadSend


@dataclass(frozen=True, slots=True)
class Thread:
    """One case as the agent reads it: conversation, messages, notes and what is on its way, oldest first."""

    case: Case
    customer: Person
    account: Account
    items: tuple[ThreadItem, ...]
    reply_to: ThreadPost | None
    """The post a reply goes to: the customer's newest that X lets us answer, else their newest."""
    drafts: tuple[Draft, ...]
    earlier_cases: int
    whole: bool
    """Whether everything X shows of the conversation has been fetched."""
    received_until: int
    """When the newest post or message of the case reached the desk: what an agent who sees this has seen."""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """Proof of life of one feed."""

    source: str
    succeeded_at: int | None
    failed_at: int | None
    problem: str
    retry_at: int | None


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """What the status line says."""

    account: Account | None
    engine_until: int | None
    """How long the engine's lease holds; in the past: nobody talks to X."""
    sources: tuple[SourceHealth, ...]
    counts: Counts
    recallable_until: int | None
    """When the newest send that can still be taken back leaves."""


@dataclass(frozen=True, slots=True)
class ConversationToFetch:
    """A conversation with a case whose earlier posts have not been fetched."""

    conversation_id: ConversationId
    missing_parent_ids: tuple[PostId, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Something was committed, by whichever process; it says where to look, and carries no data."""

    sequence: int
    kind: str
    """"case", "outbox", "draft", "status"; "everything" after a gap."""
    ref: int


@dataclass(frozen=True, slots=True)
class PersonToAsk:
    """A customer of whom X has not been asked yet whether they take messages."""

    user_id: UserId
