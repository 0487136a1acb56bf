"""The queue: who waits longest comes first, pages fit together, and what a row says is right after every commit."""

import asyncio
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store.samples import (
    ANNA,
    BEN,
    JO,
    NOON,
    US,
    a_message,
    a_post,
    a_send,
    add_post,
    answered,
    edited,
    open_case,
    our_post,
    waiting,
)

from tui_desk.desk.views import Counts, QueueKey, QueueRow
from tui_desk.domain.case_flow import Standing, fold
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import CaseState, Channel, Draft, OutboxState
from tui_desk.domain.permission import Summons
from tui_desk.store.rows import MOST_TROUBLING_FIRST
from tui_desk.store.sqlite import SqliteStore, open_store


async def only_row(store: SqliteStore) -> QueueRow:
    (row,) = await store.queries.queue(None, 10)
    return row


async def test_the_longest_wait_comes_first_then_the_newest_answer(store: SqliteStore) -> None:
    standings = [answered(NOON + 50), waiting(NOON + 9), answered(NOON + 60), waiting(NOON + 3), waiting(NOON + 9)]
    async with store.unit() as unit:
        await unit.put_account(US)
        case_ids = [await unit.open_case(ANNA.user_id, None, None, standing) for standing in standings]
    rows = await store.queries.queue(None, 10)
    assert [case_ids.index(row.case_id) for row in rows] == [3, 1, 4, 2, 0]
    assert [row.key for row in rows] == sorted(
        (row.key for row in rows), key=lambda key: (key.answered, key.rank, key.case_id)
    )


async def test_a_row_says_who_and_what(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        await unit.put_person(ANNA)
        case_id = await open_case(unit, post)
    assert await only_row(store) == QueueRow(
        key=QueueKey(answered=False, rank=post.posted_at, case_id=case_id),
        case_id=case_id,
        handle="anna",
        name="Anna",
        followers=12,
        verified=True,
        state=CaseState.NEW,
        waiting_since=post.posted_at,
        last_at=post.posted_at,
        channel=Channel.REPLY,
        words="My kettle hums",
        lang="en",
        draft=False,
        pending=None,
    )


async def test_a_customer_of_whom_nothing_is_known_is_shown_all_the_same(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await open_case(unit, a_post(100))
    row = await only_row(store)
    assert (row.handle, row.name, row.followers, row.verified) == ("", "", 0, False)


async def test_the_words_are_the_customers_newest_in_whichever_channel(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        await add_post(unit, case_id, our_post(101, post), Summons.OWN, Part.ANSWERS)
        bystander = replace(a_post(102, BEN, "Mine too!"), conversation_id=post.conversation_id)
        await unit.put_post(bystander, Summons.NONE)
    row = await only_row(store)
    assert (row.words, row.channel, row.last_at) == ("My kettle hums", Channel.REPLY, NOON + 101)

    async with store.unit() as unit:
        await unit.put_message(a_message(103, text="Order 7"), case_id, NOON + 103)
        await unit.put_standing(case_id, fold(await unit.turns(case_id)))
    row = await only_row(store)
    assert (row.words, row.channel, row.last_at, row.lang) == ("Order 7", Channel.MESSAGE, NOON + 103, "en")

    async with store.unit() as unit:
        await unit.put_message(replace(a_message(104, text="Thanks"), sender_id=US.user_id), case_id, NOON + 104)
        again = replace(a_post(105, text="Encore"), conversation_id=post.conversation_id, lang="fr")
        await add_post(unit, case_id, again, Summons.MENTION, Part.JOINS)
    row = await only_row(store)
    assert (row.words, row.channel, row.last_at, row.lang) == ("Encore", Channel.REPLY, NOON + 105, "fr")


async def test_posts_that_arrive_late_do_not_become_the_newest_words(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        for later in (103, 101, 102):
            written = replace(a_post(later, text=f"post {later}"), conversation_id=post.conversation_id)
            await add_post(unit, case_id, written, Summons.NONE, Part.JOINS)
    row = await only_row(store)
    assert (row.words, row.last_at, row.waiting_since) == ("post 103", NOON + 103, NOON + 100)


async def test_an_edit_and_a_deletion_are_seen_in_the_queue(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        await open_case(unit, post)
        await unit.put_post(edited(post, "My kettle sings", 101), Summons.MENTION)
    assert (await only_row(store)).words == "My kettle sings"
    async with store.unit() as unit:
        await unit.mark_gone(post.post_id)
    assert (await only_row(store)).words == ""


@pytest.mark.parametrize("state", MOST_TROUBLING_FIRST)
async def test_the_most_troubling_send_is_shown(store: SqliteStore, state: OutboxState) -> None:
    less_troubling = MOST_TROUBLING_FIRST[MOST_TROUBLING_FIRST.index(state) :]
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        for other in (OutboxState.SENT, OutboxState.RECALLED, *reversed(less_troubling)):
            await unit.add_outbox(replace(a_send(case_id), state=other))
    assert (await only_row(store)).pending is state


async def test_the_status_line_counts(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        other = await open_case(unit, a_post(200))
        await unit.put_standing(other, answered(NOON))
        await unit.put_draft(Draft(case_id, Channel.NOTE, "look up", None, NOON))
        for state in OutboxState:
            await unit.add_outbox(replace(a_send(case_id), state=state))
    await store.take_lease("engine", "one", NOON, NOON + 7)
    status = await store.queries.status(JO, NOON)
    assert status.counts == Counts(waiting=1, answered=1, queued=2, troubled=3, drafts=1)
    assert (status.account, status.engine_until) == (US, NOON + 7)
    assert (await only_row_of(store, case_id)).draft


async def test_what_can_be_taken_back_is_what_the_agent_queued_last(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        await unit.add_outbox(replace(a_send(case_id), agent=AgentName("kim"), queued_at=NOON + 2))
        await unit.add_outbox(a_send(case_id))
    assert (await store.queries.status(JO, NOON)).recallable_until == NOON + 10_000
    assert (await store.queries.status(JO, NOON + 10_000)).recallable_until is None
    async with store.unit() as unit:
        await unit.add_outbox(replace(a_send(case_id), state=OutboxState.SENDING, queued_at=NOON + 1))
    assert (await store.queries.status(JO, NOON)).recallable_until is None


async def only_row_of(store: SqliteStore, case_id: CaseId) -> QueueRow:
    (row,) = [row for row in await store.queries.queue(None, 10) if row.case_id == case_id]
    return row


async def test_an_empty_store_has_a_status(store: SqliteStore) -> None:
    status = await store.queries.status(JO, NOON)
    assert (status.account, status.engine_until, status.recallable_until) == (None, None, None)
    assert (status.sources, status.counts) == ((), Counts(0, 0, 0, 0, 0))


async def test_conversations_to_fetch_are_those_of_the_newest_cases_first(store: SqliteStore) -> None:
    post = replace(a_post(100), reply_to_post_id=a_post(50).post_id)
    async with store.unit() as unit:
        await open_case(unit, post)
        await unit.put_post(our_post(101, post), Summons.OWN)
        await open_case(unit, a_post(200))
        await open_case(unit, a_post(300))
        await unit.put_post(a_post(400), Summons.NONE)
        await unit.mark_whole(a_post(300).conversation_id)
    first, second = await store.queries.conversations_to_fetch(10)
    assert (first.conversation_id, first.missing_parent_ids) == (200, ())
    assert (second.conversation_id, second.missing_parent_ids) == (100, (50,))
    assert await store.queries.conversations_to_fetch(1) == [first]


async def test_people_to_ask_are_waiting_customers_x_has_not_been_asked_about(store: SqliteStore) -> None:
    unasked = replace(BEN, receives_messages=None)
    async with store.unit() as unit:
        await open_case(unit, a_post(100, unasked))
        await unit.put_person(unasked)
        await open_case(unit, a_post(200, ANNA))
        await unit.put_person(ANNA)
    assert [person.user_id for person in await store.queries.people_to_ask(ANNA.seen_at, 9)] == [BEN.user_id]
    assert [person.user_id for person in await store.queries.people_to_ask(ANNA.seen_at + 1, 9)] == [
        BEN.user_id,
        ANNA.user_id,
    ]
    assert len(await store.queries.people_to_ask(ANNA.seen_at + 1, 1)) == 1
    async with store.unit() as unit:
        case = await unit.latest_case_of(BEN.user_id)
        assert case is not None
        await unit.put_standing(case.case_id, answered(NOON + 300))
    assert await store.queries.people_to_ask(ANNA.seen_at, 9) == []


STANDINGS = st.one_of(
    st.builds(waiting, st.integers(NOON, NOON + 5)),
    st.builds(answered, st.integers(NOON, NOON + 5)),
)


@settings(max_examples=20, deadline=None)
@given(
    first=st.lists(STANDINGS, max_size=12),
    arriving=st.lists(st.lists(STANDINGS, max_size=3), max_size=6),
    page=st.integers(1, 4),
)
def test_pages_show_every_case_once_while_others_arrive(
    first: list[Standing], arriving: list[list[Standing]], page: int
) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(page_through(Path(folder), first, arriving, page))


async def page_through(folder: Path, first: list[Standing], arriving: list[list[Standing]], page: int) -> None:
    async with open_store(folder / "desk.db", folder, "desk", lambda: NOON) as store:
        there_from_the_start = await put_cases(store, first)
        seen: list[QueueRow] = []
        coming = iter(arriving)
        while rows := await store.queries.queue(seen[-1].key if seen else None, page):
            seen += rows
            await put_cases(store, next(coming, []))
    case_ids = [row.case_id for row in seen]
    assert len(case_ids) == len(set(case_ids))
    assert there_from_the_start <= set(case_ids)
    places = [(row.key.answered, row.key.rank, row.key.case_id) for row in seen]
    assert places == sorted(places)


async def put_cases(store: SqliteStore, standings: list[Standing]) -> set[CaseId]:
    async with store.unit() as unit:
        await unit.put_account(US)
        return {await unit.open_case(ANNA.user_id, None, None, standing) for standing in standings}
