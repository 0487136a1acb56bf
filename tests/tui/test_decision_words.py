"""Every decision in words."""

from datetime import UTC
from typing import get_args

import pytest
from thread_of import JO, NOW

from tui_desk.domain import decisions as by_hand
from tui_desk.domain.decisions import Decision, Solved
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.domain.model import Priority
from tui_desk.tui.present.ages import HOUR
from tui_desk.tui.present.decisions import decision_words

WORDS: list[tuple[Decision, str]] = [
    (by_hand.Resolved(), "resolved it"),
    (by_hand.Resolved(Solved.MESSAGE), "resolved it by message"),
    (by_hand.Resolved(Solved.PHONE), "resolved it by phone"),
    (by_hand.Resolved(Solved.MAIL), "resolved it by mail"),
    (by_hand.NoAnswerNeeded("a\n duplicate"), "closed it, no answer needed: a duplicate"),
    (by_hand.MarkedSpam(), "marked it as spam"),
    (by_hand.Muted(), "muted the public thread"),
    (by_hand.Unmuted(), "unmuted the public thread"),
    (by_hand.Reopened(), "reopened it"),
    (by_hand.LeftToCustomer(), "left the next word to the customer"),
    (by_hand.Snoozed(NOW + HOUR), "snoozed it until 21:00"),
    (by_hand.Snoozed(NOW + 13 * HOUR), "snoozed it until Mon 09:00"),
    (by_hand.Snoozed(None), "snoozed it until the customer writes"),
    (by_hand.Woken(), "ended the snooze"),
    (by_hand.FollowUpWaived("they asked for\nsilence"), "waived the follow-up: they asked for silence"),
    (by_hand.Promised(NOW + HOUR), "promised it by 21:00"),
    (by_hand.Promised(NOW + HOUR, "within\nthe hour"), "promised it by 21:00: “within the hour”"),
    (by_hand.PromiseEnded(), "ended the promise"),
    (by_hand.Prioritised(Priority.URGENT), "set its priority to urgent"),
    (by_hand.Labelled("refund"), "labelled it “refund”"),
    (by_hand.Unlabelled("refund"), "took the label “refund” off"),
    (by_hand.Assigned(JO), "took it"),
    (by_hand.Assigned(AgentName("sam")), "gave it to sam"),
    (by_hand.Assigned(None), "gave it back"),
    (by_hand.Watched(), "marked it with a star"),
    (by_hand.Unwatched(), "took the star off"),
    (by_hand.Merged(CaseId(3)), "made it part of another case"),
    (by_hand.ConsentNoted(given=True), "noted that the customer agrees to what is kept"),
    (by_hand.ConsentNoted(given=False), "noted that the customer does not agree to what is kept"),
    (by_hand.ChannelPreferred("mail"), "noted that the customer prefers mail"),
    (by_hand.ChannelPreferred(""), "noted that the customer prefers no channel"),
    (by_hand.ZoneNoted("Europe/Warsaw"), "noted the customer's time zone Europe/Warsaw"),
    (by_hand.ZoneNoted(""), "took the time zone off"),
]


@pytest.mark.parametrize(("decision", "words"), WORDS)
def test_a_decision_reads_after_the_name_of_who_took_it(decision: Decision, words: str) -> None:
    assert decision_words(decision, JO, NOW, UTC) == words


def test_every_decision_has_its_words() -> None:
    assert {type(decision) for decision, _ in WORDS} == set(get_args(Decision))
