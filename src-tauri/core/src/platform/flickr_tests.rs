use super::*;
use crate::{
    action::Hands,
    intake::{Ask, GoneBy, Look, PlatformRef, Source},
    platform::fake::{Script, login},
    secrets::{App, Credential},
};
use chrono::TimeDelta;
use serde_json::json;

fn account(script: &Arc<Script>) -> Flickr {
    let app = App { id: "lillvik".to_owned(), secret: Secret::new("appens-ord".to_owned()) };
    let whole = Credential { token_secret: Some(Secret::new("andra".to_owned())), app: Some(app), ..login("") };
    Flickr::new(
        "https://photos.example/services/rest",
        "lillvik",
        &HeldLogin::from(&whole),
        Arc::clone(script) as Arc<dyn Transport>,
    )
}

/// What time it is there, and who the login is.
fn proves(script: &Script) -> &Script {
    script.answers_with(200, &[("date", "Sat, 21 Nov 2026 12:00:00 GMT")], &json!({ "stat": "fail", "code": 99 }));
    script.answers(200, json!({ "stat": "ok", "user": { "id": "77@N01", "username": { "_content": "Lillvik" } } }))
}

fn ask() -> Ask<'static> {
    let now = "2026-11-21T22:22:00Z".parse().unwrap();
    Ask { since: None, window_from: now - TimeDelta::days(7), now }
}

fn photos(ids: &[u32]) -> Value {
    let photo = |id: &u32| {
        json!({ "id": id.to_string(), "owner": "77@N01", "title": "Frost", "ispublic": 1, "dateupload": "1795260000",
        "url_o": "https://live.example/1_o.jpg", "description": { "_content": "Fri att <b>använda</b>" } })
    };
    json!({ "stat": "ok", "photos": { "page": 1, "pages": 1, "photo": ids.iter().map(photo).collect::<Vec<_>>() } })
}

fn comments() -> Value {
    json!({ "stat": "ok", "comments": { "photo_id": "5", "comment": [{ "id": "77-5-9", "author": "8@N02", "authorname": "anna",
        "realname": "", "datecreate": "1795260100", "_content": "Vackert &amp; kallt" }] } })
}

#[test]
fn photographs_and_their_comments_are_read_signed() {
    let script = Script::new();
    proves(&script).answers(200, photos(&[5])).answers(200, photos(&[5])).answers(200, comments());
    let batch = account(&script).fetch(ask()).unwrap();
    let texts: Vec<&str> = batch.posts.iter().map(|post| post.text.as_str()).collect();
    assert_eq!(texts, ["Frost\n\nFri att använda", "Vackert & kallt"]);
    assert_eq!(batch.posts[0].attachments[0].media_type, "image/jpeg");
    assert_eq!(batch.posts[1].author_name.as_deref(), Some("anna"));
    assert_eq!(batch.covered.len(), 1);
    let asked = script.asked();
    assert!(asked[0].contains("flickr.test.null") && asked[0].ends_with("nobody"), "what time is it there?");
    assert!(asked[1..].iter().all(|line| line.ends_with("signature") && !line.contains("ord")), "{asked:#?}");
}

#[test]
fn what_is_absent_from_the_list_is_gone() {
    let script = Script::new();
    let account = account(&script);
    proves(&script).answers(200, comments());
    assert!(matches!(account.look(&PlatformRef("77-5-9".to_owned())).unwrap(), Look::Standing(_)));
    script.answers(200, comments());
    assert_eq!(account.look(&PlatformRef("77-5-8".to_owned())).unwrap(), Look::Gone(GoneBy::Unknown));
}

#[test]
fn ev7_closing_sets_one_permission_and_leaves_the_others() {
    let script = Script::new();
    let account = account(&script);
    let root = PlatformRef("5".to_owned());
    script.answers_with(200, &[("date", "Sat, 21 Nov 2026 12:00:00 GMT")], &json!({ "stat": "ok" }));
    let perms = json!({ "stat": "ok", "perms": { "ispublic": 1, "isfriend": 0, "isfamily": 1, "permcomment": "2", "permaddmeta": 1 } });
    script.answers(200, perms).answers(200, json!({ "stat": "ok" }));
    assert_eq!(account.close(&root).unwrap().line, "5 perm_comment=0, was 2");
    let set = script.asked().remove(2);
    assert!(set.contains("is_public=1&is_friend=0&is_family=1&perm_comment=0&perm_addmeta=1"), "{set}");
    script.answers(200, json!({ "stat": "fail", "code": 99, "message": "Insufficient permissions" }));
    let lost = account.take_away(&PlatformRef("77-5-9".to_owned())).unwrap_err();
    assert_eq!(lost.kind, OutageKind::Permission, "if only authors may, Flickr says so");
    assert_eq!(account.take_away(&root).unwrap_err().kind, OutageKind::Refused);
}

#[test]
fn flickrs_codes_say_what_is_to_be_done_in_json_and_in_xml() {
    for (code, kind) in [
        (1, OutageKind::NotThere),
        (9, OutageKind::Limited),
        (96, OutageKind::Login),
        (98, OutageKind::Login),
        (99, OutageKind::Permission),
        (105, OutageKind::Away),
        (112, OutageKind::Refused),
    ] {
        let json = json!({ "stat": "fail", "code": code, "message": "…" }).to_string();
        let xml = format!("<?xml version=\"1.0\"?>\n<rsp stat=\"fail\">\n\t<err code=\"{code}\" msg=\"…\" />\n</rsp>");
        for text in [json, xml] {
            let answer = Answer { status: 200, headers: Vec::new(), bytes: text.into_bytes() };
            assert_eq!(judged(&answer).unwrap_err().kind, kind, "{code}");
        }
    }
    let unsigned = Answer { status: 401, headers: Vec::new(), bytes: b"oauth_problem=signature_invalid".to_vec() };
    assert_eq!(judged(&unsigned).unwrap_err().kind, OutageKind::Login);
    let xml = b"<rsp stat=\"ok\"><comments photo_id=\"5\"><comment id=\"1-5-2\" datecreate=\"1795260100\">A &amp; <b>b</b></comment></comments></rsp>";
    let value = judged(&Answer { status: 200, headers: Vec::new(), bytes: xml.to_vec() }).unwrap();
    assert_eq!(decode::listed(&value, "comments", "comment").len(), 1, "one thing is a list of one");
}
