"""What all line-drawing widgets share: the palette of the theme in use, and rows made of spans."""

from textual.strip import Strip
from textual.widget import Widget

from tui_desk.tui.palette import Ground, Palette
from tui_desk.tui.present.spans import Columns, Span
from tui_desk.tui.strips import columns_strip


class LineWidget(Widget):
    """Draws its rows by itself, one strip each, and only those asked for."""

    ground = Ground.BACKGROUND
    """What its rows are drawn on."""

    def on_mount(self) -> None:
        """Take the theme's colours, now and whenever the theme changes."""
        self.palette = Palette(self.app.current_theme)
        self.watch(self.app, "theme", self._take_theme, init=False)

    def _take_theme(self) -> None:
        self.palette = Palette(self.app.current_theme)
        self.forget_drawn()
        self.refresh()

    def forget_drawn(self) -> None:
        """Drop what was kept in the colours of the theme before."""

    def strip(self, columns: Columns, ground: Ground | None = None, gutter: Span | None = None) -> Strip:
        """One row of the widget's own width."""
        return columns_strip(columns, self.size.width, self.palette, ground or self.ground, gutter)
