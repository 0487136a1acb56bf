"""An X that says what it is told to: a small HTTP server on a Unix socket, and what it was asked."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from tui_desk.x.access import Access, SigningKeys, UserToken, Way
from tui_desk.x.client import TweepyClient, open_client

NOW = 1_800_000_000_000
"""The clock of these tests, in UTC milliseconds: 2027-01-15T08:00:00Z."""

DATE = "Fri, 15 Jan 2027 08:00:00 GMT"

TOKEN = "user-token-of-the-tests"
KEYS = SigningKeys("consumer", "consumer-secret", "77-access", "access-secret")

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    raw_query: str
    headers: Mapping[str, str]
    body: Any


@dataclass
class ScriptedX:
    """Answers in the order in which the answers were given."""

    asked: list[Asked] = field(default_factory=list)
    answers: deque[Answering] = field(default_factory=deque)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a request has come in."""

    def says(self, body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Answer the next request with JSON."""
        self.says_text(json.dumps(body), status, headers, "application/json")

    def says_text(
        self, text: str, status: int = 200, headers: Mapping[str, str] | None = None, kind: str = "text/html"
    ) -> None:
        """Answer the next request with any text."""

        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(text=text, status=status, headers={"Date": DATE, **(headers or {})}, content_type=kind)

        self.answers.append(answer)

    def drops(self) -> None:
        """Cut the connection instead of answering the next request."""

        async def answer(request: web.Request) -> web.StreamResponse:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        self.answers.append(answer)

    def breaks_off(self, text: str, promised: int) -> None:
        """Send a part of the body that was promised, then cut the connection."""

        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Length": str(promised), "Content-Type": "application/json"})
            await response.prepare(request)
            await response.write(text.encode())
            assert request.transport is not None
            request.transport.close()
            return response

        self.answers.append(answer)

    def is_silent(self) -> None:
        """Never answer the next request."""

        async def answer(_: web.Request) -> web.StreamResponse:
            await asyncio.Event().wait()
            return web.Response()

        self.answers.append(answer)

    def sends(self, content: bytes, headers: Mapping[str, str]) -> None:
        """Answer the next request with these bytes."""

        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(body=content, headers=headers)

        self.answers.append(answer)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()
        self.asked.append(
            Asked(
                request.method,
                request.path,
                dict(request.query),
                request.rel_url.raw_query_string,
                dict(request.headers),
                json.loads(content) if content else None,
            )
        )
        self.arrived.set()
        return await self.answers.popleft()(request)


@asynccontextmanager
async def scripted_x(socket: Path) -> AsyncIterator[ScriptedX]:
    """The server, until the block is left."""
    script = ScriptedX()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", script.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
    await runner.setup()
    await web.UnixSite(runner, str(socket)).start()
    try:
        yield script
    finally:
        await runner.cleanup()


@asynccontextmanager
async def client_at(
    way: Way, access: Access | None = None, now: Callable[[], int] = lambda: NOW
) -> AsyncIterator[TweepyClient]:
    """A client that is closed in the end."""
    client = open_client(access or UserToken(TOKEN), way, now)
    try:
        yield client
    finally:
        await client.close()
