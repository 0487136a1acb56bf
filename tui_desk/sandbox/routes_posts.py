"""The endpoints about single posts: look up, publish, delete, repost, hide."""

from aiohttp import web

from tui_desk.sandbox.call import Call
from tui_desk.sandbox.pages import id_from, list_from, refuse_unknown
from tui_desk.sandbox.platform import NotOnPlatformError, Post
from tui_desk.sandbox.policy import GONE
from tui_desk.sandbox.post_request import PostRequest, refuse_unknown_keys
from tui_desk.sandbox.problems import Problem, RefusedError, forbidden, invalid_request, not_authorized, not_found
from tui_desk.sandbox.selection import POST_EXPANSIONS, POST_PARAMETERS, Selection, Vocabulary
from tui_desk.sandbox.wire import can_see

_NO_SELECTION = Selection(Vocabulary.TWEET, {}, frozenset())


async def show_post(call: Call) -> web.Response:
    """GET /2/tweets/:id; every version of an edited post has its own id and text."""
    selection = call.select(POST_PARAMETERS, POST_EXPANSIONS)
    value = call.path_values["id"]
    post, problem = _looked_up(call, "id", value)
    if post is None:
        return call.answer({"errors": [problem]}, selection)
    return call.answer(call.wire(selection).one_post(post, int(value)), selection)


async def show_posts(call: Call) -> web.Response:
    """GET /2/tweets?ids=: those that can be seen, and a problem for each of the others."""
    selection = call.select(POST_PARAMETERS, POST_EXPANSIONS, "ids")
    posts: list[tuple[Post, int]] = []
    problems: list[Problem] = []
    for value in list_from(call.query, "ids"):
        post, problem = _looked_up(call, "ids", value)
        if post is None:
            problems.append(problem)
        else:
            posts.append((post, int(value)))
    body = call.wire(selection).posts(posts)
    errors = problems + body.pop("errors", [])
    return call.answer(body | ({"errors": errors} if errors else {}), selection)


async def create_post(call: Call) -> web.Response:
    """POST /2/tweets."""
    refuse_unknown(call.query, ())
    author_id = call.user_id
    wish = PostRequest.from_json(await call.body())
    parent = None if wish.reply_to_id is None else _answerable(call, wish.reply_to_id)
    quoted = None if wish.quote_id is None else _answerable(call, wish.quote_id)
    refusal = call.simulator.policy.refuse_post(call.platform, author_id, wish.text, reply_to=parent, quote_of=quoted)
    if refusal is not None:
        raise forbidden(refusal)
    post = call.platform.create_post(
        author_id,
        wish.text,
        reply_to=wish.reply_to_id,
        quote_of=wish.quote_id,
        excluded_user_ids=wish.excluded_user_ids,
        dm_link=wish.dm_link,
    )
    return call.answer({"data": call.wire(_NO_SELECTION).post(post, post.post_id)}, status=201)


async def delete_post(call: Call) -> web.Response:
    """DELETE /2/tweets/:id: own posts only."""
    user_id = call.user_id
    post = _standing(call, "id", call.path_values["id"])
    if post.author_id != user_id:
        raise forbidden("You are not authorized to delete this Tweet.")
    call.platform.delete_post(post.post_id)
    return call.answer({"data": {"deleted": True}})


async def repost(call: Call) -> web.Response:
    """POST /2/users/:id/retweets; asking again changes nothing, and the answer is the same."""
    user_id = _own_id(call)
    body = await call.body()
    refuse_unknown_keys(body, frozenset(("tweet_id",)))
    post = _standing(call, "tweet_id", str(body.get("tweet_id", "")))
    if not can_see(call.platform, user_id, post.author_id) or call.platform.user(post.author_id).protected:
        raise forbidden()
    call.platform.repost(user_id, post.post_id)
    return call.answer({"data": {"id": str(post.post_id), "retweeted": True}})


async def take_back_repost(call: Call) -> web.Response:
    """DELETE /2/users/:id/retweets/:source_tweet_id; it is no error when there was none."""
    user_id = _own_id(call)
    post = _standing(call, "source_tweet_id", call.path_values["source_tweet_id"])
    made = call.platform.repost_by(user_id, post.post_id)
    if made is not None:
        call.platform.delete_post(made.post_id)
    return call.answer({"data": {"retweeted": False}})


async def hide_reply(call: Call) -> web.Response:
    """PUT /2/tweets/:tweet_id/hidden: replies of others in conversations the account began."""
    user_id = call.user_id
    post = _standing(call, "tweet_id", call.path_values["tweet_id"])
    body = await call.body()
    if not isinstance(body.get("hidden"), bool) or len(body) != 1:
        raise invalid_request(("hidden", str(body.get("hidden")), "$.hidden: is missing or not a boolean"))
    root = call.platform.post(post.conversation_id)
    if root.author_id != user_id or post.in_reply_to is None or post.author_id == user_id:
        raise forbidden("You are not allowed to hide or unhide this Tweet.")
    call.platform.hide(post.post_id, body["hidden"])
    return call.answer({"data": {"hidden": body["hidden"]}})


def _looked_up(call: Call, parameter: str, value: str) -> tuple[Post | None, Problem]:
    """The post behind an id, or the problem that stands for it."""
    try:
        post = call.platform.post(id_from(parameter, value))
    except NotOnPlatformError:
        return None, not_found(parameter, value, "tweet")
    if call.can_look_up(post):
        return post, {}
    if post.deleted_at is None and not can_see(call.platform, call.viewer_id, post.author_id):
        return None, not_authorized(parameter, value, "tweet")
    return None, not_found(parameter, value, "tweet")


def _answerable(call: Call, post_id: int) -> Post:
    """The post to answer or quote. Raises RefusedError (403) when it is gone or not to be seen."""
    try:
        post = call.platform.post(post_id)
    except NotOnPlatformError:
        raise forbidden(GONE) from None
    if post.deleted_at is not None or not can_see(call.platform, call.viewer_id, post.author_id):
        raise forbidden(GONE)
    return post


def _standing(call: Call, parameter: str, value: str) -> Post:
    """The post a write is about. Raises RefusedError (404) when it is not there."""
    try:
        post = call.platform.post(id_from(parameter, value))
    except NotOnPlatformError:
        post = None
    if post is None or post.deleted_at is not None:
        raise RefusedError(404, not_found(parameter, value, "tweet") | {"status": 404})
    return post


def _own_id(call: Call) -> int:
    if call.path_values["id"] != str(call.user_id):
        message = (
            f"The `id` query parameter value [{call.path_values['id']}] must be the same as the authenticating user"
        )
        raise invalid_request(("id", call.path_values["id"], message))
    return call.user_id
