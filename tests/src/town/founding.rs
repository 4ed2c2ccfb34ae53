//! How Lillvik comes to be: its departments, its people, and the accounts that it applies for.

use super::Municipality;
use crate::{fake_platform::FakePlatform, postgres_server};
use std::{
    cell::Cell,
    collections::BTreeSet,
    path::PathBuf,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};
use uppsikt_core::{
    collector::Aids,
    flagging::Lexicon,
    logbook::Logbook,
    policy::Policy,
    queue,
    register::{self, AccountKind, Agreement, Application, Clock, Department},
    secrets::Secrets,
    store::{DatabaseKey, Place},
    words::{AccountId, Actor, DepartmentId, Platform, Role, Timestamp},
};

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A Monday morning in November, at 7.58 in Sweden.
const MONDAY: i64 = 1_795_417_080_000;

/// The embedded rules, compiled once for all the tests of a process.
fn lexicon() -> Arc<Lexicon> {
    static LEXICON: OnceLock<Arc<Lexicon>> = OnceLock::new();
    Arc::clone(LEXICON.get_or_init(|| Arc::new(Lexicon::embedded().unwrap())))
}

impl Municipality {
    /// Lillvik on SQLite.
    #[must_use]
    pub fn lillvik() -> Municipality {
        let folder = new_folder();
        let key = DatabaseKey::new([7; 32]);
        Municipality::at(Place::File { path: folder.join("uppsikt.sqlite"), key }, folder)
    }

    /// Lillvik on PostgreSQL; `None` where there is none and none is demanded.
    #[must_use]
    pub fn lillvik_on_postgres() -> Option<Municipality> {
        Some(Municipality::at(Place::Server(postgres_server::new_database()?), new_folder()))
    }

    /// Lillvik in this place. The policy is Botkyrka's where a story does not say otherwise: the neutral one.
    #[must_use]
    pub fn at(place: Place, folder: PathBuf) -> Municipality {
        let logbook = Arc::new(Logbook::open_counted(place, 1000).unwrap());
        let now = Arc::new(AtomicI64::new(MONDAY));
        let at = Timestamp::from_timestamp_millis(MONDAY).unwrap();
        let setup = Actor::collector();
        logbook.write(&setup, at, |tx| register::begin(tx, "Lillviks kommun", "neutral")).unwrap();
        let departments = [
            ("Kommunledningsförvaltningen", "Kommunstyrelsen", "KS", false),
            ("Socialförvaltningen", "Socialnämnden", "SN", true),
        ]
        .map(|(name, board, prefix, personal_file)| keep_department(&logbook, at, name, board, prefix, personal_file));
        let people = [
            ("maja", "Maja Lind", "M.L.", Role::Moderator),
            ("per", "Per Alm", "P.A.", Role::Moderator),
            ("rune", "Rune Berg", "R.B.", Role::Registrar),
            ("arvid", "Arvid Ek", "A.E.", Role::Archivist),
            ("gunilla", "Gunilla Dahl", "G.D.", Role::Manager),
            ("ake", "Åke Holm", "Å.H.", Role::Auditor),
        ]
        .map(|(login, name, initials, role)| keep_person(&logbook, at, login, name, initials, role, departments[0]));
        let gunilla = people[4].clone();
        let policy = Arc::new(Policy::embedded("neutral").unwrap());
        let account = logbook
            .write(&gunilla, at, |tx| {
                let application = Application {
                    platform: Platform::Facebook,
                    service: String::new(),
                    handle: "lillvikskommun".into(),
                    name: "Lillviks kommun".into(),
                    address: "https://platform.example".into(),
                    department: departments[0],
                    kind: AccountKind::Official,
                    purpose: "Berätta vad kommunen gör".into(),
                    target_group: "Alla som bor i Lillvik".into(),
                    clock: Clock::Main,
                };
                register::apply(tx, &gunilla, &application)
            })
            .unwrap();
        logbook
            .write(&gunilla, at, |tx| {
                let agreement = Agreement::new("2026-02-03", [people[0].id(), people[4].id()])?;
                let (active, entry) = register::approve(tx, gunilla.manager()?, account, &agreement)?;
                queue::connected(tx, &policy, &active)?;
                Ok(((), entry))
            })
            .unwrap();
        Municipality {
            logbook,
            policy,
            lexicon: lexicon(),
            aids: Aids::default(),
            secrets: Secrets::of(keyring_core::mock::Store::new().unwrap(), "lillvik"),
            platform: Arc::new(FakePlatform::default()),
            account,
            departments: departments.to_vec(),
            people: people.to_vec(),
            now,
            folder,
            may_wait: Cell::new(false),
        }
    }

    /// Opens one more account, with a login, on the host of this address.
    pub fn one_more_account(&self, platform: Platform, name: &str, address: &str) -> AccountId {
        let gunilla = self.gunilla();
        let application = Application {
            platform,
            service: String::new(),
            handle: name.to_lowercase().replace(' ', ""),
            name: name.into(),
            address: address.into(),
            department: self.office(),
            kind: AccountKind::Official,
            purpose: "Berätta vad kommunen gör".into(),
            target_group: "Alla som bor i Lillvik".into(),
            clock: Clock::Other,
        };
        let id = gunilla.write(|tx| register::apply(tx, gunilla.actor, &application)).unwrap();
        let agreement = Agreement::new("2026-02-03", [self.maja().id(), gunilla.id()]).unwrap();
        gunilla
            .write(|tx| {
                let (active, _) = register::approve(tx, gunilla.actor.manager()?, id, &agreement)?;
                queue::connected(tx, &self.policy, &active)
            })
            .unwrap();
        id
    }
}

fn new_folder() -> PathBuf {
    let no = FOLDERS.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("uppsikt-town-{}-{no}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn keep_department(
    logbook: &Logbook,
    at: Timestamp,
    name: &str,
    board: &str,
    prefix: &str,
    personal_file: bool,
) -> DepartmentId {
    logbook
        .write(&Actor::collector(), at, |tx| {
            let department = Department {
                id: tx.new_id()?,
                name: name.into(),
                board: board.into(),
                prefix: prefix.into(),
                registrar_address: format!("registrator.{}@lillvik.example", prefix.to_lowercase()),
                personal_file,
            };
            let ((), entry) = register::keep_department(tx, &department)?;
            Ok((department.id, entry))
        })
        .unwrap()
}

fn keep_person(
    logbook: &Logbook,
    at: Timestamp,
    login: &str,
    name: &str,
    initials: &str,
    role: Role,
    department: DepartmentId,
) -> Actor {
    logbook
        .write(&Actor::collector(), at, |tx| {
            let person = register::Person {
                id: tx.new_id()?,
                login: login.into(),
                name: name.into(),
                initials: initials.into(),
                title: String::new(),
                department: Some(department),
                roles: BTreeSet::from([role]),
                active: true,
            };
            let ((), entry) = register::keep_person(tx, &person)?;
            Ok((person.actor(), entry))
        })
        .unwrap()
}
