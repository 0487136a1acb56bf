"""Rows of the database to records, and records to the named values that statements take."""

import json
from collections.abc import Iterable
from dataclasses import fields
from sqlite3 import Row
from typing import Any

from tui_desk.domain.case_flow import Standing
from tui_desk.domain.ids import AgentName, CaseId, ConversationId, MessageId, NoteId, OutboxId, PostId, UserId
from tui_desk.domain.model import (
    Account,
    Budget,
    Case,
    CaseState,
    Channel,
    Draft,
    FollowUp,
    Message,
    Note,
    OutboxItem,
    OutboxState,
    Person,
    Post,
    Priority,
    Purpose,
)
from tui_desk.domain.permission import Summons


def account_from(row: Row) -> Account:
    """A row of `account`."""
    return Account(UserId(row["user_id"]), row["handle"], row["name"])


def person_from(row: Row) -> Person:
    """A row of `person`."""
    return Person(
        user_id=UserId(row["user_id"]),
        handle=row["handle"],
        name=row["name"],
        bio=row["bio"],
        location=row["location"],
        followers=row["followers"],
        verified=row["verified"],
        protected=bool(row["protected"]),
        receives_messages=_maybe(row["receives_messages"]),
        blocks_us=_maybe(row["blocks_us"]),
        asked_at=row["asked_at"],
        seen_at=row["seen_at"],
    )


def _maybe(column: int | None) -> bool | None:
    return None if column is None else bool(column)


def stranger(user_id: UserId) -> Person:
    """Somebody of whom X has shown nothing but the id."""
    return Person(user_id, handle="", name="")


def person_values(person: Person) -> dict[str, Any]:
    """A person for `put_person`."""
    return {
        "user_id": person.user_id,
        "handle": person.handle,
        "name": person.name,
        "bio": person.bio,
        "location": person.location,
        "followers": person.followers,
        "verified": person.verified,
        "protected": person.protected,
        "receives_messages": person.receives_messages,
        "blocks_us": person.blocks_us,
        "asked_at": person.asked_at,
        "seen_at": person.seen_at,
    }


def post_from(row: Row) -> Post:
    """A row of `post`."""
    return Post(
        post_id=PostId(row["post_id"]),
        version_id=PostId(row["version_id"]),
        conversation_id=ConversationId(row["conversation_id"]),
        author_id=UserId(row["author_id"]),
        text=row["text"],
        posted_at=row["posted_at"],
        lang=row["lang"],
        reply_to_post_id=row["reply_to_post_id"],
        reply_to_user_id=row["reply_to_user_id"],
        quoted_post_id=row["quoted_post_id"],
        reposted_post_id=row["reposted_post_id"],
        mentioned_ids=list_from(row["mentioned_ids"]),
        alt_texts=list_from(row["alt_texts"]),
        edited_at=row["edited_at"],
    )


def post_values(post: Post, summons: Summons) -> dict[str, Any]:
    """A post for `put_post`."""
    return {
        "post_id": post.post_id,
        "version_id": post.version_id,
        "conversation_id": post.conversation_id,
        "author_id": post.author_id,
        "text": post.text,
        "posted_at": post.posted_at,
        "lang": post.lang,
        "reply_to_post_id": post.reply_to_post_id,
        "reply_to_user_id": post.reply_to_user_id,
        "quoted_post_id": post.quoted_post_id,
        "reposted_post_id": post.reposted_post_id,
        "mentioned_ids": json_list(post.mentioned_ids),
        "alt_texts": json_list(post.alt_texts),
        "edited_at": post.edited_at,
        "summons": summons,
    }


def json_list(values: Iterable[int | str]) -> str:
    """A list as it lies in one column."""
    return json.dumps(list(values))


def list_from(column: str) -> tuple[Any, ...]:
    """A list as it was before it lay in one column."""
    return () if column == "[]" else tuple(json.loads(column))  # most are empty, and a thread reads hundreds


def message_from(row: Row) -> Message:
    """A row of `message` with its body, which may have ended."""
    return Message(
        message_id=MessageId(row["message_id"]),
        sender_id=UserId(row["sender_id"]),
        customer_id=UserId(row["customer_id"]),
        text=row["text"] or "",
        sent_at=row["sent_at"],
    )


def note_from(row: Row) -> Note:
    """A row of `note`."""
    return Note(NoteId(row["note_id"]), CaseId(row["case_id"]), AgentName(row["agent"]), row["text"], row["written_at"])


def case_from(row: Row) -> Case:
    """A row of `support_case`."""
    return Case(
        case_id=CaseId(row["case_id"]),
        account_id=UserId(row["account_id"]),
        customer_id=UserId(row["customer_id"]),
        conversation_id=row["conversation_id"],
        origin_post_id=row["origin_post_id"],
        state=CaseState(row["state"]),
        opened_at=row["opened_at"],
        waiting_since=row["waiting_since"],
        last_inbound_at=row["last_inbound_at"],
        last_outbound_at=row["last_outbound_at"],
        merged_into=row["merged_into"],
    )


def standing_from(row: Row) -> Standing:
    """The standing in a row of `support_case`."""
    return Standing(
        state=CaseState(row["state"]),
        opened_at=row["opened_at"],
        waiting_since=row["waiting_since"],
        last_inbound_at=row["last_inbound_at"],
        last_outbound_at=row["last_outbound_at"],
        channel=Channel(row["channel"]),
        first_response_at=row["first_response_at"],
        substance_at=row["substance_at"],
        first_resolved_at=row["first_resolved_at"],
        last_resolved_at=row["last_resolved_at"],
        reopened_at=row["reopened_at"],
        customer_time_ms=row["customer_time_ms"],
        awaiting_since=row["awaiting_since"],
        follow_up=FollowUp(row["follow_up"]),
        owed_since=row["owed_since"],
        promise_until=row["promise_until"],
        snoozed_until=row["snoozed_until"],
        is_snoozed=bool(row["is_snoozed"]),
        priority=Priority(row["priority"]),
        owner=row["owner"],
        is_watched=bool(row["is_watched"]),
        is_muted=bool(row["is_muted"]),
        is_praise=bool(row["is_praise"]),
        labels=list_from(row["labels"]),
        reason=row["reason"],
    )


STANDING_COLUMNS = tuple(field.name for field in fields(Standing))
"""The columns of `support_case` that hold a standing bear the names of its fields."""


def standing_values(standing: Standing) -> dict[str, Any]:
    """A standing for `open_case` and `put_standing`."""
    values = {column: getattr(standing, column) for column in STANDING_COLUMNS}
    return {**values, "labels": json_list(standing.labels)}


def draft_from(row: Row) -> Draft:
    """A row of `draft`."""
    return Draft(
        CaseId(row["case_id"]), Channel(row["channel"]), row["text"], row["reply_to_post_id"], row["updated_at"]
    )


def outbox_from(row: Row) -> OutboxItem:
    """A row of `outbox`."""
    return OutboxItem(
        outbox_id=OutboxId(row["outbox_id"]),
        case_id=CaseId(row["case_id"]),
        channel=Channel(row["channel"]),
        agent=AgentName(row["agent"]),
        text=row["text"],
        customer_id=UserId(row["customer_id"]),
        reply_to_post_id=row["reply_to_post_id"],
        excluded_ids=list_from(row["excluded_ids"]),
        state=OutboxState(row["state"]),
        purpose=Purpose(row["purpose"]),
        queued_at=row["queued_at"],
        not_before=row["not_before"],
        seen_until=row["seen_until"],
        attempts=row["attempts"],
        attempted_at=row["attempted_at"],
        losses=row["losses"],
        lost_at=row["lost_at"],
        newest_own_id=row["newest_own_id"],
        look_at=row["look_at"],
        remote_id=row["remote_id"],
        problem=row["problem"],
        after_outbox_id=row["after_outbox_id"],
    )


def outbox_values(item: OutboxItem) -> dict[str, Any]:
    """An outbox item for `add_outbox` and `put_outbox`."""
    return {
        "outbox_id": item.outbox_id,
        "case_id": item.case_id,
        "channel": item.channel,
        "agent": item.agent,
        "text": item.text,
        "customer_id": item.customer_id,
        "reply_to_post_id": item.reply_to_post_id,
        "excluded_ids": json_list(item.excluded_ids),
        "state": item.state,
        "purpose": item.purpose,
        "queued_at": item.queued_at,
        "not_before": item.not_before,
        "seen_until": item.seen_until,
        "attempts": item.attempts,
        "attempted_at": item.attempted_at,
        "losses": item.losses,
        "lost_at": item.lost_at,
        "newest_own_id": item.newest_own_id,
        "look_at": item.look_at,
        "remote_id": item.remote_id,
        "problem": item.problem,
        "after_outbox_id": item.after_outbox_id,
    }


def budget_from(row: Row) -> Budget:
    """A row of `budget`."""
    return Budget(Channel(row["channel"]), row["remaining"], row["resets_at"])
