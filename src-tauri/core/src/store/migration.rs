//! Bringing a database up to date, in one transaction, and refusing one that a newer program has changed.
//!
//! A migration is never edited once it has been released, and never changes what a column means. Its first line says
//! whether an older program may still use the database after it: in a team the desktops are not upgraded at the same
//! minute.

use super::{Dialect, Executor};
use crate::words::{Digest, Fault, Refusal, Result};

struct Migration {
    no: i64,
    name: &'static str,
    text: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migrations {
    ($($no:literal $name:literal)*) => {
        const MIGRATIONS: &[Migration] = &[$(Migration {
            no: $no,
            name: $name,
            text: include_str!(concat!("migrations/", $name, ".sql")),
            sqlite: include_str!(concat!("migrations/", $name, ".sqlite.sql")),
            postgres: include_str!(concat!("migrations/", $name, ".postgres.sql")),
        }),*];
    };
}
migrations! {
    1 "0001_words"
    2 "0002_rules"
    3 "0003_watch"
    4 "0004_connecting"
    5 "0005_no_copy"
    6 "0006_corrected"
    7 "0007_language"
}

const LEDGER: &str = "
CREATE TABLE IF NOT EXISTS migration (
  no BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  older_may_open BIGINT NOT NULL
);
";

impl Migration {
    fn older_may_open(&self) -> bool {
        self.text.lines().next().is_some_and(|line| line.trim() == "-- older programs: may open")
    }

    fn digest(&self) -> Digest {
        Digest::of([self.text, self.sqlite, self.postgres].concat().as_bytes())
    }
}

/// Applies what is missing.
pub(super) fn run(db: &mut dyn Executor) -> Result<()> {
    db.script(LEDGER)?;
    let latest = MIGRATIONS.last().map_or(0, |migration| migration.no);
    let mut applied = Vec::new();
    for row in db.rows("SELECT no, digest, older_may_open FROM migration ORDER BY no", &[])? {
        let no: i64 = row.get(0)?;
        if no > latest && !row.get::<bool>(2)? {
            return Err(Refusal::DatabaseNewer.into());
        }
        applied.push((no, row.get::<Digest>(1)?));
    }
    for migration in MIGRATIONS {
        match applied.iter().find(|(no, _)| *no == migration.no) {
            Some((_, digest)) if *digest == migration.digest() => {}
            Some(_) => {
                let cause = format!("migration {} is not the one this database was made with", migration.name);
                return Err(Fault::of("bring the database up to date", cause).into());
            }
            None => {
                db.script(migration.text)?;
                db.script(match db.dialect() {
                    Dialect::Sqlite => migration.sqlite,
                    Dialect::Postgres => migration.postgres,
                })?;
                db.execute(
                    "INSERT INTO migration (no, name, digest, older_may_open) VALUES ($1, $2, $3, $4)",
                    &[
                        migration.no.into(),
                        migration.name.into(),
                        migration.digest().into(),
                        migration.older_may_open().into(),
                    ],
                )?;
            }
        }
    }
    Ok(())
}
