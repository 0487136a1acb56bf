"""The terminal driver: Textual's own, made safe against bad input, slow terminals and wasteful output.

- Input: no byte ends the app, and only keys, pastes and focus changes reach it. The desk has no mouse.
- Output: frames go through `CellDiff`, so that only changed cells are sent, in colours and characters that the terminal
  has. While the terminal is behind, frames are
  drawn but not sent; when it has caught up it gets the sum of them. The event loop never waits for the terminal.
- End: `install_signal_handlers` turns SIGHUP and SIGTERM into an orderly exit.

The seam is public, `App(driver_class=TerminalDriver)`, but the class it extends is not: hence the exact pin of Textual.
"""

import asyncio
import os
import re
import select
import signal
from codecs import getincrementaldecoder
from collections.abc import Awaitable, Callable
from contextlib import suppress
from threading import Condition, Thread
from types import FrameType
from typing import Any, ClassVar

from rich.color import ColorSystem
from textual import events, messages
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui_desk.config.abilities import Abilities, abilities_in_use
from tui_desk.tui.cell_diff import CellDiff
from tui_desk.tui.palette import colours_of

STOP_DEADLINE = 5.0
"""Seconds that saving may take after SIGHUP or SIGTERM before the app ends all the same."""

_DRAIN_DEADLINE = 1.0
"""Seconds that a terminal gets at the end to take the last output."""

_POLL = 0.1
"""Seconds between looks at whether input shall stop, and at keys that are still incomplete."""

_SYNC_WORTHWHILE = 256
"""Characters of output from which the synchronized mode is worth its 16 bytes; less arrives in one piece anyway."""

_FRAME = re.compile(r"\x1b\[\d+;\d+H")
_ALTERNATE_SCREEN = re.compile(r"\x1b\[\?1049[hl]")
_KEEPS_THE_CELLS = re.compile(
    r"(?:\x07|\x1b\[[?><=][\d;]*\$?[a-z]|\x1b\](?:52|22|9|777|0|2);[^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\))*"
)
"""Output beside the frames that leaves every cell alone: bell, notice, modes and queries, clipboard, pointer, title."""

_WANTED_INPUT = (
    events.Key,
    events.Paste,
    events.AppFocus,
    events.AppBlur,
    messages.TerminalSupportsSynchronizedOutput,
)
"""What a terminal may tell us. It may not resize us (SIGWINCH does) nor move a mouse, not even by accident."""


def install_signal_handlers(app: App[Any], on_stop: Callable[[], Awaitable[None]]) -> None:
    """On SIGHUP and SIGTERM wait for `on_stop` to save what is unsaved, then end the app with 128 + the signal.

    To be called on the event loop once the app is mounted. A second signal changes nothing.
    """
    stopping: set[asyncio.Task[None]] = set()

    async def stop(number: int) -> None:
        try:
            async with asyncio.timeout(STOP_DEADLINE):
                await on_stop()
        finally:
            app.exit(return_code=128 + number)

    def on_signal(number: int) -> None:
        if not stopping:
            stopping.add(asyncio.create_task(stop(number), name="stop"))

    for number in (signal.SIGHUP, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, on_signal, number)


class TerminalDriver(LinuxDriver):
    """The driver of the desk, for the terminal that its environment describes; `driver_for` makes one for another."""

    abilities: ClassVar[Abilities | None] = None
    """What the terminal can show; None to go by the environment."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        del mouse  # keyboard only: a terminal that reports no mouse sends less and keeps its own text selection
        super().__init__(app, debug=debug, mouse=False, size=size)
        self._output_fileno = self._file.fileno() if self._file else self.fileno
        abilities = self.abilities or abilities_in_use()
        self._encoding = abilities.encoding
        # Frames hold every colour as it is meant, whatever Rich makes of the environment: the cell diff reduces them.
        app.console._color_system = ColorSystem.TRUECOLOR  # noqa: SLF001 - Textual reads this one, too
        self._screen = CellDiff(*self._get_terminal_size(), abilities)
        self._is_shown = False
        self._is_screen_lost = False
        self._is_synchronized = False
        self._writer: _Writer | None = None

    def _get_terminal_size(self) -> tuple[int, int]:
        """Columns and rows as the terminal says; some shells export COLUMNS and LINES, which go stale on a resize."""
        for descriptor in (self.fileno, self._output_fileno):
            with suppress(OSError):
                columns, rows = os.get_terminal_size(descriptor)
                if columns and rows:
                    return columns, rows
        return super()._get_terminal_size()

    def start_application_mode(self) -> None:
        """Take over the terminal."""
        self._writer = _Writer(self._output_fileno, self._encoding, self._on_drained)
        self._writer.start()
        self._is_shown = True
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual does not annotate this one
        resize_the_app = signal.getsignal(signal.SIGWINCH)

        def on_resize(number: int, frame: FrameType | None) -> None:
            self._is_screen_lost = True  # even when the size is the same again: the terminal may have cut its rows
            if callable(resize_the_app):
                resize_the_app(number, frame)

        signal.signal(signal.SIGWINCH, on_resize)
        # Not at once: this may be the handler of SIGCONT, and may have interrupted the drawing of a frame.
        self._loop.call_soon_threadsafe(self.repaint)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was found."""
        self._is_shown = False  # from here on a late frame would land in the user's shell
        super().stop_application_mode()

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal back after a stop; a SIGCONT without one, as the kernel sends with SIGHUP, is no matter."""
        if not self._is_shown:
            super()._sigcont_application()

    def close(self) -> None:
        """Give the last output some time, then let go of the terminal."""
        super().close()
        if self._writer is not None:
            self._writer.stop(_DRAIN_DEADLINE)

    def repaint(self) -> None:
        """Send the whole screen again, for when something else has written over it."""
        self._is_screen_lost = True
        self._send_changes()

    def write(self, data: str) -> None:
        """Send a frame as changed cells, and everything else as it is."""
        if data in {SYNC_START, SYNC_END}:
            self._is_synchronized = True
        elif _FRAME.match(data):
            self._renew_lost_screen()
            self._screen.draw(data, colours_of(self._app.current_theme))
            self._send_changes()
        elif self._writer is not None:
            if _ALTERNATE_SCREEN.search(data) or not _KEEPS_THE_CELLS.fullmatch(data):
                self._is_screen_lost = True
            self._writer.submit(data)

    def _send_changes(self) -> None:
        if not self._is_shown or self._writer is None or not self._writer.is_idle():
            return  # a writer that is not idle calls `_on_drained` when it is
        self._renew_lost_screen()
        output = self._screen.changes()
        if self._is_synchronized and len(output) >= _SYNC_WORTHWHILE:
            output = f"{SYNC_START}{output}{SYNC_END}"
        if output:
            self._writer.submit(output)

    def _renew_lost_screen(self) -> None:
        if not self._is_screen_lost:
            return
        self._is_screen_lost = False
        size = self._get_terminal_size()
        if size == (self._screen.width, self._screen.height):
            self._screen.forget()
        else:
            self._screen.resize(*size)  # the app is about to paint it all

    def _on_drained(self) -> None:
        """Called by the writer's thread."""
        with suppress(RuntimeError):  # the loop has closed: nobody draws any more
            self._loop.call_soon_threadsafe(self._send_changes)

    def process_message(self, message: Message) -> None:
        """Let through what a keyboard and a focused terminal send. Runs in the input thread."""
        if isinstance(message, _WANTED_INPUT):
            super().process_message(message)

    def _query_in_band_window_resize(self) -> None:
        """Not asked for: SIGWINCH tells, and a size that comes as input cannot be trusted."""

    def run_input_thread(self) -> None:
        """Read until told to stop, whatever comes."""
        keys = KeyReader(self._debug, self._encoding)
        while not self.exit_event.is_set():
            if not select.select([self.fileno], [], [], _POLL)[0]:
                arrived = keys.tick()
            elif (data := self._read()) is not None:
                arrived = keys.feed(data)
            else:
                break
            for message in arrived:
                self.process_message(message)

    def _read(self) -> bytes | None:
        """The bytes that have arrived; None when the terminal has gone, in which case the process is told."""
        try:
            data = os.read(self.fileno, 4096)
        except BlockingIOError:  # another program has made the terminal non-blocking
            return b""
        except OSError:
            data = b""
        if data:
            return data
        if self.input_tty:
            # The kernel tells only those whose controlling terminal it was.
            os.kill(os.getpid(), signal.SIGHUP)
        return None


def driver_for(abilities: Abilities) -> type[TerminalDriver]:
    """The driver for a terminal that can show so much, as the class that an App asks for."""
    return type("DriverForAbilities", (TerminalDriver,), {"abilities": abilities})


class KeyReader:
    """Turns bytes into Textual's input messages; bytes that make no sense cost only the sequence they stand in."""

    def __init__(self, debug: bool, encoding: str) -> None:
        """Read characters of this encoding; `debug` as the terminal library means it."""
        self._debug = debug
        self._decode = getincrementaldecoder(encoding)(errors="replace").decode
        self._parser = XTermParser(debug)

    def feed(self, data: bytes) -> list[Message]:
        """What has arrived by now."""
        return [message for char in self._decode(data) for message in self._parsed(char)]

    def tick(self) -> list[Message]:
        """What a pause completes, such as a lone Escape."""
        return self._parsed("")

    def _parsed(self, char: str) -> list[Message]:
        try:
            return list(self._parser.feed(char) if char else self._parser.tick())
        except Exception:  # noqa: BLE001 - the parser is not ours and fails in many ways on malformed key sequences
            self._parser = XTermParser(self._debug)
            return []


class _Writer(Thread):
    """Writes to the terminal from a thread of its own, so that a terminal that stops reading stops nobody else."""

    def __init__(self, fileno: int, encoding: str, on_drained: Callable[[], None]) -> None:
        super().__init__(name="terminal-writer", daemon=True)
        self._fileno = fileno
        self._encoding = encoding
        self._on_drained = on_drained
        self._changed = Condition()
        self._pending: list[str] = []
        self._is_writing = False
        self._is_awaited = False
        self._is_stopping = False

    def submit(self, data: str) -> None:
        """Queue output and return at once."""
        with self._changed:
            self._pending.append(data)
            self._changed.notify()

    def is_idle(self) -> bool:
        """Whether all output has been taken; if not, `on_drained` is called when it has."""
        with self._changed:
            self._is_awaited = self._is_writing or bool(self._pending)
            return not self._is_awaited

    def stop(self, deadline: float) -> None:
        """Let the thread end when everything is written; after `deadline` seconds leave it to end with the process."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()
        self.join(deadline)

    def run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending or self._is_stopping)
                if not self._pending:
                    return
                data = "".join(self._pending)
                self._pending.clear()
                self._is_writing = True
            self._write(data.encode(self._encoding, "replace"))
            with self._changed:
                self._is_writing = False
                is_awaited = self._is_awaited and not self._pending
            if is_awaited:
                self._on_drained()

    def _write(self, data: bytes) -> None:
        remaining = memoryview(data)
        while remaining:
            try:
                remaining = remaining[os.write(self._fileno, remaining) :]
            except BlockingIOError:  # another program has made the terminal non-blocking
                select.select([], [self._fileno], [])
            except OSError:
                return  # the terminal has gone; SIGHUP ends the app
