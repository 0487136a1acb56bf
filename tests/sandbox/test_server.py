"""The socket, the tokens, and the control routes."""

import socket
import stat
from pathlib import Path

import aiohttp
import pytest
from sandbox.client import BRAND_TOKEN, Api, World

from tui_desk.sandbox.call import Simulator
from tui_desk.sandbox.selection import Vocabulary
from tui_desk.sandbox.server import SocketUnusableError, serve


async def test_only_the_owner_can_open_the_socket_and_it_goes_away(world: World, tmp_path: Path) -> None:
    path = tmp_path / "x.sock"
    async with serve(path, world.platform, world.clock, {}):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


async def test_a_socket_nobody_answers_at_is_replaced(world: World, tmp_path: Path) -> None:
    path = tmp_path / "x.sock"
    with socket.socket(socket.AF_UNIX) as abandoned:
        abandoned.bind(str(path))
    async with serve(path, world.platform, world.clock, {}):
        with pytest.raises(SocketUnusableError, match="already running"):
            await serve(path, world.platform, world.clock, {}).__aenter__()
        assert path.exists()


async def test_places_that_will_not_do(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("precious")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)
    for path, words in (
        (tmp_path / "file", "not a socket"),
        (tmp_path / "shared" / "x.sock", "others can write"),
        (tmp_path / "nowhere" / "x.sock", "create it first"),
        (tmp_path / ("x" * 120), "shorter"),
    ):
        with pytest.raises(SocketUnusableError, match=words):
            await serve(path, world.platform, world.clock, {}).__aenter__()
    assert (tmp_path / "file").read_text() == "precious"


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"Bearer {BRAND_TOKEN}", 200),
        (f"bearer {BRAND_TOKEN}", 200),
        (f'OAuth oauth_consumer_key="key", oauth_token="{BRAND_TOKEN}", oauth_signature="s"', 200),
        ('OAuth oauth_consumer_key="key"', 401),
        ("Bearer somebody", 401),
        ("Bearer ", 401),
        (f"Basic {BRAND_TOKEN}", 401),
        ("", 401),
    ],
)
async def test_who_asks(simulator: Simulator, tmp_path: Path, authorization: str, status: int) -> None:
    assert simulator.platform.user(77).handle == "brightloaf"
    connector = aiohttp.UnixConnector(str(tmp_path / "x.sock"))
    async with (
        aiohttp.ClientSession("http://localhost", connector=connector) as session,
        session.get("/2/users/me", headers={"Authorization": authorization}) as response,
    ):
        assert response.status == status
        body = await response.json()
    assert body == (
        {"data": {"id": "77", "name": "Bright Loaf", "username": "brightloaf"}}
        if status == 200
        else {"title": "Unauthorized", "detail": "Unauthorized", "type": "about:blank", "status": 401}
    )


async def test_tokens_expire_and_are_replaced(api: Api, world: World) -> None:
    until = world.clock.now() + 7_200_000
    await api.post("/_control/tokens", {"token": "two-hours", "user": "mira_k", "expires_at": until})
    assert (await api.get("/2/users/me", token="two-hours")).data["username"] == "mira_k"
    await api.post("/_control/clock", {"advance_ms": 7_200_000})
    assert (await api.get("/2/users/me", token="two-hours")).status == 401
    await api.ask("POST", f"/_control/tokens/{BRAND_TOKEN}/expire")
    assert (await api.get("/2/users/me")).status == 401
    await api.post("/_control/tokens", {"token": BRAND_TOKEN, "user": 77})
    assert (await api.get("/2/users/me")).status == 200


async def test_an_app_reads_posts_but_is_nobody(api: Api, world: World) -> None:
    world.platform.create_post(world.customer.user_id, "@brightloaf hi")
    assert len((await api.get("/2/users/77/mentions", token="app-token")).ids) == 1
    for method, path in (("GET", "/2/users/me"), ("GET", "/2/dm_events"), ("POST", "/2/tweets")):
        answer = await api.ask(method, path, token="app-token", json={"text": "hi"} if method == "POST" else None)
        assert (answer.status, answer.body["title"]) == (403, "Unsupported Authentication")


async def test_a_vocabulary_can_be_over(world: World, tmp_path: Path) -> None:
    world.platform.create_post(world.customer.user_id, "@brightloaf hi")
    path = tmp_path / "post.sock"
    only_new = frozenset((Vocabulary.POST,))
    async with (
        serve(path, world.platform, world.clock, {BRAND_TOKEN: 77}, vocabularies=only_new),
        aiohttp.ClientSession("http://localhost", connector=aiohttp.UnixConnector(str(path))) as session,
    ):
        api = Api(session)
        assert (await api.get("/2/users/77/mentions", tweet__fields="lang")).status == 400
        assert (await api.get("/2/users/77/mentions", expansions="referenced_tweets.id")).status == 400
        plain = await api.get("/2/users/77/mentions")
        assert "edit_history_post_ids" in plain.data[0]
        assert (await api.get("/2/users/77/mentions", post__fields="lang")).data[0]["lang"] == "en"


async def test_anybody_can_act_through_the_control_routes(api: Api, world: World) -> None:
    made = await api.post("/_control/users", {"handle": "newcomer", "name": "New", "receives_dm": False})
    assert made.status == 201
    post = (await api.post("/_control/posts", {"author": "newcomer", "text": "@brightloaf hi"})).body
    reply = await api.reply("Hello", post["post_id"])
    await api.ask("PATCH", f"/_control/posts/{post['post_id']}", json={"text": "@brightloaf hi!", "hidden": True})
    await api.ask("DELETE", f"/_control/posts/{reply.data['id']}")
    await api.post("/_control/messages", {"sender": "newcomer", "recipient": 77, "text": "psst"})
    await api.ask("PATCH", "/_control/users/newcomer", json={"blocks": "brightloaf", "name": "Newer"})

    newcomer = world.platform.user_by_handle("newcomer")
    assert newcomer is not None
    assert newcomer.name == "Newer"
    assert world.platform.relations.blocks(newcomer.user_id, 77)
    oracle = (await api.get("/_control/posts", author="brightloaf")).body
    assert [(each["written_text"], each["deleted_at"]) for each in oracle] == [("Hello", world.clock.now())]
    assert [each["text"] for each in (await api.get("/_control/messages", user="brightloaf")).body] == ["psst"]
    health = (await api.get("/_control/health")).body
    assert health == {
        "now": world.clock.now(),
        "speed": 0,
        "users": 4,
        "posts": 1,
        "messages": 1,
        "sequence": world.platform.latest_sequence(),
        "faults": 0,
    }


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/_control/posts", {"text": "nobody wrote this"}, 400),
        ("/_control/posts", {"author": "ghost", "text": "boo"}, 404),
        ("/_control/posts", {"author": 77, "text": "boo", "reply_to": 5}, 404),
        ("/_control/users", {"handle": "otto", "name": "Otto"}, 400),
        ("/_control/clock", {"advance_ms": -1}, 400),
        ("/_control/clock", [], 400),
        ("/_control/tokens/nothing/expire", {}, 400),
    ],
)
async def test_mistakes_in_control_requests_are_explained(api: Api, path: str, body: object, status: int) -> None:
    answer = await api.post(path, body)
    assert answer.status == status
    assert answer.body["error"]
