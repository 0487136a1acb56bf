"""A case from the command line: everything the screen tells of it, in plain text and for programs."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from cli.conftest import HOUR, Happens
from cli.test_list import SCREEN_ONLY
from fake_x import US
from house import ANNA, BEN, JO, House
from support import REPOSITORY

from tui_desk.bootstrap.clock import now_ms
from tui_desk.cli import main
from tui_desk.cli.exits import Exit
from tui_desk.config.paths import Paths
from tui_desk.desk.commands import AddNote, QueueMessage, QueueReply, SaveDraft, WithText
from tui_desk.desk.engine_commands import MarkConversationWhole, RecordMessages, RecordPeople, RecordPosts
from tui_desk.domain.decisions import Labelled, Promised, Resolved, Solved
from tui_desk.domain.ids import CaseId, MessageId, UserId
from tui_desk.domain.model import Channel, Message, Person, Purpose

MINUTE = HOUR // 60
SECOND = MINUTE // 60
DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d+ \w+"
CLOCK = re.compile(rf"(?:{DAY} )?\b\d\d:\d\d\b")
CARLA = Person(UserId(4), "carla", "Carla")


def shown(capsys: pytest.CaptureFixture[str], case_id: int = 1) -> list[str]:
    """A case as lines, each moment as HH:MM, without those that only name a day."""
    assert main(["--profile", "practice", "show", str(case_id)]) == 0
    lines = CLOCK.sub("HH:MM", capsys.readouterr().out).splitlines()
    return [line for line in lines if not re.fullmatch(DAY, line)]


def document_of(capsys: pytest.CaptureFixture[str], case_id: int = 1) -> dict[str, Any]:
    """A case for programs."""
    assert main(["--profile", "practice", "show", str(case_id), "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


async def everything_happens(house: House) -> None:
    """A case with one of each: posts of three people, a message, a note, decisions, a send, a draft."""
    house.clock.at = now_ms() - 5 * MINUTE
    case_id, post = await house.new_case(ANNA, "@brand Where is it?\n! It · was due")
    await house.recorder.do(MarkConversationWhole(post.conversation_id))
    house.clock.forward(15 * SECOND)
    third = house.inbound(CARLA, "Same here", mentioned_ids=(), conversation_id=post.conversation_id)
    await house.recorder.do(RecordPosts((third,), (CARLA,)))
    house.clock.forward(SECOND)
    ours = house.inbound(text="On it ^JO", conversation_id=post.conversation_id)
    await house.record(replace(ours, author_id=US.user_id, reply_to_user_id=ANNA.user_id))
    house.clock.forward(15 * SECOND)
    message = Message(MessageId(9), ANNA.user_id, ANNA.user_id, "My order is 1234", house.clock())
    await house.recorder.do(RecordMessages((message,), (ANNA,)))
    house.clock.forward(SECOND)
    await house.desk.do(AddNote(JO, case_id, "Knows the driver\n? ask Kim"))
    house.clock.forward(SECOND)
    await house.decide(case_id, Labelled("refund"))
    await house.desk.do(SaveDraft(case_id, Channel.NOTE, "Half a\nthought"))
    house.clock.forward(15 * SECOND)
    send = QueueMessage(JO, case_id, "We found it", await house.seen(case_id), WithText(Purpose.ACKNOWLEDGEMENT))
    await house.desk.do(send)


def test_a_case_from_top_to_bottom(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(everything_happens)
    lines = shown(capsys)
    thread_begins = lines.index("")
    assert lines[:5] == [
        "Case 1: @anna  Anna",
        "120 followers, first case",
        "Stands: open, waits 4m, refund",
        "Public reply: yes.",
        "Private message: yes.",
    ]
    assert lines[5] == "Clock, next response: 55m left, ends HH:MM"
    assert lines[thread_begins + 1 :] == [
        "HH:MM, @anna, public",
        "  @brand Where is it?",
        "  ! It · was due",
        "",
        "HH:MM, @carla, third party, public",
        "  Same here",
        "",
        "HH:MM, @brand, public",
        "  On it ^JO",
        "",
        "HH:MM, private, @anna",
        "  My order is 1234",
        "",
        "HH:MM, note, jo",
        "  Knows the driver",
        "  ? ask Kim",
        "",
        "HH:MM, jo labelled it “refund”",
        "",
        "HH:MM, private, @brand, jo, acknowledgement",
        "  We found it",
        "  queued, leaves next",
        "",
        "Draft of a note, not sent, HH:MM",
        "  Half a",
        "  thought",
        "",
    ]
    ours = [line for line in lines if not line.startswith("  ")]
    assert not SCREEN_ONLY.search("\n".join(ours))


def test_what_is_queued_says_how_it_is_taken_back(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    async def story(house: House) -> None:
        case_id, post = await house.new_case()
        house.clock.at = now_ms() + HOUR
        await house.desk.do(QueueReply(house.desk.agent, case_id, post.post_id, "On it", await house.seen(case_id)))

    happens(story)
    assert any("queued, leaves at" in line and "HH:MM" in line for line in shown(capsys))


async def no_way_in(house: House) -> None:
    """Found by listening, and takes no messages."""
    post = house.inbound(BEN, "ParcelFox lost my shoes", mentioned_ids=())
    await house.recorder.do(RecordPosts((post,), (BEN,), heard=True))


def test_what_x_would_refuse_is_known_before_a_word_is_written(
    happens: Happens, capsys: pytest.CaptureFixture[str]
) -> None:
    happens(no_way_in)
    lines = shown(capsys)
    assert "Public reply: no. X refuses a reply here." in lines
    assert "Private message: no. No private messages." in lines
    assert any("found by listening" in line for line in lines)
    assert document_of(capsys)["may"] == {
        "reply": {"is_possible": False, "refusal": "not_summoned"},
        "message": {"is_possible": False, "refusal": "messages_closed"},
        "follow_up": {"is_possible": False, "refusal": "not_summoned"},
    }


def test_what_x_has_not_said_is_left_open(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    async def story(house: House) -> None:
        post = house.inbound(CARLA)
        await house.recorder.do(RecordPosts((post,), (CARLA,)))

    happens(story)
    assert "Private message: perhaps. X has not said whether they take any." in shown(capsys)


def test_when_x_was_asked_stands_beside_it(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    async def story(house: House) -> None:
        await house.new_case()
        await house.recorder.do(RecordPeople((replace(ANNA, asked_at=now_ms() - 3 * HOUR),)))

    happens(story)
    assert "X was last asked about them 3h ago." in shown(capsys)


def test_a_closed_case_has_no_clock(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    async def story(house: House) -> None:
        case_id, post = await house.new_case()
        ours = house.inbound(text="Done", conversation_id=post.conversation_id)
        await house.record(replace(ours, author_id=US.user_id, reply_to_user_id=ANNA.user_id))
        await house.decide(case_id, Resolved())

    happens(story)
    lines = shown(capsys)
    assert "Stands: resolved" in lines
    assert "No clock runs." in lines


def test_a_case_for_programs(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(everything_happens)
    document = document_of(capsys)
    items = {(item["kind"], item.get("by")): item for item in document["items"]}
    assert [item["kind"] for item in document["items"]] == [
        "post",
        "post",
        "post",
        "message",
        "note",
        "decision",
        "send",
    ]
    assert items["post", "customer"]["text"] == "@brand Where is it?\n! It · was due"
    assert items["post", "us"]["handle"] == "brand"
    assert items["post", "third_party"]["handle"] == "carla"
    assert items["message", "customer"]["text"] == "My order is 1234"
    assert items["decision", None]["label"] == "refund"
    assert items["send", None] | {"purpose": "acknowledgement", "state": "queued"} == items["send", None]
    assert [clock["kind"] for clock in document["clocks"]] == ["next_response", "resolution"]
    assert document["drafts"][0]["text"] == "Half a\nthought"
    assert document["reply_to_post_id"] == document["origin_post_id"] == items["post", "customer"]["post_id"]
    assert document["is_whole"] is True


def test_a_promise_for_programs_has_its_moment_twice(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    async def story(house: House) -> None:
        case_id, _ = await house.new_case()
        house.clock.forward(SECOND)
        await house.decide(case_id, Promised(1_900_000_000_000, "by then"))

    happens(story)
    decision = document_of(capsys)["items"][-1]
    assert decision["decision"] == "promised"
    assert (decision["until"], decision["until_ms"]) == ("2030-03-17T17:46:40.000Z", 1_900_000_000_000)
    assert decision["words"] == "by then"


def fields_of(document: object) -> set[str]:
    """Every name in an object, however deep."""
    if isinstance(document, dict):
        return set(document) | {name for value in document.values() for name in fields_of(value)}
    if isinstance(document, list):
        return {name for value in document for name in fields_of(value)}
    return set()


def test_every_field_is_documented(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(everything_happens)
    assert main(["--profile", "practice", "list", "--json"]) == 0
    queue = json.loads(capsys.readouterr().out)
    fields = {name.removesuffix("_ms") for name in fields_of([queue, document_of(capsys)])}
    page = (REPOSITORY / "docs" / "command-line.md").read_text()
    assert {name for name in fields if f"`{name}`" not in page} == set()


def test_a_case_that_became_part_of_another_is_shown_as_that_one(
    happens: Happens, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story(house: House) -> None:
        one, _ = await house.new_case()
        two, _ = await house.new_case()
        async with house.store.unit() as unit:
            await unit.put_merged_into(two, one)

    happens(story)
    assert shown(capsys, 2)[0].startswith("Case 1: ")


def test_a_case_that_is_not_there(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    assert paths.database.parent.is_dir()
    assert main(["--profile", "practice", "show", "12", "--json"]) == Exit.REFUSED
    told = capsys.readouterr()
    assert told.err == (
        "tui-desk: There is no case 12. `tui-desk --profile practice list --view everything` shows all there are.\n"
    )
    assert json.loads(told.out)["refusal"] == "no_such_case"


def test_what_is_no_number_of_a_case(paths: Paths) -> None:
    for word in ("twelve", "1.5", "9" * 30):
        with pytest.raises(SystemExit) as ended:
            main(["--profile", "practice", "show", word])
        assert ended.value.code == Exit.USAGE
    assert not paths.database.exists()


async def a_private_solution(house: House) -> None:
    case_id: CaseId
    case_id, _ = await house.new_case()
    await house.decide(case_id, Resolved(Solved.PHONE))


def test_what_is_owed_is_told(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_private_solution)
    assert "Stands: owed in public for 2d" in shown(capsys)
