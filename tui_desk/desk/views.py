"""Read models: exactly what a pane, a status line or the engine asks of the store, as frozen records.

Times are UTC milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tui_desk.domain.case_flow import Send, Standing, Turn
from tui_desk.domain.clocks import ClockKind
from tui_desk.domain.decisions import Decided
from tui_desk.domain.ids import AgentName, CaseId, ConversationId, DecisionId, NoteId, OutboxId, PostId, StepId, UserId
from tui_desk.domain.model import (
    Account,
    Budget,
    Case,
    CaseState,
    Channel,
    Draft,
    FollowUp,
    Lane,
    Message,
    Note,
    OutboxItem,
    OutboxState,
    Person,
    Post,
    Priority,
)
from tui_desk.domain.permission import Summons


class QueueView(StrEnum):
    """What the feed shows: a lane, or a view across lanes."""

    NOW = "now"
    MINE = "mine"
    OWED = "owed"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    PRAISE = "praise"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class QueueKey:
    """A row's place in the queue (`domain.lanes`): smallest rank first, then the larger reach, then the older case."""

    rank: int
    reach: int
    case_id: CaseId


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case in the queue."""

    key: QueueKey
    case_id: CaseId
    customer_id: UserId
    handle: str
    name: str
    followers: int
    verified: bool
    lane: Lane
    state: CaseState
    waiting_since: int | None
    last_at: int
    """When the newest item was written, by anyone in the case."""
    due_at: int | None
    """When the nearest clock ends."""
    due_kind: ClockKind | None
    snoozed_until: int | None
    follow_up: FollowUp
    priority: Priority
    owner: AgentName | None
    labels: tuple[str, ...]
    is_watched: bool
    is_heard: bool
    """Found by the listening rules: nobody turned to us."""
    channel: Channel
    """The channel of the newest item."""
    words: str
    """The newest words of the customer, whole; the presenter cuts them."""
    lang: str
    draft: bool
    pending: OutboxState | None
    """The state of an unconfirmed send, the most troubling first."""
    received_until: int
    """When the newest post or message of the case reached the desk: what an agent who sees this has seen."""
    owed_since: int | None = None
    """Since when the public closing word is owed."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases stand in each view, and what is unfinished on our side. No count goes beyond 100,000."""

    cases: Mapping[QueueView, int]
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


@dataclass(frozen=True, slots=True)
class ThreadDecision:
    """What somebody decided about the case."""

    decided: Decided


ThreadItem = ThreadPost | ThreadMessage | ThreadNote | ThreadSend | ThreadDecision


@dataclass(frozen=True, slots=True)
class Thread:
    """One case as the agent reads it: conversation, messages, notes and what is on its way, oldest first."""

    case: Case
    standing: Standing
    customer: Person
    account: Account
    items: tuple[ThreadItem, ...]
    reply_to: ThreadPost | None
    """The post a reply goes to: the customer's newest that X lets us answer, else their newest."""
    origin: ThreadPost | None
    """The customer's first post in the matter: where the public closing word belongs. None for a private matter."""
    is_heard: bool
    """Found by the listening rules: nobody turned to us."""
    budgets: tuple[Budget, ...]
    drafts: tuple[Draft, ...]
    earlier_cases: int
    whole: bool
    """Whether everything X shows of the conversation has been fetched."""
    received_until: int
    """When the newest post or message of the case reached the desk: what an agent who sees this has seen."""
    quoted: tuple[ThreadPost, ...] = ()
    """Posts of other conversations that are quoted here, as far as they are stored."""
    customer_zone: str = ""
    """The customer's time zone as it was noted last, by its IANA name; empty if nobody noted one."""


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """Another case of the customer, and how it stands."""

    case_id: CaseId
    opened_at: int
    state: CaseState
    reason: str
    follow_up: FollowUp
    words: str
    """Its first words."""


@dataclass(frozen=True, slots=True)
class CustomerMemory:
    """What the desk remembers of a customer, so that nobody asks twice. Newest first, each list bounded."""

    customer: Person
    cases: tuple[EarlierCase, ...]
    """All their cases but the one it was asked for."""
    notes: tuple[Note, ...]
    """From all their cases."""
    decided: tuple[Decided, ...]
    """Promises, consent, preferred channel and time zone, from all their cases."""
    languages: tuple[str, ...]
    """The languages of their posts, the most used first."""
    channels: Mapping[Channel, int]
    """How many items they wrote in each channel."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one key press of an agent changed, and what undoes as a whole."""

    step_id: StepId
    agent: AgentName
    at: int
    decisions: tuple[tuple[DecisionId, CaseId], ...]
    mergers: tuple[CaseId, ...]
    """Cases that were made part of others."""
    outbox_ids: tuple[OutboxId, ...]
    note_ids: tuple[NoteId, ...]
    splits: tuple[tuple[CaseId, CaseId], ...]
    """Cases that were split off, with the case each came out of."""


@dataclass(frozen=True, slots=True)
class CaseEvents:
    """All that happened in a case and in those that are part of it: what `history.history_of` is given."""

    case_id: CaseId
    turns: tuple[Turn, ...]
    decided: tuple[Decided, ...]
    sends: tuple[Send, ...]
    is_public: bool


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
    next_due_at: int | None
    """When the nearest clock of the lane Now ends."""
    returns_next_at: int | None
    """When the next snoozed case returns."""


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
