"""The body of POST /2/tweets: read, and refused where it does not fit X's schema."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

from tui_desk.sandbox.pages import id_from
from tui_desk.sandbox.problems import invalid_request

_KEYS = frozenset(
    (
        "text",
        "reply",
        "quote_tweet_id",
        "media",
        "direct_message_deep_link",
        "reply_settings",
        "for_super_followers_only",
        "made_with_ai",
        "nullcast",
        "paid_partnership",
    )
)
_REPLY_KEYS = frozenset(("in_reply_to_tweet_id", "exclude_reply_user_ids", "auto_populate_reply_metadata"))
_DEEP_LINK = re.compile(r"https://(?:twitter|x)\.com/messages/compose\?recipient_id=\d{1,19}")


@dataclass(frozen=True, slots=True)
class PostRequest:
    """A post that somebody asks to publish."""

    text: str
    reply_to_id: int | None
    excluded_user_ids: tuple[int, ...]
    quote_id: int | None
    dm_link: bool

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read the body of a request. Raises RefusedError (400)."""
        refuse_unknown_keys(body, _KEYS)
        if "media" in body:
            raise invalid_request(("media.media_ids", str(body["media"]), "Your media IDs are invalid."))
        text = body.get("text")
        if not isinstance(text, str) or not text.strip():
            raise invalid_request(("text", str(text), "$.text: is missing, empty or not a string"))
        reply = _reply_in(body)
        quote_id = body.get("quote_tweet_id")
        return cls(
            text=text,
            reply_to_id=None if reply is None else id_from("in_reply_to_tweet_id", str(reply["in_reply_to_tweet_id"])),
            excluded_user_ids=() if reply is None else _excluded_in(reply),
            quote_id=None if quote_id is None else id_from("quote_tweet_id", str(quote_id)),
            dm_link=_has_deep_link(body),
        )


def refuse_unknown_keys(body: Mapping[str, Any], known: Collection[str]) -> None:
    """Refuse members that X's schema does not have. Raises RefusedError (400)."""
    complaints = [
        (key, str(value), f"$.{key}: is not defined in the schema and the schema does not allow additional properties")
        for key, value in body.items()
        if key not in known
    ]
    if complaints:
        raise invalid_request(*complaints)


def _reply_in(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    reply = body.get("reply")
    if reply is None:
        return None
    if not isinstance(reply, dict) or "in_reply_to_tweet_id" not in reply:
        raise invalid_request(("reply", str(reply), "$.reply.in_reply_to_tweet_id: is missing but it is required"))
    refuse_unknown_keys(reply, _REPLY_KEYS)
    return reply


def _excluded_in(reply: Mapping[str, Any]) -> tuple[int, ...]:
    values = reply.get("exclude_reply_user_ids") or []
    if not isinstance(values, list):
        raise invalid_request(
            ("exclude_reply_user_ids", str(values), "$.reply.exclude_reply_user_ids: is not an array")
        )
    return tuple(id_from("exclude_reply_user_ids", str(value)) for value in values)


def _has_deep_link(body: Mapping[str, Any]) -> bool:
    link = body.get("direct_message_deep_link")
    if link is not None and not (isinstance(link, str) and _DEEP_LINK.fullmatch(link)):
        message = "direct_message_deep_link is not a valid link to a new direct message"
        raise invalid_request(("direct_message_deep_link", str(link), message))
    return link is not None
