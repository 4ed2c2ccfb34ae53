-- older programs: must not open
-- Which rules have held, and since when. Decisions and flags name them by their digest (FL16).
CREATE TABLE rule_set (
  no BIGINT PRIMARY KEY,
  digest TEXT NOT NULL,
  versions TEXT NOT NULL,
  since BIGINT NOT NULL,
  begun_by TEXT NOT NULL
);
-- What a rule said when it flagged, under each rule set that a flag rests on.
CREATE TABLE rule_said (
  rule_set TEXT NOT NULL,
  rule TEXT NOT NULL,
  why TEXT NOT NULL,
  ground TEXT NOT NULL,
  PRIMARY KEY (rule_set, rule)
);
-- The rules that held when a decision was made.
CREATE TABLE decided_under (
  action_id TEXT PRIMARY KEY REFERENCES action (id),
  rule_set TEXT NOT NULL
);
-- The municipality's own rule files, in every version. An empty text takes the file away.
CREATE TABLE own_rules (
  no BIGINT PRIMARY KEY,
  file TEXT NOT NULL,
  text TEXT NOT NULL,
  rule_set TEXT NOT NULL,
  reason TEXT NOT NULL,
  kept_at BIGINT NOT NULL,
  kept_by TEXT NOT NULL
);
CREATE INDEX own_rules_by_file ON own_rules (file, no);

-- What could be read in a picture, and where each word stands. `trouble` says why nothing could.
CREATE TABLE picture_text (
  attachment_id TEXT PRIMARY KEY REFERENCES attachment (id),
  reader TEXT NOT NULL,
  text TEXT NOT NULL,
  places TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  trouble TEXT NOT NULL,
  read_at BIGINT NOT NULL
);
-- Flags whose words stand in a picture instead of in the post.
CREATE TABLE flag_in_picture (
  flag_id TEXT PRIMARY KEY REFERENCES flag (id),
  attachment_id TEXT NOT NULL REFERENCES attachment (id)
);

-- The local model, in every version, and what it added to a flag (FL19).
CREATE TABLE model (
  no BIGINT PRIMARY KEY,
  trained_at BIGINT NOT NULL,
  trained_by TEXT NOT NULL,
  right_ones BIGINT NOT NULL,
  wrong_ones BIGINT NOT NULL,
  held_out BIGINT NOT NULL,
  agreed BIGINT NOT NULL,
  weights BYTEA NOT NULL
);
CREATE TABLE flag_weight (
  flag_id TEXT PRIMARY KEY REFERENCES flag (id),
  model_no BIGINT NOT NULL REFERENCES model (no),
  rule_score BIGINT NOT NULL,
  said BIGINT NOT NULL
);

-- The same author on any account of one platform (FL20).
CREATE INDEX post_by_author_anywhere ON post (author_ref, posted_at);
