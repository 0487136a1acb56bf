"""Inserting a saved reply into the text that is being written."""

import asyncio
from typing import Protocol

from textual.widget import Widget

from tui_desk.desk.views import Thread
from tui_desk.tui.screens.writing import Writing
from tui_desk.tui.widgets.composer import Composer
from tui_desk.tui.widgets.reply_list import ReplyList


class Surroundings(Protocol):
    """What inserting needs of the screen around it."""

    composer: Composer
    replies: ReplyList

    @property
    def thread(self) -> Thread | None:
        """The case on the screen."""
        ...

    def take_keys(self, widget: Widget) -> None:
        """Give the keys to a widget, from the very next key on."""
        ...


class Inserting:
    """Opens the list of saved replies under the composer, and takes one of them over."""

    def __init__(self, around: Surroundings, writing: Writing) -> None:
        """Insert in these surroundings."""
        self._around = around
        self._writing = writing

    def action_composer_saved_reply(self) -> None:
        """Open the list of saved replies."""
        text, thread = self._writing.drafting.text, self._around.thread
        if text is None or thread is None:
            return
        self._around.replies.open(self._writing.templates(thread, text.channel).matching)
        self._around.take_keys(self._around.replies)

    async def open_after_slash(self) -> None:
        """Open the list because a slash was typed; what came after it before the list had the keys is looked for."""
        composer = self._around.composer.writing
        self.action_composer_saved_reply()
        if composer is None or not self._around.replies.display:
            return
        arrived = asyncio.Event()
        if composer.call_later(arrived.set):
            await arrived.wait()
        self._around.replies.type_before(composer.take_slash())

    def action_replies_insert(self) -> None:
        """Put the chosen reply into the text."""
        composer, chosen = self._around.composer.writing, self._around.replies.chosen
        if composer is not None and chosen is not None:
            self.action_replies_close()
            composer.insert_reply(chosen.text)

    def action_replies_close(self) -> None:
        """Go back to the text."""
        self._writing.go_back_to_text()
