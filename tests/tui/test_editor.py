"""The agent's own editor: what it is given, what comes back, and that the terminal is its own while it is open."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from at_the_desk import at_the_desk
from house import House, open_house

from benchmarks.terminal import Terminal
from tui_desk.config.credentials import BEARER_FIELDS, OAUTH1_FIELDS
from tui_desk.domain.model import Channel
from tui_desk.tui.app import DeskApp
from tui_desk.tui.editor import LARGEST_BYTES, EditorError, command_of, edited, environment

HOUSE_APP = Path(__file__).parent / "apps" / "house_app.py"


class Program:
    """An editor that a test writes: its file is `file`, its text `text`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def does(self, *lines: str) -> dict[str, str]:
        """The environment in which the editor does this, in Python."""
        script = self.folder / "editor.py"
        beginning = (
            "import json, os, sys, stat, time, pathlib",
            "file = pathlib.Path(sys.argv[-1])",
            "text = file.read_text()",
            f"folder = pathlib.Path({str(self.folder)!r})",
        )
        script.write_text("\n".join((*beginning, *lines, "")))
        runtime = self.folder / "runtime"
        runtime.mkdir(exist_ok=True)
        return {**os.environ, "VISUAL": f"'{sys.executable}' '{script}'", "XDG_RUNTIME_DIR": str(runtime)}

    @property
    def left(self) -> list[Path]:
        """What is left where the file was."""
        return list((self.folder / "runtime").iterdir())


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """An editor."""
    return Program(tmp_path)


def unheard(text: str) -> None:
    """Nobody follows."""
    del text


@pytest.mark.parametrize(
    "text", ["", "Hello", "two\nlines", "ends with a line\n", "  blanks  ", "Grüße 👩‍👧 こんにちは"]
)
async def test_a_text_that_is_not_changed_comes_back_as_it_was(program: Program, text: str) -> None:
    assert await edited(text, "reply.txt", unheard, program.does("file.write_text(text)")) == text


async def test_what_is_written_comes_back_and_nothing_is_left(program: Program) -> None:
    environ = program.does(
        "(file.parent / 'reply.txt~').write_text('a copy')", "file.write_text(text.replace('x', 'y') + 'z\\n')"
    )
    assert await edited("x", "reply.txt", unheard, environ) == "y\nz"
    assert program.left == []


async def test_nobody_else_can_read_the_file(program: Program) -> None:
    environ = program.does(
        "modes = [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)]",
        "(folder / 'seen').write_text(json.dumps([*modes, file.name, str(file.parent.parent)]))",
    )
    await edited("x", "message.txt", unheard, environ)
    runtime = str(program.folder / "runtime")
    assert json.loads((program.folder / "seen").read_text()) == [0o600, 0o700, "message.txt", runtime]


async def test_no_secret_is_in_its_environment(program: Program) -> None:
    secrets = {f"TUI_DESK_{name.upper()}": "canary" for name in (*BEARER_FIELDS, *OAUTH1_FIELDS)}
    environ = program.does("(folder / 'seen').write_text(json.dumps(dict(os.environ)))")
    await edited("x", "reply.txt", unheard, {**environ, **secrets, "COLOUR_OF_MY_EDITOR": "blue"})
    seen = json.loads((program.folder / "seen").read_text())
    assert "canary" not in seen.values()
    assert seen["COLOUR_OF_MY_EDITOR"] == "blue"
    assert not secrets.keys() & environment(secrets).keys()


async def test_what_came_from_the_file_is_cleaned(program: Program) -> None:
    environ = program.does("file.write_bytes(b'\\xef\\xbb\\xbfred \\x1b[31m\\n')")
    assert "\x1b" not in await edited("x", "reply.txt", unheard, environ)


@pytest.mark.parametrize(
    ("does", "title"),
    [
        ("sys.exit(3)", "ended with a failure"),
        ("os.abort()", "ended with a failure"),
        ("file.unlink()", "The text is gone"),
        (f"file.write_text('x' * {LARGEST_BYTES + 1})", "Too much text"),
        ("file.write_bytes(b'\\xff\\xfe')", "Not readable"),
    ],
)
async def test_a_failure_says_what_happened_and_leaves_nothing(program: Program, does: str, title: str) -> None:
    with pytest.raises(EditorError, match=title):
        await edited("x", "reply.txt", unheard, program.does(does))
    assert program.left == []


async def test_an_editor_that_is_not_there_is_named(program: Program) -> None:
    with pytest.raises(EditorError, match="no-such-editor did not start"):
        await edited("x", "reply.txt", unheard, {**program.does(), "VISUAL": "no-such-editor --wait"})
    assert program.left == []


def test_the_editor_is_visual_then_editor_then_a_usual_one(tmp_path: Path) -> None:
    nano = tmp_path / "nano"
    nano.touch(0o755)
    assert command_of({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert command_of({"VISUAL": "", "EDITOR": "'my editor' -n"}) == ["my editor", "-n"]
    assert command_of({"PATH": str(tmp_path)}) == ["nano"]
    with pytest.raises(EditorError, match="Set EDITOR"):
        command_of({"PATH": str(tmp_path / "empty")})
    with pytest.raises(EditorError, match="quotation mark"):
        command_of({"EDITOR": "'vi"})


async def test_what_is_saved_is_followed_while_the_editor_is_open(program: Program) -> None:
    environ = program.does(
        "file.write_text('half\\n')",
        "while not (folder / 'go').exists(): time.sleep(0.01)",
        "file.write_text('all\\n')",
    )
    saved: list[str] = []

    def take(text: str) -> None:
        saved.append(text)
        (program.folder / "go").touch()

    async with asyncio.timeout(10):
        assert await edited("x", "reply.txt", take, environ) == "all"
    assert saved[0] == "half"


async def test_an_editor_that_is_not_waited_for_any_more_is_ended(program: Program) -> None:
    environ = program.does("(folder / 'pid').write_text(str(os.getpid()))", "file.write_text('x')", "time.sleep(60)")
    begun = asyncio.Event()
    editing = asyncio.create_task(edited("", "reply.txt", lambda _: begun.set(), environ))
    async with asyncio.timeout(10):
        await begun.wait()
    pid = int((program.folder / "pid").read_text())
    editing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await editing
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert program.left == []


# At the desk.


@pytest.fixture
def given_away(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether the terminal is the editor's: the app of a pilot has none, so that giving it away is only noted."""
    noted: list[bool] = []

    @contextmanager
    def suspend(app: DeskApp) -> Iterator[None]:
        del app
        noted.append(True)
        yield
        noted.append(False)

    monkeypatch.setattr(DeskApp, "suspend", suspend)
    return noted


async def test_the_text_goes_to_the_editor_and_comes_back(
    house: House, program: Program, given_away: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, _ = await house.new_case()
    environ = program.does("(folder / 'name').write_text(file.name)", "file.write_text(text.strip() + ', sorry!\\n')")
    for name in ("VISUAL", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, environ[name])
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.message")
        await hand.types("Hello Anna")
        await hand.does("composer.editor")
        await hand.until(lambda: hand.screen.composer.text == "Hello Anna, sorry!")
        await hand.until(lambda: hand.app.screen is hand.screen)
        assert given_away == [True, False]
        await hand.types(" Soon")
        assert hand.screen.composer.text == "Hello Anna, sorry! Soon"
        await hand.does("composer.undo", "composer.undo")
        assert hand.screen.composer.text == "Hello Anna"
        await hand.does("composer.redo", "composer.close")
    assert (program.folder / "name").read_text() == "message.txt"
    assert [(draft.channel, draft.text) for draft in (await house.thread(case_id)).drafts] == [
        (Channel.MESSAGE, "Hello Anna, sorry!")
    ]


async def test_a_failing_editor_keeps_the_draft_and_gives_the_terminal_back(
    house: House, program: Program, given_away: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, _ = await house.new_case()
    environ = program.does("file.write_text('half a thought')", "time.sleep(0.7)", "sys.exit(1)")
    for name in ("VISUAL", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, environ[name])
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("Hello Anna")
        await hand.does("composer.editor")
        await hand.sees("ended with a failure")
        assert given_away == [True, False]
        assert hand.screen.composer.text == "Hello Anna"
        await hand.does("composer.close")
    assert [draft.text for draft in (await house.thread(case_id)).drafts] == ["Hello Anna"]


async def test_a_terminal_that_cannot_be_given_away_is_no_loss(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("Hello Anna")
        await hand.does("composer.editor")
        await hand.sees("cannot be given to an editor")
        await hand.types("!")
        assert hand.screen.composer.text == "Hello Anna!"


# On a real terminal.


@contextmanager
def a_terminal(program: Program, *lines: str) -> Iterator[Terminal]:
    """The desk on a terminal, a reply begun, and the editor opened on it."""
    environ = {
        **program.does(*lines),
        "TERM": "xterm-256color",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "TUI_DESK_BEARER_TOKEN": "canary",
    }
    (program.folder / "home").mkdir()
    with Terminal([sys.executable, str(HOUSE_APP), str(program.folder / "home")], (100, 30), environ) as terminal:
        terminal.wait_for("My parcel is late")
        terminal.press(b"r")
        terminal.wait_for("PUBLIC REPLY")
        terminal.press(b"Hello Anna")
        terminal.wait_for("Hello Anna")
        terminal.press(b"\x0f")
        yield terminal


def ends(terminal: Terminal) -> int | None:
    """The exit code of the desk, once it has ended."""
    deadline = time.monotonic() + 20
    while not terminal.has_ended():
        assert time.monotonic() < deadline, terminal.text()
        terminal.read(0.05)
    return terminal.exit_code


@pytest.mark.process
def test_the_terminal_is_the_editors_own_until_it_ends(program: Program) -> None:
    asks = (
        "import termios",
        "modes = termios.tcgetattr(0)[3]",
        "cooked = bool(modes & termios.ICANON and modes & termios.ECHO and modes & termios.ISIG)",
        "answer = input(f'cooked {cooked}, secrets {[k for k in os.environ if k.endswith(\"TOKEN\")]}: ')",
        "file.write_text(f'{text.strip()}, {answer}\\n')",
    )
    with a_terminal(program, *asks) as terminal:
        terminal.wait_for(r"cooked True, secrets \[\]: ")
        terminal.press(b"it is here\n")
        terminal.wait_for("Hello Anna, it is here")
        given_away = bytes(terminal.received).split(b"\x1b[?1049l")[1].split(b"\x1b[?1049h")[0]
        assert b"cooked" in given_away
        assert b"REPLY" not in given_away
        terminal.press(b"!")
        terminal.wait_for("it is here!")
        terminal.press(b"\x1b")
        terminal.wait_for("q Quit|draft")
        terminal.settle()
        terminal.press(b"q")
        assert ends(terminal) == 0
    assert program.left == []


@pytest.mark.process
def test_an_interrupt_in_the_editor_is_the_editors(program: Program) -> None:
    catches = ("try: print('ready', flush=True); time.sleep(60)", "except KeyboardInterrupt: file.write_text('cut')")
    with a_terminal(program, *catches) as terminal:
        terminal.wait_for("ready")
        terminal.press(b"\x03")
        terminal.wait_for("PUBLIC REPLY")
        terminal.wait_for("cut")


@pytest.mark.process
def test_a_line_that_drops_while_the_editor_is_open_keeps_what_it_saved(program: Program) -> None:
    saves = ("file.write_text('as far as it was saved')", "print('saved', flush=True)", "time.sleep(60)")
    with a_terminal(program, *saves) as terminal:
        terminal.wait_for("saved")
        deadline = time.monotonic() + 20
        while asyncio.run(draft_in(program.folder / "home")) != ["as far as it was saved"]:
            assert time.monotonic() < deadline, terminal.text()
            terminal.read(0.05)
        os.kill(terminal.pid, signal.SIGHUP)
        assert ends(terminal) == 128 + signal.SIGHUP
    assert program.left == []
    assert asyncio.run(draft_in(program.folder / "home")) == ["as far as it was saved"]


async def draft_in(folder: Path) -> list[str]:
    """The drafts that are stored."""
    async with open_house(folder) as house:
        (row,) = await house.everything()
        return [draft.text for draft in (await house.thread(row.case_id)).drafts]
