use super::*;
use crate::{
    action::Hands,
    intake::{Ask, Batch, Cursor, GoneBy, Look, PlatformRef, Source},
    platform::fake::{Script, login},
};
use chrono::TimeDelta;
use serde_json::json;

fn account(script: &Arc<Script>) -> Instagram {
    let held = HeldLogin::from(&login(""));
    Instagram::new("https://graph.example/v26.0", "@Lillvik", &held, Arc::clone(script) as Arc<dyn Transport>)
}

fn me() -> Value {
    json!({ "id": "77", "name": "Lillviks kommun", "instagram_business_account": { "id": "88", "username": "lillvik" } })
}

fn ask(since: Option<&Cursor>) -> Ask<'_> {
    let now = "2026-11-21T22:22:00Z".parse().unwrap();
    Ask { since, window_from: now - TimeDelta::days(7), now }
}

fn media(id: u32, at: &str, comments: u32) -> Value {
    json!({ "id": id.to_string(), "caption": "Ljus", "timestamp": at, "comments_count": comments, "media_type": "IMAGE",
        "media_url": format!("https://cdn.example/{id}.jpg?oh=a") })
}

fn comment(id: u32, by: &str) -> Value {
    json!({ "id": id.to_string(), "text": "Fint", "timestamp": TODAY, "username": by })
}

fn listed(items: &[Value]) -> Value {
    json!({ "data": items })
}

fn refs(batch: &Batch) -> Vec<&str> {
    batch.posts.iter().map(|post| post.platform_ref.0.as_str()).collect()
}

const TODAY: &str = "2026-11-21T12:00:00+0000";
const LONG_AGO: &str = "2026-10-01T12:00:00+0000";

/// No stories, nobody who tags, no messages.
fn nothing_beside(script: &Script) -> &Script {
    script.answers(200, listed(&[])).answers(200, listed(&[])).answers(200, listed(&[]))
}

#[test]
fn a_new_comment_under_an_old_medium_is_found_by_its_number() {
    let script = Script::new();
    let account = account(&script);
    script.answers(200, me()).answers(200, listed(&[media(1, TODAY, 0), media(2, LONG_AGO, 1)]));
    nothing_beside(&script).answers(200, listed(&[])).answers(200, listed(&[comment(21, "anna")]));
    let first = account.fetch(ask(None)).unwrap();
    assert_eq!(refs(&first), ["1", "2", "21"]);
    script.asked();
    // Nothing new: the old one is read once more, since it was active, and then rests.
    script.answers(200, me()).answers(200, listed(&[media(1, TODAY, 0), media(2, LONG_AGO, 1)]));
    nothing_beside(&script).answers(200, listed(&[])).answers(200, listed(&[comment(21, "anna")]));
    let second = account.fetch(ask(first.cursor.as_ref())).unwrap();
    script.asked();
    script.answers(200, me()).answers(200, listed(&[media(1, TODAY, 0), media(2, LONG_AGO, 2)]));
    let mut with_answer = comment(22, "bo");
    with_answer["replies"] = listed(&[comment(23, "lillvik")]);
    nothing_beside(&script).answers(200, listed(&[])).answers(200, listed(&[with_answer, comment(21, "anna")]));
    let third = account.fetch(ask(second.cursor.as_ref())).unwrap();
    assert_eq!(refs(&third), ["1", "2", "22", "21", "23"]);
    let reply = &third.posts[4];
    assert!(reply.ours && reply.parent == Some(PlatformRef("22".to_owned())) && reply.root.0 == "2");
    assert_eq!(third.covered.len(), 2);
}

#[test]
fn only_a_page_with_an_account_behind_it_is_a_login() {
    let script = Script::new();
    script.answers(200, json!({ "id": "42", "name": "En person" }));
    assert_eq!(account(&script).prove().unwrap_err().kind, OutageKind::Permission);
    let other = json!({ "id": "77", "instagram_business_account": { "id": "99", "username": "grannen" } });
    script.answers(200, other);
    assert_eq!(account(&script).prove().unwrap_err().kind, OutageKind::Permission);
    let page = |id: u32, account: Value| json!({ "id": id.to_string(), "access_token": format!("t{id}"), "instagram_business_account": account });
    let next = json!({ "data": [page(1, json!({ "id": "88", "username": "lillvik" })), page(2, Value::Null)],
        "paging": { "cursors": { "after": "A" }, "next": "https://graph.example/x" } });
    script.answers(200, next).answers(200, json!({ "data": [page(3, json!({ "id": "89" }))] }));
    let found = account(&script).discover().unwrap();
    assert_eq!(found.iter().map(|one| one.handle.as_str()).collect::<Vec<_>>(), ["lillvik", "89"]);
}

#[test]
fn ev7_an_answer_goes_to_the_top_and_a_medium_is_closed() {
    let script = Script::new();
    let account = account(&script);
    let mut nested = comment(23, "anna");
    nested["parent_id"] = "22".into();
    script.answers(200, nested).answers(200, json!({ "id": "24" }));
    assert_eq!(account.say(&PlatformRef("23".to_owned()), "Hej!").unwrap().line, "24 stands under 22");
    assert_eq!(script.asked()[1], "POST graph.example/v26.0/22/replies token once message=Hej!");
    let done = || json!({ "success": true });
    script
        .answers(200, done())
        .answers(200, done())
        .answers(200, done())
        .answers(200, json!({ "is_comment_enabled": false }));
    account.hide(&PlatformRef("23".to_owned())).unwrap();
    account.take_away(&PlatformRef("23".to_owned())).unwrap();
    account.close(&PlatformRef("2".to_owned())).unwrap();
    assert_eq!(account.is_closed(&PlatformRef("2".to_owned())).unwrap(), Some(true));
    let asked = script.asked();
    assert_eq!(
        asked[..3],
        [
            "POST graph.example/v26.0/23 token hide=true",
            "DELETE graph.example/v26.0/23 token",
            "POST graph.example/v26.0/2 token comment_enabled=false",
        ]
    );
    assert_eq!(account.block("5", &PlatformRef("23".to_owned())).unwrap_err().kind, OutageKind::Refused);
}

#[test]
fn a_look_tells_comment_from_medium_and_gone_from_out_of_sight() {
    let script = Script::new();
    let account = account(&script);
    let fault = json!({ "error": { "code": 100, "message": "(#100) Tried accessing nonexistent field (text)" } });
    script.answers(200, me()).answers(400, fault).answers(200, media(2, TODAY, 1));
    assert!(matches!(account.look(&PlatformRef("2".to_owned())).unwrap(), Look::Standing(seen) if seen.text == "Ljus"));
    let gone = json!({ "error": { "code": 100, "error_subcode": 33 } });
    script.answers(400, gone.clone()).answers(200, me());
    assert_eq!(account.look(&PlatformRef("23".to_owned())).unwrap(), Look::Gone(GoneBy::Unknown));
    script.answers(400, gone).answers(401, json!({ "error": { "code": 190 } }));
    assert_eq!(account.look(&PlatformRef("23".to_owned())).unwrap_err().kind, OutageKind::Login);
}

#[test]
fn a_picture_of_an_album_keeps_its_name_though_its_address_changes() {
    let script = Script::new();
    let album = |sign: &str| {
        json!({ "id": "2", "timestamp": TODAY, "media_type": "CAROUSEL_ALBUM", "children": { "data": [
        { "id": "3", "media_url": format!("https://cdn.example/3.jpg?oh={sign}") }, { "id": "4", "media_url": "javascript:alert(1)" }] } })
    };
    let seen = decode::media(&album("a"), &Me::default(), decode::Found::Own).unwrap();
    assert_eq!(seen.attachments.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(), ["instagram:2/3"]);
    script.answers(200, album("b")).answers(200, json!("bytes"));
    account(&script).attachment("instagram:2/3").unwrap();
    assert_eq!(script.asked()[1], "GET cdn.example/3.jpg?oh=b nobody");
}

#[test]
fn a_story_that_names_the_account_comes_as_a_message_and_keeps_the_story() {
    let script = Script::new();
    let account = account(&script);
    let story = |sign: &str| {
        json!({ "id": "m1", "created_time": TODAY, "from": { "id": "5", "username": "anna" }, "message": "",
            "story": { "mention": { "id": "9", "link": format!("https://cdn.example/story.jpg?oh={sign}") } } })
    };
    script.answers(200, me()).answers(200, listed(&[])).answers(200, listed(&[])).answers(200, listed(&[]));
    script.answers(200, listed(&[json!({ "id": "t1", "updated_time": TODAY })])).answers(200, listed(&[story("a")]));
    let batch = account.fetch(ask(None)).unwrap();
    assert_eq!(batch.posts[0].attachments[0].address, "message:m1/story");
    assert!(script.asked().iter().any(|asked| asked.contains("/t1/messages") && asked.contains(",story")));
    script.answers(200, story("b")).answers(200, json!("bytes"));
    account.attachment("message:m1/story").unwrap();
    assert_eq!(script.asked()[1], "GET cdn.example/story.jpg?oh=b nobody");
}
