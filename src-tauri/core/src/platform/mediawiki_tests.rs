use super::*;
use crate::{
    action::Hands,
    intake::{Ask, Cursor, GoneBy, Look, PlatformRef, PostKind, Source},
    platform::fake::{Script, login},
    words::Timestamp,
};
use chrono::TimeDelta;
use serde_json::json;

/// With a token, so that nobody needs to sign in.
fn wiki(script: &Arc<Script>) -> MediaWiki {
    MediaWiki::new("https://wiki.example/w/api.php", "", &(&login("")).into(), Arc::clone(script) as Arc<dyn Transport>)
}

fn me() -> Value {
    json!({ "query": { "userinfo": { "id": 1, "name": "Admin", "rights": ["deleterevision"] } } })
}

fn now() -> Timestamp {
    "2026-11-21T22:22:00Z".parse().unwrap()
}

fn ask(since: Option<&Cursor>) -> Ask<'_> {
    Ask { since, window_from: now() - TimeDelta::days(7), now: now() }
}

fn page(revisions: &Value) -> Value {
    json!({ "query": { "pages": [{ "pageid": 2, "ns": 0, "title": "Simhallen", "lastrevid": 9, "revisions": revisions }] } })
}

fn revision(id: u64, parent: u64, by: &str, text: &str) -> Value {
    json!({ "revid": id, "parentid": parent, "user": by, "timestamp": "2026-11-21T10:00:00Z", "comment": "",
        "slots": { "main": { "content": text } } })
}

fn nothing() -> Value {
    json!({ "batchcomplete": true, "query": { "logevents": [] } })
}

#[test]
fn an_edit_is_the_lines_that_it_added() {
    let script = Script::new();
    script
        .answers(200, me())
        .answers(200, json!({ "query": { "recentchanges": [{ "type": "edit", "revid": 9 }, { "type": "log", "revid": 0 }, { "type": "edit" }] } }))
        .answers(200, page(&json!([revision(9, 8, "Vandal", "Ett\nTvå\nTvå\nTre")])))
        .answers(200, page(&json!([revision(8, 0, "Admin", "Ett\nTvå\nFyra")])))
        .answers(200, nothing());
    let batch = wiki(&script).fetch(ask(None)).unwrap();
    assert_eq!(
        (batch.posts.len(), batch.trouble.len(), batch.more),
        (1, 1, false),
        "a change without a number is said"
    );
    let edit = &batch.posts[0];
    assert_eq!(
        (edit.platform_ref.0.as_str(), edit.text.as_str(), edit.kind),
        ("rev-9", "Två\nTre", PostKind::VisitorPost)
    );
    assert_eq!(edit.permalink.as_deref(), Some("https://wiki.example/w/index.php?diff=9"));
    assert!(script.asked().iter().all(|line| line.contains("assert=user") && line.contains("maxlag=5")));
}

#[test]
fn the_next_round_begins_where_the_last_one_did_and_the_log_tells_the_rest() {
    let script = Script::new();
    script.answers(200, me()).answers(200, json!({ "query": { "recentchanges": [] } })).answers(200, nothing());
    let wiki = wiki(&script);
    let first = wiki.fetch(ask(None)).unwrap();
    script.asked();
    let log = json!({ "query": { "logevents": [
        { "type": "delete", "action": "delete", "logpage": 5 },
        { "type": "delete", "action": "revision", "logpage": 2, "params": { "ids": [9] } } ] } });
    let mut hidden = revision(9, 0, "Vandal", "Hot");
    hidden["slots"]["main"]["texthidden"] = json!(true);
    script
        .answers(200, me())
        .answers(200, json!({ "query": { "recentchanges": [] } }))
        .answers(200, log)
        .answers(200, page(&json!([hidden])));
    let second = wiki.fetch(Ask { now: now() + TimeDelta::minutes(5), ..ask(first.cursor.as_ref()) }).unwrap();
    assert!(script.asked()[1].contains("rcstart=2026-11-21T22:12:00Z"), "edits never change: none is read twice");
    assert_eq!(second.covered.iter().map(|covered| covered.root.0.as_str()).collect::<Vec<_>>(), ["page-5"]);
    assert!(second.posts[0].hidden && second.posts[0].text == "Hot");
}

#[test]
fn an_old_token_is_fetched_anew_once_and_an_ended_session_made_anew() {
    let script = Script::new();
    let token = |word: &str| json!({ "query": { "tokens": { "csrftoken": word, "logintoken": "l" } } });
    let bad = json!({ "errors": [{ "code": "badtoken" }] });
    script
        .answers(200, token("1"))
        .answers_with(200, &[("mediawiki-api-error", "badtoken")], &bad)
        .answers(200, token("2"))
        .answers(200, json!({ "block": { "id": 7 } }));
    wiki(&script).block("Vandal", &PlatformRef("rev-9".into())).unwrap();
    assert!(script.asked()[3].contains("token=2"));
    script.answers(200, token("1")).answers(200, bad.clone()).answers(200, token("2")).answers(200, bad);
    assert_eq!(wiki(&script).unblock("Vandal").unwrap_err().kind, OutageKind::Refused, "twice is not a matter of age");
    script.asked();

    let cookie = |name: &str| [("set-cookie", format!("{name}=1; path=/"))];
    let with = |script: &Script, name: &str, value: Value| {
        let cookie = cookie(name);
        script.answers_with(200, &[(cookie[0].0, &cookie[0].1)], &value);
    };
    with(&script, "first", token("1"));
    script.answers(200, json!({ "login": { "result": "Success" } }));
    script.answers(200, json!({ "errors": [{ "code": "assertuserfailed" }] }));
    with(&script, "second", token("1"));
    script.answers(200, json!({ "login": { "result": "Success" } })).answers(200, me());
    let transport = Arc::clone(&script) as Arc<dyn Transport>;
    let signed = MediaWiki::new("https://wiki.example", "", &(&login("Admin@uppsikt")).into(), transport);
    assert_eq!(signed.prove(), Ok(None));
    let asked = script.asked();
    assert!(asked[1].contains("cookies once") && asked[1].contains("lgname=Admin@uppsikt"), "{}", asked[1]);
    assert!(
        asked[0].contains(" nobody") && asked[3].contains(" nobody"),
        "an old session is not shown when a new one is made"
    );
}

#[test]
fn every_no_of_a_wiki_comes_with_200_and_means_something() {
    let kinds = [
        ("ratelimited", OutageKind::Limited),
        ("readonly", OutageKind::Away),
        ("maxlag", OutageKind::Away),
        ("permissiondenied", OutageKind::Permission),
        ("blocked", OutageKind::Permission),
        ("nosuchrevid", OutageKind::NotThere),
        ("internal_api_error_DBQueryError", OutageKind::Away),
        ("abusefilter-disallowed", OutageKind::Refused),
    ];
    for (code, kind) in kinds {
        for value in [
            json!({ "errors": [{ "code": code, "text": "Någons ord" }] }),
            json!({ "error": { "code": code, "info": "Någons ord" } }),
        ] {
            let script = Script::new();
            script.answers_with(200, &[("retry-after", "5")], &value);
            let lost = wiki(&script).prove().unwrap_err();
            assert_eq!(lost.kind, kind, "{code}");
            assert!(!lost.cause.contains("Någons"), "{}", lost.cause);
            assert_eq!(lost.try_again_after.is_some(), kind.passes(), "{code}");
        }
    }
    let script = Script::new();
    script.answers(200, json!({ "query": { "userinfo": { "id": 0, "name": "127.0.0.1", "anon": true } } }));
    assert_eq!(wiki(&script).prove().unwrap_err().kind, OutageKind::Login, "whoever is only an address is nobody");
}

#[test]
fn ev7_what_the_login_may_not_do_whole_is_not_begun() {
    let script = Script::new();
    script.answers(200, json!({ "query": { "userinfo": { "id": 1, "name": "Admin", "rights": ["rollback"] } } }));
    let lost = wiki(&script).hide(&PlatformRef("rev-9".into())).unwrap_err();
    assert_eq!(lost.kind, OutageKind::Permission, "an untouched wiki gives nobody the right to hide");
    assert_eq!(script.asked().len(), 1);
}

#[test]
fn in5_the_log_tells_who_took_an_edit_away() {
    let gone = |by: &str| {
        let script = Script::new();
        let deleted = json!({ "query": { "pages": [{ "title": "Skräp", "missing": true,
            "deletedrevisions": [{ "revid": 9, "user": "Vandal" }] }] } });
        script
            .answers(200, me())
            .answers(200, json!({ "query": { "badrevids": { "9": { "revid": 9, "missing": true } } } }))
            .answers(200, deleted)
            .answers(200, json!({ "query": { "logevents": [{ "action": "restore", "user": "x" }, { "action": "delete", "user": by }] } }));
        let look = wiki(&script).look(&PlatformRef("rev-9".into())).unwrap();
        script.asked();
        look
    };
    assert_eq!(gone("Admin"), Look::Gone(GoneBy::Us));
    assert_eq!(gone("Vandal"), Look::Gone(GoneBy::Author));
    assert_eq!(gone("Stewart"), Look::Gone(GoneBy::Platform));
}
