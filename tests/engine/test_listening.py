"""Listening: each query is read from where it was left, apart from the others, and what it finds is heard."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from fake_x import US
from house import ANNA, BEN, House

from tui_desk.desk.x_port import PostPage, RefusedError, UnreachableError
from tui_desk.domain.ids import ConversationId, PostId
from tui_desk.domain.model import Post
from tui_desk.engine.ingest import Ingest, source_of

ONE, OTHER = "parcelfox -@brand", '"parcel fox" -@brand'
DAY_MS = 24 * 60 * 60 * 1000


@pytest.fixture
def said(house: House) -> Callable[..., Post]:
    """Posts that name us without turning to us, with ids of their time, as X gives them."""

    def post(text: str = "parcelfox is late again", at: int | None = None, **more: object) -> Post:
        made_at = house.clock() if at is None else at
        house.next_id = max(house.next_id, (made_at - 1_288_834_974_657) << 22)
        made = house.inbound(BEN, text, **{"mentioned_ids": (), **more})
        return replace(made, posted_at=made_at)

    return post


def listener(house: House, *queries: str) -> Ingest:
    return Ingest(house.recorder, house.store.queries, house.x, US, queries)


async def words(house: House) -> set[str]:
    return {row.words for row in await house.everything()}


async def test_what_a_query_finds_opens_a_case_and_moves_the_querys_own_cursor(
    house: House, said: Callable[..., Post]
) -> None:
    post = said()
    house.x.found = {ONE: [post], OTHER: []}
    await listener(house, ONE, OTHER).listen()
    assert await words(house) == {"parcelfox is late again"}
    assert await house.store.queries.cursor(source_of(ONE)) == post.post_id
    assert await house.store.queries.cursor(source_of(OTHER)) is None


async def test_every_page_is_read_from_where_the_last_reading_was_broken_off(
    house: House, said: Callable[..., Post]
) -> None:
    house.x.page_size = 2
    house.x.found = {ONE: [said(f"parcelfox {number}") for number in range(7)]}
    reading, pages = house.x.search, 0

    async def breaks_at_the_third_page(query: str, since: PostId | None, page: str | None) -> PostPage:
        nonlocal pages
        pages += 1
        if pages == 3:
            raise UnreachableError("cut")
        return await reading(query, since, page)

    house.x.search = breaks_at_the_third_page  # type: ignore[method-assign]
    ingest = listener(house, ONE)
    with pytest.raises(UnreachableError):
        await ingest.listen()
    assert await house.store.queries.cursor(source_of(ONE)) is None
    await ingest.listen()
    assert pages == 5, "two pages, the break, and the two that were left"
    assert await words(house) == {f"parcelfox {number}" for number in range(7)}


async def test_a_query_that_was_never_asked_begins_a_day_back(house: House, said: Callable[..., Post]) -> None:
    old, recent = said("parcelfox long ago", house.clock() - 2 * DAY_MS), said("parcelfox of late")
    house.x.found = {ONE: [old, recent]}
    await listener(house, ONE).listen()
    assert await words(house) == {"parcelfox of late"}


async def test_a_query_that_x_refuses_is_named_and_holds_up_no_other(house: House, said: Callable[..., Post]) -> None:
    house.x.found = {OTHER: [said()]}
    house.x.odd_queries = {ONE}
    with pytest.raises(RefusedError, match="X refuses to search for parcelfox"):
        await listener(house, ONE, OTHER).listen()
    assert await words(house) == {"parcelfox is late again"}


async def test_without_a_connection_no_further_query_is_tried(house: House) -> None:
    house.x.reads_fail = 1
    with pytest.raises(UnreachableError):
        await listener(house, ONE, OTHER).listen()
    assert house.x.calls == ["search"]


async def test_our_own_words_and_mentions_that_are_stored_do_no_harm(house: House, said: Callable[..., Post]) -> None:
    ours = replace(said("parcelfox is hiring"), author_id=US.user_id)
    mention = said("parcelfox, hello", mentioned_ids=(US.user_id,))
    house.x.inbound = [mention]
    ingest = listener(house, ONE)
    await ingest.read_mentions()
    before = await house.everything()
    house.x.found = {ONE: [ours, mention]}
    await ingest.listen()
    assert await house.everything() == before


async def test_what_was_read_as_part_of_a_thread_is_still_heard(house: House, said: Callable[..., Post]) -> None:
    mention = said("Hello, brand", mentioned_ids=(US.user_id,))
    chimes = said("parcelfox lost mine, too", conversation_id=ConversationId(mention.post_id))
    chimes = replace(chimes, author_id=ANNA.user_id, reply_to_post_id=mention.post_id)
    house.x.inbound = [mention, chimes]
    ingest = listener(house, ONE)
    await ingest.read_mentions()
    await ingest.complete_threads()
    assert await words(house) == {"Hello, brand"}
    house.x.found = {ONE: [chimes]}
    await ingest.listen()
    assert await words(house) == {"Hello, brand", "parcelfox lost mine, too"}
