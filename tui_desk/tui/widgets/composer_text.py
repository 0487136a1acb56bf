"""Where a text is written: a text area that takes only cleaned pastes and never sends."""

import re

from textual import events
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from tui_desk.config.keymap import ContextName
from tui_desk.domain.clean import clean
from tui_desk.domain.saved_replies import placeholders

_SLASH = "/"
_COLON = ":"
_EMOJI_BEGINS = re.compile(r"(?:^|[\s(]):[^\W\d_]\Z")
"""A colon that begins a word, and a letter: the next letter makes it the name of an emoji, and no face like :D."""


class ComposerText(TextArea):
    """Where the text is written. Enter begins a new line and nothing else; the cursor does not blink."""

    context = ContextName("composer")

    class SlashTyped(Message):
        """A slash was typed on an empty line: it asks for a saved reply."""

    class EmojiTyped(Message):
        """A colon and two letters were typed: they begin the name of an emoji."""

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

    def on_key(self, event: events.Key) -> None:
        """Say that a slash begins a line, or a colon a name. They are written all the same, until they are taken."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if event.character == _SLASH and not line:
            self.post_message(self.SlashTyped())
        elif event.character is not None and event.character.isalpha() and _EMOJI_BEGINS.search(line[:column]):
            self.post_message(self.EmojiTyped())

    def take_slash(self) -> str:
        """Take the slash that begins the line off it, and what was typed after it. Returns the latter."""
        row, column = self.cursor_location
        typed = self.document.get_line(row)[:column]
        if not typed.startswith(_SLASH):
            return ""
        self.delete((row, 0), (row, column), maintain_selection_offset=False)
        return typed.removeprefix(_SLASH)

    def take_colon(self) -> str:
        """Take the last colon before the cursor out of its line, and what was typed after it. Returns the latter."""
        row, column = self.cursor_location
        before, colon, typed = self.document.get_line(row)[:column].rpartition(_COLON)
        if colon:
            self.delete((row, len(before)), (row, column), maintain_selection_offset=False)
        return typed if colon else ""

    @property
    def is_cursor_at_end(self) -> bool:
        """Whether the cursor stands behind all that is written."""
        return self.cursor_location == self.document.end

    def write_over(self, text: str) -> None:
        """Put another text in the place of this one; undoing brings this one back."""
        written = self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)
        self.move_cursor(written.end_location)

    def action_composer_undo(self) -> None:
        """Undo what was written last."""
        self.undo()

    def action_composer_redo(self) -> None:
        """Write again what was undone last."""
        self.redo()

    def insert_reply(self, text: str) -> None:
        """Insert a saved reply; what is to be filled in first is selected, so that typing takes its place."""
        start, end = self.selection
        inserted = self.replace(text, start, end, maintain_selection_offset=False)
        self.move_cursor(inserted.end_location)
        if not (unfilled := placeholders(text)):
            return
        first = text.index(unfilled[0])
        begin = min(start, end)
        self.selection = Selection(_after(begin, text[:first]), _after(begin, text[:first] + unfilled[0]))


def _after(location: tuple[int, int], written: str) -> tuple[int, int]:
    """Where the cursor stands after something was written at a location, as row and column."""
    row, column = location
    before, line_break, last = written.rpartition("\n")
    return (row + before.count("\n") + 1, len(last)) if line_break else (row, column + len(last))
