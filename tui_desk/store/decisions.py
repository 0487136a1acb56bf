"""Decisions as rows: the kind of a decision by its name, its fields as one JSON object, and back again."""

import json
import re
from dataclasses import asdict
from enum import Enum
from sqlite3 import Row
from typing import Any, get_args, get_origin, get_type_hints

from tui_desk.domain.decisions import Decided, Decision
from tui_desk.domain.ids import AgentName, CaseId, DecisionId

_WORD_BEGINS = re.compile(r"(?<!^)(?=[A-Z])")


def kind_of(decision: type[Decision]) -> str:
    """The name a kind of decision has in the database: `no_answer_needed`."""
    return _WORD_BEGINS.sub("_", decision.__name__).lower()


def detail_of(decision: Decision) -> str:
    """The fields of a decision, as they lie in one column."""
    return json.dumps(asdict(decision))


def decision_from(kind: str, detail: str) -> Decision:
    """A decision as it was before it lay in two columns. Raises KeyError for a kind that there is not."""
    made = _KINDS[kind]
    hints = get_type_hints(made)
    fields = json.loads(detail)
    decision: Decision = made(**{name: _restored(value, hints[name]) for name, value in fields.items()})
    return decision


def decided_from(row: Row) -> Decided:
    """A row of `decision`."""
    return Decided(
        decision_id=DecisionId(row["decision_id"]),
        case_id=CaseId(row["case_id"]),
        decision=decision_from(row["kind"], row["detail"]),
        agent=AgentName(row["agent"]),
        at=row["at"],
        order=row["decision_order"],
        seen_until=row["seen_until"],
    )


_KINDS: dict[str, type[Any]] = {kind_of(decision): decision for decision in get_args(Decision)}


def _restored(value: Any, hint: Any) -> Any:
    """A value of JSON as its field has it: a list again as a tuple, a word as a member of its enumeration."""
    if get_origin(hint) is tuple:
        return tuple(value)
    enumeration = next((part for part in (hint, *get_args(hint)) if _is_enumeration(part)), None)
    return value if enumeration is None or value is None else enumeration(value)


def _is_enumeration(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)
