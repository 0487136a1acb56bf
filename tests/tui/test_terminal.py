"""The terminal driver on a real pseudo-terminal: bad input, slow terminals, signals, and how much it sends."""

import contextlib
import fcntl
import os
import pty
import random
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pyte
import pytest
from textual import events

from tui_desk.config.abilities import Abilities, Colours
from tui_desk.tui.terminal import KeyReader, TerminalDriver, driver_for

APP = Path(__file__).parent / "apps" / "small_app.py"
DEADLINE = 20.0
F2, F3, F4, F5, F8, F9 = "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[19~", "\x1b[20~"
UP, DOWN, PAGE_DOWN, HOME = "\x1b[A", "\x1b[B", "\x1b[6~", "\x1b[H"

# The size is as some shells export it: right at the start, and wrong after the first resize.
ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": "80", "LINES": "24"}

# pyte does not know the keyboard protocol and the queries, and prints their last letters.
NOT_FOR_PYTE = re.compile(rb"\x1b\[[<>][\d;]*[a-z]|\x1b\[\?\d+\$p")

pytestmark = pytest.mark.process


class Session:
    """The small app on a pseudo-terminal of its own, and what a terminal would show of it."""

    def __init__(self, folder: Path, width: int = 80, height: int = 24) -> None:
        self.folder = folder
        folder.mkdir()
        self.screen = pyte.Screen(width, height)
        self.output = b""
        self._stream = pyte.ByteStream(self.screen)
        self._drawn_screen = pyte.Screen(width, height)
        self._drawn_stream = pyte.ByteStream(self._drawn_screen)
        self._drawn = 0
        self.master, self.slave = pty.openpty()
        self._set_size(width, height)
        self.modes_before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            [sys.executable, APP, folder],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={**os.environ, **ENVIRONMENT, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        self.settled = 0

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for descriptor in (self.master, self.slave):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def hang_up(self) -> None:
        os.close(self.slave)
        os.close(self.master)

    def resize(self, width: int, height: int) -> None:
        self.shows_what_was_drawn()  # so that both streams are read up to here
        for screen in (self.screen, self._drawn_screen):
            screen.resize(height, width)
        self._set_size(width, height)

    def _set_size(self, width: int, height: int) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def send(self, keys: str | bytes) -> None:
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            data = data[os.write(self.master, data) :]
            self.read(0)

    def read(self, seconds: float = 0.05) -> None:
        """Take what the app has written, waiting at most so long for the first of it."""
        while select.select([self.master], [], [], seconds)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError:  # the app has closed its end
                return
            self.output += data
            self._stream.feed(NOT_FOR_PYTE.sub(b"", data))
            seconds = 0

    def wait_for(self, is_so: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + DEADLINE
        while not is_so():
            assert time.monotonic() < deadline, f"{what}:\n" + "\n".join(self.rows())
            self.read()

    def shows(self, text: str) -> bool:
        return any(text in row for row in self.rows())

    def rows(self) -> list[str]:
        return ["".join(cell.data for cell in row) for row in cells_of(self.screen)]

    def start(self) -> None:
        self.wait_for(lambda: self.shows("settled 0."), "no first screen")

    def settle(self) -> None:
        """Wait until the app has painted all that came of the keys before."""
        self.settled += 1
        self.send(F8)
        self.wait_for(lambda: self.shows(f"settled {self.settled}."), "not settled")

    def bytes_for(self, keys: str, times: int) -> float:
        """Bytes sent for pressing these keys once, each press seen to its end before the next; the median."""
        costs = []
        for _ in range(times):
            self.settle()
            before = len(self.output)
            self.send(keys)
            self.settle()
            costs.append(len(self.output) - before)
        return sorted(costs)[times // 2]

    def exit_code(self) -> int:
        """The exit code of the app, once it has ended."""
        self.wait_for(lambda: self.process.poll() is not None, "still running")
        self.read(0)
        return self.process.returncode

    def beats(self) -> list[int]:
        path = self.folder / "beats"
        return [int(line) for line in path.read_text().split("\n")[:-1]] if path.exists() else []

    def shows_what_was_drawn(self) -> bool:
        """Whether text, colours and attributes of every cell are those of a terminal that was sent everything."""
        drawn = (self.folder / "frames").read_bytes()
        self._drawn_stream.feed(NOT_FOR_PYTE.sub(b"", drawn[self._drawn :]))
        self._drawn = len(drawn)
        return cells_of(self.screen) == cells_of(self._drawn_screen)


def cells_of(screen: pyte.Screen) -> list[list[pyte.screens.Char]]:
    return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Session]]:
    sessions: list[Session] = []

    def begin() -> Session:
        sessions.append(Session(tmp_path / f"session{len(sessions)}"))
        sessions[-1].start()
        return sessions[-1]

    yield begin
    for session in sessions:
        session.close()


@pytest.mark.parametrize(
    "garbage",
    [
        b"\xff\xfe\xc3(",
        b"\xe2\x82",
        b"\x1b[99999999999999999999;5u",
        b"\x1b[1114112u\x1b[97;;1114112u",
        b"\x1b[97;5;55296u\x1b[:;:u\x1b[;;;;u",
        b"\x1b[<99999999999;-5;0M\x1b[M\xff\xff\xff",
        b"\x1b[48;9999;9999;9999;9999t\x1b[?2048;1$y\x1b[48;a;b;c;dt",
        b"\x1b]52;c;!!!\x07\x1bP+r\x1b\\\x1b_x\x1b\\",
        b"\x1b[200~" + b"\x00\xff pasted \x1b[31m" + b"\x1b[201~",
    ],
)
def test_malformed_input_never_ends_the_app(start: Callable[[], Session], garbage: bytes) -> None:
    session = start()
    session.send(garbage)
    session.settle()
    session.send("still typing")
    session.wait_for(lambda: session.shows("still typing"), "keys are no longer read")


def test_random_bytes_never_end_the_app(start: Callable[[], Session]) -> None:
    session = start()
    ends_the_app = F9.encode()
    noise = random.Random(20_240_229).randbytes(10_000).replace(ends_the_app, b"")
    session.send(noise)
    session.send(b"\x1b[201~" + b"\x1b" * 2)  # whatever the noise has begun ends here
    session.send(F9)
    assert session.exit_code() == 7


def test_neither_mouse_nor_sizes_come_in_as_input(start: Callable[[], Session]) -> None:
    session = start()
    session.settle()
    heard = (session.folder / "heard").read_text()
    session.send("\x1b[<0;5;5M\x1b[<0;5;5m\x1b[48;50;100;500;1000t\x1b[?2048;1$yx")
    session.settle()
    assert (session.folder / "heard").read_text() == heard
    assert b"\x1b[?1000h" not in session.output
    assert b"\x1b[?1003h" not in session.output
    assert b"\x1b[?2048" not in session.output


def test_a_stalled_terminal_does_not_stop_the_app(start: Callable[[], Session]) -> None:
    session = start()
    session.send(F5)
    session.wait_for(lambda: session.shows("00000005"), "no noise")
    before = len(session.beats())
    deadline = time.monotonic() + DEADLINE
    while len(session.beats()) < before + 30:  # nobody reads the terminal meanwhile
        assert time.monotonic() < deadline, "the event loop waits for the terminal"
        select.select([], [], [], 0.02)
    assert max(session.beats()[before:]) < 500
    backlog = len(session.output)
    session.send("caught up")
    session.wait_for(lambda: session.shows("caught up"), "the screen did not catch up")
    session.settle()
    assert len(session.output) - backlog < 300_000


def test_a_hang_up_saves_the_draft(start: Callable[[], Session]) -> None:
    session = start()
    session.send("half a reply")
    session.wait_for(lambda: session.shows("half a reply"), "not typed")
    session.hang_up()
    assert session.process.wait(DEADLINE) == 128 + signal.SIGHUP
    assert (session.folder / "draft").read_text() == "half a reply"


def test_a_termination_saves_the_draft_and_restores_the_terminal(start: Callable[[], Session]) -> None:
    session = start()
    session.send("half a reply")
    session.wait_for(lambda: session.shows("half a reply"), "not typed")
    session.process.send_signal(signal.SIGTERM)
    assert session.exit_code() == 128 + signal.SIGTERM
    assert (session.folder / "draft").read_text() == "half a reply"
    assert session.output.rindex(b"\x1b[?1049l") > session.output.rindex(b"\x1b[?1049h")
    assert b"\x1b[?25h" in session.output[session.output.rindex(b"\x1b[?1049l") :]
    assert termios.tcgetattr(session.slave) == session.modes_before


def test_a_stalled_terminal_does_not_hold_up_the_end(start: Callable[[], Session]) -> None:
    session = start()
    session.send(F5)
    session.wait_for(lambda: session.shows("00000005"), "no noise")
    before = len(session.beats())
    deadline = time.monotonic() + DEADLINE
    while len(session.beats()) < before + 10:
        assert time.monotonic() < deadline
        select.select([], [], [], 0.02)
    session.process.send_signal(signal.SIGTERM)
    assert session.process.wait(DEADLINE) == 128 + signal.SIGTERM
    assert termios.tcgetattr(session.slave) == session.modes_before


def test_a_key_costs_few_bytes(start: Callable[[], Session]) -> None:
    session = start()
    overhead = session.bytes_for("", 5)
    assert session.bytes_for("x", 9) - overhead <= 120
    assert session.bytes_for("\x1b[D", 9) - overhead <= 120
    session.send(F3)
    assert session.bytes_for(DOWN, 9) - overhead <= 400


KEYS = [*"abc xyz", "漢", "é", "\r", "\x7f", UP, DOWN, DOWN, DOWN, PAGE_DOWN, HOME, "\x1b[D", "\x1b[C", F2, F3, F3, F4]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_screen_is_the_same_as_without_the_diff(start: Callable[[], Session], seed: int) -> None:
    session = start()
    draw = random.Random(seed)
    for step in range(25):
        if step % 6 == 5:
            session.resize(draw.randint(30, 100), draw.randint(16, 40))
        keys = [draw.choice(KEYS) for _ in range(10)]
        session.send("".join(keys))
        session.settle()
        session.wait_for(session.shows_what_was_drawn, f"step {step} after {keys}")
    assert len(session.output) < (session.folder / "frames").stat().st_size / 2


def test_a_continue_without_a_stop_changes_nothing(start: Callable[[], Session]) -> None:
    session = start()
    session.settle()
    before = session.output.count(b"\x1b[?1049h")
    session.process.send_signal(signal.SIGCONT)
    session.send("typed once")
    session.wait_for(lambda: session.shows("typed once"), "no keys")
    assert session.output.count(b"\x1b[?1049h") == before
    session.send(F9)
    assert session.exit_code() == 7
    assert termios.tcgetattr(session.slave) == session.modes_before


def test_a_suspended_app_comes_back_with_its_whole_screen(start: Callable[[], Session]) -> None:
    session = start()
    session.send("before")
    session.settle()
    session.process.send_signal(signal.SIGTSTP)
    process = psutil.Process(session.process.pid)
    session.wait_for(lambda: process.status() == psutil.STATUS_STOPPED, "not suspended")
    session.read(0)
    assert session.output.endswith(b"\x1b[?1049l\x1b[?25h\x1b[?1004l")
    session.screen.reset()
    session.process.send_signal(signal.SIGCONT)
    session.wait_for(lambda: session.shows("before") and session.shows("settled 1."), "not back")
    session.send(" and after")
    session.wait_for(lambda: session.shows("before and after"), "no keys")


@pytest.mark.parametrize(
    ("data", "encoding"), [(b"\xe9", "iso8859-1"), ("é".encode(), "utf-8"), (b"\x8f\xab\xb1", "euc_jp")]
)
def test_keys_are_read_in_the_terminals_encoding(data: bytes, encoding: str) -> None:
    (key,) = KeyReader(debug=False, encoding=encoding).feed(data)
    assert isinstance(key, events.Key)
    assert key.character == "é"


def test_a_driver_is_made_for_what_a_terminal_can_show() -> None:
    abilities = Abilities(Colours.SIXTEEN, has_symbols=False)
    driver = driver_for(abilities)
    assert issubclass(driver, TerminalDriver)
    assert driver.abilities == abilities
    assert TerminalDriver.abilities is None
