"""The text an agent is writing: whether it may be begun, keeping it, and putting it into the outbox."""

import asyncio
from dataclasses import dataclass, replace

from tui_desk.desk.commands import Accepted, AddNote, Answer, QueueMessage, QueueReply, Refused, SaveDraft, WithText
from tui_desk.desk.desk import Desk
from tui_desk.desk.lengths import Length
from tui_desk.desk.views import Thread, ThreadPost
from tui_desk.domain.decisions import Solved
from tui_desk.domain.follow_up_flow import UNMET
from tui_desk.domain.ids import CaseId, PostId
from tui_desk.domain.model import Channel, Draft, Purpose
from tui_desk.domain.permission import Capabilities, may_message, may_reply
from tui_desk.domain.promises import Promise
from tui_desk.domain.refusals import Blocked, MessagesClosed, NoPublicPost, NotSummoned, Refusal


def target_of(thread: Thread, purpose: Purpose) -> ThreadPost | None:
    """The post that a public reply for this purpose goes to."""
    return thread.origin if purpose is Purpose.FOLLOW_UP else thread.reply_to


def refusal_before_writing(
    thread: Thread, channel: Channel, purpose: Purpose, capabilities: Capabilities
) -> Refusal | None:
    """Why X would not take a text of this channel in this case: known before the first word is typed."""
    customer, target = thread.customer, target_of(thread, purpose)
    if channel is Channel.NOTE:
        return None
    if customer.blocks_us:
        return Blocked(customer.handle)
    if channel is Channel.MESSAGE:
        return None if may_message(customer) else MessagesClosed(customer.handle)
    if target is None or target.gone:
        return NoPublicPost()
    if not may_reply(target.summons, capabilities):
        return NotSummoned(customer.handle, may_message=may_message(customer))
    return None


def open_channel(thread: Thread, purpose: Purpose, capabilities: Capabilities) -> Channel | Refusal:
    """Where the customer can be told something: in public if they spoke there last, else in private, else the other.

    Neither is open: the reason why the first of them is not.
    """
    in_private = thread.reply_to is None or thread.standing.channel is Channel.MESSAGE
    ways = (Channel.MESSAGE, Channel.REPLY) if in_private else (Channel.REPLY, Channel.MESSAGE)
    first, second = (refusal_before_writing(thread, way, purpose, capabilities) for way in ways)
    if first is None:
        return ways[0]
    return ways[1] if second is None else first


def draft_of(thread: Thread, channel: Channel) -> Draft | None:
    """The draft of a channel."""
    return next((draft for draft in thread.drafts if draft.channel is channel), None)


@dataclass(frozen=True, slots=True)
class Text:
    """What is being written, for whom and what for, and what the agent had seen of the case when it was begun."""

    case_id: CaseId
    channel: Channel
    purpose: Purpose
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
        self.is_draft = False
        """Whether something of the text is stored."""

    @property
    def is_unsaved(self) -> bool:
        """Whether something was typed since the last save."""
        return self.text is not None and self.text.words != self._saved

    def begin(self, thread: Thread, channel: Channel, purpose: Purpose = Purpose.ANSWER, offered: str = "") -> Text:
        """Begin a text with the words that are offered, or go on with its draft, over which nothing is ever put.

        Offered words become a draft with the first change. Whatever was written before must have been saved.
        """
        draft = draft_of(thread, channel)
        self.is_draft = draft is not None
        self._saved = draft.text if draft is not None else offered
        if draft is not None and _is_closing_word(draft, thread):
            purpose = Purpose.FOLLOW_UP
        self.text = _aimed(Text(thread.case.case_id, channel, purpose, None, 0, self._saved), thread)
        return self.text

    def look_again(self, thread: Thread) -> None:
        """The agent has read what came in meanwhile: an answer goes to the newest post, and knows all of the thread."""
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
            self.is_draft = bool(text.words.strip())

    def put_away(self) -> None:
        """Stop writing it; what was saved stays a draft."""
        self.text = None

    async def send(
        self, promise: Promise | None = None, solves: Solved | None = None, *, in_parts: bool = False
    ) -> Answer | None:
        """Put the text into the outbox, or the note to the case. Accepted: it is no draft any more.

        `promise`: what the agent wants noted as promised by it; `solves`: it solves the case; `in_parts`: a public text
        that is too long is split.
        """
        async with self._saving:  # a save that came later would bring the draft back
            if self.text is None:
                return None
            until, words = (promise.until, promise.words) if promise is not None else (None, "")
            also = WithText(self.text.purpose, until, words, solves)
            command = self._command(self.text, also, in_parts=in_parts)
            answer = await self._desk.do(command) if command is not None else Refused(NoPublicPost())
            if isinstance(answer, Accepted):
                self.text = None
            return answer

    def _command(self, text: Text, also: WithText, *, in_parts: bool) -> QueueReply | QueueMessage | AddNote | None:
        """None: a reply whose post is there no more. It is never sent by another channel instead."""
        agent, target = self._desk.agent, text.reply_to_post_id
        match text.channel:
            case Channel.NOTE:
                return AddNote(agent, text.case_id, text.words)
            case Channel.MESSAGE:
                return QueueMessage(agent, text.case_id, text.words, text.seen_until, also)
            case Channel.REPLY if target is not None:
                return QueueReply(agent, text.case_id, target, text.words, text.seen_until, also, in_parts)
        return None


def _is_closing_word(draft: Draft, thread: Thread) -> bool:
    """Whether a draft is the closing word that the case owes: only that goes to an older post than an answer would."""
    origin, newest = target_of(thread, Purpose.FOLLOW_UP), target_of(thread, Purpose.ANSWER)
    if draft.channel is not Channel.REPLY or origin is None or thread.standing.follow_up not in UNMET:
        return False
    is_older = newest is None or newest.post.post_id != origin.post.post_id
    return is_older and draft.reply_to_post_id == origin.post.post_id


def _aimed(text: Text, thread: Thread) -> Text:
    target = target_of(thread, text.purpose) if text.channel is Channel.REPLY else None
    post_id = target.post.post_id if target is not None else None
    return replace(text, reply_to_post_id=post_id, seen_until=thread.received_until)
