"""The queue: the nearest clock comes first, pages fit together, and what a row says is right after every commit."""

import asyncio
from dataclasses import dataclass, replace
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
    ON_ITS_WAY_MS,
    US,
    a_message,
    a_post,
    a_send,
    add_post,
    answered,
    due,
    edited,
    open_case,
    our_post,
    put,
    refold,
    send,
    waiting,
)

from tui_desk.desk.views import Counts, QueueKey, QueueRow, QueueView
from tui_desk.domain.case_flow import Standing
from tui_desk.domain.clocks import Clock, ClockKind
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import CaseState, Channel, Draft, FollowUp, Lane, OutboxState, Priority
from tui_desk.domain.permission import Summons
from tui_desk.store.queue_pages import MOST_TROUBLING_FIRST
from tui_desk.store.sqlite import SqliteStore, open_store

MINUTE = 60_000

ASKED_AT = 1_000
"""When X said whether Anna takes messages."""


async def only_row(store: SqliteStore) -> QueueRow:
    (row,) = await store.queries.queue(QueueView.EVERYTHING, JO, None, 10)
    return row


async def test_the_nearest_clock_comes_first_then_the_larger_reach_then_the_older_case(store: SqliteStore) -> None:
    soon, later = due(NOON + MINUTE), due(NOON + 2 * MINUTE)
    places: list[tuple[Standing, Clock | None, int]] = [
        (waiting(NOON + 1), later, 9),
        (waiting(NOON + 2), None, 99),
        (waiting(NOON + 3), soon, 5),
        (waiting(NOON + 4), soon, 7),
        (waiting(NOON + 5), soon, 5),
        (waiting(NOON + 6 + MINUTE), None, 0),
    ]
    async with store.unit() as unit:
        await unit.put_account(US)
        case_ids = [await unit.open_case(ANNA.user_id, None, None, standing) for standing, _, _ in places]
        for case_id, (standing, clock, reach) in zip(case_ids, places, strict=True):
            await put(unit, case_id, standing, clock, reach)
    for view in (QueueView.NOW, QueueView.EVERYTHING):
        rows = await store.queries.queue(view, JO, None, 10)
        assert [case_ids.index(row.case_id) for row in rows] == [3, 2, 4, 0, 5, 1]


async def test_a_row_says_who_and_what(store: SqliteStore) -> None:
    post = a_post(100)
    standing = replace(
        waiting(post.posted_at),
        follow_up=FollowUp.OWED,
        priority=Priority.HIGH,
        owner=JO,
        labels=("loud", "bulk buyer"),
        is_watched=True,
        is_snoozed=True,
        snoozed_until=NOON - 1,
    )
    async with store.unit() as unit:
        await unit.put_person(ANNA)
        case_id = await open_case(unit, post)
        await put(unit, case_id, standing, due(NOON + MINUTE), reach=12)
    assert await only_row(store) == QueueRow(
        key=QueueKey(NOON // MINUTE + 1, 12, case_id),
        case_id=case_id,
        customer_id=ANNA.user_id,
        handle="anna",
        name="Anna",
        followers=12,
        verified=True,
        lane=Lane.NOW,
        state=CaseState.NEW,
        waiting_since=post.posted_at,
        last_at=post.posted_at,
        due_at=NOON + MINUTE,
        due_kind=ClockKind.FIRST_RESPONSE,
        snoozed_until=NOON - 1,
        follow_up=FollowUp.OWED,
        priority=Priority.HIGH,
        owner=JO,
        labels=("loud", "bulk buyer"),
        is_watched=True,
        is_heard=False,
        channel=Channel.REPLY,
        words="My kettle hums",
        lang="en",
        draft=False,
        pending=None,
        received_until=post.posted_at + ON_ITS_WAY_MS,
    )


STANDING_IN = {
    Lane.NOW: waiting(NOON),
    Lane.OWED: replace(waiting(NOON), state=CaseState.OWED),
    Lane.WAITING: answered(NOON),
    Lane.SNOOZED: replace(waiting(NOON), is_snoozed=True, snoozed_until=NOON + 1),
    Lane.PRAISE: replace(waiting(NOON), is_praise=True),
    Lane.CLOSED: replace(waiting(NOON), state=CaseState.RESOLVED),
}


async def test_each_view_shows_its_cases_and_the_status_line_counts_them(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_ids = {lane: await open_case(unit, a_post(100 + number)) for number, lane in enumerate(Lane)}
        for lane, case_id in case_ids.items():
            await put(unit, case_id, replace(STANDING_IN[lane], owner=JO))
        kims = await open_case(unit, a_post(900))
        await put(unit, kims, replace(answered(NOON), owner=AgentName("kim")))
        await unit.open_case(ANNA.user_id, None, None, waiting(NOON))  # has no place yet
        await unit.put_merged_into(await open_case(unit, a_post(901)), kims)
    seen = {view: {row.case_id for row in await store.queries.queue(view, JO, None, 10)} for view in QueueView}
    assert seen == {
        QueueView.NOW: {case_ids[Lane.NOW]},
        QueueView.MINE: set(case_ids.values()) - {case_ids[Lane.CLOSED]},
        QueueView.OWED: {case_ids[Lane.OWED]},
        QueueView.WAITING: {case_ids[Lane.WAITING], kims},
        QueueView.SNOOZED: {case_ids[Lane.SNOOZED]},
        QueueView.PRAISE: {case_ids[Lane.PRAISE]},
        QueueView.EVERYTHING: {*case_ids.values(), kims},
    }
    counts = (await store.queries.status(JO, NOON)).counts
    assert counts.cases == {view: len(found) for view, found in seen.items()}


async def test_rows_are_found_by_case_in_the_order_asked_for(store: SqliteStore) -> None:
    async with store.unit() as unit:
        first, second, third = [await open_case(unit, a_post(post_id)) for post_id in (100, 200, 300)]
        await put(unit, third, STANDING_IN[Lane.CLOSED])
        placeless = await unit.open_case(ANNA.user_id, None, None, waiting(NOON))
        part = await open_case(unit, a_post(400))
        await unit.put_merged_into(part, first)
    rows = await store.queries.rows([third, first, CaseId(9_999), placeless, part, first])
    assert [(row.case_id, row.lane) for row in rows] == [(third, Lane.CLOSED), (first, Lane.NOW)]
    assert [row.case_id for row in await store.queries.rows([second])] == [second]
    assert await store.queries.rows([]) == []


async def test_the_status_line_says_when_the_next_clock_ends_and_the_next_case_returns(store: SqliteStore) -> None:
    async with store.unit() as unit:
        first, second, third = [await open_case(unit, a_post(post_id)) for post_id in (100, 200, 300)]
        await put(unit, first, waiting(NOON), due(NOON + 50))
        await put(unit, second, waiting(NOON), due(NOON + 40))
        await put(unit, third, answered(NOON), due(NOON + 30))
    assert (await store.queries.status(JO, NOON)).next_due_at == NOON + 40
    assert (await store.queries.status(JO, NOON)).returns_next_at is None
    async with store.unit() as unit:
        await unit.put_merged_into(second, first)
        for case_id, until in ((first, NOON + 70), (third, NOON + 60), (second, NOON + 5)):
            await put(unit, case_id, replace(waiting(NOON), is_snoozed=True, snoozed_until=until), due(NOON + 1))
        forever = await open_case(unit, a_post(400))
        await put(unit, forever, replace(waiting(NOON), is_snoozed=True))
        assert await unit.returned(NOON + 59) == []
        assert await unit.returned(NOON + 60) == [third]
        assert await unit.returned(NOON + 70) == [third, first]
    status = await store.queries.status(JO, NOON)
    assert (status.next_due_at, status.returns_next_at) == (None, NOON + 60)
    assert [await store.queries.has_returned(now) for now in (NOON + 59, NOON + 60)] == [False, True]


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
        await refold(unit, case_id)
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
            await send(unit, replace(a_send(case_id), state=other))
    assert (await only_row(store)).pending is state


async def test_the_status_line_counts(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        other = await open_case(unit, a_post(200))
        await put(unit, other, answered(NOON))
        await unit.put_draft(Draft(case_id, Channel.NOTE, "look up", None, NOON))
        for state in OutboxState:
            await send(unit, replace(a_send(case_id), state=state))
    await store.take_lease("engine", "one", NOON, NOON + 7)
    status = await store.queries.status(JO, NOON)
    assert (status.counts.queued, status.counts.troubled, status.counts.drafts) == (2, 3, 1)
    assert (status.account, status.engine_until) == (US, NOON + 7)
    assert (await only_row_of(store, case_id)).draft


async def test_what_can_be_taken_back_is_what_the_agent_queued_last(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        await send(unit, replace(a_send(case_id), agent=AgentName("kim"), queued_at=NOON + 2))
        await send(unit, a_send(case_id))
    assert (await store.queries.status(JO, NOON)).recallable_until == NOON + 10_000
    assert (await store.queries.status(JO, NOON + 10_000)).recallable_until is None
    async with store.unit() as unit:
        await send(unit, replace(a_send(case_id), state=OutboxState.SENDING, queued_at=NOON + 1))
    assert (await store.queries.status(JO, NOON)).recallable_until is None


async def only_row_of(store: SqliteStore, case_id: CaseId) -> QueueRow:
    (row,) = [row for row in await store.queries.queue(QueueView.EVERYTHING, JO, None, 10) if row.case_id == case_id]
    return row


async def test_an_empty_store_has_a_status(store: SqliteStore) -> None:
    status = await store.queries.status(JO, NOON)
    assert (status.account, status.engine_until, status.recallable_until) == (None, None, None)
    assert (status.sources, status.counts) == ((), Counts(dict.fromkeys(QueueView, 0), 0, 0, 0))
    assert (status.next_due_at, status.returns_next_at) == (None, None)


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


async def test_people_to_ask_are_customers_of_open_cases_x_has_not_been_asked_about(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await open_case(unit, a_post(100, BEN))
        await open_case(unit, a_post(101, BEN))
        await unit.put_person(BEN)
        await open_case(unit, a_post(200, ANNA))
        await unit.put_person(ANNA)
    assert [person.user_id for person in await store.queries.people_to_ask(ASKED_AT, 9)] == [BEN.user_id]
    assert [person.user_id for person in await store.queries.people_to_ask(ASKED_AT + 1, 9)] == [
        BEN.user_id,
        ANNA.user_id,
    ]
    assert len(await store.queries.people_to_ask(ASKED_AT + 1, 1)) == 1
    for still_to_ask in ([BEN.user_id], []):
        async with store.unit() as unit:
            case = await unit.latest_case_of(BEN.user_id)
            assert case is not None
            await put(unit, case.case_id, STANDING_IN[Lane.CLOSED])
        assert [person.user_id for person in await store.queries.people_to_ask(ASKED_AT, 9)] == still_to_ask


async def test_how_often_a_text_was_sent_since(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id, other = await open_case(unit, a_post(100)), await open_case(unit, a_post(200))
        item = a_send(case_id, "We are on it")
        for each in (
            item,
            replace(item, case_id=other, queued_at=NOON + 5, state=OutboxState.SENT),
            replace(item, queued_at=NOON - 1),
            replace(item, state=OutboxState.RECALLED),
            replace(item, text="We are at it"),
            replace(item, channel=Channel.MESSAGE),
        ):
            await send(unit, each)
    times = [await store.queries.times_sent(Channel.REPLY, "We are on it", since) for since in (NOON, NOON + 1)]
    assert times == [2, 1]


async def test_the_newest_posts_of_others(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        await open_case(unit, post)
        await unit.put_post(our_post(101, post), Summons.OWN)
        for post_id in (102, 103, 104):
            await unit.put_post(a_post(post_id, BEN), Summons.NONE)
        await unit.mark_gone(a_post(103).post_id)
    assert [found.post_id for found in await store.queries.recent_posts(10)] == [104, 102, 100]
    assert [found.post_id for found in await store.queries.recent_posts(2)] == [104, 102]


@dataclass(frozen=True)
class Stand:
    """Where a case stands: its standing, when its clock ends, and its customer's reach."""

    standing: Standing
    due_at: int | None
    reach: int


STANDS = st.builds(
    Stand,
    st.one_of(st.builds(waiting, st.integers(NOON, NOON + 5)), st.builds(answered, st.integers(NOON, NOON + 5))),
    st.one_of(st.none(), st.integers(NOON, NOON + 3 * MINUTE)),
    st.integers(0, 3),
)


@settings(max_examples=20, deadline=None)
@given(
    first=st.lists(STANDS, max_size=12),
    arriving=st.lists(st.lists(STANDS, max_size=3), max_size=6),
    page=st.integers(1, 4),
    view=st.sampled_from([QueueView.NOW, QueueView.MINE, QueueView.EVERYTHING]),
)
def test_pages_show_every_case_once_while_others_arrive(
    first: list[Stand], arriving: list[list[Stand]], page: int, view: QueueView
) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(page_through(Path(folder), first, arriving, page, view))


async def page_through(
    folder: Path, first: list[Stand], arriving: list[list[Stand]], page: int, view: QueueView
) -> None:
    async with open_store(folder / "desk.db", folder, "desk", lambda: NOON) as store:
        there_from_the_start = await put_cases(store, first, view)
        seen: list[QueueRow] = []
        coming = iter(arriving)
        while rows := await store.queries.queue(view, JO, seen[-1].key if seen else None, page):
            seen += rows
            await put_cases(store, next(coming, []), view)
    case_ids = [row.case_id for row in seen]
    assert len(case_ids) == len(set(case_ids))
    assert there_from_the_start <= set(case_ids)
    places = [(row.key.rank, -row.key.reach, row.key.case_id) for row in seen]
    assert places == sorted(places)


async def put_cases(store: SqliteStore, stands: list[Stand], view: QueueView) -> set[CaseId]:
    """Put cases of Jo's into the queue; those that the view shows."""
    shown = set()
    async with store.unit() as unit:
        await unit.put_account(US)
        for stand in stands:
            case_id = await unit.open_case(ANNA.user_id, None, None, stand.standing)
            clock = due(stand.due_at) if stand.due_at is not None else None
            await put(unit, case_id, replace(stand.standing, owner=JO), clock, stand.reach)
            if view is not QueueView.NOW or stand.standing.state is CaseState.NEW:
                shown.add(case_id)
    return shown
