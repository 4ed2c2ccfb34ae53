CREATE VIRTUAL TABLE post_search USING fts5 (post_id UNINDEXED, folded, tokenize = 'unicode61 remove_diacritics 0');

CREATE TRIGGER logbook_is_never_changed BEFORE UPDATE ON logbook
BEGIN SELECT RAISE(ABORT, 'the logbook is append-only'); END;
CREATE TRIGGER logbook_is_never_shortened BEFORE DELETE ON logbook
BEGIN SELECT RAISE(ABORT, 'the logbook is append-only'); END;
CREATE TRIGGER evidence_is_never_changed BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER evidence_is_never_removed BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER evidence_file_is_never_changed BEFORE UPDATE ON evidence_file
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER evidence_file_is_never_removed BEFORE DELETE ON evidence_file
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER blob_chunk_is_never_changed BEFORE UPDATE ON blob_chunk
BEGIN SELECT RAISE(ABORT, 'stored bytes are never changed'); END;
