"""X's answers become our records: whole, readable, safe, in either vocabulary."""

import copy
import logging
from typing import Any

import pytest
from x.payloads import ACCOUNT, ACCOUNT_ID, CUSTOMER_ID, MESSAGE_PAGE, POST_PAGE, in_newer_words

from tui_desk.desk.x_port import NotSignedInError, RefusedError, UnreachableError
from tui_desk.domain.ids import PostId, UserId
from tui_desk.domain.model import Account, Message, Person, Post
from tui_desk.x import sieve, wire
from tui_desk.x.mapping import account_from, first_id_at, message_page_from, people_from, post_page_from
from tui_desk.x.shape import OddPayloadError

NOW = 1_800_000_000_000
EIGHT_O_CLOCK = 1_800_000_000_000
MINUTE = 60_000


def one_post(**members: Any) -> Post:
    post = {"id": "20000000000000000", "text": "hello", "author_id": "501", **members}
    return post_page_from({"data": [{name: value for name, value in post.items() if value is not None}]}, NOW).posts[0]


@pytest.mark.parametrize("body", [POST_PAGE, in_newer_words(POST_PAGE)], ids=["tweet words", "post words"])
def test_a_page_of_posts(body: Any) -> None:
    page = post_page_from(body, NOW)
    assert page.posts[0] == Post(
        post_id=PostId(1900000000000000300),
        version_id=PostId(1900000000000000300),
        conversation_id=page.posts[0].conversation_id,
        author_id=UserId(CUSTOMER_ID),
        text="@brightloaf still no rye & no answer https://shop.example/bread?a=1&amp=2"
        " https://x.com/mira_k/status/1900000000000000300/photo/1",
        posted_at=EIGHT_O_CLOCK - 2 * MINUTE,
        lang="en",
        reply_to_post_id=PostId(1900000000000000200),
        reply_to_user_id=UserId(ACCOUNT_ID),
        mentioned_ids=(UserId(ACCOUNT_ID),),
        alt_texts=("An empty shelf",),
    )
    assert page.posts[0].conversation_id == 1900000000000000100
    assert page.posts[1].text == "a long story about flour, told to the very end <3 @brightloaf"
    assert page.posts[1].posted_at == EIGHT_O_CLOCK - 3 * MINUTE, "a time without fractions of a second"
    assert page.posts[1].mentioned_ids == (ACCOUNT_ID,), "named only in the part that the short text cuts"
    assert page.posts[1].quoted_post_id == 1900000000000000150
    assert [post.post_id for post in page.referenced] == [1900000000000000200]
    assert page.next_page == "b26v89c19zqg8o3f"
    assert page.people[0] == Person(
        UserId(CUSTOMER_ID),
        "mira_k",
        "Mira K",
        bio="bread & butter",
        location="Lübeck",
        followers=12,
        receives_messages=True,
        blocks_us=False,
        asked_at=NOW,
        seen_at=NOW,
    )
    assert page.people[1].verified == "business"
    assert (page.people[1].receives_messages, page.people[1].asked_at) == (None, None)


def test_a_post_is_kept_when_its_author_did_not_come_along(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    page = post_page_from(POST_PAGE, NOW)
    assert page.posts[1].author_id == 502
    assert 502 not in {person.user_id for person in page.people}
    assert "users 502" in caplog.text


def test_an_empty_page_has_no_data() -> None:
    page = post_page_from({"meta": {"result_count": 0}}, NOW)
    assert (page.posts, page.next_page, page.missing) == ((), None, ())


def test_pages_are_newest_first_by_number() -> None:
    data = [{"id": post_id, "text": "", "author_id": "5"} for post_id in ("999", "1000", "998")]
    assert [post.post_id for post in post_page_from({"data": data}, NOW).posts] == [1000, 999, 998]


def test_an_edited_post_keeps_its_first_identity() -> None:
    minute_of_ids = MINUTE << 22
    first, second = 1900000000000000000, 1900000000000000000 + minute_of_ids
    post = one_post(
        id=str(second), edit_history_tweet_ids=[str(second), str(first)], created_at="2025-03-13T00:00:00.000Z"
    )
    assert (post.post_id, post.version_id) == (first, second)
    assert post.edited_at is not None
    assert post.edited_at - post.posted_at == MINUTE


def test_a_post_without_a_time_takes_it_from_its_id() -> None:
    assert one_post(id="1050118621198921728").posted_at == 1_539_202_764_211
    assert (
        one_post(id="1050118621198921728", created_at="yesterday").posted_at
        == one_post(id="1050118621198921728").posted_at
    )


def test_a_mention_without_an_id_is_found_among_the_people() -> None:
    body = {
        "data": [
            {"id": "9", "text": "@Mira_K", "author_id": "5", "entities": {"mentions": [{"username": "Mira_K"}, {}]}}
        ],
        "includes": {"users": [{"id": "501", "username": "mira_k", "name": "Mira"}]},
    }
    assert post_page_from(body, NOW).posts[0].mentioned_ids == (501,)


@pytest.mark.parametrize(
    ("served", "shown"),
    [
        ("R&amp;D &lt;b&gt;", "R&D <b>"),
        ("&amp;lt;", "&lt;"),
        ("&copy 2027 &para;", "&copy 2027 &para;"),
        ("a\x1b]52;c;AAAA\x07b", "a␛]52;c;AAAA␇b"),
        ("two\r\nlines", "two\nlines"),
        ("mi\u202edle", "mi‹RLO›dle"),
    ],
)
def test_text_is_unescaped_once_and_cleaned(served: str, shown: str) -> None:
    assert one_post(text=served).text == shown


def test_what_a_link_hides_is_cleaned_too() -> None:
    urls = [{"url": "https://t.co/c", "expanded_url": "https://a.example/\x1b[31m\u202e"}]
    assert one_post(text="see https://t.co/c", entities={"urls": urls}).text == "see https://a.example/␛[31m‹RLO›"


def test_names_are_one_clean_line() -> None:
    users = [
        {"id": "5", "username": "a\nb", "name": "Bank\u202e\nof X", "description": "x" * 500, "verified_type": "\x1b"}
    ]
    person = people_from({"data": users}, NOW)[0]
    assert (person.handle, person.name, person.verified) == ("a b", "Bank‹RLO› of X", "␛")
    assert len(person.bio) == 200


def test_what_only_decorates_never_costs_an_answer() -> None:
    users = [
        {
            "id": 5,
            "username": "a",
            "name": 7,
            "description": [],
            "location": {},
            "protected": "no",
            "public_metrics": {"followers_count": "12"},
            "receives_your_dm": "yes",
            "connection_status": "blocked_by",
        }
    ]
    person = people_from({"data": users}, NOW)[0]
    assert person == Person(UserId(5), "a", "a", followers=12, seen_at=NOW)


@pytest.mark.parametrize(
    ("said", "blocks_us"),
    [
        ({}, None),
        ({"connection_status": []}, None),
        ({"connection_status": ["followed_by", "muting"]}, None),
        ({"connection_status": ["blocking"], "receives_your_dm": False}, None),
        ({"receives_your_dm": False}, None),
        ({"connection_status": ["following"], "receives_your_dm": True}, False),
        ({"connection_status": ["blocked_by", 7], "receives_your_dm": False}, True),
    ],
)
def test_whether_they_block_us_is_known_only_where_x_says_something_that_tells(
    said: dict[str, Any], blocks_us: bool | None
) -> None:
    person = people_from({"data": [{"id": "5", "username": "a", **said}]}, NOW)[0]
    assert person.blocks_us is blocks_us
    assert person.asked_at == (NOW if "receives_your_dm" in said else None)


@pytest.mark.parametrize("at", [EIGHT_O_CLOCK, EIGHT_O_CLOCK + 1, NOW])
def test_ids_are_found_for_a_time(at: int) -> None:
    post = {"id": str(first_id_at(at)), "text": "a", "author_id": "5"}
    assert post_page_from({"data": [post]}, NOW).posts[0].posted_at == at


def test_a_page_of_messages_holds_conversations_between_two(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    page = message_page_from(MESSAGE_PAGE, UserId(ACCOUNT_ID), NOW)
    assert [message.message_id for message in page.messages] == [1900000000000000410, 1900000000000000400]
    assert page.messages[1] == Message(
        page.messages[1].message_id,
        UserId(CUSTOMER_ID),
        UserId(CUSTOMER_ID),
        "my order is 4711 & 4712 https://shop.example/4711",
        EIGHT_O_CLOCK - MINUTE,
    )
    assert (page.messages[0].sender_id, page.messages[0].customer_id) == (ACCOUNT_ID, CUSTOMER_ID)
    assert [person.user_id for person in page.people] == [CUSTOMER_ID]
    assert "1 messages of groups are left out" in caplog.text
    assert "4711" not in caplog.text


def test_notes_to_oneself_have_no_customer() -> None:
    event = {"id": "9", "event_type": "MessageCreate", "text": "x", "sender_id": "77", "dm_conversation_id": "77-77"}
    assert message_page_from({"data": [event]}, UserId(ACCOUNT_ID), NOW).messages == ()


@pytest.mark.parametrize(
    "event",
    [
        {"dm_conversation_id": "77-501"},
        {"sender_id": "501"},
        {"sender_id": "9", "dm_conversation_id": "77-501"},
        {"sender_id": "8", "dm_conversation_id": "8-9"},
        {"sender_id": "501", "dm_conversation_id": "77-abc"},
    ],
)
def test_a_message_must_say_who_speaks_to_whom(event: Any) -> None:
    with pytest.raises(OddPayloadError):
        message_page_from({"data": [{"id": "9", "event_type": "MessageCreate", **event}]}, UserId(ACCOUNT_ID), NOW)


def test_the_account() -> None:
    assert account_from(ACCOUNT) == Account(UserId(ACCOUNT_ID), "brightloaf", "Bright Loaf")


PROBLEMS = "https://api.twitter.com/2/problems/"
GONE = {
    "parameter": "ids",
    "resource_type": "tweet",
    "title": "Not Found Error",
    "type": f"{PROBLEMS}resource-not-found",
}


def test_posts_that_were_asked_for_and_are_gone() -> None:
    body = {
        "data": [{"id": "8", "text": "", "author_id": "5"}],
        "errors": [
            GONE | {"value": "9", "resource_id": "9"},
            GONE | {"value": "10", "type": "https://api.x.com/2/problems/not-authorized-for-resource"},
            GONE | {"value": "11", "type": f"{PROBLEMS}resource-unavailable"},
            GONE | {"value": "8", "parameter": "referenced_tweets.id"},
        ],
    }
    asked = tuple(PostId(post_id) for post_id in (8, 9, 10, 11, 12))
    assert post_page_from(body, NOW, asked).missing == (9, 10), "late is not gone"


def test_all_that_was_asked_for_is_gone() -> None:
    body = {"errors": [GONE | {"value": "9", "resource_id": "9"}]}
    assert post_page_from(body, NOW, (PostId(9),)).missing == (9,)
    assert people_from({"errors": [GONE | {"value": "9", "resource_type": "user"}]}, NOW) == ()


def test_a_problem_in_place_of_a_list_is_not_an_empty_list() -> None:
    unavailable = {"title": "Resource Unavailable Error", "type": f"{PROBLEMS}resource-unavailable", "parameter": "id"}
    with pytest.raises(UnreachableError):
        post_page_from({"errors": [unavailable]}, NOW)
    with pytest.raises(UnreachableError):
        post_page_from({"errors": [unavailable]}, NOW, (PostId(9),))
    with pytest.raises(RefusedError) as refusal:
        post_page_from({"errors": [GONE | {"parameter": "id", "detail": "No\x1b such user"}]}, NOW)
    assert refusal.value.gone
    assert refusal.value.detail == "No␛ such user"
    with pytest.raises(NotSignedInError):
        account_from({"errors": [{"type": f"{PROBLEMS}unsupported-authentication"}]})


def test_a_problem_about_a_part_leaves_the_rest() -> None:
    field = {"title": "Field Authorization Error", "section": "includes", "type": f"{PROBLEMS}not-authorized-for-field"}
    assert post_page_from({"errors": [field], "meta": {"result_count": 0}}, NOW).posts == ()


@pytest.mark.parametrize(
    "body",
    [
        {"data": "text"},
        {"data": [7]},
        {"data": [{"text": "no id", "author_id": "5"}]},
        {"data": [{"id": "x1", "text": "", "author_id": "5"}]},
        {"data": [{"id": "9" * 19, "text": "", "author_id": "5"}]},
        {"data": [{"id": "٣", "text": "", "author_id": "5"}]},
        {"data": [{"id": True, "text": "", "author_id": "5"}]},
        {"data": [{"id": "9", "author_id": "5"}]},
        {"data": [{"id": "9", "text": "no author"}]},
        {"data": [{"id": "9", "text": "", "author_id": "5", "referenced_tweets": [{"type": "quoted"}]}]},
        {"data": [], "meta": {"next_token": "with blank"}},
        {"data": [], "meta": {"next_token": ""}},
        {"includes": [7]},
    ],
)
def test_an_answer_of_another_shape_is_no_answer(body: Any) -> None:
    with pytest.raises(OddPayloadError):
        post_page_from(body, NOW)


# One odd record among others

ODD_POST = {"id": "1900000000000000299", "text": "my door code is 4711"}
ODD_EVENT = {"id": "1900000000000000415", "event_type": "MessageCreate", "text": "my door code is 4711"}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    """The log, with nothing in it yet and nothing taken for told."""
    monkeypatch.setattr(sieve, "_told", {})
    caplog.set_level(logging.INFO)
    return caplog


def with_one_more(body: Any, place: str, record: Any) -> Any:
    """A copy of an answer with one more record, ahead of the others."""
    grown = copy.deepcopy(body)
    records = grown["data"] if place == "data" else grown["includes"].setdefault(place, [])
    records.insert(0, record)
    return grown


def test_a_post_that_is_not_understood_costs_no_other(log: pytest.LogCaptureFixture) -> None:
    page = post_page_from(with_one_more(POST_PAGE, "data", ODD_POST), NOW)
    assert page.unreadable == 1
    assert page.posts == post_page_from(POST_PAGE, NOW).posts
    assert page.next_page == POST_PAGE["meta"]["next_token"]
    assert "a post is left out that cannot be understood: id 1900000000000000299 (post: no author)" in log.text
    assert "4711" not in log.text


def test_a_message_that_is_not_understood_costs_no_other(log: pytest.LogCaptureFixture) -> None:
    page = message_page_from(with_one_more(MESSAGE_PAGE, "data", ODD_EVENT), UserId(ACCOUNT_ID), NOW)
    assert page.unreadable == 1
    assert page.messages == message_page_from(MESSAGE_PAGE, UserId(ACCOUNT_ID), NOW).messages
    assert "a message is left out that cannot be understood: id 1900000000000000415" in log.text
    assert "4711" not in log.text


@pytest.mark.parametrize(
    ("place", "record", "told"),
    [
        ("tweets", ODD_POST, "a referenced post is left out that cannot be understood: id 1900000000000000299"),
        ("tweets", {"id": "9", "author_id": "5"}, "a referenced post is left out that cannot be understood: id 9"),
        ("tweets", None, "a referenced post is left out that cannot be understood: no id"),
        ("users", {"id": "502", "name": "4711"}, "a user is left out that cannot be understood: id 502"),
        (
            "users",
            {"id": "4711 Main Street", "username": "otto"},
            "a user is left out that cannot be understood: no id",
        ),
        ("media", "4711", "a medium is left out that cannot be understood: no id"),
    ],
)
def test_an_odd_include_is_dropped(log: pytest.LogCaptureFixture, place: str, record: Any, told: str) -> None:
    page, whole = post_page_from(with_one_more(POST_PAGE, place, record), NOW), post_page_from(POST_PAGE, NOW)
    assert page.unreadable == 1
    assert (page.posts, page.people, page.referenced) == (whole.posts, whole.people, whole.referenced)
    assert told in log.text
    assert "4711" not in log.text


def test_an_odd_person_costs_no_message(log: pytest.LogCaptureFixture) -> None:
    page = message_page_from(with_one_more(MESSAGE_PAGE, "users", {"id": "502"}), UserId(ACCOUNT_ID), NOW)
    whole = message_page_from(MESSAGE_PAGE, UserId(ACCOUNT_ID), NOW)
    assert page.unreadable == 1
    assert (page.messages, page.people) == (whole.messages, whole.people)
    assert "a user is left out that cannot be understood: id 502" in log.text


def test_whole_pages_leave_nothing_out(log: pytest.LogCaptureFixture) -> None:
    assert post_page_from(POST_PAGE, NOW).unreadable == 0
    assert message_page_from(MESSAGE_PAGE, UserId(ACCOUNT_ID), NOW).unreadable == 0, "a group is understood"
    assert "left out that cannot" not in log.text


def test_what_is_left_out_is_told_once_however_often_it_is_read(log: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        assert post_page_from(with_one_more(POST_PAGE, "data", ODD_POST), NOW).unreadable == 1
    post_page_from(with_one_more(POST_PAGE, "data", ODD_POST | {"id": "1900000000000000298"}), NOW)
    assert log.text.count("id 1900000000000000299") == 1
    assert log.text.count("id 1900000000000000298") == 1


def test_nothing_goes_untold_when_much_was_told(log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sieve, "_MOST_REMEMBERED", 2)
    for last_digit in range(5):
        post_page_from(with_one_more(POST_PAGE, "data", ODD_POST | {"id": f"190000000000000030{last_digit}"}), NOW)
    assert log.text.count("a post is left out") == 5
    assert len(sieve._told) == 2


def test_a_page_of_which_nothing_is_understood_fails(log: pytest.LogCaptureFixture) -> None:
    renamed = [{**post, "author_id": None, "writer_id": post["author_id"]} for post in POST_PAGE["data"]]
    with pytest.raises(OddPayloadError, match="post: no author"):
        post_page_from(POST_PAGE | {"data": renamed}, NOW)
    with pytest.raises(OddPayloadError, match="message: no sender"):
        message_page_from(MESSAGE_PAGE | {"data": [ODD_EVENT, ODD_EVENT]}, UserId(ACCOUNT_ID), NOW)
    assert "left out" not in log.text, "the page failed, and is read again"


def test_a_group_beside_an_odd_message_shows_that_the_words_are_known() -> None:
    in_group = MESSAGE_PAGE["data"][2]
    page = message_page_from({"data": [ODD_EVENT, in_group]}, UserId(ACCOUNT_ID), NOW)
    assert (page.messages, page.unreadable) == ((), 1)


@pytest.mark.parametrize(
    "envelope",
    [
        {"data": "text"},
        {"includes": "text"},
        {"includes": {"users": "text"}},
        {"includes": {"tweets": {}}},
        {"includes": {"media": 7}},
        {"meta": [7]},
        {"meta": "text"},
        {"meta": {"next_token": 7}},
    ],
)
def test_an_odd_envelope_fails_with_good_records_in_it(envelope: Any) -> None:
    with pytest.raises(OddPayloadError):
        post_page_from(POST_PAGE | envelope, NOW)
    with pytest.raises(OddPayloadError):
        message_page_from(MESSAGE_PAGE | envelope, UserId(ACCOUNT_ID), NOW)


def test_unknown_members_are_named_once(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "_noted", set())
    caplog.set_level(logging.INFO)
    for _ in range(2):
        one_post(**{"mood\x1b": "grumpy and private"})
    assert caplog.text.count("mood␛ in post") == 1
    assert "private" not in caplog.text
