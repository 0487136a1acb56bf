"""Queue, case and answer as objects for programs; docs/command-line.md describes every field.

A moment stands there twice: `due_at` in UTC by ISO 8601, `due_at_ms` in milliseconds since 1970. Ids that X gave are
strings, since they are larger than the numbers of many programs.
"""

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from tui_desk.cli.plain import CasePage, is_overdue, permission
from tui_desk.desk.views import (
    QueueRow,
    Thread,
    ThreadDecision,
    ThreadItem,
    ThreadMessage,
    ThreadNote,
    ThreadPost,
    ThreadSend,
)
from tui_desk.domain.case_flow import Standing
from tui_desk.domain.clocks import Clock
from tui_desk.domain.decisions import Decided, Decision
from tui_desk.domain.model import Channel, Draft, OutboxItem, Person, Purpose
from tui_desk.domain.refusals import Refusal
from tui_desk.tui.present.words import Words

Object = dict[str, Any]

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def name_of(record: Refusal | Decision) -> str:
    """A refusal's or a decision's name for programs: thread_moved, no_answer_needed."""
    return _HUMP.sub("_", type(record).__name__).lower()


# The queue.


def queue_document(view: str, rows: Sequence[QueueRow], now: int, engine_until: int | None, *, is_cut: bool) -> Object:
    """A view of the queue. `is_cut`: it has more cases than these."""
    return {
        "view": view,
        **_moment("now", now),
        **_moment("engine_until", engine_until),
        "is_cut": is_cut,
        "cases": [_row(row, now) for row in rows],
    }


def _row(row: QueueRow, now: int) -> Object:
    return {
        "case_id": row.case_id,
        "customer": {
            "user_id": str(row.customer_id),
            "handle": row.handle,
            "name": row.name,
            "followers": row.followers,
            "is_verified": row.verified,
        },
        "lane": row.lane.value,
        "state": row.state.value,
        **_moment("waiting_since", row.waiting_since),
        **_moment("last_at", row.last_at),
        **_moment("due_at", row.due_at),
        "due_kind": row.due_kind.value if row.due_kind is not None else None,
        "is_overdue": is_overdue(row, now),
        **_moment("snoozed_until", row.snoozed_until),
        "follow_up": row.follow_up.value,
        **_moment("owed_since", row.owed_since),
        "priority": row.priority.value,
        "owner": row.owner,
        "labels": list(row.labels),
        "is_watched": row.is_watched,
        "is_heard": row.is_heard,
        "channel": row.channel.value,
        "words": row.words,
        "lang": row.lang,
        "has_draft": row.draft,
        "send_state": row.pending.value if row.pending is not None else None,
        **_moment("seen_until", row.received_until),
    }


# A case.


def case_document(page: CasePage) -> Object:
    """A case with its thread, oldest first."""
    thread = page.thread
    reply_to, origin = thread.reply_to, thread.origin
    return {
        "case_id": thread.case.case_id,
        **_moment("now", page.reader.now),
        **_moment("seen_until", thread.received_until),
        "account": {"user_id": str(thread.account.user_id), "handle": thread.account.handle},
        "customer": _person(thread.customer),
        "earlier_cases": thread.earlier_cases,
        "is_heard": thread.is_heard,
        "may": _permissions(page),
        "reply_to_post_id": str(reply_to.post.post_id) if reply_to is not None else None,
        "origin_post_id": str(origin.post.post_id) if origin is not None else None,
        "standing": _standing(thread.standing),
        "clocks": [_clock(clock) for clock in page.clocks],
        "is_whole": thread.whole,
        "items": [_item(thread, item) for item in thread.items],
        "drafts": [_draft(draft) for draft in thread.drafts],
        "budgets": [
            {"channel": budget.channel.value, "remaining": budget.remaining, **_moment("resets_at", budget.resets_at)}
            for budget in thread.budgets
        ],
    }


def _person(person: Person) -> Object:
    return {
        "user_id": str(person.user_id),
        "handle": person.handle,
        "name": person.name,
        "followers": person.followers,
        "bio": person.bio,
        "location": person.location,
        "receives_messages": person.receives_messages,
        "blocks_us": person.blocks_us,
        **_moment("asked_at", person.asked_at),
    }


def _permissions(page: CasePage) -> Object:
    """The name of the refusal for each way to the customer; null where X takes one as far as is known."""
    ways = {
        "reply": permission(page, Channel.REPLY),
        "message": permission(page, Channel.MESSAGE),
        "follow_up": permission(page, Channel.REPLY, Purpose.FOLLOW_UP),
    }
    return {
        way: {"is_possible": refusal is None, "refusal": name_of(refusal) if refusal is not None else None}
        for way, refusal in ways.items()
    }


def _standing(standing: Standing) -> Object:
    return {
        "state": standing.state.value,
        "channel": standing.channel.value,
        "priority": standing.priority.value,
        "owner": standing.owner,
        "labels": list(standing.labels),
        "is_watched": standing.is_watched,
        "is_muted": standing.is_muted,
        "is_praise": standing.is_praise,
        "is_snoozed": standing.is_snoozed,
        "reason": standing.reason,
        "follow_up": standing.follow_up.value,
        **_moment("opened_at", standing.opened_at),
        **_moment("waiting_since", standing.waiting_since),
        **_moment("last_inbound_at", standing.last_inbound_at),
        **_moment("last_outbound_at", standing.last_outbound_at),
        **_moment("first_response_at", standing.first_response_at),
        **_moment("last_resolved_at", standing.last_resolved_at),
        **_moment("owed_since", standing.owed_since),
        **_moment("promise_until", standing.promise_until),
        **_moment("snoozed_until", standing.snoozed_until),
    }


def _clock(clock: Clock) -> Object:
    return {
        "kind": clock.kind.value,
        **_moment("started_at", clock.started_at),
        **_moment("due_at", clock.due_at),
        "target_minutes": clock.target_minutes,
        "in_opening_hours": clock.in_business_time,
    }


def _item(thread: Thread, item: ThreadItem) -> Object:
    match item:
        case ThreadPost():
            return _post(thread, item)
        case ThreadMessage(message=message):
            by = "customer" if message.sender_id == message.customer_id else "us"
            said = {"message_id": str(message.message_id), "text": message.text, "agent": item.agent}
            return {"kind": "message", **_moment("at", message.sent_at), "by": by, **said}
        case ThreadNote(note=note):
            written = {"note_id": note.note_id, "agent": note.agent, "text": note.text}
            return {"kind": "note", **_moment("at", note.written_at), **written}
        case ThreadSend(item=send):
            return {"kind": "send", **_moment("at", send.queued_at), **send_object(send)}
        case ThreadDecision(decided=decided):
            return {"kind": "decision", **_moment("at", decided.at), **_decided(decided)}


def _post(thread: Thread, item: ThreadPost) -> Object:
    post = item.post
    ours = {thread.account.user_id: "us", thread.customer.user_id: "customer"}
    return {
        "kind": "post",
        **_moment("at", post.posted_at),
        "by": ours.get(post.author_id, "third_party"),
        "handle": item.author.handle,
        "agent": item.agent,
        "post_id": str(post.post_id),
        "reply_to_post_id": str(post.reply_to_post_id) if post.reply_to_post_id is not None else None,
        "text": post.text,
        "alt_texts": list(post.alt_texts),
        "lang": post.lang,
        "is_gone": item.gone,
        "summons": item.summons.value,
    }


def send_object(send: OutboxItem) -> Object:
    """A send in whichever state."""
    return {
        "outbox_id": send.outbox_id,
        "channel": send.channel.value,
        "purpose": send.purpose.value,
        "agent": send.agent,
        "text": send.text,
        "state": send.state.value,
        **_moment("leaves_at", send.not_before),
        "problem": send.problem,
    }


def _decided(decided: Decided) -> Object:
    """What was decided, with what belongs to it: a reason, a label, a moment."""
    decision = decided.decision
    found = {field.name: getattr(decision, field.name) for field in fields(decision)}
    told: Object = {"decision": name_of(decision), "agent": decided.agent}
    for name, value in found.items():
        told |= _moment(name, value) if name == "until" else {name: value}
    return told


def _draft(draft: Draft) -> Object:
    return {"channel": draft.channel.value, "text": draft.text, **_moment("updated_at", draft.updated_at)}


# An answer.


def done_document(words: Words, case_ids: Sequence[int]) -> Object:
    """A command that was carried out."""
    return {"done": True, "title": words.title, "sentence": words.sentence, "case_ids": list(case_ids)}


def no_document(name: str, words: Words) -> Object:
    """A command that was not carried out: nothing changed."""
    return {"done": False, "refusal": name, "title": words.title, "sentence": words.sentence}


def _moment(name: str, at: int | None) -> Object:
    return {name: _iso(at), f"{name}_ms": at}


def _iso(at: int | None) -> str | None:
    if at is None:
        return None
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
