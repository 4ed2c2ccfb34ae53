-- older programs: must not open
-- When each account is looked at next, how often, and who is at it. A row comes with an account's first turn.
CREATE TABLE account_pace (
  account_id TEXT PRIMARY KEY REFERENCES account (id),
  due_at BIGINT NOT NULL,
  pause BIGINT NOT NULL,
  misses BIGINT NOT NULL,
  why TEXT NOT NULL,
  questions BIGINT NOT NULL,
  held_by TEXT NOT NULL,
  held_until BIGINT NOT NULL,
  seen_at BIGINT,
  entered_day TEXT NOT NULL
);
CREATE INDEX account_due ON account_pace (due_at);

-- The coverage log by day: what follows from the rounds, kept beside them so that a thousand accounts are one query.
CREATE TABLE coverage_day (
  account_id TEXT NOT NULL REFERENCES account (id),
  day TEXT NOT NULL,
  visits BIGINT NOT NULL,
  partly BIGINT NOT NULL,
  missed BIGINT NOT NULL,
  new_posts BIGINT NOT NULL,
  revised_posts BIGINT NOT NULL,
  gone_posts BIGINT NOT NULL,
  seen_at BIGINT,
  gap BIGINT NOT NULL,
  gap_from BIGINT NOT NULL,
  PRIMARY KEY (account_id, day)
);
CREATE INDEX coverage_by_day ON coverage_day (day);

-- When a collector was at work at all: what lies between is time in which nobody looked.
CREATE TABLE on_duty (
  holder TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  PRIMARY KEY (from_at, holder)
);
CREATE INDEX on_duty_until ON on_duty (until_at);
CREATE INDEX revision_by_time ON revision (seen_at);

-- Posts that should have been in what came and were not, until they have been asked for by name.
CREATE TABLE missing (
  post_id TEXT PRIMARY KEY REFERENCES post (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  since BIGINT NOT NULL
);
CREATE INDEX missing_by_account ON missing (account_id, since);

-- Who is shut out of an account, since which decision, until when, and when that is looked at again.
CREATE TABLE block (
  action_id TEXT PRIMARY KEY REFERENCES action (id),
  post_id TEXT NOT NULL REFERENCES post (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  author_ref TEXT NOT NULL,
  ends_at BIGINT NOT NULL,
  review_at BIGINT NOT NULL,
  lifted_at BIGINT
);
CREATE INDEX block_by_post ON block (post_id);
CREATE INDEX block_by_author ON block (account_id, author_ref);

-- Watched words, and what others wrote with them. Nothing here is a duty.
CREATE TABLE watchword (
  id TEXT PRIMARY KEY,
  words TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE,
  active BIGINT NOT NULL,
  added_at BIGINT NOT NULL,
  added_by TEXT NOT NULL
);
CREATE TABLE watchword_turn (
  watchword_id TEXT NOT NULL REFERENCES watchword (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  cursor TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  result TEXT NOT NULL,
  PRIMARY KEY (watchword_id, account_id)
);
CREATE TABLE heard (
  id TEXT PRIMARY KEY,
  watchword_id TEXT NOT NULL REFERENCES watchword (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  platform_ref TEXT NOT NULL,
  author_name TEXT NOT NULL,
  text TEXT NOT NULL,
  permalink TEXT NOT NULL,
  posted_at BIGINT NOT NULL,
  heard_at BIGINT NOT NULL,
  seen_at BIGINT,
  seen_by TEXT NOT NULL,
  UNIQUE (watchword_id, account_id, platform_ref)
);
CREATE INDEX heard_newest ON heard (posted_at, id);
CREATE INDEX heard_unseen ON heard (seen_at);
