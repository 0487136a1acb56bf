"""The endpoints about users: who am I, and who is that."""

from aiohttp import web

from tui_desk.sandbox.call import Call
from tui_desk.sandbox.pages import id_from, list_from
from tui_desk.sandbox.platform import NotOnPlatformError, Platform, User
from tui_desk.sandbox.problems import not_found
from tui_desk.sandbox.selection import USER_EXPANSIONS, USER_PARAMETERS


async def show_me(call: Call) -> web.Response:
    """GET /2/users/me."""
    selection = call.select(USER_PARAMETERS, USER_EXPANSIONS)
    user = call.platform.user(call.user_id)
    return call.answer({"data": call.wire(selection).user(user)}, selection)


async def show_user(call: Call) -> web.Response:
    """GET /2/users/:id."""
    value = call.path_values["id"]
    id_from("id", value)
    return _one_user(call, "id", value, user_by_id(call.platform, value))


async def show_user_by_handle(call: Call) -> web.Response:
    """GET /2/users/by/username/:username."""
    value = call.path_values["username"]
    return _one_user(call, "username", value, call.platform.user_by_handle(value))


async def show_users(call: Call) -> web.Response:
    """GET /2/users?ids=."""
    values = list_from(call.query, "ids")
    for value in values:
        id_from("ids", value)
    return _several_users(call, "ids", {value: user_by_id(call.platform, value) for value in values})


async def show_users_by_handle(call: Call) -> web.Response:
    """GET /2/users/by?usernames=."""
    values = list_from(call.query, "usernames")
    return _several_users(call, "usernames", {value: call.platform.user_by_handle(value) for value in values})


def user_by_id(platform: Platform, value: str) -> User | None:
    """The user with this id, if there is one."""
    try:
        return platform.user(int(value))
    except NotOnPlatformError:
        return None


def _one_user(call: Call, parameter: str, value: str, user: User | None) -> web.Response:
    selection = call.select(USER_PARAMETERS, USER_EXPANSIONS)
    if user is None:
        return call.answer({"errors": [not_found(parameter, value, "user")]}, selection)
    return call.answer({"data": call.wire(selection).user(user)}, selection)


def _several_users(call: Call, parameter: str, found: dict[str, User | None]) -> web.Response:
    selection = call.select(USER_PARAMETERS, USER_EXPANSIONS, parameter)
    wire = call.wire(selection)
    members = {
        "data": [wire.user(user) for user in found.values() if user is not None],
        "errors": [not_found(parameter, value, "user") for value, user in found.items() if user is None],
    }
    return call.answer({name: records for name, records in members.items() if records}, selection)
