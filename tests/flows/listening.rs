//! Watched words: what others write elsewhere is heard, and is nobody's duty.

use chrono::TimeDelta;
use uppsikt_core::{
    intake,
    queue::{self, List},
    words::{Refusal, WatchwordId},
};
use uppsikt_tests::{Municipality, on_both_stores};

fn watch_for(town: &Municipality, words: &str) -> WatchwordId {
    let maja = town.maja();
    maja.write(|tx| intake::watch_for(tx, maja.actor.moderator()?, words)).unwrap()
}

fn heard(town: &Municipality) -> Vec<(String, String)> {
    town.read(|reader| intake::heard(reader, 100)).into_iter().map(|one| (one.watchword, one.text)).collect()
}

fn later(town: &Municipality, minutes: i64) {
    town.later(TimeDelta::minutes(minutes));
    town.collect();
}

on_both_stores! {
    fn in11_a_shared_hashtag_is_heard_apart_from_what_is_a_duty(town) {
        town.platform().write_elsewhere("Ida Norén", "Fin vernissage! #lillvikskola", town.now());
        town.platform().write_elsewhere("Okänd", "Helt annat", town.now());
        later(town, 1);
        let before = town.read(|reader| queue::counts(reader, town.maja().id(), town.now(), town.now()));
        assert!(town.platform().searched().is_empty(), "nothing is asked before somebody wants to know");
        watch_for(town, " #lillvikskola ");
        later(town, 1);
        assert_eq!(heard(town), [("#lillvikskola".to_owned(), "Fin vernissage! #lillvikskola".to_owned())]);
        let after = town.read(|reader| queue::counts(reader, town.maja().id(), town.now(), town.now()));
        assert_eq!(after.heard, 1);
        assert_eq!(queue::Counts { heard: 0, ..after }, before, "no duty's count has moved");
        for list in [List::Open, List::Mine, List::Review, List::Resting, List::Done] {
            assert_eq!(town.maja().queue(list).total, 0, "and it stands in no list of duties");
        }
        assert_eq!(town.maja().search(List::Open, "vernissage").total, 0);
    }

    fn in11_a_word_is_searched_for_at_its_own_pace_and_nothing_is_heard_twice(town) {
        town.platform().write_elsewhere("Ida Norén", "Lillviks bästa fika", town.now());
        watch_for(town, "Lillvik");
        later(town, 1);
        later(town, 5);
        assert_eq!(town.platform().searched().len(), 1, "not at every visit");
        town.platform().write_elsewhere("Ola", "Snö i Lillvik", town.now());
        later(town, 30);
        later(town, 31);
        assert_eq!(town.platform().searched().len(), 3);
        assert_eq!(heard(town).len(), 2);
        let entries = town.read(|reader| reader.entries(None, i64::MAX, 100));
        let told: Vec<_> = entries.iter().filter(|entry| entry.kind == "heard").collect();
        assert_eq!(told.len(), 2, "the logbook tells of what was heard, not of each search");
        assert!(told.iter().all(|entry| !entry.entry.contains("fika")), "and never a citizen's words");
    }

    fn in11_one_account_of_a_host_listens_for_all(town) {
        town.one_more_account(uppsikt_core::words::Platform::Facebook, "Badhuset", "https://platform.example");
        town.platform().write_elsewhere("Ida Norén", "Lillvik", town.now());
        watch_for(town, "Lillvik");
        later(town, 1);
        assert_eq!(town.platform().searched().len(), 1);
        assert_eq!(heard(town).len(), 1);
    }

    fn in11_what_was_seen_is_marked_and_a_word_can_be_let_go(town) {
        town.platform().write_elsewhere("Ida Norén", "Lillvik", town.now());
        let word = watch_for(town, "Lillvik");
        later(town, 1);
        let maja = town.maja();
        let one = town.read(|reader| intake::heard(reader, 1)).remove(0);
        assert!(!one.seen);
        town.logbook.write_if(maja.actor, town.now(), |tx| intake::mark_heard_seen(tx, maja.actor.moderator()?, one.id)).unwrap();
        assert_eq!(town.read(intake::unseen), 0);
        assert!(town.read(|reader| intake::heard(reader, 1))[0].seen, "it is kept");
        maja.write(|tx| intake::stop_watching_for(tx, maja.actor.moderator()?, word)).unwrap();
        later(town, 60);
        assert_eq!(town.platform().searched().len(), 1);
        assert!(town.read(intake::watchwords).is_empty());
        assert_eq!(watch_for(town, "lillvik"), word, "the same word comes back with what it has heard");
        for nothing in ["", "   ", &"x".repeat(61)] {
            let refused = maja.write(|tx| intake::watch_for(tx, maja.actor.moderator()?, nothing)).unwrap_err();
            assert_eq!(refused.refusal(), Some(&Refusal::FieldMissing("watchword".into())));
        }
    }

    fn in11_where_a_platform_offers_no_search_nobody_asks(town) {
        watch_for(town, "Lillvik");
        later(town, 1);
        later(town, 60);
        assert!(town.platform().searched().is_empty());
        let visits: i64 = town.read(|reader| reader.one("SELECT CAST(COUNT(*) AS BIGINT) FROM round WHERE result = 'whole'", &[])?.get(0));
        assert_eq!(visits, 2, "and the visits are whole");
    }
}
