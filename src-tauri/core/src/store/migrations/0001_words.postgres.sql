CREATE TABLE post_search (
  post_id TEXT PRIMARY KEY,
  folded TEXT NOT NULL
);
CREATE INDEX post_search_words ON post_search USING gin (to_tsvector('simple', folded));

CREATE FUNCTION uppsikt_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER logbook_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON logbook
FOR EACH STATEMENT EXECUTE FUNCTION uppsikt_append_only();
CREATE TRIGGER evidence_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence
FOR EACH STATEMENT EXECUTE FUNCTION uppsikt_append_only();
CREATE TRIGGER evidence_file_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_file
FOR EACH STATEMENT EXECUTE FUNCTION uppsikt_append_only();
CREATE TRIGGER blob_chunk_is_never_changed BEFORE UPDATE ON blob_chunk
FOR EACH STATEMENT EXECUTE FUNCTION uppsikt_append_only();
