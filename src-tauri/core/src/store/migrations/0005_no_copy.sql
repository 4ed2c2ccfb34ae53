-- older programs: must not open
-- What may not be kept (FL3): posts whose words and pictures were destroyed, and the digests of what was destroyed. The
-- rows outlive the content: that it was there, and what it was by its digest, can still be proved.
CREATE TABLE destroyed_post (
  post_id TEXT PRIMARY KEY REFERENCES post (id),
  action_id TEXT NOT NULL REFERENCES action (id),
  at BIGINT NOT NULL
);
CREATE TABLE destroyed_bytes (
  digest TEXT PRIMARY KEY REFERENCES blob (digest),
  post_id TEXT NOT NULL REFERENCES destroyed_post (post_id),
  picture BIGINT NOT NULL,
  at BIGINT NOT NULL
);

-- Since when a platform no longer gives a file, and what it answered: codes and numbers.
ALTER TABLE attachment ADD COLUMN trouble_since BIGINT;
ALTER TABLE attachment ADD COLUMN trouble_answer TEXT NOT NULL DEFAULT '';
CREATE INDEX attachment_by_digest ON attachment (digest);
CREATE INDEX evidence_file_by_digest ON evidence_file (digest);
