//! Shutting an author out and closing a thread: what it takes, when it is looked at again, and what the platform makes of it.

use chrono::TimeDelta;
use uppsikt_core::{
    action::{ActionKind, ActionState, ReadBack},
    flagging::Label,
    intake::{GoneBy, PostKind, Standing},
    queue::{DutyKind, List, OfferKind},
    words::{PostId, Refusal, Result},
};
use uppsikt_tests::{
    Municipality,
    fake_platform::{ROOT, Trouble},
    on_both_stores,
};

const THREAT: &str = "Vi vet var du bor. Du ska få ångra det här beslutet, Karin.";
const WHY: &str = "Tredje hotet på en vecka. Borttagning har inte hjälpt.";

fn refusal<T: std::fmt::Debug>(answer: Result<T>) -> Refusal {
    answer.unwrap_err().refusal().expect("a rule said no").clone()
}

fn last(town: &Municipality, post: PostId) -> (ActionKind, ActionState, ReadBack) {
    let action = town.actions(post).pop().expect("something was decided");
    (action.kind, action.state, action.read_back)
}

fn offer(town: &Municipality, post: PostId, what: OfferKind) -> Option<Option<Refusal>> {
    town.maja().view(post).offers.into_iter().find(|offer| offer.kind == what).map(|offer| offer.refusal)
}

fn in_list(town: &Municipality, list: List, post: PostId) -> Option<DutyKind> {
    town.maja().queue(list).rows.iter().find(|row| row.id == post).map(|row| row.due.duty)
}

/// A threat that has been taken away, with its author shut out for sixty days.
fn blocked(town: &Municipality) -> PostId {
    let threat = town.citizen_writes(THREAT);
    let maja = town.maja();
    maja.remove(threat, "threat").unwrap();
    town.hold_passes();
    maja.block(threat, "threat", WHY, 60, 30).unwrap();
    town.hold_passes();
    let forward = maja.forward(threat, town.office(), "Hot i kommentar").unwrap();
    town.rune().register(forward, "KS 2026/118").unwrap();
    threat
}

on_both_stores! {
    fn ev19_a_block_needs_a_ground_a_reason_an_end_and_a_day_to_look_at_it_again(town) {
        let threat = town.citizen_writes(THREAT);
        let maja = town.maja();
        assert_eq!(refusal(maja.block(threat, "threat", "  ", 60, 30)), Refusal::FieldMissing("reason".into()));
        assert_eq!(refusal(maja.block(threat, "tycker illa om", WHY, 60, 30)), Refusal::GroundUnknown);
        assert_eq!(refusal(maja.block(threat, "threat", WHY, -1, -2)), Refusal::TimePassed);
        assert_eq!(refusal(maja.block(threat, "threat", WHY, 30, 31)), Refusal::ReviewAfterEnd);
        assert!(town.platform().requests().is_empty());
        maja.block(threat, "threat", WHY, 60, 30).unwrap();
        assert_eq!(refusal(town.per().block(threat, "threat", WHY, 60, 30)), Refusal::DecisionWaiting);
        town.hold_passes();
        assert_eq!(last(town, threat), (ActionKind::Block, ActionState::CarriedOut, ReadBack::Blocked), "read back (EV6)");
        assert_eq!(town.platform().requests(), ["block person-Anna B."]);
        let action = town.actions(threat).pop().unwrap();
        assert_eq!((action.ground.as_str(), action.reason.as_str()), ("threat", WHY));
        assert!(action.evidence.is_some(), "it rests on sealed evidence");
        assert_eq!(refusal(maja.block(threat, "threat", WHY, 60, 30)), Refusal::AlreadyBlocked);
    }

    fn ev19_criticism_is_no_ground_to_shut_anybody_out_and_who_wrote_must_be_known(town) {
        let post = town.citizen_writes("Beslutet om Ängsskolan är ett hån mot alla barnfamiljer. Kommunstyrelsen borde skämmas.");
        town.a_rule_says(post, uppsikt_core::flagging::Label::Criticism);
        assert_eq!(refusal(town.maja().block(post, "obscenity", WHY, 60, 30)), Refusal::SecondPersonNeeded);
        let nameless = town.writes_unlike(THREAT, |post| post.author_ref = None);
        assert_eq!(refusal(town.maja().block(nameless, "threat", WHY, 60, 30)), Refusal::AuthorUnknown);
        assert_eq!(offer(town, nameless, OfferKind::Block), Some(Some(Refusal::AuthorUnknown)));
    }

    fn ev19_fl3_of_what_may_not_be_copied_the_decision_is_what_a_block_rests_on(town) {
        const NO_COPY: &str = "child_pornography";
        let maja = town.maja();
        let post = town.writes_what_is(Label::ChildPornography, "Skriv till mig på kvittret.");
        let refused = || refusal(maja.block_on_what_there_is(post, NO_COPY, WHY, 60, 30));
        assert_eq!(refused(), Refusal::NoCopyUndecided, "a rule alone shuts nobody out");
        assert_eq!(offer(town, post, OfferKind::Block), Some(Some(Refusal::NoCopyUndecided)), "and the window says so");
        town.per().open(town.citizen_writes("När öppnar badhuset?")).unwrap();
        assert_eq!(maja.remove_without_copy(post, NO_COPY).unwrap(), None, "Per has to agree");
        assert_eq!(refused(), Refusal::NoCopyUndecided, "asking is not deciding");
        let asked = town.actions(post).pop().unwrap();
        town.per().second_answer(asked.id, true).unwrap();
        town.hold_passes();
        assert_eq!(offer(town, post, OfferKind::Block), Some(None));
        let on_another = refusal(maja.block_on_what_there_is(post, "threat", WHY, 60, 30));
        assert_eq!(on_another, Refusal::GroundUnknown, "on the ground that was decided on, and no other");
        maja.block_on_what_there_is(post, NO_COPY, WHY, 60, 30).unwrap();
        town.hold_passes();
        assert!(town.platform().requests().contains(&"block person-Anna B.".to_owned()));
        assert_eq!(last(town, post), (ActionKind::Block, ActionState::CarriedOut, ReadBack::Blocked));
        assert!(maja.view(post).block.is_some() && maja.evidence(post).is_none(), "without any copy");
        let plain = town.citizen_writes(THREAT);
        assert_eq!(refusal(maja.block(plain, "threat", WHY, 60, 30)), Refusal::AlreadyBlocked);
        let other = town.writes("Olle", THREAT);
        assert_eq!(refusal(maja.block_on_what_there_is(other, "threat", WHY, 60, 30)), Refusal::EvidenceMissing);
    }

    fn ev19_the_block_comes_back_to_the_queue_when_its_day_has_come(town) {
        let threat = blocked(town);
        let maja = town.maja();
        assert_eq!(in_list(town, List::Resting, threat), Some(DutyKind::Review), "dealt with, but for the block");
        assert_eq!(maja.view(threat).block.map(|block| block.due), Some(false));
        town.later(TimeDelta::days(31));
        town.collect();
        assert_eq!(in_list(town, List::Open, threat), Some(DutyKind::Review), "the reminder");
        assert_eq!(maja.view(threat).block.map(|block| block.due), Some(true));
        assert_eq!(offer(town, threat, OfferKind::Unblock), Some(None), "letting in again is offered");
        assert_eq!(refusal(maja.close(threat, "no_action")), Refusal::ReviewDue);
        assert_eq!(refusal(maja.review_block(threat, "", 60, 30)), Refusal::FieldMissing("reason".into()));
        maja.review_block(threat, "Hoten fortsätter i andra kanaler.", 60, 30).unwrap();
        assert_eq!(in_list(town, List::Resting, threat), Some(DutyKind::Review), "until the next time");
        assert!(town.actions(threat).iter().any(|action| action.reason.ends_with("andra kanaler.")));
        town.later(TimeDelta::days(31));
        town.collect();
        assert_eq!(in_list(town, List::Open, threat), Some(DutyKind::Review));
        maja.unblock(threat, "Tiden har gått ut.").unwrap();
        town.hold_passes();
        assert_eq!(last(town, threat), (ActionKind::Unblock, ActionState::CarriedOut, ReadBack::Admitted));
        assert_eq!(maja.view(threat).block, None);
        assert!(in_list(town, List::Done, threat).is_some(), "and nothing remains");
        assert_eq!(refusal(maja.unblock(threat, "Igen")), Refusal::NotBlocked);
    }

    fn ev19_a_post_that_a_person_closed_keeps_its_reason_while_the_block_lasts(town) {
        let post = town.citizen_writes("Fan vilket skitbeslut.");
        let maja = town.maja();
        maja.close(post, "no_action").unwrap();
        maja.block(post, "obscenity", WHY, 20, 10).unwrap();
        town.hold_passes();
        assert_eq!(in_list(town, List::Resting, post), Some(DutyKind::Review));
        maja.unblock(post, "Det var för strängt.").unwrap();
        town.hold_passes();
        town.later(TimeDelta::days(11));
        town.collect();
        assert!(in_list(town, List::Done, post).is_some(), "closed is closed");
        assert_eq!(maja.view(post).done_reason, "no_action");
    }

    fn qu8_a_block_can_be_taken_back_before_it_reaches_the_platform(town) {
        let threat = town.citizen_writes(THREAT);
        let id = town.maja().block(threat, "threat", WHY, 60, 30).unwrap();
        town.maja().withdraw(id).unwrap();
        town.hold_passes();
        assert!(town.platform().requests().is_empty());
        assert_eq!(town.maja().view(threat).block, None);
        assert_eq!(offer(town, threat, OfferKind::Block), Some(None));
    }

    fn ev6_a_platform_that_says_yes_and_does_nothing_is_not_believed(town) {
        let threat = town.citizen_writes(THREAT);
        town.maja().block(threat, "threat", WHY, 60, 30).unwrap();
        town.platform().next(Trouble::EmptyPromise);
        town.hold_passes();
        assert_eq!(last(town, threat), (ActionKind::Block, ActionState::Failed, ReadBack::Admitted));
        assert_eq!(in_list(town, List::Open, threat), Some(DutyKind::Mend), "somebody has to see to it");
        assert_eq!(town.maja().view(threat).block, None, "nobody is called shut out who is not");
        town.maja().close_thread(threat, "Tråden handlar inte längre om skolan.", false).unwrap();
        town.platform().next(Trouble::EmptyPromise);
        town.hold_passes();
        assert_eq!(last(town, threat), (ActionKind::Close, ActionState::Failed, ReadBack::Open));
    }

    fn ev6_a_thread_is_closed_and_opened_again_and_the_platform_is_asked(town) {
        let post = town.citizen_writes("Nu spårar det här ur.");
        let maja = town.maja();
        assert_eq!(refusal(maja.close_thread(post, " ", false)), Refusal::FieldMissing("reason".into()));
        maja.close_thread(post, "Ingen här kan svara under helgen.", false).unwrap();
        town.hold_passes();
        assert_eq!(last(town, post), (ActionKind::Close, ActionState::CarriedOut, ReadBack::Closed));
        assert!(town.stands(post), "what was written stands");
        assert_eq!(offer(town, post, OfferKind::Close), None);
        assert_eq!(offer(town, post, OfferKind::Open), Some(None));
        maja.open_thread(post, "Det är måndag.").unwrap();
        town.hold_passes();
        assert_eq!(last(town, post), (ActionKind::Open, ActionState::CarriedOut, ReadBack::Open));
        assert_eq!(town.platform().requests(), [format!("close {ROOT}"), format!("open {ROOT}")]);
    }

    fn ev7_closing_that_takes_comments_away_is_asked_twice_and_they_are_sealed_first(town) {
        town.platform().closing_removes();
        let (one, two) = (town.writes("Anna B.", "Bygg en bro!"), town.writes("Omar K.", "En tunnel!"));
        let maja = town.maja();
        assert_eq!(maja.view(one).closing_removes, 2, "the window says how many");
        assert_eq!(refusal(maja.close_thread(one, "Frågan är avgjord.", false)), Refusal::ClosingRemoves(2));
        assert_eq!(refusal(maja.close_thread(one, "Frågan är avgjord.", true)), Refusal::EvidenceMissing);
        maja.seal(one).unwrap();
        assert_eq!(refusal(maja.close_thread(one, "Frågan är avgjord.", true)), Refusal::EvidenceMissing);
        maja.seal(two).unwrap();
        maja.close_thread(one, "Frågan är avgjord.", true).unwrap();
        town.hold_passes();
        for post in [one, two] {
            let kept = town.post(post);
            assert_eq!((kept.standing, kept.gone.map(|(_, by)| by)), (Standing::Gone, Some(GoneBy::Us)));
        }
    }

    fn ev7_a_comment_written_after_the_decision_is_not_taken_away_unsealed(town) {
        town.platform().closing_removes();
        let one = town.writes("Anna B.", "Bygg en bro!");
        town.maja().seal(one).unwrap();
        town.maja().close_thread(one, "Frågan är avgjord.", true).unwrap();
        let late = town.writes("Omar K.", "En tunnel!");
        town.hold_passes();
        assert_eq!(last(town, one).1, ActionState::Failed);
        assert!(town.stands(late), "nothing goes without a copy");
        assert!(town.platform().requests().is_empty());
    }

    fn ev7_what_the_platform_cannot_do_to_authors_and_threads_says_why(town) {
        for ability in ["block", "unblock", "close"] {
            town.platform().cannot(ability);
        }
        let post = town.citizen_writes(THREAT);
        assert_eq!(offer(town, post, OfferKind::Block), Some(Some(Refusal::PlatformCannot)));
        assert_eq!(offer(town, post, OfferKind::Close), Some(Some(Refusal::PlatformCannot)));
        town.maja().block(post, "threat", WHY, 60, 30).unwrap();
        town.hold_passes();
        assert_eq!(last(town, post).1, ActionState::Failed, "and what was decided all the same fails openly");
        let message = town.writes_unlike("Hej!", |post| {
            post.kind = PostKind::DirectMessage;
            post.openly_visible = false;
        });
        assert_eq!(refusal(town.maja().close_thread(message, "Slut.", false)), Refusal::PlatformCannot);
    }

    fn ev7_who_has_not_named_the_account_is_answered_in_the_browser(town) {
        town.platform().wants_summons();
        let plain = town.citizen_writes("När öppnar badhuset?");
        assert_eq!(offer(town, plain, OfferKind::Reply), Some(Some(Refusal::NotSummoned)));
        assert!(town.maja().view(plain).permalink.is_some(), "the way there");
        let named = town.citizen_writes("@LillviksKommun när öppnar badhuset?");
        assert_eq!(offer(town, named, OfferKind::Reply), Some(None));
        let mention = town.writes_unlike("Badhuset?", |post| post.kind = PostKind::Mention);
        assert_eq!(offer(town, mention, OfferKind::Reply), Some(None));
    }
}
