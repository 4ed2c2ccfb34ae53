CREATE TRIGGER destroyed_post_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON destroyed_post
FOR EACH STATEMENT EXECUTE FUNCTION uppsikt_append_only();
CREATE TRIGGER destroyed_bytes_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON destroyed_bytes
FOR EACH STATEMENT EXECUTE FUNCTION uppsikt_append_only();

CREATE FUNCTION uppsikt_bytes_go_only_when_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM destroyed_bytes d WHERE d.digest = OLD.digest) THEN
    RAISE EXCEPTION 'stored bytes are never removed';
  END IF;
  RETURN OLD;
END
$$;
CREATE TRIGGER blob_chunk_goes_only_when_destroyed BEFORE DELETE ON blob_chunk
FOR EACH ROW EXECUTE FUNCTION uppsikt_bytes_go_only_when_destroyed();

CREATE FUNCTION uppsikt_words_go_only_when_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.post_id = OLD.post_id AND NEW.no = OLD.no AND NEW.digest = OLD.digest AND NEW.seen_at = OLD.seen_at
    AND NEW.text = '' AND NEW.raw = ''
    AND EXISTS (SELECT 1 FROM destroyed_post d WHERE d.post_id = OLD.post_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a wording is never changed';
END
$$;
CREATE TRIGGER revision_is_never_reworded BEFORE UPDATE ON revision
FOR EACH ROW EXECUTE FUNCTION uppsikt_words_go_only_when_destroyed();
