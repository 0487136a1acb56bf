"""The closed loop at a desk with a real store: solved in private, owed in public, promised, met."""

import pytest
from house import ANNA, BEN, JO, House

from tui_desk.desk.commands import (
    Accepted,
    DecideCases,
    DecideSend,
    QueueMessage,
    QueueReply,
    Refused,
    SeenCase,
    UndoLast,
    WithText,
)
from tui_desk.desk.engine_commands import ConfirmSend, RecordMessages, SettleSend, StartSend
from tui_desk.desk.handlers.sending import ENGINE_ROLE
from tui_desk.desk.views import QueueView
from tui_desk.domain.clocks import ClockKind
from tui_desk.domain.decisions import (
    FollowUpWaived,
    Muted,
    NoAnswerNeeded,
    Promised,
    Reopened,
    Resolved,
    Snoozed,
    Solved,
)
from tui_desk.domain.ids import CaseId, MessageId, OutboxId, PostId
from tui_desk.domain.model import CaseState, FollowUp, Message, Purpose
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.domain.refusals import (
    AlreadyClosed,
    NothingAnswered,
    ReasonMissing,
    StillOwed,
    ThreadMoved,
    UndecidedSend,
)

MINUTE = 60_000
ENGINE = "engine-1"


async def reply(house: House, case_id: CaseId, post_id: PostId, text: str, also: WithText | None = None) -> OutboxId:
    """Put a public reply into the outbox."""
    seen = await house.seen(case_id)
    answer = await house.desk.do(QueueReply(JO, case_id, post_id, text, seen, also or WithText()))
    assert isinstance(answer, Accepted), answer
    assert answer.outbox_id is not None
    return answer.outbox_id


async def message(house: House, case_id: CaseId, text: str, also: WithText | None = None) -> OutboxId:
    """Put a direct message into the outbox."""
    answer = await house.desk.do(QueueMessage(JO, case_id, text, await house.seen(case_id), also or WithText()))
    assert isinstance(answer, Accepted), answer
    assert answer.outbox_id is not None
    return answer.outbox_id


async def leaves(house: House, outbox_id: OutboxId, remote_id: int) -> None:
    """The engine sends it, and X confirms."""
    await starts(house, outbox_id)
    await house.recorder.do(ConfirmSend(outbox_id, remote_id))


async def starts(house: House, outbox_id: OutboxId) -> None:
    """The engine begins the call."""
    house.clock.forward(MINUTE)
    await house.store.take_lease(ENGINE_ROLE, ENGINE, house.clock(), house.clock() + MINUTE)
    assert isinstance(await house.recorder.do(StartSend(outbox_id, ENGINE)), Accepted)


async def refused(house: House, outbox_id: OutboxId) -> None:
    """The engine tries, and X does not take it."""
    await starts(house, outbox_id)
    await house.recorder.do(SettleSend(outbox_id, 1, OutboxEvent.REFUSED, "no"))


async def solved_by_message(house: House) -> tuple[CaseId, PostId]:
    """A public complaint whose solution went out as a direct message."""
    case_id, post = await house.new_case()
    await leaves(house, await message(house, case_id, "Refunded, it is with you on Thursday"), 901)
    assert isinstance(await house.decide(case_id, Resolved()), Accepted)
    return case_id, post.post_id


async def state(house: House, case_id: CaseId) -> tuple[CaseState, FollowUp]:
    standing = (await house.thread(case_id)).standing
    return standing.state, standing.follow_up


async def test_a_private_solution_of_a_public_case_is_owed_then_promised_then_met(house: House) -> None:
    case_id, post_id = await solved_by_message(house)
    assert await state(house, case_id) == (CaseState.OWED, FollowUp.OWED)
    assert await house.lane(QueueView.OWED) == [case_id]
    assert (await house.desk.status()).counts.cases[QueueView.OWED] == 1

    sent = await reply(house, case_id, post_id, "Glad we could sort it out", WithText(Purpose.FOLLOW_UP))
    assert await state(house, case_id) == (CaseState.OWED, FollowUp.PROMISED)
    await leaves(house, sent, 902)
    assert await state(house, case_id) == (CaseState.RESOLVED, FollowUp.MET)
    assert await house.lane(QueueView.OWED) == []


@pytest.mark.parametrize("how", ["recalled", "refused", "taken back after being held"])
async def test_a_follow_up_that_does_not_arrive_is_owed_again(house: House, how: str) -> None:
    case_id, post_id = await solved_by_message(house)
    sent = await reply(house, case_id, post_id, "Glad we could sort it out", WithText(Purpose.FOLLOW_UP))
    if how == "recalled":
        await house.desk.do(UndoLast(JO))
    elif how == "refused":
        await refused(house, sent)
    else:
        await starts(house, sent)
        await house.recorder.do(SettleSend(sent, 1, OutboxEvent.LOST_SIGHT, "cut off"))
        assert await state(house, case_id) == (CaseState.OWED, FollowUp.PROMISED)
        await house.recorder.do(SettleSend(sent, 1, OutboxEvent.GIVEN_UP, "no look worked"))
        await house.desk.do(DecideSend(JO, sent, OutboxEvent.TAKEN_BACK, await house.seen(case_id)))
    assert await state(house, case_id) == (CaseState.OWED, FollowUp.OWED)


@pytest.mark.parametrize("where", [Solved.PHONE, Solved.MAIL])
async def test_what_was_solved_by_phone_or_mail_is_owed_in_public(house: House, where: Solved) -> None:
    case_id, _ = await house.new_case()
    await house.decide(case_id, Resolved(where))
    assert await state(house, case_id) == (CaseState.OWED, FollowUp.OWED)


async def test_a_matter_that_began_in_private_owes_nothing(house: House) -> None:
    await house.recorder.do(
        RecordMessages((Message(MessageId(5), ANNA.user_id, ANNA.user_id, "Hello?", house.clock()),), (ANNA,))
    )
    case_id = await house.newest_case()
    await leaves(house, await message(house, case_id, "All done"), 903)
    await house.decide(case_id, Resolved())
    assert await state(house, case_id) == (CaseState.RESOLVED, FollowUp.NONE)


async def test_waiving_needs_a_written_reason_which_is_kept(house: House) -> None:
    case_id, _ = await solved_by_message(house)
    assert await house.decide(case_id, FollowUpWaived("  ")) == Refused(ReasonMissing())
    await house.decide(case_id, FollowUpWaived("the customer asked us not to"))
    standing = (await house.thread(case_id)).standing
    assert (standing.state, standing.follow_up) == (CaseState.RESOLVED, FollowUp.WAIVED)
    assert standing.reason == "the customer asked us not to"


async def test_the_debt_outlives_a_reopening_and_every_way_of_closing(house: House) -> None:
    case_id, _ = await solved_by_message(house)
    thanks = Message(MessageId(950), ANNA.user_id, ANNA.user_id, "It came, cheers", house.clock())
    await house.recorder.do(RecordMessages((thanks,), (ANNA,)))
    assert await state(house, case_id) == (CaseState.OPEN, FollowUp.OWED)
    await house.decide(case_id, NoAnswerNeeded("only thanks"))
    assert await state(house, case_id) == (CaseState.OWED, FollowUp.OWED)
    assert await house.decide(case_id, Resolved()) == Refused(StillOwed())
    await house.decide(case_id, Muted())
    assert await state(house, case_id) == (CaseState.OWED, FollowUp.OWED)


async def test_sending_and_solving_in_one_step_stands_or_falls_with_the_send(house: House) -> None:
    case_id, post = await house.new_case()
    sent = await reply(house, case_id, post.post_id, "It is refunded", WithText(solves=Solved.HERE))
    assert await state(house, case_id) == (CaseState.RESOLVED, FollowUp.NONE)
    await refused(house, sent)
    assert (await house.thread(case_id)).standing.state is CaseState.NEW
    assert await house.lane(QueueView.NOW) == [case_id]


async def test_undo_takes_text_and_solution_back_together(house: House) -> None:
    case_id, post = await house.new_case()
    await reply(house, case_id, post.post_id, "It is refunded", WithText(solves=Solved.HERE))
    answer = await house.desk.do(UndoLast(JO))
    assert isinstance(answer, Accepted)
    thread = await house.thread(case_id)
    assert thread.standing.state is CaseState.NEW
    assert [draft.text for draft in thread.drafts] == ["It is refunded"]


async def test_silence_is_no_solution(house: House) -> None:
    case_id, _ = await house.new_case()
    assert await house.decide(case_id, Resolved()) == Refused(NothingAnswered())
    assert await house.decide(case_id, NoAnswerNeeded("")) == Refused(ReasonMissing())
    await house.decide(case_id, NoAnswerNeeded("duplicate of the case before"))
    assert await house.decide(case_id, Resolved()) == Refused(AlreadyClosed())


async def test_nothing_is_closed_over_words_the_agent_has_not_read(house: House) -> None:
    case_id, post = await house.new_case()
    seen = await house.seen(case_id)
    house.clock.forward(1000)
    await house.record(house.inbound(ANNA, "And the other one?", conversation_id=post.conversation_id))
    answer = await house.desk.do(DecideCases(JO, (SeenCase(case_id, seen),), NoAnswerNeeded("seen it")))
    assert answer == Refused(ThreadMoved("anna"))


async def test_a_case_with_a_refused_text_is_not_closed_before_somebody_decides(house: House) -> None:
    case_id, post = await house.new_case()
    sent = await reply(house, case_id, post.post_id, "Hello")
    await refused(house, sent)
    assert await house.decide(case_id, Resolved(Solved.PHONE)) == Refused(UndecidedSend())


async def test_several_cases_at_once_and_undone_as_one(house: House) -> None:
    first, _ = await house.new_case()
    second, _ = await house.new_case(BEN)
    await house.decide(second, NoAnswerNeeded("before"))
    cases = tuple([SeenCase(case_id, await house.seen(case_id)) for case_id in (first, second)])
    answer = await house.desk.do(DecideCases(JO, cases, NoAnswerNeeded("both")))
    assert answer == Accepted(case_ids=(first,), refused=((second, AlreadyClosed()),))
    await house.desk.do(UndoLast(JO))
    assert (await house.thread(first)).standing.state is CaseState.NEW
    assert (await house.thread(second)).standing.reason == "before"


@pytest.mark.parametrize("how", ["by hand", "with the second text"])
async def test_a_solution_relies_on_every_text_that_is_on_its_way(house: House, how: str) -> None:
    case_id, post = await house.new_case()
    solution = await message(house, case_id, "Refunded, it is with you on Thursday")
    also = WithText(solves=Solved.HERE) if how == "with the second text" else None
    pointer = await reply(house, case_id, post.post_id, "We sent you a message", also)
    if also is None:
        await house.decide(case_id, Resolved())
    assert await state(house, case_id) == (CaseState.OWED, FollowUp.PROMISED)
    await refused(house, solution)
    assert await state(house, case_id) == (CaseState.NEW, FollowUp.NONE)
    await leaves(house, pointer, 1_000_902)
    assert await state(house, case_id) == (CaseState.WAITING, FollowUp.NONE)


async def test_a_text_from_before_a_reopening_leaves_the_case_open_when_x_has_it(house: House) -> None:
    case_id, post = await house.new_case()
    sent = await reply(house, case_id, post.post_id, "It is refunded", WithText(solves=Solved.HERE))
    await house.decide(case_id, Reopened())
    await leaves(house, sent, 1_000_902)
    assert await state(house, case_id) == (CaseState.OPEN, FollowUp.NONE)
    assert await house.lane(QueueView.NOW) == [case_id]


async def test_what_is_owed_in_public_stays_in_sight_while_the_customer_has_the_next_word(house: House) -> None:
    case_id, _ = await solved_by_message(house)
    again = Message(MessageId(950), ANNA.user_id, ANNA.user_id, "Which account did it go to?", house.clock())
    await house.recorder.do(RecordMessages((again,), (ANNA,)))
    await leaves(house, await message(house, case_id, "The one you paid with"), 951)
    assert await state(house, case_id) == (CaseState.WAITING, FollowUp.OWED)
    assert await house.lane(QueueView.OWED) == [case_id]
    [row] = await house.desk.rows([case_id])
    assert row.due_kind is ClockKind.FOLLOW_UP


async def test_thanks_for_an_acknowledgement_do_not_put_a_complaint_among_the_praise(house: House) -> None:
    case_id, post = await house.new_case(text="My parcel is lost")
    also = WithText(Purpose.ACKNOWLEDGEMENT)
    await leaves(house, await reply(house, case_id, post.post_id, "We are at it", also), 1_000_902)
    await house.record(house.inbound(text="thank you", conversation_id=post.conversation_id))
    assert await house.lane(QueueView.NOW) == [case_id]
    assert await house.lane(QueueView.PRAISE) == []


@pytest.mark.parametrize("purpose", [Purpose.ANSWER, Purpose.ACKNOWLEDGEMENT])
async def test_a_snoozed_case_whose_send_fails_is_in_sight_and_stays_there(house: House, purpose: Purpose) -> None:
    case_id, post = await house.new_case()
    sent = await reply(house, case_id, post.post_id, "Which order?", WithText(purpose))
    await house.decide(case_id, Snoozed(None))
    assert await house.lane(QueueView.SNOOZED) == [case_id]
    await refused(house, sent)
    assert await house.lane(QueueView.NOW) == [case_id]
    assert await house.decide(case_id, Snoozed(None)) == Refused(UndecidedSend())


async def test_a_snoozed_case_returns_when_its_promise_is_due(house: House) -> None:
    case_id, _ = await house.new_case()
    await house.decide(case_id, Promised(house.clock() + 60 * MINUTE))
    await house.decide(case_id, Snoozed(house.clock() + 90 * MINUTE))
    assert await house.lane(QueueView.SNOOZED) == [case_id]
    house.clock.forward(60 * MINUTE)
    await house.desk.wake_returned()
    assert await house.lane(QueueView.NOW) == [case_id]
