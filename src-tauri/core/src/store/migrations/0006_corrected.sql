-- older programs: may open
-- Numbers under which a forward was registered before its registration was corrected (RG2): a reply may have told one, and
-- then the right one has to be told.
CREATE TABLE former_number (
  forward_id TEXT NOT NULL REFERENCES forward (id),
  number TEXT NOT NULL,
  PRIMARY KEY (forward_id, number)
);
