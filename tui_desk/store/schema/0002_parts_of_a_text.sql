-- A text that is too long leaves in parts, each a reply to the one before it; and an agent's own texts are found again.

ALTER TABLE outbox ADD COLUMN after_outbox_id INTEGER REFERENCES outbox (outbox_id);

CREATE UNIQUE INDEX outbox_by_predecessor ON outbox (after_outbox_id) WHERE after_outbox_id IS NOT NULL;
CREATE INDEX outbox_of_agent ON outbox (agent, channel, outbox_id);
