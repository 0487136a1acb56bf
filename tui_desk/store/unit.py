"""The unit of work: every way in which rows are read to be changed, and changed. It decides nothing."""

import os
from collections.abc import Callable, Sequence

from tui_desk.desk.views import Step
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
from tui_desk.domain.model import Account, Budget, Case, Channel, Draft, Message, Note, OutboxItem, Person, Post
from tui_desk.domain.permission import Summons
from tui_desk.store import cases, drafts, family, outbox_items, people, posts, progress, search_upkeep, steps, timeline
from tui_desk.store.connection import Connection
from tui_desk.store.leases import holds_lease


class SqliteUnit:
    """One unit of work on the writing connection; `desk.store_port.Unit` says what each method means."""

    def __init__(self, connection: Connection, now: Callable[[], int]) -> None:
        """The caller has begun the transaction, and ends it."""
        self._connection = connection
        self._now = now
        self._changes: dict[tuple[str, int], None] = {}

    @property
    def changes(self) -> Sequence[tuple[str, int]]:
        """Kind and reference of everything desks are to be told, each once."""
        return tuple(self._changes)

    def changed(self, kind: str, ref: int) -> None:
        """Have every desk told, once this unit has committed."""
        self._changes[kind, ref] = None

    # Account and people

    async def account(self) -> Account | None:
        """The account the desk speaks as."""
        return await people.account(self._connection)

    async def put_account(self, account: Account) -> None:
        """Store the account. Raises StoreError if this database has cases of another account."""
        await people.put_account(self._connection, account)

    async def person(self, user_id: UserId) -> Person | None:
        """A person as last seen."""
        return await people.person(self._connection, user_id)

    async def put_person(self, person: Person) -> None:
        """Store what was last seen of a person."""
        await people.put_person(self._connection, person)

    # Posts, messages, conversations

    async def post(self, post_id: PostId) -> Post | None:
        """A stored post."""
        return await posts.read(self._connection, post_id)

    async def put_post(self, post: Post, summons: Summons) -> bool:
        """Store a post, or its newer version."""
        return await posts.put(self._connection, post, summons)

    async def mark_gone(self, post_id: PostId) -> None:
        """Keep a post's place and drop its text."""
        await posts.mark_gone(self._connection, post_id)

    async def posts_of(self, conversation_id: ConversationId) -> Sequence[tuple[Post, Summons]]:
        """The stored posts of a conversation, oldest first."""
        return await posts.in_conversation(self._connection, conversation_id)

    async def posts_between(
        self, conversation_id: ConversationId, customer_id: UserId
    ) -> Sequence[tuple[Post, Summons]]:
        """What a customer wrote in a conversation, and what we answered them, oldest first."""
        return await posts.between(self._connection, conversation_id, customer_id)

    async def mark_whole(self, conversation_id: ConversationId) -> None:
        """Note that a conversation has been fetched as far as X shows it."""
        await posts.mark_whole(self._connection, conversation_id)

    async def has_message(self, message_id: MessageId) -> bool:
        """Whether a message is stored."""
        return await self._connection.one("SELECT 1 FROM message WHERE message_id = ?", (message_id,)) is not None

    async def put_message(
        self, message: Message, case_id: CaseId, received_at: int, *, is_praise: bool = False
    ) -> bool:
        """Store a message as part of a case."""
        return await timeline.put_message(self._connection, message, case_id, received_at, is_praise=is_praise)

    # Cases

    async def case(self, case_id: CaseId) -> Case | None:
        """A case."""
        return await cases.read(self._connection, case_id)

    async def cases_in(self, conversation_id: ConversationId) -> Sequence[Case]:
        """The cases of a conversation, oldest first, also those that are part of others."""
        return await cases.in_conversation(self._connection, conversation_id)

    async def cases_about(self, post: Post) -> Sequence[Case]:
        """The cases of a post's conversation that it may play a part in, oldest first."""
        return await cases.about(self._connection, post)

    async def has_cases_in(self, conversation_id: ConversationId) -> bool:
        """Whether a conversation has a case."""
        return await cases.is_any_in(self._connection, conversation_id)

    async def roots_in(self, conversation_id: ConversationId) -> Sequence[CaseId]:
        """The cases that those of a conversation are part of, or that they are."""
        return await cases.heads_in(self._connection, conversation_id)

    async def latest_case_of(self, customer_id: UserId) -> Case | None:
        """The case in which something last happened with this customer; none that is part of another."""
        return await cases.latest_of(self._connection, customer_id)

    async def cases_of_post(self, post_id: PostId) -> Sequence[CaseId]:
        """The cases a post belongs to."""
        return await cases.of_post(self._connection, post_id)

    async def open_case(
        self,
        customer_id: UserId,
        conversation_id: ConversationId | None,
        origin: PostId | None,
        standing: Standing,
        *,
        is_heard: bool = False,
    ) -> CaseId:
        """Begin a case. Raises LookupError before the account is known."""
        return await cases.open_case(
            self._connection, customer_id, conversation_id, origin, standing, is_heard=is_heard
        )

    async def remove_case(self, case_id: CaseId) -> None:
        """Remove a case that holds nothing any more but decisions."""
        await cases.remove(self._connection, case_id)

    async def root(self, case_id: CaseId) -> CaseId:
        """The case that this one is part of; itself where it is part of none."""
        return await family.head(self._connection, case_id)

    async def put_merged_into(self, case_id: CaseId, into: CaseId | None) -> None:
        """Make a case part of another, or stand by itself again. Raises ValueError for what is part of it."""
        await family.put_merged_into(self._connection, case_id, into)

    async def put_post_in_case(
        self, case_id: CaseId, post_id: PostId, part: Part, received_at: int, *, is_praise: bool = False
    ) -> None:
        """Make a stored post part of a case."""
        await timeline.put_post(self._connection, case_id, post_id, part, received_at, is_praise=is_praise)

    async def put_praise(self, post_id: PostId, *, is_praise: bool) -> None:
        """Note whether a customer's post praises."""
        await timeline.put_praise(self._connection, post_id, is_praise=is_praise)

    async def posts_in_case(self, case_id: CaseId) -> Sequence[tuple[Post, Part]]:
        """The posts that are part of this very case, oldest first."""
        return await timeline.posts_in_case(self._connection, case_id)

    async def transfer_post(self, post_id: PostId, from_case: CaseId, to_case: CaseId | None) -> None:
        """Make a post part of another case, or of none; when it reached the desk stays."""
        await timeline.transfer_post(self._connection, post_id, from_case, to_case)

    async def is_public(self, case_id: CaseId) -> bool:
        """Whether the matter has a post of the customer in public."""
        return await timeline.is_public(self._connection, case_id)

    async def has_work_in(self, case_id: CaseId, agent: AgentName) -> bool:
        """Whether somebody has worked in this very case; what the agent decided does not count."""
        return await cases.has_work_in(self._connection, case_id, agent)

    async def received_after(self, case_id: CaseId, seen_until: int) -> frozenset[UserId]:
        """Who wrote what reached the case later than that."""
        return await timeline.received_after(self._connection, case_id, seen_until)

    async def turns(self, case_id: CaseId) -> Sequence[Turn]:
        """Everything that was said in a case."""
        return await timeline.turns(self._connection, case_id)

    async def put_standing(self, case_id: CaseId, standing: Standing, place: Place, nearest: Clock | None) -> None:
        """Store where a case stands, where it is found, and its nearest clock."""
        await cases.put_standing(self._connection, case_id, standing, place, nearest)

    async def returned(self, now: int) -> Sequence[CaseId]:
        """The snoozed cases whose moment has come."""
        return await cases.returned(self._connection, now)

    async def unclosed_cases(self, after: CaseId, limit: int) -> Sequence[CaseId]:
        """Cases that are not closed nor part of others, by id, after this one."""
        return await cases.unclosed(self._connection, after, limit)

    # Steps and decisions

    async def begin_step(self, agent: AgentName, at: int) -> StepId:
        """Begin what one key press changes."""
        return await steps.begin(self._connection, agent, at)

    async def last_step(self, agent: AgentName) -> Step | None:
        """What the agent's last key press changed, of those that are not undone."""
        return await steps.last(self._connection, agent)

    async def end_step(self, step_id: StepId) -> None:
        """Note that a step was undone."""
        await steps.end(self._connection, step_id)

    async def has_others_work_since(self, case_id: CaseId, step: Step) -> bool:
        """Whether somebody but the step's agent has decided or queued something in a case since that step."""
        return await steps.has_others_work_since(self._connection, case_id, step)

    async def note_split(self, step_id: StepId, case_id: CaseId, out_of: CaseId) -> None:
        """Note that a case was split off in this step."""
        await steps.note_split(self._connection, step_id, case_id, out_of)

    async def add_decision(
        self, case_id: CaseId, decision: Decision, agent: AgentName, at: int, seen_until: int, step_id: StepId | None
    ) -> DecisionId:
        """Note a decision, as the latest thing in the case."""
        return await steps.add_decision(self._connection, case_id, decision, agent, at, seen_until, step_id)

    async def strike_decision(self, decision_id: DecisionId) -> Decided:
        """Have a decision count no more. Returns it. Raises LookupError if there is no such decision."""
        return await steps.strike_decision(self._connection, decision_id)

    async def decided(self, case_id: CaseId) -> Sequence[Decided]:
        """The decisions on a case that are not struck, in their order."""
        return await steps.decided(self._connection, case_id)

    # Drafts, notes, outbox

    async def drafts(self, case_id: CaseId, channel: Channel) -> Sequence[Draft]:
        """The unsent texts of a channel in the family of a case, the head's first."""
        return await drafts.in_family(self._connection, case_id, channel)

    async def put_draft(self, draft: Draft) -> None:
        """Store unsent text."""
        await drafts.put(self._connection, draft)

    async def drop_draft(self, case_id: CaseId, channel: Channel) -> None:
        """Forget unsent text."""
        await drafts.drop(self._connection, case_id, channel)

    async def add_note(self, case_id: CaseId, agent: AgentName, text: str, at: int, step_id: StepId) -> NoteId:
        """Store a note."""
        return await steps.add_note(self._connection, case_id, agent, text, at, step_id)

    async def remove_note(self, note_id: NoteId) -> Note | None:
        """Remove a note. Returns what it was."""
        return await steps.remove_note(self._connection, note_id)

    async def add_outbox(self, item: OutboxItem, step_id: StepId) -> OutboxId:
        """Store an outbox item."""
        return await outbox_items.add(self._connection, item, step_id)

    async def outbox(self, outbox_id: OutboxId) -> OutboxItem | None:
        """An outbox item."""
        return await outbox_items.read(self._connection, outbox_id)

    async def part_after(self, outbox_id: OutboxId) -> OutboxItem | None:
        """The part of a text that goes on where this one ends."""
        return await outbox_items.part_after(self._connection, outbox_id)

    async def put_outbox(self, item: OutboxItem) -> None:
        """Store an outbox item's new state. Raises LookupError if there is no such item."""
        await outbox_items.put(self._connection, item)

    async def sends(self, case_id: CaseId) -> Sequence[Send]:
        """The sends of a case, in whichever state; no reposts."""
        return await outbox_items.sends(self._connection, case_id)

    async def pending(self, case_id: CaseId) -> Sequence[OutboxItem]:
        """The items of a case that are neither sent nor recalled, oldest first."""
        return await outbox_items.pending(self._connection, case_id)

    async def unmatched(self, case_id: CaseId) -> Sequence[OutboxItem]:
        """The items of a case that X may still show, oldest first: also those that a person vouched for."""
        return await outbox_items.unmatched(self._connection, case_id)

    async def unmatched_to(self, customer_id: UserId) -> Sequence[OutboxItem]:
        """The items to a customer that X may still show, oldest first: also those that a person vouched for."""
        return await outbox_items.unmatched_to(self._connection, customer_id)

    async def is_claimed(self, channel: Channel, remote_id: int) -> bool:
        """Whether an item is known to have become this post or message."""
        return await outbox_items.is_claimed(self._connection, channel, remote_id)

    async def has_unclaimed_answer(self, item: OutboxItem) -> bool:
        """Whether there is an answer of ours that may be what this item became."""
        return await outbox_items.has_unclaimed_answer(self._connection, item)

    async def newest_own_id(self, channel: Channel) -> int:
        """The newest own post or message id that is stored; 0 when there is none."""
        return await outbox_items.newest_own_id(self._connection, channel)

    # What the engine must not forget

    async def cursor(self, source: str) -> int | None:
        """How far a source has been read."""
        return await progress.cursor(self._connection, source)

    async def move_cursor(self, source: str, cursor: int) -> None:
        """Note how far a source has been read; a cursor never moves back."""
        await progress.move_cursor(self._connection, source, cursor)

    async def put_source_health(self, source: str, problem: str, retry_at: int | None, at: int) -> bool:
        """Note how a call went."""
        return await progress.put_source_health(self._connection, source, problem, retry_at, at)

    async def put_budget(self, budget: Budget) -> bool:
        """Store what X lets the account still send. Returns whether that is news."""
        return await progress.put_budget(self._connection, budget)

    async def clock_rules_mark(self) -> str:
        """By which settings the stored clocks were worked out; empty before the first time."""
        return await progress.clock_rules_mark(self._connection)

    async def put_clock_rules_mark(self, mark: str) -> None:
        """Note by which settings the stored clocks were worked out."""
        await progress.put_clock_rules_mark(self._connection, mark)

    async def holds_lease(self, role: str, owner: str, now: int) -> bool:
        """Whether the owner holds a role's lease, inside this very transaction."""
        return await holds_lease(self._connection, role, owner, now)

    async def scrub_search(self, pages: int) -> bool:
        """Overwrite what the search index still holds of texts that are gone. Returns whether there is more to do."""
        return await search_upkeep.scrub(self._connection, pages)

    async def audit(self, who: str, action: str, ref: int, detail: str) -> None:
        """Write the line of the record that nobody can change."""
        await self._connection.all(
            "INSERT INTO audit (at, uid, who, action, ref, detail) VALUES (?, ?, ?, ?, ?, ?)",
            (self._now(), os.getuid(), who, action, ref, detail),
        )
