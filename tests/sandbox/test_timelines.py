"""Lists over HTTP: what is in them, in which order, in which pages."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sandbox.client import Api, World

from tui_desk.sandbox.pages import Pager
from tui_desk.sandbox.platform import Post, first_id_at

DAY_MS = 86_400_000


def mention(world: World, text: str = "@brightloaf hello", **more: Any) -> Post:
    return world.platform.create_post(world.customer.user_id, text, **more)


async def test_newest_first_and_pages_meet_without_gap(api: Api, world: World) -> None:
    posts = [mention(world, f"@brightloaf {number}") for number in range(12)]
    first = await api.get("/2/users/77/mentions", max_results=5)
    arrived_in_between = mention(world, "@brightloaf late comer")
    second = await api.get("/2/users/77/mentions", max_results=5, pagination_token=first.token)
    third = await api.get("/2/users/77/mentions", max_results=5, pagination_token=second.token)
    assert first.ids + second.ids + third.ids == [post.post_id for post in reversed(posts)]
    assert third.token is None
    assert first.body["meta"] | {"next_token": ""} == {
        "result_count": 5,
        "newest_id": str(posts[11].post_id),
        "oldest_id": str(posts[7].post_id),
        "next_token": "",
    }
    back = await api.get("/2/users/77/mentions", max_results=5, pagination_token=second.body["meta"]["previous_token"])
    assert back.ids == first.ids
    newer = await api.get("/2/users/77/mentions", max_results=5, pagination_token=back.body["meta"]["previous_token"])
    assert newer.ids == [arrived_in_between.post_id]


async def test_since_id_is_a_number_and_nothing_found_has_no_data(api: Api, world: World) -> None:
    old, new = mention(world), mention(world, "@brightloaf again")
    assert (await api.get("/2/users/77/mentions", since_id=old.post_id)).ids == [new.post_id]
    assert (await api.get("/2/users/77/mentions", until_id=new.post_id)).ids == [old.post_id]
    assert (await api.get("/2/users/77/mentions", since_id=9)).ids == [new.post_id, old.post_id]
    nothing = await api.get("/2/users/77/mentions", since_id=new.post_id)
    assert nothing.body == {"meta": {"result_count": 0}}


async def test_an_edit_comes_as_a_newer_id(api: Api, world: World) -> None:
    post, seen = mention(world), mention(world, "@brightloaf other")
    edited = world.platform.edit_post(post.post_id, "@brightloaf hello, please")
    answer = await api.get("/2/users/77/mentions", since_id=seen.post_id)
    assert answer.data == [
        {
            "id": str(edited.latest_id),
            "text": "@brightloaf hello, please",
            "edit_history_tweet_ids": [str(post.post_id), str(edited.latest_id)],
        }
    ]
    assert (await api.get(f"/2/tweets/{post.post_id}")).data["text"] == "@brightloaf hello"


async def test_only_the_newest_800_mentions_are_kept(api: Api, world: World) -> None:
    posts = [mention(world, f"@brightloaf {number}") for number in range(802)]
    answer = await api.get("/2/users/77/mentions", until_id=posts[4].post_id, max_results=100)
    assert answer.ids == [posts[3].post_id, posts[2].post_id]


async def test_times_bound_a_list(api: Api, world: World) -> None:
    mention(world, "@brightloaf before", created_at=1_789_999_000_000)
    inside = mention(world, "@brightloaf inside", created_at=1_789_999_100_000)
    mention(world, "@brightloaf after", created_at=1_789_999_200_000)
    answer = await api.get(
        "/2/users/77/mentions", start_time="2026-09-21T13:58:20Z", end_time="2026-09-21T14:00:00.000Z"
    )
    assert answer.ids == [inside.post_id]


async def test_replies_and_reposts_can_be_left_out(api: Api, world: World) -> None:
    question = mention(world)
    own = world.platform.create_post(77, "Fresh bread")
    reply = world.platform.create_post(77, "Hello", reply_to=question.post_id)
    repost = world.platform.repost(77, question.post_id)
    every = await api.get("/2/users/77/tweets")
    assert every.ids == [repost.post_id, reply.post_id, own.post_id]
    assert (await api.get("/2/users/77/tweets", exclude="replies")).ids == [repost.post_id, own.post_id]
    assert (await api.get("/2/users/77/tweets", exclude="replies,retweets")).ids == [own.post_id]


async def test_who_cannot_be_seen_is_not_in_lists_and_is_a_problem_when_looked_up(api: Api, world: World) -> None:
    post = mention(world)
    world.platform.update_user(world.customer.user_id, protected=True)
    assert (await api.get("/2/users/77/mentions")).ids == []
    looked_up = await api.get(f"/2/tweets/{post.post_id}")
    assert looked_up.status == 200
    assert "data" not in looked_up.body
    assert looked_up.body["errors"][0]["type"].endswith("/not-authorized-for-resource")
    world.platform.relations.follow(77, world.customer.user_id)
    assert (await api.get("/2/users/77/mentions")).ids == [post.post_id]
    world.platform.relations.block(world.customer.user_id, 77)
    assert (await api.get("/2/users/77/mentions")).ids == []


async def test_a_lost_reference_is_a_problem_beside_the_data(api: Api, world: World) -> None:
    lost = world.platform.create_post(world.bystander.user_id, "soon gone")
    mention(world, "@brightloaf did you see?", reply_to=lost.post_id)
    world.platform.delete_post(lost.post_id)
    answer = await api.get("/2/users/77/mentions", expansions="referenced_tweets.id")
    assert len(answer.data) == 1
    assert "includes" not in answer.body
    assert answer.body["errors"][0]["section"] == "includes"


async def test_a_reference_one_may_not_see_is_a_problem_beside_the_data(api: Api, world: World) -> None:
    private = world.platform.create_post(world.bystander.user_id, "for friends")
    mention(world, "@brightloaf did you see?", reply_to=private.post_id)
    world.platform.update_user(world.bystander.user_id, protected=True)
    answer = await api.get("/2/users/77/mentions", expansions="referenced_tweets.id")
    assert "includes" not in answer.body
    problem = answer.body["errors"][0]
    assert (problem["section"], problem["type"].rpartition("/")[2]) == ("includes", "not-authorized-for-resource")
    assert "for friends" not in answer.text


async def test_both_vocabularies_are_spoken(api: Api, world: World) -> None:
    root = mention(world)
    mention(world, "really long " * 40 + "@brightloaf", reply_to=root.post_id)
    old = await api.get("/2/users/77/mentions", tweet__fields="note_tweet", expansions="referenced_tweets.id")
    new = await api.get("/2/users/77/mentions", post__fields="note_post", expansions="referenced_posts")
    assert {"note_tweet", "referenced_tweets", "edit_history_tweet_ids"} <= set(old.data[0])
    assert {"note_post", "referenced_posts", "edit_history_post_ids"} <= set(new.data[0])
    assert [post["id"] for post in old.body["includes"]["tweets"]] == [str(root.post_id)]
    assert [post["id"] for post in new.body["includes"]["posts"]] == [str(root.post_id)]
    assert new.data[0]["note_post"] == old.data[0]["note_tweet"]
    assert len(old.data[0]["text"]) < len(old.data[0]["note_tweet"]["text"])


async def test_search_looks_back_seven_days_and_ends_thirty_seconds_ago(api: Api, world: World) -> None:
    now = world.clock.now()
    mention(world, "stale bread", created_at=now - 7 * DAY_MS - 1000)
    kept = mention(world, "good bread", created_at=now - 7 * DAY_MS + 1000)
    fresh = mention(world, "warm bread", created_at=now - 20_000)
    world.platform.repost(77, kept.post_id)
    assert (await api.get("/2/tweets/search/recent", query="bread")).ids == [kept.post_id]
    since = await api.get("/2/tweets/search/recent", query="bread", since_id=kept.post_id)
    assert since.ids == [fresh.post_id]


@pytest.mark.parametrize(
    ("bound", "value", "complaint"),
    [
        ("since_id", str(first_id_at(1_790_000_000_000 - 8 * DAY_MS)), "must be a tweet id created after"),
        ("start_time", "2026-09-01T00:00:00Z", "must be on or after"),
        ("end_time", "2026-09-21T14:13:20Z", "10 seconds prior"),
        ("start_time", "yesterday", "not a valid time"),
        ("max_results", "9", "not between 10 and 100"),
        ("sort_order", "random", "is not one of"),
        ("next_token", "nonsense", "not a valid token"),
    ],
)
async def test_search_refuses_bounds(api: Api, bound: str, value: str, complaint: str) -> None:
    answer = await api.get("/2/tweets/search/recent", query="bread", **{bound: value})
    assert answer.status == 400
    assert answer.body["errors"][0]["parameters"] == {bound: [value]}
    assert complaint in answer.body["errors"][0]["message"]


async def test_a_token_belongs_to_its_list(api: Api, world: World) -> None:
    for number in range(12):
        mention(world, f"@brightloaf bread {number}", created_at=world.clock.now() - 60_000)
    token = (await api.get("/2/tweets/search/recent", query="bread", max_results=10)).token
    assert token is not None
    assert (await api.get("/2/tweets/search/recent", query="bread", next_token=token)).status == 200
    assert (await api.get("/2/tweets/search/recent", query="toast", next_token=token)).status == 400
    assert (await api.get("/2/users/77/mentions", pagination_token=token)).status == 400


async def test_at_most_100_ids_are_looked_up(api: Api) -> None:
    too_many = ",".join(str(number) for number in range(1, 102))
    for path in ("/2/tweets", "/2/users"):
        assert (await api.get(path, ids=too_many)).status == 400
        assert (await api.get(path)).status == 400


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(min_value=1, max_value=10**18), max_size=40), st.integers(1, 7), st.integers(1, 7))
def test_pages_hold_everything_once_there_and_back(ids: set[int], size: int, shown: int) -> None:
    newest_first = sorted(ids, reverse=True)
    collected: list[int] = []
    token, previous = None, None
    while True:
        pager = Pager("list", None if token is None else ("pagination_token", token), size, min(shown, size))
        page = pager.page(newest_first, int)
        collected.extend(page.records)
        previous = page.previous_token
        if page.next_token is None:
            break
        token = page.next_token
    assert collected == newest_first
    last_start = len(collected) - len(page.records)
    if previous is not None:
        back = Pager("list", ("pagination_token", previous), size, size).page(newest_first, int)
        assert list(back.records) == newest_first[max(last_start - size, 0) : last_start]
