//! A real WordPress: a stranger writes, we read, answer, hold back, take away, and look again.

use super::{found, http, now, reviewed, round};
use chrono::TimeDelta;
use uppsikt_core::{
    action::{ActionState, ReadBack},
    collector::VisitResult,
    intake::{Ask, GoneBy, Look, OutageKind, PlatformRef, PostKind, Standing},
    platform::{
        Connection, connect, discover, health,
        transport::{Login, Request},
    },
    secrets::Credential,
    words::Platform,
};
use uppsikt_tests::{Municipality, over_http::OverHttp, wordpress::WordPress};

fn login(site: &WordPress, user: &str) -> Credential {
    Credential::new(user, site.password(user))
}

fn connection(site: &WordPress, user: &str) -> Connection {
    connect(Platform::WordPress, site.address(), "", &login(site, user), http()).unwrap()
}

fn comment(number: u64) -> PlatformRef {
    PlatformRef(format!("comment-{number}"))
}

#[test]
fn in4_in5_ev6_a_strangers_comment_is_read_answered_hidden_and_taken_away() {
    let Some(site) = WordPress::start() else { return };
    let post = site.publish("Nya öppettider", "Simhallen öppnar 06.");
    let threat = site.stranger_writes(post, None, "Anna B.", "Jag vet var du bor. 2 < 3 & <b>fet</b>\nny rad");
    let answer = site.stranger_writes(post, Some(threat), "Bo", "Sluta Anna!");
    let spam = site.stranger_writes(post, None, "Köp nu", "Billiga glasögon https://spam.example");
    site.sets(spam, "spam");

    let connection = connection(&site, "redaktor");
    let (source, hands) = (connection.source.as_ref(), connection.hands.as_ref().unwrap());
    let first = round(&connection, None);
    assert!(first.trouble.is_empty(), "{:?}", first.trouble);
    let root = PlatformRef(format!("post-{post}"));
    let own = found(&first, &root).unwrap();
    assert_eq!(
        (own.kind, own.ours, own.text.as_str()),
        (PostKind::Post, true, "Nya öppettider\n\nSimhallen öppnar 06.")
    );
    let seen = found(&first, &comment(threat)).unwrap();
    assert_eq!(seen.text, "Jag vet var du bor. 2 < 3 & fet\nny rad", "plain text, as the citizen meant it");
    assert_eq!((seen.author_name.as_deref(), seen.ours, seen.hidden), (Some("Anna B."), false, false));
    assert!((now() - seen.posted_at).abs() < TimeDelta::minutes(5) && seen.raw.contains("okand0@example.test"));
    let below = found(&first, &comment(answer)).unwrap();
    assert_eq!((below.kind, below.parent.as_ref(), &below.root), (PostKind::Reply, Some(&comment(threat)), &root));
    assert!(found(&first, &comment(spam)).unwrap().hidden, "taken for spam: still there, and only editors see it");

    // Reworded, and deleted for good.
    site.rewords(threat, "Jag vet var du bor, det lovar jag.");
    site.erases(answer);
    let second = round(&connection, first.cursor.clone());
    assert_eq!(found(&second, &comment(threat)).unwrap().text, "Jag vet var du bor, det lovar jag.");
    let covered = second.covered.iter().find(|covered| covered.root == root).unwrap();
    assert!(
        found(&second, &comment(answer)).is_none() && covered.since <= below.posted_at,
        "its thread was read whole"
    );
    assert_eq!(source.look(&comment(answer)).unwrap(), Look::Gone(GoneBy::Unknown));

    // Hidden, twice; shown again, twice.
    for _ in 0..2 {
        hands.hide(&comment(threat)).unwrap();
        assert!(matches!(source.look(&comment(threat)).unwrap(), Look::Standing(seen) if seen.hidden));
        assert!(!site.public_sees(post).contains(&threat), "the public does not see it");
    }
    for _ in 0..2 {
        hands.unhide(&comment(threat)).unwrap();
        assert!(site.public_sees(post).contains(&threat));
    }

    // Answered.
    let words = "Hej Anna! Skriv till oss om A & B, 1 < 2.\n\nHälsningar Maja";
    let receipt = hands.reply(&comment(threat), &reviewed(words)).unwrap();
    let reply = receipt.platform_ref.unwrap();
    let third = round(&connection, second.cursor.clone());
    let ours = found(&third, &reply).unwrap();
    assert_eq!((ours.ours, ours.parent.as_ref(), ours.text.as_str()), (true, Some(&comment(threat)), words));
    let twice = hands.reply(&comment(threat), &reviewed(words)).unwrap_err();
    assert_eq!(
        (twice.kind, twice.may_have_happened),
        (OutageKind::Refused, false),
        "WordPress notices what is said twice"
    );

    // Into the bin, as the program does it.
    let bin = Request::delete(format!("{}/wp-json/wp/v2/comments/{threat}", site.address()))
        .login(Login::Basic(login(&site, "redaktor")));
    assert_eq!(http().send(&bin).unwrap().status, 200);
    assert_eq!(source.look(&comment(threat)).unwrap(), Look::Gone(GoneBy::Us));
    assert!(!site.public_sees(post).contains(&threat));
    assert!(found(&round(&connection, third.cursor), &comment(threat)).is_none());
}

#[test]
fn ev7_only_who_may_moderate_gets_in() {
    let Some(site) = WordPress::start() else { return };
    let ways = |credential: &Credential| {
        let health = health(Platform::WordPress, site.address(), "", credential, http());
        let discovered = discover(Platform::WordPress, site.address(), credential, http());
        (health.map_err(|lost| lost.kind), discovered.map_err(|lost| lost.kind))
    };
    let (health, found) = ways(&login(&site, "redaktor"));
    let found = found.unwrap();
    assert_eq!((health, found.len(), found[0].name.as_str()), (Ok(None), 1, "Kommunbloggen"));
    assert_eq!(format!("http://{}", found[0].handle), site.address());
    let plain = format!("{}/?rest_route=", site.address());
    let again = connect(Platform::WordPress, &plain, "", &login(&site, "redaktor"), http()).unwrap();
    assert!(round(&again, None).trouble.is_empty(), "the plain address of the interface works as well");

    for user in ["forfattare", "lasare"] {
        let (health, found) = ways(&login(&site, user));
        assert_eq!((health, found), (Err(OutageKind::Permission), Err(OutageKind::Permission)), "{user}");
    }
    let wrong = Credential::new("redaktor", "fel lösenord");
    assert_eq!(ways(&wrong), (Err(OutageKind::Login), Err(OutageKind::Login)), "though the public may read");
    let post = site.publish("Nytt", "Text");
    site.stranger_writes(post, None, "Bo", "Hej");
    let fetched = connect(Platform::WordPress, site.address(), "", &wrong, http()).unwrap();
    let lost = fetched.source.fetch(Ask { since: None, window_from: now(), now: now() }).unwrap_err();
    assert_eq!(lost.kind, OutageKind::Login);
}

#[test]
fn ev6_a_thread_is_closed_for_comments_and_opened_again() {
    let Some(site) = WordPress::start() else { return };
    let post = site.publish("Nya öppettider", "Simhallen öppnar 06.");
    let root = PlatformRef(format!("post-{post}"));
    let connection = connection(&site, "redaktor");
    let hands = connection.hands.as_ref().unwrap();
    assert_eq!(hands.is_closed(&root), Ok(Some(false)));
    for _ in 0..2 {
        hands.close(&root).unwrap();
        assert_eq!(hands.is_closed(&root), Ok(Some(true)));
    }
    assert!(!site.stranger_is_let_in(post), "the form refuses");
    hands.open(&root).unwrap();
    assert_eq!(hands.is_closed(&root), Ok(Some(false)));
    assert!(site.stranger_is_let_in(post));
    let lost = hands.close(&comment(1)).unwrap_err();
    assert_eq!((lost.kind, lost.may_have_happened), (OutageKind::Refused, false), "a comment begins no thread");
}

#[test]
fn a_long_thread_comes_whole_and_once() {
    let Some(site) = WordPress::start() else { return };
    let post = site.publish("Fråga oss", "Vad undrar du?");
    let written: Vec<u64> =
        (0..104).map(|n| site.stranger_writes(post, None, "Många", &format!("Fråga nummer {n}"))).collect();
    let connection = connection(&site, "redaktor");
    let batch = round(&connection, None);
    for number in &written {
        assert_eq!(batch.posts.iter().filter(|post| post.platform_ref == comment(*number)).count(), 1);
    }
    assert!(batch.covered.iter().any(|covered| covered.root.0 == format!("post-{post}")));
}

#[test]
fn ev6_the_municipality_removes_a_threat_from_a_real_blog() {
    let Some(site) = WordPress::start() else { return };
    let town = Municipality::lillvik();
    let account = OverHttp::new(&town, connection(&site, "redaktor"));
    account.at(now());
    let post = site.publish("Nya öppettider", "Simhallen öppnar 06.");
    let threat = site.stranger_writes(post, None, "Anna B.", "Jag vet var du bor, du ska få ångra det här.");
    let question = site.stranger_writes(post, None, "Pia Lund", "När öppnar badhuset?");
    assert_eq!(account.collect().result, VisitResult::Whole);

    let (removed, hidden) = (account.known(&comment(threat).0), account.known(&comment(question).0));
    town.maja().remove(removed, "threat").unwrap();
    town.maja().reply(hidden, "Hej Pia! Klockan 6.").unwrap();
    account.hold_passes();
    town.maja().hide(hidden, "threat").unwrap();
    account.hold_passes();

    let public = site.public_sees(post);
    assert!(!public.contains(&threat) && !public.contains(&question), "neither is seen any more");
    let done = town.actions(removed).remove(0);
    assert_eq!((done.state, done.read_back), (ActionState::CarriedOut, ReadBack::Gone));
    assert_eq!(town.post(removed).standing, Standing::Gone);
    assert_eq!(town.actions(hidden).last().map(|done| done.read_back), Some(ReadBack::Hidden));
    let after = account.collect();
    assert_eq!((after.result, after.new.len(), after.revised.len(), after.gone), (VisitResult::Whole, 0, 0, 0));
}
