"""Reading the records of a page one by one, so that one that cannot be understood costs none of the others."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tui_desk.x.shape import OddPayloadError, id_of, object_or_empty

logger = logging.getLogger(__name__)

_Record = TypeVar("_Record")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record that could not be understood."""

    kind: str
    record_id: int | None
    """None where it has none, or none that is an id."""
    complaint: str
    """What is odd about it; names the place, never the content."""


_MOST_REMEMBERED = 1_000
_told: dict[LeftOut, None] = {}
"""What the log names already, oldest first: pages of messages are read again and again, with the same records."""


class Sieve:
    """Reads the records of one page and keeps what it leaves out."""

    def __init__(self) -> None:
        """Begin a page."""
        self.left_out: list[LeftOut] = []

    def understood(self, kind: str, records: Sequence[Any], read: Callable[[Any], _Record]) -> list[_Record]:
        """What `read` makes of the records, without those for which it raises OddPayloadError."""
        results = []
        for record in records:
            try:
                results.append(read(record))
            except OddPayloadError as odd:
                self.left_out.append(LeftOut(kind, _id_in(record), str(odd)))
        return results

    def some_understood(self, kind: str, records: Sequence[Any], read: Callable[[Any], _Record]) -> list[_Record]:
        """The same, but raises OddPayloadError where not one of the records is understood.

        Then X has changed its words, and a page without records would look like silence.
        """
        results = self.understood(kind, records, read)
        if records and not results:
            raise OddPayloadError(self.left_out[-1].complaint)
        return results

    def name_left_out(self) -> None:
        """Name in the log what was left out, each record once; for a page that stands, not for one that failed."""
        for record in self.left_out:
            if record not in _told:
                _remember(record)
                its_id = "no id" if record.record_id is None else f"id {record.record_id}"
                logger.warning(
                    "a %s is left out that cannot be understood: %s (%s)", record.kind, its_id, record.complaint
                )


def _remember(record: LeftOut) -> None:
    if len(_told) >= _MOST_REMEMBERED:
        del _told[next(iter(_told))]
    _told[record] = None


def _id_in(record: Any) -> int | None:
    try:
        return id_of(object_or_empty(record).get("id"), "id")
    except OddPayloadError:
        return None
