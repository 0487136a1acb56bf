"""Real processes on a real terminal: a customer gets an answer, and kills on the way lose and double nothing."""

import os
import signal

import psutil
import pytest
from processes_home import Home, until

from benchmarks.terminal import Terminal

pytestmark = pytest.mark.process

CTRL_S = b"\x13"


def ask_from(home: Home, handle: str, words: str) -> None:
    """Somebody writes to the brand."""
    home.ask_x("POST", "users", {"handle": handle, "name": "A Customer"})
    home.ask_x("POST", "posts", {"author": handle, "text": f"@TarnlineHelp {words}"})


def write_reply(desk: Terminal, words: str) -> None:
    """Reply to the case under the cursor, as far as the review line."""
    desk.press(b"r")
    desk.wait_for("PUBLIC REPLY")
    desk.press(words.encode())
    desk.wait_for(words)
    desk.press(CTRL_S)
    desk.wait_for("y send")


def open_with_cases(home: Home, columns: int = 160, lines: int = 48) -> Terminal:
    """A desk whose first customers have come."""
    desk = home.open_desk(columns, lines)
    desk.wait_for(r"1 Now [1-9]", 40)
    return desk


@pytest.mark.parametrize("size", [(160, 48), (80, 24)])
def test_a_customer_gets_an_answer(home: Home, size: tuple[int, int]) -> None:
    with open_with_cases(home, *size) as desk:
        write_reply(desk, "We look into it")
        assert home.posts_saying("We look into it") == []
        desk.press(b"y")
        desk.wait_for("queued")
        until(lambda: len(home.posts_saying("We look into it")) == 1, desk)
        desk.press(b"q")
        until(desk.has_ended, desk)
        assert desk.exit_code == 0


def test_a_mention_appears_without_a_key_and_leaves_the_cursor_on_its_case(home: Home) -> None:
    with open_with_cases(home) as desk:
        desk.settle()
        before = [line for line in desk.text().splitlines() if line.startswith("▌")]
        ask_from(home, "latecomer1", "Anybody there?")
        desk.wait_for("@latecomer1")
        after = [line for line in desk.text().splitlines() if line.startswith("▌")]
        assert [line[9:30] for line in after] == [line[9:30] for line in before]


def test_what_was_taken_back_never_reaches_x(home: Home) -> None:
    with open_with_cases(home) as desk:
        write_reply(desk, "Not what I meant")
        desk.press(b"y")
        desk.wait_for("takes it back")
        desk.press(b"z")
        desk.wait_for("PUBLIC REPLY")
        assert "Not what I meant" in desk.text()
        desk.settle(1.0)
    assert home.posts_saying("Not what I meant") == []


def test_a_draft_survives_kill_9(home: Home) -> None:
    with open_with_cases(home) as desk:
        desk.press(b"r")
        desk.wait_for("PUBLIC REPLY")
        desk.press(b"Half a sen")
        desk.wait_for("1 draft")
        desk.end()
    with home.open_desk() as desk:
        desk.wait_for(r"1 Now [1-9]")
        desk.press(b"r")
        desk.wait_for("Half a sen")


def test_an_engine_killed_in_the_call_sends_nothing_twice(home: Home) -> None:
    with open_with_cases(home) as desk:
        home.ask_x("POST", "faults", {"kind": "slow-answer", "endpoints": "POST /2/tweets", "milliseconds": 60_000})
        write_reply(desk, "Only once please")
        desk.press(b"y")
        until(lambda: len(home.posts_saying("Only once please")) == 1, desk)
        home.kill("engine")
        home.ask_x("DELETE", "faults")
        desk.wait_for("✓ sent", 60)
    assert len(home.posts_saying("Only once please")) == 1


def test_a_connection_that_breaks_after_the_write_sends_nothing_twice(home: Home) -> None:
    with open_with_cases(home) as desk:
        home.ask_x("POST", "faults", {"kind": "dropped-after", "endpoints": "POST /2/tweets", "times": 1})
        write_reply(desk, "Once and no more")
        desk.press(b"y")
        desk.wait_for("✓ sent", 60)
    assert len(home.posts_saying("Once and no more")) == 1


def test_a_simulator_that_died_is_told_and_comes_back(home: Home) -> None:
    with open_with_cases(home) as desk:
        home.kill("sandbox")
        desk.wait_for("cannot be reached", 30)
        desk.wait_for("● live", 60)


def test_a_hang_up_keeps_the_draft_and_ends_the_desk(home: Home) -> None:
    with open_with_cases(home) as desk:
        desk.press(b"r")
        desk.wait_for("PUBLIC REPLY")
        desk.press(b"Cut off he")
        desk.wait_for("Cut off he")
        os.kill(desk.pid, signal.SIGHUP)
        until(desk.has_ended, desk)
    with home.open_desk() as desk:
        desk.wait_for(r"1 Now [1-9]")
        desk.press(b"r")
        desk.wait_for("Cut off he")


def test_nobody_listens_on_the_network(home: Home) -> None:
    with open_with_cases(home) as desk:
        everyone = [*home.processes("engine"), *home.processes("sandbox"), psutil.Process(desk.pid)]
        assert len(everyone) == 3
        assert [process.net_connections("inet") for process in everyone] == [[], [], []]
