//! The one queue: its order, who holds what, and that nothing in it can get lost.

use chrono::TimeDelta;
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use uppsikt_core::{
    action,
    flagging::{self, Label, Language},
    queue::{self, Band, Content, DutyKind, Filter, List},
    words::{Error, PostId, Refusal, Result},
};
use uppsikt_tests::{Municipality, Person, on_both_stores};

fn ids(person: Person<'_>, list: List) -> Vec<PostId> {
    person.queue(list).rows.iter().map(|row| row.id).collect()
}

fn refusal<T: std::fmt::Debug>(answer: Result<T>) -> Refusal {
    answer.unwrap_err().refusal().expect("a rule said no").clone()
}

fn draft_of(town: &Municipality, person: Person<'_>, post: PostId) -> Option<String> {
    town.read(|reader| action::draft(reader, person.actor.moderator()?, post)).map(|(text, _)| text)
}

on_both_stores! {
    fn qu1_the_law_decides_what_stands_first(town) {
        let other = town.citizen_writes("Fin bild.");
        let question = town.writes_what_is(Label::Question, "Vart vänder man sig?");
        let personal = town.writes_what_is(Label::Phone, "Ring mig hemma.");
        let secret = town.writes_what_is(Label::Social, "Hon bor hos oss nu.");
        let crime = town.writes_what_is(Label::Threat, "Passa dig.");
        let order = [crime, secret, personal, other, question];
        assert_eq!(ids(town.maja(), List::Open), order, "crime, secrecy, personal data, then by the answer clock");
        let bands: Vec<_> = town.maja().queue(List::Open).rows.iter().map(|row| row.due.band).collect();
        assert_eq!(bands[..3], [Band::Now, Band::Now, Band::Now]);
        assert!(bands[3..].iter().all(|band| *band != Band::Now), "the rest has until its time");
        town.later(TimeDelta::days(7));
        assert!(town.maja().queue(List::Open).rows.iter().all(|row| row.due.band == Band::Now), "late is now");
    }

    fn qu2_one_person_holds_a_post_and_the_second_is_told_who(town) {
        let post = town.citizen_writes("När öppnar badhuset?");
        let (maja, per) = (town.maja(), town.per());
        maja.claim(post).unwrap();
        let Refusal::ClaimedBy { holder, until } = refusal(per.claim(post)) else { panic!("told who") };
        assert_eq!(holder, "Maja Lind");
        assert!(matches!(refusal(per.close(post, "no_action")), Refusal::ClaimedBy { .. }));
        assert!(matches!(refusal(per.reply(post, "På måndag.")), Refusal::ClaimedBy { .. }));
        assert_eq!(per.queue(List::Open).rows[0].holder.as_deref(), Some("M.L."), "the list shows it too");
        assert_eq!(ids(maja, List::Mine), [post]);
        town.later(until - town.now());
        per.claim(post).expect("a claim that ran out keeps nobody away");
        assert!(matches!(refusal(maja.claim(post)), Refusal::ClaimedBy { .. }));
        assert_eq!((ids(maja, List::Mine), ids(per, List::Mine)), (vec![], vec![post]));
    }

    fn qu2_two_who_reach_for_the_same_post_at_once_do_not_both_get_it(town) {
        let post = town.citizen_writes("När öppnar badhuset?");
        let doors = [town.restarted(), town.restarted()];
        let at = town.now();
        let taken: Vec<bool> = std::thread::scope(|scope| {
            let people = [town.maja().actor, town.per().actor];
            let tries: Vec<_> = doors
                .iter()
                .zip(people)
                .map(|(door, actor)| {
                    scope.spawn(move || {
                        door.write_if(actor, at, |tx| {
                            Ok(queue::claim(tx, actor.moderator()?, post, 15)?.map(|(_, entry)| ((), entry)))
                        })
                        .is_ok()
                    })
                })
                .collect();
            tries.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "exactly one got it");
    }

    fn qu4_a_draft_survives_whatever_others_do(town) {
        let post = town.citizen_writes("När öppnar badhuset?");
        let (maja, per) = (town.maja(), town.per());
        let keep = |person: Person<'_>, text: &str| {
            person.write(|tx| action::keep_draft(tx, person.actor.moderator()?, post, text)).unwrap();
        };
        maja.claim(post).unwrap();
        keep(maja, "Badhuset öppnar på");
        town.later(TimeDelta::hours(2));
        per.claim(post).unwrap();
        keep(per, "Det öppnar");
        per.reply(post, "På måndag klockan nio.").unwrap();
        town.hold_passes();
        per.close(post, "answered").unwrap();
        assert_eq!(draft_of(town, maja, post).as_deref(), Some("Badhuset öppnar på"), "hers is as she left it");
        assert_eq!(draft_of(town, per, post), None, "his was sent");
        let anew = town.restarted();
        let kept = anew.read(|reader| action::draft(reader, maja.actor.moderator()?, post)).unwrap();
        assert_eq!(kept.map(|(text, _)| text).as_deref(), Some("Badhuset öppnar på"), "also after the program ended");
    }

    fn qu8_what_was_decided_can_be_undone_until_the_hold_has_passed(town) {
        let post = town.citizen_writes("När öppnar badhuset?");
        let maja = town.maja();
        let reply = maja.reply(post, "På måndag.").unwrap();
        town.later(TimeDelta::seconds(4));
        town.in_round(|round| uppsikt_core::collector::deliver(round).unwrap());
        assert!(town.platform().requests().is_empty(), "nothing reaches the platform while it can be undone");
        maja.withdraw(reply).unwrap();
        assert_eq!(draft_of(town, maja, post).as_deref(), Some("På måndag."), "the words are a draft again");
        town.hold_passes();
        assert!(town.platform().requests().is_empty());
        let reply = maja.reply(post, "På tisdag.").unwrap();
        town.hold_passes();
        assert_eq!(refusal(maja.withdraw(reply)), Refusal::TooLateToWithdraw);
        assert_eq!(town.platform().replies().len(), 1);
    }

    fn qu11_what_rests_comes_back_by_itself_and_its_clock_never_stopped(town) {
        let post = town.citizen_writes("När öppnar badhuset?");
        let maja = town.maja();
        let due = maja.queue(List::Open).rows[0].due.at;
        assert_eq!(refusal(maja.rest(post, town.now(), "sedan")), Refusal::TimePassed);
        maja.rest(post, town.now() + TimeDelta::hours(4), "Väntar på fritidschefen").unwrap();
        assert_eq!((ids(maja, List::Open), ids(maja, List::Resting)), (vec![], vec![post]));
        assert_eq!(maja.queue(List::Resting).rows[0].due.at, due, "the clock keeps running");
        assert_eq!(maja.view(post).rest_reason, "Väntar på fritidschefen");
        town.later(TimeDelta::hours(3));
        town.collect();
        assert_eq!(ids(maja, List::Resting), [post]);
        town.later(TimeDelta::hours(1));
        town.collect();
        assert_eq!((ids(maja, List::Open), ids(maja, List::Resting)), (vec![post], vec![]));
        assert_eq!(maja.queue(List::Open).rows[0].due.at, due);
    }

    fn qu12_a_note_is_for_colleagues_and_leaves_with_nothing(town) {
        let post = town.citizen_writes("När öppnar badhuset?");
        let maja = town.maja();
        maja.write(|tx| queue::keep_note(tx, maja.actor.moderator()?, post, "Fråga Britt-Marie på fritid.")).unwrap();
        let empty = maja.write(|tx| queue::keep_note(tx, maja.actor.moderator()?, post, "  "));
        assert_eq!(refusal(empty), Refusal::FieldMissing("note".into()));
        let notes = town.per().view(post).notes;
        assert_eq!((notes[0].author.as_str(), notes[0].text.as_str()), ("Maja Lind", "Fråga Britt-Marie på fritid."));
        let evidence = maja.seal(post).unwrap();
        for file in maja.evidence(post).unwrap().manifest.files {
            let bytes = town.read(|reader| uppsikt_core::evidence::file(reader, evidence, &file.name));
            let words = "Britt-Marie".as_bytes();
            assert!(!bytes.windows(words.len()).any(|part| part == words), "not in {}", file.name);
        }
    }

    fn qu16_the_post_tells_who_did_what_with_it(town) {
        let threat = town.citizen_writes("Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        let maja = town.maja();
        maja.open(threat).unwrap();
        maja.claim(threat).unwrap();
        maja.remove(threat, "threat").unwrap();
        town.hold_passes();
        let history: Vec<(String, String)> =
            town.ake().view(threat).history.into_iter().rev().map(|line| (line.actor, line.kind)).collect();
        let wanted = [
            ("Maja Lind", "read"),
            ("Maja Lind", "claimed"),
            ("Maja Lind", "sealed"),
            ("Maja Lind", "decided"),
            ("Uppsikt", "carried_out"),
        ];
        let mut lines = history.iter();
        for (actor, kind) in wanted {
            assert!(lines.any(|line| line.0 == actor && line.1 == kind), "{actor} {kind} in its place in {history:?}");
        }
        let decided = town.ake().view(threat).history.into_iter().find(|line| line.kind == "decided").unwrap();
        assert!(decided.entry.contains("\"ground\":\"threat\""), "and why");
    }

    fn qu17_nothing_is_closed_that_nobody_has_read(town) {
        let kinds = [None, Some(Label::Commercial), Some(Label::Question), Some(Label::Profanity), Some(Label::Threat)];
        let posts = kinds.map(|label| match label {
            Some(label) => town.writes_what_is(label, "Något skrivet."),
            None => town.citizen_writes("Något skrivet."),
        });
        for _ in 0..5 {
            town.later(TimeDelta::days(20));
            town.collect();
        }
        town.platform().delete(&town.name_of(posts[0]));
        town.later(TimeDelta::minutes(1));
        town.collect();
        let mut open = ids(town.maja(), List::Open);
        open.sort_unstable();
        assert_eq!(open, posts, "no rule, no age and no disappearance closes a post");
        assert!(town.maja().queue(List::Open).rows.iter().all(|row| row.unread));
        town.maja().open(posts[1]).unwrap();
        let unread = |post| town.maja().queue(List::Open).rows.iter().find(|row| row.id == post).unwrap().unread;
        assert!(!unread(posts[1]) && unread(posts[2]), "reading is known of each post");
        assert_eq!(town.entries(posts[1]).last().map(String::as_str), Some("read"));
    }

    fn qu20_copies_of_one_text_are_known_as_a_wave_and_each_has_its_own_evidence(town) {
        let wave = ["Rösta nej till bron i vår fina stad! 😡", "rösta nej till bron i vår fina stad", "RÖSTA NEJ till bron, i vår fina stad 2026"]
            .map(|text| town.writes("Bot", text));
        let alone = town.citizen_writes("Rösta ja till bron i vår fina stad");
        let rows = town.maja().queue(List::Open).rows;
        let size = |id| rows.iter().find(|row| row.id == id).unwrap().wave;
        assert_eq!(wave.map(size), [3, 3, 3]);
        assert_eq!(size(alone), 0);
        let evidence = wave.map(|post| town.maja().seal(post).unwrap());
        let other = town.maja().remove_on(wave[0], evidence[1], "advertising");
        assert_eq!(refusal(other), Refusal::EvidenceOfAnotherPost, "one copy does not stand for another");
    }

    fn a_page_is_a_part_of_the_whole_list(town) {
        let posts: Vec<PostId> = (0..7).map(|no| town.citizen_writes(&format!("Nummer {no}"))).collect();
        let filter = Filter { list: List::Open, account: None, department: None, content: None, words: String::new() };
        let page = |offset, limit| {
            town.read(|reader| queue::page(reader, &filter, town.maja().id(), town.now(), offset, limit))
        };
        let listed = |offset, limit| page(offset, limit).rows.iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!([listed(0, 3), listed(3, 3), listed(6, 3)].concat(), posts);
        assert_eq!((page(0, 3).total, page(100, 3).total, listed(100, 3)), (7, 7, vec![]));
    }

    fn a_filter_shows_only_what_it_says(town) {
        let post = town.citizen_writes("När öppnar badhuset?");
        town.citizen_writes("Fin bild.");
        let shown = |account, department, words: &str| {
            let filter = Filter { list: List::Open, account, department, content: None, words: words.to_owned() };
            town.read(|reader| queue::page(reader, &filter, town.maja().id(), town.now(), 0, 10)).total
        };
        assert_eq!(shown(Some(town.account()), None, ""), 2);
        assert_eq!(shown(None, Some(town.office()), ""), 2, "the department's own account");
        assert_eq!(shown(None, Some(town.social_services()), ""), 0);
        assert_eq!(shown(Some(town.account()), Some(town.office()), "badhus"), 1);
        let maja = town.maja();
        maja.write(|tx| queue::assign(tx, maja.actor.moderator()?, post, None, Some(town.social_services()))).unwrap();
        assert_eq!(shown(None, Some(town.social_services()), ""), 1, "what was handed to them");
    }

    fn qu21_whatever_is_done_no_post_is_lost(town) {
        // The same chances in every run; 25 cases of others were tried when this was written.
        let config = Config { cases: 2, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let deeds = proptest::collection::vec((0..19_u8, 0..8_usize, any::<u16>()), 30);
        runner
            .run(&deeds, |deeds| {
                let mut posts = vec![town.citizen_writes("Det första.")];
                for (deed, which, chance) in deeds {
                    let post = posts[which % posts.len()];
                    if let Some(new) = random_deed(town, deed, post, chance) {
                        posts.push(new);
                    }
                    whole(town);
                }
                Ok(())
            })
            .unwrap();
        town.may_leave_decisions();
    }
}

/// Every post that others wrote is in exactly one list.
fn whole(town: &Municipality) {
    assert_eq!(town.read(queue::unplaced), vec![]);
    let listed: u32 =
        [List::Open, List::Resting, List::Done].into_iter().map(|list| town.maja().queue(list).total).sum();
    let all: u32 =
        town.read(|reader| reader.one("SELECT CAST(COUNT(*) AS BIGINT) FROM post WHERE ours = 0", &[])?.get(0));
    assert_eq!(listed, all, "open, resting and done are all there is");
}

/// Does something. A rule may say no; nothing may break.
fn random_deed(town: &Municipality, deed: u8, post: PostId, chance: u16) -> Option<PostId> {
    let person = if chance.is_multiple_of(3) { town.per() } else { town.maja() };
    let grounds = ["threat", "personal_attack", "confidential_social", "advertising", "kritik"];
    let ground = grounds[usize::from(chance) % grounds.len()];
    let labels = [Label::Threat, Label::Social, Label::Criticism, Label::Phone, Label::Question, Label::Case];
    let newest_action = town.actions(post).last().map(|action| action.id);
    let newest_forward = town.forwards(post).last().map(|forward| forward.id);
    let answer: Result<()> = match deed {
        0 => return Some(town.citizen_writes(&format!("Ännu ett {chance}."))),
        1 => return Some(town.writes_what_is(labels[usize::from(chance) % labels.len()], "Något som märks.")),
        2 => {
            town.platform().edit(&town.name_of(post), &format!("Ändrat {chance}."));
            town.later(TimeDelta::minutes(5));
            town.collect();
            Ok(())
        }
        3 => {
            town.platform().delete(&town.name_of(post));
            town.later(TimeDelta::minutes(5));
            town.collect();
            Ok(())
        }
        4 => person.remove(post, ground).map(|_| ()),
        5 => person.hide(post, ground).map(|_| ()),
        6 => person.unhide(post, "Det var fel.").map(|_| ()),
        7 => person.reply(post, "Tack för att du hör av dig.").map(|_| ()),
        8 => person.forward(post, town.office(), "Synpunkt").map(|_| ()),
        9 => newest_forward.map_or(Ok(()), |forward| town.rune().register(forward, &format!("KS 2026/{chance}"))),
        10 => newest_forward.map_or(Ok(()), |forward| town.rune().send_back(forward, "Vad gäller det?")),
        11 => person.close(post, "no_action"),
        12 => person.reopen(post),
        13 => person.rest(post, town.now() + TimeDelta::minutes(i64::from(chance % 90)), "sedan"),
        14 => newest_action.map_or(Ok(()), |action| person.withdraw(action).map(|_| ())),
        15 => person.ask_second(post, ground).map(|_| ()),
        16 => newest_action.map_or(Ok(()), |action| person.second_answer(action, chance.is_multiple_of(2))),
        17 => person.claim(post),
        _ => {
            let trouble = [
                uppsikt_tests::fake_platform::Trouble::Away,
                uppsikt_tests::fake_platform::Trouble::LostAnswer,
                uppsikt_tests::fake_platform::Trouble::EmptyPromise,
            ];
            if chance.is_multiple_of(2) {
                town.platform().next(trouble[usize::from(chance) % trouble.len()]);
            }
            town.hold_passes();
            town.platform().works_again();
            Ok(())
        }
    };
    match answer {
        Ok(()) | Err(Error::Refused(_)) => None,
        Err(broke) => panic!("deed {deed} broke: {}", broke.chain()),
    }
}

on_both_stores! {
    fn fl12_a_request_for_a_record_waits_for_nothing_until_it_is_answered_or_sent_on(town) {
        let first = town.writes_what_is(Label::RecordsRequest, "Jag begär att få ut protokollet från mötet.");
        let other = town.writes_what_is(Label::RecordsRequest, "Skicka mig avtalet om snöröjningen, tack.");
        let question = town.writes_what_is(Label::Question, "Hur dags öppnar badhuset i dag?");
        let maja = town.maja();
        let of = |post| maja.queue(List::Open).rows.into_iter().find(|row| row.id == post).map(|row| row.due);
        let due = of(first).unwrap();
        assert_eq!((due.duty, due.band), (DutyKind::Disclose, Band::Today), "at once, says the law");
        assert!(due.at < of(question).unwrap().at, "a question may wait longer");
        let templates = maja.view(first).templates;
        assert_eq!((templates[0].id.as_str(), templates[0].suggested), ("records_request", true));
        maja.forward(first, town.office(), "Begäran om handling").unwrap();
        assert!(of(first).is_none(), "it is the registrar's now");
        maja.reply(other, "Avtalet kommer med e-post i dag.").unwrap();
        town.hold_passes();
        assert_eq!(of(other).unwrap().duty, DutyKind::Register, "what was asked for is registered when it has been met");
    }

    fn fl21_what_is_written_in_another_language_says_so_and_is_found_by_it(town) {
        let swedish = town.citizen_writes("När öppnar biblioteket på söndag?");
        let english = town.citizen_writes("When does the library open on Sundays, please?");
        let finnish = town.citizen_writes("Milloin kirjasto on auki ja miten pääsen sinne?");
        let signs = town.citizen_writes("👍👍");
        let maja = town.maja();
        let rows = |content| {
            let filter = Filter { list: List::Open, account: None, department: None, content, words: String::new() };
            town.read(|reader| queue::page(reader, &filter, maja.id(), town.now(), 0, 100)).rows
        };
        let languages: Vec<(PostId, Option<Language>)> =
            rows(None).into_iter().map(|row| (row.id, row.language)).collect();
        let told = |post| languages.iter().find(|(id, _)| *id == post).unwrap().1;
        assert_eq!(
            [swedish, english, finnish, signs].map(told),
            [Some(Language::Swedish), Some(Language::English), Some(Language::Finnish), None]
        );
        let found: Vec<PostId> = rows(Some(Content::OtherLanguage)).into_iter().map(|row| row.id).collect();
        assert_eq!(found, [english, finnish], "for whoever knows them");
    }

    fn a_flag_judged_wrong_changes_what_the_post_demands(town) {
        let post = town.writes_what_is(Label::Threat, "Passa dig för katten.");
        let maja = town.maja();
        assert_eq!(maja.queue(List::Open).rows[0].due.duty, DutyKind::Remove);
        assert_eq!(refusal(maja.close(post, "no_action")), Refusal::StillStanding);
        let flag = maja.view(post).flags[0].id;
        maja.write(|tx| {
            let ((), entry) = flagging::kept::judge(tx, maja.actor.moderator()?, flag, true)?;
            queue::settle(tx, &town.policy, post)?;
            Ok(((), entry))
        })
        .unwrap();
        assert_eq!(maja.queue(List::Open).rows[0].due.duty, DutyKind::Read);
        maja.close(post, "no_action").unwrap();
        assert_eq!(ids(maja, List::Done), [post]);
    }
}
