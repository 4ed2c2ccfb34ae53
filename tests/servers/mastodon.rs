//! Mastodon's double: a stranger writes, we read, see it reworded and taken back, answer, and shut the stranger out.

use super::{found, http, named, now, reviewed, round};
use chrono::TimeDelta;
use serde_json::json;
use uppsikt_core::{
    collector::VisitResult,
    intake::{Ask, GoneBy, Look, OutageKind, PostKind, Standing},
    platform::{Connection, connect, discover, health},
    secrets::Credential,
    words::Platform,
};
use uppsikt_tests::{Municipality, over_http::OverHttp, servers::mastodon::Mastodon};

fn login(user: &str) -> Credential {
    Credential::new("", Mastodon::token(user))
}

fn connection(server: &Mastodon) -> Connection {
    connect(Platform::Mastodon, server.address(), "kommun", &login("kommun"), http()).unwrap()
}

#[test]
fn in4_in5_ev6_a_strangers_answer_is_read_reworded_answered_and_taken_back() {
    let Some(server) = Mastodon::start() else { return };
    let root =
        server.writes("kommun", "Simhallen öppnar 06. Läs mer på https://lillvik.example/simhall", None, "public");
    let threat = server.writes("medborgare", "@kommun Jag vet var du bor. 2 < 3 & så", Some(&root), "public");
    let below = server.writes("medborgare", "@kommun och jag menar det", Some(&threat), "unlisted");
    let elsewhere = server.writes("medborgare", "Hej @kommun, varför svarar ni inte?", None, "public");
    let other = server.writes("medborgare", "Ett svar som inte rör kommunen", Some(&elsewhere), "public");
    let letter = server.writes("medborgare", "@kommun mitt barn heter Kim", None, "direct");

    let connection = connection(&server);
    let (source, hands) = (connection.source.as_ref(), connection.hands.as_ref().unwrap());
    let first = round(&connection, None);
    assert!(first.trouble.is_empty(), "{:?}", first.trouble);
    let kind = |name: &str| {
        let post = found(&first, &named(name)).unwrap_or_else(|| panic!("{name} was not brought"));
        (post.kind, post.ours, post.root.0.as_str() == root, post.openly_visible)
    };
    assert_eq!(kind(&root), (PostKind::Post, true, true, true));
    assert_eq!(kind(&threat), (PostKind::Comment, false, true, true));
    assert_eq!(kind(&below), (PostKind::Reply, false, true, true), "unlisted is open all the same");
    assert_eq!(kind(&elsewhere), (PostKind::Mention, false, false, true));
    assert_eq!(kind(&letter), (PostKind::DirectMessage, false, false, false), "only the municipality can see it");
    assert!(found(&first, &named(&other)).is_none(), "what concerns nobody here is not collected");
    let seen = found(&first, &named(&threat)).unwrap();
    assert_eq!(
        (seen.text.as_str(), seen.parent.as_ref()),
        ("@kommun Jag vet var du bor. 2 < 3 & så", Some(&named(&root)))
    );
    assert!((now() - seen.posted_at).abs() < TimeDelta::minutes(5) && seen.permalink.is_some());
    assert!(first.covered.iter().any(|covered| covered.root == named(&root)));
    let allowance = first.allowance.unwrap();
    assert!(allowance.left.is_some_and(|left| left < 300) && allowance.renewed_at.is_some(), "the server counts");

    // Reworded twice between two rounds: no wording is lost, and none comes twice.
    server.rewords("medborgare", &threat, "@kommun Jag vet var du bor, och var barnen går i skola.");
    server.rewords("medborgare", &threat, "@kommun Förlåt.");
    server.takes_back("medborgare", &below);
    let second = round(&connection, first.cursor.clone());
    let wordings: Vec<&str> =
        second.posts.iter().filter(|post| post.platform_ref == named(&threat)).map(|post| post.text.as_str()).collect();
    assert_eq!(wordings.last(), Some(&"@kommun Förlåt."));
    assert!(wordings.contains(&"@kommun Jag vet var du bor, och var barnen går i skola."), "{wordings:?}");
    assert!(found(&second, &named(&below)).is_none());
    assert_eq!(
        source.look(&named(&below)).unwrap(),
        Look::Gone(GoneBy::Unknown),
        "who did it, the server does not tell"
    );
    let third = round(&connection, second.cursor.clone());
    let again = third.posts.iter().filter(|post| post.platform_ref == named(&threat)).count();
    assert_eq!(again, 1, "a wording that was brought is not brought again");

    // Answered, as widely as it was asked.
    let receipt = hands.reply(&named(&threat), &reviewed("Hej! Vi har polisanmält.")).unwrap();
    let answer = receipt.platform_ref.unwrap();
    assert!(receipt.line.contains("answers"), "{}", receipt.line);
    let fourth = round(&connection, third.cursor.clone());
    let ours = found(&fourth, &answer).unwrap();
    assert_eq!(
        (ours.ours, ours.text.as_str(), ours.kind),
        (true, "@medborgare Hej! Vi har polisanmält.", PostKind::Reply)
    );
    let quiet = hands.reply(&named(&letter), &reviewed("Vi återkommer.")).unwrap().platform_ref.unwrap();
    let told = server.asks("medborgare", "GET", &format!("statuses/{quiet}"), None).unwrap();
    assert_eq!(told["visibility"], "direct", "what was said in confidence is answered in confidence");

    // Shut out, let in again.
    let author = seen.author_ref.clone().unwrap();
    for _ in 0..2 {
        hands.block(&author, &named(&threat)).unwrap();
        assert_eq!(hands.is_blocked(&author), Ok(Some(true)));
    }
    hands.unblock(&author).unwrap();
    assert_eq!(hands.is_blocked(&author), Ok(Some(false)));

    // What the platform can't do is refused before anything is asked.
    for refused in [hands.hide(&named(&threat)), hands.unhide(&named(&threat)), hands.close(&named(&root))] {
        let lost = refused.unwrap_err();
        assert_eq!((lost.kind, lost.may_have_happened), (OutageKind::Refused, false));
    }
}

#[test]
fn in9_a_login_that_ends_and_a_server_that_stumbles_are_told_apart() {
    let Some(server) = Mastodon::start() else { return };
    let candidates = discover(Platform::Mastodon, server.address(), &login("kommun"), http()).unwrap();
    assert_eq!((candidates.len(), candidates[0].handle.as_str()), (1, "kommun"));
    assert_eq!(health(Platform::Mastodon, server.address(), "@kommun", &login("kommun"), http()), Ok(None));
    let kind = |user: &str, handle: &str| {
        health(Platform::Mastodon, server.address(), handle, &login(user), http()).map_err(|lost| lost.kind)
    };
    assert_eq!(kind("ingen", "kommun"), Err(OutageKind::Login));
    assert_eq!(kind("medborgare", "kommun"), Err(OutageKind::Permission), "another account's token");

    let connection = connection(&server);
    let ask = || connection.source.fetch(Ask { since: None, window_from: now() - TimeDelta::days(7), now: now() });
    server.fails_once("/api/v1/accounts/verify_credentials", &json!({ "type": "ratelimit" }));
    assert_eq!(ask().unwrap_err().kind, OutageKind::Limited);
    server.fails_once("/api/v1/accounts/verify_credentials", &json!({ "type": "status", "status": 500 }));
    assert_eq!(ask().unwrap_err().kind, OutageKind::Away);
    assert!(ask().is_ok(), "the next round finds everything as it was");
}

#[test]
fn in5_the_municipality_sees_a_post_disappear_and_answers_another() {
    let Some(server) = Mastodon::start() else { return };
    let root = server.writes("kommun", "Simhallen öppnar 06.", None, "public");
    let threat = server.writes("medborgare", "@kommun Jag vet var du bor.", Some(&root), "public");
    let question = server.writes("medborgare", "@kommun När öppnar badhuset?", Some(&root), "public");
    let town = Municipality::lillvik();
    let account = OverHttp::new(&town, connection(&server));
    account.at(now());
    let first = account.collect();
    assert_eq!((first.result, first.new.len()), (VisitResult::Whole, 3));
    let (threat_id, question_id) = (account.known(&threat), account.known(&question));
    server.takes_back("medborgare", &threat);
    let second = account.collect();
    assert_eq!((second.result, second.gone), (VisitResult::Whole, 1));
    assert_eq!(town.post(threat_id).standing, Standing::Gone);
    town.maja().reply(question_id, "Klockan 6.").unwrap();
    account.hold_passes();
    assert!(account.collect().new.is_empty(), "our own answer is known already");
}
