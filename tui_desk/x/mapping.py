"""X's answers as our records: texts made whole, readable and safe, ids as numbers, times as UTC milliseconds.

All functions raise OddPayloadError for an answer that is not of the expected shape, and the error that X's problem
stands for when a problem came in place of the data. On a page a record that is odd is left out, counted and named in
the log, and the others stand: failing for it would hold up everything after it.
"""

import logging
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from tui_desk.desk.x_port import MessagePage, PostPage
from tui_desk.domain.clean import clean, clean_line
from tui_desk.domain.ids import ConversationId, MessageId, PostId, UserId
from tui_desk.domain.model import Account, Message, Person, Post
from tui_desk.x.failures import error_of_problem, names_gone
from tui_desk.x.shape import Json, OddPayloadError
from tui_desk.x.sieve import Sieve
from tui_desk.x.wire import (
    WireAnswer,
    WireEvent,
    WirePost,
    WireText,
    WireUser,
    alt_text_from,
    answer_from,
    event_from,
    post_from,
    user_from,
)

logger = logging.getLogger(__name__)

_SNOWFLAKE_EPOCH_MS = 1_288_834_974_657
_SNOWFLAKE_SHIFT = 22
_HANDLE_LIMIT = 50
_LANG_LIMIT = 20
_ALT_TEXT_LIMIT = 1_000

_ESCAPED = re.compile("&(amp|lt|gt|quot|#39);")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "#39": "'"}


def account_from(body: Json) -> Account:
    """Who the credentials belong to."""
    answer = answer_from(body)
    _check_answered(answer)
    if not answer.data:
        raise OddPayloadError("account: no data")
    user = user_from(answer.data[0])
    return Account(UserId(user.user_id), clean_line(user.handle, _HANDLE_LIMIT), clean_line(user.name))


def people_from(body: Json, now: int) -> tuple[Person, ...]:
    """The people that were looked up, seen at `now` (UTC milliseconds); those who are gone are left out."""
    answer = answer_from(body)
    _check_answered(answer, is_lookup=True)
    return tuple(_person(user_from(user), now) for user in answer.data)


def post_page_from(body: Json, now: int, asked: Collection[PostId] = ()) -> PostPage:
    """A page of posts; `asked` are those that were looked up by id, to tell which of them are gone."""
    answer = answer_from(body)
    _check_answered(answer, is_lookup=bool(asked))
    sieve = Sieve()
    users = sieve.understood("user", answer.users, user_from)
    alt_texts = dict(sieve.understood("medium", answer.media, alt_text_from))
    ids_by_handle = {user.handle.lower(): user.user_id for user in users}

    def read(record: Any) -> Post:
        return _post(post_from(record), alt_texts, ids_by_handle)

    posts = sieve.some_understood("post", answer.data, read)
    referenced = sieve.understood("referenced post", answer.posts, read)
    sieve.name_left_out()
    _note_absent_authors(posts, users)
    gone = {problem.resource_id for problem in answer.problems if names_gone(problem) and not problem.is_about_includes}
    return PostPage(
        posts=tuple(sorted(posts, key=lambda post: post.version_id, reverse=True)),
        people=tuple(_person(user, now) for user in users),
        referenced=tuple(referenced),
        next_page=answer.next_page,
        missing=tuple(post_id for post_id in asked if str(post_id) in gone),
        unreadable=len(sieve.left_out),
    )


def message_page_from(body: Json, account_id: UserId, now: int) -> MessagePage:
    """A page of direct messages between the account and one other each; groups and other events are left out."""
    answer = answer_from(body)
    _check_answered(answer)
    sieve = Sieve()
    events = sieve.some_understood("message", answer.data, lambda record: _message_or_event(record, account_id))
    users = sieve.understood("user", answer.users, user_from)
    sieve.name_left_out()
    in_groups = [event for event in events if isinstance(event, WireEvent) and event.is_message]
    if in_groups:
        logger.info("%d messages of groups are left out", len(in_groups))
    messages = [event for event in events if isinstance(event, Message)]
    return MessagePage(
        messages=tuple(
            sorted(
                (message for message in messages if message.customer_id != account_id),  # not the notes to oneself
                key=lambda message: message.message_id,
                reverse=True,
            )
        ),
        people=tuple(_person(user, now) for user in users if user.user_id != account_id),
        next_page=answer.next_page,
        unreadable=len(sieve.left_out),
    )


def _check_answered(answer: WireAnswer, *, is_lookup: bool = False) -> None:
    """Nothing but a problem is not an empty list, unless the problem is that what was looked up is gone."""
    if answer.data:
        return
    for problem in answer.problems:
        if not problem.is_about_includes and not (is_lookup and names_gone(problem)):
            raise error_of_problem(problem)


def _post(wire: WirePost, alt_texts: Mapping[str, str], ids_by_handle: Mapping[str, int]) -> Post:
    if wire.author_id is None:
        raise OddPayloadError("post: no author")
    first_id = wire.version_ids[0]
    is_edited = wire.version_id != first_id
    published_at = wire.created_at if wire.created_at is not None else _made_at(wire.version_id)
    return Post(
        post_id=PostId(first_id),
        version_id=PostId(wire.version_id),
        conversation_id=ConversationId(first_id if wire.conversation_id is None else wire.conversation_id),
        author_id=UserId(wire.author_id),
        text=_readable(wire.long or wire.short),
        posted_at=_made_at(first_id) if is_edited else published_at,
        lang=clean_line(wire.lang, _LANG_LIMIT),
        reply_to_post_id=None if wire.replied_to_id is None else PostId(wire.replied_to_id),
        reply_to_user_id=None if wire.replied_to_user_id is None else UserId(wire.replied_to_user_id),
        quoted_post_id=None if wire.quoted_id is None else PostId(wire.quoted_id),
        reposted_post_id=None if wire.reposted_id is None else PostId(wire.reposted_id),
        mentioned_ids=tuple(dict.fromkeys(_mentioned_ids(wire, ids_by_handle))),
        alt_texts=tuple(clean(alt_texts[key], limit=_ALT_TEXT_LIMIT) for key in wire.media_keys if alt_texts.get(key)),
        edited_at=_made_at(wire.version_id) if is_edited else None,
    )


def _mentioned_ids(wire: WirePost, ids_by_handle: Mapping[str, int]) -> Iterator[UserId]:
    """Those named in the text; in a long post some are named only in the part that the short text cuts."""
    for text in (wire.short, wire.long):
        if text is not None:
            yield from map(UserId, text.mentioned_ids)
            known = (ids_by_handle.get(handle.lower()) for handle in text.mentioned_handles)
            yield from (UserId(user_id) for user_id in known if user_id is not None)


def _message_or_event(record: Any, account_id: UserId) -> Message | WireEvent:
    """A message between two, or the event that is none."""
    event = event_from(record)
    return _message(event, account_id) if event.is_message and not event.is_in_group else event


def _message(event: WireEvent, account_id: UserId) -> Message:
    if event.sender_id is None or event.sender_id not in event.participants or account_id not in event.participants:
        raise OddPayloadError("message: no sender, or a conversation of others")
    others = [participant for participant in event.participants if participant != account_id]
    return Message(
        message_id=MessageId(event.event_id),
        sender_id=UserId(event.sender_id),
        customer_id=UserId(others[0]) if others else account_id,
        text=_readable(event.text),
        sent_at=event.created_at if event.created_at is not None else _made_at(event.event_id),
    )


def _person(wire: WireUser, now: int) -> Person:
    return Person(
        user_id=UserId(wire.user_id),
        handle=clean_line(wire.handle, _HANDLE_LIMIT),
        name=clean_line(wire.name),
        bio=clean_line(_readable_signs(wire.bio)),
        location=clean_line(wire.location),
        followers=wire.followers,
        verified=None if wire.verified_type is None else clean_line(wire.verified_type, _HANDLE_LIMIT),
        protected=wire.protected,
        receives_messages=wire.receives_messages,
        blocks_us=_blocks_us(wire),
        asked_at=None if wire.receives_messages is None else now,
        seen_at=now,
    )


def _blocks_us(wire: WireUser) -> bool | None:
    """Whether they block the account, as far as X says.

    Of blocks X documents only our own: `blocking` is what the account did to them. `blocked_by` is how X's earlier API
    named the other direction. Without it their block is unknown, unless they take messages, which a block rules out.
    """
    if "blocked_by" in wire.connections:
        return True
    return False if wire.receives_messages else None


def _note_absent_authors(posts: Iterable[Post], users: Iterable[WireUser]) -> None:
    known = {user.user_id for user in users}
    absent = sorted({post.author_id for post in posts} - known)
    if absent:
        logger.info("posts came without their authors: users %s", ", ".join(map(str, absent)))


def _readable(wire: WireText) -> str:
    """The text with its signs unescaped and its links written out, cleaned.

    Links are found by their shortened address, which is unique, and not by the places X gives, which count differently
    in escaped and unescaped text.
    """
    text = _readable_signs(wire.text)
    links = dict(wire.links)
    if links:
        shortened = "|".join(re.escape(link) for link in sorted(links, key=len, reverse=True))
        text = re.sub(shortened, lambda found: links[found[0]], text)
    return clean(text)


def _readable_signs(text: str) -> str:
    return _ESCAPED.sub(lambda found: _SIGNS[found[1]], text)


def first_id_at(milliseconds: int) -> PostId:
    """The smallest id X can have given at this time (UTC milliseconds)."""
    return PostId(max(0, milliseconds - _SNOWFLAKE_EPOCH_MS) << _SNOWFLAKE_SHIFT)


def _made_at(snowflake_id: int) -> int:
    """UTC milliseconds at which X gave an id (docs.x.com/fundamentals/x-ids)."""
    return (snowflake_id >> _SNOWFLAKE_SHIFT) + _SNOWFLAKE_EPOCH_MS
