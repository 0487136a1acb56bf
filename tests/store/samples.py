"""Records that the tests of the store are made of."""

from dataclasses import replace

from tui_desk.desk.store_port import Unit
from tui_desk.domain.case_flow import Standing
from tui_desk.domain.case_fold import fold
from tui_desk.domain.clocks import Clock, ClockKind
from tui_desk.domain.decisions import Decision
from tui_desk.domain.ids import (
    AgentName,
    CaseId,
    ConversationId,
    DecisionId,
    MessageId,
    NoteId,
    OutboxId,
    PostId,
    UserId,
)
from tui_desk.domain.intake import Part
from tui_desk.domain.lanes import place_of
from tui_desk.domain.model import Account, CaseState, Channel, Message, OutboxItem, OutboxState, Person, Post, Purpose
from tui_desk.domain.permission import Summons

US = Account(UserId(1), "brightkettle", "Bright Kettle")
ANNA = Person(
    UserId(20), "anna", "Anna", "Tea first.", "Ghent", 12, "blue", receives_messages=True, asked_at=1_000, seen_at=1_000
)
BEN = Person(UserId(30), "ben", "Ben", seen_at=1_000)
JO = AgentName("jo")

NOON = 1_800_000_000_000
"""A time in UTC milliseconds."""

ON_ITS_WAY_MS = 5
"""How long after it was written a sample reaches the desk."""


def a_post(post_id: int, author: Person = ANNA, text: str = "My kettle hums", at: int | None = None) -> Post:
    """A post that opens a conversation of its own; `replace` makes it anything else."""
    return Post(
        post_id=PostId(post_id),
        version_id=PostId(post_id),
        conversation_id=ConversationId(post_id),
        author_id=author.user_id,
        text=text,
        posted_at=NOON + post_id if at is None else at,
        lang="en",
        mentioned_ids=(US.user_id,),
    )


def our_post(post_id: int, under: Post, text: str = "We are looking") -> Post:
    """A reply of ours."""
    return Post(
        post_id=PostId(post_id),
        version_id=PostId(post_id),
        conversation_id=under.conversation_id,
        author_id=US.user_id,
        text=text,
        posted_at=NOON + post_id,
        reply_to_post_id=under.post_id,
        reply_to_user_id=under.author_id,
    )


def a_message(message_id: int, customer: Person = ANNA, text: str = "Order 7", at: int | None = None) -> Message:
    """A direct message a customer wrote."""
    sent_at = NOON + message_id if at is None else at
    return Message(MessageId(message_id), customer.user_id, customer.user_id, text, sent_at)


def waiting(since: int) -> Standing:
    """A case whose customer has waited since then, and wrote nothing later."""
    return Standing(CaseState.NEW, since, since, since, None)


def answered(at: int) -> Standing:
    """A case that was answered then."""
    return Standing(CaseState.WAITING, at - 1, None, at - 1, at)


def a_send(case_id: CaseId, text: str = "We are looking", channel: Channel = Channel.REPLY) -> OutboxItem:
    """A queued outbox item to Anna."""
    return OutboxItem(
        outbox_id=OutboxId(0),
        case_id=case_id,
        channel=channel,
        agent=JO,
        text=text,
        customer_id=ANNA.user_id,
        reply_to_post_id=None,
        excluded_ids=(BEN.user_id,),
        state=OutboxState.QUEUED,
        purpose=Purpose.ANSWER,
        queued_at=NOON,
        not_before=NOON + 10_000,
        seen_until=NOON,
    )


async def open_case(unit: Unit, post: Post) -> CaseId:
    """Store a post, and a case that it opens."""
    await unit.put_account(US)
    await unit.put_post(post, Summons.MENTION)
    standing = waiting(post.posted_at)
    case_id = await unit.open_case(post.author_id, post.conversation_id, post.post_id, standing)
    await put(unit, case_id, standing)
    await unit.put_post_in_case(case_id, post.post_id, Part.OPENS, post.posted_at + ON_ITS_WAY_MS)
    unit.changed("case", case_id)
    return case_id


async def add_post(unit: Unit, case_id: CaseId, post: Post, summons: Summons, part: Part) -> None:
    """Store a post as part of a case, and fold the case anew."""
    await unit.put_post(post, summons)
    await unit.put_post_in_case(case_id, post.post_id, part, post.posted_at + ON_ITS_WAY_MS)
    await refold(unit, case_id)


async def refold(unit: Unit, case_id: CaseId) -> None:
    """Fold a case anew."""
    await put(unit, case_id, fold(await unit.turns(case_id), await unit.decided(case_id), await unit.sends(case_id)))


def due(at: int) -> Clock:
    """A clock that ends then."""
    return Clock(ClockKind.FIRST_RESPONSE, None, at)


async def put(unit: Unit, case_id: CaseId, standing: Standing, clock: Clock | None = None, reach: int = 0) -> None:
    """Store a case's standing, in the place that follows from it at noon."""
    await unit.put_standing(case_id, standing, place_of(standing, clock, reach, NOON), clock)


async def send(unit: Unit, item: OutboxItem) -> OutboxId:
    """Put something into the outbox, in a step of its own."""
    return await unit.add_outbox(item, await unit.begin_step(item.agent, item.queued_at))


async def write_note(unit: Unit, case_id: CaseId, text: str, at: int) -> NoteId:
    """Write a note, in a step of its own."""
    return await unit.add_note(case_id, JO, text, at, await unit.begin_step(JO, at))


async def decide(
    unit: Unit, case_id: CaseId, decision: Decision, at: int = NOON, seen_until: int = NOON, agent: AgentName = JO
) -> DecisionId:
    """Take a decision, in a step of its own."""
    return await unit.add_decision(case_id, decision, agent, at, seen_until, await unit.begin_step(agent, at))


def edited(post: Post, text: str, version: int) -> Post:
    """A newer version of a post."""
    return replace(post, version_id=PostId(version), text=text, edited_at=NOON + version)
