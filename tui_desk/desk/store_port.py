"""What the desk needs of a store: units of work for changing, queries for reading, and word of every commit."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from tui_desk.desk.search import SearchPage, SearchPlace
from tui_desk.desk.views import (
    CaseEvents,
    Change,
    ConversationToFetch,
    CustomerMemory,
    DeskStatus,
    PersonToAsk,
    QueueKey,
    QueueRow,
    QueueView,
    Step,
    Thread,
)
from tui_desk.domain.case_flow import Send, Standing, Turn
from tui_desk.domain.clocks import Clock
from tui_desk.domain.decisions import Decided, Decision
from tui_desk.domain.ids import (
    AgentName,
    CaseId,
    ConversationId,
    DecisionId,
    MessageId,
    NoteId,
    OutboxId,
    PostId,
    StepId,
    UserId,
)
from tui_desk.domain.intake import Part
from tui_desk.domain.lanes import Place
from tui_desk.domain.model import (
    Account,
    Budget,
    Case,
    Channel,
    Draft,
    Message,
    Note,
    OutboxItem,
    Person,
    Post,
)
from tui_desk.domain.permission import Summons
from tui_desk.domain.search import Query


class StoreError(Exception):
    """The store cannot be used. `title` and `sentence` are for a person."""

    def __init__(self, title: str, sentence: str) -> None:
        """Keep the words for the person who has to mend it."""
        super().__init__(f"{title}. {sentence}")
        self.title = title
        self.sentence = sentence


class Unit(Protocol):
    """One unit of work: everything in it commits together, or nothing does. Rows in, rows out; it decides nothing.

    A case that others were merged into is the sum of them: where a method speaks of what is in a case, that includes
    what is in those. Nothing is moved for it, so taking a merger back leaves everything where it was.
    """

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
        """The cases of a conversation, oldest first, also those that are part of others."""
        ...

    async def cases_about(self, post: Post) -> Sequence[Case]:
        """The cases of a post's conversation that it may play a part in, oldest first, also parts of other cases.

        They are its author's, those of whom it answers, and those of the post it answers.
        """
        ...

    async def has_cases_in(self, conversation_id: ConversationId) -> bool:
        """Whether a conversation has a case."""
        ...

    async def roots_in(self, conversation_id: ConversationId) -> Sequence[CaseId]:
        """The cases that those of a conversation are part of, or that they are; each at least once."""
        ...

    async def latest_case_of(self, customer_id: UserId) -> Case | None:
        """The case in which something last happened with this customer; none that is part of another."""
        ...

    async def case(self, case_id: CaseId) -> Case | None:
        """A case."""
        ...

    async def cases_of_post(self, post_id: PostId) -> Sequence[CaseId]:
        """The cases a post belongs to."""
        ...

    async def root(self, case_id: CaseId) -> CaseId:
        """The case that this one is part of; itself where it is part of none."""
        ...

    async def put_merged_into(self, case_id: CaseId, into: CaseId | None) -> None:
        """Make a case part of another, or stand by itself again."""
        ...

    async def is_public(self, case_id: CaseId) -> bool:
        """Whether the matter has a post of the customer in public."""
        ...

    async def open_case(
        self,
        customer_id: UserId,
        conversation_id: ConversationId | None,
        origin: PostId | None,
        standing: Standing,
        *,
        is_heard: bool = False,
    ) -> CaseId:
        """Begin a case. It has no place in the queue before `put_standing`."""
        ...

    async def remove_case(self, case_id: CaseId) -> None:
        """Remove a case that holds nothing any more but decisions."""
        ...

    async def put_post_in_case(
        self, case_id: CaseId, post_id: PostId, part: Part, received_at: int, *, is_praise: bool = False
    ) -> None:
        """Make a post part of a case; again is no matter, and keeps the moment at which it first reached the desk.

        That moment is later than that of anything else in the case, whatever the clock says: it tells seen from unseen.
        """
        ...

    async def put_praise(self, post_id: PostId, *, is_praise: bool) -> None:
        """Note whether a customer's post praises, in every case it is part of; a post of ours is left as it is."""
        ...

    async def posts_in_case(self, case_id: CaseId) -> Sequence[tuple[Post, Part]]:
        """The posts that are part of this very case, oldest first, without those of cases merged into it."""
        ...

    async def transfer_post(self, post_id: PostId, from_case: CaseId, to_case: CaseId | None) -> None:
        """Make a post part of another case, with the moment at which it reached the desk; None: of no case."""
        ...

    async def put_message(
        self, message: Message, case_id: CaseId, received_at: int, *, is_praise: bool = False
    ) -> bool:
        """Store a message as part of a case, as the latest thing in it. Returns whether it was not there yet."""
        ...

    async def has_work_in(self, case_id: CaseId, agent: AgentName) -> bool:
        """Whether there are sends, notes, drafts, messages, mergers, or decisions of others than the agent, in this
        very case.
        """
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

    async def posts_between(
        self, conversation_id: ConversationId, customer_id: UserId
    ) -> Sequence[tuple[Post, Summons]]:
        """What a customer wrote in a conversation, our answers to them and what goes on from those, oldest first."""
        ...

    async def turns(self, case_id: CaseId) -> Sequence[Turn]:
        """Everything that was said in a case, for `case_fold.fold`."""
        ...

    async def decided(self, case_id: CaseId) -> Sequence[Decided]:
        """The decisions on a case that are not struck, in their order."""
        ...

    async def sends(self, case_id: CaseId) -> Sequence[Send]:
        """The sends of a case, in whichever state."""
        ...

    async def add_decision(
        self, case_id: CaseId, decision: Decision, agent: AgentName, at: int, seen_until: int, step_id: StepId | None
    ) -> DecisionId:
        """Note a decision, as the latest thing in the case. `step_id` None: it was a rule's, and no key undoes it."""
        ...

    async def strike_decision(self, decision_id: DecisionId) -> Decided:
        """Have a decision count no more. Returns it."""
        ...

    async def put_standing(self, case_id: CaseId, standing: Standing, place: Place, nearest: Clock | None) -> None:
        """Store where a case stands, where it is found, and its nearest clock."""
        ...

    async def returned(self, now: int) -> Sequence[CaseId]:
        """The snoozed cases whose moment has come."""
        ...

    async def unclosed_cases(self, after: CaseId, limit: int) -> Sequence[CaseId]:
        """Cases that are not closed nor part of others, by id, after this one."""
        ...

    async def clock_rules_mark(self) -> str:
        """By which settings the stored clocks were worked out; empty before the first time."""
        ...

    async def put_clock_rules_mark(self, mark: str) -> None:
        """Note by which settings the stored clocks were worked out."""
        ...

    async def put_budget(self, budget: Budget) -> bool:
        """Store what X lets the account still send. Returns whether that is news."""
        ...

    async def begin_step(self, agent: AgentName, at: int) -> StepId:
        """Begin what one key press changes."""
        ...

    async def last_step(self, agent: AgentName) -> Step | None:
        """What the agent's last key press changed, of those that are not undone."""
        ...

    async def end_step(self, step_id: StepId) -> None:
        """Note that a step was undone."""
        ...

    async def has_others_work_since(self, case_id: CaseId, step: Step) -> bool:
        """Whether something stands that somebody but the step's agent decided or queued in a case after that step."""
        ...

    async def note_split(self, step_id: StepId, case_id: CaseId, out_of: CaseId) -> None:
        """Note that a case was split off in this step."""
        ...

    async def drafts(self, case_id: CaseId, channel: Channel) -> Sequence[Draft]:
        """The unsent texts of a channel in a case, first that of the case the others are part of.

        Each says of which of these cases it is.
        """
        ...

    async def put_draft(self, draft: Draft) -> None:
        """Store unsent text."""
        ...

    async def drop_draft(self, case_id: CaseId, channel: Channel) -> None:
        """Forget unsent text."""
        ...

    async def add_note(self, case_id: CaseId, agent: AgentName, text: str, at: int, step_id: StepId) -> NoteId:
        """Store a note."""
        ...

    async def remove_note(self, note_id: NoteId) -> Note | None:
        """Remove a note. Returns what it was."""
        ...

    async def add_outbox(self, item: OutboxItem, step_id: StepId) -> OutboxId:
        """Store an outbox item; its `outbox_id` is ignored and the one given to it is returned."""
        ...

    async def outbox(self, outbox_id: OutboxId) -> OutboxItem | None:
        """An outbox item."""
        ...

    async def part_after(self, outbox_id: OutboxId) -> OutboxItem | None:
        """The part of a text that goes on where this one ends; None after the last, and for a text in one piece."""
        ...

    async def put_outbox(self, item: OutboxItem) -> None:
        """Store an outbox item's new state."""
        ...

    async def pending(self, case_id: CaseId) -> Sequence[OutboxItem]:
        """The items of a case that are neither sent nor recalled, oldest first."""
        ...

    async def unmatched(self, case_id: CaseId) -> Sequence[OutboxItem]:
        """The items of a case that are not recalled and not known to have become a post or message, oldest first.

        A person may have vouched for one: then it is *sent*, and X may still show it.
        """
        ...

    async def unmatched_to(self, customer_id: UserId) -> Sequence[OutboxItem]:
        """The same of all the customer's cases."""
        ...

    async def is_claimed(self, channel: Channel, remote_id: int) -> bool:
        """Whether an item is known to have become this post or message."""
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

    async def scrub_search(self, pages: int) -> bool:
        """Overwrite what the search index still holds of texts that are gone, about so many pages in this unit.

        Returns whether there is more to do.
        """
        ...

    async def audit(self, who: str, action: str, ref: int, detail: str) -> None:
        """Write the line of the record that nobody can change. `detail` carries no private text."""
        ...

    def changed(self, kind: str, ref: int) -> None:
        """Have every desk told, once this unit has committed."""
        ...


class Queries(Protocol):
    """Reading, on a connection of its own. Every view is bounded."""

    async def queue(self, view: QueueView, agent: AgentName, after: QueueKey | None, limit: int) -> Sequence[QueueRow]:
        """A view of the queue from `after` (exclusive) on. `agent`: whose view Mine is."""
        ...

    async def rows(self, case_ids: Sequence[CaseId]) -> Sequence[QueueRow]:
        """These cases as rows, in whichever lane they are; those that are gone are left out."""
        ...

    async def customer(self, case_id: CaseId) -> CustomerMemory | None:
        """What the desk remembers of the customer of a case."""
        ...

    async def has_returned(self, now: int) -> bool:
        """Whether a snoozed case's moment has come."""
        ...

    async def clock_rules_mark(self) -> str:
        """By which settings the stored clocks were worked out; empty before the first time."""
        ...

    async def holds_erased_words(self) -> bool:
        """Whether the search index still holds words of texts that are gone."""
        ...

    async def times_sent(self, channel: Channel, payload: str, since: int) -> int:
        """How often this very text was put into the outbox since then and not taken back."""
        ...

    async def last_sends(self, agent: AgentName, channel: Channel, limit: int) -> Sequence[OutboxItem]:
        """What an agent put into the outbox last in a channel and did not take back, newest first."""
        ...

    async def recent_posts(self, limit: int) -> Sequence[Post]:
        """The newest stored posts of others, newest first: what a listening rule is tried on."""
        ...

    async def cases_opened_since(self, since: int, limit: int) -> Sequence[CaseEvents]:
        """What happened in the cases that were opened since then, newest first; none that is part of another."""
        ...

    async def thread(self, case_id: CaseId) -> Thread | None:
        """One case as the agent reads it; its newest 400 items."""
        ...

    async def search(self, query: Query, agent: AgentName, after: SearchPlace | None, limit: int) -> SearchPage:
        """One page of the cases that a query finds, newest first. `agent`: whose lane Mine is."""
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

    async def people_with_cases(self, user_ids: Collection[UserId]) -> frozenset[UserId]:
        """Who of these people has a case, in whichever lane."""
        ...

    async def outbox_in_flight(self) -> Sequence[OutboxItem]:
        """Items that are queued, sending or unknown, oldest first; no part that waits for the one before it."""
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
