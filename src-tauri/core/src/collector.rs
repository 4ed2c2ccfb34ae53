//! One round over all accounts: fetch what is new, look for what is gone, save pictures, and carry out what was decided.
//!
//! It runs headless or inside the window; a lease sees to it that only one of them is on duty. Whatever it meets is
//! kept: each visit is a row in the coverage log (IN6), and a login that no longer works is a red account within one
//! round (IN9). One account's trouble never stops the others.

mod lease;
mod outbox;
mod visit;

pub use lease::{Lease, hold};
pub use outbox::deliver;
pub use visit::{Visit, VisitResult, Watch, last_visit, longest_gap, visit, watch};

use crate::{
    flagging::{Lexicon, adviser::Adviser, model::Model, picture::Tesseract},
    intake::Outage,
    logbook::{Entry, Logbook},
    platform::{self, Connection, Transport},
    policy::Policy,
    register::{self, Active},
    secrets::Secrets,
    words::{AccountId, Actor, Refusal, Result, Timestamp},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Where the connections of accounts come from.
pub trait Connections: Send + Sync {
    /// The connection of an account that may be used.
    ///
    /// # Errors
    /// [`Refusal::NotConnected`] when no login is kept for it, [`Refusal::KeyStoreClosed`].
    fn connection(&self, account: &Active) -> Result<Arc<Connection>>;
}

/// Connections made from the logins in the key store, each opened once and entered in the logbook (AC6).
pub struct KeptConnections {
    secrets: Secrets,
    transport: Arc<dyn Transport>,
    logbook: Arc<Logbook>,
    clock: fn() -> Timestamp,
    open: Mutex<BTreeMap<AccountId, Arc<Connection>>>,
}

impl KeptConnections {
    /// Connections over `transport`, with the logins that `secrets` keeps.
    #[must_use]
    pub fn new(
        secrets: Secrets,
        transport: Arc<dyn Transport>,
        logbook: Arc<Logbook>,
        clock: fn() -> Timestamp,
    ) -> KeptConnections {
        KeptConnections { secrets, transport, logbook, clock, open: Mutex::default() }
    }

    /// Forgets an open connection, so that a new login is used from now on.
    pub fn forget(&self, account: AccountId) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&account);
    }
}

impl Connections for KeptConnections {
    fn connection(&self, account: &Active) -> Result<Arc<Connection>> {
        let known = account.account();
        if let Some(open) = self.open.lock().unwrap_or_else(PoisonError::into_inner).get(&known.id) {
            return Ok(Arc::clone(open));
        }
        let credential = self.secrets.credential(known.id)?.ok_or(Refusal::NotConnected)?;
        self.logbook.write(&Actor::collector(), (self.clock)(), |_| {
            Ok(((), Entry::CredentialOpened { account: known.id, purpose: "collect".to_owned() }))
        })?;
        let connection =
            platform::connect(known.platform, &known.address, &known.handle, &credential, Arc::clone(&self.transport))
                .map_err(|_: Outage| Refusal::NotConnected)?;
        let connection = Arc::new(connection);
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(known.id, Arc::clone(&connection));
        Ok(connection)
    }
}

/// What helps the rules, where it is there and switched on. Without any of it everything works, with less.
#[derive(Debug, Clone, Default)]
pub struct Aids {
    /// The local model (FL19).
    pub model: Option<Arc<Model>>,
    /// What reads pictures (FL17).
    pub eyes: Option<Tesseract>,
}

impl Aids {
    /// Whom to ask about what the rules found.
    #[must_use]
    pub fn adviser(&self) -> Option<&dyn Adviser> {
        self.model.as_deref().map(|model| model as &dyn Adviser)
    }
}

/// What a round needs.
pub struct Round<'a> {
    /// The door to the database.
    pub logbook: &'a Logbook,
    /// The rules.
    pub policy: &'a Policy,
    /// What flags are made with.
    pub lexicon: &'a Lexicon,
    /// What helps them.
    pub aids: &'a Aids,
    /// The ways to the platforms.
    pub connections: &'a dyn Connections,
    /// What time it is; asked again at every step, since a round takes a while.
    pub clock: &'a (dyn Fn() -> Timestamp + Sync),
}

/// How many accounts are visited at once.
const AT_ONCE: usize = 8;

/// Visits every account once, several at a time, and delivers what waits. `progress` is told how many are done, and of
/// how many.
///
/// # Errors
/// A fault of the database. Trouble with a platform is kept with its account, not answered here.
pub fn round(round: &Round<'_>, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<Vec<Visit>> {
    let accounts = round.logbook.read(register::active_accounts)?;
    let connected: Vec<Active> = accounts
        .into_iter()
        .filter(|account| account.account().connection != register::ConnectionState::None)
        .collect();
    let all = connected.len();
    let queue = Mutex::new(connected.into_iter());
    let visits = Mutex::new(Vec::with_capacity(all));
    let failed = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(all) {
            scope.spawn(|| {
                loop {
                    let Some(account) = queue.lock().unwrap_or_else(PoisonError::into_inner).next() else { return };
                    match visit(round, &account) {
                        Ok(done) => {
                            let mut visits = visits.lock().unwrap_or_else(PoisonError::into_inner);
                            visits.push(done);
                            progress(visits.len(), all);
                        }
                        Err(fault) => {
                            *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault);
                            return;
                        }
                    }
                }
            });
        }
    });
    if let Some(fault) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(fault);
    }
    deliver(round)?;
    outbox::wake_rested(round)?;
    Ok(visits.into_inner().unwrap_or_else(PoisonError::into_inner))
}
