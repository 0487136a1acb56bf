"""What X lets the account do in a case, worked out before anyone types.

Since February 2026 an app on X's self-serve plan may answer only a post that mentions or quotes the account, or a post
of its own (X developer changelog, 2026-02-23). Reports differ on whether names in the automatic run of a reply count;
a mention counts here when X lists our id among the post's mentions.
"""

from dataclasses import dataclass
from enum import StrEnum

from tui_desk.domain.ids import UserId
from tui_desk.domain.model import Person, Post


class Summons(StrEnum):
    """Why X lets the account reply to a post, or that it does not."""

    MENTION = "mention"
    QUOTE = "quote"
    OWN = "own"
    ANSWER = "answer"
    """It answers a post of ours."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the plan in use allows; from the settings, never a literal in code."""

    may_reply_unsummoned: bool = False
    post_length_limit: int = 280
    message_length_limit: int = 10_000


def summons_of(post: Post, account_id: UserId, *, quotes_us: bool = False) -> Summons:
    """Whether a post summons the account. `quotes_us`: the quoted post, where there is one, is ours."""
    if post.author_id == account_id:
        return Summons.OWN
    if account_id in post.mentioned_ids:
        return Summons.MENTION
    if quotes_us:
        return Summons.QUOTE
    if post.reply_to_user_id == account_id:
        return Summons.ANSWER
    return Summons.NONE


def may_reply(summons: Summons, capabilities: Capabilities) -> bool:
    """Whether X will take a reply to a post with this summons."""
    return summons is not Summons.NONE or capabilities.may_reply_unsummoned


def may_message(person: Person) -> bool:
    """Whether a direct message to this person is worth trying: X has not said no."""
    return person.receives_messages is not False
