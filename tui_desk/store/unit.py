"""The unit of work: every way in which rows are read to be changed, and changed. It decides nothing."""

import os
from collections.abc import Callable, Sequence

from tui_desk.desk.store_port import StoreError
from tui_desk.domain.case_flow import Standing, Turn
from tui_desk.domain.ids import AgentName, CaseId, ConversationId, MessageId, NoteId, OutboxId, PostId, UserId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Account, Case, Channel, Draft, Message, OutboxItem, Person, Post
from tui_desk.domain.permission import Summons
from tui_desk.store import outbox_items, timeline
from tui_desk.store.connection import Connection
from tui_desk.store.leases import holds_lease
from tui_desk.store.rows import (
    account_from,
    case_from,
    draft_from,
    person_from,
    person_values,
    post_from,
    post_values,
)

# What X left out is NULL, and a look that is older than the last one says nothing.
_PUT_PERSON = """
INSERT INTO person (user_id, handle, name, bio, location, followers, verified, protected,
                    receives_messages, receives_messages_at, seen_at)
VALUES (:user_id, :handle, :name, :bio, :location, :followers, :verified, :protected,
        :receives_messages, :receives_messages_at, :seen_at)
ON CONFLICT (user_id) DO UPDATE SET
    handle = excluded.handle,
    name = excluded.name,
    bio = excluded.bio,
    location = excluded.location,
    followers = excluded.followers,
    verified = coalesce(excluded.verified, verified),
    protected = excluded.protected,
    receives_messages = coalesce(excluded.receives_messages, receives_messages),
    receives_messages_at = coalesce(excluded.receives_messages_at, receives_messages_at),
    seen_at = excluded.seen_at
WHERE excluded.seen_at >= person.seen_at
"""

# A post keeps its place in the thread when it is edited, so posted_at stays. But the time of a post of ours that X has
# not shown yet (version 0) is a guess, which X's copy mends.
_PUT_POST = """
INSERT INTO post (post_id, version_id, conversation_id, author_id, text, posted_at, lang, reply_to_post_id,
                  reply_to_user_id, quoted_post_id, reposted_post_id, mentioned_ids, alt_texts, edited_at, summons)
VALUES (:post_id, :version_id, :conversation_id, :author_id, :text, :posted_at, :lang, :reply_to_post_id,
        :reply_to_user_id, :quoted_post_id, :reposted_post_id, :mentioned_ids, :alt_texts, :edited_at, :summons)
ON CONFLICT (post_id) DO UPDATE SET
    version_id = excluded.version_id,
    posted_at = iif(post.version_id = 0, excluded.posted_at, post.posted_at),
    text = excluded.text,
    lang = excluded.lang,
    quoted_post_id = excluded.quoted_post_id,
    mentioned_ids = excluded.mentioned_ids,
    alt_texts = excluded.alt_texts,
    edited_at = excluded.edited_at,
    summons = excluded.summons,
    gone = 0
WHERE excluded.version_id > post.version_id
RETURNING posted_at
"""

_OPEN_CASE = """
INSERT INTO support_case (account_id, customer_id, conversation_id, origin_post_id, channel, state, opened_at,
                          waiting_since, last_inbound_at, last_outbound_at)
SELECT user_id, :customer_id, :conversation_id, :origin, :channel, :state, :opened_at,
       :waiting_since, :last_inbound_at, :last_outbound_at
FROM account
RETURNING case_id
"""

_PUT_STANDING = """
UPDATE support_case SET state = :state, opened_at = :opened_at, waiting_since = :waiting_since,
                        last_inbound_at = :last_inbound_at, last_outbound_at = :last_outbound_at
WHERE case_id = :case_id
"""

_PUT_DRAFT = """
INSERT INTO draft (case_id, channel, text, reply_to_post_id, updated_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (case_id, channel) DO UPDATE SET
    text = excluded.text, reply_to_post_id = excluded.reply_to_post_id, updated_at = excluded.updated_at
"""

# The row is left as it is where the call went as the last one did, but for its time.
_PUT_SOURCE_HEALTH = """
INSERT INTO source_health (source, succeeded_at, failed_at, problem, retry_at)
VALUES (:source, iif(:problem = '', :at, NULL), iif(:problem = '', NULL, :at), :problem, :retry_at)
ON CONFLICT (source) DO UPDATE SET
    succeeded_at = coalesce(excluded.succeeded_at, succeeded_at),
    failed_at = coalesce(excluded.failed_at, failed_at),
    problem = excluded.problem,
    retry_at = excluded.retry_at
"""


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
        row = await self._connection.one("SELECT * FROM account")
        return account_from(row) if row else None

    async def put_account(self, account: Account) -> None:
        """Store the account. Raises StoreError if this database has cases of another account."""
        stored = await self.account()
        if stored and stored.user_id != account.user_id and await self._connection.value("SELECT 1 FROM support_case"):
            raise StoreError(
                f"This desk belongs to @{stored.handle}", f"Open @{account.handle} in a profile of its own."
            )
        await self._connection.all(
            "INSERT OR REPLACE INTO account (slot, user_id, handle, name) VALUES (1, ?, ?, ?)"
            if stored is None
            else "UPDATE account SET user_id = ?, handle = ?, name = ?",
            (account.user_id, account.handle, account.name),
        )

    async def person(self, user_id: UserId) -> Person | None:
        """A person as last seen."""
        row = await self._connection.one("SELECT * FROM person WHERE user_id = ?", (user_id,))
        return person_from(row) if row else None

    async def put_person(self, person: Person) -> None:
        """Store what was last seen of a person."""
        await self._connection.all(_PUT_PERSON, person_values(person))

    # Posts, messages, conversations

    async def post(self, post_id: PostId) -> Post | None:
        """A stored post."""
        row = await self._connection.one("SELECT * FROM post WHERE post_id = ?", (post_id,))
        return post_from(row) if row else None

    async def put_post(self, post: Post, summons: Summons) -> bool:
        """Store a post, or its newer version."""
        posted_at = await self._connection.value(_PUT_POST, post_values(post, summons))
        if posted_at is not None:
            await timeline.move_post(self._connection, post.post_id, posted_at)
        return posted_at is not None

    async def mark_gone(self, post_id: PostId) -> None:
        """Keep a post's place and drop its text."""
        await self._connection.all(
            "UPDATE post SET text = '', alt_texts = '[]', gone = 1 WHERE post_id = ?", (post_id,)
        )

    async def posts_of(self, conversation_id: ConversationId) -> Sequence[tuple[Post, Summons]]:
        """The stored posts of a conversation, oldest first."""
        rows = await self._connection.all(
            "SELECT * FROM post WHERE conversation_id = ? ORDER BY posted_at, post_id", (conversation_id,)
        )
        return [(post_from(row), Summons(row["summons"])) for row in rows]

    async def has_message(self, message_id: MessageId) -> bool:
        """Whether a message is stored."""
        return await self._connection.one("SELECT 1 FROM message WHERE message_id = ?", (message_id,)) is not None

    async def put_message(self, message: Message, case_id: CaseId, received_at: int) -> bool:
        """Store a message as part of a case."""
        return await timeline.put_message(self._connection, message, case_id, received_at)

    async def newest_own_id(self, channel: Channel) -> int:
        """The newest own post or message id that is stored; 0 when there is none."""
        if channel is Channel.NOTE:
            return 0
        newest = await self._connection.value(
            "SELECT max(post_id) FROM post WHERE author_id = (SELECT user_id FROM account)"
            if channel is Channel.REPLY
            else "SELECT max(message_id) FROM message WHERE sender_id = (SELECT user_id FROM account)"
        )
        return int(newest or 0)

    async def mark_whole(self, conversation_id: ConversationId) -> None:
        """Note that a conversation has been fetched as far as X shows it."""
        await self._connection.all(
            "INSERT INTO conversation (conversation_id, whole) VALUES (?, 1)"
            " ON CONFLICT (conversation_id) DO UPDATE SET whole = 1",
            (conversation_id,),
        )

    # Cases

    async def case(self, case_id: CaseId) -> Case | None:
        """A case."""
        row = await self._connection.one("SELECT * FROM support_case WHERE case_id = ?", (case_id,))
        return case_from(row) if row else None

    async def cases_in(self, conversation_id: ConversationId) -> Sequence[Case]:
        """The cases of a conversation, oldest first."""
        rows = await self._connection.all(
            "SELECT * FROM support_case WHERE conversation_id = ? ORDER BY opened_at, case_id", (conversation_id,)
        )
        return [case_from(row) for row in rows]

    async def latest_case_of(self, customer_id: UserId) -> Case | None:
        """The case in which something last happened with this customer."""
        row = await self._connection.one(
            "SELECT * FROM support_case WHERE customer_id = ? ORDER BY last_at DESC, case_id DESC LIMIT 1",
            (customer_id,),
        )
        return case_from(row) if row else None

    async def cases_of_post(self, post_id: PostId) -> Sequence[CaseId]:
        """The cases a post belongs to."""
        rows = await self._connection.all(
            "SELECT case_id FROM case_post WHERE post_id = ? ORDER BY case_id", (post_id,)
        )
        return [CaseId(row["case_id"]) for row in rows]

    async def open_case(
        self, customer_id: UserId, conversation_id: ConversationId | None, origin: PostId | None, standing: Standing
    ) -> CaseId:
        """Begin a case. Raises LookupError before the account is known."""
        case_id = await self._connection.value(
            _OPEN_CASE,
            {
                "customer_id": customer_id,
                "conversation_id": conversation_id,
                "origin": origin,
                "channel": Channel.MESSAGE if conversation_id is None else Channel.REPLY,
                **_standing_values(standing),
            },
        )
        if case_id is None:
            raise LookupError("a case cannot be opened before the account is known")
        if conversation_id is not None:
            await self._connection.all(
                "INSERT INTO conversation (conversation_id, newest_case_id) VALUES (?, ?)"
                " ON CONFLICT (conversation_id) DO UPDATE SET newest_case_id = excluded.newest_case_id",
                (conversation_id, case_id),
            )
        return CaseId(case_id)

    async def put_post_in_case(self, case_id: CaseId, post_id: PostId, part: Part, received_at: int) -> None:
        """Make a stored post part of a case."""
        await timeline.put_post(self._connection, case_id, post_id, part, received_at)

    async def received_after(self, case_id: CaseId, seen_until: int) -> frozenset[UserId]:
        """Who wrote what reached the case later than that."""
        return await timeline.received_after(self._connection, case_id, seen_until)

    async def turns(self, case_id: CaseId) -> Sequence[Turn]:
        """Everything that happened in a case."""
        return await timeline.turns(self._connection, case_id)

    async def put_standing(self, case_id: CaseId, standing: Standing) -> None:
        """Store where a case stands."""
        await self._connection.all(_PUT_STANDING, {"case_id": case_id, **_standing_values(standing)})

    # Drafts, notes, outbox

    async def draft(self, case_id: CaseId, channel: Channel) -> Draft | None:
        """The unsent text of a case and channel."""
        row = await self._connection.one("SELECT * FROM draft WHERE case_id = ? AND channel = ?", (case_id, channel))
        return draft_from(row) if row else None

    async def put_draft(self, draft: Draft) -> None:
        """Store unsent text."""
        await self._connection.all(
            _PUT_DRAFT, (draft.case_id, draft.channel, draft.text, draft.reply_to_post_id, draft.updated_at)
        )

    async def drop_draft(self, case_id: CaseId, channel: Channel) -> None:
        """Forget unsent text."""
        await self._connection.all("DELETE FROM draft WHERE case_id = ? AND channel = ?", (case_id, channel))

    async def add_note(self, case_id: CaseId, agent: AgentName, text: str, at: int) -> NoteId:
        """Store a note."""
        note_id = await self._connection.value(
            "INSERT INTO note (case_id, agent, text, written_at) VALUES (?, ?, ?, ?) RETURNING note_id",
            (case_id, agent, text, at),
        )
        return NoteId(note_id)

    async def add_outbox(self, item: OutboxItem) -> OutboxId:
        """Store an outbox item."""
        return await outbox_items.add(self._connection, item)

    async def outbox(self, outbox_id: OutboxId) -> OutboxItem | None:
        """An outbox item."""
        return await outbox_items.read(self._connection, outbox_id)

    async def put_outbox(self, item: OutboxItem) -> None:
        """Store an outbox item's new state. Raises LookupError if there is no such item."""
        await outbox_items.put(self._connection, item)

    async def pending(self, case_id: CaseId) -> Sequence[OutboxItem]:
        """The items of a case that are neither sent nor recalled, oldest first."""
        return await outbox_items.pending(self._connection, case_id)

    async def pending_to(self, customer_id: UserId) -> Sequence[OutboxItem]:
        """The items to a customer that are neither sent nor recalled, oldest first."""
        return await outbox_items.pending_to(self._connection, customer_id)

    async def is_claimed(self, channel: Channel, remote_id: int) -> bool:
        """Whether an item is known to have become this post or message."""
        return await outbox_items.is_claimed(self._connection, channel, remote_id)

    async def last_queued_by(self, agent: AgentName) -> OutboxItem | None:
        """The item the agent queued last, wherever it stands now."""
        return await outbox_items.last_queued_by(self._connection, agent)

    async def has_unclaimed_answer(self, item: OutboxItem) -> bool:
        """Whether there is an answer of ours that may be what this item became."""
        return await outbox_items.has_unclaimed_answer(self._connection, item)

    # What the engine must not forget

    async def cursor(self, source: str) -> int | None:
        """How far a source has been read."""
        position: int | None = await self._connection.value("SELECT position FROM cursor WHERE source = ?", (source,))
        return position

    async def move_cursor(self, source: str, cursor: int) -> None:
        """Note how far a source has been read; a cursor never moves back."""
        await self._connection.all(
            "INSERT INTO cursor (source, position) VALUES (?, ?)"
            " ON CONFLICT (source) DO UPDATE SET position = max(position, excluded.position)",
            (source, cursor),
        )

    async def put_source_health(self, source: str, problem: str, retry_at: int | None, at: int) -> bool:
        """Note how a call went."""
        last = await self._connection.one("SELECT problem, retry_at FROM source_health WHERE source = ?", (source,))
        await self._connection.all(
            _PUT_SOURCE_HEALTH, {"source": source, "problem": problem, "retry_at": retry_at, "at": at}
        )
        return last is None or (last["problem"], last["retry_at"]) != (problem, retry_at)

    async def holds_lease(self, role: str, owner: str, now: int) -> bool:
        """Whether the owner holds a role's lease, inside this very transaction."""
        return await holds_lease(self._connection, role, owner, now)

    async def audit(self, who: str, action: str, ref: int, detail: str) -> None:
        """Write the line of the record that nobody can change."""
        await self._connection.all(
            "INSERT INTO audit (at, uid, who, action, ref, detail) VALUES (?, ?, ?, ?, ?, ?)",
            (self._now(), os.getuid(), who, action, ref, detail),
        )


def _standing_values(standing: Standing) -> dict[str, int | str | None]:
    return {
        "state": standing.state,
        "opened_at": standing.opened_at,
        "waiting_since": standing.waiting_since,
        "last_inbound_at": standing.last_inbound_at,
        "last_outbound_at": standing.last_outbound_at,
    }
