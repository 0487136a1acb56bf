"""What arrives, in whatever order and however much: each post in its case, and no commit that grows with the rest."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from fake_x import US
from house import ANNA, BEN, House

from tui_desk.desk.commands import Accepted, SplitCase
from tui_desk.desk.engine_commands import RecordPosts
from tui_desk.desk.handlers.intake import POSTS_AT_ONCE
from tui_desk.desk.store_port import StoreError, Unit
from tui_desk.desk.views import QueueView
from tui_desk.domain.decisions import Resolved, Solved
from tui_desk.domain.ids import CaseId, ConversationId, PostId, UserId
from tui_desk.domain.model import CaseState, Person, Post
from tui_desk.store.connection import Connection, Parameters

OUTAGE = ConversationId(100)
FIRST_CUSTOMER = 1_000


def complaint(house: House, number: int) -> Post:
    """One of many customers answers our word on an outage."""
    house.clock.forward(10)
    return Post(
        PostId(10_000 + number), PostId(10_000 + number), OUTAGE, UserId(FIRST_CUSTOMER + number),
        "@brand mine is down, too", house.clock(), mentioned_ids=(US.user_id,),
        reply_to_post_id=PostId(OUTAGE), reply_to_user_id=US.user_id,
    )  # fmt: skip


async def outage(house: House, count: int) -> None:
    """We speak of an outage, and many customers answer."""
    root = Post(PostId(OUTAGE), PostId(OUTAGE), OUTAGE, US.user_id, "We have an outage", house.clock())
    posts = tuple(complaint(house, number) for number in range(count))
    people = tuple(Person(post.author_id, f"customer{post.author_id}", "Somebody") for post in posts)
    await house.recorder.do(RecordPosts((root, *posts), people))


def ours(house: House, post_id: int, answers: PostId, author: UserId, conversation_id: ConversationId) -> Post:
    """A post of ours from elsewhere."""
    house.clock.forward(10)
    return Post(
        PostId(post_id), PostId(post_id), conversation_id, US.user_id, "We are at it", house.clock(),
        reply_to_post_id=answers, reply_to_user_id=author,
    )  # fmt: skip


async def rows_read_for_one_more(house: House, number: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many rows are read while one more customer answers, but for those that say whom to tell."""
    read = 0
    ask = Connection.all

    async def counting(connection: Connection, statement: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        nonlocal read
        rows = await ask(connection, statement, parameters)
        read += 0 if "head_id FROM" in statement or "INTO change" in statement else len(rows)
        return rows

    post = complaint(house, number)
    with monkeypatch.context() as patch:
        patch.setattr(Connection, "all", counting)
        await house.recorder.do(RecordPosts((post,), (Person(post.author_id, "late", "Late"),)))
    return read


async def test_one_more_voice_costs_the_same_however_many_there_are(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await outage(house, 5)
    among_few = await rows_read_for_one_more(house, 5, monkeypatch)
    await outage(house, 60)
    assert await rows_read_for_one_more(house, 60, monkeypatch) == among_few
    assert len(await house.everything()) == 61


async def test_a_page_is_stored_some_posts_at_a_time_and_the_cursor_moves_with_the_last(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = RecordPosts(tuple(complaint(house, number) for number in range(POSTS_AT_ONCE + 1)), (), (), "mentions", 9)
    begin, begun = house.store.unit, 0

    @asynccontextmanager
    async def breaks_the_second_time() -> AsyncIterator[Unit]:
        nonlocal begun
        begun += 1
        if begun == 2:
            raise StoreError("The database is busy", "Try again.")
        async with begin() as unit:
            yield unit

    with monkeypatch.context() as patch:
        patch.setattr(house.store, "unit", breaks_the_second_time)
        with pytest.raises(StoreError):
            await house.recorder.do(command)
    assert len(await house.everything()) == POSTS_AT_ONCE
    assert await house.store.queries.cursor("mentions") is None
    await house.recorder.do(command)
    assert len(await house.everything()) == POSTS_AT_ONCE + 1
    assert await house.store.queries.cursor("mentions") == 9


async def test_heard_posts_stay_heard_and_what_they_refer_to_does_not_however_many_there_are(house: House) -> None:
    names = tuple(
        replace(house.inbound(ANNA, f"ParcelFox lost it {number}", mentioned_ids=()), author_id=UserId(2_000 + number))
        for number in range(POSTS_AT_ONCE + 5)
    )
    quoted = house.inbound(BEN, "ParcelFox is blue", mentioned_ids=())
    await house.recorder.do(RecordPosts(names, (), (quoted,), heard=True))
    rows = await house.everything()
    assert len(rows) == len(names)
    assert all(row.is_heard for row in rows)


async def test_everybody_who_reads_a_busy_thread_is_told_of_a_new_word_in_it(house: House) -> None:
    case_id, post = await house.new_case()
    other = house.inbound(BEN, "@brand and me", conversation_id=post.conversation_id)
    changes = house.store.changes()
    told: set[int] = set()
    await house.record(other)
    async for batch in changes:
        told |= {change.ref for change in batch if change.kind == "case"}
        if case_id in told:
            break
    assert {case_id, await house.newest_case(BEN)} <= told


async def test_an_answer_in_parts_stored_before_its_question_answers_it_with_every_part(house: House) -> None:
    asks = house.inbound()
    first = ours(house, 900, asks.post_id, ANNA.user_id, asks.conversation_id)
    second = ours(house, 901, first.post_id, US.user_id, asks.conversation_id)
    elsewhere = ours(house, 902, PostId(850), US.user_id, asks.conversation_id)
    await house.recorder.do(RecordPosts((first, second, elsewhere), ()))
    await house.record(asks)
    async with house.store.unit() as unit:
        inside = await unit.posts_in_case(await house.newest_case())
    assert [post.post_id for post, _ in inside] == [asks.post_id, 900, 901]


async def test_what_was_split_off_stays_where_it_is_when_it_is_edited_or_read_again(house: House) -> None:
    case_id, split_off, post = await split(house)
    await house.decide(case_id, Resolved(Solved.PHONE))
    edited = replace(post, version_id=PostId(post.post_id + 5_000), text="And my invoice is odd", edited_at=1)
    for again in (post, edited):
        await house.recorder.do(RecordPosts((again,), ()))
        async with house.store.unit() as unit:
            assert await unit.cases_of_post(post.post_id) == [split_off]
    assert (await house.thread(case_id)).standing.state is CaseState.OWED


async def split(house: House) -> tuple[CaseId, CaseId, Post]:
    """A customer has two matters in one thread; the second has been split off."""
    case_id, first = await house.new_case()
    house.clock.forward(1_000)
    second = house.inbound(
        text="And my invoice is wrong", conversation_id=first.conversation_id,
        reply_to_post_id=first.post_id, reply_to_user_id=ANNA.user_id,
    )  # fmt: skip
    await house.record(second)
    answer = await house.desk.do(SplitCase(house.desk.agent, case_id, second.post_id))
    assert isinstance(answer, Accepted)
    house.clock.forward(1_000)
    return case_id, answer.case_ids[0], second


async def test_an_edit_can_turn_praise_into_a_complaint(house: House) -> None:
    case_id, post = await house.new_case(text="You are wonderful")
    assert await house.lane(QueueView.PRAISE) == [case_id]
    edited = replace(post, version_id=PostId(post.post_id + 5_000), text="You are late", edited_at=house.clock())
    await house.recorder.do(RecordPosts((edited,), ()))
    assert await house.lane(QueueView.NOW) == [case_id]
    async with house.store.unit() as unit:
        assert [part for _, part in await unit.posts_in_case(case_id)] == ["opens"]
