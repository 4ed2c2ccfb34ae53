CREATE TRIGGER destroyed_post_is_never_changed BEFORE UPDATE ON destroyed_post
BEGIN SELECT RAISE(ABORT, 'what was destroyed is append-only'); END;
CREATE TRIGGER destroyed_post_is_never_removed BEFORE DELETE ON destroyed_post
BEGIN SELECT RAISE(ABORT, 'what was destroyed is append-only'); END;
CREATE TRIGGER destroyed_bytes_are_never_changed BEFORE UPDATE ON destroyed_bytes
BEGIN SELECT RAISE(ABORT, 'what was destroyed is append-only'); END;
CREATE TRIGGER destroyed_bytes_are_never_removed BEFORE DELETE ON destroyed_bytes
BEGIN SELECT RAISE(ABORT, 'what was destroyed is append-only'); END;

CREATE TRIGGER blob_chunk_goes_only_when_destroyed BEFORE DELETE ON blob_chunk
WHEN NOT EXISTS (SELECT 1 FROM destroyed_bytes d WHERE d.digest = OLD.digest)
BEGIN SELECT RAISE(ABORT, 'stored bytes are never removed'); END;
CREATE TRIGGER revision_is_never_reworded BEFORE UPDATE ON revision
WHEN NOT (NEW.post_id = OLD.post_id AND NEW.no = OLD.no AND NEW.digest = OLD.digest AND NEW.seen_at = OLD.seen_at
  AND NEW.text = '' AND NEW.raw = ''
  AND EXISTS (SELECT 1 FROM destroyed_post d WHERE d.post_id = OLD.post_id))
BEGIN SELECT RAISE(ABORT, 'a wording is never changed'); END;
