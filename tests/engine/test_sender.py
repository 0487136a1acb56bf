"""Sending: nothing lost, nothing twice, whatever X and the network do."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from engine.sending import NAME, a_sender, item, queue_reply, work_until_settled
from engine_times import TIMES
from fake_x import US, Fate
from house import ANNA, JO, UNDO_MS, House, open_house
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_desk.desk.commands import Accepted, DecideSend, QueueMessage, QueueReply, Refused, UndoLast
from tui_desk.desk.engine_commands import ConfirmSend, RecordPosts, SettleSend, StartSend
from tui_desk.desk.views import ThreadPost, ThreadSend
from tui_desk.domain.ids import OutboxId, PostId, UserId
from tui_desk.domain.model import CaseState, OutboxState
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.domain.refusals import NothingToUndo, StillPending, ThreadMoved, TooLateToRecall


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
    case_id, outbox_id = await queue_reply(house)
    assert await house.desk.do(UndoLast(JO)) == Accepted(outbox_id, (case_id,))
    house.clock.forward(UNDO_MS)
    assert await sender.work() is None
    assert house.x.posted == []
    assert await house.desk.do(UndoLast(JO)) == Refused(NothingToUndo())


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
    assert house.x.posted[0].posted_at >= attempted_at + TIMES.settle_ms
    assert (await item(house, outbox_id)).state is OutboxState.SENT


async def test_a_program_killed_in_the_call_leaves_an_unknown_outcome(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.clock.forward(UNDO_MS)
    assert isinstance(await house.recorder.do(StartSend(outbox_id, NAME)), Accepted)
    assert await sender.work() == house.clock() + TIMES.request_timeout_ms
    house.clock.forward(TIMES.request_timeout_ms)
    await sender.work()
    assert (await item(house, outbox_id)).state is OutboxState.UNKNOWN
    assert house.x.posted == []


async def test_only_the_holder_of_the_lease_starts_a_send(house: House) -> None:
    await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.clock.forward(UNDO_MS)
    assert isinstance(await house.recorder.do(StartSend(outbox_id, "another engine")), Refused)
    assert (await item(house, outbox_id)).state is OutboxState.QUEUED


async def test_a_refusal_of_x_keeps_its_words_and_the_text(house: House) -> None:
    sender = await a_sender(house)
    case_id, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.REFUSED]
    house.clock.forward(UNDO_MS)
    await sender.work()
    refused = await item(house, outbox_id)
    assert (refused.state, refused.problem) == (OutboxState.REFUSED, "Forbidden: You may not reply here.")
    await house.desk.do(DecideSend(JO, outbox_id, OutboxEvent.TAKEN_BACK, await house.seen(case_id)))
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert [draft.text for draft in thread.drafts] == ["On its way"]


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
    case_id, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.LOST_AFTER]
    house.x.reads_fail = 10**6
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender, most_steps=200)
    assert (await item(house, outbox_id)).state is OutboxState.HELD
    await house.desk.do(DecideSend(JO, outbox_id, OutboxEvent.VOUCHED, await house.seen(case_id)))
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
    again = await house.desk.do(QueueReply(JO, case_id, thread.reply_to.post.post_id, "Hello?", thread.received_until))
    assert isinstance(again, Refused)
    assert isinstance(again.reason, StillPending)


async def test_a_message_that_was_lost_is_found_in_the_conversation(house: House) -> None:
    sender = await a_sender(house)
    case_id, _ = await house.new_case()
    answer = await house.desk.do(QueueMessage(JO, case_id, "Your number?", await house.seen(case_id)))
    assert isinstance(answer, Accepted)
    house.x.fates = [Fate.LOST_AFTER]
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender)
    assert [message.text for message in house.x.sent_messages] == ["Your number?"]
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
    await house.recorder.do(RecordPosts((completed,), ()))
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


async def test_a_machine_that_slept_in_the_call_sends_nothing_twice(house: House) -> None:
    """The call arrived, its answer did not; hours later another engine looks, and X shows posts late."""
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.clock.forward(UNDO_MS)
    await house.recorder.do(StartSend(outbox_id, NAME))
    started = await item(house, outbox_id)
    assert started.reply_to_post_id is not None
    await house.x.send_reply(started.text, started.reply_to_post_id, ())
    house.clock.forward(8 * 60 * 60 * 1000)
    house.x.posted[0] = replace(house.x.posted[0], posted_at=house.clock())
    house.x.lag_ms = TIMES.settle_ms - 1
    await work_until_settled(house, sender)
    assert len(house.x.posted) == 1
    assert (await item(house, outbox_id)).state is OutboxState.SENT


async def test_the_word_of_x_counts_however_late_it_comes(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.LOST_BEFORE]
    house.clock.forward(UNDO_MS)
    await sender.work()
    await house.recorder.do(ConfirmSend(outbox_id, 5_000))
    assert (await item(house, outbox_id)).state is OutboxState.SENT


async def test_a_late_word_about_an_earlier_call_changes_nothing(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.LOST_BEFORE, Fate.LOST_AFTER]
    house.clock.forward(UNDO_MS)
    while (await item(house, outbox_id)).losses < 2:
        house.clock.at = max(house.clock.at + 1, await sender.work() or 0)
    answer = await house.recorder.do(SettleSend(outbox_id, 1, OutboxEvent.NOT_FOUND, "", house.clock()))
    assert isinstance(answer, Refused)
    assert (await item(house, outbox_id)).state is OutboxState.UNKNOWN


async def test_own_posts_that_are_read_settle_what_was_unknown(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.LOST_AFTER]
    house.clock.forward(UNDO_MS)
    await sender.work()
    await house.recorder.do(RecordPosts(tuple(house.x.posted), ()))
    assert (await item(house, outbox_id)).state is OutboxState.SENT


async def test_an_answer_of_ours_in_other_words_is_put_to_a_person_and_not_sent_again(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.LOST_AFTER]
    house.clock.forward(UNDO_MS)
    await sender.work()
    house.x.posted[0] = replace(house.x.posted[0], text="On it's way, says X")
    await work_until_settled(house, sender)
    assert (await item(house, outbox_id)).state is OutboxState.HELD
    assert len(house.x.posted) == 1


async def test_what_the_customer_wrote_before_it_left_holds_it(house: House) -> None:
    sender = await a_sender(house)
    case_id, outbox_id = await queue_reply(house)
    house.clock.forward(1_000)
    stop = house.inbound(text="Stop, it came")
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert thread.case.conversation_id is not None
    await house.record(replace(stop, conversation_id=thread.case.conversation_id))
    house.clock.forward(UNDO_MS)
    await sender.work()
    held = await item(house, outbox_id)
    assert (held.state, held.problem) == (OutboxState.HELD, "Somebody wrote in this case before it left")
    await house.desk.do(DecideSend(JO, outbox_id, OutboxEvent.RESENT, await house.seen(case_id)))
    await sender.work()
    assert len(house.x.posted) == 1


async def test_what_could_not_leave_for_hours_is_looked_at_first(house: House) -> None:
    _, outbox_id = await queue_reply(house)
    house.clock.forward(8 * 60 * 60 * 1000)
    sender = await a_sender(house)
    await sender.work()
    assert (await item(house, outbox_id)).state is OutboxState.HELD
    assert house.x.calls == []


async def test_a_word_that_came_while_it_was_leaving_still_waits_for_an_answer(house: House) -> None:
    sender = await a_sender(house)
    case_id, _ = await queue_reply(house)
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert thread.case.conversation_id is not None
    late = replace(house.inbound(text="And my seat?"), conversation_id=thread.case.conversation_id)
    house.clock.forward(UNDO_MS)
    await sender.work()
    house.clock.forward(1_000)
    await house.record(late)
    (row,) = await house.everything()
    assert (row.state, row.waiting_since) == (CaseState.OPEN, late.posted_at)


async def test_waiting_for_x_is_no_loss(house: House) -> None:
    sender = await a_sender(house)
    _, outbox_id = await queue_reply(house)
    house.x.fates = [Fate.UNREACHABLE, Fate.UNREACHABLE, Fate.UNREACHABLE, Fate.LOST_BEFORE]
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender)
    assert (await item(house, outbox_id)).state is OutboxState.SENT
    assert len(house.x.posted) == 1


async def test_a_reply_to_a_post_that_is_gone_is_refused_and_the_next_goes_elsewhere(house: House) -> None:
    sender = await a_sender(house)
    case_id, _ = await queue_reply(house)
    house.x.fates = [Fate.GONE]
    house.clock.forward(UNDO_MS)
    await sender.work()
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert thread.reply_to is None
    assert [entry.gone for entry in thread.items if isinstance(entry, ThreadPost)] == [True]


async def test_a_bug_met_by_one_item_does_not_hold_up_the_others(house: House) -> None:
    sender = await a_sender(house)
    _, first = await queue_reply(house)
    _, second = await queue_reply(house, "Another")
    house.clock.forward(UNDO_MS)
    calling = house.x.send_reply
    house.x.send_reply = a_bug_for(house, first, calling)  # type: ignore[method-assign,assignment]
    await sender.work()
    assert (await item(house, second)).state is OutboxState.SENT


def a_bug_for(
    house: House, outbox_id: OutboxId, calling: Callable[..., Awaitable[PostId]]
) -> Callable[..., Awaitable[PostId]]:
    async def call(text: str, reply_to: PostId, excluded: tuple[UserId, ...]) -> PostId:
        if reply_to == (await item(house, outbox_id)).reply_to_post_id:
            raise ZeroDivisionError
        return await calling(text, reply_to, excluded)

    return call


async def two_replies(house: House, first: str, second: str) -> tuple[OutboxId, OutboxId]:
    """Two texts of one agent under one post."""
    case_id, first_id = await queue_reply(house, first)
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert thread.reply_to is not None
    answer = await house.desk.do(
        QueueReply(JO, case_id, thread.reply_to.post.post_id, second, await house.seen(case_id))
    )
    assert isinstance(answer, Accepted)
    assert answer.outbox_id is not None
    return first_id, answer.outbox_id


@pytest.mark.parametrize(
    ("first", "second"),
    [("See https://a.example/refund", "See https://a.example/returns"), ("It is 12.50", "It is 15.20")],
)
async def test_one_post_settles_one_send(house: House, first: str, second: str) -> None:
    sender = await a_sender(house)
    await two_replies(house, first, second)
    house.x.fates = [Fate.LOST_BEFORE, Fate.WELL]
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender)
    assert sorted(post.text for post in house.x.posted) == sorted([f"{first} ^JO", f"{second} ^JO"])


async def test_what_was_refused_is_not_made_good_by_a_later_post(house: House) -> None:
    sender = await a_sender(house)
    refused, sent = await two_replies(house, "See https://a.example/1", "See https://a.example/2")
    house.x.fates = [Fate.REFUSED, Fate.WELL]
    house.clock.forward(UNDO_MS)
    await sender.work()
    await house.recorder.do(RecordPosts(tuple(house.x.posted), ()))
    assert (await item(house, refused)).state is OutboxState.REFUSED
    assert (await item(house, sent)).state is OutboxState.SENT


async def test_a_message_belongs_to_the_case_it_was_written_in(house: House) -> None:
    sender = await a_sender(house)
    first, _ = await house.new_case()
    answer = await house.desk.do(QueueMessage(JO, first, "Your number?", await house.seen(first)))
    assert isinstance(answer, Accepted)
    house.clock.forward(1_000)
    second, _ = await house.new_case(text="Another matter")
    house.x.fates = [Fate.LOST_AFTER]
    house.clock.forward(UNDO_MS)
    await work_until_settled(house, sender)
    assert len(house.x.sent_messages) == 1
    states = {row.case_id: row.state for row in await house.everything()}
    assert states == {first: CaseState.WAITING, second: CaseState.NEW}


async def test_a_decision_made_before_the_customer_wrote_again_stops(house: House) -> None:
    sender = await a_sender(house)
    case_id, outbox_id = await queue_reply(house)
    house.clock.forward(8 * 60 * 60 * 1000)
    await sender.work()
    seen_until = await house.seen(case_id)
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert thread.case.conversation_id is not None
    await house.record(replace(house.inbound(text="Wait!"), conversation_id=thread.case.conversation_id))
    answer = await house.desk.do(DecideSend(JO, outbox_id, OutboxEvent.RESENT, seen_until))
    assert answer == Refused(ThreadMoved("anna"))
    assert (await item(house, outbox_id)).state is OutboxState.HELD


async def test_a_clock_that_was_set_back_hides_nothing(house: House) -> None:
    sender = await a_sender(house)
    case_id, outbox_id = await queue_reply(house)
    house.clock.forward(-30_000)
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert thread.case.conversation_id is not None
    await house.record(replace(house.inbound(text="Stop!"), conversation_id=thread.case.conversation_id))
    house.clock.forward(30_000 + UNDO_MS)
    await sender.work()
    assert (await item(house, outbox_id)).state is OutboxState.HELD


async def test_taking_back_says_too_late_only_while_the_agent_may_mean_that_text(house: House) -> None:
    sender = await a_sender(house)
    await queue_reply(house)
    house.clock.forward(UNDO_MS)
    await sender.work()
    assert await house.desk.do(UndoLast(JO)) == Refused(TooLateToRecall(OutboxState.SENT))
    house.clock.forward(61_000)
    assert await house.desk.do(UndoLast(JO)) == Refused(NothingToUndo())


async def test_what_waits_for_an_engine_can_be_taken_back_however_long_it_waits(house: House) -> None:
    case_id, outbox_id = await queue_reply(house)
    house.clock.forward(10 * 60_000)
    assert await house.desk.do(UndoLast(JO)) == Accepted(outbox_id, (case_id,))
