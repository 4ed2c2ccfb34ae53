//! The whole way over real HTTP: the demo platform answers, and a stranger writes there.

use super::{fixture, login, week_round, wordpress_exchanges};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
    time::Duration,
};
use uppsikt_core::{
    action::{Draft, Reply, Wording},
    intake::{Ask, Cursor, GoneBy, Look, OutageKind, PlatformRef, PostKind},
    platform::{
        Connection, Http, Patience, connect, discover, health,
        transport::{Body, Login, Request, Transport},
    },
    secrets::{App, Credential, Secret},
    words::{Actor, ActorId, Id, Platform, Role},
};
use uppsikt_tests::demo_platform::{DemoAccount, DemoPlatform, Failure, PERSONS_TOKEN, Scenario};

/// Two accounts and one evening.
const EVENING: &str = r#"
ends = "2026-11-21T23:22:00+01:00"
account = [
    { key = "sidan", platform = "facebook", name = "Lillviks kommun", handle = "lillvikskommun" },
    { key = "bloggen", platform = "wordpress", name = "Lillviksbloggen", handle = "blogg.lillvik.example" },
    { key = "x", platform = "manual", name = "Lillvik på X", handle = "lillvik" },
]

[[thread]]
account = "sidan"
at = "7 18:00"
text = "Kommunstyrelsen har beslutat om Ängsskolan."
picture = "lampa.png"
[[thread.comment]]
by = "Helena Brorsson"
at = "7 18:14"
text = "Varför ens ha samråd?"
key = "helena"
[[thread.comment]]
by = "Farid N"
at = "7 18:17"
text = "Så känner vi också <Helena> & fler."
answers = "helena"
[[thread.comment]]
by = "Jocke T"
at = "7 21:02"
text = "Ulf gnäller som vanligt"
deleted = "7 21:40"
[[thread.comment]]
by = "Anna B."
at = "7 23:10"
text = "Jag vet var du bor."
edits = [{ at = "7 23:13", text = "Jag vet var du bor, det lovar jag." }]

[[thread]]
account = "sidan"
at = "7 20:00"
by = "Elin på Ringvägen"
text = "Gatlyktan är släckt."

[[thread]]
account = "bloggen"
at = "7 12:00"
text = "Så bygger vi. Läs om stadsdelen."
[[thread.comment]]
by = "Bengt"
at = "7 13:00"
text = "2 < 3 & 4 > 3"
key = "bengt"
[[thread.comment]]
by = "Siv"
at = "7 13:05"
text = "Håller med."
answers = "bengt"
edits = [{ at = "7 23:00", text = "Håller inte med." }]
[[thread.comment]]
by = "Troll"
at = "7 14:00"
text = "Bort"
deleted = "7 23:01"
"#;

pub(super) fn ends() -> DateTime<Utc> {
    "2027-03-05T20:00:00Z".parse().unwrap()
}

/// The evening's clock time, in the week that ends at [`ends`].
fn at(hour_minute: &str) -> DateTime<Utc> {
    Scenario::told(EVENING).moment(&format!("7 {hour_minute}"), ends())
}

pub(super) fn evening() -> DemoPlatform {
    DemoPlatform::start(&Scenario::told(EVENING), ends())
}

pub(super) fn http() -> Arc<dyn Transport> {
    static ONE: OnceLock<Arc<Http>> = OnceLock::new();
    ONE.get_or_init(|| waiting(Duration::from_secs(20))).clone()
}

pub(super) fn waiting(whole: Duration) -> Arc<Http> {
    let patience = Patience { connect: Duration::from_secs(5), whole, tries: 2, pause: Duration::from_millis(10) };
    Arc::new(Http::with(patience).unwrap())
}

pub(super) fn connection(demo: &DemoPlatform, key: &str) -> Connection {
    connection_over(demo, key, http())
}

pub(super) fn connection_over(demo: &DemoPlatform, key: &str, transport: Arc<dyn Transport>) -> Connection {
    let account = demo.account(key);
    let platform = Platform::from_word(account.platform).unwrap();
    connect(platform, &account.address, &account.handle, &credential(&account), transport).unwrap()
}

/// The whole login of an account on the demo platform.
pub(super) fn credential(account: &DemoAccount) -> Credential {
    let told = |text: &String| Some(text.clone()).filter(|text| !text.is_empty()).map(Secret::new);
    let app =
        told(&account.app.0).map(|_| App { id: account.app.0.clone(), secret: Secret::new(account.app.1.clone()) });
    Credential {
        token_secret: told(&account.token_secret),
        refresh: told(&account.refresh),
        app,
        ..Credential::new(&account.user, &account.secret)
    }
}

pub(super) fn reviewed(text: &str) -> Reply {
    let maja =
        Actor::person(ActorId::from_number(7), "Maja Lind".into(), "M.L.".into(), [Role::Moderator].into(), None);
    Draft::new(text).reviewed(maja.moderator().unwrap(), &Wording { longest: 0, signature: String::new() }).unwrap()
}

#[test]
fn in13_the_whole_week_of_every_account_is_fetched() {
    let demo = DemoPlatform::start(&Scenario::lillvik(), ends());
    let mut fetched = BTreeMap::new();
    for account in demo.accounts() {
        let connection = connection(&demo, &account.key);
        let batch = week_round(connection.source.as_ref(), None, ends());
        assert!(batch.trouble.is_empty(), "{}: {:?}", account.key, batch.trouble);
        let mut refs: Vec<_> = batch.posts.iter().map(|post| post.platform_ref.clone()).collect();
        refs.sort();
        refs.dedup();
        assert_eq!(refs.len(), batch.posts.len(), "{}: nothing comes twice", account.key);
        let known: std::collections::BTreeSet<_> = refs.iter().collect();
        // A conversation is not begun by any one message of it.
        for post in batch.posts.iter().filter(|post| post.kind != PostKind::DirectMessage) {
            assert!(known.contains(&post.root) && post.parent.as_ref().is_none_or(|parent| known.contains(parent)));
            assert!(demo.state(&post.platform_ref.0).text.contains(post.text.lines().next().unwrap_or("")));
        }
        fetched.insert(account.key, batch.posts.len());
    }
    let scenario = Scenario::lillvik();
    let written: usize = scenario
        .thread
        .iter()
        .filter(|thread| fetched.contains_key(&thread.account))
        .map(|thread| 1 + thread.comment.iter().filter(|comment| comment.deleted.is_none()).count())
        .sum();
    assert_eq!(fetched.values().sum::<usize>(), written, "everything that still stands, and nothing else: {fetched:?}");
}

#[test]
fn in4_in5_an_edit_is_seen_and_what_is_gone_is_missed() {
    for (key, reworded, words, taken) in [
        ("sidan", "Jag vet", "Jag vet var du bor, det lovar jag.", "Ulf gnäller"),
        ("bloggen", "Håller med", "Håller inte med.", "Bort"),
    ] {
        let demo = evening();
        let connection = connection(&demo, key);
        let source = connection.source.as_ref();
        let before = if key == "sidan" { at("21:30") } else { at("22:00") };
        demo.advance_to(before);
        let first = week_round(source, None, before);
        let gone = PlatformRef(demo.find(key, taken).unwrap());
        assert!(first.posts.iter().any(|post| post.platform_ref == gone));
        demo.advance_to(at("23:11"));
        let second = week_round(source, first.cursor, at("23:11"));
        let known = PlatformRef(demo.find(key, reworded).or_else(|| demo.find(key, words)).unwrap());
        demo.advance_to(at("23:20"));
        let third = week_round(source, second.cursor.clone(), at("23:20"));
        let now = third.posts.iter().find(|post| post.platform_ref == known).unwrap();
        assert_eq!(now.text, words);
        // Missed: its thread was listed whole, and it was not in it.
        let old = first.posts.iter().find(|post| post.platform_ref == gone).unwrap();
        let covered = second.covered.iter().find(|covered| covered.root == old.root).unwrap();
        assert!(covered.since <= old.posted_at && second.posts.iter().all(|post| post.platform_ref != gone));
        assert_eq!(source.look(&gone).unwrap(), Look::Gone(GoneBy::Unknown));
        assert!(matches!(source.look(&known).unwrap(), Look::Standing(post) if post.text == words));
    }
}

#[test]
fn ev7_a_post_is_answered_hidden_and_shown_again_and_the_platform_agrees() {
    for key in ["sidan", "bloggen"] {
        let demo = evening();
        let connection = connection(&demo, key);
        let hands = connection.hands.as_ref().unwrap();
        let newest = demo.find(key, if key == "sidan" { "Kommunstyrelsen" } else { "Så bygger" }).unwrap();
        let post = PlatformRef(demo.writes(key, "Okänd", "Vad händer?", Some(&newest)));
        hands.hide(&post).unwrap();
        assert_eq!(demo.state(&post.0).standing, "hidden");
        assert!(
            matches!(connection.source.look(&post).unwrap(), Look::Standing(seen) if seen.hidden),
            "EV6: and it is so"
        );
        hands.hide(&post).unwrap();
        hands.unhide(&post).unwrap();
        hands.unhide(&post).unwrap();
        assert!(demo.shows(&post.0), "twice is once");
        let words = "Hej! 2 < 3 & så vidare.\nHälsningar Maja";
        let receipt = hands.reply(&post, &reviewed(words)).unwrap();
        let reply = receipt.platform_ref.unwrap();
        assert_eq!(demo.state(&reply.0).text, words);
        assert_eq!(demo.state(&post.0).text, "Vad händer?", "the citizen's words are as they were");
        let batch = week_round(connection.source.as_ref(), None, ends());
        let seen = batch.posts.iter().find(|post| post.platform_ref == reply).unwrap();
        assert_eq!((seen.ours, seen.parent.as_ref(), seen.text.as_str()), (true, Some(&post), words));
    }
}

#[test]
fn each_way_of_failing_says_what_it_is() {
    for (key, path) in [("sidan", "/v26.0"), ("bloggen", "/wp/bloggen")] {
        for (failure, kind) in [
            (Failure::Login, OutageKind::Login),
            (Failure::Limited, OutageKind::Limited),
            (Failure::Broken, OutageKind::Away),
            (Failure::Garbage, OutageKind::Garbled),
            (Failure::Timeout, OutageKind::Away),
            (Failure::LostAnswer, OutageKind::Away),
        ] {
            let demo = evening();
            let connection = connection_over(&demo, key, waiting(Duration::from_millis(700)));
            demo.fails(path, failure, 2);
            let ask = Ask { since: None, window_from: ends() - TimeDelta::days(8), now: ends() };
            let lost = connection.source.fetch(ask).unwrap_err();
            assert_eq!(lost.kind, kind, "{key} {failure:?}: {}", lost.cause);
            assert_eq!(lost.try_again_after.is_some(), failure == Failure::Limited);
            assert!(!lost.may_have_happened, "asking changes nothing");
        }
    }
}

#[test]
fn a_lost_answer_to_a_reply_may_have_been_published() {
    let demo = evening();
    let connection = connection(&demo, "sidan");
    let post = PlatformRef(demo.writes("sidan", "Okänd", "Vad händer?", Some("newest")));
    demo.fails(&format!("/v26.0/{post}/comments"), Failure::LostAnswer, 1);
    let lost = connection.hands.as_ref().unwrap().reply(&post, &reviewed("Svar från kommunen")).unwrap_err();
    assert!(lost.may_have_happened && lost.kind == OutageKind::Away, "a person looks before it is said again");
    assert!(demo.find("sidan", "Svar från kommunen").is_some(), "and here it was published");
}

#[test]
fn a_login_opens_its_accounts_and_no_others() {
    let demo = evening();
    let pages = discover(Platform::Facebook, &demo.graph(), &login("", PERSONS_TOKEN), http()).unwrap();
    assert_eq!(pages.iter().map(|page| page.handle.as_str()).collect::<Vec<_>>(), ["lillvikskommun"]);
    health(Platform::Facebook, &pages[0].address, &pages[0].handle, &pages[0].credential, http()).unwrap();
    let blog = demo.account("bloggen");
    let sites = discover(Platform::WordPress, &blog.address, &login(&blog.user, &blog.secret), http()).unwrap();
    assert_eq!((sites.len(), sites[0].name.as_str()), (1, "Lillviksbloggen"));
    health(Platform::WordPress, &sites[0].address, "", &sites[0].credential, http()).unwrap();

    let page = demo.account("sidan");
    let persons =
        health(Platform::Facebook, &page.address, &page.handle, &login("", PERSONS_TOKEN), http()).unwrap_err();
    assert_eq!(persons.kind, OutageKind::Permission, "a person's token would show empty lists");
    let wrong = health(Platform::Facebook, &page.address, &page.handle, &login("", "fel"), http()).unwrap_err();
    assert_eq!(wrong.kind, OutageKind::Login);
    let wrong = health(Platform::WordPress, &blog.address, "", &login(&blog.user, "fel"), http()).unwrap_err();
    assert_eq!(wrong.kind, OutageKind::Login);
    assert_eq!(discover(Platform::Manual, "", &login("", ""), http()).unwrap_err().kind, OutageKind::Refused);
}

#[test]
fn a_picture_is_fetched_from_where_it_lies_today() {
    let scenario = Scenario { pictures: Scenario::lillvik().pictures, ..Scenario::told(EVENING) };
    let demo = DemoPlatform::start(&scenario, ends());
    let connection = connection(&demo, "sidan");
    let batch = week_round(connection.source.as_ref(), None, ends());
    let picture = batch.posts.iter().find_map(|post| post.attachments.first()).unwrap();
    let file = connection.source.attachment(&picture.address).unwrap();
    assert!(file.media_type == "image/png" && file.bytes.starts_with(b"\x89PNG"));
}

#[test]
fn a_crash_between_two_pages_loses_and_doubles_nothing() {
    let demo = evening();
    let root = demo.publishes("sidan", "Lång tråd");
    for n in 0..950 {
        demo.writes("sidan", "Många", &format!("Kommentar {n}"), Some(&root));
    }
    let mut seen = BTreeMap::new();
    let mut cursor: Option<Cursor> = None;
    let mut calls = 0;
    loop {
        // A new connection each time, as after a crash.
        let batch = connection(&demo, "sidan")
            .source
            .fetch(Ask { since: cursor.as_ref(), window_from: ends() - TimeDelta::days(8), now: ends() })
            .unwrap();
        calls += 1;
        batch.posts.iter().for_each(|post| *seen.entry(post.platform_ref.clone()).or_insert(0) += 1);
        cursor = batch.cursor;
        if !batch.more {
            break;
        }
    }
    assert!(calls > 2, "it took {calls} calls");
    assert!(seen.values().all(|times| *times == 1));
    assert_eq!(seen.keys().filter(|name| name.0.starts_with(root.rsplit('_').next().unwrap())).count(), 950);
}

#[test]
fn the_public_page_shows_what_stands_and_nothing_else() {
    let demo = evening();
    let connection = connection(&demo, "sidan");
    let farid = PlatformRef(demo.find("sidan", "Farid").or_else(|| demo.find("sidan", "Så känner")).unwrap());
    let Look::Standing(post) = connection.source.look(&farid).unwrap() else { panic!("it stands") };
    let page = |link: &str| {
        let answer = http().send(&Request::get(link.to_owned())).unwrap();
        (answer.status, String::from_utf8(answer.bytes).unwrap())
    };
    let link = post.permalink.unwrap();
    let (status, html) = page(&link);
    assert!(status == 200 && html.contains("Så känner vi också &lt;Helena&gt; &amp; fler."), "text stays text");
    let token = Login::Bearer(login("", &demo.account("sidan").secret).secret);
    let delete = Request::delete(format!("{}/{farid}", demo.graph())).login(token.clone());
    assert_eq!(http().send(&delete).unwrap().status, 200);
    assert!(!page(&link).1.contains("Så känner"), "gone is gone for everybody");
    assert_eq!(http().send(&delete).unwrap().status, 400, "and 100/33 says so");
    let trap = Request::post(
        format!("{}/{}", demo.graph(), demo.find("sidan", "Varför").unwrap()),
        Body::Form(vec![("message", "Ändrat".to_owned())]),
    );
    http().send(&trap.login(token)).unwrap();
    assert_eq!(
        demo.find("sidan", "Varför"),
        None,
        "the demo keeps Facebook's trap: the same call without /comments rewords"
    );
}

/// Every field of a demo answer has the type that the recorded one has, where it was recorded.
pub(super) fn same_shape(demo: &Value, recorded: &[&Value], place: &str) -> usize {
    let (Value::Object(fields), mut compared) = (demo, 0) else { return 0 };
    for (name, value) in fields {
        let told: Vec<&Value> =
            recorded.iter().filter_map(|other| other.get(name)).filter(|other| !other.is_null()).collect();
        let Some(first) = told.first() else { continue };
        let kind = |value: &Value| std::mem::discriminant(value);
        assert!(told.iter().any(|other| kind(other) == kind(value)), "{place}.{name} is {value}, recorded was {first}");
        compared += 1 + same_shape(value, &told, &format!("{place}.{name}"));
    }
    compared
}

#[test]
fn the_demo_answers_in_the_shapes_that_were_recorded() {
    let demo = evening();
    let get = |account: &str, path: &str| -> Value {
        let account = demo.account(account);
        let credential = login(&account.user, &account.secret);
        let who =
            if account.platform == "facebook" { Login::Bearer(credential.secret) } else { Login::Basic(credential) };
        let answer = http().send(&Request::get(format!("{}{path}", account.address)).login(who)).unwrap();
        serde_json::from_slice(&answer.bytes).unwrap()
    };
    let comment_fields = "fields=id,from,message,created_time,parent,object,permalink_url,is_hidden,is_private,can_hide,can_remove,can_comment,can_reply_privately,comment_count,like_count,attachment";
    let farid = demo.find("sidan", "Så känner").unwrap();
    let comment = get("sidan", &format!("/{farid}?{comment_fields}"));
    let folder = "facebook/sns-sdks+python-facebook/facebook__";
    let recorded = [
        fixture(&format!("{folder}models__comment.json")),
        fixture("facebook/restfb+restfb/v2_2__comment_canHide.json"),
        fixture("facebook/restfb+restfb/v2_2__comment_object.json"),
    ];
    assert!(same_shape(&comment, &recorded.iter().collect::<Vec<_>>(), "comment") >= 14);

    let posts = get(
        "sidan",
        "/lillvikskommun/feed?limit=1&fields=id,message,created_time,updated_time,permalink_url,status_type,attachments,comments",
    );
    let feed = fixture(&format!("{folder}apidata__posts__feeds_default_fields_p1.json"));
    let items: Vec<&Value> = feed["data"].as_array().unwrap().iter().collect();
    assert!(same_shape(&posts["data"][0], &items, "post") >= 6);
    assert!(same_shape(&posts["paging"], &[&feed["paging"]], "paging") >= 4);
    let error = get("sidan", "/1_2");
    assert!(same_shape(&error, &[&fixture("facebook/restfb+restfb/exampleError.json")], "error") >= 4);

    let exchanges = wordpress_exchanges();
    let answered = |path: &str| {
        exchanges.iter().find(|one| one["request"]["path"] == path).map(|one| one["response"].clone()).unwrap()
    };
    let comments = get("bloggen", "/wp-json/wp/v2/comments?context=edit&status=any");
    assert!(
        same_shape(
            &comments[0],
            &[&answered("/wp-json/wp/v2/comments?context=edit&status=all&per_page=100")[0]],
            "comment"
        ) >= 14
    );
    let posts = get("bloggen", "/wp-json/wp/v2/posts?context=edit");
    assert!(same_shape(&posts[0], &[&answered("/wp-json/wp/v2/posts")], "post") >= 18);
    let me = get("bloggen", "/wp-json/wp/v2/users/me?context=edit");
    assert!(same_shape(&me, &[&answered("/wp-json/wp/v2/users/me?context=edit")], "user") >= 8);
}

#[test]
fn the_demo_does_over_http_what_its_methods_do() {
    let demo = evening();
    let send = |request: Request| -> (u16, Value) {
        let answer = http().send(&request).unwrap();
        (answer.status, serde_json::from_slice(&answer.bytes).unwrap())
    };
    let post =
        |path: &str, value: Value| send(Request::post(format!("{}/_demo/{path}", demo.address()), Body::Json(value)));
    let get = |path: &str| send(Request::get(format!("{}/_demo/{path}", demo.address())));

    let (_, accounts) = get("accounts");
    assert_eq!(accounts.as_array().unwrap().len(), 2, "accounts that are watched by hand have no interface");
    assert_eq!(accounts[1]["user"], "redaktor");
    let (_, written) = post("write", json!({ "account": "bloggen", "author": "Okänd", "text": "Hej <du>" }));
    let id = written["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("comment-") && written["link"].as_str().unwrap().contains("/arkiv/"));
    assert_eq!(get(&format!("state/{id}")).1, json!({ "standing": "shown", "text": "Hej <du>" }));
    assert_eq!(post("edit", json!({ "id": id, "text": "Hej igen" })).0, 200);
    assert_eq!(demo.state(&id).text, "Hej igen");
    assert_eq!(post("delete", json!({ "id": id })).0, 200);
    assert_eq!(get(&format!("state/{id}")).1["standing"], "gone");
    assert_eq!(post("fail", json!({ "path": "/v26.0/me", "kind": "limited", "count": 1 })).0, 200);
    let page = demo.account("sidan");
    let limited =
        health(Platform::Facebook, &page.address, &page.handle, &login("", &page.secret), http()).unwrap_err();
    assert_eq!(limited.kind, OutageKind::Limited);
    for (path, value) in
        [("write", json!({ "account": "okänt" })), ("edit", json!({ "id": "1_9" })), ("fail", json!({ "kind": "?" }))]
    {
        assert_eq!(post(path, value).0, 404, "{path}");
    }
}

#[test]
fn the_demo_replays_its_last_minutes() {
    let demo = evening();
    let coming = demo.play(at("23:05"), ends(), Duration::from_millis(400));
    assert_eq!(coming, 1, "Anna writes once more, and rewords it");
    assert_eq!(demo.find("sidan", "Jag vet"), None);
    let began = std::time::Instant::now();
    while demo.find("sidan", "det lovar jag").is_none() {
        assert!(began.elapsed() < Duration::from_secs(20), "it never happens");
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(500));
    let after = demo.now() - ends();
    assert!(after >= TimeDelta::zero() && after < TimeDelta::seconds(20), "and then time goes on as everywhere");
}
