"""A fake X at the client's seam: it holds what was really posted, and fails as it is told.

It mirrors `XClient` one to one. What it holds is the oracle: whatever the desk believes, this is what customers saw.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from tui_desk.desk.x_port import (
    MessagePage,
    OutcomeUnknownError,
    PostPage,
    RateLimitedError,
    RefusedError,
    UnreachableError,
)
from tui_desk.domain.ids import ConversationId, MessageId, PostId, UserId
from tui_desk.domain.model import Account, Budget, Message, Person, Post

US = Account(UserId(1), "brand", "The Brand")


class Fate(StrEnum):
    """What becomes of one call."""

    WELL = "well"
    LOST_BEFORE = "lost_before"
    """The connection broke and nothing arrived; the caller cannot know."""
    LOST_AFTER = "lost_after"
    """It arrived and the answer was lost."""
    UNREACHABLE = "unreachable"
    LIMITED = "limited"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    GONE = "gone"


@dataclass
class FakeX:
    """X as far as the engine can tell."""

    now: Callable[[], int]
    fates: list[Fate] = field(default_factory=list)
    """The fates of the next writes; afterwards all goes well."""
    reads_fail: int = 0
    """So many reads fail next."""
    lag_ms: int = 0
    """What was posted is shown only after this long."""
    inbound: list[Post] = field(default_factory=list)
    inbound_messages: list[Message] = field(default_factory=list)
    found: dict[str, list[Post]] = field(default_factory=dict)
    """What each query finds; any other finds nothing."""
    odd_queries: set[str] = field(default_factory=set)
    """Queries that are refused."""
    people_known: dict[UserId, Person] = field(default_factory=dict)
    page_size: int = 100
    posted: list[Post] = field(default_factory=list)
    sent_messages: list[Message] = field(default_factory=list)
    reposted: set[PostId] = field(default_factory=set)
    budgets_said: tuple[Budget, ...] = ()
    calls: list[str] = field(default_factory=list)

    async def account(self) -> Account:
        return US

    async def mentions(self, account_id: UserId, since: PostId | None, page: str | None) -> PostPage:
        return self._posts("mentions", [post for post in self.inbound if account_id in post.mentioned_ids], since, page)

    async def own_posts(self, account_id: UserId, since: PostId | None, page: str | None) -> PostPage:
        shown = [post for post in self.posted if post.posted_at + self.lag_ms <= self.now()]
        return self._posts("own_posts", [post for post in shown if post.author_id == account_id], since, page)

    async def conversation(self, conversation_id: ConversationId, page: str | None) -> PostPage:
        everything = [*self.inbound, *self.posted]
        return self._posts(
            "conversation", [post for post in everything if post.conversation_id == conversation_id], None, page
        )

    async def search(self, query: str, since: PostId | None, page: str | None) -> PostPage:
        if query in self.odd_queries:
            raise RefusedError("Invalid Request", "There were errors processing your request.")
        return self._posts("search", self.found.get(query, []), since, page)

    async def posts(self, post_ids: tuple[PostId, ...]) -> PostPage:
        self._read("posts")
        found = tuple(post for post in [*self.inbound, *self.posted] if post.post_id in post_ids)
        missing = tuple(post_id for post_id in post_ids if post_id not in {post.post_id for post in found})
        return PostPage(found, self._people(found), (), None, missing)

    async def people(self, user_ids: tuple[UserId, ...]) -> tuple[Person, ...]:
        self._read("people")
        return tuple(self.people_known[user_id] for user_id in user_ids if user_id in self.people_known)

    async def messages(self, account_id: UserId, page: str | None) -> MessagePage:
        del account_id
        return self._messages("messages", [*self.inbound_messages, *self._shown_messages()], page)

    async def messages_with(self, account_id: UserId, customer_id: UserId, page: str | None) -> MessagePage:
        del account_id
        everything = [*self.inbound_messages, *self._shown_messages()]
        return self._messages("messages_with", [m for m in everything if m.customer_id == customer_id], page)

    async def send_reply(self, text: str, reply_to: PostId, excluded: tuple[UserId, ...]) -> PostId:
        self.calls.append("send_reply")
        del excluded
        fate = self._fate()
        post_id = PostId(1_000_000 + len(self.posted) + 1)
        parent = next(post for post in [*self.inbound, *self.posted] if post.post_id == reply_to)
        post = Post(
            post_id, post_id, parent.conversation_id, US.user_id, text, self.now(),
            reply_to_post_id=reply_to, reply_to_user_id=parent.author_id,
        )  # fmt: skip
        if fate in (Fate.WELL, Fate.LOST_AFTER):
            self.posted.append(post)
        self._end(fate)
        return post_id

    async def send_message(self, text: str, customer_id: UserId) -> MessageId:
        self.calls.append("send_message")
        fate = self._fate()
        message_id = MessageId(2_000_000 + len(self.sent_messages) + 1)
        if fate in (Fate.WELL, Fate.LOST_AFTER):
            self.sent_messages.append(Message(message_id, US.user_id, customer_id, text, self.now()))
        self._end(fate)
        return message_id

    async def repost(self, account_id: UserId, post_id: PostId) -> None:
        assert account_id == US.user_id
        self.calls.append("repost")
        fate = self._fate()
        if fate in (Fate.WELL, Fate.LOST_AFTER):
            self.reposted.add(post_id)
        self._end(fate)

    def budgets(self) -> tuple[Budget, ...]:
        return self.budgets_said

    def pause_before(self, source: str, wanted_seconds: float) -> float:
        del source
        return wanted_seconds

    async def close(self) -> None:
        return None

    def _fate(self) -> Fate:
        return self.fates.pop(0) if self.fates else Fate.WELL

    def _end(self, fate: Fate) -> None:
        match fate:
            case Fate.LOST_BEFORE | Fate.LOST_AFTER:
                raise OutcomeUnknownError("the connection broke")
            case Fate.UNREACHABLE:
                raise UnreachableError("no connection")
            case Fate.LIMITED:
                raise RateLimitedError("too many", self.now() + 60_000)
            case Fate.REFUSED:
                raise RefusedError("Forbidden", "You may not reply here.")
            case Fate.GONE:
                raise RefusedError("Forbidden", "That post is deleted.", gone=True)
            case Fate.DUPLICATE:
                raise RefusedError("Forbidden", "Duplicate content.", duplicate=True)
            case Fate.WELL:
                return

    def _read(self, name: str) -> None:
        self.calls.append(name)
        if self.reads_fail:
            self.reads_fail -= 1
            raise UnreachableError("no connection")

    def _posts(self, name: str, posts: list[Post], since: PostId | None, page: str | None) -> PostPage:
        self._read(name)
        newest_first = sorted(
            (post for post in posts if since is None or post.version_id > since),
            key=lambda post: post.version_id,
            reverse=True,
        )
        start = int(page or 0)
        shown = tuple(newest_first[start : start + self.page_size])
        more = start + self.page_size < len(newest_first)
        return PostPage(shown, self._people(shown), (), str(start + self.page_size) if more else None)

    def _messages(self, name: str, messages: list[Message], page: str | None) -> MessagePage:
        self._read(name)
        newest_first = sorted(messages, key=lambda message: message.message_id, reverse=True)
        start = int(page or 0)
        shown = tuple(newest_first[start : start + self.page_size])
        more = start + self.page_size < len(newest_first)
        people = tuple(self.people_known[m.customer_id] for m in shown if m.customer_id in self.people_known)
        return MessagePage(shown, people, str(start + self.page_size) if more else None)

    def _shown_messages(self) -> list[Message]:
        return [message for message in self.sent_messages if message.sent_at + self.lag_ms <= self.now()]

    def _people(self, posts: tuple[Post, ...]) -> tuple[Person, ...]:
        return tuple(self.people_known[post.author_id] for post in posts if post.author_id in self.people_known)
