//! What the collector's work looks like in the real window: an author shut out by keyboard, the coverage log, and what the
//! platforms allow.

use crate::{Desk, journey};
use std::time::Duration;
use uppsikt_tests::main_job::{THREAT_BY, find_by_search, key};

#[test]
fn ev19_ev6_an_author_is_shut_out_by_keyboard_and_the_platform_confirms_it() {
    let Some(desk) = Desk::in_lillvik("block") else { return };
    journey(async {
        let window = desk.open().await;
        window.find("[data-testid='queue-row']").await;
        find_by_search(&window, THREAT_BY).await;
        // The first key can come before the post's forms do.
        for _ in 0..10 {
            window.press('u').await;
            tokio::time::sleep(Duration::from_secs(1)).await;
            if window.has("[data-testid='block']").await {
                break;
            }
        }
        window.find("[data-testid='ladder']").await;
        let faults = window.accessibility().await;
        assert!(faults.is_empty(), "{faults:#?}");
        window.picture("blockera").await;
        window.click("block-reason").await;
        window.type_words("Hotet upprepas, och borttagning har inte hjälpt.").await;
        window.press_with(key::CONTROL, key::ENTER).await;
        window.find("[data-testid='decision'][data-state='carried_out']").await;
        window.read("Kontrollerat: avsändaren är blockerad.").await;
        window.see("block-note").await;
        window.picture("blockerad").await;
        window.close().await;
    });
}

#[test]
fn in6_ev7_the_coverage_log_and_what_platforms_allow_are_there_to_be_read() {
    let Some(desk) = Desk::in_lillvik("coverage") else { return };
    journey(async {
        let window = desk.open().await;
        window.find("[data-testid='queue-row']").await;
        window.click("nav-register").await;
        window.see("coverage-today").await;
        window.click_on("[data-testid='account-row'] .row-name").await;
        window.find("[data-testid='coverage-day']").await;
        window.find("[data-testid='round'][data-result='whole']").await;
        let faults = window.accessibility().await;
        assert!(faults.is_empty(), "{faults:#?}");
        window.picture("uppsiktslogg").await;
        window.click("tab-abilities").await;
        window
            .find("[data-testid='abilities-row'][data-platform='facebook'] [data-what='block'][data-can='true']")
            .await;
        let faults = window.accessibility().await;
        assert!(faults.is_empty(), "{faults:#?}");
        window.picture("plattformar").await;
        window.close().await;
    });
}
