"""Inserting a saved reply or an emoji into the text that is being written."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from textual.widget import Widget

from tui_desk.desk.views import Thread
from tui_desk.tui.present.replies import Offer, Offers, emoji, saved_replies
from tui_desk.tui.screens.writing import Writing
from tui_desk.tui.widgets.composer import Composer
from tui_desk.tui.widgets.reply_list import ReplyList

if TYPE_CHECKING:
    from tui_desk.tui.widgets.composer_text import ComposerText


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
    """Opens the list of what can be inserted under the composer, and takes some of it over."""

    def __init__(self, around: Surroundings, writing: Writing) -> None:
        """Insert in these surroundings."""
        self._around = around
        self._writing = writing

    def action_composer_saved_reply(self) -> None:
        """Open the list of saved replies."""
        text, thread = self._writing.drafting.text, self._around.thread
        if text is None or thread is None:
            return
        templates = self._writing.templates(thread, text.channel)

        def find(typed: str) -> Sequence[Offer]:
            found = templates.matching(typed)
            return [Offer(filled.reply.code, filled.reply.language, filled.text) for filled in found]

        self._open(saved_replies(find))

    def action_composer_emoji(self) -> None:
        """Open the list of emoji."""
        self._open(emoji(_emoji_called, gives_way=False))

    async def open_after_slash(self) -> None:
        """Open the list because a slash was typed; what came after it before the list had the keys is looked for."""
        self.action_composer_saved_reply()
        if (composer := await self._composer_with_all_typed()) is not None:
            self._around.replies.type_before(composer.take_slash())

    async def open_after_colon(self) -> None:
        """Open the list because a name was begun; it gives way as soon as it turns out to be none."""
        self._open(emoji(_emoji_called, gives_way=True))
        if (composer := await self._composer_with_all_typed()) is not None:
            self._around.replies.type_before(composer.take_colon())

    async def give_way(self) -> None:
        """Close the list because nothing fits. What was typed stands in the text, before what is typed from now on."""
        replies, composer = self._around.replies, self._around.composer.writing
        if composer is None or not replies.display:
            return
        began_at = composer.cursor_location
        self._writing.go_back_to_text()
        await _all_arrived(replies)
        composer.insert(replies.given_back, began_at, maintain_selection_offset=True)

    def action_replies_insert(self) -> None:
        """Put the chosen offer into the text."""
        composer, chosen = self._around.composer.writing, self._around.replies.chosen
        if composer is not None and chosen is not None:
            self._writing.go_back_to_text()
            composer.insert_reply(chosen.text)

    def action_replies_close(self) -> None:
        """Go back to the text, with what was typed as a part of it."""
        self._writing.go_back_to_text()
        if (composer := self._around.composer.writing) is not None:
            composer.insert(self._around.replies.given_back)

    def _open(self, offers: Offers) -> None:
        if self._writing.drafting.text is not None:
            self._around.replies.open(offers)
            self._around.take_keys(self._around.replies)

    async def _composer_with_all_typed(self) -> "ComposerText | None":
        """The text when it has taken every key that was typed before the list had the keys; None: no list is open."""
        composer = self._around.composer.writing
        if composer is None or not self._around.replies.display:
            return None
        await _all_arrived(composer)
        return composer


def _emoji_called(typed: str) -> Sequence[Offer]:
    from tui_desk.domain.emoji_names import find_emoji

    return [Offer(each.names[0], "", each.text) for each in find_emoji(typed)]


async def _all_arrived(widget: Widget) -> None:
    """Wait until a widget has taken every key that it was sent."""
    arrived = asyncio.Event()
    if widget.call_later(arrived.set):
        await arrived.wait()
