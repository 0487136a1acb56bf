"""What the desk remembers of a customer comes from all their cases, newest first, and never from anybody else's."""

from dataclasses import replace

from store.samples import (
    ANNA,
    BEN,
    NOON,
    US,
    a_message,
    a_post,
    answered,
    decide,
    open_case,
    our_post,
    put,
    waiting,
    write_note,
)

from tui_desk.desk.views import EarlierCase
from tui_desk.domain.decisions import (
    ChannelPreferred,
    ConsentNoted,
    Decision,
    Promised,
    PromiseEnded,
    Resolved,
    Watched,
    ZoneNoted,
)
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import CaseState, Channel, FollowUp, Person
from tui_desk.domain.permission import Summons
from tui_desk.store.customer_memory import CASES_REMEMBERED, NOTES_REMEMBERED
from tui_desk.store.sqlite import SqliteStore


async def test_a_case_that_is_not_there_has_no_customer(store: SqliteStore) -> None:
    assert await store.queries.customer(CaseId(1)) is None


async def test_a_customer_of_whom_x_has_shown_nothing_is_a_stranger(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100, BEN))
    memory = await store.queries.customer(case_id)
    assert memory is not None
    assert memory.customer == Person(BEN.user_id, "", "")
    assert (memory.cases, memory.notes, memory.decided) == ((), (), ())
    assert (memory.languages, memory.channels) == (("en",), {Channel.REPLY: 1})


async def test_their_other_cases_are_remembered_with_their_end_and_first_words(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await unit.put_person(ANNA)
        asked, solved, part = [await open_case(unit, a_post(post_id, text=f"{post_id}")) for post_id in (100, 200, 300)]
        private = await unit.open_case(ANNA.user_id, None, None, waiting(NOON))
        await unit.put_message(a_message(1, text="Hello?"), private, NOON)
        await unit.put_message(a_message(2, text="Anyone?"), private, NOON)
        await put(unit, private, answered(NOON + 900))
        end = replace(answered(NOON + 250), state=CaseState.OWED, reason="phone", follow_up=FollowUp.PROMISED)
        await put(unit, solved, end)
        await unit.put_merged_into(part, asked)
        await open_case(unit, a_post(400, BEN))
    for case_id in (asked, part):
        memory = await store.queries.customer(case_id)
        assert memory is not None
        assert memory.customer == ANNA
        assert memory.cases == (
            EarlierCase(private, NOON + 899, CaseState.WAITING, "", FollowUp.NONE, "Hello?"),
            EarlierCase(solved, NOON + 249, CaseState.OWED, "phone", FollowUp.PROMISED, "200"),
        )


async def test_notes_and_what_was_agreed_come_from_all_their_cases(store: SqliteStore) -> None:
    agreed: list[Decision] = [
        Promised(NOON + 9),
        PromiseEnded(),
        ConsentNoted(given=True),
        ChannelPreferred("mail"),
        ZoneNoted("Europe/Warsaw"),
    ]
    async with store.unit() as unit:
        cases = [await open_case(unit, a_post(post_id)) for post_id in (100, 200)]
        bens = await open_case(unit, a_post(300, BEN))
        for number, decision in enumerate(agreed):
            await decide(unit, cases[number % 2], decision, at=NOON + number)
        for other in (Watched(), Resolved()):
            await decide(unit, cases[0], other, at=NOON + 50)
        await unit.strike_decision(await decide(unit, cases[0], ConsentNoted(given=False), at=NOON + 60))
        await decide(unit, bens, ZoneNoted("Europe/Paris"))
        for number in range(NOTES_REMEMBERED + 3):
            await write_note(unit, cases[number % 2], f"note {number}", NOON + number)
        await write_note(unit, bens, "Ben's", NOON + 99)
    memory = await store.queries.customer(cases[1])
    assert memory is not None
    assert [decided.decision for decided in memory.decided] == agreed[::-1]
    assert [note.text for note in memory.notes] == [f"note {number}" for number in range(NOTES_REMEMBERED + 2, 2, -1)]


async def test_the_lists_are_bounded(store: SqliteStore) -> None:
    async with store.unit() as unit:
        cases = [await open_case(unit, a_post(post_id)) for post_id in range(100, 103 + CASES_REMEMBERED)]
    memory = await store.queries.customer(cases[0])
    assert memory is not None
    assert [case.case_id for case in memory.cases] == cases[: -1 - CASES_REMEMBERED : -1]


async def test_languages_and_channels_are_counted_from_what_they_wrote(store: SqliteStore) -> None:
    post = a_post(100)
    async with store.unit() as unit:
        case_id = await open_case(unit, post)
        for post_id, lang in enumerate(("pl", "pl", "und", "", "qme", "qu", "zxx", "en", "en"), 101):
            await unit.put_post(replace(a_post(post_id), lang=lang), Summons.NONE)
        await unit.put_post(replace(our_post(200, post), lang="de"), Summons.OWN)
        await unit.put_message(a_message(1), case_id, NOON)
        await unit.put_message(a_message(2), case_id, NOON)
        await unit.put_message(replace(a_message(3), sender_id=US.user_id), case_id, NOON)
    memory = await store.queries.customer(case_id)
    assert memory is not None
    assert memory.languages == ("en", "pl", "qu")
    assert memory.channels == {Channel.REPLY: 1, Channel.MESSAGE: 2}
