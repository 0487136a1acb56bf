"""The composer: the text, and above it the line that says where it goes and how much room is left."""

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from tui_desk.domain.clean import clean
from tui_desk.domain.model import Channel
from tui_desk.tui.messages import DraftChanged
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.spans import Columns, Span
from tui_desk.tui.widgets.one_line import OneLine

if TYPE_CHECKING:
    from tui_desk.tui.widgets.composer_text import ComposerText


class Composer(Vertical):
    """One text for one case and channel. Word, border and colour say which channel; another one is another draft."""

    def __init__(self) -> None:
        super().__init__(id="composer")
        self._title = Columns()
        self._heading = OneLine(Ground.SURFACE)
        self.writing: ComposerText | None = None
        """Where the text is written, once it has been prepared."""
        self._preparing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """The heading; the text joins it when it is prepared."""
        yield self._heading

    async def prepare(self) -> "ComposerText":
        """Make the place where the text is written, unless it is there.

        Loading it takes longer than all the rest of the screen, and the first page does without.
        """
        async with self._preparing:
            if self.writing is None:
                from tui_desk.tui.widgets.composer_text import ComposerText

                writing = ComposerText()
                await self.mount(writing)
                self.writing = writing
            return self.writing

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self.display

    @property
    def text(self) -> str:
        """What is written."""
        return self.writing.text if self.writing is not None else ""

    async def open(self, channel: Channel, title: Columns, text: str) -> None:
        """Begin, or go on with, a text; the cursor stands at its end."""
        writing = await self.prepare()
        writing.load_text(clean(text))
        writing.move_cursor(writing.document.end)
        for known in Channel:
            self.set_class(known is channel, f"-{known}")
        self.show_title(title)
        self.display = True

    def close(self) -> None:
        """Put the composer away."""
        self.display = False
        if self.writing is not None:
            self.writing.load_text("")

    def show_title(self, title: Columns) -> None:
        """Say where the text goes; the counter stays."""
        self._title = Columns(title.left, title.fill, self._title.right)
        self._heading.show(self._title)

    def show_count(self, count: Span) -> None:
        """Say how much room is left."""
        self._title = Columns(self._title.left, self._title.fill, (Span("  "), count, Span(" ")))
        self._heading.show(self._title)

    def on_text_area_changed(self, event: Message) -> None:
        """Pass on that something was written, to be kept."""
        event.stop()
        if self.is_open:
            self.post_message(DraftChanged())
