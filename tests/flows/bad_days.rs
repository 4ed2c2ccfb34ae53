//! Bad days of the machine and its servers: each is told for what it is, in Swedish, and nothing is lost.

use chrono::TimeDelta;
use std::{net::TcpListener, path::Path, sync::Arc};
use uppsikt_core::{
    house::{self, Check, CheckKind, CheckState, Patient, examine, explained},
    intake::OutageKind,
    logbook::Logbook,
    register,
    secrets::Secrets,
    store::{DatabaseKey, Dialect, Place},
    words::{Actor, Error, Refusal, Result, Timestamp},
};
use uppsikt_tests::{
    Municipality,
    fake_platform::Trouble,
    on_both_stores,
    postgres_server::{self, Stoppable},
};

fn refusal<T>(answer: Result<T>) -> Refusal {
    match answer {
        Err(Error::Refused(refusal)) => refusal,
        Err(Error::Broke(fault)) => panic!("a rule should have said no, but: {}", Error::Broke(fault).chain()),
        Ok(_) => panic!("a rule should have said no"),
    }
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_timestamp_millis(1_795_417_080_000 + millis).unwrap()
}

fn set(logbook: &Logbook, name: &str, value: &str) -> Result<()> {
    logbook.write(&Actor::collector(), at(0), |tx| register::keep_setting(tx, name, value))
}

fn setting(logbook: &Logbook, name: &str) -> Option<String> {
    logbook.read(|reader| register::setting(reader, name)).unwrap()
}

/// A key store that nobody has unlocked.
fn locked() -> Secrets {
    let store = keyring_core::mock::Store::new().unwrap();
    let secrets = Secrets::of(store.clone(), "lillvik");
    secrets.prove().unwrap();
    for name in ["proof", "database-key", "seal-key"] {
        let entry = keyring_core::api::CredentialStoreApi::build(&*store, "uppsikt", &format!("lillvik {name}"), None);
        let entry = entry.unwrap();
        let credential = entry.as_any().downcast_ref::<keyring_core::mock::Cred>().unwrap();
        credential.set_error(keyring_core::Error::NoStorageAccess("locked".into()));
    }
    secrets
}

fn examined(logbook: &Logbook, secrets: &Secrets, folder: &Path, now: Timestamp, what: CheckKind) -> Check {
    let checks = examine(&Patient { logbook, secrets, folder, now });
    assert_eq!(checks.len(), 10, "everything is examined, whatever is wrong with the rest");
    checks.into_iter().find(|check| check.what == what).unwrap()
}

fn found(town: &Municipality, what: CheckKind) -> Check {
    examined(&town.logbook, &town.secrets, town.folder(), town.now(), what)
}

on_both_stores! {
    fn the_doctor_finds_nothing_wrong_where_nothing_is(town) {
        town.citizen_writes("När öppnar badhuset?");
        for what in [CheckKind::KeyStore, CheckKind::Database, CheckKind::Chain, CheckKind::Clock, CheckKind::Collector] {
            let check = found(town, what);
            assert_eq!(check.state, CheckState::Good, "{check:?}");
        }
    }

    fn a_policy_that_somebody_spoilt_holds_as_it_last_did_and_that_is_said(town) {
        let folder = town.folder().join(house::POLICIES);
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("neutral.toml");
        let neutral = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/policies/neutral.toml");
        let own = format!("# Lillviks egen\n{}", std::fs::read_to_string(neutral).unwrap());
        std::fs::write(&file, &own).unwrap();
        let in_force = || house::policy_in_force(&town.logbook, town.folder());
        let good = in_force().unwrap().0;
        std::fs::write(&file, "version = 1").unwrap();
        assert!(matches!(in_force().unwrap_err().refusal(), Some(Refusal::FileMalformed { .. })), "it never held");
        std::fs::write(&file, &own).unwrap();
        house::keep_policy(&town.logbook, town.folder(), town.now()).unwrap();
        std::fs::write(&file, "version = 1").unwrap();
        let (policy, why) = in_force().unwrap();
        assert_eq!(policy.digest(), good.digest());
        assert!(matches!(why, Some(Refusal::FileMalformed { .. })));
        assert_eq!(found(town, CheckKind::Rules).state, CheckState::Bad);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "version = 1", "and nothing is written over");
    }

    fn the_doctor_finds_a_locked_key_store(town) {
        let check = examined(&town.logbook, &locked(), town.folder(), town.now(), CheckKind::KeyStore);
        assert_eq!(check.state, CheckState::Bad);
        assert!(check.detail.contains("Lås upp"), "and says what to do: {}", check.detail);
    }

    fn the_doctor_finds_a_logbook_that_was_altered(town) {
        let guards = match town.logbook.store().read(|db| Ok(db.dialect())).unwrap() {
            Dialect::Sqlite => "DROP TRIGGER logbook_is_never_changed;",
            Dialect::Postgres => "DROP TRIGGER logbook_is_append_only ON logbook;",
        };
        town.logbook.store().write(|db| db.script(guards)).unwrap();
        let change = |kind: &str| {
            let sql = "UPDATE logbook SET kind = $1 WHERE seq = 3";
            town.logbook.store().write(|db| db.execute(sql, &[kind.into()])).unwrap();
        };
        let kept: String = town.read(|reader| reader.one("SELECT kind FROM logbook WHERE seq = 3", &[])?.get(0));
        change("annat");
        let check = found(town, CheckKind::Chain);
        assert_eq!(check.state, CheckState::Bad);
        assert!(check.detail.contains("bruten vid rad 3"), "{}", check.detail);
        change(&kept);
    }

    fn the_doctor_finds_a_clock_that_goes_wrong(town) {
        let yesterday = town.now() - TimeDelta::days(1);
        let check = examined(&town.logbook, &town.secrets, town.folder(), yesterday, CheckKind::Clock);
        assert_eq!(check.state, CheckState::Bad);
        assert!(check.detail.contains("Ställ klockan"), "{}", check.detail);
    }

    fn the_doctor_finds_a_folder_that_is_gone(town) {
        let nowhere = town.folder().join("finns inte");
        let check = examined(&town.logbook, &town.secrets, &nowhere, town.now(), CheckKind::Disk);
        assert_ne!(check.state, CheckState::Good, "{}", check.detail);
    }

    fn the_doctor_finds_that_nobody_collects(town) {
        town.citizen_writes("När öppnar badhuset?");
        town.later(TimeDelta::hours(2));
        let check = found(town, CheckKind::Collector);
        assert_eq!(check.state, CheckState::Bad);
        assert!(check.detail.contains("minuter"), "{}", check.detail);
    }

    fn the_doctor_finds_a_mail_server_that_does_not_answer(town) {
        assert_eq!(found(town, CheckKind::Mail).state, CheckState::Note, "none is set");
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = server.local_addr().unwrap().to_string();
        set(&town.logbook, "mail_server", &address).unwrap();
        assert_eq!(found(town, CheckKind::Mail).state, CheckState::Good);
        drop(server);
        let check = found(town, CheckKind::Mail);
        assert_eq!(check.state, CheckState::Bad);
        assert!(check.detail.contains("svarar inte"), "{}", check.detail);
    }

    fn a_locked_key_store_seals_nothing_and_loses_nothing(town) {
        let post = town.citizen_writes("Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        let head = town.logbook.head().unwrap();
        assert_eq!(refusal(locked().seal_key().map(|_| ())), Refusal::KeyStoreClosed);
        assert_eq!(refusal(locked().database_key().map(|_| ())), Refusal::KeyStoreClosed, "which is not «no key»");
        assert_eq!(town.logbook.head().unwrap(), head);
        town.maja().seal(post).expect("with an open one it goes on");
    }

    fn whatever_a_platform_answers_the_round_goes_on_and_the_account_says_why(town) {
        let post = town.citizen_writes("När öppnar badhuset?");
        for trouble in [Trouble::Login, Trouble::Away] {
            town.platform().next(trouble);
            town.later(TimeDelta::minutes(5));
            let visits = town.collect();
            assert_eq!(visits.len(), 1, "{trouble:?}: the round comes to its end");
            let cause: String = town.read(|reader| {
                reader.one("SELECT connection_cause FROM account", &[])?.get(0)
            });
            let expected = if trouble == Trouble::Login { OutageKind::Login } else { OutageKind::Away };
            assert_eq!(cause, expected.word());
            town.platform().works_again();
        }
        town.later(TimeDelta::minutes(5));
        let next = town.citizen_writes("Och simhallen?");
        assert_eq!(town.maja().queue(uppsikt_core::queue::List::Open).total, 2, "nothing was lost: {post} {next}");
    }
}

#[test]
fn the_doctor_finds_a_damaged_database() {
    let folder = std::env::temp_dir().join(format!("uppsikt-doctor-damage-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("uppsikt.sqlite");
    let place = Place::File { path: path.clone(), key: DatabaseKey::new([9; 32]) };
    let logbook = Logbook::open(place.clone()).unwrap();
    for no in 0..200 {
        set(&logbook, &format!("name-{no}"), &"ord ".repeat(200)).unwrap();
    }
    drop(logbook);
    let mut bytes = std::fs::read(&path).unwrap();
    let end = bytes.len();
    bytes[end - 3000..end - 2000].iter_mut().for_each(|byte| *byte ^= 0x5a);
    std::fs::write(&path, bytes).unwrap();
    let logbook = Logbook::open(place).unwrap();
    let secrets = Secrets::of(keyring_core::mock::Store::new().unwrap(), "lillvik");
    let check = examined(&logbook, &secrets, &folder, at(0), CheckKind::Database);
    assert_eq!(check.state, CheckState::Bad);
    assert!(check.detail.contains("skadad") && check.detail.contains("säkerhetskopia"), "{}", check.detail);
    drop(logbook);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Ends the server's side of our connection, as an administrator does, or a machine between that forgets it.
fn terminate(address: &str, process: i64) {
    let mut other = postgres::Client::connect(address, postgres::NoTls).unwrap();
    let ended: bool =
        other.query_one("SELECT pg_terminate_backend($1::int)", &[&i32::try_from(process).unwrap()]).unwrap().get(0);
    assert!(ended);
    std::thread::sleep(std::time::Duration::from_millis(200));
}

const PROCESS: &str = "SELECT CAST(pg_backend_pid() AS BIGINT)";

#[test]
fn a_connection_that_is_cut_in_the_middle_of_a_write_loses_nothing_and_the_next_write_goes() {
    let Some(address) = postgres_server::new_database() else { return };
    let logbook = Logbook::open(Place::Server(address.clone())).unwrap();
    set(&logbook, "before", "1").unwrap();
    let head = logbook.head().unwrap();
    let cut = logbook.write(&Actor::collector(), at(0), |tx| {
        register::keep_setting(tx, "half", "written")?;
        terminate(&address, tx.one(PROCESS, &[])?.get(0)?);
        register::keep_setting(tx, "other half", "written")
    });
    let cut = refusal(cut);
    assert_eq!(cut, Refusal::DatabaseAway);
    assert!(explained(&cut).contains("ingenting har gått förlorat"));
    assert_eq!((logbook.head().unwrap(), setting(&logbook, "half")), (head, None), "nothing half-written was kept");
    set(&logbook, "after", "1").expect("the same program goes on");
    assert_eq!(logbook.verify().unwrap().broken_at, None);
}

#[test]
fn a_connection_that_was_cut_while_nobody_used_it_costs_nobody_a_decision() {
    let Some(address) = postgres_server::new_database() else { return };
    let logbook = Logbook::open(Place::Server(address.clone())).unwrap();
    let writer = std::cell::Cell::new(0);
    let noted = logbook.write(&Actor::collector(), at(0), |tx| {
        writer.set(tx.one(PROCESS, &[])?.get(0)?);
        register::keep_setting(tx, "before", "1")
    });
    noted.unwrap();
    terminate(&address, writer.get());
    std::thread::sleep(std::time::Duration::from_secs(2));
    set(&logbook, "after", "1").expect("it is connected anew before work is entrusted to it");
    assert_eq!(setting(&logbook, "after").as_deref(), Some("1"));
}

#[test]
fn nobody_waits_for_ever_for_what_somebody_else_holds() {
    let Some(address) = postgres_server::new_database() else { return };
    let logbook = Logbook::open(Place::Server(format!("{address}?options=-c%20lock_timeout%3D300ms"))).unwrap();
    let mut other = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    let mut held = other.transaction().unwrap();
    held.execute("UPDATE logbook_head SET seq = seq WHERE one = 1", &[]).unwrap();
    let busy = refusal(set(&logbook, "name", "1"));
    assert_eq!(busy, Refusal::DatabaseBusy);
    assert!(explained(&busy).contains("Försök igen"));
    held.rollback().unwrap();
    set(&logbook, "name", "1").expect("and then it goes");
}

#[test]
fn a_program_that_hangs_in_the_middle_of_a_write_gives_its_locks_up() {
    let Some(address) = postgres_server::new_database() else { return };
    let hanging = "?options=-c%20idle_in_transaction_session_timeout%3D300ms";
    let logbook = Logbook::open(Place::Server(format!("{address}{hanging}"))).unwrap();
    let colleague = Logbook::open(Place::Server(address)).unwrap();
    let hung = logbook.write(&Actor::collector(), at(0), |tx| {
        register::keep_setting(tx, "half", "written")?;
        std::thread::sleep(std::time::Duration::from_millis(900));
        set(&colleague, "colleague", "1").expect("the others are not held up");
        register::keep_setting(tx, "other half", "written")
    });
    assert_eq!(refusal(hung), Refusal::DatabaseAway);
    assert_eq!((setting(&colleague, "half"), setting(&colleague, "colleague").as_deref()), (None, Some("1")));
}

#[test]
fn every_connection_has_its_time_limits() {
    let Some(address) = postgres_server::new_database() else { return };
    let logbook = Arc::new(Logbook::open(Place::Server(address)).unwrap());
    for (name, most) in
        [("lock_timeout", "20s"), ("statement_timeout", "2min"), ("idle_in_transaction_session_timeout", "2min")]
    {
        let set: String = logbook.read(|reader| reader.one(&format!("SHOW {name}"), &[])?.get(0)).unwrap();
        assert_eq!(set, most, "{name}");
    }
}

#[test]
fn dt10_the_database_says_who_sits_at_the_desk_and_the_desk_does_not() {
    let Some(town) = Municipality::lillvik_on_postgres() else { return };
    let Place::Server(address) = town.logbook.store().place().clone() else { panic!("a server was wanted") };
    let mut server = postgres::Client::connect(&address, postgres::NoTls).unwrap();
    // One server serves all the tests of a process; the role is there for the whole of it.
    server
        .batch_execute(
            "DO $$ BEGIN CREATE ROLE maja SUPERUSER LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        )
        .unwrap();
    let of_maja = Logbook::open(Place::Server(address.replace("postgres@", "maja@"))).unwrap();
    let sits = of_maja.read(|reader| register::person_at_desk(reader, Some("gunilla"))).unwrap();
    assert_eq!(sits.unwrap().name, "Maja Lind", "whatever the machine calls whoever is logged in there");
    let sits = town.logbook.read(|reader| register::person_at_desk(reader, Some("gunilla"))).unwrap();
    assert!(sits.is_none(), "a login that the register does not know is nobody");
    let nobody = Place::Server(address.replace("postgres@", "ingen@"));
    assert_eq!(refusal(Logbook::open(nobody)), Refusal::DatabaseLogin);
}

#[test]
fn on_a_single_desk_it_is_who_is_logged_in_at_the_machine() {
    let town = Municipality::lillvik();
    let sits = |login| town.read(|reader| register::person_at_desk(reader, login)).map(|person| person.name);
    assert_eq!(sits(Some("gunilla")).as_deref(), Some("Gunilla Dahl"));
    assert_eq!((sits(Some("okänd")), sits(None)), (None, None), "nobody is taken for somebody");
}

#[test]
fn a_server_that_stops_and_comes_back_says_so_in_swedish_in_between() {
    let Some(server) = Stoppable::start() else { return };
    let logbook = Logbook::open(Place::Server(server.address())).unwrap();
    set(&logbook, "before", "1").unwrap();
    server.kill();
    let away = refusal(set(&logbook, "meanwhile", "1"));
    assert_eq!(away, Refusal::DatabaseAway);
    assert!(explained(&away).starts_with("Databasservern svarar inte."), "{}", explained(&away));
    server.start_again();
    set(&logbook, "after", "1").expect("work goes on by itself");
    assert_eq!((setting(&logbook, "before").as_deref(), setting(&logbook, "meanwhile")), (Some("1"), None));
}
