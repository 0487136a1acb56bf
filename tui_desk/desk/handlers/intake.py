"""Storing what X shows: accounts, people, posts and messages, and the cases they open and move."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tui_desk.desk.engine_commands import (
    MarkConversationWhole,
    MarkGone,
    RecordAccount,
    RecordBudgets,
    RecordMessages,
    RecordPeople,
    RecordPosts,
    RecordSourceHealth,
)
from tui_desk.desk.handlers.sending import adopt
from tui_desk.desk.handlers.standing import Timing, refold
from tui_desk.desk.store_port import Unit
from tui_desk.domain.case_flow import Move, Turn
from tui_desk.domain.case_fold import fold
from tui_desk.domain.decisions import NoAnswerNeeded
from tui_desk.domain.ids import AgentName, CaseId, ConversationId, PostId
from tui_desk.domain.intake import Part, Setting, place
from tui_desk.domain.listening import Listening, heard, noise
from tui_desk.domain.model import Account, Channel, Message, Person, Post
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.domain.permission import Summons, summons_of
from tui_desk.domain.praise import PraiseRules, praise
from tui_desk.domain.reconcile import send_that_became_message, send_that_became_post

RULE = AgentName("rule")
"""Who decides where a rule of the settings does; no person goes by this name in the record."""

POSTS_AT_ONCE = 20
"""Posts in one unit of work: agents want to write, too."""


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """The settings by which what arrives is sorted."""

    listening: Listening
    praise: Mapping[str, PraiseRules]
    """By language."""

    def is_praise(self, text: str, lang: str) -> bool:
        """Whether these words praise, and ask for nothing. X tags no message, and not every post, with a language."""
        languages = self.praise if lang in ("", "und") else (lang,)
        return any(praise(text, language, self.praise) is not None for language in languages)


async def record_account(unit: Unit, command: RecordAccount) -> None:
    """Store the account the desk speaks as."""
    if await unit.account() != command.account:
        await unit.put_account(command.account)
        await unit.put_person(Person(command.account.user_id, command.account.handle, command.account.name))
        unit.changed("status", 0)


def portions(command: RecordPosts) -> Sequence[RecordPosts]:
    """A command in pieces for one unit of work each, oldest posts first; the last of them moves the cursor."""
    oldest_first = sorted({*command.posts, *command.referenced}, key=_place_in_time)
    found = frozenset(command.posts)
    cut = [
        replace(
            command,
            posts=tuple(post for post in batch if post in found),
            people=() if begin else command.people,
            referenced=tuple(post for post in batch if post not in found),
            cursor=None,
        )
        for begin in range(0, max(1, len(oldest_first)), POSTS_AT_ONCE)
        for batch in [oldest_first[begin : begin + POSTS_AT_ONCE]]
    ]
    return [*cut[:-1], replace(cut[-1], cursor=command.cursor)]


async def record_posts(unit: Unit, command: RecordPosts, rules: IntakeRules, timing: Timing) -> None:
    """Store posts, oldest first, and let each play its part in the cases of its conversation.

    A post of ours that a send of unknown outcome became is evidence: that send is *sent*.
    """
    account = await _known_account(unit)
    await _put_people(unit, command.people)
    intake = _Intake(unit, account, rules, timing)
    found = frozenset(post.post_id for post in command.posts) if command.heard else frozenset()
    moved: set[CaseId] = set()
    for post in sorted({*command.posts, *command.referenced}, key=_place_in_time):
        is_heard = post.post_id in found and heard(post.text, post.lang, rules.listening) is not None
        moved |= await intake.record(post, is_heard=is_heard)
    for case_id in moved:
        await refold(unit, case_id, timing)
    await _tell_cases_in(unit, intake.changed_in)
    if command.cursor is not None:
        await unit.move_cursor(command.source, command.cursor)


async def record_messages(unit: Unit, command: RecordMessages, rules: IntakeRules, timing: Timing) -> None:
    """Store direct messages: each joins the case in which something last happened with its customer, or opens one.

    A message of ours that a send of unknown outcome became is evidence: that send is *sent*.
    """
    await _put_people(unit, command.people)
    moved: set[CaseId] = set()
    for message in sorted(command.messages, key=lambda message: (message.sent_at, message.message_id)):
        if not await unit.has_message(message.message_id):
            made_by = send_that_became_message(message, await unit.unmatched_to(message.customer_id))
            case_id = made_by.case_id if made_by is not None else await _case_for(unit, message)
            is_praise = message.sender_id == message.customer_id and rules.is_praise(message.text, "")
            if case_id is not None and await unit.put_message(message, case_id, timing.now, is_praise=is_praise):
                moved.add(case_id)
            if made_by is not None:
                await adopt(unit, made_by, message.message_id, OutboxEvent.FOUND, timing)
    for case_id in moved:
        await refold(unit, case_id, timing)
    if command.cursor is not None:
        await unit.move_cursor(command.source, command.cursor)


async def record_people(unit: Unit, command: RecordPeople) -> None:
    """Store what X says of people now."""
    await _put_people(unit, command.people)
    for person in command.people:
        unit.changed("person", person.user_id)


async def mark_gone(unit: Unit, command: MarkGone) -> None:
    """Keep the place of posts X no longer shows, and drop their text."""
    gone = [post for post_id in command.post_ids if (post := await unit.post(post_id)) is not None]
    for post in gone:
        await unit.mark_gone(post.post_id)
    await _tell_cases_in(unit, {post.conversation_id for post in gone})


async def mark_conversation_whole(unit: Unit, command: MarkConversationWhole) -> None:
    """Note that a conversation has been fetched as far as X shows it."""
    conversation_id = ConversationId(command.conversation_id)
    await unit.mark_whole(conversation_id)
    await _tell_cases_in(unit, {conversation_id})


async def record_source_health(unit: Unit, command: RecordSourceHealth, now: int) -> None:
    """Note how a call to X went; desks are told only when that differs from the last."""
    if await unit.put_source_health(command.source, command.problem, command.retry_at, now):
        unit.changed("status", 0)


async def record_budgets(unit: Unit, command: RecordBudgets) -> None:
    """Store what X lets the account still send; desks are told only when that is news."""
    for budget in command.budgets:
        if await unit.put_budget(budget):
            unit.changed("status", 0)


@dataclass(frozen=True, slots=True)
class _Intake:
    """Lets posts play their part."""

    unit: Unit
    account: Account
    rules: IntakeRules
    timing: Timing
    changed_in: set[ConversationId] = field(default_factory=set)
    """Conversations with a post that is not what it was."""

    async def record(self, post: Post, *, is_heard: bool) -> set[CaseId]:
        """Store a post and let it play its part. Returns the cases that it moves.

        What is part of a case stays in it, however often it is read: somebody may have moved it there by hand.
        """
        summons = await self._summons(post)
        changed = await self.unit.put_post(post, summons)
        if changed:
            self.changed_in.add(post.conversation_id)
        if case_ids := await self.unit.cases_of_post(post.post_id):
            await self.unit.put_praise(post.post_id, is_praise=self.rules.is_praise(post.text, post.lang))
            await self._match_send(post, case_ids[0])
            return set(case_ids) if changed else set()
        placement = place(post, self.account, summons, await self._setting(post, is_heard=is_heard))
        if placement.part is Part.OPENS:
            return {await self._open_case(post, is_heard=summons is Summons.NONE)}
        if placement.case_id is None:
            return set()
        await self._put(placement.case_id, post, placement.part)
        await self._match_send(post, placement.case_id)
        return {placement.case_id}

    async def _match_send(self, post: Post, case_id: CaseId) -> None:
        """A post of ours settles the send that it came from."""
        if post.author_id != self.account.user_id or await self.unit.is_claimed(Channel.REPLY, post.post_id):
            return
        made_by = send_that_became_post(post, await self.unit.unmatched(case_id))
        if made_by is not None:
            await adopt(self.unit, made_by, post.post_id, OutboxEvent.FOUND, self.timing)

    async def _open_case(self, post: Post, *, is_heard: bool) -> CaseId:
        """Open a case on a post, and let what its author and we have said already play its part in it.

        Pages come newest first, so an answer of ours or a later word of the customer can be stored before the post that
        opens the case. What a noise rule names is closed as it opens, with the rule as the reason.
        """
        unit = self.unit
        opening = fold([Turn(post.posted_at, Move.CUSTOMER_WROTE)])
        case_id = await unit.open_case(post.author_id, post.conversation_id, post.post_id, opening, is_heard=is_heard)
        await self._put(case_id, post, Part.OPENS)
        for stored, summons in await unit.posts_between(post.conversation_id, post.author_id):
            placement = place(stored, self.account, summons, await self._setting(stored, is_heard=False))
            if placement.case_id == case_id and stored.post_id != post.post_id:
                await self._put(case_id, stored, placement.part)
        await unit.audit("engine", "case_opened", case_id, f"post {post.post_id}")
        if (hit := noise(post.text, post.lang, self.rules.listening)) is not None:
            decision = NoAnswerNeeded(f"noise rule {hit.rule}: {hit.word}")
            await unit.add_decision(case_id, decision, RULE, self.timing.now, self.timing.now, None)
        return case_id

    async def _put(self, case_id: CaseId, post: Post, part: Part) -> None:
        is_praise = part is not Part.ANSWERS and self.rules.is_praise(post.text, post.lang)
        await self.unit.put_post_in_case(case_id, post.post_id, part, self.timing.now, is_praise=is_praise)

    async def _setting(self, post: Post, *, is_heard: bool) -> Setting:
        parent = post.reply_to_post_id
        parent_cases = await self.unit.cases_of_post(parent) if parent is not None else ()
        cases, has_cases = await self.unit.cases_about(post), await self.unit.has_cases_in(post.conversation_id)
        return Setting(cases, frozenset(parent_cases), is_heard, has_cases)

    async def _summons(self, post: Post) -> Summons:
        quoted = await self.unit.post(post.quoted_post_id) if post.quoted_post_id is not None else None
        quotes_us = quoted is not None and quoted.author_id == self.account.user_id
        return summons_of(post, self.account.user_id, quotes_us=quotes_us)


def _place_in_time(post: Post) -> tuple[int, PostId]:
    return post.posted_at, post.post_id


async def _tell_cases_in(unit: Unit, conversation_ids: Iterable[ConversationId]) -> None:
    for conversation_id in conversation_ids:
        for case_id in await unit.roots_in(conversation_id):
            unit.changed("case", case_id)


async def _case_for(unit: Unit, message: Message) -> CaseId | None:
    """The case a message belongs to. Only the customer opens one: a message of ours to a stranger opens nothing."""
    latest = await unit.latest_case_of(message.customer_id)
    if latest is not None:
        return latest.case_id
    if message.sender_id != message.customer_id:
        return None
    opening = fold([Turn(message.sent_at, Move.CUSTOMER_WROTE)])
    case_id = await unit.open_case(message.customer_id, None, None, opening)
    await unit.audit("engine", "case_opened", case_id, f"message {message.message_id}")
    return case_id


async def _put_people(unit: Unit, people: Iterable[Person]) -> None:
    for person in people:
        await unit.put_person(person)


async def _known_account(unit: Unit) -> Account:
    account = await unit.account()
    if account is None:
        raise LookupError("posts cannot be placed before the account is known")
    return account
