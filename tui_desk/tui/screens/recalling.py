"""Bringing back what the agent wrote before: their last texts of the channel, one after the other."""

from collections.abc import Sequence
from typing import Protocol

from tui_desk.desk.desk import Desk
from tui_desk.desk.store_port import StoreError
from tui_desk.tui.screens.writing import Writing
from tui_desk.tui.widgets.composer import Composer


class Surroundings(Protocol):
    """What recalling needs of the screen around it."""

    composer: Composer


class Recalling:
    """Walks through the agent's own texts as long as nothing else stands in the composer."""

    def __init__(self, around: Surroundings, writing: Writing, desk: Desk) -> None:
        """Recall in these surroundings."""
        self._around = around
        self._writing = writing
        self._desk = desk
        self._texts: Sequence[str] = ()
        """The newest first."""
        self._shown = -1
        """Which of them stands in the composer; -1: none."""

    async def action_composer_older(self) -> None:
        """Bring back the text before the one that is shown; in a text of another kind, move up by a line."""
        if (composer := self._around.composer.writing) is None:
            return
        if not composer.text:
            await self._begin()
        if not self._is_shown(composer.text) or not composer.is_cursor_at_end:
            composer.action_cursor_up()
        elif self._shown + 1 < len(self._texts):
            self._shown += 1
            composer.write_over(self._texts[self._shown])

    async def action_composer_newer(self) -> None:
        """Bring back the text after the one that is shown, and at last none; else move down by a line."""
        if (composer := self._around.composer.writing) is None:
            return
        if not composer.text or not self._is_shown(composer.text) or not composer.is_cursor_at_end:
            composer.action_cursor_down()
        else:
            self._shown -= 1
            composer.write_over(self._texts[self._shown] if self._shown >= 0 else "")

    async def _begin(self) -> None:
        """Read the texts anew; the first of them is the newest."""
        text = self._writing.drafting.text
        self._shown, self._texts = -1, ()
        if text is not None:
            try:
                self._texts = await self._desk.own_texts(text.channel)
            except StoreError as error:
                self._writing.tell_trouble(error)

    def _is_shown(self, words: str) -> bool:
        """Whether nothing was changed of what was brought back."""
        return words == (self._texts[self._shown] if 0 <= self._shown < len(self._texts) else "")
