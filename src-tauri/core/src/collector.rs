//! The collector: it visits every account when its time has come, looks for what is new and what is gone, saves pictures,
//! and carries out what was decided.
//!
//! It runs headless or inside the window ([`attend`]); a lease sees to it that only one of them is on duty, and a turn for
//! each account that none is visited twice at once ([`hold`]). Each account has its own pace within what its platform
//! allows, and one host's trouble delays nobody else. Whatever it meets is kept: each visit is a row in the coverage log
//! (IN6), and a login that no longer works is a red account within one round (IN9).

mod coverage;
mod crew;
mod daily;
mod hear;
mod lanes;
mod lease;
mod outbox;
mod pace;
mod pictures;
mod visit;

pub use coverage::{
    AlteredDay, Coverage, Day, Gap, GapCause, RoundRow, Standing, Watch, altered_days, as_csv, coverage, digest, gaps,
    last_visit, longest_gap, standings, watch,
};
pub use crew::{Left, Shift, Wake, attend, round};
pub use daily::{Looked, check, look, look_if_due};
pub use lease::{Lease, give_back, hold};
pub use outbox::deliver;
pub use pictures::save_attachments;
pub use visit::{Visit, VisitResult};

use crate::{
    flagging::{Lexicon, adviser::Adviser, model::Model, picture::Tesseract},
    intake::Outage,
    logbook::{Entry, Logbook},
    platform::{self, Connection, HeldLogin, Transport},
    policy::Policy,
    register::Active,
    secrets::{Credential, Secrets},
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

    /// Forgets an open connection, so that a new login is used from now on.
    fn forget(&self, account: AccountId) {
        let _ = account;
    }
}

/// Connections made from the logins in the key store. Each opening of a login is entered in the logbook (AC6): once for a
/// connection, which stays open for as long as the program runs or until a new login is given, and not for every visit.
pub struct KeptConnections {
    secrets: Secrets,
    transport: Arc<dyn Transport>,
    logbook: Arc<Logbook>,
    clock: fn() -> Timestamp,
    open: Mutex<BTreeMap<AccountId, Open>>,
}

/// An open connection, and when the login was given that it was opened with.
struct Open {
    given: Option<Timestamp>,
    connection: Arc<Connection>,
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
}

impl Connections for KeptConnections {
    fn connection(&self, account: &Active) -> Result<Arc<Connection>> {
        let known = account.account();
        // A login that was given anew since, at another desk perhaps, takes the place of the one that is open.
        if let Some(open) = self.open.lock().unwrap_or_else(PoisonError::into_inner).get(&known.id)
            && open.given == known.connected_at
        {
            return Ok(Arc::clone(&open.connection));
        }
        let credential = self.secrets.credential(known.id)?.ok_or(Refusal::NotConnected)?;
        self.logbook.write(&Actor::collector(), (self.clock)(), |_| {
            Ok(((), Entry::CredentialOpened { account: known.id, purpose: "collect".to_owned() }))
        })?;
        let (secrets, account) = (self.secrets.clone(), known.id);
        // A key store that closes meanwhile loses the renewed login: the account turns red in the next round.
        let keep = Arc::new(move |renewed: &Credential| drop(secrets.keep_credential(account, renewed)));
        let login = HeldLogin::kept(credential, keep);
        let connection =
            platform::connect(known.platform, &known.address, &known.handle, login, Arc::clone(&self.transport))
                .map_err(|_: Outage| Refusal::NotConnected)?;
        let connection = Arc::new(connection);
        let open = Open { given: known.connected_at, connection: Arc::clone(&connection) };
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(known.id, open);
        Ok(connection)
    }

    fn forget(&self, account: AccountId) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&account);
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

/// What it takes to visit accounts.
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

/// The channels that are practised on (IN13): no login, no network, nobody who could be reached.
impl Connections for platform::practice::Practice {
    fn connection(&self, account: &Active) -> Result<Arc<Connection>> {
        Ok(Arc::new(platform::practice::Practice::connection(self, &account.account().handle)))
    }
}
