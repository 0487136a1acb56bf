"""Whatever an answer holds, nothing but our errors comes out, and nothing unclean gets in."""

import copy
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from x.payloads import ACCOUNT, ACCOUNT_ID, MESSAGE_PAGE, POST_PAGE

from tui_desk.desk.x_port import MessagePage, OutcomeUnknownError, PostPage, UnreachableError, XError
from tui_desk.domain.ids import ConversationId, PostId, UserId
from tui_desk.x.access import UserToken, Way
from tui_desk.x.client import TweepyClient, open_client
from tui_desk.x.failures import error_of_answer
from tui_desk.x.mapping import message_page_from, post_page_from
from tui_desk.x.pace import retry_at, windows_in
from tui_desk.x.session import Answer, _decoded

NOW = 1_800_000_000_000
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text()
    | st.sampled_from(["", "-1", "9" * 19, "9" * 20, "1e3", "\ud800"])
    | st.sampled_from(["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59Z", "2027-01-15", "24:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


HEADER_NAMES = st.sampled_from(
    ["x-rate-limit-reset", "x-rate-limit-remaining", "x-user-limit-24hour-reset", "x-app-limit-24hour-reset", "Date"]
)


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in inner for found in paths_in(each, (*path, key)))]


def mutated(original: Any, changes: list[tuple[int, Any]]) -> Any:
    """The value with some of its parts replaced."""
    whole = {"root": copy.deepcopy(original)}
    for position, replacement in changes:
        paths = paths_in(whole)[1:]
        *way, last = paths[position % len(paths)]
        holder: Any = whole
        for key in way:
            holder = holder[key]
        holder[last] = replacement
    return whole["root"]


def odd(original: Any) -> st.SearchStrategy[Any]:
    changes = st.lists(st.tuples(st.integers(0, 10_000), JSON), max_size=4)
    return st.builds(mutated, st.just(original), changes)


CREATED = {"data": {"id": "9", "dm_event_id": "9", "dm_conversation_id": "77-501", "text": "x"}}
CALLS: dict[str, tuple[Any, Callable[[TweepyClient], Awaitable[Any]]]] = {
    "account": (ACCOUNT, lambda client: client.account()),
    "mentions": (POST_PAGE, lambda client: client.mentions(UserId(ACCOUNT_ID), None, None)),
    "conversation": (POST_PAGE, lambda client: client.conversation(ConversationId(9), None)),
    "posts": (POST_PAGE, lambda client: client.posts((PostId(9),))),
    "people": ({"data": POST_PAGE["includes"]["users"]}, lambda client: client.people((UserId(9),))),
    "messages": (MESSAGE_PAGE, lambda client: client.messages(UserId(ACCOUNT_ID), None)),
    "send_reply": (CREATED, lambda client: client.send_reply("hello", PostId(9), ())),
    "send_message": (CREATED, lambda client: client.send_message("hello", UserId(9))),
}


class Recital:
    """A session that gives one answer, whatever it is asked."""

    def __init__(self, body: Any) -> None:
        self.body = body

    @asynccontextmanager
    async def request(self, *_: Any, **__: Any) -> AsyncIterator[Answer]:
        yield Answer(200, "OK", {}, self.body)


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [text for each in inner for text in texts_in(each)]


def is_unclean(char: str) -> bool:
    return char != "\n" and unicodedata.category(char) in {"Cc", "Cs"}


async def outcome_of(call: Awaitable[Any]) -> Any:
    """What a call gives, or one of our errors."""
    try:
        return await call
    except XError as error:
        return error


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
async def test_mutated_answers(data: st.DataObject) -> None:
    client = open_client(UserToken("token"), Way(), lambda: NOW)
    try:
        for name, (original, call) in CALLS.items():
            body = data.draw(odd(original), label=name)
            client._api.session = Recital(body if isinstance(body, dict) else {"data": body})
            outcome = await outcome_of(call(client))
            failure = OutcomeUnknownError if name.startswith("send") else UnreachableError
            assert not isinstance(outcome, XError) or type(outcome) is failure
            if isinstance(outcome, PostPage | MessagePage):
                texts = texts_in(asdict(outcome) | {"next_page": None})
                assert not [text for text in texts if any(map(is_unclean, text))]
    finally:
        await client.close()


ODD_MEMBERS = st.dictionaries(st.sampled_from(["id", "text", "author_id", "sender_id", "username"]), JSON)


def with_an_odd_one(records: list[Any]) -> st.SearchStrategy[list[Any]]:
    """The records, with an odd copy of one of them, or something else altogether, somewhere among them."""
    odd_one = st.sampled_from(records).flatmap(odd) | ODD_MEMBERS | JSON
    return st.builds(lambda place, each: [*records[:place], each, *records[place:]], st.integers(0, 4), odd_one)


def with_one_odd_record(page: Any, *places: str) -> st.SearchStrategy[Any]:
    """The page with one more record that may be odd, in its data or in one of these places of its includes."""
    includes = page["includes"]
    in_data = with_an_odd_one(page["data"]).map(lambda data: page | {"data": data})
    in_includes = st.sampled_from(places).flatmap(
        lambda place: with_an_odd_one(includes[place]).map(
            lambda records: page | {"includes": includes | {place: records}}
        )
    )
    return in_data | in_includes


@settings(max_examples=80, deadline=None)
@given(with_one_odd_record(POST_PAGE, "users", "tweets"))
def test_an_odd_record_costs_no_good_post(body: Any) -> None:
    good, page = post_page_from(POST_PAGE, NOW), post_page_from(body, NOW)
    assert set(good.posts) <= set(page.posts)
    assert set(good.people) <= set(page.people)
    assert set(good.referenced) <= set(page.referenced)
    assert page.next_page == good.next_page
    sent = len(body["data"]) + len(body["includes"]["users"]) + len(body["includes"]["tweets"])
    assert len(page.posts) + len(page.people) + len(page.referenced) + page.unreadable == sent, "nothing vanishes"


@settings(max_examples=80, deadline=None)
@given(with_one_odd_record(MESSAGE_PAGE, "users"))
def test_an_odd_record_costs_no_good_message(body: Any) -> None:
    account_id = UserId(ACCOUNT_ID)
    good, page = message_page_from(MESSAGE_PAGE, account_id, NOW), message_page_from(body, account_id, NOW)
    assert set(good.messages) <= set(page.messages)
    assert set(good.people) <= set(page.people)
    assert page.unreadable <= 1


@given(
    status=st.integers(100, 999),
    body=JSON | odd({"title": "x", "detail": "y", "type": "about:blank", "errors": [{"code": 1, "message": "z"}]}),
    headers=st.dictionaries(HEADER_NAMES, st.text()),
    is_write=st.booleans(),
)
def test_any_failure_is_one_of_ours(status: int, body: Any, headers: dict[str, str], is_write: bool) -> None:
    error = error_of_answer(status, headers, body, is_write=is_write, now=NOW)
    assert isinstance(error, XError)
    assert isinstance(error, OutcomeUnknownError) <= is_write
    assert not any(map(is_unclean, str(error)))
    assert "\n" not in str(error)


@given(st.dictionaries(HEADER_NAMES, st.text() | st.integers().map(str)))
def test_any_headers_give_a_bounded_wait(headers: dict[str, str]) -> None:
    assert 0 < retry_at(headers, NOW) - NOW <= 25 * 3_600_000
    assert all(window.is_open(NOW) for window in windows_in(headers, NOW))


@given(st.binary() | st.text().map(str.encode))
def test_any_body_is_json_or_nothing(content: bytes) -> None:
    _decoded(content)


def test_nesting_beyond_measure_is_nothing() -> None:
    assert _decoded(b"[" * 200_000) is None
