//! The rules as a municipality changes them: Maja tries, Gunilla rehearses and switches on, and the next post is flagged.

use crate::{Desk, journey};
use uppsikt_tests::{
    main_job::{ACCOUNT, find_by_search, key, sit_down},
    window::Window,
};

const RULE: &str = "version = \"2026-11-23\"\n[[rule]]\nid = \"lillvik.smeknamn\"\nlabel = \"offensive.attack\"\n\
    severity = \"watch\"\nscore = 80\nwhy = \"Ett öknamn på en granne.\"\nground = \"Lillviks riktlinjer 3\"\n\
    patterns = [\"blötstrumpan\"]\nhit = [\"hälsa blötstrumpan\"]\nmiss = [\"en strumpa\"]\n";

/// A picture once everything has been drawn.
async fn picture(window: &Window, name: &str) {
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    window.picture(name).await;
}

async fn write_into(window: &Window, field: &str, words: &str) {
    window.click(field).await;
    window.type_words(&words.replace('\n', &key::ENTER.to_string())).await;
}

#[test]
fn fl15_fl14_a_rule_is_tried_rehearsed_and_switched_on_and_flags_the_next_post() {
    let Some(desk) = Desk::in_lillvik("rules") else { return };
    let outside = desk.outside();
    journey(async {
        let window = desk.open().await;
        window.find("[data-testid='queue-row']").await;
        window.click("nav-rules").await;
        window.see("rule-row").await;
        picture(&window, "regler").await;

        window.click("tab-try").await;
        write_into(&window, "field-try", "Jag ska slå ihjäl dig, Karin. Ring 070-174 06 55.").await;
        window.see("tried-flag").await;
        window.read("olaga hot").await;
        picture(&window, "prova").await;
        let faults = window.accessibility().await;
        assert!(faults.is_empty(), "{faults:#?}");

        sit_down(&window, "Gunilla Dahl").await;
        window.click("nav-rules").await;
        window.click("tab-own").await;
        write_into(&window, "field-rules", RULE).await;
        window.find("[data-testid='rules-check'][data-holds='true']").await;
        window.click("do-rehearse").await;
        window.see("rehearsal").await;
        picture(&window, "provkord").await;
        let faults = window.accessibility().await;
        assert!(faults.is_empty(), "{faults:#?}");
        write_into(&window, "field-rules-reason", "Nytt öknamn").await;
        window.click("do-switch-on").await;
        window.see("rules-version").await;
        picture(&window, "paslagen").await;

        sit_down(&window, "Maja Lind").await;
        let _ = outside.writes(ACCOUNT, "Lasse P", "Hälsa Blötstrumpan att hon kan flytta härifrån.");
        window.click("nav-queue").await;
        find_by_search(&window, "Lasse P").await;
        window.read("lillvik.smeknamn").await;
        picture(&window, "flaggad").await;
        // The reason by key alone.
        window.press('v').await;
        window.until("the flag has the focus", || async { window.focus().await == "flag" }).await;
        window.press('f').await;
        window.find("[data-testid='flag'].wrong").await;
        window.close().await;
    });
    let own = std::fs::read_to_string(desk.folder.join("lexicon/egna-regler.toml")).expect("a copy lies in the folder");
    assert!(own.contains("lillvik.smeknamn"));
}
