"""Storing an outbox item's new state, so that the record and every desk know of it."""

from tui_desk.desk.store_port import Unit
from tui_desk.domain.model import OutboxItem
from tui_desk.domain.outbox_flow import OutboxEvent


async def put_send(unit: Unit, item: OutboxItem, event: OutboxEvent, who: str = "engine") -> None:
    """Store an item's new state, with its line in the record."""
    await unit.put_outbox(item)
    await unit.audit(who, f"send_{event}", item.outbox_id, f"attempt {item.attempts}")
    tell(unit, item)


def tell(unit: Unit, item: OutboxItem) -> None:
    """Have the desks read an item and its case again."""
    unit.changed("outbox", item.outbox_id)
    unit.changed("case", item.case_id)
