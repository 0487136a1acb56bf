"""The table by which a case moves: each state's row, and what holds for all of them."""

import pytest

from tui_desk.domain.case_flow import CLOSED, MOVES, OURS_TO_MOVE, Move
from tui_desk.domain.model import CaseState

NEW, OPEN, WAITING, OWED, RESOLVED, NO_ANSWER = CaseState

ROWS: dict[Move, tuple[CaseState, CaseState, CaseState, CaseState, CaseState, CaseState]] = {
    # from:                  NEW        OPEN       WAITING    OWED       RESOLVED   NO_ANSWER
    Move.CUSTOMER_WROTE:    (NEW,       OPEN,      OPEN,      OPEN,      OPEN,      OPEN),
    Move.WE_ACKNOWLEDGED:   (OPEN,      OPEN,      OPEN,      OWED,      RESOLVED,  OPEN),
    Move.WE_ANSWERED:       (WAITING,   WAITING,   WAITING,   OWED,      RESOLVED,  WAITING),
    Move.WE_PROMISED:       (OPEN,      OPEN,      OPEN,      OWED,      RESOLVED,  NO_ANSWER),
    Move.SOLVED:            (RESOLVED,  RESOLVED,  RESOLVED,  RESOLVED,  RESOLVED,  RESOLVED),
    Move.SOLVED_IN_PRIVATE: (OWED,      OWED,      OWED,      OWED,      OWED,      OWED),
    Move.LOOP_CLOSED:       (NEW,       OPEN,      WAITING,   RESOLVED,  RESOLVED,  NO_ANSWER),
    Move.EXCUSED:           (NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_ANSWER),
    Move.LEFT_TO_CUSTOMER:  (WAITING,   WAITING,   WAITING,   OWED,      RESOLVED,  NO_ANSWER),
    Move.REOPENED:          (OPEN,      OPEN,      OPEN,      OPEN,      OPEN,      OPEN),
}  # fmt: skip


def test_every_state_knows_every_move() -> None:
    assert set(MOVES) == {(state, move) for state in CaseState for move in Move}
    assert set(ROWS) == set(Move)


@pytest.mark.parametrize(("before", "move"), [(before, move) for before in CaseState for move in Move])
def test_where_each_move_leads(before: CaseState, move: Move) -> None:
    assert MOVES[before, move] is ROWS[move][list(CaseState).index(before)]


def test_nothing_but_the_customer_is_new() -> None:
    """Once somebody of ours has reacted, a case is never as if nobody had."""
    assert {before for (before, _), after in MOVES.items() if after is NEW} == {NEW}


def test_what_leads_out_of_the_debt_into_a_closed_case() -> None:
    """While anything is owed, every way of closing is SOLVED_IN_PRIVATE, so that only the public word is left."""
    leads_out = {move for (before, move), after in MOVES.items() if before is OWED and after in CLOSED}
    assert leads_out == {Move.LOOP_CLOSED, Move.SOLVED, Move.EXCUSED}


@pytest.mark.parametrize("closed", sorted(CLOSED))
def test_a_closed_case_opens_when_the_customer_writes(closed: CaseState) -> None:
    assert MOVES[closed, Move.CUSTOMER_WROTE] in OURS_TO_MOVE


def test_the_sets_are_apart() -> None:
    assert not CLOSED & OURS_TO_MOVE
    assert set(CaseState) - CLOSED - OURS_TO_MOVE == {WAITING, OWED}
