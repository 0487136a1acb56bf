"""The text an agent is writing: whether it may be begun, that it is kept, and how it leaves."""

import asyncio
from dataclasses import replace

import pytest
from house import ANNA, House
from thread_of import post, thread

from tui_desk.desk.commands import Accepted, Command, Refused, SaveDraft
from tui_desk.desk.views import Thread, ThreadPost
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Channel
from tui_desk.domain.permission import Capabilities, Summons
from tui_desk.domain.refusals import MessagesClosed, NoPublicPost, NothingWritten, NotSummoned, Refusal
from tui_desk.tui.drafting import Drafting, refusal_before_writing

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
    assert refusal_before_writing(found, channel, Capabilities()) == refusal


def test_a_plan_that_allows_it_answers_those_who_did_not_summon_us() -> None:
    found = thread(post(), reply_to=UNSUMMONED)
    assert refusal_before_writing(found, Channel.REPLY, Capabilities(may_reply_unsummoned=True)) is None


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
