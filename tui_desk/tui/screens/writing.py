"""Writing at the desk: from the first key to a text that is ready to be looked at once more."""

from typing import Protocol

from textual.widget import Widget

from tui_desk.desk.desk import Desk
from tui_desk.desk.store_port import StoreError
from tui_desk.desk.views import Change, Thread
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Channel, Purpose
from tui_desk.domain.permission import Capabilities
from tui_desk.domain.refusals import Refusal
from tui_desk.tui.drafting import Drafting, Text, draft_of, open_channel, refusal_before_writing, target_of
from tui_desk.tui.present.composer import counter, draft_kept_words, no_closing_word_words, put_away_words, title
from tui_desk.tui.present.spans import Columns, KeyOf
from tui_desk.tui.present.words import Words, refusal_words
from tui_desk.tui.shelf import Shelf
from tui_desk.tui.templates import Templates, gap_values, language_of
from tui_desk.tui.widgets.composer import Composer
from tui_desk.tui.widgets.feed import Feed
from tui_desk.tui.widgets.reply_list import ReplyList
from tui_desk.tui.widgets.review import DecideLine, ReviewLine
from tui_desk.tui.widgets.thread import ThreadPane

SAVE_AFTER = 0.4
"""Seconds from a key to the save that keeps what it typed."""


class Surroundings(Protocol):
    """What writing needs of the screen around it."""

    feed: Feed
    pane: ThreadPane
    composer: Composer
    replies: ReplyList
    review: ReviewLine
    decide: DecideLine

    @property
    def focused(self) -> Widget | None:
        """The widget that has the keys."""
        ...

    @property
    def thread(self) -> Thread | None:
        """The case on the screen."""
        ...

    async def read_thread(self) -> Thread | None:
        """Read the thread of the selected case anew."""
        ...

    def go_to(self, pane: Widget) -> None:
        """Give the keys to a pane, and bring it on the screen where there is room for one only."""
        ...

    def take_keys(self, widget: Widget) -> None:
        """Give the keys to a widget, from the very next key on."""
        ...

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not."""
        ...

    def say(self, words: Words) -> None:
        """Say what was done."""
        ...


class Writing:
    """What happens on the keys that begin a text, keep it and put it away."""

    def __init__(
        self, around: Surroundings, desk: Desk, shelf: Shelf, capabilities: Capabilities, key_of: KeyOf
    ) -> None:
        """Write in these surroundings, at this desk."""
        self._around = around
        self._desk = desk
        self._shelf = shelf
        self._capabilities = capabilities
        self._key_of = key_of
        self._came_from: Widget = around.feed
        self.drafting = Drafting(desk)
        """The text that is being written."""

    # Beginning a text.

    async def action_case_reply(self) -> None:
        """Write a public reply."""
        await self.begin(Channel.REPLY)

    async def action_case_message(self) -> None:
        """Write a direct message."""
        await self.begin(Channel.MESSAGE)

    async def action_case_note(self) -> None:
        """Write a note."""
        await self.begin(Channel.NOTE)

    async def action_case_acknowledge(self) -> None:
        """Say that we are at it, where the customer wrote; a saved reply is offered."""
        await self.begin_in_open_channel(Purpose.ACKNOWLEDGEMENT, self._shelf.acknowledgement)

    async def action_case_follow_up(self) -> None:
        """Write the public closing word under the customer's first post; a saved reply is offered."""
        if (thread := await self._thread_to_write_in()) is None:
            return
        refusal = refusal_before_writing(thread, Channel.REPLY, Purpose.FOLLOW_UP, self._capabilities)
        if refusal is not None:
            self._around.tell(no_closing_word_words(refusal, self._key_of))
            return
        await self._open(thread, Channel.REPLY, Purpose.FOLLOW_UP, self._shelf.follow_up)

    async def begin(self, channel: Channel, purpose: Purpose = Purpose.ANSWER) -> None:
        """Open the composer for the selected case, or say why there is no use in typing."""
        if (thread := await self._thread_to_write_in()) is None:
            return
        if (refusal := refusal_before_writing(thread, channel, purpose, self._capabilities)) is not None:
            self._refuse_in(thread, refusal)
            return
        await self._open(thread, channel, purpose)

    async def begin_in_open_channel(self, purpose: Purpose, code: str) -> None:
        """Open the composer for the channel that fits the case, with the saved reply of this code."""
        if (thread := await self._thread_to_write_in()) is None:
            return
        channel = open_channel(thread, purpose, self._capabilities)
        if isinstance(channel, Channel):
            await self._open(thread, channel, purpose, code)
        else:
            self._refuse_in(thread, channel)

    # The text.

    @property
    def is_unsaved(self) -> bool:
        """Whether something was typed since the last save."""
        return self.drafting.is_unsaved

    def count(self) -> None:
        """Take what stands in the composer, and show how much room is left."""
        self.drafting.typed(self._around.composer.text)
        text, length = self.drafting.text, self.drafting.length()
        if text is not None and length is not None:
            self._around.composer.show_count(counter(text.channel, length))

    async def save(self) -> bool:
        """Keep what was typed. Returns whether that worked."""
        self.drafting.typed(self._around.composer.text)
        try:
            await self.drafting.save()
        except StoreError as error:
            self.tell_trouble(error)
            return False
        return True

    async def action_composer_close(self) -> None:
        """Put the text away, kept as a draft, and go back to where the agent was."""
        if await self.save():
            self._put_away()
            self.close_composer()

    async def leave_case(self, next_case: CaseId) -> None:
        """Put away a text for another case than the one that comes on the screen."""
        text = self.drafting.text
        self._close_lines()
        if text is not None and text.case_id != next_case and await self.save():
            self._put_away()
            self._around.composer.close()

    def is_own_echo(self, change: Change) -> bool:
        """Whether a change is only a save of the text in the composer, which the feed shows already."""
        text, selected = self.drafting.text, self._around.feed.selected
        if change.kind != "draft" or text is None or selected is None or change.ref != text.case_id:
            return False
        return selected.case_id == text.case_id and selected.draft == bool(text.words.strip())

    # The composer.

    async def _thread_to_write_in(self) -> Thread | None:
        """The thread as it is now; None where it cannot be read, or where another text cannot be saved."""
        return await self._around.read_thread() if await self.save() else None

    async def _open(self, thread: Thread, channel: Channel, purpose: Purpose, code: str = "") -> None:
        """Open the composer, with a saved reply of this code unless there is a draft."""
        around = self._around
        if not around.composer.is_open:
            self._note_place()
        self._close_lines()
        # Before the text is begun: a save in the meantime would take the composer that is not there yet for empty.
        await around.composer.prepare()
        offered = await self._wording(thread, channel, code) if code else ""
        text = self.drafting.begin(thread, channel, purpose, offered)
        around.go_to(around.pane)
        await around.composer.open(channel, _title(thread, text), text.words)
        around.take_keys(await around.composer.prepare())
        self.count()
        if code and draft_of(thread, channel) is not None:
            around.say(draft_kept_words(self._key_of))

    def templates(self, thread: Thread, channel: Channel) -> Templates:
        """The saved replies as they would read in a case."""
        values = gap_values(thread, channel, self._desk.agent, self._desk.now())
        return Templates(self._shelf.replies, language_of(thread), values)

    async def _wording(self, thread: Thread, channel: Channel, code: str) -> str:
        """The text for an occasion that left the fewest times lately; the first of them where nobody can tell."""
        wordings = self.templates(thread, channel).wordings(code)
        try:
            times = [await self._desk.times_sent_lately(channel, filled.text) for filled in wordings]
        except StoreError as error:
            self.tell_trouble(error)
            times = [0] * len(wordings)
        return wordings[times.index(min(times))].text if wordings else ""

    def _put_away(self) -> None:
        """Stop writing; say what a draft does not keep."""
        text = self.drafting.text
        self.drafting.put_away()
        words = put_away_words(text.purpose, self._key_of) if text is not None and self.drafting.is_draft else None
        if words is not None:
            self._around.say(words)

    def go_back_to_text(self) -> None:
        """Give the keys to the text."""
        self._close_lines()
        if (writing := self._around.composer.writing) is not None:
            self._around.take_keys(writing)

    def look_again(self, thread: Thread) -> None:
        """Write on knowing what came in meanwhile."""
        self.drafting.look_again(thread)
        if (text := self.drafting.text) is not None:
            self._around.composer.show_title(_title(thread, text))

    def close_composer(self) -> None:
        """Put the composer away, and go back to where the agent was."""
        self._close_lines()
        self._around.composer.close()
        self._around.go_to(self._came_from)

    def _close_lines(self) -> None:
        around = self._around
        around.review.display = around.decide.display = around.replies.display = False

    def _note_place(self) -> None:
        """Remember where to go back to."""
        around = self._around
        self._came_from = around.feed if around.focused is around.feed else around.pane

    def _refuse_in(self, thread: Thread, refusal: Refusal) -> None:
        answerable = refusal_before_writing(thread, Channel.REPLY, Purpose.ANSWER, self._capabilities) is None
        self._around.tell(refusal_words(refusal, self._key_of, may_reply=answerable))

    def tell_trouble(self, error: StoreError) -> None:
        """Say that the store cannot be read or written; the text stays where it is."""
        self._around.tell(Words(error.title, error.sentence), is_error=True)


def _title(thread: Thread, text: Text) -> Columns:
    return title(thread, text.channel, text.purpose, target_of(thread, text.purpose))
