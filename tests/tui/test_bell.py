"""The bell: what it rings for, how often, and what a terminal is told beside it."""

import re
from collections.abc import Iterable

import pytest
from at_the_desk import at_the_desk, queue_of, queue_row
from house import ANNA, JO, House

from tui_desk.config.settings import DeskSettings, Settings, allowed
from tui_desk.desk.commands import DecideCases, SeenCase
from tui_desk.desk.views import QueueRow
from tui_desk.domain.decisions import Assigned
from tui_desk.domain.model import Lane
from tui_desk.tui.bell import CASES_LOOKED_AT, SOON, Bell, Policy, notification, rows_for
from tui_desk.tui.messages import Alarm
from tui_desk.tui.present.ages import MINUTE
from tui_desk.tui.present.words import Words
from tui_desk.tui.screens.desk import HEARTBEAT
from tui_desk.tui.terminal import _KEEPS_THE_CELLS

NOW = 1_000 * MINUTE
FAR, NEAR, OVER = NOW + 40 * MINUTE, NOW + 10 * MINUTE, NOW - MINUTE


def due(*times: int, lane: Lane = Lane.NOW) -> list[QueueRow]:
    """Cases whose nearest clocks end then."""
    return [queue_row(number, due_at=at, lane=lane) for number, at in enumerate(times, start=1)]


def rung(policy: Policy, *looks: tuple[Iterable[QueueRow], int, int]) -> list[str | None]:
    """What is rung for in looks one after the other: the rows, how many cases wait, and when it is."""
    bell = Bell(policy)
    found = [bell.ring_for(*look) for look in looks]
    return [words.sentence if words is not None else None for words in found]


# When it rings.


def test_a_clock_rings_once_near_its_end_and_once_when_it_is_over() -> None:
    rows = due(FAR)
    looks = [(rows, 1, FAR - left * MINUTE) for left in (20, 15, 14, 13, 1, 0, -1, -60)]
    assert rung(Policy.AT_RISK, *looks) == [
        None,
        None,
        "1 case is due within 15 minutes",
        None,
        None,
        "1 case is overdue",
        None,
        None,
    ]


def test_what_presses_when_the_desk_is_opened_is_quiet() -> None:
    assert rung(Policy.AT_RISK, (due(NEAR, OVER), 2, NOW), (due(NEAR, OVER), 2, NOW)) == [None, None]


def test_several_are_one_ring() -> None:
    looks = ((due(FAR, FAR, FAR), 3, NOW), (due(OVER, NEAR, NEAR), 3, NOW))
    assert rung(Policy.AT_RISK, *looks)[1] == "1 case is overdue, 2 cases are due within 15 minutes"


def test_a_case_that_is_answered_is_quiet_and_its_next_clock_rings_again() -> None:
    looks = ((due(FAR), 1, NOW), (due(NEAR), 1, NOW), (due(), 0, NOW), (due(NEAR + MINUTE), 1, NOW))
    assert [words is not None for words in rung(Policy.AT_RISK, *looks)] == [False, True, False, True]


@pytest.mark.parametrize("lane", [Lane.SNOOZED, Lane.CLOSED])
def test_what_rests_does_not_press(lane: Lane) -> None:
    assert rung(Policy.AT_RISK, ([], 0, NOW), (due(OVER, lane=lane), 0, NOW))[1] is None


def test_a_customer_more_is_routine_but_for_those_who_want_everything() -> None:
    looks = ((due(FAR), 1, NOW), (due(FAR, FAR, FAR), 3, NOW), (due(FAR), 1, NOW), (due(FAR), 1, NOW))
    assert rung(Policy.AT_RISK, *looks) == [None] * 4
    assert rung(Policy.EVERYTHING, *looks) == [None, "2 cases more wait", None, None]


def test_off_is_off() -> None:
    assert rung(Policy.OFF, ([], 0, NOW), (due(OVER, NEAR), 2, NOW)) == [None, None]


def test_one_ring_more_says_nothing_where_all_presses() -> None:
    many = due(*[OVER] * CASES_LOOKED_AT)
    looks = ((many, 99, NOW), ([*many[1:], queue_row(900, due_at=OVER)], 99, NOW))
    assert rung(Policy.AT_RISK, *looks) == [None, None]


def test_the_setting_knows_every_policy() -> None:
    assert re.findall(r'"(\w+)"', allowed(DeskSettings, "bell")) == [policy.value for policy in Policy]


# Whose clocks.


async def test_each_policy_is_about_its_own_cases(house: House) -> None:
    (mine, _) = await queue_of(house, 2)
    await house.desk.do(DecideCases(JO, (SeenCase(mine, await house.seen(mine)),), Assigned(JO)))
    found = {policy: {row.case_id for row in await rows_for(policy, house.desk)} for policy in Policy}
    assert found[Policy.OFF] == set()
    assert found[Policy.MINE] == {mine}
    assert len(found[Policy.AT_RISK]) == len(found[Policy.EVERYTHING]) == 2


async def test_the_desk_rings_when_a_clock_comes_near_its_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.new_case(ANNA)
    rings: list[str] = []
    async with at_the_desk(house.desk) as hand:
        monkeypatch.setattr(hand.app, "bell", lambda: rings.append("bell"))
        await hand.screen._beat()
        assert rings == []
        house.clock.forward(60 * MINUTE - SOON + MINUTE)
        for _ in range(3):
            await hand.screen._beat()
            await hand.rests()
        assert rings == ["bell"]
    assert HEARTBEAT * 1000 < MINUTE


async def test_a_quiet_desk_does_not_even_look(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_the_desk(house.desk, settings=Settings(desk=DeskSettings(bell="off"))) as hand:
        asked: list[object] = []
        monkeypatch.setattr(house.desk, "queue", asked.append)
        await hand.screen._beat()
        assert asked == []


# What the terminal is told.

ALARM = Words("tui_desk", "1 case is overdue")


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"TERM": "xterm-kitty"}, "\x1b]9;tui_desk: 1 case is overdue\x07"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "\x1b]9;tui_desk: 1 case is overdue\x07"),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "\x1b]9;tui_desk: 1 case is overdue\x07"),
        ({"TERM": "foot"}, "\x1b]777;notify;tui_desk;1 case is overdue\x07"),
        ({"TERM": "xterm-256color"}, None),
        ({"TERM": "linux"}, None),
        ({}, None),
        ({"TERM": "tmux-256color", "TERM_PROGRAM": "WezTerm"}, None),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux-0/default,1,0"}, None),  # noqa: S108 - as tmux writes it
    ],
)
def test_only_terminals_that_have_notifications_are_told(environment: dict[str, str], told: str | None) -> None:
    assert notification(ALARM, environment) == told


@pytest.mark.parametrize("term", ["xterm-kitty", "foot"])
def test_a_notification_is_one_clean_sequence_that_leaves_the_screen_alone(term: str) -> None:
    told = notification(Words("a;b\x1b]0;c", "one\ntwo\x07\x9cthree;four"), {"TERM": term})
    assert told is not None
    assert _KEEPS_THE_CELLS.fullmatch(told)
    assert not re.search("[\x00-\x1f\x7f-\x9f]", told[2:-1])
    assert told.count(";") == (3 if term == "foot" else 1)


@pytest.mark.parametrize("notifies", [True, False])
async def test_a_notification_goes_through_the_driver_where_it_is_wanted(
    house: House, monkeypatch: pytest.MonkeyPatch, notifies: bool
) -> None:
    monkeypatch.setenv("TERM", "foot")
    for name in ("TMUX", "STY", "TERM_PROGRAM", "LC_TERMINAL"):
        monkeypatch.delenv(name, raising=False)
    async with at_the_desk(house.desk, settings=Settings(desk=DeskSettings(notify=notifies))) as hand:
        written: list[str] = []
        driver = hand.app._driver
        assert driver is not None
        monkeypatch.setattr(driver, "write", written.append)
        hand.screen.post_message(Alarm(ALARM))
        await hand.rests()
        assert any("]777;notify" in data for data in written) is notifies
