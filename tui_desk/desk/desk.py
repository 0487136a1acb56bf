"""The desk as a service: commands in, views out, word of every change; screen and command line talk to it."""

from collections.abc import AsyncIterator, Callable, Sequence

from tui_desk.desk import commands as do
from tui_desk.desk.commands import Answer, Command
from tui_desk.desk.handlers import writing
from tui_desk.desk.handlers.writing import WritingRules
from tui_desk.desk.lengths import Length
from tui_desk.desk.store_port import Store, Unit
from tui_desk.desk.views import Change, DeskStatus, QueueKey, QueueRow, Thread
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.domain.model import Channel

QUEUE_PAGE = 200
"""Rows of the queue read at once."""


class Desk:
    """One agent's desk on one store."""

    def __init__(
        self, store: Store, rules: WritingRules, agent: AgentName, now: Callable[[], int], *, practice: bool
    ) -> None:
        """`now` gives UTC milliseconds; `practice` says that X is simulated."""
        self._store = store
        self._rules = rules
        self._now = now
        self.agent = agent
        self.practice = practice

    async def do(self, command: Command) -> Answer:
        """Carry a command out in one unit of work. Refused: nothing changed."""
        async with self._store.unit() as unit:
            return await self._handle(unit, command, self._now())

    async def queue(self, after: QueueKey | None = None, limit: int = QUEUE_PAGE) -> Sequence[QueueRow]:
        """The queue, from `after` (exclusive) on."""
        return await self._store.queries.queue(after, limit)

    async def thread(self, case_id: CaseId) -> Thread | None:
        """One case as the agent reads it."""
        return await self._store.queries.thread(case_id)

    async def status(self) -> DeskStatus:
        """What the status line says."""
        return await self._store.queries.status(self.agent, self._now())

    def changes(self) -> AsyncIterator[Sequence[Change]]:
        """Every commit from now on, by any process."""
        return self._store.changes()

    def length(self, channel: Channel, text: str) -> Length:
        """How long a text would be when sent, and how long it may be."""
        return self._rules.outgoing.length(channel, text)

    def outgoing(self, channel: Channel, text: str) -> str:
        """Exactly what would be sent."""
        return self._rules.outgoing.payload(channel, text)

    def undo_ms(self, channel: Channel) -> int:
        """How long a send of this channel can be taken back."""
        return self._rules.undo_ms.get(channel, 0)

    def now(self) -> int:
        """UTC milliseconds."""
        return self._now()

    async def _handle(self, unit: Unit, command: Command, now: int) -> Answer:
        match command:
            case do.SaveDraft():
                return await writing.save_draft(unit, command, now)
            case do.QueueReply():
                return await writing.queue_reply(unit, command, self._rules, now)
            case do.QueueMessage():
                return await writing.queue_message(unit, command, self._rules, now)
            case do.AddNote():
                return await writing.add_note(unit, command, now)
            case do.RecallLast():
                return await writing.recall_last(unit, command, self._rules, now)
            case do.DecideSend():
                return await writing.decide_send(unit, command, self._rules, now)
