"""The report on what has happened at a desk: plain text, the cases behind a figure, and JSON."""

import json
from dataclasses import replace
from typing import Any

import pytest
from cli.conftest import HOUR, Happens
from fake_x import US
from house import ANNA, House

from tui_desk.cli import main
from tui_desk.cli.report_words import LABELS, span
from tui_desk.config.paths import Paths
from tui_desk.desk.commands import Accepted
from tui_desk.domain.decisions import FollowUpWaived, NoAnswerNeeded, Resolved, Solved
from tui_desk.domain.ids import CaseId

MINUTE = HOUR // 60


async def a_case(house: House, minutes: int | None) -> CaseId:
    """A customer asks, and is answered so many minutes later; None: is not."""
    case_id, post = await house.new_case()
    if minutes is not None:
        house.clock.forward(minutes * MINUTE)
        ours = house.inbound(text="We are on it", conversation_id=post.conversation_id, reply_to_post_id=post.post_id)
        await house.record(replace(ours, author_id=US.user_id, reply_to_user_id=ANNA.user_id, mentioned_ids=()))
    return case_id


async def decides(house: House, case_id: CaseId, *decisions: Resolved | NoAnswerNeeded | FollowUpWaived) -> None:
    for decision in decisions:
        house.clock.forward(MINUTE)
        assert isinstance(await house.decide(case_id, decision), Accepted)


async def a_day(house: House) -> None:
    """Twelve cases: ten answered after 10 to 100 minutes, one that needed no answer, one that waits."""
    for minutes in range(10, 101, 10):
        case_id = await a_case(house, minutes)
        await decides(house, case_id, Resolved())
    await decides(house, await a_case(house, None), NoAnswerNeeded("not for us"))
    await a_case(house, None)


def report(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["--profile", "practice", "report", *words]) == 0
    return capsys.readouterr().out


def figures(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    document = json.loads(report("--json", *words, capsys=capsys))
    return {figure["name"]: figure for figure in document["figures"]}


def test_the_figures_of_a_day(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_day)
    found = figures(capsys)
    first = found["first_response"]
    assert first["n"] == 10
    assert first["calendar"] == {"mean_ms": 55 * MINUTE, "median_ms": 55 * MINUTE, "p90_ms": 90 * MINUTE}
    assert first["business"] == first["calendar"]
    assert found["full_resolution"]["calendar"]["median_ms"] == 56 * MINUTE
    assert found["full_resolution_ours"]["calendar"]["median_ms"] == 55 * MINUTE
    assert (found["waiting"]["n"], found["waits"]["n"]) == (1, 10)
    shares = {
        name: (figure["part"], figure["n"], figure["percent"]) for name, figure in found.items() if "part" in figure
    }
    assert shares["answered_in_1h"] == (6, 11, pytest.approx(600 / 11))
    assert shares["answered_never"] == (1, 11, pytest.approx(100 / 11))
    assert shares["no_answer_needed"] == (1, 12, pytest.approx(100 / 12))
    assert shares["in_time_first_response"] == (6, 11, pytest.approx(600 / 11))
    assert shares["loops_closed_in_24h"] == (0, 0, None)


def test_a_line_for_each_figure_that_fits_into_a_narrow_terminal(
    happens: Happens, capsys: pytest.CaptureFixture[str]
) -> None:
    happens(a_day)
    lines = report(capsys=capsys).splitlines()
    assert lines[0] == "Cases opened in the last 7 days: 12"
    assert max(map(len, lines)) <= 80
    assert [line.split() for line in lines if line.startswith("First response ")] == [
        ["First", "response", "10", "55m", "1h", "30m"]
    ]
    assert [line.split()[-4:] for line in lines if line.startswith("Answered within 1 h")] == [["11", "6", "55", "%"]]
    assert [line.split()[-3:] for line in lines if line.startswith("Loops closed")] == [["0", "0", "-"]]
    assert all(any(line.startswith(label) for line in lines) for label in LABELS.values())


def test_few_cases_have_no_percentage(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    async def story(house: House) -> None:
        await a_case(house, 10)

    happens(story)
    [line] = [line for line in report(capsys=capsys).splitlines() if line.startswith("Answered within 1 h")]
    assert line.split()[-3:] == ["1", "1", "-"]


def test_opening_hours_stand_beside_calendar_time(
    happens: Happens, paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    happens(a_day)
    paths.config_file.write_text(
        "[hours]\nzone = 'UTC'\nmonday = ['09:00-09:01']\n"
        + "".join(f"{day} = []\n" for day in ("tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
    )
    first = figures(capsys)["first_response"]
    assert first["business"]["median_ms"] <= MINUTE < first["calendar"]["median_ms"]
    lines = report(capsys=capsys).splitlines()
    assert max(map(len, lines)) <= 80
    assert any("opening hours" in line for line in lines)


def test_a_case_solved_outside_x_and_waived_closed_no_loop(
    happens: Happens, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story(house: House) -> None:
        case_id = await a_case(house, 5)
        await decides(house, case_id, Resolved(Solved.PHONE), FollowUpWaived("asked us not to"))

    happens(story)
    loops = figures(capsys)["loops_closed_in_24h"]
    assert (loops["part"], loops["n"]) == (0, 1)


def test_the_cases_behind_a_figure_the_worst_first(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_day)
    lines = report("--cases", "first response", capsys=capsys).splitlines()
    assert [line.split("\t")[1] for line in lines][:2] == ["1h 40m", "1h 30m"]
    assert len({line.split("\t")[0] for line in lines}) == 10
    late = report("--cases", "in_time_first_response", capsys=capsys).splitlines()
    assert [line.split("\t")[1] for line in late] == ["no"] * 5 + ["yes"] * 6


def test_the_cases_behind_a_figure_for_programs(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_day)
    document = json.loads(report("--cases", "Waiting now", "--json", capsys=capsys))
    assert document["name"] == "waiting"
    assert [case["calendar_ms"] > 40 * HOUR for case in document["cases"]] == [True]
    never = json.loads(report("--cases", "answered_never", "--json", capsys=capsys))
    assert [case["case_id"] for case in never["cases"] if case["verdict"]] == [document["cases"][0]["case_id"]]


def test_only_cases_of_those_days_and_each_matter_once(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    async def story(house: House) -> None:
        one, two = await a_case(house, 5), await a_case(house, 5)
        async with house.store.unit() as unit:
            await unit.put_merged_into(two, one)

    happens(story)
    assert report(capsys=capsys).startswith("Cases opened in the last 7 days: 1\n")
    assert report("--days", "1", capsys=capsys) == "No case was opened in the last day.\n"


def test_a_report_over_too_many_cases_says_that_it_is_over_the_newest(
    happens: Happens, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(a_day)
    monkeypatch.setattr("tui_desk.desk.report.MOST_CASES", 3)
    lines = report(capsys=capsys).splitlines()
    assert lines[:2] == ["Cases opened in the last 7 days: 3", "Only the newest are counted here: ask for fewer days."]
    assert report("--cases", "waiting now", capsys=capsys).count("\n") == 1
    assert figures(capsys)["first_response"]["calendar"]["median_ms"] == 100 * MINUTE


def test_a_figure_that_is_not_there_and_days_that_are_none(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    assert paths.database.parent.is_dir()
    assert main(["--profile", "practice", "report", "--cases", "first_respose"]) == 2
    assert "Did you mean first_response?" in capsys.readouterr().err
    for days in ("0", "-1", "week", "99999999"):
        with pytest.raises(SystemExit) as ended:
            main(["--profile", "practice", "report", f"--days={days}"])
        assert ended.value.code == 2


def test_every_label_is_short_enough_and_every_figure_has_one(capsys: pytest.CaptureFixture[str], paths: Paths) -> None:
    assert not paths.database.exists()
    assert list(figures(capsys)) == list(LABELS)
    assert all(len(label) <= 33 for label in LABELS.values())


@pytest.mark.parametrize(
    ("length", "words"),
    [(0, "0m"), (59_999, "0m"), (59 * MINUTE, "59m"), (HOUR, "1h 00m"), (25 * HOUR, "1d 01h"), (240 * HOUR, "10d 00h")],
)
def test_a_length_of_time(length: int, words: str) -> None:
    assert span(length) == words
