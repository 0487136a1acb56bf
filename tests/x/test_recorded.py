"""Answers that X really gave, or documents, are understood. They are read in place and never copied."""

import gzip
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from support import shared_data

from tui_desk.desk.x_port import (
    NotSignedInError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedError,
    UnreachableError,
    XError,
)
from tui_desk.domain.ids import UserId
from tui_desk.x.failures import error_of_answer
from tui_desk.x.mapping import account_from, message_page_from, people_from, post_page_from
from tui_desk.x.pace import windows_in
from tui_desk.x.shape import OddPayloadError
from tui_desk.x.wire import (
    alt_text_from,
    answer_from,
    created_event_id,
    created_post_id,
    event_from,
    post_from,
    problems_in,
    user_from,
)

NOW = 1_800_000_000_000


def rows(relative: str) -> Iterator[Any]:
    content = shared_data(relative).read_bytes()
    text = gzip.decompress(content) if relative.endswith(".gz") else content
    yield from (json.loads(line) for line in text.decode().split("\n") if line.strip())


def bodies(relative: str) -> Iterator[dict[str, Any]]:
    """Answers with values in them; some documents have placeholders instead."""
    for row in rows(relative):
        if isinstance(row["body"], dict) and "<string>" not in str(row["body"]):
            yield row["body"]


def parsed(body: dict[str, Any]) -> str:
    """What an answer is about, after everything in it has been read."""
    answer = answer_from(body)
    for user in answer.users:
        user_from(user)
    for post in answer.posts:
        post_from(post)
    for medium in answer.media:
        alt_text_from(medium)
    for record in answer.data:
        if "event_type" in record and "id" in record:
            event_from(record)
            return "event"
        if "text" in record and "id" in record:
            post_from(record)
            return "post"
        if "username" in record:
            user_from(record)
            return "user"
    return "other"


@pytest.mark.parametrize(
    "relative",
    [
        "dev/api/tweepy-cassettes-v2.jsonl.gz",
        "dev/api/python-twitter-testdata.jsonl.gz",
        "dev/api/twittered-v2.jsonl.gz",
        "dev/api/postman-examples.jsonl.gz",
    ],
)
def test_recorded_answers_have_the_shape_we_read(relative: str) -> None:
    kinds = [parsed(body) for body in bodies(relative) if not isinstance(body.get("includes"), list)]
    assert {"post", "user"} <= set(kinds)


def test_documented_answers_are_read_or_recognised_as_something_else() -> None:
    understood = 0
    for body in bodies("dev/api/x-docs-examples.jsonl.gz"):
        problems_in(body)
        try:
            understood += parsed(body) != "other"
        except OddPayloadError:
            assert not {"meta", "includes"} & body.keys(), "a webhook or a request, not an answer with a page"
    assert understood > 20


def test_recorded_traffic_goes_through_the_records() -> None:
    seen = set()
    for row in rows("dev/api/tweepy-cassettes-v2.jsonl.gz"):
        path, body = urlsplit(row["uri"]).path, row["body"]
        if (row["method"], path) == ("GET", "/2/users/me"):
            seen.add(account_from(body).handle)
        elif (row["method"], path) == ("POST", "/2/tweets"):
            assert created_post_id(body) > 0
        elif row["method"] == "POST" and "/dm_conversations" in path:
            assert created_event_id(body) > 0
        elif path in ("/2/users", "/2/users/by") or path.endswith("/followers"):
            people = people_from(body, NOW)
            assert len(people) == len(body["data"])
        elif path == "/2/dm_events":
            assert message_page_from(body, UserId(1), NOW).messages == ()
        if "x-rate-limit-reset" in row["headers"]:
            then = int(row["headers"]["x-rate-limit-reset"]) * 1000 - 60_000
            headers = {name: value for name, value in row["headers"].items() if name != "date"}
            assert windows_in(headers, then)[0].limit > 0
    assert seen == {"TweepyDev"}


@pytest.mark.parametrize(
    "name",
    ["cashtags", "edited", "edited_after", "edited_before", "entities_test", "media_tweet", "noflat", "two_tweets"],
)
def test_pages_with_everything_expanded(name: str) -> None:
    posts = 0
    for body in rows(f"dev/api/twarc/{name}.jsonl.gz"):
        page = post_page_from(body, NOW)
        assert len(page.posts) == len(body["data"])
        assert page.unreadable == 0
        known = {person.user_id for person in page.people}
        posts += sum(post.author_id in known for post in page.posts)
        for post in page.posts:
            assert (post.edited_at is None) == (post.version_id == post.post_id)
            assert "https://t.co/" not in post.text or "…" in post.text
    assert posts > 0


def test_flat_posts() -> None:
    assert sum(post_from(row).author_id is not None for row in rows("dev/api/twarc/flat.jsonl.gz")) > 10


def test_people_with_their_pinned_posts() -> None:
    for body in rows("dev/api/twarc/users.jsonl.gz"):
        assert len(people_from(body, NOW)) == len(body["data"])


EXPECTED: dict[str, tuple[type[XError], bool]] = {
    "akrherz/iembot#163": (RefusedError, True),
    "blorm-network/ZerePy#73": (RateLimitedError, False),
    "plhery/node-twitter-api-v2#499 and elizaos-plugins/plugin-twitter#41": (OutcomeUnknownError, False),
    "xdevplatform/xmcp#7": (NotSignedInError, False),
    "xdevplatform/samples#160": (NotSignedInError, False),
    "socioboard/Socioboard-5.0#440": (RefusedError, False),
    "plhery/node-twitter-api-v2#434": (RefusedError, False),
    "gptme/gptme-contrib#811": (RefusedError, False),
    "d60/twikit#231": (RefusedError, False),
    "d60/twikit#14": (RefusedError, False),
    "lrvick/hyve#10": (OutcomeUnknownError, False),
    "twitter-together/action#255": (RefusedError, False),
}
"""What the error behind each observed failure of a write is, and whether it is a duplicate."""


def test_observed_errors_are_recognised() -> None:
    for row in rows("dev/api/observed-errors.jsonl"):
        if row["status"] == 200:
            continue
        body = row["body"] if isinstance(row["body"], dict) else None
        headers = {name: value for name, value in row["headers"].items() if value is not None}
        error = error_of_answer(row["status"], headers, body, is_write=True, now=NOW)
        kind, is_duplicate = EXPECTED[row["source"]]
        assert type(error) is kind, row["source"]
        assert getattr(error, "duplicate", False) is is_duplicate
        if isinstance(error, RefusedError) and body is not None:
            words = body.get("detail") or body["errors"][0]["message"]
            assert error.detail == words, "X's words are kept"


def test_observed_problems_under_a_success() -> None:
    outcomes: dict[str, int | str] = {}
    for row in rows("dev/api/observed-errors.jsonl"):
        if row["status"] == 200:
            try:
                outcomes[row["source"]] = len(post_page_from(row["body"], NOW).posts)
            except RefusedError as refusal:
                outcomes[row["source"]] = "gone" if refusal.gone else "refused"
    assert outcomes == {"plhery/node-twitter-api-v2#338": "gone", "plhery/node-twitter-api-v2#432": 0}


def test_a_recorded_overload_of_a_read() -> None:
    error = error_of_answer(503, {}, None, is_write=False, now=NOW)
    assert type(error) is UnreachableError
