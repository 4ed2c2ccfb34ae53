//! Answering in the municipality's name: never unsigned, never half-filled, never twice.

use chrono::TimeDelta;
use uppsikt_core::{
    action::{ActionKind, ActionState, Wording},
    collector,
    flagging::{Label, own_reply::Reminder},
    intake::{self, PostState},
    queue::{self, List, OfferKind},
    register,
    words::{PostId, Refusal, Result},
};
use uppsikt_tests::{
    Municipality,
    fake_platform::{ROOT, Trouble},
    on_both_stores,
};

fn refusal<T: std::fmt::Debug>(answer: Result<T>) -> Refusal {
    answer.unwrap_err().refusal().expect("a rule said no").clone()
}

fn last(town: &Municipality, post: PostId) -> ActionState {
    town.actions(post).pop().expect("something was decided").state
}

fn deliver(town: &Municipality) {
    town.in_round(|round| collector::deliver(round).unwrap());
}

on_both_stores! {
    fn re1_a_reply_stands_under_the_question_in_the_accounts_name(town) {
        let question = town.writes_what_is(Label::Question, "När öppnar badhuset?");
        town.maja().reply(question, "Badhuset öppnar på måndag.").unwrap();
        town.hold_passes();
        assert_eq!(town.platform().replies(), [(town.name_of(question), "Badhuset öppnar på måndag.".to_owned())]);
        assert_eq!(last(town, question), ActionState::CarriedOut);
        assert!(town.maja().queue(List::Open).rows.is_empty(), "answered, it is nobody's duty any more");
    }

    fn re2_where_initials_are_required_they_are_there(town) {
        let question = town.citizen_writes("När öppnar badhuset?");
        let signed = Wording { longest: 60, signature: "/M.L.".into() };
        town.maja().reply_having_seen(question, "På måndag.", &signed, &[]).unwrap();
        town.hold_passes();
        assert_eq!(town.platform().replies()[0].1, "På måndag.\n/M.L.");
        let other = town.citizen_writes("Och biblioteket?");
        assert_eq!(refusal(town.maja().reply_having_seen(other, "/M.L.", &signed, &[])), Refusal::ReplyEmpty);
        let long = "ord ".repeat(14);
        assert_eq!(refusal(town.maja().reply_having_seen(other, &long, &signed, &[])), Refusal::ReplyTooLong(60));
    }

    fn re3_a_saved_reply_is_not_sent_with_an_empty_field(town) {
        let question = town.writes_what_is(Label::Question, "När öppnar badhuset?");
        let maja = town.maja();
        let template = maja.view(question).templates.into_iter().find(|template| template.suggested).unwrap();
        assert_eq!(template.missing, ["Svaret"], "the rest is known: {}", template.text);
        assert!(matches!(refusal(maja.reply(question, &template.text)), Refusal::FieldUnfilled(_)));
        town.hold_passes();
        assert!(town.platform().replies().is_empty());
        let filled = template.text.replace("{svar}", "På måndag.");
        maja.reply(question, &filled).expect("filled in, it goes");
        town.hold_passes();
        assert!(town.platform().replies()[0].1.contains("På måndag."));
    }

    fn re3_a_saved_reply_knows_who_answers_for_whom_and_where_to_turn(town) {
        let sensitive = town.writes_what_is(Label::Health, "Mina värden har blivit sämre.");
        let maja = town.maja();
        let text = || -> String { maja.view(sensitive).templates.into_iter().map(|template| template.text).collect() };
        assert!(text().contains("{kontakt}") && !text().contains("{signatur}") && !text().contains("{kommun}"));
        maja.write(|tx| register::keep_setting(tx, "contact", "0501-75 50 00")).unwrap();
        assert!(text().contains("0501-75 50 00") && !text().contains("{kontakt}"), "once it is known, it is filled in");
    }

    fn re6_the_answer_tells_the_number_under_which_it_can_be_followed(town) {
        let case = town.writes_what_is(Label::Case, "Jag vill att ni prövar bygglovet.");
        let forward = town.maja().forward(case, town.office(), "Begäran om prövning").unwrap();
        let before = town.maja().view(case).templates;
        assert!(before.iter().all(|template| !template.text.contains("KS 2026/80")));
        town.rune().register(forward, "KS 2026/80").unwrap();
        let suggested = town.maja().view(case).templates.into_iter().find(|template| template.suggested).unwrap();
        assert!(suggested.text.contains("diarienummer KS 2026/80"), "{}", suggested.text);
        assert_eq!(town.maja().queue(List::Open).rows[0].id, case, "until it is told, somebody has to tell");
        let text = suggested.text.replace("{kontakt}", "0501-75 50 00");
        town.maja().reply(case, &text).unwrap();
        town.hold_passes();
        assert!(town.platform().replies()[0].1.contains("KS 2026/80"));
        assert!(town.maja().queue(List::Open).rows.is_empty());
    }

    fn fl10_re13_what_a_reply_is_reminded_of_has_to_be_seen_before_it_is_sent(town) {
        let question = town.citizen_writes("Vad ska man laga till kalaset?");
        let maja = town.maja();
        let wording = Wording { longest: 0, signature: "/M.L.".into() };
        let send = |text: &str, seen: &[Reminder]| maja.reply_having_seen(question, text, &wording, seen);
        let text = "Läs annasmat.blogspot.com, och rösta på Moderaterna.";
        let reminders = maja.reminders(text);
        assert!(reminders.len() >= 2, "{reminders:?}");
        let count = u32::try_from(reminders.len()).unwrap();
        assert_eq!(refusal(send(text, &[])), Refusal::RemindersUnseen(count), "whichever window it comes from");
        assert_eq!(refusal(send(text, &reminders[1..])), Refusal::RemindersUnseen(1), "all of them");
        let reworded = "Läs annasmat.blogspot.com och bertilsmat.blogspot.com, och rösta på Moderaterna.";
        assert_eq!(refusal(send(reworded, &reminders)), Refusal::RemindersUnseen(1), "and of the words that are sent");
        town.hold_passes();
        assert!(town.platform().replies().is_empty());
        send(text, &reminders).expect("whoever has seen them decides alone");
        town.hold_passes();
        assert_eq!(town.platform().replies()[0].1, format!("{text}\n/M.L."));
    }

    fn re18_what_was_said_is_kept_as_a_record_in_its_thread(town) {
        let question = town.citizen_writes("När öppnar badhuset?");
        town.maja().reply(question, "På måndag klockan nio.").unwrap();
        town.hold_passes();
        let seen = town.maja().view(question).thread;
        let ours = seen.iter().find(|post| post.text == "På måndag klockan nio.").expect("it stands in the thread");
        assert!(ours.ours);
        assert_eq!(ours.author, "Lillviks kommun");
        let record = town.post(ours.id);
        assert_eq!((record.state, record.parent_ref.0), (PostState::Context, town.name_of(question)));
        let evidence = town.maja().seal(question).unwrap();
        let thread = town.read(|reader| uppsikt_core::evidence::file(reader, evidence, "trad.json"));
        assert!(String::from_utf8(thread).unwrap().contains("På måndag klockan nio."), "and in the same package");
        assert_eq!(town.maja().search(List::Open, "klockan nio").total, 0, "it is nobody's duty");
    }

    fn after_a_lost_answer_nothing_is_said_twice(town) {
        let question = town.citizen_writes("När öppnar badhuset?");
        let maja = town.maja();
        let reply = maja.reply(question, "På måndag.").unwrap();
        town.platform().next(Trouble::LostAnswer);
        town.hold_passes();
        assert_eq!(last(town, question), ActionState::Uncertain);
        for _ in 0..5 {
            town.later(TimeDelta::hours(6));
            town.collect();
        }
        assert_eq!(town.platform().replies().len(), 1, "the program does not try again");
        assert_eq!(maja.queue(List::Open).rows[0].id, question, "a person has to look");
        assert_eq!(refusal(maja.again(reply)), Refusal::Unknown, "and to say what they saw, before anything is said");
        assert_eq!(refusal(maja.reply(question, "På måndag.")), Refusal::DecisionWaiting);
        let offer = maja.view(question).offers.into_iter().find(|offer| offer.kind == OfferKind::Reply).unwrap();
        assert_eq!(offer.refusal, Some(Refusal::DecisionWaiting));
        maja.saw(reply, true).unwrap();
        assert_eq!(last(town, question), ActionState::CarriedOut);
        town.hold_passes();
        assert_eq!(town.platform().replies().len(), 1);
        assert!(maja.queue(List::Open).rows.is_empty());
    }

    fn a_reply_that_was_looked_for_and_not_found_can_be_said_again(town) {
        let question = town.citizen_writes("När öppnar badhuset?");
        let maja = town.maja();
        let reply = maja.reply(question, "På måndag.").unwrap();
        town.platform().next(Trouble::LostAnswer);
        town.hold_passes();
        maja.saw(reply, false).unwrap();
        assert_eq!(last(town, question), ActionState::Failed);
        assert_eq!(refusal(maja.saw(reply, true)), Refusal::Unknown, "one look, one answer");
        maja.again(reply).unwrap();
        town.hold_passes();
        assert_eq!(last(town, question), ActionState::CarriedOut);
    }

    fn a_program_that_died_while_speaking_leaves_it_uncertain(town) {
        let question = town.citizen_writes("När öppnar badhuset?");
        let reply = town.maja().reply(question, "På måndag.").unwrap();
        // The row as the one who died left it: taken on, and nothing more.
        let sql = "UPDATE action SET state = 'under_way', attempts = 1, not_before = $2 WHERE id = $1";
        let taken_until = town.now() + TimeDelta::minutes(2);
        town.logbook.store().write(|db| db.execute(sql, &[reply.into(), taken_until.into()])).unwrap();
        town.later(TimeDelta::minutes(1));
        deliver(town);
        assert_eq!(last(town, question), ActionState::UnderWay, "for a while somebody may still be at it");
        town.later(TimeDelta::minutes(2));
        let anew = town.restarted();
        town.in_round_on(&anew, |round| collector::deliver(round).unwrap());
        assert_eq!(last(town, question), ActionState::Uncertain);
        assert!(town.platform().replies().is_empty(), "it may have been said, so it is not said");
        assert_eq!(town.maja().queue(List::Open).rows[0].id, question);
        town.maja().saw(reply, false).unwrap();
    }

    fn a_platform_that_was_away_hears_the_reply_once(town) {
        let question = town.citizen_writes("När öppnar badhuset?");
        town.maja().reply(question, "På måndag.").unwrap();
        town.platform().next(Trouble::Away);
        town.hold_passes();
        assert_eq!(last(town, question), ActionState::Decided, "nothing was said, so it waits");
        town.later(TimeDelta::hours(1));
        deliver(town);
        deliver(town);
        assert_eq!(town.platform().replies().len(), 1);
    }

    fn the_notice_of_a_removal_stands_where_the_post_stood(town) {
        let post = town.citizen_writes("Fan vilket skitbeslut.");
        let evidence = town.maja().seal(post).unwrap();
        let maja = town.maja();
        maja.write(|tx| {
            let by = maja.actor.moderator()?;
            let notice = "Ett inlägg har tagits bort enligt våra regler.";
            queue::remove(tx, &town.policy, by, post, evidence, "obscenity", "", notice)
        })
        .unwrap();
        town.hold_passes();
        town.hold_passes();
        assert_eq!(
            town.platform().replies(),
            [(ROOT.to_owned(), "Ett inlägg har tagits bort enligt våra regler.".to_owned())]
        );
        let decided: Vec<_> = town.actions(post).into_iter().map(|action| (action.kind, action.state)).collect();
        assert_eq!(
            decided,
            [(ActionKind::Remove, ActionState::CarriedOut), (ActionKind::Reply, ActionState::CarriedOut)]
        );
    }

    fn what_the_collector_reads_back_of_our_own_words_is_no_new_post(town) {
        let question = town.citizen_writes("När öppnar badhuset?");
        town.maja().reply(question, "På måndag.").unwrap();
        town.hold_passes();
        let count = |town: &Municipality| -> i64 {
            town.read(|reader| reader.one("SELECT CAST(COUNT(*) AS BIGINT) FROM post", &[])?.get(0))
        };
        let before = count(town);
        town.later(TimeDelta::minutes(10));
        town.collect();
        assert_eq!(count(town), before);
        assert!(town.read(|reader| intake::thread(reader, &town.post(question), 10)).iter().any(|post| post.ours));
    }
}
