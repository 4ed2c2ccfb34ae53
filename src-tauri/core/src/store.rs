//! Rows in SQLite or PostgreSQL, from one SQL text.
//!
//! It knows no domain type: what a row means stands beside the type it fills. SQL is written in a portable subset:
//!
//! | write | not | because |
//! |---|---|---|
//! | `$1`, numbered in order | `?` | SQLite's executor turns `$1` into `?1` outside quotes |
//! | `BIGINT`, `BYTEA`, `TEXT` | `INTEGER`, `BLOB` | replaced for SQLite, whose tables also become `STRICT` |
//! | Unix milliseconds; days as `YYYY-MM-DD` | timestamps, booleans | one meaning in both |
//! | ids made by us | `AUTOINCREMENT`, `IDENTITY` | an id exists before its row and is never reused |
//! | `folded` columns, folded in Rust | `LOWER()`, `LIKE` on raw text | SQLite folds only A–Z |
//! | `ORDER BY` numbers and ids; names sorted in Rust | `ORDER BY name` | collations differ: å after z |
//! | `CAST(SUM(x) AS BIGINT)`, `CAST(COUNT(*) AS BIGINT)` | bare `SUM` | PostgreSQL answers `NUMERIC` |
//! | `ON CONFLICT … DO UPDATE`, `RETURNING`, CTEs, windows | JSON operators, `REPLACE INTO` | same in both |
//!
//! Two places differ on purpose: full-text search ([`search`]) and the guards that make the logbook and the evidence
//! append-only in the database itself (`migrations/*.sqlite.sql`, `*.postgres.sql`).

mod migration;
mod postgres;
pub mod search;
mod sqlite;
mod value;

pub use value::{FromValue, Row, Value};

use crate::words::{Error, Refusal, Result};
use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The whole seam between the program and a database.
pub trait Executor {
    /// Runs a statement and answers how many rows it changed.
    ///
    /// # Errors
    /// A fault of the database; the transaction is then lost.
    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64>;

    /// Runs a query and answers its rows.
    ///
    /// # Errors
    /// A fault of the database; the transaction is then lost.
    fn rows(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>>;

    /// Runs a script of statements that take no arguments.
    ///
    /// # Errors
    /// A fault of the database; the transaction is then lost.
    fn script(&mut self, sql: &str) -> Result<()>;

    /// Which database this is, for the two places that differ.
    fn dialect(&self) -> Dialect;
}

/// Which database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite with SQLCipher: one desk.
    Sqlite,
    /// PostgreSQL: a team.
    Postgres,
}

/// The 32 bytes that an SQLite database is encrypted with. Never printed.
#[derive(Clone)]
pub struct DatabaseKey([u8; 32]);

impl DatabaseKey {
    /// A key from the key store.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> DatabaseKey {
        DatabaseKey(bytes)
    }

    /// The bytes, to be put into the key store.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Where the rows lie.
#[derive(Debug, Clone)]
pub enum Place {
    /// An encrypted file.
    File {
        /// The database file.
        path: PathBuf,
        /// What opens it.
        key: DatabaseKey,
    },
    /// A `postgres://` address.
    Server(String),
}

/// A database with its schema brought up to date.
///
/// One writer at a time, several readers: SQLite allows no more, and a municipality needs no more. Readers see a
/// consistent state for as long as they read.
pub struct Store {
    place: Place,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

enum Connection {
    Sqlite(Box<rusqlite::Connection>),
    /// With the time of its last use.
    Postgres(Box<::postgres::Client>, Instant),
}

/// A connection that has rested for longer is asked whether its server is still there, before work is entrusted to it: a
/// server that was restarted over lunch must not cost anybody their first decision after it.
const RESTED: Duration = Duration::from_secs(2);

/// Idle reading connections kept open.
const IDLE_READERS: usize = 4;

impl Store {
    /// Opens the database, creating it where there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// [`Refusal::KeyWrong`], [`Refusal::DatabaseDamaged`], [`Refusal::DatabaseNewer`], [`Refusal::ReadOnly`],
    /// [`Refusal::DiskFull`], [`Refusal::DatabaseAway`], or a fault.
    pub fn open(place: Place) -> Result<Store> {
        let mut writer = Connection::open(&place, Access::Writing)?;
        writer.transaction(Access::Writing, migration::run).map_err(|error| noticed(&place, error))?;
        Ok(Store { place, writer: Mutex::new(writer), readers: Mutex::default() })
    }

    /// Whether a database lies there already.
    #[must_use]
    pub fn exists(path: &Path) -> bool {
        std::fs::metadata(path).is_ok_and(|file| file.len() > 0)
    }

    /// Where it lies.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Reads one consistent state.
    ///
    /// # Errors
    /// Whatever `work` answers, or a fault of the database.
    pub fn read<T>(&self, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<T> {
        let idle = lock(&self.readers).pop();
        let mut reader = match idle {
            Some(mut reader) => match reader.is_alive() {
                true => reader,
                false => Connection::open(&self.place, Access::Reading)?,
            },
            None => Connection::open(&self.place, Access::Reading)?,
        };
        let answer = reader.transaction(Access::Reading, work).map_err(|error| noticed(&self.place, error));
        let mut readers = lock(&self.readers);
        if let Err(Error::Refused(Refusal::DatabaseAway)) = answer {
            // The others have lost the server too, and would each say so once.
            readers.clear();
        }
        if readers.len() < IDLE_READERS && reader.is_alive() {
            readers.push(reader);
        }
        answer
    }

    /// Runs `work` in one transaction, which is kept whole or not at all.
    ///
    /// # Errors
    /// Whatever `work` answers, or a fault of the database.
    pub fn write<T>(&self, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<T> {
        let mut writer = lock(&self.writer);
        if !writer.is_alive() {
            *writer = Connection::open(&self.place, Access::Writing)?;
        }
        writer.transaction(Access::Writing, work).map_err(|error| noticed(&self.place, error))
    }

    /// Looks through the whole file for damage; answers what it found, nothing when all is well.
    /// A server looks after its own files.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn check(&self) -> Result<Vec<String>> {
        self.read(|db| match db.dialect() {
            Dialect::Sqlite => {
                let mut found = Vec::new();
                for row in db.rows("PRAGMA cipher_integrity_check", &[])? {
                    found.push(row.get::<String>(0)?);
                }
                for row in db.rows("PRAGMA quick_check(20)", &[])? {
                    let line: String = row.get(0)?;
                    if line != "ok" {
                        found.push(line);
                    }
                }
                Ok(found)
            }
            Dialect::Postgres => Ok(Vec::new()),
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Reading,
    Writing,
}

impl Connection {
    fn open(place: &Place, access: Access) -> Result<Connection> {
        match place {
            Place::File { path, key } => sqlite::open(path, key, access).map(|c| Connection::Sqlite(Box::new(c))),
            Place::Server(url) => {
                postgres::open(url).map(|client| Connection::Postgres(Box::new(client), Instant::now()))
            }
        }
    }

    fn is_alive(&mut self) -> bool {
        match self {
            Connection::Sqlite(_) => true,
            Connection::Postgres(client, used) if used.elapsed() > RESTED => postgres::answers(client),
            Connection::Postgres(client, _) => !client.is_closed(),
        }
    }

    fn transaction<T>(&mut self, access: Access, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<T> {
        match self {
            Connection::Sqlite(connection) => sqlite::transaction(connection, access, work),
            Connection::Postgres(client, used) => {
                let answer = postgres::transaction(client, access, work);
                *used = Instant::now();
                answer
            }
        }
    }
}

/// Damage that was met while working is set aside and reported like damage that is met at the door.
fn noticed(place: &Place, error: Error) -> Error {
    match place {
        Place::File { path, key } => sqlite::damage(path, key, error),
        Place::Server(_) => error,
    }
}

/// A panic in one write must not close the database to everybody: its transaction was rolled back.
fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the error means that the world outside said no, in a way that a person can mend.
fn refusal_of(kind: std::io::ErrorKind) -> Option<Refusal> {
    use std::io::ErrorKind;
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some(Refusal::DiskFull),
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Some(Refusal::ReadOnly),
        _ => None,
    }
}
