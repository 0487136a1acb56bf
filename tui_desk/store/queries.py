"""The read models, one statement each where that is the clearer way."""

import json
from collections.abc import Sequence

from tui_desk.desk.views import (
    ConversationToFetch,
    Counts,
    DeskStatus,
    PersonToAsk,
    QueueKey,
    QueueRow,
    Thread,
)
from tui_desk.domain.ids import AgentName, CaseId, ConversationId, MessageId, PostId, UserId
from tui_desk.domain.model import Account, OutboxItem
from tui_desk.store.connection import Reader
from tui_desk.store.rows import account_from, outbox_from, queue_row_from, source_health_from
from tui_desk.store.thread import read_thread

COUNTED_AT_MOST = 100_000
"""Where the counts of the status line end; nobody reads a larger number."""

# The customer's newest words are a message's where that is younger than their newest post.
_QUEUE = """
SELECT c.case_id, c.answered, c.queue_rank, c.state, c.waiting_since, c.last_at, c.channel,
       person.handle, person.name, person.followers, person.verified,
       iif(message.sent_at > coalesce(post.posted_at, 0), body.text, post.text) AS words,
       post.lang,
       EXISTS (SELECT 1 FROM draft WHERE draft.case_id = c.case_id) AS has_draft,
       (SELECT min(CASE outbox.state
                   WHEN 'held' THEN 0 WHEN 'refused' THEN 1 WHEN 'unknown' THEN 2 WHEN 'sending' THEN 3 ELSE 4 END)
        FROM outbox
        WHERE outbox.case_id = c.case_id AND outbox.state NOT IN ('sent', 'recalled')) AS trouble
FROM support_case AS c
LEFT JOIN person ON person.user_id = c.customer_id
LEFT JOIN post ON post.post_id = c.newest_post_id
LEFT JOIN message ON message.message_id = c.newest_message_id
LEFT JOIN message_body AS body ON body.message_id = c.newest_message_id
WHERE (c.answered, c.queue_rank, c.case_id) > (?, ?, ?)
ORDER BY c.answered, c.queue_rank, c.case_id
LIMIT ?
"""
_FIRST_PLACE = (-1, 0, 0)
"""Before every case."""

_STATUS = """
SELECT account.user_id, account.handle, account.name,
       (SELECT held_until FROM lease WHERE role = 'engine') AS engine_until,
       (SELECT count(*) FROM (SELECT 1 FROM support_case WHERE answered = 0 LIMIT :most)) AS waiting,
       (SELECT count(*) FROM (SELECT 1 FROM support_case WHERE answered = 1 LIMIT :most)) AS answered,
       (SELECT count(*) FROM draft) AS drafts,
       coalesce(sends.queued, 0) AS queued,
       coalesce(sends.troubled, 0) AS troubled,
       (SELECT iif(state = 'queued' AND not_before > :now, not_before, NULL) FROM outbox
        WHERE agent = :agent ORDER BY queued_at DESC, outbox_id DESC LIMIT 1) AS recallable_until
FROM (SELECT sum(state IN ('queued', 'sending')) AS queued, sum(state NOT IN ('queued', 'sending')) AS troubled
      FROM outbox WHERE state NOT IN ('sent', 'recalled')) AS sends
LEFT JOIN account ON account.slot = 1
"""

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
SELECT DISTINCT c.customer_id
FROM support_case AS c LEFT JOIN person ON person.user_id = c.customer_id
WHERE c.answered = 0 AND coalesce(person.receives_messages_at, -1) < ?
ORDER BY c.queue_rank, c.case_id
LIMIT ?
"""


class SqliteQueries:
    """Reading; `desk.store_port.Queries` says what each method means."""

    def __init__(self, reader: Reader) -> None:
        """Reads what is committed, and nothing else."""
        self._reader = reader

    async def queue(self, after: QueueKey | None, limit: int) -> Sequence[QueueRow]:
        """The queue from `after` (exclusive) on."""
        place = _FIRST_PLACE if after is None else (int(after.answered), after.rank, after.case_id)
        return [queue_row_from(row) for row in await self._reader.all(_QUEUE, (*place, limit))]

    async def thread(self, case_id: CaseId) -> Thread | None:
        """One case as the agent reads it; its newest 400 items."""
        async with self._reader.snapshot() as connection:
            return await read_thread(connection, case_id)

    async def status(self, agent: AgentName, now: int) -> DeskStatus:
        """What the status line says."""
        async with self._reader.snapshot() as connection:
            row = (await connection.all(_STATUS, {"agent": agent, "now": now, "most": COUNTED_AT_MOST}))[0]
            sources = await connection.all("SELECT * FROM source_health ORDER BY source")
        return DeskStatus(
            account=None if row["user_id"] is None else account_from(row),
            engine_until=row["engine_until"],
            sources=tuple(source_health_from(source) for source in sources),
            counts=Counts(row["waiting"], row["answered"], row["queued"], row["troubled"], row["drafts"]),
            recallable_until=row["recallable_until"],
        )

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

    async def outbox_in_flight(self) -> Sequence[OutboxItem]:
        """Items that are queued, sending or unknown, oldest first."""
        rows = await self._reader.all(
            "SELECT * FROM outbox WHERE state IN ('queued', 'sending', 'unknown') ORDER BY outbox_id"
        )
        return [outbox_from(row) for row in rows]

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
        """Customers who wait, and of whom X has not said since `asked_before` whether they take messages."""
        rows = await self._reader.all(_PEOPLE_TO_ASK, (asked_before, limit))
        return [PersonToAsk(UserId(row["customer_id"])) for row in rows]
