"""The text an agent is writing: whether it may be begun, that it is kept, and how it leaves."""

import asyncio
from dataclasses import replace

import pytest
from house import ANNA, House
from thread_of import STANDING, post, thread

from tui_desk.desk.commands import Accepted, Command, Refused, SaveDraft
from tui_desk.desk.views import Thread, ThreadDecision, ThreadPost, ThreadSend
from tui_desk.domain.decisions import Promised, Resolved, Solved
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import CaseState, Channel, Draft, FollowUp, Purpose
from tui_desk.domain.permission import Capabilities, Summons
from tui_desk.domain.promises import Promise
from tui_desk.domain.refusals import Blocked, MessagesClosed, NoPublicPost, NothingWritten, NotSummoned, Refusal
from tui_desk.tui.drafting import Drafting, open_channel, refusal_before_writing

UNSUMMONED = replace(post(), summons=Summons.NONE)
GONE = replace(post(), gone=True)


@pytest.mark.parametrize(
    ("channel", "reply_to", "receives", "refusal"),
    [
        (Channel.REPLY, post(), False, None),
        (Channel.REPLY, None, True, NoPublicPost()),
        (Channel.REPLY, GONE, True, NoPublicPost()),
        (Channel.REPLY, UNSUMMONED, None, NotSummoned("anna", may_message=True)),
        (Channel.REPLY, UNSUMMONED, False, NotSummoned("anna", may_message=False)),
        (Channel.MESSAGE, UNSUMMONED, None, None),
        (Channel.MESSAGE, None, True, None),
        (Channel.MESSAGE, post(), False, MessagesClosed("anna")),
        (Channel.NOTE, None, False, None),
    ],
)
def test_what_x_would_refuse_is_known_before_writing(
    channel: Channel, reply_to: ThreadPost | None, receives: bool | None, refusal: Refusal | None
) -> None:
    found = thread(post(), customer=replace(ANNA, receives_messages=receives), reply_to=reply_to)
    assert refusal_before_writing(found, channel, Purpose.ANSWER, Capabilities()) == refusal


def test_a_plan_that_allows_it_answers_those_who_did_not_summon_us() -> None:
    found = thread(post(), reply_to=UNSUMMONED)
    capabilities = Capabilities(may_reply_unsummoned=True)
    assert refusal_before_writing(found, Channel.REPLY, Purpose.ANSWER, capabilities) is None


@pytest.mark.parametrize("channel", [Channel.REPLY, Channel.MESSAGE])
def test_who_has_blocked_us_gets_no_text_of_ours(channel: Channel) -> None:
    found = thread(customer=replace(ANNA, blocks_us=True), reply_to=post())
    assert refusal_before_writing(found, channel, Purpose.ANSWER, Capabilities()) == Blocked("anna")


@pytest.mark.parametrize(
    ("origin", "refusal"),
    [
        (post(1), None),
        (None, NoPublicPost()),
        (GONE, NoPublicPost()),
        (UNSUMMONED, NotSummoned("anna", may_message=True)),
    ],
)
def test_the_closing_word_goes_to_the_first_post_and_to_no_other(
    origin: ThreadPost | None, refusal: Refusal | None
) -> None:
    found = thread(reply_to=post(2), origin=origin, customer=ANNA)
    assert refusal_before_writing(found, Channel.REPLY, Purpose.FOLLOW_UP, Capabilities()) == refusal


IN_PRIVATE = replace(STANDING, channel=Channel.MESSAGE)


@pytest.mark.parametrize(
    ("found", "channel"),
    [
        (thread(reply_to=post()), Channel.REPLY),
        (thread(reply_to=None), Channel.MESSAGE),
        (thread(reply_to=UNSUMMONED), Channel.MESSAGE),
        (thread(reply_to=post(), standing=IN_PRIVATE), Channel.MESSAGE),
        (thread(reply_to=post(), standing=IN_PRIVATE, customer=replace(ANNA, receives_messages=False)), Channel.REPLY),
        (thread(reply_to=GONE, customer=replace(ANNA, receives_messages=False)), NoPublicPost()),
        (thread(reply_to=None, customer=replace(ANNA, receives_messages=False)), MessagesClosed("anna")),
    ],
)
def test_a_first_word_goes_where_the_customer_spoke_if_x_takes_it_there(
    found: Thread, channel: Channel | Refusal
) -> None:
    assert open_channel(found, Purpose.ACKNOWLEDGEMENT, Capabilities()) == channel


async def read(house: House, case_id: CaseId) -> Thread:
    found = await house.desk.thread(case_id)
    assert found is not None
    return found


async def test_what_is_typed_is_saved_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id, _ = await house.new_case()
    drafting = Drafting(house.desk)
    drafting.begin(await read(house, case_id), Channel.REPLY)
    before = drafting.is_unsaved
    drafting.typed("half")
    assert (before, drafting.is_unsaved) == (False, True)
    saved: list[Command] = []
    carry_out = house.desk.do

    async def record(command: Command) -> object:
        saved.append(command)
        return await carry_out(command)

    monkeypatch.setattr(house.desk, "do", record)
    await asyncio.gather(drafting.save(), drafting.save())
    await drafting.save()
    assert [command.text for command in saved if isinstance(command, SaveDraft)] == ["half"]


async def test_a_draft_is_gone_on_with(house: House) -> None:
    case_id, _ = await house.new_case()
    drafting = Drafting(house.desk)
    drafting.begin(await read(house, case_id), Channel.MESSAGE)
    drafting.typed("half")
    await drafting.save()
    assert drafting.begin(await read(house, case_id), Channel.MESSAGE).words == "half"
    assert drafting.begin(await read(house, case_id), Channel.REPLY).words == ""


async def test_offered_words_are_no_draft_until_they_are_changed(house: House) -> None:
    case_id, _ = await house.new_case()
    drafting = Drafting(house.desk)
    text = drafting.begin(await read(house, case_id), Channel.REPLY, Purpose.ACKNOWLEDGEMENT, "We are at it")
    await drafting.save()
    assert (text.words, drafting.is_draft, (await read(house, case_id)).drafts) == ("We are at it", False, ())
    drafting.typed("We are at it now")
    await drafting.save()
    assert (drafting.is_draft, [draft.text for draft in (await read(house, case_id)).drafts]) == (
        True,
        ["We are at it now"],
    )


async def test_nothing_is_offered_over_a_draft(house: House) -> None:
    case_id, _ = await house.new_case()
    drafting = Drafting(house.desk)
    drafting.begin(await read(house, case_id), Channel.REPLY)
    drafting.typed("half")
    await drafting.save()
    text = drafting.begin(await read(house, case_id), Channel.REPLY, Purpose.ACKNOWLEDGEMENT, "We are at it")
    assert (text.words, text.purpose) == ("half", Purpose.ACKNOWLEDGEMENT)


def aimed(found: Thread, purpose: Purpose, house: House) -> tuple[Purpose, int | None]:
    """What a public text is begun for, and the post it goes to."""
    text = Drafting(house.desk).begin(found, Channel.REPLY, purpose)
    return text.purpose, text.reply_to_post_id


def test_a_closing_word_goes_on_to_the_first_post_however_it_is_opened_again(house: House) -> None:
    first, newest = post(1), post(2)
    closing = Draft(CaseId(1), Channel.REPLY, "Sorted out", first.post.post_id, 0)
    owing = replace(STANDING, state=CaseState.OWED, follow_up=FollowUp.OWED)
    owed = thread(first, newest, origin=first, reply_to=newest, drafts=(closing,), standing=owing)
    assert aimed(owed, Purpose.FOLLOW_UP, house) == (Purpose.FOLLOW_UP, 1)
    assert aimed(owed, Purpose.ANSWER, house) == (Purpose.FOLLOW_UP, 1)
    answer = replace(owed, drafts=(replace(closing, reply_to_post_id=newest.post.post_id),))
    assert aimed(answer, Purpose.ANSWER, house) == (Purpose.ANSWER, 2)
    assert aimed(replace(owed, standing=STANDING), Purpose.ANSWER, house) == (Purpose.ANSWER, 2)


async def test_a_closing_word_stays_with_the_first_post_when_the_thread_moves(house: House) -> None:
    case_id, first = await house.new_case()
    drafting = Drafting(house.desk)
    drafting.begin(await read(house, case_id), Channel.REPLY, Purpose.FOLLOW_UP)
    house.clock.forward(1_000)
    await house.record(house.inbound(text="And now?", conversation_id=first.conversation_id))
    drafting.look_again(await read(house, case_id))
    assert drafting.text is not None
    assert drafting.text.reply_to_post_id == first.post_id


@pytest.mark.parametrize("promises", [True, False])
async def test_purpose_and_promise_or_solution_leave_with_the_text(house: House, *, promises: bool) -> None:
    case_id, _ = await house.new_case()
    drafting = Drafting(house.desk)
    drafting.begin(await read(house, case_id), Channel.REPLY, Purpose.THANKS)
    drafting.typed("Thank you, until tomorrow")
    until = house.clock() + 60_000
    promise, solves = (Promise("until tomorrow", until), None) if promises else (None, Solved.HERE)
    assert isinstance(await drafting.send(promise, solves), Accepted)
    found = await read(house, case_id)
    item = next(entry.item for entry in found.items if isinstance(entry, ThreadSend))
    decided = [entry.decided.decision for entry in found.items if isinstance(entry, ThreadDecision)]
    assert item.purpose is Purpose.THANKS
    assert decided == [
        Promised(until, "until tomorrow", item.outbox_id) if promises else Resolved(Solved.HERE, (item.outbox_id,))
    ]


async def test_no_save_brings_back_the_draft_of_a_text_that_was_sent(house: House) -> None:
    case_id, _ = await house.new_case()
    drafting = Drafting(house.desk)
    drafting.begin(await read(house, case_id), Channel.REPLY)
    drafting.typed("done")
    sent, _ = await asyncio.gather(drafting.send(), drafting.save())
    assert isinstance(sent, Accepted)
    assert drafting.text is None
    assert (await read(house, case_id)).drafts == ()


async def test_a_refused_text_stays(house: House) -> None:
    case_id, _ = await house.new_case()
    drafting = Drafting(house.desk)
    drafting.begin(await read(house, case_id), Channel.REPLY)
    assert await drafting.send() == Refused(NothingWritten())
    assert drafting.text is not None


async def test_a_reply_whose_post_went_away_is_never_sent_by_another_channel(house: House) -> None:
    case_id, _ = await house.new_case()
    drafting = Drafting(house.desk)
    found = await read(house, case_id)
    drafting.begin(found, Channel.REPLY)
    drafting.typed("hi")
    drafting.look_again(replace(found, reply_to=None))
    assert await drafting.send() == Refused(NoPublicPost())
    assert not any(hasattr(item, "item") for item in (await read(house, case_id)).items)


async def test_nothing_is_measured_while_nothing_is_written(house: House) -> None:
    assert Drafting(house.desk).length() is None
