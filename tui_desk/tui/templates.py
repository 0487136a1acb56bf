"""Saved replies for the case at hand: which of them are offered, and what fills their gaps."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tui_desk.desk.views import Thread, ThreadPost
from tui_desk.domain.ids import AgentName
from tui_desk.domain.model import Account, Channel
from tui_desk.domain.saved_replies import FALLBACK_LANGUAGE, SavedReply, fill, first_name, in_language, matching

_MINUTE = 60_000
_UNITS = (("day", 24 * 60), ("hour", 60), ("minute", 1))
"""Minutes in a unit of waiting, the longest first; a wait is told in the longest of which it has at least two."""


@dataclass(frozen=True, slots=True)
class FilledReply:
    """A saved reply as it would read in this case."""

    reply: SavedReply
    text: str


class Templates:
    """The saved replies, filled for one case and channel."""

    def __init__(self, replies: Sequence[SavedReply], language: str, values: Mapping[str, str]) -> None:
        """`values` fill the gaps; see `gap_values`."""
        self._replies = replies
        self._language = language
        self._values = values

    def matching(self, typed: str) -> tuple[FilledReply, ...]:
        """The replies an agent may mean, those in the customer's language first."""
        return tuple(self._filled(matching(self._replies, typed, self._language)))

    def wordings(self, code: str) -> tuple[FilledReply, ...]:
        """The texts for one occasion, all in one language: those called `code`, code2, code3."""
        numbered = re.compile(rf"{re.escape(code)}\d*")
        codes = dict.fromkeys(reply.code for reply in self._replies if numbered.fullmatch(reply.code))
        chosen = [reply for each in codes if (reply := in_language(self._replies, each, self._language)) is not None]
        # Not all wordings need be there in every language.
        best = in_language(chosen, code, self._language) or next(iter(chosen), None)
        return tuple(self._filled(reply for reply in chosen if best is not None and reply.language == best.language))

    def _filled(self, replies: Iterable[SavedReply]) -> Iterable[FilledReply]:
        return (FilledReply(reply, fill(reply.text, self._values_in(reply.language))) for reply in replies)

    def _values_in(self, language: str) -> Mapping[str, str]:
        """Lengths of time are told in English only; in other languages the reply's own fallback stands."""
        return self._values if language == FALLBACK_LANGUAGE else {**self._values, "wait": ""}


def language_of(thread: Thread) -> str:
    """The language of the customer's newest post of which X knows it, as ISO 639-1; empty where it knows of none."""
    posts = (item.post for item in reversed(thread.items) if isinstance(item, ThreadPost))
    spoken = (post.lang.split("-")[0] for post in posts if post.author_id == thread.customer.user_id)
    # X marks posts without words by codes of three letters.
    return next((lang for lang in spoken if len(lang) == 2), "")


def gap_values(thread: Thread, channel: Channel, agent: AgentName, now: int) -> dict[str, str]:
    """What stands for each variable of `domain.saved_replies.VARIABLES`; empty where nothing does."""
    return {
        "first_name": first_name(thread.customer.name),
        "handle": f"@{thread.customer.handle}",
        "account": f"@{thread.account.handle}",
        "agent": agent,
        "case": str(thread.case.case_id),
        "wait": wait_words(thread.standing.waiting_since, now),
        "dm_link": message_link(thread.account) if channel is Channel.REPLY else "",
    }


def message_link(account: Account) -> str:
    """Opens a direct message to the account, in X's apps and on the web."""
    return f"https://x.com/messages/compose?recipient_id={account.user_id}"


def wait_words(waiting_since: int | None, now: int) -> str:
    """How long somebody has waited, such as 35 minutes; empty where it is not worth a word."""
    minutes = (now - waiting_since) // _MINUTE if waiting_since is not None else 0
    return next((f"{minutes // length} {unit}s" for unit, length in _UNITS if minutes >= 2 * length), "")
