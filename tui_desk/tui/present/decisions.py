"""What people decided about a case, each in one line that reads after the name of who did it: resolved it by phone."""

from datetime import tzinfo

from tui_desk.domain import decisions as by_hand
from tui_desk.domain.decisions import Decision, Solved
from tui_desk.domain.ids import AgentName
from tui_desk.tui.present.ages import short_moment

_WHERE = {
    Solved.HERE: "resolved it",
    Solved.MESSAGE: "resolved it by message",
    Solved.PHONE: "resolved it by phone",
    Solved.MAIL: "resolved it by mail",
}

_ALWAYS_THE_SAME: dict[type[Decision], str] = {
    by_hand.MarkedSpam: "marked it as spam",
    by_hand.Muted: "muted the public thread",
    by_hand.Unmuted: "unmuted the public thread",
    by_hand.Reopened: "reopened it",
    by_hand.LeftToCustomer: "left the next word to the customer",
    by_hand.Woken: "ended the snooze",
    by_hand.PromiseEnded: "ended the promise",
    by_hand.Watched: "marked it with a star",
    by_hand.Unwatched: "took the star off",
    by_hand.Merged: "made it part of another case",
}
"""Decisions that say all by being taken."""


def decision_words(decision: Decision, agent: AgentName, now: int, zone: tzinfo | None) -> str:
    """What was decided, without a full stop. It may hold words from outside: a reason, a label.

    `agent`: who decided; taking a case reads otherwise than giving it to somebody.
    """
    match decision:
        case by_hand.Resolved(where):
            return _WHERE[where]
        case by_hand.NoAnswerNeeded(reason):
            return f"closed it, no answer needed: {_one_line(reason)}"
        case by_hand.FollowUpWaived(reason):
            return f"waived the follow-up: {_one_line(reason)}"
        case by_hand.Snoozed(until):
            return f"snoozed it until {_until(until, now, zone)}"
        case by_hand.Promised(until, words):
            quoted = f": “{_one_line(words)}”" if words.strip() else ""
            return f"promised it by {short_moment(until, now, zone)}{quoted}"
        case by_hand.Prioritised(priority):
            return f"set its priority to {priority}"
        case by_hand.Labelled(label):
            return f"labelled it “{_one_line(label)}”"
        case by_hand.Unlabelled(label):
            return f"took the label “{_one_line(label)}” off"
        case by_hand.Assigned(owner):
            return _assigned(owner, agent)
        case by_hand.ConsentNoted() | by_hand.ChannelPreferred() | by_hand.ZoneNoted():
            return _about_customer(decision)
        case _:
            return _ALWAYS_THE_SAME[type(decision)]


def _about_customer(decision: by_hand.ConsentNoted | by_hand.ChannelPreferred | by_hand.ZoneNoted) -> str:
    match decision:
        case by_hand.ConsentNoted(given):
            return f"noted that the customer {'agrees' if given else 'does not agree'} to what is kept"
        case by_hand.ChannelPreferred(channel):
            prefers = f"prefers {_one_line(channel)}" if channel.strip() else "prefers no channel"
            return f"noted that the customer {prefers}"
        case by_hand.ZoneNoted(zone):
            return f"noted the customer's time zone {_one_line(zone)}" if zone.strip() else "took the time zone off"


def _assigned(owner: AgentName | None, agent: AgentName) -> str:
    if owner is None:
        return "gave it back"
    return "took it" if owner == agent else f"gave it to {owner}"


def _until(until: int | None, now: int, zone: tzinfo | None) -> str:
    return "the customer writes" if until is None else short_moment(until, now, zone)


def _one_line(words: str) -> str:
    return " ".join(words.split())
