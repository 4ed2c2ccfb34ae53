//! The parts of an examination that need no database.

use super::*;

#[test]
fn a_disk_that_fills_up_is_told_of_before_it_is_full() {
    assert_eq!(left(500 << 30).0, CheckState::Good);
    assert_eq!(left(900 << 20).0, CheckState::Note);
    let (state, detail) = left(12 << 20);
    assert_eq!(state, CheckState::Bad);
    assert!(detail.contains("Bara 12 MB"), "{detail}");
}

#[test]
fn a_folder_that_cannot_be_written_to_is_found_out_by_writing() {
    // The kernel's own folder: nobody may make anything in it, the administrator neither.
    let (state, detail) = room(Path::new("/sys/kernel"));
    assert_eq!(state, CheckState::Bad, "{detail}");
    let folder = std::env::temp_dir().join(format!("uppsikt-doctor-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    assert_ne!(room(&folder).1, room(Path::new("/sys/kernel")).1);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "and nothing of the attempt is left");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_browser_is_found_on_the_path_and_its_absence_is_no_fault() {
    let folder = std::env::temp_dir().join(format!("uppsikt-browser-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    assert_eq!(browser_in(folder.as_os_str()).0, CheckState::Note);
    std::fs::write(folder.join("chromium"), b"").unwrap();
    let (state, detail) = browser_in(folder.as_os_str());
    assert_eq!((state, detail.as_str()), (CheckState::Good, "Webbläsaren chromium finns."));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn every_reason_why_a_folder_does_not_open_says_what_to_do_in_swedish() {
    for refusal in [
        Refusal::Unknown,
        Refusal::KeyMissing,
        Refusal::KeyWrong,
        Refusal::KeyStoreClosed,
        Refusal::DatabaseNewer,
        Refusal::DatabaseDamaged("uppsikt.sqlite.damaged".into()),
        Refusal::DatabaseAway,
        Refusal::DatabaseBusy,
        Refusal::DatabaseLogin,
        Refusal::DiskFull,
        Refusal::ReadOnly,
    ] {
        let said = explained(&refusal);
        assert_ne!(said, refusal.to_string(), "there is a sentence of its own");
        assert!(said.matches('.').count() >= 2, "what is wrong, and what to do: {said}");
        let checks = unopened(bad(KEY_STORE_CLOSED), &std::env::temp_dir(), &refusal);
        let database = checks.iter().find(|check| check.what == CheckKind::Database).unwrap();
        assert_eq!((database.state, &database.detail), (CheckState::Bad, &said));
    }
}
