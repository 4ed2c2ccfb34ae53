//! Opening the desk: the folder, the key, the database, the rules. Every way in which it fails has a name, and none of
//! them makes a new database where one should be.

use crate::{
    demo,
    desk::OpenDesk,
    place::{self, Surroundings},
};
use std::{
    collections::BTreeMap,
    fs,
    io::ErrorKind,
    path::Path,
    sync::{Arc, RwLock},
};
use uppsikt_core::{
    collector::KeptConnections,
    flagging::Lexicon,
    logbook::Logbook,
    platform::{Http, Transport},
    policy::Policy,
    register,
    secrets::Secrets,
    store::{Place, Store},
    words::{Fault, Refusal, Result, Timestamp},
};

/// The database's file in the folder.
const DATABASE: &str = "uppsikt.sqlite";
/// The municipality's own policies, in the folder.
pub const POLICIES: &str = "policies";
/// The municipality's own word lists, in the folder.
const LEXICON: &str = "lexicon";
/// The policy until a municipality has chosen one.
const FIRST_POLICY: &str = "neutral";

/// Opens the desk in `folder`, creating what is not there yet.
///
/// # Errors
/// [`Refusal::KeyMissing`] when the database is there and its key is not; otherwise as [`Logbook::open`],
/// [`Secrets::of_system`], [`Policy::named`] and [`place::server`].
pub fn open(folder: &Path, surroundings: &Surroundings, clock: fn() -> Timestamp) -> Result<OpenDesk> {
    make_private(folder)?;
    let secrets = Secrets::of_system(&place::realm(folder))?;
    let place = match place::server(folder)? {
        Some(address) => Place::Server(address),
        None => file(folder, &secrets)?,
    };
    let logbook = Arc::new(Logbook::open(place)?);
    let http = Http::new().map_err(|outage| Fault::of("get ready to speak with platforms", outage))?;
    let transport: Arc<dyn Transport> = Arc::new(http);
    let connections =
        Arc::new(KeptConnections::new(secrets.clone(), Arc::clone(&transport), Arc::clone(&logbook), clock));
    if let Some(platform) = &surroundings.demo_platform
        && logbook.read(register::municipality)?.is_none()
    {
        demo::fill(&demo::Empty { logbook: &logbook, secrets: &secrets, transport: &*transport, platform, clock })?;
    }
    let chosen = logbook.read(|reader| register::setting(reader, "policy"))?;
    let policy = policy(folder, chosen.as_deref().unwrap_or(FIRST_POLICY))?;
    let who = match &surroundings.demo_platform {
        Some(_) => logbook.read(|reader| register::person_by_login(reader, demo::FIRST))?.map(|person| person.id),
        None => None,
    };
    Ok(OpenDesk {
        lexicon: Arc::new(Lexicon::with_own(own_lists(&folder.join(LEXICON))?)?),
        logbook,
        connections,
        secrets,
        transport,
        folder: folder.to_path_buf(),
        surroundings: surroundings.clone(),
        clock,
        policy: RwLock::new(Arc::new(policy)),
        who: RwLock::new(who),
    })
}

/// The policy of that name: the municipality's own, or else the one that came with the program.
///
/// # Errors
/// As [`Policy::named`].
pub fn policy(folder: &Path, name: &str) -> Result<Policy> {
    Policy::named(name, Some(&folder.join(POLICIES)))
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

fn own_lists(folder: &Path) -> Result<BTreeMap<String, String>> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(cause) => return Err(Fault::of("list the municipality's own words", cause).into()),
    };
    let mut lists = BTreeMap::new();
    for file in listed {
        let path = file.map_err(|cause| Fault::of("list the municipality's own words", cause))?.path();
        if let (Some("toml"), Some(name)) =
            (path.extension().and_then(|ending| ending.to_str()), path.file_name().and_then(|name| name.to_str()))
        {
            let text = fs::read_to_string(&path).map_err(|cause| Fault::of("read the municipality's words", cause))?;
            lists.insert(name.to_owned(), text);
        }
    }
    Ok(lists)
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
