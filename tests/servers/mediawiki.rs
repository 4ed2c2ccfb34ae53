//! A real MediaWiki: a stranger edits, we read, answer, hide, show again, take away, close, shut out, and look again.

use super::{found, http, named, now, reviewed, round};
use chrono::TimeDelta;
use uppsikt_core::{
    action::{ActionState, ReadBack},
    collector::VisitResult,
    intake::{GoneBy, Look, OutageKind, PostKind, Standing},
    platform::{Connection, connect, discover, health},
    secrets::Credential,
    words::Platform,
};
use uppsikt_tests::{Municipality, over_http::OverHttp, servers::mediawiki::MediaWiki};

fn login(wiki: &MediaWiki) -> Credential {
    let (name, word) = wiki.bot_password();
    Credential::new(name, word)
}

fn connection(wiki: &MediaWiki) -> Connection {
    connect(Platform::MediaWiki, wiki.address(), "", &login(wiki), http()).unwrap()
}

fn edit(number: u64) -> uppsikt_core::intake::PlatformRef {
    named(&format!("rev-{number}"))
}

#[test]
fn in4_in5_ev6_a_strangers_edit_is_read_answered_hidden_and_taken_away() {
    let Some(wiki) = MediaWiki::start() else { return };
    let page = wiki.edits("Admin", "Simhallen", &[("text", "Öppettider 06–22.\n\nVälkommen.")]);
    let question = wiki.edits(
        "Medborgare",
        "Diskussion:Simhallen",
        &[("section", "new"), ("sectiontitle", "Fråga"), ("text", "När öppnar bastun?")],
    );
    let threat = wiki.edits(
        "Vandal",
        "Simhallen",
        &[("text", "Öppettider 06–22.\nJag vet var du bor.\n\nVälkommen."), ("summary", "oj")],
    );
    let stranger = wiki.edits("", "Sandlåda", &[("text", "En okänd skrev här.")]);

    let connection = connection(&wiki);
    let (source, hands) = (connection.source.as_ref(), connection.hands.as_ref().unwrap());
    let first = round(&connection, None);
    assert!(first.trouble.is_empty(), "{:?}", first.trouble);
    let own = found(&first, &edit(page)).unwrap();
    assert!(own.ours && own.text.starts_with("Öppettider 06–22.\n\nVälkommen."));
    let seen = found(&first, &edit(threat)).unwrap();
    assert_eq!((seen.kind, seen.ours, seen.text.as_str()), (PostKind::VisitorPost, false, "Jag vet var du bor.\n\noj"));
    assert_eq!(
        (seen.author_ref.as_deref(), &seen.root),
        (Some("Vandal"), &own.root),
        "only what was added, with its summary"
    );
    assert!((now() - seen.posted_at).abs() < TimeDelta::minutes(5));
    let asked = found(&first, &edit(question)).unwrap();
    assert_eq!(asked.kind, PostKind::Comment, "a talk page");
    assert!(asked.text.contains("När öppnar bastun?") && asked.text.contains("== Fråga =="));
    let unknown = found(&first, &edit(stranger)).unwrap();
    assert_eq!(unknown.author_ref.as_deref(), Some("127.0.0.1"), "who has no account goes by an address");

    // Answered below the question, and signed by the wiki.
    let receipt = hands.reply(&edit(question), &reviewed("Klockan 15.\nVälkommen!")).unwrap();
    let answer = receipt.platform_ref.unwrap();
    let talk = wiki.public_sees("Diskussion:Simhallen");
    assert!(talk.contains(": Klockan 15.\n: Välkommen! [[Användare:Admin"), "{talk}");
    let second = round(&connection, first.cursor.clone());
    assert!(second.trouble.is_empty() && found(&second, &answer).unwrap().ours);

    // Hidden: out of the page, and out of what anybody can read.
    for _ in 0..2 {
        hands.hide(&edit(threat)).unwrap();
        assert!(!wiki.public_reads(threat) && !wiki.public_sees("Simhallen").contains("var du bor"));
        assert!(matches!(source.look(&edit(threat)).unwrap(), Look::Standing(seen) if seen.hidden));
    }
    let third = round(&connection, second.cursor.clone());
    let hidden = found(&third, &edit(threat)).unwrap();
    assert!(hidden.hidden && hidden.text == seen.text, "the log tells, and the words are as they were");
    hands.unhide(&edit(threat)).unwrap();
    assert!(wiki.public_reads(threat));
    assert!(matches!(source.look(&edit(threat)).unwrap(), Look::Standing(seen) if !seen.hidden));

    // Closed, opened.
    for _ in 0..2 {
        hands.close(&own.root).unwrap();
        assert_eq!(hands.is_closed(&own.root), Ok(Some(true)));
    }
    let refused = wiki.tries("Vandal", &[("action", "edit"), ("title", "Simhallen"), ("text", "x")]);
    assert_eq!(refused["errors"][0]["code"], "protectedpage");
    hands.open(&own.root).unwrap();
    assert_eq!(hands.is_closed(&own.root), Ok(Some(false)));

    // Shut out, let in again.
    for _ in 0..2 {
        hands.block("Vandal", &edit(threat)).unwrap();
        assert_eq!(hands.is_blocked("Vandal"), Ok(Some(true)));
    }
    assert_eq!(
        wiki.tries("Vandal", &[("action", "edit"), ("title", "Nytt"), ("text", "x")])["errors"][0]["code"],
        "blocked"
    );
    for _ in 0..2 {
        hands.unblock("Vandal").unwrap();
    }
    assert_eq!(hands.is_blocked("Vandal"), Ok(Some(false)));

    // A page that somebody else deletes takes its edits along.
    let gone = wiki.edits("Vandal", "Skräp", &[("text", "Skräp.")]);
    let fourth = round(&connection, third.cursor.clone());
    let root = found(&fourth, &edit(gone)).unwrap().root.clone();
    assert!(wiki.tries("Admin", &[("action", "delete"), ("title", "Skräp")])["delete"].is_object());
    let fifth = round(&connection, fourth.cursor.clone());
    assert!(fifth.covered.iter().any(|covered| covered.root == root), "{:?}", fifth.covered);
    assert_eq!(source.look(&edit(gone)).unwrap(), Look::Gone(GoneBy::Us), "the log names the keeper");
}

#[test]
fn ev6_the_municipality_removes_a_threat_from_a_real_wiki() {
    let Some(wiki) = MediaWiki::start() else { return };
    wiki.edits("Admin", "Simhallen", &[("text", "Öppettider 06–22.")]);
    let threat =
        wiki.edits("Vandal", "Simhallen", &[("text", "Öppettider 06–22.\nJag vet var du bor, du ska få ångra det.")]);
    let later = wiki.edits("Medborgare", "Simhallen", &[("appendtext", "\nOch bastu.")]);
    let junk = wiki.edits("Vandal", "Skräp", &[("text", "Jag vet var du bor.")]);
    let town = Municipality::lillvik();
    let account = OverHttp::new(&town, connection(&wiki));
    account.at(now());
    assert_eq!(account.collect().result, VisitResult::Whole);
    for number in [threat, junk] {
        let post = account.known(&format!("rev-{number}"));
        town.maja().remove(post, "threat").unwrap();
        account.hold_passes();
        let done = town.actions(post).remove(0);
        assert_eq!((done.state, done.read_back), (ActionState::CarriedOut, ReadBack::Gone), "{}", done.cause);
        assert_eq!(town.post(post).standing, Standing::Gone);
    }
    let public = wiki.public_sees("Simhallen");
    assert_eq!(public, "Öppettider 06–22.\nOch bastu.", "what others wrote after it stands");
    assert!(!wiki.public_reads(threat) && !wiki.public_reads(later), "and no earlier version of the page shows it");
    assert!(wiki.public_sees("Skräp").is_empty(), "a page that was nothing else is deleted");
    let after = account.collect();
    assert_eq!((after.result, after.gone), (VisitResult::Whole, 0));
}

#[test]
fn in9_only_who_has_a_login_gets_in_and_a_forgotten_session_is_made_anew() {
    let Some(wiki) = MediaWiki::start() else { return };
    let candidates = discover(Platform::MediaWiki, wiki.address(), &login(&wiki), http()).unwrap();
    let names: Vec<&str> = candidates.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Kommunwiki", "Kommunwiki: Admin"]);
    assert_eq!(health(Platform::MediaWiki, wiki.address(), "", &login(&wiki), http()), Ok(None));
    let wrong = Credential::new(wiki.bot_password().0, "fel");
    let lost = health(Platform::MediaWiki, wiki.address(), "", &wrong, http()).unwrap_err();
    assert_eq!(lost.kind, OutageKind::Login);

    // Only what the account watches, and its own talk page.
    let watched = wiki.edits("Admin", "Bevakad", &[("text", "Text."), ("watchlist", "watch")]);
    let other = wiki.edits("Medborgare", "Obevakad", &[("text", "Text.")]);
    let spoken = wiki.edits("Medborgare", "Användardiskussion:Admin", &[("text", "Svara!")]);
    let only = connect(Platform::MediaWiki, wiki.address(), "Admin", &login(&wiki), http()).unwrap();
    let batch = round(&only, None);
    assert!(found(&batch, &edit(watched)).is_some() && found(&batch, &edit(spoken)).is_some(), "{:?}", batch.trouble);
    assert!(found(&batch, &edit(other)).is_none());
}
