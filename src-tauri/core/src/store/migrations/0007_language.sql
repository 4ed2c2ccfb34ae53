-- older programs: must not open
-- Since this, a post may have the duty 'disclose' (FL12), which an older program cannot read.
-- In which language each revision of a post is written, by its code of ISO 639-1, where that can be told (FL21).
CREATE TABLE revision_language (
  post_id TEXT NOT NULL REFERENCES post (id),
  revision_no BIGINT NOT NULL,
  language TEXT NOT NULL,
  PRIMARY KEY (post_id, revision_no)
);
