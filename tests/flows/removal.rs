//! Hiding and removing: what it takes, what the platform makes of it, and that it is never taken for done when it is not.

use chrono::TimeDelta;
use uppsikt_core::{
    action::{ActionKind, ActionState, ReadBack},
    collector,
    flagging::Label,
    intake::{GoneBy, PostState, Standing},
    queue::{DutyKind, List, OfferKind, StepKind, StepState},
    words::{PostId, Refusal, Result},
};
use uppsikt_tests::{Municipality, fake_platform::Trouble, on_both_stores};

const THREAT: &str = "Vi vet var du bor. Du ska få ångra det här beslutet, Karin.";

fn refusal<T: std::fmt::Debug>(answer: Result<T>) -> Refusal {
    answer.unwrap_err().refusal().expect("a rule said no").clone()
}

fn last(town: &Municipality, post: PostId) -> (ActionKind, ActionState, String) {
    let action = town.actions(post).pop().expect("something was decided");
    (action.kind, action.state, action.cause)
}

fn why_not(town: &Municipality, post: PostId, what: OfferKind) -> Option<Refusal> {
    town.maja().view(post).offers.into_iter().find(|offer| offer.kind == what).expect("it is named").refusal
}

fn first(town: &Municipality) -> (PostId, DutyKind) {
    let row = town.maja().queue(List::Open).rows.remove(0);
    (row.id, row.due.duty)
}

fn deliver(town: &Municipality) {
    town.in_round(|round| collector::deliver(round).unwrap());
}

on_both_stores! {
    fn ev6_after_the_act_the_platform_is_asked_whether_it_is_so(town) {
        let threat = town.citizen_writes(THREAT);
        let maja = town.maja();
        maja.remove(threat, "threat").unwrap();
        town.platform().next(Trouble::EmptyPromise);
        town.hold_passes();
        assert!(town.stands(threat), "the platform said yes and did nothing");
        assert_eq!(last(town, threat), (ActionKind::Remove, ActionState::Failed, "still_standing".into()));
        assert_eq!(town.post(threat).standing, Standing::Standing, "it is not called gone");
        assert_eq!(first(town), (threat, DutyKind::Mend), "and stands before everything else until somebody sees to it");
        assert_eq!(refusal(maja.close(threat, "no_action")), Refusal::DecisionWaiting);
        let failed = town.actions(threat).pop().unwrap();
        assert_eq!(failed.read_back, ReadBack::Standing);
        maja.again(failed.id).unwrap();
        town.hold_passes();
        let done = town.actions(threat).pop().unwrap();
        assert_eq!((done.state, done.read_back), (ActionState::CarriedOut, ReadBack::Gone));
        assert!(!town.stands(threat));
    }

    fn ev6_what_was_hidden_is_seen_to_be_hidden(town) {
        let post = town.citizen_writes("Fan vilket skitbeslut.");
        town.maja().hide(post, "obscenity").unwrap();
        town.hold_passes();
        let done = town.actions(post).pop().unwrap();
        assert_eq!((done.state, done.read_back), (ActionState::CarriedOut, ReadBack::Hidden));
        assert_eq!(town.post(post).standing, Standing::Hidden);
    }

    fn ev7_what_the_platform_cannot_do_is_not_offered_and_says_why(town) {
        town.platform().cannot("remove");
        let threat = town.citizen_writes(THREAT);
        assert_eq!(why_not(town, threat, OfferKind::Remove), Some(Refusal::PlatformCannot));
        assert_eq!(why_not(town, threat, OfferKind::Hide), None, "what it can do is offered");
        let step = town.maja().view(threat).steps.into_iter().find(|step| step.kind == StepKind::Remove).unwrap();
        assert_eq!((step.state, step.refusal), (StepState::Cannot, Some(Refusal::PlatformCannot)));
        town.maja().remove(threat, "threat").unwrap();
        town.hold_passes();
        assert_eq!(last(town, threat), (ActionKind::Remove, ActionState::Failed, "refused".into()));
        assert_eq!(first(town), (threat, DutyKind::Mend), "who decides it all the same is told");
        town.maja().hide(threat, "threat").expect("and can still do what is left");
        town.hold_passes();
        assert_eq!(town.post(threat).standing, Standing::Hidden);
    }

    fn ev7_what_the_law_wants_gone_is_not_done_when_it_is_hidden(town) {
        let (threat, rude) = (town.citizen_writes(THREAT), town.citizen_writes("Fan vilket skitbeslut."));
        town.maja().hide(threat, "threat").unwrap();
        town.maja().hide(rude, "obscenity").unwrap();
        town.hold_passes();
        assert_eq!(town.post(threat).standing, Standing::Hidden);
        assert_eq!(first(town), (threat, DutyKind::Remove), "its author and others still see it");
        assert_eq!(town.post(rude).state, PostState::Done, "of that, hiding is enough");
        town.maja().remove(threat, "threat").unwrap();
        town.hold_passes();
        assert_eq!(first(town), (threat, DutyKind::Register), "it is gone, and has to be registered");
    }

    fn ev8_no_removal_and_no_hiding_without_one_of_the_grounds(town) {
        let post = town.citizen_writes("Ni är värdelösa.");
        let maja = town.maja();
        for ground in ["", "kritik", "criticism", "off_topic", "THREAT", "child_pornography"] {
            assert_eq!(refusal(maja.remove(post, ground)), Refusal::GroundUnknown, "{ground}");
            assert_eq!(refusal(maja.hide(post, ground)), Refusal::GroundUnknown, "{ground}");
            assert_eq!(refusal(maja.ask_second(post, ground)), Refusal::GroundUnknown, "{ground}");
        }
        let offered: Vec<_> = maja.view(post).grounds.into_iter().map(|ground| ground.id).collect();
        assert!(offered.contains(&"threat".to_owned()) && !offered.contains(&"child_pornography".to_owned()));
        town.hold_passes();
        assert!(town.stands(post) && town.platform().requests().is_empty());
    }

    fn ev9_criticism_goes_only_when_two_agree_and_not_the_same_one_twice(town) {
        let post = town.writes_what_is(Label::Criticism, "Ni borde skämmas, hela nämnden.");
        let (maja, per) = (town.maja(), town.per());
        assert!(maja.view(post).row.criticism, "the list shows that it is protected");
        assert_eq!(refusal(maja.remove(post, "personal_attack")), Refusal::SecondPersonNeeded);
        assert_eq!(refusal(maja.hide(post, "personal_attack")), Refusal::SecondPersonNeeded, "nor is it hidden instead");
        let asked = maja.ask_second(post, "personal_attack").unwrap();
        assert_eq!(per.queue(List::Review).rows[0].id, post, "a colleague sees that it waits");
        assert_eq!(refusal(maja.second_answer(asked, true)), Refusal::SamePerson);
        town.hold_passes();
        assert!(town.stands(post), "asking is not deciding");
        per.second_answer(asked, false).unwrap();
        assert_eq!(last(town, post).1, ActionState::Declined);
        town.hold_passes();
        assert!(town.stands(post), "and no is no");
        assert_eq!(first(town).0, post, "the post is still somebody's duty");

        let asked = maja.ask_second(post, "personal_attack").unwrap();
        per.second_answer(asked, true).unwrap();
        town.hold_passes();
        assert!(!town.stands(post));
        let done = town.actions(post).pop().unwrap();
        assert_eq!((done.decided_by, done.second_by), (maja.id(), Some(per.id())));
    }

    fn ev9_a_law_needs_no_second_person(town) {
        let post = town.writes_what_is(Label::Criticism, THREAT);
        town.maja().remove(post, "threat").expect("harsh or not, a threat is a threat");
        town.hold_passes();
        assert!(!town.stands(post));
    }

    fn ev14_what_is_confidential_is_registered_before_it_goes(town) {
        let post = town.writes_what_is(Label::Social, "Min syster fick beslutet om vårdnaden igår.");
        let maja = town.maja();
        assert_eq!(refusal(maja.remove(post, "confidential_social")), Refusal::NotRegistered);
        let order: Vec<_> = maja.view(post).steps.iter().map(|step| step.kind).collect();
        let place = |kind| order.iter().position(|step| *step == kind).unwrap();
        assert!(place(StepKind::Seal) < place(StepKind::Register) && place(StepKind::Register) < place(StepKind::Remove));
        let forward = maja.forward(post, town.social_services(), "Uppgift om enskild").unwrap();
        assert_eq!(refusal(maja.remove(post, "confidential_social")), Refusal::NotRegistered, "sent is not registered");
        town.rune().register(forward, "SN 2026/12").unwrap();
        maja.remove(post, "confidential_social").expect("now it may go");
        town.hold_passes();
        assert!(!town.stands(post));
    }

    fn ev13_what_was_removed_stays_and_is_found(town) {
        let threat = town.citizen_writes(THREAT);
        let maja = town.maja();
        maja.remove(threat, "threat").unwrap();
        town.hold_passes();
        let forward = maja.forward(threat, town.office(), "Hot").unwrap();
        town.rune().register(forward, "KS 2026/77").unwrap();
        maja.reply(threat, "Registrerat.").unwrap();
        town.hold_passes();
        let row = maja.search(List::Done, "ångra").rows.remove(0);
        assert_eq!((row.id, row.gone), (threat, true));
        assert_eq!(maja.view(threat).text, THREAT, "its words are still here");
    }

    fn ev16_what_was_hidden_wrongly_is_shown_again_with_the_reason(town) {
        let post = town.citizen_writes("Fan vilket skitbeslut.");
        let maja = town.maja();
        maja.hide(post, "obscenity").unwrap();
        town.hold_passes();
        assert_eq!(refusal(maja.unhide(post, "  ")), Refusal::FieldMissing("reason".into()));
        assert_eq!(why_not(town, post, OfferKind::Unhide), None);
        maja.unhide(post, "En svordom räcker inte.").unwrap();
        town.hold_passes();
        assert!(town.stands(post));
        assert_eq!(town.post(post).standing, Standing::Standing);
        let shown = town.actions(post).pop().unwrap();
        assert_eq!((shown.kind, shown.reason.as_str()), (ActionKind::Unhide, "En svordom räcker inte."));
        let history = maja.view(post).history;
        assert!(history.iter().any(|line| line.kind == "decided" && line.entry.contains("unhide")));
    }

    fn ev22_what_somebody_else_took_away_is_not_said_to_be_our_doing(town) {
        let ours = town.citizen_writes(THREAT);
        let theirs = town.citizen_writes("Hej.");
        town.maja().remove(ours, "threat").unwrap();
        town.hold_passes();
        town.platform().delete(&town.name_of(theirs));
        town.later(TimeDelta::minutes(5));
        town.collect();
        let by = |post| town.maja().view(post).gone.map(|gone| gone.by);
        assert_eq!((by(ours), by(theirs)), (Some(GoneBy::Us), Some(GoneBy::Unknown)));
    }

    fn what_is_gone_already_is_not_decided_on(town) {
        let threat = town.citizen_writes(THREAT);
        town.platform().delete(&town.name_of(threat));
        town.later(TimeDelta::minutes(5));
        town.collect();
        assert_eq!(refusal(town.maja().remove(threat, "threat")), Refusal::Gone);
        assert_eq!(why_not(town, threat, OfferKind::Remove), Some(Refusal::Gone));
    }

    fn one_decision_at_a_time(town) {
        let threat = town.citizen_writes(THREAT);
        town.maja().remove(threat, "threat").unwrap();
        assert_eq!(refusal(town.per().hide(threat, "threat")), Refusal::DecisionWaiting);
        assert_eq!(refusal(town.per().remove(threat, "threat")), Refusal::DecisionWaiting);
        town.hold_passes();
        assert_eq!(town.platform().requests().len(), 1);
    }

    fn a_platform_that_is_away_is_asked_again_and_again_with_patience(town) {
        let threat = town.citizen_writes(THREAT);
        town.maja().remove(threat, "threat").unwrap();
        for attempt in 1..=3 {
            town.platform().next(Trouble::Away);
            town.later(TimeDelta::minutes(10));
            deliver(town);
            let waiting = town.actions(threat).pop().unwrap();
            assert_eq!((waiting.state, waiting.attempts, waiting.cause.as_str()), (ActionState::Decided, attempt, "away"));
            assert!(waiting.not_before > town.now(), "not at once");
            deliver(town);
            assert_eq!(town.platform().requests().len(), attempt as usize, "and not before its time");
        }
        town.later(TimeDelta::hours(1));
        deliver(town);
        assert!(!town.stands(threat));
        assert_eq!(last(town, threat).1, ActionState::CarriedOut);
    }

    fn a_removal_whose_answer_was_lost_is_simply_done_once_more(town) {
        let threat = town.citizen_writes(THREAT);
        town.maja().remove(threat, "threat").unwrap();
        town.platform().next(Trouble::LostAnswer);
        town.hold_passes();
        assert_eq!(last(town, threat).1, ActionState::Decided);
        town.later(TimeDelta::hours(1));
        deliver(town);
        assert_eq!(last(town, threat).1, ActionState::CarriedOut, "removing twice harms nobody");
    }

    fn a_lost_login_is_seen_with_the_decision_and_can_be_mended(town) {
        let threat = town.citizen_writes(THREAT);
        let maja = town.maja();
        let id = maja.remove(threat, "threat").unwrap();
        town.platform().next(Trouble::Login);
        town.hold_passes();
        assert_eq!(last(town, threat), (ActionKind::Remove, ActionState::Failed, "login".into()));
        assert_eq!(first(town), (threat, DutyKind::Mend));
        maja.again(id).unwrap();
        town.hold_passes();
        assert!(!town.stands(threat));
    }

    fn a_decision_that_failed_can_be_let_be(town) {
        let post = town.citizen_writes("Fan vilket skitbeslut.");
        let maja = town.maja();
        let id = maja.hide(post, "obscenity").unwrap();
        town.platform().next(Trouble::Login);
        town.hold_passes();
        maja.withdraw(id).unwrap();
        assert_eq!(last(town, post).1, ActionState::Withdrawn);
        assert_ne!(first(town).1, DutyKind::Mend);
        town.hold_passes();
        assert!(town.stands(post));
    }

    fn what_was_decided_is_carried_out_by_the_next_program_when_this_one_dies(town) {
        let threat = town.citizen_writes(THREAT);
        town.maja().remove(threat, "threat").unwrap();
        town.later(TimeDelta::minutes(1));
        let anew = town.restarted();
        let carried_out = town.in_round_on(&anew, |round| collector::deliver(round).unwrap());
        assert_eq!(carried_out, 1);
        assert!(!town.stands(threat));
        town.hold_passes();
        assert_eq!(town.platform().requests().len(), 1, "and by nobody else once more");
    }

    fn two_programs_at_once_carry_a_decision_out_once(town) {
        let threat = town.citizen_writes(THREAT);
        town.maja().remove(threat, "threat").unwrap();
        town.later(TimeDelta::minutes(1));
        let doors = [town.restarted(), town.restarted()];
        let carried_out: u32 = doors.iter().map(|door| town.in_round_on(door, |round| collector::deliver(round).unwrap())).sum();
        assert_eq!(carried_out, 1);
        assert_eq!(town.platform().requests(), [format!("remove {}", town.name_of(threat))]);
    }
}
