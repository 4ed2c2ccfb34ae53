use super::*;
use crate::{
    action::Hands,
    intake::{Ask, Batch, Cursor, GoneBy, Look, PlatformRef, PostKind, Source},
    platform::fake::{Script, login},
    words::Timestamp,
};
use chrono::TimeDelta;
use serde_json::json;
use std::time::Duration;

fn account(script: &Arc<Script>) -> Mastodon {
    let transport = Arc::clone(script) as Arc<dyn Transport>;
    Mastodon::new("https://social.example/", "@kommun@social.example", &(&login("")).into(), transport)
}

fn me() -> Value {
    json!({ "id": "1", "username": "kommun", "acct": "kommun", "display_name": "Lillviks kommun" })
}

fn now() -> Timestamp {
    "2026-11-21T22:22:00Z".parse().unwrap()
}

fn ask(since: Option<&Cursor>) -> Ask<'_> {
    Ask { since, window_from: now() - TimeDelta::days(7), now: now() }
}

fn status(id: &str, by: &str, answers: Option<&str>, text: &str) -> Value {
    json!({ "id": id, "created_at": "2026-11-21T10:00:00.000Z", "in_reply_to_id": answers, "visibility": "public",
        "content": format!("<p>{text}</p>"), "url": format!("https://social.example/@x/{id}"), "edited_at": null,
        "account": { "id": by, "acct": if by == "1" { "kommun" } else { "anna" }, "display_name": "Anna B." },
        "mentions": [{ "id": "1", "acct": "kommun" }], "media_attachments": [] })
}

fn told(status: &Value) -> Value {
    json!([{ "id": "n", "type": "mention", "created_at": "2026-11-21T10:00:00.000Z", "status": status }])
}

fn refs(batch: &Batch) -> Vec<&str> {
    batch.posts.iter().map(|post| post.platform_ref.0.as_str()).collect()
}

#[test]
fn a_round_reads_what_was_written_who_spoke_and_each_thread_once() {
    let script = Script::new();
    let (root, answer) = (status("10", "1", None, "Nytt"), status("11", "2", Some("10"), "Dåligt"));
    script
        .answers(200, me())
        .answers(200, json!([root]))
        .answers(200, told(&answer))
        .answers(404, json!({ "error": "Record not found" }))
        .answers(200, json!([]))
        .answers_with(
            200,
            &[("x-ratelimit-remaining", "293"), ("x-ratelimit-reset", "2026-11-21T22:25:00.000000Z")],
            &json!({ "ancestors": [], "descendants": [answer] }),
        );
    let batch = account(&script).fetch(ask(None)).unwrap();
    assert_eq!(refs(&batch), ["10", "11"]);
    assert_eq!((batch.posts[0].kind, batch.posts[1].kind), (PostKind::Post, PostKind::Comment));
    assert_eq!((batch.covered.len(), batch.covered[0].root.0.as_str(), batch.more), (1, "10", false));
    assert_eq!(batch.allowance.unwrap().left, Some(293));
    let asked = script.asked();
    assert_eq!(
        asked[2],
        "GET social.example/api/v1/notifications?limit=40&types[]=mention&types[]=quote&include_filtered=true token"
    );
    assert_eq!(asked[5], "GET social.example/api/v1/statuses/10/context token", "the answer came with its thread");
    assert_eq!(asked.len(), 6);
}

#[test]
fn an_answer_in_an_old_thread_leads_to_it_and_a_ring_leads_nowhere() {
    let script = Script::new();
    let answer = status("11", "2", Some("10"), "Dåligt");
    let old = json!({ "id": "10", "created_at": "2025-01-01T10:00:00.000Z", "account": { "id": "1" }, "content": "<p>Gammalt</p>" });
    script
        .answers(200, me())
        .answers(200, json!([]))
        .answers(200, told(&answer))
        .answers(200, json!([]))
        .answers(200, json!([]))
        .answers(200, answer.clone())
        .answers(200, json!({ "ancestors": [old], "descendants": [] }))
        .answers(200, old.clone())
        // A broken server: the beginning stands below what answers it.
        .answers(200, json!({ "ancestors": [answer], "descendants": [] }));
    let batch = account(&script).fetch(ask(None)).unwrap();
    assert!(!batch.more && batch.posts.is_empty(), "it does not go round for ever");
    script.asked();
}

#[test]
fn in4_every_wording_since_the_last_one_is_brought_once() {
    let script = Script::new();
    let mut root = status("10", "1", None, "Tredje");
    root["edited_at"] = json!("2026-11-21T12:00:00.000Z");
    let version = |text: &str, at: &str| json!({ "content": text, "created_at": at, "account": { "id": "1" } });
    let history = json!([
        version("Första", "2026-11-21T10:00:00.000Z"),
        version("Andra", "2026-11-21T11:00:00.000Z"),
        version("Tredje", "2026-11-21T12:00:00.000Z")
    ]);
    let context = json!({ "ancestors": [], "descendants": [] });
    script.answers(200, me()).answers(200, json!([root])).answers(200, history).answers(200, json!([]));
    script.answers(200, json!([])).answers(200, json!([])).answers(200, context.clone());
    let account = account(&script);
    let first = account.fetch(ask(None)).unwrap();
    let texts: Vec<&str> = first.posts.iter().map(|post| post.text.as_str()).collect();
    assert_eq!(texts, ["Första", "Andra", "Tredje"]);
    script.answers(200, me()).answers(200, json!([root])).answers(200, json!([]));
    script.answers(200, json!([])).answers(200, json!([])).answers(200, context);
    let second = account.fetch(ask(first.cursor.as_ref())).unwrap();
    assert_eq!(second.posts.len(), 1, "the history is not asked for again");
    script.asked();
}

#[test]
fn the_link_header_alone_says_where_a_list_goes_on() {
    let script = Script::new();
    let next = [("link", "<https://evil.example/api?limit=40&max_id=10>; rel=\"next\"")];
    script
        .answers(200, me())
        .answers_with(200, &next, &json!([status("10", "1", None, "Nytt")]))
        .answers(200, json!([status("9", "1", None, "Äldre")]))
        .answers(500, json!({ "error": "Something went wrong" }));
    let batch = account(&script).fetch(ask(None)).unwrap();
    assert_eq!((refs(&batch), batch.more), (vec!["10", "9"], true), "what was read stays read, and the rest follows");
    let asked = script.asked();
    assert!(
        asked[2].starts_with("GET social.example/") && asked[2].contains("max_id=10"),
        "on our server: {}",
        asked[2]
    );
}

#[test]
fn too_often_says_how_long_by_the_servers_own_clock() {
    let script = Script::new();
    let headers = [("date", "Sat, 21 Nov 2026 12:00:00 GMT"), ("x-ratelimit-reset", "2026-11-21T12:05:00.000000Z")];
    script.answers_with(429, &headers, &json!({ "error": "Too many requests" }));
    let lost = account(&script).fetch(ask(None)).unwrap_err();
    assert_eq!((lost.kind, lost.try_again_after), (OutageKind::Limited, Some(Duration::from_secs(300))));
}

#[test]
fn a_lost_answer_to_a_reply_is_asked_for_again_with_the_same_key() {
    let script = Script::new();
    let said = json!({ "id": "12", "in_reply_to_id": "11" });
    script.answers(200, status("11", "2", Some("10"), "Dåligt")).answers(200, me()).loses().answers(200, said);
    let receipt = account(&script).say(&PlatformRef("11".into()), "Hej!").unwrap();
    assert_eq!((receipt.platform_ref.unwrap().0.as_str(), receipt.line.as_str()), ("12", "12 answers 11"));
    let asked = script.asked();
    assert_eq!(asked[2], asked[3]);
    assert!(asked[3].contains("once") && asked[3].contains("\"status\":\"@anna Hej!\""), "{}", asked[3]);

    script.answers(200, status("11", "2", None, "Dåligt")).loses().loses();
    let lost = account(&script);
    lost.me.learn(decode::me(&me()).unwrap());
    let lost = lost.say(&PlatformRef("11".into()), "Hej!").unwrap_err();
    assert!(lost.may_have_happened, "lost twice: a person looks");
    script.asked();
}

#[test]
fn in5_what_is_gone_is_gone_only_while_the_login_holds() {
    let script = Script::new();
    script.answers(200, me()).answers(404, json!({ "error": "Record not found" })).answers(200, me());
    assert_eq!(account(&script).look(&PlatformRef("11".into())).unwrap(), Look::Gone(GoneBy::Unknown));
    script.asked();
    script.answers(200, me()).answers(404, json!({})).answers(401, json!({ "error": "The access token was revoked" }));
    assert_eq!(account(&script).look(&PlatformRef("11".into())).unwrap_err().kind, OutageKind::Login);
    script.asked();
}

#[test]
fn ev7_what_mastodon_cannot_do_is_refused_with_its_reason() {
    let script = Script::new();
    let account = account(&script);
    let post = PlatformRef("11".into());
    for lost in [account.hide(&post), account.unhide(&post), account.close(&post), account.open(&post)] {
        assert_eq!(lost.unwrap_err().kind, OutageKind::Refused);
    }
    assert!(script.asked().is_empty(), "and nothing is asked of the server");
    script.answers(200, json!({ "id": "2", "blocking": false }));
    assert_eq!(
        account.block("2", &post).unwrap_err().kind,
        OutageKind::Refused,
        "a server that does nothing is not believed"
    );
    assert_eq!(account.block("../2", &post).unwrap_err().kind, OutageKind::Refused);
    script.asked();
}
