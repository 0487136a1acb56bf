"""The state tables of the domain as Markdown; run as a module, it prints them for docs/cases.md."""

import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from tui_desk.domain import case_flow, follow_up_flow, outbox_flow
from tui_desk.domain.model import CaseState, FollowUp, OutboxState

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


def table(moves: Mapping[tuple[State, Event], State], states: type[State], events: type[Event]) -> str:
    """A row for each event, a column for each state; a dot where the event changes nothing or cannot be."""
    rows = [["", *(state.value for state in states)], ["---"] * (len(states) + 1)]
    for event in events:
        following = [(state, moves.get((state, event), state)) for state in states]
        cells = ["·" if after is state else after.value for state, after in following]
        rows.append([f"**{event.value}**", *cells])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows).replace("_", " ")


TABLES = {
    "case": table(case_flow.MOVES, CaseState, case_flow.Move),
    "follow-up": table(follow_up_flow.MOVES, FollowUp, follow_up_flow.FollowUpEvent),
    "outbox": table(outbox_flow.MOVES, OutboxState, outbox_flow.OutboxEvent),
}

if __name__ == "__main__":
    sys.stdout.writelines(f"<!-- {name} -->\n\n{text}\n\n" for name, text in TABLES.items())
