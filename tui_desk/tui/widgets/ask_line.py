"""The one line that asks for words: what is asked, where they are written, and what they would mean."""

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from tui_desk.domain.clean import clean_line
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.spans import Columns, Role, Span, Spans
from tui_desk.tui.strips import spans_width
from tui_desk.tui.widgets.one_line import OneLine

if TYPE_CHECKING:
    from tui_desk.tui.widgets.ask_text import AskText


class AskLine(Horizontal):
    """Shown while something is asked. Nothing is taken before the key that takes it."""

    class Written(Message):
        """What is written is something else now."""

    def __init__(self) -> None:
        super().__init__(id="ask")
        self._question = OneLine(Ground.CURSOR, id="ask-question")
        self._meaning = OneLine(Ground.CURSOR, id="ask-meaning")
        self._text: AskText | None = None
        self._preparing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """The question and the meaning; the text comes between them when it is first asked for."""
        yield self._question
        yield self._meaning

    @property
    def text(self) -> str:
        """What is written, on one line and without anything that steers a terminal."""
        return clean_line(self._text.value).strip() if self._text is not None else ""

    async def ask(self, question: str, text: str) -> "AskText":
        """Ask, with words to begin with; the cursor stands at their end. Returns what takes the keys."""
        writing = await self._prepare()
        asked: Spans = (Span(" "), Span(question, Role.KEY), Span("  "))
        self._question.show(Columns(left=asked))
        self._question.styles.width = spans_width(asked)
        self.show_meaning("")
        writing.value = clean_line(text)
        writing.cursor_position = len(writing.value)
        self.display = True
        return writing

    def show_meaning(self, meaning: str) -> None:
        """Say at the right how the words are understood."""
        spans: Spans = (Span("  "), Span(meaning, Role.MUTED), Span(" ")) if meaning else ()
        self._meaning.show(Columns(right=spans))
        self._meaning.styles.width = spans_width(spans)

    def on_input_changed(self, event: Message) -> None:
        """Pass on that something was written."""
        event.stop()
        self.post_message(self.Written())

    async def _prepare(self) -> "AskText":
        """Make the place for the words, unless it is there: most days begin without a question."""
        async with self._preparing:
            if self._text is None:
                from tui_desk.tui.widgets.ask_text import AskText

                text = AskText()
                await self.mount(text, before=self._meaning)
                self._text = text
            return self._text
