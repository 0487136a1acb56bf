"""The real client over a real socket: what it asks, what it understands, and how it fails."""

import asyncio
import base64
import gzip
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from x.payloads import ACCOUNT, ACCOUNT_ID, CUSTOMER_ID, MESSAGE_PAGE, POST_PAGE, in_newer_words
from x.scripted import KEYS, NOW, TOKEN, Asked, ScriptedX, client_at, scripted_x

from tui_desk.desk.x_port import (
    NotSignedInError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    UnreachableError,
    XClient,
    XError,
)
from tui_desk.domain.ids import ConversationId, PostId, UserId
from tui_desk.domain.model import Budget, Channel
from tui_desk.x.access import SigningKeys, UserToken, Way
from tui_desk.x.client import TweepyClient, open_client
from tui_desk.x.mapping import first_id_at
from tui_desk.x.wire import Vocabulary

ME = UserId(ACCOUNT_ID)
CUSTOMER = UserId(CUSTOMER_ID)
POST_ID = PostId(1900000000000000300)
DAY = 24 * 60 * 60 * 1000
FOUND_POST = {"data": {"id": "1900000000000000999", "text": "x", "edit_history_tweet_ids": ["1900000000000000999"]}}
FOUND_EVENT = {"data": {"dm_conversation_id": "77-501", "dm_event_id": "1900000000000000998"}}


@pytest.fixture
async def x(tmp_path: Path) -> AsyncIterator[ScriptedX]:
    async with scripted_x(tmp_path / "x.sock") as script:
        yield script


@pytest.fixture
async def client(x: ScriptedX, tmp_path: Path) -> AsyncIterator[TweepyClient]:
    async with client_at(Way(socket=tmp_path / "x.sock", total_seconds=5.0)) as opened:
        assert not x.asked
        yield opened


Call = Callable[[XClient], Awaitable[Any]]

READS: dict[str, Call] = {
    "account": lambda client: client.account(),
    "mentions": lambda client: client.mentions(ME, None, None),
    "own_posts": lambda client: client.own_posts(ME, None, None),
    "conversation": lambda client: client.conversation(ConversationId(9), None),
    "search": lambda client: client.search("brightloaf", None, None),
    "posts": lambda client: client.posts((POST_ID,)),
    "people": lambda client: client.people((CUSTOMER,)),
    "messages": lambda client: client.messages(ME, None),
    "messages_with": lambda client: client.messages_with(ME, CUSTOMER, None),
}
WRITES: dict[str, Call] = {
    "send_reply": lambda client: client.send_reply("hello", POST_ID, ()),
    "send_message": lambda client: client.send_message("hello", CUSTOMER),
    "repost": lambda client: client.repost(ME, POST_ID),
}
CALLS = {**READS, **WRITES}


def failed(name: str) -> type[XError]:
    """How a call fails of which nobody knows whether it arrived."""
    return OutcomeUnknownError if name in WRITES else UnreachableError


# What it asks


async def test_mentions_are_asked_for_with_all_that_a_case_needs(client: TweepyClient, x: ScriptedX) -> None:
    x.says(POST_PAGE)
    page = await client.mentions(ME, PostId(5), "token5")
    (asked,) = x.asked
    assert (asked.method, asked.path) == ("GET", "/2/users/77/mentions")
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["Host"] == "api.twitter.com"
    assert (asked.query["since_id"], asked.query["pagination_token"]) == ("5", "token5")
    assert asked.query["max_results"] == "100"
    assert {"note_tweet", "referenced_tweets", "author_id"} <= set(asked.query["tweet.fields"].split(","))
    assert {"author_id", "referenced_tweets.id.author_id"} <= set(asked.query["expansions"].split(","))
    assert "receives_your_dm" in asked.query["user.fields"]
    assert (len(page.posts), len(page.people), page.next_page) == (2, 2, "b26v89c19zqg8o3f")


async def test_a_first_page_names_neither_beginning_nor_token(client: TweepyClient, x: ScriptedX) -> None:
    x.says(POST_PAGE)
    await client.mentions(ME, None, None)
    assert not {"since_id", "pagination_token"} & x.asked[0].query.keys()


async def test_own_posts_leave_out_reposts(client: TweepyClient, x: ScriptedX) -> None:
    x.says(POST_PAGE)
    await client.own_posts(ME, PostId(5), None)
    assert (x.asked[0].path, x.asked[0].query["exclude"]) == ("/2/users/77/tweets", "retweets")


async def test_a_conversation_is_searched_for(client: TweepyClient, x: ScriptedX) -> None:
    x.says(POST_PAGE)
    await client.conversation(ConversationId(1900000000000000100), "token7")
    assert x.asked[0].path == "/2/tweets/search/recent"
    assert x.asked[0].query["query"] == "conversation_id:1900000000000000100"
    assert x.asked[0].query["next_token"] == "token7"


async def test_a_search_names_its_query_and_where_it_begins(client: TweepyClient, x: ScriptedX) -> None:
    since = first_id_at(NOW - DAY)
    for _ in range(2):
        x.says(POST_PAGE)
    await client.search('("bright loaf" OR #brightloaf) -@brightloaf', since, "token8")
    page = await client.search("brightloaf", None, None)
    first, second = x.asked
    assert (first.method, first.path) == ("GET", "/2/tweets/search/recent")
    assert first.query["query"] == '("bright loaf" OR #brightloaf) -@brightloaf'
    assert (first.query["since_id"], first.query["next_token"]) == (str(since), "token8")
    assert first.query["max_results"] == "100"
    assert {"author_id", "referenced_tweets.id"} <= set(first.query["expansions"].split(","))
    assert not {"since_id", "next_token"} & second.query.keys()
    assert (len(page.posts), page.next_page) == (2, "b26v89c19zqg8o3f")


async def test_a_beginning_that_x_does_not_know_any_more_is_left_out(client: TweepyClient, x: ScriptedX) -> None:
    x.says(POST_PAGE)
    await client.search("brightloaf", first_id_at(NOW - 7 * DAY), None)
    assert "since_id" not in x.asked[0].query


async def test_posts_and_people_are_looked_up_together(client: TweepyClient, x: ScriptedX) -> None:
    x.says(POST_PAGE)
    x.says({"data": [{"id": "501", "username": "mira_k", "name": "Mira K", "receives_your_dm": False}]})
    await client.posts((PostId(1), PostId(2)))
    (person,) = await client.people((CUSTOMER, UserId(502)))
    assert (x.asked[0].path, x.asked[0].query["ids"]) == ("/2/tweets", "1,2")
    assert (x.asked[1].path, x.asked[1].query["ids"]) == ("/2/users", "501,502")
    assert person.receives_messages is False
    assert person.seen_at == NOW


async def test_nothing_is_asked_about_nobody_and_not_too_much_at_once(client: TweepyClient, x: ScriptedX) -> None:
    assert (await client.posts(())).posts == ()
    assert await client.people(()) == ()
    with pytest.raises(ValueError, match="at most 100"):
        await client.posts(tuple(PostId(number) for number in range(101)))
    with pytest.raises(ValueError, match="at most 100"):
        await client.people(tuple(UserId(number) for number in range(101)))
    assert not x.asked


async def test_messages_come_with_both_sides(client: TweepyClient, x: ScriptedX) -> None:
    x.says(MESSAGE_PAGE)
    x.says(MESSAGE_PAGE)
    assert len((await client.messages(ME, "token9")).messages) == 2
    await client.messages_with(ME, CUSTOMER, None)
    assert x.asked[0].path == "/2/dm_events"
    assert x.asked[0].query["event_types"] == "MessageCreate"
    assert x.asked[0].query["pagination_token"] == "token9"
    assert set(x.asked[0].query["expansions"].split(",")) == {"sender_id", "participant_ids"}
    assert x.asked[1].path == "/2/dm_conversations/with/501/dm_events"


async def test_a_reply_goes_out_as_it_is(client: TweepyClient, x: ScriptedX) -> None:
    text = 'Sorry & "thanks" <3 – näher: https://a.example/?b=1&c=2 👩‍🍳'
    x.says(FOUND_POST, status=201)
    x.says(FOUND_POST, status=201)
    assert await client.send_reply(text, POST_ID, (UserId(8), UserId(9))) == 1900000000000000999
    await client.send_reply(text, POST_ID, ())
    assert (x.asked[0].method, x.asked[0].path) == ("POST", "/2/tweets")
    assert x.asked[0].body == {
        "text": text,
        "reply": {"in_reply_to_tweet_id": str(POST_ID), "exclude_reply_user_ids": ["8", "9"]},
    }
    assert x.asked[1].body["reply"] == {"in_reply_to_tweet_id": str(POST_ID)}


async def test_a_message_goes_to_one_person(client: TweepyClient, x: ScriptedX) -> None:
    x.says(FOUND_EVENT, status=201)
    assert await client.send_message("psst & so", CUSTOMER) == 1900000000000000998
    assert x.asked[0].path == "/2/dm_conversations/with/501/messages"
    assert x.asked[0].body == {"text": "psst & so"}


async def test_a_repost_is_asked_for_as_the_account(client: TweepyClient, x: ScriptedX) -> None:
    x.says({"data": {"retweeted": True}})
    await client.repost(ME, POST_ID)
    (asked,) = x.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/2/users/77/retweets", {"tweet_id": str(POST_ID)})
    assert asked.query == {}
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"


async def test_what_is_reposted_already_is_as_good_as_done(client: TweepyClient, x: ScriptedX) -> None:
    x.says({"data": {"rest_id": str(POST_ID), "retweeted": True}})
    x.says({"errors": [{"code": 327, "message": "You have already retweeted this Tweet."}]}, status=403)
    for _ in range(2):
        await client.repost(ME, POST_ID)


async def test_a_repost_that_x_does_not_confirm_is_unknown(client: TweepyClient, x: ScriptedX) -> None:
    x.says({"data": {"retweeted": False}})
    with pytest.raises(OutcomeUnknownError):
        await client.repost(ME, POST_ID)


async def test_the_newer_vocabulary_can_be_asked_in(x: ScriptedX, tmp_path: Path) -> None:
    x.says(in_newer_words(POST_PAGE))
    x.says(MESSAGE_PAGE)
    async with client_at(Way(socket=tmp_path / "x.sock", vocabulary=Vocabulary.POST)) as client:
        assert len((await client.mentions(ME, None, None)).posts) == 2
        await client.messages(ME, None)
    asked = x.asked[0].query
    assert "tweet.fields" not in asked
    assert "note_post" in asked["post.fields"].split(",")
    assert {"author_id", "referenced_posts", "edit_history_post_ids"} <= set(asked["expansions"].split(","))
    assert "tweet" not in x.asked[0].raw_query + x.asked[1].raw_query


# OAuth 1.0a


def _oauth(asked: Asked) -> dict[str, str]:
    """The values in the Authorization header of a signed request."""
    parts = asked.headers["Authorization"].removeprefix("OAuth ").split(",")
    pairs = (part.strip().split("=", 1) for part in parts)
    return {name: unquote(value.strip('"')) for name, value in pairs}


def _expected_signature(asked: Asked, keys: SigningKeys) -> str:
    """RFC 5849, 3.4: what a server that checks signatures computes, for the host that tweepy signs for."""
    signed = {**asked.query, **_oauth(asked)}
    del signed["oauth_signature"]
    encoded = sorted((quote(name, safe="~"), quote(value, safe="~")) for name, value in signed.items())
    address, normalized = f"https://api.twitter.com{asked.path}", "&".join(f"{name}={value}" for name, value in encoded)
    base = "&".join(quote(part, safe="~") for part in (asked.method, address, normalized))
    key = f"{quote(keys.consumer_secret, safe='~')}&{quote(keys.access_token_secret, safe='~')}"
    return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()


async def test_signed_requests_stay_valid_on_our_way(x: ScriptedX, tmp_path: Path) -> None:
    async with client_at(Way(socket=tmp_path / "x.sock"), KEYS) as client:
        for name, answer in (("conversation", POST_PAGE), ("messages", MESSAGE_PAGE), ("account", ACCOUNT)):
            x.says(answer)
            await CALLS[name](client)
        x.says(FOUND_POST, status=201)
        await client.send_reply("hello", POST_ID, ())
        x.says({"data": {"retweeted": True}})
        await client.repost(ME, POST_ID)
    for asked in x.asked:
        assert _oauth(asked)["oauth_token"] == KEYS.access_token
        assert _oauth(asked)["oauth_signature"] == _expected_signature(asked, KEYS), asked.path


# What it makes of answers


async def test_who_am_i(client: TweepyClient, x: ScriptedX) -> None:
    x.says(ACCOUNT)
    assert (await client.account()).handle == "brightloaf"


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (503, "<html><h1>503 Service Unavailable</h1></html>", "text/html"),
        (500, "", "text/plain"),
        (302, "", "text/plain"),
        (200, "<html>Welcome to Hotel WiFi</html>", "text/html"),
        (200, "", "application/json"),
        (200, '{"data": {"id": "19', "application/json"),
        (200, "[1, 2]", "application/json"),
        (200, "null", "application/json"),
        (200, "[" * 100_000, "application/json"),
        (200, '{"data": ' + "9" * 10_000 + "}", "application/json"),
        (200, '{"data": "text"}', "application/json"),
        (200, '{"data": [{"id": "nine"}]}', "application/json"),
    ],
)
async def test_an_answer_that_is_none(
    client: TweepyClient, x: ScriptedX, name: str, status: int, text: str, kind: str
) -> None:
    x.says_text(text, status, kind=kind, headers={"Location": "http://elsewhere.example/"} if status == 302 else None)
    with pytest.raises(failed(name)):
        await CALLS[name](client)
    assert len(x.asked) == 1, "nothing is repeated, nothing is followed"


async def test_an_odd_record_does_not_stop_a_source(client: TweepyClient, x: ScriptedX) -> None:
    x.says(POST_PAGE | {"data": [{"id": "1900000000000000299", "text": "by nobody"}, *POST_PAGE["data"]]})
    x.says(MESSAGE_PAGE | {"data": [{"id": "9", "event_type": "MessageCreate"}, *MESSAGE_PAGE["data"]]})
    posts, messages = await client.mentions(ME, None, None), await client.messages(ME, None)
    assert (len(posts.posts), posts.unreadable) == (2, 1)
    assert (len(messages.messages), messages.unreadable) == (2, 1)


@pytest.mark.parametrize("name", WRITES)
async def test_a_success_without_an_id_is_not_a_success(client: TweepyClient, x: ScriptedX, name: str) -> None:
    x.says({"errors": [{"title": "Resource Unavailable Error", "detail": "try later"}]})
    with pytest.raises(OutcomeUnknownError):
        await CALLS[name](client)


@pytest.mark.parametrize("name", CALLS)
async def test_refusals_are_told_as_they_are(client: TweepyClient, x: ScriptedX, name: str) -> None:
    x.says_text("<html>401</html>", status=401)
    with pytest.raises(NotSignedInError):
        await CALLS[name](client)
    x.says({"title": "Forbidden", "detail": "not today", "type": "about:blank"}, status=403)
    with pytest.raises(RefusedError, match="not today"):
        await CALLS[name](client)


# Limits


@pytest.mark.parametrize("name", CALLS)
async def test_after_a_limit_x_is_not_asked_before_its_end(x: ScriptedX, tmp_path: Path, name: str) -> None:
    now = NOW
    async with client_at(Way(socket=tmp_path / "x.sock"), now=lambda: now) as client:
        x.says_text("", 429, {"x-rate-limit-reset": str(NOW // 1000 + 60), "x-rate-limit-remaining": "0"})
        for _ in range(20):
            with pytest.raises(RateLimitedError) as limit:
                await CALLS[name](client)
            assert limit.value.until == NOW + 60_000
            now += 3_000
        assert len(x.asked) == 1
        x.says({"title": "x"}, status=403)
        with pytest.raises(RefusedError):
            await CALLS[name](client)


async def test_a_limit_without_an_end_is_not_hammered(client: TweepyClient, x: ScriptedX) -> None:
    x.says_text("", 429)
    for _ in range(200):
        with pytest.raises(RateLimitedError) as limit:
            await client.send_message("hello", CUSTOMER)
        assert limit.value.until == NOW + 60_000
    assert len(x.asked) == 1


async def test_the_last_call_of_a_window_is_the_last(client: TweepyClient, x: ScriptedX) -> None:
    used_up = {"x-rate-limit-limit": "15", "x-rate-limit-remaining": "0", "x-rate-limit-reset": str(NOW // 1000 + 600)}
    x.says(MESSAGE_PAGE, headers=used_up)
    await client.messages(ME, None)
    with pytest.raises(RateLimitedError):
        await client.messages(ME, None)
    assert client.pause_before("messages", 20.0) == 600.0
    assert client.pause_before("mentions", 20.0) == 20.0
    assert len(x.asked) == 1


def left(remaining: int, reset_in_seconds: int, prefix: str = "x-rate-limit") -> dict[str, str]:
    reset_at = NOW // 1000 + reset_in_seconds
    return {f"{prefix}-limit": "100", f"{prefix}-remaining": str(remaining), f"{prefix}-reset": str(reset_at)}


async def test_of_budgets_nothing_is_told_before_x_has_told_it(client: TweepyClient, x: ScriptedX) -> None:
    assert client.budgets() == ()
    x.says(POST_PAGE, headers=left(9, 600))
    await client.mentions(ME, None, None)
    x.says(FOUND_POST, status=201)
    await client.send_reply("hello", POST_ID, ())
    assert client.budgets() == ()


async def test_each_kind_has_its_own_budget_of_which_the_tightest_counts(client: TweepyClient, x: ScriptedX) -> None:
    x.says(FOUND_POST, 201, left(97, 600) | left(4, 7200, "x-app-limit-24hour"))
    await client.send_reply("hello", POST_ID, ())
    x.says({"data": {"retweeted": True}}, headers=left(49, 300))
    await client.repost(ME, POST_ID)
    x.says_text("", 429, left(0, 60))
    with pytest.raises(RateLimitedError):
        await client.send_message("hello", CUSTOMER)
    assert client.budgets() == (
        Budget(Channel.REPLY, 4, NOW + 7_200_000),
        Budget(Channel.MESSAGE, 0, NOW + 60_000),
        Budget(Channel.REPOST, 49, NOW + 300_000),
    )


async def test_a_window_that_is_over_says_nothing(x: ScriptedX, tmp_path: Path) -> None:
    now = NOW
    async with client_at(Way(socket=tmp_path / "x.sock"), now=lambda: now) as client:
        x.says({"data": {"retweeted": True}}, headers=left(49, 300))
        await client.repost(ME, POST_ID)
        assert client.budgets() == (Budget(Channel.REPOST, 49, NOW + 300_000),)
        now += 300_000
        assert client.budgets() == ()


async def test_listening_and_threads_share_the_budget_of_search(client: TweepyClient, x: ScriptedX) -> None:
    few = {"x-rate-limit-limit": "10", "x-rate-limit-remaining": "6", "x-rate-limit-reset": str(NOW // 1000 + 400)}
    x.says(POST_PAGE, headers=few)
    await client.search("brightloaf", None, None)
    assert client.pause_before("listening", 1.0) == client.pause_before("threads", 1.0) == 100.0


async def test_threads_share_the_budgets_of_search_and_look_up(client: TweepyClient, x: ScriptedX) -> None:
    left = {"x-rate-limit-limit": "10", "x-rate-limit-remaining": "6", "x-rate-limit-reset": str(NOW // 1000 + 400)}
    x.says(POST_PAGE, headers=left)
    await client.posts((POST_ID,))
    assert client.pause_before("threads", 1.0) == 100.0
    assert client.pause_before("something else", 7.0) == 7.0


# The network


@pytest.mark.parametrize("name", CALLS)
async def test_no_server_means_nothing_was_done(tmp_path: Path, name: str) -> None:
    async with client_at(Way(socket=tmp_path / "nobody.sock")) as client:
        with pytest.raises(UnreachableError):
            await CALLS[name](client)


@pytest.mark.parametrize("name", CALLS)
async def test_a_dropped_connection(client: TweepyClient, x: ScriptedX, name: str) -> None:
    x.drops()
    x.drops()
    with pytest.raises(failed(name)):
        await CALLS[name](client)
    assert len(x.asked) == (1 if name in WRITES else 2), "aiohttp repeats a read once, a write never"


@pytest.mark.parametrize("name", WRITES)
async def test_a_write_is_never_sent_twice_over_a_connection_that_went_stale(
    client: TweepyClient, x: ScriptedX, name: str
) -> None:
    x.says(ACCOUNT)
    await client.account()
    x.drops()
    with pytest.raises(OutcomeUnknownError):
        await CALLS[name](client)
    assert len(x.asked) == 2


@pytest.mark.parametrize("name", CALLS)
async def test_an_answer_that_breaks_off(client: TweepyClient, x: ScriptedX, name: str) -> None:
    x.breaks_off(json.dumps(FOUND_POST), promised=5_000)
    with pytest.raises(failed(name)):
        await CALLS[name](client)


@pytest.mark.parametrize("name", ["mentions", "send_reply"])
async def test_silence_ends_at_the_deadline(x: ScriptedX, tmp_path: Path, name: str) -> None:
    x.is_silent()
    async with client_at(Way(socket=tmp_path / "x.sock", total_seconds=0.2)) as client:
        started = time.monotonic()
        with pytest.raises(failed(name)):
            await CALLS[name](client)
    assert 0.15 < time.monotonic() - started < 0.7, "a deadline is not rounded up to a full second"


async def test_a_bomb_is_not_unpacked(client: TweepyClient, x: ScriptedX) -> None:
    bomb = gzip.compress(b'{"data": "' + b"0" * 50_000_000 + b'"}', compresslevel=1)
    x.sends(bomb, {"Content-Type": "application/json", "Content-Encoding": "gzip"})
    with pytest.raises(UnreachableError, match="ClientPayloadError"):
        await client.mentions(ME, None, None)


async def test_a_compressed_answer_is_read(client: TweepyClient, x: ScriptedX) -> None:
    x.sends(gzip.compress(json.dumps(ACCOUNT).encode()), {"Content-Encoding": "gzip"})
    assert (await client.account()).user_id == ACCOUNT_ID


async def test_a_broken_compression_is_an_odd_answer(client: TweepyClient, x: ScriptedX) -> None:
    x.sends(b"\x1f\x8bnonsense", {"Content-Type": "application/json", "Content-Encoding": "gzip"})
    with pytest.raises(OutcomeUnknownError):
        await client.send_message("hello", CUSTOMER)


async def test_cancelling_passes_through(client: TweepyClient, x: ScriptedX) -> None:
    x.is_silent()
    call = asyncio.create_task(client.account())
    await x.arrived.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_a_closed_client_is_unreachable(tmp_path: Path) -> None:
    client = open_client(UserToken(TOKEN), Way(socket=tmp_path / "x.sock"))
    await client.close()
    await client.close()
    with pytest.raises(UnreachableError):
        await client.send_message("hello", CUSTOMER)


async def test_calls_at_the_same_time_do_not_disturb_each_other(client: TweepyClient, x: ScriptedX) -> None:
    x.says(ACCOUNT)
    x.says(ACCOUNT)
    x.says(ACCOUNT)
    accounts = await asyncio.gather(client.account(), client.account(), client.account())
    assert {account.handle for account in accounts} == {"brightloaf"}


def _speaks_the_port(client: TweepyClient) -> XClient:
    """mypy checks here that the client has the port's shape."""
    return client
