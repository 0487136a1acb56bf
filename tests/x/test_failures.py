"""Every way in which X can fail becomes one of our errors, and keeps X's words."""

import errno
from typing import Any
from unittest.mock import Mock

import aiohttp
import pytest
from aiohttp.client_exceptions import UnixClientConnectorError

from tui_desk.desk.x_port import (
    NotSignedInError,
    OutcomeUnknownError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    UnreachableError,
    XError,
)
from tui_desk.x.failures import error_of_answer, error_of_network

NOW = 1_800_000_000_000
OLD, NEW = "https://api.twitter.com/2/problems/", "https://api.x.com/2/problems/"


def plain(status: int, detail: str) -> dict[str, Any]:
    return {"title": "Forbidden", "detail": detail, "type": "about:blank", "status": status}


def failed(status: int, body: Any, *, is_write: bool = True) -> XError:
    return error_of_answer(status, {}, body, is_write=is_write, now=NOW)


CERTAIN: list[tuple[int, Any, type[XError]]] = [
    (400, {"errors": [{"message": "bad"}], "title": "Invalid Request", "type": f"{OLD}invalid-request"}, RefusedError),
    (401, plain(401, "Unauthorized"), NotSignedInError),
    (401, None, NotSignedInError),
    (401, {"errors": [{"code": 89, "message": "Invalid or expired token"}]}, NotSignedInError),
    (402, {"title": "CreditsDepleted", "detail": "no credits", "type": f"{OLD}credits"}, OutOfCreditError),
    (402, None, OutOfCreditError),
    (403, plain(403, "Forbidden"), RefusedError),
    (403, plain(403, "words nobody has seen before"), RefusedError),
    (403, None, RefusedError),
    (403, {"title": "Unsupported Authentication", "type": f"{OLD}unsupported-authentication"}, NotSignedInError),
    (403, {"reason": "client-not-enrolled", "type": f"{NEW}client-forbidden"}, NotSignedInError),
    (404, plain(404, "Not Found"), RefusedError),
    (409, {"title": "Conflict", "type": f"{OLD}conflict"}, RefusedError),
    (410, plain(410, "Gone"), RefusedError),
    (422, {"title": "Odd", "type": f"{NEW}never-heard-of"}, RefusedError),
    (429, plain(429, "Too Many Requests"), RateLimitedError),
    (429, None, RateLimitedError),
    (429, {"title": "UsageCapExceeded", "detail": "Usage cap exceeded: Monthly product cap"}, OutOfCreditError),
    (429, {"title": "UsageCapExceeded", "type": f"{NEW}usage-capped", "period": "Monthly"}, OutOfCreditError),
    (403, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, RateLimitedError),
]

UNCERTAIN: list[tuple[int, Any]] = [
    (500, plain(500, "Internal Server Error")),
    (502, None),
    (503, None),
    (503, {"title": "Service Unavailable", "type": f"{OLD}usage-capped"}),
    (504, {}),
    (301, None),
    (404, None),
    (404, {}),
    (408, plain(408, "Timeout")),
    (400, None),
    (420, None),
    (599, None),
]


@pytest.mark.parametrize("is_write", [True, False])
@pytest.mark.parametrize(("status", "body", "kind"), CERTAIN)
def test_what_x_refused_was_certainly_not_done(status: int, body: Any, kind: type[XError], is_write: bool) -> None:
    assert type(failed(status, body, is_write=is_write)) is kind


@pytest.mark.parametrize(("status", "body"), UNCERTAIN)
def test_a_write_may_have_arrived_and_a_read_has_failed(status: int, body: Any) -> None:
    assert type(failed(status, body, is_write=True)) is OutcomeUnknownError
    assert type(failed(status, body, is_write=False)) is UnreachableError


@pytest.mark.parametrize(
    ("body", "duplicate", "gone"),
    [
        (plain(403, "You are not allowed to create a Tweet with duplicate content."), True, False),
        ({"errors": [{"code": 187, "message": "Status is a duplicate."}]}, True, False),
        ({"errors": [{"code": 327, "message": "You have already retweeted this Tweet."}]}, True, False),
        (plain(403, "You have already reposted this post."), True, False),
        (plain(403, "You attempted to reply to a Tweet that is deleted or not visible to you."), False, True),
        ({"title": "Not Found Error", "type": f"{NEW}resource-not-found"}, False, True),
        (plain(403, "You can only reply to or quote posts where you are mentioned or are the author."), False, False),
        (plain(403, "Your posting limit is reached, deleted posts count"), False, False),
    ],
)
def test_known_refusals_are_told_apart(body: Any, duplicate: bool, gone: bool) -> None:
    error = failed(403, body)
    assert isinstance(error, RefusedError)
    assert (error.duplicate, error.gone) == (duplicate, gone)


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_gone(status: int) -> None:
    error = failed(status, plain(status, "Not Found"))
    assert isinstance(error, RefusedError)
    assert error.gone


def test_words_are_kept_and_cleaned() -> None:
    error = failed(403, plain(403, "New rule:\nno\x1b]0;x\x07 replies on \u202eSundays"))
    assert isinstance(error, RefusedError)
    assert (error.title, error.detail) == ("Forbidden", "New rule: no␛]0;x␇ replies on ‹RLO›Sundays")
    assert len(str(failed(403, plain(403, "x" * 100_000)))) < 1_000


def test_words_come_from_the_older_shape_and_from_the_status() -> None:
    error = failed(403, {"errors": [{"code": 349, "message": "You cannot send messages to this user."}]})
    assert isinstance(error, RefusedError)
    assert (error.title, error.detail) == ("Forbidden", "You cannot send messages to this user.")


def test_a_limit_tells_until_when() -> None:
    headers = {"x-rate-limit-reset": str(NOW // 1000 + 120), "x-rate-limit-remaining": "0"}
    error = error_of_answer(429, headers, None, is_write=False, now=NOW)
    assert isinstance(error, RateLimitedError)
    assert error.until == NOW + 120_000


NEVER_CONNECTED = [
    aiohttp.ClientConnectorError(Mock(), OSError(errno.ECONNREFUSED, "refused")),
    aiohttp.ClientConnectorDNSError(Mock(), OSError("no such name")),
    UnixClientConnectorError("/x.sock", Mock(), FileNotFoundError(errno.ENOENT, "missing")),
    aiohttp.ConnectionTimeoutError("connecting took too long"),
]
BROKEN = [
    aiohttp.ServerDisconnectedError(),
    aiohttp.ClientOSError(errno.EPIPE, "broken pipe"),
    aiohttp.ClientPayloadError("cut off"),
    aiohttp.SocketTimeoutError("silent"),
    TimeoutError(),
    ConnectionResetError(),
]


@pytest.mark.parametrize("error", NEVER_CONNECTED, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("is_write", [True, False])
def test_without_a_connection_nothing_was_done(error: Exception, is_write: bool) -> None:
    assert type(error_of_network(error, is_write=is_write)) is UnreachableError


@pytest.mark.parametrize("error", BROKEN, ids=lambda error: type(error).__name__)
def test_a_broken_connection_leaves_a_write_unknown(error: Exception) -> None:
    assert type(error_of_network(error, is_write=True)) is OutcomeUnknownError
    assert type(error_of_network(error, is_write=False)) is UnreachableError
