"""What the desk needs of X: a small client protocol, its records, and the handful of ways it can fail.

XError
├── NotSignedInError     the credentials are missing, expired or revoked
├── OutOfCreditError     the account's credits or monthly cap are used up
├── RateLimitedError     certainly not done; may be tried again at `until`
├── RefusedError         certainly not done, and will not be; `title` and `detail` are X's words
├── UnreachableError     certainly not done: no connection, or a read that failed
└── OutcomeUnknownError  a write that may have arrived
"""

from dataclasses import dataclass
from typing import Protocol

from tui_desk.domain.ids import ConversationId, MessageId, PostId, UserId
from tui_desk.domain.model import Account, Budget, Message, Person, Post


class XError(Exception):
    """X, or the way to it, did not do what was asked."""


class NotSignedInError(XError):
    """The credentials are missing, expired or revoked: somebody has to sign in."""


class OutOfCreditError(XError):
    """The account's credits or its monthly cap are used up: somebody has to top up."""


class RateLimitedError(XError):
    """Certainly not done. May be tried again at `until` (UTC milliseconds)."""

    def __init__(self, message: str, until: int) -> None:
        """Keep the moment from which X takes calls again."""
        super().__init__(message)
        self.until = until


class RefusedError(XError):
    """Certainly not done, and will not be. `title` and `detail` are X's words, cleaned.

    `duplicate`: X refused it because it holds the same text already. `gone`: what it refers to is deleted or hidden.
    """

    def __init__(self, title: str, detail: str, *, duplicate: bool = False, gone: bool = False) -> None:
        """Keep X's words and what kind of refusal they were recognised as."""
        super().__init__(f"{title}: {detail}" if detail not in ("", title) else title)
        self.title = title
        self.detail = detail
        self.duplicate = duplicate
        self.gone = gone


class UnreachableError(XError):
    """Certainly not done: the connection was never made, or a read failed on the way."""


class OutcomeUnknownError(XError):
    """A write that may have arrived: cut off, timed out, answered with an error page or with half an answer."""


@dataclass(frozen=True, slots=True)
class PostPage:
    """One page of posts, newest first, with the people and the posts they refer to."""

    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    referenced: tuple[Post, ...]
    """Parents and quoted posts that came along."""
    next_page: str | None
    """Only a missing token ends the list; a short page does not."""
    missing: tuple[PostId, ...] = ()
    """Posts that were asked for by id and are not there: deleted, or their author is protected or suspended."""
    unreadable: int = 0
    """Records X sent that could not be understood and are left out: posts, people, media, what posts refer to."""


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One page of direct messages, newest first."""

    messages: tuple[Message, ...]
    people: tuple[Person, ...]
    next_page: str | None
    unreadable: int = 0
    """Records X sent that could not be understood and are left out: messages or people."""


class XClient(Protocol):
    """The part of X a support desk uses. Every method raises XError and nothing else.

    Reads raise OutcomeUnknownError never; writes raise UnreachableError only when no byte of the request can have left.
    """

    async def account(self) -> Account:
        """Who the credentials belong to."""
        ...

    async def mentions(self, account_id: UserId, since: PostId | None, page: str | None) -> PostPage:
        """Posts that mention the account, newer than `since`."""
        ...

    async def own_posts(self, account_id: UserId, since: PostId | None, page: str | None) -> PostPage:
        """Posts and replies of the account itself, newer than `since`."""
        ...

    async def conversation(self, conversation_id: ConversationId, page: str | None) -> PostPage:
        """Posts of one conversation; X's search reaches back seven days."""
        ...

    async def search(self, query: str, since: PostId | None, page: str | None) -> PostPage:
        """Posts of anybody that a query of X's search language finds, newer than `since`, of the last seven days.

        No reposts. A query that X does not understand, or that is too long for the account's plan, is refused.
        """
        ...

    async def posts(self, post_ids: tuple[PostId, ...]) -> PostPage:
        """Posts by id, at most 100; those that are gone are named in `missing`."""
        ...

    async def people(self, user_ids: tuple[UserId, ...]) -> tuple[Person, ...]:
        """People by id, at most 100, with whether they take messages from the account, or are known to block it."""
        ...

    async def messages(self, account_id: UserId, page: str | None) -> MessagePage:
        """All direct messages of the account, newest first; X reaches back 30 days and knows no `since`."""
        ...

    async def messages_with(self, account_id: UserId, customer_id: UserId, page: str | None) -> MessagePage:
        """The direct messages with one person, newest first."""
        ...

    async def send_reply(self, text: str, reply_to: PostId, excluded: tuple[UserId, ...]) -> PostId:
        """Post a public reply; the automatic list of addressees leaves out `excluded`."""
        ...

    async def send_message(self, text: str, customer_id: UserId) -> MessageId:
        """Send a direct message."""
        ...

    async def repost(self, account_id: UserId, post_id: PostId) -> None:
        """Show a post to the account's followers. It may be asked for again: a post is reposted or it is not."""
        ...

    def budgets(self) -> tuple[Budget, ...]:
        """What X said last of how many replies, messages and reposts it still takes; none for what it said nothing of.

        What counts is the limit that leaves least, of those in windows and in days. A window that is over says nothing.
        """
        ...

    def pause_before(self, source: str, wanted_seconds: float) -> float:
        """Seconds to let pass before `source` is read again: `wanted_seconds`, or longer where X's budget is short.

        Sources: mentions, messages, own_posts, threads, listening, people. A part of each budget stays for looking up
        what became of a send.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
