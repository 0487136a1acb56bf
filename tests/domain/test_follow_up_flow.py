"""The closed loop: what was solved in private is closed in public, whatever happens in which order.

`pytest --hypothesis-show-statistics` tells how many sequences ran and how often each state of the debt was reached.
"""

from dataclasses import dataclass, replace

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tui_desk.domain.case_flow import CLOSED, OURS_TO_MOVE, Move, Send, Standing, Turn
from tui_desk.domain.case_fold import fold
from tui_desk.domain.decisions import (
    Decided,
    Decision,
    FollowUpWaived,
    LeftToCustomer,
    MarkedSpam,
    Muted,
    NoAnswerNeeded,
    Promised,
    PromiseEnded,
    Reopened,
    Resolved,
    Snoozed,
    Solved,
    Unmuted,
    Woken,
)
from tui_desk.domain.follow_up_flow import MOVES, UNMET, FollowUpEvent, follow_up_after
from tui_desk.domain.ids import AgentName, CaseId, DecisionId, OutboxId
from tui_desk.domain.model import CaseState, Channel, FollowUp, OutboxState

SEQUENCES, STEPS = 500, 30

REPLY, MESSAGE = Channel.REPLY, Channel.MESSAGE
IN_PRIVATE, QUEUED, CONFIRMED, LOST, WAIVING = FollowUpEvent
ON_THEIR_WAY = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.UNKNOWN)
LOST_STATES = (OutboxState.REFUSED, OutboxState.HELD, OutboxState.RECALLED)


@pytest.mark.parametrize(
    ("state", "happens", "after"),
    [
        (FollowUp.NONE, IN_PRIVATE, FollowUp.OWED),
        (FollowUp.OWED, IN_PRIVATE, FollowUp.OWED),
        (FollowUp.PROMISED, IN_PRIVATE, FollowUp.PROMISED),
        (FollowUp.MET, IN_PRIVATE, FollowUp.OWED),
        (FollowUp.WAIVED, IN_PRIVATE, FollowUp.OWED),
        (FollowUp.OWED, QUEUED, FollowUp.PROMISED),
        (FollowUp.PROMISED, QUEUED, FollowUp.PROMISED),
        (FollowUp.OWED, CONFIRMED, FollowUp.MET),
        (FollowUp.PROMISED, CONFIRMED, FollowUp.MET),
        (FollowUp.PROMISED, LOST, FollowUp.OWED),
        (FollowUp.OWED, LOST, FollowUp.OWED),
        (FollowUp.OWED, WAIVING, FollowUp.WAIVED),
        (FollowUp.PROMISED, WAIVING, FollowUp.WAIVED),
    ],
)
def test_how_the_debt_moves(state: FollowUp, happens: FollowUpEvent, after: FollowUp) -> None:
    assert follow_up_after(state, happens) is after


@pytest.mark.parametrize("happens", [QUEUED, CONFIRMED, LOST, WAIVING])
@pytest.mark.parametrize("state", [FollowUp.NONE, FollowUp.MET, FollowUp.WAIVED])
def test_what_is_not_owed_can_be_neither_promised_nor_met_nor_lost_nor_waived(
    state: FollowUp, happens: FollowUpEvent
) -> None:
    assert (state, happens) not in MOVES
    assert follow_up_after(state, happens) is state


def test_only_confirmation_or_a_reason_ends_the_debt() -> None:
    ends = {happens for (state, happens), after in MOVES.items() if state in UNMET and after not in UNMET}
    assert ends == {CONFIRMED, WAIVING}


# Histories with one closing each. The customer writes at 1; places and times are the same number unless said.


def decided(place: int, decision: Decision, seen_until: int | None = None) -> Decided:
    seen = place if seen_until is None else seen_until
    return Decided(DecisionId(place), CaseId(1), decision, AgentName("jo"), place, place, seen)


def said(send: Send, at: int, *, is_follow_up: bool = False) -> Turn:
    """The turn that a send became at X."""
    move = Move.WE_ACKNOWLEDGED if send.is_acknowledgement else Move.WE_ANSWERED
    return Turn(at, move, at, send.order, send.channel, is_follow_up, outbox_id=send.outbox_id)


def a_send(
    number: int, channel: Channel, order: int, state: OutboxState = OutboxState.SENT, *, is_ack: bool = False
) -> Send:
    return Send(OutboxId(number), channel, state, is_ack, order)


POST = Turn(1, Move.CUSTOMER_WROTE, 1)
ASIDE = a_send(1, MESSAGE, 10)
SOLVED_ASIDE = [POST, said(ASIDE, 11)]
CLOSING = decided(20, Resolved())


def stand(
    turns: list[Turn], decisions: list[Decided], sends: list[Send], *, is_public: bool = True
) -> tuple[CaseState, FollowUp]:
    standing = fold(turns, decisions, sends, is_public=is_public)
    return standing.state, standing.follow_up


@pytest.mark.parametrize(
    "closing", [Resolved(), NoAnswerNeeded("twice"), *(Resolved(where) for where in Solved if where is not Solved.HERE)]
)
def test_closing_over_a_private_word_owes_a_public_one(closing: Decision) -> None:
    standing = fold(SOLVED_ASIDE, [decided(20, closing)], [ASIDE])
    assert (standing.state, standing.follow_up, standing.owed_since) == (CaseState.OWED, FollowUp.OWED, 20)


@pytest.mark.parametrize("where", [Solved.PHONE, Solved.MAIL, Solved.MESSAGE])
def test_solving_outside_x_owes_a_public_word_even_if_the_last_one_was_public(where: Solved) -> None:
    reply = a_send(1, REPLY, 10)
    assert stand([POST, said(reply, 11)], [decided(20, Resolved(where))], [reply]) == (CaseState.OWED, FollowUp.OWED)


@pytest.mark.parametrize("closing", [Resolved(), Resolved(Solved.PHONE), NoAnswerNeeded("twice")])
def test_a_matter_that_was_never_public_owes_nothing(closing: Decision) -> None:
    state, follow_up = stand(SOLVED_ASIDE, [decided(20, closing)], [ASIDE], is_public=False)
    assert state in CLOSED
    assert follow_up is FollowUp.NONE


@pytest.mark.parametrize("closing", [MarkedSpam(), Muted()])
def test_spam_and_a_thread_without_us_owe_nothing_of_their_own(closing: Decision) -> None:
    assert stand(SOLVED_ASIDE, [decided(20, closing)], [ASIDE]) == (CaseState.NO_ANSWER, FollowUp.NONE)


@pytest.mark.parametrize("closing", [MarkedSpam(), Muted(), NoAnswerNeeded("twice"), Resolved(), Resolved(Solved.MAIL)])
def test_no_other_way_of_closing_ends_what_is_owed_already(closing: Decision) -> None:
    assert stand(SOLVED_ASIDE, [CLOSING, decided(30, closing)], [ASIDE]) == (CaseState.OWED, FollowUp.OWED)


@pytest.mark.parametrize(
    ("state", "follow_up"),
    [
        *((state, FollowUp.PROMISED) for state in ON_THEIR_WAY),
        *((state, FollowUp.OWED) for state in LOST_STATES),
        (OutboxState.SENT, FollowUp.OWED),
    ],
)
def test_a_public_word_promises_while_it_is_on_its_way(state: OutboxState, follow_up: FollowUp) -> None:
    """A person's word that X has it (SENT without a post of ours) is no post yet."""
    assert stand(SOLVED_ASIDE, [CLOSING], [ASIDE, a_send(2, REPLY, 30, state)]) == (CaseState.OWED, follow_up)


def test_an_acknowledgement_neither_promises_nor_meets() -> None:
    waiting = a_send(2, REPLY, 30, OutboxState.QUEUED, is_ack=True)
    assert stand(SOLVED_ASIDE, [CLOSING], [ASIDE, waiting]) == (CaseState.OWED, FollowUp.OWED)
    sent = replace(waiting, state=OutboxState.SENT)
    assert stand([*SOLVED_ASIDE, said(sent, 31)], [CLOSING], [ASIDE, sent]) == (CaseState.OWED, FollowUp.OWED)


def test_a_private_solution_still_on_its_way_owes_at_once_and_solves_nothing_if_it_is_lost() -> None:
    closing = decided(20, Resolved(relies_on=(ASIDE.outbox_id,)))
    waiting = replace(ASIDE, state=OutboxState.QUEUED)
    assert stand([POST], [closing], [waiting]) == (CaseState.OWED, FollowUp.OWED)
    for lost in LOST_STATES:
        assert stand([POST], [closing], [replace(ASIDE, state=lost)]) == (CaseState.NEW, FollowUp.NONE)


@pytest.mark.parametrize("closing", [Resolved(), NoAnswerNeeded("twice")])
def test_a_private_word_on_its_way_counts_although_the_closing_does_not_rely_on_it(closing: Decision) -> None:
    reply, message = a_send(1, REPLY, 5), a_send(2, MESSAGE, 10)
    turns = [POST, said(reply, 6), said(message, 25)]
    assert stand(turns, [decided(20, closing)], [reply, message]) == (CaseState.OWED, FollowUp.OWED)


def test_a_private_word_that_a_person_vouches_for_counts() -> None:
    """SENT without a message of ours."""
    reply = a_send(2, REPLY, 5)
    assert stand([POST, said(reply, 6)], [CLOSING], [reply, ASIDE]) == (CaseState.OWED, FollowUp.OWED)


def test_a_reply_written_before_the_private_word_does_not_close_the_loop_however_late_x_takes_it() -> None:
    invitation = a_send(2, REPLY, 5)
    assert stand([*SOLVED_ASIDE, said(invitation, 30)], [CLOSING], [ASIDE, invitation]) == (
        CaseState.OWED,
        FollowUp.OWED,
    )
    waiting = replace(invitation, state=OutboxState.QUEUED)
    assert stand(SOLVED_ASIDE, [CLOSING], [ASIDE, waiting]) == (CaseState.OWED, FollowUp.OWED)


@pytest.mark.parametrize(("private_at", "public_at"), [(21, 31), (31, 22)])
def test_x_may_take_the_private_word_and_the_closing_word_in_either_order(private_at: int, public_at: int) -> None:
    closing_word = a_send(2, REPLY, 15)
    turns = [POST, said(ASIDE, private_at), said(closing_word, public_at, is_follow_up=True)]
    assert stand(turns, [CLOSING], [ASIDE, closing_word]) == (CaseState.RESOLVED, FollowUp.MET)


@pytest.mark.parametrize("received_at", [15, 40])
def test_a_public_word_from_elsewhere_counts_by_when_it_was_written(received_at: int) -> None:
    earlier = Turn(5, Move.WE_ANSWERED, received_at)
    assert stand([*SOLVED_ASIDE, earlier], [CLOSING], [ASIDE]) == (CaseState.OWED, FollowUp.OWED)
    later = Turn(14, Move.WE_ANSWERED, received_at)
    assert stand([*SOLVED_ASIDE, later], [CLOSING], [ASIDE])[0] is CaseState.RESOLVED


def test_a_follow_up_said_first_spares_a_solution_by_phone_until_another_private_word() -> None:
    word, aside = a_send(1, REPLY, 10), a_send(2, MESSAGE, 14)
    turns = [POST, said(word, 11, is_follow_up=True)]
    by_phone = decided(20, Resolved(Solved.PHONE))
    assert stand(turns, [by_phone], [word]) == (CaseState.RESOLVED, FollowUp.NONE)
    assert stand([*turns, said(aside, 15)], [by_phone], [word, aside]) == (CaseState.OWED, FollowUp.OWED)
    assert stand([*turns, Turn(15, Move.CUSTOMER_WROTE, 15)], [by_phone], [word])[0] is CaseState.OWED


def test_a_follow_up_that_is_on_its_way_when_it_is_solved_by_phone_closes_the_loop_in_the_end() -> None:
    word = a_send(1, REPLY, 10)
    relying = decided(20, Resolved(Solved.PHONE, relies_on=(word.outbox_id,)))
    queued = replace(word, state=OutboxState.QUEUED)
    assert stand([POST], [relying], [queued]) == (CaseState.OWED, FollowUp.PROMISED)
    for by_phone in (relying, decided(20, Resolved(Solved.PHONE))):
        turns = [POST, said(word, 30, is_follow_up=True)]
        assert stand(turns, [by_phone], [word]) == (CaseState.RESOLVED, FollowUp.MET)


def test_of_several_texts_that_are_on_their_way_the_last_is_the_closing_word() -> None:
    question, word = a_send(1, REPLY, 10), a_send(2, REPLY, 15)
    relying = decided(20, Resolved(Solved.PHONE, relies_on=(question.outbox_id, word.outbox_id)))
    one, other = said(question, 30), said(word, 30)
    assert stand([POST, one], [relying], [question, replace(word, state=OutboxState.QUEUED)]) == (
        CaseState.OWED,
        FollowUp.PROMISED,
    )
    assert stand([POST, other], [relying], [replace(question, state=OutboxState.QUEUED), word]) == (
        CaseState.RESOLVED,
        FollowUp.MET,
    )
    assert stand([POST, one, other], [relying], [question, word]) == (CaseState.RESOLVED, FollowUp.MET)


@pytest.mark.parametrize("lost", LOST_STATES)
def test_a_private_solution_that_is_lost_solves_nothing_although_a_later_public_text_arrives(lost: OutboxState) -> None:
    pointer = a_send(2, REPLY, 15)
    closing = decided(20, Resolved(relies_on=(ASIDE.outbox_id, pointer.outbox_id)))
    assert stand([POST, said(pointer, 30)], [closing], [replace(ASIDE, state=lost), pointer]) == (
        CaseState.WAITING,
        FollowUp.NONE,
    )


def test_the_debt_outlives_the_customers_next_word_and_our_private_answer_to_it() -> None:
    again, aside = Turn(30, Move.CUSTOMER_WROTE, 30, channel=MESSAGE), a_send(2, MESSAGE, 40)
    turns, sends = [*SOLVED_ASIDE, again], [ASIDE, aside]
    assert stand(turns, [CLOSING], sends[:1]) == (CaseState.OPEN, FollowUp.OWED)
    assert stand([*turns, said(aside, 41)], [CLOSING], sends) == (CaseState.WAITING, FollowUp.OWED)
    closed_again = [CLOSING, decided(50, Resolved())]
    assert stand([*turns, said(aside, 41)], closed_again, sends) == (CaseState.OWED, FollowUp.OWED)
    assert fold([*turns, said(aside, 41)], closed_again, sends).owed_since == 20


def test_a_waiver_stands_for_what_was_said_before_it_and_not_for_a_later_private_word() -> None:
    waiver = decided(25, FollowUpWaived("asked us to keep it between us"))
    waived = fold(SOLVED_ASIDE, [CLOSING, waiver], [ASIDE])
    assert (waived.state, waived.follow_up) == (CaseState.RESOLVED, FollowUp.WAIVED)
    assert waived.reason == "asked us to keep it between us"
    thanks, again = Turn(30, Move.CUSTOMER_WROTE, 30, channel=MESSAGE), decided(50, Resolved())
    decisions, turns = [CLOSING, waiver, again], [*SOLVED_ASIDE, thanks]
    assert stand(turns, decisions, [ASIDE]) == (CaseState.RESOLVED, FollowUp.WAIVED)
    aside = a_send(2, MESSAGE, 40)
    assert stand([*turns, said(aside, 41)], decisions, [ASIDE, aside]) == (CaseState.OWED, FollowUp.OWED)


def test_a_waiver_of_nothing_leaves_no_reason_and_waives_nothing_later() -> None:
    reply = a_send(2, REPLY, 5)
    nothing = decided(8, FollowUpWaived("no debt"))
    answered = fold([POST, said(reply, 6)], [decided(7, Resolved()), nothing], [reply])
    assert (answered.state, answered.follow_up, answered.reason) == (CaseState.RESOLVED, FollowUp.NONE, "")
    assert stand(SOLVED_ASIDE, [nothing, CLOSING], [ASIDE]) == (CaseState.OWED, FollowUp.OWED)


# Any interleaving, against an account of it kept in other terms.


@dataclass(slots=True)
class Said:
    """A word of ours in the machine's own account."""

    channel: Channel
    is_substance: bool
    is_follow_up: bool
    seen_until: int | None
    """None: written elsewhere."""
    place: int
    """Where it entered the account: put into the outbox, or, written elsewhere, received."""
    number: OutboxId | None = None
    state: OutboxState = OutboxState.SENT
    at: int | None = None
    confirmed: int | None = None
    """Where X's word about it entered the account."""

    @property
    def stands(self) -> bool:
        return self.state in ON_THEIR_WAY or self.state is OutboxState.SENT

    def was_said_after(self, other: "Said") -> bool:
        if self.number is not None and other.number is not None:
            return self.place > other.place
        if self.at is None or other.at is None:
            return other.at is not None
        return self.at > other.at


def relied_on(decision: Decision) -> tuple[OutboxId, ...]:
    """The texts without which a decision does not count: in these histories, a solution's alone."""
    return decision.relies_on if isinstance(decision, Resolved) else ()


closings = st.one_of(
    st.sampled_from([Resolved(), Resolved(), NoAnswerNeeded("twice"), MarkedSpam(), Muted()]),
    st.sampled_from(Solved).map(Resolved),
)
marks = st.sampled_from(
    [Unmuted(), Reopened(), LeftToCustomer(), Snoozed(None), Snoozed(10_000), Woken(), Promised(10_000), PromiseEnded()]
)
picks = st.integers(0, 11)


class ClosedLoop(RuleBasedStateMachine):
    """Customers, texts, decisions and X in any order: the machine keeps an account, the fold says where it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0
        self.is_public = True
        self.heard: list[Turn] = []
        self.words: list[Said] = []
        self.decisions: list[Decided] = []
        self.is_owed = False

    def tick(self) -> int:
        self.now += 10
        return self.now

    # What happens.

    @initialize(is_public=st.sampled_from([True, True, True, False]))
    def begin(self, is_public: bool) -> None:
        self.is_public = is_public
        self.write(REPLY if is_public else MESSAGE, 0)

    @rule(channel=st.sampled_from([REPLY, MESSAGE]), late=st.sampled_from([0, 0, 15, 35]))
    def write(self, channel: Channel, late: int) -> None:
        place = self.tick()
        channel = channel if self.is_public else MESSAGE
        self.heard.append(Turn(max(1, place - late), Move.CUSTOMER_WROTE, place, channel=channel))

    @rule(
        channel=st.sampled_from([REPLY, MESSAGE, MESSAGE]),
        kind=st.sampled_from(["answer", "answer", "acknowledgement", "follow_up"]),
        blind=st.booleans(),
    )
    def queue(self, channel: Channel, kind: str, blind: bool) -> None:
        channel = channel if self.is_public else MESSAGE
        seen_until = self.heard[0].received_at if blind else self.now
        number = OutboxId(len(self.words) + 1)
        is_follow_up = kind == "follow_up" and channel is REPLY
        word = Said(channel, kind != "acknowledgement", is_follow_up, seen_until, self.tick(), number)
        word.state = OutboxState.QUEUED
        self.words.append(word)

    @rule(pick=picks)
    def confirm(self, pick: int) -> None:
        if on_their_way := [word for word in self.words if word.state in ON_THEIR_WAY]:
            word = on_their_way[pick % len(on_their_way)]
            word.state, word.confirmed = OutboxState.SENT, self.tick()
            word.at = word.confirmed

    @rule(pick=picks, state=st.sampled_from([*LOST_STATES, OutboxState.UNKNOWN, OutboxState.QUEUED]))
    def disturb(self, pick: int, state: OutboxState) -> None:
        """X, the network or a person: refused, held, recalled, lost sight of, sent again."""
        if unconfirmed := [word for word in self.words if word.confirmed is None]:
            unconfirmed[pick % len(unconfirmed)].state = state

    @rule(pick=picks)
    def vouch(self, pick: int) -> None:
        if held := [word for word in self.words if word.state is OutboxState.HELD]:
            held[pick % len(held)].state = OutboxState.SENT

    @rule(channel=st.sampled_from([REPLY, MESSAGE]), late=st.sampled_from([0, 15, 35]))
    def answer_elsewhere(self, channel: Channel, late: int) -> None:
        place = self.tick()
        at = max(self.heard[0].at, place - late)
        channel = channel if self.is_public else MESSAGE
        self.words.append(Said(channel, True, False, None, place, at=at, confirmed=place))

    @rule(closing=closings, blind=st.booleans(), picked=st.sets(picks))
    def close(self, closing: Decision, blind: bool, picked: set[int]) -> None:
        """Close it; a solution relies on any of the texts that are on their way: one, some, all or none."""
        on_their_way = [word.number for word in self.words if word.number is not None and word.state in ON_THEIR_WAY]
        texts = tuple(number for place, number in enumerate(on_their_way) if place in picked)
        relied = ("no text", "one text", "several texts")[min(len(texts), 2)]
        event(f"a closing relies on {relied}")
        self.decide(replace(closing, relies_on=texts) if isinstance(closing, Resolved) else closing, blind)

    @rule(mark=marks)
    def mark(self, mark: Decision) -> None:
        self.decide(mark, blind=False)

    @rule()
    def solve_aside(self) -> None:
        """The usual way into debt, so that most sequences get there."""
        self.queue(MESSAGE, "answer", blind=False)
        self.confirm(-1)
        self.close(Resolved(), blind=False, picked=set())

    @rule(where=st.sampled_from([Solved.HERE, Solved.PHONE]))
    def solve_on_the_way(self, where: Solved) -> None:
        """As the desk does it: on a private and a public text that have not left, and all others like them."""
        self.queue(MESSAGE, "answer", blind=False)
        self.queue(REPLY, "answer", blind=False)
        self.close(Resolved(where), blind=False, picked=set(range(len(self.words))))

    @rule(pick=picks)
    def lose(self, pick: int) -> None:
        """X refuses a text that a solution relies on."""
        texts = {text for each in self.decisions for text in relied_on(each.decision)}
        if relied := [word for word in self.words if word.number in texts and word.state in ON_THEIR_WAY]:
            relied[pick % len(relied)].state = OutboxState.REFUSED

    @rule()
    def waive(self) -> None:
        if self.is_owed:
            self.decide(FollowUpWaived("asked us to"), blind=False)

    @rule(pick=picks)
    def strike(self, pick: int) -> None:
        if self.decisions:
            self.decisions.pop(pick % len(self.decisions))

    def decide(self, decision: Decision, blind: bool) -> None:
        seen_until = self.heard[0].received_at if blind else self.now
        self.decisions.append(decided(self.tick(), decision, seen_until))

    # What the fold makes of it.

    def turns(self) -> list[Turn]:
        ours = [
            Turn(
                at=word.at,
                move=Move.WE_ANSWERED if word.is_substance else Move.WE_ACKNOWLEDGED,
                received_at=word.confirmed,
                seen_until=word.seen_until,
                channel=word.channel,
                is_follow_up=word.is_follow_up,
                outbox_id=word.number,
            )
            for word in self.words
            if word.at is not None and word.confirmed is not None
        ]
        return [*self.heard, *ours]

    def sends(self) -> list[Send]:
        return [
            Send(word.number, word.channel, word.state, not word.is_substance, word.place)
            for word in self.words
            if word.number is not None
        ]

    def standing(self) -> Standing:
        return fold(self.turns(), self.decisions, self.sends(), is_public=self.is_public)

    # What the account makes of it.

    def effective(self) -> list[Decided]:
        """Decisions that do not rely on a text that was lost."""
        lost = {word.number for word in self.words if word.number is not None and not word.stands}
        return [each for each in self.decisions if lost.isdisjoint(relied_on(each.decision))]

    def is_heard(self, turn: Turn) -> bool:
        """Whether the thread was not muted when this word of the customer came."""
        muting = [
            isinstance(each.decision, Muted)
            for each in self.effective()
            if each.order < turn.received_at
            and isinstance(each.decision, Resolved | NoAnswerNeeded | MarkedSpam | Muted | Unmuted | Reopened)
        ]
        return turn.channel is MESSAGE or not (muting and muting[-1])

    def debts(self) -> list[Said | Decided]:
        """What is owed for now: a waiver ends what was owed when it was given."""
        waived_until = 0
        for waiver in self.decisions:
            if isinstance(waiver.decision, FollowUpWaived) and self.unfollowed(waiver.order - 1, waived_until):
                waived_until = waiver.order
        return self.unfollowed(self.now, waived_until)

    def unfollowed(self, until: int, waived_until: int) -> list[Said | Decided]:
        """What the case was closed on so that the public still has to hear: private words, and solutions outside X."""
        found: list[Said | Decided] = []
        for closing in self.effective():
            if closing.order > until or not isinstance(closing.decision, Resolved | NoAnswerNeeded):
                continue
            private = [word for word in self.words if word.channel is MESSAGE and word.is_substance and word.stands]
            known = [word for word in private if waived_until < word.place < closing.order]
            found += [word for word in known if not any(each.was_said_after(word) for each in self.public_words(until))]
            is_outside = isinstance(closing.decision, Resolved) and closing.decision.where is not Solved.HERE
            if is_outside and waived_until < closing.order and not self.is_told(closing, until):
                found.append(closing)
        return found

    def public_words(self, until: int) -> list[Said]:
        return [
            word
            for word in self.words
            if word.channel is REPLY and word.is_substance and word.confirmed is not None and word.confirmed <= until
        ]

    def is_told(self, closing: Decided, until: int) -> bool:
        """Whether the public knows of a solution outside X."""
        last_heard = max(
            (turn.received_at for turn in self.heard if turn.received_at < closing.order and self.is_heard(turn)),
            default=0,
        )
        for word in self.public_words(until):
            assert word.confirmed is not None
            if word.is_follow_up and word.confirmed > last_heard:
                return True
            if word.number in relied_on(closing.decision)[-1:]:
                return True
            if (word.place if word.number is not None else word.at or 0) > closing.order:
                return True
        return False

    def would_tell(self, word: Said, debt: Said | Decided) -> bool:
        if isinstance(debt, Said):
            return word.was_said_after(debt)
        return word.place > debt.order or word.number in relied_on(debt.decision)[-1:]

    def is_promised(self, debts: list[Said | Decided]) -> bool:
        on_their_way = [word for word in self.words if word.state in ON_THEIR_WAY]
        public = [word for word in on_their_way if word.channel is REPLY and word.is_substance]
        return any(all(self.would_tell(word, debt) for debt in debts) for word in public)

    def waiting(self) -> list[Turn]:
        stand_for_an_answer = Resolved | NoAnswerNeeded | MarkedSpam | Muted | LeftToCustomer
        seen = [each.seen_until for each in self.effective() if isinstance(each.decision, stand_for_an_answer)]
        seen += [word.seen_until for word in self.words if word.confirmed and word.seen_until is not None]
        written = [word.at for word in self.words if word.seen_until is None and word.at is not None]
        return [
            turn
            for turn in self.heard
            if self.is_heard(turn)
            if turn.received_at > max(seen, default=0) and turn.at > max(written, default=0)
        ]

    # What must hold.

    @invariant()
    def the_fold_agrees(self) -> None:
        if self.heard:
            standing = self.standing()
            self.is_owed = standing.follow_up in UNMET
            self.the_loop_is_closed_or_owed(standing)
            self.nobody_waits_unseen(standing)

    def the_loop_is_closed_or_owed(self, standing: Standing) -> None:
        debts = self.debts() if self.is_public else []
        event(f"the public closing word is {standing.follow_up}")
        assert self.is_owed == bool(debts)
        assert self.is_owed == (standing.owed_since is not None)
        if debts:
            assert standing.state not in CLOSED
            assert (standing.follow_up is FollowUp.PROMISED) == self.is_promised(debts)
        else:
            assert standing.state is not CaseState.OWED
        if standing.follow_up is FollowUp.MET:
            assert self.public_words(self.now)
        if not self.is_public:
            assert standing.follow_up is FollowUp.NONE

    def nobody_waits_unseen(self, standing: Standing) -> None:
        waiting = self.waiting()
        assert standing.waiting_since == min((turn.at for turn in waiting), default=None)
        assert not waiting or standing.state in OURS_TO_MOVE

    def teardown(self) -> None:
        """A struck decision leaves no trace: nothing depends on the numbers and places it took."""
        if not self.heard:
            return
        places = sorted(
            {turn.received_at for turn in self.turns()}
            | {word.place for word in self.words}
            | {each.order for each in self.decisions}
        )
        place_of = {old: new for new, old in enumerate(places, 1)}

        def seen(until: int) -> int:
            return sum(place <= until for place in places)

        turns = [
            replace(
                turn,
                received_at=place_of[turn.received_at],
                seen_until=None if turn.seen_until is None else seen(turn.seen_until),
            )
            for turn in self.turns()
        ]
        decisions = [
            replace(
                each,
                decision_id=DecisionId(number),
                order=place_of[each.order],
                seen_until=seen(each.seen_until),
            )
            for number, each in enumerate(self.decisions, 1)
        ]
        sends = [replace(send, order=place_of[send.order]) for send in self.sends()]
        assert fold(reversed(turns), decisions, sends, is_public=self.is_public) == self.standing()


ClosedLoop.TestCase.settings = settings(max_examples=SEQUENCES, stateful_step_count=STEPS, deadline=None)
TestClosedLoop = ClosedLoop.TestCase
