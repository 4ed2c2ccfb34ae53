//! The folder in which a municipality's Uppsikt lives: opened with its key, and examined when something seems wrong.
//!
//! The window and the headless program open the same folder in the same way. Every way in which it fails has a name, and
//! none of them makes a new database where one should be.

mod doctor;
pub mod rules;
mod settings;

pub use doctor::{Check, CheckKind, CheckState, Patient, examine, examine_unopened, explained, key_store_name};
pub use settings::{realm, server};

use crate::{
    collector::{Aids, KeptConnections, Round},
    flagging::Lexicon,
    logbook::Logbook,
    platform::{Http, Transport},
    policy::Policy,
    register,
    secrets::Secrets,
    store::{Place, Store},
    words::{Actor, Error, Fault, Refusal, Result, Timestamp},
};
use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The database's file in the folder.
const DATABASE: &str = "uppsikt.sqlite";
/// The municipality's own policies, in the folder.
pub const POLICIES: &str = "policies";
/// The municipality's own word lists, in the folder.
const LEXICON: &str = "lexicon";
/// The policy until a municipality has chosen one.
const FIRST_POLICY: &str = "neutral";

/// A folder that has been opened.
pub struct House {
    /// The door to the database.
    pub logbook: Arc<Logbook>,
    /// The key store.
    pub secrets: Secrets,
    /// What flags are made with.
    pub lexicon: Arc<Lexicon>,
    /// Why files of the municipality's own are not in force.
    pub left_out: Vec<Refusal>,
    /// What helps them.
    pub aids: Aids,
    /// The rules, as they were chosen when the folder was opened.
    pub policy: Arc<Policy>,
    /// What carries requests to platforms.
    pub transport: Arc<dyn Transport>,
    /// The ways to the platforms.
    pub connections: Arc<KeptConnections>,
    /// Where everything lies.
    pub folder: PathBuf,
}

impl House {
    /// Opens the folder, creating what is not there yet. `prepare` may fill an empty database before its rules are read.
    ///
    /// # Errors
    /// [`Refusal::KeyMissing`] when the database is there and its key is not; otherwise as [`Logbook::open`],
    /// [`Secrets::of_system`], [`policy_in_force`] and [`server`].
    pub fn open(
        folder: &Path,
        clock: fn() -> Timestamp,
        prepare: impl FnOnce(&Logbook, &Secrets, &dyn Transport) -> Result<()>,
    ) -> Result<House> {
        make_private(folder)?;
        let secrets = Secrets::of_system(&realm(folder))?;
        let place = match server(folder)? {
            Some(address) => Place::Server(address),
            None => file(folder, &secrets)?,
        };
        let logbook = Arc::new(Logbook::open(place)?);
        let http = Http::new().map_err(|outage| Fault::of("get ready to speak with platforms", outage))?;
        let transport: Arc<dyn Transport> = Arc::new(http);
        prepare(&logbook, &secrets, &*transport)?;
        let connections =
            Arc::new(KeptConnections::new(secrets.clone(), Arc::clone(&transport), Arc::clone(&logbook), clock));
        let (policy, left_out) = policy_in_force(&logbook, folder)?;
        if left_out.is_none() {
            keep_policy(&logbook, folder, clock())?;
        }
        let rules = rules::in_force(&logbook, &policy, folder, clock())?;
        let policy = Arc::new(policy);
        Ok(House {
            lexicon: Arc::new(rules.lexicon),
            left_out: left_out.into_iter().chain(rules.left_out).collect(),
            aids: rules::aids(&logbook)?,
            policy,
            folder: folder.to_path_buf(),
            logbook,
            secrets,
            transport,
            connections,
        })
    }

    /// Whether a database lies in the folder, or its settings name a server.
    ///
    /// # Errors
    /// As [`server`].
    pub fn stands(folder: &Path) -> Result<bool> {
        Ok(server(folder)?.is_some() || Store::exists(&folder.join(DATABASE)))
    }

    /// Takes up the rules and the model as a colleague may have changed them since.
    ///
    /// # Errors
    /// As [`rules::in_force`].
    pub fn renew(&mut self, now: Timestamp) -> Result<()> {
        self.lexicon = Arc::new(rules::in_force(&self.logbook, &self.policy, &self.folder, now)?.lexicon);
        self.aids = rules::aids(&self.logbook)?;
        Ok(())
    }

    /// Does something with what a round of the collector needs.
    pub fn round<T>(&self, clock: &(dyn Fn() -> Timestamp + Sync), work: impl FnOnce(&Round<'_>) -> T) -> T {
        work(&Round {
            logbook: &self.logbook,
            policy: &self.policy,
            lexicon: &self.lexicon,
            aids: &self.aids,
            connections: &*self.connections,
            clock,
        })
    }
}

/// The right to collect on this machine for this folder; `None` when another program here has it. It ends with the program,
/// however that ends, so a collector that starts again under its name never takes a living one for its own past.
///
/// # Errors
/// [`Refusal::ReadOnly`] when the folder can't be written to.
pub fn collects_here(folder: &Path) -> Result<Option<fs::File>> {
    let path = folder.join("collector.lock");
    let opened = fs::OpenOptions::new().create(true).truncate(false).write(true).open(path);
    let file = opened.map_err(|_| Refusal::ReadOnly)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(cause)) => {
            Err(Fault::of("see whether another collector is at work here", cause).into())
        }
    }
}

/// The policy of that name: the municipality's own, or else the one that came with the program.
///
/// # Errors
/// As [`Policy::named`].
pub fn policy(folder: &Path, name: &str) -> Result<Policy> {
    Policy::named(name, Some(&folder.join(POLICIES)))
}

/// The chosen policy. Where the municipality's own file of it does not hold any more, it is as the file said when it last
/// did, and the second answer says why.
///
/// # Errors
/// As [`Policy::named`]; [`Refusal::FileMalformed`] for a file that never held.
pub fn policy_in_force(logbook: &Logbook, folder: &Path) -> Result<(Policy, Option<Refusal>)> {
    let name = chosen_policy(logbook)?;
    let why = match policy(folder, &name) {
        Ok(policy) => return Ok((policy, None)),
        Err(Error::Refused(why @ Refusal::FileMalformed { .. })) => why,
        Err(other) => return Err(other),
    };
    let Some(kept) = logbook.read(|reader| register::setting(reader, &kept_policy(&name)))? else {
        return Err(why.into());
    };
    tracing::warn!("The municipality's own policy is not in force as it is written: {why}");
    Ok((Policy::parse(&format!("{name}.toml"), &kept)?, Some(why)))
}

/// Keeps what the municipality's own file of the chosen policy says, now that it holds.
///
/// # Errors
/// A fault of the database.
pub fn keep_policy(logbook: &Logbook, folder: &Path, at: Timestamp) -> Result<()> {
    let name = chosen_policy(logbook)?;
    let Ok(text) = fs::read_to_string(folder.join(POLICIES).join(format!("{name}.toml"))) else { return Ok(()) };
    logbook.write_if(&Actor::collector(), at, |tx| {
        let setting = kept_policy(&name);
        let known = register::setting(tx, &setting)?.is_some_and(|kept| kept == text);
        if known { Ok(None) } else { register::keep_setting(tx, &setting, &text).map(Some) }
    })?;
    Ok(())
}

fn chosen_policy(logbook: &Logbook) -> Result<String> {
    let chosen = logbook.read(|reader| register::setting(reader, "policy"))?;
    Ok(chosen.unwrap_or_else(|| FIRST_POLICY.to_owned()))
}

/// The setting that holds what the own file of a policy said when it last held.
fn kept_policy(name: &str) -> String {
    format!("policy_text:{name}")
}

/// Why files of the municipality's own are not in force: its policy, and its rules.
///
/// # Errors
/// As [`policy_in_force`] and [`rules::in_force`].
pub fn left_out(logbook: &Logbook, folder: &Path) -> Result<Vec<Refusal>> {
    let (policy, why) = policy_in_force(logbook, folder)?;
    Ok(why.into_iter().chain(rules::left_out(logbook, &policy, folder)?).collect())
}

/// The database file with its key. A key is made only where there is neither a database nor a key: a key that is there
/// may belong to a database that was moved away for a while.
fn file(folder: &Path, secrets: &Secrets) -> Result<Place> {
    let path = folder.join(DATABASE);
    let key = match secrets.database_key()? {
        Some(key) => key,
        None if Store::exists(&path) => return Err(Refusal::KeyMissing.into()),
        None => secrets.new_database_key()?,
    };
    Ok(Place::File { path, key })
}

/// The folder, which only its person may enter.
fn make_private(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|cause| match cause.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Refusal::DiskFull.into(),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Refusal::ReadOnly.into(),
        _ => Fault::of("make the folder for everything", cause).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_program_collects_for_a_folder_and_its_end_frees_it() {
        let folder = std::env::temp_dir().join(format!("uppsikt-collects-{}", std::process::id()));
        make_private(&folder).unwrap();
        let first = collects_here(&folder).unwrap();
        assert!(first.is_some());
        assert!(collects_here(&folder).unwrap().is_none());
        drop(first);
        assert!(collects_here(&folder).unwrap().is_some());
        fs::remove_dir_all(&folder).unwrap();
    }

    fn key_of(place: Place) -> [u8; 32] {
        match place {
            Place::File { key, .. } => *key.expose(),
            Place::Server(address) => panic!("a file was wanted, not {address}"),
        }
    }

    #[test]
    fn a_database_without_its_key_is_never_exchanged_for_an_empty_one() {
        let folder = std::env::temp_dir().join(format!("uppsikt-opening-{}", std::process::id()));
        make_private(&folder).unwrap();
        let secrets = Secrets::of(keyring_core::mock::Store::new().unwrap(), "lillvik");
        let first = key_of(file(&folder, &secrets).unwrap());
        assert_eq!(key_of(file(&folder, &secrets).unwrap()), first, "a key that is there is used again");

        fs::write(folder.join(DATABASE), b"rows").unwrap();
        assert_eq!(key_of(file(&folder, &secrets).unwrap()), first);
        let elsewhere = Secrets::of(keyring_core::mock::Store::new().unwrap(), "lillvik");
        let refused = file(&folder, &elsewhere).unwrap_err();
        assert_eq!(refused.refusal(), Some(&Refusal::KeyMissing));
        assert!(elsewhere.database_key().unwrap().is_none(), "and no key was made for it");
        fs::remove_dir_all(&folder).unwrap();
    }
}
