"""Which fields and expansions a request asks for, in either of X's two vocabularies."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tui_desk.sandbox.problems import invalid_request, one_of


class Vocabulary(StrEnum):
    """The words of a request and its answer."""

    TWEET = "tweet"
    """tweet.fields, referenced_tweets: before August 2026."""
    POST = "post"
    """post.fields, referenced_posts: since."""


def _names(blank_separated: str) -> tuple[str, ...]:
    return tuple(blank_separated.split())


_POST_WORDS = {
    "post.fields": "tweet.fields",
    "referenced_posts": "referenced_tweets",
    "edit_history_post_ids": "edit_history_tweet_ids",
    "note_post": "note_tweet",
    "most_recent_post_id": "most_recent_tweet_id",
    "pinned_post_id": "pinned_tweet_id",
    "media_source_post_id": "media_source_tweet_id",
}
_TWEET_WORDS = {old: new for new, old in _POST_WORDS.items()} | {"tweets": "posts"}

_ALLOWED: dict[str, tuple[str, ...]] = {
    "tweet.fields": _names(
        "article attachments author_id card_uri community_id context_annotations conversation_id created_at"
        " display_text_range edit_controls edit_history_tweet_ids entities geo id in_reply_to_user_id lang"
        " matched_media_notes media_metadata non_public_metrics note_request_suggestions note_tweet organic_metrics"
        " paid_partnership possibly_sensitive promoted_metrics public_metrics referenced_tweets reply_settings scopes"
        " source suggested_source_links suggested_source_links_with_counts text withheld"
    ),
    "user.fields": _names(
        "affiliation confirmed_email connection_status created_at description entities id is_identity_verified location"
        " most_recent_tweet_id name parody pinned_tweet_id profile_banner_url profile_image_url protected"
        " public_metrics receives_your_dm subscribes_to_you subscription subscription_type url username verified"
        " verified_followers_count verified_type withheld"
    ),
    "media.fields": _names(
        "alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url promoted_metrics"
        " public_metrics type url variants width"
    ),
    "dm_event.fields": _names(
        "attachments created_at dm_conversation_id entities event_type id participant_ids referenced_tweets sender_id"
        " text"
    ),
    "poll.fields": _names("duration_minutes end_datetime id options voting_status"),
    "place.fields": _names("contained_within country country_code full_name geo id name place_type"),
}
POST_EXPANSIONS = _names(
    "article.cover_media article.media_entities attachments.media_keys attachments.media_source_tweet"
    " attachments.poll_ids author_id edit_history_tweet_ids entities.mentions.username geo.place_id"
    " in_reply_to_user_id entities.note.mentions.username referenced_tweets.id"
    " referenced_tweets.id.attachments.media_keys referenced_tweets.id.author_id"
)
USER_EXPANSIONS = ("affiliation.user_id", "most_recent_tweet_id", "pinned_tweet_id")
MESSAGE_EXPANSIONS = ("attachments.media_keys", "participant_ids", "referenced_tweets.id", "sender_id")

POST_PARAMETERS = ("tweet.fields", "user.fields", "media.fields", "poll.fields", "place.fields")
USER_PARAMETERS = ("user.fields", "tweet.fields")
MESSAGE_PARAMETERS = ("dm_event.fields", "media.fields", "user.fields", "tweet.fields")


@dataclass(frozen=True, slots=True)
class Selection:
    """What to show of each kind of record, always in the older words."""

    vocabulary: Vocabulary
    fields: Mapping[str, frozenset[str]]
    """Keyed by parameter name, such as tweet.fields; absent means the default fields."""
    expansions: frozenset[str]

    def of(self, parameter: str) -> frozenset[str]:
        """The fields asked for beyond the defaults."""
        return self.fields.get(parameter, frozenset())


def selection_from(
    query: Mapping[str, str],
    parameters: tuple[str, ...],
    expansions: tuple[str, ...],
    accepted: frozenset[Vocabulary],
) -> Selection:
    """Read the fields and expansions of a request.

    The vocabulary is that of the request's words; a request without any gets the older one, where it is accepted.
    Raises RefusedError (400) for unknown fields and for a vocabulary that is not accepted.
    """
    vocabulary = _vocabulary_of(query)
    if vocabulary is None:
        vocabulary = Vocabulary.TWEET if Vocabulary.TWEET in accepted else Vocabulary.POST
    elif vocabulary not in accepted:
        name = f"{vocabulary}.fields"
        raise invalid_request((name, query.get(name, ""), f"The words of [{name}] are not known to this version"))
    chosen = {name: _listed(query, name, _ALLOWED[name]) for name in parameters}
    return Selection(vocabulary, chosen, _listed(query, "expansions", expansions))


def documented_parameters(parameters: tuple[str, ...]) -> frozenset[str]:
    """Names under which fields and expansions may be asked for."""
    return frozenset((*parameters, "expansions", "post.fields"))


def in_words_of(vocabulary: Vocabulary, body: Any) -> Any:
    """An answer with its keys in the words of `vocabulary`."""
    if vocabulary is Vocabulary.TWEET:
        return body
    if isinstance(body, dict):
        return {_TWEET_WORDS.get(key, key): in_words_of(vocabulary, value) for key, value in body.items()}
    if isinstance(body, list):
        return [in_words_of(vocabulary, value) for value in body]
    return body


def _vocabulary_of(query: Mapping[str, str]) -> Vocabulary | None:
    """The vocabulary a request gives away by a parameter, a field or an expansion; None when it has no such word."""
    values = [value for name, value in query.items() if name.endswith((".fields", "expansions"))]
    words = {word for value in values for part in value.split(",") for word in (part, part.split(".")[0])}
    words |= query.keys()
    if words & _POST_WORDS.keys():
        return Vocabulary.POST
    return Vocabulary.TWEET if words & _TWEET_WORDS.keys() else None


def _listed(query: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> frozenset[str]:
    text = query.get(name) or query.get(_TWEET_WORDS.get(name, name), "")
    values = [_in_old_words(name, value.strip()) for value in text.split(",") if value.strip()]
    complaints = [one_of(name, value, allowed) for value in values if value not in allowed]
    if complaints:
        raise invalid_request(*complaints)
    return frozenset(values)


def _in_old_words(parameter: str, value: str) -> str:
    if parameter == "expansions" and value == "referenced_posts":
        return "referenced_tweets.id"
    head, *rest = value.split(".")
    return ".".join([_POST_WORDS.get(head, head), *rest])
