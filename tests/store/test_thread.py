"""The thread: everything of a case in the order it was written, with what is on its way at the end."""

from dataclasses import replace

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
    decide,
    open_case,
    our_post,
    send,
    waiting,
    write_note,
)

from tui_desk.desk.views import Thread, ThreadMessage, ThreadNote, ThreadPost, ThreadSend
from tui_desk.domain.decisions import ZoneNoted
from tui_desk.domain.ids import CaseId, PostId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Channel, Draft, OutboxState, Person
from tui_desk.domain.permission import Summons
from tui_desk.store.sqlite import SqliteStore
from tui_desk.store.thread import THREAD_ITEMS


async def read(store: SqliteStore, case_id: CaseId) -> Thread:
    thread = await store.queries.thread(case_id)
    assert thread is not None
    return thread


async def test_a_thread_holds_conversation_messages_notes_and_sends_in_order(store: SqliteStore) -> None:
    post = a_post(100)
    ours, bystander = our_post(102, post), replace(a_post(101, BEN), conversation_id=post.conversation_id)
    async with store.unit() as unit:
        await unit.put_person(ANNA)
        case_id = await open_case(unit, post)
        await unit.put_post(bystander, Summons.NONE)
        sent = await send(unit, replace(a_send(case_id), state=OutboxState.SENT, remote_id=102))
        queued = await send(unit, a_send(case_id))
        refused = await send(unit, replace(a_send(case_id), state=OutboxState.REFUSED))
        await add_post(unit, case_id, ours, Summons.OWN, Part.ANSWERS)
        await unit.put_message(a_message(103), case_id, NOON + 103)
        await write_note(unit, case_id, "Ask the depot", NOON + 104)
        await unit.put_draft(Draft(case_id, Channel.REPLY, "Sor", post.post_id, NOON))
        await unit.put_draft(Draft(case_id, Channel.MESSAGE, "Hel", None, NOON))
    thread = await read(store, case_id)

    shown = [
        (item.post.post_id, item.author.handle, item.agent) if isinstance(item, ThreadPost) else type(item)
        for item in thread.items
    ]
    assert shown == [
        (100, "anna", None),
        (101, "", None),
        (102, US.handle, JO),
        ThreadMessage,
        ThreadNote,
        ThreadSend,
        ThreadSend,
    ]
    sends = [item.item.outbox_id for item in thread.items if isinstance(item, ThreadSend)]
    assert sends == [queued, refused]
    assert sent not in sends
    assert thread.customer == ANNA
    assert thread.account == US
    assert [draft.channel for draft in thread.drafts] == [Channel.MESSAGE, Channel.REPLY]
    assert (thread.whole, thread.earlier_cases) == (False, 0)


async def test_our_own_posts_bear_our_name_as_last_seen_or_as_the_account_says(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        await unit.put_post(our_post(101, post), Summons.OWN)
    assert await author_of_newest(store, case_id) == Person(US.user_id, US.handle, US.name)
    seen = Person(US.user_id, "brightkettle", "Bright Kettle ☕", followers=9_000, seen_at=NOON)
    async with store.unit() as unit:
        await unit.put_person(seen)
    assert await author_of_newest(store, case_id) == seen


async def author_of_newest(store: SqliteStore, case_id: CaseId) -> Person:
    newest = (await read(store, case_id)).items[-1]
    assert isinstance(newest, ThreadPost)
    return newest.author


async def test_a_thread_says_when_the_newest_of_it_reached_the_desk(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await unit.put_account(US)
        case_id = await unit.open_case(ANNA.user_id, None, None, waiting(NOON))
        other = await open_case(unit, a_post(900))
    assert (await read(store, case_id)).received_until == 0
    for received_at, newest in ((NOON + 50, NOON + 50), (NOON + 30, NOON + 51)):
        async with store.unit() as unit:
            await unit.put_message(a_message(received_at), case_id, received_at)
        assert (await read(store, case_id)).received_until == newest
    async with store.unit() as unit:
        await unit.put_post_in_case(case_id, a_post(900).post_id, Part.JOINS, NOON + 70)
    assert (await read(store, case_id)).received_until == NOON + 70
    assert (await read(store, other)).received_until == NOON + 900 + ON_ITS_WAY_MS


async def test_a_case_that_is_not_there_has_no_thread(store: SqliteStore) -> None:
    assert await store.queries.thread(CaseId(1)) is None


async def test_a_private_case_has_a_thread_without_posts(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await unit.put_account(US)
        case_id = await unit.open_case(ANNA.user_id, None, None, waiting(NOON))
        await unit.put_message(a_message(7), case_id, NOON + 7)
        await unit.put_message(replace(a_message(8), sender_id=US.user_id), case_id, NOON + 8)
        await send(unit, replace(a_send(case_id, channel=Channel.MESSAGE), state=OutboxState.SENT, remote_id=8))
    thread = await read(store, case_id)
    assert [(item.message.message_id, item.agent) for item in thread.items if isinstance(item, ThreadMessage)] == [
        (7, None),
        (8, JO),
    ]
    assert thread.reply_to is None
    assert thread.customer.user_id == ANNA.user_id


async def test_a_reply_goes_to_the_newest_post_that_summons_us_else_to_the_newest(store: SqliteStore) -> None:
    first = a_post(100)
    later = [replace(a_post(post_id), conversation_id=first.conversation_id) for post_id in (101, 102)]
    async with store.unit() as unit:
        await unit.put_account(US)
        await unit.put_post(first, Summons.NONE)
        case_id = await unit.open_case(ANNA.user_id, first.conversation_id, first.post_id, waiting(NOON))
        await unit.put_post_in_case(case_id, first.post_id, Part.OPENS, NOON)
        await add_post(unit, case_id, later[0], Summons.NONE, Part.JOINS)
    assert await target(store, case_id) == 101
    async with store.unit() as unit:
        await add_post(unit, case_id, later[1], Summons.MENTION, Part.JOINS)
        newest = replace(a_post(103), conversation_id=first.conversation_id)
        await add_post(unit, case_id, newest, Summons.NONE, Part.JOINS)
        await add_post(unit, case_id, our_post(104, newest), Summons.OWN, Part.ANSWERS)
    assert await target(store, case_id) == 102
    async with store.unit() as unit:
        await unit.mark_gone(later[1].post_id)
    assert await target(store, case_id) == 103


async def target(store: SqliteStore, case_id: CaseId) -> int | None:
    reply_to = (await read(store, case_id)).reply_to
    return reply_to.post.post_id if reply_to else None


async def test_a_post_that_is_gone_is_marked(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        await unit.mark_gone(post.post_id)
    (item,) = (await read(store, case_id)).items
    assert isinstance(item, ThreadPost)
    assert (item.gone, item.post.text) == (True, "")


async def test_only_the_newest_items_are_read_and_pending_ones_always(store: SqliteStore) -> None:
    post = a_post(1, at=NOON)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        for number in range(2, THREAD_ITEMS + 50):
            await unit.put_post(replace(our_post(number, post), posted_at=NOON + number // 2), Summons.OWN)
        await write_note(unit, case_id, "newest", NOON + THREAD_ITEMS)
        await send(unit, a_send(case_id))
    items = (await read(store, case_id)).items
    assert len(items) == THREAD_ITEMS
    assert isinstance(items[-1], ThreadSend)
    assert isinstance(items[-2], ThreadNote)
    post_ids = [item.post.post_id for item in items if isinstance(item, ThreadPost)]
    assert post_ids == list(range(THREAD_ITEMS + 50 - (THREAD_ITEMS - 2), THREAD_ITEMS + 50))


async def test_other_cases_of_the_customer_are_counted(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_ids = [await open_case(unit, a_post(post_id)) for post_id in (100, 200, 300)]
        await open_case(unit, a_post(400, BEN))
        await unit.mark_whole(a_post(200).conversation_id)
    assert [(await read(store, case_id)).earlier_cases for case_id in case_ids] == [2, 2, 2]
    assert [(await read(store, case_id)).whole for case_id in case_ids] == [False, True, False]


async def test_posts_that_are_quoted_from_elsewhere_come_with_their_authors(store: SqliteStore) -> None:
    other = a_post(50, BEN, "The kettle of the year")
    post = replace(a_post(100), quoted_post_id=other.post_id)
    again = replace(a_post(101), conversation_id=post.conversation_id, quoted_post_id=post.post_id)
    unknown = replace(a_post(102), conversation_id=post.conversation_id, quoted_post_id=PostId(49))
    async with store.unit() as unit:
        await unit.put_person(BEN)
        await unit.put_post(other, Summons.NONE)
        case_id = await open_case(unit, post)
        for more in (again, unknown):
            await unit.put_post(more, Summons.NONE)
    (quoted,) = (await read(store, case_id)).quoted
    assert (quoted.post, quoted.author) == (other, BEN)


async def test_the_zone_that_was_noted_last_in_any_case_of_the_customer_is_theirs(store: SqliteStore) -> None:
    async with store.unit() as unit:
        cases = [await open_case(unit, a_post(post_id)) for post_id in (100, 200)]
        bens = await open_case(unit, a_post(300, BEN))
    assert (await read(store, cases[0])).customer_zone == ""
    async with store.unit() as unit:
        await decide(unit, cases[1], ZoneNoted("Europe/Paris"))
        await decide(unit, cases[0], ZoneNoted("Asia/Tokyo"), at=NOON + 1)
        await decide(unit, bens, ZoneNoted("Europe/Rome"), at=NOON + 2)
        await unit.strike_decision(await decide(unit, cases[1], ZoneNoted("Africa/Lagos"), at=NOON + 3))
    assert [(await read(store, case_id)).customer_zone for case_id in (*cases, bens)] == [
        "Asia/Tokyo",
        "Asia/Tokyo",
        "Europe/Rome",
    ]
