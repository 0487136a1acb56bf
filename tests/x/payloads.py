"""Answers of X in its documented shapes, about invented people and bakeries."""

from typing import Any

ACCOUNT_ID = 77
CUSTOMER_ID = 501

POST_PAGE: dict[str, Any] = {
    "data": [
        {
            "id": "1900000000000000300",
            "text": "@brightloaf still no rye &amp; no answer https://t.co/aaaaaaaaaa https://t.co/aaaaaaaaaab",
            "author_id": "501",
            "conversation_id": "1900000000000000100",
            "created_at": "2027-01-15T07:58:00.000Z",
            "edit_history_tweet_ids": ["1900000000000000300"],
            "in_reply_to_user_id": "77",
            "lang": "en",
            "referenced_tweets": [{"type": "replied_to", "id": "1900000000000000200"}],
            "attachments": {"media_keys": ["3_1", "3_2"]},
            "entities": {
                "mentions": [{"start": 0, "end": 11, "username": "brightloaf", "id": "77"}],
                "urls": [
                    {
                        "start": 40,
                        "end": 63,
                        "url": "https://t.co/aaaaaaaaaa",
                        "expanded_url": "https://shop.example/bread?a=1&amp=2",
                        "display_url": "shop.example/bread?a=1&am…",
                    },
                    {
                        "start": 64,
                        "end": 88,
                        "url": "https://t.co/aaaaaaaaaab",
                        "expanded_url": "https://x.com/mira_k/status/1900000000000000300/photo/1",
                        "display_url": "pic.x.com/aaaaaaaaaab",
                        "media_key": "3_1",
                    },
                ],
            },
        },
        {
            "id": "1900000000000000250",
            "text": "a long story about flour…",
            "author_id": "502",
            "conversation_id": "1900000000000000250",
            "created_at": "2027-01-15T07:57:00Z",
            "edit_history_tweet_ids": ["1900000000000000250"],
            "lang": "en",
            "referenced_tweets": [{"type": "quoted", "id": "1900000000000000150"}],
            "note_tweet": {
                "text": "a long story about flour, told to the very end &lt;3 @brightloaf",
                "entities": {"mentions": [{"start": 50, "end": 61, "username": "brightloaf", "id": "77"}]},
            },
        },
    ],
    "includes": {
        "users": [
            {
                "id": "501",
                "username": "mira_k",
                "name": "Mira K",
                "description": "bread &amp; butter",
                "location": "Lübeck",
                "protected": False,
                "verified_type": "none",
                "public_metrics": {"followers_count": 12, "following_count": 3},
                "receives_your_dm": True,
            },
            {"id": "77", "username": "brightloaf", "name": "Bright Loaf", "verified_type": "business"},
        ],
        "tweets": [
            {
                "id": "1900000000000000200",
                "text": "We are on it.",
                "author_id": "77",
                "conversation_id": "1900000000000000100",
                "created_at": "2027-01-15T07:50:00.000Z",
                "edit_history_tweet_ids": ["1900000000000000200"],
            }
        ],
        "media": [
            {"media_key": "3_1", "type": "photo", "alt_text": "An empty shelf"},
            {"media_key": "3_2", "type": "photo"},
        ],
    },
    "meta": {"result_count": 2, "newest_id": "1900000000000000300", "next_token": "b26v89c19zqg8o3f"},
}

MESSAGE_PAGE: dict[str, Any] = {
    "data": [
        {
            "id": "1900000000000000400",
            "event_type": "MessageCreate",
            "text": "my order is 4711 &amp; 4712 https://t.co/bbbbbbbbbb",
            "created_at": "2027-01-15T07:59:00.000Z",
            "sender_id": "501",
            "dm_conversation_id": "77-501",
            "entities": {"urls": [{"url": "https://t.co/bbbbbbbbbb", "expanded_url": "https://shop.example/4711"}]},
        },
        {
            "id": "1900000000000000410",
            "event_type": "MessageCreate",
            "text": "Thank you, looking.",
            "created_at": "2027-01-15T07:59:30.000Z",
            "sender_id": "77",
            "dm_conversation_id": "77-501",
        },
        {
            "id": "1900000000000000420",
            "event_type": "MessageCreate",
            "text": "to all of you",
            "sender_id": "501",
            "dm_conversation_id": "1580705921830768643",
        },
        {"id": "1900000000000000430", "event_type": "ParticipantsJoin", "dm_conversation_id": "1580705921830768643"},
    ],
    "includes": {"users": POST_PAGE["includes"]["users"]},
    "meta": {"result_count": 4},
}

ACCOUNT: dict[str, Any] = {"data": {"id": "77", "username": "brightloaf", "name": "Bright Loaf"}}


def in_newer_words(value: Any) -> Any:
    """The same answer in the vocabulary of August 2026."""
    renamed = {
        "edit_history_tweet_ids": "edit_history_post_ids",
        "referenced_tweets": "referenced_posts",
        "note_tweet": "note_post",
        "tweets": "posts",
    }
    if isinstance(value, dict):
        return {renamed.get(key, key): in_newer_words(each) for key, each in value.items()}
    return [in_newer_words(each) for each in value] if isinstance(value, list) else value
