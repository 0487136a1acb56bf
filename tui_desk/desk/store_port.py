"""What the desk needs of a store: units of work for changing, queries for reading, and word of every commit."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from tui_desk.desk.views import (
    Change,
    ConversationToFetch,
    DeskStatus,
    PersonToAsk,
    QueueKey,
    QueueRow,
    Thread,
)
from tui_desk.domain.case_flow import Standing, Turn
from tui_desk.domain.ids import AgentName, CaseId, ConversationId, MessageId, NoteId, OutboxId, PostId, UserId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import (
    Account,
    Case,
    Channel,
    Draft,
    Message,
    OutboxItem,
    Person,
    Post,
)
from tui_desk.domain.permission import Summons


class StoreError(Exception):
    """The store cannot be used. `title` and `sentence` are for a person."""

    def __init__(self, title: str, sentence: str) -> None:
        """Keep the words for the person who has to mend it."""
        super().__init__(f"{title}. {sentence}")
        self.title = title
        self.sentence = sentence


class Unit(Protocol):
    """One unit of work: everything in it commits together, or nothing does. Rows in, rows out; it decides nothing."""

    async def account(self) -> Account | None:
        """The account the desk speaks as, once the engine has learnt it."""
        ...

    async def put_account(self, account: Account) -> None:
        """Store the account."""
        ...

    async def person(self, user_id: UserId) -> Person | None:
        """A person as last seen."""
        ...

    async def put_person(self, person: Person) -> None:
        """Store what was last seen of a person. What X left out (None) does not overwrite what is known."""
        ...

    async def post(self, post_id: PostId) -> Post | None:
        """A stored post."""
        ...

    async def put_post(self, post: Post, summons: Summons) -> bool:
        """Store a post, or its newer version. Returns whether anything changed; an older version changes nothing."""
        ...

    async def mark_gone(self, post_id: PostId) -> None:
        """Keep a post's place and drop its text."""
        ...

    async def cases_in(self, conversation_id: ConversationId) -> Sequence[Case]:
        """The cases of a conversation, oldest first."""
        ...

    async def latest_case_of(self, customer_id: UserId) -> Case | None:
        """The case in which something last happened with this customer."""
        ...

    async def case(self, case_id: CaseId) -> Case | None:
        """A case."""
        ...

    async def cases_of_post(self, post_id: PostId) -> Sequence[CaseId]:
        """The cases a post belongs to."""
        ...

    async def open_case(
        self, customer_id: UserId, conversation_id: ConversationId | None, origin: PostId | None, standing: Standing
    ) -> CaseId:
        """Begin a case."""
        ...

    async def put_post_in_case(self, case_id: CaseId, post_id: PostId, part: Part, received_at: int) -> None:
        """Make a post part of a case; again is no matter, and keeps the moment at which it first reached the desk.

        That moment is later than that of anything else in the case, whatever the clock says: it tells seen from unseen.
        """
        ...

    async def put_message(self, message: Message, case_id: CaseId, received_at: int) -> bool:
        """Store a message as part of a case, as the latest thing in it. Returns whether it was not there yet."""
        ...

    async def received_after(self, case_id: CaseId, seen_until: int) -> frozenset[UserId]:
        """Who wrote the posts and messages that reached the case after `seen_until`."""
        ...

    async def has_message(self, message_id: MessageId) -> bool:
        """Whether a message is stored."""
        ...

    async def posts_of(self, conversation_id: ConversationId) -> Sequence[tuple[Post, Summons]]:
        """The stored posts of a conversation, oldest first."""
        ...

    async def turns(self, case_id: CaseId) -> Sequence[Turn]:
        """Everything that happened in a case, for `case_flow.fold`."""
        ...

    async def put_standing(self, case_id: CaseId, standing: Standing) -> None:
        """Store where a case stands."""
        ...

    async def draft(self, case_id: CaseId, channel: Channel) -> Draft | None:
        """The unsent text of a case and channel."""
        ...

    async def put_draft(self, draft: Draft) -> None:
        """Store unsent text."""
        ...

    async def drop_draft(self, case_id: CaseId, channel: Channel) -> None:
        """Forget unsent text."""
        ...

    async def add_note(self, case_id: CaseId, agent: AgentName, text: str, at: int) -> NoteId:
        """Store a note."""
        ...

    async def add_outbox(self, item: OutboxItem) -> OutboxId:
        """Store an outbox item; its `outbox_id` is ignored and the one given to it is returned."""
        ...

    async def outbox(self, outbox_id: OutboxId) -> OutboxItem | None:
        """An outbox item."""
        ...

    async def put_outbox(self, item: OutboxItem) -> None:
        """Store an outbox item's new state."""
        ...

    async def pending(self, case_id: CaseId) -> Sequence[OutboxItem]:
        """The items of a case that are neither sent nor recalled, oldest first."""
        ...

    async def pending_to(self, customer_id: UserId) -> Sequence[OutboxItem]:
        """The items to a customer, in whichever case, that are neither sent nor recalled, oldest first."""
        ...

    async def is_claimed(self, channel: Channel, remote_id: int) -> bool:
        """Whether an item is known to have become this post or message."""
        ...

    async def last_queued_by(self, agent: AgentName) -> OutboxItem | None:
        """The item the agent queued last, wherever it stands now."""
        ...

    async def has_unclaimed_answer(self, item: OutboxItem) -> bool:
        """Whether an own post under the same post (an own message to the same customer) is newer than
        `item.newest_own_id` and is not what another item became: it may be this one in other words.
        """
        ...

    async def newest_own_id(self, channel: Channel) -> int:
        """The newest own post or message id that is stored; 0 when there is none."""
        ...

    async def cursor(self, source: str) -> int | None:
        """How far a source has been read."""
        ...

    async def move_cursor(self, source: str, cursor: int) -> None:
        """Note how far a source has been read; a cursor never moves back."""
        ...

    async def mark_whole(self, conversation_id: ConversationId) -> None:
        """Note that a conversation has been fetched as far as X shows it."""
        ...

    async def put_source_health(self, source: str, problem: str, retry_at: int | None, at: int) -> bool:
        """Note how a call went. Returns whether it went differently from the last."""
        ...

    async def holds_lease(self, role: str, owner: str, now: int) -> bool:
        """Whether the owner holds a role's lease, inside this very transaction."""
        ...

    async def audit(self, who: str, action: str, ref: int, detail: str) -> None:
        """Write the line of the record that nobody can change. `detail` carries no private text."""
        ...

    def changed(self, kind: str, ref: int) -> None:
        """Have every desk told, once this unit has committed."""
        ...


class Queries(Protocol):
    """Reading, on a connection of its own. Every view is bounded."""

    async def queue(self, after: QueueKey | None, limit: int) -> Sequence[QueueRow]:
        """The queue from `after` (exclusive) on."""
        ...

    async def thread(self, case_id: CaseId) -> Thread | None:
        """One case as the agent reads it; its newest 400 items."""
        ...

    async def status(self, agent: AgentName, now: int) -> DeskStatus:
        """What the status line says."""
        ...

    async def account(self) -> Account | None:
        """The account the desk speaks as."""
        ...

    async def cursor(self, source: str) -> int | None:
        """How far a source has been read."""
        ...

    async def knows_message(self, message_id: MessageId) -> bool:
        """Whether a message is stored."""
        ...

    async def outbox_in_flight(self) -> Sequence[OutboxItem]:
        """Items that are queued, sending or unknown, oldest first."""
        ...

    async def conversations_to_fetch(self, limit: int) -> Sequence[ConversationToFetch]:
        """Conversations of cases whose earlier posts have not been fetched, newest case first."""
        ...

    async def people_to_ask(self, asked_before: int, limit: int) -> Sequence[PersonToAsk]:
        """Customers of open cases of whom X has not said whether they take messages, or not since `asked_before`."""
        ...


class Store(Protocol):
    """A store: one writer, one reader, word of every commit."""

    @property
    def queries(self) -> Queries:
        """Reading."""
        ...

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """Begin a unit of work; it commits when the block ends, and does nothing when the block raises."""
        ...

    def changes(self) -> AsyncIterator[Sequence[Change]]:
        """Every commit from now on, by any process, in batches as they are noticed."""
        ...

    async def take_lease(self, role: str, owner: str, now: int, until: int) -> bool:
        """Take or renew a role's lease. False while somebody else holds it."""
        ...

    async def release_lease(self, role: str, owner: str) -> None:
        """Give a lease back."""
        ...

    def desks_listening(self) -> int:
        """How many desks are open on this store now."""
        ...
