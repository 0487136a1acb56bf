"""Decisions come back as they were taken, whatever their kind; steps know what they changed, and undo as a whole."""

from dataclasses import fields, replace
from typing import Any, get_args

import pytest
from store.samples import JO, NOON, a_message, a_post, a_send, decide, open_case, our_post, send, write_note

from tui_desk.domain.decisions import (
    Assigned,
    ChannelPreferred,
    ConsentNoted,
    Decision,
    FollowUpWaived,
    Labelled,
    LeftToCustomer,
    MarkedSpam,
    Merged,
    Muted,
    NoAnswerNeeded,
    Prioritised,
    Promised,
    PromiseEnded,
    Reopened,
    Resolved,
    Snoozed,
    Solved,
    Unlabelled,
    Unmuted,
    Unwatched,
    Watched,
    Woken,
    ZoneNoted,
)
from tui_desk.domain.ids import AgentName, CaseId, DecisionId, OutboxId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Channel, Draft, Note, OutboxState, Priority
from tui_desk.domain.permission import Summons
from tui_desk.store.decisions import decision_from, detail_of, kind_of
from tui_desk.store.sqlite import SqliteStore

SAMPLES: tuple[Decision, ...] = (
    Resolved(),
    *(Resolved(where, (OutboxId(7), OutboxId(9))) for where in Solved),
    NoAnswerNeeded("a joke, \u202etold\u202c twice \U0001fad6"),
    MarkedSpam(),
    Muted(),
    Unmuted(),
    Reopened(),
    LeftToCustomer(),
    Snoozed(None),
    Snoozed(NOON),
    Woken(),
    FollowUpWaived("they asked us not to"),
    Promised(NOON, "by Friday", OutboxId(8)),
    Promised(NOON),
    PromiseEnded(),
    *(Prioritised(priority) for priority in Priority),
    Labelled("loud"),
    Unlabelled("loud"),
    Assigned(JO),
    Assigned(None),
    Watched(),
    Unwatched(),
    Merged(CaseId(3)),
    ConsentNoted(given=True),
    ConsentNoted(given=False),
    ChannelPreferred("mail"),
    ZoneNoted("Europe/Warsaw"),
)


def test_there_is_a_sample_of_every_kind_of_decision() -> None:
    assert {type(decision) for decision in SAMPLES} == set(get_args(Decision))


@pytest.mark.parametrize("decision", SAMPLES, ids=repr)
def test_a_decision_comes_back_as_it_was(decision: Decision) -> None:
    again = decision_from(kind_of(type(decision)), detail_of(decision))
    assert again == decision
    assert types_of(again) == types_of(decision)


def types_of(decision: Decision) -> list[type[Any]]:
    return [type(getattr(decision, field.name)) for field in fields(decision)]


def test_kinds_are_told_apart_by_their_names() -> None:
    kinds = [kind_of(decision) for decision in get_args(Decision)]
    assert len(kinds) == len(set(kinds))
    assert (kind_of(NoAnswerNeeded), kind_of(Muted)) == ("no_answer_needed", "muted")
    with pytest.raises(KeyError):
        decision_from("forgiven", "{}")


async def test_decisions_come_back_in_their_order_until_they_are_struck(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id, other = await open_case(unit, a_post(100)), await open_case(unit, a_post(200))
        first = await decide(unit, case_id, Snoozed(NOON + 9), at=NOON + 300, seen_until=NOON + 4)
        second = await unit.add_decision(case_id, NoAnswerNeeded("noise"), AgentName("rule"), NOON, NOON + 5, None)
        await decide(unit, other, Muted())
        decided = await unit.decided(case_id)
        assert [(each.decision_id, each.decision, each.case_id) for each in decided] == [
            (first, Snoozed(NOON + 9), case_id),
            (second, NoAnswerNeeded("noise"), case_id),
        ]
        assert [(each.agent, each.at, each.order, each.seen_until) for each in decided] == [
            (JO, NOON + 300, NOON + 300, NOON + 4),
            ("rule", NOON, NOON + 301, NOON + 5),
        ]
        assert await unit.strike_decision(first) == decided[0]
        assert await unit.decided(case_id) == decided[1:]
        with pytest.raises(LookupError):
            await unit.strike_decision(DecisionId(99))


async def test_a_decision_is_later_than_all_before_it_and_earlier_than_all_after_it(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))  # reached the desk at NOON + 105
        decision_id = await decide(unit, case_id, Reopened(), at=NOON - 60_000)
        await unit.put_message(a_message(101), case_id, NOON - 60_000)
        await unit.strike_decision(decision_id)
        await decide(unit, case_id, Watched(), at=NOON - 60_000)
        await unit.put_post(a_post(200), (await unit.posts_of(a_post(100).conversation_id))[0][1])
        await unit.put_post_in_case(case_id, a_post(200).post_id, Part.JOINS, NOON - 60_000)
        received = {turn.at - NOON: turn.received_at - NOON for turn in await unit.turns(case_id)}
        assert received == {100: 105, 101: 107, 200: 109}
        assert [each.order - NOON for each in await unit.decided(case_id)] == [108]


async def test_a_step_knows_what_it_changed_and_is_the_last_until_it_is_undone(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id, other = await open_case(unit, a_post(100)), await open_case(unit, a_post(200))
        assert await unit.last_step(JO) is None
        await decide(unit, case_id, Watched())
        earlier = await unit.last_step(JO)
        step_id = await unit.begin_step(JO, NOON + 1)
        decisions = [
            await unit.add_decision(each, Muted(), JO, NOON, NOON, step_id) for each in (case_id, other, case_id)
        ]
        outbox_id = await unit.add_outbox(a_send(case_id), step_id)
        note_ids = [await unit.add_note(case_id, JO, text, NOON, step_id) for text in ("one", "two")]
        await unit.note_split(step_id, other, case_id)
        await unit.begin_step(AgentName("kim"), NOON + 2)
        step = await unit.last_step(JO)
        assert step is not None
        assert (step.step_id, step.agent, step.at) == (step_id, JO, NOON + 1)
        assert step.decisions == ((decisions[0], case_id), (decisions[1], other), (decisions[2], case_id))
        assert (step.outbox_ids, step.note_ids, step.splits) == ((outbox_id,), tuple(note_ids), ((other, case_id),))

        await unit.strike_decision(decisions[1])
        await unit.remove_note(note_ids[0])
        step = await unit.last_step(JO)
        assert step is not None
        assert (len(step.decisions), step.note_ids) == (2, (note_ids[1],))
        await unit.end_step(step_id)
        assert await unit.last_step(JO) == earlier


async def test_a_note_that_is_removed_comes_back_once(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
        note_id = await write_note(unit, case_id, "Ask the depot", NOON)
        assert await unit.remove_note(note_id) == Note(note_id, case_id, JO, "Ask the depot", NOON)
        assert await unit.remove_note(note_id) is None


async def test_there_is_work_in_a_case_once_somebody_did_something_in_it(store: SqliteStore) -> None:
    posts = [a_post(post_id) for post_id in range(100, 108)]
    async with store.unit() as unit:
        untouched, noted, sent, drafted, decided, messaged, part, whole = [await open_case(unit, it) for it in posts]
        await decide(unit, untouched, Watched())
        await unit.put_post(our_post(200, posts[0]), Summons.OWN)
        assert not await unit.has_work_in(untouched, JO)
        await write_note(unit, noted, "x", NOON)
        await send(unit, replace(a_send(sent), state=OutboxState.RECALLED))
        await unit.put_draft(Draft(drafted, Channel.REPLY, "x", None, NOON))
        await decide(unit, decided, Watched(), agent=AgentName("mo"))
        await unit.put_message(a_message(1), messaged, NOON)
        await unit.put_merged_into(part, whole)
        for case_id in (noted, sent, drafted, decided, messaged, part, whole):
            assert await unit.has_work_in(case_id, JO)
        assert not await unit.has_work_in(untouched, JO)
