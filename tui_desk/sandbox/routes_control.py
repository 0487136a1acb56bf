"""The control routes, which X does not have: set faults, act as anybody, move the clock, read what really happened."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tui_desk.sandbox.call import SIMULATOR, Simulator
from tui_desk.sandbox.faults import Fault, fault_json
from tui_desk.sandbox.platform import NotOnPlatformError, Platform, User

CONTROL_PREFIX = "/_control/"

_POST_OPTIONS = ("reply_to", "quote_of", "lang", "alt_texts", "excluded_user_ids", "dm_link", "created_at")
_USER_OPTIONS = ("bio", "followers", "language", "location", "verified_type", "protected", "receives_dm", "user_id")


async def show_health(request: web.Request) -> web.Response:
    """GET health: how large the world is, and what time it is there."""
    simulator = request.app[SIMULATOR]
    platform = simulator.platform
    return web.json_response(
        {
            "now": simulator.clock.now(),
            "speed": simulator.clock.speed,
            "users": _count(platform.users()),
            "posts": _count(platform.posts()),
            "messages": _count(platform.messages()),
            "sequence": platform.latest_sequence(),
            "faults": len(simulator.faults.active()),
        }
    )


async def list_faults(request: web.Request) -> web.Response:
    """GET faults: those in force."""
    active = request.app[SIMULATOR].faults.active()
    return web.json_response([fault_json(fault_id, fault) for fault_id, fault in active])


async def add_fault(request: web.Request) -> web.Response:
    """POST faults: the body is a fault."""
    fault = Fault.from_json(await _body(request))
    return web.json_response({"fault_id": request.app[SIMULATOR].faults.add(fault)}, status=201)


async def clear_faults(request: web.Request) -> web.Response:
    """DELETE faults, or faults/:fault_id."""
    fault_id = request.match_info.get("fault_id")
    request.app[SIMULATOR].faults.clear(None if fault_id is None else int(fault_id))
    return web.json_response({})


async def list_posts(request: web.Request) -> web.Response:
    """GET posts?author=: every post that ever was, deleted ones too, oldest first. The truth to compare with."""
    platform = request.app[SIMULATOR].platform
    author = request.query.get("author")
    author_id = None if author is None else _user(platform, author).user_id
    posts = [post for post in platform.all_posts() if author_id in (None, post.author_id)]
    return web.json_response([asdict(post) | {"written_text": post.written_text} for post in posts])


async def make_post(request: web.Request) -> web.Response:
    """POST posts: {author, text, reply_to, ...} posts as anybody, past every rule."""
    platform, body = request.app[SIMULATOR].platform, await _body(request)
    options = {name: body[name] for name in _POST_OPTIONS if name in body}
    post = platform.create_post(_user(platform, body["author"]).user_id, body["text"], **options)
    return web.json_response(asdict(post), status=201)


async def edit_post(request: web.Request) -> web.Response:
    """PATCH posts/:post_id: {text} gives the post a new version, {hidden} hides or shows it."""
    platform, body = request.app[SIMULATOR].platform, await _body(request)
    post_id = int(request.match_info["post_id"])
    if "text" in body:
        platform.edit_post(post_id, body["text"])
    if "hidden" in body:
        platform.hide(post_id, body["hidden"])
    return web.json_response(asdict(platform.post(post_id)))


async def delete_post(request: web.Request) -> web.Response:
    """DELETE posts/:post_id: its author takes the post down."""
    return web.json_response(asdict(request.app[SIMULATOR].platform.delete_post(int(request.match_info["post_id"]))))


async def list_messages(request: web.Request) -> web.Response:
    """GET messages?user=: every direct message, oldest first."""
    platform = request.app[SIMULATOR].platform
    user = request.query.get("user")
    messages = platform.messages() if user is None else platform.messages_of(_user(platform, user).user_id)
    return web.json_response([asdict(message) for message in reversed(list(messages))])


async def make_message(request: web.Request) -> web.Response:
    """POST messages: {sender, recipient, text} writes as anybody, past every rule."""
    platform, body = request.app[SIMULATOR].platform, await _body(request)
    sender, recipient = _user(platform, body["sender"]), _user(platform, body["recipient"])
    message = platform.send_message(sender.user_id, recipient.user_id, body["text"])
    return web.json_response(asdict(message), status=201)


async def make_user(request: web.Request) -> web.Response:
    """POST users: {handle, name, ...} opens an account."""
    body = await _body(request)
    options = {name: body[name] for name in _USER_OPTIONS if name in body}
    user = request.app[SIMULATOR].platform.add_user(body["handle"], body["name"], **options)
    return web.json_response(asdict(user), status=201)


async def change_user(request: web.Request) -> web.Response:
    """PATCH users/:user: {handle, name, protected, receives_dm}, and {blocks, unblocks, follows} with a user each."""
    platform, body = request.app[SIMULATOR].platform, await _body(request)
    user_id = _user(platform, request.match_info["user"]).user_id
    relations: dict[str, Callable[[int, int], None]] = {
        "blocks": platform.relations.block,
        "unblocks": platform.relations.unblock,
        "follows": platform.relations.follow,
    }
    for name, relate in relations.items():
        if name in body:
            relate(user_id, _user(platform, body.pop(name)).user_id)
    return web.json_response(asdict(platform.update_user(user_id, **body)))


async def advance_clock(request: web.Request) -> web.Response:
    """POST clock: {advance_ms} lets world time pass at once."""
    clock = request.app[SIMULATOR].clock
    clock.advance((await _body(request))["advance_ms"])
    return web.json_response({"now": clock.now()})


async def give_token(request: web.Request) -> web.Response:
    """POST tokens: {token, user, expires_at} accepts a token; without a user it is the app's own."""
    simulator, body = request.app[SIMULATOR], await _body(request)
    user = body.get("user")
    user_id = None if user is None else _user(simulator.platform, user).user_id
    simulator.accounts.give(body["token"], user_id, body.get("expires_at"))
    return web.json_response({}, status=201)


async def expire_token(request: web.Request) -> web.Response:
    """POST tokens/:token/expire: every request with it gets a 401 from now on."""
    request.app[SIMULATOR].accounts.expire(request.match_info["token"])
    return web.json_response({})


@web.middleware
async def explain_mistakes(request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
    """Turn a mistake in a control request into a 400 with a sentence."""
    try:
        answer: web.StreamResponse = await handler(request)
    except NotOnPlatformError as error:
        return web.json_response({"error": str(error)}, status=404)
    except KeyError as error:
        return web.json_response({"error": f"{error} is missing or unknown"}, status=400)
    except (ValueError, TypeError) as error:
        return web.json_response({"error": str(error)}, status=400)
    return answer


def control_app(simulator: Simulator) -> web.Application:
    """The control routes as an application of their own."""
    app = web.Application(middlewares=[explain_mistakes])
    app[SIMULATOR] = simulator
    app.router.add_get("/health", show_health)
    app.router.add_get("/faults", list_faults)
    app.router.add_post("/faults", add_fault)
    app.router.add_delete("/faults", clear_faults)
    app.router.add_delete("/faults/{fault_id}", clear_faults)
    app.router.add_get("/posts", list_posts)
    app.router.add_post("/posts", make_post)
    app.router.add_patch("/posts/{post_id}", edit_post)
    app.router.add_delete("/posts/{post_id}", delete_post)
    app.router.add_get("/messages", list_messages)
    app.router.add_post("/messages", make_message)
    app.router.add_post("/users", make_user)
    app.router.add_patch("/users/{user}", change_user)
    app.router.add_post("/clock", advance_clock)
    app.router.add_post("/tokens", give_token)
    app.router.add_post("/tokens/{token}/expire", expire_token)
    return app


async def _body(request: web.Request) -> dict[str, Any]:
    data = json.loads(await request.read())
    if not isinstance(data, dict):
        raise TypeError("the body must be a JSON object")
    return data


def _user(platform: Platform, name: Any) -> User:
    """A user by handle or by id."""
    user = platform.user_by_handle(str(name))
    return platform.user(int(name)) if user is None and str(name).isdigit() else _known(user, name)


def _known(user: User | None, name: Any) -> User:
    if user is None:
        raise NotOnPlatformError(f"there is no user {name}")
    return user


def _count(records: Iterable[object]) -> int:
    return sum(1 for _ in records)
