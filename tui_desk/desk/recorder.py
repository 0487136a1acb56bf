"""The engine's side of the desk: what X shows and what becomes of sends is recorded through it."""

from collections.abc import Callable

from tui_desk.desk import engine_commands as do
from tui_desk.desk.commands import Accepted, Answer
from tui_desk.desk.engine_commands import EngineCommand
from tui_desk.desk.handlers import clockwork, intake, sending
from tui_desk.desk.handlers.intake import IntakeRules
from tui_desk.desk.handlers.standing import Timing
from tui_desk.desk.store_port import Store, Unit
from tui_desk.domain.clocks import ClockRules

_PAGES_AT_ONCE = 200
"""Pages of the search index that are overwritten in one unit of work: others want to write, too."""


class Recorder:
    """Records on one store."""

    def __init__(self, store: Store, clocks: ClockRules, rules: IntakeRules, now: Callable[[], int]) -> None:
        """`now` gives UTC milliseconds."""
        self._store = store
        self._clocks = clocks
        self._rules = rules
        self.now = now

    def follow(self, clocks: ClockRules) -> None:
        """Reckon deadlines by these rules from now on; `keep_clocks` brings those that are stored in line with them."""
        self._clocks = clocks

    async def keep_clocks(self) -> None:
        """Work every clock out anew if the settings they follow have changed since; some cases at a time."""
        more = await self._store.queries.clock_rules_mark() != clockwork.clock_rules_mark(self._clocks)
        while more:
            async with self._store.unit() as unit:
                more = await clockwork.keep_clocks(unit, Timing(self.now(), self._clocks))

    async def forget_erased(self) -> None:
        """Overwrite some of what the search index still holds of texts that are gone; writes only where it does."""
        if await self._store.queries.holds_erased_words():
            async with self._store.unit() as unit:
                await unit.scrub_search(_PAGES_AT_ONCE)

    async def do(self, command: EngineCommand) -> Answer:
        """Carry a command out: many posts in several units of work, all else in one. Refused: nothing changed."""
        *earlier, last = intake.portions(command) if isinstance(command, do.RecordPosts) else (command,)
        for portion in earlier:
            await self._do_at_once(portion)
        return await self._do_at_once(last)

    async def _do_at_once(self, command: EngineCommand) -> Answer:
        async with self._store.unit() as unit:
            return await self._handle(unit, command, Timing(self.now(), self._clocks))

    async def _handle(self, unit: Unit, command: EngineCommand, timing: Timing) -> Answer:
        match command:
            case do.StartSend():
                return await sending.start_send(unit, command, timing)
            case do.ConfirmSend():
                return await sending.confirm_send(unit, command, timing)
            case do.SettleSend():
                return await sending.settle_send(unit, command, timing)
            case do.PostponeLook():
                return await sending.postpone_look(unit, command)
            case do.RecordAccount():
                await intake.record_account(unit, command)
            case do.RecordPosts():
                await intake.record_posts(unit, command, self._rules, timing)
            case do.RecordMessages():
                await intake.record_messages(unit, command, self._rules, timing)
            case do.RecordPeople():
                await intake.record_people(unit, command)
            case do.MarkGone():
                await intake.mark_gone(unit, command)
            case do.MarkConversationWhole():
                await intake.mark_conversation_whole(unit, command)
            case do.RecordSourceHealth():
                await intake.record_source_health(unit, command, timing.now)
            case do.RecordBudgets():
                await intake.record_budgets(unit, command)
            case do.WakeReturned():
                await clockwork.wake_returned(unit, timing)
        return Accepted()
