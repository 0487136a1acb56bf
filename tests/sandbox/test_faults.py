"""Faults: each strikes where and as often as asked, and leaves the world as it says."""

import asyncio
import json
import time
from collections.abc import Callable

import aiohttp
import pytest
from sandbox.client import Api, World

from tui_desk.sandbox.call import Simulator
from tui_desk.sandbox.faults import Fault, FaultKind, Faults

WRITE = "POST /2/tweets"


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something another task does; fails after five seconds."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - what is waited for happens in the server, which sets no event for tests
            await asyncio.sleep(0)


def published(world: World) -> list[str]:
    return [post.written_text for post in world.platform.posts_by(77)]


@pytest.mark.parametrize(
    ("kind", "accepted"),
    [("dropped-before", False), ("dropped-after", True)],
)
async def test_a_dropped_connection_says_nothing_about_the_write(
    api: Api, world: World, kind: str, accepted: bool
) -> None:
    await api.add_fault(kind, endpoints=WRITE, times=1)
    with pytest.raises(aiohttp.ClientConnectionError):
        await api.post("/2/tweets", {"text": "hello"})
    assert published(world) == (["hello"] if accepted else [])
    again = await api.post("/2/tweets", {"text": "hello"})
    assert again.status == (403 if accepted else 201)


@pytest.mark.parametrize(("kind", "accepted"), [("server-error", False), ("server-error-after", True)])
async def test_a_server_error_is_a_page(api: Api, world: World, kind: str, accepted: bool) -> None:
    await api.add_fault(kind, endpoints=WRITE, status=502)
    answer = await api.post("/2/tweets", {"text": "hello"})
    assert answer.status == 502
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")
    assert published(world) == (["hello"] if accepted else [])


async def test_an_answer_can_break_off(api: Api, world: World) -> None:
    await api.add_fault("truncated", times=1)
    answer = await api.post("/2/tweets", {"text": "hello"})
    assert answer.status == 201
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.text)
    assert published(world) == ["hello"]


async def test_errors_can_come_with_200_and_nothing_done(api: Api, world: World) -> None:
    await api.add_fault("errors-with-200")
    answer = await api.post("/2/tweets", {"text": "hello"})
    assert answer.status == 200
    assert set(answer.body) == {"errors"}
    assert published(world) == []


async def test_429s_differ_in_their_headers(api: Api) -> None:
    before = int(time.time())
    window = await api.add_fault("rate-limited", milliseconds=60_000)
    answer = await api.get("/2/users/77/mentions")
    assert (answer.status, answer.headers["x-rate-limit-remaining"]) == (429, "0")
    assert before + 60 <= int(answer.headers["x-rate-limit-reset"]) <= int(time.time()) + 61
    await api.ask("DELETE", f"/_control/faults/{window}")

    await api.add_fault("rate-limited", times=1)
    assert "x-rate-limit-reset" not in (await api.get("/2/users/77/mentions")).headers

    await api.add_fault("daily-limited", milliseconds=1000, times=1)
    daily = await api.get("/2/users/77/mentions")
    assert (daily.status, daily.headers["x-user-limit-24hour-remaining"]) == (429, "0")
    assert int(daily.headers["x-rate-limit-remaining"]) > 200

    await api.add_fault("usage-capped", times=1)
    capped = await api.get("/2/users/77/mentions")
    assert (capped.status, capped.body["title"], capped.body["period"]) == (429, "UsageCapExceeded", "Monthly")
    assert int(capped.headers["x-rate-limit-remaining"]) > 200


async def test_money_and_unknown_refusals(api: Api) -> None:
    await api.add_fault("credits-depleted", times=1)
    assert (await api.get("/2/users/me")).body["title"] == "CreditsDepleted"
    await api.add_fault("forbidden", detail="Something nobody has read before.", times=1)
    answer = await api.get("/2/users/me")
    assert (answer.status, answer.body["detail"]) == (403, "Something nobody has read before.")
    await api.add_fault("unauthorized", times=1)
    assert (await api.get("/2/users/me")).status == 401
    assert (await api.get("/2/users/me")).status == 200


async def test_own_posts_can_be_slow_to_show(api: Api, world: World) -> None:
    theirs = world.platform.create_post(world.customer.user_id, "@brightloaf hi")
    await api.add_fault("visibility-lag", endpoints="GET *", milliseconds=5_000)
    made = await api.post("/2/tweets", {"text": "hello"})
    sent = await api.post(f"/2/dm_conversations/with/{world.customer.user_id}/messages", {"text": "psst"})
    assert (await api.get("/2/users/77/tweets")).ids == []
    assert (await api.get("/2/dm_events")).ids == []
    assert "data" not in (await api.get(f"/2/tweets/{made.data['id']}")).body
    assert (await api.get("/2/users/77/mentions")).ids == [theirs.post_id]
    world.clock.advance(5_000)
    assert (await api.get("/2/users/77/tweets")).ids == [int(made.data["id"])]
    assert (await api.get("/2/dm_events")).ids == [int(sent.data["dm_event_id"])]


async def test_a_platform_can_be_slow_for_everybody(api: Api, world: World) -> None:
    world.platform.visible_lag_ms = 2_000
    post = world.platform.create_post(world.customer.user_id, "@brightloaf hi")
    assert (await api.get("/2/users/77/mentions")).ids == []
    assert (await api.get(f"/2/tweets/{post.post_id}")).data["id"] == str(post.post_id)
    world.clock.advance(2_000)
    assert (await api.get("/2/users/77/mentions")).ids == [post.post_id]


async def test_a_short_page_is_not_the_end(api: Api, world: World) -> None:
    posts = [world.platform.create_post(world.customer.user_id, f"@brightloaf {number}") for number in range(6)]
    await api.add_fault("short-page", times=1)
    short = await api.get("/2/users/77/mentions", max_results=5)
    rest = await api.get("/2/users/77/mentions", max_results=5, pagination_token=short.token)
    assert (len(short.ids), short.ids + rest.ids) == (2, [post.post_id for post in reversed(posts)])


async def test_an_empty_page_is_not_the_end_either(api: Api, world: World) -> None:
    message = world.platform.send_message(world.customer.user_id, 77, "hi")
    await api.add_fault("short-page", times=1)
    empty = await api.get("/2/dm_events", max_results=1)
    assert empty.body["meta"]["result_count"] == 0
    rest = await api.get("/2/dm_events", max_results=1, pagination_token=empty.token)
    assert (rest.ids, rest.token) == ([message.event_id], None)


async def test_a_slow_answer_comes_after_the_deed(api: Api, world: World) -> None:
    await api.add_fault("slow-answer", endpoints=WRITE, milliseconds=60_000)
    waiting = asyncio.create_task(api.post("/2/tweets", {"text": "hello"}))
    await until(lambda: published(world) == ["hello"])
    assert not waiting.done()
    waiting.cancel()


async def test_a_late_request_is_done_although_the_client_gave_up(api: Api, world: World, simulator: Simulator) -> None:
    await api.add_fault("latency", endpoints=WRITE, milliseconds=50, times=1)
    waiting = asyncio.create_task(api.post("/2/tweets", {"text": "hello"}))
    await until(lambda: not simulator.faults.active())
    assert published(world) == []
    waiting.cancel()
    await until(lambda: published(world) == ["hello"])


async def test_a_fault_strikes_where_and_as_often_as_asked(api: Api) -> None:
    fault_id = await api.add_fault("server-error", endpoints="GET /2/users/{id}/*", times=2)
    active = (await api.get("/_control/faults")).body
    assert [(fault["fault_id"], fault["kind"], fault["times"]) for fault in active] == [(fault_id, "server-error", 2)]
    statuses = [(await api.get("/2/users/77/mentions")).status for _ in range(3)]
    assert statuses == [503, 503, 200]
    assert (await api.get("/_control/faults")).body == []
    await api.add_fault("server-error")
    await api.ask("DELETE", "/_control/faults")
    assert (await api.get("/2/users/me")).status == 200


def test_chance_is_the_same_for_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add(Fault(FaultKind.SERVER_ERROR, probability=0.3))
        return [bool(faults.strike("GET /2/users/me")) for _ in range(200)]

    assert struck(1) == struck(1) != struck(2)
    assert 30 < sum(struck(1)) < 90


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "boredom"},
        {"kind": "latency", "probability": 0},
        {"kind": "latency", "times": 0},
        {"kind": "latency", "milliseconds": -1},
        {"kind": "server-error", "status": 200},
        {"kind": "latency", "seconds": 1},
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused(api: Api, fields: dict[str, object]) -> None:
    answer = await api.post("/_control/faults", fields)
    assert answer.status == 400
    assert answer.body["error"]
