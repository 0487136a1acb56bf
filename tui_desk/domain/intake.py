"""Where a post belongs when it arrives: it opens a case, joins one, answers one, or is only shown in its thread."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Account, Case, Post
from tui_desk.domain.permission import Summons

_LEADING_NAMES = re.compile(r"\A(?:\s*@\w+)+")


class Part(StrEnum):
    """The part a post plays in the cases of its conversation."""

    OPENS = "opens"
    """A customer turns to us: a case begins."""
    JOINS = "joins"
    """The customer of a case writes on."""
    ANSWERS = "answers"
    """It is ours, and answers a case."""
    SHOWN = "shown"
    """It is nobody's part: third parties, posts from before the case, posts of our own that answer no case."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The part a post plays, and in which case."""

    part: Part
    case_id: CaseId | None = None


def place(post: Post, account: Account, summons: Summons, cases: Sequence[Case]) -> Placement:
    """Decide a post's part, given the cases of its conversation.

    Own posts and reposts never open a case. A third party who chimes in on somebody's case is shown in its thread; one
    who turns to us in it has a case of their own. What a customer wrote before turning to us starts no clock.
    """
    if post.reposted_post_id is not None:
        return Placement(Part.SHOWN)
    if post.author_id == account.user_id:
        return _answer(post, cases)
    own_case = next((case for case in cases if case.customer_id == post.author_id), None)
    if own_case is not None:
        after_opening = post.posted_at >= own_case.opened_at
        if summons is not Summons.NONE or after_opening:
            return Placement(Part.JOINS, own_case.case_id)
        return Placement(Part.SHOWN)
    if summons is Summons.NONE or (cases and not turns_to(post, account, summons)):
        return Placement(Part.SHOWN)
    return Placement(Part.OPENS)


def turns_to(post: Post, account: Account, summons: Summons) -> bool:
    """Whether a post speaks to the account itself: it answers or quotes it, or names it in words of its own.

    The names that lead a reply are inherited from the thread, so they do not count.
    """
    if summons is Summons.QUOTE or post.reply_to_user_id == account.user_id:
        return True
    own_words = _LEADING_NAMES.sub("", post.text) if post.reply_to_post_id is not None else post.text
    return f"@{account.handle}".casefold() in own_words.casefold()


def _answer(post: Post, cases: Sequence[Case]) -> Placement:
    addressed = next((case for case in cases if case.customer_id == post.reply_to_user_id), None)
    return Placement(Part.ANSWERS, addressed.case_id) if addressed else Placement(Part.SHOWN)
