"""The records everything speaks of: people, posts, messages, cases, drafts and outbox items.

Times are UTC milliseconds since 1970. Text in these records has been cleaned (`domain.clean`) on its way in.
"""

from dataclasses import dataclass
from enum import StrEnum

from tui_desk.domain.ids import (
    AgentName,
    CaseId,
    ConversationId,
    MessageId,
    NoteId,
    OutboxId,
    PostId,
    UserId,
)


class Channel(StrEnum):
    """Where a text goes. A draft never changes its channel."""

    REPLY = "reply"
    """In public, under a post of the customer."""
    MESSAGE = "message"
    """A direct message; seen by the customer alone."""
    NOTE = "note"
    """Never leaves the desk."""
    REPOST = "repost"
    """The customer's post, shown to our followers; it has no words of ours."""


@dataclass(frozen=True, slots=True)
class Account:
    """The X account the desk speaks as."""

    user_id: UserId
    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """An X user as last seen. The numeric id is the identity; handles and names change owners."""

    user_id: UserId
    handle: str
    name: str
    bio: str = ""
    location: str = ""
    followers: int = 0
    verified: str | None = None
    protected: bool = False
    receives_messages: bool | None = None
    """Whether X says we may write to them; None while X has not been asked. Advisory: a send can still fail."""
    blocks_us: bool | None = None
    """Whether X says that they have blocked the account; None while X has not said."""
    asked_at: int | None = None
    """When X last said whether they take messages."""
    seen_at: int = 0


@dataclass(frozen=True, slots=True)
class Post:
    """Anything public on X. All edits of a post share `post_id`, the id of its first version."""

    post_id: PostId
    version_id: PostId
    conversation_id: ConversationId
    author_id: UserId
    text: str
    posted_at: int
    lang: str = ""
    reply_to_post_id: PostId | None = None
    reply_to_user_id: UserId | None = None
    quoted_post_id: PostId | None = None
    reposted_post_id: PostId | None = None
    mentioned_ids: tuple[UserId, ...] = ()
    alt_texts: tuple[str, ...] = ()
    edited_at: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One direct message between the account and a customer."""

    message_id: MessageId
    sender_id: UserId
    customer_id: UserId
    text: str
    sent_at: int


@dataclass(frozen=True, slots=True)
class Note:
    """What an agent wrote for colleagues; it never leaves the desk."""

    note_id: NoteId
    case_id: CaseId
    agent: AgentName
    text: str
    written_at: int


class CaseState(StrEnum):
    """Where a case stands; the moves between these are the table of `case_flow`."""

    NEW = "new"
    """Nobody of ours has reacted yet."""
    OPEN = "open"
    """The customer waits for us: for a word, or for what we said we would do."""
    WAITING = "waiting"
    """We wait for the customer."""
    OWED = "owed"
    """Solved in private; the public closing word is still owed."""
    RESOLVED = "resolved"
    NO_ANSWER = "no_answer"
    """No answer is needed, for a reason that is kept."""


class Priority(StrEnum):
    """How much sooner than usual a case has to be answered."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class FollowUp(StrEnum):
    """Where the public closing word of a case stands; the moves are the table of `follow_up_flow`."""

    NONE = "none"
    """None is owed."""
    OWED = "owed"
    PROMISED = "promised"
    """It is in the outbox; X has not confirmed it."""
    MET = "met"
    """X has it."""
    WAIVED = "waived"
    """A written reason stands in its place."""


class Lane(StrEnum):
    """Where a case is found. Each case stands in exactly one of these."""

    NOW = "now"
    OWED = "owed"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    PRAISE = "praise"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Case:
    """One customer's one matter."""

    case_id: CaseId
    account_id: UserId
    customer_id: UserId
    conversation_id: ConversationId | None
    """The public conversation it lives in; None for a matter that began in private."""
    origin_post_id: PostId | None
    """The customer's first post in it: where a public follow-up belongs."""
    state: CaseState
    opened_at: int
    """Publication time of the first inbound post or message."""
    waiting_since: int | None
    """When the oldest unanswered inbound item was written; None while the customer has our answer."""
    last_inbound_at: int
    last_outbound_at: int | None
    merged_into: CaseId | None = None
    """The case of the same customer that this one is now a part of."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsent text, bound to a case and a channel."""

    case_id: CaseId
    channel: Channel
    text: str
    reply_to_post_id: PostId | None
    updated_at: int


class Purpose(StrEnum):
    """What a text that leaves is for."""

    ANSWER = "answer"
    ACKNOWLEDGEMENT = "acknowledgement"
    """Says that we are at it. It ends the wait for a first response, and is never counted as a solution."""
    FOLLOW_UP = "follow_up"
    """The public closing word after a private solution."""
    THANKS = "thanks"
    """Answers praise."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What X lets the account still do of one kind in the running window, as X's last answer said."""

    channel: Channel
    remaining: int
    resets_at: int


class OutboxState(StrEnum):
    """Where an outbox item stands; the moves between these are the table of `outbox_flow`."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    """A call was made and its outcome is not known: X is being looked at."""
    HELD = "held"
    """Looking was impossible or proved nothing: a person decides."""
    SENT = "sent"
    REFUSED = "refused"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """Something on its way to X."""

    outbox_id: OutboxId
    case_id: CaseId
    channel: Channel
    agent: AgentName
    text: str
    """The exact text that is sent."""
    customer_id: UserId
    reply_to_post_id: PostId | None
    excluded_ids: tuple[UserId, ...]
    """People in the thread whom the reply does not address."""
    state: OutboxState
    purpose: Purpose
    queued_at: int
    """When a person let it go, last."""
    not_before: int
    """It may leave from here on: the end of the undo window, or of a wait that X asked for."""
    seen_until: int
    """What had reached the desk by then, the agent had on screen; what came later, this text does not answer."""
    attempts: int = 0
    """Calls begun. Also the number by which a late word about an earlier call is told from one about this call."""
    attempted_at: int | None = None
    """When the last call was begun."""
    losses: int = 0
    """Calls that vanished: each may have arrived."""
    lost_at: int | None = None
    """When the last call had vanished for certain; a look begun well after that proves by finding nothing."""
    newest_own_id: int = 0
    """The newest own post (or message) id known before the first call: whatever any call made is newer."""
    look_at: int | None = None
    """When an unknown outcome is next looked up; never before the settle delay has passed."""
    remote_id: int | None = None
    """The id X gave it."""
    problem: str = ""
    """What X or the network said, cleaned; empty while all is well."""
    after_outbox_id: OutboxId | None = None
    """The part of the same text before this one. This one replies to the post that X makes of it."""

    @property
    def waits_for_part(self) -> bool:
        """Whether X has not confirmed the part before it, so that there is nothing yet that it could reply to."""
        return self.after_outbox_id is not None and self.reply_to_post_id is None
