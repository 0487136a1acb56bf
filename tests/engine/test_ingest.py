"""Reading X: nothing missed between pages, nothing stored twice, threads made whole."""

from dataclasses import replace

import pytest
from fake_x import US
from house import ANNA, BEN, House

from tui_desk.desk.views import ThreadMessage, ThreadPost
from tui_desk.desk.x_port import MessagePage, PostPage, RateLimitedError, UnreachableError
from tui_desk.domain.ids import ConversationId, MessageId, PostId, UserId
from tui_desk.domain.model import CaseState, Message, Post
from tui_desk.engine.ingest import MENTIONS, MESSAGES, Ingest


def ingest_of(house: House) -> Ingest:
    return Ingest(house.recorder, house.store.queries, house.x, US)


async def test_every_page_is_read_and_then_the_cursor_moves(house: House) -> None:
    house.x.page_size = 3
    house.x.inbound = [house.inbound(text=f"Post {number}") for number in range(10)]
    await ingest_of(house).read_mentions()
    assert len(await house.everything()) == 10
    assert await house.store.queries.cursor(MENTIONS) == house.x.inbound[-1].post_id


async def test_a_break_between_pages_leaves_the_cursor_and_the_next_reading_misses_nothing(house: House) -> None:
    house.x.page_size = 3
    house.x.inbound = [house.inbound(text=f"Post {number}") for number in range(10)]
    reading = house.x.mentions

    async def breaks_at_the_second_page(*words: object) -> object:
        if words[2] is not None:
            raise UnreachableError("cut")
        return await reading(*words)  # type: ignore[arg-type]

    house.x.mentions = breaks_at_the_second_page  # type: ignore[method-assign,assignment]
    with pytest.raises(UnreachableError):
        await ingest_of(house).read_mentions()
    assert await house.store.queries.cursor(MENTIONS) is None
    assert len(await house.everything()) == 3
    house.x.mentions = reading  # type: ignore[method-assign]
    await ingest_of(house).read_mentions()
    assert len(await house.everything()) == 10


async def test_reading_the_same_again_changes_nothing(house: House) -> None:
    house.x.inbound = [house.inbound(), house.inbound(BEN)]
    await ingest_of(house).read_mentions()
    before = await house.everything()
    async with house.store.unit() as unit:
        await unit.move_cursor(MENTIONS, 0)
    await ingest_of(house).read_mentions()
    assert await house.everything() == before


async def test_messages_join_the_case_and_ours_answer_it(house: House) -> None:
    case_id, _ = await house.new_case()
    house.clock.forward(60_000)
    theirs = Message(MessageId(500), ANNA.user_id, ANNA.user_id, "My number is 12", house.clock())
    house.x.inbound_messages = [theirs]
    await ingest_of(house).read_messages()
    house.clock.forward(60_000)
    ours = Message(MessageId(501), US.user_id, ANNA.user_id, "Found it", house.clock())
    house.x.inbound_messages = [theirs, ours]
    await ingest_of(house).read_messages()
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert [entry.message.text for entry in thread.items if isinstance(entry, ThreadMessage)] == [
        "My number is 12",
        "Found it",
    ]
    assert thread.case.state is CaseState.WAITING
    assert await house.store.queries.cursor(MESSAGES) == 501


async def test_an_older_message_on_a_later_page_is_not_missed_behind_a_known_one_of_ours(house: House) -> None:
    await house.new_case()
    house.x.page_size = 2
    texts = ["one", "two", "three", "four", "five"]
    everything = [
        Message(MessageId(500 + number), ANNA.user_id, ANNA.user_id, text, house.clock() + number)
        for number, text in enumerate(texts)
    ]
    house.x.inbound_messages = everything
    async with house.store.unit() as unit:
        case = await unit.latest_case_of(ANNA.user_id)
        assert case is not None
        await unit.put_message(replace(everything[-1], sender_id=US.user_id), case.case_id, house.clock())
    await ingest_of(house).read_messages()
    for message in everything:
        assert await house.store.queries.knows_message(message.message_id)


def question_and_answer(house: House) -> tuple[Message, Message]:
    """Somebody never seen asks, and we answer from elsewhere."""
    theirs = Message(MessageId(500), ANNA.user_id, ANNA.user_id, "Hello?", house.clock())
    house.clock.forward(60_000)
    return theirs, Message(MessageId(501), US.user_id, ANNA.user_id, "We are at it", house.clock())


async def test_an_answer_of_ours_on_an_earlier_page_than_its_question_is_kept_for_it(house: House) -> None:
    house.x.page_size = 1
    house.x.inbound_messages = [*question_and_answer(house)]
    ingest = ingest_of(house)
    await ingest.read_messages()
    thread = await house.thread(await house.newest_case())
    assert thread.standing.state is CaseState.WAITING
    assert [entry.message.message_id for entry in thread.items if isinstance(entry, ThreadMessage)] == [500, 501]


async def test_a_message_of_ours_joins_the_case_that_opens_in_public_only_later(house: House) -> None:
    _, ours = question_and_answer(house)
    house.x.inbound_messages = [ours]
    ingest = ingest_of(house)
    await ingest.read_messages()
    assert await house.everything() == []
    case_id, _ = await house.new_case()
    await ingest.read_messages()
    thread = await house.thread(case_id)
    assert [entry.message.message_id for entry in thread.items if isinstance(entry, ThreadMessage)] == [501]


async def test_messages_of_ours_to_strangers_are_not_written_again_at_every_reading(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ours = question_and_answer(house)
    house.x.inbound_messages = [ours]
    ingest = ingest_of(house)
    await ingest.read_messages()

    def no_unit() -> None:
        raise AssertionError("there was nothing to write")

    monkeypatch.setattr(house.store, "unit", no_unit)
    await ingest.read_messages()


async def test_a_message_from_somebody_never_seen_opens_a_case_in_private(house: House) -> None:
    house.x.inbound_messages = [Message(MessageId(500), BEN.user_id, BEN.user_id, "Hello", house.clock())]
    await ingest_of(house).read_messages()
    (row,) = await house.everything()
    assert (row.handle, row.words) == ("ben", "Hello")
    thread = await house.desk.thread(row.case_id)
    assert thread is not None
    assert thread.reply_to is None


async def test_a_thread_is_made_whole(house: House) -> None:
    root = house.inbound(BEN, "Anybody else without a connection?", mentioned_ids=())
    house.clock.forward(1000)
    asks = replace(
        house.inbound(ANNA, "Me too. @brand what is up?"),
        conversation_id=root.conversation_id,
        reply_to_post_id=root.post_id,
        reply_to_user_id=BEN.user_id,
    )
    house.x.inbound = [root, asks]
    ingest = ingest_of(house)
    await ingest.read_mentions()
    (row,) = await house.everything()
    before = await house.desk.thread(row.case_id)
    assert before is not None
    assert not before.whole
    for _generation in range(2):
        await ingest.complete_threads()
    after = await house.desk.thread(row.case_id)
    assert after is not None
    assert after.whole
    assert [entry.post.text for entry in after.items if isinstance(entry, ThreadPost)] == [root.text, asks.text]
    assert await house.store.queries.conversations_to_fetch(5) == []


async def test_an_edit_replaces_the_words_and_opens_no_second_case(house: House) -> None:
    post = house.inbound(text="My parsel is late")
    house.x.inbound = [post]
    await ingest_of(house).read_mentions()
    edited = replace(post, version_id=PostId(post.post_id + 50), text="My parcel is late", edited_at=house.clock())
    house.x.inbound = [edited]
    await ingest_of(house).read_mentions()
    (row,) = await house.everything()
    assert row.words == "My parcel is late"


async def test_an_answer_stored_before_its_question_still_answers_it(house: House) -> None:
    asks = house.inbound()
    house.clock.forward(60_000)
    ours = Post(
        PostId(900), PostId(900), ConversationId(asks.post_id), US.user_id, "Done", house.clock(),
        reply_to_post_id=asks.post_id, reply_to_user_id=ANNA.user_id,
    )  # fmt: skip
    house.x.posted = [ours]
    await ingest_of(house).read_own_posts()
    assert await house.everything() == []
    house.x.inbound = [asks]
    await ingest_of(house).read_mentions()
    (row,) = await house.everything()
    assert row.state is CaseState.WAITING


async def test_who_takes_messages_is_asked_before_an_agent_needs_to_know(house: House) -> None:
    stranger = replace(BEN, user_id=BEN.user_id, receives_messages=None)
    house.x.people_known = {BEN.user_id: stranger}
    house.x.inbound = [house.inbound(BEN)]
    ingest = ingest_of(house)
    await ingest.read_mentions()
    house.x.people_known = {BEN.user_id: replace(BEN, receives_messages=False, seen_at=house.clock())}
    await ingest.ask_about_people()
    (row,) = await house.everything()
    thread = await house.desk.thread(row.case_id)
    assert thread is not None
    assert thread.customer.receives_messages is False


async def test_somebody_of_whom_x_says_nothing_is_not_asked_about_again_and_again(house: House) -> None:
    house.x.people_known = {BEN.user_id: replace(BEN, receives_messages=None)}
    house.x.inbound = [house.inbound(BEN)]
    ingest = ingest_of(house)
    await ingest.read_mentions()
    for _ in range(3):
        await ingest.ask_about_people()
    assert house.x.calls.count("people") == 1


async def test_a_reading_broken_off_goes_on_where_it_was(house: House) -> None:
    house.x.page_size = 1
    house.x.inbound_messages = [
        Message(MessageId(500 + number), ANNA.user_id, ANNA.user_id, f"word {number}", house.clock() + number)
        for number in range(9)
    ]
    ingest = ingest_of(house)
    reading, budget = house.x.messages, [4]

    async def with_a_budget(account_id: UserId, page: str | None) -> MessagePage:
        if not budget[0]:
            budget[0] = 4
            raise RateLimitedError("too many", house.clock())
        budget[0] -= 1
        return await reading(account_id, page)

    house.x.messages = with_a_budget  # type: ignore[method-assign]
    for _ in range(2):
        with pytest.raises(RateLimitedError):
            await ingest.read_messages()
    await ingest.read_messages()
    assert await house.store.queries.cursor(MESSAGES) == 508
    for message in house.x.inbound_messages:
        assert await house.store.queries.knows_message(message.message_id)


async def test_what_x_shows_late_is_still_read(house: House) -> None:
    house.x.inbound = [house.inbound(text="first"), house.inbound(text="second")]
    late, shown = house.x.inbound
    house.x.inbound = [shown]
    ingest = ingest_of(house)
    await ingest.read_mentions()
    house.x.inbound = [late, shown]
    await ingest.read_mentions()
    assert {row.words for row in await house.everything()} == {"first", "second"}


async def test_a_conversation_that_cannot_be_fetched_does_not_hold_up_the_others(house: House) -> None:
    house.x.inbound = [house.inbound(), house.inbound(BEN)]
    ingest = ingest_of(house)
    await ingest.read_mentions()
    newest = house.x.inbound[-1].conversation_id
    searching = house.x.conversation

    async def fails_for_one(conversation_id: ConversationId, page: str | None) -> PostPage:
        if conversation_id == newest:
            raise UnreachableError("bad luck")
        return await searching(conversation_id, page)

    house.x.conversation = fails_for_one  # type: ignore[method-assign]
    with pytest.raises(UnreachableError):
        await ingest.complete_threads()
    await ingest.complete_threads()
    left = await house.store.queries.conversations_to_fetch(9)
    assert [each.conversation_id for each in left] == [newest]


async def test_a_page_that_always_fails_does_not_keep_what_is_new_away(house: House) -> None:
    house.x.page_size = 1
    house.x.inbound = [house.inbound(), house.inbound(BEN)]
    reading = house.x.mentions

    async def second_page_fails(account_id: UserId, since: PostId | None, page: str | None) -> PostPage:
        if page is not None:
            raise UnreachableError("odd")
        return await reading(account_id, since, page)

    house.x.mentions = second_page_fails  # type: ignore[method-assign]
    ingest = ingest_of(house)
    for _ in range(3):
        with pytest.raises(UnreachableError):
            await ingest.read_mentions()
    late = house.inbound(text="brand new")
    house.x.inbound.append(late)
    for _ in range(2):
        with pytest.raises(UnreachableError):
            await ingest.read_mentions()
    assert "brand new" in {row.words for row in await house.everything()}
