"""Storing an outbox item's new state, so that its case, the record and every desk know of it."""

from dataclasses import replace

from tui_desk.desk.handlers.standing import Timing, refold
from tui_desk.desk.store_port import Unit
from tui_desk.domain.ids import PostId
from tui_desk.domain.model import OutboxItem, OutboxState
from tui_desk.domain.outbox_flow import IN_FLIGHT, OutboxEvent, move

_NOT_LEFT = (OutboxState.QUEUED, OutboxState.HELD)
"""Where a part of a text stands before the first call."""

_PART_BEFORE = {
    OutboxState.SENT: "The part before it is there, but X has not said under which number",
    OutboxState.HELD: "The part before it is held",
    OutboxState.REFUSED: "X refused the part before it",
    OutboxState.RECALLED: "The part before it was taken back",
}
"""Why a part cannot leave, by the state of the one before it."""


async def put_send(unit: Unit, item: OutboxItem, event: OutboxEvent, timing: Timing, who: str = "engine") -> None:
    """Store an item's new state, with its line in the record. What relied on it stands or falls with it.

    The part of a text that goes on where this one ends is told what it replies to, or held: it never leaves alone.
    """
    await unit.put_outbox(item)
    await unit.audit(who, f"send_{event}", item.outbox_id, f"attempt {item.attempts}")
    unit.changed("outbox", item.outbox_id)
    await _put_part_after(unit, item, timing)
    await refold(unit, item.case_id, timing)


async def parts_from(unit: Unit, item: OutboxItem) -> list[OutboxItem]:
    """An item, and the later parts of its text that have not left and were not taken back, in their order."""
    parts = [item]
    while (part := await unit.part_after(parts[-1].outbox_id)) is not None and part.state in _NOT_LEFT:
        parts.append(part)
    return parts


async def _put_part_after(unit: Unit, item: OutboxItem, timing: Timing) -> None:
    part = await unit.part_after(item.outbox_id)
    if part is None or not part.waits_for_part or part.state not in _NOT_LEFT:
        return
    if item.remote_id is not None:
        await unit.put_outbox(replace(part, reply_to_post_id=PostId(item.remote_id)))
        unit.changed("outbox", part.outbox_id)
    elif item.state not in IN_FLIGHT:
        part = replace(part, problem=_PART_BEFORE[item.state])
        if part.state is OutboxState.QUEUED:
            held = replace(part, state=move(part.state, OutboxEvent.OVERTAKEN))
            await put_send(unit, held, OutboxEvent.OVERTAKEN, timing)
        else:
            await unit.put_outbox(part)
