//! Bluesky's reference servers: a stranger writes, we read, fold away, answer, close, shut out, and look again.

use super::{found, http, named, now, reviewed, round};
use chrono::TimeDelta;
use serde_json::json;
use std::sync::Arc;
use std::sync::Mutex;
use uppsikt_core::{
    action::{ActionState, ReadBack},
    collector::VisitResult,
    intake::{Ask, GoneBy, Look, OutageKind, PostKind, Standing},
    platform::{Connection, HeldLogin, connect, discover, health},
    secrets::{Credential, Secret},
    words::Platform,
};
use uppsikt_tests::{Municipality, over_http::OverHttp, servers::bluesky::Bluesky};

/// The smallest picture there is.
const PICTURE: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
    6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1,
    0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

fn connection(server: &Bluesky) -> Connection {
    let login = Credential::new("kommun.test", server.app_password("kommun"));
    connect(Platform::Bluesky, server.address(), "kommun.test", &login, http()).unwrap()
}

/// How many posts a thread shows.
fn shown(server: &Bluesky, uri: &str) -> usize {
    let count = |node: &serde_json::Value| node["replies"].as_array().map_or(0, Vec::len);
    server.thread("medborgare", uri).map_or(0, |thread| 1 + count(&thread["thread"]))
}

#[test]
fn in4_in5_ev6_a_strangers_answer_is_read_folded_away_answered_and_taken_back() {
    let Some(server) = Bluesky::start(false) else { return };
    let me = server.joins("kommun");
    let stranger = server.joins("medborgare");
    let root = server.writes("kommun", "Nya öppettider på simhallen", None, &json!({}));
    let blob = server.uploads("medborgare", "image/png", PICTURE);
    let picture =
        json!({ "embed": { "$type": "app.bsky.embed.images", "images": [{ "image": blob, "alt": "En hund" }] } });
    let threat = server.writes("medborgare", "Jag vet var du bor.", Some((&root, &root)), &picture);
    let below = server.writes("medborgare", "Och jag menar det.", Some((&root, &threat)), &json!({}));
    let facets = json!([{ "index": { "byteStart": 4, "byteEnd": 16 },
        "features": [{ "$type": "app.bsky.richtext.facet#mention", "did": me }] }]);
    let elsewhere = server.writes("medborgare", "Hej @kommun.test, svara", None, &json!({ "facets": facets }));
    let cid = |uri: &str| {
        server.asks("kommun", "app.bsky.feed.getPosts", &[("uris", uri)]).unwrap()["posts"][0]["cid"].clone()
    };
    server.until("the post", || !cid(&root).is_null());
    let quoting =
        json!({ "embed": { "$type": "app.bsky.embed.record", "record": { "uri": root, "cid": cid(&root) } } });
    let quote = server.writes("medborgare", "Läs vad de skriver", None, &quoting);
    server.until("an answer, a mention and a quote", || {
        let told = server.asks("kommun", "app.bsky.notification.listNotifications", &[]).unwrap();
        let reasons: Vec<&str> =
            told["notifications"].as_array().unwrap().iter().filter_map(|one| one["reason"].as_str()).collect();
        let thread = server.thread("kommun", &root).unwrap_or_default();
        ["reply", "mention", "quote"].iter().all(|reason| reasons.contains(reason))
            && thread["thread"]["replies"][0]["replies"].as_array().is_some_and(|all| all.len() == 1)
    });

    let connection = connection(&server);
    let (source, hands) = (connection.source.as_ref(), connection.hands.as_ref().unwrap());
    let first = round(&connection, None);
    let kind = |uri: &str| {
        let post = found(&first, &named(uri)).unwrap_or_else(|| panic!("{uri} was not brought"));
        (post.kind, post.ours, post.root.0 == root, post.hidden)
    };
    assert_eq!(kind(&root), (PostKind::Post, true, true, false));
    assert_eq!(kind(&threat), (PostKind::Comment, false, true, false));
    assert_eq!(kind(&below), (PostKind::Reply, false, true, false));
    assert_eq!(kind(&elsewhere), (PostKind::Mention, false, false, false));
    assert_eq!(kind(&quote), (PostKind::Mention, false, false, false));
    let seen = found(&first, &named(&threat)).unwrap();
    assert_eq!((seen.text.as_str(), seen.author_ref.as_deref()), ("Jag vet var du bor.", Some(stranger.as_str())));
    assert!((now() - seen.posted_at).abs() < TimeDelta::minutes(5));
    assert_eq!(first.trouble.len(), 1, "direct messages lie on a server that is not here: {:?}", first.trouble);
    assert!(first.trouble[0].starts_with("direct messages"));
    let attached = &seen.attachments[0];
    assert_eq!((attached.media_type.as_str(), attached.description.as_str()), ("image/png", "En hund"));
    assert_eq!(source.attachment(&attached.address).unwrap().bytes, PICTURE, "as it was uploaded");

    // Reworded, and one taken back by its author.
    server.rewords("medborgare", &threat, "Jag vet var du bor, det lovar jag.");
    server.takes_back("medborgare", &below);
    server.until("the new wording", || {
        server.thread("kommun", &root).is_some_and(|thread| {
            let answer = &thread["thread"]["replies"][0];
            answer["post"]["record"]["text"] == "Jag vet var du bor, det lovar jag."
                && answer["replies"].as_array().is_none_or(Vec::is_empty)
        })
    });
    let second = round(&connection, first.cursor.clone());
    assert_eq!(found(&second, &named(&threat)).unwrap().text, "Jag vet var du bor, det lovar jag.");
    assert!(
        found(&second, &named(&below)).is_none() && second.covered.iter().any(|covered| covered.root == named(&root))
    );
    assert_eq!(source.look(&named(&below)).unwrap(), Look::Gone(GoneBy::Author), "the author's own repository tells");

    // Folded away, shown again; what stood in the record already stays.
    for _ in 0..2 {
        hands.hide(&named(&threat)).unwrap();
        assert!(matches!(source.look(&named(&threat)).unwrap(), Look::Standing(seen) if seen.hidden));
    }
    assert!(found(&round(&connection, second.cursor.clone()), &named(&threat)).unwrap().hidden);
    for _ in 0..2 {
        hands.unhide(&named(&threat)).unwrap();
        assert!(matches!(source.look(&named(&threat)).unwrap(), Look::Standing(seen) if !seen.hidden));
    }
    let lost = hands.hide(&named(&elsewhere)).unwrap_err();
    assert_eq!(lost.kind, OutageKind::Refused, "somebody else's thread is not ours to tidy");

    // Answered, with an address that leads somewhere.
    let words = "Hej! Åh, läs på https://lillvik.example/öppet #simhallen @medborgare.test";
    let receipt = hands.reply(&named(&threat), &reviewed(words)).unwrap();
    let answer = receipt.platform_ref.unwrap();
    let record = server.record(&answer.0).unwrap();
    assert_eq!((&record["reply"]["root"]["uri"], &record["reply"]["parent"]["uri"]), (&json!(root), &json!(threat)));
    let marked: Vec<&str> = record["facets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|facet| {
            let at = |name: &str| usize::try_from(facet["index"][name].as_u64().unwrap()).unwrap();
            &words[at("byteStart")..at("byteEnd")]
        })
        .collect();
    assert_eq!(marked, ["https://lillvik.example/öppet", "#simhallen", "@medborgare.test"]);

    // Closed, opened: folding away survives both.
    hands.hide(&named(&threat)).unwrap();
    hands.close(&named(&root)).unwrap();
    assert_eq!(hands.is_closed(&named(&root)), Ok(Some(true)));
    server.until("nobody may answer", || {
        server
            .thread("medborgare", &root)
            .is_some_and(|thread| thread["thread"]["post"]["viewer"]["replyDisabled"] == true)
    });
    hands.open(&named(&root)).unwrap();
    assert_eq!(hands.is_closed(&named(&root)), Ok(Some(false)));
    assert!(matches!(source.look(&named(&threat)).unwrap(), Look::Standing(seen) if seen.hidden));

    // The post that was quoted is taken out of the quote.
    hands.hide(&named(&quote)).unwrap();
    server.until("the quote is cut", || matches!(source.look(&named(&quote)), Ok(Look::Standing(seen)) if seen.hidden));

    // Shut out, let in again.
    for _ in 0..2 {
        hands.block(&stranger, &named(&threat)).unwrap();
        assert_eq!(hands.is_blocked(&stranger), Ok(Some(true)));
    }
    for _ in 0..2 {
        hands.unblock(&stranger).unwrap();
        assert_eq!(hands.is_blocked(&stranger), Ok(Some(false)));
    }
}

#[test]
fn in9_sessions_are_kept_and_renewed_and_a_wrong_password_is_told() {
    let Some(server) = Bluesky::start(true) else { return };
    server.joins("kommun");
    let login = Credential::new("kommun.test", server.app_password("kommun"));
    let candidates = discover(Platform::Bluesky, server.address(), &login, http()).unwrap();
    assert_eq!((candidates.len(), candidates[0].handle.as_str()), (1, "kommun.test"));
    assert_eq!(health(Platform::Bluesky, server.address(), "kommun.test", &login, http()), Ok(None));
    let kind = |handle: &str, login: &Credential| {
        health(Platform::Bluesky, server.address(), handle, login, http()).map_err(|lost| lost.kind)
    };
    assert_eq!(kind("kommun.test", &Credential::new("kommun.test", "fel")), Err(OutageKind::Login));
    assert_eq!(kind("granne.test", &login), Err(OutageKind::Permission), "another account's login");

    // The renewing token is used once, and the next one is kept before anything is asked with it.
    let kept = Arc::new(Mutex::new(Vec::<Credential>::new()));
    let keeper = Arc::clone(&kept);
    let held =
        HeldLogin::kept(login.clone(), Arc::new(move |new: &Credential| keeper.lock().unwrap().push(new.clone())));
    let ask = |held: &HeldLogin| {
        let connection = connect(Platform::Bluesky, server.address(), "", held.clone(), http()).unwrap();
        connection.source.fetch(Ask { since: None, window_from: now() - TimeDelta::days(7), now: now() })
    };
    let batch = ask(&held).unwrap();
    let allowance = batch.allowance.unwrap();
    assert!(allowance.left.is_some() && allowance.renewed_at.is_some_and(|at| at > now()), "the server counts");
    ask(&held).unwrap();
    let tokens: Vec<Secret> = kept.lock().unwrap().iter().filter_map(|one| one.refresh.clone()).collect();
    assert!(tokens.len() == 2 && tokens[0] != tokens[1], "signed in once, renewed once");
    // A renewing token that is worth nothing: the password still opens.
    let stale = Credential { refresh: Some(Secret::new("gammal".to_owned())), ..login.clone() };
    assert!(ask(&HeldLogin::from(&stale)).is_ok());

    // Signing in is counted: too often is too often, and when it is allowed again is said.
    let lost = (0..40).find_map(|_| ask(&HeldLogin::from(&login)).err()).unwrap();
    assert_eq!(lost.kind, OutageKind::Limited);
    assert!(lost.try_again_after.is_some(), "{lost:?}");
}

#[test]
fn ev6_the_municipality_folds_a_threat_away_on_a_real_bluesky() {
    let Some(server) = Bluesky::start(false) else { return };
    server.joins("kommun");
    server.joins("medborgare");
    let root = server.writes("kommun", "Nya öppettider", None, &json!({}));
    let threat =
        server.writes("medborgare", "Jag vet var du bor, du ska få ångra det.", Some((&root, &root)), &json!({}));
    let question = server.writes("medborgare", "När öppnar badhuset?", Some((&root, &root)), &json!({}));
    server.until("three posts", || shown(&server, &root) == 3);
    let town = Municipality::lillvik();
    let account = OverHttp::new(&town, connection(&server));
    account.at(now());
    let first = account.collect();
    assert!(matches!(first.result, VisitResult::Partly(_)) && first.new.len() == 3, "{first:?}");
    let (threat_id, question_id) = (account.known(&threat), account.known(&question));
    town.maja().reply(question_id, "Klockan 6.").unwrap();
    account.hold_passes();
    town.maja().hide(threat_id, "threat").unwrap();
    account.hold_passes();
    let done = town.actions(threat_id).remove(0);
    assert_eq!((done.state, done.read_back), (ActionState::CarriedOut, ReadBack::Hidden), "{}", done.cause);
    server.takes_back("medborgare", &question);
    server.until("it is taken back", || {
        server.asks("kommun", "app.bsky.feed.getPosts", &[("uris", &question)]).unwrap()["posts"] == json!([])
    });
    let after = account.collect();
    assert_eq!(after.gone, 1);
    assert_eq!(town.post(question_id).standing, Standing::Gone);
    assert_eq!(town.post(question_id).gone.map(|(_, by)| by), Some(GoneBy::Author));
}
