//! Accounts: applied for, agreed on, active, paused, closed.

use super::people::{Department, Person, department, filled, person};
use crate::{
    logbook::{Entry, Reader, Tx},
    policy::ClockKind,
    store::{Row, Value},
    words::{AccountId, Actor, ActorId, DepartmentId, Manager, Platform, Refusal, Result, Timestamp, words},
};
use chrono::TimeDelta;
use std::collections::BTreeSet;

words! {
    /// What an account is for.
    AccountKind {
        /// Speaks for the municipality.
        Official = "official",
        /// A class or a pre-school group; a light form, and a short life (AC10).
        Pedagogical = "pedagogical",
    }
}
words! {
    /// How far an account has come.
    AccountStatus {
        /// Applied for: nothing is fetched yet.
        Applied = "applied",
        /// Agreed on and in use.
        Active = "active",
        /// Closed for a while (AC24).
        Paused = "paused",
        /// Closed for good.
        Closed = "closed",
    }
}
words! {
    /// Which of the policy's answer clocks the account keeps.
    Clock {
        /// The main page: 24 hours within opening hours.
        Main = "main",
        /// Other accounts: 48 hours.
        Other = "other",
    }
}
words! {
    /// Whether the login to the platform works.
    ConnectionState {
        /// No login has been given.
        None = "none",
        /// The last call succeeded.
        Working = "working",
        /// The last call failed; supervision of the account is missed until it works again (IN9).
        Troubled = "troubled",
    }
}

impl Clock {
    /// The clock in the policy.
    #[must_use]
    pub fn kind(self) -> ClockKind {
        match self {
            Clock::Main => ClockKind::Main,
            Clock::Other => ClockKind::Other,
        }
    }
}

/// An account in the register, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Where it lives.
    pub platform: Platform,
    /// For accounts watched by hand, the service; otherwise empty.
    pub service: String,
    /// The platform's name for it.
    pub handle: String,
    /// What people call it.
    pub name: String,
    /// Where the platform is reached.
    pub address: String,
    /// Whose it is.
    pub department: DepartmentId,
    /// What it is for.
    pub kind: AccountKind,
    /// How far it has come.
    pub status: AccountStatus,
    /// Syfte.
    pub purpose: String,
    /// Målgrupp.
    pub target_group: String,
    /// Which answer clock it keeps.
    pub clock: Clock,
    /// The day the agreement was signed; empty until then.
    pub agreed_on: String,
    /// When its login was last given.
    pub connected_at: Option<Timestamp>,
    /// Whether the login works.
    pub connection: ConnectionState,
    /// Why it does not: codes and numbers.
    pub connection_cause: String,
    /// When it last did.
    pub connection_seen_at: Option<Timestamp>,
    /// When the login ends; nothing where it doesn't, or where the platform doesn't say.
    pub login_ends_at: Option<Timestamp>,
    /// Who looks after it.
    pub administrators: Vec<ActorId>,
}

/// An account that may be used: active, agreed on, with two administrators. It cannot exist without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Active(Account);

impl Active {
    /// The account.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.0
    }
}

/// What somebody asks for when they want an account (AC2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Where.
    pub platform: Platform,
    /// For accounts watched by hand, the service.
    pub service: String,
    /// The platform's name for it.
    pub handle: String,
    /// What people call it.
    pub name: String,
    /// Where the platform is reached.
    pub address: String,
    /// Whose it is.
    pub department: DepartmentId,
    /// What it is for.
    pub kind: AccountKind,
    /// Syfte.
    pub purpose: String,
    /// Målgrupp.
    pub target_group: String,
    /// Which answer clock it keeps.
    pub clock: Clock,
}

/// A signed agreement (överenskommelse) with the account's two or more administrators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    agreed_on: String,
    administrators: BTreeSet<ActorId>,
}

impl Agreement {
    /// An agreement signed on `agreed_on` (`YYYY-MM-DD`).
    ///
    /// # Errors
    /// [`Refusal::AgreementMissing`] without a day, [`Refusal::SecondAdministratorMissing`] with fewer than two people.
    pub fn new(agreed_on: &str, administrators: impl IntoIterator<Item = ActorId>) -> Result<Agreement, Refusal> {
        if chrono::NaiveDate::parse_from_str(agreed_on, "%Y-%m-%d").is_err() {
            return Err(Refusal::AgreementMissing);
        }
        let administrators: BTreeSet<ActorId> = administrators.into_iter().collect();
        if administrators.len() < 2 {
            return Err(Refusal::SecondAdministratorMissing);
        }
        Ok(Agreement { agreed_on: agreed_on.to_owned(), administrators })
    }
}

/// How long before a login ends it is said that it will.
const LOGIN_WARNING: TimeDelta = TimeDelta::days(14);

impl Account {
    /// What is to be said about the end of the login, two weeks before it and from then on (IN9).
    #[must_use]
    pub fn login_warning(&self, now: Timestamp) -> Option<Refusal> {
        let ends = self.login_ends_at.filter(|_| self.connection != ConnectionState::None)?;
        if ends <= now {
            return Some(Refusal::LoginEnded);
        }
        (ends - now <= LOGIN_WARNING).then_some(Refusal::LoginEnding(ends))
    }
}

const ACCOUNT: &str = "SELECT id, platform, service, handle, name, address, department_id, kind, status, purpose,
    target_group, clock, agreed_on, connection_state, connection_cause, connection_seen_at, connected_at,
    login_ends_at FROM account";

/// Every account, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn accounts(reader: &Reader<'_>) -> Result<Vec<Account>> {
    let mut accounts =
        reader.rows(&format!("{ACCOUNT} ORDER BY id"), &[])?.iter().map(read_account).collect::<Result<Vec<_>>>()?;
    for row in reader.rows("SELECT account_id, person_id FROM account_administrator ORDER BY person_id", &[])? {
        let id: AccountId = row.get(0)?;
        // They stand in the order of their ids.
        if let Ok(at) = accounts.binary_search_by_key(&id, |account| account.id) {
            accounts[at].administrators.push(row.get(1)?);
        }
    }
    Ok(accounts)
}

/// One account.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn account(reader: &Reader<'_>, id: AccountId) -> Result<Account> {
    let row = reader.first(&format!("{ACCOUNT} WHERE id = $1"), &[id.into()])?;
    let mut account = read_account(&row.ok_or(Refusal::Unknown)?)?;
    let rows = reader
        .rows("SELECT person_id FROM account_administrator WHERE account_id = $1 ORDER BY person_id", &[id.into()])?;
    account.administrators = rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    Ok(account)
}

/// The account with this name on its platform, if it is registered.
///
/// # Errors
/// A fault of the database.
pub fn find(reader: &Reader<'_>, platform: Platform, address: &str, handle: &str) -> Result<Option<AccountId>> {
    reader
        .first(
            "SELECT id FROM account WHERE platform = $1 AND address = $2 AND handle = $3",
            &[platform.word().into(), address.into(), handle.into()],
        )?
        .map(|row| row.get(0))
        .transpose()
}

/// The account as one that may be used.
///
/// # Errors
/// [`Refusal::AgreementMissing`] for one without agreement, [`Refusal::NotConnected`] for one that is paused or closed.
pub fn active(reader: &Reader<'_>, id: AccountId) -> Result<Active> {
    usable(account(reader, id)?).map_err(Into::into)
}

/// Every account that may be used.
///
/// # Errors
/// A fault of the database.
pub fn active_accounts(reader: &Reader<'_>) -> Result<Vec<Active>> {
    Ok(accounts(reader)?.into_iter().filter_map(|account| usable(account).ok()).collect())
}

fn usable(account: Account) -> Result<Active, Refusal> {
    if account.agreed_on.is_empty() {
        return Err(Refusal::AgreementMissing);
    }
    if account.administrators.len() < 2 {
        return Err(Refusal::SecondAdministratorMissing);
    }
    match account.status {
        AccountStatus::Active => Ok(Active(account)),
        AccountStatus::Applied | AccountStatus::Paused | AccountStatus::Closed => Err(Refusal::NotConnected),
    }
}

/// Writes an application into the register.
///
/// # Errors
/// [`Refusal::AccountExists`]; [`Refusal::FieldMissing`] without name, purpose or target group.
pub fn apply(tx: &mut Tx<'_>, by: &Actor, application: &Application) -> Result<(AccountId, Entry)> {
    filled("name", &application.name)?;
    filled("purpose", &application.purpose)?;
    filled("target_group", &application.target_group)?;
    let Department { id: department, .. } = department(tx, application.department)?;
    if find(tx, application.platform, &application.address, &application.handle)?.is_some() {
        return Err(Refusal::AccountExists.into());
    }
    let id: AccountId = tx.new_id()?;
    let at = tx.at();
    tx.execute(
        "INSERT INTO account (id, platform, service, handle, name, address, department_id, kind, status, purpose,
           target_group, clock, applied_at, applied_by, agreed_on, connection_state, connection_cause)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'applied', $9, $10, $11, $12, $13, '', 'none', '')",
        &[
            id.into(),
            application.platform.word().into(),
            application.service.trim().into(),
            application.handle.as_str().into(),
            application.name.trim().into(),
            application.address.as_str().into(),
            department.into(),
            application.kind.word().into(),
            application.purpose.trim().into(),
            application.target_group.trim().into(),
            application.clock.word().into(),
            at.into(),
            by.id().into(),
        ],
    )?;
    Ok((id, Entry::AccountApplied { account: id }))
}

/// Approves an account under its agreement, so that it may be used (AC2, AC4, AC5).
///
/// # Errors
/// [`Refusal::Unknown`] when the account or one of its administrators is not in the register.
pub fn approve(tx: &mut Tx<'_>, by: Manager<'_>, id: AccountId, agreement: &Agreement) -> Result<(Active, Entry)> {
    account(tx, id)?;
    for administrator in &agreement.administrators {
        let Person { active, .. } = person(tx, *administrator)?;
        if !active {
            return Err(Refusal::Unknown.into());
        }
    }
    let at = tx.at();
    tx.execute(
        "UPDATE account SET status = 'active', agreed_on = $2, approved_at = $3, approved_by = $4 WHERE id = $1",
        &[id.into(), agreement.agreed_on.as_str().into(), at.into(), by.id().into()],
    )?;
    tx.execute("DELETE FROM account_administrator WHERE account_id = $1", &[id.into()])?;
    for administrator in &agreement.administrators {
        tx.execute(
            "INSERT INTO account_administrator (account_id, person_id) VALUES ($1, $2)",
            &[id.into(), (*administrator).into()],
        )?;
    }
    let entry = Entry::AccountApproved {
        account: id,
        administrators: agreement.administrators.iter().copied().collect(),
        agreed_on: agreement.agreed_on.clone(),
    };
    Ok((active(tx, id)?, entry))
}

/// Pauses, resumes or closes an account. One without agreement can't be made active (AC4).
///
/// # Errors
/// [`Refusal::AgreementMissing`], [`Refusal::Unknown`].
pub fn set_status(tx: &mut Tx<'_>, _by: Manager<'_>, id: AccountId, status: AccountStatus) -> Result<((), Entry)> {
    if account(tx, id)?.agreed_on.is_empty() && status == AccountStatus::Active {
        return Err(Refusal::AgreementMissing.into());
    }
    tx.execute("UPDATE account SET status = $2 WHERE id = $1", &[id.into(), status.word().into()])?;
    Ok(((), Entry::AccountChanged { account: id, status: status.word().to_owned() }))
}

/// Notes that a login was proved and is kept.
///
/// # Errors
/// A fault of the database.
pub fn connected(tx: &mut Tx<'_>, account: &Active) -> Result<((), Entry)> {
    let id = account.account().id;
    let at = tx.at();
    tx.execute(
        "UPDATE account SET connected_at = $2, connection_state = 'working', connection_cause = '',
           connection_seen_at = $2 WHERE id = $1",
        &[id.into(), at.into()],
    )?;
    // A new login is tried at once.
    tx.execute("UPDATE account_pace SET due_at = $2, misses = 0 WHERE account_id = $1", &[id.into(), at.into()])?;
    Ok(((), Entry::AccountConnected { account: id }))
}

/// Notes when the login of an account ends. Answers whether that is news.
///
/// # Errors
/// A fault of the database.
pub fn keep_login_end(tx: &mut Tx<'_>, id: AccountId, ends_at: Option<Timestamp>) -> Result<bool> {
    let before = account(tx, id)?.login_ends_at;
    if before == ends_at {
        return Ok(false);
    }
    tx.execute("UPDATE account SET login_ends_at = $2 WHERE id = $1", &[id.into(), Value::from(ends_at)])?;
    Ok(true)
}

/// Notes how the connection stands after a visit. Answers whether that is news.
///
/// # Errors
/// A fault of the database.
pub fn keep_connection(tx: &mut Tx<'_>, id: AccountId, state: ConnectionState, cause: &str) -> Result<bool> {
    let before = account(tx, id)?;
    let seen_at = match state {
        ConnectionState::Working => Some(tx.at()),
        ConnectionState::None | ConnectionState::Troubled => before.connection_seen_at,
    };
    tx.execute(
        "UPDATE account SET connection_state = $2, connection_cause = $3, connection_seen_at = $4 WHERE id = $1",
        &[id.into(), state.word().into(), cause.into(), Value::from(seen_at)],
    )?;
    Ok(before.connection != state || (state == ConnectionState::Troubled && before.connection_cause != cause))
}

fn read_account(row: &Row) -> Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        platform: row.word(1, Platform::from_word)?,
        service: row.get(2)?,
        handle: row.get(3)?,
        name: row.get(4)?,
        address: row.get(5)?,
        department: row.get(6)?,
        kind: row.word(7, AccountKind::from_word)?,
        status: row.word(8, AccountStatus::from_word)?,
        purpose: row.get(9)?,
        target_group: row.get(10)?,
        clock: row.word(11, Clock::from_word)?,
        agreed_on: row.get(12)?,
        connection: row.word(13, ConnectionState::from_word)?,
        connection_cause: row.get(14)?,
        connection_seen_at: row.get(15)?,
        connected_at: row.get(16)?,
        login_ends_at: row.get(17)?,
        administrators: Vec::new(),
    })
}
