"""The statements of a search: what was typed is only ever a value in them."""

from dataclasses import dataclass
from typing import Any

from tui_desk.desk.search import FoundKind
from tui_desk.domain.ids import AgentName
from tui_desk.domain.search import MINE, CaseMark, Condition, Operator, Place, Query
from tui_desk.store.search_entries import Index

LAST_ID = 2**63 - 1
"""No id is larger, nor a time later."""

_HEAD_OF = "(SELECT head_id FROM support_case WHERE case_id = {case_id})"

# A post that plays no part in a case is read in the newest case of its conversation.
_CASE_OF_POST = """coalesce(
    (SELECT max(case_id) FROM case_post WHERE post_id = item.post_id),
    (SELECT newest_case_id FROM conversation WHERE conversation_id = item.conversation_id)
)"""

_AGENT_OF_SEND = "(SELECT agent FROM outbox WHERE remote_id = item.{id} AND channel = '{channel}')"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of item: its index, its table, and how its case, time and agent are told."""

    kind: FoundKind
    place: Place
    index: Index
    table: str
    id: str
    at: str
    case_id: str
    agent: str

    def candidates(self, conditions: str) -> str:
        """The newest entries below `:below`, with their case, and whether they and it are as asked for."""
        head = _HEAD_OF.format(case_id=self.case_id)
        # CROSS has SQLite begin with the entries, and not with all there is.
        return f"""
SELECT item.{self.id} AS item_id, item.{self.at} AS at, c.case_id,
       item.{self.at} >= :written_from AND item.{self.at} < :written_until AND {conditions} AS fits
FROM (SELECT rowid FROM {self.index} WHERE {self.index} MATCH :match AND rowid >= :lowest AND rowid < :below
      ORDER BY rowid DESC LIMIT :most) AS entry
CROSS JOIN {self.table} AS item ON item.{self.id} = entry.rowid
LEFT JOIN support_case AS c ON c.case_id = {head}
"""  # noqa: S608 - built of constants

    def first_since(self) -> str:
        """The smallest id that was written at `:at` or later, for ids grow with time: 63 steps at most."""
        is_earlier = f"""coalesce((SELECT {self.at} < :at FROM {self.table} WHERE {self.id} >= low + (high - low) / 2
                   ORDER BY {self.id} LIMIT 1), 0)"""  # noqa: S608 - built of constants
        return f"""
WITH RECURSIVE narrowed (low, high) AS (
    SELECT 0, coalesce((SELECT max({self.id}) + 1 FROM {self.table}), 0)
    UNION ALL
    SELECT iif({is_earlier}, low + (high - low) / 2 + 1, low), iif({is_earlier}, high, low + (high - low) / 2)
    FROM narrowed WHERE low < high
)
SELECT max(low) FROM narrowed
"""  # noqa: S608 - built of constants


KINDS = (
    Kind(
        FoundKind.POST, Place.PUBLIC, Index.POST, "post", "post_id", "posted_at", _CASE_OF_POST,
        _AGENT_OF_SEND.format(id="post_id", channel="reply"),
    ),
    Kind(
        FoundKind.MESSAGE, Place.DM, Index.MESSAGE, "message", "message_id", "sent_at", "item.case_id",
        _AGENT_OF_SEND.format(id="message_id", channel="message"),
    ),
    Kind(FoundKind.NOTE, Place.NOTE, Index.NOTE, "note", "note_id", "written_at", "item.case_id", "item.agent"),
)  # fmt: skip

_IS = {
    CaseMark.OPEN: "c.lane <> 'closed'",
    CaseMark.CLOSED: "c.lane = 'closed'",
    CaseMark.OWED: "c.follow_up IN ('owed', 'promised')",
    CaseMark.SNOOZED: "c.lane = 'snoozed'",
    CaseMark.WATCHED: "c.is_watched = 1",
}

_HAS_LABEL = "EXISTS (SELECT 1 FROM json_each(c.labels) WHERE value = {label} COLLATE NOCASE)"

_PEOPLE = """
SELECT entry.rowid AS item_id, c.last_at AS at, c.case_id, {conditions} AS fits
FROM (SELECT rowid FROM search_person WHERE search_person MATCH :match ORDER BY rowid DESC LIMIT :most) AS entry
CROSS JOIN support_case AS c ON c.case_id = (
    SELECT case_id FROM support_case WHERE customer_id = entry.rowid AND merged_into IS NULL
    ORDER BY last_at DESC, case_id DESC LIMIT 1
)
"""

_CASES = """
SELECT c.case_id AS item_id, c.last_at AS at, c.case_id, {conditions} AS fits
FROM support_case AS c {index}
WHERE c.merged_into IS NULL AND {holds} AND c.case_id < :below
ORDER BY c.case_id DESC LIMIT :most
"""

TEXTS = {
    FoundKind.POST: """
SELECT post_id AS item_id, text, coalesce(person.handle, '') AS by
FROM post LEFT JOIN person ON person.user_id = post.author_id WHERE post_id IN (SELECT value FROM json_each(?))
""",
    FoundKind.MESSAGE: """
SELECT message_id AS item_id, coalesce(body.text, '') AS text, coalesce(person.handle, '') AS by
FROM message LEFT JOIN message_body AS body USING (message_id) LEFT JOIN person ON person.user_id = message.sender_id
WHERE message_id IN (SELECT value FROM json_each(?))
""",
    FoundKind.NOTE: """
SELECT note_id AS item_id, text, agent AS by FROM note WHERE note_id IN (SELECT value FROM json_each(?))
""",
    FoundKind.PERSON: """
SELECT user_id AS item_id, '@' || handle || ' ' || name AS text, handle AS by
FROM person WHERE user_id IN (SELECT value FROM json_each(?))
""",
}

WHO = "SELECT user_id FROM person WHERE handle = ? COLLATE NOCASE"


class Conditions:
    """The conditions of a query as SQL, and in `values` what they take, known once the statements are made."""

    def __init__(self, query: Query, agent: AgentName) -> None:
        """`agent`: whose lane Mine is."""
        self.values: dict[str, Any] = {
            "agent": agent,
            "written_from": query.written_from or 0,
            "written_until": LAST_ID if query.written_until is None else query.written_until,
        }
        self._query = query

    def candidates(self, kind: Kind) -> str:
        """The newest entries of a kind below `:below`, with their case, and whether both are as asked for."""
        return kind.candidates(self._of_item(kind.agent))

    def people(self) -> str:
        """The customers that match, each with the case in which something last happened."""
        return _PEOPLE.format(conditions=self._of_case())

    def cases(self) -> str:
        """The cases themselves, by the narrowest index that holds all of them in the order of their ids."""
        index, holds = "NOT INDEXED", "TRUE"
        asked = {(each.operator, each.value) for each in self._query.case_conditions if not each.is_excluded}
        if (Operator.IS, CaseMark.WATCHED) in asked:
            index, holds = "INDEXED BY case_watched", _IS[CaseMark.WATCHED]
        elif any(operator is Operator.LABEL for operator, _ in asked):
            index, holds = "INDEXED BY case_labelled", "c.labels <> '[]'"
        elif _says_open(asked):
            index, holds = "INDEXED BY case_unclosed", _IS[CaseMark.OPEN]
        return _CASES.format(conditions=self._of_case(), index=index, holds=holds)

    def _of_case(self) -> str:
        """What must hold of the case."""
        parts = ["c.lane IS NOT NULL"]
        for is_excluded in (False, True):
            lanes = self._query.values_of(Operator.LANE, excluded=is_excluded)
            if lanes:
                parts.append(_not(is_excluded, " OR ".join(map(self._in_lane, lanes))))
        others = [asked for asked in self._query.case_conditions if asked.operator is not Operator.LANE]
        parts += [_not(asked.is_excluded, self._holds(asked)) for asked in others]
        return " AND ".join(parts)

    def _of_item(self, agent_of_item: str) -> str:
        """What must hold of an item and of its case."""
        parts = [self._of_case()]
        for is_excluded in (False, True):
            agents = self._query.values_of(Operator.BY, excluded=is_excluded)
            if agents:
                these = ", ".join(map(self._value, agents))
                parts.append(_not(is_excluded, f"coalesce(lower({agent_of_item}), '') IN ({these})"))
        return " AND ".join(parts)

    def _holds(self, asked: Condition) -> str:
        if asked.operator is Operator.LABEL:
            return _HAS_LABEL.format(label=self._value(asked.value))
        return _IS[CaseMark(asked.value)]

    def _in_lane(self, lane: str) -> str:
        if lane == MINE:
            return "(c.owner = :agent AND c.lane <> 'closed')"
        return f"c.lane = {self._value(lane)}"

    def _value(self, value: str) -> str:
        name = f"value_{len(self.values)}"
        self.values[name] = value
        return f":{name}"


def _says_open(asked: set[tuple[Operator, str]]) -> bool:
    """Whether all that is asked for lies among the cases that are not closed."""
    lanes = {value for operator, value in asked if operator is Operator.LANE}
    return bool(lanes and "closed" not in lanes) or any(
        (Operator.IS, mark) in asked for mark in (CaseMark.OPEN, CaseMark.OWED, CaseMark.SNOOZED)
    )


def _not(is_excluded: bool, condition: str) -> str:
    return f"NOT coalesce(({condition}), 0)" if is_excluded else f"({condition})"
