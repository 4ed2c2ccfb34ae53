//! The main job as people do it: by keyboard alone, and by mouse.

use crate::{Desk, journey};
use uppsikt_tests::main_job::{self, ACCOUNT, THREAT, THREAT_BY, find_by_search, is_gone};

#[test]
fn qu5_dt7_the_main_job_by_keyboard_alone() {
    let Some(desk) = Desk::in_lillvik("keyboard") else { return };
    let outside = desk.outside();
    journey(async {
        let window = desk.open().await;
        main_job::by_keyboard(&window, &outside, &|_| {}).await;
        window.close().await;
    });
}

#[test]
fn ev1_qu8_a_threat_is_removed_by_mouse_and_the_evidence_is_there() {
    let Some(desk) = Desk::in_lillvik("mouse") else { return };
    let outside = desk.outside();
    journey(async {
        let window = desk.open().await;
        window.find("[data-testid='queue-row']").await;
        let threat = outside.find(ACCOUNT, THREAT);
        find_by_search(&window, THREAT_BY).await;
        window.click("do-remove").await;
        window.see("do-undo").await;
        assert!(!is_gone(&outside.standing(&threat)), "it can still be undone");
        outside.until(&threat, is_gone);
        find_by_search(&window, THREAT_BY).await;
        window.see("evidence-number").await;
        window.find("[data-testid='step-remove'][data-state='done']").await;
        window.close().await;
    });
}

#[test]
fn di7_what_is_confidential_is_registered_before_it_is_removed() {
    let Some(desk) = Desk::in_lillvik("refused") else { return };
    let outside = desk.outside();
    let secret = "Min granne Gun Ek i 4B har skyddad identitet och bor gömd hos oss sedan i våras.";
    let name = outside.writes(ACCOUNT, "Lasse P", secret);
    journey(async {
        let window = desk.open().await;
        window.find("[data-testid='queue-row']").await;
        find_by_search(&window, "Lasse P").await;
        // A refused key may be pressed again; the first can come before the post's forms do.
        for _ in 0..10 {
            window.press('t').await;
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            if window.has("[data-testid='why-not'][data-code='not_registered']").await {
                break;
            }
        }
        let said = window.words().await;
        assert!(!said.contains("Borttagning verkställd"), "nothing was carried out: {said}");
        window.close().await;
    });
    assert!(!is_gone(&outside.standing(&name)), "nothing was removed");
}
