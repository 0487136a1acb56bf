"""In which lane a case stands, and at which place: the order in which an agent meets the cases.

A queue is ordered by the time left on the nearest clock, never by what is newest; where two clocks end in the same
minute, reach decides, then age. Cases without a running clock follow, the one in which something happened last first.
"""

from dataclasses import dataclass

from tui_desk.domain.case_flow import CLOSED, Standing
from tui_desk.domain.clocks import Clock
from tui_desk.domain.follow_up_flow import UNMET
from tui_desk.domain.model import CaseState, Lane

_MINUTE = 60_000
_AFTER_ALL_CLOCKS = 1 << 40
"""In minutes, later than any clock ends."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands in the queue; the smallest rank comes first, and of one rank the largest reach."""

    lane: Lane
    rank: int
    reach: int


def lane_of(standing: Standing, now: int) -> Lane:
    """The lane of a case at a moment: a snooze ends by itself, and what is owed in public waits for nobody."""
    if standing.state in CLOSED:
        return Lane.CLOSED
    if standing.is_snoozed and (standing.snoozed_until is None or standing.snoozed_until > now):
        return Lane.SNOOZED
    if standing.state is CaseState.WAITING:
        return Lane.OWED if standing.follow_up in UNMET else Lane.WAITING
    if standing.state is CaseState.OWED:
        return Lane.OWED
    return Lane.PRAISE if standing.is_praise else Lane.NOW


def place_of(standing: Standing, nearest: Clock | None, reach: int, now: int) -> Place:
    """Where a case stands. `nearest`: its nearest running clock; `reach`: the customer's followers."""
    lane = lane_of(standing, now)
    ends_at = nearest.due_at if nearest is not None else None
    if lane is Lane.SNOOZED:
        ends_at = standing.snoozed_until
    if ends_at is not None:
        return Place(lane, ends_at // _MINUTE, reach)
    last_at = max(standing.last_inbound_at, standing.last_outbound_at or 0)
    return Place(lane, _AFTER_ALL_CLOCKS - last_at // _MINUTE, reach)
