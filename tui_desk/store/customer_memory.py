"""What the desk remembers of a customer: their other cases, notes, promises, preferences, languages and channels."""

from sqlite3 import Row

from tui_desk.desk.views import CustomerMemory, EarlierCase
from tui_desk.domain.decisions import ChannelPreferred, ConsentNoted, Promised, PromiseEnded, ZoneNoted
from tui_desk.domain.ids import CaseId, UserId
from tui_desk.domain.model import CaseState, Channel, FollowUp
from tui_desk.store.connection import Connection
from tui_desk.store.decisions import decided_from, kind_of
from tui_desk.store.family import HEAD
from tui_desk.store.rows import note_from, person_from, stranger

CASES_REMEMBERED = 20
NOTES_REMEMBERED = 20
DECISIONS_REMEMBERED = 40
LANGUAGES_REMEMBERED = 5

POSTS_LOOKED_AT = 1_000
"""From how many of a customer's newest posts their languages are told, and where their items of one kind are counted
to."""

_KINDS = tuple(kind_of(kind) for kind in (Promised, PromiseEnded, ConsentNoted, ChannelPreferred, ZoneNoted))

_HEAD = f"SELECT case_id, customer_id FROM support_case WHERE case_id = {HEAD}"  # noqa: S608 - built of constants

_CASES = """
SELECT c.case_id, c.opened_at, c.state, c.reason, c.follow_up,
       coalesce(post.text, (SELECT body.text FROM message LEFT JOIN message_body AS body USING (message_id)
                            WHERE message.case_id = c.case_id ORDER BY sent_at, message_id LIMIT 1)) AS words
FROM support_case AS c LEFT JOIN post ON post.post_id = c.origin_post_id
WHERE c.customer_id = :customer_id AND c.case_id <> :case_id AND c.merged_into IS NULL
ORDER BY c.last_at DESC, c.case_id DESC LIMIT :limit
"""

_NOTES = """
SELECT note.* FROM support_case AS c JOIN note USING (case_id)
WHERE c.customer_id = :customer_id ORDER BY note.written_at DESC, note.note_id DESC LIMIT :limit
"""

_DECIDED = f"""
SELECT decision.* FROM support_case AS c JOIN decision USING (case_id)
WHERE c.customer_id = :customer_id AND decision.struck = 0 AND decision.kind IN {_KINDS!r}
ORDER BY decision.at DESC, decision.decision_id DESC LIMIT :limit
"""  # noqa: S608 - built of constants

# No languages: X's marks for what it cannot tell (und), for no words (zxx), and for links or pictures alone (q..).
_LANGUAGES = """
SELECT lang FROM (SELECT lang FROM post WHERE author_id = :customer_id ORDER BY post_id DESC LIMIT :most)
WHERE lang NOT IN ('', 'und', 'zxx') AND lang NOT LIKE 'q__'
GROUP BY lang ORDER BY count(*) DESC, lang LIMIT :limit
"""

_CHANNELS = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM support_case AS c JOIN case_post USING (case_id)
                              WHERE c.customer_id = :customer_id AND part IN ('opens', 'joins') LIMIT :most)) AS reply,
       (SELECT count(*) FROM (SELECT 1 FROM message WHERE sender_id = :customer_id LIMIT :most)) AS message
"""


async def read_memory(connection: Connection, case_id: CaseId) -> CustomerMemory | None:
    """The customer of a case; None if the case is not there. Several statements: the caller lends a snapshot."""
    head = await connection.one(_HEAD, {"case_id": case_id})
    if head is None:
        return None
    customer_id = UserId(head["customer_id"])

    async def rows(statement: str, limit: int) -> list[Row]:
        values = {"customer_id": customer_id, "case_id": head["case_id"], "limit": limit, "most": POSTS_LOOKED_AT}
        return await connection.all(statement, values)

    person = await connection.one("SELECT * FROM person WHERE user_id = ?", (customer_id,))
    (wrote,) = await rows(_CHANNELS, 1)
    return CustomerMemory(
        customer=person_from(person) if person else stranger(customer_id),
        cases=tuple(_earlier_case_from(row) for row in await rows(_CASES, CASES_REMEMBERED)),
        notes=tuple(note_from(row) for row in await rows(_NOTES, NOTES_REMEMBERED)),
        decided=tuple(decided_from(row) for row in await rows(_DECIDED, DECISIONS_REMEMBERED)),
        languages=tuple(row["lang"] for row in await rows(_LANGUAGES, LANGUAGES_REMEMBERED)),
        channels={channel: wrote[channel] for channel in (Channel.REPLY, Channel.MESSAGE) if wrote[channel]},
    )


def _earlier_case_from(row: Row) -> EarlierCase:
    return EarlierCase(
        case_id=CaseId(row["case_id"]),
        opened_at=row["opened_at"],
        state=CaseState(row["state"]),
        reason=row["reason"],
        follow_up=FollowUp(row["follow_up"]),
        words=row["words"] or "",
    )
