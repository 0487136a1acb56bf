"""A plain HTTP client for the simulated X, and the small world most tests stand in."""

import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from tui_desk.sandbox.clock import WorldClock
from tui_desk.sandbox.platform import Platform, User

BRAND_TOKEN = "brand-token"
APP_TOKEN = "app-token"


@dataclass(frozen=True)
class World:
    """A brand, one customer, and a bystander, on a clock that stands still."""

    platform: Platform
    clock: WorldClock
    brand: User
    customer: User
    bystander: User


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def data(self) -> Any:
        return self.body["data"]

    @property
    def ids(self) -> list[int]:
        return [int(record["id"]) for record in self.body.get("data", [])]

    @property
    def token(self) -> str | None:
        token: str | None = self.body["meta"].get("next_token")
        return token


class Api:
    """Asks the simulated X, by default with the brand's token."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def ask(self, method: str, path: str, *, token: str = BRAND_TOKEN, json: Any = None, **params: Any) -> Answer:
        query = {name.replace("__", "."): str(value) for name, value in params.items()}
        headers = {"Authorization": f"Bearer {token}"}
        async with self._session.request(method, path, params=query, json=json, headers=headers) as response:
            return Answer(response.status, dict(response.headers), await response.text())

    async def get(self, path: str, **params: Any) -> Answer:
        return await self.ask("GET", path, **params)

    async def post(self, path: str, body: Any, **params: Any) -> Answer:
        return await self.ask("POST", path, json=body, **params)

    async def add_fault(self, kind: str, **fields: Any) -> int:
        answer = await self.ask("POST", "/_control/faults", json={"kind": kind, **fields})
        assert answer.status == 201, answer.text
        fault_id: int = answer.body["fault_id"]
        return fault_id

    async def reply(self, text: str, post_id: int, **more: Any) -> Answer:
        return await self.post("/2/tweets", {"text": text, "reply": {"in_reply_to_tweet_id": str(post_id)}, **more})
