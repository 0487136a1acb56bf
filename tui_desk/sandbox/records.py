"""What there is on the simulated X: users, posts, direct messages, and the list of everything that happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with an account."""

    user_id: int
    handle: str
    name: str
    created_at: int
    bio: str = ""
    followers: int = 0
    language: str = "en"
    location: str = ""
    verified_type: str = "none"
    """One of none, blue, business, government."""
    protected: bool = False
    """Only followers see this user's posts."""
    receives_dm: bool = True
    """Anyone may open a conversation with this user; otherwise only whom they follow or have written to."""


@dataclass(frozen=True, slots=True)
class Post:
    """One public post with all its versions; `text` is the newest, as typed, never escaped."""

    post_id: int
    """Id of the first version; stays the identity of the post through every edit."""
    version_ids: tuple[int, ...]
    version_texts: tuple[str, ...]
    author_id: int
    lang: str
    created_at: int
    conversation_id: int
    display_start: int = 0
    """Code points at the beginning of `text` that X put there: the @names of those in the conversation."""
    in_reply_to: int | None = None
    quote_of: int | None = None
    repost_of: int | None = None
    mentions: tuple[int, ...] = ()
    """Users named in the text, those of the leading run included, each once."""
    hidden: bool = False
    deleted_at: int | None = None
    edited_at: int | None = None
    alt_texts: tuple[str, ...] = ()
    """One description for each attached picture."""
    excluded_user_ids: tuple[int, ...] = ()
    dm_link: bool = False
    """The post carries the button that opens a direct message to its author."""

    @property
    def text(self) -> str:
        """The newest version's text, with the leading run of @names."""
        return self.version_texts[-1]

    @property
    def written_text(self) -> str:
        """What the author typed: the newest text without the leading run of @names that X added."""
        return self.text[self.display_start :]

    @property
    def latest_id(self) -> int:
        """Id of the newest version: what timelines and search answer with and sort by."""
        return self.version_ids[-1]

    @property
    def referenced_ids(self) -> tuple[int, ...]:
        """The posts this one reposts, quotes or answers."""
        return tuple(post_id for post_id in (self.repost_of, self.quote_of, self.in_reply_to) if post_id is not None)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `dataclasses.asdict` wrote."""
        fields: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
        }
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class DirectMessage:
    """One private message between two users."""

    event_id: int
    sender_id: int
    recipient_id: int
    text: str
    created_at: int

    @property
    def conversation_id(self) -> str:
        """X's id of a conversation between two: the smaller user id, a dash, the larger."""
        return conversation_id_of(self.sender_id, self.recipient_id)


def conversation_id_of(one_user_id: int, other_user_id: int) -> str:
    """X's id of the private conversation between two users."""
    return f"{min(one_user_id, other_user_id)}-{max(one_user_id, other_user_id)}"


class ActivityKind(StrEnum):
    """What can happen."""

    POSTED = "posted"
    """A post, reply, quote or repost appeared."""
    EDITED = "edited"
    DELETED = "deleted"
    HIDDEN = "hidden"
    REVEALED = "revealed"
    """A hidden reply is visible again."""
    MESSAGED = "messaged"


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that happened; sequence numbers start at 1 and have no gaps."""

    sequence: int
    kind: ActivityKind
    actor_id: int
    subject_id: int
    """Post id (of the first version), or event id when `kind` is MESSAGED."""
    at: int
