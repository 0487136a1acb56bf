"""What the engine must not forget: how far each source was read and how it fares, what X still allows, and marks."""

from tui_desk.domain.model import Budget
from tui_desk.store.connection import Connection, Reader

# The row is left as it is where the call went as the last one did, but for its time.
_PUT_SOURCE_HEALTH = """
INSERT INTO source_health (source, succeeded_at, failed_at, problem, retry_at)
VALUES (:source, iif(:problem = '', :at, NULL), iif(:problem = '', NULL, :at), :problem, :retry_at)
ON CONFLICT (source) DO UPDATE SET
    succeeded_at = coalesce(excluded.succeeded_at, succeeded_at),
    failed_at = coalesce(excluded.failed_at, failed_at),
    problem = excluded.problem,
    retry_at = excluded.retry_at
"""

_PUT_BUDGET = """
INSERT INTO budget (channel, remaining, resets_at) VALUES (?, ?, ?)
ON CONFLICT (channel) DO UPDATE SET remaining = excluded.remaining, resets_at = excluded.resets_at
WHERE remaining <> excluded.remaining OR resets_at <> excluded.resets_at
RETURNING channel
"""

_PUT_FACT = """
INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""

_CLOCK_RULES_MARK = "clock_rules_mark"


async def cursor(connection: Connection, source: str) -> int | None:
    """How far a source has been read."""
    position: int | None = await connection.value("SELECT position FROM cursor WHERE source = ?", (source,))
    return position


async def move_cursor(connection: Connection, source: str, position: int) -> None:
    """Note how far a source has been read; a cursor never moves back."""
    await connection.all(
        "INSERT INTO cursor (source, position) VALUES (?, ?)"
        " ON CONFLICT (source) DO UPDATE SET position = max(position, excluded.position)",
        (source, position),
    )


async def put_source_health(connection: Connection, source: str, problem: str, retry_at: int | None, at: int) -> bool:
    """Note how a call went. Returns whether it went differently from the last."""
    last = await connection.one("SELECT problem, retry_at FROM source_health WHERE source = ?", (source,))
    await connection.all(_PUT_SOURCE_HEALTH, {"source": source, "problem": problem, "retry_at": retry_at, "at": at})
    return last is None or (last["problem"], last["retry_at"]) != (problem, retry_at)


async def put_budget(connection: Connection, budget: Budget) -> bool:
    """Store what X lets the account still do. Returns whether that is news."""
    return await connection.one(_PUT_BUDGET, (budget.channel, budget.remaining, budget.resets_at)) is not None


async def clock_rules_mark(connection: Connection | Reader) -> str:
    """By which settings the stored clocks were worked out; empty before the first time."""
    mark: str | None = await connection.value("SELECT value FROM fact WHERE name = ?", (_CLOCK_RULES_MARK,))
    return mark or ""


async def put_clock_rules_mark(connection: Connection, mark: str) -> None:
    """Note by which settings the stored clocks were worked out."""
    await connection.all(_PUT_FACT, (_CLOCK_RULES_MARK, mark))
