"""The read models: what a pane, a status line or the engine asks."""

import json
from collections.abc import Collection, Sequence

from tui_desk.desk.search import SearchPage, SearchPlace
from tui_desk.desk.views import (
    CaseEvents,
    ConversationToFetch,
    CustomerMemory,
    DeskStatus,
    PersonToAsk,
    QueueKey,
    QueueRow,
    QueueView,
    Thread,
)
from tui_desk.domain.ids import AgentName, CaseId, ConversationId, MessageId, PostId, UserId
from tui_desk.domain.model import Account, Channel, OutboxItem, Post
from tui_desk.domain.search import Query
from tui_desk.store import outbox_items, progress, steps, timeline
from tui_desk.store.connection import Connection, Reader
from tui_desk.store.customer_memory import read_memory
from tui_desk.store.queue_pages import read_page, read_rows
from tui_desk.store.rows import account_from, outbox_from, post_from
from tui_desk.store.search import search
from tui_desk.store.status import read_status
from tui_desk.store.thread import read_thread

# A conversation X shows in part may point to many posts that are not there; the rest comes with the next look.
_CONVERSATIONS_TO_FETCH = """
SELECT conversation_id,
       (SELECT json_group_array(missing.post_id)
        FROM (SELECT DISTINCT post.reply_to_post_id AS post_id
              FROM post LEFT JOIN post AS parent ON parent.post_id = post.reply_to_post_id
              WHERE post.conversation_id = conversation.conversation_id
                AND post.reply_to_post_id IS NOT NULL AND parent.post_id IS NULL
              LIMIT 100) AS missing) AS missing_parent_ids
FROM conversation
WHERE whole = 0 AND newest_case_id IS NOT NULL
ORDER BY newest_case_id DESC
LIMIT ?
"""

_PEOPLE_TO_ASK = """
SELECT c.customer_id
FROM support_case AS c INDEXED BY case_unclosed LEFT JOIN person ON person.user_id = c.customer_id
WHERE c.merged_into IS NULL AND c.lane <> 'closed' AND coalesce(person.asked_at, -1) < ?
GROUP BY c.customer_id
ORDER BY min(c.rank), min(c.case_id)
LIMIT ?
"""

_HAS_RETURNED = """
SELECT 1 FROM support_case WHERE merged_into IS NULL AND lane = 'snoozed' AND snoozed_until <= ? LIMIT 1
"""

_TIMES_SENT = """
SELECT count(*) FROM outbox WHERE channel = ? AND queued_at >= ? AND text = ? AND state <> 'recalled'
"""

_LAST_SENDS = """
SELECT * FROM outbox WHERE agent = ? AND channel = ? AND state <> 'recalled' ORDER BY outbox_id DESC LIMIT ?
"""

# Walks back from the newest; the LIMIT ends it.
_RECENT_POSTS = """
SELECT * FROM post WHERE author_id IS NOT (SELECT user_id FROM account) AND gone = 0 ORDER BY post_id DESC LIMIT ?
"""

_WITH_CASES = """
SELECT value AS user_id FROM json_each(?) WHERE EXISTS (SELECT 1 FROM support_case WHERE customer_id = value)
"""

_OPENED_SINCE = """
SELECT case_id FROM support_case
WHERE merged_into IS NULL AND opened_at >= ? ORDER BY opened_at DESC, case_id DESC LIMIT ?
"""


class SqliteQueries:
    """Reading; `desk.store_port.Queries` says what each method means."""

    def __init__(self, reader: Reader) -> None:
        """Reads what is committed, and nothing else."""
        self._reader = reader

    async def queue(self, view: QueueView, agent: AgentName, after: QueueKey | None, limit: int) -> Sequence[QueueRow]:
        """A view of the queue from `after` (exclusive) on."""
        return await read_page(self._reader, view, agent, after, limit)

    async def rows(self, case_ids: Sequence[CaseId]) -> Sequence[QueueRow]:
        """These cases as rows, in the order asked for, without those that are gone or part of others."""
        return await read_rows(self._reader, case_ids)

    async def customer(self, case_id: CaseId) -> CustomerMemory | None:
        """What the desk remembers of the customer of a case."""
        async with self._reader.snapshot() as connection:
            return await read_memory(connection, case_id)

    async def thread(self, case_id: CaseId) -> Thread | None:
        """One case as the agent reads it; its newest 400 items. A case that is part of another is read as that one."""
        async with self._reader.snapshot() as connection:
            return await read_thread(connection, case_id)

    async def search(self, query: Query, agent: AgentName, after: SearchPlace | None, limit: int) -> SearchPage:
        """One page of the cases that a query finds, newest first."""
        async with self._reader.snapshot() as connection:
            return await search(connection, query, agent, after, limit)

    async def status(self, agent: AgentName, now: int) -> DeskStatus:
        """What the status line says."""
        return await read_status(self._reader, agent, now)

    async def has_returned(self, now: int) -> bool:
        """Whether a snoozed case's moment has come."""
        return await self._reader.one(_HAS_RETURNED, (now,)) is not None

    async def times_sent(self, channel: Channel, payload: str, since: int) -> int:
        """How often this very text was put into the outbox since then and not taken back."""
        return int(await self._reader.value(_TIMES_SENT, (channel, since, payload)))

    async def last_sends(self, agent: AgentName, channel: Channel, limit: int) -> Sequence[OutboxItem]:
        """What an agent put into the outbox last in a channel and did not take back, newest first."""
        return [outbox_from(row) for row in await self._reader.all(_LAST_SENDS, (agent, channel, limit))]

    async def recent_posts(self, limit: int) -> Sequence[Post]:
        """The newest stored posts of others, newest first."""
        return [post_from(row) for row in await self._reader.all(_RECENT_POSTS, (limit,))]

    async def cases_opened_since(self, since: int, limit: int) -> Sequence[CaseEvents]:
        """What happened in the cases that were opened since then, newest first."""
        async with self._reader.snapshot() as connection:
            rows = await connection.all(_OPENED_SINCE, (since, limit))
            return [await _events(connection, CaseId(row["case_id"])) for row in rows]

    async def account(self) -> Account | None:
        """The account the desk speaks as."""
        row = await self._reader.one("SELECT * FROM account")
        return account_from(row) if row else None

    async def cursor(self, source: str) -> int | None:
        """How far a source has been read."""
        position: int | None = await self._reader.value("SELECT position FROM cursor WHERE source = ?", (source,))
        return position

    async def knows_message(self, message_id: MessageId) -> bool:
        """Whether a message is stored."""
        return await self._reader.one("SELECT 1 FROM message WHERE message_id = ?", (message_id,)) is not None

    async def people_with_cases(self, user_ids: Collection[UserId]) -> frozenset[UserId]:
        """Who of these people has a case."""
        rows = await self._reader.all(_WITH_CASES, (json.dumps(list(user_ids)),))
        return frozenset(UserId(row["user_id"]) for row in rows)

    async def clock_rules_mark(self) -> str:
        """By which settings the stored clocks were worked out; empty before the first time."""
        return await progress.clock_rules_mark(self._reader)

    async def holds_erased_words(self) -> bool:
        """Whether the search index still holds words of texts that are gone."""
        return await self._reader.one("SELECT 1 FROM search_leftover LIMIT 1") is not None

    async def outbox_in_flight(self) -> Sequence[OutboxItem]:
        """Items that are queued, sending or unknown, oldest first; no part that waits for the one before it."""
        rows = await self._reader.all(
            "SELECT * FROM outbox WHERE state IN ('queued', 'sending', 'unknown') ORDER BY outbox_id"
        )
        return [item for item in map(outbox_from, rows) if not item.waits_for_part]

    async def conversations_to_fetch(self, limit: int) -> Sequence[ConversationToFetch]:
        """Conversations of cases whose earlier posts have not been fetched, newest case first."""
        return [
            ConversationToFetch(
                ConversationId(row["conversation_id"]),
                tuple(PostId(post_id) for post_id in json.loads(row["missing_parent_ids"])),
            )
            for row in await self._reader.all(_CONVERSATIONS_TO_FETCH, (limit,))
        ]

    async def people_to_ask(self, asked_before: int, limit: int) -> Sequence[PersonToAsk]:
        """Customers of open cases of whom X has not said whether they take messages, or not since `asked_before`."""
        rows = await self._reader.all(_PEOPLE_TO_ASK, (asked_before, limit))
        return [PersonToAsk(UserId(row["customer_id"])) for row in rows]


async def _events(connection: Connection, case_id: CaseId) -> CaseEvents:
    return CaseEvents(
        case_id=case_id,
        turns=tuple(await timeline.turns(connection, case_id)),
        decided=tuple(await steps.decided(connection, case_id)),
        sends=tuple(await outbox_items.sends(connection, case_id)),
        is_public=await timeline.is_public(connection, case_id),
    )
