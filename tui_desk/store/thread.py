"""The thread: one case with its conversation, messages, notes and what is on its way, as the agent reads it."""

import json
from collections.abc import Sequence
from sqlite3 import Row

from tui_desk.desk.views import (
    Thread,
    ThreadDecision,
    ThreadItem,
    ThreadMessage,
    ThreadNote,
    ThreadPost,
    ThreadSend,
)
from tui_desk.domain.decisions import ChannelPreferred, ConsentNoted, ZoneNoted
from tui_desk.domain.ids import CaseId, UserId
from tui_desk.domain.model import Account, Person
from tui_desk.domain.permission import Summons
from tui_desk.store.connection import Connection
from tui_desk.store.decisions import decided_from, kind_of
from tui_desk.store.family import HEAD
from tui_desk.store.rows import (
    account_from,
    budget_from,
    case_from,
    draft_from,
    message_from,
    note_from,
    outbox_from,
    person_from,
    post_from,
    standing_from,
    stranger,
)

THREAD_ITEMS = 400
"""How many of its newest items a thread shows."""

EARLIER_CASES_COUNTED = 100
"""Where the count of a customer's other cases ends."""

# A case that is part of another is read as that one.
_CASE = f"""
SELECT c.*, account.user_id, account.handle, account.name,
       (SELECT count(*) FROM (SELECT 1 FROM support_case AS other
                              WHERE other.customer_id = c.customer_id AND other.case_id <> c.case_id
                                AND other.merged_into IS NULL
                              LIMIT :most)) AS earlier_cases
FROM support_case AS c JOIN account ON account.user_id = c.account_id
WHERE c.case_id = {HEAD}
"""  # noqa: S608 - built of constants

_PARTS = """
SELECT part.case_id, part.conversation_id, part.origin_post_id, part.is_heard,
       coalesce(conversation.whole, 0) AS whole
FROM support_case AS part LEFT JOIN conversation USING (conversation_id)
WHERE part.head_id = ?
"""

# Read for one case of the family at a time, so that an index has each in order; there is seldom a second.
_POSTS = """
SELECT post.*,
       (SELECT agent FROM outbox WHERE remote_id = post.post_id AND channel = 'reply') AS agent
FROM post WHERE conversation_id = ? ORDER BY posted_at DESC, post_id DESC LIMIT ?
"""

_MESSAGES = """
SELECT message.*, body.text,
       (SELECT agent FROM outbox WHERE remote_id = message.message_id AND channel = 'message') AS agent
FROM message LEFT JOIN message_body AS body USING (message_id)
WHERE case_id = ? ORDER BY sent_at DESC, message_id DESC LIMIT ?
"""

_NOTES = "SELECT * FROM note WHERE case_id = ? ORDER BY written_at DESC, note_id DESC LIMIT ?"

_ABOUT_THE_CUSTOMER = tuple(kind_of(kind) for kind in (ConsentNoted, ChannelPreferred, ZoneNoted))
"""Kinds of decisions that are remembered with the customer, and say nothing of the matter."""

_DECISIONS = f"""
SELECT * FROM decision
WHERE case_id = ? AND struck = 0 AND kind NOT IN {_ABOUT_THE_CUSTOMER!r}
ORDER BY decision_order DESC LIMIT ?
"""  # noqa: S608 - built of constants

_SENDS = """
SELECT * FROM outbox WHERE case_id = ? AND state NOT IN ('sent', 'recalled') ORDER BY outbox_id DESC LIMIT ?
"""

_DRAFTS = "SELECT * FROM draft WHERE case_id = ? ORDER BY channel LIMIT ?"

# One of the two, whichever there is: the newest post that X lets us answer, else the newest.
_REPLY_TO = """
SELECT post.*, NULL AS agent
FROM case_post JOIN post USING (post_id)
WHERE case_post.case_id = :case_id AND case_post.part IN ('opens', 'joins') AND post.gone = 0
  AND (post.summons <> 'none' OR :unsummoned)
ORDER BY case_post.posted_at DESC, case_post.post_id DESC LIMIT 1
"""

_POSTS_BY_ID = "SELECT post.*, NULL AS agent FROM post WHERE post_id IN (SELECT value FROM json_each(?))"

# The other columns are those of the row with the maximum: https://sqlite.org/lang_select.html#bareagg
_ZONE = f"""
SELECT max(decision.decision_id), decision.* FROM support_case AS c JOIN decision USING (case_id)
WHERE c.customer_id = ? AND decision.struck = 0 AND decision.kind = {kind_of(ZoneNoted)!r}
"""  # noqa: S608 - built of constants

_PEOPLE = "SELECT * FROM person WHERE user_id IN (SELECT value FROM json_each(?))"

_Order = tuple[int, str, int]
"""Time, kind and id: a place among the items that does not change from one reading to the next."""


async def read_thread(connection: Connection, case_id: CaseId) -> Thread | None:
    """One case; None if it is not there. Several statements: the caller lends a snapshot."""
    head = await connection.one(_CASE, {"case_id": case_id, "most": EARLIER_CASES_COUNTED})
    if head is None:
        return None
    case, account = case_from(head), account_from(head)
    parts = sorted(await connection.all(_PARTS, (case.case_id,)), key=lambda part: part["case_id"] != case.case_id)
    case_ids = [CaseId(part["case_id"]) for part in parts]
    conversations = {part["conversation_id"]: bool(part["whole"]) for part in parts if part["conversation_id"]}
    posts = await _newest(connection, _POSTS, list(conversations))
    target = await _reply_to(connection, case_ids)
    origin = await _origin(connection, parts)
    quoted = await _quoted(connection, posts)
    shown = [row for row in (*posts, *quoted, target, origin) if row is not None]
    people = await _people(connection, {case.customer_id, *(UserId(row["author_id"]) for row in shown)}, account)
    return Thread(
        case=case,
        standing=standing_from(head),
        customer=people[case.customer_id],
        account=account,
        items=await _items(connection, case_ids, [_post(row, people) for row in posts]),
        reply_to=_post(target, people) if target else None,
        origin=_post(origin, people) if origin else None,
        is_heard=all(part["is_heard"] for part in parts),
        budgets=tuple(map(budget_from, await connection.all("SELECT * FROM budget ORDER BY channel"))),
        drafts=tuple(map(draft_from, await _newest(connection, _DRAFTS, case_ids))),
        earlier_cases=head["earlier_cases"],
        whole=bool(conversations) and all(conversations.values()),
        received_until=head["received_until"],
        quoted=tuple(_post(row, people) for row in quoted),
        customer_zone=await _zone_of(connection, case.customer_id),
    )


async def _newest(connection: Connection, statement: str, ids: Sequence[int]) -> list[Row]:
    """What a statement has of each of these, as many as a thread could show of it."""
    return [row for one in ids for row in await connection.all(statement, (one, THREAD_ITEMS))]


async def _items(
    connection: Connection, case_ids: Sequence[CaseId], posts: Sequence[ThreadPost]
) -> tuple[ThreadItem, ...]:
    """The newest items by the time they were written; what is on its way comes after everything that has arrived."""
    arrived: list[tuple[_Order, ThreadItem]] = [
        ((shown.post.posted_at, "post", shown.post.post_id), shown) for shown in posts
    ]
    arrived += [
        ((row["sent_at"], "message", row["message_id"]), ThreadMessage(message_from(row), row["agent"]))
        for row in await _newest(connection, _MESSAGES, case_ids)
    ]
    arrived += [
        ((row["written_at"], "note", row["note_id"]), ThreadNote(note_from(row)))
        for row in await _newest(connection, _NOTES, case_ids)
    ]
    arrived += [
        ((row["at"], "decision", row["decision_id"]), ThreadDecision(decided_from(row)))
        for row in await _newest(connection, _DECISIONS, case_ids)
    ]
    arrived.sort(key=lambda placed: placed[0])
    sends = sorted(map(outbox_from, await _newest(connection, _SENDS, case_ids)), key=lambda item: item.outbox_id)
    return (*(item for _, item in arrived), *map(ThreadSend, sends))[-THREAD_ITEMS:]


async def _reply_to(connection: Connection, case_ids: Sequence[CaseId]) -> Row | None:
    for unsummoned in (False, True):
        rows = [await connection.one(_REPLY_TO, {"case_id": case_id, "unsummoned": unsummoned}) for case_id in case_ids]
        if found := [row for row in rows if row is not None]:
            return max(found, key=_written)
    return None


async def _origin(connection: Connection, parts: Sequence[Row]) -> Row | None:
    """The earliest of the posts with which the cases of the family began."""
    origins = [part["origin_post_id"] for part in parts if part["origin_post_id"] is not None]
    return min(await connection.all(_POSTS_BY_ID, (json.dumps(origins),)), key=_written, default=None)


async def _quoted(connection: Connection, posts: Sequence[Row]) -> Sequence[Row]:
    """The posts from elsewhere that these quote; most threads quote none, and none is asked for then."""
    known = {post["post_id"] for post in posts}
    quoted = {post["quoted_post_id"] for post in posts} - known - {None}
    return await connection.all(_POSTS_BY_ID, (json.dumps(sorted(quoted)),)) if quoted else ()


async def _zone_of(connection: Connection, customer_id: UserId) -> str:
    """The zone that was noted last, in whichever case of the customer."""
    row = await connection.one(_ZONE, (customer_id,))
    if row is None or row["decision_id"] is None:
        return ""
    decision = decided_from(row).decision
    return decision.zone if isinstance(decision, ZoneNoted) else ""


def _written(post: Row) -> tuple[int, int]:
    return post["posted_at"], post["post_id"]


async def _people(connection: Connection, user_ids: set[UserId], account: Account) -> dict[UserId, Person]:
    """Everybody asked for: as last seen, or by what the account says of itself, or as a stranger."""
    rows = await connection.all(_PEOPLE, (json.dumps(sorted(user_ids)),))
    ourselves = Person(account.user_id, account.handle, account.name)
    known = {ourselves.user_id: ourselves} | {UserId(row["user_id"]): person_from(row) for row in rows}
    return {user_id: known.get(user_id) or stranger(user_id) for user_id in user_ids}


def _post(row: Row, people: dict[UserId, Person]) -> ThreadPost:
    post = post_from(row)
    return ThreadPost(post, people[post.author_id], bool(row["gone"]), Summons(row["summons"]), row["agent"])
