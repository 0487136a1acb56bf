"""Where a post belongs when it arrives: it opens a case, joins one, answers one, or is only shown in its thread."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tui_desk.domain.ids import CaseId, UserId
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


@dataclass(frozen=True, slots=True)
class Setting:
    """What a post comes into."""

    cases: Sequence[Case] = ()
    """Of its conversation: its author's, those of whom it answers, and those of the post it answers; oldest first."""
    parent_cases: frozenset[CaseId] = frozenset()
    """Those of the post it answers."""
    is_heard: bool = False
    """The listening rules found it: it may open a case although it does not turn to us."""
    others_have_cases: bool = False
    """Its conversation has cases, also where none of them is among these."""


def place(post: Post, account: Account, summons: Summons, setting: Setting) -> Placement:
    """Decide a post's part.

    Own posts and reposts never open a case; a post of ours under an answer of ours answers the same case. A third party
    who chimes in on somebody's case is shown in its thread; one who turns to us in it has a case of their own. What a
    customer wrote before turning to us starts no clock. Where a customer has two cases in a conversation, a post
    belongs to that of the post it answers, else to the later one.
    """
    if post.reposted_post_id is not None:
        return Placement(Part.SHOWN)
    if post.author_id == account.user_id:
        addressed = _case_of(post.reply_to_user_id, setting) or _case_gone_on_with(post, setting)
        return Placement(Part.ANSWERS, addressed.case_id) if addressed else Placement(Part.SHOWN)
    own_case = _case_of(post.author_id, setting)
    if own_case is not None:
        after_opening = post.posted_at >= own_case.opened_at
        if summons is not Summons.NONE or after_opening:
            return Placement(Part.JOINS, own_case.case_id)
        return Placement(Part.SHOWN)
    if setting.is_heard and summons is Summons.NONE:
        return Placement(Part.OPENS)
    is_others_thread = bool(setting.cases) or setting.others_have_cases
    if summons is Summons.NONE or (is_others_thread and not turns_to(post, account, summons)):
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


def _case_gone_on_with(post: Post, setting: Setting) -> Case | None:
    """The case that the post of ours answers on which this one goes on."""
    if post.reply_to_user_id != post.author_id:
        return None
    return next((case for case in reversed(setting.cases) if case.case_id in setting.parent_cases), None)


def _case_of(customer_id: UserId | None, setting: Setting) -> Case | None:
    theirs = [case for case in setting.cases if case.customer_id == customer_id]
    answered = [case for case in theirs if case.case_id in setting.parent_cases]
    return (answered or theirs)[-1] if theirs else None
