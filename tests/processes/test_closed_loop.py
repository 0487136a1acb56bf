"""Real processes on a real terminal: solved by phone, owed in public, promised, met when X has it."""

import pytest
from processes_home import Home, until

from benchmarks.terminal import Terminal

pytestmark = pytest.mark.process

CTRL_S = b"\x13"


def sends(desk: Terminal) -> None:
    """Send what stands in the composer."""
    desk.press(CTRL_S)
    desk.wait_for("y send")
    desk.press(b"y")


def test_a_private_solution_is_owed_until_x_has_the_public_word(home: Home) -> None:
    with home.open_desk() as desk:
        desk.wait_for("1 Now [1-9]", 40)
        desk.press(b"r")
        desk.wait_for("PUBLIC REPLY")
        desk.press(b"Please ring us on the number in your profile")
        desk.wait_for("in your profile")
        sends(desk)
        until(lambda: len(home.posts_saying("Please ring us")) == 1, desk)
        desk.wait_for("✓ sent", 40)
        desk.press(b"e")
        desk.wait_for("p phone")
        desk.press(b"p")
        desk.wait_for("◆ 1 owed")
        desk.press(b"3")
        desk.wait_for(r"\[3 Owed 1\]")
        desk.press(b"f")
        desk.wait_for("FOLLOW-UP")
        desk.wait_for("sorted out now")
        sends(desk)
        desk.wait_for("follow-up on its way")
        until(lambda: len(home.posts_saying("This is sorted out now")) == 1, desk)
        until(lambda: "◆ 1 owed" not in desk.text(), desk)
