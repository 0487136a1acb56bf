"""The contract: the real client against the simulated X, over its socket, in every way it can be asked and can fail."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from x.scripted import KEYS, TOKEN, client_at

from tui_desk.desk.x_port import (
    NotSignedInError,
    OutcomeUnknownError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    UnreachableError,
    XError,
)
from tui_desk.domain.ids import ConversationId, PostId, UserId
from tui_desk.domain.model import Account, Channel, Post
from tui_desk.sandbox.archive import Archive
from tui_desk.sandbox.call import Simulator
from tui_desk.sandbox.clock import WorldClock
from tui_desk.sandbox.faults import Fault, FaultKind
from tui_desk.sandbox.platform import Platform
from tui_desk.sandbox.policy import NO_MESSAGE, NOT_SUMMONED
from tui_desk.sandbox.selection import Vocabulary as SpokenWords
from tui_desk.sandbox.server import serve
from tui_desk.x.access import Access, UserToken, Way
from tui_desk.x.client import TweepyClient
from tui_desk.x.wire import Vocabulary

STARTS_AT = 1_790_000_000_000
BRAND = UserId(77)
MIRA = UserId(501)
OTTO = UserId(502)
APP_TOKEN = "token-of-an-app"
NO_POST = PostId(9)


@dataclass
class Meeting:
    """A simulated X and a client of the brand's."""

    simulator: Simulator
    client: TweepyClient
    socket: Path
    asked: PostId = NO_POST
    """The post that is answered; by default none that exists."""

    @property
    def platform(self) -> Platform:
        return self.simulator.platform

    def goes_wrong(self, kind: FaultKind, **how: Any) -> None:
        self.simulator.faults.add(Fault(kind, **how))

    def mention(self, text: str = "@brightloaf where is my bread?", **more: Any) -> PostId:
        self.simulator.clock.advance(1_000)
        return PostId(self.platform.create_post(MIRA, text, **more).post_id)

    def sent_posts(self) -> list[str]:
        return [post.written_text for post in self.platform.posts_by(BRAND)]

    def sent_messages(self) -> list[str]:
        return [message.text for message in self.platform.messages_of(BRAND) if message.sender_id == BRAND]


WAYS: dict[str, tuple[Access, Vocabulary]] = {
    "token": (UserToken(TOKEN), Vocabulary.TWEET),
    "keys": (KEYS, Vocabulary.TWEET),
    "newer words": (UserToken(TOKEN), Vocabulary.POST),
    "newer words, keys": (KEYS, Vocabulary.POST),
}


async def _meeting(folder: Path, access: Access, vocabulary: Vocabulary) -> AsyncIterator[Meeting]:
    clock, archive, socket = WorldClock(STARTS_AT, speed=0), Archive(":memory:"), folder / "x.sock"
    platform = Platform(archive, clock.now)
    platform.add_user("brightloaf", "Bright Loaf", user_id=BRAND, bio="Bread & more", verified_type="business")
    platform.add_user("mira_k", "Mira K", user_id=MIRA, bio="<3 rye", followers=12, location="Lübeck")
    platform.add_user("otto", "Otto", user_id=OTTO, protected=True, receives_dm=False)
    words = frozenset({SpokenWords(vocabulary.value)})
    async with serve(
        socket, platform, clock, {TOKEN: BRAND, KEYS.access_token: BRAND}, vocabularies=words
    ) as simulator:
        simulator.accounts.give(APP_TOKEN, None)
        way = Way(socket=socket, total_seconds=5.0, vocabulary=vocabulary)
        async with client_at(way, access, lambda: time.time_ns() // 1_000_000) as client:
            yield Meeting(simulator, client, socket)
    archive.close()


@pytest.fixture(params=WAYS)
async def every_way(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Meeting]:
    async for meeting in _meeting(tmp_path, *WAYS[request.param]):
        yield meeting


@pytest.fixture
async def x(tmp_path: Path) -> AsyncIterator[Meeting]:
    async for meeting in _meeting(tmp_path, *WAYS["token"]):
        yield meeting


# Reading


async def test_the_account(every_way: Meeting) -> None:
    assert await every_way.client.account() == Account(BRAND, "brightloaf", "Bright Loaf")


async def test_mentions_are_read_whole(every_way: Meeting) -> None:
    own = every_way.platform.create_post(BRAND, "Fresh rolls at seven!").post_id
    asked = every_way.mention(
        "Q&A: is <rye> back? see https://pics.example/a?b=1&c=2", reply_to=own, alt_texts=["A shelf"]
    )
    page = await every_way.client.mentions(BRAND, None, None)
    (post,) = page.posts
    assert post == Post(
        post_id=asked,
        version_id=asked,
        conversation_id=ConversationId(own),
        author_id=MIRA,
        text=post.text,
        posted_at=every_way.simulator.clock.now(),
        lang="en",
        reply_to_post_id=PostId(own),
        reply_to_user_id=BRAND,
        mentioned_ids=(BRAND,),
        alt_texts=("A shelf",),
    )
    assert post.text.startswith(
        "@brightloaf Q&A: is <rye> back? see https://pics.example/a?b=1&c=2 https://x.com/mira_k/"
    )
    mira = next(person for person in page.people if person.user_id == MIRA)
    assert (mira.bio, mira.followers, mira.location, mira.receives_messages) == ("<3 rye", 12, "Lübeck", True)
    assert [parent.post_id for parent in page.referenced] == [own]
    assert (page.next_page, page.unreadable) == (None, 0)


async def test_a_long_post_is_read_to_its_end(every_way: Meeting) -> None:
    story = "@brightloaf " + "and then the oven went cold again " * 20 + "the end"
    every_way.mention(story)
    (post,) = (await every_way.client.mentions(BRAND, None, None)).posts
    assert post.text == story


async def test_pages_are_followed_to_the_last(every_way: Meeting) -> None:
    asked = [every_way.mention(f"@brightloaf number {number}") for number in range(130)]
    first = await every_way.client.mentions(BRAND, None, None)
    assert first.next_page is not None
    second = await every_way.client.mentions(BRAND, None, first.next_page)
    assert [post.post_id for post in (*first.posts, *second.posts)] == asked[::-1]
    assert second.next_page is None
    assert (await every_way.client.mentions(BRAND, asked[-1], None)).posts == ()
    newer = await every_way.client.mentions(BRAND, asked[-3], None)
    assert [post.post_id for post in newer.posts] == [asked[-1], asked[-2]]


async def test_an_edited_post_keeps_its_identity(every_way: Meeting) -> None:
    asked = every_way.mention("@brightloaf wher is it")
    every_way.simulator.clock.advance(60_000)
    edited = every_way.platform.edit_post(asked, "@brightloaf where is it")
    (post,) = (await every_way.client.mentions(BRAND, None, None)).posts
    assert (post.post_id, post.version_id) == (asked, edited.latest_id)
    assert post.text == "@brightloaf where is it"
    assert post.posted_at == STARTS_AT + 1_000
    assert post.edited_at == STARTS_AT + 61_000


async def test_own_posts_quotes_and_reposts(every_way: Meeting) -> None:
    asked = every_way.mention()
    own = every_way.platform.create_post(BRAND, "On its way!", reply_to=asked).post_id
    every_way.platform.repost(BRAND, asked)
    page = await every_way.client.own_posts(BRAND, None, None)
    assert [(post.post_id, post.reply_to_post_id) for post in page.posts] == [(own, asked)]
    assert [post.post_id for post in page.referenced] == [asked]
    quoting = every_way.mention("look at this", quote_of=own)
    (post,) = (await every_way.client.posts((quoting,))).posts
    assert post.quoted_post_id == own


async def test_a_search_finds_who_does_not_turn_to_us(every_way: Meeting) -> None:
    every_way.mention()
    first = every_way.mention("Bright Loaf, where is my bread?")
    every_way.mention("Bright Loaf again, for nothing", lang="de")
    every_way.platform.repost(BRAND, first)
    second = every_way.mention("I miss the #brightloaf of old")
    every_way.platform.create_post(BRAND, "Bright Loaf is open!")
    query = '(("bright loaf" OR #brightloaf) lang:en) -@brightloaf -from:brightloaf -is:retweet'
    every_way.simulator.clock.advance(60_000)
    page = await every_way.client.search(query, None, None)
    assert [post.post_id for post in page.posts] == [second, first]
    assert [person.user_id for person in page.people] == [MIRA]


async def test_a_search_is_followed_to_its_last_page(x: Meeting) -> None:
    asked = [x.mention(f"bright loaf number {number}") for number in range(130)]
    x.simulator.clock.advance(60_000)
    first = await x.client.search('"bright loaf"', None, None)
    second = await x.client.search('"bright loaf"', None, first.next_page)
    assert [post.post_id for post in (*first.posts, *second.posts)] == asked[::-1]
    assert second.next_page is None


@pytest.mark.parametrize("query", ["-brightloaf", "lang:en", "x" * 513, "(brightloaf"])
async def test_a_query_that_x_does_not_take_is_refused(x: Meeting, query: str) -> None:
    with pytest.raises(RefusedError):
        await x.client.search(query, None, None)


async def test_a_conversation(every_way: Meeting) -> None:
    asked = every_way.mention()
    every_way.simulator.clock.advance(1_000)
    answer = every_way.platform.create_post(BRAND, "On its way!", reply_to=asked).post_id
    every_way.mention("another matter")
    every_way.simulator.clock.advance(120_000)
    page = await every_way.client.conversation(ConversationId(asked), None)
    assert [post.post_id for post in page.posts] == [answer, asked]


async def test_posts_that_are_gone_are_named(every_way: Meeting) -> None:
    standing, deleted = every_way.mention(), every_way.mention("@brightloaf never mind")
    every_way.platform.delete_post(deleted)
    hidden = PostId(every_way.platform.create_post(OTTO, "@brightloaf psst").post_id)
    page = await every_way.client.posts((standing, deleted, hidden, PostId(12345)))
    assert [post.post_id for post in page.posts] == [standing]
    assert set(page.missing) == {deleted, hidden, 12345}
    assert (await every_way.client.posts((deleted,))).missing == (deleted,)


async def test_a_reply_to_a_deleted_post_still_names_it(every_way: Meeting) -> None:
    first = every_way.mention()
    second = every_way.mention("@brightloaf hello?", reply_to=first)
    every_way.platform.delete_post(first)
    page = await every_way.client.mentions(BRAND, None, None)
    assert [(post.post_id, post.reply_to_post_id) for post in page.posts] == [(second, first)]
    assert page.referenced == ()


async def test_people_say_whether_they_take_messages(every_way: Meeting) -> None:
    people = {person.user_id: person for person in await every_way.client.people((MIRA, OTTO, UserId(9)))}
    assert people.keys() == {MIRA, OTTO}
    assert (people[MIRA].receives_messages, people[OTTO].receives_messages) == (True, False)
    assert people[OTTO].protected
    every_way.platform.relations.block(MIRA, BRAND)
    (mira,) = await every_way.client.people((MIRA,))
    assert (people[MIRA].blocks_us, mira.blocks_us, mira.receives_messages) == (False, None, False)
    assert mira.asked_at == mira.seen_at
    assert await every_way.client.people((UserId(9),)) == ()


async def test_messages_with_all_and_with_one(every_way: Meeting) -> None:
    platform, clock = every_way.platform, every_way.simulator.clock
    for sender, recipient, text in ((MIRA, BRAND, "my <code> & address"), (BRAND, MIRA, "thanks"), (OTTO, BRAND, "hi")):
        clock.advance(1_000)
        platform.send_message(sender, recipient, text)
    page = await every_way.client.messages(BRAND, None)
    assert [(message.sender_id, message.customer_id, message.text) for message in page.messages] == [
        (OTTO, OTTO, "hi"),
        (BRAND, MIRA, "thanks"),
        (MIRA, MIRA, "my <code> & address"),
    ]
    assert page.messages[0].sent_at == clock.now()
    assert {person.user_id for person in page.people} == {MIRA, OTTO}
    assert page.unreadable == 0
    with_mira = await every_way.client.messages_with(BRAND, MIRA, None)
    assert [message.text for message in with_mira.messages] == ["thanks", "my <code> & address"]


# Writing


async def test_a_reply_arrives_as_written(every_way: Meeting) -> None:
    asked = every_way.mention("@brightloaf @otto where is it?")
    text = "Sorry & „bread“ <3 👩‍🍳 ^JH"
    post_id = await every_way.client.send_reply(text, asked, (OTTO,))
    post = every_way.platform.post(post_id)
    assert (post.written_text, post.in_reply_to) == (text, asked)
    assert "@otto" not in post.text
    (seen,) = (await every_way.client.own_posts(BRAND, None, None)).posts
    assert seen.post_id == post_id
    assert seen.text == f"@mira_k {text}"


async def test_a_message_arrives_as_written(every_way: Meeting) -> None:
    every_way.platform.send_message(MIRA, BRAND, "hello")
    message_id = await every_way.client.send_message("your <code> & more", MIRA)
    assert every_way.platform.message(message_id).text == "your <code> & more"
    page = await every_way.client.messages_with(BRAND, MIRA, None)
    assert page.messages[0].message_id == message_id


async def test_a_repost_is_made_once_however_often_it_is_asked_for(every_way: Meeting) -> None:
    asked = every_way.mention("@brightloaf best rye in town")
    for _ in range(2):
        await every_way.client.repost(BRAND, asked)
    (repost,) = every_way.platform.posts_by(BRAND)
    assert repost.repost_of == asked


async def test_budgets_are_what_x_said_last(x: Meeting) -> None:
    assert x.client.budgets() == ()
    asked = x.mention()
    await x.client.repost(BRAND, asked)
    await x.client.send_reply("We are on it.", asked, ())
    assert [(budget.channel, budget.remaining) for budget in x.client.budgets()] == [
        (Channel.REPLY, 99),
        (Channel.REPOST, 49),
    ]


# Refusals


async def test_what_is_gone_cannot_be_reposted(x: Meeting) -> None:
    deleted = x.mention()
    x.platform.delete_post(deleted)
    with pytest.raises(RefusedError) as refusal:
        await x.client.repost(BRAND, deleted)
    assert refusal.value.gone


async def test_refusals_of_replies(x: Meeting) -> None:
    asked, unsummoned, deleted = x.mention(), x.mention("bread, what bread"), x.mention("@brightloaf gone soon")
    x.platform.delete_post(deleted)
    await x.client.send_reply("We are on it.", asked, ())
    with pytest.raises(RefusedError) as duplicate:
        await x.client.send_reply("We are on it.", asked, ())
    assert duplicate.value.duplicate
    with pytest.raises(RefusedError) as not_summoned:
        await x.client.send_reply("Can we help?", unsummoned, ())
    assert (not_summoned.value.detail, not_summoned.value.gone) == (NOT_SUMMONED, False)
    with pytest.raises(RefusedError) as gone:
        await x.client.send_reply("Are you there?", deleted, ())
    assert gone.value.gone
    with pytest.raises(RefusedError, match="too long"):
        await x.client.send_reply("long " * 200, asked, ())
    assert x.sent_posts() == ["We are on it."]


async def test_a_message_to_somebody_who_takes_none(x: Meeting) -> None:
    with pytest.raises(RefusedError) as refusal:
        await x.client.send_message("hello", OTTO)
    assert refusal.value.detail == NO_MESSAGE


async def test_a_token_that_ended_and_one_of_the_wrong_kind(x: Meeting) -> None:
    x.simulator.accounts.expire(TOKEN)
    with pytest.raises(NotSignedInError):
        await x.client.mentions(BRAND, None, None)
    async with client_at(Way(socket=x.socket), UserToken(APP_TOKEN)) as app:
        with pytest.raises(NotSignedInError, match="Application-Only"):
            await app.account()


# Faults: every kind, for every call

Call = Callable[[Meeting], Awaitable[Any]]

READS: dict[str, Call] = {
    "account": lambda x: x.client.account(),
    "mentions": lambda x: x.client.mentions(BRAND, None, None),
    "own_posts": lambda x: x.client.own_posts(BRAND, None, None),
    "conversation": lambda x: x.client.conversation(ConversationId(9), None),
    "search": lambda x: x.client.search("bread", None, None),
    "posts": lambda x: x.client.posts((PostId(9),)),
    "people": lambda x: x.client.people((MIRA,)),
    "messages": lambda x: x.client.messages(BRAND, None),
    "messages_with": lambda x: x.client.messages_with(BRAND, MIRA, None),
}
WRITES: dict[str, Call] = {
    "send_reply": lambda x: x.client.send_reply("We are on it.", x.asked, ()),
    "send_message": lambda x: x.client.send_message("Psst.", MIRA),
    "repost": lambda x: x.client.repost(BRAND, x.asked),
}
CALLS = {**READS, **WRITES}

DECIDED: list[tuple[FaultKind, dict[str, Any], type[XError]]] = [
    (FaultKind.UNAUTHORIZED, {}, NotSignedInError),
    (FaultKind.FORBIDDEN, {"detail": "words of tomorrow"}, RefusedError),
    (FaultKind.CREDITS_DEPLETED, {}, OutOfCreditError),
    (FaultKind.USAGE_CAPPED, {}, OutOfCreditError),
    (FaultKind.RATE_LIMITED, {"milliseconds": 120_000}, RateLimitedError),
    (FaultKind.RATE_LIMITED, {}, RateLimitedError),
    (FaultKind.DAILY_LIMITED, {"milliseconds": 7_200_000}, RateLimitedError),
]
UNDECIDED = [
    FaultKind.DROPPED_BEFORE,
    FaultKind.SERVER_ERROR,
    FaultKind.ERRORS_WITH_200,
    FaultKind.SERVER_ERROR_AFTER,
    FaultKind.TRUNCATED,
    FaultKind.DROPPED_AFTER,
]
DONE_ALL_THE_SAME = {FaultKind.SERVER_ERROR_AFTER, FaultKind.TRUNCATED, FaultKind.DROPPED_AFTER}


@pytest.fixture
def asked_once(x: Meeting) -> Meeting:
    """Mira has asked in public and in private, so both ways of answering are open."""
    x.platform.send_message(MIRA, BRAND, "hello")
    return replace(x, asked=x.mention())


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(("kind", "how", "error"), DECIDED)
async def test_decided_faults(
    asked_once: Meeting, name: str, kind: FaultKind, how: dict[str, Any], error: type[XError]
) -> None:
    asked_once.goes_wrong(kind, **how)
    with pytest.raises(error) as raised:
        await CALLS[name](asked_once)
    if isinstance(raised.value, RateLimitedError):
        wait = raised.value.until - time.time_ns() // 1_000_000
        assert 0 < how.get("milliseconds", 60_000) - wait + 2_000 < 4_000
    assert asked_once.sent_posts() == []
    assert asked_once.sent_messages() == []


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("kind", UNDECIDED)
async def test_undecided_faults(asked_once: Meeting, name: str, kind: FaultKind) -> None:
    asked_once.goes_wrong(kind)
    with pytest.raises(OutcomeUnknownError if name in WRITES else UnreachableError):
        await CALLS[name](asked_once)
    sent = asked_once.sent_posts() + asked_once.sent_messages()
    assert len(sent) == (1 if name in WRITES and kind in DONE_ALL_THE_SAME else 0), "once at most, never repeated"


@pytest.mark.parametrize("name", ["mentions", *WRITES])
@pytest.mark.parametrize("kind", [FaultKind.LATENCY, FaultKind.SLOW_ANSWER])
async def test_an_answer_after_the_deadline(asked_once: Meeting, name: str, kind: FaultKind) -> None:
    asked_once.goes_wrong(kind, milliseconds=400)
    async with client_at(Way(socket=asked_once.socket, total_seconds=0.1)) as hasty:
        with pytest.raises(OutcomeUnknownError if name in WRITES else UnreachableError):
            await CALLS[name](replace(asked_once, client=hasty))


async def test_a_short_page_is_not_the_end(x: Meeting) -> None:
    asked = [x.mention(f"@brightloaf number {number}") for number in range(120)]
    x.goes_wrong(FaultKind.SHORT_PAGE, times=1)
    first = await x.client.mentions(BRAND, None, None)
    assert len(first.posts) < 100
    found, page = list(first.posts), first.next_page
    while page is not None:
        following = await x.client.mentions(BRAND, None, page)
        found, page = [*found, *following.posts], following.next_page
    assert [post.post_id for post in found] == asked[::-1]


async def test_what_x_shows_late_is_not_gone(asked_once: Meeting) -> None:
    asked_once.goes_wrong(FaultKind.VISIBILITY_LAG, milliseconds=30_000)
    post_id = await asked_once.client.send_reply("We are on it.", asked_once.asked, ())
    assert (await asked_once.client.own_posts(BRAND, None, None)).posts == ()
    asked_once.simulator.clock.advance(31_000)
    assert [post.post_id for post in (await asked_once.client.own_posts(BRAND, None, None)).posts] == [post_id]


async def test_the_budget_of_messages_is_never_overdrawn(x: Meeting) -> None:
    for _ in range(15):
        await x.client.messages(BRAND, None)
    with pytest.raises(RateLimitedError) as limit:
        await x.client.messages(BRAND, None)
    wait_ms = limit.value.until - time.time_ns() // 1_000_000
    assert 890_000 < wait_ms < 905_000
    assert x.client.pause_before("messages", 60.0) == pytest.approx(wait_ms / 1000, abs=3.0)
    await x.client.messages_with(BRAND, MIRA, None)


async def test_no_server(x: Meeting) -> None:
    async with client_at(Way(socket=x.socket.with_name("other.sock"))) as lost:
        for call in CALLS.values():
            with pytest.raises(UnreachableError):
                await call(replace(x, client=lost))
