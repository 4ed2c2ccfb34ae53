-- older programs: may open
-- When the login of an account ends, where its platform says so (IN9).
ALTER TABLE account ADD COLUMN login_ends_at BIGINT;

-- Accounts that nobody has applied for, as they were found, and what was made of them (AC15).
CREATE TABLE unregistered (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  service TEXT NOT NULL,
  handle TEXT NOT NULL,
  folded TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  found_by TEXT NOT NULL,
  found_in TEXT NOT NULL,
  found_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  account_id TEXT REFERENCES account (id),
  judged_at BIGINT,
  judged_by TEXT NOT NULL,
  UNIQUE (platform, folded)
);
CREATE INDEX unregistered_by_state ON unregistered (state, found_at);

-- Services that are watched by hand, and what can be done there (IN12).
CREATE TABLE service (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE,
  address_pattern TEXT NOT NULL,
  remark TEXT NOT NULL,
  can_reply BIGINT NOT NULL,
  can_hide BIGINT NOT NULL,
  hidden_still_seen BIGINT NOT NULL,
  can_remove BIGINT NOT NULL,
  can_block BIGINT NOT NULL,
  can_close BIGINT NOT NULL,
  longest_reply BIGINT NOT NULL
);

-- What people have put in, beside what was fetched (IN7, IN8, IN14).
CREATE TABLE taken_in (
  post_id TEXT PRIMARY KEY REFERENCES post (id),
  how TEXT NOT NULL,
  in_role BIGINT NOT NULL,
  place TEXT NOT NULL,
  taken_in_at BIGINT NOT NULL,
  taken_in_by TEXT NOT NULL,
  source_digest TEXT NOT NULL
);
CREATE INDEX post_by_kind ON post (state, kind);
