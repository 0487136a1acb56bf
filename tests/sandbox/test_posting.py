"""Writing in public: what X lets the brand do, and with which words it refuses."""

from typing import Any

import aiohttp
import pytest
from sandbox.client import BRAND_TOKEN, Api, World

from tui_desk.sandbox.call import Simulator
from tui_desk.sandbox.policy import DUPLICATE, GONE, NO_MESSAGE, NOT_SUMMONED, QUOTES_NOT_OFFERED, TOO_LONG, Policy
from tui_desk.sandbox.server import serve


async def test_a_reply_is_there_with_its_conversation(api: Api, world: World) -> None:
    question = world.platform.create_post(world.customer.user_id, "@brightloaf where is it?")
    answer = await api.reply("On its way & warm ^JH", question.post_id)
    assert answer.status == 201
    assert answer.data["text"] == "@mira_k On its way &amp; warm ^JH"
    post = world.platform.post(int(answer.data["id"]))
    assert (post.author_id, post.in_reply_to, post.written_text) == (77, question.post_id, "On its way & warm ^JH")
    read_back = await api.get(f"/2/tweets/{post.post_id}", tweet__fields="display_text_range,conversation_id")
    assert read_back.data["display_text_range"] == [8, 33]
    assert read_back.data["conversation_id"] == str(question.post_id)


async def test_a_reply_needs_a_summons(api: Api, world: World) -> None:
    platform, customer, other = world.platform, world.customer.user_id, world.bystander.user_id
    aside = platform.create_post(customer, "brightloaf is late again")
    own = platform.create_post(77, "New opening hours")
    summons = [
        own,
        platform.create_post(customer, "@BrightLoaf hello"),
        platform.create_post(customer, "look", quote_of=own.post_id),
        platform.create_post(customer, "when?", reply_to=own.post_id),
    ]
    deep = platform.create_post(other, "me too", reply_to=summons[1].post_id)
    for number, post in enumerate([*summons, deep]):
        assert (await api.reply(f"Thank you {number}", post.post_id)).status == 201
    refused = await api.reply("Hello", aside.post_id)
    assert (refused.status, refused.body["type"], refused.body["detail"]) == (403, "about:blank", NOT_SUMMONED)


async def test_being_named_by_the_run_alone_may_not_summon(world: World, tmp_path: Any) -> None:
    root = world.platform.create_post(world.customer.user_id, "@brightloaf hello")
    deep = world.platform.create_post(world.bystander.user_id, "me too", reply_to=root.post_id)
    policy = Policy(implied_mentions_summon=False)
    socket = tmp_path / "strict.sock"
    async with (
        serve(socket, world.platform, world.clock, {BRAND_TOKEN: 77}, policy=policy),
        aiohttp.ClientSession("http://localhost", connector=aiohttp.UnixConnector(str(socket))) as session,
    ):
        api = Api(session)
        assert (await api.reply("Hello", root.post_id)).status == 201
        assert (await api.reply("Hello you", deep.post_id)).body["detail"] == NOT_SUMMONED


async def test_the_same_words_twice_are_refused_for_a_day(api: Api, world: World) -> None:
    one, other = (world.platform.create_post(world.customer.user_id, f"@brightloaf {each}") for each in "ab")
    assert (await api.reply("Thank you!", one.post_id)).status == 201
    again = await api.reply("thank  you!", other.post_id)
    assert (again.status, again.body["detail"]) == (403, DUPLICATE)
    assert len(list(world.platform.posts_by(77))) == 1
    world.clock.advance(86_400_001)
    assert (await api.reply("Thank you!", other.post_id)).status == 201


async def test_a_parent_that_is_gone_cannot_be_answered(api: Api, world: World) -> None:
    gone = world.platform.create_post(world.customer.user_id, "@brightloaf oh")
    hidden = world.platform.create_post(world.bystander.user_id, "@brightloaf ah")
    world.platform.delete_post(gone.post_id)
    world.platform.relations.block(world.bystander.user_id, 77)
    for post_id in (gone.post_id, hidden.post_id, 12345):
        answer = await api.reply("Hello", post_id)
        assert (answer.status, answer.body["detail"]) == (403, GONE)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"text": "x" * 281}, 403, TOO_LONG),
        ({"text": "日" * 141}, 403, TOO_LONG),
        ({"text": "quote", "quote_tweet_id": "OWN"}, 403, QUOTES_NOT_OFFERED),
        ({"text": "$AB and $CD"}, 403, "cashtag"),
        ({}, 400, "$.text"),
        ({"text": 5}, 400, "$.text"),
        ({"text": "a", "colour": "red"}, 400, "$.colour"),
        ({"text": "a", "reply": {}}, 400, "in_reply_to_tweet_id"),
        ({"text": "a", "reply": {"in_reply_to_tweet_id": "x"}}, 400, "in_reply_to_tweet_id"),
        ({"text": "a", "media": {"media_ids": ["1"]}}, 400, "media IDs are invalid"),
        ({"text": "a", "direct_message_deep_link": "https://shop.example"}, 400, "direct_message_deep_link"),
        ([], 400, "JSON object"),
    ],
)
async def test_posts_that_do_not_fit(api: Api, world: World, body: Any, status: int, words: str) -> None:
    own = world.platform.create_post(77, "hello")
    if isinstance(body, dict) and body.get("quote_tweet_id") == "OWN":
        body = body | {"quote_tweet_id": str(own.post_id)}
    answer = await api.post("/2/tweets", body)
    assert answer.status == status
    assert words in answer.text
    assert list(world.platform.posts_by(77)) == [own]


async def test_280_with_links_at_23_fit(api: Api) -> None:
    text = "x" * 256 + " https://shop.example/" + "y" * 300
    assert (await api.post("/2/tweets", {"text": text})).status == 201


async def test_the_button_for_a_message_and_left_out_people(api: Api, world: World) -> None:
    question = world.platform.create_post(world.customer.user_id, "@brightloaf @otto where?")
    answer = await api.post(
        "/2/tweets",
        {
            "text": "Please write to us",
            "reply": {
                "in_reply_to_tweet_id": str(question.post_id),
                "exclude_reply_user_ids": [str(world.bystander.user_id)],
            },
            "direct_message_deep_link": "https://twitter.com/messages/compose?recipient_id=77",
        },
    )
    post = world.platform.post(int(answer.data["id"]))
    assert post.dm_link
    assert post.text == "@mira_k Please write to us"
    assert answer.data["text"].startswith("@mira_k Please write to us https://t.co/")


async def test_deleting_is_for_own_standing_posts(api: Api, world: World) -> None:
    own = world.platform.create_post(77, "oops")
    other = world.platform.create_post(world.customer.user_id, "mine")
    assert (await api.ask("DELETE", f"/2/tweets/{other.post_id}")).status == 403
    assert (await api.ask("DELETE", f"/2/tweets/{own.post_id}")).data == {"deleted": True}
    assert (await api.ask("DELETE", f"/2/tweets/{own.post_id}")).status == 404
    assert (await api.get(f"/2/tweets/{own.post_id}")).body["errors"][0]["title"] == "Not Found Error"


async def test_hiding_is_for_replies_below_own_posts(api: Api, world: World) -> None:
    own = world.platform.create_post(77, "News")
    reply = world.platform.create_post(world.customer.user_id, "rude", reply_to=own.post_id)
    elsewhere = world.platform.create_post(world.customer.user_id, "@brightloaf rude")
    assert (await api.ask("PUT", f"/2/tweets/{reply.post_id}/hidden", json={"hidden": True})).data == {"hidden": True}
    assert world.platform.post(reply.post_id).hidden
    assert (await api.ask("PUT", f"/2/tweets/{reply.post_id}/hidden", json={"hidden": False})).status == 200
    assert not world.platform.post(reply.post_id).hidden
    assert (await api.ask("PUT", f"/2/tweets/{elsewhere.post_id}/hidden", json={"hidden": True})).status == 403
    assert (await api.ask("PUT", f"/2/tweets/{reply.post_id}/hidden", json={"hidden": "yes"})).status == 400


async def test_a_repost_comes_and_goes(api: Api, world: World) -> None:
    post = world.platform.create_post(world.customer.user_id, "I love @brightloaf")
    assert (await api.post("/2/users/77/retweets", {"tweet_id": str(post.post_id)})).data["retweeted"] is True
    assert world.platform.counts_of(post.post_id) == (0, 1, 0)
    for _ in range(2):
        taken_back = await api.ask("DELETE", f"/2/users/77/retweets/{post.post_id}")
        assert taken_back.data == {"retweeted": False}
    assert world.platform.counts_of(post.post_id) == (0, 0, 0)


async def test_a_repost_stands_in_the_own_timeline_once_however_often_it_is_asked_for(api: Api, world: World) -> None:
    post = world.platform.create_post(world.customer.user_id, "I love @brightloaf")
    for _ in range(2):
        answer = await api.post("/2/users/77/retweets", {"tweet_id": str(post.post_id)})
        assert answer.data == {"id": str(post.post_id), "retweeted": True}
    (repost,) = (await api.get("/2/users/77/tweets", tweet__fields="referenced_tweets")).data
    assert repost["text"].startswith("RT @mira_k: I love")
    assert repost["referenced_tweets"] == [{"type": "retweeted", "id": str(post.post_id)}]


async def test_what_is_gone_or_protected_cannot_be_reposted(api: Api, world: World) -> None:
    gone = world.platform.create_post(world.customer.user_id, "never mind")
    world.platform.delete_post(gone.post_id)
    private = world.platform.create_post(world.bystander.user_id, "for friends")
    world.platform.relations.follow(77, world.bystander.user_id)
    world.platform.update_user(world.bystander.user_id, protected=True)
    assert (await api.post("/2/users/77/retweets", {"tweet_id": str(gone.post_id)})).status == 404
    assert (await api.post("/2/users/77/retweets", {"tweet_id": str(private.post_id)})).status == 403


async def test_fifty_reposts_fill_a_window(api: Api, world: World) -> None:
    post = world.platform.create_post(world.customer.user_id, "I love @brightloaf")
    answers = [await api.post("/2/users/77/retweets", {"tweet_id": str(post.post_id)}) for _ in range(51)]
    assert [answer.headers["x-rate-limit-remaining"] for answer in answers[:2]] == ["49", "48"]
    assert [answer.status for answer in answers[49:]] == [200, 429]


async def test_of_blocks_x_tells_only_the_own(api: Api, world: World) -> None:
    """There is no word of X's for "blocks you"; that somebody takes no messages is all one learns."""
    relations, customer, bystander = world.platform.relations, world.customer.user_id, world.bystander.user_id
    relations.block(customer, 77)
    relations.block(77, bystander)
    answer = await api.get("/2/users", ids=f"{customer},{bystander}", user__fields="connection_status,receives_your_dm")
    assert [(user["connection_status"], user["receives_your_dm"]) for user in answer.data] == [
        ([], False),
        (["blocking"], False),
    ]


async def test_messages_reach_both_sides_and_need_permission(api: Api, world: World) -> None:
    customer = world.customer.user_id
    sent = await api.post(f"/2/dm_conversations/with/{customer}/messages", {"text": "Your order: <4711>"})
    assert sent.status == 201
    assert sent.data["dm_conversation_id"] == f"77-{customer}"
    listed = await api.get("/2/dm_events", dm_event__fields="sender_id,dm_conversation_id,created_at")
    assert listed.data == [
        {
            "id": sent.data["dm_event_id"],
            "event_type": "MessageCreate",
            "text": "Your order: &lt;4711&gt;",
            "created_at": "2026-09-21T14:13:20.000Z",
            "sender_id": "77",
            "dm_conversation_id": f"77-{customer}",
        }
    ]
    world.platform.update_user(customer, receives_dm=False)
    shown = await api.get(f"/2/users/{customer}", user__fields="receives_your_dm,connection_status")
    assert (shown.data["receives_your_dm"], shown.data["connection_status"]) == (False, [])
    refused = await api.post(f"/2/dm_conversations/77-{customer}/messages", {"text": "Hello?"})
    assert (refused.status, refused.body["detail"]) == (403, NO_MESSAGE)


async def test_messages_of_others_are_nobodys_business(api: Api, world: World) -> None:
    customer, other = world.customer.user_id, world.bystander.user_id
    secret = world.platform.send_message(customer, other, "psst")
    assert (await api.get("/2/dm_events")).body == {"meta": {"result_count": 0}}
    assert (await api.get(f"/2/dm_events/{secret.event_id}")).status == 404
    assert (await api.get(f"/2/dm_conversations/{secret.conversation_id}/dm_events")).status == 403
    assert (await api.post(f"/2/dm_conversations/{secret.conversation_id}/messages", {"text": "hi"})).status == 403


async def test_messages_are_kept_30_days_in_pages(api: Api, world: World) -> None:
    customer, now = world.customer.user_id, world.clock.now()
    world.platform.send_message(customer, 77, "long ago", created_at=now - 31 * 86_400_000)
    sent = [world.platform.send_message(customer, 77, f"{number}") for number in range(3)]
    first = await api.get("/2/dm_events", max_results=2)
    second = await api.get(f"/2/dm_conversations/with/{customer}/dm_events", max_results=100)
    rest = await api.get("/2/dm_events", max_results=2, pagination_token=first.token)
    assert first.ids + rest.ids == second.ids == [message.event_id for message in reversed(sent)]


@pytest.mark.parametrize("text", ["", "x" * 10_001, None])
async def test_messages_have_a_length(api: Api, world: World, text: Any) -> None:
    answer = await api.post(f"/2/dm_conversations/with/{world.customer.user_id}/messages", {"text": text})
    assert answer.status == 400
    longest = await api.post(f"/2/dm_conversations/with/{world.customer.user_id}/messages", {"text": "x" * 10_000})
    assert longest.status == 201


async def test_rules_can_be_another_levels(simulator: Simulator, world: World) -> None:
    aside = world.platform.create_post(world.customer.user_id, "no name here")
    lenient = Policy(only_summoned_replies=False, refuses_duplicates=False, allows_quotes=True)
    world.platform.create_post(77, "same")
    for policy, refused in ((simulator.policy, True), (lenient, False)):
        refusals = [
            policy.refuse_post(world.platform, 77, "hi", reply_to=aside, quote_of=None),
            policy.refuse_post(world.platform, 77, "same", reply_to=None, quote_of=None),
            policy.refuse_post(world.platform, 77, "hi", reply_to=None, quote_of=aside),
        ]
        assert [refusal is not None for refusal in refusals] == [refused] * 3
