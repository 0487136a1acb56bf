-- Everything a desk remembers. Ids of X are 64-bit integers and grow with time; times are UTC milliseconds.
-- Lists of ids and of words are JSON arrays: they are read and written whole.

PRAGMA application_id = 2017751915;  -- "xDsk": says that this file is a desk's

-- Who.

-- The one account this desk speaks as.
CREATE TABLE account (
    slot INTEGER PRIMARY KEY CHECK (slot = 1),
    user_id INTEGER NOT NULL UNIQUE,
    handle TEXT NOT NULL,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE person (
    user_id INTEGER PRIMARY KEY,
    handle TEXT NOT NULL,
    name TEXT NOT NULL,
    bio TEXT NOT NULL,
    location TEXT NOT NULL,
    followers INTEGER NOT NULL,
    verified TEXT,
    protected INTEGER NOT NULL,
    receives_messages INTEGER,
    receives_messages_at INTEGER,  -- when X last said so
    seen_at INTEGER NOT NULL
) STRICT;

-- What was said. X may show a post without its author or its parent, so neither is a foreign key.

CREATE TABLE post (
    post_id INTEGER PRIMARY KEY,
    version_id INTEGER NOT NULL,
    conversation_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    lang TEXT NOT NULL,
    reply_to_post_id INTEGER,
    reply_to_user_id INTEGER,
    quoted_post_id INTEGER,
    reposted_post_id INTEGER,
    mentioned_ids TEXT NOT NULL,
    alt_texts TEXT NOT NULL,
    edited_at INTEGER,
    summons TEXT NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX post_by_conversation ON post (conversation_id, posted_at, post_id);
CREATE INDEX post_by_author ON post (author_id, post_id);

-- Conversations that have a case, or were fetched as far as X shows them.
CREATE TABLE conversation (
    conversation_id INTEGER PRIMARY KEY,
    newest_case_id INTEGER,
    whole INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX conversation_to_fetch ON conversation (newest_case_id) WHERE whole = 0;

-- One customer's one matter.

CREATE TABLE support_case (
    case_id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (user_id),
    customer_id INTEGER NOT NULL,
    conversation_id INTEGER,
    origin_post_id INTEGER REFERENCES post (post_id),
    state TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    waiting_since INTEGER,
    last_inbound_at INTEGER NOT NULL,
    last_outbound_at INTEGER,
    -- What the queue shows of the case; texts are pointed at, so that an edit or a deletion is seen at once.
    channel TEXT NOT NULL,
    newest_post_id INTEGER REFERENCES post (post_id),  -- the customer's
    newest_message_id INTEGER REFERENCES message (message_id),  -- the customer's
    last_at INTEGER NOT NULL AS (max(last_inbound_at, coalesce(last_outbound_at, 0))) VIRTUAL,
    -- Its place in the queue: who waits longest first, then the answered, newest first.
    answered INTEGER NOT NULL AS (waiting_since IS NULL) VIRTUAL,
    queue_rank INTEGER NOT NULL
        AS (coalesce(waiting_since, -max(last_inbound_at, coalesce(last_outbound_at, 0)))) VIRTUAL
) STRICT;
CREATE INDEX case_by_place_in_queue ON support_case (answered, queue_rank, case_id);
CREATE INDEX case_by_conversation ON support_case (conversation_id, opened_at, case_id);
CREATE INDEX case_by_customer ON support_case (customer_id, last_at, case_id);

-- The part each post plays in a case; it repeats the post's time, to be read in order without the posts.
CREATE TABLE case_post (
    case_id INTEGER NOT NULL REFERENCES support_case (case_id),
    post_id INTEGER NOT NULL REFERENCES post (post_id),
    part TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,  -- when it first reached the desk as part of the case
    PRIMARY KEY (case_id, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_post_by_time ON case_post (case_id, posted_at, post_id, part);
CREATE INDEX case_post_by_post ON case_post (post_id, case_id);

CREATE TABLE message (
    message_id INTEGER PRIMARY KEY,
    sender_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    case_id INTEGER NOT NULL REFERENCES support_case (case_id),
    sent_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL  -- when it reached the desk
) STRICT;
CREATE INDEX message_by_case ON message (case_id, sent_at, message_id);
CREATE INDEX message_by_sender ON message (sender_id, message_id);

-- Private text, apart from the rest so that it can end before the rest does.
CREATE TABLE message_body (
    message_id INTEGER PRIMARY KEY REFERENCES message (message_id),
    text TEXT NOT NULL,
    retain_until INTEGER NOT NULL
) STRICT;

-- What agents write.

CREATE TABLE note (
    note_id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES support_case (case_id),
    agent TEXT NOT NULL,
    text TEXT NOT NULL,
    written_at INTEGER NOT NULL
) STRICT;
CREATE INDEX note_by_case ON note (case_id, written_at, note_id);

CREATE TABLE draft (
    case_id INTEGER NOT NULL REFERENCES support_case (case_id),
    channel TEXT NOT NULL,
    text TEXT NOT NULL,
    reply_to_post_id INTEGER,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    outbox_id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES support_case (case_id),
    channel TEXT NOT NULL,
    agent TEXT NOT NULL,
    text TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    reply_to_post_id INTEGER,
    excluded_ids TEXT NOT NULL,
    state TEXT NOT NULL,
    queued_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    seen_until INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    attempted_at INTEGER,
    losses INTEGER NOT NULL,
    lost_at INTEGER,
    newest_own_id INTEGER NOT NULL,
    look_at INTEGER,
    remote_id INTEGER,
    problem TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_pending ON outbox (case_id, outbox_id, state) WHERE state NOT IN ('sent', 'recalled');
CREATE INDEX outbox_in_flight ON outbox (outbox_id) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX outbox_pending_to ON outbox (customer_id, outbox_id) WHERE state NOT IN ('sent', 'recalled');
CREATE INDEX outbox_by_agent ON outbox (agent, queued_at, outbox_id);
CREATE INDEX outbox_by_remote ON outbox (remote_id, channel) WHERE remote_id IS NOT NULL;

-- What the engine must not forget.

CREATE TABLE cursor (
    source TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source_health (
    source TEXT PRIMARY KEY,
    succeeded_at INTEGER,
    failed_at INTEGER,
    problem TEXT NOT NULL,
    retry_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE lease (
    role TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    held_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Word of every commit. Only a doorbell: it says where to look, and its old rows may go.
CREATE TABLE change (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    ref INTEGER NOT NULL
) STRICT;

-- The record that nobody changes.
CREATE TABLE audit (
    audit_id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    uid INTEGER NOT NULL,  -- the operating system's word on who ran the program
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    ref INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON audit
BEGIN
    SELECT raise(ABORT, 'the audit record is append-only');
END;
CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit
BEGIN
    SELECT raise(ABORT, 'the audit record is append-only');
END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE audit_id = NEW.audit_id)
BEGIN
    SELECT raise(ABORT, 'the audit record is append-only');
END;
