"""The queue from the command line: which cases, in which order, in which words, and what cron is told."""

import io
import json
import os
import re
import sys
from typing import Any

import pytest
from cli.conftest import HOUR, Happens
from house import ANNA, BEN, House

from tui_desk.bootstrap.clock import now_ms
from tui_desk.bootstrap.desk import agent_name
from tui_desk.cli import list_command, main, output
from tui_desk.cli.exits import Exit
from tui_desk.config.paths import Paths
from tui_desk.desk.commands import QueueReply
from tui_desk.desk.engine_commands import RecordMessages
from tui_desk.domain.decisions import Assigned, Labelled, Prioritised, Resolved, Snoozed, Solved, Watched
from tui_desk.domain.ids import CaseId, MessageId
from tui_desk.domain.model import Message, Priority

MINUTE = HOUR // 60
SCREEN_ONLY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f●◐○◆✓✗×☾♡↑✎★≈┃║┊─]")


def listed(capsys: pytest.CaptureFixture[str], *words: str, ends: Exit = Exit.OK) -> list[str]:
    """The lines of a list."""
    assert main(["--profile", "practice", "list", *words]) == ends
    return capsys.readouterr().out.splitlines()


def objects(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """A list for programs."""
    document: dict[str, Any] = json.loads("\n".join(listed(capsys, "--json", *words)))
    return document


def numbers(lines: list[str]) -> list[int]:
    """The cases of a list."""
    return [int(line.split("\t")[0]) for line in lines]


async def three_cases(house: House) -> None:
    """One long overdue, one owed in public, one that is due in some minutes."""
    await house.new_case(ANNA, "@brand Where is\nmy parcel · 2 of 3?")
    owed, _ = await house.new_case(BEN, "Call me")
    await house.decide(owed, Resolved(Solved.PHONE))
    house.clock.at = now_ms() - 30 * MINUTE
    await house.new_case(ANNA, "And the other one?")


def test_a_line_for_each_case_with_fields_between_tabs(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(three_cases)
    assert listed(capsys) == [
        "1\t@anna\tnew\tfirst response over by 2d\tpublic\t\tWhere is my parcel · 2 of 3?",
        "3\t@anna\tnew\tfirst response 29m left\tpublic\t\tAnd the other one?",
    ]
    assert listed(capsys, "--view", "owed") == ["2\t@ben\towed\tfollow up over by 36h\tpublic\tsince 2d ago\tCall me"]


async def a_marked_case(house: House) -> None:
    """A private matter with everything that can set it apart."""
    message = Message(MessageId(9), ANNA.user_id, ANNA.user_id, "My number is in here", house.clock())
    await house.recorder.do(RecordMessages((message,), (ANNA,)))
    case_id = await house.newest_case()
    for decision in (Labelled("refund"), Prioritised(Priority.URGENT), Watched(), Assigned(agent_name())):
        await house.decide(case_id, decision)


def test_what_sets_a_case_apart_is_told_without_glyphs(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_marked_case)
    (line,) = listed(capsys, "--view", "mine")
    assert line.split("\t")[4:] == ["private", "urgent, refund, yours, watched", "My number is in here"]
    assert not SCREEN_ONLY.search(line)


def test_a_send_and_a_label_are_told_with_words_alone(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    async def story(house: House) -> None:
        case_id, post = await house.new_case()
        await house.decide(case_id, Labelled("damage"))
        reply = QueueReply(house.desk.agent, case_id, post.post_id, "On it", await house.seen(case_id))
        await house.desk.do(reply)

    happens(story)
    (line,) = listed(capsys)
    assert line.split("\t")[5] == "queued, damage"


def test_overdue_are_all_whose_clock_has_run_out_the_longest_ago_first(
    happens: Happens, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story(house: House) -> None:
        await three_cases(house)
        house.clock.at = now_ms() - 59 * HOUR
        snoozed, _ = await house.new_case(BEN, "Later")
        await house.decide(snoozed, Snoozed(now_ms() + HOUR))

    happens(story)
    assert numbers(listed(capsys, "--view", "overdue")) == [1, 2]
    assert numbers(listed(capsys, "--view", "overdue", "--limit", "1")) == [1]


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        (("--view", "overdue", "--overdue-exit"), Exit.OVERDUE),
        (("--overdue-exit", "--json"), Exit.OVERDUE),
        (("--view", "overdue"), Exit.OK),
        (("--view", "waiting", "--overdue-exit"), Exit.OK),
    ],
)
def test_cron_is_told_by_the_exit_code(
    happens: Happens, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], ends: Exit
) -> None:
    happens(three_cases)
    listed(capsys, *words, ends=ends)


def test_a_long_list_is_read_page_by_page_and_says_where_it_is_cut(
    happens: Happens, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(house: House) -> None:
        for number in range(5):
            await house.new_case(text=f"Parcel {number}")
            house.clock.forward(MINUTE)

    happens(story)
    monkeypatch.setattr(list_command, "QUEUE_PAGE", 2)
    assert numbers(listed(capsys, "--limit", "5")) == [1, 2, 3, 4, 5]
    assert main(["--profile", "practice", "list", "--limit", "3"]) == 0
    told = capsys.readouterr()
    assert numbers(told.out.splitlines()) == [1, 2, 3]
    assert "These are the first 3: --limit shows more.\n" in told.err
    assert numbers(listed(capsys, "--view", "overdue", "--limit", "9")) == [1, 2, 3, 4, 5]
    assert objects(capsys, "--limit", "4")["is_cut"] is True
    assert objects(capsys, "--limit", "5")["is_cut"] is False


async def nothing_yet(house: House) -> None:
    """An engine listens, and nobody has written."""
    await house.store.take_lease("engine", "one", house.clock(), now_ms() + HOUR)


def test_an_empty_list_is_silent_so_that_cron_has_nothing_to_mail(
    happens: Happens, capsys: pytest.CaptureFixture[str]
) -> None:
    happens(nothing_yet)
    assert main(["--profile", "practice", "list", "--view", "overdue"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_person_is_told_that_a_list_is_empty(
    happens: Happens, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(nothing_yet)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["--profile", "practice", "list", "--view", "overdue"]) == 0
    assert capsys.readouterr().err == "No case in the view overdue.\n"


@pytest.mark.parametrize(
    ("until", "words"),
    [(HOUR, ""), (-HOUR, "Nobody talks to X since"), (None, "No engine is at work")],
)
def test_whether_anybody_listens_to_x_is_said_beside_the_list(
    happens: Happens, capsys: pytest.CaptureFixture[str], until: int | None, words: str
) -> None:
    async def story(house: House) -> None:
        await house.new_case()
        if until is not None:
            await house.store.take_lease("engine", "one", house.clock(), now_ms() + until)

    happens(story)
    assert main(["--profile", "practice", "list"]) == 0
    told = capsys.readouterr().err
    assert told.startswith(words)
    assert bool(told) == bool(words)


def test_a_case_whose_snooze_is_over_is_back_without_an_engine(
    happens: Happens, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story(house: House) -> None:
        case_id, _ = await house.new_case()
        await house.decide(case_id, Snoozed(house.clock() + HOUR))

    happens(story)
    assert numbers(listed(capsys)) == [1]


def test_a_case_for_programs(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(three_cases)
    document = objects(capsys, "--view", "owed")
    (case,) = document["cases"]
    assert document["view"] == "owed"
    assert (case["case_id"], case["state"], case["follow_up"]) == (CaseId(2), "owed", "owed")
    assert case["customer"]["user_id"] == str(BEN.user_id)
    assert (case["due_kind"], case["is_overdue"]) == ("follow_up", True)
    assert case["waiting_since"] is case["waiting_since_ms"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", case["due_at"])
    assert case["due_at_ms"] == case["owed_since_ms"] + 24 * HOUR


def test_words_from_outside_cannot_drive_the_terminal(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    async def story(house: House) -> None:
        await house.new_case(text="\x1b[2Jgone\u202e and \tback")

    happens(story)
    (line,) = listed(capsys)
    assert line.count("\t") == 6
    assert not SCREEN_ONLY.search(line)
    assert "gone‹RLO› and back" in line


def test_a_terminal_gets_rows_of_its_width(
    happens: Happens, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(three_cases)
    monkeypatch.setattr(output, "_width", lambda _: 40)
    lines = listed(capsys)
    assert max(map(len, lines)) <= 40
    assert [line for line in lines if not line.startswith("    ")] == [
        "1  @anna  new  first response over by 2d",
        "3  @anna  new  first response 29m left",
    ]
    assert "\t" not in "".join(lines)


def test_a_reader_who_has_seen_enough_is_no_error(
    happens: Happens, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(three_cases)
    reading, writing = os.pipe()
    os.close(reading)
    with io.TextIOWrapper(os.fdopen(writing, "wb", buffering=0), write_through=True) as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        assert main(["--profile", "practice", "list"]) == 0
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [("--limit", "0"), ("--limit", "many"), ("--view", "yesterday"), ("now",)])
def test_what_is_not_understood(paths: Paths, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--profile", "practice", "list", *words])
    assert ended.value.code == Exit.USAGE
    assert not paths.database.exists()
