"""The walks of a search: each goes through one kind of item, newest first, as far as one page may look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from tui_desk.desk.search import FoundKind
from tui_desk.domain.ids import CaseId
from tui_desk.store.connection import Connection
from tui_desk.store.search_statements import LAST_ID

LOOKED_AT = (120, 280, 500)
"""Items of one kind that a page looks at, step by step: the first step is enough for most pages."""

PEOPLE_LOOKED_AT = 200
"""Customers whose handle or name matches, the newest accounts first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that is as asked for."""

    at: int
    kind: FoundKind
    item_id: int
    case_id: CaseId


class Walk:
    """Goes through the candidates of one kind, newest first, as far as one page may look."""

    def __init__(
        self,
        connection: Connection,
        kind: FoundKind,
        statement: str,
        values: Mapping[str, Any],
        below: int,
        steps: Sequence[int],
    ) -> None:
        """`below`: where the last page ended; `steps`: how many items may be looked at, step by step."""
        self.kind = kind
        self.below = below
        """Everything from here up was taken, or did not fit."""
        self.looked_back_to = LAST_ID
        """When the last item that was passed by was written."""
        self._connection = connection
        self._statement = statement
        self._values = values
        self._steps = iter(steps)
        self._rows: list[Row] = []
        self._has_read_all = False
        self._may_look = True

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self._has_read_all and not self._rows

    @property
    def has_stopped(self) -> bool:
        """Whether there may be more, but not for this page."""
        return not (self._rows or self._has_read_all or self._may_look)

    async def newest(self) -> Candidate | None:
        """The newest candidate that fits; None where there is none, or none as far as the page may look."""
        while self._rows or await self._look_further():
            if self._rows:
                row = self._rows[-1]
                if row["fits"] and row["case_id"] is not None:
                    return Candidate(row["at"], self.kind, row["item_id"], CaseId(row["case_id"]))
                self.pass_by()
        return None

    def pass_by(self) -> None:
        """Leave the newest behind."""
        row = self._rows.pop()
        self.below, self.looked_back_to = row["item_id"], row["at"]

    async def _look_further(self) -> bool:
        """Read the next rows. False: there are none, or the page may not."""
        most = None if self._has_read_all else next(self._steps, None)
        if most is None:
            self._may_look = False
            return False
        rows = await self._connection.all(self._statement, {**self._values, "below": self.below, "most": most})
        self._has_read_all = len(rows) < most
        self._rows = self._in_order(rows)
        return True

    def _in_order(self, rows: list[Row]) -> list[Row]:
        """The rows, the newest last."""
        return sorted(rows, key=lambda row: int(row["item_id"]))


class PeopleWalk(Walk):
    """The customers that match: few enough to be read anew for each page, and by what last happened with each."""

    def __init__(self, connection: Connection, statement: str, values: Mapping[str, Any]) -> None:
        """No page goes on from another's place: what was shown is left out by its case."""
        super().__init__(connection, FoundKind.PERSON, statement, values, LAST_ID, (PEOPLE_LOOKED_AT,))

    def _in_order(self, rows: list[Row]) -> list[Row]:
        self._has_read_all = True
        return sorted(rows, key=lambda row: (row["at"], row["item_id"]))
