"""The HTTP session that tweepy is given: our address, our deadlines, our checks, before tweepy sees an answer.

tweepy has its host written into its code, sets no deadline and reads error pages as JSON before it looks at the status.
So this session sends each request our way, reads the answer whole within its limits, and hands tweepy only what it can
take: a success whose body is a JSON object. Everything else is raised here, as the error it means.
"""

import json as json_text
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from tui_desk.desk.x_port import UnreachableError
from tui_desk.x.access import Way
from tui_desk.x.failures import error_of_answer, error_of_network, trouble
from tui_desk.x.shape import Json

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer, complete; the part of aiohttp's response that tweepy looks at, and the body."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: Json

    async def read(self) -> bytes:
        """Nothing is left to read: the body is here already."""
        return b""


class Session:
    """One pool of connections to X. Must be made inside a running event loop."""

    def __init__(self, way: Way, now: Callable[[], int]) -> None:
        """`now` tells UTC milliseconds, for the end of limits."""
        self._base = URL(way.base_url if way.socket is None else way.base_url.replace("https://", "http://", 1))
        self._body_limit = way.body_limit
        self._now = now
        connector = aiohttp.TCPConnector() if way.socket is None else aiohttp.UnixConnector(str(way.socket))
        self._http = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(
                total=way.total_seconds,
                connect=way.connect_seconds,
                ceil_threshold=way.total_seconds + 1,  # below it a deadline is not rounded up to a full second
            ),
        )

    @asynccontextmanager
    async def request(self, method: str, url: str | URL, **request: Any) -> AsyncIterator[Answer]:
        """Make one request, as tweepy asks an aiohttp session to. Raises XError.

        aiohttp repeats a read once when its connection turns out to be dead; a write never.
        """
        yield await self._exchange(method, self._readdressed(URL(url)), request)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()

    def _readdressed(self, url: URL) -> URL:
        return url.with_scheme(self._base.scheme).with_host(self._base.host or "").with_port(self._base.explicit_port)

    async def _exchange(self, method: str, url: URL, request: dict[str, Any]) -> Answer:
        is_write = method != "GET"
        if self._http.closed:
            raise UnreachableError("the connection to X is closed; start the engine again")
        try:
            # A redirect is never followed: it could turn a write into a read, or carry the token elsewhere.
            async with self._http.request(method, url, allow_redirects=False, **request) as response:
                status, reason, headers = response.status, response.reason or "", response.headers
                content = await self._read(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            logger.info("%s %s failed: %s", method, url.path, type(error).__name__)
            # The cause is dropped on purpose: aiohttp's errors hold the request with its Authorization header.
            raise error_of_network(error, is_write=is_write) from None
        body = _decoded(content)
        logger.debug("%s %s: %d, %d bytes", method, url.path, status, len(content))
        if not 200 <= status < 300:
            raise error_of_answer(status, headers, body, is_write=is_write, now=self._now())
        if not isinstance(body, dict):
            raise trouble("X's answer is cut off or is not JSON", is_write=is_write)
        return Answer(status, reason, headers, body)

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        """The decompressed body, piece by piece, so that a small answer cannot swell up without end."""
        pieces = bytearray()
        async for piece in response.content.iter_any():
            pieces += piece
            if len(pieces) > self._body_limit:
                raise aiohttp.ClientPayloadError("the answer is larger than any that X gives")
        return bytes(pieces)


def _decoded(content: bytes) -> Any:
    """The JSON value of a body, None where it holds none."""
    try:
        return json_text.loads(content)
    except (ValueError, RecursionError):  # not JSON, not UTF-8, numbers or nesting beyond measure
        return None
