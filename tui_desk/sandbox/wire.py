"""Records of the simulated X in the JSON shapes of the X API v2."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from tui_desk.sandbox.platform import DirectMessage, Platform, Post, User
from tui_desk.sandbox.problems import Problem, not_authorized, not_found
from tui_desk.sandbox.rendering import Appendix, RenderedText, Renderer, cut_if_long
from tui_desk.sandbox.selection import Selection

_EDIT_WINDOW_MS = 3_600_000
_EDITS_ALLOWED = 5
_IMAGE_BASE = "https://pbs.twimg.com"

Json = dict[str, Any]


def timestamp(milliseconds: int) -> str:
    """UTC milliseconds as X writes times: 2026-11-22T08:15:00.000Z."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03d}Z"


class Wire:
    """Shapes answers for one request: as one account sees them, with the fields it asked for."""

    def __init__(self, platform: Platform, viewer_id: int | None, selection: Selection) -> None:
        """`viewer_id` is the account that asks; None for an app without a user."""
        self._platform = platform
        self._viewer_id = viewer_id
        self._selection = selection

    # Whole answers

    def posts(self, posts: Sequence[tuple[Post, int]]) -> Json:
        """An answer about several (post, version id); `data` is absent when there is none."""
        body: Json = {"data": [self.post(post, version_id) for post, version_id in posts]} if posts else {}
        return body | self._includes([post for post, _ in posts], [])

    def one_post(self, post: Post, version_id: int) -> Json:
        """An answer about one post."""
        return {"data": self.post(post, version_id)} | self._includes([post], [])

    def messages(self, messages: Sequence[DirectMessage]) -> Json:
        """An answer about several direct messages; `data` is absent when there is none."""
        body: Json = {"data": [self.message(message) for message in messages]} if messages else {}
        return body | self._includes([], messages)

    def one_message(self, message: DirectMessage) -> Json:
        """An answer about one direct message."""
        return {"data": self.message(message)} | self._includes([], [message])

    # Single records

    def post(self, post: Post, version_id: int) -> Json:
        """One version of a post."""
        wanted = self._selection.of("tweet.fields") | {"id", "text", "edit_history_tweet_ids"}
        wanted |= {expansion.split(".")[0] for expansion in self._selection.expansions}
        whole = self._post_fields(post, version_id)
        return {name: value for name, value in whole.items() if name in wanted and value not in (None, [], {})}

    def user(self, user: User) -> Json:
        """A user as the viewer sees them."""
        wanted = self._selection.of("user.fields") | {"id", "name", "username"}
        fields: Json = {
            "id": str(user.user_id),
            "name": user.name,
            "username": user.handle,
            "created_at": timestamp(user.created_at),
            "description": user.bio,
            "location": user.location or None,
            "protected": user.protected,
            "verified": user.verified_type != "none",
            "verified_type": user.verified_type,
            "profile_image_url": f"{_IMAGE_BASE}/profile_images/{user.user_id}/normal.png",
            "public_metrics": self._user_metrics(user),
        }
        if self._viewer_id is not None and user.user_id != self._viewer_id:
            fields["receives_your_dm"] = self._platform.accepts_message(user.user_id, self._viewer_id)
            fields["connection_status"] = self._connections(user.user_id, self._viewer_id)
        return {name: value for name, value in fields.items() if name in wanted and value is not None}

    def message(self, message: DirectMessage) -> Json:
        """One direct message event."""
        wanted = self._selection.of("dm_event.fields") | {"id", "event_type", "text"}
        wanted |= self._selection.expansions & {"sender_id"}
        rendered = self._renderer(message.event_id).render(message.text, 0)
        fields: Json = {
            "id": str(message.event_id),
            "event_type": "MessageCreate",
            "text": rendered.text,
            "created_at": timestamp(message.created_at),
            "sender_id": str(message.sender_id),
            "dm_conversation_id": message.conversation_id,
            "entities": rendered.entities or None,
        }
        return {name: value for name, value in fields.items() if name in wanted and value is not None}

    # What may be seen

    def can_see(self, author_id: int) -> bool:
        """Whether this author's posts are shown to the viewer."""
        return can_see(self._platform, self._viewer_id, author_id)

    # Inside

    def _post_fields(self, post: Post, version_id: int) -> Json:
        raw = post.version_texts[post.version_ids.index(version_id)]
        cut = cut_if_long(raw, post.display_start)
        shown = self._render(post, raw, version_id) if cut is None else self._render_cut(post, cut, version_id)
        parent = None if post.in_reply_to is None else self._platform.post(post.in_reply_to)
        return {
            "id": str(version_id),
            "text": shown.text,
            "edit_history_tweet_ids": [str(each) for each in post.version_ids],
            "author_id": str(post.author_id),
            "created_at": timestamp(post.created_at),
            "conversation_id": str(post.conversation_id),
            "in_reply_to_user_id": None if parent is None else str(parent.author_id),
            "referenced_tweets": _references(post),
            "entities": shown.entities,
            "display_text_range": shown.display_text_range,
            "lang": post.lang,
            "attachments": {"media_keys": _media_keys(post)} if post.alt_texts else None,
            "note_tweet": None if cut is None or post.repost_of else self._note(post, raw, version_id),
            "edit_controls": self._edit_controls(post),
            "public_metrics": self._post_metrics(post),
            "possibly_sensitive": False,
            "reply_settings": "everyone",
        }

    def _renderer(self, seed: int) -> Renderer:
        return Renderer(str(seed), self._user_id_of)

    def _user_id_of(self, handle: str) -> int | None:
        user = self._platform.user_by_handle(handle)
        return None if user is None else user.user_id

    def _render(self, post: Post, raw: str, version_id: int) -> RenderedText:
        return self._renderer(version_id).render(raw, post.display_start, self._appendices(post))

    def _render_cut(self, post: Post, cut: str, version_id: int) -> RenderedText:
        itself = Appendix(f"https://x.com/i/web/status/{version_id}", f"x.com/i/web/status/{str(version_id)[:5]}…")
        return self._renderer(version_id).render(cut, post.display_start, [itself])

    def _note(self, post: Post, raw: str, version_id: int) -> Json:
        whole = self._render(post, raw, version_id)
        return {"text": whole.text} | ({"entities": whole.entities} if whole.entities else {})

    def _appendices(self, post: Post) -> list[Appendix]:
        handle = self._platform.user(post.author_id).handle
        link = f"https://x.com/{handle}/status/{post.post_id}/photo/1"
        found = [Appendix(link, f"pic.x.com/{post.post_id % 10**10:010d}", key) for key in _media_keys(post)]
        if post.quote_of is not None:
            quoted = self._platform.post(post.quote_of)
            address = f"x.com/{self._platform.user(quoted.author_id).handle}/status/{quoted.post_id}"
            found.append(Appendix(f"https://{address}", f"{address[:26]}…"))
        if post.dm_link:
            found.append(Appendix(dm_deep_link(post.author_id), "x.com/messages/compose?r…"))
        return found

    def _edit_controls(self, post: Post) -> Json:
        return {
            "edits_remaining": max(_EDITS_ALLOWED - len(post.version_ids) + 1, 0),
            "is_edit_eligible": post.in_reply_to is None and post.repost_of is None,
            "editable_until": timestamp(post.created_at + _EDIT_WINDOW_MS),
        }

    def _post_metrics(self, post: Post) -> Json:
        replies, reposts, quotes = self._platform.counts_of(post.post_id)
        return {
            "retweet_count": reposts,
            "reply_count": replies,
            "like_count": 0,
            "quote_count": quotes,
            "bookmark_count": 0,
            "impression_count": 0,
        }

    def _user_metrics(self, user: User) -> Json:
        return {
            "followers_count": user.followers,
            "following_count": 0,
            "tweet_count": sum(1 for _ in self._platform.posts_by(user.user_id)),
            "listed_count": 0,
            "like_count": 0,
        }

    def _connections(self, user_id: int, viewer_id: int) -> list[str]:
        statuses = {
            "blocking": self._platform.relations.blocks(viewer_id, user_id),
            "followed_by": self._platform.relations.follows(user_id, viewer_id),
            "following": self._platform.relations.follows(viewer_id, user_id),
        }
        return [name for name, holds in statuses.items() if holds]

    def _includes(self, posts: Iterable[Post], messages: Iterable[DirectMessage]) -> Json:
        """The includes and errors members that the expansions call for."""
        gathered = _Gathered(self._platform, self)
        for post in posts:
            gathered.follow(post, self._selection.expansions)
        if "sender_id" in self._selection.expansions:
            gathered.user_ids.update((message.sender_id, None) for message in messages)
        includes: Json = {
            "users": [self.user(self._platform.user(user_id)) for user_id in gathered.user_ids],
            "tweets": [self.post(post, post.latest_id) for post in gathered.posts.values()],
            "media": [self._media(key, alt_text) for key, alt_text in gathered.media.items()],
        }
        filled = {kind: records for kind, records in includes.items() if records}
        body: Json = {"includes": filled} if filled else {}
        return body | ({"errors": list(gathered.problems.values())} if gathered.problems else {})

    def _media(self, media_key: str, alt_text: str) -> Json:
        wanted = self._selection.of("media.fields") | {"media_key", "type"}
        fields = {
            "media_key": media_key,
            "type": "photo",
            "url": f"{_IMAGE_BASE}/media/{media_key}.jpg",
            "alt_text": alt_text or None,
            "width": 1200,
            "height": 900,
        }
        return {name: value for name, value in fields.items() if name in wanted and value is not None}


class _Gathered:
    """What the expansions of an answer lead to, each once, in order of first mention."""

    def __init__(self, platform: Platform, wire: Wire) -> None:
        self.user_ids: dict[int, None] = {}
        self.posts: dict[int, Post] = {}
        self.media: dict[str, str] = {}
        self.problems: dict[int, Problem] = {}
        self._platform = platform
        self._wire = wire

    def follow(self, post: Post, expansions: frozenset[str]) -> None:
        if "author_id" in expansions:
            self.user_ids[post.author_id] = None
        if "in_reply_to_user_id" in expansions and post.in_reply_to is not None:
            self.user_ids[self._platform.post(post.in_reply_to).author_id] = None
        if "entities.mentions.username" in expansions:
            self.user_ids.update(dict.fromkeys(post.mentions))
        if "attachments.media_keys" in expansions:
            self.media.update(zip(_media_keys(post), post.alt_texts, strict=True))
        if any(expansion.startswith("referenced_tweets.id") for expansion in expansions):
            for referenced_id in post.referenced_ids:
                self._follow_reference(referenced_id, expansions)

    def _follow_reference(self, referenced_id: int, expansions: frozenset[str]) -> None:
        post = self._platform.post(referenced_id)
        if post.deleted_at is not None:
            problem = not_found("referenced_tweets.id", str(referenced_id), "tweet")
            self.problems[referenced_id] = problem | {"section": "includes"}
        elif not self._wire.can_see(post.author_id):
            self.problems[referenced_id] = not_authorized(
                "referenced_tweets.id", str(referenced_id), "tweet", "includes"
            )
        else:
            self.posts[post.post_id] = post
            if "referenced_tweets.id.author_id" in expansions:
                self.user_ids[post.author_id] = None
            if "referenced_tweets.id.attachments.media_keys" in expansions:
                self.media.update(zip(_media_keys(post), post.alt_texts, strict=True))


def can_see(platform: Platform, viewer_id: int | None, author_id: int) -> bool:
    """Whether an author's posts are shown to a viewer: not across a block, and protected ones to followers only."""
    if viewer_id == author_id:
        return True
    if viewer_id is not None and platform.relations.blocks(author_id, viewer_id):
        return False
    followed = viewer_id is not None and platform.relations.follows(viewer_id, author_id)
    return followed or not platform.user(author_id).protected


def dm_deep_link(user_id: int) -> str:
    """The address behind the button that opens a direct message to a user."""
    return f"https://x.com/messages/compose?recipient_id={user_id}"


def _references(post: Post) -> list[Json]:
    kinds = (("retweeted", post.repost_of), ("quoted", post.quote_of), ("replied_to", post.in_reply_to))
    return [{"type": kind, "id": str(post_id)} for kind, post_id in kinds if post_id is not None]


def _media_keys(post: Post) -> list[str]:
    return [f"3_{post.post_id + position}" for position in range(len(post.alt_texts))]
