"""The words of X's API: what a request asks for, and what an answer says, in both vocabularies.

X's OpenAPI document renamed its vocabulary in August 2026 (tweet.fields became post.fields, referenced_tweets
referenced_posts, and so on). Requests are made in one of the two, answers are read in either. No other module knows
the names that stand here.

Identities, references and texts are read strictly: a record without them is none (OddPayloadError). What only
decorates (language, counts, biography) is read leniently: of the wrong type it counts as absent. Unknown members are
ignored and named once in the log.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tui_desk.domain.clean import clean_line
from tui_desk.x.shape import (
    Json,
    OddPayloadError,
    count_or_zero,
    id_of,
    list_of,
    list_or_empty,
    object_of,
    object_or_empty,
    objects_of,
    optional_id_of,
    text_of,
    text_or_empty,
    time_of,
    token_of,
)

logger = logging.getLogger(__name__)

_MOST_NOTED = 200


class Vocabulary(StrEnum):
    """The words of a request."""

    TWEET = "tweet"
    """Before August 2026, and tweepy's own."""
    POST = "post"


# What a request asks for

_USER_FIELDS = [
    "connection_status",
    "description",
    "location",
    "name",
    "protected",
    "public_metrics",
    "receives_your_dm",
    "username",
    "verified_type",
]
_POST_FIELDS = ["attachments", "conversation_id", "created_at", "entities", "lang"]
_POST_EXPANSIONS = ["attachments.media_keys", "author_id", "in_reply_to_user_id"]

POST_SELECTION: Mapping[Vocabulary, Mapping[str, list[str]]] = {
    Vocabulary.TWEET: {
        "tweet_fields": [
            *_POST_FIELDS,
            "author_id",
            "edit_history_tweet_ids",
            "in_reply_to_user_id",
            "note_tweet",
            "referenced_tweets",
        ],
        "expansions": [*_POST_EXPANSIONS, "referenced_tweets.id", "referenced_tweets.id.author_id"],
        "user_fields": _USER_FIELDS,
        "media_fields": ["alt_text"],
    },
    # The newer document lists ids of other things under the expansions alone.
    Vocabulary.POST: {
        "tweet_fields": [*_POST_FIELDS, "note_post"],
        "expansions": [*_POST_EXPANSIONS, "edit_history_post_ids", "referenced_posts"],
        "user_fields": _USER_FIELDS,
        "media_fields": ["alt_text"],
    },
}
"""tweepy's arguments for a request for posts."""

USER_SELECTION: Mapping[str, list[str]] = {"user_fields": _USER_FIELDS}
"""tweepy's arguments for a request for people."""

EVENT_SELECTION: Mapping[Vocabulary, Mapping[str, list[str]]] = {
    Vocabulary.TWEET: {
        "dm_event_fields": ["created_at", "dm_conversation_id", "entities", "event_type", "sender_id", "text"],
        "expansions": ["participant_ids", "sender_id"],
        "user_fields": _USER_FIELDS,
    },
    Vocabulary.POST: {
        "dm_event_fields": ["created_at", "dm_conversation_id", "entities", "event_type", "text"],
        "expansions": ["participant_ids", "sender_id"],
        "user_fields": _USER_FIELDS,
    },
}
"""tweepy's arguments for a request for direct messages."""


def spelled(parameters: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """Query parameters under the names of a vocabulary; tweepy knows only the older."""
    if vocabulary is Vocabulary.TWEET:
        return dict(parameters)
    return {("post.fields" if name == "tweet.fields" else name): value for name, value in parameters.items()}


def repost_of(post_id: int) -> Json:
    """The body of a request to repost."""
    return {"tweet_id": str(post_id)}


def search_for_conversation(conversation_id: int) -> str:
    """The search query for all posts of a conversation."""
    return f"conversation_id:{conversation_id}"


# What an answer says


@dataclass(frozen=True, slots=True)
class WireText:
    """A text as served: signs escaped, links shortened."""

    text: str
    links: tuple[tuple[str, str], ...]
    """(shortened, expanded)."""
    mentioned_ids: tuple[int, ...]
    mentioned_handles: tuple[str, ...]
    """Of those mentions that came without an id."""


@dataclass(frozen=True, slots=True)
class WirePost:
    """One version of a post."""

    version_id: int
    version_ids: tuple[int, ...]
    """All versions, oldest first; just `version_id` where X does not say."""
    short: WireText
    long: WireText | None
    """The whole of a post that `short` cuts."""
    author_id: int | None
    created_at: int | None
    """UTC milliseconds."""
    conversation_id: int | None
    replied_to_id: int | None
    replied_to_user_id: int | None
    quoted_id: int | None
    reposted_id: int | None
    media_keys: tuple[str, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class WireUser:
    """A user."""

    user_id: int
    handle: str
    name: str
    bio: str
    location: str
    followers: int
    verified_type: str | None
    protected: bool
    receives_messages: bool | None
    connections: frozenset[str]
    """How the account and this user are connected, in X's words; empty where X does not say."""


@dataclass(frozen=True, slots=True)
class WireEvent:
    """Something that happened in a private conversation."""

    event_id: int
    is_message: bool
    text: WireText
    created_at: int | None
    sender_id: int | None
    participants: tuple[int, ...]
    """The two of a conversation between two; empty for a group and where X does not say."""
    is_in_group: bool


@dataclass(frozen=True, slots=True)
class WireProblem:
    """What X says about something that went wrong, in either of its two shapes."""

    kind: str
    """The last segment of the problem's type, such as resource-not-found; empty where there is none."""
    title: str
    detail: str
    code: int | None
    """Of X's older shape."""
    resource_id: str
    is_about_includes: bool
    """It concerns something referred to, not what was asked for."""


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """The parts that all answers share; the records in them are yet to be read, each on its own."""

    data: tuple[Any, ...]
    users: tuple[Any, ...]
    posts: tuple[Any, ...]
    """Posts referred to."""
    media: tuple[Any, ...]
    problems: tuple[WireProblem, ...]
    next_page: str | None


def answer_from(body: Any) -> WireAnswer:
    """Read an answer around its records. Raises OddPayloadError."""
    whole = object_of(body, "answer")
    _note_unknown("answer", whole)
    data = whole.get("data")
    includes = object_of(whole.get("includes") or {}, "includes")
    _note_unknown("includes", includes)
    meta = object_of(whole.get("meta") or {}, "meta")
    return WireAnswer(
        data=tuple([data] if isinstance(data, dict) else list_of(data, "data")),
        users=tuple(list_of(includes.get("users"), "users")),
        posts=tuple(list_of(_either(includes, "tweets", "posts"), "referenced posts")),
        media=tuple(list_of(includes.get("media"), "media")),
        problems=problems_in(whole),
        next_page=token_of(meta.get("next_token")),
    )


def post_from(record: Any) -> WirePost:
    """Read a post. Raises OddPayloadError."""
    post = object_of(record, "post")
    _note_unknown("post", post)
    version_id = id_of(post.get("id"), "post id")
    history = list_of(_either(post, "edit_history_tweet_ids", "edit_history_post_ids"), "edit history")
    references = dict(_references(_either(post, "referenced_tweets", "referenced_posts")))
    note = _either(post, "note_tweet", "note_post")
    attachments = object_or_empty(post.get("attachments"))
    return WirePost(
        version_id=version_id,
        version_ids=tuple(sorted(id_of(each, "edit history") for each in history)) or (version_id,),
        short=_text_from(post, "post"),
        long=None if note is None else _text_from(object_of(note, "long post"), "long post"),
        author_id=optional_id_of(post.get("author_id"), "author id"),
        created_at=time_of(post.get("created_at")),
        conversation_id=optional_id_of(post.get("conversation_id"), "conversation id"),
        replied_to_id=references.get("replied_to"),
        replied_to_user_id=optional_id_of(post.get("in_reply_to_user_id"), "answered user"),
        quoted_id=references.get("quoted"),
        reposted_id=references.get("retweeted", references.get("reposted")),
        media_keys=tuple(key for key in list_of(attachments.get("media_keys"), "media keys") if isinstance(key, str)),
        lang=text_or_empty(post.get("lang")),
    )


def user_from(record: Any) -> WireUser:
    """Read a user. Raises OddPayloadError."""
    user = object_of(record, "user")
    _note_unknown("user", user)
    handle = text_of(user.get("username"), "username")
    verified_type = text_or_empty(user.get("verified_type"))
    receives = user.get("receives_your_dm")
    connections = list_or_empty(user.get("connection_status"))
    return WireUser(
        user_id=id_of(user.get("id"), "user id"),
        handle=handle,
        name=text_or_empty(user.get("name")) or handle,
        bio=text_or_empty(user.get("description")),
        location=text_or_empty(user.get("location")),
        followers=count_or_zero(object_or_empty(user.get("public_metrics")).get("followers_count")),
        verified_type=verified_type if verified_type not in ("", "none") else None,
        protected=user.get("protected") is True,
        receives_messages=receives if isinstance(receives, bool) else None,
        connections=frozenset(each for each in connections if isinstance(each, str)),
    )


def event_from(record: Any) -> WireEvent:
    """Read an event of a private conversation. Raises OddPayloadError."""
    event = object_of(record, "event")
    _note_unknown("event", event)
    conversation_id = text_or_empty(event.get("dm_conversation_id"))
    return WireEvent(
        event_id=id_of(event.get("id"), "event id"),
        is_message=text_of(event.get("event_type"), "event type") == "MessageCreate",
        text=_text_from(event | {"text": event.get("text") or ""}, "message"),
        created_at=time_of(event.get("created_at")),
        sender_id=optional_id_of(event.get("sender_id"), "sender"),
        participants=_participants(conversation_id),
        is_in_group=conversation_id.isdigit(),
    )


def alt_text_from(record: Any) -> tuple[str, str]:
    """Read the media key and the description of a medium; what is absent is empty. Raises OddPayloadError."""
    medium = object_of(record, "medium")
    _note_unknown("media", medium)
    return text_or_empty(medium.get("media_key")), text_or_empty(medium.get("alt_text"))


def created_post_id(body: Any) -> int:
    """The id of the post that a request made. Raises OddPayloadError."""
    return id_of(object_of(object_of(body, "answer").get("data"), "data").get("id"), "post id")


def created_event_id(body: Any) -> int:
    """The id of the direct message that a request made. Raises OddPayloadError."""
    return id_of(object_of(object_of(body, "answer").get("data"), "data").get("dm_event_id"), "event id")


def check_reposted(body: Any) -> None:
    """Make sure that an answer says that a post is reposted. Raises OddPayloadError.

    It holds no id of its own: X's documents call the one in it now that of the post (`rest_id`), now nothing (`id`).
    """
    if object_of(object_of(body, "answer").get("data"), "data").get("retweeted") is not True:
        raise OddPayloadError("repost: not said to be done")


def problems_in(body: Any) -> tuple[WireProblem, ...]:
    """What X says went wrong: the problem that is the body, and those in its list. Never raises."""
    whole = object_or_empty(body)
    listed = whole.get("errors")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    itself = [whole] if any(isinstance(whole.get(name), str) for name in ("title", "detail", "type", "message")) else []
    return tuple(_problem(entry) for entry in [*itself, *entries])


_ASKED_BY = ("", "id", "ids", "participant_id", "query")
"""The parameters that name what was asked for; a problem with any other concerns what it refers to."""


def _problem(entry: Json) -> WireProblem:
    code = entry.get("code")
    value = entry.get("resource_id") or entry.get("value")
    parameter = text_or_empty(entry.get("parameter"))
    return WireProblem(
        kind=text_or_empty(entry.get("type")).rstrip("/").rpartition("/")[2],
        title=text_or_empty(entry.get("title")),
        detail=text_or_empty(entry.get("detail")) or text_or_empty(entry.get("message")),
        code=code if isinstance(code, int) else None,
        resource_id=str(value) if isinstance(value, str | int) else "",
        is_about_includes=entry.get("section") == "includes" or parameter not in _ASKED_BY,
    )


def _text_from(record: Json, place: str) -> WireText:
    entities = object_or_empty(record.get("entities"))
    mentions = [object_of(mention, "mention") for mention in list_of(entities.get("mentions"), "mentions")]
    return WireText(
        text=text_of(record.get("text"), place),
        links=tuple(_links(list_of(entities.get("urls"), "urls"))),
        mentioned_ids=tuple(id_of(each["id"], "mention") for each in mentions if each.get("id") is not None),
        mentioned_handles=tuple(text_or_empty(each.get("username")) for each in mentions if each.get("id") is None),
    )


def _links(urls: list[Any]) -> Iterable[tuple[str, str]]:
    for url in urls:
        link = object_or_empty(url)
        shortened, expanded = text_or_empty(link.get("url")), text_or_empty(link.get("expanded_url"))
        if shortened and expanded:
            yield shortened, expanded


def _references(references: Any) -> Iterable[tuple[str, int]]:
    for reference in objects_of(references, "references"):
        yield text_of(reference.get("type"), "reference"), id_of(reference.get("id"), "reference")


def _participants(conversation_id: str) -> tuple[int, ...]:
    """The id of a conversation between two is the two user ids with a dash between; that of a group is one number."""
    smaller, dash, larger = conversation_id.partition("-")
    return (id_of(smaller, "conversation"), id_of(larger, "conversation")) if dash else ()


def _either(record: Json, older: str, newer: str) -> Any:
    """A member under its name in either vocabulary."""
    return record[older] if record.get(older) is not None else record.get(newer)


# Members nobody expected


def _words(blank_separated: str) -> frozenset[str]:
    return frozenset(blank_separated.split())


_KNOWN = {
    "answer": _words("data includes errors meta title detail type status"),
    "includes": _words("users tweets posts media places polls topics"),
    "post": _words(
        "id text author_id attachments conversation_id created_at display_text_range entities in_reply_to_user_id lang"
        " edit_history_tweet_ids edit_history_post_ids note_tweet note_post referenced_tweets referenced_posts username"
    ),
    "user": _words("id") | frozenset(_USER_FIELDS),
    "event": _words("id text attachments created_at dm_conversation_id entities event_type participant_ids sender_id"),
    "media": _words("media_key type alt_text"),
}
_noted: set[tuple[str, str]] = set()


def _note_unknown(kind: str, record: Json) -> None:
    """Name a member that nobody expected, once: it may be the first sign that X changed its words."""
    for name in record.keys() - _KNOWN[kind]:
        if (kind, name) not in _noted and len(_noted) < _MOST_NOTED:
            _noted.add((kind, name))
            logger.info("X sends a member that is not known: %s in %s", clean_line(name, 60), kind)
