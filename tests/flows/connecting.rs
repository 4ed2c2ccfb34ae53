//! Logins and what they open: when they end, what else they open, and who links to whom.

use chrono::TimeDelta;
use std::sync::Arc;
use uppsikt_core::{
    action::{Abilities, Hands, Receipt, Removal, Reply},
    collector::{self, Connections, Round},
    intake::{Ask, Batch, File, Look, Outage, OutageKind, PlatformRef, Source},
    logbook::Entry,
    platform::{
        Candidate, Connection, Door, Http, Sent, Transport,
        sign_in::{self, Listener, Stop, Wish},
    },
    queue::{self, DutyKind},
    register::{self, Active, ConnectionState, Found, FoundBy, Judgement, Known, KnownAs, UnregisteredState},
    secrets::{App, Credential, Secret},
    words::{Actor, Platform, Refusal, Result, Timestamp},
};
use uppsikt_tests::{
    Municipality,
    demo_platform::{DemoPlatform, Scenario},
    on_both_stores,
};

/// A login that says this.
#[derive(Clone)]
struct Login {
    ends: std::result::Result<Option<Timestamp>, OutageKind>,
    opens: Vec<&'static str>,
}

fn refused(kind: OutageKind) -> Outage {
    Outage { kind, try_again_after: None, may_have_happened: false, cause: "told so".into() }
}

impl Door for Login {
    fn discover(&self) -> std::result::Result<Vec<Candidate>, Outage> {
        let candidate = |handle: &&str| Candidate {
            handle: (*handle).to_owned(),
            name: format!("{handle} i Lillvik"),
            address: "https://platform.example".into(),
            credential: Credential::new("", "nyckel"),
        };
        Ok(self.opens.iter().map(candidate).collect())
    }
    fn prove(&self) -> std::result::Result<Option<Timestamp>, Outage> {
        self.ends.map_err(refused)
    }
}

impl Source for Login {
    fn fetch(&self, _: Ask<'_>) -> std::result::Result<Batch, Outage> {
        Ok(Batch::default())
    }
    fn look(&self, _: &PlatformRef) -> std::result::Result<Look, Outage> {
        Ok(Look::Unclear)
    }
    fn attachment(&self, _: &str) -> std::result::Result<File, Outage> {
        Err(refused(OutageKind::NotThere))
    }
}

impl Hands for Login {
    fn abilities(&self) -> Abilities {
        Abilities::default()
    }
    fn reply(&self, _: &PlatformRef, _: &Reply) -> std::result::Result<Receipt, Outage> {
        Err(refused(OutageKind::Refused))
    }
    fn hide(&self, _: &PlatformRef) -> std::result::Result<Receipt, Outage> {
        Err(refused(OutageKind::Refused))
    }
    fn unhide(&self, _: &PlatformRef) -> std::result::Result<Receipt, Outage> {
        Err(refused(OutageKind::Refused))
    }
    fn remove(&self, _: &PlatformRef, _: &Removal) -> std::result::Result<Receipt, Outage> {
        Err(refused(OutageKind::Refused))
    }
}

impl Connections for Login {
    fn connection(&self, _: &Active) -> Result<Arc<Connection>> {
        Ok(Arc::new(Connection {
            source: Box::new(self.clone()),
            hands: None,
            door: Box::new(self.clone()),
            sent: Sent::default(),
        }))
    }
}

fn with<T>(town: &Municipality, login: &Login, work: impl FnOnce(&Round<'_>) -> T) -> T {
    let now = town.now();
    let clock = move || now;
    work(&Round {
        logbook: &town.logbook,
        policy: &town.policy,
        lexicon: &town.lexicon,
        aids: &town.aids,
        connections: login,
        clock: &clock,
    })
}

fn account(town: &Municipality) -> register::Account {
    town.read(|reader| register::account(reader, town.account()))
}

fn handles(town: &Municipality) -> Vec<(String, FoundBy, UnregisteredState)> {
    let all = town.read(register::unregistered);
    all.into_iter().map(|one| (one.found.handle, one.found.by, one.state)).collect()
}

on_both_stores! {
    fn in9_a_login_that_ends_is_said_two_weeks_before_and_a_lost_one_at_once(town) {
        let ends = town.now() + TimeDelta::days(20);
        let login = Login { ends: Ok(Some(ends)), opens: vec![] };
        with(town, &login, |round| collector::look(round).unwrap());
        assert_eq!(account(town).login_ends_at, Some(ends));
        assert_eq!(account(town).login_warning(town.now()), None, "three weeks ahead nobody is disturbed");
        town.later(TimeDelta::days(7));
        assert_eq!(account(town).login_warning(town.now()), Some(Refusal::LoginEnding(ends)));
        town.later(TimeDelta::days(14));
        assert_eq!(account(town).login_warning(town.now()), Some(Refusal::LoginEnded));
        let lost = Login { ends: Err(OutageKind::Permission), opens: vec!["annat"] };
        let looked = with(town, &lost, |round| collector::look(round).unwrap());
        assert_eq!((looked.asked, looked.lost, looked.found), (1, 1, 0));
        let known = account(town);
        assert_eq!((known.connection, known.connection_cause.as_str()), (ConnectionState::Troubled, "permission"));
        let away = Login { ends: Err(OutageKind::Away), opens: vec![] };
        let looked = with(town, &away, |round| collector::look(round).unwrap());
        assert_eq!(looked.lost, 0, "no answer today says nothing about the login");
        let renewed = Login { ends: Ok(Some(ends + TimeDelta::days(60))), opens: vec![] };
        with(town, &renewed, |round| collector::look(round).unwrap());
        assert_eq!(account(town).login_ends_at, Some(ends + TimeDelta::days(60)));
    }

    fn in9_whoever_notices_that_a_login_is_lost_or_works_again_tells_the_queue(town) {
        let post = town.citizen_writes("Fan vilket skitbeslut.");
        town.maja().hide(post, "obscenity").unwrap();
        let duty = || town.maja().view(post).row.due.duty;
        assert_ne!(duty(), DutyKind::Mend, "it is about to be carried out");
        let lost = Login { ends: Err(OutageKind::Login), opens: vec![] };
        let works = Login { ends: Ok(None), opens: vec![] };
        let active = town.read(|reader| register::active(reader, town.account()));
        let check = |login: &Login| with(town, login, |round| collector::check(round, town.gunilla().actor, &active));

        with(town, &lost, |round| collector::look(round).unwrap());
        assert_eq!(duty(), DutyKind::Mend, "the daily look says at once what waits");
        check(&works).unwrap();
        assert_ne!(duty(), DutyKind::Mend, "whoever asked and heard that it works waits no longer");
        check(&lost).unwrap();
        assert_eq!(duty(), DutyKind::Mend, "nor does whoever heard that it is lost");
        let away = Login { ends: Err(OutageKind::Away), opens: vec![] };
        assert_eq!(check(&away).unwrap_err().refusal(), Some(&Refusal::PlatformAway));
        town.gunilla().write(|tx| queue::connected(tx, &town.policy, &active)).unwrap();
        assert_ne!(duty(), DutyKind::Mend, "a new login frees it too");
        assert_eq!(account(town).connection, ConnectionState::Working);
        town.hold_passes();
    }

    fn in9_it_is_looked_once_a_day_and_no_more(town) {
        let login = Login { ends: Ok(None), opens: vec![] };
        assert!(with(town, &login, |round| collector::look_if_due(round, &|| true).unwrap()).is_some());
        town.later(TimeDelta::hours(23));
        assert!(with(town, &login, |round| collector::look_if_due(round, &|| true).unwrap()).is_none());
        town.later(TimeDelta::hours(2));
        assert!(with(town, &login, |round| collector::look_if_due(round, &|| true).unwrap()).is_some());
    }

    fn ac15_what_a_login_opens_that_nobody_applied_for_is_listed_once_and_judged(town) {
        let login = Login { ends: Ok(None), opens: vec!["LillviksKommun", "angsskolan", "badhuset"] };
        let look = || with(town, &login, |round| collector::look(round).unwrap()).found;
        assert_eq!(look(), 2, "the account that is registered is no news, whatever its capitals");
        assert_eq!(look(), 0, "and nothing is news twice");
        let all = town.read(register::unregistered);
        assert_eq!(all[0].found.within, town.account().to_string(), "which login opened it is known");
        let (gunilla, one, other) = (town.gunilla(), all[0].id, all[1].id);
        let judge = |id, judgement: Judgement| gunilla.write(|tx| register::judge(tx, gunilla.actor, id, &judgement));
        let without = judge(one, Judgement::NotOurs("  ".into())).unwrap_err();
        assert_eq!(without.refusal(), Some(&Refusal::FieldMissing("reason".into())));
        judge(one, Judgement::NotOurs("Föräldraföreningens".into())).unwrap();
        judge(other, Judgement::Known(town.account())).unwrap();
        town.later(TimeDelta::days(1));
        assert_eq!(look(), 0, "what was judged is not asked again");
        let all = town.read(register::unregistered);
        assert!(all.iter().all(|one| one.seen_at == town.now() && one.found_at < one.seen_at), "but was seen once more");
        let states: Vec<_> = handles(town).into_iter().map(|(_, _, state)| state).collect();
        assert_eq!(states.iter().filter(|state| **state == UnregisteredState::Open).count(), 0);
        judge(one, Judgement::Open).unwrap();
        assert_eq!(handles(town)[0].2, UnregisteredState::Open, "what waits stands first");
        assert!(judge(one, Judgement::Adopted(town.account())).is_ok());
        let logged = town.entries_about(&one.to_string());
        assert_eq!(logged, ["unregistered_noted"; 4]);
    }

    fn ac15_a_site_is_known_by_its_address_whatever_it_calls_itself(town) {
        town.one_more_account(Platform::WordPress, "Bloggen", "https://blogg.lillvik.example/");
        town.one_more_account(Platform::Mastodon, "Lillvik", "https://social.example/");
        let place = |platform, address: &str| {
            let (handle, name) = ("annat".to_owned(), "Något annat".to_owned());
            let (service, within) = (String::new(), String::new());
            let found = Found { platform, service, handle, name, address: address.into(), by: FoundBy::Login, within };
            town.read(|reader| Ok(Known::of(reader)?.place(&found)?))
        };
        assert_eq!(place(Platform::WordPress, "https://blogg.lillvik.example"), KnownAs::Registered);
        assert_eq!(place(Platform::WordPress, "https://blogg.lillvik.example/ung"), KnownAs::New);
        assert_eq!(place(Platform::Mastodon, "https://social.example"), KnownAs::New, "others have accounts there too");
    }

    fn ac15_an_account_that_many_posts_lead_to_is_found_once(town) {
        town.collect();
        for no in 0..3 {
            let text = format!("Del {no}: https://www.instagram.com/lillviksbadhus/");
            town.writes_unlike(&text, |post| post.ours = true);
        }
        let login = Login { ends: Ok(None), opens: vec!["lillvik_ung"] };
        let before = town.logbook.head().unwrap();
        let looked = with(town, &login, |round| collector::look(round).unwrap());
        assert_eq!(looked.found, 2);
        let noted = |after| town.read(|reader| reader.tail(after, 100)).iter().filter(|one| one.kind == "unregistered_noted").count();
        assert_eq!(noted(before), 2);
        let before = town.logbook.head().unwrap();
        with(town, &login, |round| collector::look(round).unwrap());
        assert_eq!(noted(before), 0, "that it was seen again is no entry");
    }

    fn ac15_links_in_our_own_posts_and_names_like_ours_lead_to_accounts(town) {
        let maja = town.maja();
        town.gunilla().write(|tx| register::keep_setting(tx, register::NAME_PATTERNS, "lillvik*")).unwrap();
        town.writes_unlike("Följ oss på https://www.instagram.com/lillviksbadhus/ också", |post| post.ours = true);
        town.writes_unlike("Kolla https://www.instagram.com/annas.bilder", |post| post.author_name = Some("Anna".into()));
        town.writes_unlike("Vi svarar här", |post| {
            post.author_name = Some("Lillvik Officiell".into());
            post.author_ref = Some("falsk-1".into());
        });
        let login = Login { ends: Ok(None), opens: vec![] };
        with(town, &login, |round| collector::look(round).unwrap());
        let mut found = handles(town);
        found.sort();
        assert_eq!(
            found,
            [
                ("falsk-1".to_owned(), FoundBy::Name, UnregisteredState::Open),
                ("lillviksbadhus".to_owned(), FoundBy::Link, UnregisteredState::Open),
            ],
            "a citizen's own links are nobody's business"
        );
        let tip = Found {
            platform: Platform::Manual,
            service: "TikTok".into(),
            handle: "@Lillvik_ung".into(),
            name: "Lillvik ung".into(),
            address: "https://www.tiktok.com/@lillvik_ung".into(),
            by: FoundBy::Tip,
            within: "Såg det på en affisch".into(),
        };
        let told = |tip: &Found| {
            let mut news = false;
            town.logbook
                .write_if(maja.actor, town.now(), |tx| {
                    let noted = register::note(tx, tip)?;
                    news = noted.as_ref().is_some_and(|(noted, _)| noted.new);
                    Ok(noted)
                })
                .unwrap();
            news
        };
        assert!(told(&tip));
        town.later(TimeDelta::hours(1));
        assert!(!told(&Found { handle: "lillvik_UNG".into(), ..tip.clone() }), "the same account, told twice");
        let listed = town.read(register::unregistered);
        assert!(listed.iter().any(|one| one.seen_at == town.now()), "but seen once more");
        let nothing = Found { handle: String::new(), address: String::new(), service: String::new(), ..tip };
        let refused = town.logbook.write_if(&Actor::collector(), town.now(), |tx| {
            Ok(register::note(tx, &nothing)?.map(|(_, entry)| ((), entry)))
        });
        assert_eq!(refused.unwrap_err().refusal(), Some(&Refusal::FieldMissing("handle".into())));
    }

    fn ac6_an_app_s_keys_are_kept_in_the_key_store_and_forgotten_there(town) {
        let app = App { id: "lillvik".into(), secret: Secret::new("tyst".into()) };
        town.secrets.keep_app(Platform::X, &app).unwrap();
        assert_eq!(town.secrets.app(Platform::X).unwrap(), Some(app));
        assert_eq!(town.secrets.app(Platform::YouTube).unwrap(), None);
        town.secrets.forget_app(Platform::X).unwrap();
        town.secrets.forget_app(Platform::X).expect("what is forgotten may be forgotten again");
        assert_eq!(town.secrets.app(Platform::X).unwrap(), None);
        town.gunilla().write(|_| Ok(((), Entry::AppKept { platform: Platform::X }))).unwrap();
        let logged = town.read(|reader| reader.entries(Some("x"), i64::MAX, 10));
        assert!(logged.iter().all(|entry| !entry.entry.contains("tyst") && !entry.entry.contains("lillvik")));
    }
}

/// What a person's browser does: opens the page, chooses the account and goes where it is sent, back to this machine.
fn browser(open: &str, choice: &str) {
    let chosen = format!("{open}&{choice}");
    let answer = reqwest::blocking::Client::builder().no_proxy().build().unwrap().get(chosen).send().unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    assert!(answer.text().unwrap().contains("Du kan stänga"), "the person is told that it is done");
}

struct SignedIn {
    demo: DemoPlatform,
    transport: Arc<dyn Transport>,
}

impl SignedIn {
    fn begin() -> SignedIn {
        let demo =
            DemoPlatform::start(&Scenario::lillvik(), chrono::DateTime::from_timestamp(1_795_417_080, 0).unwrap());
        SignedIn { demo, transport: Arc::new(Http::new().unwrap()) }
    }

    /// Signs in as this account, or says no.
    fn sign_in(&self, platform: Platform, address: &str, choice: &str) -> Result<sign_in::SignedIn> {
        let listener = Listener::open(None)?;
        let redirect = listener.redirect(sign_in::way(platform).host);
        let app = App { id: "lillvik".into(), secret: Secret::new("secret-of-lillvik".into()) };
        let at = self.demo.now();
        let wish = Wish { platform, address, app: Some(app), redirect: &redirect, at };
        let begun = sign_in::begin(&wish, &*self.transport)?;
        let (open, choice) = (begun.open.clone(), choice.to_owned());
        let person = std::thread::spawn(move || browser(&open, &choice));
        let brought = listener.wait(std::time::Duration::from_secs(20), &Stop::default())?;
        person.join().unwrap();
        begun.waiting.finish(&brought, at, &*self.transport)
    }
}

#[test]
fn ac6_a_person_signs_in_through_the_browser_at_every_platform_that_has_a_page_for_it() {
    let town = SignedIn::begin();
    let mut seen = Vec::new();
    for account in town.demo.accounts() {
        let platform = Platform::from_word(account.platform).unwrap();
        if !sign_in::way(platform).browser || seen.contains(&platform) {
            continue;
        }
        let signed = town.sign_in(platform, &account.address, &format!("account={}", account.key)).unwrap();
        let (login, _) = sign_in::own_login(
            platform,
            &account.address,
            &account.handle,
            &signed.credential,
            Arc::clone(&town.transport),
        )
        .unwrap_or_else(|error| panic!("{platform:?}: {error}"));
        assert!(!login.secret.expose().is_empty());
        seen.push(platform);
    }
    seen.sort();
    let wanted =
        [Platform::Facebook, Platform::Instagram, Platform::X, Platform::YouTube, Platform::LinkedIn, Platform::Flickr];
    assert_eq!(seen, wanted);
}

#[test]
fn ac6_who_says_no_or_signs_in_as_somebody_else_gets_no_account() {
    let town = SignedIn::begin();
    let x = town.demo.accounts().into_iter().find(|account| account.platform == "x").unwrap();
    let said_no = town.sign_in(Platform::X, &x.address, "deny=1").unwrap_err();
    assert_eq!(said_no.refusal(), Some(&Refusal::SignInDenied));
    let signed = town.sign_in(Platform::X, &x.address, &format!("account={}", x.key)).unwrap();
    let other = sign_in::own_login(Platform::X, &x.address, "storvik", &signed.credential, Arc::clone(&town.transport));
    assert_eq!(other.unwrap_err().refusal(), Some(&Refusal::WrongAccount(x.handle.clone())));
    assert!(signed.credential.refresh.is_some() && signed.ends_at.is_none(), "X's login renews itself");
}
