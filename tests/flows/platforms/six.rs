//! Six platforms over real HTTP: the same evening on each, with what each of them can and cannot do.

use super::{
    demo::{connection, connection_over, credential, ends, http, reviewed, waiting},
    login, week_round, whole_round,
};
use chrono::{DateTime, TimeDelta, Utc};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use uppsikt_core::{
    action::{ActionState, ReadBack},
    collector::VisitResult,
    intake::{Ask, GoneBy, Hiding, Look, OutageKind, PlatformRef, PostKind, Standing},
    platform::{
        HeldLogin, abilities, connect, discover, health,
        oauth1::{Moment, Signer, escaped},
        transport::{Body, Login, Request},
    },
    secrets::{App, Secret},
    words::{Digest, Platform},
};
use uppsikt_tests::{
    Municipality,
    demo_platform::{DemoPlatform, Failure, PERSONS_TOKEN, Scenario},
    over_http::OverHttp,
};

/// One evening, told alike on each platform.
pub(super) fn evening() -> DemoPlatform {
    let mut toml = "ends = \"2026-11-21T23:22:00+01:00\"\naccount = [\n".to_owned();
    for (platform, handle) in ACCOUNTS {
        toml.push_str(&format!(
            "{{ key = \"{platform}\", platform = \"{platform}\", name = \"Lillvik\", handle = \"{handle}\" }},\n"
        ));
    }
    toml.push_str("]\n");
    for (platform, handle) in ACCOUNTS {
        toml.push_str(&format!(
            r#"
[[thread]]
account = "{platform}"
at = "7 18:00"
text = "Kommunstyrelsen har beslutat om Ängsskolan (i kväll) & mer.\n\nUnderlaget finns på webben."
picture = "lampa.png"
[[thread.comment]]
by = "Helena Brorsson"
at = "7 18:14"
text = "@{handle} Varför ens ha samråd?"
key = "helena"
[[thread.comment]]
by = "Farid N"
at = "7 18:17"
text = "@{handle} Så känner vi också <Helena> & fler."
answers = "helena"
[[thread.comment]]
by = "Eva"
at = "7 18:18"
text = "@{handle} Håller med."
answers = "helena"
[[thread.comment]]
by = "Ali"
at = "7 18:19"
text = "@{handle} Jag med."
answers = "helena"
[[thread.comment]]
by = "Jocke T"
at = "7 21:02"
text = "@{handle} Ulf gnäller som vanligt"
deleted = "7 21:40"
[[thread.comment]]
by = "Anna B."
at = "7 22:10"
text = "@{handle} Jag vet var du bor."
edits = [{{ at = "7 23:13", text = "@{handle} Jag vet var du bor, det lovar jag." }}]

[[thread]]
account = "{platform}"
at = "5 09:00"
text = "Simhallen öppnar igen."
"#
        ));
        if mentions(platform) {
            toml.push_str(&format!("[[thread]]\naccount = \"{platform}\"\nat = \"7 20:00\"\nby = \"Elin\"\nstands = \"elsewhere\"\ntext = \"Tack @{handle} för lyktan\"\n"));
        }
        if messages(platform) {
            toml.push_str(&format!(
                "[[thread]]\naccount = \"{platform}\"\nat = \"7 20:05\"\nby = \"Siv\"\nstands = \"direct\"\ntext = \"Kan ni ringa mig?\"\n\
                 [[thread.comment]]\nat = \"7 20:30\"\ntext = \"Vi ringer i morgon.\"\n"
            ));
        }
    }
    let scenario = Scenario { pictures: Scenario::lillvik().pictures, ..Scenario::told(&toml) };
    DemoPlatform::start(&scenario, ends())
}

const ACCOUNTS: [(&str, &str); 6] = [
    ("facebook", "lillvikskommun"),
    ("instagram", "lillvikskommun"),
    ("x", "lillvik"),
    ("youtube", "lillviksfullmaktige"),
    ("linkedin", "lillviks-kommun"),
    ("flickr", "lillvik"),
];

fn mentions(platform: &str) -> bool {
    ["facebook", "instagram", "x", "linkedin"].contains(&platform)
}

fn messages(platform: &str) -> bool {
    ["facebook", "instagram", "x"].contains(&platform)
}

fn at(hour_minute: &str) -> DateTime<Utc> {
    Scenario::told("ends = \"2026-11-21T23:22:00+01:00\"").moment(&format!("7 {hour_minute}"), ends())
}

/// Where a platform's interface lies, so that its requests can be made to fail.
fn path(platform: &str) -> &'static str {
    match platform {
        "facebook" | "instagram" => "/v26.0",
        "x" => "/2/",
        "youtube" => "/youtube/v3",
        "linkedin" => "/rest/",
        _ => "/services/rest",
    }
}

#[test]
fn in1_in3_each_platform_gives_posts_comments_answers_mentions_and_messages() {
    let demo = evening();
    for (platform, _) in ACCOUNTS {
        let connection = connection(&demo, platform);
        let batch = week_round(connection.source.as_ref(), None, ends());
        assert!(batch.trouble.is_empty(), "{platform}: {:?}", batch.trouble);
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        batch.posts.iter().for_each(|post| *kinds.entry(post.kind.word()).or_default() += 1);
        let nested = if platform == "flickr" { 0 } else { 3 };
        let count = |kind: &str| kinds.get(kind).copied().unwrap_or(0);
        assert_eq!((count("post"), count("comment"), count("reply")), (2, 5 - nested, nested), "{platform}: {kinds:?}");
        assert_eq!(count("mention"), usize::from(mentions(platform)), "{platform}");
        assert_eq!(count("direct_message"), if messages(platform) { 2 } else { 0 }, "{platform}");
        for post in &batch.posts {
            assert_eq!(
                demo.state(&post.platform_ref.0).text.trim(),
                post.text.trim(),
                "{platform} {}",
                post.platform_ref
            );
            assert_eq!(post.openly_visible, post.kind != PostKind::DirectMessage, "{platform}: IN3");
            assert!(
                serde_json::from_str::<serde_json::Value>(&post.raw).is_ok(),
                "{platform}: what is kept is the platform's own answer"
            );
            let ours = ["Kommunstyrelsen", "Simhallen", "Vi ringer"].iter().any(|words| post.text.starts_with(words));
            assert_eq!(post.ours, ours, "{platform} {}", post.text);
        }
        let names: std::collections::BTreeSet<_> = batch.posts.iter().map(|post| post.platform_ref.clone()).collect();
        assert_eq!(names.len(), batch.posts.len(), "{platform}: nothing comes twice");
        let again = week_round(connection.source.as_ref(), batch.cursor, ends());
        let names_again: std::collections::BTreeSet<_> =
            again.posts.iter().map(|post| post.platform_ref.clone()).collect();
        assert!(names_again.is_subset(&names), "{platform}: the next round finds nothing that was not there");
    }
}

#[test]
fn a_picture_comes_with_its_bytes() {
    let demo = evening();
    for (platform, _) in ACCOUNTS.into_iter().filter(|(platform, _)| *platform != "linkedin") {
        let connection = connection(&demo, platform);
        let batch = week_round(connection.source.as_ref(), None, ends());
        let picture = batch.posts.iter().find_map(|post| post.attachments.first());
        let file = connection.source.attachment(&picture.expect(platform).address).unwrap();
        assert!(file.bytes.starts_with(b"\x89PNG"), "{platform}");
    }
}

#[test]
fn in4_in5_on_each_platform_an_edit_is_seen_and_what_is_gone_is_missed() {
    for (platform, _) in ACCOUNTS {
        let demo = evening();
        let connection = connection(&demo, platform);
        let source = connection.source.as_ref();
        demo.advance_to(at("21:30"));
        let first = week_round(source, None, at("21:30"));
        let gone = PlatformRef(demo.find(platform, "Ulf gnäller").unwrap());
        assert!(first.posts.iter().any(|post| post.platform_ref == gone), "{platform}");
        demo.advance_to(at("22:30"));
        let second = week_round(source, first.cursor, at("22:30"));
        let known = PlatformRef(demo.find(platform, "Jag vet").unwrap());
        assert!(second.posts.iter().any(|post| post.platform_ref == known), "{platform}");
        let old = first.posts.iter().find(|post| post.platform_ref == gone).unwrap();
        let covered = second.covered.iter().find(|covered| covered.root == old.root);
        assert!(covered.is_some_and(|covered| covered.since <= old.posted_at), "{platform}: {:?}", second.covered);
        assert!(second.posts.iter().all(|post| post.platform_ref != gone), "{platform}: so it is missed");
        assert_eq!(source.look(&gone).unwrap(), Look::Gone(GoneBy::Unknown), "{platform} does not tell by whom");
        demo.advance_to(at("23:20"));
        let third = week_round(source, second.cursor, at("23:20"));
        let now = third.posts.iter().find(|post| post.platform_ref == known).expect(platform);
        assert!(now.text.ends_with("det lovar jag."), "{platform}: the same post with other words");
        assert!(matches!(source.look(&known).unwrap(), Look::Standing(post) if post.text == now.text), "{platform}");
    }
}

#[test]
fn ev7_on_each_platform_a_post_is_answered_hidden_and_shown_again_or_the_no_is_explained() {
    let demo = evening();
    for (name, handle) in ACCOUNTS {
        let platform = Platform::from_word(name).unwrap();
        let connection = connection(&demo, name);
        let hands = connection.hands.as_ref().unwrap();
        assert_eq!(abilities(platform), Some(hands.abilities()));
        let post = PlatformRef(demo.writes(name, "Okänd", &format!("@{handle} Vad händer?"), Some("newest")));
        let words = "Hej! 2 < 3 & så vidare.\nHälsningar Maja";
        let reply = hands.reply(&post, &reviewed(words)).unwrap().platform_ref.unwrap();
        assert_eq!(demo.state(&reply.0).text, words, "{name}");
        assert!(demo.state(&post.0).text.ends_with("Vad händer?"), "{name}: the citizen's words are as they were");
        let batch = week_round(connection.source.as_ref(), None, ends());
        let seen = batch.posts.iter().find(|post| post.platform_ref == reply).expect(name);
        assert!(seen.ours && seen.text == words, "{name}: {}", seen.text);
        if hands.abilities().hide {
            hands.hide(&post).unwrap();
            hands.hide(&post).unwrap();
            assert_eq!(demo.state(&post.0).standing, "hidden", "{name}");
            let look = connection.source.look(&post).unwrap();
            assert!(
                matches!(&look, Look::Standing(seen) if seen.hidden) || look == Look::Unclear,
                "{name}: EV6 {look:?}"
            );
            hands.unhide(&post).unwrap();
            assert!(demo.shows(&post.0), "{name}");
        } else {
            assert_eq!(hands.hide(&post).unwrap_err().kind, OutageKind::Refused, "{name}");
        }
        let author = seen_author(&connection, &post);
        if hands.abilities().block {
            hands.block(&author, &post).unwrap();
            assert!(demo.shuts_out(name, &author), "{name}");
        } else {
            assert_eq!(hands.block(&author, &post).unwrap_err().kind, OutageKind::Refused, "{name}");
        }
        if hands.abilities().unblock {
            assert_eq!(hands.is_blocked(&author).unwrap(), Some(true), "{name}");
            hands.unblock(&author).unwrap();
            assert_eq!(hands.is_blocked(&author).unwrap(), Some(false), "{name}");
        }
    }
}

fn seen_author(connection: &uppsikt_core::platform::Connection, post: &PlatformRef) -> String {
    match connection.source.look(post).unwrap() {
        Look::Standing(seen) => seen.author_ref.unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn ev7_a_thread_is_closed_and_opened_again_and_linkedin_takes_its_comments_along() {
    let demo = evening();
    for (name, _) in ACCOUNTS {
        let connection = connection(&demo, name);
        let hands = connection.hands.as_ref().unwrap();
        let root = PlatformRef(demo.find(name, "Kommunstyrelsen").unwrap());
        if !hands.abilities().close {
            assert_eq!(hands.close(&root).unwrap_err().kind, OutageKind::Refused, "{name}");
            continue;
        }
        assert_eq!(hands.is_closed(&root).unwrap(), Some(false), "{name}");
        hands.close(&root).unwrap();
        assert!(demo.is_closed(&root.0), "{name}");
        assert_eq!(hands.is_closed(&root).unwrap(), Some(true), "{name}: EV6");
        let still = demo.find(name, "Varför ens").is_some();
        assert_eq!(still, !hands.abilities().closing_removes, "{name}: as its ability says");
        hands.open(&root).unwrap();
        assert_eq!(hands.is_closed(&root).unwrap(), Some(false), "{name}");
    }
}

#[test]
fn ev7_x_answers_only_whoever_named_the_account_and_says_so() {
    let demo = evening();
    let connection = connection(&demo, "x");
    let hands = connection.hands.as_ref().unwrap();
    let uncalled = PlatformRef(demo.writes("x", "Okänd", "Vad händer?", Some("newest")));
    let lost = hands.reply(&uncalled, &reviewed("Hej!")).unwrap_err();
    assert_eq!(
        (lost.kind, lost.may_have_happened),
        (OutageKind::ByHand, false),
        "answer in the browser: {}",
        lost.cause
    );
    assert_eq!(demo.find("x", "Hej!"), None);
    assert!(hands.abilities().answers_if_summoned);
}

#[test]
fn in3_a_message_is_answered_where_it_was_written() {
    let demo = evening();
    for (name, _) in ACCOUNTS.into_iter().filter(|(name, _)| messages(name)) {
        let connection = connection(&demo, name);
        let message = PlatformRef(demo.find(name, "Kan ni ringa").unwrap());
        let receipt = connection.hands.as_ref().unwrap().reply(&message, &reviewed("Vi ringer nu.")).unwrap();
        let said = receipt.platform_ref.unwrap();
        assert_eq!(demo.find(name, "Vi ringer nu."), Some(said.0.clone()), "{name}");
        let batch = week_round(connection.source.as_ref(), None, ends());
        let seen = batch.posts.iter().find(|post| post.platform_ref == said).expect(name);
        let asked = batch.posts.iter().find(|post| post.platform_ref == message).unwrap();
        assert!(seen.ours && seen.root == asked.root && !seen.openly_visible, "{name}: in the same conversation");
    }
}

#[test]
fn ev6_what_is_removed_or_hidden_is_so_on_the_platform_or_is_not_called_so() {
    for (name, handle) in ACCOUNTS {
        let (town, demo) = (Municipality::lillvik(), evening());
        let account = OverHttp::new(&town, connection(&demo, name));
        account.at(ends());
        let can = abilities(Platform::from_word(name).unwrap()).unwrap();
        let threat = demo.writes(
            name,
            "Anna B.",
            &format!("@{handle} Jag vet var du bor, du ska få ångra det här."),
            Some("newest"),
        );
        assert_eq!(account.collect().result, VisitResult::Whole, "{name}");
        let post = account.known(&threat);
        if can.remove {
            town.maja().remove(post, "threat").unwrap();
        } else {
            town.maja().hide(post, "threat").unwrap();
        }
        assert!(demo.shows(&threat), "{name}: nothing happens while it can be undone");
        account.hold_passes();
        let done = town.actions(post).remove(0);
        assert_eq!(done.state, ActionState::CarriedOut, "{name}: {done:?}");
        let (standing, seen) = match (can.remove, name) {
            (true, _) => ("gone", ReadBack::Gone),
            // YouTube shows a rejected comment to nobody, us included.
            (false, "youtube") => ("hidden", ReadBack::Unknown),
            (false, _) => ("hidden", ReadBack::Hidden),
        };
        assert_eq!((demo.state(&threat).standing, done.read_back), (standing, seen), "{name}");
        let after = account.collect();
        assert_eq!((after.revised.len(), after.gone), (0, 0), "{name}: our own deeds are no news: {after:?}");
        let wanted = if can.remove { Standing::Gone } else { Standing::Hidden };
        assert_eq!(town.post(post).standing, wanted, "{name}: also after the next round");
    }
}

#[test]
fn what_a_platform_does_not_say_of_hiding_is_said_of_the_batch() {
    let demo = evening();
    for (name, _) in ACCOUNTS {
        let ask = Ask { since: None, window_from: ends() - TimeDelta::days(8), now: ends() };
        let batch = connection(&demo, name).source.fetch(ask).unwrap();
        let hiding = match name {
            "x" => Hiding::Untold,
            "youtube" => Hiding::Unlisted,
            _ => Hiding::Told,
        };
        assert_eq!(batch.hiding, hiding, "{name}");
        assert_eq!(
            batch.allowance.is_some(),
            ["facebook", "instagram", "x"].contains(&name),
            "{name}: as far as it tells"
        );
    }
}

#[test]
fn in9_each_way_of_failing_says_what_it_is() {
    for (name, _) in ACCOUNTS {
        for (failure, kind) in [
            (Failure::Login, OutageKind::Login),
            (Failure::Role, OutageKind::Permission),
            (Failure::Limited, OutageKind::Limited),
            (Failure::Spent, if name == "x" { OutageKind::Spent } else { OutageKind::Limited }),
            (Failure::Broken, OutageKind::Away),
            (Failure::Garbage, OutageKind::Garbled),
            (Failure::Timeout, OutageKind::Away),
            (Failure::LostAnswer, OutageKind::Away),
            (Failure::Reset(60), OutageKind::Away),
            (Failure::Truncated, OutageKind::Garbled),
        ] {
            let demo = evening();
            let transport = waiting(Duration::from_millis(900));
            let connection = connection_over(&demo, name, transport);
            // Flickr is asked what time it is before anything else.
            let _ = connection.door.prove();
            demo.fails(path(name), failure, 9);
            let ask = Ask { since: None, window_from: ends() - TimeDelta::days(8), now: ends() };
            let lost = connection.source.fetch(ask).unwrap_err();
            assert_eq!(lost.kind, kind, "{name} {failure:?}: {}", lost.cause);
            assert!(!lost.may_have_happened, "asking changes nothing");
            if matches!(failure, Failure::Limited) {
                assert!(lost.try_again_after.is_some_and(|wait| wait <= Duration::from_secs(24 * 3600)), "{name}");
            }
        }
        let demo = evening();
        demo.fails(path(name), Failure::Inside, 9);
        let ask = Ask { since: None, window_from: ends() - TimeDelta::days(8), now: ends() };
        assert!(connection(&demo, name).source.fetch(ask).is_err(), "{name}: an error that says 200 is an error");
    }
}

#[test]
fn damaged_pages_lose_nothing_and_move_no_cursor_past_what_was_not_read() {
    for (name, _) in ACCOUNTS {
        let whole: std::collections::BTreeSet<_> = {
            let demo = evening();
            let batch = week_round(connection(&demo, name).source.as_ref(), None, ends());
            batch.posts.into_iter().map(|post| post.platform_ref).collect()
        };
        for failure in [
            Failure::Doubled,
            Failure::Reordered,
            Failure::Empty,
            Failure::Skewed,
            Failure::Truncated,
            Failure::Reset(700),
        ] {
            for skipped in 1..7 {
                let demo = evening();
                let connection = connection_over(&demo, name, waiting(Duration::from_secs(5)));
                // The failure meets another question each time: those before it pass.
                let mut cursor = None;
                let mut seen = std::collections::BTreeSet::new();
                demo.fails_after(path(name), failure, skipped, 1);
                for _ in 0..8 {
                    let (batch, _) =
                        whole_round(connection.source.as_ref(), cursor.clone(), ends() - TimeDelta::days(8), ends());
                    seen.extend(batch.posts.into_iter().map(|post| post.platform_ref));
                    cursor = batch.cursor;
                }
                assert_eq!(seen, whole, "{name} {failure:?} after {skipped}");
            }
        }
    }
}

#[test]
fn an_answer_that_breaks_off_at_any_byte_is_an_outage_and_nothing_else() {
    let demo = evening();
    for (name, _) in ACCOUNTS {
        for after in (0..1_500).step_by(97) {
            let connection = connection_over(&demo, name, waiting(Duration::from_secs(5)));
            let _ = connection.door.prove();
            demo.fails(path(name), Failure::Reset(after), 9);
            let ask = Ask { since: None, window_from: ends() - TimeDelta::days(8), now: ends() };
            let lost = connection.source.fetch(ask);
            assert!(lost.is_err_and(|lost| lost.kind == OutageKind::Away), "{name} after {after} bytes");
            demo.forgives();
        }
    }
}

#[test]
fn a_token_that_ends_is_renewed_and_kept_before_it_is_used() {
    let demo = evening();
    for (name, _) in ACCOUNTS.into_iter().filter(|(name, _)| ["x", "youtube", "linkedin"].contains(name)) {
        let account = demo.account(name);
        let platform = Platform::from_word(name).unwrap();
        let kept = Arc::new(Mutex::new(Vec::new()));
        let keeper = Arc::clone(&kept);
        let login =
            HeldLogin::kept(credential(&account), Arc::new(move |new| keeper.lock().unwrap().push(new.clone())));
        let connection = connect(platform, &account.address, &account.handle, login, http()).unwrap();
        week_round(connection.source.as_ref(), None, ends());
        assert!(kept.lock().unwrap().is_empty(), "{name}: as long as it holds it stays");
        demo.expires(name);
        let batch = week_round(connection.source.as_ref(), None, ends());
        assert!(batch.posts.len() > 5, "{name}");
        let new = kept.lock().unwrap().clone();
        assert_eq!(new.len(), 1, "{name}: once, and kept");
        assert!(new[0].expires_at.is_some_and(|at| at > ends()), "{name}: by the platform's own clock");
        let fresh = connect(platform, &account.address, &account.handle, &new[0], http()).unwrap();
        fresh.door.prove().unwrap();
        // Whoever still holds the old one finds the door shut.
        demo.expires(name);
        let old =
            health(platform, &account.address, &account.handle, &login_without_refresh(&credential(&account)), http());
        assert_eq!(old.unwrap_err().kind, OutageKind::Login, "{name}");
    }
}

fn login_without_refresh(credential: &uppsikt_core::secrets::Credential) -> uppsikt_core::secrets::Credential {
    uppsikt_core::secrets::Credential { refresh: None, ..credential.clone() }
}

#[test]
fn ac15_a_login_opens_its_own_account_and_no_other() {
    let demo = evening();
    for (name, handle) in ACCOUNTS {
        let account = demo.account(name);
        let platform = Platform::from_word(name).unwrap();
        let persons = login("", PERSONS_TOKEN);
        let meta = ["facebook", "instagram"].contains(&name);
        let who = if meta { persons.clone() } else { credential(&account) };
        let found = discover(platform, &account.address, &who, http()).unwrap();
        let handles: Vec<&str> = found.iter().map(|one| one.handle.as_str()).collect();
        assert_eq!(handles, [handle], "{name}");
        health(platform, &found[0].address, &found[0].handle, &found[0].credential, http()).unwrap();
        let other = health(platform, &account.address, "grannkommunen", &credential(&account), http()).unwrap_err();
        assert_eq!(other.kind, OutageKind::Permission, "{name}: another account's name");
        let wrong = uppsikt_core::secrets::Credential {
            refresh: None,
            secret: Secret::new("fel".to_owned()),
            ..credential(&account)
        };
        assert_eq!(
            health(platform, &account.address, handle, &wrong, http()).unwrap_err().kind,
            OutageKind::Login,
            "{name}"
        );
        if meta {
            let lost = health(platform, &account.address, handle, &persons, http()).unwrap_err();
            assert_eq!(lost.kind, OutageKind::Permission, "{name}: a person's token would show empty lists");
        }
    }
}

/// What a browser is sent back with, after following one page of a sign-in.
fn let_in(url: &str) -> BTreeMap<String, String> {
    let client =
        reqwest::blocking::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
    let answer = client.get(url).send().unwrap();
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    reqwest::Url::parse(&location)
        .unwrap()
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

#[test]
fn one_signs_in_on_each_platform_as_there() {
    let demo = evening();
    let server = demo.address();
    let back = "http://127.0.0.1:41771/";
    let verifier = "en-lång-hemlighet-som-bara-vi-har-0123456789";
    let challenge = base64url(Digest::of(verifier.as_bytes()).as_bytes());
    for (name, page, exchange) in [
        ("facebook", "/v26.0/dialog/oauth", "/v26.0/oauth/access_token"),
        ("x", "/i/oauth2/authorize", "/2/oauth2/token"),
        ("youtube", "/o/oauth2/v2/auth", "/token"),
        ("linkedin", "/oauth/v2/authorization", "/oauth/v2/accessToken"),
    ] {
        let query = format!(
            "client_id=lillvik&redirect_uri={}&state=abc&response_type=code&code_challenge={challenge}&code_challenge_method=S256",
            escaped(back)
        );
        let told = let_in(&format!("{server}{page}?{query}&account={name}"));
        assert_eq!(told["state"], "abc", "{name}");
        let fields = |verifier: &str| {
            vec![
                ("grant_type", "authorization_code".to_owned()),
                ("code", told["code"].clone()),
                ("redirect_uri", back.to_owned()),
                ("client_id", "lillvik".to_owned()),
                ("client_secret", "secret-of-lillvik".to_owned()),
                ("code_verifier", verifier.to_owned()),
            ]
        };
        let ask = |verifier: &str| {
            let answer =
                http().send(&Request::post(format!("{server}{exchange}"), Body::Form(fields(verifier)))).unwrap();
            (answer.status, serde_json::from_slice::<serde_json::Value>(&answer.bytes).unwrap())
        };
        let (status, value) = ask(verifier);
        assert_eq!(status, 200, "{name}: {value}");
        let token = value["access_token"].as_str().unwrap();
        let platform = Platform::from_word(name).unwrap();
        let found = discover(platform, &demo.account(name).address, &login("", token), http()).unwrap();
        assert_eq!(found.len(), 1, "{name}");
        assert_ne!(ask(verifier).0, 200, "{name}: a code is good for once");
        let refused = let_in(&format!("{server}{page}?{query}&deny=1"));
        assert_eq!(refused["error"], "access_denied", "{name}");
    }

    let app = App { id: "lillvik".to_owned(), secret: Secret::new("secret-of-lillvik".to_owned()) };
    let form = |path: &str, token: Option<(Secret, Secret)>, extra: &[(&str, &str)]| -> BTreeMap<String, String> {
        let url = format!("{server}{path}");
        let signer = Signer { app: app.clone(), token };
        let moment = Moment { at: ends(), nonce: format!("{}-{}", path.len(), extra.len()) };
        let header = signer.header("GET", &url, &[], extra, &moment);
        let answer = http().send(&Request::get(url).login(Login::Signed(header))).unwrap();
        assert_eq!(answer.status, 200);
        let query = format!("http://x/?{}", String::from_utf8(answer.bytes).unwrap());
        reqwest::Url::parse(&query)
            .unwrap()
            .query_pairs()
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect()
    };
    let pair = |told: &BTreeMap<String, String>| {
        (Secret::new(told["oauth_token"].clone()), Secret::new(told["oauth_token_secret"].clone()))
    };
    let asking = form("/services/oauth/request_token", None, &[("oauth_callback", back)]);
    let told = let_in(&format!("{server}/services/oauth/authorize?oauth_token={}&perms=delete", asking["oauth_token"]));
    let new = form("/services/oauth/access_token", Some(pair(&asking)), &[("oauth_verifier", &told["oauth_verifier"])]);
    let (token, second) = pair(&new);
    let credential = uppsikt_core::secrets::Credential {
        token_secret: Some(second),
        app: Some(app.clone()),
        ..login("", token.expose())
    };
    let account = demo.account("flickr");
    assert_eq!(discover(Platform::Flickr, &account.address, &credential, http()).unwrap()[0].handle, "lillvik");
}

fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    bits.chunks(6)
        .map(|six| LETTERS[(0..6).fold(0, |all, i| all << 1 | usize::from(six.get(i).copied().unwrap_or(0)))])
        .map(char::from)
        .collect()
}

#[test]
fn in11_x_finds_what_is_written_with_a_watched_word() {
    let demo = evening();
    demo.mentions("x", "Elin", "Så fint på #lillviksdagen i år");
    let connection = connection(&demo, "x");
    let ask = Ask { since: None, window_from: ends(), now: ends() };
    let batch = connection.source.search("#lillviksdagen", ask).unwrap();
    assert_eq!(batch.posts.iter().map(|post| post.kind).collect::<Vec<_>>(), [PostKind::Mention]);
    let ask = Ask { since: batch.cursor.as_ref(), window_from: ends(), now: ends() };
    assert!(connection.source.search("#lillviksdagen", ask).unwrap().posts.is_empty(), "and only what is new");
}
