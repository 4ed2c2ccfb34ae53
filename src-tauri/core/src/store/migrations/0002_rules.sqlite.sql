CREATE TRIGGER own_rules_are_never_changed BEFORE UPDATE ON own_rules
BEGIN SELECT RAISE(ABORT, 'the history of rules is append-only'); END;
CREATE TRIGGER own_rules_are_never_removed BEFORE DELETE ON own_rules
BEGIN SELECT RAISE(ABORT, 'the history of rules is append-only'); END;
