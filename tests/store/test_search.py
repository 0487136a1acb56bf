"""Search finds everything stored, in every script, newest first and page by page; and what is gone leaves no byte."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from house import House
from hypothesis import given, settings
from hypothesis import strategies as st
from store.conftest import OpenStore
from store.samples import (
    ANNA,
    BEN,
    JO,
    NOON,
    US,
    a_message,
    a_post,
    a_send,
    add_post,
    answered,
    edited,
    open_case,
    our_post,
    put,
    send,
    waiting,
    write_note,
)

from tui_desk.desk.search import Found, FoundKind, SearchPage, SearchPlace
from tui_desk.desk.store_port import Unit
from tui_desk.domain.ids import AgentName, CaseId, ConversationId, PostId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import CaseState, FollowUp, OutboxState, Person
from tui_desk.domain.permission import Summons
from tui_desk.domain.search import parse
from tui_desk.domain.search_words import Snippet
from tui_desk.store import search
from tui_desk.store.sqlite import SqliteStore, open_store

HOUR = 3_600_000
DAY = 24 * HOUR


async def page_of(store: SqliteStore, typed: str, after: SearchPlace | None = None, limit: int = 50) -> SearchPage:
    return await store.queries.search(parse(typed, NOON, UTC), JO, after, limit)


async def found(store: SqliteStore, typed: str) -> Sequence[Found]:
    """What the first page shows; there is no other."""
    page = await page_of(store, typed)
    assert page.next is None
    return page.found


async def cases(store: SqliteStore, typed: str) -> list[CaseId]:
    return [each.case_id for each in await found(store, typed)]


async def a_case(unit: Unit, post_id: int, text: str, **more: object) -> CaseId:
    """A case on a post of Anna's, which was written that many hours after noon yesterday."""
    post = replace(a_post(post_id, text=text, at=NOON - DAY + post_id * HOUR), **more)  # type: ignore[arg-type]
    return await open_case(unit, post)


async def test_a_post_is_found_with_its_case_its_author_and_where_the_word_stands(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await unit.put_person(ANNA)
        case_id = await a_case(unit, 1, "My kettle hums")
        await a_case(unit, 2, "My cup leaks")
    assert await found(store, "kettle") == (
        Found(case_id, FoundKind.POST, 1, NOON - DAY + HOUR, "anna", Snippet("My kettle hums", ((3, 9),))),
    )


async def test_messages_notes_names_and_our_own_words_are_found(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await unit.put_person(replace(ANNA, name="Anna Kettlewell"))
        post = a_post(1, text="My cup leaks")
        case_id = await open_case(unit, post)
        await unit.put_message(a_message(5, text="Order 7781 of May"), case_id, NOON)
        await write_note(unit, case_id, "Replacement shipped", NOON)
        await add_post(unit, case_id, our_post(9, post, "We are so sorry"), Summons.NONE, Part.ANSWERS)
    wanted = {
        "7781": FoundKind.MESSAGE,
        "replacement": FoundKind.NOTE,
        "sorry": FoundKind.POST,
        "kettlew": FoundKind.PERSON,
        "@anna": FoundKind.PERSON,
    }
    for typed, kind in wanted.items():
        assert [(each.case_id, each.kind) for each in await found(store, typed)] == [(case_id, kind)], typed


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("荷物がまだ届きません", "荷"),
        ("荷物がまだ届きません", "届き"),
        ("荷物がまだ届きません", "まだ届きま"),
        ("荷物がまだ届きません", '"届きません"'),
        ("iPhoneが壊れた", "iphone 壊れ"),
        ("Мой чайник гудит", "ЧАЙНИК"),
        ("Мой чайник гудит", "чай"),
        ("Ещё не пришло", "еще"),
        ("주전자가 고장났어요", "고장"),
        ("กาต้มน้ำเสีย", "น้ำ"),
        ("लैपटॉप खराब है", "खराब"),
        ("حقيبتي ضاعت", "ضاعت"),
        ("Crème brûlée à Łódź", "brulee lodz"),
        ("ＡＢＣ order", "abc"),
        ("too hot 🔥", "🔥"),
        ("the wi-fi is down", '"wi fi is"'),
        ("#KettleFail again", "kettlefail"),
    ],
)
async def test_every_script_is_found(store: SqliteStore, text: str, typed: str) -> None:
    async with store.unit() as unit:
        case_id = await a_case(unit, 1, text)
        await a_case(unit, 2, "届ま Something else, в чашке ничего")
    (hit,) = await found(store, typed)
    assert hit.case_id == case_id
    assert hit.snippet.matches


@pytest.mark.parametrize("typed", ["ket", "kett", "kettle", "my kettle", '"my kettle', "KETTLE -cup", "kettle hu hum"])
async def test_what_is_typed_so_far_finds(store: SqliteStore, typed: str) -> None:
    async with store.unit() as unit:
        case_id = await a_case(unit, 1, "My kettle hums: hu, hu!")
        await a_case(unit, 2, "My cup and keg")
    assert await cases(store, typed) == [case_id]


@pytest.mark.parametrize("typed", ["kettle cup", '"kettle my"', "kettl ", "kettle -hums", "ke", '"hums" -my'])
async def test_what_is_not_there_is_not_found(store: SqliteStore, typed: str) -> None:
    async with store.unit() as unit:
        await a_case(unit, 1, "My kettle hums")
    assert await cases(store, typed) == []


async def test_nothing_typed_finds_nothing(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await a_case(unit, 1, "My kettle hums")
    for typed in ("", " ", "!!!", "-", "in:", "is:nonsense"):
        assert await page_of(store, typed) == SearchPage((), None)


async def a_busy_day(unit: Unit) -> dict[str, CaseId]:
    """Cases of all sorts, all of them about a kettle."""
    for person in (ANNA, BEN, Person(US.user_id, US.handle, US.name)):
        await unit.put_person(person)
    by_name = {
        "open": await a_case(unit, 1, "A kettle, see https://t.co/abc"),
        "owed": await a_case(unit, 2, "Ein kettle", lang="de"),
        "snoozed": await a_case(unit, 3, "kettle three"),
        "watched": await a_case(unit, 4, "kettle four", author_id=BEN.user_id),
        "labelled": await a_case(unit, 5, "kettle five"),
        "closed": await a_case(unit, 6, "kettle six"),
        "message": await unit.open_case(ANNA.user_id, None, None, waiting(NOON)),
        "note": await a_case(unit, 8, "nothing of the kind"),
        "answered": await a_case(unit, 9, "nothing of the kind"),
    }
    standings = {
        "owed": replace(waiting(NOON), state=CaseState.OWED, follow_up=FollowUp.OWED),
        "snoozed": replace(waiting(NOON), is_snoozed=True, snoozed_until=NOON + HOUR),
        "watched": replace(waiting(NOON), is_watched=True),
        "labelled": replace(waiting(NOON), labels=("loud", "Bulk buyer"), owner=JO),
        "closed": replace(answered(NOON), state=CaseState.RESOLVED),
        "answered": answered(NOON),
    }
    for name, case_id in by_name.items():
        await put(unit, case_id, standings.get(name, waiting(NOON)))
    await unit.put_message(a_message(7, text="kettle in private", at=NOON - DAY + 7 * HOUR), by_name["message"], NOON)
    await write_note(unit, by_name["note"], "kettle of the old kind", NOON - DAY + 8 * HOUR)
    answer = replace(our_post(10, a_post(9), "our kettle"), posted_at=NOON - DAY + 9 * HOUR)
    await add_post(unit, by_name["answered"], answer, Summons.NONE, Part.ANSWERS)
    sent = await send(unit, a_send(by_name["answered"], "our kettle"))
    item = await unit.outbox(sent)
    assert item is not None
    await unit.put_outbox(replace(item, state=OutboxState.SENT, remote_id=10))
    return by_name


ALL = ["answered", "note", "message", "closed", "labelled", "watched", "snoozed", "owed", "open"]
"""Newest first."""


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("kettle", ALL),
        ("kettle from:@Anna", ["message", "closed", "labelled", "snoozed", "owed", "open"]),
        ("kettle from:ben", ["watched"]),
        ("kettle from:nobody", []),
        ("kettle from:brightkettle", ["answered"]),
        ("kettle -from:anna", ["answered", "note", "watched"]),
        ("from:ben", ["watched"]),
        ("kettle in:dm", ["message"]),
        ("kettle in:note", ["note"]),
        ("in:note", ["note"]),
        ("kettle in:dm in:note", ["note", "message"]),
        ("kettle in:public", [name for name in ALL if name not in ("message", "note")]),
        ("kettle -in:public", ["note", "message"]),
        ("kettle by:jo", ["answered", "note"]),
        ("by:JO in:public", ["answered"]),
        ("by:kim", []),
        ("kettle in:public -by:jo", ["closed", "labelled", "watched", "snoozed", "owed", "open"]),
        ("kettle has:link", ["open"]),
        ("has:link", ["open"]),
        ("kettle lang:de", ["owed"]),
        ("kettle lang:de lang:fr", ["owed"]),
        ("kettle in:public -lang:en from:anna", ["owed"]),
        ("kettle is:owed", ["owed"]),
        ("is:owed", ["owed"]),
        ("kettle is:snoozed", ["snoozed"]),
        ("is:snoozed", ["snoozed"]),
        ("kettle is:watched", ["watched"]),
        ("is:watched", ["watched"]),
        ("kettle is:closed", ["closed"]),
        ("is:closed", ["closed"]),
        ("kettle -is:open", ["closed"]),
        ("kettle label:loud", ["labelled"]),
        ('label:"bulk BUYER" label:loud', ["labelled"]),
        ("label:loud label:quiet", []),
        ("kettle lane:mine", ["labelled"]),
        ("lane:mine", ["labelled"]),
        ("kettle lane:owed lane:closed", ["closed", "owed"]),
        ("is:open -lane:now -lane:waiting", ["snoozed", "owed"]),
        ("kettle before:2d", []),
        ("kettle after:2d", ALL),
        ("kettle after:16h", ["answered", "note"]),
        ("kettle before:22h", ["open"]),
        ("after:20h before:17h -is:closed kettle", ["labelled", "watched"]),
    ],
)
async def test_operators_narrow_what_is_found(store: SqliteStore, typed: str, names: list[str]) -> None:
    async with store.unit() as unit:
        by_name = await a_busy_day(unit)
    name_of = {case_id: name for name, case_id in by_name.items()}
    assert [name_of[case_id] for case_id in await cases(store, f"{typed} ")] == names


async def test_a_case_is_shown_once_by_its_newest_match_whichever_page_asks(store: SqliteStore) -> None:
    async with store.unit() as unit:
        first, second = await a_case(unit, 1, "kettle"), await a_case(unit, 2, "kettle")
        for number in range(3, 30):
            case_id = (first, second)[number % 2]
            await unit.put_message(a_message(number, text="kettle", at=NOON - DAY + number * HOUR), case_id, NOON)
    whole = await found(store, "kettle")
    assert [(each.case_id, each.item_id) for each in whole] == [(second, 29), (first, 28)]
    one = await page_of(store, "kettle", limit=1)
    other = await page_of(store, "kettle", one.next, limit=1)
    assert one.found + other.found == whole
    assert (await page_of(store, "kettle", other.next)).found == ()


async def every_page(store: SqliteStore, typed: str, limit: int) -> list[Found]:
    """All pages, one after the other."""
    page = await page_of(store, typed, limit=limit)
    hits = list(page.found)
    for _ in range(200):
        if page.next is None:
            return hits
        page = await page_of(store, typed, page.next, limit)
        hits += page.found
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("limit", [1, 2, 4, 8])
@pytest.mark.parametrize("steps", [(1,), (2, 3), (50,)])
async def test_pages_fit_together_however_little_each_may_look_at(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, limit: int, steps: tuple[int, ...]
) -> None:
    monkeypatch.setattr(search, "LOOKED_AT", steps)
    async with store.unit() as unit:
        by_name = await a_busy_day(unit)
    name_of = {case_id: name for name, case_id in by_name.items()}
    assert [name_of[each.case_id] for each in await every_page(store, "kettle ", limit)] == ALL
    assert [name_of[each.case_id] for each in await every_page(store, "kettle is:owed", limit)] == ["owed"]
    assert [name_of[each.case_id] for each in await every_page(store, "is:open", limit)] == [
        name for name in reversed(by_name) if name != "closed"
    ]


async def test_a_page_that_finds_little_says_how_far_it_looked(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "LOOKED_AT", (2,))
    async with store.unit() as unit:
        owed = await a_case(unit, 1, "kettle")
        for number in range(2, 8):
            await a_case(unit, number, "kettle")
        await put(unit, owed, replace(waiting(NOON), state=CaseState.OWED, follow_up=FollowUp.OWED))
    page = await page_of(store, "kettle is:owed")
    assert page.found == ()
    assert page.next is not None
    assert page.looked_back_to == NOON - DAY + 6 * HOUR


async def test_a_merged_case_is_found_as_the_one_it_is_part_of(store: SqliteStore) -> None:
    async with store.unit() as unit:
        head, part = await a_case(unit, 1, "cup"), await a_case(unit, 2, "kettle")
        await unit.put_merged_into(part, head)
    assert await cases(store, "kettle") == [head]


async def test_a_post_that_plays_no_part_is_found_in_the_case_of_its_conversation(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await a_case(unit, 1, "cup")
        bystander = replace(a_post(3, BEN, "kettle too"), conversation_id=ConversationId(1))
        await unit.put_post(bystander, Summons.NONE)
        await unit.put_post(a_post(4, BEN, "kettle in no case"), Summons.NONE)
    assert [(each.case_id, each.item_id) for each in await found(store, "kettle")] == [(case_id, 3)]


async def test_an_edited_post_is_found_by_its_newer_words_alone(store: SqliteStore) -> None:
    async with store.unit() as unit:
        post = a_post(1, text="My kettle hums")
        case_id = await open_case(unit, post)
        await unit.put_post(edited(post, "My teapot sings", 5), Summons.MENTION)
    assert await cases(store, "kettle") == []
    assert await cases(store, "teapot") == [case_id]


async def test_a_person_is_found_by_the_name_of_now_and_the_latest_case(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await unit.put_person(ANNA)
        await a_case(unit, 1, "one")
        latest = await a_case(unit, 2, "two")
        await unit.put_person(replace(ANNA, handle="anna_new", name="Anna Sol", seen_at=2_000))
    assert await cases(store, "sol") == [latest]
    assert await cases(store, "anna_new") == [latest]
    assert await cases(store, "from:anna") == []
    assert await cases(store, "from:ANNA_new") == [latest, CaseId(1)]


async def test_what_is_gone_is_found_no_more(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await a_case(unit, 1, "My kettle hums")
        await unit.put_message(a_message(5, text="private kettle"), case_id, NOON)
        note_id = await write_note(unit, case_id, "noted kettle", NOON)
    async with store.unit() as unit:
        await unit.mark_gone(PostId(1))
        await unit.remove_note(note_id)
    await store._writer.all("DELETE FROM message_body")
    assert await cases(store, "kettle") == []
    assert await cases(store, "from:anna") == []


CANARIES = ("quxpost", "yaxmessage", "wolnote", "vezname", "jipedit")


async def write_canaries(store: SqliteStore) -> None:
    """A word of its own for each place that keeps text, among many others; then all five texts end."""
    async with store.unit() as unit:
        await unit.put_account(US)
        for number in range(300):
            await unit.put_post(a_post(1_000 + number, text=f"kettle{number} hums"), Summons.MENTION)
    async with store.unit() as unit:
        case_id = await a_case(unit, 1, f"My {CANARIES[0]} hums")
        await unit.put_message(a_message(5, text=f"Order {CANARIES[1]}"), case_id, NOON)
        note_id = await write_note(unit, case_id, f"noted {CANARIES[2]}", NOON)
        await unit.put_person(replace(BEN, name=CANARIES[3]))
        await unit.put_post(a_post(2, text=f"My {CANARIES[4]}"), Summons.MENTION)
    async with store.unit() as unit:
        await unit.mark_gone(PostId(1))
        await unit.remove_note(note_id)
        await unit.put_person(replace(BEN, name="Ben", seen_at=2_000))
        await unit.put_post(edited(a_post(2), "My cup", 900), Summons.MENTION)
    await store._writer.all("DELETE FROM message_body")


def remembered(folder: Path) -> list[str]:
    """The canaries of which a byte is in any file; the first letter is left out, which an index may share."""
    files = [path.read_bytes().lower() for path in folder.iterdir() if path.is_file()]
    return [canary for canary in CANARIES if any(canary[1:].encode() in content for content in files)]


async def test_what_is_gone_leaves_no_byte_once_the_index_is_scrubbed(open_another: OpenStore, database: Path) -> None:
    async with open_another() as store:
        await write_canaries(store)
    assert remembered(database.parent) == list(CANARIES)
    async with open_another() as store:
        for _ in range(100):
            async with store.unit() as unit:
                if not await unit.scrub_search(4):
                    break
        else:
            raise AssertionError("scrubbing does not end")
        assert await store._reader.value("SELECT count(*) FROM search_post WHERE search_post MATCH 'kettle299'") == 1
    assert remembered(database.parent) == []


async def test_what_ends_while_the_index_is_scrubbed_is_scrubbed_too(open_another: OpenStore, database: Path) -> None:
    async with open_another() as store:
        async with store.unit() as unit:
            for number in range(3_000):
                await unit.put_post(a_post(1_000 + number, text=f"kettle{number} hums"), Summons.MENTION)
            await unit.put_post(a_post(1, text=CANARIES[0]), Summons.MENTION)
        async with store.unit() as unit:
            await unit.mark_gone(PostId(1_005))
        async with store.unit() as unit:
            assert await unit.scrub_search(1)
            await unit.mark_gone(PostId(1))
        more = True
        while more:
            async with store.unit() as unit:
                more = await unit.scrub_search(50)
    assert remembered(database.parent) == []


async def test_there_is_nothing_to_scrub_where_nothing_ended(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await a_case(unit, 1, "My kettle hums")
        assert not await unit.scrub_search(100)


async def test_the_index_is_whole_after_everything(store: SqliteStore) -> None:
    await write_canaries(store)
    for index in ("search_post", "search_message", "search_note", "search_person"):
        await store._writer.all(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")  # noqa: S608 - a constant


ODD = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="\"*()^:{}+-,.;'\\ ANDORNEAR届き\0", max_size=40),
    st.sampled_from(
        ["C++", "what's", "foo:bar", "#123", "(", 'a" OR "b', "NEAR(a b)", "words : x", "facts:any", "^a*"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ODD, min_size=1, max_size=4))
def test_any_text_is_searched_without_an_error(typed: list[str]) -> None:
    async def ask() -> None:
        with TemporaryDirectory() as name:
            folder = Path(name)
            async with open_store(folder / "desk.db", folder, "desk", lambda: NOON) as store:
                async with store.unit() as unit:
                    await a_case(unit, 1, "any " + typed[0])
                for words in typed:
                    await page_of(store, words)
                    await page_of(store, f'"{words}" -from:{words} label:{words} by:{words} lang:{words}')

    asyncio.run(ask())


async def test_mine_is_whose_search_it_is(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await a_case(unit, 1, "My kettle hums")
        await put(unit, case_id, replace(waiting(NOON), owner=AgentName("kim")))
    for agent, wanted in ((AgentName("kim"), [case_id]), (JO, [])):
        page = await store.queries.search(parse("kettle lane:mine", NOON, UTC), agent, None, 5)
        assert [each.case_id for each in page.found] == wanted


async def test_a_desk_finds_what_arrived_and_can_show_it_as_rows(house: House) -> None:
    first, _ = await house.new_case(text="My kettle hums")
    house.clock.forward(1_000)
    second, _ = await house.new_case(text="A kettle without a lid")
    page = await house.desk.search(parse("kettle", house.clock(), UTC))
    assert [each.case_id for each in page.found] == [second, first]
    rows = await house.desk.rows([each.case_id for each in page.found])
    assert [row.words for row in rows] == ["A kettle without a lid", "My kettle hums"]
