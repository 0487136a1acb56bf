"""What is on its way to X comes back as it was put in, is found again, and is told from what X made of others."""

from dataclasses import replace

import pytest
from store.samples import (
    ANNA,
    BEN,
    NOON,
    US,
    a_message,
    a_post,
    a_send,
    open_case,
    our_post,
    send,
)

from tui_desk.domain.case_flow import Send
from tui_desk.domain.ids import AgentName, CaseId, OutboxId, PostId
from tui_desk.domain.model import (
    Channel,
    Message,
    OutboxState,
    Person,
    Purpose,
)
from tui_desk.domain.permission import Summons
from tui_desk.store.sqlite import SqliteStore


async def test_sends_come_in_every_state(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        await send(unit, a_send(await open_case(unit, a_post(200))))
        item = a_send(case_id, channel=Channel.MESSAGE)
        made = {state: await send(unit, replace(item, state=state, queued_at=NOON + 3)) for state in OutboxState}
        acknowledgement = await send(unit, replace(a_send(case_id), purpose=Purpose.ACKNOWLEDGEMENT))
        follow_up = await send(unit, replace(a_send(case_id), purpose=Purpose.FOLLOW_UP))
        sends = sorted(await unit.sends(case_id), key=lambda sent: sent.outbox_id)
    assert [replace(sent, order=0) for sent in sends] == [
        *(Send(outbox_id, Channel.MESSAGE, state) for state, outbox_id in made.items()),
        Send(acknowledgement, Channel.REPLY, OutboxState.QUEUED, is_acknowledgement=True),
        Send(follow_up, Channel.REPLY, OutboxState.QUEUED, is_follow_up=True),
    ]


async def test_a_send_has_its_place_after_all_that_was_there_though_the_clock_stands_still(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        first, second = [await send(unit, replace(a_send(case_id), queued_at=NOON - 5)) for _ in range(2)]
        order = {sent.outbox_id: sent.order for sent in await unit.sends(case_id)}
        received = max(turn.received_at for turn in await unit.turns(case_id))
    assert received < order[first] < order[second]


async def test_one_send_is_known_to_have_become_a_post(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        await send(unit, replace(a_send(case_id), state=OutboxState.SENT, remote_id=101))
        assert await unit.is_claimed(Channel.REPLY, 101)
        assert not await unit.is_claimed(Channel.MESSAGE, 101)
        assert not await unit.is_claimed(Channel.REPLY, 102)


async def test_what_x_may_still_show_a_customer_is_found_in_all_their_cases(store: SqliteStore) -> None:
    async with store.unit() as unit:
        first, second = await open_case(unit, a_post(100)), await open_case(unit, a_post(200))
        waiting_in = [await send(unit, a_send(case_id)) for case_id in (first, second)]
        vouched = await send(unit, replace(a_send(first), state=OutboxState.SENT))
        await send(unit, replace(a_send(first), state=OutboxState.SENT, remote_id=7))
        await send(unit, replace(a_send(second), state=OutboxState.RECALLED))
        assert [item.outbox_id for item in await unit.unmatched_to(ANNA.user_id)] == [*waiting_in, vouched]
        assert [item.outbox_id for item in await unit.unmatched(first)] == [waiting_in[0], vouched]
        assert await unit.unmatched_to(BEN.user_id) == []


async def test_an_outbox_item_comes_back_with_every_field(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        item = replace(a_send(case_id), reply_to_post_id=PostId(100), purpose=Purpose.FOLLOW_UP)
        outbox_id = await send(unit, item)
        assert await unit.outbox(outbox_id) == replace(item, outbox_id=outbox_id)
        unknown = replace(
            item,
            outbox_id=outbox_id,
            state=OutboxState.UNKNOWN,
            not_before=NOON + 1,
            seen_until=NOON + 5,
            attempts=2,
            attempted_at=NOON + 2,
            losses=1,
            lost_at=NOON + 4,
            newest_own_id=99,
            look_at=NOON + 3,
            remote_id=101,
            problem="timed out",
        )
        await unit.put_outbox(unknown)
        assert await unit.outbox(outbox_id) == unknown
        assert await unit.outbox(OutboxId(outbox_id + 1)) is None


async def test_a_part_is_found_by_the_one_before_it_and_waits_until_it_has_something_to_reply_to(
    store: SqliteStore,
) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        first = await send(unit, replace(a_send(case_id), reply_to_post_id=PostId(100)))
        part = replace(a_send(case_id), after_outbox_id=first)
        part = replace(part, outbox_id=await send(unit, part))
        assert await unit.part_after(first) == part
        assert await unit.part_after(part.outbox_id) is None
    assert [item.outbox_id for item in await store.queries.outbox_in_flight()] == [first]
    async with store.unit() as unit:
        await unit.put_outbox(replace(part, reply_to_post_id=PostId(101)))
    assert [item.outbox_id for item in await store.queries.outbox_in_flight()] == [first, part.outbox_id]


async def test_an_agents_last_texts_are_found_by_channel_without_what_was_taken_back(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        for text in ("one", "two", "three"):
            await send(unit, a_send(case_id, text))
        await send(unit, a_send(case_id, "in private", Channel.MESSAGE))
        await send(unit, replace(a_send(case_id, "taken back"), state=OutboxState.RECALLED))
        await send(unit, replace(a_send(case_id, "a colleague's"), agent=AgentName("mo")))
    last = await store.queries.last_sends(a_send(case_id).agent, Channel.REPLY, 2)
    assert [item.text for item in last] == ["three", "two"]


async def test_an_outbox_item_that_is_not_there_cannot_be_changed(store: SqliteStore) -> None:
    with pytest.raises(LookupError):
        async with store.unit() as unit:
            await unit.put_outbox(a_send(CaseId(1)))


async def test_pending_items_are_those_that_are_neither_sent_nor_recalled(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id, other = await open_case(unit, a_post(100)), await open_case(unit, a_post(200))
        await send(unit, a_send(other))
        for state in OutboxState:
            await send(unit, replace(a_send(case_id), state=state))
        pending = await unit.pending(case_id)
    assert [item.state for item in pending] == ["queued", "sending", "unknown", "held", "refused"]
    assert [item.state for item in await store.queries.outbox_in_flight()] == ["queued", "queued", "sending", "unknown"]


async def test_an_unclaimed_reply_is_ours_under_that_post_newer_and_nobody_elses(store: SqliteStore) -> None:
    post, other_post = a_post(100), a_post(110)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        await unit.put_post(our_post(120, post), Summons.OWN)
        item = replace(a_send(case_id), reply_to_post_id=post.post_id, newest_own_id=120)
        item = replace(item, outbox_id=await send(unit, item))
        await unit.put_post(our_post(121, other_post), Summons.OWN)
        await unit.put_post(replace(our_post(122, post), author_id=BEN.user_id), Summons.NONE)
        await unit.put_message(replace(a_message(123), sender_id=US.user_id), case_id, NOON)
        assert not await unit.has_unclaimed_answer(item)

        await unit.put_post(our_post(124, post), Summons.OWN)
        assert await unit.has_unclaimed_answer(item)
        assert not await unit.has_unclaimed_answer(replace(item, channel=Channel.NOTE))
        await unit.put_outbox(replace(item, remote_id=124))
        assert await unit.has_unclaimed_answer(item)
        await send(unit, replace(a_send(case_id, channel=Channel.MESSAGE), remote_id=124))
        assert await unit.has_unclaimed_answer(item)
        await send(unit, replace(a_send(case_id), remote_id=124))
        assert not await unit.has_unclaimed_answer(item)
        await unit.put_post(our_post(125, post), Summons.OWN)
        assert await unit.has_unclaimed_answer(item)


async def test_an_unclaimed_message_is_ours_to_that_customer_newer_and_nobody_elses(store: SqliteStore) -> None:
    def ours(message_id: int, customer: Person = ANNA) -> Message:
        return replace(a_message(message_id, customer), sender_id=US.user_id)

    async with store.unit() as unit:
        case_id, other = await open_case(unit, a_post(100)), await open_case(unit, a_post(110, BEN))
        item = replace(a_send(case_id, channel=Channel.MESSAGE), newest_own_id=120)
        item = replace(item, outbox_id=await send(unit, item))
        await unit.put_message(ours(120), case_id, NOON)
        await unit.put_message(ours(121, BEN), other, NOON)
        await unit.put_message(a_message(122), case_id, NOON)
        await unit.put_post(our_post(123, a_post(100)), Summons.OWN)
        assert not await unit.has_unclaimed_answer(item)

        await unit.put_message(ours(124), case_id, NOON)
        assert await unit.has_unclaimed_answer(item)
        await send(unit, replace(a_send(case_id), remote_id=124))
        assert await unit.has_unclaimed_answer(item)
        await send(unit, replace(a_send(case_id, channel=Channel.MESSAGE), remote_id=124))
        assert not await unit.has_unclaimed_answer(item)


async def test_the_newest_own_id_is_ours_and_of_that_channel(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        assert [await unit.newest_own_id(channel) for channel in Channel] == [0, 0, 0, 0]
        await unit.put_post(our_post(101, post), Summons.OWN)
        await unit.put_post(a_post(300), Summons.NONE)
        await unit.put_message(Message(a_message(102).message_id, US.user_id, ANNA.user_id, "Hi", NOON), case_id, NOON)
        await unit.put_message(a_message(301), case_id, NOON)
        assert await unit.newest_own_id(Channel.REPLY) == 101
        assert await unit.newest_own_id(Channel.MESSAGE) == 102
        assert await unit.newest_own_id(Channel.NOTE) == 0
