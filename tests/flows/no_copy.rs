//! What may not be copied (FL3): it goes without evidence, on its own way, and what was kept of it is destroyed.

use chrono::TimeDelta;
use uppsikt_core::{
    action::{ActionKind, ActionState, ReadBack},
    collector, evidence,
    flagging::Label,
    intake::{self, FetchedAttachment, OutageKind, Standing},
    queue::{self, DutyKind, List, OfferKind, StepKind, StepState},
    words::{Digest, PostId, Refusal, Result},
};
use uppsikt_tests::{
    Municipality,
    fake_platform::{PICTURE, Trouble},
    on_both_stores,
};

const WORDS: &str = "Skriv till mig på kvittret så skickar jag resten av kvittersviten.";
const GROUND: &str = "child_pornography";

fn refusal<T: std::fmt::Debug>(answer: Result<T>) -> Refusal {
    answer.unwrap_err().refusal().expect("a rule said no").clone()
}

fn why_not(town: &Municipality, post: PostId, what: OfferKind) -> Option<Refusal> {
    town.maja().view(post).offers.into_iter().find(|offer| offer.kind == what).expect("it is named").refusal
}

/// Whether the words or the picture of the post lie anywhere in the database, in any table.
fn is_kept(town: &Municipality) -> Vec<&'static str> {
    let picture = Digest::of(PICTURE);
    town.read(|reader| {
        let mut found = Vec::new();
        for (place, sql) in [
            ("revision", "SELECT text || raw FROM revision"),
            ("attachment", "SELECT description FROM attachment"),
            ("post_search", "SELECT folded FROM post_search"),
            ("logbook", "SELECT entry FROM logbook"),
            ("action", "SELECT text || reason FROM action"),
        ] {
            for row in reader.rows(sql, &[])? {
                let text: String = row.get(0)?;
                if text.contains("kvitter") || text.contains("En bild") {
                    found.push(place);
                }
            }
        }
        for row in reader.rows("SELECT bytes FROM blob_chunk", &[])? {
            let bytes: Vec<u8> = row.get(0)?;
            if String::from_utf8_lossy(&bytes).contains("kvitter") {
                found.push("blob_chunk");
            }
        }
        if reader.bytes(picture)?.is_some() {
            found.push("picture");
        }
        Ok(found)
    })
}

on_both_stores! {
    fn fl3_what_may_not_be_copied_goes_without_evidence_and_leaves_no_copy(town) {
        let post = town.writes_with_picture("Okänd Person", WORDS);
        town.collect();
        assert!(!is_kept(town).is_empty(), "it came in as anything does, before anybody knew");
        let digest: Digest = town.read(|reader| {
            reader.one("SELECT digest FROM revision WHERE post_id = $1", &[post.into()])?.get(0)
        });
        let maja = town.maja();
        assert_eq!(why_not(town, post, OfferKind::RemoveWithoutCopy), None, "a person may see what no rule saw");
        let (id, until) = maja.remove_without_copy(post, GROUND).unwrap().expect("nobody else is on duty");
        assert!(until > town.now(), "it can be undone for a moment");
        let row = maja.queue(List::Open).rows.into_iter().find(|row| row.id == post);
        assert!(row.is_none_or(|row| row.withheld && row.excerpt.is_empty()), "no list shows its words from now on");
        assert!(maja.view(post).attachments.iter().all(|picture| !picture.saved), "and no picture");
        town.hold_passes();

        assert!(!town.stands(post), "it is gone from the platform");
        let done = town.actions(post).pop().unwrap();
        assert_eq!((done.id, done.kind, done.state), (id, ActionKind::RemoveWithoutCopy, ActionState::CarriedOut));
        assert_eq!((done.read_back, done.evidence), (ReadBack::Gone, None));
        assert_eq!(is_kept(town), Vec::<&str>::new(), "neither words nor picture are kept anywhere");
        let view = maja.view(post);
        assert!(view.destroyed && view.text.is_empty() && view.row.excerpt.is_empty());
        assert_eq!(view.row.author, "Okänd Person", "who wrote it is still known");
        let kept: Digest = town.read(|reader| {
            reader.one("SELECT digest FROM revision WHERE post_id = $1", &[post.into()])?.get(0)
        });
        assert_eq!(kept, digest, "and what it was, by its digest");
        assert!(maja.search(List::Done, "kvittersviten").rows.is_empty(), "a search does not find it by its words");
        assert_eq!(maja.search(List::Done, "okänd").rows.len(), 1);
        assert!(town.entries(post).contains(&"destroyed".to_owned()));
        assert_eq!(view.row.due.duty, DutyKind::Read, "and nothing more is demanded");
    }

    fn fl3_what_is_flagged_so_stands_first_and_offers_no_other_way(town) {
        let post = town.writes_what_is(Label::ChildPornography, WORDS);
        let maja = town.maja();
        let row = maja.queue(List::Open).rows.remove(0);
        assert_eq!((row.id, row.due.duty), (post, DutyKind::Remove));
        for what in [OfferKind::Seal, OfferKind::Remove, OfferKind::Hide, OfferKind::Forward] {
            assert_eq!(why_not(town, post, what), Some(Refusal::NoCopyAllowed), "{what:?}");
        }
        let steps: Vec<_> = maja.view(post).steps.into_iter().map(|step| (step.kind, step.state)).collect();
        assert_eq!(steps, [(StepKind::RemoveWithoutCopy, StepState::Now), (StepKind::Police, StepState::Later)]);
        assert_eq!(refusal(maja.remove_without_copy(post, "threat")), Refusal::GroundUnknown, "only that ground");
        assert_eq!(refusal(maja.close(post, "no_action")), Refusal::StillStanding);
        maja.remove_without_copy(post, GROUND).unwrap();
        town.hold_passes();
        assert!(!town.stands(post));
        assert!(town.platform().replies().is_empty(), "no notice points to what stood there");
    }

    fn fl3_a_colleague_on_duty_has_to_confirm_it(town) {
        let (maja, per) = (town.maja(), town.per());
        let other = town.citizen_writes("När öppnar badhuset?");
        per.open(other).unwrap();
        let post = town.writes_what_is(Label::ChildPornography, WORDS);
        assert_eq!(maja.remove_without_copy(post, GROUND).unwrap(), None, "Per is here, and is asked");
        let asked = town.actions(post).pop().unwrap();
        assert_eq!(asked.state, ActionState::SecondAsked);
        assert_eq!(maja.view(post).steps[0].kind, StepKind::Second);
        assert_eq!(per.queue(List::Review).rows[0].id, post);
        assert!(per.queue(List::Review).rows[0].excerpt.is_empty(), "the list shows no words of it");
        assert_eq!(refusal(maja.second_answer(asked.id, true)), Refusal::SamePerson);
        town.hold_passes();
        assert!(town.stands(post) && !maja.view(post).destroyed, "asking is not deciding");
        per.second_answer(asked.id, true).unwrap();
        town.hold_passes();
        assert!(!town.stands(post));
        let done = town.actions(post).pop().unwrap();
        assert_eq!((done.decided_by, done.second_by), (maja.id(), Some(per.id())));

        let next = town.writes_what_is(Label::ChildPornography, "Ett till av samma kvitter.");
        town.later(TimeDelta::minutes(31));
        let alone = maja.remove_without_copy(next, GROUND).unwrap();
        assert!(alone.is_some(), "when nobody else has been here for half an hour, it does not wait");
        town.hold_passes();
    }

    fn fl3_a_colleague_who_says_no_keeps_everything(town) {
        let (maja, per) = (town.maja(), town.per());
        let post = town.writes_with_picture("Anna B.", WORDS);
        town.collect();
        per.open(post).unwrap();
        maja.remove_without_copy(post, GROUND).unwrap();
        let asked = town.actions(post).pop().unwrap();
        per.second_answer(asked.id, false).unwrap();
        town.hold_passes();
        let view = maja.view(post);
        assert!(town.stands(post) && !view.no_copy && view.text == WORDS && view.attachments[0].saved);
        maja.seal(post).expect("it is a post like others again");
    }

    fn fl3_it_can_be_undone_as_long_as_nothing_was_destroyed(town) {
        let post = town.writes_with_picture("Anna B.", WORDS);
        town.collect();
        let maja = town.maja();
        let (id, _) = maja.remove_without_copy(post, GROUND).unwrap().unwrap();
        maja.withdraw(id).unwrap();
        town.hold_passes();
        assert!(town.stands(post) && maja.view(post).text == WORDS);
        let (id, _) = maja.remove_without_copy(post, GROUND).unwrap().unwrap();
        town.hold_passes();
        assert_eq!(refusal(maja.withdraw(id)), Refusal::TooLateToWithdraw);
    }

    fn fl3_the_copies_go_though_the_platform_is_away_and_are_not_fetched_again(town) {
        let post = town.writes_with_picture("Anna B.", WORDS);
        town.collect();
        let maja = town.maja();
        maja.remove_without_copy(post, GROUND).unwrap();
        town.platform().next(Trouble::Away);
        town.hold_passes();
        assert!(town.stands(post), "the platform did not answer");
        assert_eq!(is_kept(town), Vec::<&str>::new(), "but here nothing is kept");
        town.platform().works_again();
        town.platform().edit(&town.name_of(post), "Nytt kvitter.");
        town.later(TimeDelta::seconds(1));
        town.collect();
        assert_eq!(is_kept(town), Vec::<&str>::new(), "nor is it fetched anew, whatever it says now");
        assert_eq!(maja.queue(List::Open).rows.len(), 0, "a decision waits for the platform");
        town.later(TimeDelta::hours(1));
        town.collect();
        town.hold_passes();
        assert!(!town.stands(post));
        assert_eq!(town.post(post).standing, Standing::Gone);
    }

    fn fl3_a_removal_that_the_platform_refuses_is_somebodys_duty_and_holds_no_copy(town) {
        let post = town.writes_what_is(Label::ChildPornography, WORDS);
        let maja = town.maja();
        let (id, _) = maja.remove_without_copy(post, GROUND).unwrap().unwrap();
        town.platform().next(Trouble::Login);
        town.hold_passes();
        let row = maja.queue(List::Open).rows.remove(0);
        assert_eq!((row.id, row.due.duty), (post, DutyKind::Mend));
        assert!(row.withheld);
        assert_eq!(is_kept(town), Vec::<&str>::new());
        maja.again(id).unwrap();
        town.hold_passes();
        assert!(!town.stands(post));
    }

    fn fl3_evidence_that_showed_it_is_destroyed_and_other_evidence_is_not(town) {
        let maja = town.maja();
        let before = maja.seal(town.citizen_writes("När öppnar badhuset?")).unwrap();
        let post = town.writes_with_picture("Anna B.", WORDS);
        let twin = town.writes_with_picture("Olle", "Samma bild, andra ord.");
        town.collect();
        let of_post = maja.seal(post).unwrap();
        let of_twin = maja.seal(twin).unwrap();
        let after = maja.seal(town.citizen_writes("Är det öppet på söndag?")).unwrap();
        maja.remove_without_copy(post, GROUND).unwrap();
        town.hold_passes();
        let verified = |id| town.logbook.read(|reader| evidence::verified(reader, id).map(|_| ()));
        assert_eq!(refusal(verified(of_post)), Refusal::EvidenceDestroyed, "destroyed is not the same as broken");
        assert_eq!(refusal(verified(of_twin)), Refusal::EvidenceDestroyed, "the same picture lay in it");
        let kept = is_kept(town);
        assert!(kept.iter().all(|place| *place == "blob_chunk"), "what a neighbour's thread quotes is all: {kept:?}");
        verified(before).expect("the chain around it holds");
        verified(after).expect("on both sides");
        assert_eq!(maja.evidence(post).unwrap().id, of_post, "that it was sealed can still be proved");
        assert!(maja.view(twin).no_copy, "and the other post with that picture has to go the same way");
        assert_eq!(refusal(maja.remove_on(twin, of_twin, "threat")), Refusal::EvidenceDestroyed);
        maja.remove_without_copy(twin, GROUND).unwrap();
        town.hold_passes();
        let third = town.writes_with_picture("Kim", "Här är den igen.");
        town.collect();
        assert!(maja.view(third).no_copy && !maja.view(third).attachments[0].saved, "a known picture is not saved again");
        assert_eq!(maja.queue(List::Open).rows[0].id, third, "and puts its post first");
    }

    fn fl3_what_a_person_judged_so_is_shown_to_nobody_and_copied_into_no_neighbours_evidence(town) {
        let maja = town.maja();
        let neighbour = town.citizen_writes("När öppnar badhuset?");
        let post = town.writes("Okänd Person", WORDS);
        town.platform().edit(&town.name_of(post), &format!("{WORDS} Skynda!"));
        town.later(TimeDelta::minutes(1));
        town.collect();
        let place = |town: &Municipality| {
            town.maja().view(neighbour).thread.into_iter().find(|other| other.id == post).expect("its place is kept")
        };
        assert!(place(town).text.contains("kvitter"), "nobody has judged it yet");
        let (id, _) = maja.remove_without_copy(post, GROUND).unwrap().expect("nobody else is on duty");
        let view = maja.view(post);
        assert!(view.withheld && !view.destroyed, "it is decided, though not carried out");
        assert!(view.text.is_empty() && view.revisions.iter().all(|one| one.text.is_empty()), "no wording is shown");
        assert!(view.revisions.len() == 2 && view.flags.iter().all(|flag| !flag.why.contains("kvitter")));
        assert!(view.thread.iter().all(|other| !other.text.contains("kvitter")));
        let seen = place(town);
        assert!(seen.withheld && seen.text.is_empty() && seen.author == "Okänd Person", "only that somebody wrote");
        let evidence = maja.seal(neighbour).unwrap();
        let file = |name| town.read(|reader| evidence::file(reader, evidence, name));
        let thread = String::from_utf8(file("trad.json")).unwrap();
        assert!(!thread.contains("kvitter") && thread.contains("Okänd Person"), "{thread}");
        assert!(thread.contains("sådant som inte får kopieras"), "and its place says why it is empty");
        let paper = crate::papers::text_of(&uppsikt_core::paper::Pdf { bytes: file("bevis.pdf"), pages: 0 });
        assert!(!paper.contains("kvitter") && paper.contains("Orden återges inte"), "{paper}");
        assert_eq!(refusal(maja.seal(post)), Refusal::NoCopyAllowed, "nor is it sealed itself");
        maja.withdraw(id).unwrap();
        assert!(maja.view(post).text.contains("kvitter") && !place(town).withheld, "taken back, it is a post like others");
    }

    fn fl3_what_is_only_flagged_so_is_shown_to_whoever_judges_it_and_nowhere_else(town) {
        let maja = town.maja();
        let neighbour = town.citizen_writes("När öppnar badhuset?");
        let post = town.writes_what_is(Label::ChildPornography, WORDS);
        let view = maja.view(post);
        assert!(!view.withheld && view.text == WORDS, "somebody has to judge it");
        assert!(maja.view(neighbour).thread.iter().any(|other| other.id == post && other.withheld));
        let evidence = maja.seal(neighbour).unwrap();
        let thread = town.read(|reader| evidence::file(reader, evidence, "trad.json"));
        assert!(!String::from_utf8(thread).unwrap().contains("kvitter"));
        assert_eq!(refusal(maja.seal(post)), Refusal::NoCopyAllowed);
    }

    fn fl3_a_known_picture_that_comes_when_somebody_wants_to_seal_its_post_puts_it_first(town) {
        let maja = town.maja();
        let post = town.writes_with_picture("Anna B.", WORDS);
        town.collect();
        maja.remove_without_copy(post, GROUND).unwrap();
        town.hold_passes();
        town.platform().gives_no_files(OutageKind::Away, "503");
        let other = town.citizen_writes("När öppnar badhuset?");
        let twin = town.writes_with_picture("Olle", "Samma bild, andra ord.");
        town.platform().gives_files();
        assert_eq!(maja.queue(List::Open).rows.len(), 2);
        assert_ne!(maja.view(twin).row.due.duty, DutyKind::Remove, "nobody has seen the picture yet");
        town.in_round(|round| collector::save_attachments(round, twin)).unwrap();
        let first = maja.queue(List::Open).rows.remove(0);
        assert_eq!((first.id, first.due.duty), (twin, DutyKind::Remove), "now it is known, and stands before {other}");
    }

    fn fl3_pictures_that_may_not_be_saved_keep_no_others_waiting(town) {
        town.platform().gives_no_files(OutageKind::Away, "503");
        let post = town.writes_unlike(WORDS, |post| {
            post.attachments = (0..120).map(|no| FetchedAttachment {
                address: format!("https://platform.example/{no}.png"),
                media_type: "image/png".into(),
                description: String::new(),
            }).collect();
        });
        town.a_rule_says(post, Label::ChildPornography);
        town.platform().gives_files();
        let other = town.writes_with_picture("Kim", "Så här ser hålet på Storgatan ut.");
        let saved = |post| town.read(|reader| intake::attachments(reader, post)).iter().filter(|one| one.digest.is_some()).count();
        assert_eq!((saved(other), saved(post)), (1, 0));
    }

    fn ad3_the_guards_let_words_and_bytes_go_only_where_they_were_destroyed(town) {
        let post = town.writes_with_picture("Anna B.", WORDS);
        town.collect();
        town.maja().seal(post).unwrap();
        let past = |sql: &str| town.logbook.store().write(|db| db.execute(sql, &[]).map(|_| ()));
        for sql in [
            "UPDATE revision SET text = 'andra ord'",
            "UPDATE revision SET text = '', raw = ''",
            "DELETE FROM blob_chunk",
        ] {
            assert!(past(sql).is_err(), "the database itself says no to: {sql}");
        }
        town.maja().remove_without_copy(post, GROUND).unwrap();
        town.hold_passes();
        for sql in [
            "UPDATE revision SET text = 'andra ord'",
            "UPDATE revision SET digest = ''",
            "DELETE FROM destroyed_post",
            "UPDATE destroyed_bytes SET at = 0",
        ] {
            assert!(past(sql).is_err(), "and goes on saying no to: {sql}");
        }
    }

    fn ev18_the_sheet_for_the_police_holds_links_times_and_evidence_numbers_and_no_words(town) {
        let maja = town.maja();
        let threat = town.writes("Okänd Person", "Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        let earlier = town.writes("Okänd Person", "Jag vet var du bor, Karin.");
        maja.seal(earlier).unwrap();
        maja.remove(threat, "threat").unwrap();
        town.hold_passes();
        let sheet = maja.police_sheet(threat).unwrap();
        let text = crate::papers::text_of(&sheet);
        let name = town.name_of(threat);
        for part in [
            "Underlag för polisanmälan",
            "Okänd Person",
            &format!("https://platform.example/{name}"),
            "person-Okänd Person",
            "B 2026-000002",
            "B 2026-000001",
            "Kontrollerat: borta.",
            "Maja Lind",
        ] {
            assert!(text.contains(part), "{part} is missing from\n{text}");
        }
        assert!(!text.contains("ångra"), "no word of the post stands there: {text}");
        assert_eq!(refusal(maja.police_sheet(town.citizen_writes("Hej!"))), Refusal::GroundUnknown);
        let step = |post| maja.view(post).steps.into_iter().find(|step| step.kind == StepKind::Police).unwrap().state;
        assert_eq!(step(threat), StepState::Later);
        maja.save_police_sheet(threat).unwrap();
        assert_eq!(step(threat), StepState::Done, "the step is done once the sheet has been written out");
    }

    fn ev18_fl3_of_what_may_not_be_copied_the_sheet_says_that_there_is_no_copy(town) {
        let post = town.writes_what_is(Label::ChildPornography, WORDS);
        let maja = town.maja();
        maja.remove_without_copy(post, GROUND).unwrap();
        town.hold_passes();
        let text = crate::papers::text_of(&maja.police_sheet(post).unwrap());
        for part in ["Ingen kopia finns.", "114 14", "Anna B.", "16 kap. 10 a §", &town.name_of(post)] {
            assert!(text.contains(part), "{part} is missing from\n{text}");
        }
        assert!(!text.contains("kvitter"), "{text}");
        let unplaced = town.read(queue::unplaced);
        assert!(unplaced.is_empty());
    }
}
