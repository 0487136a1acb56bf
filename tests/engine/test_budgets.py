"""What X still takes: noted after each call, as X said it, and nothing while X has said nothing."""

from engine.sending import a_sender, queue_reply
from fake_x import Fate
from house import UNDO_MS, House

from tui_desk.domain.model import Budget, Channel


async def test_what_x_said_of_its_limits_is_noted_after_each_call(house: House) -> None:
    sender = await a_sender(house)
    case_id, _ = await queue_reply(house)
    said = (Budget(Channel.REPLY, 97, house.clock() + 600_000), Budget(Channel.REPOST, 0, house.clock() + 60_000))
    house.x.budgets_said = said
    house.clock.forward(UNDO_MS)
    await sender.work()
    assert (await house.thread(case_id)).budgets == said


async def test_a_call_that_met_a_limit_is_news_too(house: House) -> None:
    sender = await a_sender(house)
    case_id, _ = await queue_reply(house)
    house.x.fates = [Fate.LIMITED]
    house.x.budgets_said = (Budget(Channel.REPLY, 0, house.clock() + 600_000),)
    house.clock.forward(UNDO_MS)
    await sender.work()
    assert (await house.thread(case_id)).budgets == house.x.budgets_said


async def test_while_x_says_nothing_nothing_is_noted(house: House) -> None:
    sender = await a_sender(house)
    case_id, _ = await queue_reply(house)
    house.clock.forward(UNDO_MS)
    await sender.work()
    assert (await house.thread(case_id)).budgets == ()
