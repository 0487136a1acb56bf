"""One request as the endpoints see it: who asks, what they may see, and how the answer is worded."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tui_desk.sandbox.accounts import Account, Accounts
from tui_desk.sandbox.clock import WorldClock
from tui_desk.sandbox.faults import Fault, FaultKind, Faults
from tui_desk.sandbox.limits import Limits
from tui_desk.sandbox.pages import Pager, refuse_unknown, size_from
from tui_desk.sandbox.platform import DirectMessage, Platform, Post
from tui_desk.sandbox.policy import Policy
from tui_desk.sandbox.problems import invalid_request, wrong_kind_of_token
from tui_desk.sandbox.selection import Selection, Vocabulary, documented_parameters, in_words_of, selection_from
from tui_desk.sandbox.wire import Wire, can_see


@dataclass(frozen=True, slots=True)
class Simulator:
    """Everything the HTTP front works with."""

    platform: Platform
    clock: WorldClock
    accounts: Accounts
    limits: Limits
    faults: Faults
    policy: Policy = field(default_factory=Policy)
    vocabularies: frozenset[Vocabulary] = frozenset(Vocabulary)
    """Which words a request may use; any other gets a 400."""


SIMULATOR = web.AppKey("SIMULATOR", Simulator)


class Call:
    """One request, past the door: its account is known and its limits are counted."""

    def __init__(
        self, request: web.Request, simulator: Simulator, account: Account, struck: Mapping[FaultKind, Fault]
    ) -> None:
        """`struck` are the faults that strike this request."""
        self.simulator = simulator
        self.platform = simulator.platform
        self.viewer_id = account.user_id
        self.path_values: Mapping[str, str] = request.match_info
        self.query: dict[str, str] = dict(request.query)
        self._request = request
        self._struck = struck

    @property
    def user_id(self) -> int:
        """The user who asks. Raises RefusedError (403) for an app's own token."""
        if self.viewer_id is None:
            raise wrong_kind_of_token()
        return self.viewer_id

    async def body(self) -> dict[str, Any]:
        """The JSON object that was sent. Raises RefusedError (400) when it is not one."""
        try:
            data = json.loads(await self._request.read())
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise invalid_request(("body", "", "Request body is not a valid JSON object"))
        return data

    def select(self, parameters: tuple[str, ...], expansions: tuple[str, ...], *others: str) -> Selection:
        """The fields and expansions asked for, once every parameter is known to the endpoint."""
        refuse_unknown(self.query, documented_parameters(parameters) | set(others))
        return selection_from(self.query, parameters, expansions, self.simulator.vocabularies)

    def wire(self, selection: Selection) -> Wire:
        """Shapes the answer for the user who asks."""
        return Wire(self.platform, self.viewer_id, selection)

    def pager(self, token_names: tuple[str, ...], smallest: int, default: int) -> Pager:
        """Cuts the list of this request into pages of at most 100."""
        size = size_from(self.query, smallest, 100, default)
        token = next(((name, self.query[name]) for name in token_names if name in self.query), None)
        shown = size // 2 if FaultKind.SHORT_PAGE in self._struck else size
        asked = "&".join(f"{name}={self.query[name]}" for name in ("query", "exclude") if name in self.query)
        return Pager(f"{self._request.path}?{asked}", token, size, shown)

    def answer(self, body: Mapping[str, Any], selection: Selection | None = None, status: int = 200) -> web.Response:
        """The answer, in the words of the request."""
        vocabulary = Vocabulary.TWEET if selection is None else selection.vocabulary
        return web.json_response(in_words_of(vocabulary, dict(body)), status=status)

    def can_look_up(self, post: Post) -> bool:
        """Whether a post is there for the user who asks, by its id."""
        return (
            post.deleted_at is None
            and can_see(self.platform, self.viewer_id, post.author_id)
            and not self._lags(post.author_id, _appeared_at(post))
        )

    def listed(self, posts: Iterable[Post]) -> Iterator[Post]:
        """The posts that have found their way into lists."""
        latest = self.platform.now() - self.platform.visible_lag_ms
        return (post for post in posts if _appeared_at(post) <= latest and self.can_look_up(post))

    def listed_messages(self, messages: Iterable[DirectMessage]) -> Iterator[DirectMessage]:
        """The direct messages that have found their way into lists."""
        latest = self.platform.now() - self.platform.visible_lag_ms
        return (each for each in messages if each.created_at <= latest and self.can_look_up_message(each))

    def can_look_up_message(self, message: DirectMessage) -> bool:
        """Whether a direct message is there for the user who asks."""
        is_party = self.user_id in (message.sender_id, message.recipient_id)
        return is_party and not self._lags(message.sender_id, message.created_at)

    def _lags(self, author_id: int, appeared_at: int) -> bool:
        lag = self._struck.get(FaultKind.VISIBILITY_LAG)
        return lag is not None and author_id == self.viewer_id and appeared_at > self.platform.now() - lag.milliseconds


def _appeared_at(post: Post) -> int:
    return post.edited_at or post.created_at
