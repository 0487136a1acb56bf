"""What was said in a case: by whom, when it was written, when it reached the desk, and what it answers."""

from dataclasses import replace

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
    edited,
    open_case,
    our_post,
    send,
)

from tui_desk.desk.views import QueueView, ThreadPost, ThreadSend
from tui_desk.domain.case_flow import Move, Turn
from tui_desk.domain.ids import OutboxId, PostId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import (
    Channel,
    OutboxState,
    Purpose,
)
from tui_desk.domain.permission import Summons
from tui_desk.store.sqlite import SqliteStore


async def test_a_post_of_ours_x_has_not_shown_yet_is_completed_by_its_copy(store: SqliteStore) -> None:
    question = a_post(100)
    copy = replace(our_post(101, question), text="We are looking …", lang="en", mentioned_ids=(ANNA.user_id,))
    guess = replace(our_post(101, question), version_id=PostId(0), posted_at=NOON + 99)
    async with store.unit() as unit:
        case_id = await open_case(unit, question)
        await add_post(unit, case_id, guess, Summons.OWN, Part.ANSWERS)
        assert await unit.put_post(copy, Summons.OWN)
        assert await unit.post(copy.post_id) == copy
        assert NOON + 101 in {turn.at for turn in await unit.turns(case_id)}
        assert not await unit.put_post(guess, Summons.OWN)
        assert await unit.put_post(replace(edited(copy, "Solved", 102), posted_at=NOON + 102), Summons.OWN)
        assert await unit.post(copy.post_id) == edited(copy, "Solved", 102)


async def test_the_time_of_xs_copy_decides_which_channel_is_the_newest(store: SqliteStore) -> None:
    question = a_post(100)
    guess = replace(our_post(103, question), version_id=PostId(0), posted_at=NOON + 101)
    async with store.unit() as unit:
        case_id = await open_case(unit, question)
        await add_post(unit, case_id, guess, Summons.OWN, Part.ANSWERS)
        await unit.put_message(a_message(102), case_id, NOON + 102)
    assert [row.channel for row in await store.queries.queue(QueueView.EVERYTHING, JO, None, 10)] == [Channel.MESSAGE]
    async with store.unit() as unit:
        await unit.put_post(our_post(103, question), Summons.OWN)
    assert [row.channel for row in await store.queries.queue(QueueView.EVERYTHING, JO, None, 10)] == [Channel.REPLY]


async def test_turns_are_what_happened_in_the_case_and_nothing_else(store: SqliteStore) -> None:
    post = a_post(100)
    bystander = replace(a_post(101, BEN), conversation_id=post.conversation_id)
    theirs, ours = a_message(103), replace(a_message(104), sender_id=US.user_id)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        await add_post(unit, case_id, bystander, Summons.NONE, Part.SHOWN)
        await add_post(unit, case_id, our_post(102, post), Summons.OWN, Part.ANSWERS)
        for message in (theirs, ours):
            assert await unit.put_message(message, case_id, NOON + message.message_id + 97)
        assert sorted(await unit.turns(case_id), key=lambda turn: turn.at) == [
            Turn(NOON + 100, Move.CUSTOMER_WROTE, NOON + 105),
            Turn(NOON + 102, Move.WE_ANSWERED, NOON + 107),
            Turn(NOON + 103, Move.CUSTOMER_WROTE, NOON + 200, channel=Channel.MESSAGE),
            Turn(NOON + 104, Move.WE_ANSWERED, NOON + 201, channel=Channel.MESSAGE),
        ]


async def test_an_answer_from_this_desk_says_what_its_agent_had_seen(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        for channel, remote_id in ((Channel.REPLY, 101), (Channel.MESSAGE, 102), (Channel.MESSAGE, 103)):
            sent = replace(a_send(case_id, channel=channel), seen_until=NOON + 1_000 + remote_id)
            await send(unit, replace(sent, state=OutboxState.SENT, remote_id=remote_id))
        await add_post(unit, case_id, our_post(101, post), Summons.OWN, Part.ANSWERS)
        await add_post(unit, case_id, our_post(103, post), Summons.OWN, Part.ANSWERS)
        await unit.put_message(replace(a_message(102), sender_id=US.user_id), case_id, NOON)
        await unit.put_message(replace(a_message(101), sender_id=US.user_id), case_id, NOON)
        turns = sorted(await unit.turns(case_id), key=lambda turn: (turn.at, turn.received_at))
    assert [(turn.at - NOON, turn.seen_until) for turn in turns] == [
        (100, None),
        (101, NOON + 1_101),
        (101, None),  # a message whose number only a reply bears
        (102, NOON + 1_102),
        (103, None),
    ]


async def test_an_answer_says_who_sent_it_and_what_for(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        made: dict[int, OutboxId] = {}
        for remote_id, purpose in enumerate(Purpose, 101):
            item = replace(a_send(case_id), state=OutboxState.SENT, remote_id=remote_id, purpose=purpose)
            made[remote_id] = await send(unit, item)
            await add_post(unit, case_id, our_post(remote_id, post), Summons.OWN, Part.ANSWERS)
        await add_post(unit, case_id, our_post(200, post), Summons.OWN, Part.ANSWERS)
        turns = sorted(await unit.turns(case_id), key=lambda turn: turn.at)[1:]
    assert [(turn.move, turn.is_follow_up, turn.agent, turn.outbox_id) for turn in turns] == [
        (Move.WE_ANSWERED, False, JO, made[101]),
        (Move.WE_ACKNOWLEDGED, False, JO, made[102]),
        (Move.WE_ANSWERED, True, JO, made[103]),
        (Move.WE_ANSWERED, False, JO, made[104]),
        (Move.WE_ANSWERED, False, None, None),
    ]


async def test_praise_is_remembered_and_follows_an_edit(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        await unit.put_message(a_message(101), case_id, NOON + 200, is_praise=True)
        await unit.put_post_in_case(case_id, PostId(100), Part.JOINS, NOON, is_praise=True)
        assert [turn.is_praise for turn in await unit.turns(case_id)] == [True, True]
        await unit.put_post_in_case(case_id, PostId(100), Part.JOINS, NOON, is_praise=False)
        praise = {turn.channel: turn.is_praise for turn in await unit.turns(case_id)}
        assert praise == {Channel.REPLY: False, Channel.MESSAGE: True}


async def test_a_repost_is_on_its_way_and_yet_no_answer(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        repost = replace(a_send(case_id, "", Channel.REPOST), reply_to_post_id=post.post_id)
        on_its_way = await send(unit, repost)
        await send(unit, replace(repost, state=OutboxState.SENT, remote_id=post.post_id))
        await unit.put_post(our_post(101, post), Summons.OWN)
        assert [item.outbox_id for item in await unit.pending(case_id)] == [on_its_way]
        assert await unit.sends(case_id) == []
        assert await unit.turns(case_id) == [Turn(post.posted_at, Move.CUSTOMER_WROTE, NOON + 105)]
        assert not await unit.has_unclaimed_answer(repost)
        assert await unit.has_unclaimed_answer(replace(repost, channel=Channel.REPLY))
        assert await unit.newest_own_id(Channel.REPOST) == 0
    thread = await store.queries.thread(case_id)
    assert thread is not None
    shown = [(item.post.post_id, item.agent) for item in thread.items if isinstance(item, ThreadPost)]
    assert shown == [(100, None), (101, None)]
    assert [item.item.outbox_id for item in thread.items if isinstance(item, ThreadSend)] == [on_its_way]


async def test_who_wrote_what_reached_a_case_since(store: SqliteStore) -> None:
    post = a_post(100)
    bystander = replace(a_post(101, BEN), conversation_id=post.conversation_id)
    async with store.unit() as unit:
        case_id, other = await open_case(unit, post), await open_case(unit, a_post(200, BEN))
        await unit.put_post(bystander, Summons.NONE)
        await unit.put_post_in_case(case_id, bystander.post_id, Part.SHOWN, NOON + 200)
        assert await unit.received_after(case_id, NOON + 104) == {ANNA.user_id}
        assert await unit.received_after(case_id, NOON + 105) == frozenset()
        await unit.put_message(replace(a_message(103), sender_id=US.user_id), case_id, NOON + 300)
        assert await unit.received_after(case_id, NOON + 104) == {ANNA.user_id, US.user_id}
        assert await unit.received_after(case_id, NOON + 299) == {US.user_id}
        assert await unit.received_after(case_id, NOON + 300) == frozenset()
        assert await unit.received_after(other, NOON) == {BEN.user_id}


async def test_what_comes_is_later_than_all_that_was_there_whatever_the_clock_says(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        await unit.put_message(a_message(103), case_id, NOON - 30_000)
        assert await unit.received_after(case_id, NOON + 105) == {ANNA.user_id}
        assert await unit.received_after(case_id, NOON + 106) == frozenset()


async def test_putting_a_post_into_its_case_again_is_no_matter(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        await unit.put_post_in_case(case_id, post.post_id, Part.OPENS, NOON + 500)
        await unit.put_post_in_case(case_id, post.post_id, Part.JOINS, NOON + 600)
        assert await unit.turns(case_id) == [Turn(post.posted_at, Move.CUSTOMER_WROTE, NOON + 105)]


async def test_a_message_is_stored_once(store: SqliteStore) -> None:
    message = a_message(7)
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        assert not await unit.has_message(message.message_id)
        assert await unit.put_message(message, case_id, NOON + 7)
        assert not await unit.put_message(replace(message, text="other"), case_id, NOON + 500)
        assert await unit.received_after(case_id, NOON + 499) == frozenset()
        assert await unit.has_message(message.message_id)
    assert await store.queries.knows_message(message.message_id)
