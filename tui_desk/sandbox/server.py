"""The HTTP server of the simulated X, on a Unix domain socket that only its owner can open."""

import errno
import os
import socket
import stat
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path

from aiohttp import web

from tui_desk.sandbox import routes_messages, routes_posts, routes_timelines, routes_users
from tui_desk.sandbox.accounts import Accounts
from tui_desk.sandbox.call import SIMULATOR, Simulator
from tui_desk.sandbox.clock import WorldClock
from tui_desk.sandbox.faults import Faults
from tui_desk.sandbox.front import Door, Endpoint, refuse_unknown_path
from tui_desk.sandbox.limits import X_LIMITS, Limit, Limits
from tui_desk.sandbox.platform import Platform
from tui_desk.sandbox.policy import Policy
from tui_desk.sandbox.routes_control import CONTROL_PREFIX, control_app
from tui_desk.sandbox.selection import Vocabulary

PRACTICE_TOKEN = "practice-token"  # noqa: S105 - opens nothing but the simulated X
"""What the practice desk shows as its OAuth token."""

ENDPOINTS: Mapping[str, Endpoint] = {
    "GET /2/users/me": routes_users.show_me,
    "GET /2/users": routes_users.show_users,
    "GET /2/users/by": routes_users.show_users_by_handle,
    "GET /2/users/by/username/{username}": routes_users.show_user_by_handle,
    "GET /2/users/{id}": routes_users.show_user,
    "GET /2/users/{id}/mentions": routes_timelines.list_mentions,
    "GET /2/users/{id}/tweets": routes_timelines.list_posts,
    "GET /2/tweets/search/recent": routes_timelines.search_recent,
    "GET /2/tweets": routes_posts.show_posts,
    "GET /2/tweets/{id}": routes_posts.show_post,
    "POST /2/tweets": routes_posts.create_post,
    "DELETE /2/tweets/{id}": routes_posts.delete_post,
    "POST /2/users/{id}/retweets": routes_posts.repost,
    "DELETE /2/users/{id}/retweets/{source_tweet_id}": routes_posts.take_back_repost,
    "PUT /2/tweets/{tweet_id}/hidden": routes_posts.hide_reply,
    "GET /2/dm_events": routes_messages.list_messages,
    "GET /2/dm_events/{event_id}": routes_messages.show_message,
    "GET /2/dm_conversations/with/{participant_id}/dm_events": routes_messages.list_messages_with,
    "GET /2/dm_conversations/{id}/dm_events": routes_messages.list_messages_in,
    "POST /2/dm_conversations/with/{participant_id}/messages": routes_messages.send_message_with,
    "POST /2/dm_conversations/{dm_conversation_id}/messages": routes_messages.send_message_in,
}
"""Every endpoint, under the name that limits and faults know it by; fixed paths before those with a variable."""

_LARGEST_BODY = 1024 * 1024
_SHUTDOWN_SECONDS = 0.5


class SocketUnusableError(OSError):
    """The socket cannot be opened safely; the message says what to do."""


def application(simulator: Simulator) -> web.Application:
    """The simulated X as an aiohttp application."""
    app = web.Application(client_max_size=_LARGEST_BODY)
    app[SIMULATOR] = simulator
    for name, endpoint in ENDPOINTS.items():
        method, path = name.split(" ")
        app.router.add_route(method, path, Door(simulator, name, endpoint).answer)
    app.add_subapp(CONTROL_PREFIX, control_app(simulator))
    app.router.add_route("*", "/{path:.*}", refuse_unknown_path)
    return app


@asynccontextmanager
async def serve(
    socket_path: Path,
    platform: Platform,
    clock: WorldClock,
    user_ids_by_token: Mapping[str, int],
    *,
    policy: Policy | None = None,
    faults: Faults | None = None,
    limits: Mapping[str, Limit] = X_LIMITS,
    limit_pace: float = 1.0,
    vocabularies: frozenset[Vocabulary] = frozenset(Vocabulary),
) -> AsyncIterator[Simulator]:
    """Serve the simulated X on `socket_path` until the block is left.

    `platform` must run on `clock`; `user_ids_by_token` says whom each OAuth token speaks for; limits renew
    `limit_pace` times as fast as X's. Raises SocketUnusableError when another server answers there, or when others
    could reach into the folder.
    """
    simulator = Simulator(
        platform=platform,
        clock=clock,
        accounts=Accounts(clock.now, user_ids_by_token),
        limits=Limits(clock, limits, limit_pace),
        faults=faults or Faults(),
        policy=policy or Policy(),
        vocabularies=vocabularies,
    )
    listener = _listen(socket_path)
    runner = web.AppRunner(application(simulator), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    try:
        await runner.setup()
        await web.SockSite(runner, listener).start()
        yield simulator
    finally:
        await runner.cleanup()
        _close(listener, socket_path)


def _close(listener: socket.socket, socket_path: Path) -> None:
    listener.close()
    socket_path.unlink(missing_ok=True)


def _listen(socket_path: Path) -> socket.socket:
    """A listening socket that was 0600 from its first moment; a file nobody answers at is replaced."""
    _check_folder(socket_path.parent)
    if socket_path.exists():
        _check_abandoned(socket_path)
        socket_path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    earlier_mask = os.umask(0o177)
    try:
        listener.bind(str(socket_path))
        listener.listen()
    except OSError as error:
        listener.close()
        raise SocketUnusableError(
            f"cannot listen on {socket_path}: {error}; choose a shorter or writable path"
        ) from error
    finally:
        os.umask(earlier_mask)
    return listener


def _check_folder(folder: Path) -> None:
    try:
        status = folder.stat()
    except OSError as error:
        raise SocketUnusableError(f"cannot use the folder {folder}: {error}; create it first") from error
    if status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o022:
        raise SocketUnusableError(f"others can write into {folder}: use a folder of your own with mode 0700")


def _check_abandoned(socket_path: Path) -> None:
    if not stat.S_ISSOCK(socket_path.lstat().st_mode):
        raise SocketUnusableError(f"{socket_path} is not a socket: choose another path")
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as probe:
        probe.settimeout(1)
        refusal = probe.connect_ex(str(socket_path))
    if refusal not in (errno.ECONNREFUSED, errno.ENOENT):
        raise SocketUnusableError(f"a simulated X is already running at {socket_path}: stop it or choose another path")
