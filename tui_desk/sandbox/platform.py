"""The simulated X itself: who is there, what was posted, who wrote to whom. No HTTP, no chance, no behaviour."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import TypeVar

from tui_desk.sandbox.archive import Archive
from tui_desk.sandbox.records import Activity, ActivityKind, DirectMessage, Post, User, conversation_id_of
from tui_desk.sandbox.relations import Relations
from tui_desk.sandbox.text import mentions_in

__all__ = ["Activity", "ActivityKind", "DirectMessage", "NotOnPlatformError", "Platform", "Post", "User"]

_Value = TypeVar("_Value")
_SNOWFLAKE_EPOCH_MS = 1_288_834_974_657
_SNOWFLAKE_SHIFT = 22


class NotOnPlatformError(LookupError):
    """No such user, post or message was ever here."""


def first_id_at(milliseconds: int) -> int:
    """The smallest id X could give at this time; ids of all kinds grow with time."""
    return max(milliseconds - _SNOWFLAKE_EPOCH_MS, 0) << _SNOWFLAKE_SHIFT


class Platform:
    """The state of the simulated X. Every change is in the archive before the call returns.

    Nothing here refuses anything: what X allows an account to do is decided where the requests come in.
    """

    def __init__(self, archive: Archive, now: Callable[[], int], visible_lag_ms: int = 0) -> None:
        """Load the world from `archive`; `now` is world time in UTC milliseconds.

        `visible_lag_ms` of world time pass before anything turns up in timelines, search and message lists; looking
        it up by its id works at once.
        """
        self.visible_lag_ms = visible_lag_ms
        self.now = now
        self.relations = Relations(archive)
        self._archive = archive
        self._users: dict[int, User] = {}
        self._user_ids_by_handle: dict[str, int] = {}
        self._posts: dict[int, Post] = {}
        self._post_ids_by_version: dict[int, int] = {}
        self._post_ids_by_author: defaultdict[int, list[int]] = defaultdict(list)
        self._post_ids_by_mention: defaultdict[int, list[int]] = defaultdict(list)
        self._post_ids_by_reference: defaultdict[int, list[int]] = defaultdict(list)
        self._messages: dict[int, DirectMessage] = {}
        self._message_ids_by_conversation: defaultdict[str, list[int]] = defaultdict(list)
        self._message_ids_by_user: defaultdict[int, list[int]] = defaultdict(list)
        self._activity: list[Activity] = []
        self._newest_id = 0
        self._load()

    # Users

    def add_user(
        self,
        handle: str,
        name: str,
        *,
        user_id: int | None = None,
        created_at: int | None = None,
        bio: str = "",
        followers: int = 0,
        language: str = "en",
        location: str = "",
        verified_type: str = "none",
        protected: bool = False,
        receives_dm: bool = True,
    ) -> User:
        """Open an account. Raises ValueError when handle or id is taken."""
        joined_at = self.now() if created_at is None else created_at
        user = User(
            user_id=self._free_id(joined_at) if user_id is None else user_id,
            handle=handle,
            name=name,
            created_at=joined_at,
            bio=bio,
            followers=followers,
            language=language,
            location=location,
            verified_type=verified_type,
            protected=protected,
            receives_dm=receives_dm,
        )
        if handle.lower() in self._user_ids_by_handle or user.user_id in self._users:
            raise ValueError(f"there is already a user @{handle} or with id {user.user_id}: choose another")
        self._write_user(user)
        return user

    def update_user(
        self,
        user_id: int,
        *,
        handle: str | None = None,
        name: str | None = None,
        protected: bool | None = None,
        receives_dm: bool | None = None,
    ) -> User:
        """Change what is given of a user's profile and settings."""
        user = self.user(user_id)
        changed = replace(
            user,
            handle=user.handle if handle is None else handle,
            name=user.name if name is None else name,
            protected=user.protected if protected is None else protected,
            receives_dm=user.receives_dm if receives_dm is None else receives_dm,
        )
        del self._user_ids_by_handle[user.handle.lower()]
        self._write_user(changed)
        return changed

    def user(self, user_id: int) -> User:
        """The user with this id. Raises NotOnPlatformError."""
        return _found(self._users, user_id, "user")

    def user_by_handle(self, handle: str) -> User | None:
        """The user called so, with or without the @, in any case of letters."""
        user_id = self._user_ids_by_handle.get(handle.removeprefix("@").lower())
        return None if user_id is None else self._users[user_id]

    def users(self) -> Iterable[User]:
        """Everybody, in order of appearance."""
        return self._users.values()

    def accepts_message(self, recipient_id: int, sender_id: int) -> bool:
        """Whether the recipient's settings let the sender write to them."""
        if self.relations.blocks(recipient_id, sender_id) or self.relations.blocks(sender_id, recipient_id):
            return False
        return (
            self.user(recipient_id).receives_dm
            or self.relations.follows(recipient_id, sender_id)
            or any(message.sender_id == recipient_id for message in self.messages_between(recipient_id, sender_id))
        )

    # Posts

    def create_post(
        self,
        author_id: int,
        text: str,
        *,
        reply_to: int | None = None,
        quote_of: int | None = None,
        repost_of: int | None = None,
        lang: str = "en",
        alt_texts: Sequence[str] = (),
        excluded_user_ids: Sequence[int] = (),
        dm_link: bool = False,
        created_at: int | None = None,
    ) -> Post:
        """Publish a post; a reply joins its parent's conversation and names its people in a leading run.

        `reply_to`, `quote_of` and `repost_of` may be any version's id. `created_at` is for laying down history: the
        id follows from it. Raises NotOnPlatformError for an author or a post that never was.
        """
        self.user(author_id)
        parent = None if reply_to is None else self.post(reply_to)
        post_id = self._free_id(created_at)
        run = "" if parent is None else self._leading_run(author_id, parent, text, frozenset(excluded_user_ids))
        post = Post(
            post_id=post_id,
            version_ids=(post_id,),
            version_texts=(run + text,),
            author_id=author_id,
            lang=lang,
            created_at=self.now() if created_at is None else created_at,
            conversation_id=post_id if parent is None else parent.conversation_id,
            display_start=len(run),
            in_reply_to=None if parent is None else parent.post_id,
            quote_of=None if quote_of is None else self.post(quote_of).post_id,
            repost_of=None if repost_of is None else self.post(repost_of).post_id,
            mentions=self._mentioned_ids(run + text),
            alt_texts=tuple(alt_texts),
            excluded_user_ids=tuple(excluded_user_ids),
            dm_link=dm_link,
        )
        self._record_post(post, ActivityKind.POSTED, author_id)
        return post

    def edit_post(self, post_id: int, text: str) -> Post:
        """Give a post a new version, with an id of its own; the leading run stays."""
        post = self.post(post_id)
        whole = post.text[: post.display_start] + text
        edited = replace(
            post,
            version_ids=(*post.version_ids, self._free_id(None)),
            version_texts=(*post.version_texts, whole),
            mentions=self._mentioned_ids(whole),
            edited_at=self.now(),
        )
        self._record_post(edited, ActivityKind.EDITED, post.author_id)
        return edited

    def delete_post(self, post_id: int) -> Post:
        """Take a post down; its reposts go with it."""
        post = replace(self.post(post_id), deleted_at=self.now())
        with self._archive.together():
            self._record_post(post, ActivityKind.DELETED, post.author_id)
            for repost in [other for other in self.posts_about(post.post_id) if other.repost_of == post.post_id]:
                self._record_post(replace(repost, deleted_at=self.now()), ActivityKind.DELETED, repost.author_id)
        return post

    def hide(self, post_id: int, hidden: bool) -> Post:
        """Hide a reply, or show it again."""
        post = replace(self.post(post_id), hidden=hidden)
        root = self._posts.get(post.conversation_id, post)
        self._record_post(post, ActivityKind.HIDDEN if hidden else ActivityKind.REVEALED, root.author_id)
        return post

    def repost(self, user_id: int, post_id: int) -> Post:
        """Repost a post; the repost is a post of its own. Doing it twice answers with the first."""
        earlier = self.repost_by(user_id, post_id)
        if earlier is not None:
            return earlier
        original = self.post(post_id)
        text = f"RT @{self.user(original.author_id).handle}: {original.text}"
        return self.create_post(user_id, text, repost_of=post_id, lang=original.lang)

    def repost_by(self, user_id: int, post_id: int) -> Post | None:
        """This user's standing repost of a post, if there is one."""
        original_id = self.post(post_id).post_id
        about = self.posts_about(original_id)
        return next((post for post in about if post.repost_of == original_id and post.author_id == user_id), None)

    def post(self, post_id: int) -> Post:
        """The post that has this id among its versions, deleted ones too. Raises NotOnPlatformError."""
        return self._posts[_found(self._post_ids_by_version, post_id, "post")]

    def posts(self) -> Iterator[Post]:
        """Every standing post, newest version first."""
        return self._newest_first(self._posts)

    def all_posts(self) -> Iterator[Post]:
        """Every post that ever was, deleted ones too, in order of creation."""
        return (self._posts[post_id] for post_id in sorted(self._posts))

    def posts_by(self, author_id: int) -> Iterator[Post]:
        """A user's standing posts, replies and reposts, newest version first."""
        return self._newest_first(self._post_ids_by_author[author_id])

    def posts_mentioning(self, user_id: int) -> Iterator[Post]:
        """Standing posts of others with the user's name in them, newest version first; no reposts."""
        posts = self._newest_first(self._post_ids_by_mention[user_id])
        return (post for post in posts if post.author_id != user_id and post.repost_of is None)

    def posts_about(self, post_id: int) -> Iterator[Post]:
        """Standing replies to a post, quotes and reposts of it, newest version first."""
        return self._newest_first(self._post_ids_by_reference[self.post(post_id).post_id])

    def counts_of(self, post_id: int) -> tuple[int, int, int]:
        """How many standing replies, reposts and quotes a post has."""
        about = list(self.posts_about(post_id))
        replies = sum(1 for post in about if post.in_reply_to is not None)
        reposts = sum(1 for post in about if post.repost_of is not None)
        return replies, reposts, sum(1 for post in about if post.quote_of is not None)

    # Direct messages

    def send_message(
        self, sender_id: int, recipient_id: int, text: str, *, created_at: int | None = None
    ) -> DirectMessage:
        """Deliver a private message; `created_at` is for laying down history."""
        self.user(sender_id)
        self.user(recipient_id)
        message = DirectMessage(
            event_id=self._free_id(created_at),
            sender_id=sender_id,
            recipient_id=recipient_id,
            text=text,
            created_at=self.now() if created_at is None else created_at,
        )
        self._index_message(message)
        activity = self._next_activity(ActivityKind.MESSAGED, sender_id, message.event_id)
        self._archive.write([("message", str(message.event_id), asdict(message)), activity])
        return message

    def message(self, event_id: int) -> DirectMessage:
        """The message with this id. Raises NotOnPlatformError."""
        return _found(self._messages, event_id, "message")

    def messages(self) -> Iterator[DirectMessage]:
        """Every message of everybody, newest first."""
        return (self._messages[event_id] for event_id in sorted(self._messages, reverse=True))

    def messages_of(self, user_id: int) -> Iterator[DirectMessage]:
        """Messages a user sent or received, newest first."""
        event_ids = sorted(self._message_ids_by_user[user_id], reverse=True)
        return (self._messages[event_id] for event_id in event_ids)

    def messages_between(self, one_user_id: int, other_user_id: int) -> Iterator[DirectMessage]:
        """Messages between two users, newest first."""
        event_ids = self._message_ids_by_conversation[conversation_id_of(one_user_id, other_user_id)]
        return (self._messages[event_id] for event_id in sorted(event_ids, reverse=True))

    # What happened

    def latest_sequence(self) -> int:
        """Number of the last thing that happened; 0 in an empty world."""
        return len(self._activity)

    def activity_since(self, sequence: int) -> Sequence[Activity]:
        """Everything that happened after `sequence`, in order; numbers go on where they stopped after a restart."""
        return self._activity[sequence:]

    # Inside

    def _load(self) -> None:
        for _, data in self._archive.read("user"):
            self._index_user(User(**data))
        for _, data in self._archive.read("post"):
            self._index_post(Post.from_json(data))
        for _, data in self._archive.read("message"):
            self._index_message(DirectMessage(**data))
        activity = [
            Activity(**{**data, "kind": ActivityKind(data["kind"])}) for _, data in self._archive.read("activity")
        ]
        self._activity = sorted(activity, key=lambda entry: entry.sequence)

    def _free_id(self, created_at: int | None) -> int:
        """An id nobody has; without `created_at` larger than every earlier one, even if the clock stood still."""
        if created_at is None:
            free_id = max(first_id_at(self.now()), self._newest_id + 1)
        else:
            free_id = max(first_id_at(created_at), 1)
            while free_id in self._post_ids_by_version or free_id in self._messages or free_id in self._users:
                free_id += 1
        self._newest_id = max(self._newest_id, free_id)
        return free_id

    def _leading_run(self, author_id: int, parent: Post, text: str, excluded: frozenset[int]) -> str:
        """The @names X puts before a reply: the parent's author, who cannot be excluded, and whom the parent names."""
        others = [user_id for user_id in parent.mentions if user_id != parent.author_id and user_id not in excluded]
        typed = {self._user_ids_by_handle.get(span.value.lower()) for span in mentions_in(text)}
        named = [user_id for user_id in (parent.author_id, *others) if user_id != author_id and user_id not in typed]
        return "".join(f"@{self._users[user_id].handle} " for user_id in named)

    def _mentioned_ids(self, text: str) -> tuple[int, ...]:
        named = (self._user_ids_by_handle.get(span.value.lower()) for span in mentions_in(text))
        return tuple(dict.fromkeys(user_id for user_id in named if user_id is not None))

    def _newest_first(self, post_ids: Iterable[int]) -> Iterator[Post]:
        posts = sorted((self._posts[post_id] for post_id in post_ids), key=lambda post: post.latest_id, reverse=True)
        return (post for post in posts if post.deleted_at is None)

    def _write_user(self, user: User) -> None:
        self._index_user(user)
        self._archive.write([("user", str(user.user_id), asdict(user))])

    def _record_post(self, post: Post, kind: ActivityKind, actor_id: int) -> None:
        self._index_post(post)
        self._archive.write(
            [("post", str(post.post_id), asdict(post)), self._next_activity(kind, actor_id, post.post_id)]
        )

    def _next_activity(self, kind: ActivityKind, actor_id: int, subject_id: int) -> tuple[str, str, dict[str, object]]:
        entry = Activity(len(self._activity) + 1, kind, actor_id, subject_id, self.now())
        self._activity.append(entry)
        return ("activity", str(entry.sequence), asdict(entry))

    def _index_user(self, user: User) -> None:
        self._users[user.user_id] = user
        self._user_ids_by_handle[user.handle.lower()] = user.user_id

    def _index_post(self, post: Post) -> None:
        known = self._posts.get(post.post_id)
        self._posts[post.post_id] = post
        self._post_ids_by_version.update(dict.fromkeys(post.version_ids, post.post_id))
        self._newest_id = max(self._newest_id, post.latest_id)
        if known is None:
            self._post_ids_by_author[post.author_id].append(post.post_id)
            for referenced_id in post.referenced_ids:
                self._post_ids_by_reference[referenced_id].append(post.post_id)
        for user_id in set(post.mentions) - set(known.mentions if known else ()):
            self._post_ids_by_mention[user_id].append(post.post_id)
        for user_id in set(known.mentions if known else ()) - set(post.mentions):
            self._post_ids_by_mention[user_id].remove(post.post_id)

    def _index_message(self, message: DirectMessage) -> None:
        self._messages[message.event_id] = message
        self._newest_id = max(self._newest_id, message.event_id)
        self._message_ids_by_conversation[message.conversation_id].append(message.event_id)
        for user_id in {message.sender_id, message.recipient_id}:
            self._message_ids_by_user[user_id].append(message.event_id)


def _found(records: dict[int, _Value], record_id: int, word: str) -> _Value:
    try:
        return records[record_id]
    except KeyError:
        raise NotOnPlatformError(f"there is no {word} {record_id}") from None
