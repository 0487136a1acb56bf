"""Storing an outbox item's new state, so that its case, the record and every desk know of it."""

from tui_desk.desk.handlers.standing import Timing, refold
from tui_desk.desk.store_port import Unit
from tui_desk.domain.model import OutboxItem
from tui_desk.domain.outbox_flow import OutboxEvent


async def put_send(unit: Unit, item: OutboxItem, event: OutboxEvent, timing: Timing, who: str = "engine") -> None:
    """Store an item's new state, with its line in the record. What relied on it stands or falls with it."""
    await unit.put_outbox(item)
    await unit.audit(who, f"send_{event}", item.outbox_id, f"attempt {item.attempts}")
    unit.changed("outbox", item.outbox_id)
    await refold(unit, item.case_id, timing)
