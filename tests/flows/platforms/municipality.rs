//! A whole municipality on the demo platform: what its people do is real HTTP, and can be seen there.

use super::demo::{connection, connection_over, ends, evening, http};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use uppsikt_core::{
    action::{ActionState, ReadBack},
    collector::VisitResult,
    intake::{self, GoneBy, Outage, Standing},
    platform::transport::{Answer, Request, Transport},
    register::{self, ConnectionState},
};
use uppsikt_tests::{Municipality, demo_platform::Failure, over_http::OverHttp};

#[test]
fn in4_in5_every_wording_is_kept_and_what_is_gone_has_an_interval() {
    for (key, thread) in [("sidan", "Kommunstyrelsen"), ("bloggen", "Så bygger")] {
        let (town, demo) = (Municipality::lillvik(), evening());
        let account = OverHttp::new(&town, connection(&demo, key));
        account.at(ends());
        let root = demo.find(key, thread).unwrap();
        let name = demo.writes(key, "Anna B.", "När öppnar badhuset?", Some(&root));
        let first = account.collect();
        assert_eq!(first.result, VisitResult::Whole);
        let post = account.known(&name);
        demo.edits(&name, "När öppnar badhuset på lördag?");
        assert_eq!(account.collect().revised, [post], "one new wording, and no other post is taken for changed");
        let wordings = town.read(|reader| intake::revisions(reader, post));
        let words: Vec<&str> = wordings.iter().map(|wording| wording.text.as_str()).collect();
        assert_eq!(words, ["När öppnar badhuset?", "När öppnar badhuset på lördag?"]);

        let last_seen = town.post(post).last_seen_at;
        demo.deletes(&name);
        assert_eq!(account.collect().gone, 1);
        let gone = town.post(post);
        assert_eq!((gone.standing, gone.last_seen_at), (Standing::Gone, last_seen));
        let (missed, by) = gone.gone.unwrap();
        assert!(missed > last_seen && by == GoneBy::Unknown, "between then and then, by whom nobody tells");
        let again = account.collect();
        assert_eq!((again.new.len(), again.revised.len(), again.gone), (0, 0, 0), "and then all is quiet");
    }
}

#[test]
fn ev6_what_is_removed_is_gone_from_the_platform_and_what_is_hidden_is_hidden() {
    for (key, thread) in [("sidan", "Kommunstyrelsen"), ("bloggen", "Så bygger")] {
        let (town, demo) = (Municipality::lillvik(), evening());
        let account = OverHttp::new(&town, connection(&demo, key));
        account.at(ends());
        let root = demo.find(key, thread).unwrap();
        let threat = demo.writes(key, "Anna B.", "Jag vet var du bor, du ska få ångra det här.", Some(&root));
        let insult = demo.writes(key, "Bo", "Ni är idioter allihop.", Some(&root));
        let _ = account.collect();
        let (removed, hidden) = (account.known(&threat), account.known(&insult));
        town.maja().remove(removed, "threat").unwrap();
        town.maja().hide(hidden, "threat").unwrap();
        assert!(demo.shows(&threat), "nothing happens while it can be undone");
        account.hold_passes();
        assert_eq!((demo.state(&threat).standing, demo.state(&insult).standing), ("gone", "hidden"));
        let done = |post| town.actions(post).remove(0);
        assert_eq!((done(removed).state, done(removed).read_back), (ActionState::CarriedOut, ReadBack::Gone));
        assert_eq!((done(hidden).state, done(hidden).read_back), (ActionState::CarriedOut, ReadBack::Hidden));
        assert_eq!(town.post(removed).gone.map(|(_, by)| by), Some(GoneBy::Us));

        town.maja().reply(hidden, "Hej! Vi svarar gärna på frågor.").unwrap();
        account.hold_passes();
        assert!(demo.find(key, "Vi svarar gärna").is_some(), "the answer stands there");
        let after = account.collect();
        assert_eq!(
            (after.new.len(), after.revised.len(), after.gone),
            (0, 0, 0),
            "our own deeds are no news: {after:?}"
        );
    }
}

/// Passes requests on, and counts them as the platform does.
#[derive(Default)]
struct Doorkeeper(AtomicU32);

impl Transport for Doorkeeper {
    fn send(&self, request: &Request) -> Result<Answer, Outage> {
        self.0.fetch_add(1, Ordering::Relaxed);
        http().send(request)
    }
}

#[test]
fn every_request_counts_towards_what_the_platform_allows_whatever_it_was_for() {
    for (key, thread) in [("sidan", "Kommunstyrelsen"), ("bloggen", "Så bygger")] {
        let (town, demo, doorkeeper) = (Municipality::lillvik(), evening(), Arc::new(Doorkeeper::default()));
        let account = OverHttp::new(&town, connection_over(&demo, key, doorkeeper.clone()));
        account.at(ends());
        let root = demo.find(key, thread).unwrap();
        let threat = demo.writes(key, "Anna B.", "Jag vet var du bor, du ska få ångra det här.", Some(&root));
        let first = account.collect();
        town.maja().remove(account.known(&threat), "threat").unwrap();
        account.hold_passes();
        let second = account.collect();
        assert!(first.requests > 1, "a page of posts and their comments are more than one");
        let sent = doorkeeper.0.load(Ordering::Relaxed);
        assert_eq!(first.requests + second.requests, sent, "{key}: the daily look and the removal too");
        let kept: u32 = town.read(|reader| {
            reader.one("SELECT questions FROM account_pace WHERE account_id = $1", &[town.account().into()])?.get(0)
        });
        assert_eq!(kept, second.requests, "and that is what its pace is worked out from");
    }
}

#[test]
fn in9_a_login_that_ends_turns_the_account_red_within_one_round() {
    for (key, path) in [("sidan", "/v26.0"), ("bloggen", "/wp/bloggen")] {
        let (town, demo) = (Municipality::lillvik(), evening());
        let account = OverHttp::new(&town, connection(&demo, key));
        account.at(ends());
        assert_eq!(account.collect().result, VisitResult::Whole);
        demo.fails(path, Failure::Login, 1);
        assert_eq!(account.collect().result, VisitResult::Missed("login".to_owned()));
        let state = || town.read(|reader| register::account(reader, town.account())).connection;
        assert_eq!(state(), ConnectionState::Troubled);
        let _ = account.collect();
        assert_eq!(state(), ConnectionState::Working, "and green again when it answers");
    }
}
