"""The saved replies to choose from, under the composer: what is typed narrows them down."""

from collections.abc import Callable, Sequence

from textual import events
from textual.geometry import Size
from textual.strip import Strip

from tui_desk.config.keymap import ContextName
from tui_desk.domain.clean import clean_line
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.replies import nothing_found, preview, prompt, reply_row
from tui_desk.tui.present.spans import Columns, KeyOf, Role, Span, Spans
from tui_desk.tui.strips import flow
from tui_desk.tui.templates import FilledReply
from tui_desk.tui.widgets.line_widget import LineWidget

MOST_ROWS = 5
"""Replies in sight at once."""
MOST_PREVIEW_ROWS = 4
"""Rows of the text as it would be inserted: a public reply has room in them."""
LONGEST_WANTED = 40
"""Characters that can be looked for."""

_MARGIN = Span("  ")


class ReplyList(LineWidget, can_focus=True):
    """Has the keys while it is open: characters look for a reply, the keys of its context choose one."""

    context = ContextName("replies")
    ground = Ground.PANEL

    def __init__(self, key_of: KeyOf) -> None:
        super().__init__(id="replies")
        self._key_of = key_of
        self._find: Callable[[str], Sequence[FilledReply]] | None = None
        self._found: Sequence[FilledReply] = ()
        self._typed = ""
        self._cursor = 0

    @property
    def chosen(self) -> FilledReply | None:
        """The reply under the cursor."""
        return self._found[self._cursor] if self._found else None

    def open(self, find: Callable[[str], Sequence[FilledReply]]) -> None:
        """Begin with all replies. `find` gives those that fit what is typed, the best first."""
        self._find = find
        self.display = True
        self._look_for("")

    def type_before(self, characters: str) -> None:
        """Take characters that were typed before the list had the keys."""
        if characters:
            self._look_for(characters + self._typed)

    def on_key(self, event: events.Key) -> None:
        """Take what is typed; what is an action's never comes here."""
        if event.is_printable and event.character is not None:
            self._look_for(self._typed + event.character)
        elif event.key == "backspace":
            self._look_for(self._typed[:-1])
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Text from the clipboard comes from outside: it is cleaned before it is looked for."""
        event.stop()
        self._look_for(self._typed + clean_line(event.text))

    def action_replies_next(self) -> None:
        """Move to the next reply."""
        self._go(self._cursor + 1)

    def action_replies_previous(self) -> None:
        """Move to the previous reply."""
        self._go(self._cursor - 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there is to show, up to its bounds."""
        del container, viewport
        return len(self._rows(width))

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        rows = self._rows(self.size.width)
        return self.strip(*rows[y]) if y < len(rows) else self.strip(Columns())

    def _look_for(self, typed: str) -> None:
        self._typed = typed[:LONGEST_WANTED]
        self._found = self._find(self._typed) if self._find is not None else ()
        self._cursor = 0
        self.refresh(layout=True)

    def _go(self, index: int) -> None:
        self._cursor = max(0, min(index, len(self._found) - 1))
        self.refresh(layout=True)

    def _rows(self, width: int) -> list[tuple[Columns, Ground]]:
        """The prompt, the replies around the cursor, and the chosen one as it would read."""
        top = max(0, min(self._cursor - MOST_ROWS // 2, len(self._found) - MOST_ROWS))
        rows = [(prompt(self._typed, len(self._found), self._key_of), self.ground)]
        for index, filled in enumerate(self._found[top : top + MOST_ROWS], start=top):
            is_chosen = index == self._cursor
            columns = reply_row(filled.reply, filled.text, is_chosen=is_chosen)
            rows.append((columns, Ground.CURSOR if is_chosen else self.ground))
        return rows + [(Columns(left=(_MARGIN,), fill=row), self.ground) for row in self._preview(width)]

    def _preview(self, width: int) -> list[Spans]:
        spans = preview(self.chosen.text) if self.chosen is not None else nothing_found(self._typed)
        rows = flow(spans, width - 2 * len(_MARGIN.text))
        return rows if len(rows) <= MOST_PREVIEW_ROWS else [*rows[: MOST_PREVIEW_ROWS - 1], (Span("…", Role.MUTED),)]
