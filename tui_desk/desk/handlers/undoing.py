"""Undoing an agent's last step, whatever it was: all of it, or nothing."""

from tui_desk.desk.commands import Accepted, Answer, Refused, UndoLast
from tui_desk.desk.handlers.drafts import put_back
from tui_desk.desk.handlers.shaping import unmerge, unsplit, unsplit_refusal
from tui_desk.desk.handlers.standing import Timing, refold
from tui_desk.desk.handlers.writing import By, WritingRules, take_back
from tui_desk.desk.store_port import Unit
from tui_desk.desk.views import Step
from tui_desk.domain.ids import CaseId, OutboxId
from tui_desk.domain.model import Channel, Draft, OutboxItem, OutboxState
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.domain.refusals import InUse, NothingToUndo, Refusal, TooLateToRecall

_LONG_GONE_MS = 60_000
"""So long after a text could leave, undoing means something else to an agent than that text."""


async def undo_last(unit: Unit, command: UndoLast, rules: WritingRules, timing: Timing) -> Answer:
    """Strike the last step's decisions and take its texts back as drafts. Refused once something of it has left.

    Of a text in parts, those that have not left can still be taken back.
    """
    step = await unit.last_step(command.agent)
    if step is None or not (step.decisions or step.outbox_ids or step.note_ids or step.splits):
        return Refused(NothingToUndo())
    sends = [item for outbox_id in step.outbox_ids if (item := await unit.outbox(outbox_id)) is not None]
    if (refusal := await _refusal(unit, step, sends, timing)) is not None:
        return Refused(refusal)
    touched: dict[CaseId, None] = {}
    for decision_id, case_id in reversed(step.decisions):
        await unit.strike_decision(decision_id)
        touched[case_id] = None
    for case_id in reversed(step.mergers):
        await unmerge(unit, case_id, timing)
    for case_id, out_of in reversed(step.splits):
        await unsplit(unit, case_id, out_of, timing)
        touched[out_of] = None
    recalled: OutboxId | None = None
    if parts := [item for item in sends if item.state is OutboxState.QUEUED]:
        await take_back(unit, parts, By(command.agent, OutboxEvent.RECALLED), rules, timing)
        recalled = parts[0].outbox_id
        touched[parts[0].case_id] = None
    for note_id in step.note_ids:
        if (note := await unit.remove_note(note_id)) is not None:
            await put_back(unit, Draft(note.case_id, Channel.NOTE, note.text, None, timing.now))
            touched[note.case_id] = None
    await unit.end_step(step.step_id)
    await unit.audit(command.agent, "undone", step.step_id, "")
    for case_id in touched:
        await refold(unit, case_id, timing)
    return Accepted(recalled, tuple(touched))


async def _refusal(unit: Unit, step: Step, sends: list[OutboxItem], timing: Timing) -> Refusal | None:
    for item in sends if all(item.state is not OutboxState.QUEUED for item in sends) else ():
        if item.state is not OutboxState.RECALLED:
            long_gone = timing.now - item.not_before > _LONG_GONE_MS
            return NothingToUndo() if long_gone else TooLateToRecall(item.state)
    if sends and not (step.decisions or step.note_ids) and all(item.state is OutboxState.RECALLED for item in sends):
        return NothingToUndo()
    for case_id, _ in step.splits:
        if (refusal := await unsplit_refusal(unit, case_id, step)) is not None:
            return refusal
    for case_id in step.mergers:
        if await unit.has_others_work_since(case_id, step):
            return InUse()
    return None
