-- older programs: may open
-- In which language each wording of a post is written, by its code of ISO 639-1, where that can be told (FL21).
CREATE TABLE wording_language (
  post_id TEXT NOT NULL REFERENCES post (id),
  revision_no BIGINT NOT NULL,
  language TEXT NOT NULL,
  PRIMARY KEY (post_id, revision_no)
);
