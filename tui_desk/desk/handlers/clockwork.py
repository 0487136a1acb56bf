"""What time alone brings about: snoozes that end, and clocks that follow other settings than before."""

import hashlib

from tui_desk.desk.handlers.standing import Timing, refold
from tui_desk.desk.store_port import Unit
from tui_desk.domain.clocks import ClockRules
from tui_desk.domain.ids import CaseId

_AT_ONCE = 100
"""Cases in one unit of work: others want to write, too."""


async def wake_returned(unit: Unit, timing: Timing) -> None:
    """Bring back the cases whose snooze has ended."""
    for case_id in await unit.returned(timing.now):
        await refold(unit, case_id, timing)


async def keep_clocks(unit: Unit, timing: Timing) -> bool:
    """Go on working the clocks of all open cases out by the present settings. Returns whether there are more to do."""
    mark = clock_rules_mark(timing.clocks)
    done, _, came_to = (await unit.clock_rules_mark()).partition(" ")
    if done == mark and not came_to:
        return False
    after = CaseId(int(came_to)) if done == mark else CaseId(0)
    case_ids = await unit.unclosed_cases(after, _AT_ONCE)
    for case_id in case_ids:
        await refold(unit, case_id, timing)
    await unit.put_clock_rules_mark(f"{mark} {case_ids[-1]}" if case_ids else mark)
    return bool(case_ids)


def clock_rules_mark(rules: ClockRules) -> str:
    """A short name for these settings: other settings, other name."""
    calendar = rules.calendar
    # A set has no order of its own, and would be written differently by each process.
    hours = (str(calendar.zone), calendar.week, sorted(calendar.holidays)) if calendar is not None else None
    return hashlib.sha256(repr((rules.targets, hours)).encode()).hexdigest()[:16]
