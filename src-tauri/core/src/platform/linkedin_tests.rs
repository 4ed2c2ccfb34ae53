use super::*;
use crate::{
    action::Hands,
    intake::{Ask, Batch, Cursor, GoneBy, Look, PlatformRef, PostKind, Source},
    platform::fake::{Script, login},
};
use chrono::TimeDelta;
use serde_json::json;

fn page(script: &Arc<Script>) -> LinkedIn {
    let held = HeldLogin::from(&login(""));
    LinkedIn::new("https://linked.example/rest", "lillvik", &held, Arc::clone(script) as Arc<dyn Transport>)
}

/// Whom the login administers.
fn proves(script: &Script) -> &Script {
    let acl = json!({ "organization": "urn:li:organization:77", "role": "ADMINISTRATOR", "state": "APPROVED" });
    script
        .answers(200, json!({ "elements": [acl] }))
        .answers(200, json!({ "id": 77, "vanityName": "lillvik", "localizedName": "Lillviks kommun" }))
}

fn ask(since: Option<&Cursor>) -> Ask<'_> {
    let now = "2026-11-21T22:22:00Z".parse().unwrap();
    Ask { since, window_from: now - TimeDelta::days(7), now }
}

const TODAY: i64 = 1_795_260_000_000;

fn post(id: u32) -> Value {
    json!({ "id": format!("urn:li:share:{id}"), "author": "urn:li:organization:77", "commentary": "Frukost \\(gratis\\) med @[Handlarn](urn:li:person:A)",
        "publishedAt": TODAY, "lastModifiedAt": TODAY, "lifecycleState": "PUBLISHED" })
}

fn comment(id: u32, parent: Option<u32>, answers: u32) -> Value {
    let name = |id: u32| format!("urn:li:comment:(urn:li:activity:1,{id})");
    let mut comment = json!({ "id": id.to_string(), "commentUrn": name(id), "actor": "urn:li:person:A", "object": "urn:li:activity:1",
        "message": { "text": "Hej" }, "created": { "time": TODAY }, "commentsSummary": { "aggregatedTotalComments": answers } });
    if let Some(parent) = parent {
        comment["parentComment"] = name(parent).into();
    }
    comment
}

fn refs(batch: &Batch) -> Vec<&str> {
    batch.posts.iter().map(|post| post.platform_ref.0.as_str()).collect()
}

#[test]
fn notices_lead_to_the_posts_where_something_happened() {
    let script = Script::new();
    proves(&script);
    let notice = |action: &str| {
        json!({ "notificationId": 1, "action": action, "sourcePost": "urn:li:share:1",
        "generatedActivity": "urn:li:share:9", "lastModifiedAt": TODAY,
        "decoratedGeneratedActivity": { "share": { "owner": "urn:li:person:B", "text": "Tack Lillvik" } } })
    };
    script
        .answers(200, json!({ "elements": [] }))
        .answers(200, json!({ "elements": [notice("COMMENT_DELETE"), notice("SHARE_MENTION"), notice("LIKE")] }))
        .answers(200, post(1))
        .answers(200, json!({ "elements": [comment(5, None, 1)] }))
        .answers(200, json!({ "elements": [comment(6, Some(5), 0)] }));
    let batch = page(&script).fetch(ask(None)).unwrap();
    let kinds: Vec<PostKind> = batch.posts.iter().map(|post| post.kind).collect();
    assert_eq!(kinds, [PostKind::Mention, PostKind::Post, PostKind::Comment, PostKind::Reply], "{:?}", refs(&batch));
    assert_eq!(batch.posts[1].text, "Frukost (gratis) med @Handlarn");
    assert!(batch.posts.iter().all(|post| post.author_name.is_none() || post.ours), "names of persons are not kept");
    assert_eq!(batch.covered[0].root.0, "urn:li:share:1", "so a comment that was taken back is missed");
    let asked = script.asked();
    assert!(
        asked[3].contains("organizationalEntity=urn%3Ali%3Aorganization%3A77&actions=List(COMMENT,COMMENT_EDIT,")
            && asked[3].contains("timeRange=(start:"),
        "URNs are escaped, lists and ranges are not: {}",
        asked[3]
    );
    assert!(asked[5].contains("socialActions/urn%3Ali%3Ashare%3A1/comments"));
    assert!(asked[6].contains("socialActions/urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A1%2C5%29/comments"));
}

#[test]
fn a_login_without_the_role_is_turned_down_since_it_would_read_empty_lists() {
    let script = Script::new();
    script.answers(200, json!({ "elements": [] }));
    assert_eq!(page(&script).prove().unwrap_err().kind, OutageKind::Permission);
    script.answers(200, json!({ "elements": [] }));
    assert_eq!(page(&script).discover().unwrap_err().kind, OutageKind::Permission);
}

#[test]
fn linkedins_statuses_say_what_is_to_be_done() {
    for (status, kind) in [
        (401, OutageKind::Login),
        (403, OutageKind::Permission),
        (404, OutageKind::NotThere),
        (409, OutageKind::Refused),
        (426, OutageKind::Refused),
        (429, OutageKind::Limited),
        (500, OutageKind::Away),
    ] {
        let bytes = json!({ "status": status, "serviceErrorCode": 7, "message": "Jag vet var du bor" })
            .to_string()
            .into_bytes();
        let headers = vec![("date".to_owned(), "Sat, 21 Nov 2026 12:00:00 GMT".to_owned())];
        let lost = judged(&Answer { status, headers: headers.clone(), bytes: bytes.clone() }).unwrap_err();
        assert_eq!(lost.kind, kind, "{status}");
        let noon_to_midnight = std::time::Duration::from_secs(12 * 3600);
        assert_eq!(
            lost.try_again_after,
            (status == 429).then_some(noon_to_midnight),
            "its counts begin anew at midnight"
        );
        let inside = judged(&Answer { status: 200, headers, bytes }).unwrap_err();
        assert_eq!(inside.kind, kind, "{status} inside a 200");
    }
    let made = Answer { status: 204, headers: Vec::new(), bytes: Vec::new() };
    assert_eq!(judged(&made).unwrap(), Value::Null);
}

#[test]
fn ev7_a_comment_is_answered_and_taken_away_and_a_thread_closed() {
    let script = Script::new();
    let page = page(&script);
    let nested = PlatformRef("urn:li:comment:(urn:li:activity:1,6)".to_owned());
    proves(&script).answers(200, comment(6, Some(5), 0));
    script.answers_with(201, &[("x-restli-id", "9")], &json!({}));
    let receipt = page.say(&nested, "Hej!").unwrap();
    assert_eq!(receipt.platform_ref, Some(PlatformRef("urn:li:comment:(urn:li:activity:1,9)".to_owned())));
    let asked = script.asked();
    assert!(
        asked[3].contains("socialActions/urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A1%2C5%29/comments"),
        "under the one above: {}",
        asked[3]
    );
    assert!(asked[3].contains("\"parentComment\":\"urn:li:comment:(urn:li:activity:1,5)\""));
    script.answers(204, json!(null)).answers(202, json!(null)).answers(200, json!({ "commentsState": "CLOSED" }));
    page.take_away(&nested).unwrap();
    let root = PlatformRef("urn:li:share:1".to_owned());
    page.close(&root).unwrap();
    assert_eq!(page.is_closed(&root).unwrap(), Some(true));
    let asked = script.asked();
    assert_eq!(
        asked[0],
        "DELETE linked.example/rest/socialActions/urn%3Ali%3Aactivity%3A1/comments/6?actor=urn%3Ali%3Aorganization%3A77 token"
    );
    assert!(asked[1].contains("{\"patch\":{\"$set\":{\"commentsState\":\"CLOSED\"}}}"));
    assert!(page.abilities().closing_removes, "and so it is asked twice");
    for odd in ["", "urn:li:", "urn:li:share:1/../2", "urn:li:share:å", "../x"] {
        assert_eq!(page.close(&PlatformRef(odd.to_owned())).unwrap_err().kind, OutageKind::Refused, "{odd}");
    }
}

#[test]
fn what_is_gone_is_gone_only_while_the_login_holds() {
    let script = Script::new();
    let page = page(&script);
    let at = PlatformRef("urn:li:comment:(urn:li:activity:1,6)".to_owned());
    proves(&script).answers(404, json!({ "status": 404 }));
    proves(&script);
    assert_eq!(page.look(&at).unwrap(), Look::Gone(GoneBy::Unknown));
    script.answers(404, json!({ "status": 404 })).answers(200, json!({ "elements": [] }));
    assert_eq!(page.look(&at).unwrap_err().kind, OutageKind::Permission);
}
