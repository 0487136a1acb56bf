"""Working a case's standing out anew, after anything happened in it."""

from tui_desk.desk.store_port import Unit
from tui_desk.domain.case_flow import fold
from tui_desk.domain.ids import CaseId


async def refold(unit: Unit, case_id: CaseId) -> None:
    """Fold everything that happened in a case, and have the desks read it again."""
    await unit.put_standing(case_id, fold(await unit.turns(case_id)))
    unit.changed("case", case_id)
