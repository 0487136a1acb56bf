"""The bell: rings once when a clock comes near its end and once when it runs out, as the settings say; else never.

A terminal that is known to have desktop notifications shows one beside it. It names nobody and quotes nothing: whoever
stands before the screen may read it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tui_desk.desk.desk import Desk
from tui_desk.desk.views import QueueRow, QueueView
from tui_desk.domain.clean import clean_line
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Lane
from tui_desk.tui.present.ages import MINUTE
from tui_desk.tui.present.words import Words

SOON = 15 * MINUTE
"""A clock with less left than this is near its end."""

CASES_LOOKED_AT = 40
"""Of each view, the nearest clocks first. Where more press than that, one more ring says nothing."""


class Policy(StrEnum):
    """What the bell rings for; each also for what the one before it does."""

    OFF = "off"
    MINE = "mine"
    AT_RISK = "at_risk"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Pressing:
    """A clock that is near its end, or over: each stage is rung for once."""

    case_id: CaseId
    due_at: int
    is_over: bool


def pressing(rows: Iterable[QueueRow], now: int) -> frozenset[Pressing]:
    """The clocks of these cases that are near their end or over. What is snoozed or closed does not press."""
    return frozenset(
        Pressing(row.case_id, row.due_at, row.due_at <= now)
        for row in rows
        if row.due_at is not None and row.due_at - now < SOON and row.lane not in (Lane.SNOOZED, Lane.CLOSED)
    )


class Bell:
    """Remembers what it has rung for. What presses when the desk is opened stands on the screen, and is quiet."""

    def __init__(self, policy: Policy) -> None:
        """Ring by this policy."""
        self.policy = policy
        self._known: frozenset[Pressing] | None = None
        self._waiting: int | None = None

    def ring_for(self, rows: Iterable[QueueRow], waiting: int, now: int) -> Words | None:
        """What to ring for, in words for a desktop notification; None while there is nothing new.

        `rows`: cases that the policy is about. `waiting`: how many cases wait for us.
        """
        known, waited = self._known, self._waiting
        self._known, self._waiting = pressing(rows, now), waiting
        if known is None or waited is None or self.policy is Policy.OFF or len(known) >= CASES_LOOKED_AT:
            return None
        over = sum(1 for press in self._known - known if press.is_over)
        soon = len(self._known - known) - over
        more = waiting - waited if self.policy is Policy.EVERYTHING else 0
        parts = [
            _counted(over, "is overdue", "are overdue"),
            _counted(soon, "is due within 15 minutes", "are due within 15 minutes"),
            _counted(more, "more waits", "more wait"),
        ]
        said = [part for part in parts if part]
        return Words("tui_desk", ", ".join(said)) if said else None


async def rows_for(policy: Policy, desk: Desk) -> list[QueueRow]:
    """The cases that a policy is about, those with the nearest clocks. Raises StoreError."""
    views = {Policy.OFF: (), Policy.MINE: (QueueView.MINE,)}.get(policy, (QueueView.MINE, QueueView.NOW))
    return [row for view in views for row in await desk.queue(view, limit=CASES_LOOKED_AT)]


def notification(words: Words, environment: Mapping[str, str]) -> str | None:
    """What makes the terminal of this environment show a desktop notification; None where it is not known to.

    A multiplexer is not asked: it may stand before any terminal, and drops or shows what it does not know.
    """
    if environment.keys() & {"TMUX", "STY"} or environment.get("TERM", "").startswith(("screen", "tmux")):
        return None
    title, body = (clean_line(text).replace(";", ",") for text in (words.title, words.sentence))
    terms = {environment.get(name, "") for name in ("TERM", "TERM_PROGRAM", "LC_TERMINAL")}
    if terms & _WITH_OSC_9:
        return f"\x1b]9;{title}: {body}\x07"
    if terms & _WITH_OSC_777:
        return f"\x1b]777;notify;{title};{body}\x07"
    return None


_WITH_OSC_9 = frozenset({"iTerm.app", "iTerm2", "WezTerm", "wezterm", "ghostty", "xterm-ghostty", "xterm-kitty"})
"""https://iterm2.com/documentation-escape-codes.html, https://sw.kovidgoyal.net/kitty/desktop-notifications/"""

_WITH_OSC_777 = frozenset({"foot", "foot-extra", "rxvt-unicode", "rxvt-unicode-256color"})
"""https://codeberg.org/dnkl/foot/src/branch/master/doc/foot-ctlseqs.7.scd"""


def _counted(number: int, one: str, many: str) -> str:
    if number <= 0:
        return ""
    return f"1 case {one}" if number == 1 else f"{number} cases {many}"
