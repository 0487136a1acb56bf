"""Records that the tests of the store are made of."""

from dataclasses import replace

from tui_desk.desk.store_port import Unit
from tui_desk.domain.case_flow import Standing, fold
from tui_desk.domain.ids import AgentName, CaseId, ConversationId, MessageId, OutboxId, PostId, UserId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Account, CaseState, Channel, Message, OutboxItem, OutboxState, Person, Post
from tui_desk.domain.permission import Summons

US = Account(UserId(1), "brightkettle", "Bright Kettle")
ANNA = Person(UserId(20), "anna", "Anna", "Tea first.", "Ghent", 12, "blue", receives_messages=True, seen_at=1_000)
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
        queued_at=NOON,
        not_before=NOON + 10_000,
        seen_until=NOON,
    )


async def open_case(unit: Unit, post: Post) -> CaseId:
    """Store a post, and a case that it opens."""
    await unit.put_account(US)
    await unit.put_post(post, Summons.MENTION)
    case_id = await unit.open_case(post.author_id, post.conversation_id, post.post_id, waiting(post.posted_at))
    await unit.put_post_in_case(case_id, post.post_id, Part.OPENS, post.posted_at + ON_ITS_WAY_MS)
    unit.changed("case", case_id)
    return case_id


async def add_post(unit: Unit, case_id: CaseId, post: Post, summons: Summons, part: Part) -> None:
    """Store a post as part of a case, and fold the case anew."""
    await unit.put_post(post, summons)
    await unit.put_post_in_case(case_id, post.post_id, part, post.posted_at + ON_ITS_WAY_MS)
    await unit.put_standing(case_id, fold(await unit.turns(case_id)))


def edited(post: Post, text: str, version: int) -> Post:
    """A newer version of a post."""
    return replace(post, version_id=PostId(version), text=text, edited_at=NOON + version)
