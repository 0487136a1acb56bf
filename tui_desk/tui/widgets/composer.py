"""The composer: the text, and above it the line that says where it goes and how much room is left."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from tui_desk.config.keymap import ContextName
from tui_desk.domain.clean import clean
from tui_desk.domain.model import Channel
from tui_desk.tui.messages import DraftChanged
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.spans import Columns, Span
from tui_desk.tui.widgets.one_line import OneLine


class ComposerText(TextArea):
    """Where the text is written. Enter begins a new line and nothing else; the cursor does not blink."""

    context = ContextName("composer")

    def __init__(self) -> None:
        super().__init__(id="composer-text", soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False)
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        """Text from the clipboard comes from outside: it is cleaned before it is inserted."""
        event.prevent_default()
        event.stop()
        start, end = self.selection
        inserted = self.replace(clean(event.text), start, end, maintain_selection_offset=False)
        self.move_cursor(inserted.end_location)


class Composer(Vertical):
    """One text for one case and channel. Word, border and colour say which channel; another one is another draft."""

    def __init__(self) -> None:
        super().__init__(id="composer")
        self._title = Columns()
        self._heading = OneLine(Ground.SURFACE)
        self.writing = ComposerText()

    def compose(self) -> ComposeResult:
        """The heading above the text."""
        yield self._heading
        yield self.writing

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self.display

    @property
    def text(self) -> str:
        """What is written."""
        return self.writing.text

    def open(self, channel: Channel, title: Columns, text: str) -> None:
        """Begin, or go on with, a text; the cursor stands at its end."""
        self.writing.load_text(clean(text))
        self.writing.move_cursor(self.writing.document.end)
        for known in Channel:
            self.set_class(known is channel, f"-{known}")
        self.show_title(title)
        self.display = True

    def close(self) -> None:
        """Put the composer away."""
        self.display = False
        self.writing.load_text("")

    def show_title(self, title: Columns) -> None:
        """Say where the text goes; the counter stays."""
        self._title = Columns(title.left, title.fill, self._title.right)
        self._heading.show(self._title)

    def show_count(self, count: Span) -> None:
        """Say how much room is left."""
        self._title = Columns(self._title.left, self._title.fill, (Span("  "), count, Span(" ")))
        self._heading.show(self._title)

    @on(TextArea.Changed)
    def tell_change(self, event: TextArea.Changed) -> None:
        """Pass on what is written, to be kept."""
        event.stop()
        if self.is_open:
            self.post_message(DraftChanged())
