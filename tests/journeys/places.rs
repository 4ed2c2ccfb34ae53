//! Every place of the window: without faults against WCAG 2.2 AA, in Swedish and in English.

use crate::{Desk, journey};
use std::{process::Command, time::Duration};
use uppsikt_tests::window::Window;

const PLACES: [(&str, &str); 7] = [
    ("nav-queue", "[data-testid='queue-row']"),
    ("nav-heard", "[data-testid='field-watchword']"),
    ("nav-registrar", "main"),
    ("nav-register", "main"),
    ("nav-rules", "[data-testid='rule-row']"),
    ("nav-logbook", "[data-testid='log-line']"),
    ("nav-settings", "[data-testid='check']"),
];

async fn look_at_every_place(window: &Window) {
    for (place, shows) in PLACES {
        window.click(place).await;
        window.find(shows).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        let faults = window.accessibility().await;
        assert!(faults.is_empty(), "{place}: {faults:#?}");
    }
}

#[test]
fn dt7_dt8_every_place_is_accessible_in_both_languages() {
    let Some(desk) = Desk::in_lillvik("places") else { return };
    journey(async {
        let window = desk.open().await;
        window.find("[data-testid='queue-row']").await;
        look_at_every_place(&window).await;
        let swedish = window.words().await;
        assert!(swedish.contains("Inställningar"), "Swedish is what one starts with");
        window.click("field-language").await;
        window.click_on("[role='option'][data-key='en'], [role='option'][lang='en']").await;
        window.read("Settings").await;
        look_at_every_place(&window).await;
        window.close().await;
    });
}

#[test]
fn su11_dt3_a_flagged_post_is_told_of_without_its_words() {
    let Some(desk) = Desk::in_lillvik("notice") else { return };
    let outside = desk.outside();
    journey(async {
        let window = desk.open().await;
        window.find("[data-testid='queue-row']").await;
        tokio::time::sleep(Duration::from_secs(6)).await;
        dunst(&["close-all"]);
        dunst(&["history-clear"]);
        let words = "Jag ska slå ihjäl dig din jävel, vänta bara tills jag får tag i dig.";
        let _ = outside.writes(uppsikt_tests::main_job::ACCOUNT, "Okänd Person", words);
        window.until("a notification is shown", || async { dunst(&["count", "displayed"]).trim() != "0" }).await;
        dunst(&["close-all"]);
        let told = dunst(&["history"]);
        assert!(told.contains("Lillviks kommun"), "it says which account: {told}");
        assert!(!told.contains("slå ihjäl") && !told.contains("Okänd"), "and nothing of what was written");
        window.close().await;
    });
}

#[test]
fn ad7_the_key_lies_in_the_real_key_store_and_the_database_is_encrypted() {
    let Some(desk) = Desk::in_lillvik("keys") else { return };
    journey(async {
        let window = desk.open().await;
        window.find("[data-testid='queue-row']").await;
        window.close().await;
    });
    let database = std::fs::read(desk.folder.join("uppsikt.sqlite")).unwrap();
    assert!(!database.starts_with(b"SQLite format 3"), "the file is no plain SQLite database");
    let found = Command::new("secret-tool").args(["search", "--all", "service", "uppsikt"]).output().unwrap();
    let told = String::from_utf8_lossy(&found.stdout).into_owned() + &String::from_utf8_lossy(&found.stderr);
    assert!(told.contains("database-key"), "the key store holds the database's key: {} bytes told", told.len());
}

fn dunst(args: &[&str]) -> String {
    let said = Command::new("dunstctl").args(args).output().expect("dunst is there");
    String::from_utf8_lossy(&said.stdout).into_owned()
}

/// For looking at: `UPPSIKT_PICTURES=folder cargo dev session …/journeys --ignored pictures`, on a display that is wide
/// enough.
#[test]
#[ignore = "takes pictures to look at"]
fn pictures_of_every_place_in_every_dress() {
    let Some(desk) = Desk::in_lillvik("pictures") else { return };
    journey(async {
        let window = desk.open().await;
        window.find("[data-testid='queue-row']").await;
        tokio::time::sleep(Duration::from_secs(8)).await;
        for (width, height, text) in [(1440, 900, "100%"), (1000, 700, "100%"), (1440, 900, "200%")] {
            window.client().set_window_rect(0, 0, width, height).await.unwrap();
            for theme in ["light", "dark"] {
                let dress = "document.documentElement.dataset.theme = arguments[0];
                    document.documentElement.style.fontSize = arguments[1]";
                window.client().execute(dress, vec![theme.into(), text.into()]).await.unwrap();
                for (place, shows) in PLACES {
                    window.click(place).await;
                    window.find(shows).await;
                    tokio::time::sleep(Duration::from_millis(600)).await;
                    window.client().execute(dress, vec![theme.into(), text.into()]).await.unwrap();
                    window.picture(&format!("{width}-{}-{theme}-{place}", text.trim_end_matches('%'))).await;
                }
            }
        }
        window.close().await;
    });
}
