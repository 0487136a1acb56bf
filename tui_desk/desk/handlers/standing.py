"""Working a case's standing out anew, after anything happened in it."""

from dataclasses import dataclass

from tui_desk.desk.store_port import Unit
from tui_desk.domain.case_flow import Standing
from tui_desk.domain.case_fold import fold
from tui_desk.domain.clocks import ClockRules, nearest
from tui_desk.domain.ids import CaseId
from tui_desk.domain.lanes import place_of


@dataclass(frozen=True, slots=True)
class Timing:
    """When something happens, and by which rules its deadlines are reckoned."""

    now: int
    clocks: ClockRules


async def standing_of(unit: Unit, case_id: CaseId) -> Standing:
    """Where a case stands by all that has happened in it, and in those that are part of it."""
    return fold(
        await unit.turns(case_id),
        await unit.decided(case_id),
        await unit.sends(case_id),
        is_public=await unit.is_public(case_id),
    )


async def refold(unit: Unit, case_id: CaseId, timing: Timing) -> Standing:
    """Fold everything that happened in a case, give it its place, and have the desks read it again.

    What happened in a case that is part of another happened in that one.
    """
    root = await unit.root(case_id)
    standing = await standing_of(unit, root)
    case = await unit.case(root)
    customer = await unit.person(case.customer_id) if case is not None else None
    clock = nearest(standing, timing.clocks)
    place = place_of(standing, clock, customer.followers if customer is not None else 0, timing.now)
    await unit.put_standing(root, standing, place, clock)
    unit.changed("case", root)
    return standing
