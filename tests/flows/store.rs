//! The two databases: the same story on both, what neither lets anybody do, and bad days from which nothing is lost.

use std::path::Path;
use uppsikt_core::{
    logbook::{Entry, Logbook},
    register,
    store::{DatabaseKey, Dialect, Place, Store, search},
    words::{Actor, Error, Fault, Refusal, Result, Timestamp},
};
use uppsikt_tests::{Municipality, on_both_stores, postgres_server::Stoppable};

const KEY: [u8; 32] = [9; 32];

fn at(millis: i64) -> Timestamp {
    Timestamp::from_timestamp_millis(1_795_417_080_000 + millis).unwrap()
}

fn file(folder: &Path) -> Place {
    Place::File { path: folder.join("uppsikt.sqlite"), key: DatabaseKey::new(KEY) }
}

/// A folder that goes with the value.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("uppsikt-store-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn set(logbook: &Logbook, name: &str, value: &str) -> Result<()> {
    logbook.write(&Actor::collector(), at(0), |tx| register::keep_setting(tx, name, value))
}

fn setting(logbook: &Logbook, name: &str) -> Option<String> {
    logbook.read(|reader| register::setting(reader, name)).unwrap()
}

fn refusal<T>(answer: Result<T>) -> Refusal {
    match answer {
        Err(Error::Refused(refusal)) => refusal,
        Err(Error::Broke(fault)) => panic!("a rule should have said no, but: {}", Error::Broke(fault).chain()),
        Ok(_) => panic!("a rule should have said no"),
    }
}

/// Runs a statement past the logbook's doors.
fn past_the_doors(town: &Municipality, sql: &str) -> Result<()> {
    town.logbook.store().write(|db| db.execute(sql, &[]).map(|_| ()))
}

fn script(town: &Municipality, sql: &str) {
    town.logbook.store().write(|db| db.script(sql)).unwrap();
}

/// Takes the guards of the database away, as somebody with the key and bad intent would.
fn without_guards(town: &Municipality) {
    let guards = town.logbook.store().read(|db| Ok(db.dialect())).map(|dialect| match dialect {
        Dialect::Sqlite => "DROP TRIGGER logbook_is_never_changed; DROP TRIGGER logbook_is_never_shortened;",
        Dialect::Postgres => "DROP TRIGGER logbook_is_append_only ON logbook;",
    });
    script(town, guards.unwrap());
}

on_both_stores! {
    fn ad3_what_stands_in_the_logbook_and_in_evidence_is_never_changed(town) {
        let post = town.citizen_writes("När öppnar badhuset?");
        town.maja().seal(post).unwrap();
        for table in ["logbook", "evidence", "evidence_file"] {
            let column = if table == "logbook" { "entry" } else { "digest" };
            for sql in [format!("UPDATE {table} SET {column} = ''"), format!("DELETE FROM {table}")] {
                assert!(past_the_doors(town, &sql).is_err(), "the database itself says no to: {sql}");
            }
        }
        assert!(past_the_doors(town, "UPDATE blob_chunk SET no = no + 1").is_err(), "stored bytes are never changed");
        assert!(town.logbook.verify().unwrap().broken_at.is_none());
    }

    fn ad3_a_changed_entry_breaks_the_chain_where_it_stands(town) {
        town.citizen_writes("När öppnar badhuset?");
        let whole = town.logbook.verify().unwrap();
        assert_eq!(whole.broken_at, None);
        without_guards(town);
        let entry = "(SELECT entry FROM logbook WHERE seq = 5)";
        let kept: String = town.read(|reader| reader.one(&format!("SELECT {entry}"), &[])?.get(0));
        past_the_doors(town, "UPDATE logbook SET entry = '{}' WHERE seq = 5").unwrap();
        assert_eq!(town.logbook.verify().unwrap().broken_at, Some(5), "the check names the entry that was changed");
        let put_back = "UPDATE logbook SET entry = $1 WHERE seq = 5";
        town.logbook.store().write(|db| db.execute(put_back, &[kept.as_str().into()])).unwrap();
        assert_eq!(town.logbook.verify().unwrap(), whole);
        past_the_doors(town, &format!("UPDATE logbook SET actor = 'x' WHERE seq = {}", whole.entries)).unwrap();
        let broken = town.logbook.verify();
        assert!(broken.is_err() || broken.unwrap().broken_at.is_some(), "nor can the doer be exchanged");
        let doer = Actor::collector().id();
        past_the_doors(town, &format!("UPDATE logbook SET actor = '{doer}' WHERE seq = {}", whole.entries)).unwrap();
    }

    fn ad3_a_logbook_that_was_cut_short_says_so(town) {
        town.citizen_writes("När öppnar badhuset?");
        let last = town.logbook.verify().unwrap().entries;
        without_guards(town);
        script(town, &format!("CREATE TABLE aside AS SELECT * FROM logbook WHERE seq = {last};"));
        past_the_doors(town, &format!("DELETE FROM logbook WHERE seq = {last}")).unwrap();
        assert_eq!(town.logbook.verify().unwrap().broken_at, Some(last), "the head knows how many there were");
        past_the_doors(town, "INSERT INTO logbook SELECT * FROM aside").unwrap();
    }

    fn four_writers_at_once_leave_one_unbroken_chain(town) {
        let before = town.logbook.head().unwrap();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let logbook = town.restarted();
                scope.spawn(move || {
                    for no in 0..25 {
                        set(&logbook, &format!("writer-{writer}"), &no.to_string()).unwrap();
                    }
                });
            }
        });
        assert_eq!(town.logbook.head().unwrap(), before + 100, "each write is one entry, and none is lost");
        assert_eq!(town.logbook.verify().unwrap().broken_at, None);
        for writer in 0..4 {
            assert_eq!(setting(&town.logbook, &format!("writer-{writer}")).as_deref(), Some("24"));
        }
    }

    fn what_fails_in_the_middle_leaves_nothing_behind(town) {
        let head = town.logbook.head().unwrap();
        let broke: Result<()> = town.logbook.write(&Actor::collector(), at(0), |tx| {
            register::keep_setting(tx, "half", "written")?;
            Err(Fault::of("finish", "on purpose").into())
        });
        assert!(broke.is_err());
        assert_eq!(setting(&town.logbook, "half"), None);
        assert_eq!(town.logbook.head().unwrap(), head, "nothing is entered either");
    }

    fn words_are_found_by_their_beginnings_whatever_their_letters(town) {
        let texts = [
            "Ängsskolan ska rivas",
            "Angsta by har ingen väg",
            "ÅSA möter Örjan på ån",
            "Badhuset, badhusets & BADHUSET!",
            "Ring 0501-755 000 eller 4b",
            "فتح المكتبة",
        ];
        let ids = texts.map(|text| town.citizen_writes(text));
        for (wanted, hits) in [
            ("ängs", vec![0]),
            ("ANGS", vec![1]),
            ("å", vec![2]),
            ("ö", vec![2]),
            ("badhus", vec![3]),
            ("bad huset", vec![]),
            ("möter örj", vec![2]),
            ("0501 755", vec![4]),
            ("4b", vec![4]),
            ("المكتبة", vec![5]),
            ("anna", vec![0, 1, 2, 3, 4, 5]),
            ("'; DROP TABLE post; --", vec![]),
            ("\" OR *", vec![]),
            ("... !!", vec![0, 1, 2, 3, 4, 5]),
        ] {
            let mut found: Vec<usize> = town
                .maja()
                .search(uppsikt_core::queue::List::Open, wanted)
                .rows
                .iter()
                .map(|row| ids.iter().position(|id| *id == row.id).unwrap())
                .collect();
            found.sort_unstable();
            assert_eq!(found, hits, "looking for {wanted}, folded to {}", search::folded(wanted));
        }
    }

    fn a_database_is_opened_again_without_being_changed(town) {
        let head = town.logbook.head().unwrap();
        let migrations = "SELECT CAST(COUNT(*) AS BIGINT) FROM migration";
        let before: i64 = town.read(|reader| reader.one(migrations, &[])?.get(0));
        let again = town.restarted();
        assert_eq!(again.head().unwrap(), head);
        assert_eq!(again.read(|reader| reader.one(migrations, &[])?.get::<i64>(0)).unwrap(), before);
    }

    fn a_database_of_a_newer_program_is_refused_and_left_alone(town) {
        let digest = "0".repeat(64);
        let newer = |older_may_open: i64| {
            format!("INSERT INTO migration (no, name, digest, older_may_open) VALUES (99, 'x', '{digest}', {older_may_open})")
        };
        past_the_doors(town, &newer(0)).unwrap();
        let place = town.logbook.store().place().clone();
        assert_eq!(refusal(Logbook::open(place.clone())), Refusal::DatabaseNewer);
        past_the_doors(town, "DELETE FROM migration WHERE no = 99").unwrap();
        past_the_doors(town, &newer(1)).unwrap();
        Logbook::open(place).expect("a change that an older program may live with does not shut it out");
        past_the_doors(town, "DELETE FROM migration WHERE no = 99").unwrap();
    }
}

#[test]
fn a_wrong_key_opens_nothing_and_harms_nothing() {
    let folder = Folder::new("key");
    set(&Logbook::open(file(&folder.0)).unwrap(), "a", "1").unwrap();
    let wrong = Place::File { path: folder.0.join("uppsikt.sqlite"), key: DatabaseKey::new([1; 32]) };
    assert_eq!(refusal(Logbook::open(wrong)), Refusal::KeyWrong);
    let right = Logbook::open(file(&folder.0)).unwrap();
    assert_eq!(setting(&right, "a").as_deref(), Some("1"));
    assert!(!folder.0.join("uppsikt.sqlite.damaged").exists(), "a wrong key is not taken for damage");
}

#[test]
fn the_file_on_the_disk_shows_nothing_of_what_it_holds() {
    let folder = Folder::new("sealed");
    let logbook = Logbook::open(file(&folder.0)).unwrap();
    set(&logbook, "kanariefågel", "kanariefågel").unwrap();
    for entry in std::fs::read_dir(&folder.0).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let words = "kanariefågel".as_bytes();
        assert!(!bytes.windows(words.len()).any(|part| part == words), "in {}", path.display());
        assert!(!bytes.starts_with(b"SQLite format 3"), "{} is encrypted from its first byte", path.display());
    }
}

/// Breaks the file from `from` on.
fn damage(path: &Path, from: usize, length: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    let end = (from + length).min(bytes.len());
    bytes[from..end].iter_mut().for_each(|byte| *byte ^= 0x5a);
    std::fs::write(path, bytes).unwrap();
}

fn filled(folder: &Folder) -> std::path::PathBuf {
    let logbook = Logbook::open(file(&folder.0)).unwrap();
    for no in 0..200 {
        set(&logbook, &format!("name-{no}"), &"ord ".repeat(200)).unwrap();
    }
    folder.0.join("uppsikt.sqlite")
}

#[test]
fn a_damaged_database_is_set_aside_and_reported_and_never_replaced() {
    let folder = Folder::new("damaged");
    let path = filled(&folder);
    damage(&path, 100, 50);
    let before = std::fs::read(&path).unwrap();
    let expected = Refusal::DatabaseDamaged("uppsikt.sqlite.damaged".into());
    assert_eq!(refusal(Logbook::open(file(&folder.0))), expected);
    assert_eq!(refusal(Logbook::open(file(&folder.0))), expected, "and again at the next start");
    assert_eq!(std::fs::read(&path).unwrap(), before, "the file stays as it was found");
    assert_eq!(std::fs::read(folder.0.join("uppsikt.sqlite.damaged")).unwrap(), before, "and so does its copy");
}

#[test]
fn damage_in_the_middle_of_the_file_is_reported_when_it_is_met() {
    let folder = Folder::new("middle");
    let path = filled(&folder);
    let length = std::fs::metadata(&path).unwrap().len();
    damage(&path, 4096 * 8, usize::try_from(length).unwrap());
    let met = Logbook::open(file(&folder.0))
        .and_then(|logbook| logbook.read(|reader| reader.rows("SELECT name, value FROM setting", &[]).map(|_| ())));
    assert_eq!(refusal(met), Refusal::DatabaseDamaged("uppsikt.sqlite.damaged".into()));
    assert!(folder.0.join("uppsikt.sqlite.damaged").exists(), "a copy was set aside");
}

#[test]
fn a_database_that_lost_all_its_bytes_is_not_begun_anew() {
    let folder = Folder::new("empty");
    let path = filled(&folder);
    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
    std::fs::write(&path, b"").unwrap();
    let expected = Refusal::DatabaseDamaged("uppsikt.sqlite.damaged".into());
    assert_eq!(refusal(Logbook::open(file(&folder.0))), expected);
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 0, "and nothing was put in its place");
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named_for_what_it_is() {
    // The kernel's own folder: nobody may make anything in it, the administrator neither.
    let nowhere = Path::new("/sys/uppsikt");
    assert_eq!(refusal(Logbook::open(file(nowhere))), Refusal::ReadOnly);
}

#[test]
fn a_full_disk_loses_nothing_that_was_there_and_can_be_mended() {
    let folder = Folder::new("full");
    let logbook = Logbook::open(file(&folder.0)).unwrap();
    set(&logbook, "before", "1").unwrap();
    let pages = |tx: &uppsikt_core::logbook::Tx<'_>, sql: &str| -> Result<i64> { tx.one(sql, &[])?.get(0) };
    let limit = |most: i64| {
        logbook
            .write(&Actor::collector(), at(0), |tx| {
                let now = pages(tx, "PRAGMA page_count")?;
                pages(tx, &format!("PRAGMA max_page_count = {}", now + most))?;
                register::keep_setting(tx, "limit", "set")
            })
            .unwrap();
    };
    limit(20);
    let head = logbook.head().unwrap();
    let too_much = logbook.write(&Actor::collector(), at(0), |tx| {
        let digest = tx.keep_bytes(&vec![7; 4 << 20])?;
        Ok((digest, Entry::SettingChanged { name: "picture".into() }))
    });
    assert_eq!(refusal(too_much), Refusal::DiskFull);
    assert_eq!(logbook.head().unwrap(), head, "nothing of it was kept");
    assert_eq!(setting(&logbook, "before").as_deref(), Some("1"));
    limit(1_000_000);
    set(&logbook, "after", "1").expect("with room again, work goes on");
    assert_eq!(logbook.verify().unwrap().broken_at, None);
}

#[test]
fn a_server_that_dies_in_the_middle_of_a_write_loses_nothing() {
    let Some(server) = Stoppable::start() else { return };
    let logbook = Logbook::open(Place::Server(server.address())).unwrap();
    set(&logbook, "before", "1").unwrap();
    let head = logbook.head().unwrap();
    let died = logbook.write(&Actor::collector(), at(0), |tx| {
        register::keep_setting(tx, "half", "written")?;
        server.kill();
        register::keep_setting(tx, "other half", "written")
    });
    assert_eq!(refusal(died), Refusal::DatabaseAway);
    assert_eq!(refusal(set(&logbook, "meanwhile", "1")), Refusal::DatabaseAway);
    assert_eq!(refusal(logbook.head()), Refusal::DatabaseAway, "and says so as long as it is away");
    server.start_again();
    assert_eq!(logbook.head().unwrap(), head, "nothing half-written was kept");
    assert_eq!((setting(&logbook, "before").as_deref(), setting(&logbook, "half")), (Some("1"), None));
    set(&logbook, "after", "1").expect("and the same program goes on without being restarted");
    assert_eq!(logbook.verify().unwrap().broken_at, None);
}

#[test]
fn a_server_that_is_not_there_is_away() {
    let nowhere = Place::Server("postgres://nobody@127.0.0.1:1/uppsikt".into());
    assert_eq!(refusal(Logbook::open(nowhere)), Refusal::DatabaseAway);
}

#[test]
fn nothing_lies_there_until_something_does() {
    let folder = Folder::new("exists");
    assert!(!Store::exists(&folder.0.join("uppsikt.sqlite")));
    let path = filled(&folder);
    assert!(Store::exists(&path), "whoever finds a database without its key must not begin a new one");
}
