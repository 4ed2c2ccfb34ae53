//! To the diary and back: what goes, to whom, by when, and what comes back.

use chrono::TimeDelta;
use uppsikt_core::{
    evidence,
    flagging::Label,
    queue::{DutyKind, List, StepKind, StepState},
    register,
    registrar::{self, DiaryFields, ForwardState, Forwarded},
    words::{DepartmentId, ForwardId, Id, PostId, Refusal, Result, Role},
};
use uppsikt_tests::{Municipality, on_both_stores};

fn refusal<T: std::fmt::Debug>(answer: Result<T>) -> Refusal {
    answer.unwrap_err().refusal().expect("a rule said no").clone()
}

fn in_state(town: &Municipality, state: ForwardState) -> Vec<Forwarded> {
    town.read(|reader| registrar::in_state(reader, state, 100))
}

fn of(town: &Municipality, id: ForwardId) -> Forwarded {
    town.read(|reader| registrar::forwarded(reader, id))
}

fn is_open(town: &Municipality, post: PostId) -> bool {
    town.maja().queue(List::Open).rows.iter().any(|row| row.id == post)
}

on_both_stores! {
    fn di3_it_goes_to_the_registrar_of_the_department_with_sealed_evidence(town) {
        let post = town.writes_what_is(Label::Case, "Jag vill att ni prövar bygglovet.");
        let forward = town.maja().forward(post, town.office(), "Begäran om prövning").unwrap();
        let sent = of(town, forward);
        assert_eq!((sent.department, sent.state), (town.office(), ForwardState::Sent));
        let sound = town.read(|reader| evidence::verified(reader, sent.evidence));
        assert_eq!(sound.post(), post, "the evidence is of this post, and whole");
        assert_eq!(in_state(town, ForwardState::Sent), [sent], "the registrar has it on the desk");
        let names: Vec<_> = town.maja().evidence(post).unwrap().manifest.files.into_iter().map(|file| file.name).collect();
        for file in ["bevis.pdf", "inlagg.txt", "svar.json", "uppgifter.json", "trad.json"] {
            assert!(names.iter().any(|name| name == file), "{file} goes with it");
        }

        let unknown = town.maja().forward(post, DepartmentId::from_number(7), "Begäran");
        assert_eq!(refusal(unknown), Refusal::Unknown);
        let office = town.office();
        let maja = town.maja();
        maja.write(|tx| {
            let mut department = register::department(tx, office)?;
            department.registrar_address = String::new();
            register::keep_department(tx, &department)
        })
        .unwrap();
        assert_eq!(refusal(maja.forward(post, office, "Begäran")), Refusal::RegistrarAddressMissing);
        let step = maja.view(post).steps.into_iter().find(|step| step.kind == StepKind::Register).unwrap();
        assert_eq!(step.refusal, None, "what was sent is on its way");
    }

    fn di4_the_four_fields_are_filled_in_beforehand(town) {
        let post = town.writes_what_is(Label::Case, "Jag vill att ni prövar bygglovet.");
        let suggested = town.maja().view(post).suggested_concerns;
        assert_eq!(suggested, "Inlägg i sociala medier: begäran om handläggning", "without the citizen's words");
        let forward = town.maja().forward(post, town.office(), &suggested).unwrap();
        let sent = of(town, forward);
        assert_eq!(sent.received_on, "2026-11-23", "the day it came in, by the Swedish calendar");
        assert_eq!((sent.correspondent.as_str(), sent.concerns.as_str()), ("Anna B.", suggested.as_str()));
        assert_eq!(sent.public_line, suggested, "and a line for the public");
        assert_eq!(refusal(town.maja().forward(post, town.office(), " ")), Refusal::FieldMissing("concerns".into()));
    }

    fn di5_the_diary_has_until_the_end_of_the_next_working_day(town) {
        let post = town.writes_what_is(Label::Case, "Jag vill att ni prövar bygglovet.");
        town.later(TimeDelta::days(2));
        let forward = town.maja().forward(post, town.office(), "Begäran om prövning").unwrap();
        let received = town.post(post).first_seen_at;
        let by = of(town, forward).register_by;
        assert_eq!(by, town.policy.register_by(received), "counted from when it came in, not from when it was sent");
        let day = |at| uppsikt_core::policy::day_of(at).to_string();
        assert_eq!((day(received), day(by)), ("2026-11-23".into(), "2026-11-24".into()));
        assert_eq!(town.maja().view(post).forwards[0].register_by, by, "a person sees it");
    }

    fn di6_social_services_get_it_for_the_persons_file_and_nobody_is_told_in_the_thread(town) {
        let post = town.writes_what_is(Label::Case, "Jag vill överklaga beslutet om stöd.");
        let maja = town.maja();
        let forward = maja.forward(post, town.social_services(), "Överklagande").unwrap();
        let sent = of(town, forward);
        assert!(sent.personal_file, "the person's file, never the diary");
        assert!(sent.confidential, "that somebody has to do with social services is confidential");
        assert_eq!(sent.public_line, "", "so the public line says nothing");
        assert!(maja.view(post).forwards[0].personal_file, "a person sees which way it went");
        town.rune().register_as(forward, "Akt 1204", |fields| fields.correspondent.clear()).expect("no name is needed");
        let templates = maja.view(post).templates;
        assert!(templates.iter().all(|template| !template.text.contains("1204")), "no reply tells the number");
        assert!(!is_open(town, post), "nor does anything ask for telling it");
        let other = maja.forward(post, town.office(), "Överklagande").unwrap();
        assert!(!of(town, other).personal_file);
    }

    fn di7_what_is_confidential_cannot_be_closed_unregistered(town) {
        let post = town.writes_what_is(Label::Health, "Min granne ligger på psyket.");
        let maja = town.maja();
        assert_eq!(refusal(maja.close(post, "minor_importance")), Refusal::StillStanding);
        maja.hide(post, "confidential_health").unwrap();
        town.hold_passes();
        assert_eq!(refusal(maja.close(post, "minor_importance")), Refusal::NotRegistered);
        assert!(is_open(town, post), "hiding it does not close it either");
        let duty = || maja.queue(List::Open).rows.remove(0).due.duty;
        assert_eq!(duty(), DutyKind::Register);
        let forward = maja.forward(post, town.office(), "Uppgift om enskild").unwrap();
        assert!(of(town, forward).confidential);
        town.rune().register(forward, "KS 2026/81").unwrap();
        assert_eq!(duty(), DutyKind::Remove, "some still see what is hidden");
        maja.remove(post, "confidential_health").unwrap();
        town.hold_passes();
        assert!(!is_open(town, post));
    }

    fn di14_what_is_not_registered_keeps_the_reason_why(town) {
        let post = town.citizen_writes("Fin bild.");
        let maja = town.maja();
        assert!(maja.close(post, "because").is_err(), "only the municipality's own reasons");
        assert!(is_open(town, post));
        maja.close(post, "minor_importance").unwrap();
        let view = maja.view(post);
        assert_eq!((view.done_reason.as_str(), view.closed_by_itself), ("minor_importance", false));
        let closed = view.history.iter().find(|line| line.kind == "closed").unwrap();
        assert!(closed.actor == "Maja Lind" && closed.entry.contains("minor_importance"));
        for reason in view.done_reasons {
            assert!(!reason.name_sv.is_empty() && !reason.name_en.is_empty());
        }
    }

    fn rg1_the_registrar_sees_what_waits_what_is_late_what_went_back_and_what_is_done(town) {
        let posts = ["Ett", "Två", "Tre"].map(|text| town.writes_what_is(Label::Case, text));
        let [first, second, third] = posts.map(|post| town.maja().forward(post, town.office(), "Begäran").unwrap());
        let ids = |state| in_state(town, state).into_iter().map(|forward| forward.id).collect::<Vec<_>>();
        assert_eq!(ids(ForwardState::Sent), [first, second, third], "the most urgent first");
        town.rune().register(first, "KS 2026/1").unwrap();
        town.rune().send_back(second, "Vilken fastighet?").unwrap();
        assert_eq!(ids(ForwardState::Sent), [third]);
        assert_eq!(ids(ForwardState::Registered), [first]);
        assert_eq!(ids(ForwardState::Returned), [second]);
        town.later(TimeDelta::days(3));
        assert!(in_state(town, ForwardState::Sent)[0].register_by < town.now(), "it is late, and can be seen to be");
        assert_eq!(town.read(registrar::waiting), 1, "the counter in the menu");
    }

    fn rg2_the_number_comes_back_with_its_date_and_who(town) {
        let post = town.writes_what_is(Label::Case, "Jag vill att ni prövar bygglovet.");
        let forward = town.maja().forward(post, town.office(), "Begäran").unwrap();
        assert_eq!(refusal(town.rune().register(forward, "KS")), Refusal::RegistrationNumberMalformed);
        town.rune().register(forward, "  KS  2026/80 ").unwrap();
        let registered = of(town, forward);
        assert_eq!(registered.number.unwrap().to_string(), "KS 2026/80");
        assert_eq!((registered.registered_at, registered.registered_by), (Some(town.now()), Some(town.rune().id())));
        assert_eq!(town.maja().queue(List::Open).rows[0].registration_number.as_deref(), Some("KS 2026/80"));
        assert_eq!(refusal(town.rune().register(forward, "KS 2026/81")), Refusal::AlreadyRegistered);
        assert_eq!(refusal(town.rune().send_back(forward, "Vad?")), Refusal::AlreadyRegistered);
    }

    fn rg2_what_was_registered_wrongly_is_corrected_and_the_logbook_tells(town) {
        let post = town.writes_what_is(Label::Case, "Jag vill att ni prövar bygglovet.");
        let forward = town.maja().forward(post, town.office(), "Begäran").unwrap();
        let (maja, rune) = (town.maja(), town.rune());
        assert_eq!(refusal(rune.correct(forward, "KS 2026/80", |_| {})), Refusal::Unknown, "nothing is registered");
        rune.register(forward, "KS 2026/80").unwrap();
        let registered = of(town, forward);
        town.later(TimeDelta::hours(1));

        assert!(!rune.correct(forward, " KS  2026/80", |fields| fields.concerns.push(' ')).unwrap(), "nothing differs");
        assert!(!town.entries(post).contains(&"corrected".to_owned()), "so nothing is entered");
        let refused = |number: &str, change: fn(&mut DiaryFields)| refusal(rune.correct(forward, number, change));
        assert_eq!(refused("KS", |_| {}), Refusal::RegistrationNumberMalformed);
        let empty = refused("KS 2026/81", |fields| fields.correspondent.clear());
        assert_eq!(empty, Refusal::FieldMissing("correspondent".into()), "the law asks for the same as before");
        assert_eq!(refused("KS 2026/81", |fields| fields.received_on = "2027-01-01".into()), Refusal::TimeAhead);
        assert_eq!(refusal(maja.correct(forward, "KS 2026/81", |_| {})), Refusal::RoleMissing(Role::Registrar));
        assert_eq!(of(town, forward), registered, "what was refused changed nothing");

        let corrected = rune.correct(forward, "KS 2026/81", |fields| {
            fields.received_on = "2026-11-20".into();
            fields.correspondent = " Anna Blom ".into();
        });
        assert!(corrected.unwrap());
        let now = of(town, forward);
        assert_eq!(now.number.as_ref().unwrap().to_string(), "KS 2026/81");
        assert_eq!((now.received_on.as_str(), now.correspondent.as_str()), ("2026-11-20", "Anna Blom"));
        assert_eq!((now.concerns, now.public_line), (registered.concerns, registered.public_line));
        let since = (registered.registered_at, registered.registered_by);
        assert_eq!((now.registered_at, now.registered_by), since, "it was registered then, and by them");
        assert_eq!(maja.queue(List::Open).rows[0].registration_number.as_deref(), Some("KS 2026/81"));
        let line = maja.view(post).history.into_iter().find(|line| line.kind == "corrected").unwrap();
        assert_eq!((line.actor.as_str(), line.at), ("Rune Berg", town.now()));
        let entry: serde_json::Value = serde_json::from_str(&line.entry).unwrap();
        assert_eq!((&entry["was"], &entry["number"]), (&"KS 2026/80".into(), &"KS 2026/81".into()));
        assert_eq!(entry["changed"], serde_json::json!(["number", "received_on", "correspondent"]));
        assert!(!line.entry.contains("Blom"), "which fields, not what stands in them");
    }

    fn re6_a_number_that_was_told_and_is_corrected_has_to_be_told_again(town) {
        let post = town.writes_what_is(Label::Case, "Jag vill att ni prövar bygglovet.");
        let forward = town.maja().forward(post, town.office(), "Begäran").unwrap();
        let (maja, rune) = (town.maja(), town.rune());
        let tell = |words: &str| {
            maja.reply(post, words).unwrap();
            town.hold_passes();
        };
        let told_wrongly = || maja.view(post).forwards[0].told_wrongly.clone();
        rune.register(forward, "KS 2026/80").unwrap();
        tell("Ditt ärende har diarienummer KS 2026/80.");
        assert!(!is_open(town, post));
        rune.correct(forward, "KS 2026/80", |fields| fields.concerns = "Begäran om prövning".into()).unwrap();
        assert!(!is_open(town, post), "the number that was told still holds");

        rune.correct(forward, "KS 2026/8", |_| {}).unwrap();
        assert!(is_open(town, post), "the contact centre has it again");
        assert_eq!(maja.queue(List::Open).rows[0].due.duty, DutyKind::Answer);
        assert_eq!(told_wrongly().as_deref(), Some("KS 2026/80"), "and sees why");
        let view = maja.view(post);
        let step = view.steps.iter().find(|step| step.kind == StepKind::Reply).unwrap();
        assert_eq!((step.state, step.at), (StepState::Now, None), "what was answered is to be answered anew");
        let suggested = view.templates.iter().find(|template| template.suggested).unwrap();
        assert!(suggested.text.contains("KS 2026/8") && !suggested.text.contains("KS 2026/80"), "{}", suggested.text);
        tell("Hej igen!");
        assert!(is_open(town, post), "until it is told, somebody has to tell");
        tell("Rätt diarienummer är KS 2026/8.");
        assert!(!is_open(town, post));
        assert_eq!(told_wrongly(), None);

        rune.correct(forward, "KS 2026/80", |_| {}).unwrap();
        assert!(is_open(town, post), "the last that was told is what counts");
        tell("Det var KS 2026/80 ändå, inte KS 2026/8.");
        assert!(!is_open(town, post), "the right one may be told beside the wrong one");
    }

    fn re6_it_comes_back_from_where_it_was_put_and_only_where_the_number_was_told(town) {
        let (maja, rune) = (town.maja(), town.rune());
        let registered = |post, to, number: &str, told: &str| {
            let forward = maja.forward(post, to, "Begäran").unwrap();
            rune.register(forward, number).unwrap();
            if !told.is_empty() {
                maja.reply(post, told).unwrap();
                town.hold_passes();
            }
            forward
        };
        let closed = town.writes_what_is(Label::Case, "Jag vill att ni prövar bygglovet.");
        let of_closed = registered(closed, town.office(), "KS 2026/1", "Diarienummer KS 2026/1.");
        maja.close(closed, "minor_importance").unwrap();
        rune.correct(of_closed, "KS 2026/10", |_| {}).unwrap();
        assert!(is_open(town, closed), "whoever closed it took the number for the right one");
        maja.close(closed, "minor_importance").unwrap();
        rune.correct(of_closed, "KS 2026/10", |fields| fields.public_line.clear()).unwrap();
        assert!(!is_open(town, closed), "whoever closes it knowing that has the last word");

        let untold = town.writes_what_is(Label::Case, "Jag vill att ni prövar marklovet.");
        let of_untold = registered(untold, town.office(), "KS 2026/2", "");
        maja.close(untold, "minor_importance").unwrap();
        rune.correct(of_untold, "KS 2026/20", |_| {}).unwrap();
        assert!(!is_open(town, untold), "nobody was told a wrong number");

        let secret = town.writes_what_is(Label::Case, "Jag vill överklaga beslutet om stöd.");
        let of_secret = registered(secret, town.social_services(), "Akt 3", "Ditt ärende är akt 3.");
        rune.correct(of_secret, "Akt 30", |_| {}).unwrap();
        assert!(!is_open(town, secret), "what is confidential is not told in a thread at all");

        let threat = town.citizen_writes("Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        town.a_rule_says(threat, Label::Threat);
        maja.remove(threat, "threat").unwrap();
        town.hold_passes();
        let of_threat = registered(threat, town.office(), "KS 2026/4", "Borttaget, med diarienummer KS 2026/4.");
        assert!(!is_open(town, threat));
        rune.correct(of_threat, "KS 2026/40", |_| {}).unwrap();
        assert!(is_open(town, threat), "the post is gone, but the reply stands in its thread");
    }

    fn rg3_a_question_brings_the_post_back_to_the_one_who_sent_it(town) {
        let post = town.writes_what_is(Label::Case, "Jag vill att ni prövar bygglovet.");
        let (maja, rune) = (town.maja(), town.rune());
        maja.reply(post, "Vi har lämnat det vidare.").unwrap();
        town.hold_passes();
        let forward = maja.forward(post, town.office(), "Begäran").unwrap();
        assert!(!is_open(town, post), "sent and answered, it is with the registrar");
        assert_eq!(refusal(rune.send_back(forward, " ")), Refusal::FieldMissing("question".into()));
        rune.send_back(forward, "Vilken fastighet?").unwrap();
        assert!(is_open(town, post), "also when it had been answered");
        assert_eq!(maja.queue(List::Mine).rows[0].id, post, "with the asker");
        assert_eq!(maja.view(post).forwards[0].question, "Vilken fastighet?");
        let again = maja.forward(post, town.office(), "Begäran om prövning, Lillvik 1:4").unwrap();
        assert!(!is_open(town, post));
        rune.register(again, "KS 2026/80").unwrap();
    }

    fn rg5_the_public_line_hides_what_must_be_hidden_and_only_then(town) {
        let secret = town.writes_what_is(Label::Social, "Min syster fick beslutet om vårdnaden igår.");
        let open = town.writes_what_is(Label::Case, "Jag vill att ni prövar bygglovet.");
        let hidden = town.maja().forward(secret, town.office(), "Uppgift om enskild").unwrap();
        let shown = town.maja().forward(open, town.office(), "Begäran om prövning").unwrap();
        assert_eq!(of(town, hidden).public_line, "", "nothing is proposed to the public");
        assert_eq!(of(town, shown).public_line, "Begäran om prövning");
        let rune = town.rune();
        for (empty, change) in [
            ("correspondent", (|fields| fields.correspondent = " ".into()) as fn(&mut DiaryFields)),
            ("concerns", |fields| fields.concerns.clear()),
            ("received_on", |fields| fields.received_on = "igår".into()),
        ] {
            let refused = rune.register_as(shown, "KS 2026/82", change);
            assert_eq!(refusal(refused), Refusal::FieldMissing(empty.into()), "OSL 5:2 asks for it");
        }
        let tomorrow = town.now() + TimeDelta::days(1);
        let refused = rune.register_as(shown, "KS 2026/82", |fields| {
            fields.received_on = uppsikt_core::policy::day_of(tomorrow).to_string();
        });
        assert_eq!(refusal(refused), Refusal::TimeAhead, "nothing has come in before it came");
        rune.register_as(hidden, "KS 2026/83", |fields| {
            fields.correspondent.clear();
            fields.concerns.clear();
            fields.public_line = "Inkommet inlägg".into();
        })
        .expect("where it would disclose what is confidential, two of the four may be left out");
        assert_eq!(of(town, hidden).public_line, "Inkommet inlägg");
        rune.register(shown, "KS 2026/84").unwrap();
    }
}
