use super::*;
use crate::{
    action::Hands,
    intake::{Ask, GoneBy, Look, PlatformRef, PostKind, Source},
    platform::fake::{Script, login},
    words::Timestamp,
};
use chrono::TimeDelta;
use serde_json::json;

const ROOT: &str = "at://did:plc:kommun/app.bsky.feed.post/3kroot";
const ANSWER: &str = "at://did:plc:anna/app.bsky.feed.post/3kanswer";
const DATE: [(&str, &str); 1] = [("date", "Sat, 21 Nov 2026 12:00:00 GMT")];

fn account(script: &Arc<Script>) -> Bluesky {
    let transport = Arc::clone(script) as Arc<dyn Transport>;
    Bluesky::new("https://bsky.example/", "lillvik.example", &(&login("lillvik.example")).into(), transport)
}

fn session() -> Value {
    json!({ "did": "did:plc:kommun", "handle": "lillvik.example", "accessJwt": "a", "refreshJwt": "r", "active": true,
        "didDoc": { "service": [{ "id": "#atproto_pds", "serviceEndpoint": "https://pds.example" }] } })
}

fn now() -> Timestamp {
    "2026-11-21T22:22:00Z".parse().unwrap()
}

fn ask() -> Ask<'static> {
    Ask { since: None, window_from: now() - TimeDelta::days(7), now: now() }
}

fn post(uri: &str, text: &str, answers: Option<&str>) -> Value {
    let did = decode::at(uri).unwrap().repo;
    let mut record = json!({ "$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-21T10:00:00.000Z" });
    if let Some(parent) = answers {
        record["reply"] =
            json!({ "root": { "uri": ROOT, "cid": "bafyroot" }, "parent": { "uri": parent, "cid": "bafyparent" } });
    }
    json!({ "uri": uri, "cid": "bafycid", "author": { "did": did, "handle": "x.example" }, "record": record,
        "indexedAt": "2026-11-21T10:00:01.000Z" })
}

fn gate(folded: &[&str]) -> Value {
    json!({ "uri": "at://did:plc:kommun/app.bsky.feed.threadgate/3kroot", "cid": "bafygate",
        "value": { "$type": "app.bsky.feed.threadgate", "post": ROOT, "hiddenReplies": folded, "okänt": 1 } })
}

#[test]
fn a_round_reads_the_accounts_own_server_and_knows_what_is_folded_away() {
    let script = Script::new();
    script
        .answers(200, session())
        .answers(200, session())
        .answers(200, json!({ "feed": [{ "post": post(ROOT, "Nytt", None) },
            { "post": post(ANSWER, "Delat", None), "reason": { "$type": "app.bsky.feed.defs#reasonRepost" } }] }))
        .answers(200, json!({ "notifications": [] }))
        .answers(403, json!({ "error": "InsufficientScope", "message": "x" }))
        .answers(200, json!({ "thread": { "post": post(ROOT, "Nytt", None), "replies": [
            { "post": post(ANSWER, "Dåligt", Some(ROOT)) },
            { "$type": "app.bsky.feed.defs#blockedPost", "uri": "at://did:plc:bo/app.bsky.feed.post/3kx", "blocked": true } ] } }))
        .answers(200, gate(&[ANSWER]));
    let batch = account(&script).fetch(ask()).unwrap();
    let told: Vec<_> = batch.posts.iter().map(|post| (post.platform_ref.0.as_str(), post.kind, post.hidden)).collect();
    assert_eq!(told, [(ROOT, PostKind::Post, false), (ANSWER, PostKind::Comment, true)]);
    assert_eq!(batch.trouble.len(), 1, "that messages can't be read is said: {:?}", batch.trouble);
    let asked = script.asked();
    assert!(asked[0].starts_with("POST bsky.example/xrpc/com.atproto.server.createSession"));
    assert!(asked[1..].iter().all(|line| line.contains(" pds.example/")), "{asked:?}");
}

#[test]
fn a_session_that_ended_is_renewed_once_and_the_question_put_again() {
    let script = Script::new();
    script
        .answers(200, session())
        .answers(400, json!({ "error": "ExpiredToken", "message": "Token has expired" }))
        .answers(200, session())
        .answers(200, session());
    assert_eq!(account(&script).prove(), Ok(None));
    let asked = script.asked();
    assert!(asked[2].contains("refreshSession"), "not by signing in, which is allowed only so often: {}", asked[2]);

    // The renewing token is dead too, and the password has been taken back.
    script
        .answers(200, session())
        .answers(400, json!({ "error": "ExpiredToken" }))
        .answers(400, json!({ "error": "ExpiredToken" }))
        .answers(401, json!({ "error": "AuthenticationRequired", "message": "Invalid identifier or password" }));
    assert_eq!(account(&script).prove().unwrap_err().kind, OutageKind::Login);
    script.asked();
}

#[test]
fn ev6_folding_away_keeps_what_stands_in_the_record_and_gives_way_to_others() {
    let script = Script::new();
    script
        .answers(200, session())
        .answers(200, json!({ "posts": [post(ANSWER, "Dåligt", Some(ROOT))] }))
        .answers(200, gate(&["at://did:plc:bo/app.bsky.feed.post/3k1"]))
        .answers(400, json!({ "error": "InvalidSwap", "message": "Record was at bafyny" }))
        .answers(200, gate(&["at://did:plc:bo/app.bsky.feed.post/3k2"]))
        .answers(200, json!({ "uri": "x", "cid": "y" }));
    account(&script).hide(&PlatformRef(ANSWER.into())).unwrap();
    let last = script.asked().pop().unwrap();
    assert!(last.contains("\"swapRecord\":\"bafygate\"") && last.contains("\"okänt\":1"), "{last}");
    assert!(
        last.contains("3k2") && last.contains(ANSWER) && !last.contains("3k1"),
        "what a colleague did meanwhile stays"
    );
}

#[test]
fn a_thread_closes_without_a_record_and_opens_without_losing_one() {
    let script = Script::new();
    script
        .answers(200, session())
        .answers(400, json!({ "error": "RecordNotFound" }))
        .answers_with(200, &DATE, &session())
        .answers(200, json!({ "uri": "x", "cid": "y" }))
        .answers(200, gate(&[ANSWER]));
    let account = account(&script);
    account.close(&PlatformRef(ROOT.into())).unwrap();
    account.open(&PlatformRef(ROOT.into())).unwrap();
    let asked = script.asked();
    assert!(asked[3].contains("\"allow\":[]") && asked[3].contains("\"swapRecord\":null"), "{}", asked[3]);
    assert_eq!(asked.len(), 5, "a thread that is open already is left as it is");
    let lost = account.close(&PlatformRef(ANSWER.into())).unwrap_err();
    assert_eq!(lost.kind, OutageKind::Refused, "somebody else's thread");
}

#[test]
fn a_lost_answer_to_a_reply_is_looked_for_by_its_key() {
    let script = Script::new();
    let item = json!({ "posts": [post(ANSWER, "Dåligt", Some(ROOT))] });
    let made = json!({ "uri": "at://did:plc:kommun/app.bsky.feed.post/3knew", "cid": "bafynew", "value": {} });
    script.answers(200, session()).answers_with(200, &DATE, &item).loses().answers(200, made);
    let receipt = account(&script).say(&PlatformRef(ANSWER.into()), "Hej! https://lillvik.example/å").unwrap();
    assert_eq!(receipt.platform_ref.unwrap().0, "at://did:plc:kommun/app.bsky.feed.post/3knew");
    let asked = script.asked();
    let key = asked[3].rsplit("rkey=").next().unwrap().split(' ').next().unwrap().to_owned();
    assert!(asked[2].contains(&format!("\"rkey\":\"{key}\"")) && key.len() == 13, "{asked:?}");
    assert!(asked[2].contains("\"createdAt\":\"2026-11-21T12:00:00.000Z\""), "by the server's clock");
    assert!(asked[2].contains("\"byteStart\":5,\"byteEnd\":31"), "{}", asked[2]);

    script
        .answers(200, session())
        .answers_with(200, &DATE, &item)
        .loses()
        .answers(400, json!({ "error": "RecordNotFound" }));
    let lost = account(&script).say(&PlatformRef(ANSWER.into()), "Hej!").unwrap_err();
    assert!(lost.may_have_happened, "not there yet: a person looks");
    script.asked();
}

#[test]
fn in5_the_authors_own_repository_tells_who_took_a_post_away() {
    let empty = || json!({ "posts": [] });
    let look = |answers: &[(u16, Value)]| {
        let script = Script::new();
        script.answers(200, session());
        for (status, value) in answers {
            script.answers(*status, value.clone());
        }
        let look = account(&script).look(&PlatformRef(ANSWER.into()));
        script.asked();
        look
    };
    let gone = (400, json!({ "error": "RecordNotFound" }));
    assert_eq!(look(&[(200, empty()), (200, json!({ "did": "x" })), gone]).unwrap(), Look::Gone(GoneBy::Author));
    let stands = (200, json!({ "value": {} }));
    assert_eq!(look(&[(200, empty()), (200, json!({ "did": "x" })), stands]).unwrap(), Look::Gone(GoneBy::Platform));
    let elsewhere = (400, json!({ "error": "RepoNotFound" }));
    assert_eq!(look(&[(200, empty()), elsewhere, (200, session())]).unwrap(), Look::Gone(GoneBy::Unknown));
}

#[test]
fn direct_messages_are_the_municipalitys_alone() {
    let script = Script::new();
    let message = |id: &str, by: &str| {
        json!({ "$type": "chat.bsky.convo.defs#messageView", "id": id, "text": "Mitt barn heter Kim",
        "sender": { "did": by }, "sentAt": "2026-11-21T10:00:00Z" })
    };
    script
        .answers(200, session())
        .answers(200, session())
        .answers(200, json!({ "feed": [] }))
        .answers(200, json!({ "notifications": [] }))
        .answers(
            200,
            json!({ "convos": [{ "id": "c1", "members": [{ "did": "did:plc:anna", "handle": "anna.example" }],
            "lastMessage": message("m2", "did:plc:kommun") }] }),
        )
        .answers(
            200,
            json!({ "messages": [message("m2", "did:plc:kommun"), message("m1", "did:plc:anna"),
            { "$type": "chat.bsky.convo.defs#deletedMessageView", "id": "m0", "sentAt": "2026-11-21T09:00:00Z" }] }),
        );
    let account = account(&script);
    let batch = account.fetch(ask()).unwrap();
    assert!(batch.trouble.is_empty());
    let told: Vec<_> =
        batch.posts.iter().map(|post| (post.platform_ref.0.as_str(), post.ours, post.openly_visible)).collect();
    assert_eq!(told, [("message/c1/m1", false, false), ("message/c1/m2", true, false)], "oldest first");
    assert_eq!(batch.posts[0].author_name.as_deref(), Some("anna.example"));
    script.asked();
    script.answers(200, json!({ "id": "m3" }));
    let receipt = account.say(&PlatformRef("message/c1/m1".into()), "Vi återkommer.").unwrap();
    assert_eq!(receipt.platform_ref.unwrap().0, "message/c1/m3");
    script.asked();
}
