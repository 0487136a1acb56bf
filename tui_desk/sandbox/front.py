"""The door every request goes through: who asks, how often, what goes wrong, and what the answer says."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from tui_desk.sandbox.call import Call, Simulator
from tui_desk.sandbox.clock import wall_clock
from tui_desk.sandbox.faults import Fault, FaultKind
from tui_desk.sandbox.limits import limit_headers
from tui_desk.sandbox.problems import (
    RefusedError,
    credits_depleted,
    forbidden,
    too_many_requests,
    unauthorized,
    unavailable_part,
    usage_capped,
)

Endpoint = Callable[[Call], Awaitable[web.Response]]
Struck = Mapping[FaultKind, Fault]

_DAY_LIMIT = 1_440
_WINDOW_LIMIT = 15
_ERROR_PAGE = """<!DOCTYPE html>
<html>
  <head><title>{status} Service Unavailable</title></head>
  <body><h1>Error {status}</h1><p>Over capacity. Please try again later.</p></body>
</html>
"""


class Door:
    """Wraps an endpoint into an aiohttp handler."""

    def __init__(self, simulator: Simulator, name: str, endpoint: Endpoint) -> None:
        """`name` is the method and the path, such as "GET /2/users/{id}/mentions"."""
        self._simulator = simulator
        self._name = name
        self._endpoint = endpoint

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request. The work goes on when the client has hung up: what was accepted happens."""
        started = time.monotonic()
        await request.read()
        struck = self._simulator.faults.strike(self._name)
        await _wait(struck.get(FaultKind.LATENCY))
        if FaultKind.DROPPED_BEFORE in struck:
            return _hang_up(request)
        headers = {"api-version": "2.166", "x-access-level": "read-write-directmessages"}
        try:
            response = await self._answer(request, struck, headers)
        except RefusedError as refused:
            headers |= refused.headers
            response = web.json_response(refused.body, status=refused.status)
        response = _damaged(response, struck)
        await _wait(struck.get(FaultKind.SLOW_ANSWER))
        if FaultKind.DROPPED_AFTER in struck:
            return _hang_up(request)
        headers["x-response-time"] = str(round((time.monotonic() - started) * 1000))
        response.headers.update({name: value for name, value in headers.items() if value})
        return response

    async def _answer(self, request: web.Request, struck: Struck, headers: dict[str, str]) -> web.Response:
        simulator = self._simulator
        account = simulator.accounts.identify(request.headers.get("Authorization", ""))
        allowance = simulator.limits.take(self._name, account.user_id)
        headers |= allowance.headers
        _refuse_by_fault(struck)
        if not allowance.is_allowed:
            raise too_many_requests()
        if FaultKind.SERVER_ERROR in struck:
            return _error_page(struck[FaultKind.SERVER_ERROR])
        if FaultKind.ERRORS_WITH_200 in struck:
            return web.json_response({"errors": [unavailable_part()]})
        return await self._endpoint(Call(request, simulator, account, struck))


async def refuse_unknown_path(request: web.Request) -> web.Response:
    """Any path X does not have."""
    problem = {"title": "Not Found", "type": "about:blank", "status": 404, "detail": f"no such path: {request.path}"}
    return web.json_response(problem, status=404)


def _refuse_by_fault(struck: Struck) -> None:
    if FaultKind.UNAUTHORIZED in struck:
        raise unauthorized()
    if FaultKind.FORBIDDEN in struck:
        raise forbidden(struck[FaultKind.FORBIDDEN].detail)
    if FaultKind.CREDITS_DEPLETED in struck:
        raise credits_depleted()
    if FaultKind.USAGE_CAPPED in struck:
        raise usage_capped()
    if FaultKind.DAILY_LIMITED in struck:
        raise _limited("x-user-limit-24hour", _DAY_LIMIT, struck[FaultKind.DAILY_LIMITED])
    if FaultKind.RATE_LIMITED in struck:
        raise _limited("x-rate-limit", _WINDOW_LIMIT, struck[FaultKind.RATE_LIMITED])


def _limited(prefix: str, limit: int, fault: Fault) -> RefusedError:
    """A 429 whose limit ends after the fault's milliseconds; an empty header stands for one that is left out."""
    reset_at = -(-(wall_clock() + fault.milliseconds) // 1000)
    headers = limit_headers(prefix, limit, 0, reset_at)
    refused = too_many_requests()
    refused.headers = headers if fault.milliseconds else dict.fromkeys(headers, "")
    return refused


def _damaged(response: web.Response, struck: Struck) -> web.Response:
    """The answer after the faults that strike on its way back."""
    if FaultKind.SERVER_ERROR_AFTER in struck:
        return _error_page(struck[FaultKind.SERVER_ERROR_AFTER])
    if FaultKind.TRUNCATED in struck:
        text = response.text or json.dumps({})
        return web.Response(text=text[: len(text) // 2], status=response.status, content_type="application/json")
    return response


def _error_page(fault: Fault) -> web.Response:
    return web.Response(text=_ERROR_PAGE.format(status=fault.status), status=fault.status, content_type="text/html")


async def _wait(fault: Fault | None) -> None:
    if fault is not None:
        await asyncio.sleep(fault.milliseconds / 1000)


def _hang_up(request: web.Request) -> web.Response:
    """Close the connection; the response is what aiohttp wants from a handler, and reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
