"""Keys listed, a file with keys checked, and what a terminal sends, from the command line."""

import json
import os
import pty
import re
import select
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from tui_desk.cli import main
from tui_desk.config.paths import Paths

PATIENCE = 5.0
"""Seconds after which waiting for something to be printed has failed."""


def keys(*words: str) -> int:
    return main(["--profile", "practice", "keys", *words])


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    """The actions by id in what has been printed."""
    contexts = json.loads(capsys.readouterr().out)["contexts"]
    return {action["id"]: action for context in contexts for action in context["actions"]}


# The list.


@pytest.mark.usefixtures("paths")
def test_every_action_is_listed_once_with_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert keys() == 0
    out = capsys.readouterr().out
    assert out.count(" case.reply\n") == 1
    assert re.search(r"^Feed \(feed, and the keys of case\)$", out, re.MULTILINE)
    assert re.search(r"^  gg  Home  +First +feed\.first$", out, re.MULTILINE)


@pytest.mark.usefixtures("paths")
def test_a_context_is_listed_with_all_that_works_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert keys("--context", "composer") == 0
    out = capsys.readouterr().out
    assert " composer.send\n" in out
    assert " desk.palette\n" in out
    assert "desk.quit" not in out


@pytest.mark.usefixtures("paths")
def test_a_context_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert keys("--context", "fed") == 2
    assert "There is no context 'fed'. Did you mean feed?" in capsys.readouterr().err


def test_for_programs_there_is_one_object(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    paths.config_file.write_text('[desk]\nkeys = "vim"')
    paths.user_keymap.write_text('[macros]\n"; a" = ["case.label refund"]')
    assert keys("--json") == 0
    actions = document(capsys)
    assert actions["case.view_owed"]["keys"] == ["g 3"]
    assert actions["composer.send"]["sends"] is True
    assert actions["macros.; a"]["steps"] == ["case.label refund"]


def test_what_is_wrong_with_the_users_file_is_told_beside_the_list(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    paths.user_keymap.write_text('[feed.nxt]\nkeys = ["v"]')
    assert keys() == 0
    told = capsys.readouterr()
    assert "feed.next" in told.out
    assert f"{paths.user_keymap}:1: There is no action feed.nxt. Did you mean next?" in told.err


# The check.


def test_without_a_file_there_is_nothing_to_check(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    assert keys("check") == 0
    assert f"{paths.user_keymap}: there is none" in capsys.readouterr().out
    assert keys("check", str(paths.user_keymap)) == 3


def test_a_good_file_is_found_good_with_what_there_is_to_know(
    tmp_path: Path, paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    del paths
    good = tmp_path / "good.toml"
    good.write_text('[feed.next]\nkeys = ["f12", "down"]')
    assert keys("check", str(good)) == 0
    out = capsys.readouterr().out
    assert "f12 (feed.next): Web browsers and drop-down terminals take it" in out
    assert out.endswith(f"{good}: nothing is wrong with it.\n")


def test_a_key_that_may_not_arrive_is_told_with_its_line(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    paths.user_keymap.write_text('[desk.redraw]\nkeys = ["ctrl+l", "ctrl+m"]')
    assert keys("check") == 0
    out = capsys.readouterr().out
    assert f"{paths.user_keymap}:2: ctrl+m may never arrive. Over SSH and in tmux it arrives as enter" in out
    assert "nothing is wrong" not in out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[feed.next]\nkeys = ["crtl+n"]', ":2: There is no key 'crtl+n'. Did you mean ctrl+n?"),
        ('[macros]\n\n"; a" = ["case.lable"]', ":3: The macro '; a' has no action 'case.lable' to do."),
        ('[feed.next]\nkeys = ["r"]', ":2: r is both feed.next and case.reply."),
    ],
)
def test_a_mistake_is_told_with_its_line(
    paths: Paths, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    paths.user_keymap.write_text(text)
    assert keys("check") == 3
    assert f"{paths.user_keymap}{told}" in capsys.readouterr().out


# What the terminal sends.


@pytest.mark.usefixtures("paths")
def test_keys_are_pressed_in_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert keys("press") == 6
    assert "Keys are pressed in a terminal" in capsys.readouterr().err


class Terminal:
    """A terminal with the command in it; what the command prints is read as it comes."""

    def __init__(self) -> None:
        self.master, self.slave = pty.openpty()
        self.before = self.after = termios.tcgetattr(self.slave)
        self._printed = b""

    def sends(self, data: bytes) -> None:
        os.write(self.master, data)

    def shows(self, words: str) -> None:
        """Wait until something is printed, and forget what was printed up to it."""
        wanted, deadline = words.encode(), time.monotonic() + PATIENCE
        while wanted not in self._printed:
            assert time.monotonic() < deadline, f"never printed: {words!r}\n{self._printed.decode()}"
            if select.select([self.master], [], [], 0.1)[0]:
                self._printed += os.read(self.master, 4096)
        self._printed = self._printed.split(wanted, 1)[1]


@contextmanager
def pressing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """The command in a terminal; in the end it has to end by itself, and well."""
    terminal, codes = Terminal(), list[int]()
    with os.fdopen(os.dup(terminal.slave), "r") as read, os.fdopen(os.dup(terminal.slave), "w") as write:
        monkeypatch.setattr(sys, "stdin", read)
        monkeypatch.setattr(sys, "stdout", write)
        command = Thread(target=lambda: codes.append(keys("press")), daemon=True)
        command.start()
        terminal.shows("Press keys, one at a time.")
        yield terminal
        command.join(PATIENCE)
        assert codes == [0]
        terminal.after = termios.tcgetattr(terminal.slave)
    os.close(terminal.slave)
    os.close(terminal.master)


@pytest.mark.usefixtures("paths")
def test_each_key_is_shown_with_its_bytes_its_name_and_what_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    with pressing(monkeypatch) as terminal:
        terminal.shows("\x1b[>25u")
        for sent, shown in (
            (b"j", ("j  ->  j", 'Write it as "j"', "Feed: Next.", "Composer: typed as it is.")),
            (b"\x1b[A", ("ESC [ A  ->  up", "it is shown as ↑", "Thread: Up.")),
            (b"\x1b[1;5D", ("ctrl+left", "it is shown as ^←", "Feed: nothing.", "Composer: left to the text.")),
            (b"h", ("h  ->  h", "Feed: begins h …")),
            ("о".encode(), ("о  ->  о", "Feed: Next, as the key in the place of j.")),
            (b"\x13", ("^S  ->  ctrl+s", "Feed: nothing.", "Composer: Review and send.", "GNU screen")),
            (b"\x1bn", ("ESC n  ->  alt+n", "may arrive as Esc and then the letter")),
            (b"\x1b[13;5u", ("ctrl+enter", "over SSH and in tmux it arrives as another key")),
            ("№".encode(), ("numero_sign", 'Write it as "№"', "Feed: No answer, as the key in the place of #.")),
            (b"\x00", ("^@  ->  ctrl+@", "no name in keybindings.toml")),
        ):
            terminal.sends(sent)
            for words in shown:
                terminal.shows(words)
        terminal.sends(b"\x03")
        terminal.shows("\x1b[<u")
    assert terminal.after == terminal.before


@pytest.mark.usefixtures("paths")
def test_escape_twice_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pressing(monkeypatch) as terminal:
        for key, shown in ((b"\x1b", "ESC  ->  escape"), (b"j", "j  ->  j"), *[(b"\x1b", "ESC  ->  escape")] * 2):
            terminal.sends(key)
            terminal.shows(shown)
