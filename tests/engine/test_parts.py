"""A text that leaves in parts: never out of order, never twice, never a later part without those before it."""

from collections.abc import Sequence

import pytest
from engine.sending import NAME, a_sender, item, work_until_settled
from fake_x import US, Fate
from house import ANNA, JO, UNDO_MS, House, open_house
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_desk.desk.commands import Accepted, DecideSend, QueueReply, Refused, UndoLast, WithText
from tui_desk.desk.engine_commands import ConfirmSend, StartSend
from tui_desk.desk.views import ThreadPost, ThreadSend
from tui_desk.domain.decisions import Solved
from tui_desk.domain.ids import CaseId, OutboxId, PostId
from tui_desk.domain.model import CaseState, Channel, OutboxItem, OutboxState, Post, Purpose
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.domain.refusals import PartBeforeMissing, TooLateToRecall, TooLong

SENTENCES = ("We asked the depot and they found it.", "It leaves on Monday.", "Sorry for the wait, Anna.")
WORDS = " ".join(f"{sentence} {'So it goes. ' * 15}".strip() for sentence in SENTENCES)
"""Three posts long."""


async def queue_in_parts(
    house: House, text: str = WORDS, also: WithText | None = None
) -> tuple[CaseId, Post, Sequence[OutboxId]]:
    case_id, post = await house.new_case()
    seen = await house.seen(case_id)
    answer = await house.desk.do(QueueReply(JO, case_id, post.post_id, text, seen, also or WithText(), in_parts=True))
    assert isinstance(answer, Accepted)
    return case_id, post, [send.outbox_id for send in await sends(house, case_id)]


async def sends(house: House, case_id: CaseId) -> list[OutboxItem]:
    """What is on its way in a case, in its order."""
    thread = await house.thread(case_id)
    return [entry.item for entry in thread.items if isinstance(entry, ThreadSend)]


async def states(house: House, outbox_ids: Sequence[OutboxId]) -> list[str]:
    return [(await item(house, outbox_id)).state.value for outbox_id in outbox_ids]


async def drafted(house: House, case_id: CaseId) -> list[tuple[Channel, str, PostId | None]]:
    return [(draft.channel, draft.text, draft.reply_to_post_id) for draft in (await house.thread(case_id)).drafts]


def counters(house: House) -> list[str]:
    """The counters of what customers saw, in the order of its being posted."""
    return [post.text.removesuffix(" ^JO")[-3:] for post in house.x.posted]


async def test_each_part_replies_to_the_one_before_and_answers_the_case(house: House) -> None:
    sender = await a_sender(house)
    case_id, post, parts = await queue_in_parts(house)
    assert len(parts) == 3
    assert await sender.work() == house.clock() + UNDO_MS
    assert house.x.posted == []
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender)
    assert await states(house, parts) == ["sent", "sent", "sent"]
    assert counters(house) == ["1/3", "2/3", "3/3"]
    first, second, third = house.x.posted
    assert [each.reply_to_post_id for each in (first, second, third)] == [post.post_id, first.post_id, second.post_id]
    assert all(len(each.text) <= 280 and each.text.endswith(" ^JO") for each in house.x.posted)
    thread = await house.thread(case_id)
    ours = [entry.post.post_id for entry in thread.items if isinstance(entry, ThreadPost) and entry.agent == JO]
    assert ours == [each.post_id for each in house.x.posted]
    assert thread.case.state is CaseState.WAITING


async def test_a_text_that_fits_leaves_whole_and_one_that_cannot_be_cut_does_not_leave(house: House) -> None:
    _, _, parts = await queue_in_parts(house, "Short")
    assert [(await item(house, part)).text for part in parts] == ["Short ^JO"]
    case_id, post = await house.new_case()
    uncut = QueueReply(JO, case_id, post.post_id, "x" * 300, await house.seen(case_id), in_parts=True)
    assert await house.desk.do(uncut) == Refused(TooLong(304, 280))


async def test_no_part_starts_before_x_has_the_one_before_it(house: House) -> None:
    sender = await a_sender(house)
    _, _, (first, second, _) = await queue_in_parts(house)
    house.clock.forward(UNDO_MS)
    assert [waiting.outbox_id for waiting in await house.store.queries.outbox_in_flight()] == [first]
    assert await house.recorder.do(StartSend(second, NAME)) == Refused(PartBeforeMissing())
    house.x.fates = [Fate.LIMITED]
    await sender.work()
    assert await house.recorder.do(StartSend(second, NAME)) == Refused(PartBeforeMissing())
    assert house.x.calls == ["send_reply"]


async def test_one_undo_takes_all_of_it_back_as_it_was_typed(house: House) -> None:
    sender = await a_sender(house)
    case_id, post, parts = await queue_in_parts(house, also=WithText(solves=Solved.HERE))
    assert (await house.thread(case_id)).case.state is CaseState.RESOLVED
    assert await house.desk.do(UndoLast(JO)) == Accepted(parts[0], (case_id,))
    assert await states(house, parts) == ["recalled", "recalled", "recalled"]
    assert await drafted(house, case_id) == [(Channel.REPLY, WORDS, post.post_id)]
    assert (await house.thread(case_id)).case.state is CaseState.NEW
    house.clock.forward(UNDO_MS)
    assert await sender.work() is None
    assert house.x.posted == []


async def test_what_has_not_left_can_still_be_taken_back(house: House) -> None:
    sender = await a_sender(house)
    case_id, post, parts = await queue_in_parts(house, also=WithText(solves=Solved.HERE))
    house.clock.forward(UNDO_MS)
    house.x.fates = [Fate.WELL, Fate.LIMITED]
    await sender.work()
    await sender.work()
    assert await states(house, parts) == ["sent", "queued", "queued"]
    assert await house.desk.do(UndoLast(JO)) == Accepted(parts[1], (case_id,))
    assert await states(house, parts) == ["sent", "recalled", "recalled"]
    ((_, rest, answered),) = await drafted(house, case_id)
    assert (house.x.posted[0].text.removesuffix(" 1/3 ^JO") + " " + rest, answered) == (WORDS, post.post_id)
    assert (await house.thread(case_id)).case.state is CaseState.WAITING


async def test_what_has_left_is_not_taken_back(house: House) -> None:
    sender = await a_sender(house)
    await queue_in_parts(house)
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender)
    assert await house.desk.do(UndoLast(JO)) == Refused(TooLateToRecall(OutboxState.SENT))


async def test_what_x_refuses_stops_all_that_goes_on_from_it_and_comes_back_as_one_draft(house: House) -> None:
    sender = await a_sender(house)
    case_id, post, parts = await queue_in_parts(house, also=WithText(solves=Solved.HERE))
    house.x.fates = [Fate.REFUSED]
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender)
    assert await states(house, parts) == ["refused", "held", "held"]
    assert [(await item(house, part)).problem for part in parts[1:]] == [
        "X refused the part before it",
        "The part before it is held",
    ]
    assert (await house.thread(case_id)).case.state is CaseState.NEW
    seen = await house.seen(case_id)
    again = await house.desk.do(DecideSend(JO, parts[1], OutboxEvent.RESENT, seen))
    assert again == Refused(PartBeforeMissing())
    await house.desk.do(DecideSend(JO, parts[0], OutboxEvent.TAKEN_BACK, seen))
    assert await states(house, parts) == ["recalled", "recalled", "recalled"]
    assert await drafted(house, case_id) == [(Channel.REPLY, WORDS, post.post_id)]
    assert house.x.posted == []


async def test_parts_taken_back_one_by_one_stand_in_their_order_without_counters(house: House) -> None:
    sender = await a_sender(house)
    case_id, post, parts = await queue_in_parts(house)
    house.x.fates = [Fate.REFUSED]
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender)
    for part in (parts[1], parts[0]):
        await house.desk.do(DecideSend(JO, part, OutboxEvent.TAKEN_BACK, await house.seen(case_id)))
    ((_, text, answered),) = await drafted(house, case_id)
    assert (text.replace("\n\n", " "), answered) == (WORDS, post.post_id)


async def test_a_part_that_the_customer_overtook_waits_for_a_person_and_takes_the_rest_along(house: House) -> None:
    sender = await a_sender(house)
    case_id, post, parts = await queue_in_parts(house)
    house.clock.forward(UNDO_MS)
    await sender.work()
    await house.record(house.inbound(text="Ah!", conversation_id=post.conversation_id, reply_to_user_id=US.user_id))
    await work_until_settled(house, sender)
    assert await states(house, parts) == ["sent", "held", "held"]
    await house.desk.do(DecideSend(JO, parts[1], OutboxEvent.RESENT, await house.seen(case_id)))
    await work_until_settled(house, sender)
    assert counters(house) == ["1/3", "2/3", "3/3"]


@pytest.mark.parametrize("lost", [0, 1, 2])
async def test_a_part_whose_answer_was_lost_is_found_and_the_rest_goes_on_from_it(house: House, lost: int) -> None:
    sender = await a_sender(house)
    _, _, parts = await queue_in_parts(house)
    house.x.fates = [*[Fate.WELL] * lost, Fate.LOST_AFTER]
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender)
    assert await states(house, parts) == ["sent", "sent", "sent"]
    assert counters(house) == ["1/3", "2/3", "3/3"]


async def test_a_part_that_somebody_vouches_for_cannot_be_gone_on_from(house: House) -> None:
    sender = await a_sender(house)
    case_id, _, parts = await queue_in_parts(house)
    house.x.fates = [Fate.LOST_AFTER]
    house.x.reads_fail = 10**6
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender, most_steps=200)
    assert await states(house, parts) == ["held", "held", "held"]
    await house.desk.do(DecideSend(JO, parts[0], OutboxEvent.VOUCHED, await house.seen(case_id)))
    assert await states(house, parts) == ["sent", "held", "held"]
    assert "under which number" in (await item(house, parts[1])).problem
    again = await house.desk.do(DecideSend(JO, parts[1], OutboxEvent.RESENT, await house.seen(case_id)))
    assert again == Refused(PartBeforeMissing())
    await house.recorder.do(ConfirmSend(parts[0], house.x.posted[0].post_id, OutboxEvent.FOUND))
    await house.desk.do(DecideSend(JO, parts[1], OutboxEvent.RESENT, await house.seen(case_id)))
    await work_until_settled(house, sender)
    assert counters(house) == ["1/3", "2/3", "3/3"]


async def test_a_part_that_is_sent_again_takes_the_rest_along(house: House) -> None:
    sender = await a_sender(house)
    case_id, _, parts = await queue_in_parts(house)
    house.x.fates = [Fate.LOST_BEFORE]
    house.x.reads_fail = 10**6
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender, most_steps=200)
    assert await states(house, parts) == ["held", "held", "held"]
    await house.desk.do(DecideSend(JO, parts[0], OutboxEvent.RESENT, await house.seen(case_id)))
    await work_until_settled(house, sender)
    assert counters(house) == ["1/3", "2/3", "3/3"]


async def test_all_parts_are_for_the_same(house: House) -> None:
    _, _, parts = await queue_in_parts(house, also=WithText(Purpose.ACKNOWLEDGEMENT))
    assert {(await item(house, part)).purpose for part in parts} == {Purpose.ACKNOWLEDGEMENT}


FATES = st.lists(st.sampled_from(list(Fate)), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=FATES, reads_fail=st.integers(0, 3), lag_ms=st.sampled_from([0, 400]))
async def test_whatever_happens_customers_see_the_beginning_of_the_text_once_and_in_order(
    tmp_path_factory: pytest.TempPathFactory, fates: list[Fate], reads_fail: int, lag_ms: int
) -> None:
    async with open_house(tmp_path_factory.mktemp("parts")) as house:
        sender = await a_sender(house)
        _, post, parts = await queue_in_parts(house)
        house.x.fates, house.x.reads_fail, house.x.lag_ms = list(fates), reads_fail, lag_ms
        house.clock.forward(UNDO_MS)
        await work_until_settled(house, sender, most_steps=300)
        assert counters(house) == ["1/3", "2/3", "3/3"][: len(house.x.posted)]
        before = [post.post_id, *(each.post_id for each in house.x.posted)]
        assert [each.reply_to_post_id for each in house.x.posted] == before[:-1]
        assert {each.author_id for each in house.x.posted} <= {US.user_id}
        arrived = [state == "sent" for state in await states(house, parts)]
        assert arrived == sorted(arrived, reverse=True)
        assert sum(arrived) <= len(house.x.posted)
        assert ANNA.user_id not in {each.author_id for each in house.x.posted}
