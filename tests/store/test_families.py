"""Cases that were merged are one case to whoever reads or writes, and come apart again without a trace."""

from dataclasses import replace

import pytest
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
    decide,
    open_case,
    our_post,
    put,
    refold,
    send,
    waiting,
    write_note,
)

from tui_desk.desk.store_port import Unit
from tui_desk.desk.views import (
    QueueView,
    Thread,
    ThreadDecision,
    ThreadItem,
    ThreadMessage,
    ThreadNote,
    ThreadPost,
    ThreadSend,
)
from tui_desk.domain.decisions import Labelled, Merged, Watched, ZoneNoted
from tui_desk.domain.ids import CaseId, PostId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Channel, Draft, OutboxState
from tui_desk.domain.permission import Summons
from tui_desk.store.sqlite import SqliteStore


async def read(store: SqliteStore, case_id: CaseId) -> Thread:
    thread = await store.queries.thread(case_id)
    assert thread is not None
    return thread


async def family_of_three(unit: Unit) -> tuple[CaseId, CaseId, CaseId]:
    """Three cases of Anna's, oldest first: the third is part of the second, which is part of the first."""
    first, second, third = [await open_case(unit, a_post(post_id)) for post_id in (100, 200, 300)]
    await unit.put_merged_into(third, second)
    await unit.put_merged_into(second, first)
    return first, second, third


async def test_the_root_is_found_however_deep_a_case_lies(store: SqliteStore) -> None:
    async with store.unit() as unit:
        first, second, third = await family_of_three(unit)
        assert [await unit.root(case_id) for case_id in (first, second, third)] == [first] * 3
        merged = [case.merged_into if (case := await unit.case(case_id)) else 0 for case_id in (first, second, third)]
        assert merged == [None, first, second]
        latest = await unit.latest_case_of(ANNA.user_id)
        assert latest is not None
        assert latest.case_id == first
        assert [case.case_id for case in await unit.cases_in(a_post(300).conversation_id)] == [third]

        await unit.put_merged_into(second, None)
        assert [await unit.root(case_id) for case_id in (first, second, third)] == [first, second, second]
        await unit.put_merged_into(third, None)
        assert [await unit.root(case_id) for case_id in (first, second, third)] == [first, second, third]
        assert await unit.root(CaseId(99)) == 99


async def test_a_case_cannot_become_part_of_what_is_part_of_it(store: SqliteStore) -> None:
    async with store.unit() as unit:
        first, second, third = await family_of_three(unit)
        for case_id, into in ((first, first), (first, third), (second, third)):
            with pytest.raises(ValueError, match="part of it"):
                await unit.put_merged_into(case_id, into)
        await unit.put_merged_into(third, first)
        assert await unit.root(third) == first


async def test_what_is_in_a_case_is_what_is_in_all_of_its_parts(store: SqliteStore) -> None:
    async with store.unit() as unit:
        cases = await family_of_three(unit)
        await unit.put_message(a_message(301), cases[1], NOON + 400)
        striking = [await decide(unit, case_id, Labelled(str(case_id))) for case_id in cases]
        pending = [await send(unit, a_send(case_id)) for case_id in reversed(cases)]
        for case_id in cases:
            assert sorted(turn.at - NOON for turn in await unit.turns(case_id)) == [100, 200, 300, 301]
            assert [each.decision_id for each in await unit.decided(case_id)] == striking
            assert sorted(sent.outbox_id for sent in await unit.sends(case_id)) == pending
            assert [item.outbox_id for item in await unit.pending(case_id)] == pending
            assert await unit.received_after(case_id, NOON + 399) == {ANNA.user_id}
            assert await unit.received_after(case_id, NOON + 400) == frozenset()
            assert await unit.is_public(case_id)
        await unit.put_merged_into(cases[1], None)
        assert [turn.at - NOON for turn in await unit.turns(cases[0])] == [100]
        assert [item.case_id for item in await unit.pending(cases[0])] == [cases[0]]
        assert len(await unit.decided(cases[1])) == 2


async def test_a_private_case_is_public_with_a_public_part(store: SqliteStore) -> None:
    async with store.unit() as unit:
        part = await open_case(unit, a_post(100))
        private = await unit.open_case(ANNA.user_id, None, None, waiting(NOON))
        await unit.put_message(a_message(1), private, NOON)
        assert not await unit.is_public(private)
        await unit.put_merged_into(part, private)
        assert await unit.is_public(private)


async def test_what_happens_in_any_part_is_later_than_all_in_every_part(store: SqliteStore) -> None:
    async with store.unit() as unit:
        cases = await family_of_three(unit)  # the newest reached the desk at NOON + 305
        early = NOON - 60_000
        await decide(unit, cases[2], Watched(), at=early)
        await unit.put_message(a_message(301), cases[0], early)
        await unit.put_post(a_post(302), Summons.MENTION)
        await unit.put_post_in_case(cases[1], PostId(302), Part.JOINS, early)
        await decide(unit, cases[0], Watched(), at=early)
        orders = [each.order - NOON for each in await unit.decided(cases[0])]
        received = sorted(turn.received_at - NOON for turn in await unit.turns(cases[0]))
    assert (orders, received) == ([306, 309], [105, 205, 305, 307, 308])


async def test_the_row_of_a_case_speaks_for_its_parts(store: SqliteStore) -> None:
    async with store.unit() as unit:
        first, second, third = [
            await open_case(unit, a_post(post_id, text=f"{post_id}")) for post_id in (100, 200, 300)
        ]
        await unit.put_draft(Draft(second, Channel.NOTE, "x", None, NOON))
        await send(unit, replace(a_send(third), state=OutboxState.HELD))
    async with store.unit() as unit:
        await unit.put_merged_into(third, second)
        await unit.put_merged_into(second, first)
        await refold(unit, first)
    (row,) = await store.queries.queue(QueueView.EVERYTHING, JO, None, 10)
    assert (row.case_id, row.words, row.last_at, row.received_until) == (first, "300", NOON + 300, NOON + 305)
    assert (row.draft, row.pending) == (True, OutboxState.HELD)
    async with store.unit() as unit:
        await unit.put_message(a_message(301, text="Order 7"), third, NOON + 306)
        await refold(unit, first)
    (row,) = await store.queries.queue(QueueView.EVERYTHING, JO, None, 10)
    assert (row.words, row.channel, row.received_until) == ("Order 7", Channel.MESSAGE, NOON + 307)
    async with store.unit() as unit:
        await unit.put_merged_into(second, None)
        await refold(unit, first)
        await refold(unit, second)
    rows = {row.case_id: row for row in await store.queries.queue(QueueView.EVERYTHING, JO, None, 10)}
    assert {case_id: row.words for case_id, row in rows.items()} == {first: "100", second: "Order 7"}
    assert (rows[first].draft, rows[first].pending, rows[first].channel) == (False, None, Channel.REPLY)
    assert (rows[first].received_until, rows[second].received_until) == (NOON + 105, NOON + 307)


async def test_a_family_is_heard_only_where_nobody_in_it_turned_to_us(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await unit.put_account(US)
        heard = [await unit.open_case(ANNA.user_id, None, None, waiting(NOON), is_heard=True) for _ in range(2)]
        for case_id in heard:
            await put(unit, case_id, waiting(NOON))
        await unit.put_merged_into(heard[1], heard[0])
    assert (await read(store, heard[0])).is_heard
    assert [row.is_heard for row in await store.queries.rows(heard)] == [True]
    async with store.unit() as unit:
        await unit.put_merged_into(await open_case(unit, a_post(100)), heard[0])
    assert not (await read(store, heard[0])).is_heard
    assert [row.is_heard for row in await store.queries.rows(heard)] == [False]


async def test_the_thread_of_a_case_holds_its_parts_in_one_order(store: SqliteStore) -> None:
    posts = [a_post(post_id) for post_id in (100, 200, 300)]
    async with store.unit() as unit:
        first, second, third = [await open_case(unit, post) for post in reversed(posts)]  # the head is the youngest
        await add_post(unit, third, our_post(110, posts[0]), Summons.OWN, Part.ANSWERS)
        await unit.put_message(a_message(210), second, NOON + 210)
        await write_note(unit, second, "Ask the depot", NOON + 220)
        await decide(unit, second, Merged(first), at=NOON + 230)
        await decide(unit, first, ZoneNoted("Europe/Warsaw"), at=NOON + 231)
        struck = await decide(unit, first, Watched(), at=NOON + 232)
        await unit.strike_decision(struck)
        first_send, second_send = await send(unit, a_send(second)), await send(unit, a_send(first))
        await unit.put_draft(Draft(second, Channel.MESSAGE, "Hel", None, NOON))
        await unit.put_draft(Draft(first, Channel.REPLY, "Sor", None, NOON))
        await unit.put_merged_into(second, first)
        await unit.put_merged_into(third, second)
        await unit.mark_whole(posts[0].conversation_id)
        await unit.mark_whole(posts[1].conversation_id)
        await open_case(unit, a_post(900))
        await open_case(unit, a_post(901, BEN))
    thread = await read(store, first)
    assert [kind(item) for item in thread.items] == [
        "post 100",
        "post 110",
        "post 200",
        "message 210",
        "note Ask the depot",
        f"decision {Merged(first)}",
        "post 300",
        f"send {first_send}",
        f"send {second_send}",
    ]
    assert thread.case.case_id == first
    assert [(draft.case_id, draft.channel) for draft in thread.drafts] == [
        (first, Channel.REPLY),
        (second, Channel.MESSAGE),
    ]
    assert thread.origin is not None
    assert thread.reply_to is not None
    assert (thread.origin.post.post_id, thread.reply_to.post.post_id) == (100, 300)
    assert (thread.whole, thread.earlier_cases, thread.received_until) == (False, 1, NOON + 305)
    assert await read(store, third) == thread
    async with store.unit() as unit:
        await unit.mark_whole(posts[2].conversation_id)
    assert (await read(store, first)).whole


def kind(item: ThreadItem) -> str:
    match item:
        case ThreadPost():
            return f"post {item.post.post_id}"
        case ThreadMessage():
            return f"message {item.message.message_id}"
        case ThreadNote():
            return f"note {item.note.text}"
        case ThreadSend():
            return f"send {item.item.outbox_id}"
        case ThreadDecision():
            return f"decision {item.decided.decision}"


async def test_a_reply_goes_to_the_newest_post_that_summons_us_in_any_part(store: SqliteStore) -> None:
    async with store.unit() as unit:
        summoned = await open_case(unit, a_post(100))
        other = await open_case(unit, a_post(200))
        await add_post(
            unit, other, replace(a_post(201), conversation_id=a_post(200).conversation_id), Summons.NONE, Part.JOINS
        )
        await unit.put_merged_into(other, summoned)
    thread = await read(store, summoned)
    assert thread.reply_to is not None
    assert thread.reply_to.post.post_id == 200
    async with store.unit() as unit:
        await unit.mark_gone(PostId(200))
    thread = await read(store, summoned)
    assert thread.reply_to is not None
    assert thread.reply_to.post.post_id == 100


async def test_a_post_that_moves_to_another_case_keeps_when_it_came(store: SqliteStore) -> None:
    post = a_post(100)
    more = [replace(a_post(post_id, text=f"{post_id}"), conversation_id=post.conversation_id) for post_id in (101, 102)]
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        for each in more:
            await add_post(unit, case_id, each, Summons.MENTION, Part.JOINS)
        assert [(each.post_id, part) for each, part in await unit.posts_in_case(case_id)] == [
            (100, Part.OPENS),
            (101, Part.JOINS),
            (102, Part.JOINS),
        ]
        split_off = await unit.open_case(ANNA.user_id, post.conversation_id, more[1].post_id, waiting(NOON + 102))
        await unit.transfer_post(more[1].post_id, case_id, split_off)
        await refold(unit, split_off)
        await refold(unit, case_id)
        assert await unit.cases_of_post(more[1].post_id) == [split_off]
        assert [turn.received_at for turn in await unit.turns(split_off)] == [NOON + 107]
    rows = {row.case_id: row for row in await store.queries.queue(QueueView.NOW, JO, None, 10)}
    assert {each: (row.words, row.received_until) for each, row in rows.items()} == {
        case_id: ("101", NOON + 106),
        split_off: ("102", NOON + 107),
    }
    async with store.unit() as unit:
        await unit.transfer_post(more[1].post_id, split_off, case_id)
        await unit.transfer_post(more[0].post_id, case_id, None)
        assert await unit.cases_of_post(more[0].post_id) == []
        assert [(turn.at, turn.received_at) for turn in await unit.turns(case_id)] == [
            (NOON + 100, NOON + 105),
            (NOON + 102, NOON + 107),
        ]
        assert await unit.posts_in_case(split_off) == []
    (row,) = await store.queries.rows([case_id])
    assert (row.words, row.received_until) == ("102", NOON + 107)


async def test_a_case_that_is_removed_leaves_nothing(store: SqliteStore) -> None:
    post, late = a_post(100), replace(a_post(101), conversation_id=a_post(100).conversation_id)
    async with store.unit() as unit:
        kept = await open_case(unit, post)
        removed = await open_case(unit, late)
        step_id = await unit.begin_step(JO, NOON)
        await unit.note_split(step_id, removed, kept)
        await decide(unit, removed, Watched())
        await unit.remove_case(removed)
        assert await unit.case(removed) is None
        assert await unit.cases_of_post(late.post_id) == []
        assert await unit.post(late.post_id) == late
        assert await unit.decided(removed) == []
        assert [case.case_id for case in await unit.cases_in(post.conversation_id)] == [kept]
        private = await unit.open_case(BEN.user_id, None, None, waiting(NOON))
        await unit.remove_case(private)
        assert await unit.case(private) is None
    assert await store.queries.thread(removed) is None
    (to_fetch,) = await store.queries.conversations_to_fetch(10)
    assert to_fetch.conversation_id == post.conversation_id
    async with store.unit() as unit:
        await unit.remove_case(kept)
    assert await store.queries.conversations_to_fetch(10) == []
