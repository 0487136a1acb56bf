"""An app in a theme of ours on a real terminal: `plain_app.py THEME`.

It shows every symbol that the desk draws with, text from outside, the borders and the caret of the composer, a line
selected by the palette, a scrollbar, and last of all the word "ready.".
"""

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static, TextArea

from tui_desk.config.resources import shipped_themes
from tui_desk.config.themes import load_themes
from tui_desk.tui.palette import Ground, Palette, textual_theme
from tui_desk.tui.present.spans import Columns, Role, Span
from tui_desk.tui.strips import columns_strip
from tui_desk.tui.symbols import STAND_INS
from tui_desk.tui.terminal import TerminalDriver

OUTSIDE = "Grüße aus Łódź, 漢字 😀"


class Lines(Widget):
    """One line in each role, then one that is selected."""

    def render_line(self, y: int) -> Strip:
        roles = list(Role)
        palette = Palette(self.app.current_theme)
        if y < len(roles):
            return columns_strip(Columns((Span(roles[y].name, roles[y]),)), self.size.width, palette, Ground.SURFACE)
        words = Columns((Span("SELECTED", Role.CUSTOMER), Span(" " + OUTSIDE)))
        return columns_strip(words, self.size.width, palette, Ground.CURSOR)


class PlainApp(App[None]):
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { background: $desk-background; color: $desk-text; }
    Static { height: auto; background: $desk-surface; }
    .public { border: heavy $desk-public; }
    .private { border: double $desk-direct-message; }
    .note { border: dashed $desk-note; }
    .rest { border: round $desk-border; border-left: outer $desk-accent; }
    Lines { height: 22; }
    TextArea { height: 5; background: $desk-surface; color: $desk-text; }
    TextArea .text-area--cursor { color: $desk-surface; background: $desk-text; }
    TextArea .text-area--selection { background: $desk-cursor; color: $desk-text; }
    VerticalScroll { height: 3; }
    """

    def compose(self) -> ComposeResult:
        yield Static(Content("".join(STAND_INS)))
        yield Lines()
        for border in ("public", "private", "note", "rest"):
            yield Static(Content(border), classes=border)
        with VerticalScroll():
            yield Static(Content("scrolled\n" * 9))
        editor = TextArea("typed and marked")
        editor.cursor_blink = False
        yield editor

    def on_mount(self) -> None:
        editor = self.query_one(TextArea)
        editor.focus()
        editor.move_cursor((0, 5), select=True)
        self.call_after_refresh(self.call_after_refresh, self.finish)

    def finish(self) -> None:
        self.mount(Static(Content("ready.")), before=0)


if __name__ == "__main__":
    app = PlainApp(driver_class=TerminalDriver)
    for spec in load_themes(shipped_themes(), Path("absent")).by_name.values():
        app.register_theme(textual_theme(spec))
    app.theme = sys.argv[1]
    app.run()
