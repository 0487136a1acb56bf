"""The desk as a service: commands in, views out, word of every change; screen and command line talk to it."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from tui_desk.desk import commands as do
from tui_desk.desk.commands import Answer, Command
from tui_desk.desk.handlers import clockwork, deciding, shaping, undoing, writing
from tui_desk.desk.handlers.standing import Timing
from tui_desk.desk.handlers.writing import WritingRules
from tui_desk.desk.lengths import Length
from tui_desk.desk.search import SearchPage, SearchPlace
from tui_desk.desk.store_port import Store, Unit
from tui_desk.desk.views import Change, CustomerMemory, DeskStatus, QueueKey, QueueRow, QueueView, Thread
from tui_desk.domain.case_flow import Standing
from tui_desk.domain.clocks import Clock, ClockRules, running
from tui_desk.domain.ids import AgentName, CaseId, OutboxId
from tui_desk.domain.model import Channel, Post
from tui_desk.domain.prices import Prices, has_link, price_of
from tui_desk.domain.search import Query

QUEUE_PAGE = 200
"""Rows of the queue read at once."""

SEARCH_PAGE = 50
"""Cases found at once."""

OWN_SENDS = 40
"""Sends among which an agent's own texts are found; a text in parts has several."""


_DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class DeskRules:
    """The settings that decide what a desk may do, by when it should, and what it costs."""

    writing: WritingRules
    clocks: ClockRules
    prices: Prices


class Desk:
    """One agent's desk on one store."""

    def __init__(
        self, store: Store, rules: DeskRules, agent: AgentName, now: Callable[[], int], *, practice: bool
    ) -> None:
        """`now` gives UTC milliseconds; `practice` says that X is simulated."""
        self._store = store
        self._rules = rules.writing
        self._clocks = rules.clocks
        self._prices = rules.prices
        self._now = now
        self.agent = agent
        self.practice = practice

    async def do(self, command: Command) -> Answer:
        """Carry a command out in one unit of work. Refused: nothing changed."""
        async with self._store.unit() as unit:
            return await self._handle(unit, command, Timing(self._now(), self._clocks))

    async def queue(
        self, view: QueueView = QueueView.NOW, after: QueueKey | None = None, limit: int = QUEUE_PAGE
    ) -> Sequence[QueueRow]:
        """A view of the queue, from `after` (exclusive) on."""
        return await self._store.queries.queue(view, self.agent, after, limit)

    async def rows(self, case_ids: Sequence[CaseId]) -> Sequence[QueueRow]:
        """These cases as rows of the queue, in whichever lane they are."""
        return await self._store.queries.rows(case_ids)

    async def thread(self, case_id: CaseId) -> Thread | None:
        """One case as the agent reads it."""
        return await self._store.queries.thread(case_id)

    async def customer(self, case_id: CaseId) -> CustomerMemory | None:
        """What the desk remembers of the customer of a case."""
        return await self._store.queries.customer(case_id)

    def clocks(self, standing: Standing) -> tuple[Clock, ...]:
        """The clocks that run on a case, the nearest first."""
        return running(standing, self._clocks)

    async def wake_returned(self) -> None:
        """Bring back the cases whose snooze has ended; writes only where there are any."""
        if await self._store.queries.has_returned(self._now()):
            async with self._store.unit() as unit:
                await clockwork.wake_returned(unit, Timing(self._now(), self._clocks))

    async def times_sent_lately(self, channel: Channel, text: str) -> int:
        """How often this text left word for word, or is about to, in the last 24 hours."""
        payload = self._rules.outgoing.payload(channel, text)
        return await self._store.queries.times_sent(channel, payload, self._now() - _DAY_MS)

    async def own_texts(self, channel: Channel) -> Sequence[str]:
        """What the agent wrote last in a channel and let go, as it was typed, each once, the newest first."""
        outgoing = self._rules.outgoing
        payloads: dict[OutboxId, list[str]] = {}
        for item in reversed(await self._store.queries.last_sends(self.agent, channel, OWN_SENDS)):
            if item.after_outbox_id is None:
                payloads[item.outbox_id] = [item.text]
            elif item.after_outbox_id in payloads:
                payloads[item.outbox_id] = [*payloads.pop(item.after_outbox_id), item.text]
        texts = [
            outgoing.written_in_parts(parts) if len(parts) > 1 else outgoing.written(channel, parts[0])
            for parts in payloads.values()
        ]
        return tuple(dict.fromkeys(reversed(texts)))

    def price(self, channel: Channel, text: str) -> int:
        """What sending a text costs, in millionths of a dollar."""
        payload = self._rules.outgoing.payload(channel, text)
        return price_of(has_link(payload), channel, summoned=True, prices=self._prices)

    async def recent_posts(self, limit: int) -> Sequence[Post]:
        """The newest stored posts of others: what a listening rule is tried on."""
        return await self._store.queries.recent_posts(limit)

    async def search(self, query: Query, after: SearchPlace | None = None, limit: int = SEARCH_PAGE) -> SearchPage:
        """One page of the cases that a query finds, newest first, from `after` on; empty for an empty query."""
        return await self._store.queries.search(query, self.agent, after, limit)

    async def status(self) -> DeskStatus:
        """What the status line says."""
        return await self._store.queries.status(self.agent, self._now())

    def changes(self) -> AsyncIterator[Sequence[Change]]:
        """Every commit from now on, by any process."""
        return self._store.changes()

    def length(self, channel: Channel, text: str) -> Length:
        """How long a text would be when sent, and how long it may be."""
        return self._rules.outgoing.length(channel, text)

    def parts(self, text: str) -> tuple[str, ...]:
        """Exactly what a public text would leave as, split where it is too long; none where it cannot be split."""
        return self._rules.outgoing.parts(text)

    def outgoing(self, channel: Channel, text: str) -> str:
        """Exactly what would be sent."""
        return self._rules.outgoing.payload(channel, text)

    def undo_ms(self, channel: Channel) -> int:
        """How long a send of this channel can be taken back."""
        return self._rules.undo_ms.get(channel, 0)

    def now(self) -> int:
        """UTC milliseconds."""
        return self._now()

    async def _handle(self, unit: Unit, command: Command, timing: Timing) -> Answer:
        match command:
            case do.SaveDraft():
                return await writing.save_draft(unit, command, timing.now)
            case do.QueueReply():
                return await writing.queue_reply(unit, command, self._rules, timing)
            case do.QueueMessage():
                return await writing.queue_message(unit, command, self._rules, timing)
            case do.QueueRepost():
                return await writing.queue_repost(unit, command, self._rules, timing)
            case do.AddNote():
                return await writing.add_note(unit, command, timing.now)
            case do.DecideSend():
                return await writing.decide_send(unit, command, self._rules, timing)
            case do.DecideCases():
                return await deciding.decide_cases(unit, command, timing)
            case do.MergeCases():
                return await shaping.merge_cases(unit, command, timing)
            case do.SplitCase():
                return await shaping.split_case(unit, command, timing)
            case do.UndoLast():
                return await undoing.undo_last(unit, command, self._rules, timing)
