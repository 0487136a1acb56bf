-- What one customer and we said to each other is found in a conversation of thousands.

CREATE INDEX post_in_conversation ON post (conversation_id, author_id, reply_to_user_id, reply_to_post_id);
