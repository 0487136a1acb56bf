"""Everything a unit of work stores comes back as it was put in."""

from dataclasses import replace
from sqlite3 import IntegrityError

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
    answered,
    edited,
    open_case,
    our_post,
    waiting,
)

from tui_desk.desk.store_port import Store, StoreError
from tui_desk.domain.case_flow import Move, Standing, Turn
from tui_desk.domain.ids import AgentName, CaseId, OutboxId, PostId, UserId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Account, CaseState, Channel, Draft, Message, OutboxState, Person
from tui_desk.domain.permission import Summons
from tui_desk.store.sqlite import SqliteStore

HOSTILE = (
    "\x00nul \x1b]52;c;b3du\x07 \u202eright to left\u202c \u0000 '); DROP TABLE post; -- %s ? :x "
    "[/red] 👩‍👩‍👧‍👦 e\u0301 \U0010ffff \ufeff 届きません\r\n\ttail"
)


async def test_the_store_is_what_the_desk_asks_for(store: SqliteStore) -> None:
    as_port: Store = store
    assert await as_port.queries.queue(None, 10) == []


async def test_the_account_comes_back_and_may_change_its_name(store: SqliteStore) -> None:
    async with store.unit() as unit:
        assert await unit.account() is None
        await unit.put_account(US)
        await unit.put_account(replace(US, name="Bright Kettle Ltd"))
        assert await unit.account() == replace(US, name="Bright Kettle Ltd")
    assert await store.queries.account() == replace(US, name="Bright Kettle Ltd")


async def test_a_desk_with_cases_stays_with_its_account(store: SqliteStore) -> None:
    stranger = Account(UserId(9), "dimkettle", "Dim Kettle")
    async with store.unit() as unit:
        await unit.put_account(stranger)
        await unit.put_account(US)
        await open_case(unit, a_post(100))
    with pytest.raises(StoreError, match="@brightkettle"):
        async with store.unit() as unit:
            await unit.put_account(stranger)
    assert await store.queries.account() == US


async def test_a_person_comes_back(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await unit.put_person(ANNA)
        assert await unit.person(ANNA.user_id) == ANNA
        assert await unit.person(BEN.user_id) is None


async def test_what_x_left_out_of_a_person_does_not_overwrite(store: SqliteStore) -> None:
    later = replace(ANNA, handle="anna2", verified=None, receives_messages=None, seen_at=2_000)
    async with store.unit() as unit:
        await unit.put_person(ANNA)
        await unit.put_person(later)
        assert await unit.person(ANNA.user_id) == replace(later, verified="blue", receives_messages=True)


async def test_an_older_look_at_a_person_changes_nothing(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await unit.put_person(ANNA)
        await unit.put_person(replace(ANNA, handle="old", receives_messages=False, seen_at=999))
        assert await unit.person(ANNA.user_id) == ANNA


async def test_a_post_comes_back_with_every_field(store: SqliteStore) -> None:
    full = replace(
        a_post(2**62 + 1),
        reply_to_post_id=PostId(2**62),
        reply_to_user_id=BEN.user_id,
        quoted_post_id=PostId(5),
        reposted_post_id=PostId(6),
        mentioned_ids=(US.user_id, BEN.user_id),
        alt_texts=("a kettle", "", "steam \ud83e"),
        edited_at=NOON,
    )
    async with store.unit() as unit:
        assert await unit.put_post(full, Summons.QUOTE)
        assert await unit.post(full.post_id) == full
        assert await unit.posts_of(full.conversation_id) == [(full, Summons.QUOTE)]
        assert await unit.post(PostId(7)) is None


async def test_only_a_newer_version_changes_a_post(store: SqliteStore) -> None:
    first = a_post(100)
    second = edited(first, "My kettle sings", 102)
    async with store.unit() as unit:
        assert await unit.put_post(first, Summons.NONE)
        assert not await unit.put_post(replace(first, text="tampered"), Summons.MENTION)
        assert await unit.put_post(second, Summons.MENTION)
        assert not await unit.put_post(edited(first, "My kettle hisses", 101), Summons.NONE)
        assert await unit.posts_of(first.conversation_id) == [(second, Summons.MENTION)]


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
    assert [row.channel for row in await store.queries.queue(None, 10)] == [Channel.MESSAGE]
    async with store.unit() as unit:
        await unit.put_post(our_post(103, question), Summons.OWN)
    assert [row.channel for row in await store.queries.queue(None, 10)] == [Channel.REPLY]


async def test_a_post_that_is_gone_keeps_its_place_and_loses_its_text(store: SqliteStore) -> None:
    post = replace(a_post(100), alt_texts=("a secret",))
    async with store.unit() as unit:
        await unit.put_post(post, Summons.MENTION)
        await unit.mark_gone(post.post_id)
        assert await unit.post(post.post_id) == replace(post, text="", alt_texts=())
        assert not await unit.put_post(post, Summons.MENTION)


async def test_posts_of_a_conversation_are_oldest_first(store: SqliteStore) -> None:
    root = a_post(100)
    late, early = our_post(102, root), our_post(101, root)
    async with store.unit() as unit:
        for post in (late, root, early, a_post(99)):
            await unit.put_post(post, Summons.NONE)
        assert [post for post, _ in await unit.posts_of(root.conversation_id)] == [root, early, late]


async def test_a_case_comes_back_and_is_found(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        assert await unit.latest_case_of(ANNA.user_id) is None
        case_id = await open_case(unit, post)
        case = await unit.case(case_id)
        assert case is not None
        assert (case.customer_id, case.conversation_id, case.origin_post_id) == (ANNA.user_id, 100, 100)
        assert (case.account_id, case.state, case.waiting_since) == (US.user_id, CaseState.NEW, post.posted_at)
        assert await unit.cases_in(post.conversation_id) == [case]
        assert await unit.latest_case_of(ANNA.user_id) == case
        assert await unit.cases_of_post(post.post_id) == [case_id]
        assert await unit.case(CaseId(case_id + 1)) is None


async def test_no_case_before_the_account_is_known(store: SqliteStore) -> None:
    with pytest.raises(LookupError):
        async with store.unit() as unit:
            await unit.open_case(ANNA.user_id, None, None, waiting(NOON))


async def test_the_latest_case_is_the_one_in_which_something_last_happened(store: SqliteStore) -> None:
    async with store.unit() as unit:
        older = await open_case(unit, a_post(100))
        newer = await open_case(unit, a_post(200))
        assert [case.case_id for case in [await unit.latest_case_of(ANNA.user_id)] if case] == [newer]
        await unit.put_standing(older, answered(NOON + 300))
        assert [case.case_id for case in [await unit.latest_case_of(ANNA.user_id)] if case] == [older]


async def test_a_standing_comes_back(store: SqliteStore) -> None:
    standing = Standing(CaseState.OPEN, NOON, NOON + 5, NOON + 6, NOON + 4)
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        await unit.put_standing(case_id, standing)
        case = await unit.case(case_id)
    assert case is not None
    assert standing == Standing(
        case.state, case.opened_at, case.waiting_since, case.last_inbound_at, case.last_outbound_at
    )


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
            Turn(NOON + 103, Move.CUSTOMER_WROTE, NOON + 200),
            Turn(NOON + 104, Move.WE_ANSWERED, NOON + 201),
        ]


async def test_an_answer_from_this_desk_says_what_its_agent_had_seen(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        for channel, remote_id in ((Channel.REPLY, 101), (Channel.MESSAGE, 102), (Channel.MESSAGE, 103)):
            sent = replace(a_send(case_id, channel=channel), seen_until=NOON + 1_000 + remote_id)
            await unit.add_outbox(replace(sent, state=OutboxState.SENT, remote_id=remote_id))
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


async def test_one_send_is_known_to_have_become_a_post(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        await unit.add_outbox(replace(a_send(case_id), state=OutboxState.SENT, remote_id=101))
        assert await unit.is_claimed(Channel.REPLY, 101)
        assert not await unit.is_claimed(Channel.MESSAGE, 101)
        assert not await unit.is_claimed(Channel.REPLY, 102)


async def test_what_is_on_its_way_to_a_customer_is_found_in_all_their_cases(store: SqliteStore) -> None:
    async with store.unit() as unit:
        first, second = await open_case(unit, a_post(100)), await open_case(unit, a_post(200))
        waiting_in = [await unit.add_outbox(a_send(case_id)) for case_id in (first, second)]
        await unit.add_outbox(replace(a_send(first), state=OutboxState.SENT, remote_id=7))
        assert [item.outbox_id for item in await unit.pending_to(ANNA.user_id)] == waiting_in
        assert await unit.pending_to(BEN.user_id) == []


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


async def test_drafts_are_kept_by_case_and_channel(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        draft = Draft(case_id, Channel.REPLY, "Sorry to h", PostId(100), NOON)
        await unit.put_draft(draft)
        await unit.put_draft(replace(draft, text="Sorry to hear", updated_at=NOON + 1))
        assert await unit.draft(case_id, Channel.REPLY) == replace(draft, text="Sorry to hear", updated_at=NOON + 1)
        assert await unit.draft(case_id, Channel.MESSAGE) is None
        await unit.drop_draft(case_id, Channel.REPLY)
        assert await unit.draft(case_id, Channel.REPLY) is None


async def test_an_outbox_item_comes_back_with_every_field(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        item = replace(a_send(case_id), reply_to_post_id=PostId(100))
        outbox_id = await unit.add_outbox(item)
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


async def test_an_outbox_item_that_is_not_there_cannot_be_changed(store: SqliteStore) -> None:
    with pytest.raises(LookupError):
        async with store.unit() as unit:
            await unit.put_outbox(a_send(CaseId(1)))


async def test_pending_items_are_those_that_are_neither_sent_nor_recalled(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id, other = await open_case(unit, a_post(100)), await open_case(unit, a_post(200))
        await unit.add_outbox(a_send(other))
        for state in OutboxState:
            await unit.add_outbox(replace(a_send(case_id), state=state))
        pending = await unit.pending(case_id)
    assert [item.state for item in pending] == ["queued", "sending", "unknown", "held", "refused"]
    assert [item.state for item in await store.queries.outbox_in_flight()] == ["queued", "queued", "sending", "unknown"]


async def test_the_last_queued_item_of_an_agent(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        assert await unit.last_queued_by(JO) is None
        last = await unit.add_outbox(replace(a_send(case_id), queued_at=NOON + 1))
        await unit.add_outbox(a_send(case_id))
        await unit.add_outbox(replace(a_send(case_id), agent=AgentName("kim"), queued_at=NOON + 2))
        for state in OutboxState:
            item = replace(a_send(case_id), outbox_id=last, queued_at=NOON + 1, state=state)
            await unit.put_outbox(item)
            assert await unit.last_queued_by(JO) == item
        twin = await unit.add_outbox(replace(a_send(case_id), queued_at=NOON + 1))
        assert await unit.last_queued_by(JO) == await unit.outbox(twin)


async def test_an_unclaimed_reply_is_ours_under_that_post_newer_and_nobody_elses(store: SqliteStore) -> None:
    post, other_post = a_post(100), a_post(110)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        await unit.put_post(our_post(120, post), Summons.OWN)
        item = replace(a_send(case_id), reply_to_post_id=post.post_id, newest_own_id=120)
        item = replace(item, outbox_id=await unit.add_outbox(item))
        await unit.put_post(our_post(121, other_post), Summons.OWN)
        await unit.put_post(replace(our_post(122, post), author_id=BEN.user_id), Summons.NONE)
        await unit.put_message(replace(a_message(123), sender_id=US.user_id), case_id, NOON)
        assert not await unit.has_unclaimed_answer(item)

        await unit.put_post(our_post(124, post), Summons.OWN)
        assert await unit.has_unclaimed_answer(item)
        assert not await unit.has_unclaimed_answer(replace(item, channel=Channel.NOTE))
        await unit.put_outbox(replace(item, remote_id=124))
        assert await unit.has_unclaimed_answer(item)
        await unit.add_outbox(replace(a_send(case_id, channel=Channel.MESSAGE), remote_id=124))
        assert await unit.has_unclaimed_answer(item)
        await unit.add_outbox(replace(a_send(case_id), remote_id=124))
        assert not await unit.has_unclaimed_answer(item)
        await unit.put_post(our_post(125, post), Summons.OWN)
        assert await unit.has_unclaimed_answer(item)


async def test_an_unclaimed_message_is_ours_to_that_customer_newer_and_nobody_elses(store: SqliteStore) -> None:
    def ours(message_id: int, customer: Person = ANNA) -> Message:
        return replace(a_message(message_id, customer), sender_id=US.user_id)

    async with store.unit() as unit:
        case_id, other = await open_case(unit, a_post(100)), await open_case(unit, a_post(110, BEN))
        item = replace(a_send(case_id, channel=Channel.MESSAGE), newest_own_id=120)
        item = replace(item, outbox_id=await unit.add_outbox(item))
        await unit.put_message(ours(120), case_id, NOON)
        await unit.put_message(ours(121, BEN), other, NOON)
        await unit.put_message(a_message(122), case_id, NOON)
        await unit.put_post(our_post(123, a_post(100)), Summons.OWN)
        assert not await unit.has_unclaimed_answer(item)

        await unit.put_message(ours(124), case_id, NOON)
        assert await unit.has_unclaimed_answer(item)
        await unit.add_outbox(replace(a_send(case_id), remote_id=124))
        assert await unit.has_unclaimed_answer(item)
        await unit.add_outbox(replace(a_send(case_id, channel=Channel.MESSAGE), remote_id=124))
        assert not await unit.has_unclaimed_answer(item)


async def test_the_newest_own_id_is_ours_and_of_that_channel(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        assert [await unit.newest_own_id(channel) for channel in Channel] == [0, 0, 0]
        await unit.put_post(our_post(101, post), Summons.OWN)
        await unit.put_post(a_post(300), Summons.NONE)
        await unit.put_message(Message(a_message(102).message_id, US.user_id, ANNA.user_id, "Hi", NOON), case_id, NOON)
        await unit.put_message(a_message(301), case_id, NOON)
        assert await unit.newest_own_id(Channel.REPLY) == 101
        assert await unit.newest_own_id(Channel.MESSAGE) == 102
        assert await unit.newest_own_id(Channel.NOTE) == 0


async def test_a_cursor_never_moves_back(store: SqliteStore) -> None:
    async with store.unit() as unit:
        assert await unit.cursor("mentions") is None
        await unit.move_cursor("mentions", 10)
        await unit.move_cursor("mentions", 9)
        assert await unit.cursor("mentions") == 10
        await unit.move_cursor("mentions", 11)
    assert await store.queries.cursor("mentions") == 11


async def test_the_health_of_a_source_says_whether_it_changed(store: SqliteStore) -> None:
    async with store.unit() as unit:
        assert await unit.put_source_health("mentions", "", None, NOON)
        assert not await unit.put_source_health("mentions", "", None, NOON + 1)
        assert await unit.put_source_health("mentions", "rate limit", NOON + 900, NOON + 2)
        assert not await unit.put_source_health("mentions", "rate limit", NOON + 900, NOON + 3)
    (health,) = (await store.queries.status(JO, NOON)).sources
    assert (health.source, health.succeeded_at, health.failed_at) == ("mentions", NOON + 1, NOON + 3)
    assert (health.problem, health.retry_at) == ("rate limit", NOON + 900)


async def test_the_audit_record_cannot_be_changed_replaced_or_shortened(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await unit.audit(JO, "reply_queued", 4, "case 1")
    writer = store._writer
    for statement in (
        "UPDATE audit SET who = 'nobody'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit VALUES (1, 0, 0, 'nobody', '', 0, '')",
    ):
        with pytest.raises(IntegrityError, match="append-only"):
            await writer.all(statement)
    (line,) = await writer.all("SELECT at, who, action, ref, detail FROM audit")
    assert tuple(line) == (NOON, JO, "reply_queued", 4, "case 1")


@pytest.mark.parametrize("text", [HOSTILE, "x" * 25_000, "", " "])
async def test_hostile_text_comes_back_unchanged(store: SqliteStore, text: str) -> None:
    post = replace(a_post(100, text=text), alt_texts=(text,))
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        await unit.put_person(replace(ANNA, name=text, bio=text))
        await unit.put_message(a_message(99, text=text), case_id, NOON)
        await unit.add_note(case_id, JO, text, NOON)
        await unit.put_draft(Draft(case_id, Channel.NOTE, text, None, NOON))
        await unit.add_outbox(replace(a_send(case_id, text), problem=text))
    thread = await store.queries.thread(case_id)
    assert thread is not None
    items = repr(thread.items)
    assert thread.customer.name == thread.customer.bio == thread.drafts[0].text == text
    assert items.count(f"text={text!r}") == 4
    assert f"problem={text!r}" in items
    (row,) = await store.queries.queue(None, 10)
    assert (row.name, row.words) == (text, text)
