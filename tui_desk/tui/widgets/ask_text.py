"""Where one line is written: takes only cleaned pastes, and its cursor does not blink."""

from textual import events
from textual.widgets import Input

from tui_desk.config.keymap import ContextName
from tui_desk.domain.clean import clean_line


class AskText(Input):
    """One line of text. What Enter and Escape do is for the keymap to say."""

    def __init__(self, context: ContextName, longest: int) -> None:
        """`context`: whose keys work here; `longest`: characters there is room for."""
        super().__init__(classes="ask-text", compact=True, max_length=longest, select_on_focus=False)
        self.context = context
        self.cursor_blink = False

    def write(self, text: str) -> None:
        """Have this text, the cursor at its end."""
        self.value = clean_line(text, self.max_length or len(text))
        self.cursor_position = len(self.value)

    def on_paste(self, event: events.Paste) -> None:
        """Text from the clipboard comes from outside: it is cleaned before it is inserted."""
        event.prevent_default()
        event.stop()
        pasted = clean_line(event.text, self.max_length or len(event.text))
        if self.selection.is_empty:
            self.insert_text_at_cursor(pasted)
        else:
            self.replace(pasted, *self.selection)
