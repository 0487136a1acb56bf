"""The thread: one case with its conversation, messages, notes and what is on its way, as the agent reads it."""

import json
from collections.abc import Sequence
from sqlite3 import Row

from tui_desk.desk.views import Thread, ThreadItem, ThreadMessage, ThreadNote, ThreadPost, ThreadSend
from tui_desk.domain.ids import CaseId, UserId
from tui_desk.domain.model import Account, Person
from tui_desk.domain.permission import Summons
from tui_desk.store.connection import Connection
from tui_desk.store.rows import (
    case_from,
    draft_from,
    message_from,
    note_from,
    outbox_from,
    person_from,
    post_from,
    stranger,
)

THREAD_ITEMS = 400
"""How many of its newest items a thread shows."""

EARLIER_CASES_COUNTED = 100
"""Where the count of a customer's other cases ends."""

_CASE = """
SELECT c.*, account.handle AS account_handle, account.name AS account_name,
       coalesce((SELECT whole FROM conversation WHERE conversation_id = c.conversation_id), 0) AS whole,
       max(coalesce((SELECT max(received_at) FROM case_post WHERE case_id = c.case_id), 0),
           coalesce((SELECT max(received_at) FROM message WHERE case_id = c.case_id), 0)) AS received_until,
       (SELECT count(*) FROM (SELECT 1 FROM support_case AS other
                              WHERE other.customer_id = c.customer_id AND other.case_id <> c.case_id
                              LIMIT :most)) AS earlier_cases
FROM support_case AS c JOIN account ON account.user_id = c.account_id
WHERE c.case_id = :case_id
"""

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

_SENDS = """
SELECT * FROM outbox WHERE case_id = ? AND state NOT IN ('sent', 'recalled') ORDER BY outbox_id DESC LIMIT ?
"""

# One of the two, whichever there is: the newest post that X lets us answer, else the newest.
_REPLY_TO = """
SELECT post.*, NULL AS agent
FROM case_post JOIN post USING (post_id)
WHERE case_post.case_id = :case_id AND case_post.part IN ('opens', 'joins') AND post.gone = 0
  AND (post.summons <> 'none' OR :unsummoned)
ORDER BY case_post.posted_at DESC, case_post.post_id DESC LIMIT 1
"""

_PEOPLE = "SELECT * FROM person WHERE user_id IN (SELECT value FROM json_each(?))"

_Order = tuple[int, str, int]
"""Time, kind and id: a place among the items that does not change from one reading to the next."""


async def read_thread(connection: Connection, case_id: CaseId) -> Thread | None:
    """One case; None if it is not there. Several statements: the caller lends a snapshot."""
    head = await connection.one(_CASE, {"case_id": case_id, "most": EARLIER_CASES_COUNTED})
    if head is None:
        return None
    case = case_from(head)
    account = Account(case.account_id, head["account_handle"], head["account_name"])
    posts = await connection.all(_POSTS, (case.conversation_id, THREAD_ITEMS))
    target = await _reply_to(connection, case_id)
    authors = {case.customer_id, *(UserId(row["author_id"]) for row in posts)}
    people = await _people(connection, authors, account)
    return Thread(
        case=case,
        customer=people[case.customer_id],
        account=account,
        items=await _items(connection, case_id, [_post(row, people) for row in posts]),
        reply_to=_post(target, people) if target else None,
        drafts=tuple(
            draft_from(row)
            for row in await connection.all("SELECT * FROM draft WHERE case_id = ? ORDER BY channel", (case_id,))
        ),
        earlier_cases=head["earlier_cases"],
        whole=bool(head["whole"]),
        received_until=head["received_until"],
    )


async def _items(connection: Connection, case_id: CaseId, posts: Sequence[ThreadPost]) -> tuple[ThreadItem, ...]:
    """The newest items by the time they were written; what is on its way comes after everything that has arrived."""
    arrived: list[tuple[_Order, ThreadItem]] = [
        ((shown.post.posted_at, "post", shown.post.post_id), shown) for shown in posts
    ]
    messages = await connection.all(_MESSAGES, (case_id, THREAD_ITEMS))
    arrived += [
        ((row["sent_at"], "message", row["message_id"]), ThreadMessage(message_from(row), row["agent"]))
        for row in messages
    ]
    notes = await connection.all(_NOTES, (case_id, THREAD_ITEMS))
    arrived += [((row["written_at"], "note", row["note_id"]), ThreadNote(note_from(row))) for row in notes]
    arrived.sort(key=lambda placed: placed[0])
    on_their_way = [ThreadSend(outbox_from(row)) for row in await connection.all(_SENDS, (case_id, THREAD_ITEMS))]
    return (*(item for _, item in arrived), *reversed(on_their_way))[-THREAD_ITEMS:]


async def _reply_to(connection: Connection, case_id: CaseId) -> Row | None:
    for unsummoned in (False, True):
        row = await connection.one(_REPLY_TO, {"case_id": case_id, "unsummoned": unsummoned})
        if row is not None:
            return row
    return None


async def _people(connection: Connection, user_ids: set[UserId], account: Account) -> dict[UserId, Person]:
    """Everybody asked for: as last seen, or by what the account says of itself, or as a stranger."""
    rows = await connection.all(_PEOPLE, (json.dumps(sorted(user_ids)),))
    ourselves = Person(account.user_id, account.handle, account.name)
    known = {ourselves.user_id: ourselves} | {UserId(row["user_id"]): person_from(row) for row in rows}
    return {user_id: known.get(user_id) or stranger(user_id) for user_id in user_ids}


def _post(row: Row, people: dict[UserId, Person]) -> ThreadPost:
    post = post_from(row)
    return ThreadPost(post, people[post.author_id], bool(row["gone"]), Summons(row["summons"]), row["agent"])
