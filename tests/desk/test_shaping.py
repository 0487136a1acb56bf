"""Merging and splitting cases at a desk with a real store, and taking both back."""

import pytest
from desk.test_loop import leaves, reply
from fake_x import US
from house import ANNA, BEN, JO, House

from tui_desk.desk.commands import (
    Accepted,
    DecideCases,
    MergeCases,
    QueueReply,
    Refused,
    SaveDraft,
    SeenCase,
    SplitCase,
    UndoLast,
)
from tui_desk.desk.engine_commands import RecordMessages
from tui_desk.desk.views import QueueView, ThreadPost
from tui_desk.domain.decisions import Decision, Labelled, MarkedSpam, Muted, Promised, Resolved, Snoozed, Solved
from tui_desk.domain.ids import AgentName, CaseId, MessageId
from tui_desk.domain.model import CaseState, Channel, Message, Person
from tui_desk.domain.refusals import InUse, NothingToMerge, NothingToSplit, OtherCustomer, StillOwed

MO = AgentName("mo")


async def posts_in(house: House, case_id: CaseId) -> list[str]:
    """The texts of a case's posts."""
    return [item.post.text for item in (await house.thread(case_id)).items if isinstance(item, ThreadPost)]


async def two_cases(house: House) -> tuple[CaseId, CaseId]:
    """Two matters of one customer."""
    first, _ = await house.new_case(text="My parcel is late")
    house.clock.forward(1000)
    second, _ = await house.new_case(text="Still no parcel")
    return first, second


async def test_merged_cases_read_and_stand_as_one_until_it_is_undone(house: House) -> None:
    first, second = await two_cases(house)
    assert await house.desk.do(MergeCases(JO, (second, first))) == Accepted(case_ids=(first,))
    assert await house.lane(QueueView.NOW) == [first]
    assert await posts_in(house, first) == ["My parcel is late", "Still no parcel"]
    await house.desk.do(UndoLast(JO))
    assert sorted(await house.lane(QueueView.NOW)) == [first, second]
    assert await posts_in(house, second) == ["Still no parcel"]


async def test_what_the_customer_writes_in_a_merged_conversation_is_heard(house: House) -> None:
    first, second = await two_cases(house)
    conversation = (await house.thread(second)).case.conversation_id
    await house.desk.do(MergeCases(JO, (first, second)))
    await house.decide(first, Resolved(Solved.PHONE))
    house.clock.forward(1000)
    await house.record(house.inbound(text="It is broken", conversation_id=conversation))
    assert (await house.thread(first)).standing.state is CaseState.OPEN
    assert "It is broken" in await posts_in(house, first)
    assert (await house.everything())[0].words == "It is broken"


async def test_a_draft_of_a_merged_case_goes_where_the_agent_will_look(house: House) -> None:
    first, second = await two_cases(house)
    await house.desk.do(SaveDraft(second, Channel.REPLY, "We are looking"))
    await house.desk.do(MergeCases(JO, (first, second)))
    assert [draft.text for draft in (await house.thread(first)).drafts] == ["We are looking"]


async def drafts_of(house: House, case_id: CaseId) -> list[str]:
    """The unsent texts that an agent finds in a case."""
    return [draft.text for draft in (await house.thread(case_id)).drafts]


async def test_undoing_a_merger_gives_each_case_its_own_draft_back_with_what_was_typed_since(house: House) -> None:
    first, second = await two_cases(house)
    await house.desk.do(SaveDraft(first, Channel.REPLY, "For the first"))
    await house.desk.do(SaveDraft(second, Channel.REPLY, "For the sec"))
    await house.desk.do(MergeCases(JO, (first, second)))
    assert await drafts_of(house, first) == ["For the first", "For the sec"]
    await house.desk.do(SaveDraft(first, Channel.REPLY, "For the first one"))
    await house.desk.do(SaveDraft(second, Channel.REPLY, "For the second"))  # a composer that was open before
    assert await drafts_of(house, first) == ["For the first one", "For the second"]
    await house.desk.do(UndoLast(JO))
    assert await drafts_of(house, first) == ["For the first one"]
    assert await drafts_of(house, second) == ["For the second"]


async def test_a_draft_of_a_merged_case_is_one_draft_while_it_is_written_on(house: House) -> None:
    first, second = await two_cases(house)
    await house.desk.do(SaveDraft(second, Channel.REPLY, "We are"))
    await house.desk.do(MergeCases(JO, (first, second)))
    await house.desk.do(SaveDraft(first, Channel.REPLY, "We are looking"))
    assert await drafts_of(house, first) == ["We are looking"]
    await house.desk.do(SaveDraft(first, Channel.REPLY, " "))
    assert await drafts_of(house, first) == []


async def test_what_was_sent_for_merged_cases_is_no_draft_of_any_of_them(house: House) -> None:
    first, second = await two_cases(house)
    target = (await house.thread(second)).reply_to
    assert target is not None
    await house.desk.do(SaveDraft(second, Channel.REPLY, "We are looking"))
    await house.desk.do(MergeCases(MO, (first, second)))
    await house.desk.do(SaveDraft(second, Channel.REPLY, "We are looking"))
    await reply(house, first, target.post.post_id, "We are looking")
    assert await drafts_of(house, first) == []
    await house.desk.do(UndoLast(MO))
    assert await drafts_of(house, second) == []


async def test_a_composer_that_was_open_before_a_merger_puts_nothing_over_another_text(house: House) -> None:
    first, second = await two_cases(house)
    await house.desk.do(SaveDraft(first, Channel.REPLY, "For the first"))
    await house.desk.do(MergeCases(MO, (first, second)))
    await house.desk.do(SaveDraft(second, Channel.REPLY, "For the second"))
    assert await drafts_of(house, first) == ["For the first", "For the second"]


@pytest.mark.parametrize("decision", [Resolved(), MarkedSpam(), Muted(), Snoozed(None)])
async def test_a_merger_hides_no_question_that_nobody_read(house: House, decision: Decision) -> None:
    unread, _ = await house.new_case(text="My parcel is late")
    house.clock.forward(1000)
    later, post = await house.new_case(text="Where is your shop?")
    await leaves(house, await reply(house, later, post.post_id, "In the main street"), 1_000_001)
    await house.decide(later, decision)
    house.clock.forward(1000)
    await house.desk.do(MergeCases(JO, (unread, later)))
    assert await house.lane(QueueView.NOW) == [unread]
    standing = (await house.thread(unread)).standing
    assert not standing.is_muted
    before = (await house.thread(unread)).standing.state
    assert before in (CaseState.NEW, CaseState.OPEN)
    assert isinstance(await house.desk.do(UndoLast(JO)), Accepted)
    assert (await house.thread(unread)).standing.state is CaseState.NEW
    assert (await house.thread(later)).standing.is_muted is isinstance(decision, Muted)
    assert await house.lane(QueueView.NOW) == [unread]


async def test_what_a_customer_writes_is_heard_where_one_of_their_merged_threads_was_muted(house: House) -> None:
    first, post = await house.new_case()
    await leaves(house, await reply(house, first, post.post_id, "Which order is it?"), 1_000_001)
    house.clock.forward(1000)
    loud, _ = await house.new_case(text="You are all the same")
    await house.decide(loud, Muted())
    await house.desk.do(MergeCases(JO, (first, loud)))
    house.clock.forward(1000)
    await house.record(house.inbound(text="Order five", conversation_id=post.conversation_id))
    assert await house.lane(QueueView.NOW) == [first]


async def test_a_promise_made_in_one_of_merged_cases_stands(house: House) -> None:
    promised, _ = await house.new_case()
    until = house.clock() + 3_600_000
    await house.decide(promised, Promised(until, "we call you"))
    house.clock.forward(1000)
    later, post = await house.new_case(text="Where is your shop?")
    await leaves(house, await reply(house, later, post.post_id, "In the main street"), 1_000_001)
    await house.decide(later, Resolved())
    await house.desk.do(MergeCases(JO, (promised, later)))
    standing = (await house.thread(promised)).standing
    assert (standing.state, standing.promise_until) == (CaseState.OPEN, until)
    await house.desk.do(UndoLast(JO))
    assert (await house.thread(promised)).standing.promise_until == until
    assert (await house.thread(later)).standing.promise_until is None


async def test_merging_what_is_done_leaves_it_done(house: House) -> None:
    first, _ = await two_cases(house)
    second = await house.newest_case()
    await house.decide(first, MarkedSpam())
    await house.decide(second, Muted())
    await house.desk.do(MergeCases(JO, (first, second)))
    assert await house.lane(QueueView.NOW) == []
    assert (await house.thread(first)).standing.state is CaseState.NO_ANSWER


async def test_a_private_matter_becomes_public_by_a_merger_and_owes_the_public_word(house: House) -> None:
    wrote = Message(MessageId(5), ANNA.user_id, ANNA.user_id, "Hello?", house.clock())
    await house.recorder.do(RecordMessages((wrote,), (ANNA,)))
    private = await house.newest_case()
    house.clock.forward(1000)
    public, _ = await house.new_case()
    await house.desk.do(MergeCases(JO, (private, public)))
    await house.decide(private, Resolved(Solved.MAIL))
    assert (await house.thread(private)).standing.state is CaseState.OWED


async def test_what_cannot_be_merged(house: House) -> None:
    annas, _ = await house.new_case()
    bens, _ = await house.new_case(BEN)
    assert await house.desk.do(MergeCases(JO, (annas,))) == Refused(NothingToMerge())
    assert await house.desk.do(MergeCases(JO, ())) == Refused(NothingToMerge())
    assert await house.desk.do(MergeCases(JO, (annas, bens))) == Refused(OtherCustomer())
    house.clock.forward(1000)
    later, _ = await house.new_case(text="And another")
    await house.decide(later, Resolved(Solved.PHONE))
    assert await house.desk.do(MergeCases(JO, (annas, later))) == Refused(StillOwed())
    house.clock.forward(1000)
    latest, _ = await house.new_case(text="And a third")
    assert await house.desk.do(MergeCases(JO, (later, latest))) == Refused(StillOwed())


async def test_a_third_party_is_split_off_and_taken_back(house: House) -> None:
    case_id, post = await house.new_case()
    house.clock.forward(1000)
    chimes_in = house.inbound(BEN, "Same here", conversation_id=post.conversation_id, mentioned_ids=())
    await house.record(chimes_in)
    assert len(await house.everything()) == 1
    answer = await house.desk.do(SplitCase(JO, case_id, chimes_in.post_id))
    assert isinstance(answer, Accepted)
    (split_off,) = answer.case_ids
    assert (await house.thread(split_off)).customer.handle == "ben"
    assert len(await house.everything()) == 2
    assert isinstance(await house.desk.do(UndoLast(JO)), Accepted)
    assert [row.case_id for row in await house.everything()] == [case_id]
    assert await posts_in(house, case_id) == ["My parcel is late", "Same here"]


async def test_a_customers_second_matter_is_split_off_with_what_belongs_to_it(house: House) -> None:
    case_id, post = await house.new_case()
    house.clock.forward(1000)
    other = house.inbound(text="And my invoice is wrong", conversation_id=post.conversation_id)
    house.clock.forward(1000)
    more = house.inbound(text="By five euros", conversation_id=post.conversation_id)
    await house.record(other, more)
    answer = await house.desk.do(SplitCase(JO, case_id, other.post_id))
    assert isinstance(answer, Accepted)
    (split_off,) = answer.case_ids
    thread = await house.thread(split_off)
    assert thread.origin is not None
    assert thread.origin.post.post_id == other.post_id
    house.clock.forward(1000)
    await house.record(house.inbound(text="Hello?", conversation_id=post.conversation_id))
    assert (await house.desk.rows([split_off]))[0].words == "Hello?"
    assert (await house.desk.rows([case_id]))[0].words == "My parcel is late"


async def test_a_split_that_was_worked_in_is_not_taken_back(house: House) -> None:
    case_id, post = await house.new_case()
    house.clock.forward(1000)
    chimes_in = house.inbound(BEN, "Same here @brand", conversation_id=post.conversation_id, mentioned_ids=())
    await house.record(chimes_in)
    answer = await house.desk.do(SplitCase(JO, case_id, chimes_in.post_id))
    assert isinstance(answer, Accepted)
    await house.desk.do(SaveDraft(answer.case_ids[0], Channel.NOTE, "call him"))
    assert await house.desk.do(UndoLast(JO)) == Refused(InUse())


async def test_a_split_in_which_a_colleague_decided_is_not_taken_back(house: House) -> None:
    case_id, post = await house.new_case()
    house.clock.forward(1000)
    chimes_in = house.inbound(BEN, "Same here", conversation_id=post.conversation_id, mentioned_ids=())
    await house.record(chimes_in)
    answer = await house.desk.do(SplitCase(JO, case_id, chimes_in.post_id))
    assert isinstance(answer, Accepted)
    (split_off,) = answer.case_ids
    seen = SeenCase(split_off, await house.seen(split_off))
    await house.desk.do(DecideCases(MO, (SeenCase(case_id, await house.seen(case_id)),), Labelled("late")))
    await house.desk.do(DecideCases(MO, (seen,), Promised(house.clock() + 60_000, "call back at five")))
    assert await house.desk.do(UndoLast(JO)) == Refused(InUse())
    assert (await house.thread(split_off)).standing.promise_until is not None
    assert isinstance(await house.desk.do(UndoLast(MO)), Accepted)
    assert isinstance(await house.desk.do(UndoLast(JO)), Accepted)
    assert isinstance(await house.desk.do(UndoLast(MO)), Accepted)
    assert (await house.thread(case_id)).standing.labels == ()


async def test_a_second_matter_is_taken_back_with_the_answer_that_came_with_it_but_not_with_a_later_one(
    house: House,
) -> None:
    case_id, post = await house.new_case()
    house.clock.forward(1000)
    other = house.inbound(text="And my invoice is wrong", conversation_id=post.conversation_id)
    await house.record(other)
    await leaves(house, await reply(house, case_id, other.post_id, "We look"), 1_000_001)
    house.clock.forward(1000)
    assert isinstance(await house.desk.do(SplitCase(JO, case_id, other.post_id)), Accepted)
    assert isinstance(await house.desk.do(UndoLast(JO)), Accepted)
    assert await posts_in(house, case_id) == ["My parcel is late", "And my invoice is wrong", "We look ^JO"]
    assert (await house.thread(case_id)).standing.last_outbound_at is not None

    await house.desk.do(SplitCase(JO, case_id, other.post_id))
    house.clock.forward(1000)
    us = Person(US.user_id, US.handle, US.name)
    elsewhere = house.inbound(
        us,
        "Mended",
        conversation_id=post.conversation_id,
        reply_to_post_id=other.post_id,
        reply_to_user_id=ANNA.user_id,
    )
    await house.record(elsewhere)
    assert await house.desk.do(UndoLast(JO)) == Refused(InUse())


async def test_a_merger_in_which_a_colleague_worked_since_is_not_undone(house: House) -> None:
    first, second = await two_cases(house)
    await house.desk.do(DecideCases(MO, (SeenCase(first, await house.seen(first)),), Labelled("late")))
    await house.desk.do(MergeCases(JO, (first, second)))
    target = (await house.thread(first)).reply_to
    assert target is not None
    queued = QueueReply(MO, first, target.post.post_id, "It comes today", await house.seen(first))
    assert isinstance(await house.desk.do(queued), Accepted)
    assert await house.desk.do(UndoLast(JO)) == Refused(InUse())
    await house.desk.do(UndoLast(MO))
    await house.desk.do(DecideCases(MO, (SeenCase(first, await house.seen(first)),), Labelled("refund")))
    assert await house.desk.do(UndoLast(JO)) == Refused(InUse())
    await house.desk.do(UndoLast(MO))
    assert isinstance(await house.desk.do(UndoLast(JO)), Accepted)
    assert sorted(await house.lane(QueueView.NOW)) == [first, second]


async def test_what_cannot_be_split(house: House) -> None:
    case_id, post = await house.new_case()
    assert await house.desk.do(SplitCase(JO, case_id, post.post_id)) == Refused(NothingToSplit())
    us = Person(US.user_id, US.handle, US.name)
    ours = house.inbound(us, "We look", conversation_id=post.conversation_id, reply_to_user_id=ANNA.user_id)
    await house.record(ours)
    assert await house.desk.do(SplitCase(JO, case_id, ours.post_id)) == Refused(NothingToSplit())


async def test_undoing_goes_back_step_by_step_and_stops_at_what_has_left(house: House) -> None:
    case_id, post = await house.new_case()
    await house.desk.do(QueueReply(JO, case_id, post.post_id, "Sorry", await house.seen(case_id)))
    await house.decide(case_id, Labelled("refund"))
    await house.decide(case_id, Labelled("late"))
    await house.desk.do(UndoLast(JO))
    assert (await house.thread(case_id)).standing.labels == ("refund",)
    await house.desk.do(UndoLast(JO))
    await house.desk.do(UndoLast(JO))
    thread = await house.thread(case_id)
    assert thread.standing.labels == ()
    assert [draft.text for draft in thread.drafts] == ["Sorry"]
