"""Notes which of the desk's views a batch of changes made out of date, so that only those are read again."""

from collections.abc import Iterable
from dataclasses import dataclass

from tui_desk.desk.views import Change
from tui_desk.domain.ids import CaseId


@dataclass
class Stale:
    """Which views have to be read again."""

    queue: bool = False
    thread: bool = False
    status: bool = False

    def note(self, changes: Iterable[Change], shown: CaseId | None) -> None:
        """Take changes in; `shown` is the case whose thread is on the screen."""
        for change in changes:
            self.status = True
            if change.kind == "status":
                continue
            self.queue = True
            is_everything = change.kind == "everything"
            self.thread |= is_everything or (change.kind in {"case", "draft"} and change.ref == shown)

    def take(self) -> "Stale":
        """What is out of date, to be read now; from here on nothing is."""
        taken = Stale(self.queue, self.thread, self.status)
        self.queue = self.thread = self.status = False
        return taken
