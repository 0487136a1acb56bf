"""Reposting: a post is reposted or it is not, and the desk knows which, whatever X and the network do."""

import pytest
from engine.sending import NAME, a_sender, item, work_until_settled
from engine_times import TIMES
from fake_x import Fate
from house import JO, UNDO_MS, House, open_house
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_desk.desk.commands import Accepted, QueueRepost, UndoLast
from tui_desk.desk.engine_commands import StartSend
from tui_desk.desk.views import ThreadPost
from tui_desk.domain.ids import CaseId, OutboxId
from tui_desk.domain.model import OutboxState, Post


async def queue_repost(house: House) -> tuple[CaseId, Post, OutboxId]:
    """An agent wants to show a customer's praise to everybody."""
    case_id, post = await house.new_case(text="You are wonderful, thank you")
    answer = await house.desk.do(QueueRepost(JO, case_id, post.post_id, await house.seen(case_id)))
    assert isinstance(answer, Accepted)
    assert answer.outbox_id is not None
    house.clock.forward(UNDO_MS)
    return case_id, post, answer.outbox_id


async def test_a_repost_leaves_and_stands_under_the_id_of_the_post(house: House) -> None:
    sender = await a_sender(house)
    case_id, post, outbox_id = await queue_repost(house)
    assert await sender.work() is None
    assert house.x.reposted == {post.post_id}
    sent = await item(house, outbox_id)
    assert (sent.state, sent.remote_id) == (OutboxState.SENT, post.post_id)
    shown = (await house.thread(case_id)).items
    assert [entry.post.post_id for entry in shown if isinstance(entry, ThreadPost)] == [post.post_id], "it is no post"


async def test_a_repost_whose_answer_was_lost_is_asked_for_again_without_waiting_for_x_to_show_it(house: House) -> None:
    sender = await a_sender(house)
    _, post, outbox_id = await queue_repost(house)
    house.x.fates = [Fate.LOST_AFTER]
    lost_at = house.clock()
    await work_until_settled(house, sender)
    assert (await item(house, outbox_id)).state is OutboxState.SENT
    assert house.x.calls == ["repost", "repost"]
    assert house.clock() - lost_at < TIMES.settle_ms
    assert house.x.reposted == {post.post_id}


async def test_a_repost_whose_outcome_is_unknown_cannot_be_taken_back(house: House) -> None:
    sender = await a_sender(house)
    _, _, outbox_id = await queue_repost(house)
    house.x.fates = [Fate.LOST_AFTER, Fate.LIMITED]
    await sender.work()
    house.clock.forward(TIMES.first_look_ms)
    await sender.work()
    await house.desk.do(UndoLast(JO))
    assert (await item(house, outbox_id)).state is OutboxState.UNKNOWN


async def test_a_program_killed_in_the_call_asks_again(house: House) -> None:
    sender = await a_sender(house)
    _, post, outbox_id = await queue_repost(house)
    assert isinstance(await house.recorder.do(StartSend(outbox_id, NAME)), Accepted)
    await work_until_settled(house, sender)
    assert (await item(house, outbox_id)).state is OutboxState.SENT
    assert house.x.reposted == {post.post_id}


async def test_a_refusal_keeps_the_words_of_x(house: House) -> None:
    sender = await a_sender(house)
    _, _, outbox_id = await queue_repost(house)
    house.x.fates = [Fate.REFUSED]
    await sender.work()
    refused = await item(house, outbox_id)
    assert (refused.state, refused.problem) == (OutboxState.REFUSED, "Forbidden: You may not reply here.")


async def test_a_post_that_is_gone_is_marked_so(house: House) -> None:
    sender = await a_sender(house)
    case_id, _, outbox_id = await queue_repost(house)
    house.x.fates = [Fate.GONE]
    await sender.work()
    assert (await item(house, outbox_id)).state is OutboxState.REFUSED
    shown = (await house.thread(case_id)).items
    assert [entry.gone for entry in shown if isinstance(entry, ThreadPost)] == [True]


async def test_a_refusal_after_a_call_that_vanished_is_a_refusal(house: House) -> None:
    sender = await a_sender(house)
    _, _, outbox_id = await queue_repost(house)
    house.x.fates = [Fate.LOST_BEFORE, Fate.GONE, Fate.GONE]
    await work_until_settled(house, sender)
    assert (await item(house, outbox_id)).state is OutboxState.REFUSED
    assert house.x.reposted == set()


async def test_a_repost_that_never_gets_an_answer_ends_with_a_person(house: House) -> None:
    sender = await a_sender(house)
    _, _, outbox_id = await queue_repost(house)
    house.x.fates = [Fate.LOST_BEFORE] * 1_000
    await work_until_settled(house, sender, most_steps=200)
    assert (await item(house, outbox_id)).state is OutboxState.HELD


fates = st.lists(
    st.sampled_from([Fate.WELL, Fate.LOST_BEFORE, Fate.LOST_AFTER, Fate.UNREACHABLE, Fate.LIMITED]), max_size=8
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=fates)
async def test_whatever_happens_the_desk_knows_whether_it_is_reposted(
    tmp_path_factory: pytest.TempPathFactory, fates: list[Fate]
) -> None:
    async with open_house(tmp_path_factory.mktemp("house")) as house:
        sender = await a_sender(house)
        _, post, outbox_id = await queue_repost(house)
        house.x.fates = fates
        await work_until_settled(house, sender)
        assert (await item(house, outbox_id)).state is OutboxState.SENT
        assert house.x.reposted == {post.post_id}
