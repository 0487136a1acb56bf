"""Posts as X last showed them: an older version never overwrites a newer one, and what is gone keeps its place."""

from collections.abc import Sequence

from tui_desk.domain.ids import ConversationId, PostId, UserId
from tui_desk.domain.model import Post
from tui_desk.domain.permission import Summons
from tui_desk.store import timeline
from tui_desk.store.connection import Connection
from tui_desk.store.rows import post_from, post_values

# A post keeps its place in the thread when it is edited, so posted_at stays. But the time of a post of ours that X has
# not shown yet (version 0) is a guess, which X's copy mends.
_PUT_POST = """
INSERT INTO post (post_id, version_id, conversation_id, author_id, text, posted_at, lang, reply_to_post_id,
                  reply_to_user_id, quoted_post_id, reposted_post_id, mentioned_ids, alt_texts, edited_at, summons)
VALUES (:post_id, :version_id, :conversation_id, :author_id, :text, :posted_at, :lang, :reply_to_post_id,
        :reply_to_user_id, :quoted_post_id, :reposted_post_id, :mentioned_ids, :alt_texts, :edited_at, :summons)
ON CONFLICT (post_id) DO UPDATE SET
    version_id = excluded.version_id,
    posted_at = iif(post.version_id = 0, excluded.posted_at, post.posted_at),
    text = excluded.text,
    lang = excluded.lang,
    quoted_post_id = excluded.quoted_post_id,
    mentioned_ids = excluded.mentioned_ids,
    alt_texts = excluded.alt_texts,
    edited_at = excluded.edited_at,
    summons = excluded.summons,
    gone = 0
WHERE excluded.version_id > post.version_id
RETURNING posted_at
"""

_BETWEEN = """
WITH RECURSIVE said (post_id) AS (
    SELECT post_id FROM post WHERE conversation_id = :conversation_id AND author_id = :customer_id
    UNION ALL
    SELECT post_id FROM post
    WHERE conversation_id = :conversation_id AND author_id = (SELECT user_id FROM account)
        AND reply_to_user_id = :customer_id
    UNION
    SELECT post.post_id
    FROM said JOIN post ON post.reply_to_post_id = said.post_id
    WHERE post.conversation_id = :conversation_id AND post.author_id = (SELECT user_id FROM account)
        AND post.reply_to_user_id = post.author_id
)
SELECT post.* FROM said JOIN post USING (post_id)
"""


async def read(connection: Connection, post_id: PostId) -> Post | None:
    """A stored post."""
    row = await connection.one("SELECT * FROM post WHERE post_id = ?", (post_id,))
    return post_from(row) if row else None


async def put(connection: Connection, post: Post, summons: Summons) -> bool:
    """Store a post, or its newer version. Returns whether anything changed."""
    posted_at = await connection.value(_PUT_POST, post_values(post, summons))
    if posted_at is not None:
        await timeline.move_post(connection, post.post_id, posted_at)
    return posted_at is not None


async def mark_gone(connection: Connection, post_id: PostId) -> None:
    """Keep a post's place and drop its text."""
    await connection.all("UPDATE post SET text = '', alt_texts = '[]', gone = 1 WHERE post_id = ?", (post_id,))


async def in_conversation(connection: Connection, conversation_id: ConversationId) -> Sequence[tuple[Post, Summons]]:
    """The stored posts of a conversation, oldest first."""
    rows = await connection.all(
        "SELECT * FROM post WHERE conversation_id = ? ORDER BY posted_at, post_id", (conversation_id,)
    )
    return [(post_from(row), Summons(row["summons"])) for row in rows]


async def between(
    connection: Connection, conversation_id: ConversationId, customer_id: UserId
) -> Sequence[tuple[Post, Summons]]:
    """What a customer wrote in a conversation, and what we answered them, oldest first."""
    rows = await connection.all(_BETWEEN, {"conversation_id": conversation_id, "customer_id": customer_id})
    found = [(post_from(row), Summons(row["summons"])) for row in rows]
    return sorted(found, key=lambda it: (it[0].posted_at, it[0].post_id))


async def mark_whole(connection: Connection, conversation_id: ConversationId) -> None:
    """Note that a conversation has been fetched as far as X shows it."""
    await connection.all(
        "INSERT INTO conversation (conversation_id, whole) VALUES (?, 1)"
        " ON CONFLICT (conversation_id) DO UPDATE SET whole = 1",
        (conversation_id,),
    )
