"""The simulated X against X's own OpenAPI document: parameters, bodies, answers and problems fit it."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sandbox.client import Answer, Api, World
from support import shared_data

from tui_desk.sandbox.server import ENDPOINTS

POST_SELECTION = {
    "tweet.fields": "attachments,author_id,conversation_id,created_at,display_text_range,edit_controls,"
    "edit_history_tweet_ids,entities,id,in_reply_to_user_id,lang,note_tweet,possibly_sensitive,public_metrics,"
    "referenced_tweets,reply_settings,text",
    "user.fields": "connection_status,created_at,description,id,location,name,profile_image_url,protected,"
    "public_metrics,receives_your_dm,username,verified,verified_type",
    "media.fields": "alt_text,height,media_key,type,url,width",
    "expansions": "author_id,referenced_tweets.id,referenced_tweets.id.author_id,attachments.media_keys,"
    "in_reply_to_user_id,entities.mentions.username",
}
USER_SELECTION = {"user.fields": POST_SELECTION["user.fields"]}
MESSAGE_SELECTION = {
    "dm_event.fields": "created_at,dm_conversation_id,entities,event_type,id,sender_id,text",
    "expansions": "sender_id",
    "user.fields": "username,receives_your_dm",
}

# Answers carry these although the document leaves them out: recorded answers and the field parameters have them.
UNDOCUMENTED = {"edit_history_tweet_ids", "entities"}


@cache
def document(path: Path) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return whole


@pytest.fixture
def openapi() -> dict[str, Any]:
    return document(shared_data("x-openapi-2.166.json"))


@pytest.fixture
def scene(world: World) -> dict[str, str]:
    """One of everything, and the words that requests put into their paths and parameters."""
    platform, brand, customer = world.platform, world.brand, world.customer
    question = platform.create_post(
        customer.user_id,
        "@brightloaf my <order> & the #toaster from https://shop.example/t?a=1 broke, $BRD",
        alt_texts=("a toaster", ""),
    )
    answer = platform.create_post(brand.user_id, "Sorry to hear that! ^JH", reply_to=question.post_id, dm_link=True)
    platform.create_post(customer.user_id, "Long story. " * 60, reply_to=answer.post_id)
    platform.create_post(customer.user_id, "look at @brightloaf", quote_of=answer.post_id)
    edited = platform.create_post(customer.user_id, "@brightloaf helo")
    platform.edit_post(edited.post_id, "@brightloaf hello")
    gone = platform.create_post(world.bystander.user_id, "about to vanish")
    platform.create_post(customer.user_id, "@brightloaf see this", reply_to=gone.post_id)
    platform.delete_post(gone.post_id)
    stranger = platform.create_post(world.bystander.user_id, "worth a repost")
    platform.repost(brand.user_id, stranger.post_id)
    message = platform.send_message(customer.user_id, brand.user_id, "order 4711, see https://shop.example/4711")
    root = platform.create_post(brand.user_id, "New loaves today")
    noise = platform.create_post(world.bystander.user_id, "noise", reply_to=root.post_id)
    world.clock.advance(60_000)
    return {
        "brand": str(brand.user_id),
        "customer": str(customer.user_id),
        "question": str(question.post_id),
        "answer": str(answer.post_id),
        "gone": str(gone.post_id),
        "stranger": str(stranger.post_id),
        "noise": str(noise.post_id),
        "message": str(message.event_id),
        "conversation": message.conversation_id,
    }


REQUESTS: dict[str, tuple[str, str, dict[str, str], Any, int]] = {
    "me": ("GET /2/users/me", "/2/users/me", USER_SELECTION, None, 200),
    "user": ("GET /2/users/{id}", "/2/users/{customer}", USER_SELECTION, None, 200),
    "users": ("GET /2/users", "/2/users", {"ids": "{customer},12345"} | USER_SELECTION, None, 200),
    "user by name": ("GET /2/users/by/username/{username}", "/2/users/by/username/MIRA_K", USER_SELECTION, None, 200),
    "users by name": ("GET /2/users/by", "/2/users/by", {"usernames": "mira_k,nobody_here"}, None, 200),
    "no such user": ("GET /2/users/{id}", "/2/users/12345", {}, None, 200),
    "mentions": ("GET /2/users/{id}/mentions", "/2/users/{brand}/mentions", POST_SELECTION, None, 200),
    "no mentions": ("GET /2/users/{id}/mentions", "/2/users/{brand}/mentions", {"since_id": "9" * 19}, None, 200),
    "page": ("GET /2/users/{id}/mentions", "/2/users/{brand}/mentions", {"max_results": "5"}, None, 200),
    "own posts": ("GET /2/users/{id}/tweets", "/2/users/{brand}/tweets", POST_SELECTION, None, 200),
    "search": (
        "GET /2/tweets/search/recent",
        "/2/tweets/search/recent",
        {"query": "order"} | POST_SELECTION,
        None,
        200,
    ),
    "post": ("GET /2/tweets/{id}", "/2/tweets/{answer}", POST_SELECTION, None, 200),
    "post gone": ("GET /2/tweets/{id}", "/2/tweets/{gone}", POST_SELECTION, None, 200),
    "posts": ("GET /2/tweets", "/2/tweets", {"ids": "{question},{gone},99"} | POST_SELECTION, None, 200),
    "create": ("POST /2/tweets", "/2/tweets", {}, {"text": "Fresh & warm"}, 201),
    "reply": (
        "POST /2/tweets",
        "/2/tweets",
        {},
        {
            "text": "Please write to us",
            "reply": {"in_reply_to_tweet_id": "{question}", "exclude_reply_user_ids": ["5"]},
            "direct_message_deep_link": "https://x.com/messages/compose?recipient_id={brand}",
        },
        201,
    ),
    "empty": ("POST /2/tweets", "/2/tweets", {}, {"text": " "}, 400),
    "delete": ("DELETE /2/tweets/{id}", "/2/tweets/{answer}", {}, None, 200),
    "delete nothing": ("DELETE /2/tweets/{id}", "/2/tweets/{gone}", {}, None, 404),
    "repost": ("POST /2/users/{id}/retweets", "/2/users/{brand}/retweets", {}, {"tweet_id": "{question}"}, 200),
    "unrepost": (
        "DELETE /2/users/{id}/retweets/{source_tweet_id}",
        "/2/users/{brand}/retweets/{question}",
        {},
        None,
        200,
    ),
    "hide": ("PUT /2/tweets/{tweet_id}/hidden", "/2/tweets/{noise}/hidden", {}, {"hidden": True}, 200),
    "messages": ("GET /2/dm_events", "/2/dm_events", MESSAGE_SELECTION, None, 200),
    "no messages": ("GET /2/dm_events", "/2/dm_events", {"event_types": "ParticipantsJoin"}, None, 200),
    "message": ("GET /2/dm_events/{event_id}", "/2/dm_events/{message}", MESSAGE_SELECTION, None, 200),
    "messages with": (
        "GET /2/dm_conversations/with/{participant_id}/dm_events",
        "/2/dm_conversations/with/{customer}/dm_events",
        MESSAGE_SELECTION,
        None,
        200,
    ),
    "messages in": (
        "GET /2/dm_conversations/{id}/dm_events",
        "/2/dm_conversations/{conversation}/dm_events",
        MESSAGE_SELECTION,
        None,
        200,
    ),
    "write to": (
        "POST /2/dm_conversations/with/{participant_id}/messages",
        "/2/dm_conversations/with/{customer}/messages",
        {},
        {"text": "Thank you"},
        201,
    ),
    "write in": (
        "POST /2/dm_conversations/{dm_conversation_id}/messages",
        "/2/dm_conversations/{conversation}/messages",
        {},
        {"text": "Thank you"},
        201,
    ),
}


def test_every_endpoint_is_asked() -> None:
    assert {name for name, *_ in REQUESTS.values()} == set(ENDPOINTS)


@pytest.mark.parametrize("request_name", REQUESTS)
async def test_requests_and_answers_fit_the_document(
    api: Api, scene: dict[str, str], openapi: dict[str, Any], request_name: str
) -> None:
    name, path, params, body, status = REQUESTS[request_name]
    operation = _operation(openapi, name)
    filled_params = {key: _filled(value, scene) for key, value in params.items()}
    filled_body = _filled(body, scene)
    assert set(filled_params) <= {parameter["name"] for parameter in _parameters(openapi, operation)}
    if body is not None and status < 400:
        _check(openapi, _body_schema(operation), filled_body)

    answer = await api.ask(name.split(" ")[0], _filled(path, scene), json=filled_body, **filled_params)

    assert answer.status == status, answer.text
    _check_answer(openapi, operation, answer)


REFUSED: dict[str, tuple[str, str, dict[str, str], Any, int]] = {
    "page size": ("GET", "/2/users/77/mentions", {"max_results": "4"}, None, 400),
    "parameter": ("GET", "/2/dm_events", {"since_id": "1"}, None, 400),
    "field": ("GET", "/2/users/me", {"user.fields": "shoe_size"}, None, 400),
    "id": ("GET", "/2/tweets/abc", {}, None, 400),
    "query": ("GET", "/2/tweets/search/recent", {"query": "(toast"}, None, 400),
    "token": ("GET", "/2/users/77/mentions", {"pagination_token": "7140dibdnow9c7btw482h"}, None, 400),
    "duplicate": ("POST", "/2/tweets", {}, {"text": "New loaves today"}, 403),
    "not summoned": (
        "POST",
        "/2/tweets",
        {},
        {"text": "Hi", "reply": {"in_reply_to_tweet_id": "{stranger}"}},
        403,
    ),
    "foreign post": ("DELETE", "/2/tweets/{question}", {}, None, 403),
    "foreign path": ("POST", "/2/users/{customer}/retweets", {}, {"tweet_id": "{question}"}, 400),
    "nowhere": ("GET", "/2/users/77/likes_of_cake", {}, None, 404),
}


@pytest.mark.parametrize("request_name", REFUSED)
async def test_refusals_are_problems_of_the_document(
    api: Api, scene: dict[str, str], openapi: dict[str, Any], request_name: str
) -> None:
    method, path, params, body, status = REFUSED[request_name]
    answer = await api.ask(method, _filled(path, scene), json=_filled(body, scene), **params)
    assert answer.status == status, answer.text
    _check_problem(openapi, answer.body)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("unauthorized", 401),
        ("credits-depleted", 402),
        ("forbidden", 403),
        ("rate-limited", 429),
        ("daily-limited", 429),
        ("usage-capped", 429),
    ],
)
async def test_faults_are_problems_of_the_document(api: Api, openapi: dict[str, Any], kind: str, status: int) -> None:
    await api.add_fault(kind)
    answer = await api.get("/2/users/me")
    assert answer.status == status
    _check_problem(openapi, answer.body)


async def test_an_app_token_is_refused_as_documented(api: Api, openapi: dict[str, Any]) -> None:
    answer = await api.get("/2/users/me", token="app-token")
    assert answer.status == 403
    _check_problem(openapi, answer.body)


def test_a_wrong_answer_would_be_noticed(openapi: dict[str, Any]) -> None:
    operation = _operation(openapi, "GET /2/users/me")
    for body in ({"data": {"id": "1", "name": "Mira"}}, {"data": {"id": "1", "name": "M", "username": "m", "shoe": 4}}):
        with pytest.raises(AssertionError):
            _check_answer(openapi, operation, Answer(200, {}, json.dumps(body)))


def _filled(value: Any, scene: dict[str, str]) -> Any:
    if isinstance(value, str):
        return value.format(**scene)
    if isinstance(value, dict):
        return {key: _filled(each, scene) for key, each in value.items()}
    return [_filled(each, scene) for each in value] if isinstance(value, list) else value


def _operation(openapi: dict[str, Any], name: str) -> dict[str, Any]:
    method, path = name.split(" ")
    operation: dict[str, Any] = openapi["paths"][path][method.lower()]
    return operation


def _parameters(openapi: dict[str, Any], operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for parameter in operation.get("parameters", []):
        yield _resolved(openapi, parameter)


def _body_schema(operation: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"]
    return schema


def _resolved(openapi: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = openapi
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def _check(openapi: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    whole = {**schema, "components": openapi["components"]}
    errors = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole).iter_errors(value)]
    assert not errors, errors


def _check_answer(openapi: dict[str, Any], operation: dict[str, Any], answer: Answer) -> None:
    if answer.status >= 400:
        _check_problem(openapi, answer.body)
        return
    schema = operation["responses"][str(answer.status)]["content"]["application/json"]["schema"]
    _check(openapi, schema, answer.body)
    body = {key: value for key, value in answer.body.items() if key != "errors"}
    assert set(_undocumented(openapi, schema, body)) <= UNDOCUMENTED
    for problem in answer.body.get("errors", []):
        _check_problem(openapi, problem)


def _check_problem(openapi: dict[str, Any], problem: Any) -> None:
    schemas = openapi["components"]["schemas"]
    mapping = schemas["Problem"]["discriminator"]["mapping"]
    _check(openapi, {"$ref": mapping.get(problem["type"], "#/components/schemas/Problem")}, problem)


def _undocumented(openapi: dict[str, Any], schema: dict[str, Any], value: Any) -> Iterator[str]:
    """Keys of `value` that the document does not know, at any depth."""
    schema = _resolved(openapi, schema)
    if isinstance(value, list):
        for each in value:
            yield from _undocumented(openapi, schema["items"], each)
    elif isinstance(value, dict):
        properties = _properties(openapi, schema, value)
        for key, each in value.items():
            if key not in properties:
                yield key
            else:
                yield from _undocumented(openapi, properties[key], each)


def _properties(openapi: dict[str, Any], schema: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = dict(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        found |= _properties(openapi, _resolved(openapi, part), {})
    mapping = schema.get("discriminator", {}).get("mapping", {})
    kind = value.get(schema.get("discriminator", {}).get("propertyName", ""))
    if kind in mapping:
        found |= _properties(openapi, _resolved(openapi, {"$ref": mapping[kind]}), {})
    return found
