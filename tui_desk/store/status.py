"""The status line: what is due, how much stands where, and whether the engine and its sources live."""

from sqlite3 import Row

from tui_desk.desk.views import Counts, DeskStatus, QueueView, SourceHealth
from tui_desk.domain.ids import AgentName
from tui_desk.store.connection import Reader
from tui_desk.store.queue_pages import LANE_OF
from tui_desk.store.rows import account_from

COUNTED_AT_MOST = 100_000
"""Where the counts end; nobody reads a larger number."""

_IN_LANE = "SELECT 1 FROM support_case WHERE merged_into IS NULL AND lane = '{}' LIMIT :most"
_LANES = ", ".join(f"(SELECT count(*) FROM ({_IN_LANE.format(lane)})) AS {view}" for view, lane in LANE_OF.items())  # noqa: S608 - built of constants

# Closed cases are many: all cases are counted instead, which SQLite does by the page, less those that are in no view.
_STATUS = f"""
SELECT account.user_id, account.handle, account.name,
       (SELECT held_until FROM lease WHERE role = 'engine') AS engine_until,
       (SELECT count(*) FROM draft) AS drafts,
       coalesce(sends.queued, 0) AS queued,
       coalesce(sends.troubled, 0) AS troubled,
       (SELECT iif(state = 'queued' AND not_before > :now, not_before, NULL) FROM outbox
        WHERE agent = :agent ORDER BY queued_at DESC, outbox_id DESC LIMIT 1) AS recallable_until,
       (SELECT min(due_at) FROM support_case
        WHERE merged_into IS NULL AND lane = 'now' AND due_at IS NOT NULL) AS next_due_at,
       (SELECT min(snoozed_until) FROM support_case
        WHERE merged_into IS NULL AND lane = 'snoozed' AND snoozed_until IS NOT NULL) AS returns_next_at,
       {_LANES},
       (SELECT count(*) FROM (SELECT 1 FROM support_case
                              WHERE merged_into IS NULL AND lane <> 'closed' AND owner = :agent LIMIT :most)) AS mine,
       min(:most, (SELECT count(*) FROM support_case)
                  - (SELECT count(*) FROM support_case WHERE merged_into IS NOT NULL)
                  - (SELECT count(*) FROM support_case WHERE merged_into IS NULL AND lane IS NULL)) AS everything
FROM (SELECT sum(state IN ('queued', 'sending')) AS queued, sum(state NOT IN ('queued', 'sending')) AS troubled
      FROM outbox WHERE state NOT IN ('sent', 'recalled')) AS sends
LEFT JOIN account ON account.slot = 1
"""  # noqa: S608 - built of constants


async def read_status(reader: Reader, agent: AgentName, now: int) -> DeskStatus:
    """What the status line says."""
    async with reader.snapshot() as connection:
        row = (await connection.all(_STATUS, {"agent": agent, "now": now, "most": COUNTED_AT_MOST}))[0]
        sources = await connection.all("SELECT * FROM source_health ORDER BY source")
    return DeskStatus(
        account=None if row["user_id"] is None else account_from(row),
        engine_until=row["engine_until"],
        sources=tuple(_source_health_from(source) for source in sources),
        counts=Counts({view: row[view] for view in QueueView}, row["queued"], row["troubled"], row["drafts"]),
        recallable_until=row["recallable_until"],
        next_due_at=row["next_due_at"],
        returns_next_at=row["returns_next_at"],
    )


def _source_health_from(row: Row) -> SourceHealth:
    return SourceHealth(row["source"], row["succeeded_at"], row["failed_at"], row["problem"], row["retry_at"])
