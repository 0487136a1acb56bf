"""Every statement the store runs finds its rows by an index, and what the screen pages through comes out sorted."""

import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from store.conftest import OpenStore
from store.samples import (
    ANNA,
    JO,
    NOON,
    US,
    a_message,
    a_post,
    a_send,
    decide,
    edited,
    open_case,
    put,
    send,
    waiting,
    write_note,
)

from tui_desk.desk.store_port import Unit
from tui_desk.desk.views import QueueView
from tui_desk.domain.decisions import Watched
from tui_desk.domain.ids import CaseId, ConversationId, PostId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Budget, Channel, Draft, Lane
from tui_desk.domain.permission import Summons
from tui_desk.domain.search import parse
from tui_desk.store.queries import SqliteQueries
from tui_desk.store.search_entries import SCHEMA_FUNCTIONS
from tui_desk.store.sqlite import SqliteStore

CASES = 20_000

SEARCHES = (
    "kettle",
    'ket -"my cup" from:person1 -from:person2 lang:en has:link',
    "after:2020-01-01 before:2d kettle",
    "by:jo",
    "kettle is:owed lane:mine lane:now label:loud",
    "is:closed -lane:now",
    "is:open",
    "is:watched",
    "label:loud",
)
"""One of each shape that a search takes."""

VERBS = {"SELECT", "UPDATE", "INSERT", "DELETE", "WITH"}

LANES = [*(lane.value for lane in Lane), "closed", "closed", "closed"]

SMALL = (
    "account",
    "source_health",
    "budget",
    "json_each",
    "draft",
    "sends",
    "missing",
    "subtree",
    "said",  # what one customer and we said in a conversation
    "CONSTANT",
    "(subquery",
    "search_leftover",
    "entry",  # what a page of a search looks at, with its LIMIT
    "narrowed",
)
"""Read whole on purpose: one row, a handful, what people are writing just now, or what was bounded before."""

PARTIAL = ("outbox_pending", "outbox_in_flight", "case_unclosed")
"""Indexes that hold nothing but what is read through them."""

OF_FTS5 = "'main'.'search_"
"""In the statements by which FTS5 keeps its own tables."""

FULL_TEXT = re.compile(r"SCAN search_\w+ VIRTUAL TABLE INDEX \d+:M\d")
"""How SQLite words a look-up of words in a full-text index."""

MAY_SCAN = {
    "SCAN support_case USING COVERING INDEX case_by_head": "count(*) FROM support_case)",  # counted by the page
    "SCAN post": "author_id IS NOT (SELECT user_id FROM account)",  # from the newest back, up to its LIMIT
}
"""Steps that walk through a table, and the words of the one statement that may."""

MAY_SORT = (
    "SELECT DISTINCT post.reply_to_post_id",  # the engine asks now and then, and for a few
    "GROUP BY c.customer_id",  # likewise
    "newest_post_id = (",  # the newest of one family of cases
    "WHERE c.customer_id = 20",  # what one customer's cases hold
    "GROUP BY lang",
)
"""Statements that sort a few rows."""


def connect(database: Path) -> sqlite3.Connection:
    """A connection that may write texts."""
    connection = sqlite3.connect(database)
    for name, cuts in SCHEMA_FUNCTIONS.items():
        connection.create_function(name, -1, cuts, deterministic=True)
    return connection


def fill(database: Path) -> None:
    """Twenty thousand cases in ten thousand conversations, every third answered, and some sends."""
    with closing(connect(database)) as connection, connection:
        connection.execute("INSERT INTO account VALUES (1, ?, ?, ?)", (US.user_id, US.handle, US.name))
        connection.executemany(
            "INSERT INTO person VALUES (?, ?, 'Somebody', '', '', 0, NULL, 0, NULL, NULL, NULL, 0)",
            ((1_000 + number, f"person{number}") for number in range(CASES // 4)),
        )
        connection.executemany(
            "INSERT INTO post VALUES (?, ?, ?, ?, 'My kettle hums', ?, 'en', NULL, NULL, NULL, NULL, '[]', '[]', NULL,"
            " 'mention', 0)",
            ((n, n, n // 2 * 2, 1_000 + n % (CASES // 4), NOON + n) for n in range(1, CASES + 1)),
        )
        connection.executemany(
            "INSERT INTO support_case (case_id, account_id, customer_id, conversation_id, origin_post_id, is_heard,"
            " state, opened_at, waiting_since, last_inbound_at, channel, customer_time_ms, follow_up, is_snoozed,"
            " priority, is_watched, is_muted, is_praise, labels, reason, owner, lane, rank, reach, due_at,"
            " snoozed_until, newest_channel, newest_post_id)"
            " VALUES (:n, 1, :customer, :conversation, :n, 0, 'new', :at, :at, :at, 'reply', 0, 'none', 0,"
            " 'normal', 0, 0, 0, '[]', '', iif(:n % 3, 'jo', NULL), :lane, :n / 60, :n % 7, :at, :at, 'reply', :n)",
            (
                {
                    "n": n,
                    "customer": 1_000 + n % (CASES // 4),
                    "conversation": n // 2 * 2,
                    "at": NOON + n,
                    "lane": LANES[n % len(LANES)],
                }
                for n in range(1, CASES + 1)
            ),
        )
        connection.execute(
            "INSERT INTO case_post SELECT case_id, origin_post_id, 'opens', opened_at, opened_at, 0 FROM support_case"
        )
        connection.execute("INSERT INTO step SELECT case_id, 'jo', opened_at, 0 FROM support_case")
        connection.execute(
            "INSERT INTO decision SELECT NULL, case_id, case_id, 'watched', '{}', 'jo', opened_at, opened_at, 0, 0"
            " FROM support_case"
        )
        connection.execute(
            "INSERT INTO outbox SELECT NULL, case_id, case_id, 'reply', 'jo', 'Hello', customer_id, origin_post_id,"
            " '[]', iif(case_id % 100, 'sent', 'queued'), 'answer', opened_at, 0, 0, 0, 1, 0, 0, NULL, 0, NULL,"
            " case_id + 1000000, '', NULL FROM support_case"
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
        await read_and_write_posts(unit, case_id)
        await work_on_a_case(unit, case_id)
        await keep_the_engines_memory(unit)
    await store.take_lease("engine", "one", NOON, NOON + 1)
    await store.release_lease("engine", "one")
    await read_everything(store.queries)
    changes = store.changes()
    async with store.unit() as unit:
        unit.changed("status", 0)
    await anext(changes)
    return {statement for statement in seen if statement.split()[0] in VERBS and OF_FTS5 not in statement}


async def read_and_write_posts(unit: Unit, case_id: CaseId) -> None:
    await unit.account()
    await unit.put_account(US)
    await unit.put_person(ANNA)
    await unit.person(ANNA.user_id)
    await unit.post(PostId(5))
    await unit.mark_gone(PostId(6))
    await unit.cases_in(ConversationId(8))
    await unit.cases_about(a_post(7))
    await unit.has_cases_in(ConversationId(8))
    await unit.roots_in(ConversationId(8))
    await unit.latest_case_of(ANNA.user_id)
    await unit.case(case_id)
    await unit.cases_of_post(PostId(5))
    await unit.put_post_in_case(case_id, PostId(7), Part.JOINS, NOON)
    await unit.put_praise(PostId(7), is_praise=True)
    await unit.put_post(edited(a_post(7), "My kettle sings", 900_003), Summons.MENTION)
    await unit.posts_in_case(case_id)
    await unit.transfer_post(PostId(7), case_id, CaseId(9))
    await unit.transfer_post(PostId(7), CaseId(9), None)
    await unit.put_message(a_message(900_002), case_id, NOON)
    await unit.received_after(case_id, NOON)
    await unit.has_message(a_message(900_002).message_id)
    await unit.posts_of(ConversationId(8))
    await unit.posts_between(ConversationId(8), ANNA.user_id)
    await unit.turns(case_id)
    await unit.is_public(case_id)
    await unit.mark_whole(ConversationId(8))


async def work_on_a_case(unit: Unit, case_id: CaseId) -> None:
    await put(unit, case_id, waiting(NOON))
    await unit.returned(NOON)
    await unit.unclosed_cases(CaseId(5), 5)
    await unit.put_draft(Draft(case_id, Channel.NOTE, "x", None, NOON))
    await unit.drafts(case_id, Channel.NOTE)
    await unit.drop_draft(case_id, Channel.NOTE)
    await unit.strike_decision(await decide(unit, case_id, Watched()))
    await unit.decided(case_id)
    await unit.remove_note(await write_note(unit, case_id, "x", NOON))
    item = await unit.outbox(await send(unit, a_send(case_id)))
    assert item is not None
    await unit.put_outbox(item)
    await unit.pending(case_id)
    await unit.unmatched(case_id)
    await unit.unmatched_to(ANNA.user_id)
    await unit.part_after(item.outbox_id)
    await unit.sends(case_id)
    await unit.is_claimed(Channel.REPLY, 5)
    for channel in Channel:
        await unit.newest_own_id(channel)
        await unit.has_unclaimed_answer(replace(item, channel=channel, reply_to_post_id=PostId(5)))
    split_off = await unit.open_case(ANNA.user_id, ConversationId(8), PostId(8), waiting(NOON))
    step = await unit.last_step(JO)
    assert step is not None
    await unit.note_split(step.step_id, split_off, case_id)
    await unit.end_step(step.step_id)
    await unit.put_merged_into(split_off, case_id)
    await unit.root(split_off)
    await unit.put_merged_into(split_off, None)
    await unit.has_work_in(split_off, JO)
    await unit.has_others_work_since(split_off, step)
    await unit.remove_case(split_off)


async def keep_the_engines_memory(unit: Unit) -> None:
    await unit.move_cursor("mentions", 4)
    await unit.cursor("mentions")
    await unit.put_source_health("mentions", "", None, NOON)
    await unit.put_budget(Budget(Channel.REPLY, 5, NOON))
    await unit.put_clock_rules_mark("x")
    await unit.clock_rules_mark()
    await unit.holds_lease("engine", "one", NOON)
    await unit.scrub_search(100)
    await unit.scrub_search(100)
    await unit.audit(JO, "x", 1, "")


async def read_everything(queries: SqliteQueries) -> None:
    for view in QueueView:
        (first, *_) = await queries.queue(view, JO, None, 50)
        await queries.queue(view, JO, first.key, 50)
    await queries.rows([CaseId(12), CaseId(13)])
    await queries.thread(CaseId(12))
    await queries.customer(CaseId(CASES + 1))
    await queries.status(JO, NOON)
    await queries.account()
    await queries.cursor("mentions")
    await queries.knows_message(a_message(1).message_id)
    await queries.people_with_cases({ANNA.user_id})
    await queries.clock_rules_mark()
    await queries.holds_erased_words()
    await queries.outbox_in_flight()
    await queries.last_sends(JO, Channel.REPLY, 20)
    await queries.has_returned(NOON)
    await queries.times_sent(Channel.REPLY, "x", NOON)
    await queries.recent_posts(5)
    await queries.cases_opened_since(NOON, 5)
    await queries.conversations_to_fetch(5)
    await queries.people_to_ask(NOON, 5)
    for typed in SEARCHES:
        await queries.search(parse(typed, NOON, UTC), JO, None, 5)


def plan(database: Path, statement: str) -> list[str]:
    """The steps by which SQLite carries a statement out."""
    with closing(connect(database)) as connection:
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]


def faults(database: Path, statement: str) -> list[str]:
    """Steps of a statement's plan that read a whole table, or sort what the screen pages through."""
    may_sort = any(beginning in statement for beginning in MAY_SORT)
    return [
        step
        for step in plan(database, statement)
        if (
            step.startswith("SCAN")
            and not step.split()[1].startswith(SMALL)
            and not FULL_TEXT.match(step)
            and not any(name in step for name in PARTIAL)
            and MAY_SCAN.get(step, "nowhere") not in statement
        )
        or ("TEMP B-TREE" in step and not may_sort)
    ]


async def test_every_statement_finds_its_rows_by_an_index(busy_store: SqliteStore, database: Path) -> None:
    statements = await statements_of_everything(busy_store)
    assert len(statements) > 120
    found = {statement: steps for statement in statements if (steps := faults(database, statement))}
    assert found == {}, json.dumps(found, indent=1)


async def test_what_the_screen_asks_all_day_reads_no_view_to_its_end(busy_store: SqliteStore, database: Path) -> None:
    statements = await statements_of_everything(busy_store)
    steps = {step for statement in statements if "support_case" in statement for step in plan(database, statement)}
    assert {
        "SEARCH c USING INDEX case_in_lane (lane=? AND (rank,reach_down)>(?,?))",
        "SEARCH c USING INDEX case_of_owner (owner=? AND (rank,reach_down)>(?,?))",
        "SEARCH c USING INDEX case_in_order ((rank,reach_down)>(?,?))",
        "SEARCH support_case USING INDEX case_due (lane=? AND due_at>?)",
        "SEARCH support_case USING INDEX case_to_return (lane=? AND snoozed_until>?)",
        "SEARCH support_case USING INDEX case_to_return (lane=? AND snoozed_until<?)",
        "SEARCH support_case USING INDEX case_unclosed (case_id>?)",
    } <= steps
