"""Sending: nothing lost, nothing twice, whatever X and the network do."""

from dataclasses import replace

import pytest
from engine_times import TIMES
from fake_x import US, Fate
from house import ANNA, JO, UNDO_MS, House, open_house
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_desk.desk.commands import (
    Accepted,
    DecideSend,
    QueueMessage,
    QueueReply,
    RecallLast,
    RecordPosts,
    Refused,
    StartSend,
)
from tui_desk.desk.handlers.sending import ENGINE_ROLE
from tui_desk.desk.views import ThreadPost, ThreadSend
from tui_desk.domain.ids import CaseId, OutboxId
from tui_desk.domain.model import CaseState, OutboxItem, OutboxState
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.domain.refusals import NothingToUndo, StillPending
from tui_desk.engine.sender import Sender

NAME = "engine-under-test"


async def a_sender(house: House) -> Sender:
    """A sender that holds the lease for good."""
    assert await house.store.take_lease(ENGINE_ROLE, NAME, house.clock(), house.clock() + 10**12)
    account = await house.x.account()
    return Sender(house.desk, house.store.queries, house.x, account, NAME, TIMES)


async def queue_reply(house: House, text: str = "On its way") -> tuple[CaseId, OutboxId]:
    case_id, post = await house.new_case()
    answer = await house.desk.do(QueueReply(JO, case_id, post.post_id, text, house.clock()))
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


async def test_a_reply_leaves_when_the_undo_window_has_passed(house: House) -> None:
    sender = await a_sender(house)
    case_id, outbox_id = await queue_reply(house)
    assert await sender.work() == house.clock() + UNDO_MS
    assert house.x.posted == []
    house.clock.forward(UNDO_MS)
    assert await sender.work() is None
    assert [post.text for post in house.x.posted] == ["On its way ^JO"]
    assert (await item(house, outbox_id)).state is OutboxState.SENT
    thread = await house.desk.thread(case_id)
    assert thread is not None
    ours = [entry for entry in thread.items if isinstance(entry, ThreadPost) and entry.agent == JO]
    assert [entry.post.text for entry in ours] == ["On its way ^JO"]
    assert thread.case.state is CaseState.WAITING


async def test_what_was_recalled_never_leaves(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    assert await house.desk.do(RecallLast(JO)) == Accepted(outbox_id)
    house.clock.forward(UNDO_MS)
    assert await sender.work() is None
    assert house.x.posted == []
    assert await house.desk.do(RecallLast(JO)) == Refused(NothingToUndo())


async def test_an_answer_that_was_lost_is_found_and_not_sent_again(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.LOST_AFTER]
    house.clock.forward(UNDO_MS)
    await sender.work()
    assert (await item(house, outbox_id)).state is OutboxState.UNKNOWN
    await work_until_settled(house, sender)
    assert (await item(house, outbox_id)).state is OutboxState.SENT
    assert len(house.x.posted) == 1


async def test_a_call_that_vanished_is_sent_again_only_after_the_settle_delay(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.LOST_BEFORE]
    house.clock.forward(UNDO_MS)
    await sender.work()
    attempted_at = house.clock()
    await work_until_settled(house, sender)
    assert len(house.x.posted) == 1
    assert house.x.posted[0].posted_at >= attempted_at + TIMES.request_timeout_ms + TIMES.settle_ms
    assert (await item(house, outbox_id)).state is OutboxState.SENT


async def test_a_program_killed_in_the_call_leaves_an_unknown_outcome(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.clock.forward(UNDO_MS)
    assert isinstance(await house.desk.do(StartSend(outbox_id, NAME)), Accepted)
    await sender.work()
    assert (await item(house, outbox_id)).state is OutboxState.UNKNOWN
    assert house.x.posted == []


async def test_only_the_holder_of_the_lease_starts_a_send(house: House) -> None:
    await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.clock.forward(UNDO_MS)
    assert isinstance(await house.desk.do(StartSend(outbox_id, "another engine")), Refused)
    assert (await item(house, outbox_id)).state is OutboxState.QUEUED


async def test_a_refusal_of_x_keeps_its_words_and_the_text(house: House) -> None:
    sender = await a_sender(house)
    case_id, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.REFUSED]
    house.clock.forward(UNDO_MS)
    await sender.work()
    refused = await item(house, outbox_id)
    assert (refused.state, refused.problem) == (OutboxState.REFUSED, "Forbidden: You may not reply here.")
    await house.desk.do(DecideSend(JO, outbox_id, OutboxEvent.TAKEN_BACK))
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert [draft.text for draft in thread.drafts] == ["On its way ^JO"]


async def test_a_limit_of_x_puts_it_off_until_x_takes_calls_again(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.LIMITED]
    house.clock.forward(UNDO_MS)
    assert await sender.work() == house.clock() + 60_000
    assert (await item(house, outbox_id)).state is OutboxState.QUEUED
    assert len(house.x.calls) == 1


async def test_looking_in_vain_for_too_long_asks_a_person(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.LOST_AFTER]
    house.x.reads_fail = 10**6
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender, most_steps=200)
    assert (await item(house, outbox_id)).state is OutboxState.HELD
    await house.desk.do(DecideSend(JO, outbox_id, OutboxEvent.VOUCHED))
    assert (await item(house, outbox_id)).state is OutboxState.SENT
    assert len(house.x.posted) == 1


async def test_a_duplicate_without_a_trace_ends_with_a_person_and_not_in_a_circle(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.LOST_BEFORE, *[Fate.DUPLICATE] * 20]
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender)
    assert (await item(house, outbox_id)).state is OutboxState.HELD
    assert house.x.posted == []


async def test_a_duplicate_at_the_first_call_is_a_refusal(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.DUPLICATE]
    house.clock.forward(UNDO_MS)
    await sender.work()
    assert (await item(house, outbox_id)).state is OutboxState.REFUSED


async def test_a_second_text_waits_for_the_fate_of_the_first(house: House) -> None:
    sender = await a_sender(house)
    case_id, _ = await queue_reply(house)
    house.x.fates = [Fate.LOST_AFTER]
    house.clock.forward(UNDO_MS)
    await sender.work()
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert thread.reply_to is not None
    again = await house.desk.do(QueueReply(JO, case_id, thread.reply_to.post.post_id, "Hello?", house.clock()))
    assert isinstance(again, Refused)
    assert isinstance(again.reason, StillPending)


async def test_a_message_that_was_lost_is_found_in_the_conversation(house: House) -> None:
    sender = await a_sender(house)
    case_id, _ = await house.new_case()
    answer = await house.desk.do(QueueMessage(JO, case_id, "Your number?", house.clock()))
    assert isinstance(answer, Accepted)
    house.x.fates = [Fate.LOST_AFTER]
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender)
    assert [message.text for message in house.x.sent_messages] == ["Your number? ^JO"]
    assert house.x.sent_messages[0].customer_id == ANNA.user_id
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert not [entry for entry in thread.items if isinstance(entry, ThreadSend)]


async def test_own_posts_read_elsewhere_do_not_double_the_bubble(house: House) -> None:
    sender = await a_sender(house)
    case_id, _ = await queue_reply(house)
    house.clock.forward(UNDO_MS)
    await sender.work()
    completed = replace(house.x.posted[0], lang="en")
    await house.desk.do(RecordPosts((completed,), ()))
    thread = await house.desk.thread(case_id)
    assert thread is not None
    ours = [entry for entry in thread.items if isinstance(entry, ThreadPost) and entry.author.user_id == US.user_id]
    assert [(entry.post.lang, entry.author.handle, entry.agent) for entry in ours] == [("en", US.handle, JO)]


fates = st.lists(
    st.sampled_from([Fate.WELL, Fate.LOST_BEFORE, Fate.LOST_AFTER, Fate.UNREACHABLE, Fate.LIMITED]), max_size=8
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=fates, reads_fail=st.integers(0, 3), lag_ms=st.integers(0, TIMES.settle_ms - 1))
async def test_whatever_happens_it_is_posted_exactly_once(
    tmp_path_factory: pytest.TempPathFactory, fates: list[Fate], reads_fail: int, lag_ms: int
) -> None:
    async with open_house(tmp_path_factory.mktemp("house")) as house:
        sender = await a_sender(house)
        _, outbox_id = await queue_reply(house)
        house.x.fates, house.x.reads_fail, house.x.lag_ms = fates, reads_fail, lag_ms
        house.clock.forward(UNDO_MS)
        await work_until_settled(house, sender)
        state = (await item(house, outbox_id)).state
        arrived = len(house.x.posted)
        assert (state, arrived) in ((OutboxState.SENT, 1), (OutboxState.HELD, 0))
