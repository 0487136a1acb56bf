"""How what arrives is sorted into lanes and places: listening, noise, praise, clocks and snoozes."""

from dataclasses import replace

from house import ANNA, BEN, JO, LISTENING, PRAISE, House

from tui_desk.desk.commands import DecideCases, QueueReply, Refused, SeenCase
from tui_desk.desk.engine_commands import RecordPosts, WakeReturned
from tui_desk.desk.handlers.intake import IntakeRules
from tui_desk.desk.recorder import Recorder
from tui_desk.desk.views import QueueView
from tui_desk.domain.clocks import ClockKind, ClockRules, Targets
from tui_desk.domain.decisions import NoAnswerNeeded, Prioritised, Snoozed
from tui_desk.domain.model import CaseState, Lane, Priority
from tui_desk.domain.refusals import NotSummoned

MINUTE = 60_000
HOUR = 60 * MINUTE


async def hear(house: House, text: str) -> None:
    """A search of the listening rules finds a post."""
    post = house.inbound(ANNA, text, mentioned_ids=())
    await house.recorder.do(RecordPosts((post,), (ANNA,), heard=True))


async def test_a_post_that_only_names_the_brand_becomes_a_case_that_may_not_be_answered(house: House) -> None:
    await hear(house, "ParcelFox lost my shoes")
    (row,) = await house.everything()
    assert (row.is_heard, row.lane) == (True, Lane.NOW)
    reply_to = (await house.thread(row.case_id)).reply_to
    assert reply_to is not None
    queued = await house.desk.do(
        QueueReply(JO, row.case_id, reply_to.post.post_id, "Sorry", await house.seen(row.case_id))
    )
    assert queued == Refused(NotSummoned("anna", may_message=True))


async def test_what_the_search_found_and_no_rule_hears_makes_no_case(house: House) -> None:
    await hear(house, "the fox ate my parcel")
    assert await house.everything() == []


async def test_noise_is_closed_as_it_opens_with_the_rule_as_its_reason(house: House) -> None:
    await hear(house, "Retweet to win a ParcelFox hoodie")
    (row,) = await house.everything()
    standing = (await house.thread(row.case_id)).standing
    assert (row.lane, standing.state) == (Lane.CLOSED, CaseState.NO_ANSWER)
    assert standing.reason == "noise rule giveaway: retweet to win"


async def test_praise_has_a_lane_of_its_own_until_the_customer_asks_for_something(house: House) -> None:
    case_id, post = await house.new_case(text="You are wonderful")
    assert await house.lane(QueueView.PRAISE) == [case_id]
    house.clock.forward(MINUTE)
    await house.record(house.inbound(text="But where is my parcel?", conversation_id=post.conversation_id))
    assert await house.lane(QueueView.NOW) == [case_id]


async def test_the_queue_is_ordered_by_the_time_left_not_by_what_is_newest(house: House) -> None:
    older, _ = await house.new_case()
    house.clock.forward(10 * MINUTE)
    newer, _ = await house.new_case(BEN)
    assert await house.lane(QueueView.NOW) == [older, newer]
    await house.decide(newer, Prioritised(Priority.URGENT))
    assert await house.lane(QueueView.NOW) == [newer, older]
    (first, _) = await house.desk.queue(QueueView.NOW)
    assert (first.due_kind, first.due_at) == (ClockKind.FIRST_RESPONSE, house.clock() + 15 * MINUTE)


async def test_of_two_due_in_one_minute_the_wider_reach_comes_first(house: House) -> None:
    quiet, _ = await house.new_case(BEN)
    loud, _ = await house.new_case(ANNA)
    assert await house.lane(QueueView.NOW) == [loud, quiet]


async def test_a_snoozed_case_returns_at_its_time_or_when_the_customer_writes(house: House) -> None:
    case_id, post = await house.new_case()
    await house.decide(case_id, Snoozed(house.clock() + HOUR))
    assert await house.lane(QueueView.SNOOZED) == [case_id]
    assert (await house.desk.status()).returns_next_at == house.clock() + HOUR
    house.clock.forward(HOUR)
    await house.desk.wake_returned()
    assert await house.lane(QueueView.NOW) == [case_id]

    await house.decide(case_id, Snoozed(None))
    house.clock.forward(1)
    await house.record(house.inbound(text="Hello?", conversation_id=post.conversation_id))
    assert await house.lane(QueueView.NOW) == [case_id]


async def test_a_word_that_came_before_the_snooze_was_seen_wakes_the_case(house: House) -> None:
    case_id, post = await house.new_case()
    seen = await house.seen(case_id)
    house.clock.forward(1)
    await house.record(house.inbound(text="Hello?", conversation_id=post.conversation_id))
    await house.desk.do(DecideCases(JO, (SeenCase(case_id, seen),), Snoozed(None)))
    assert await house.lane(QueueView.NOW) == [case_id]


async def test_the_engine_wakes_them_too(house: House) -> None:
    case_id, _ = await house.new_case()
    await house.decide(case_id, Snoozed(house.clock() + HOUR))
    house.clock.forward(2 * HOUR)
    await house.recorder.do(WakeReturned())
    assert await house.lane(QueueView.NOW) == [case_id]


async def test_other_targets_move_the_clocks_of_the_cases_that_are_there(house: House) -> None:
    case_id, _ = await house.new_case()
    closed, _ = await house.new_case(BEN)
    await house.decide(closed, NoAnswerNeeded("test"))
    targets = replace(Targets(), first_response_public=15)
    recorder = Recorder(house.store, ClockRules(targets), IntakeRules(LISTENING, PRAISE), house.clock)
    await recorder.keep_clocks()
    (row,) = await house.desk.queue(QueueView.NOW)
    assert (row.case_id, row.due_at) == (case_id, house.clock() + 15 * MINUTE)
    async with house.store.unit() as unit:
        mark = await unit.clock_rules_mark()
    await recorder.keep_clocks()
    async with house.store.unit() as unit:
        assert await unit.clock_rules_mark() == mark
