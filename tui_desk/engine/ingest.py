"""Reading X: mentions, messages, own posts, and what is missing around them.

A source's cursor moves only when its last page is stored. A crash between pages reads them again; storing twice is
storing once.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tui_desk.desk.commands import (
    MarkConversationWhole,
    MarkGone,
    RecordMessages,
    RecordPeople,
    RecordPosts,
)
from tui_desk.desk.desk import Desk
from tui_desk.desk.store_port import Queries
from tui_desk.desk.x_port import MessagePage, PostPage, XClient
from tui_desk.domain.ids import PostId, UserId
from tui_desk.domain.model import Account

MENTIONS = "mentions"
MESSAGES = "messages"
OWN_POSTS = "own_posts"
THREADS = "threads"
PEOPLE = "people"

_CONVERSATIONS_AT_ONCE = 5
_PEOPLE_AT_ONCE = 100
_ASK_AGAIN_MS = 24 * 60 * 60 * 1000
"""Whether somebody takes messages is asked again after a day: X bills a person once per day."""
_MOST_MESSAGE_PAGES = 30


@dataclass(frozen=True, slots=True)
class Ingest:
    """Reads one source at a time into the store."""

    desk: Desk
    queries: Queries
    x: XClient
    account: Account
    asked_at: dict[UserId, int] = field(default_factory=dict)
    """When X was asked about a person: of some it never says whether they take messages."""

    async def read_mentions(self) -> None:
        """Everything that mentions the account since the last complete reading."""
        await self._read_posts(MENTIONS, lambda since, page: self.x.mentions(self.account.user_id, since, page))

    async def read_own_posts(self) -> None:
        """What the account itself posted, from here or from elsewhere."""
        await self._read_posts(OWN_POSTS, lambda since, page: self.x.own_posts(self.account.user_id, since, page))

    async def read_messages(self) -> None:
        """Direct messages back to the last complete reading.

        X knows no `since` here and lists newest first, so the pages are gathered before any is stored: a stored newest
        page would otherwise hide an older one that was lost in a crash.
        """
        cursor = await self.queries.cursor(MESSAGES)
        gathered: list[MessagePage] = []
        page: str | None = None
        while len(gathered) < _MOST_MESSAGE_PAGES:
            gathered.append(await self.x.messages(self.account.user_id, page))
            page = gathered[-1].next_page
            reached = any(cursor is not None and message.message_id <= cursor for message in gathered[-1].messages)
            if page is None or reached:
                break
        messages = tuple(
            message for part in gathered for message in part.messages if cursor is None or message.message_id > cursor
        )
        if messages:
            people = tuple({person.user_id: person for part in gathered for person in part.people}.values())
            newest = max(message.message_id for message in messages)
            await self.desk.do(RecordMessages(messages, people, MESSAGES, newest))

    async def complete_threads(self) -> None:
        """Fetch the earlier posts of conversations that have a case, so that every thread is whole.

        Search reaches back seven days; older parents come by id, one generation a reading.
        """
        for wanted in await self.queries.conversations_to_fetch(_CONVERSATIONS_AT_ONCE):
            if wanted.missing_parent_ids:
                parents = await self.x.posts(wanted.missing_parent_ids[:100])
                await self._record(parents)
                if parents.missing:
                    await self.desk.do(MarkGone(parents.missing))
            page: str | None = None
            while True:
                found = await self.x.conversation(wanted.conversation_id, page)
                await self._record(found)
                page = found.next_page
                if page is None:
                    break
            await self.desk.do(MarkConversationWhole(wanted.conversation_id))

    async def ask_about_people(self) -> None:
        """Ask X which customers take messages from the account, before an agent needs to know."""
        now = self.desk.now()
        unheard = await self.queries.people_to_ask(now - _ASK_AGAIN_MS, _PEOPLE_AT_ONCE + len(self.asked_at))
        wanted = [person.user_id for person in unheard if now - self.asked_at.get(person.user_id, 0) >= _ASK_AGAIN_MS][
            :_PEOPLE_AT_ONCE
        ]
        if wanted:
            self.asked_at.update(dict.fromkeys(wanted, now))
            await self.desk.do(RecordPeople(await self.x.people(tuple(wanted))))

    async def _read_posts(self, source: str, read: Callable[[PostId | None, str | None], Awaitable[PostPage]]) -> None:
        cursor = await self.queries.cursor(source)
        since = PostId(cursor) if cursor is not None else None
        newest = cursor or 0
        page: str | None = None
        while True:
            found = await read(since, page)
            newest = max(newest, *(post.version_id for post in found.posts), 0)
            page = found.next_page
            last = page is None
            if found.posts:
                await self._record(found, source, newest if last else None)
            elif last and newest > (cursor or 0):
                await self.desk.do(RecordPosts((), (), (), source, newest))
            if last:
                return

    async def _record(self, found: PostPage, source: str = "", cursor: int | None = None) -> None:
        await self.desk.do(RecordPosts(found.posts, found.people, found.referenced, source, cursor))
