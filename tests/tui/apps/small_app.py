"""A small app on a real terminal: `small_app.py FOLDER`.

It writes into the folder: a line into `beats` every 50 ms (the milliseconds since the one before), the text of its
editor into `draft` when it is told to stop, what it has heard into `heard`, and into `frames` all that Textual drew.
"""

import asyncio
import sys
import time
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static, TextArea

from tui_desk.tui.terminal import TerminalDriver, install_signal_handlers

BEAT = 0.05
ROWS = [f"row {n} 漢字 {'=' * (n % 7)} é e\u0301 end" for n in range(40)]


class Question(ModalScreen[None]):
    CSS = "Question { align: center middle; } #question { width: 30; height: 5; border: round $primary; }"

    def compose(self) -> ComposeResult:
        yield Static(Content("Really? 漢字\nPress f2 again."), id="question")

    def key_f2(self) -> None:
        self.dismiss()


class RecordingDriver(TerminalDriver):
    """Keeps what Textual would have sent."""

    def write(self, data: str) -> None:
        with (Path(sys.argv[1]) / "frames").open("a", newline="") as frames:
            frames.write(data)
        super().write(data)


class SmallApp(App[None], inherit_bindings=False):
    ENABLE_COMMAND_PALETTE = False
    CSS = "OptionList { height: 1fr; } TextArea { height: 6; } #status { height: 1; } #noise { height: 6; }"
    BINDINGS = [  # noqa: RUF012 - as Textual types it
        Binding("f2", "ask", priority=True),
        Binding("f3", "focus_next"),
        Binding("f4", "theme", priority=True),
        Binding("f5", "noise", priority=True),
        Binding("f8", "settle", priority=True),
        Binding("f9", "leave", priority=True),
    ]

    def __init__(self, folder: Path) -> None:
        super().__init__(driver_class=RecordingDriver)
        self.folder = folder
        self.settled = 0
        self.noise = 0

    def compose(self) -> ComposeResult:
        yield OptionList(*map(Content, ROWS))
        yield Static(Content(""), id="noise")
        editor = TextArea(id="editor")
        editor.cursor_blink = False
        yield editor
        yield Static(Content("settled 0."), id="status")

    def on_mount(self) -> None:
        self.query_one(TextArea).focus()
        self.run_worker(self.beat())
        install_signal_handlers(self, self.save)

    async def beat(self) -> None:
        last = time.monotonic()
        with (self.folder / "beats").open("a", buffering=1) as beats:
            while True:
                await asyncio.sleep(BEAT)
                now = time.monotonic()
                beats.write(f"{(now - last) * 1000:.0f}\n")
                last = now

    async def save(self) -> None:
        await asyncio.sleep(0)
        (self.folder / "draft").write_text(self.screen_stack[0].query_one(TextArea).text)

    def on_event_heard(self, event: events.Event) -> None:
        with (self.folder / "heard").open("a") as heard:
            heard.write(f"{type(event).__name__}\n")

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.MouseEvent | events.Resize):
            self.on_event_heard(event)
        await super().on_event(event)

    def action_ask(self) -> None:
        if isinstance(self.screen, Question):
            self.screen.dismiss()
        else:
            self.push_screen(Question())

    def action_theme(self) -> None:
        self.theme = "textual-light" if self.theme == "textual-dark" else "textual-dark"

    def action_noise(self) -> None:
        self.set_interval(0.02, self.make_noise)

    def make_noise(self) -> None:
        self.noise += 1
        lines = (f"{self.noise + line:08d} " * 12 for line in range(6))
        self.screen_stack[0].query_one("#noise", Static).update(Content("\n".join(lines)))

    def action_settle(self) -> None:
        self.call_after_refresh(self.show_settled)

    def show_settled(self) -> None:
        self.settled += 1
        self.screen_stack[0].query_one("#status", Static).update(Content(f"settled {self.settled}."))

    def action_leave(self) -> None:
        self.exit(return_code=7)


if __name__ == "__main__":
    app = SmallApp(Path(sys.argv[1]))
    app.run()
    sys.exit(70 if app.return_code is None else app.return_code)
