"""Undoing gives back what an agent wrote, and takes nothing away that was written since."""

import pytest
from house import JO, House

from tui_desk.desk.commands import Accepted, AddNote, QueueMessage, SaveDraft, UndoLast
from tui_desk.desk.views import ThreadNote
from tui_desk.domain.model import Channel


async def test_a_note_that_is_taken_back_stands_above_what_was_written_since(house: House) -> None:
    case_id, _ = await house.new_case()
    await house.desk.do(AddNote(JO, case_id, "Called the depot"))
    await house.desk.do(SaveDraft(case_id, Channel.NOTE, "They call back at five"))
    assert isinstance(await house.desk.do(UndoLast(JO)), Accepted)
    thread = await house.thread(case_id)
    assert [draft.text for draft in thread.drafts] == ["Called the depot\n\nThey call back at five"]
    assert not [item for item in thread.items if isinstance(item, ThreadNote)]


@pytest.mark.parametrize("channel", [Channel.NOTE, Channel.MESSAGE])
async def test_what_is_taken_back_becomes_the_draft_of_its_own_channel_alone(house: House, channel: Channel) -> None:
    case_id, post = await house.new_case()
    await house.desk.do(SaveDraft(case_id, Channel.REPLY, "For all to read", post.post_id))
    if channel is Channel.NOTE:
        await house.desk.do(AddNote(JO, case_id, "Card ends in 4242"))
    else:
        await house.desk.do(QueueMessage(JO, case_id, "Card ends in 4242", await house.seen(case_id)))
    await house.desk.do(UndoLast(JO))
    drafts = {draft.channel: draft.text for draft in (await house.thread(case_id)).drafts}
    assert drafts == {Channel.REPLY: "For all to read", channel: "Card ends in 4242"}
