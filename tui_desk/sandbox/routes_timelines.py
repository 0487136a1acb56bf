"""The endpoints that list posts: mentions, a user's own, and recent search."""

from collections.abc import Iterable
from itertools import islice, takewhile

from aiohttp import web

from tui_desk.sandbox.call import Call
from tui_desk.sandbox.pages import Bounds, bounds_from, id_from, number_from, time_from
from tui_desk.sandbox.platform import Post, first_id_at
from tui_desk.sandbox.problems import Problem, invalid_request, not_authorized, not_found, one_of
from tui_desk.sandbox.query import Query, QueryError, parse
from tui_desk.sandbox.routes_users import user_by_id
from tui_desk.sandbox.selection import POST_EXPANSIONS, POST_PARAMETERS, Selection
from tui_desk.sandbox.wire import can_see, timestamp

_MENTIONS_KEPT = 800
_OWN_POSTS_KEPT = 3_200
_SEARCH_MS = 7 * 24 * 60 * 60 * 1000
_SEARCH_END_MS = 30_000
_NEWEST_END_MS = 10_000
_BOUNDS = ("since_id", "until_id", "start_time", "end_time", "max_results", "pagination_token")
_EXCLUDABLE = ("replies", "retweets")


async def list_mentions(call: Call) -> web.Response:
    """GET /2/users/:id/mentions: the newest 800."""
    selection = call.select(POST_PARAMETERS, POST_EXPANSIONS, *_BOUNDS)
    problem = _timeline_problem(call)
    if problem is not None:
        return call.answer({"errors": [problem]}, selection)
    posts = call.listed(call.platform.posts_mentioning(int(call.path_values["id"])))
    return _page(call, selection, islice(posts, _MENTIONS_KEPT), bounds_from(call.query))


async def list_posts(call: Call) -> web.Response:
    """GET /2/users/:id/tweets: the newest 3,200, replies and reposts too unless excluded."""
    selection = call.select(POST_PARAMETERS, POST_EXPANSIONS, *_BOUNDS, "exclude")
    excluded = call.query["exclude"].split(",") if "exclude" in call.query else []
    complaints = [one_of("exclude", value, _EXCLUDABLE) for value in excluded if value not in _EXCLUDABLE]
    if complaints:
        raise invalid_request(*complaints)
    problem = _timeline_problem(call)
    if problem is not None:
        return call.answer({"errors": [problem]}, selection)
    kept = islice(call.listed(call.platform.posts_by(int(call.path_values["id"]))), _OWN_POSTS_KEPT)
    posts = (
        post
        for post in kept
        if not ("replies" in excluded and post.in_reply_to is not None)
        and not ("retweets" in excluded and post.repost_of is not None)
    )
    return _page(call, selection, posts, bounds_from(call.query))


async def search_recent(call: Call) -> web.Response:
    """GET /2/tweets/search/recent: the last seven days, without reposts."""
    selection = call.select(POST_PARAMETERS, POST_EXPANSIONS, *_BOUNDS, "query", "next_token", "sort_order")
    orders = ("recency", "relevancy")
    if call.query.get("sort_order", "recency") not in orders:
        raise invalid_request(one_of("sort_order", call.query["sort_order"], orders))
    query = _query_from(call)
    bounds = _search_bounds(call)
    posts = takewhile(lambda post: post.latest_id > bounds.after_id, call.listed(call.platform.posts()))
    found = (post for post in posts if post.repost_of is None and query.matches(post, call.platform))
    return _page(
        call, selection, found, bounds, smallest=10, default=10, token_names=("next_token", "pagination_token")
    )


def _query_from(call: Call) -> Query:
    if "query" not in call.query:
        raise invalid_request(("query", "", "The `query` query parameter can not be empty"))
    try:
        return parse(call.query["query"])
    except QueryError as error:
        message = f"There were errors processing your request: {error}"
        raise invalid_request(("query", call.query["query"], message)) from None


def _search_bounds(call: Call) -> Bounds:
    """The bounds of a search, refused where X refuses them: before the seven days, or too close to now."""
    now, query = call.platform.now(), call.query
    oldest = now - _SEARCH_MS
    if "since_id" in query and 0 < number_from(query, "since_id") < first_id_at(oldest):
        message = (
            f"'since_id' must be a tweet id created after [{timestamp(oldest)}]. Please use a 'since_id' that is larger"
            f" than {first_id_at(oldest)}"
        )
        raise invalid_request(("since_id", query["since_id"], message))
    if "start_time" in query and time_from(query, "start_time") < oldest:
        message = f"Invalid 'start_time':'{query['start_time']}'. 'start_time' must be on or after {timestamp(oldest)}"
        raise invalid_request(("start_time", query["start_time"], message))
    if "end_time" in query and time_from(query, "end_time") > now - _NEWEST_END_MS:
        message = f"Invalid 'end_time':'{query['end_time']}'. 'end_time' must be a minimum of 10 seconds prior"
        raise invalid_request(("end_time", query["end_time"], message))
    asked = bounds_from(query)
    after_id = max(asked.after_id, first_id_at(oldest) - 1)
    if "since_id" in query or "start_time" in query or "end_time" in query:
        return Bounds(after_id, asked.before_id)
    return Bounds(after_id, min(asked.before_id, first_id_at(now - _SEARCH_END_MS)))


def _timeline_problem(call: Call) -> Problem | None:
    value = call.path_values["id"]
    id_from("id", value)
    user = user_by_id(call.platform, value)
    if user is None:
        return not_found("id", value, "user")
    if not can_see(call.platform, call.viewer_id, user.user_id):
        return not_authorized("id", value, "user")
    return None


def _page(
    call: Call,
    selection: Selection,
    posts: Iterable[Post],
    bounds: Bounds,
    *,
    smallest: int = 5,
    default: int = 100,
    token_names: tuple[str, ...] = ("pagination_token",),
) -> web.Response:
    pager = call.pager(token_names, smallest, default)
    page = pager.page((post for post in posts if bounds.hold(post.latest_id)), lambda post: post.latest_id)
    body = call.wire(selection).posts([(post, post.latest_id) for post in page.records])
    return call.answer(body | {"meta": page.meta([post.latest_id for post in page.records])}, selection)
