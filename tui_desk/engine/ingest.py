"""Reading X: mentions, messages, own posts, what is said of us elsewhere, and what is missing around all that.

A source's cursor moves only when its last page is stored. A reading that is broken off goes on at the page it had come
to, so that a long backlog is read in the end however small X's budget is; a crash reads those pages again, and storing
twice is storing once. X can show a thing late: each reading begins a little before the cursor.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from tui_desk.desk.engine_commands import MarkConversationWhole, RecordMessages, RecordPeople, RecordPosts
from tui_desk.desk.recorder import Recorder
from tui_desk.desk.store_port import Queries
from tui_desk.desk.views import ConversationToFetch
from tui_desk.desk.x_port import MessagePage, PostPage, RateLimitedError, RefusedError, XClient, XError
from tui_desk.domain.ids import ConversationId, MessageId, PostId, UserId
from tui_desk.domain.model import Account, Message

logger = logging.getLogger(__name__)

MENTIONS = "mentions"
MESSAGES = "messages"
OWN_POSTS = "own_posts"
THREADS = "threads"
LISTENING = "listening"
PEOPLE = "people"

_OVERLAP_MS = 60 * 1000
_ID_BITS_BELOW_MS = 22
_ID_EPOCH_MS = 1_288_834_974_657
"""Ids of X hold the milliseconds since this epoch above these bits (X developer documentation, "X IDs")."""
_HOUR_MS = 60 * 60 * 1000
_FIRST_SEARCH_MS = 24 * _HOUR_MS
"""A query never asked before begins a day back: X charges for each post found, and what is older has cooled."""
_CONVERSATIONS_AT_ONCE = 5
_MOST_THREAD_PAGES = 5
"""Of a conversation with more posts than this, the newest are enough to answer by."""
_PEOPLE_AT_ONCE = 100
_ASK_AGAIN_MS = 24 * 60 * 60 * 1000
"""Whether somebody takes messages is asked again after a day: X bills a person once per day."""
_TRY_AGAIN_MS = 5 * 60 * 1000
_MOST_REMEMBERED = 4_000

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class _Broken:
    """Where a reading was broken off."""

    page: str
    newest: int


@dataclass(slots=True)
class Memory:
    """What this process remembers between readings; forgetting it costs calls, never items."""

    broken: dict[str, _Broken] = field(default_factory=dict)
    recorded: dict[tuple[int, bool], None] = field(default_factory=dict)
    """Versions of posts that were recorded lately, and whether as heard: the overlap of readings need not be written
    again. A post that was recorded as part of a thread is still to be heard."""
    asked_at: dict[UserId, int] = field(default_factory=dict)
    """When X was asked about a person: of some it never says whether they take messages."""
    parents_asked: set[PostId] = field(default_factory=set)
    failed_at: dict[ConversationId, int] = field(default_factory=dict)
    """Conversations that could not be fetched; they wait, so that they do not hold up the others."""
    unplaced: dict[MessageId, Message] = field(default_factory=dict)
    """Messages of ours to people without a case. X lists newest first, so that the word they answer comes later."""


@dataclass(frozen=True, slots=True)
class Ingest:
    """Reads one source at a time into the store."""

    recorder: Recorder
    queries: Queries
    x: XClient
    account: Account
    listening: tuple[str, ...] = ()
    """What X is searched for, in its query language."""
    memory: Memory = field(default_factory=Memory)

    async def read_mentions(self) -> None:
        """Everything that mentions the account since the last complete reading."""
        await self._read_posts(MENTIONS, lambda since, page: self.x.mentions(self.account.user_id, since, page))

    async def read_own_posts(self) -> None:
        """What the account itself posted, from here or from elsewhere."""
        await self._read_posts(OWN_POSTS, lambda since, page: self.x.own_posts(self.account.user_id, since, page))

    async def listen(self) -> None:
        """What each query finds since its own last complete reading. One that X refuses does not hold up the others."""
        refused: RefusedError | None = None
        for query in self.listening:
            try:
                await self._listen_for(query)
            except RefusedError as error:
                refused = RefusedError(f"X refuses to search for {query}", str(error))
        if refused is not None:
            raise refused

    async def _listen_for(self, query: str) -> None:
        full_hour = self.recorder.now() // _HOUR_MS * _HOUR_MS  # pages of one reading are asked for with one beginning
        begins_at = _first_id_at(full_hour - _FIRST_SEARCH_MS)
        await self._read_posts(
            source_of(query), lambda since, page: self.x.search(query, since or begins_at, page), heard=True
        )

    async def read_messages(self) -> None:
        """Direct messages back to the last complete reading. X knows no `since` here and lists newest first."""
        cursor = await self.queries.cursor(MESSAGES) or 0

        async def read(page: str | None) -> tuple[str | None, int]:
            found = await self.x.messages(self.account.user_id, page)
            reached = any(message.message_id <= cursor for message in found.messages)
            await self._record_messages(found)
            newest = max((message.message_id for message in found.messages), default=0)
            return None if reached else found.next_page, newest

        newest = await self._read_all(MESSAGES, cursor, read)
        if newest > cursor:
            await self.recorder.do(RecordMessages((), (), MESSAGES, newest))

    async def complete_threads(self) -> None:
        """Fetch the earlier posts of conversations that have a case, so that every thread is whole."""
        now = self.recorder.now()
        waiting = {each for each, at in self.memory.failed_at.items() if now - at < _TRY_AGAIN_MS}
        for wanted in await self.queries.conversations_to_fetch(_CONVERSATIONS_AT_ONCE + len(waiting)):
            if wanted.conversation_id in waiting:
                continue
            try:
                await self._complete(wanted)
            except XError:
                self.memory.failed_at[wanted.conversation_id] = now
                raise

    async def ask_about_people(self) -> None:
        """Ask X which customers take messages from the account, before an agent needs to know."""
        now, asked_at = self.recorder.now(), self.memory.asked_at
        unheard = await self.queries.people_to_ask(now - _ASK_AGAIN_MS, _PEOPLE_AT_ONCE + len(asked_at))
        wanted = [person.user_id for person in unheard if now - asked_at.get(person.user_id, 0) >= _ASK_AGAIN_MS]
        if wanted:
            asking = tuple(wanted[:_PEOPLE_AT_ONCE])
            people = await self.x.people(asking)
            asked_at.update(dict.fromkeys(asking, now))
            await self.recorder.do(RecordPeople(people))

    async def _complete(self, wanted: ConversationToFetch) -> None:
        """Fetch a conversation: parents by id, a generation a reading; then by search, which reaches back 7 days."""
        parents = tuple(post_id for post_id in wanted.missing_parent_ids if post_id not in self.memory.parents_asked)
        if parents:
            found = await self.x.posts(parents[:100])
            self.memory.parents_asked.update(parents[:100])
            await self._record_posts(found)
            if found.posts:
                return
        page: str | None = None
        for _ in range(_MOST_THREAD_PAGES):
            found = await self.x.conversation(wanted.conversation_id, page)
            await self._record_posts(found)
            page = found.next_page
            if page is None:
                break
        await self.recorder.do(MarkConversationWhole(wanted.conversation_id))

    async def _read_posts(
        self, source: str, call: Callable[[PostId | None, str | None], Awaitable[PostPage]], *, heard: bool = False
    ) -> None:
        cursor = await self.queries.cursor(source) or 0
        since = PostId(max(0, cursor - (_OVERLAP_MS << _ID_BITS_BELOW_MS))) or None

        async def read(page: str | None) -> tuple[str | None, int]:
            found = await call(since, page)
            await self._record_posts(found, heard=heard)
            return found.next_page, max((post.version_id for post in found.posts), default=0)

        newest = await self._read_all(source, cursor, read)
        if newest > cursor:
            await self.recorder.do(RecordPosts((), (), (), source, newest))

    async def _read_all(
        self, source: str, cursor: int, read: Callable[[str | None], Awaitable[tuple[str | None, int]]]
    ) -> int:
        """Read page after page, from where the last reading was broken off. Returns the newest id that was seen."""
        broken = self.memory.broken.pop(source, None)
        page, newest = (broken.page, broken.newest) if broken is not None else (None, cursor)
        resumed_at = page
        while True:
            try:
                page, newest_here = await read(page)
            except XError as error:
                # A page that fails again, or that X no longer knows, is not waited for: what is new would wait with it.
                if page is not None and (page != resumed_at or isinstance(error, RateLimitedError)):
                    self.memory.broken[source] = _Broken(page, newest)
                raise
            newest = max(newest, newest_here)
            if page is None:
                return newest

    async def _record_posts(self, found: PostPage, *, heard: bool = False) -> None:
        _tell_unreadable(found)
        recorded = self.memory.recorded
        fresh = tuple(post for post in found.posts if (post.version_id, heard) not in recorded)
        if fresh:
            await self.recorder.do(RecordPosts(fresh, found.people, found.referenced, heard=heard))
            recorded.update(dict.fromkeys((post.version_id, heard) for post in fresh))
            _forget_oldest(recorded)

    async def _record_messages(self, found: MessagePage) -> None:
        _tell_unreadable(found)
        unplaced = self.memory.unplaced
        unknown = [m for m in await self._unknown(found.messages) if m.message_id not in unplaced]
        if unknown:
            await self.recorder.do(RecordMessages(tuple(unknown), found.people))
            unplaced.update({m.message_id: m for m in await self._unknown(unknown)})
        await self._place_again()
        _forget_oldest(unplaced)

    async def _place_again(self) -> None:
        """Record messages of ours again whose customers have come to have a case."""
        unplaced = self.memory.unplaced
        if not unplaced:
            return
        customers = await self.queries.people_with_cases({message.customer_id for message in unplaced.values()})
        due = tuple(message for message in unplaced.values() if message.customer_id in customers)
        if due:
            await self.recorder.do(RecordMessages(due, ()))
            for message in due:
                del unplaced[message.message_id]

    async def _unknown(self, messages: Iterable[Message]) -> list[Message]:
        return [message for message in messages if not await self.queries.knows_message(message.message_id)]


def source_of(query: str) -> str:
    """The name under which a query's cursor is kept: a query that is worded differently is another one."""
    return f"{LISTENING}:{hashlib.blake2b(query.encode(), digest_size=8).hexdigest()}"


def _forget_oldest(remembered: dict[_Key, _Value]) -> None:
    for oldest in list(remembered)[: max(0, len(remembered) - _MOST_REMEMBERED)]:
        del remembered[oldest]


def _first_id_at(milliseconds: int) -> PostId:
    """The smallest id X can have given at this time."""
    return PostId(max(0, milliseconds - _ID_EPOCH_MS) << _ID_BITS_BELOW_MS)


def _tell_unreadable(found: PostPage | MessagePage) -> None:
    if found.unreadable:
        logger.warning("%d records of X could not be understood and were left out", found.unreadable)
