"""The one line that asks for words: what is asked, where they are written, and what they would mean."""

import asyncio
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.message import Message

from tui_desk.config.keymap import ContextName
from tui_desk.domain.clean import clean_line
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.spans import Columns, Role, Span, Spans
from tui_desk.tui.strips import cut, spans_width
from tui_desk.tui.widgets.one_line import OneLine

if TYPE_CHECKING:
    from tui_desk.tui.widgets.ask_text import AskText

LONGEST_ANSWER = 200
"""Characters of an answer; a reason or a time has room, a letter belongs into a note."""

ASK = ContextName("ask")


class AskLine(Horizontal):
    """Shown while something is asked. Nothing is taken before the key that takes it."""

    class Written(Message):
        """What is written is something else now."""

        def __init__(self, line: "AskLine") -> None:
            super().__init__()
            self.line = line

        @property
        def control(self) -> "AskLine":
            """Where it is written."""
            return self.line

    def __init__(self, context: ContextName = ASK, longest: int = LONGEST_ANSWER) -> None:
        """`context`: whose keys work in it, and its name among the widgets; `longest`: characters of an answer."""
        super().__init__(id=context, classes="ask-line")
        self._keys_of = context
        self._longest = longest
        self._question = OneLine(Ground.CURSOR)
        self._meaning = OneLine(Ground.CURSOR)
        self._text: AskText | None = None
        self._preparing = asyncio.Lock()

    @property
    def text(self) -> str:
        """What is written, on one line and without anything that steers a terminal."""
        return self.typed.strip()

    @property
    def typed(self) -> str:
        """The same with the blanks around it: one at the end says that a word ends there."""
        return clean_line(self._text.value, self._longest) if self._text is not None else ""

    async def ask(self, question: str, text: str) -> "AskText":
        """Ask, with words to begin with; the cursor stands at their end. Returns what takes the keys."""
        writing = await self._prepare()
        asked: Spans = (Span(" "), Span(question, Role.KEY), Span("  "))
        self._question.show(Columns(left=asked))
        self._question.styles.width = spans_width(asked)
        self.show_meaning("")
        writing.write(text)
        self.display = True
        return writing

    def write(self, text: str) -> None:
        """Have this text instead, the cursor at its end."""
        if self._text is not None:
            self._text.write(text)

    def show_meaning(self, meaning: str) -> None:
        """Say at the right how the words are understood, in less than two thirds of the line."""
        room = self.screen.size.width * 3 // 5
        spans: Spans = cut((Span("  "), Span(meaning, Role.MUTED), Span(" ")), room) if meaning else ()
        self._meaning.show(Columns(right=spans))
        self._meaning.styles.width = spans_width(spans)

    def on_input_changed(self, event: Message) -> None:
        """Pass on that something was written."""
        event.stop()
        self.post_message(self.Written(self))

    async def _prepare(self) -> "AskText":
        """Make what it consists of, unless it is there: most days begin without a question."""
        async with self._preparing:
            if self._text is None:
                from tui_desk.tui.widgets.ask_text import AskText

                text = AskText(self._keys_of, self._longest)
                await self.mount(self._question, text, self._meaning)
                self._text = text
            return self._text
