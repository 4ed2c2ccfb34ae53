//! The main job as people do it: by keyboard alone, and by mouse.

use crate::{Desk, journey};
use uppsikt_tests::main_job::{self, ACCOUNT, THREAT, THREAT_BY, find_by_search, is_gone, sit_down};

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
        window.see("step-remove").await;
        window.press('t').await;
        window.find("[data-testid='why-not'][data-code='not_registered']").await;
        let said = window.words().await;
        assert!(!said.contains("Borttagning verkställd"), "nothing was carried out: {said}");
        window.close().await;
    });
    assert!(!is_gone(&outside.standing(&name)), "nothing was removed");
}

#[test]
fn fl3_ev18_what_may_not_be_copied_is_reported_and_removed_when_two_agree() {
    let Some(desk) = Desk::in_lillvik("no-copy") else { return };
    let outside = desk.outside();
    let name = outside.writes(ACCOUNT, "Okänd Säljare", "Säljer barnporr, skriv på telegram");
    journey(async {
        let window = desk.open().await;
        window.find("[data-testid='queue-row']").await;
        find_by_search(&window, "Okänd Säljare").await;
        window.see("step-remove_without_copy").await;
        assert!(!window.has("[data-testid='do-seal']").await, "nothing offers to seal it");
        window.click("do-police-sheet").await;
        window.read("Sparat:").await;
        let sheets = std::fs::read_dir(desk.papers()).unwrap().count();
        assert_eq!(sheets, 1, "the sheet for the police lies where it was saved");

        window.press('t').await;
        window.until("the button asks once more", || async { window.focus().await == "do-remove-without-copy" }).await;
        assert!(!window.has("[data-testid='do-undo']").await, "one press decides nothing");
        window.press('t').await;
        window.read("En andra person ombeds").await;
        assert!(!is_gone(&outside.standing(&name)), "a colleague is on duty, and is asked first");

        sit_down(&window, "Per Alm").await;
        window.client().execute("location.hash = '#/queue/review'", vec![]).await.unwrap();
        window.find("[data-testid='queue-row']").await;
        let script = "return document.querySelector(\"[data-testid='queue-list']\").innerText";
        let list = window.client().execute(script, vec![]).await.unwrap().as_str().unwrap().to_owned();
        assert!(list.contains("Innehållet visas inte") && !list.contains("telegram"), "no list shows it: {list}");
        window.click("do-agree").await;
        window.see("do-undo").await;
        outside.until(&name, is_gone);
        window.close().await;
    });
}
