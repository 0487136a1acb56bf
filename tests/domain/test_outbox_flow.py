"""The outbox table: what may follow what, and that nothing is ever knowingly sent twice."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tui_desk.domain.model import OutboxState
from tui_desk.domain.outbox_flow import FINAL, IN_FLIGHT, MOVES, PENDING, IllegalMoveError, OutboxEvent, move

EVERY_PAIR = [(state, event) for state in OutboxState for event in OutboxEvent]


@pytest.mark.parametrize(("state", "event"), EVERY_PAIR)
def test_a_move_is_in_the_table_or_refused(state: OutboxState, event: OutboxEvent) -> None:
    if (state, event) in MOVES:
        assert move(state, event) is MOVES[state, event]
    else:
        with pytest.raises(IllegalMoveError):
            move(state, event)


def test_final_states_lead_nowhere_but_by_evidence() -> None:
    assert {(event, after) for (state, event), after in MOVES.items() if state in FINAL} == {
        (OutboxEvent.CONFIRMED, OutboxState.SENT),
        (OutboxEvent.FOUND, OutboxState.SENT),
    }


@pytest.mark.parametrize("state", OutboxState)
def test_evidence_is_never_illegal(state: OutboxState) -> None:
    assert move(state, OutboxEvent.CONFIRMED) is OutboxState.SENT
    assert move(state, OutboxEvent.FOUND) is OutboxState.SENT


def test_every_state_that_is_not_final_can_end() -> None:
    def reachable(state: OutboxState) -> set[OutboxState]:
        seen, todo = {state}, [state]
        while todo:
            here = todo.pop()
            following = {after for (before, _), after in MOVES.items() if before is here} - seen
            seen |= following
            todo += following
        return seen

    assert all(reachable(state) & FINAL for state in OutboxState)


def test_an_unknown_outcome_is_queued_again_only_by_a_look_that_found_nothing() -> None:
    back = {
        event for (state, event), after in MOVES.items() if state is OutboxState.UNKNOWN and after is OutboxState.QUEUED
    }
    assert back == {OutboxEvent.NOT_FOUND}


def test_a_person_alone_moves_what_is_held_but_for_evidence() -> None:
    events = {event for state, event in MOVES if state is OutboxState.HELD}
    evidence = {OutboxEvent.CONFIRMED, OutboxEvent.FOUND}
    assert events == evidence | {OutboxEvent.RESENT, OutboxEvent.VOUCHED, OutboxEvent.TAKEN_BACK}


def test_the_sets_cover_the_states() -> None:
    assert IN_FLIGHT < PENDING
    assert set(OutboxState) == PENDING | FINAL


class OutboxAgainstX(RuleBasedStateMachine):
    """Any interleaving of calls, losses, looks and people, against an X that counts what arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.state = OutboxState.QUEUED
        self.arrived = 0
        self.in_call = False

    def step(self, event: OutboxEvent) -> None:
        self.state = move(self.state, event)

    @precondition(lambda self: self.state is OutboxState.QUEUED)
    @rule()
    def begin(self) -> None:
        self.step(OutboxEvent.STARTED)

    @precondition(lambda self: self.state is OutboxState.SENDING)
    @rule(arrives=st.booleans(), answer=st.booleans())
    def call(self, arrives: bool, answer: bool) -> None:
        self.arrived += arrives
        if answer:
            self.step(OutboxEvent.CONFIRMED if arrives else OutboxEvent.PUT_OFF)
        else:
            self.step(OutboxEvent.LOST_SIGHT)

    @precondition(lambda self: self.state is OutboxState.UNKNOWN)
    @rule(works=st.booleans())
    def look(self, works: bool) -> None:
        if works:
            self.step(OutboxEvent.FOUND if self.arrived else OutboxEvent.NOT_FOUND)
        else:
            self.step(OutboxEvent.GIVEN_UP)

    @precondition(lambda self: self.state is OutboxState.HELD)
    @rule()
    def decide_truthfully(self) -> None:
        self.step(OutboxEvent.VOUCHED if self.arrived else OutboxEvent.RESENT)

    @precondition(lambda self: self.state is OutboxState.QUEUED)
    @rule()
    def recall(self) -> None:
        self.step(OutboxEvent.RECALLED)

    @precondition(lambda self: self.state in FINAL or self.state is OutboxState.REFUSED)
    @rule()
    def rest(self) -> None:
        assert self.state not in IN_FLIGHT

    @invariant()
    def never_twice(self) -> None:
        assert self.arrived <= 1

    @invariant()
    def sent_means_arrived(self) -> None:
        assert self.state is not OutboxState.SENT or self.arrived == 1

    @invariant()
    def recalled_means_not_arrived(self) -> None:
        assert self.state is not OutboxState.RECALLED or self.arrived == 0


OutboxAgainstX.TestCase.settings = settings(max_examples=300, stateful_step_count=30, deadline=None)
TestOutboxAgainstX = OutboxAgainstX.TestCase
