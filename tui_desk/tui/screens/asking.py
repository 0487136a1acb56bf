"""Asking the agent: for words in one line, or for one of a few answers; the keys go back to where they were."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from textual.widget import Widget

from tui_desk.config.keymap import ContextName
from tui_desk.tui.present.hints import choice_line
from tui_desk.tui.present.spans import KeyOf
from tui_desk.tui.present.words import Words
from tui_desk.tui.widgets.ask_line import AskLine
from tui_desk.tui.widgets.choice_line import ChoiceLine

Take = Callable[[str], Awaitable[Words | None]]
"""Carries out what was written; the words say why it cannot be, and the question stays."""


class Surroundings(Protocol):
    """What a question needs of the screen around it."""

    @property
    def focused(self) -> Widget | None:
        """The widget that has the keys."""
        ...

    def take_keys(self, widget: Widget) -> None:
        """Give the keys to a widget, from the very next key on."""
        ...

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not."""
        ...


class Asking:
    """One question at a time; asking another one drops it."""

    def __init__(self, around: Surroundings, key_of: KeyOf) -> None:
        """Ask in these surroundings."""
        self._around = around
        self._key_of = key_of
        self._take: Take | None = None
        self._meaning: Callable[[str], str] | None = None
        self._came_from: Widget | None = None
        self.line = AskLine()
        self.choice = ChoiceLine()

    async def ask(
        self,
        question: str,
        take: Take,
        *,
        answer: str | None = None,
        text: str = "",
        meaning: Callable[[str], str] | None = None,
    ) -> None:
        """Ask for words, with some to begin with. `meaning`: how they are understood, said while they are written.

        `answer`: the words, where they are known already. They are carried out, and nothing is asked.
        """
        if answer is not None:
            if (why_not := await take(answer.strip())) is not None:
                self._around.tell(why_not)
            return
        self._begin()
        self._take, self._meaning = take, meaning
        self._around.take_keys(await self.line.ask(question, text))
        self.show_meaning()

    def offer(self, context: ContextName, question: str, answers: Sequence[tuple[str, str]]) -> None:
        """Ask for one of a few answers: each an action of `context` and a word or two for it."""
        self._begin()
        self.choice.offer(context, choice_line(question, answers, self._key_of))
        self._around.take_keys(self.choice)

    def show_meaning(self) -> None:
        """Say how what is written is understood."""
        self.line.show_meaning(self._meaning(self.line.text) if self._meaning is not None else "")

    def close(self) -> None:
        """Take the question off the screen, and give the keys back."""
        came_from = self._came_from
        self.drop()
        if came_from is not None:
            self._around.take_keys(came_from)

    def drop(self) -> None:
        """Take the question off the screen; the keys are somewhere else already."""
        self.line.display = self.choice.display = False
        self._take = self._meaning = self._came_from = None

    async def action_ask_take(self) -> None:
        """Carry out what is written."""
        if self._take is None:
            return
        take = self._take
        if (why_not := await take(self.line.text)) is not None:
            self._around.tell(why_not)
        elif self._take is take:
            self.close()

    def action_ask_leave(self) -> None:
        """Leave everything as it is."""
        self.close()

    def action_resolve_leave(self) -> None:
        """Leave the case as it is."""
        self.close()

    def action_consent_leave(self) -> None:
        """Leave the customer's consent as it is."""
        self.close()

    def _begin(self) -> None:
        asked = (self.line, self.choice)
        came_from = self._came_from if any(widget.display for widget in asked) else self._around.focused
        self.drop()
        self._came_from = came_from
