//! The rules in the municipality's own hands: changed, rehearsed on what was written, switched on, and still able to
//! explain last year's flags. Text in pictures, an author's earlier posts, and a model that learns from Maja.

use chrono::TimeDelta;
use std::sync::Arc;
use uppsikt_core::{
    collector::Aids,
    flagging::{
        FlagState, Label, Lexicon, LocalWords,
        kept::{self, Precision},
        learning,
        own::{self, Candidate},
        picture::{Missing, Tesseract},
        rehearsal::{self, Rehearsed, Watch},
    },
    house::{self, CheckKind, CheckState, Patient, examine},
    intake,
    logbook::Entry,
    queue::{self, DutyKind},
    words::{PostId, Refusal, RuleKeeper},
};
use uppsikt_tests::{Municipality, on_both_stores};

const FILE: &str = "egna-regler.toml";

/// A file with one rule, which sees a nickname that only people in Lillvik know is meant to hurt.
fn nickname(word: &str) -> String {
    format!(
        r#"version = "2026-11-23"

[[rule]]
id = "lillvik.smeknamn"
label = "offensive.attack"
severity = "watch"
score = 80
why = "”{{ord}}”: ett öknamn på en granne, som bara används för att såra."
ground = "Lillviks riktlinjer 3"
patterns = ["{word}"]
hit = ["hälsa {word} det"]
miss = ["en blöt strumpa"]
"#
    )
}

fn candidate(town: &Municipality, text: &str) -> Candidate {
    town.read(|reader| Candidate::of(reader, &town.policy, FILE, text))
}

fn rehearsed(town: &Municipality, now: &Lexicon, text: &str) -> Rehearsed {
    rehearsal::rehearse(&town.logbook, now, candidate(town, text), &Watch::default()).unwrap().unwrap()
}

/// Gunilla switches it on, and the town follows.
fn switched_on(town: &Municipality, rehearsed: &Rehearsed) -> Arc<Lexicon> {
    let gunilla = town.gunilla();
    gunilla.write(|tx| own::switch_on(tx, RuleKeeper::of(gunilla.actor)?, rehearsed, "Nytt öknamn")).unwrap();
    Arc::clone(rehearsed.candidate().lexicon())
}

/// A post is flagged with these rules, as the collector would.
fn flagged_with(town: &Municipality, lexicon: &Lexicon, post: PostId) {
    let collector = uppsikt_core::words::Actor::collector();
    town.logbook
        .write(&collector, town.now(), |tx| {
            let known = intake::post(tx, post)?;
            kept::keep(tx, post, known.latest, &lexicon.read(&known.text), lexicon)?;
            queue::settle(tx, &town.policy, post)?;
            Ok(((), Entry::Settled { post }))
        })
        .unwrap();
}

on_both_stores! {
    fn fl15_a_changed_rule_shows_what_it_would_do_before_it_does_anything(town) {
        let hit = town.citizen_writes("Hälsa Blötstrumpan att hon kan flytta.");
        let _miss = town.citizen_writes("När öppnar badhuset?");
        let report = rehearsed(town, &town.lexicon, &nickname("blötstrumpan")).report().clone();
        assert_eq!((report.posts, report.hits, report.misses), (2, 1, 1));
        assert_eq!((report.gained, report.lost), (1, 0));
        assert_eq!(report.new_marks.len(), 1);
        let example = &report.new_marks[0];
        assert_eq!((example.post, example.rule.as_str()), (hit, "lillvik.smeknamn"), "it can be opened");
        let marked: String =
            example.text.chars().skip(example.start as usize).take((example.end - example.start) as usize).collect();
        assert_eq!(marked, "Blötstrumpan");
        assert_eq!(example.why, "”Blötstrumpan”: ett öknamn på en granne, som bara används för att såra.");
        assert!(town.maja().view(hit).flags.is_empty(), "and nothing was flagged by it");
        assert!(town.read(own::in_force).is_empty(), "nor does the rule hold");
    }

    fn fl3_fl15_a_rehearsal_counts_what_may_not_be_copied_and_shows_no_word_of_it(town) {
        let post = town.citizen_writes("Hälsa Blötstrumpan att hon kan flytta.");
        town.maja().remove_without_copy(post, "child_pornography").unwrap().expect("nobody else is on duty");
        let report = rehearsed(town, &town.lexicon, &nickname("blötstrumpan")).report().clone();
        assert_eq!((report.hits, report.new_marks.len()), (1, 0));
        town.hold_passes();
    }

    fn fl15_what_falls_away_is_shown_and_so_is_what_people_had_judged(town) {
        let first = switched_on(town, &rehearsed(town, &town.lexicon, &nickname("blötstrumpan")));
        let acted_on = town.citizen_writes("Blötstrumpan ska bort härifrån.");
        let wrong = town.citizen_writes("Blötstrumpan är dramatiserad på teatern.");
        for post in [acted_on, wrong] {
            flagged_with(town, &first, post);
        }
        town.maja().hide(acted_on, "personal_attack").unwrap();
        town.hold_passes();
        let flag = town.maja().view(wrong).flags[0].id;
        let maja = town.maja();
        maja.write(|tx| kept::judge(tx, maja.actor.moderator()?, flag, true)).unwrap();

        let same = rehearsed(town, &first, &nickname("blötstrumpan")).report().clone();
        assert_eq!((same.gained, same.lost, same.wrong_again), (0, 0, 1), "judged wrong, and made again");
        let other = rehearsed(town, &first, &nickname("torrstrumpan")).report().clone();
        assert_eq!((other.gained, other.lost, other.confirmed_lost), (0, 2, 1));
        let lost = other.lost_marks.iter().map(|example| (example.post, example.confirmed, example.called_wrong));
        assert_eq!(lost.collect::<Vec<_>>(), [(wrong, false, true), (acted_on, true, false)], "the newest first");
    }

    fn fl15_only_what_was_rehearsed_and_only_by_whoever_answers_for_the_rules(town) {
        let first = rehearsed(town, &town.lexicon, &nickname("blötstrumpan"));
        let second = rehearsed(town, &town.lexicon, &nickname("torrstrumpan"));
        assert!(matches!(RuleKeeper::of(town.maja().actor), Err(Refusal::RoleMissing(_))), "Maja moderates");
        let gunilla = town.gunilla();
        let switch = |rehearsed: &Rehearsed, why: &str| {
            gunilla.write(|tx| own::switch_on(tx, RuleKeeper::of(gunilla.actor)?, rehearsed, why))
        };
        let refused = switch(&first, "  ").unwrap_err();
        assert_eq!(refused.refusal(), Some(&Refusal::FieldMissing("reason".into())));
        switch(&first, "Nytt öknamn").unwrap();
        let moved = switch(&second, "Ett till").unwrap_err();
        assert_eq!(moved.refusal(), Some(&Refusal::RulesMoved), "it was rehearsed beside other rules than hold now");
        let versions = town.read(|reader| own::history(reader, 10));
        assert_eq!(versions.len(), 1);
        assert_eq!((versions[0].kept_by, versions[0].reason.as_str()), (gunilla.id(), "Nytt öknamn"));
    }

    fn fl15_a_rehearsal_says_how_far_it_has_come_and_leaves_nothing_when_it_is_stopped(town) {
        for text in ["När öppnar badhuset?", "Och när stänger det?"] {
            town.citizen_writes(text);
        }
        let rehearse = |watch: &Watch| {
            rehearsal::rehearse(&town.logbook, &town.lexicon, candidate(town, &nickname("x")), watch).unwrap()
        };
        let watch = Watch::default();
        assert_eq!(watch.progress(), (0, 0));
        assert!(rehearse(&watch).is_some());
        assert_eq!(watch.progress(), (2, 2), "so many posts of so many");
        let watch = Watch::default();
        watch.stop();
        assert!(rehearse(&watch).is_none());
        assert_eq!(watch.progress().0, 0, "whoever stops it waits for no post");
    }

    fn fl15_a_file_that_does_not_hold_is_refused_with_its_line_and_reason(town) {
        let broken = nickname("blötstrumpan").replace("hälsa blötstrumpan det", "hälsa mamma");
        let refused = town.logbook.read(|reader| Candidate::of(reader, &town.policy, FILE, &broken)).unwrap_err();
        let Some(Refusal::FileMalformed { file, line, reason }) = refused.refusal() else { panic!("{refused:?}") };
        assert_eq!((file.as_str(), *line), (FILE, 3));
        assert!(reason.contains("träffar inte sitt exempel"), "{reason}");
        let refused = town.logbook.read(|reader| Candidate::of(reader, &town.policy, "../x.toml", &broken)).unwrap_err();
        assert!(matches!(refused.refusal(), Some(Refusal::FileMalformed { .. })), "a name is no path");
    }

    fn fl15_a_file_in_the_folder_that_does_not_hold_is_left_out_and_left_alone(town) {
        let folder = town.folder().join("lexicon");
        std::fs::create_dir_all(&folder).unwrap();
        let put = |name: &str, text: &[u8]| std::fs::write(folder.join(name), text).unwrap();
        let lies = |name: &str| std::fs::read(folder.join(name)).unwrap();
        let in_force = || house::rules::in_force(&town.logbook, &town.policy, town.folder(), town.now()).unwrap();
        let holds = |word: &str| in_force().lexicon.read(&format!("Hälsa {word} det")).has(Label::Attack);
        let checked = || {
            let (logbook, secrets) = (&town.logbook, &town.secrets);
            let checks = examine(&Patient { logbook, secrets, folder: town.folder(), now: town.now() });
            checks.into_iter().find(|check| check.what == CheckKind::Rules).unwrap()
        };
        put(FILE, nickname("blötstrumpan").as_bytes());
        assert!(in_force().left_out.is_empty() && holds("blötstrumpan"));
        assert_eq!(checked().state, CheckState::Good);

        let broken = nickname("torrstrumpan").replace("why = ", "varför = ");
        put(FILE, broken.as_bytes());
        put("grannens.toml", nickname("lurvstrumpan").replace("smeknamn", "granne").as_bytes());
        put("gammal.toml", b"version = \"\xe5r\"");
        let now = in_force();
        assert_eq!(now.left_out.len(), 2, "{:?}", now.left_out);
        assert!(matches!(&now.left_out[0], Refusal::FileMalformed { file, line: 3.., .. } if file == FILE));
        assert!(holds("blötstrumpan"), "what held before the change holds");
        assert!(holds("lurvstrumpan"), "and one mistake puts nobody else's file out of force");
        assert_eq!(lies(FILE), broken.as_bytes(), "what somebody wrote is not written over");
        assert_eq!(lies("gammal.toml"), b"version = \"\xe5r\"");
        let check = checked();
        assert_eq!(check.state, CheckState::Bad);
        assert!(check.detail.contains(FILE) && check.detail.contains("Rätta filen"), "{}", check.detail);
        switched_on(town, &rehearsed(town, &in_force().lexicon, &nickname("slaskstrumpan")));
        house::rules::write_copy(&town.logbook, town.folder()).unwrap();
        assert_eq!(lies(FILE), broken.as_bytes(), "not by the window either");
        assert!(holds("slaskstrumpan"));

        put(FILE, nickname("torrstrumpan").as_bytes());
        std::fs::remove_file(folder.join("gammal.toml")).unwrap();
        assert!(in_force().left_out.is_empty() && holds("torrstrumpan"), "mended, it holds");
        assert_eq!(checked().state, CheckState::Good);
    }

    fn fl16_old_flags_keep_their_rule_set_and_their_explanation(town) {
        let first = switched_on(town, &rehearsed(town, &town.lexicon, &nickname("blötstrumpan")));
        let post = town.citizen_writes("Hälsa Blötstrumpan att hon kan flytta.");
        flagged_with(town, &first, post);
        let action = town.maja().hide(post, "personal_attack").unwrap();
        town.hold_passes();
        let gone = rehearsed(town, &first, "");
        let second = switched_on(town, &gone);
        assert_ne!(first.digest(), second.digest());
        assert!(second.rule("lillvik.smeknamn").is_none(), "the rule is gone");

        let flags = town.read(|reader| kept::of(reader, post, intake::post(reader, post)?.latest));
        assert_eq!(flags[0].rule_set, first.digest());
        let (why, ground) = town.read(|reader| kept::said(reader, &flags[0], &second, "Blötstrumpan"));
        assert_eq!(why, "”Blötstrumpan”: ett öknamn på en granne, som bara används för att såra.");
        assert_eq!(ground, "Lillviks riktlinjer 3");
        let view = town.maja().view(post);
        assert!(view.flags[0].why.starts_with("”Blötstrumpan”"), "the window says so too");
        let decided = view.actions.iter().find(|one| one.id == action).unwrap();
        assert!(first.digest().to_string().starts_with(&decided.rule_set) && !decided.rule_set.is_empty());

        let sets = town.read(|reader| own::rule_sets(reader, 10));
        assert_eq!(sets.iter().map(|set| set.digest).collect::<Vec<_>>(), [second.digest(), first.digest()]);
        assert_eq!(sets[1].versions.get(FILE).map(String::as_str), Some("2026-11-23"));
    }

    fn fl16_the_rules_know_the_departments_and_prefixes_of_the_register(town) {
        let text = "Vad händer med SN 2026/77?";
        let known = candidate(town, "");
        assert!(known.lexicon().read(text).has(Label::Dnr), "the social services' diary begins its numbers so");
        let local = town.read(|reader| own::local_words(reader, &town.policy));
        assert!(local.boards.contains(&"Socialnämnden".to_owned()) && local.dnr_prefixes == ["KS", "SN"]);
        assert_ne!(known.lexicon().digest(), town.lexicon.digest(), "and flags tell with which words they were made");
    }

    fn rp6_fl18_each_rule_is_measured_by_what_people_decided(town) {
        let lexicon = switched_on(town, &rehearsed(town, &town.lexicon, &nickname("blötstrumpan")));
        let posts: Vec<PostId> =
            (0..3).map(|no| town.citizen_writes(&format!("Hälsa Blötstrumpan, gång {no}, att hon kan flytta."))).collect();
        for post in &posts {
            flagged_with(town, &lexicon, *post);
        }
        town.maja().hide(posts[0], "personal_attack").unwrap();
        town.hold_passes();
        let flag = town.maja().view(posts[1]).flags.iter().find(|one| one.rule == "lillvik.smeknamn").unwrap().id;
        let maja = town.maja();
        maja.write(|tx| kept::judge(tx, maja.actor.moderator()?, flag, true)).unwrap();
        let precisions = town.read(|reader| Precision::by(&town.policy).of_all(reader));
        assert_eq!(precisions["lillvik.smeknamn"], (1, 2), "one right, one wrong, one nobody has judged");
        assert_eq!(town.read(|reader| Precision::by(&town.policy).of(reader, "lillvik.smeknamn")), (1, 2));
    }

    fn fl15_a_rule_of_the_program_is_switched_off_through_a_rehearsal_and_still_explains_its_flags(town) {
        let post = town.citizen_writes("Ring 070-174 06 55 i kväll.");
        flagged_with(town, &town.lexicon, post);
        let flag = || town.maja().view(post).flags.into_iter().find(|one| one.label == Label::Phone).unwrap();
        let rule = flag().rule;
        let rehearsed = rehearsed(town, &town.lexicon, &format!("version = \"2026-11-27\"\noff = [\"{rule}\"]\n"));
        let report = rehearsed.report();
        assert_eq!((report.gained, report.lost, report.lost_marks.len()), (0, 1, 1), "what it would mean is seen first");
        assert_eq!((report.lost_marks[0].post, &report.lost_marks[0].rule), (post, &rule));
        let lexicon = switched_on(town, &rehearsed);
        assert!(!lexicon.read("Ring 070-174 06 55 i kväll.").has(Label::Phone));
        assert!(flag().why.contains("070-174 06 55"), "what was flagged by it says why as before");
        let again = own::compiled(town.read(own::in_force), &LocalWords::default()).unwrap();
        let off: Vec<&str> = again.rules().filter(|(_, off)| *off).map(|(rule, _)| rule.id.as_str()).collect();
        assert_eq!(off, [rule.as_str()], "and it stays off");
        let misspelt = "version = \"2026-11-27\"\noff = [\"id.telefån\"]\n";
        let refused = town.logbook.read(|reader| Candidate::of(reader, &town.policy, FILE, misspelt)).unwrap_err();
        assert!(matches!(refused.refusal(), Some(Refusal::FileMalformed { line: 2, .. })), "{refused:?}");
        let on = town.read(|reader| Candidate::of(reader, &town.policy, FILE, ""));
        assert!(on.lexicon().read("Ring 070-174 06 55 i kväll.").has(Label::Phone), "until somebody switches it on");
    }

    fn rp6_fl18_a_removal_proves_what_suggests_its_ground_and_nothing_else(town) {
        let post = town.citizen_writes("Jag ska döda dig, Karin. Ring 070-174 06 55, din idiot.");
        flagged_with(town, &town.lexicon, post);
        let rule_of = |label: Label| town.maja().view(post).flags.iter().find(|one| one.label == label).unwrap().rule.clone();
        let of = |label: Label| town.read(|reader| Precision::by(&town.policy).of(reader, &rule_of(label)));
        assert_eq!([of(Label::Threat), of(Label::Phone), of(Label::Attack)], [(0, 0); 3], "nobody has decided yet");
        town.maja().hide(post, "threat").unwrap();
        assert_eq!(of(Label::Threat), (1, 1), "it was hidden for the threat");
        assert_eq!([of(Label::Phone), of(Label::Attack)], [(0, 0); 2], "of the number and the word nobody has said anything");
        town.hold_passes();
    }

    fn rp6_fl18_an_answer_proves_that_a_post_asked_and_a_closing_proves_nothing(town) {
        let [asked, closed] = ["Hur dags öppnar badhuset?", "Vem bestämmer om lekplatsen?"].map(|text| {
            let post = town.citizen_writes(text);
            flagged_with(town, &town.lexicon, post);
            post
        });
        let rule = town.maja().view(asked).flags.iter().find(|one| one.label == Label::Question).unwrap().rule.clone();
        let of_rule = || town.read(|reader| Precision::by(&town.policy).of(reader, &rule));
        town.maja().close(closed, "no_action").unwrap();
        assert_eq!(of_rule(), (0, 0), "whoever lets a post be has not said that it asked nothing, nor that it did");
        town.maja().reply(asked, "Klockan nio.").unwrap();
        town.hold_passes();
        assert_eq!(of_rule(), (1, 1));
    }

    fn fl14_a_wrong_flag_no_longer_demands_anything_and_can_be_right_after_all(town) {
        let post = town.citizen_writes("Jag ska slå dig sönder och samman, Karin.");
        let before = town.maja().view(post);
        assert_eq!(before.row.due.duty, DutyKind::Remove);
        assert!(before.flags.iter().all(|flag| !flag.why.is_empty() && !flag.rule.is_empty() && !flag.ground.is_empty()));
        let maja = town.maja();
        let judge = |wrong| {
            for flag in town.maja().view(post).flags {
                maja.write(|tx| {
                    let judged = kept::judge(tx, maja.actor.moderator()?, flag.id, wrong)?;
                    queue::settle(tx, &town.policy, post)?;
                    Ok(judged)
                })
                .unwrap();
            }
        };
        judge(true);
        assert_eq!(town.maja().view(post).row.due.duty, DutyKind::Read, "nothing has to be removed for a wrong flag");
        judge(false);
        assert_eq!(town.maja().view(post).row.due.duty, DutyKind::Remove);
        assert!(town.entries(post).iter().any(|kind| kind == "flag_judged"));
    }

    fn fl20_what_an_author_s_earlier_posts_were_removed_for_is_shown_until_it_expires(town) {
        let first = town.writes("Kurt S.", "Jag ska slå dig sönder och samman, Karin.");
        town.maja().remove(first, "threat").unwrap();
        town.hold_passes();
        let second = town.writes("Kurt S.", "När öppnar badhuset?");
        let other = town.writes("Anna B.", "När stänger badhuset?");
        let view = town.maja().view(second);
        assert_eq!(view.breaches.len(), 1);
        assert_eq!((view.breaches[0].post, view.breaches[0].ground.as_str()), (first, "Olaga hot"));
        assert!(town.maja().view(other).breaches.is_empty(), "nobody else's");
        assert!(view.flags.iter().all(|flag| flag.label == Label::Question), "it is no flag");
        assert_eq!((view.row.due.duty, view.suggested_ground), (DutyKind::Answer, None), "and no ground");
        town.later(TimeDelta::days(i64::from(town.policy.limits().author_days) + 1));
        assert!(town.maja().view(second).breaches.is_empty(), "the policy's days have passed");
    }

    fn fl20_what_was_shown_again_is_no_breach(town) {
        let first = town.writes("Kurt S.", "Du är en riktig idiot, Karin.");
        town.maja().hide(first, "personal_attack").unwrap();
        town.hold_passes();
        let second = town.writes("Kurt S.", "När öppnar badhuset?");
        assert_eq!(town.maja().view(second).breaches.len(), 1);
        town.maja().unhide(first, "Det var ironi").unwrap();
        town.hold_passes();
        assert!(town.maja().view(second).breaches.is_empty());
    }

    fn fl19_a_model_learns_from_what_maja_decides_and_lifts_only_what_a_rule_saw(town) {
        let maja = town.maja();
        let refused = learning::train(&town.logbook, &town.policy, town.gunilla().actor, town.now(), &Watch::default()).unwrap_err();
        assert!(matches!(refused.refusal(), Some(Refusal::TooFewJudged { right: 0, wrong: 0, needed: 12 })));
        for no in 0..16 {
            let insult = town.citizen_writes(&format!("Du är en riktig idiot, Karin, gång {no} av {}.", no * 3));
            let joke = town.citizen_writes(&format!("Jag var en idiot som glömde biljetten {no}, du idiot sa min katt {no}."));
            town.a_rule_says(insult, Label::Attack);
            town.a_rule_says(joke, Label::Attack);
            town.maja().hide(insult, "personal_attack").unwrap();
            town.hold_passes();
            for flag in town.maja().view(joke).flags {
                maja.write(|tx| kept::judge(tx, maja.actor.moderator()?, flag.id, true)).unwrap();
            }
        }
        let watch = Watch::default();
        let refused = learning::train(&town.logbook, &town.policy, maja.actor, town.now(), &watch).unwrap_err();
        assert!(matches!(refused.refusal(), Some(Refusal::RoleMissing(_))), "Maja judges, Gunilla answers for the rules");
        let version = learning::train(&town.logbook, &town.policy, town.gunilla().actor, town.now(), &watch).unwrap().unwrap();
        assert_eq!(version.no, 1);
        assert!(version.trained.right >= 12 && version.trained.wrong >= 12);
        assert!(version.trained.agreed * 10 >= version.trained.held_out * 8, "{version:?}");
        assert_eq!(watch.progress().0, watch.progress().1, "its progress came to the end");

        let model = town.read(learning::model).unwrap();
        let said = |text: &str| {
            use uppsikt_core::flagging::{Found, Severity, adviser::Adviser as _};
            let found = Found {
                label: Label::Attack,
                rule: "story.offensive.attack".into(),
                start: 0,
                end: 4,
                score: 90,
                severity: Severity::Grave,
            };
            model.says(text, &found).unwrap()
        };
        let (insult, joke) = (said("Du är en riktig idiot, Karin."), said("Jag var en idiot som glömde biljetten."));
        assert!(insult > 60 && joke < 40, "{insult} and {joke}");
        let nothing = uppsikt_core::flagging::adviser::read(&town.lexicon, Some(&model), "När öppnar badhuset på söndag?");
        assert!(nothing.reading.found.iter().all(|found| found.label.is_route()), "what no rule saw is no flag");
    }
}

#[test]
fn fl19_what_the_model_added_is_kept_with_the_flag_and_shown() {
    let mut town = Municipality::lillvik();
    for no in 0..14 {
        let insult = town.citizen_writes(&format!("Du är en riktig idiot, Karin, gång {no} av {}.", no * 3));
        let joke = town.citizen_writes(&format!("Så du är en idiot sa min katt {no} till biljetten."));
        town.maja().hide(insult, "personal_attack").unwrap();
        town.hold_passes();
        let maja = town.maja();
        for flag in maja.view(joke).flags {
            maja.write(|tx| kept::judge(tx, maja.actor.moderator()?, flag.id, true)).unwrap();
        }
    }
    learning::train(&town.logbook, &town.policy, town.gunilla().actor, town.now(), &Watch::default()).unwrap().unwrap();
    let model = town.read(learning::model).map(Arc::new);
    town.aids = Aids { model, eyes: None };
    let words = "Du är en riktig idiot, Karin, för hundrade gången.";
    let by_hand = put_in_by_hand(&town, town.account(), &format!("{words} Minst."), None);
    for post in [town.citizen_writes(words), by_hand] {
        let view = town.maja().view(post);
        let flag = view.flags.iter().find(|flag| flag.label == Label::Attack).expect("the rule saw it");
        let advice = flag.advice.expect("and the model had something to add, also of what was put in by hand");
        assert_eq!(advice.model, 1);
        assert!(advice.said > 50 && flag.score >= advice.rule_score, "{advice:?} {}", flag.score);
    }
}

/// A picture with these words in it: a page of the paper on which Lillvik once sealed them.
fn picture_of(words: &str) -> Vec<u8> {
    let elsewhere = Municipality::lillvik();
    let post = elsewhere.citizen_writes(words);
    let evidence = elsewhere.maja().seal(post).unwrap();
    elsewhere.read(|reader| uppsikt_core::evidence::file(reader, evidence, "sida-1.png"))
}

fn eyes() -> Option<Tesseract> {
    match Tesseract::find() {
        Ok(eyes) => Some(eyes),
        Err(missing) => {
            assert!(std::env::var_os("UPPSIKT_COMPLETE").is_none(), "pictures need Tesseract: {missing:?}");
            None
        }
    }
}

#[test]
fn fl17_a_threat_in_a_picture_is_read_flagged_and_marked_where_it_stands() {
    let Some(eyes) = eyes() else { return };
    let mut town = Municipality::lillvik();
    town.aids = Aids { model: None, eyes: Some(eyes) };
    town.platform().show_pictures(picture_of("Jag ska slå ihjäl dig, Karin."));
    let post = town.writes_with_picture("Kurt S.", "Titta här");
    let view = town.maja().view(post);
    let reading = view.attachments[0].reading.as_ref().expect("the picture was read");
    assert!(reading.text.contains("slå ihjäl dig"), "{}", reading.text);
    let threat = view.flags.iter().find(|flag| flag.label == Label::Threat).expect("and flagged like any text");
    assert_eq!(threat.picture, Some(view.attachments[0].id));
    assert_eq!(view.row.due.duty, DutyKind::Remove, "it weighs like a threat in words");
    let marked: Vec<_> =
        reading.places.iter().filter(|place| place.start < threat.end && threat.start < place.end).collect();
    assert!(!marked.is_empty(), "its words have places in the picture");
    for place in marked {
        assert!(place.left + place.width <= reading.width && place.top + place.height <= reading.height);
        assert!(place.width > 0 && place.height > 0);
    }
    assert!(town.entries(post).iter().any(|kind| kind == "picture_read"));

    let name = town.name_of(post);
    town.platform().edit(&name, "Titta här nu");
    town.later(TimeDelta::minutes(5));
    town.collect();
    let view = town.maja().view(post);
    assert_eq!(view.text, "Titta här nu");
    assert!(view.flags.iter().any(|flag| flag.label == Label::Threat), "other words, the same picture");
    assert!(view.flags.iter().all(|flag| !flag.wrong));
    let evidence = town.maja().seal(post).unwrap();
    assert!(town.read(|reader| uppsikt_core::evidence::verified(reader, evidence)).id() == evidence);
}

/// Somebody writes this to the municipality, and Maja puts it in by hand.
fn put_in_by_hand(
    town: &Municipality,
    account: uppsikt_core::words::AccountId,
    text: &str,
    picture: Option<Vec<u8>>,
) -> PostId {
    let item = intake::ByHand {
        link: String::new(),
        text: text.into(),
        author: "Kurt S.".into(),
        posted_at: town.now(),
        kind: intake::PostKind::Comment,
        in_role: false,
        files: picture.map(|bytes| intake::Handed { name: "bild.png".into(), bytes }).into_iter().collect(),
    };
    let maja = town.maja();
    maja.write(|tx| queue::take_in(tx, &town.policy, town.with(), maja.actor.moderator()?, account, &item)).unwrap()
}

#[test]
fn fl17_in7_a_picture_that_was_put_in_is_read_though_no_visit_comes_to_its_account() {
    let Some(eyes) = eyes() else { return };
    let mut town = Municipality::lillvik();
    town.aids = Aids { model: None, eyes: Some(eyes) };
    let account = crate::by_hand::watched_by_hand(&town);
    let post = put_in_by_hand(&town, account, "Titta här", Some(picture_of("Jag ska slå ihjäl dig, Karin.")));
    town.later(TimeDelta::minutes(5));
    town.collect();
    let view = town.maja().view(post);
    let threat = view.flags.iter().find(|flag| flag.label == Label::Threat).expect("it was read and flagged");
    assert_eq!(threat.picture, Some(view.attachments[0].id));
    assert_eq!(view.row.due.duty, DutyKind::Remove, "it weighs like any other");
}

#[test]
fn fl17_without_a_reader_pictures_wait_and_are_read_when_one_comes() {
    let mut town = Municipality::lillvik();
    town.platform().show_pictures(picture_of("Jag ska slå ihjäl dig, Karin."));
    let post = town.writes_with_picture("Kurt S.", "Titta här");
    let view = town.maja().view(post);
    assert!(view.attachments[0].saved && view.attachments[0].reading.is_none(), "nobody has read it, and that shows");
    assert_eq!(Tesseract::find_in("/nowhere".as_ref()), Err(Missing::Program), "why is a value, not silence");
    let Some(eyes) = eyes() else { return };
    town.aids = Aids { model: None, eyes: Some(eyes) };
    town.later(TimeDelta::minutes(5));
    town.collect();
    let flags = town.maja().view(post).flags;
    assert!(flags.iter().any(|flag| flag.label == Label::Threat && flag.picture.is_some()));
    let state = town.read(|reader| kept::of(reader, post, intake::post(reader, post)?.latest));
    assert!(state.iter().all(|flag| flag.state == FlagState::Open));
}
