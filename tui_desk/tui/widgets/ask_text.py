"""Where one line is written: takes only cleaned pastes, and its cursor does not blink."""

from textual import events
from textual.widgets import Input

from tui_desk.config.keymap import ContextName
from tui_desk.domain.clean import clean_line

LONGEST = 200
"""Characters of an answer; a reason or a time has room, a letter belongs into a note."""


class AskText(Input):
    """One line of text. What Enter and Escape do is for the keymap to say."""

    context = ContextName("ask")

    def __init__(self) -> None:
        super().__init__(id="ask-text", compact=True, max_length=LONGEST, select_on_focus=False)
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        """Text from the clipboard comes from outside: it is cleaned before it is inserted."""
        event.prevent_default()
        event.stop()
        pasted = clean_line(event.text)
        if self.selection.is_empty:
            self.insert_text_at_cursor(pasted)
        else:
            self.replace(pasted, *self.selection)
