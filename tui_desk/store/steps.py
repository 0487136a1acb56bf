"""What agents do to cases, step by step: one key press and all that it changed, decisions above all."""

from collections.abc import Sequence

from tui_desk.desk.views import Step
from tui_desk.domain.decisions import Decided, Decision, Merged
from tui_desk.domain.ids import AgentName, CaseId, DecisionId, NoteId, OutboxId, StepId
from tui_desk.domain.model import Note
from tui_desk.store.connection import Connection
from tui_desk.store.decisions import decided_from, detail_of, kind_of
from tui_desk.store.family import FAMILY
from tui_desk.store.rows import note_from
from tui_desk.store.timeline import LATEST

_ADD_DECISION = f"""
INSERT INTO decision (case_id, step_id, kind, detail, agent, at, decision_order, seen_until)
VALUES (:case_id, :step_id, :kind, :detail, :agent, :received_at, {LATEST}, :seen_until)
RETURNING decision_id
"""  # noqa: S608 - built of constants

_DECIDED = f"SELECT * FROM decision WHERE case_id IN {FAMILY} AND struck = 0"  # noqa: S608 - built of constants

_MERGED = kind_of(Merged)

_LAST_STEP = "SELECT * FROM step WHERE agent = ? AND undone = 0 ORDER BY step_id DESC LIMIT 1"

_OTHERS_WORK_SINCE = f"""
SELECT EXISTS (SELECT 1 FROM decision
               WHERE case_id IN {FAMILY} AND step_id > :step_id AND agent <> :agent AND struck = 0)
    OR EXISTS (SELECT 1 FROM outbox
               WHERE case_id IN {FAMILY} AND step_id > :step_id AND agent <> :agent AND state <> 'recalled')
"""  # noqa: S608 - built of constants


async def begin(connection: Connection, agent: AgentName, at: int) -> StepId:
    """Begin what one key press changes."""
    return StepId(await connection.value("INSERT INTO step (agent, at) VALUES (?, ?) RETURNING step_id", (agent, at)))


async def end(connection: Connection, step_id: StepId) -> None:
    """Note that a step was undone."""
    await connection.all("UPDATE step SET undone = 1 WHERE step_id = ?", (step_id,))


async def last(connection: Connection, agent: AgentName) -> Step | None:
    """The agent's last step that is not undone, with what still stands of it, in the order in which it was done."""
    row = await connection.one(_LAST_STEP, (agent,))
    if row is None:
        return None
    step_id = (row["step_id"],)
    decisions = await connection.all(
        "SELECT decision_id, case_id, kind FROM decision WHERE step_id = ? AND struck = 0 ORDER BY decision_id", step_id
    )
    sends = await connection.all("SELECT outbox_id FROM outbox WHERE step_id = ? ORDER BY outbox_id", step_id)
    notes = await connection.all("SELECT note_id FROM note WHERE step_id = ? ORDER BY note_id", step_id)
    splits = await connection.all("SELECT case_id, out_of FROM case_split WHERE step_id = ? ORDER BY case_id", step_id)
    return Step(
        step_id=StepId(row["step_id"]),
        agent=AgentName(row["agent"]),
        at=row["at"],
        decisions=tuple((DecisionId(each["decision_id"]), CaseId(each["case_id"])) for each in decisions),
        mergers=tuple(CaseId(each["case_id"]) for each in decisions if each["kind"] == _MERGED),
        outbox_ids=tuple(OutboxId(each["outbox_id"]) for each in sends),
        note_ids=tuple(NoteId(each["note_id"]) for each in notes),
        splits=tuple((CaseId(each["case_id"]), CaseId(each["out_of"])) for each in splits),
    )


async def has_others_work_since(connection: Connection, case_id: CaseId, step: Step) -> bool:
    """Whether somebody but the step's agent has decided or queued something in the family of a case since that step."""
    values = {"case_id": case_id, "step_id": step.step_id, "agent": step.agent}
    return bool(await connection.value(_OTHERS_WORK_SINCE, values))


async def note_split(connection: Connection, step_id: StepId, case_id: CaseId, out_of: CaseId) -> None:
    """Note that a case was split off in this step."""
    await connection.all(
        "INSERT INTO case_split (step_id, case_id, out_of) VALUES (?, ?, ?)", (step_id, case_id, out_of)
    )


async def add_decision(
    connection: Connection,
    case_id: CaseId,
    decision: Decision,
    agent: AgentName,
    at: int,
    seen_until: int,
    step_id: StepId | None,
) -> DecisionId:
    """Note a decision, as the latest thing in the family of the case."""
    values = {
        "case_id": case_id,
        "step_id": step_id,
        "kind": kind_of(type(decision)),
        "detail": detail_of(decision),
        "agent": agent,
        "received_at": at,
        "seen_until": seen_until,
    }
    return DecisionId(await connection.value(_ADD_DECISION, values))


async def strike_decision(connection: Connection, decision_id: DecisionId) -> Decided:
    """Have a decision count no more. Returns it. Raises LookupError if there is no such decision."""
    row = await connection.one("UPDATE decision SET struck = 1 WHERE decision_id = ? RETURNING *", (decision_id,))
    if row is None:
        raise LookupError(f"decision {decision_id} is not there")
    return decided_from(row)


async def decided(connection: Connection, case_id: CaseId) -> Sequence[Decided]:
    """The decisions on a case that are not struck, in their order."""
    rows = await connection.all(_DECIDED, {"case_id": case_id})
    return sorted(map(decided_from, rows), key=lambda decided: (decided.order, decided.decision_id))


async def add_note(
    connection: Connection, case_id: CaseId, agent: AgentName, text: str, at: int, step_id: StepId
) -> NoteId:
    """Store a note."""
    note_id = await connection.value(
        "INSERT INTO note (case_id, agent, text, written_at, step_id) VALUES (?, ?, ?, ?, ?) RETURNING note_id",
        (case_id, agent, text, at, step_id),
    )
    return NoteId(note_id)


async def remove_note(connection: Connection, note_id: NoteId) -> Note | None:
    """Remove a note. Returns what it was."""
    row = await connection.one("DELETE FROM note WHERE note_id = ? RETURNING *", (note_id,))
    return note_from(row) if row else None
