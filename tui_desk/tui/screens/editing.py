"""Writing on in the agent's own editor: the desk gives it the terminal, and takes over what it saves."""

from collections.abc import Coroutine
from typing import Any, Protocol

from textual.app import App, SuspendNotSupported
from textual.screen import ModalScreen
from textual.worker import Worker

from tui_desk.tui.present.words import Words
from tui_desk.tui.screens.writing import Writing
from tui_desk.tui.widgets.composer import Composer


class Surroundings(Protocol):
    """What editing needs of the screen around it."""

    composer: Composer

    @property
    def app(self) -> App[object]:
        """The app, which holds the terminal."""
        ...

    def run_worker(self, work: Coroutine[Any, Any, None], *, name: str) -> Worker[None]:
        """Do something beside the keys."""
        ...

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not."""
        ...


class Editing:
    """One text at a time; what the editor saves is in the composer within a second, and so in the draft."""

    def __init__(self, around: Surroundings, writing: Writing) -> None:
        """Edit in these surroundings."""
        self._around = around
        self._writing = writing

    async def action_composer_editor(self) -> None:
        """Open the text in the editor."""
        text = self._writing.drafting.text
        if text is None or not await self._writing.save():
            return
        # Keys that were typed ahead were meant for the editor: none of them may reach the desk.
        await self._around.app.push_screen(ModalScreen())
        # Beside the keys, because a desk that is told to stop must hear it while the editor is open.
        self._around.run_worker(self._edit(f"{text.channel}.txt"), name="editor")

    async def _edit(self, name: str) -> None:
        app, before = self._around.app, self._around.composer.text
        try:
            with app.suspend():
                after, failure = await self._edited(before, name)
        except SuspendNotSupported:
            after, failure = before, Words("Not here", "This terminal cannot be given to an editor.")
        self._write(after)
        await app.pop_screen()
        self._writing.go_back_to_text()
        if failure is not None:
            self._around.tell(failure, is_error=True)

    async def _edited(self, before: str, name: str) -> tuple[str, Words | None]:
        """The text as the editor leaves it; after a failure as it was before, with what went wrong."""
        from tui_desk.tui.editor import EditorError, edited

        try:
            return await edited(before, name, self._write), None
        except EditorError as error:  # here, not further out: the app takes the terminal back only without an error
            return before, Words(error.title, error.sentence)

    def _write(self, text: str) -> None:
        if (composer := self._around.composer.writing) is not None and composer.text != text:
            composer.write_over(text)
