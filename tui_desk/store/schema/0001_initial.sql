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
    blocks_us INTEGER,
    asked_at INTEGER,  -- when X last said whether they take messages
    seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX person_by_handle ON person (handle COLLATE NOCASE);

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
    is_heard INTEGER NOT NULL,
    -- A case and all that were merged into it are one family: the one at the head of it speaks for all of them.
    merged_into INTEGER REFERENCES support_case (case_id),
    merged_under INTEGER,  -- the head of the family; NULL: itself
    head_id INTEGER NOT NULL AS (coalesce(merged_under, case_id)) VIRTUAL,
    -- Where it stands, by all that happened in its family.
    state TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    waiting_since INTEGER,
    last_inbound_at INTEGER NOT NULL,
    last_outbound_at INTEGER,
    channel TEXT NOT NULL,
    first_response_at INTEGER,
    substance_at INTEGER,
    first_resolved_at INTEGER,
    last_resolved_at INTEGER,
    reopened_at INTEGER,
    customer_time_ms INTEGER NOT NULL,
    awaiting_since INTEGER,
    follow_up TEXT NOT NULL,
    owed_since INTEGER,
    promise_until INTEGER,
    snoozed_until INTEGER,
    is_snoozed INTEGER NOT NULL,
    priority TEXT NOT NULL,
    owner TEXT,
    is_watched INTEGER NOT NULL,
    is_muted INTEGER NOT NULL,
    is_praise INTEGER NOT NULL,
    labels TEXT NOT NULL,
    reason TEXT NOT NULL,
    last_at INTEGER NOT NULL AS (max(last_inbound_at, coalesce(last_outbound_at, 0))) VIRTUAL,
    -- Its place in the queue and its nearest clock; without a lane it has none yet.
    lane TEXT,
    rank INTEGER,
    reach INTEGER,
    reach_down INTEGER AS (-reach) VIRTUAL,  -- the larger reach comes first
    due_at INTEGER,
    due_kind TEXT,
    -- What the queue shows of its family; texts are pointed at, so that an edit or a deletion is seen at once.
    newest_channel TEXT NOT NULL,
    newest_post_id INTEGER REFERENCES post (post_id),  -- the customer's
    newest_message_id INTEGER REFERENCES message (message_id),  -- the customer's
    received_until INTEGER NOT NULL DEFAULT 0  -- when the newest post or message of the family reached the desk
) STRICT;
CREATE INDEX case_by_conversation ON support_case (conversation_id, opened_at, case_id);
CREATE INDEX case_by_customer ON support_case (customer_id, last_at, case_id);
CREATE INDEX case_by_head ON support_case (head_id);
CREATE INDEX case_by_merger ON support_case (merged_into) WHERE merged_into IS NOT NULL;
-- One for each shape of view; a case that is part of another, or has no place yet, is in none of them.
CREATE INDEX case_in_lane ON support_case (lane, rank, reach_down, case_id) WHERE merged_into IS NULL;
CREATE INDEX case_of_owner ON support_case (owner, rank, reach_down, case_id)
    WHERE merged_into IS NULL AND lane <> 'closed';
CREATE INDEX case_in_order ON support_case (rank, reach_down, case_id) WHERE merged_into IS NULL AND lane IS NOT NULL;
CREATE INDEX case_unclosed ON support_case (case_id, customer_id, rank) WHERE merged_into IS NULL AND lane <> 'closed';
CREATE INDEX case_by_opening ON support_case (opened_at, case_id) WHERE merged_into IS NULL;
CREATE INDEX case_watched ON support_case (case_id) WHERE merged_into IS NULL AND is_watched = 1;
CREATE INDEX case_labelled ON support_case (case_id) WHERE merged_into IS NULL AND labels <> '[]';
CREATE INDEX case_due ON support_case (lane, due_at) WHERE merged_into IS NULL AND due_at IS NOT NULL;
CREATE INDEX case_to_return ON support_case (lane, snoozed_until) WHERE merged_into IS NULL AND snoozed_until IS NOT NULL;

-- The part each post plays in a case; it repeats the post's time, to be read in order without the posts.
CREATE TABLE case_post (
    case_id INTEGER NOT NULL REFERENCES support_case (case_id),
    post_id INTEGER NOT NULL REFERENCES post (post_id),
    part TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,  -- when it first reached the desk as part of the case
    is_praise INTEGER NOT NULL,
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
    received_at INTEGER NOT NULL,  -- when it reached the desk
    is_praise INTEGER NOT NULL
) STRICT;
CREATE INDEX message_by_case ON message (case_id, sent_at, message_id);
CREATE INDEX message_by_sender ON message (sender_id, message_id);

-- Private text, apart from the rest so that it can end before the rest does.
CREATE TABLE message_body (
    message_id INTEGER PRIMARY KEY REFERENCES message (message_id),
    text TEXT NOT NULL,
    retain_until INTEGER NOT NULL
) STRICT;

-- What agents do.

-- What one key press changed; it is undone as a whole.
CREATE TABLE step (
    step_id INTEGER PRIMARY KEY AUTOINCREMENT,
    agent TEXT NOT NULL,
    at INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX step_to_undo ON step (agent, step_id) WHERE undone = 0;

CREATE TABLE decision (
    decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES support_case (case_id),
    step_id INTEGER REFERENCES step (step_id),  -- NULL: a rule of the settings decided
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,  -- a JSON object
    agent TEXT NOT NULL,
    at INTEGER NOT NULL,
    decision_order INTEGER NOT NULL,  -- its place among what reached the desk; later than all that was there
    seen_until INTEGER NOT NULL,
    struck INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX decision_by_case ON decision (case_id, decision_order);
CREATE INDEX decision_by_step ON decision (step_id, decision_id) WHERE step_id IS NOT NULL;

-- Cases that were split off. No foreign keys: undoing the step removes the case.
CREATE TABLE case_split (
    step_id INTEGER NOT NULL REFERENCES step (step_id),
    case_id INTEGER NOT NULL,
    out_of INTEGER NOT NULL,
    PRIMARY KEY (step_id, case_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    note_id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES support_case (case_id),
    step_id INTEGER NOT NULL REFERENCES step (step_id),
    agent TEXT NOT NULL,
    text TEXT NOT NULL,
    written_at INTEGER NOT NULL
) STRICT;
CREATE INDEX note_by_case ON note (case_id, written_at, note_id);
CREATE INDEX note_by_step ON note (step_id);

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
    step_id INTEGER NOT NULL REFERENCES step (step_id),
    channel TEXT NOT NULL,
    agent TEXT NOT NULL,
    text TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    reply_to_post_id INTEGER,
    excluded_ids TEXT NOT NULL,
    state TEXT NOT NULL,
    purpose TEXT NOT NULL,
    send_order INTEGER NOT NULL,  -- its place among all that happened in the case
    queued_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    seen_until INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    attempted_at INTEGER,
    losses INTEGER NOT NULL,
    lost_at INTEGER,
    newest_own_id INTEGER NOT NULL,
    look_at INTEGER,
    remote_id INTEGER,  -- what X made of it; for a repost the post itself, as X gives a repost no id
    problem TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_by_case ON outbox (case_id, send_order);
CREATE INDEX outbox_by_step ON outbox (step_id);
CREATE INDEX outbox_by_time ON outbox (channel, queued_at);
CREATE INDEX outbox_pending ON outbox (case_id, outbox_id, state) WHERE state NOT IN ('sent', 'recalled');
CREATE INDEX outbox_in_flight ON outbox (outbox_id) WHERE state IN ('queued', 'sending', 'unknown');
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

-- What X lets the account still do of one kind.
CREATE TABLE budget (
    channel TEXT PRIMARY KEY,
    remaining INTEGER NOT NULL,
    resets_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Single facts, each by its name.
CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
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

-- What search finds by: words, and facts that do not change. The text itself is not kept twice. `domain.search_words`
-- cuts texts the same way to enter and to leave; every connection that writes brings `search_words` and `search_facts`.
-- Messages are apart, so that what ends of them can be overwritten without touching a million posts.
-- A beginning of three letters has an index of its own: it stands for thousands of words.

CREATE VIRTUAL TABLE search_post USING fts5 (words, facts, content='', columnsize=0, tokenize='ascii', prefix='3');
CREATE VIRTUAL TABLE search_message USING fts5 (words, facts, content='', columnsize=0, tokenize='ascii', prefix='3');
CREATE VIRTUAL TABLE search_note USING fts5 (words, facts, content='', columnsize=0, tokenize='ascii', prefix='3');
CREATE VIRTUAL TABLE search_person USING fts5 (words, facts, content='', columnsize=0, tokenize='ascii', prefix='3');

-- Indexes that still hold words of texts that are gone, until `search_upkeep.scrub` has overwritten them.
CREATE TABLE search_leftover (
    search_index TEXT PRIMARY KEY,
    is_merging INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER post_enters_search AFTER INSERT ON post
WHEN NEW.gone = 0
BEGIN
    INSERT INTO search_post (rowid, words, facts)
    VALUES (NEW.post_id, search_words(NEW.text), search_facts(NEW.text, NEW.author_id, NEW.lang));
END;
CREATE TRIGGER post_changes_in_search AFTER UPDATE OF text, lang, gone ON post
WHEN (OLD.text, OLD.lang, OLD.gone) IS NOT (NEW.text, NEW.lang, NEW.gone)
BEGIN
    INSERT INTO search_post (search_post, rowid, words, facts)
    SELECT 'delete', OLD.post_id, search_words(OLD.text), search_facts(OLD.text, OLD.author_id, OLD.lang)
    WHERE OLD.gone = 0;
    INSERT INTO search_leftover VALUES ('search_post', 0) ON CONFLICT (search_index) DO UPDATE SET is_merging = 0;
    INSERT INTO search_post (rowid, words, facts)
    SELECT NEW.post_id, search_words(NEW.text), search_facts(NEW.text, NEW.author_id, NEW.lang) WHERE NEW.gone = 0;
END;
CREATE TRIGGER post_leaves_search BEFORE DELETE ON post
WHEN OLD.gone = 0
BEGIN
    INSERT INTO search_post (search_post, rowid, words, facts)
    VALUES ('delete', OLD.post_id, search_words(OLD.text), search_facts(OLD.text, OLD.author_id, OLD.lang));
    INSERT INTO search_leftover VALUES ('search_post', 0) ON CONFLICT (search_index) DO UPDATE SET is_merging = 0;
END;

CREATE TRIGGER message_body_enters_search AFTER INSERT ON message_body
BEGIN
    INSERT INTO search_message (rowid, words, facts)
    SELECT NEW.message_id, search_words(NEW.text), search_facts(NEW.text, sender_id, '')
    FROM message WHERE message_id = NEW.message_id;
END;
CREATE TRIGGER message_body_changes_in_search AFTER UPDATE OF text ON message_body
WHEN OLD.text IS NOT NEW.text
BEGIN
    INSERT INTO search_message (search_message, rowid, words, facts)
    SELECT 'delete', OLD.message_id, search_words(OLD.text), search_facts(OLD.text, sender_id, '')
    FROM message WHERE message_id = OLD.message_id;
    INSERT INTO search_leftover VALUES ('search_message', 0) ON CONFLICT (search_index) DO UPDATE SET is_merging = 0;
    INSERT INTO search_message (rowid, words, facts)
    SELECT NEW.message_id, search_words(NEW.text), search_facts(NEW.text, sender_id, '')
    FROM message WHERE message_id = NEW.message_id;
END;
CREATE TRIGGER message_body_leaves_search BEFORE DELETE ON message_body
BEGIN
    INSERT INTO search_message (search_message, rowid, words, facts)
    SELECT 'delete', OLD.message_id, search_words(OLD.text), search_facts(OLD.text, sender_id, '')
    FROM message WHERE message_id = OLD.message_id;
    INSERT INTO search_leftover VALUES ('search_message', 0) ON CONFLICT (search_index) DO UPDATE SET is_merging = 0;
END;

CREATE TRIGGER note_enters_search AFTER INSERT ON note
BEGIN
    INSERT INTO search_note (rowid, words, facts)
    VALUES (NEW.note_id, search_words(NEW.text), search_facts(NEW.text, NULL, ''));
END;
CREATE TRIGGER note_changes_in_search AFTER UPDATE OF text ON note
WHEN OLD.text IS NOT NEW.text
BEGIN
    INSERT INTO search_note (search_note, rowid, words, facts)
    VALUES ('delete', OLD.note_id, search_words(OLD.text), search_facts(OLD.text, NULL, ''));
    INSERT INTO search_leftover VALUES ('search_note', 0) ON CONFLICT (search_index) DO UPDATE SET is_merging = 0;
    INSERT INTO search_note (rowid, words, facts)
    VALUES (NEW.note_id, search_words(NEW.text), search_facts(NEW.text, NULL, ''));
END;
CREATE TRIGGER note_leaves_search BEFORE DELETE ON note
BEGIN
    INSERT INTO search_note (search_note, rowid, words, facts)
    VALUES ('delete', OLD.note_id, search_words(OLD.text), search_facts(OLD.text, NULL, ''));
    INSERT INTO search_leftover VALUES ('search_note', 0) ON CONFLICT (search_index) DO UPDATE SET is_merging = 0;
END;

CREATE TRIGGER person_enters_search AFTER INSERT ON person
BEGIN
    INSERT INTO search_person (rowid, words, facts)
    VALUES (NEW.user_id, search_words(NEW.handle || ' ' || NEW.name), search_facts(NEW.name, NULL, ''));
END;
CREATE TRIGGER person_changes_in_search AFTER UPDATE OF handle, name ON person
WHEN (OLD.handle, OLD.name) IS NOT (NEW.handle, NEW.name)
BEGIN
    INSERT INTO search_person (search_person, rowid, words, facts)
    VALUES ('delete', OLD.user_id, search_words(OLD.handle || ' ' || OLD.name), search_facts(OLD.name, NULL, ''));
    INSERT INTO search_leftover VALUES ('search_person', 0) ON CONFLICT (search_index) DO UPDATE SET is_merging = 0;
    INSERT INTO search_person (rowid, words, facts)
    VALUES (NEW.user_id, search_words(NEW.handle || ' ' || NEW.name), search_facts(NEW.name, NULL, ''));
END;
CREATE TRIGGER person_leaves_search BEFORE DELETE ON person
BEGIN
    INSERT INTO search_person (search_person, rowid, words, facts)
    VALUES ('delete', OLD.user_id, search_words(OLD.handle || ' ' || OLD.name), search_facts(OLD.name, NULL, ''));
    INSERT INTO search_leftover VALUES ('search_person', 0) ON CONFLICT (search_index) DO UPDATE SET is_merging = 0;
END;

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
