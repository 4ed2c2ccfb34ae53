//! SQLite, encrypted at rest with SQLCipher.

use super::{Access, DatabaseKey, Dialect, Executor, Row, Store, Value, refusal_of};
use crate::words::{Digest, Error, Fault, Refusal, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, types::ToSqlOutput};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// How long a writer waits for another process (the collector beside the window) before it gives up.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn open(path: &Path, key: &DatabaseKey, access: Access) -> Result<Connection> {
    let existed = Store::exists(path);
    // A file that has lost all its bytes was a database: it is not taken for a place where none has been begun.
    if !existed && path.exists() && key_id_of(path).is_some() {
        return Err(Refusal::DatabaseDamaged(set_aside(path)?).into());
    }
    if !existed && let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|cause| {
            refusal_of(cause.kind()).map_or_else(|| Fault::of("make the database's folder", cause).into(), Error::from)
        })?;
    }
    let flags = match access {
        Access::Reading => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Writing => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    };
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|cause| fault("open the database", cause))?;
    let prepared = prepare(&connection, key, access);
    match prepared {
        Ok(()) if !existed => remember_key(path, key).map(|()| connection),
        Ok(()) => Ok(connection),
        Err(error) => {
            drop(connection);
            Err(damage(path, key, error))
        }
    }
}

/// Tells damage from a wrong key, and sets what is damaged aside. SQLCipher says «not a database» of both: the note
/// beside the file tells which key it was made with.
pub(super) fn damage(path: &Path, key: &DatabaseKey, error: Error) -> Error {
    let damaged = match &error {
        Error::Refused(Refusal::KeyWrong) => key_id_of(path).is_some_and(|id| id == key_id(key)),
        Error::Refused(Refusal::DatabaseDamaged(copy)) => copy.is_empty(),
        _ => false,
    };
    if !damaged {
        return error;
    }
    set_aside(path).map_or_else(|other| other, |copy| Refusal::DatabaseDamaged(copy).into())
}

fn prepare(connection: &Connection, key: &DatabaseKey, access: Access) -> Result<()> {
    let doing = "unlock the database";
    connection.busy_timeout(PATIENCE).map_err(|cause| fault(doing, cause))?;
    // Quiet first: a wrong key would otherwise be shouted on standard error by the library itself.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;").map_err(|cause| fault(doing, cause))?;
    // A raw key: a passphrase would cost 0.4 s of key derivation for every connection.
    let raw: String = key.expose().iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!("PRAGMA key = \"x'{raw}'\";")).map_err(|cause| fault(doing, cause))?;
    connection
        .query_row("SELECT COUNT(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0))
        .map_err(|cause| fault(doing, cause))?;
    let pragmas = match access {
        Access::Reading => "PRAGMA query_only = ON; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;",
        Access::Writing => {
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
             PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
        }
    };
    connection.execute_batch(pragmas).map_err(|cause| fault(doing, cause))?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(())
}

pub(super) fn transaction<T>(
    connection: &mut Connection,
    access: Access,
    work: impl FnOnce(&mut dyn Executor) -> Result<T>,
) -> Result<T> {
    let behavior = match access {
        Access::Reading => TransactionBehavior::Deferred,
        Access::Writing => TransactionBehavior::Immediate,
    };
    let transaction =
        connection.transaction_with_behavior(behavior).map_err(|cause| fault("begin a transaction", cause))?;
    let mut sqlite = Sqlite(transaction);
    let value = work(&mut sqlite)?;
    sqlite.0.commit().map_err(|cause| fault("commit a transaction", cause))?;
    Ok(value)
}

struct Sqlite<'a>(rusqlite::Transaction<'a>);

impl Executor for Sqlite<'_> {
    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        let doing = "change rows";
        let mut statement = self.0.prepare_cached(&to_sqlite(sql)).map_err(|cause| fault(doing, cause))?;
        let changed = statement.execute(rusqlite::params_from_iter(args)).map_err(|cause| fault(doing, cause))?;
        Ok(changed as u64)
    }

    fn rows(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
        let doing = "read rows";
        let mut statement = self.0.prepare_cached(&to_sqlite(sql)).map_err(|cause| fault(doing, cause))?;
        let columns = statement.column_count();
        let rows = statement
            .query_map(rusqlite::params_from_iter(args), |row| {
                (0..columns).map(|column| row.get_ref(column).map(value_of)).collect::<rusqlite::Result<Vec<_>>>()
            })
            .map_err(|cause| fault(doing, cause))?;
        rows.map(|row| row.map(Row).map_err(|cause| fault(doing, cause))).collect()
    }

    fn script(&mut self, sql: &str) -> Result<()> {
        self.0.execute_batch(&schema_to_sqlite(sql)).map_err(|cause| fault("change the schema", cause))
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }
}

fn value_of(cell: rusqlite::types::ValueRef<'_>) -> Value {
    use rusqlite::types::ValueRef;
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        // No column holds floats; an expression that makes one is a fault that `Row::get` reports.
        ValueRef::Real(n) => Value::Text(n.to_string()),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Owned(rusqlite::types::Value::Null),
            Value::Int(n) => ToSqlOutput::from(*n),
            Value::Text(text) => ToSqlOutput::from(text.as_str()),
            Value::Bytes(bytes) => ToSqlOutput::from(bytes.as_slice()),
        })
    }
}

/// `$1` becomes `?1`, except between quotes.
fn to_sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut chars = sql.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        quoted ^= c == '\'';
        let placeholder = c == '$' && !quoted && chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if placeholder { '?' } else { c });
    }
    out
}

fn schema_to_sqlite(sql: &str) -> String {
    sql.replace("BIGINT", "INTEGER").replace("BYTEA", "BLOB").replace("\n);", "\n) STRICT;")
}

fn fault(doing: &'static str, cause: rusqlite::Error) -> Error {
    let refusal = match cause.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Some(Refusal::KeyWrong),
        Some(ErrorCode::DiskFull) => Some(Refusal::DiskFull),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Some(Refusal::DatabaseBusy),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Some(Refusal::ReadOnly),
        Some(ErrorCode::DatabaseCorrupt) => Some(Refusal::DatabaseDamaged(String::new())),
        _ => None,
    };
    refusal.map_or_else(|| Fault::of(doing, cause).into(), Error::from)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// Tells one key from another without saying anything of either.
fn key_id(key: &DatabaseKey) -> String {
    let digest = Digest::of(&[b"uppsikt key id ".as_slice(), key.expose()].concat()).to_string();
    digest.chars().take(16).collect()
}

fn key_id_of(path: &Path) -> Option<String> {
    fs::read_to_string(beside(path, ".key-id")).ok().map(|id| id.trim().to_owned())
}

fn remember_key(path: &Path, key: &DatabaseKey) -> Result<()> {
    fs::write(beside(path, ".key-id"), key_id(key)).map_err(|cause| {
        refusal_of(cause.kind())
            .map_or_else(|| Fault::of("note which key opens the database", cause).into(), Error::from)
    })
}

/// Copies a damaged database aside, once, and answers the copy's file name. The damaged file stays where it is, so that
/// the next start says the same again and never begins an empty database in its place.
fn set_aside(path: &Path) -> Result<String> {
    let copy = beside(path, ".damaged");
    if !copy.exists() {
        let failed = |cause: std::io::Error| {
            refusal_of(cause.kind())
                .map_or_else(|| Fault::of("set the damaged database aside", cause).into(), Error::from)
        };
        fs::copy(path, &copy).map_err(failed)?;
        // What was written last may not have reached the file itself yet.
        let journal = beside(path, "-wal");
        if journal.exists() {
            fs::copy(journal, beside(&copy, "-wal")).map_err(failed)?;
        }
    }
    Ok(copy.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_change_outside_quotes_only() {
        assert_eq!(to_sqlite("SELECT $1 WHERE a = '$2' AND b = $12"), "SELECT ?1 WHERE a = '$2' AND b = ?12");
    }

    #[test]
    fn tables_become_strict() {
        assert_eq!(schema_to_sqlite("CREATE TABLE t (\n  n BIGINT\n);"), "CREATE TABLE t (\n  n INTEGER\n) STRICT;");
    }
}
