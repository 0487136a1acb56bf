"""Where a text is written: a text area that takes only cleaned pastes and never sends."""

from textual import events
from textual.widgets import TextArea

from tui_desk.config.keymap import ContextName
from tui_desk.domain.clean import clean


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
