"""Search: pages of cases by the newest item in each that matches, read from the newest item back.

Each kind of item is a walk of its own through its index; the walks are taken together by time. A page looks at a
bounded number of items of each kind, so it costs the same however much is stored, and says where the next one begins.
"""

import json
from collections.abc import Mapping, Sequence
from sqlite3 import Row

from tui_desk.desk.search import Found, FoundKind, SearchPage, SearchPlace
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.domain.search import Operator, Query
from tui_desk.domain.search_words import Snippet, snippet
from tui_desk.store.connection import Connection
from tui_desk.store.search_entries import expression
from tui_desk.store.search_statements import KINDS, LAST_ID, TEXTS, WHO, Conditions, Kind
from tui_desk.store.search_walks import LOOKED_AT, Candidate, PeopleWalk, Walk


async def search(
    connection: Connection, query: Query, agent: AgentName, after: SearchPlace | None, limit: int
) -> SearchPage:
    """One page of the cases that a query finds. Several statements: the caller lends a snapshot.

    `agent`: whose lane Mine is. `limit`: cases of the page, at least one.
    """
    if query.is_empty:
        return SearchPage((), None)
    start = after or SearchPlace({}, frozenset())
    walks = await _walks(connection, query, Conditions(query, agent), start.before)
    taken = await _taken_by_time(walks, start.found, limit)
    looked_back_to = _seen_to(walks) if len(taken) < limit else taken[-1].at
    found = await _shown(connection, taken, query)
    if all(walk.is_over for walk in walks):
        return SearchPage(found, None)
    before = {walk.kind: walk.below for walk in walks}
    return SearchPage(found, SearchPlace(before, start.found | {each.case_id for each in taken}), looked_back_to)


async def _walks(
    connection: Connection, query: Query, conditions: Conditions, before: Mapping[FoundKind, int]
) -> list[Walk]:
    """The walks that a query asks for, each from where the last page left it."""
    if query.is_of_cases_alone:
        start = before.get(FoundKind.CASE, LAST_ID)
        return [Walk(connection, FoundKind.CASE, conditions.cases(), conditions.values, start, LOOKED_AT)]
    walks: list[Walk] = []
    for kind in _asked_kinds(query):
        values = {
            "match": await _match(connection, query, kind),
            "lowest": await _id_since(connection, kind, query.written_from, 0),
        }
        below = before.get(kind.kind)
        if below is None:
            below = await _id_since(connection, kind, query.written_until, LAST_ID)
        statement = conditions.candidates(kind)
        walks.append(Walk(connection, kind.kind, statement, {**conditions.values, **values}, below, LOOKED_AT))
    if query.words and not query.item_conditions and not query.has_times:
        statement = conditions.people()
        values = {"match": expression(query, None, ())}
        walks.append(PeopleWalk(connection, statement, {**conditions.values, **values}))
    return walks


def _asked_kinds(query: Query) -> Sequence[Kind]:
    places, unwanted = query.values_of(Operator.IN), query.values_of(Operator.IN, excluded=True)
    return [kind for kind in KINDS if (not places or kind.place in places) and kind.place not in unwanted]


async def _match(connection: Connection, query: Query, kind: Kind) -> str:
    """The expression for one kind. What agents sent is found among what the account wrote."""
    authors: list[int] | None = None
    if handles := query.values_of(Operator.FROM):
        authors = await _people_called(connection, handles)
    if query.values_of(Operator.BY) and kind.kind is not FoundKind.NOTE:
        ours = await connection.value("SELECT user_id FROM account")
        authors = [author for author in (ours,) if author is not None and (authors is None or author in authors)]
    return expression(query, authors, await _people_called(connection, query.values_of(Operator.FROM, excluded=True)))


async def _people_called(connection: Connection, handles: Sequence[str]) -> list[int]:
    return [row["user_id"] for handle in handles for row in await connection.all(WHO, (handle,))]


async def _id_since(connection: Connection, kind: Kind, at: int | None, otherwise: int) -> int:
    return otherwise if at is None else int(await connection.value(kind.first_since(), {"at": at}))


async def _taken_by_time(walks: Sequence[Walk], found: frozenset[CaseId], limit: int) -> list[Candidate]:
    """The newest candidates of all walks, one for each case that was not found before."""
    taken: list[Candidate] = []
    seen = set(found)
    while len(taken) < limit:
        ahead = [(candidate, walk) for walk in walks if (candidate := await walk.newest()) is not None]
        if not ahead:
            break
        candidate, walk = max(ahead, key=lambda each: (each[0].at, each[0].item_id))
        # What a walk that may look no further would find next is no newer than where it stands.
        if candidate.at < (_seen_to(walks) or 0):
            break
        walk.pass_by()
        if candidate.case_id not in seen:
            seen.add(candidate.case_id)
            taken.append(candidate)
    return taken


def _seen_to(walks: Sequence[Walk]) -> int | None:
    """How far back the walks that may look no further have seen; None where none had to stop."""
    return max((walk.looked_back_to for walk in walks if walk.has_stopped), default=None)


async def _shown(connection: Connection, taken: Sequence[Candidate], query: Query) -> tuple[Found, ...]:
    """What was taken, with its words."""
    texts: dict[tuple[FoundKind, int], Row] = {}
    for kind, statement in TEXTS.items():
        ids = [each.item_id for each in taken if each.kind is kind]
        rows = await connection.all(statement, (json.dumps(ids),)) if ids else []
        texts |= {(kind, row["item_id"]): row for row in rows}
    return tuple(_found(each, texts.get((each.kind, each.item_id)), query) for each in taken)


def _found(taken: Candidate, text: Row | None, query: Query) -> Found:
    words = Snippet("", ()) if text is None else snippet(text["text"], query.words)
    return Found(taken.case_id, taken.kind, taken.item_id, taken.at, text["by"] if text else "", words)
