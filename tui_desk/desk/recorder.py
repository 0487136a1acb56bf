"""The engine's side of the desk: what X shows and what becomes of sends is recorded through it."""

from collections.abc import Callable

from tui_desk.desk import engine_commands as do
from tui_desk.desk.commands import Accepted, Answer
from tui_desk.desk.engine_commands import EngineCommand
from tui_desk.desk.handlers import intake, sending
from tui_desk.desk.store_port import Store, Unit


class Recorder:
    """Records on one store."""

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        """`now` gives UTC milliseconds."""
        self._store = store
        self.now = now

    async def do(self, command: EngineCommand) -> Answer:
        """Carry a command out in one unit of work. Refused: nothing changed."""
        async with self._store.unit() as unit:
            return await self._handle(unit, command, self.now())

    async def _handle(self, unit: Unit, command: EngineCommand, now: int) -> Answer:
        match command:
            case do.StartSend():
                return await sending.start_send(unit, command, now)
            case do.ConfirmSend():
                return await sending.confirm_send(unit, command, now)
            case do.SettleSend():
                return await sending.settle_send(unit, command, now)
            case do.PostponeLook():
                return await sending.postpone_look(unit, command)
            case do.RecordAccount():
                await intake.record_account(unit, command)
            case do.RecordPosts():
                await intake.record_posts(unit, command, now)
            case do.RecordMessages():
                await intake.record_messages(unit, command, now)
            case do.RecordPeople():
                await intake.record_people(unit, command)
            case do.MarkGone():
                await intake.mark_gone(unit, command)
            case do.MarkConversationWhole():
                await intake.mark_conversation_whole(unit, command)
            case do.RecordSourceHealth():
                await intake.record_source_health(unit, command, now)
        return Accepted()
