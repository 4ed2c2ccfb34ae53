-- older programs: must not open
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- The chained record of every change. `entry` is JSON of ids, digests and grounds: never a citizen's words.
CREATE TABLE logbook (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  entry TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX logbook_by_subject ON logbook (subject, seq);
CREATE INDEX logbook_by_kind ON logbook (kind, seq);
CREATE TABLE logbook_head (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO logbook_head (one, seq, hash) VALUES (1, 0, '');

-- Bytes, once each, in pieces of 1 MiB.
CREATE TABLE blob (
  digest TEXT PRIMARY KEY,
  bytes BIGINT NOT NULL
);
CREATE TABLE blob_chunk (
  digest TEXT NOT NULL REFERENCES blob (digest),
  no BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (digest, no)
);

-- The register.
CREATE TABLE department (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  board TEXT NOT NULL,
  prefix TEXT NOT NULL,
  registrar_address TEXT NOT NULL,
  personal_file BIGINT NOT NULL
);
CREATE TABLE person (
  id TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  initials TEXT NOT NULL,
  title TEXT NOT NULL,
  department_id TEXT REFERENCES department (id),
  roles TEXT NOT NULL,
  active BIGINT NOT NULL
);
CREATE TABLE account (
  id TEXT PRIMARY KEY,
  platform TEXT NOT NULL,
  service TEXT NOT NULL,
  handle TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  department_id TEXT NOT NULL REFERENCES department (id),
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  purpose TEXT NOT NULL,
  target_group TEXT NOT NULL,
  clock TEXT NOT NULL,
  applied_at BIGINT NOT NULL,
  applied_by TEXT NOT NULL,
  agreed_on TEXT NOT NULL,
  approved_at BIGINT,
  approved_by TEXT,
  connected_at BIGINT,
  connection_state TEXT NOT NULL,
  connection_cause TEXT NOT NULL,
  connection_seen_at BIGINT,
  UNIQUE (platform, address, handle)
);
CREATE TABLE account_administrator (
  account_id TEXT NOT NULL REFERENCES account (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  PRIMARY KEY (account_id, person_id)
);

-- What comes in.
CREATE TABLE post (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  platform_ref TEXT NOT NULL,
  parent_ref TEXT NOT NULL,
  root_ref TEXT NOT NULL,
  kind TEXT NOT NULL,
  ours BIGINT NOT NULL,
  openly_visible BIGINT NOT NULL,
  author_ref TEXT NOT NULL,
  author_name TEXT NOT NULL,
  permalink TEXT NOT NULL,
  posted_at BIGINT NOT NULL,
  first_seen_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  latest BIGINT NOT NULL,
  standing TEXT NOT NULL,
  gone_first_missed_at BIGINT,
  gone_by TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  duty TEXT NOT NULL,
  rank BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  answer_by BIGINT NOT NULL,
  wave TEXT NOT NULL DEFAULT '',
  rests_until BIGINT,
  rest_reason TEXT NOT NULL DEFAULT '',
  assigned_person TEXT REFERENCES person (id),
  assigned_department TEXT REFERENCES department (id),
  done_at BIGINT,
  done_by TEXT NOT NULL DEFAULT '',
  done_reason TEXT NOT NULL DEFAULT '',
  UNIQUE (account_id, platform_ref)
);
CREATE INDEX post_in_queue ON post (state, rank, due_at, id);
CREATE INDEX post_by_thread ON post (account_id, root_ref, posted_at);
CREATE INDEX post_by_author ON post (account_id, author_ref, posted_at);
CREATE INDEX post_by_wave ON post (wave, posted_at);
CREATE INDEX post_done ON post (state, done_at);
CREATE TABLE revision (
  post_id TEXT NOT NULL REFERENCES post (id),
  no BIGINT NOT NULL,
  text TEXT NOT NULL,
  digest TEXT NOT NULL,
  raw TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (post_id, no)
);
CREATE TABLE attachment (
  id TEXT PRIMARY KEY,
  post_id TEXT NOT NULL REFERENCES post (id),
  no BIGINT NOT NULL,
  address TEXT NOT NULL,
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  description TEXT NOT NULL,
  digest TEXT,
  trouble TEXT NOT NULL,
  UNIQUE (post_id, address)
);
CREATE TABLE read_by (
  post_id TEXT NOT NULL REFERENCES post (id),
  person_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (post_id, person_id)
);

-- The collector's own book: where each account was left, and every visit.
CREATE TABLE account_cursor (
  account_id TEXT PRIMARY KEY REFERENCES account (id),
  cursor TEXT NOT NULL,
  saved_at BIGINT NOT NULL
);
CREATE TABLE round (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  result TEXT NOT NULL,
  new_posts BIGINT NOT NULL,
  revised_posts BIGINT NOT NULL,
  gone_posts BIGINT NOT NULL
);
CREATE INDEX round_by_account ON round (account_id, ended_at);
CREATE INDEX round_by_time ON round (ended_at);
CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL
);

-- Judging.
CREATE TABLE flag (
  id TEXT PRIMARY KEY,
  post_id TEXT NOT NULL REFERENCES post (id),
  revision_no BIGINT NOT NULL,
  label TEXT NOT NULL,
  rule TEXT NOT NULL,
  rule_set TEXT NOT NULL,
  span_start BIGINT NOT NULL,
  span_end BIGINT NOT NULL,
  severity TEXT NOT NULL,
  score BIGINT NOT NULL,
  state TEXT NOT NULL,
  judged_at BIGINT,
  judged_by TEXT
);
CREATE INDEX flag_by_post ON flag (post_id, revision_no);
CREATE INDEX flag_by_rule ON flag (rule, state);
CREATE TABLE claim (
  post_id TEXT PRIMARY KEY REFERENCES post (id),
  person_id TEXT NOT NULL,
  token TEXT NOT NULL,
  until BIGINT NOT NULL
);
CREATE TABLE draft (
  post_id TEXT NOT NULL REFERENCES post (id),
  person_id TEXT NOT NULL,
  text TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  PRIMARY KEY (post_id, person_id)
);
CREATE TABLE note (
  id TEXT PRIMARY KEY,
  post_id TEXT NOT NULL REFERENCES post (id),
  person_id TEXT NOT NULL,
  text TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX note_by_post ON note (post_id, at);

-- Evidence.
CREATE TABLE evidence (
  id TEXT PRIMARY KEY,
  no BIGINT NOT NULL UNIQUE,
  post_id TEXT NOT NULL REFERENCES post (id),
  revision_no BIGINT NOT NULL,
  sealed_at BIGINT NOT NULL,
  sealed_by TEXT NOT NULL,
  manifest TEXT NOT NULL,
  digest TEXT NOT NULL,
  signature TEXT NOT NULL,
  public_key TEXT NOT NULL,
  prev TEXT NOT NULL
);
CREATE INDEX evidence_by_post ON evidence (post_id, no);
CREATE TABLE evidence_file (
  evidence_id TEXT NOT NULL REFERENCES evidence (id),
  no BIGINT NOT NULL,
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  digest TEXT NOT NULL REFERENCES blob (digest),
  PRIMARY KEY (evidence_id, no)
);

-- To the registrar and back.
CREATE TABLE forward (
  id TEXT PRIMARY KEY,
  post_id TEXT NOT NULL REFERENCES post (id),
  evidence_id TEXT NOT NULL REFERENCES evidence (id),
  department_id TEXT NOT NULL REFERENCES department (id),
  registrar_address TEXT NOT NULL,
  personal_file BIGINT NOT NULL,
  confidential BIGINT NOT NULL,
  concerns TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  sent_by TEXT NOT NULL,
  register_by BIGINT NOT NULL,
  state TEXT NOT NULL,
  received_on TEXT NOT NULL,
  correspondent TEXT NOT NULL,
  public_line TEXT NOT NULL,
  number TEXT,
  registered_at BIGINT,
  registered_by TEXT,
  question TEXT NOT NULL,
  returned_at BIGINT,
  returned_by TEXT
);
CREATE INDEX forward_by_state ON forward (state, register_by);
CREATE INDEX forward_by_post ON forward (post_id);

-- Decided, then carried out.
CREATE TABLE action (
  id TEXT PRIMARY KEY,
  post_id TEXT NOT NULL REFERENCES post (id),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  decided_at BIGINT NOT NULL,
  decided_by TEXT NOT NULL,
  second_by TEXT,
  ground TEXT NOT NULL,
  reason TEXT NOT NULL,
  evidence_id TEXT REFERENCES evidence (id),
  text TEXT NOT NULL,
  of_action TEXT REFERENCES action (id),
  not_before BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  cause TEXT NOT NULL,
  carried_out_at BIGINT,
  receipt TEXT NOT NULL,
  read_back TEXT NOT NULL,
  read_back_at BIGINT
);
CREATE INDEX action_waiting ON action (state, not_before);
CREATE INDEX action_by_post ON action (post_id, decided_at);
