"""What X allows an account to write: whom it may answer, what is the same post twice, how long a text may be."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import takewhile

from tui_desk.sandbox.platform import Platform, Post
from tui_desk.sandbox.text import TEXT_LIMIT, cashtags_in, mentions_in, weighted_length

MESSAGE_LIMIT = 10_000
"""Characters of a direct message."""

_DUPLICATE_WINDOW_MS = 24 * 60 * 60 * 1000

NOT_SUMMONED = "You can only reply to or quote posts where you are mentioned or are the author."
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
GONE = "You attempted to reply to a Tweet that is deleted or not visible to you."
TOO_LONG = (
    "Your Tweet text is too long. For more information on how Twitter determines text length see the documentation."
)
TOO_MANY_CASHTAGS = "Your post may hold at most one cashtag."
QUOTES_NOT_OFFERED = "Quoting posts is not permitted at your access level."
NO_MESSAGE = "You do not have permission to DM one or more participants."


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of an access level; the defaults are those of a self-serve app in 2026."""

    only_summoned_replies: bool = True
    """Replies go only to posts that name or quote the account, and to its own."""
    implied_mentions_summon: bool = True
    """Being in the leading run of @names of a reply counts as being named; reports from the field differ."""
    refuses_duplicates: bool = True
    allows_quotes: bool = False
    """Quote posts were withdrawn from self-serve apps in April 2026."""

    def refuse_post(
        self,
        platform: Platform,
        author_id: int,
        text: str,
        *,
        reply_to: Post | None,
        quote_of: Post | None,
    ) -> str | None:
        """The sentence of the 403 that X would answer with, or None when the post may go out."""
        if quote_of is not None and not self.allows_quotes:
            return QUOTES_NOT_OFFERED
        if reply_to is not None and not self._is_summoned(platform, author_id, reply_to):
            return NOT_SUMMONED
        if weighted_length(text) > TEXT_LIMIT:
            return TOO_LONG
        if len(list(cashtags_in(text))) > 1:
            return TOO_MANY_CASHTAGS
        if self.refuses_duplicates and _is_duplicate(platform, author_id, text):
            return DUPLICATE
        return None

    def _is_summoned(self, platform: Platform, author_id: int, parent: Post) -> bool:
        if not self.only_summoned_replies or parent.author_id == author_id:
            return True
        if parent.quote_of is not None and platform.post(parent.quote_of).author_id == author_id:
            return True
        if parent.in_reply_to is not None and platform.post(parent.in_reply_to).author_id == author_id:
            return True
        return author_id in (parent.mentions if self.implied_mentions_summon else _typed_mentions(platform, parent))


def _typed_mentions(platform: Platform, post: Post) -> Collection[int]:
    named = (platform.user_by_handle(span.value) for span in mentions_in(post.written_text))
    return {user.user_id for user in named if user is not None}


def _is_duplicate(platform: Platform, author_id: int, text: str) -> bool:
    since = platform.now() - _DUPLICATE_WINDOW_MS
    recent = takewhile(lambda post: post.created_at >= since, platform.posts_by(author_id))
    wanted = " ".join(text.split()).casefold()
    return any(" ".join(post.written_text.split()).casefold() == wanted for post in recent)
