"""What an agent may queue, what is refused and why, and that drafts are never lost."""

from dataclasses import replace

import pytest
from desk.test_loop import leaves, reply, starts
from fake_x import US
from house import ANNA, BEN, JO, House

from tui_desk.desk.commands import (
    Accepted,
    AddNote,
    Command,
    DecideSend,
    QueueMessage,
    QueueReply,
    Refused,
    SaveDraft,
    UndoLast,
    WithText,
)
from tui_desk.desk.engine_commands import RecordMessages, RecordPosts, SettleSend
from tui_desk.desk.views import ThreadNote, ThreadSend
from tui_desk.domain.decisions import Solved
from tui_desk.domain.ids import AgentName, CaseId, MessageId, OutboxId, PostId
from tui_desk.domain.model import CaseState, Channel, Message, OutboxState, Post, Purpose
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.domain.refusals import (
    MessagesClosed,
    NoPublicPost,
    NoSuchCase,
    NothingWritten,
    NotSummoned,
    StillPending,
    ThreadMoved,
    TooLong,
)

MO = AgentName("mo")
HOUR = 3_600_000


async def test_a_draft_comes_back_as_it_was_typed(house: House) -> None:
    case_id, post = await house.new_case()
    await house.desk.do(SaveDraft(case_id, Channel.REPLY, "Sorry to h", post.post_id))
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert [(draft.channel, draft.text) for draft in thread.drafts] == [(Channel.REPLY, "Sorry to h")]
    await house.desk.do(SaveDraft(case_id, Channel.REPLY, "  "))
    emptied = await house.desk.thread(case_id)
    assert emptied is not None
    assert emptied.drafts == ()


async def test_each_channel_keeps_its_own_draft(house: House) -> None:
    case_id, _ = await house.new_case()
    for channel in Channel:
        await house.desk.do(SaveDraft(case_id, channel, f"for {channel}"))
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert {draft.channel: draft.text for draft in thread.drafts} == {channel: f"for {channel}" for channel in Channel}


async def test_queueing_takes_the_draft_and_recalling_gives_it_back(house: House) -> None:
    case_id, post = await house.new_case()
    await house.desk.do(SaveDraft(case_id, Channel.REPLY, "Sorry", post.post_id))
    await house.desk.do(QueueReply(JO, case_id, post.post_id, "Sorry", house.clock()))
    queued = await house.desk.thread(case_id)
    assert queued is not None
    assert queued.drafts == ()
    assert [entry.item.text for entry in queued.items if isinstance(entry, ThreadSend)] == ["Sorry ^JO"]
    await house.desk.do(UndoLast(JO))
    recalled = await house.desk.thread(case_id)
    assert recalled is not None
    assert not [entry for entry in recalled.items if isinstance(entry, ThreadSend)]
    assert [draft.text for draft in recalled.drafts] == ["Sorry"]


async def test_a_post_that_does_not_call_us_is_not_answered_and_the_reason_says_what_is_possible(house: House) -> None:
    case_id, post = await house.new_case()
    house.clock.forward(1000)
    uncalled = replace(house.inbound(), conversation_id=post.conversation_id, mentioned_ids=())
    await house.record(uncalled)
    answer = await house.desk.do(QueueReply(JO, case_id, uncalled.post_id, "Hello", house.clock()))
    assert answer == Refused(NotSummoned("anna", may_message=True))


async def test_the_length_counts_the_sign_off(house: House) -> None:
    case_id, post = await house.new_case()
    fits = await house.desk.do(QueueReply(JO, case_id, post.post_id, "x" * 276, house.clock()))
    assert isinstance(fits, Accepted)
    too_long = await house.desk.do(QueueReply(JO, case_id, post.post_id, "x" * 277, house.clock()))
    assert too_long == Refused(TooLong(281, 280))


async def test_nothing_written_is_nothing_sent(house: House) -> None:
    case_id, post = await house.new_case()
    assert await house.desk.do(QueueReply(JO, case_id, post.post_id, " \n", house.clock())) == Refused(NothingWritten())
    assert await house.desk.do(QueueMessage(JO, case_id, "", house.clock())) == Refused(NothingWritten())
    assert await house.desk.do(AddNote(JO, case_id, " ")) == Refused(NothingWritten())


async def test_a_customer_who_takes_no_messages_gets_none(house: House) -> None:
    case_id, _ = await house.new_case(BEN)
    assert await house.desk.do(QueueMessage(JO, case_id, "Hi", house.clock())) == Refused(MessagesClosed("ben"))


async def test_a_thread_that_moved_while_the_agent_typed_stops_the_send(house: House) -> None:
    case_id, post = await house.new_case()
    seen_until = await house.seen(case_id)
    house.clock.forward(5000)
    await house.record(replace(house.inbound(text="Forget it, it came"), conversation_id=post.conversation_id))
    answer = await house.desk.do(QueueReply(JO, case_id, post.post_id, "It comes tomorrow", seen_until))
    assert answer == Refused(ThreadMoved("anna"))
    again = await house.desk.do(QueueReply(JO, case_id, post.post_id, "Glad to hear", house.clock()))
    assert isinstance(again, Accepted)


async def test_the_reply_addresses_the_customer_alone(house: House) -> None:
    post = house.inbound(text="@brand @ben look at this", mentioned_ids=(US.user_id, BEN.user_id))
    await house.record(post)
    (row,) = await house.desk.queue()
    answer = await house.desk.do(QueueReply(JO, row.case_id, post.post_id, "Hello", house.clock()))
    assert isinstance(answer, Accepted)
    assert answer.outbox_id is not None
    async with house.store.unit() as unit:
        item = await unit.outbox(answer.outbox_id)
    assert item is not None
    assert item.excluded_ids == (BEN.user_id,)


async def test_a_note_stays_in_the_thread(house: House) -> None:
    case_id, _ = await house.new_case()
    await house.desk.do(SaveDraft(case_id, Channel.NOTE, "Called the depot"))
    await house.desk.do(AddNote(JO, case_id, "Called the depot"))
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert [entry.note.text for entry in thread.items if isinstance(entry, ThreadNote)] == ["Called the depot"]
    assert thread.drafts == ()


async def test_a_case_that_is_not_there_is_refused(house: House) -> None:
    nowhere = CaseId(999)
    assert await house.desk.do(SaveDraft(nowhere, Channel.REPLY, "x")) == Refused(NoSuchCase())
    case_id, _ = await house.new_case()
    assert await house.desk.do(QueueReply(JO, case_id, house.inbound().post_id, "x", 0)) == Refused(NoPublicPost())


async def test_what_is_taken_back_stands_above_what_was_written_since(house: House) -> None:
    case_id, post = await house.new_case()
    await house.desk.do(QueueReply(JO, case_id, post.post_id, "Sorry", house.clock()))
    await house.desk.do(SaveDraft(case_id, Channel.REPLY, "One more thing", post.post_id))
    await house.desk.do(UndoLast(JO))
    thread = await house.desk.thread(case_id)
    assert thread is not None
    assert [draft.text for draft in thread.drafts] == ["Sorry\n\nOne more thing"]


async def test_a_colleague_does_not_answer_what_is_being_answered(house: House) -> None:
    case_id, post = await house.new_case()
    await house.desk.do(QueueReply(JO, case_id, post.post_id, "Sorry", house.clock()))
    answer = await house.desk.do(QueueReply(MO, case_id, post.post_id, "We are on it", house.clock()))
    assert answer == Refused(StillPending(Channel.REPLY, OutboxState.QUEUED))
    second_part = await house.desk.do(QueueReply(JO, case_id, post.post_id, "And one more thing", house.clock()))
    assert isinstance(second_part, Accepted)
    same_again = await house.desk.do(QueueReply(JO, case_id, post.post_id, "Sorry", house.clock()))
    assert same_again == Refused(StillPending(Channel.REPLY, OutboxState.QUEUED))


async def test_a_reply_goes_to_the_customer_of_the_case_and_to_nobody_else(house: House) -> None:
    case_id, _ = await house.new_case()
    _, other = await house.new_case(BEN)
    assert await house.desk.do(QueueReply(JO, case_id, other.post_id, "x", house.clock())) == Refused(NoPublicPost())


async def test_only_public_words_are_signed(house: House) -> None:
    assert house.desk.outgoing(Channel.REPLY, "Hello") == "Hello ^JO"
    assert house.desk.outgoing(Channel.MESSAGE, "Hello") == "Hello"
    assert house.desk.outgoing(Channel.NOTE, "Hello") == "Hello"


async def test_a_person_who_turns_to_us_in_somebodys_thread_has_a_case_of_their_own(house: House) -> None:
    _, post = await house.new_case()
    mine_too = replace(
        house.inbound(BEN, "@brand me too"), conversation_id=post.conversation_id, reply_to_user_id=US.user_id
    )
    await house.record(mine_too)
    assert {row.handle for row in await house.desk.queue()} == {"anna", "ben"}


@pytest.mark.parametrize("channel", [Channel.REPLY, Channel.MESSAGE, Channel.NOTE])
async def test_only_the_text_that_was_sent_is_no_draft_any_more(house: House, channel: Channel) -> None:
    case_id, post = await house.new_case()

    async def sends(text: str) -> None:
        seen = await house.seen(case_id)
        commands: dict[Channel, Command] = {
            Channel.REPLY: QueueReply(MO, case_id, post.post_id, text, seen),
            Channel.MESSAGE: QueueMessage(MO, case_id, text, seen),
            Channel.NOTE: AddNote(MO, case_id, text),
        }
        assert isinstance(await house.desk.do(commands[channel]), Accepted)

    await house.desk.do(SaveDraft(case_id, channel, "What somebody else has begun \n"))
    await sends("Something short")
    assert [draft.text for draft in (await house.thread(case_id)).drafts] == ["What somebody else has begun \n"]
    await sends("What somebody else has begun")
    assert (await house.thread(case_id)).drafts == ()


@pytest.mark.parametrize(
    "also",
    [
        WithText(promise_until=1_800_000_000_000 + 5 * HOUR, solves=Solved.HERE),
        WithText(Purpose.ACKNOWLEDGEMENT, solves=Solved.HERE),
    ],
)
async def test_a_text_that_promises_or_acknowledges_solves_nothing(house: House, also: WithText) -> None:
    case_id, post = await house.new_case()
    await leaves(house, await reply(house, case_id, post.post_id, "We call you by five", also), 1_000_001)
    standing = (await house.thread(case_id)).standing
    assert standing.state is CaseState.OPEN
    assert standing.promise_until == also.promise_until


async def vouched(house: House, outbox_id: OutboxId, case_id: CaseId) -> None:
    """A call for it vanished, looking was impossible, and a person says that it is there."""
    await starts(house, outbox_id)
    await house.recorder.do(SettleSend(outbox_id, 1, OutboxEvent.LOST_SIGHT, "cut off"))
    await house.recorder.do(SettleSend(outbox_id, 1, OutboxEvent.GIVEN_UP, "no look worked"))
    decision = DecideSend(JO, outbox_id, OutboxEvent.VOUCHED, await house.seen(case_id))
    assert isinstance(await house.desk.do(decision), Accepted)


async def test_what_a_person_vouched_for_is_known_again_when_x_shows_it(house: House) -> None:
    case_id, post = await house.new_case()
    also = WithText(Purpose.ACKNOWLEDGEMENT, promise_until=house.clock() + 5 * HOUR)
    sent = await reply(house, case_id, post.post_id, "We call you by five", also)
    await vouched(house, sent, case_id)
    shown = Post(
        PostId(1_000_001),
        PostId(1_000_001),
        post.conversation_id,
        US.user_id,
        "@anna We call you by five ^JO",
        house.clock(),
        reply_to_post_id=post.post_id,
        reply_to_user_id=ANNA.user_id,
    )
    await house.recorder.do(RecordPosts((shown,), ()))
    standing = (await house.thread(case_id)).standing
    assert standing.first_response_at == shown.posted_at
    assert standing.substance_at is None
    assert standing.promise_until == also.promise_until
    async with house.store.unit() as unit:
        item = await unit.outbox(sent)
    assert item is not None
    assert (item.state, item.remote_id) == (OutboxState.SENT, shown.post_id)


async def test_a_message_that_a_person_vouched_for_is_known_again_when_x_shows_it(house: House) -> None:
    case_id, _ = await house.new_case()
    queued = await house.desk.do(QueueMessage(JO, case_id, "It is refunded", await house.seen(case_id)))
    assert isinstance(queued, Accepted)
    assert queued.outbox_id is not None
    await vouched(house, queued.outbox_id, case_id)
    shown = Message(MessageId(1_000_001), US.user_id, ANNA.user_id, "It is refunded", house.clock())
    await house.recorder.do(RecordMessages((shown,), ()))
    async with house.store.unit() as unit:
        item = await unit.outbox(queued.outbox_id)
    assert item is not None
    assert item.remote_id == shown.message_id


async def test_what_a_person_vouched_for_is_not_said_twice(house: House) -> None:
    case_id, post = await house.new_case()
    await vouched(house, await reply(house, case_id, post.post_id, "It is refunded"), case_id)
    seen = await house.seen(case_id)
    for agent, text in ((MO, "It is refunded"), (JO, "It is refunded"), (MO, "It is refunded ^MO")):
        answer = await house.desk.do(QueueReply(agent, case_id, post.post_id, text, seen))
        assert answer == Refused(StillPending(Channel.REPLY, OutboxState.SENT))
    other = await house.desk.do(QueueReply(MO, case_id, post.post_id, "It comes on Thursday", seen))
    assert isinstance(other, Accepted)
