"""Threads for tests of what the screen makes of them, built as records."""

from dataclasses import replace

from tui_desk.desk.views import (
    Thread,
    ThreadDecision,
    ThreadItem,
    ThreadMessage,
    ThreadNote,
    ThreadPost,
    ThreadSend,
)
from tui_desk.domain.case_flow import Standing
from tui_desk.domain.decisions import Decided, Decision
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
from tui_desk.domain.model import (
    Account,
    Budget,
    Case,
    CaseState,
    Channel,
    Draft,
    Message,
    Note,
    OutboxItem,
    OutboxState,
    Person,
    Post,
    Purpose,
)
from tui_desk.domain.permission import Summons

NOW = 1_795_377_600_000
MINUTE = 60_000
US = Account(UserId(1), "brand", "The Brand")
ANNA = Person(UserId(2), "anna", "Anna K", followers=2_130, location="Gdynia", receives_messages=True)
CARL = Person(UserId(3), "carl", "Carl")
JO = AgentName("jo")


def post(post_id: int = 10, author: Person = ANNA, text: str = "My parcel is late", ago: int = 0) -> ThreadPost:
    """A public post that mentions us."""
    record = Post(PostId(post_id), PostId(post_id), ConversationId(10), author.user_id, text, NOW - ago)
    return ThreadPost(record, author, gone=False, summons=Summons.MENTION, agent=None)


def our_post(post_id: int = 20, text: str = "We are looking", ago: int = 0) -> ThreadPost:
    """A public post of ours that left from this desk."""
    us = Person(US.user_id, US.handle, US.name)
    return replace(post(post_id, us, text, ago), agent=JO, summons=Summons.OWN)


def message(sender: Person | Account = ANNA, text: str = "Between us", ago: int = 0) -> ThreadMessage:
    """A direct message from or to the customer."""
    agent = JO if sender is US else None
    return ThreadMessage(Message(MessageId(30), sender.user_id, ANNA.user_id, text, NOW - ago), agent)


def note(text: str = "The depot knows", ago: int = 0) -> ThreadNote:
    """A note of a colleague."""
    return ThreadNote(Note(NoteId(1), CaseId(1), AgentName("sam"), text, NOW - ago))


def send(
    state: OutboxState = OutboxState.QUEUED,
    *,
    channel: Channel = Channel.REPLY,
    text: str = "It is on its way",
    not_before: int = NOW + 7_000,
    attempts: int = 0,
    problem: str = "",
    agent: AgentName = JO,
    outbox_id: int = 5,
    purpose: Purpose = Purpose.ANSWER,
) -> ThreadSend:
    """A send that X has not confirmed."""
    item = OutboxItem(
        OutboxId(outbox_id), CaseId(1), channel, agent, text, ANNA.user_id, PostId(10), (), state, purpose, NOW,
        not_before, attempts=attempts, problem=problem, seen_until=NOW,
    )  # fmt: skip
    return ThreadSend(item)


def decided(
    decision: Decision, agent: AgentName = JO, ago: int = 0, decision_id: int = 7, case_id: int = 1
) -> ThreadDecision:
    """What an agent decided."""
    at = NOW - ago
    return ThreadDecision(Decided(DecisionId(decision_id), CaseId(case_id), decision, agent, at, at, at))


STANDING = Standing(CaseState.NEW, NOW, NOW, NOW, None)
"""A case that has just been opened."""


def thread(
    *items: ThreadItem,
    customer: Person = ANNA,
    reply_to: ThreadPost | None = None,
    origin: ThreadPost | None = None,
    standing: Standing = STANDING,
    is_heard: bool = False,
    budgets: tuple[Budget, ...] = (),
    drafts: tuple[Draft, ...] = (),
    earlier_cases: int = 0,
    whole: bool = True,
    case_id: int = 1,
    quoted: tuple[ThreadPost, ...] = (),
    customer_zone: str = "",
) -> Thread:
    """Anna's case."""
    case = Case(
        CaseId(case_id), US.user_id, ANNA.user_id, ConversationId(10), PostId(10), standing.state, standing.opened_at,
        standing.waiting_since, standing.last_inbound_at, standing.last_outbound_at,
    )  # fmt: skip
    return Thread(
        case=case,
        standing=standing,
        customer=customer,
        account=US,
        items=items,
        reply_to=reply_to,
        origin=origin,
        is_heard=is_heard,
        budgets=budgets,
        drafts=drafts,
        earlier_cases=earlier_cases,
        whole=whole,
        received_until=NOW,
        quoted=quoted,
        customer_zone=customer_zone,
    )
