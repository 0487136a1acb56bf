"""Everything a unit of work stores comes back as it was put in."""

from dataclasses import fields, replace
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
    answered,
    edited,
    open_case,
    our_post,
    put,
    send,
    waiting,
    write_note,
)

from tui_desk.desk.store_port import Store, StoreError
from tui_desk.desk.views import QueueView
from tui_desk.domain.case_flow import Standing
from tui_desk.domain.ids import CaseId, PostId, UserId
from tui_desk.domain.model import (
    Account,
    Budget,
    CaseState,
    Channel,
    Draft,
    FollowUp,
    Priority,
)
from tui_desk.domain.permission import Summons
from tui_desk.store.sqlite import SqliteStore

HOSTILE = (
    "\x00nul \x1b]52;c;b3du\x07 \u202eright to left\u202c \u0000 '); DROP TABLE post; -- %s ? :x "
    "[/red] 👩‍👩‍👧‍👦 e\u0301 \U0010ffff \ufeff 届きません\r\n\ttail"
)


async def test_the_store_is_what_the_desk_asks_for(store: SqliteStore) -> None:
    as_port: Store = store
    assert await as_port.queries.queue(QueueView.EVERYTHING, JO, None, 10) == []


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


async def test_what_x_said_of_a_person_stays_until_it_says_otherwise(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await unit.put_person(replace(BEN, receives_messages=False, blocks_us=True, asked_at=1_000))
        await unit.put_person(replace(BEN, seen_at=2_000))
        kept = replace(BEN, receives_messages=False, blocks_us=True, asked_at=1_000, seen_at=2_000)
        assert await unit.person(BEN.user_id) == kept
        later = replace(BEN, receives_messages=True, blocks_us=False, asked_at=3_000, seen_at=3_000)
        await unit.put_person(later)
        assert await unit.person(BEN.user_id) == later


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
        await put(unit, older, answered(NOON + 300))
        assert [case.case_id for case in [await unit.latest_case_of(ANNA.user_id)] if case] == [older]


async def test_a_standing_comes_back_with_every_field(store: SqliteStore) -> None:
    standing = Standing(
        CaseState.OWED,
        opened_at=NOON,
        waiting_since=NOON + 5,
        last_inbound_at=NOON + 6,
        last_outbound_at=NOON + 4,
        first_response_at=NOON + 10,
        substance_at=NOON + 11,
        first_resolved_at=NOON + 12,
        last_resolved_at=NOON + 13,
        reopened_at=NOON + 14,
        awaiting_since=NOON + 15,
        owed_since=NOON + 16,
        promise_until=NOON + 17,
        snoozed_until=NOON + 18,
        channel=Channel.MESSAGE,
        customer_time_ms=7,
        follow_up=FollowUp.PROMISED,
        is_snoozed=True,
        priority=Priority.URGENT,
        owner=JO,
        is_watched=True,
        is_muted=True,
        is_praise=True,
        labels=("loud", "\U0001fad6"),
        reason="phone",
    )
    plain = Standing(CaseState.NEW, 0, None, 0, None)
    left = [field.name for field in fields(Standing) if getattr(standing, field.name) == getattr(plain, field.name)]
    assert left == []
    async with store.unit() as unit:
        case_id, opened = await open_case(unit, a_post(100)), await unit.open_case(BEN.user_id, None, None, standing)
        await put(unit, case_id, standing)
        case = await unit.case(case_id)
    assert case is not None
    assert (case.state, case.opened_at, case.waiting_since) == (standing.state, NOON, NOON + 5)
    assert (case.last_inbound_at, case.last_outbound_at) == (NOON + 6, NOON + 4)
    for each in (case_id, opened):
        thread = await store.queries.thread(each)
        assert thread is not None
        assert thread.standing == standing


async def test_unclosed_cases_come_by_their_id(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_ids = [await open_case(unit, a_post(post_id)) for post_id in (100, 200, 300, 400, 500)]
        await put(unit, case_ids[1], replace(waiting(NOON), state=CaseState.RESOLVED))
        await unit.put_merged_into(case_ids[2], case_ids[0])
        assert await unit.unclosed_cases(CaseId(0), 10) == [case_ids[0], case_ids[3], case_ids[4]]
        assert await unit.unclosed_cases(case_ids[0], 1) == [case_ids[3]]
        assert await unit.unclosed_cases(case_ids[4], 10) == []


async def test_drafts_are_kept_by_case_and_channel(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        draft = Draft(case_id, Channel.REPLY, "Sorry to h", PostId(100), NOON)
        await unit.put_draft(draft)
        await unit.put_draft(replace(draft, text="Sorry to hear", updated_at=NOON + 1))
        newer = replace(draft, text="Sorry to hear", updated_at=NOON + 1)
        assert await unit.drafts(case_id, Channel.REPLY) == [newer]
        assert await unit.drafts(case_id, Channel.MESSAGE) == []
        await unit.drop_draft(case_id, Channel.REPLY)
        assert await unit.drafts(case_id, Channel.REPLY) == []


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


async def test_a_budget_is_news_where_it_differs(store: SqliteStore) -> None:
    replies, messages = Budget(Channel.REPLY, 40, NOON + 9), Budget(Channel.MESSAGE, 15, NOON + 9)
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        assert await unit.put_budget(replace(replies, remaining=41))
        assert await unit.put_budget(replies)
        assert not await unit.put_budget(replies)
        assert await unit.put_budget(messages)
        assert await unit.put_budget(replace(replies, resets_at=NOON + 10))
    thread = await store.queries.thread(case_id)
    assert thread is not None
    assert thread.budgets == (messages, replace(replies, resets_at=NOON + 10))


async def test_the_mark_of_the_clock_rules_is_kept(store: SqliteStore) -> None:
    async with store.unit() as unit:
        assert await unit.clock_rules_mark() == ""
        await unit.put_clock_rules_mark("abc 12")
        await unit.put_clock_rules_mark("abc")
        assert await unit.clock_rules_mark() == "abc"


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
        await write_note(unit, case_id, text, NOON)
        await unit.put_draft(Draft(case_id, Channel.NOTE, text, None, NOON))
        await send(unit, replace(a_send(case_id, text), problem=text))
    thread = await store.queries.thread(case_id)
    assert thread is not None
    items = repr(thread.items)
    assert thread.customer.name == thread.customer.bio == thread.drafts[0].text == text
    assert items.count(f"text={text!r}") == 4
    assert f"problem={text!r}" in items
    (row,) = await store.queries.queue(QueueView.EVERYTHING, JO, None, 10)
    assert (row.name, row.words) == (text, text)
