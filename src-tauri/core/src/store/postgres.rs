//! PostgreSQL, for a team. TLS is demanded of every server that is not on this machine.

use super::{Access, Dialect, Executor, Row, Value};
use crate::words::{Error, Fault, Refusal, Result};
use ::postgres::{
    Client, Config, NoTls,
    config::{Host, SslMode},
    error::SqlState,
    types::{IsNull, ToSql, Type, to_sql_checked},
};
use rustls_platform_verifier::ConfigVerifierExt;
use std::{sync::Arc, time::Duration};

/// How long a server may take to answer the door.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long data may go unacknowledged, and a connection unused, before it is looked after whether the server is there.
const SILENCE: Duration = Duration::from_secs(30);

/// What a connection is not allowed to wait for: a lock that somebody holds, a statement that does not end, and ourselves,
/// should we die in the middle of a transaction and leave its locks. An address that sets one of them knows better.
const TIMEOUTS: [(&str, &str); 3] =
    [("lock_timeout", "20s"), ("statement_timeout", "120s"), ("idle_in_transaction_session_timeout", "120s")];

pub(super) fn open(url: &str) -> Result<Client> {
    let doing = "reach the database server";
    let mut config: Config = url.parse().map_err(|cause: ::postgres::Error| Fault::of(doing, cause))?;
    config
        .connect_timeout(PATIENCE)
        .tcp_user_timeout(SILENCE)
        .keepalives(true)
        .keepalives_idle(SILENCE)
        .application_name("Uppsikt");
    let known = config.get_options().unwrap_or_default().to_owned();
    let client = if is_local(&config) {
        config.connect(NoTls)
    } else {
        config.ssl_mode(SslMode::Require);
        config.connect(tokio_postgres_rustls::MakeRustlsConnect::new(tls()?))
    };
    let mut client = client.map_err(|cause| fault(doing, cause))?;
    let timeouts: String = TIMEOUTS
        .iter()
        .filter(|(name, _)| !known.contains(name))
        .map(|(name, most)| format!("SET {name} = '{most}';"))
        .collect();
    client.batch_execute(&timeouts).map_err(|cause| fault(doing, cause))?;
    Ok(client)
}

/// Whether the server still answers on a connection that has not been used for a while.
pub(super) fn answers(client: &mut Client) -> bool {
    !client.is_closed() && client.is_valid(PATIENCE).is_ok()
}

fn is_local(config: &Config) -> bool {
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    })
}

fn tls() -> Result<rustls::ClientConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    // A second call finds the provider in place, which is as good.
    let _ = provider.install_default_once();
    rustls::ClientConfig::with_platform_verifier().map_err(|cause| Fault::of("prepare encryption", cause).into())
}

trait InstallOnce {
    fn install_default_once(self) -> bool;
}
impl InstallOnce for Arc<rustls::crypto::CryptoProvider> {
    fn install_default_once(self) -> bool {
        rustls::crypto::CryptoProvider::get_default().is_some() || (*self).clone().install_default().is_ok()
    }
}

pub(super) fn transaction<T>(
    client: &mut Client,
    access: Access,
    work: impl FnOnce(&mut dyn Executor) -> Result<T>,
) -> Result<T> {
    let doing = "begin a transaction";
    let begun = match access {
        Access::Reading => client
            .build_transaction()
            .read_only(true)
            .isolation_level(::postgres::IsolationLevel::RepeatableRead)
            .start(),
        Access::Writing => client.transaction(),
    };
    let mut postgres = Postgres(begun.map_err(|cause| fault(doing, cause))?);
    let value = work(&mut postgres)?;
    postgres.0.commit().map_err(|cause| fault("commit a transaction", cause))?;
    Ok(value)
}

struct Postgres<'a>(::postgres::Transaction<'a>);

impl Executor for Postgres<'_> {
    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        self.0.execute(sql, &borrowed(args)).map_err(|cause| fault("change rows", cause))
    }

    fn rows(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
        let rows = self.0.query(sql, &borrowed(args)).map_err(|cause| fault("read rows", cause))?;
        rows.iter().map(row_of).collect()
    }

    fn script(&mut self, sql: &str) -> Result<()> {
        self.0.batch_execute(sql).map_err(|cause| fault("change the schema", cause))
    }

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }
}

fn borrowed(args: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    args.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn row_of(row: &::postgres::Row) -> Result<Row> {
    let cells = row.columns().iter().enumerate().map(|(at, column)| {
        let cell = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(at).map(Value::from),
            Type::INT4 => row.try_get::<_, Option<i32>>(at).map(|n| Value::from(n.map(i64::from))),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at).map(Value::from),
            _ => row.try_get::<_, Option<String>>(at).map(Value::from),
        };
        cell.map_err(|cause| Fault::of("read a row", cause).into())
    });
    cells.collect::<Result<Vec<_>>>().map(Row)
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut ::postgres::types::private::BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(n) if *kind == Type::INT4 => i32::try_from(*n)?.to_sql(kind, out),
            Value::Int(n) => n.to_sql(kind, out),
            // PostgreSQL has no room for the character U+0000 in text; nothing a citizen meant is lost with it.
            Value::Text(text) if text.contains('\0') => text.replace('\0', "\u{FFFD}").to_sql(kind, out),
            Value::Text(text) => text.to_sql(kind, out),
            Value::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

#[allow(clippy::needless_pass_by_value, reason = "it ends here: nothing may hold on to what may quote a row")]
fn fault(doing: &'static str, cause: ::postgres::Error) -> Error {
    let lost = matches!(std::error::Error::source(&cause), Some(inner) if inner.is::<std::io::Error>());
    let away = cause.is_closed() || cause.as_db_error().is_none() && lost;
    let refusal = match cause.code() {
        _ if away => Some(Refusal::DatabaseAway),
        Some(code) if *code == SqlState::DISK_FULL => Some(Refusal::DiskFull),
        Some(code) if *code == SqlState::READ_ONLY_SQL_TRANSACTION => Some(Refusal::ReadOnly),
        Some(code) if [SqlState::LOCK_NOT_AVAILABLE, SqlState::QUERY_CANCELED].contains(code) => {
            Some(Refusal::DatabaseBusy)
        }
        Some(code) if [SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION].contains(code) => {
            Some(Refusal::DatabaseLogin)
        }
        Some(code)
            if [
                SqlState::ADMIN_SHUTDOWN,
                SqlState::CRASH_SHUTDOWN,
                SqlState::CANNOT_CONNECT_NOW,
                SqlState::TOO_MANY_CONNECTIONS,
                SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
            ]
            .contains(code) =>
        {
            Some(Refusal::DatabaseAway)
        }
        _ => None,
    };
    // A database error may quote a row, and a row may hold a citizen's words: only its code goes on.
    let code = cause.code().map_or_else(|| "connection".to_owned(), |code| code.code().to_owned());
    refusal.map_or_else(|| Fault::of(doing, format!("PostgreSQL answered {code}")).into(), Error::from)
}
