"""Every statement the store runs finds its rows by an index, and what the screen pages through comes out sorted."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store.conftest import OpenStore
from store.samples import ANNA, JO, NOON, US, a_message, a_post, a_send, edited, open_case, waiting

from tui_desk.domain.ids import CaseId, ConversationId, OutboxId, PostId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Channel, Draft
from tui_desk.domain.permission import Summons
from tui_desk.store.sqlite import SqliteStore

CASES = 20_000

SMALL = ("account", "source_health", "json_each", "draft", "sends", "missing", "CONSTANT", "(subquery")
"""Read whole on purpose: one row, a handful, what people are writing just now, or what a LIMIT within has bounded."""

PARTIAL = ("outbox_pending", "outbox_in_flight")
"""Indexes that hold nothing but what is read through them."""

MAY_SORT = ("SELECT DISTINCT post.reply_to_post_id", "SELECT DISTINCT c.customer_id")
"""The engine's questions of what to fetch and whom to ask: it asks now and then, and for a few."""


def fill(database: Path) -> None:
    """Twenty thousand cases in ten thousand conversations, every third answered, and some sends."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO account VALUES (1, ?, ?, ?)", (US.user_id, US.handle, US.name))
        connection.executemany(
            "INSERT INTO person VALUES (?, ?, 'Somebody', '', '', 0, NULL, 0, NULL, NULL, 0)",
            ((1_000 + number, f"person{number}") for number in range(CASES // 4)),
        )
        connection.executemany(
            "INSERT INTO post VALUES (?, ?, ?, ?, 'My kettle hums', ?, 'en', NULL, NULL, NULL, NULL, '[]', '[]', NULL,"
            " 'mention', 0)",
            ((n, n, n // 2 * 2, 1_000 + n % (CASES // 4), NOON + n) for n in range(1, CASES + 1)),
        )
        connection.executemany(
            "INSERT INTO support_case (case_id, account_id, customer_id, conversation_id, origin_post_id, state,"
            " opened_at, waiting_since, last_inbound_at, last_outbound_at, channel, newest_post_id)"
            " VALUES (?, 1, ?, ?, ?, 'new', ?, ?, ?, NULL, 'reply', ?)",
            (
                (n, 1_000 + n % (CASES // 4), n // 2 * 2, n, NOON + n, NOON + n if n % 3 else None, NOON + n, n)
                for n in range(1, CASES + 1)
            ),
        )
        connection.execute(
            "INSERT INTO case_post SELECT case_id, origin_post_id, 'opens', opened_at, opened_at FROM support_case"
        )
        connection.execute(
            "INSERT INTO outbox SELECT NULL, case_id, 'reply', 'jo', 'Hello', customer_id, origin_post_id, '[]',"
            " iif(case_id % 100, 'sent', 'queued'), 0, 0, 0, 1, 0, 0, NULL, 0, NULL, case_id + 1000000, ''"
            " FROM support_case"
        )


@pytest.fixture
async def busy_store(open_another: OpenStore, database: Path) -> AsyncIterator[SqliteStore]:
    """A store with twenty thousand cases."""
    async with open_another():
        fill(database)
    async with open_another() as store:
        yield store


async def statements_of_everything(store: SqliteStore) -> set[str]:
    """Do everything a store can do once; the statements SQLite saw, with their values in place."""
    seen: list[str] = []
    for connection in (store._writer, store._reader._connection):
        await connection._connection.set_trace_callback(seen.append)
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(900_001))
        await unit.put_person(ANNA)
        await unit.person(ANNA.user_id)
        await unit.post(PostId(5))
        await unit.mark_gone(PostId(6))
        await unit.cases_in(ConversationId(8))
        await unit.latest_case_of(ANNA.user_id)
        await unit.case(case_id)
        await unit.cases_of_post(PostId(5))
        await unit.put_post_in_case(case_id, PostId(7), Part.JOINS, NOON)
        await unit.put_post(edited(a_post(7), "My kettle sings", 900_003), Summons.MENTION)
        await unit.put_message(a_message(900_002), case_id, NOON)
        await unit.received_after(case_id, NOON)
        await unit.has_message(a_message(900_002).message_id)
        await unit.posts_of(ConversationId(8))
        await unit.turns(case_id)
        await unit.put_standing(case_id, waiting(NOON))
        await unit.put_draft(Draft(case_id, Channel.NOTE, "x", None, NOON))
        await unit.draft(case_id, Channel.NOTE)
        await unit.drop_draft(case_id, Channel.NOTE)
        await unit.add_note(case_id, JO, "x", NOON)
        item = await unit.outbox(await unit.add_outbox(a_send(case_id)))
        assert item is not None
        await unit.put_outbox(item)
        await unit.outbox(OutboxId(3))
        await unit.pending(case_id)
        await unit.last_queued_by(JO)
        for channel in Channel:
            await unit.newest_own_id(channel)
            await unit.has_unclaimed_answer(replace(item, channel=channel, reply_to_post_id=PostId(5)))
        await unit.move_cursor("mentions", 4)
        await unit.cursor("mentions")
        await unit.mark_whole(ConversationId(8))
        await unit.put_source_health("mentions", "", None, NOON)
        await unit.audit(JO, "x", 1, "")
    await store.take_lease("engine", "one", NOON, NOON + 1)
    await store.release_lease("engine", "one")
    (first, *_) = await store.queries.queue(None, 50)
    await store.queries.queue(first.key, 50)
    await store.queries.thread(CaseId(12))
    await store.queries.status(JO, NOON)
    await store.queries.cursor("mentions")
    await store.queries.knows_message(a_message(1).message_id)
    await store.queries.outbox_in_flight()
    await store.queries.conversations_to_fetch(5)
    await store.queries.people_to_ask(NOON, 5)
    changes = store.changes()
    async with store.unit() as unit:
        unit.changed("status", 0)
    await anext(changes)
    return {statement for statement in seen if statement.strip().split()[0] in {"SELECT", "UPDATE", "INSERT", "DELETE"}}


def faults(database: Path, statement: str) -> list[str]:
    """Steps of a statement's plan that read a whole table, or sort what the screen pages through."""
    with closing(sqlite3.connect(database)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    may_sort = any(beginning in statement for beginning in MAY_SORT)
    return [
        step
        for step in plan
        if (
            step.startswith("SCAN")
            and not step.split()[1].startswith(SMALL)
            and not any(name in step for name in PARTIAL)
        )
        or ("TEMP B-TREE" in step and not may_sort)
    ]


async def test_every_statement_finds_its_rows_by_an_index(busy_store: SqliteStore, database: Path) -> None:
    statements = await statements_of_everything(busy_store)
    assert len(statements) > 50
    found = {statement: steps for statement in statements if (steps := faults(database, statement))}
    assert found == {}, json.dumps(found, indent=1)
