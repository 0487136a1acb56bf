"""What can be inserted into the text, saved replies or emoji, under the composer: what is typed narrows it down."""

from collections.abc import Sequence

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from tui_desk.config.keymap import ContextName
from tui_desk.domain.clean import clean_line
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.replies import Offer, Offers, nothing_found, offer_row, preview, prompt
from tui_desk.tui.present.spans import Columns, KeyOf, Role, Span, Spans
from tui_desk.tui.strips import flow
from tui_desk.tui.widgets.line_widget import LineWidget

MOST_ROWS = 5
"""Offers in sight at once."""
MOST_PREVIEW_ROWS = 4
"""Rows of the text as it would be inserted: a public reply has room in them."""
LONGEST_WANTED = 40
"""Characters that can be looked for."""

_MARGIN = Span("  ")


class ReplyList(LineWidget, can_focus=True):
    """Has the keys while it is open: characters look for an offer, the keys of its context choose one."""

    context = ContextName("replies")
    ground = Ground.PANEL

    class NothingFits(Message):
        """What was typed is the name of nothing, in a list that gives way then."""

    def __init__(self, key_of: KeyOf) -> None:
        super().__init__(id="replies")
        self._key_of = key_of
        self._offers: Offers | None = None
        self._found: Sequence[Offer] = ()
        self._typed = ""
        self._cursor = 0

    @property
    def chosen(self) -> Offer | None:
        """The offer under the cursor."""
        return self._found[self._cursor] if self._found else None

    @property
    def given_back(self) -> str:
        """What stands in the text again when the list goes: it was typed as text, for all that anybody knew."""
        offers = self._offers
        return f"{offers.sign}{self._typed}" if offers is not None and offers.gives_way and self._typed else ""

    def open(self, offers: Offers) -> None:
        """Begin with all there are."""
        self._offers = offers
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
            self._take_off()
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Text from the clipboard comes from outside: it is cleaned before it is looked for."""
        event.stop()
        self._look_for(self._typed + clean_line(event.text))

    def action_replies_next(self) -> None:
        """Move to the next offer."""
        self._go(self._cursor + 1)

    def action_replies_previous(self) -> None:
        """Move to the previous offer."""
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
        self._found = self._offers.find(self._typed) if self._offers is not None else ()
        self._cursor = 0
        self.refresh(layout=True)
        if not self._found:
            self._give_way()

    def _take_off(self) -> None:
        """Take the last character off; with the sign itself, the list goes."""
        if self._typed:
            self._look_for(self._typed[:-1])
        else:
            self._give_way()

    def _give_way(self) -> None:
        if self._offers is not None and self._offers.gives_way:
            self.post_message(self.NothingFits())

    def _go(self, index: int) -> None:
        self._cursor = max(0, min(index, len(self._found) - 1))
        self.refresh(layout=True)

    def _rows(self, width: int) -> list[tuple[Columns, Ground]]:
        """The prompt, the offers around the cursor, and the chosen one as it would read."""
        if self._offers is None:
            return []
        top = max(0, min(self._cursor - MOST_ROWS // 2, len(self._found) - MOST_ROWS))
        rows = [(prompt(self._offers, self._typed, len(self._found), self._key_of), self.ground)]
        for index, offer in enumerate(self._found[top : top + MOST_ROWS], start=top):
            is_chosen = index == self._cursor
            rows.append((offer_row(offer, is_chosen=is_chosen), Ground.CURSOR if is_chosen else self.ground))
        below = preview(self.chosen) if self.chosen is not None else nothing_found(self._offers, self._typed)
        return rows + [(Columns(left=(_MARGIN,), fill=row), self.ground) for row in self._flowing(below, width)]

    @staticmethod
    def _flowing(spans: Spans, width: int) -> list[Spans]:
        rows = flow(spans, width - 2 * len(_MARGIN.text)) if spans else []
        return rows if len(rows) <= MOST_PREVIEW_ROWS else [*rows[: MOST_PREVIEW_ROWS - 1], (Span("…", Role.MUTED),)]
