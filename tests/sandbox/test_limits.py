"""Limits: windows in world time, headers in ours."""

import pytest
from sandbox.client import APP_TOKEN, Api, World

from tui_desk.sandbox.clock import WorldClock
from tui_desk.sandbox.limits import X_LIMITS, Limit, Limits
from tui_desk.sandbox.server import ENDPOINTS


async def test_a_window_runs_out_and_begins_again(api: Api, world: World) -> None:
    remaining = [(await api.get("/2/dm_events")).headers["x-rate-limit-remaining"] for _ in range(15)]
    assert remaining == [str(14 - used) for used in range(15)]
    refused = await api.get("/2/dm_events")
    assert (refused.status, refused.body["title"]) == (429, "Too Many Requests")
    assert (refused.headers["x-rate-limit-limit"], refused.headers["x-rate-limit-remaining"]) == ("15", "0")
    assert (await api.get("/2/users/me")).status == 200
    world.clock.advance(15 * 60 * 1000 - 1)
    assert (await api.get("/2/dm_events")).status == 429
    world.clock.advance(1)
    assert (await api.get("/2/dm_events")).status == 200


async def test_writes_show_their_day(api: Api, world: World) -> None:
    answer = await api.post(f"/2/dm_conversations/with/{world.customer.user_id}/messages", {"text": "hi"})
    shown = {name: value for name, value in answer.headers.items() if name.endswith(("-limit", "-remaining"))}
    assert shown == {
        "x-rate-limit-limit": "15",
        "x-rate-limit-remaining": "14",
        "x-user-limit-24hour-limit": "1440",
        "x-user-limit-24hour-remaining": "1439",
        "x-app-limit-24hour-limit": "1440",
        "x-app-limit-24hour-remaining": "1439",
    }


async def test_a_refused_write_counts_and_an_unknown_caller_does_not(api: Api) -> None:
    assert (await api.post("/2/tweets", {"text": ""})).headers["x-rate-limit-remaining"] == "99"
    unknown = await api.post("/2/tweets", {"text": "hi"}, token="nobody")
    assert (unknown.status, "x-rate-limit-limit" in unknown.headers) == (401, False)
    assert (await api.post("/2/tweets", {"text": "hi"})).headers["x-rate-limit-remaining"] == "98"


async def test_an_app_has_its_own_window(api: Api) -> None:
    assert (await api.get("/2/users/77/mentions")).headers["x-rate-limit-limit"] == "300"
    assert (await api.get("/2/users/77/mentions", token=APP_TOKEN)).headers["x-rate-limit-remaining"] == "449"


def test_a_day_can_be_used_up_while_the_window_is_open() -> None:
    clock = WorldClock(0, speed=0)
    limits = Limits(clock, {"POST /2/tweets": Limit(per_user=2, per_app_day=3)})
    allowed = []
    for _ in range(4):
        allowed.append(limits.take("POST /2/tweets", 77).is_allowed)
        clock.advance(15 * 60 * 1000)
    assert allowed == [True, True, True, False]
    assert limits.take("POST /2/tweets", 77).headers["x-rate-limit-remaining"] == "2"


def test_a_fast_world_gives_more_calls_and_tells_its_resets_in_our_time() -> None:
    real = 5_000_000
    clock = WorldClock(1_790_000_000_000, speed=10, real_now=lambda: real)
    limits = Limits(clock)
    for _ in range(15):
        headers = limits.take("GET /2/dm_events", 77).headers
    assert not limits.take("GET /2/dm_events", 77).is_allowed
    assert headers["x-rate-limit-reset"] == str((5_000_000 + 90_000) // 1000)
    real += 90_000
    assert limits.take("GET /2/dm_events", 77).is_allowed


def test_a_day_that_is_practised_faster_gives_more_calls() -> None:
    clock = WorldClock(0, speed=0)
    limits = Limits(clock, {"GET /2/dm_events": Limit(per_user=1)}, pace=10)
    assert limits.take("GET /2/dm_events", 77).is_allowed
    clock.advance(90_000 - 1)
    assert not limits.take("GET /2/dm_events", 77).is_allowed
    clock.advance(1)
    assert limits.take("GET /2/dm_events", 77).is_allowed
    with pytest.raises(ValueError, match="pace above 0"):
        Limits(clock, pace=0)


def test_every_limit_is_that_of_an_endpoint_there_is() -> None:
    assert set(X_LIMITS) == set(ENDPOINTS)
