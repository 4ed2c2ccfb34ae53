//! Bad days: the program is killed in the middle, its key is gone, its database is damaged.

use crate::{Desk, journey};
use std::{
    process::Command,
    time::{Duration, Instant},
};
use uppsikt_tests::{
    main_job::{ACCOUNT, THREAT, THREAT_BY, find_by_search, is_gone},
    window::{Window, processes, program},
};

/// Kills the window, and waits until it is gone: while it is, another of its name does not open.
fn kill_the_window() {
    for (name, process) in processes() {
        // The kernel keeps fifteen characters of a name, and ours has just so many.
        if name == "uppsikt-desktop" {
            let _ = Command::new("kill").arg("-KILL").args(process.file_name()).status();
            let begun = Instant::now();
            // What has ended and been seen to end has no name any more; until then it may still hold its name on the bus.
            while std::fs::read_to_string(process.join("cmdline")).is_ok_and(|line| !line.is_empty()) {
                assert!(begun.elapsed() < Duration::from_secs(30), "the window does not die");
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

#[test]
fn dt1_a_decision_survives_that_the_program_is_killed() {
    let Some(mut desk) = Desk::in_lillvik("killed") else { return };
    let outside = desk.outside();
    let threat = outside.find(ACCOUNT, THREAT);
    journey(async {
        let window = desk.open().await;
        window.find("[data-testid='queue-row']").await;
        find_by_search(&window, THREAT_BY).await;
        window.press('t').await;
        window.see("do-undo").await;
        kill_the_window();
    });
    assert!(!is_gone(&outside.standing(&threat)), "it was killed before the hold had passed");
    desk.drive();
    journey(async {
        let window = desk.open().await;
        outside.until(&threat, is_gone);
        window.close().await;
    });
}

async fn says(window: &Window, code: &str) {
    window.find(&format!("[data-testid='closed'][data-code='{code}']")).await;
    let words = window.words().await;
    assert!(words.len() > 80, "it says what to do: {words}");
}

#[test]
fn a_missing_key_or_a_damaged_database_is_explained_and_nothing_is_replaced() {
    let Some(mut desk) = Desk::in_lillvik("damaged") else { return };
    journey(async {
        let window = desk.open().await;
        window.find("[data-testid='queue-row']").await;
        window.close().await;
    });
    // The window's processes take a moment to let go of their files.
    std::thread::sleep(Duration::from_secs(1));
    let file = desk.folder.join("uppsikt.sqlite");
    let whole = std::fs::read(&file).unwrap();
    let mut damaged = whole.clone();
    damaged.iter_mut().take(4096).for_each(|byte| *byte ^= 0x5a);
    std::fs::write(&file, &damaged).unwrap();
    for rest in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(desk.folder.join(format!("uppsikt.sqlite{rest}")));
    }
    desk.drive();
    journey(async {
        let window = Window::open_on(desk.driver.as_ref().unwrap().address(), "closed").await;
        says(&window, "database_damaged").await;
        window.close().await;
    });
    assert_eq!(std::fs::read(&file).unwrap(), damaged, "the damaged file stays where it was");
    assert!(desk.folder.join("uppsikt.sqlite.damaged").exists(), "and a copy is set aside");

    std::fs::write(&file, &whole).unwrap();
    let _ = Command::new("secret-tool").args(["clear", "service", "uppsikt"]).status();
    desk.drive();
    journey(async {
        let window = Window::open_on(desk.driver.as_ref().unwrap().address(), "closed").await;
        says(&window, "key_missing").await;
        window.close().await;
    });
    assert_eq!(std::fs::read(&file).unwrap(), whole, "the database waits for its key");
}

#[test]
fn without_a_session_bus_the_doctor_says_what_is_wrong_and_touches_nothing() {
    if std::env::var("UPPSIKT_SESSION").as_deref() != Ok("private") {
        return;
    }
    let folder = std::env::temp_dir().join(format!("uppsikt-no-bus-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("uppsikt.sqlite");
    std::fs::write(&file, b"a database that waits for its key").unwrap();
    let doctor = Command::new(program("uppsikt"))
        .args(["doctor", "--data"])
        .arg(&folder)
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(!doctor.status.success(), "it is not well: {said}");
    assert!(said.contains("FEL  Nyckelringen är låst eller saknas."), "{said}");
    assert!(said.contains("dbus-run-session"), "and what to do: {said}");
    assert_eq!(std::fs::read(&file).unwrap(), b"a database that waits for its key");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn without_a_session_bus_the_window_opens_and_says_what_is_wrong() {
    let Some(mut desk) = Desk::in_lillvik("no-bus") else { return };
    desk.drive_with(&[("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")]);
    journey(async {
        let window = Window::open_on(desk.driver.as_ref().unwrap().address(), "closed").await;
        says(&window, "key_store_closed").await;
        window.close().await;
    });
    assert!(!desk.folder.join("uppsikt.sqlite").exists(), "no database is begun without a key");
}
