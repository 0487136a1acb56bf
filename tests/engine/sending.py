"""A sender at work in a house, and what tests of sending ask it."""

from engine_times import TIMES
from house import JO, House

from tui_desk.desk.commands import Accepted, QueueReply
from tui_desk.desk.handlers.sending import ENGINE_ROLE
from tui_desk.domain.ids import CaseId, OutboxId
from tui_desk.domain.model import OutboxItem
from tui_desk.engine.sender import Sender

NAME = "engine-under-test"


async def a_sender(house: House) -> Sender:
    """A sender that holds the lease for good."""
    assert await house.store.take_lease(ENGINE_ROLE, NAME, house.clock(), house.clock() + 10**12)
    account = await house.x.account()
    return Sender(house.recorder, house.store.queries, house.x, account, NAME, TIMES)


async def queue_reply(house: House, text: str = "On its way") -> tuple[CaseId, OutboxId]:
    case_id, post = await house.new_case()
    answer = await house.desk.do(QueueReply(JO, case_id, post.post_id, text, await house.seen(case_id)))
    assert isinstance(answer, Accepted)
    assert answer.outbox_id is not None
    return case_id, answer.outbox_id


async def item(house: House, outbox_id: OutboxId) -> OutboxItem:
    async with house.store.unit() as unit:
        found = await unit.outbox(outbox_id)
    assert found is not None
    return found


async def work_until_settled(house: House, sender: Sender, most_steps: int = 60) -> None:
    """Let time pass from one due moment to the next until nothing is in flight."""
    for _ in range(most_steps):
        due_at = await sender.work()
        if due_at is None:
            return
        house.clock.at = max(house.clock.at + 1, due_at)
    raise AssertionError("the outbox never came to rest")
