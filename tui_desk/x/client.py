"""The X client: tweepy behind the port's methods, with our session, our errors, our records and our pace."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import aiohttp
from tweepy.asynchronous import AsyncClient

from tui_desk.desk.x_port import MessagePage, PostPage, RateLimitedError, RefusedError
from tui_desk.domain.ids import ConversationId, MessageId, PostId, UserId
from tui_desk.domain.model import Account, Budget, Channel, Person
from tui_desk.x import mapping, wire
from tui_desk.x.access import Access, UserToken, Way
from tui_desk.x.failures import trouble
from tui_desk.x.pace import Endpoint, Pace, windows_in
from tui_desk.x.session import Answer, Session
from tui_desk.x.shape import Json, OddPayloadError
from tui_desk.x.wire import Vocabulary

# At DEBUG these log tokens, signatures and message texts.
for _talkative in ("tweepy", "requests_oauthlib", "oauthlib", "urllib3", "aiohttp"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)

_LARGEST_PAGE = 100
_MOST_LOOKED_UP = 100

_ENDPOINTS: Mapping[str, tuple[Endpoint, ...]] = {
    "mentions": (Endpoint.MENTIONS,),
    "messages": (Endpoint.MESSAGES,),
    "own_posts": (Endpoint.OWN_POSTS,),
    "threads": (Endpoint.SEARCH, Endpoint.POSTS),
    "listening": (Endpoint.SEARCH,),
    "people": (Endpoint.PEOPLE,),
}
"""What a reading of each source calls."""

_WRITES: Mapping[Channel, Endpoint] = {
    Channel.REPLY: Endpoint.SEND_REPLY,
    Channel.MESSAGE: Endpoint.SEND_MESSAGE,
    Channel.REPOST: Endpoint.REPOST,
}
"""What sending each kind calls."""

_SEARCH_REACHES_MS = (7 * 24 * 60 - 5) * 60 * 1000
"""X's search knows seven days, and refuses a beginning before that; five minutes are left for clocks that differ."""

_Record = TypeVar("_Record")


def open_client(access: Access, way: Way, now: Callable[[], int] | None = None) -> "TweepyClient":
    """A client that speaks for `access` and goes `way`. Call it inside a running event loop, and close it in the end.

    `now` tells UTC milliseconds; by default it is the machine's clock.
    """
    clock = now or _machine_time
    session = Session(way, clock)
    if isinstance(access, UserToken):
        api = _Api(way.vocabulary, session, bearer_token=access.token)
    else:
        api = _Api(
            way.vocabulary,
            session,
            consumer_key=access.consumer_key,
            consumer_secret=access.consumer_secret,
            access_token=access.access_token,
            access_token_secret=access.access_token_secret,
        )
    return TweepyClient(api, session, clock, vocabulary=way.vocabulary, signs=not isinstance(access, UserToken))


def _machine_time() -> int:
    return time.time_ns() // 1_000_000


class _Api(AsyncClient):  # type: ignore[misc]  # tweepy ships no types
    """tweepy's client, asking in the vocabulary that was chosen, and handing on whole answers."""

    def __init__(self, vocabulary: Vocabulary, session: Session, **credentials: str) -> None:
        # Only this return type gives the rate-limit headers away. Waiting is the engine's business, never the client's.
        super().__init__(**credentials, return_type=aiohttp.ClientResponse, wait_on_rate_limit=False)
        self.session: Any = session
        self._vocabulary = vocabulary

    async def request(
        self, method: str, route: str, params: Any = None, json: Any = None, user_auth: bool = False
    ) -> Any:
        """Make a request; tweepy signs it, so the words must be right before."""
        return await super().request(method, route, wire.spelled(params or {}, self._vocabulary), json, user_auth)

    async def repost(self, account_id: UserId, post_id: PostId, *, user_auth: bool) -> Any:
        """Repost. tweepy's own method asks X for the account first, and meanwhile other calls return something else."""
        route = f"/2/users/{account_id}/retweets"
        return await self._make_request("POST", route, json=wire.repost_of(post_id), user_auth=user_auth)


class TweepyClient:
    """An `XClient` over tweepy. Calls may run at the same time."""

    def __init__(
        self, api: _Api, session: Session, now: Callable[[], int], *, vocabulary: Vocabulary, signs: bool
    ) -> None:
        """`signs`: requests are signed with OAuth 1.0a instead of bearing a token. Use `open_client`."""
        self._api = api
        self._session = session
        self._now = now
        self._signs = signs
        self._posts_wanted = wire.POST_SELECTION[vocabulary]
        self._events_wanted = wire.EVENT_SELECTION[vocabulary]
        self._pace = Pace()

    async def account(self) -> Account:
        """Who the credentials belong to."""
        body = await self._call(Endpoint.ACCOUNT, self._api.get_me)
        return _understood(lambda: mapping.account_from(body))

    async def mentions(self, account_id: UserId, since: PostId | None, page: str | None) -> PostPage:
        """Posts that mention the account, newer than `since`."""
        request = self._api.get_users_mentions
        return await self._list(Endpoint.MENTIONS, request, id=account_id, since_id=since, pagination_token=page)

    async def own_posts(self, account_id: UserId, since: PostId | None, page: str | None) -> PostPage:
        """Posts and replies of the account itself, newer than `since`; no reposts."""
        return await self._list(
            Endpoint.OWN_POSTS,
            self._api.get_users_tweets,
            id=account_id,
            since_id=since,
            pagination_token=page,
            exclude=["retweets"],
        )

    async def conversation(self, conversation_id: ConversationId, page: str | None) -> PostPage:
        """Posts of one conversation; X's search reaches back seven days."""
        query = wire.search_for_conversation(conversation_id)
        return await self._list(Endpoint.SEARCH, self._api.search_recent_tweets, query=query, next_token=page)

    async def search(self, query: str, since: PostId | None, page: str | None) -> PostPage:
        """Posts of anybody that a query finds, newer than `since`, of the last seven days."""
        is_within_reach = since is not None and since > mapping.first_id_at(self._now() - _SEARCH_REACHES_MS)
        return await self._list(
            Endpoint.SEARCH,
            self._api.search_recent_tweets,
            query=query,
            since_id=since if is_within_reach else None,
            next_token=page,
        )

    async def posts(self, post_ids: tuple[PostId, ...]) -> PostPage:
        """Posts by id, at most 100; those that are gone are named in `missing`. Raises ValueError for more ids."""
        if not _worth_asking(post_ids):
            return PostPage((), (), (), None)
        body = await self._call(Endpoint.POSTS, self._api.get_tweets, ids=list(post_ids), **self._posts_wanted)
        return _understood(lambda: mapping.post_page_from(body, self._now(), asked=post_ids))

    async def people(self, user_ids: tuple[UserId, ...]) -> tuple[Person, ...]:
        """People by id, at most 100, with what they take from the account. Raises ValueError for more."""
        if not _worth_asking(user_ids):
            return ()
        body = await self._call(Endpoint.PEOPLE, self._api.get_users, ids=list(user_ids), **wire.USER_SELECTION)
        return _understood(lambda: mapping.people_from(body, self._now()))

    async def messages(self, account_id: UserId, page: str | None) -> MessagePage:
        """All direct messages of the account, newest first; X reaches back 30 days and knows no `since`."""
        return await self._list_messages(Endpoint.MESSAGES, account_id, page)

    async def messages_with(self, account_id: UserId, customer_id: UserId, page: str | None) -> MessagePage:
        """The direct messages with one person, newest first."""
        return await self._list_messages(Endpoint.MESSAGES_WITH, account_id, page, participant_id=customer_id)

    async def send_reply(self, text: str, reply_to: PostId, excluded: tuple[UserId, ...]) -> PostId:
        """Post a public reply; the automatic list of addressees leaves out `excluded`."""
        body = await self._call(
            Endpoint.SEND_REPLY,
            self._api.create_tweet,
            text=text,
            in_reply_to_tweet_id=reply_to,
            exclude_reply_user_ids=list(excluded) or None,
        )
        return PostId(_understood(lambda: wire.created_post_id(body), is_write=True))

    async def send_message(self, text: str, customer_id: UserId) -> MessageId:
        """Send a direct message."""
        request = self._api.create_direct_message
        body = await self._call(Endpoint.SEND_MESSAGE, request, text=text, participant_id=customer_id)
        return MessageId(_understood(lambda: wire.created_event_id(body), is_write=True))

    async def repost(self, account_id: UserId, post_id: PostId) -> None:
        """Show a post to the account's followers; one that is reposted already is as good as done."""
        try:
            body = await self._call(Endpoint.REPOST, self._api.repost, account_id=account_id, post_id=post_id)
        except RefusedError as refusal:
            if refusal.duplicate:
                return
            raise
        _understood(lambda: wire.check_reposted(body), is_write=True)

    def budgets(self) -> tuple[Budget, ...]:
        """What X said last of how much it still takes; see `XClient`."""
        now = self._now()
        known = ((channel, self._pace.tightest(endpoint, now)) for channel, endpoint in _WRITES.items())
        return tuple(Budget(channel, window.remaining, window.resets_at) for channel, window in known if window)

    def pause_before(self, source: str, wanted_seconds: float) -> float:
        """Seconds to let pass before `source` is read again; see `XClient`."""
        now = self._now()
        pauses = (self._pace.next_read_in(each, wanted_seconds, now) for each in _ENDPOINTS.get(source, ()))
        return max(pauses, default=wanted_seconds)

    async def close(self) -> None:
        """Let go of connections."""
        await self._session.close()

    async def _list(self, endpoint: Endpoint, request: Callable[..., Awaitable[Answer]], **arguments: Any) -> PostPage:
        body = await self._call(endpoint, request, max_results=_LARGEST_PAGE, **arguments, **self._posts_wanted)
        return _understood(lambda: mapping.post_page_from(body, self._now()))

    async def _list_messages(
        self, endpoint: Endpoint, account_id: UserId, page: str | None, **arguments: Any
    ) -> MessagePage:
        body = await self._call(
            endpoint,
            self._api.get_direct_message_events,
            event_types="MessageCreate",
            max_results=_LARGEST_PAGE,
            pagination_token=page,
            **arguments,
            **self._events_wanted,
        )
        return _understood(lambda: mapping.message_page_from(body, account_id, self._now()))

    async def _call(self, endpoint: Endpoint, request: Callable[..., Awaitable[Answer]], **arguments: Any) -> Json:
        """One call to X, unless its window is known to be used up. Raises XError."""
        self._pace.check(endpoint, self._now())
        try:
            answer = await request(user_auth=self._signs, **arguments)
        except RateLimitedError as limit:
            self._pace.close(endpoint, limit.until, self._now())
            raise
        self._pace.learn(endpoint, windows_in(answer.headers, self._now()))
        return answer.body


def _worth_asking(ids: tuple[int, ...]) -> bool:
    if len(ids) > _MOST_LOOKED_UP:
        raise ValueError(f"X looks up at most {_MOST_LOOKED_UP} at once, not {len(ids)}")
    return bool(ids)


def _understood(read: Callable[[], _Record], *, is_write: bool = False) -> _Record:
    """What `read` makes of an answer. The one place where an answer of another shape becomes our error."""
    try:
        return read()
    except OddPayloadError as odd:
        raise trouble(f"X's answer is of an unknown shape ({odd})", is_write=is_write) from None
    except (LookupError, TypeError, ValueError) as odd:  # its message could quote the answer
        raise trouble(f"X's answer is of an unknown shape ({type(odd).__name__})", is_write=is_write) from None
