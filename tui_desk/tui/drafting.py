"""The text an agent is writing: whether it may be begun, keeping it, and putting it into the outbox."""

import asyncio
from dataclasses import dataclass, replace

from tui_desk.desk.commands import Accepted, AddNote, Answer, QueueMessage, QueueReply, Refused, SaveDraft
from tui_desk.desk.desk import Desk
from tui_desk.desk.lengths import Length
from tui_desk.desk.views import Thread
from tui_desk.domain.ids import CaseId, PostId
from tui_desk.domain.model import Channel
from tui_desk.domain.permission import Capabilities, may_message, may_reply
from tui_desk.domain.refusals import MessagesClosed, NoPublicPost, NotSummoned, Refusal


def refusal_before_writing(thread: Thread, channel: Channel, capabilities: Capabilities) -> Refusal | None:
    """Why X would not take a text of this channel in this case: known before the first word is typed."""
    customer, reply_to = thread.customer, thread.reply_to
    if channel is Channel.MESSAGE and not may_message(customer):
        return MessagesClosed(customer.handle)
    if channel is not Channel.REPLY:
        return None
    if reply_to is None or reply_to.gone:
        return NoPublicPost()
    if not may_reply(reply_to.summons, capabilities):
        return NotSummoned(customer.handle, may_message=may_message(customer))
    return None


@dataclass(frozen=True, slots=True)
class Text:
    """What is being written, for whom, and what the agent had seen of the case when it was begun."""

    case_id: CaseId
    channel: Channel
    reply_to_post_id: PostId | None
    seen_until: int
    words: str


class Drafting:
    """One text at a time; what is typed is kept by `save`."""

    def __init__(self, desk: Desk) -> None:
        """Write at this desk."""
        self._desk = desk
        self._saving = asyncio.Lock()
        self._saved = ""
        self.text: Text | None = None

    @property
    def is_unsaved(self) -> bool:
        """Whether something was typed since the last save."""
        return self.text is not None and self.text.words != self._saved

    def begin(self, thread: Thread, channel: Channel) -> Text:
        """Begin a text, or go on with its draft. Whatever was written before must have been saved."""
        draft = next((draft for draft in thread.drafts if draft.channel is channel), None)
        self._saved = draft.text if draft is not None else ""
        self.text = _aimed(Text(thread.case.case_id, channel, None, 0, self._saved), thread)
        return self.text

    def look_again(self, thread: Thread) -> None:
        """The agent has read what came in meanwhile: it goes to the newest post, and knows all of the thread."""
        if self.text is not None and self.text.case_id == thread.case.case_id:
            self.text = _aimed(self.text, thread)

    def typed(self, words: str) -> None:
        """Take what stands in the composer now."""
        if self.text is not None:
            self.text = replace(self.text, words=words)

    def length(self) -> Length | None:
        """How long the text would be when sent."""
        return self._desk.length(self.text.channel, self.text.words) if self.text is not None else None

    async def save(self) -> None:
        """Keep what was typed since the last save."""
        async with self._saving:
            text = self.text
            if text is None or text.words == self._saved:
                return
            await self._desk.do(SaveDraft(text.case_id, text.channel, text.words, text.reply_to_post_id))
            self._saved = text.words

    def put_away(self) -> None:
        """Stop writing it; what was saved stays a draft."""
        self.text = None

    async def send(self) -> Answer | None:
        """Put the text into the outbox, or the note to the case. Accepted: it is no draft any more."""
        async with self._saving:  # a save that came later would bring the draft back
            if self.text is None:
                return None
            command = self._command(self.text)
            answer = await self._desk.do(command) if command is not None else Refused(NoPublicPost())
            if isinstance(answer, Accepted):
                self.text = None
            return answer

    def _command(self, text: Text) -> QueueReply | QueueMessage | AddNote | None:
        """None: a reply whose post is there no more. It is never sent by another channel instead."""
        agent, target = self._desk.agent, text.reply_to_post_id
        match text.channel:
            case Channel.NOTE:
                return AddNote(agent, text.case_id, text.words)
            case Channel.MESSAGE:
                return QueueMessage(agent, text.case_id, text.words, text.seen_until)
            case Channel.REPLY:
                return QueueReply(agent, text.case_id, target, text.words, text.seen_until) if target else None


def _aimed(text: Text, thread: Thread) -> Text:
    target = thread.reply_to.post.post_id if text.channel is Channel.REPLY and thread.reply_to is not None else None
    return replace(text, reply_to_post_id=target, seen_until=thread.received_until)
