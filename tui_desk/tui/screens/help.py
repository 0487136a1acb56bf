"""The help: the keys that work where the agent was when asking for them."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.strip import Strip

from tui_desk.config.keymap import ContextName, Keymap
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.hints import HelpRow, help_rows, help_title
from tui_desk.tui.present.spans import Columns, Role, Span
from tui_desk.tui.strips import flow
from tui_desk.tui.widgets.line_widget import LineWidget

_KEYS_WIDTH = 18
_MARGIN = 2


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """Lies over the desk until it is closed."""

    context = ContextName("help")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - declared so by Textual

    def __init__(self, keymap: Keymap, context: ContextName) -> None:
        """Show the keys of `context`."""
        super().__init__(id="help")
        self._keys = keymap
        self._shown = context
        self._pane = HelpPane(id="help-pane")

    def compose(self) -> ComposeResult:
        """A list that scrolls where the terminal is lower than the list."""
        with self._pane:
            yield HelpRows(help_title(self._keys, self._shown), help_rows(self._keys, self._shown))

    def on_mount(self) -> None:
        """Give the keys to the list."""
        self.set_focus(self._pane, scroll_visible=False)

    def action_help_down(self) -> None:
        """Move down by a line."""
        self._scroll(1)

    def action_help_up(self) -> None:
        """Move up by a line."""
        self._scroll(-1)

    def action_help_page_down(self) -> None:
        """Move down by a page."""
        self._scroll(self._pane.scrollable_content_region.height)

    def action_help_page_up(self) -> None:
        """Move up by a page."""
        self._scroll(-self._pane.scrollable_content_region.height)

    def action_help_close(self) -> None:
        """Go back to the desk."""
        self.dismiss()

    def _scroll(self, rows: int) -> None:
        """Move at once: of keys that follow closely, none may be lost."""
        self._pane.scroll_to(y=self._pane.scroll_y + rows, animate=False, immediate=True)


class HelpPane(VerticalScroll):
    """Scrolls by the keys of its context, and to its ends as every scrolling pane of the terminal library does."""

    context = ContextName("help")


class HelpRows(LineWidget):
    """The keys by group, each with its sentence."""

    ground = Ground.PANEL

    def __init__(self, title: Columns, rows: list[HelpRow]) -> None:
        super().__init__(id="help-rows")
        self._title = title
        self._help = rows
        self._rows: list[Columns] = []

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the sentences wrap to."""
        del container, viewport
        self._rows = self._laid_out(width)
        return len(self._rows)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        return self.strip(self._rows[y] if y < len(self._rows) else Columns(), gutter=Span(" " * _MARGIN))

    def _laid_out(self, width: int) -> list[Columns]:
        rows = [self._title, Columns()]
        for row in self._help:
            if row.heading:
                rows.append(Columns(fill=(Span(row.heading, Role.DIM),)))
                continue
            keys = Span(row.keys.ljust(_KEYS_WIDTH), Role.KEY)
            sentences = flow((Span(row.help, Role.MUTED),), max(10, width - _KEYS_WIDTH - 2 * _MARGIN))
            for index, sentence in enumerate(sentences):
                rows.append(Columns(left=(keys if index == 0 else Span(" " * _KEYS_WIDTH),), fill=sentence))
        return rows
