use super::*;
use crate::{
    action::Hands,
    intake::{Ask, GoneBy, Look, PlatformRef, PostKind, Source},
    platform::fake::{Script, login},
    secrets::{App, Credential, Secret},
};
use chrono::TimeDelta;
use serde_json::json;

fn account(script: &Arc<Script>) -> X {
    let held = HeldLogin::from(&login(""));
    X::new("https://api.example/", "@Lillvik", &held, Arc::clone(script) as Arc<dyn Transport>)
}

fn me() -> Value {
    json!({ "data": { "id": "77", "username": "lillvik", "name": "Lillvik på X" } })
}

fn ask() -> Ask<'static> {
    let now = "2026-11-21T22:22:00Z".parse().unwrap();
    Ask { since: None, window_from: now - TimeDelta::days(7), now }
}

fn post(id: &str, by: &str, text: &str, answers: Option<(&str, &str)>) -> Value {
    let mut post = json!({ "id": id, "text": text, "author_id": by, "created_at": "2026-11-21T12:00:00.000Z",
        "conversation_id": answers.map_or(id, |(root, _)| root), "edit_history_tweet_ids": [id] });
    if let Some((_, answered)) = answers {
        post["in_reply_to_user_id"] = "77".into();
        post["referenced_tweets"] = json!([{ "type": "replied_to", "id": answered }]);
    }
    post
}

#[test]
fn answers_to_the_account_are_comments_and_everything_else_that_names_it_is_a_mention() {
    let script = Script::new();
    let users = json!({ "users": [{ "id": "5", "name": "Anna B.", "username": "annab" }] });
    let none = || json!({ "meta": { "result_count": 0 } });
    script
        .answers(200, me())
        .answers(200, none())
        .answers(200, json!({ "data": [post("12", "5", "@lillvik Hur länge?", Some(("10", "10"))),
            post("20", "6", "Tack @lillvik &amp; co", None), post("31", "6", "@lillvik hej", Some(("30", "30")))], "includes": users }))
        .answers(200, json!({ "data": [post("10", "77", "Vattenläcka", None), post("30", "9", "Annans tråd", None)] }))
        .answers(200, none())
        .answers(200, json!({ "data": [post("13", "6", "Håller med", Some(("10", "12"))), post("12", "5", "@lillvik Hur länge?", Some(("10", "10"))),
            post("10", "77", "Vattenläcka", None)] }));
    let batch = account(&script).fetch(ask()).unwrap();
    let seen: Vec<_> = batch
        .posts
        .iter()
        .map(|post| (post.platform_ref.0.as_str(), post.kind, post.parent.as_ref().map(|parent| parent.0.as_str())))
        .collect();
    assert_eq!(
        seen,
        [
            ("10", PostKind::Post, None),
            ("20", PostKind::Mention, None),
            ("31", PostKind::Mention, None),
            ("12", PostKind::Comment, Some("10")),
            ("13", PostKind::Reply, Some("12")),
        ]
    );
    assert_eq!(batch.posts[1].text, "Tack @lillvik & co");
    assert_eq!(batch.posts[3].author_name.as_deref(), Some("Anna B."));
    assert_eq!(batch.posts[3].permalink.as_deref(), Some("https://x.com/annab/status/12"));
    assert_eq!(batch.covered[0].root.0, "10");
    let asked = script.asked();
    assert!(asked[3].contains("ids=10,30"), "the threads that are not known are looked up at once: {}", asked[3]);
    assert!(asked[5].contains("query=conversation_id:10"));
}

#[test]
fn an_edit_is_a_new_id_and_the_same_post() {
    let script = Script::new();
    let mut edited = post("12", "5", "Ändrat", None);
    edited["edit_history_post_ids"] = json!(["11", 12]);
    edited.as_object_mut().unwrap().remove("edit_history_tweet_ids");
    let mut first = post("11", "5", "Först", None);
    first["edit_history_tweet_ids"] = json!(["11", "12"]);
    script.answers(200, me()).answers(200, json!({ "data": [first] })).answers(200, json!({ "data": [edited] }));
    let Look::Standing(seen) = account(&script).look(&PlatformRef("11".to_owned())).unwrap() else {
        panic!("it stands")
    };
    assert_eq!((seen.platform_ref.0.as_str(), seen.text.as_str()), ("11", "Ändrat"));
    assert!(script.asked()[2].contains("ids=12"), "the newest wording is asked for by its own id");
}

#[test]
fn the_newer_names_of_the_fields_are_used_once_the_old_ones_are_refused() {
    let script = Script::new();
    let fault = json!({ "errors": [{ "parameters": { "tweet.fields": ["x"] }, "message": "The query parameter [tweet.fields] is not one of [post.fields]" }],
        "title": "Invalid Request", "type": "https://api.x.com/2/problems/invalid-request" });
    script.answers(200, me()).answers(400, fault).answers(200, json!({ "data": [post("11", "5", "Hej", None)] }));
    let account = account(&script);
    account.look(&PlatformRef("11".to_owned())).unwrap();
    let asked = script.asked();
    assert!(
        asked[1].contains("tweet.fields=")
            && asked[2].contains("post.fields=")
            && asked[2].contains("referenced_posts")
    );
    script.answers(200, json!({ "data": [post("11", "5", "Hej", None)] }));
    account.look(&PlatformRef("11".to_owned())).unwrap();
    assert!(script.asked()[0].contains("post.fields="), "once is enough");
}

#[test]
fn what_is_not_found_is_gone_and_what_may_not_be_seen_is_unclear() {
    let script = Script::new();
    let account = account(&script);
    let error = |kind: &str| json!({ "errors": [{ "resource_id": "11", "type": format!("https://api.twitter.com/2/problems/{kind}") }] });
    script.answers(200, me()).answers(200, error("resource-not-found"));
    assert_eq!(account.look(&PlatformRef("11".to_owned())).unwrap(), Look::Gone(GoneBy::Unknown));
    script.answers(200, error("not-authorized-for-resource"));
    assert_eq!(account.look(&PlatformRef("11".to_owned())).unwrap(), Look::Unclear);
}

#[test]
fn ev7_what_x_refuses_says_what_is_to_be_done() {
    let answer = |status: u16, headers: &[(&str, &str)], value: &Value| Answer {
        status,
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        bytes: value.to_string().into_bytes(),
    };
    let problem = |kind: &str| json!({ "title": "…", "detail": "Jag vet var du bor", "type": format!("https://api.x.com/2/problems/{kind}") });
    let date = ("date", "Sat, 21 Nov 2026 12:00:00 GMT");
    let cases = [
        (402, problem("credits-depleted"), OutageKind::Spent),
        (429, problem("usage-capped"), OutageKind::Spent),
        (429, json!({ "errors": [{ "code": 88, "message": "Rate limit exceeded" }] }), OutageKind::Limited),
        (401, json!({ "title": "Unauthorized", "type": "about:blank", "status": 401 }), OutageKind::Login),
        (403, problem("client-forbidden"), OutageKind::Permission),
        (403, json!({ "title": "Forbidden", "type": "about:blank" }), OutageKind::Permission),
        (400, problem("invalid-request"), OutageKind::Refused),
        (503, json!({ "title": "Service Unavailable" }), OutageKind::Away),
        (200, json!([]), OutageKind::Garbled),
    ];
    for (status, value, kind) in cases {
        let lost = judged(&answer(status, &[date], &value), Method::Get).unwrap_err();
        assert_eq!(lost.kind, kind, "{status} {value}");
        assert!(!lost.cause.contains("du bor"), "codes only");
    }
    let limited = answer(429, &[date, ("x-rate-limit-reset", "1795262820")], &json!({}));
    assert_eq!(judged(&limited, Method::Get).unwrap_err().try_again_after, Some(Duration::from_secs(420)));
    let bare = answer(403, &[], &json!({ "title": "Forbidden", "type": "about:blank" }));
    assert_eq!(judged(&bare, Method::Post).unwrap_err().kind, OutageKind::ByHand, "a person may answer in the browser");
}

#[test]
fn hiding_is_remembered_since_x_does_not_say_it() {
    let script = Script::new();
    let account = account(&script);
    let reply = PlatformRef("12".to_owned());
    script.answers(200, json!({ "data": { "hidden": true } })).answers(200, me());
    script.answers(200, json!({ "data": [post("12", "5", "Hej", Some(("10", "10")))] }));
    account.hide(&reply).unwrap();
    assert!(matches!(account.look(&reply).unwrap(), Look::Standing(seen) if seen.hidden));
    assert_eq!(script.asked()[0], "PUT api.example/2/tweets/12/hidden token {\"hidden\":true}");
    script.answers(200, json!({ "data": { "hidden": true } }));
    assert_eq!(account.unhide(&reply).unwrap_err().kind, OutageKind::Refused, "what X does not confirm is not done");
}

#[test]
fn a_token_that_ends_is_renewed_once_and_the_question_asked_again() {
    let script = Script::new();
    let old = Credential {
        refresh: Some(Secret::new("r1".to_owned())),
        app: Some(App { id: "app".to_owned(), secret: Secret::new(String::new()) }),
        ..login("")
    };
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keeper = Arc::clone(&kept);
    let held = HeldLogin::kept(old, Arc::new(move |new: &Credential| keeper.lock().unwrap().push(new.clone())));
    let account = X::new("https://api.example", "lillvik", &held, Arc::clone(&script) as Arc<dyn Transport>);
    script.answers(401, json!({ "title": "Unauthorized" }));
    script.answers_with(
        200,
        &[("date", "Sat, 21 Nov 2026 12:00:00 GMT")],
        &json!({ "access_token": "ny", "refresh_token": "r2", "expires_in": 7200 }),
    );
    script.answers(200, me());
    account.prove().unwrap();
    let asked = script.asked();
    assert_eq!(
        asked[1],
        "POST api.example/2/oauth2/token nobody once grant_type=refresh_token&refresh_token=r1&client_id=app"
    );
    let kept = kept.lock().unwrap()[0].clone();
    assert_eq!(kept.expires_at, Some("2026-11-21T14:00:00Z".parse().unwrap()), "by the platform's own clock");
    assert_eq!(kept.refresh, Some(Secret::new("r2".to_owned())));
    script.answers(401, json!({})).answers(400, json!({ "error": "invalid_grant" }));
    assert_eq!(account.prove().unwrap_err().kind, OutageKind::Login, "connect anew");
}
