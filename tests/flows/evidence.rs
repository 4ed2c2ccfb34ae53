//! Evidence: whole or not at all, and found out if a single byte is altered.

use uppsikt_core::{
    action::ActionState,
    evidence,
    intake::OutageKind,
    queue::List,
    store::Dialect,
    words::{Digest, EvidenceId, Refusal, Result},
};
use uppsikt_tests::{Municipality, on_both_stores};

fn refusal<T: std::fmt::Debug>(answer: Result<T>) -> Refusal {
    answer.unwrap_err().refusal().expect("a rule said no").clone()
}

fn is_sound(town: &Municipality, id: EvidenceId) -> bool {
    match town.logbook.read(|reader| evidence::verified(reader, id)) {
        Ok(_) => true,
        Err(broken) => {
            assert_eq!(broken.refusal(), Some(&Refusal::EvidenceBroken), "{}", broken.chain());
            false
        }
    }
}

/// Takes the guards of the database away, as somebody with the key and bad intent would.
fn without_guards(town: &Municipality) {
    let dialect = town.logbook.store().read(|db| Ok(db.dialect())).unwrap();
    let guards = [
        ("evidence", "evidence_is_never_changed evidence_is_never_removed", "evidence_is_append_only"),
        (
            "evidence_file",
            "evidence_file_is_never_changed evidence_file_is_never_removed",
            "evidence_file_is_append_only",
        ),
        ("blob_chunk", "blob_chunk_is_never_changed", "blob_chunk_is_never_changed"),
    ];
    for (table, sqlite, postgres) in guards {
        let dropped: Vec<String> = match dialect {
            Dialect::Sqlite => sqlite.split(' ').map(|name| format!("DROP TRIGGER {name};")).collect(),
            Dialect::Postgres => vec![format!("DROP TRIGGER {postgres} ON {table};")],
        };
        town.logbook.store().write(|db| db.script(&dropped.concat())).unwrap();
    }
}

fn run(town: &Municipality, sql: &str) {
    town.logbook.store().write(|db| db.execute(sql, &[])).unwrap();
}

/// Another text of the same form: an id or a number of the same length, one letter further.
fn altered(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let at = chars.len() / 2;
    chars[at] = match chars[at] {
        '0'..='8' | 'a'..='e' => char::from_u32(chars[at] as u32 + 1).unwrap(),
        '9' | 'f' => '0',
        _ => '_',
    };
    chars.into_iter().collect()
}

on_both_stores! {
    fn ev1_no_evidence_no_removal(town) {
        let post = town.writes_with_picture("Anna B.", "Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        town.collect();
        town.maja().seal(post).expect("with its picture saved it can be sealed");

        town.platform().refuse_downloads();
        let post = town.writes_with_picture("Anna B.", "Vi vet var du bor. Passa dig noga nu, Karin.");
        let refused = town.maja().remove(post, "threat");
        assert_eq!(refusal(refused), Refusal::AttachmentMissing, "the picture could not be saved, so nothing may go");
        let unknown = town.maja().remove_on(post, Municipality::no_evidence(), "threat");
        assert_eq!(refusal(unknown), Refusal::Unknown);
        town.hold_passes();
        assert!(town.stands(post), "the post still stands");
        assert!(town.platform().requests().is_empty(), "and nobody asked the platform for anything");
    }

    fn ev2_the_copy_holds_the_answer_the_words_the_thread_the_pictures_and_the_paper(town) {
        town.writes("Pia Lund", "Vad menar du?");
        let post = town.writes_with_picture("Anna B.", "Så här ser det ut.");
        let name = town.name_of(post);
        town.platform().edit(&name, "Så här såg det ut.");
        town.later(chrono::TimeDelta::minutes(5));
        town.collect();
        let id = town.maja().seal(post).unwrap();
        let text = |name: &str| String::from_utf8(town.read(|reader| evidence::file(reader, id, name))).unwrap();
        assert_eq!(text("inlagg.txt"), "Så här såg det ut.");
        assert_eq!(text("svar.json"), serde_json::json!({ "id": name, "message": "Så här såg det ut." }).to_string());
        assert!(text("lydelser.json").contains("Så här ser det ut."), "with every earlier wording");
        assert!(text("trad.json").contains("Vad menar du?"), "and its thread");
        for what in ["Anna B.", "https://platform.example", "posted_at", "first_seen_at", "lillvikskommun"] {
            assert!(text("uppgifter.json").contains(what), "{what} is among the particulars");
        }
        let file = |name: &str| town.read(|reader| evidence::file(reader, id, name));
        assert_eq!(file("bilaga-1.png"), uppsikt_tests::fake_platform::PICTURE);
        assert!(file(evidence::PAPER).starts_with(b"%PDF-"));
        assert!(file("sida-1.png").starts_with(b"\x89PNG"));
        let seen = town.maja().view(post).evidence.expect("the card shows it");
        assert!(!seen.outdated && seen.files.len() >= 7, "{:?}", seen.files);
    }

    fn ev1_a_file_that_the_platform_no_longer_gives_is_stated_and_the_post_can_go(town) {
        town.platform().gives_no_files(OutageKind::NotThere, "404");
        let post = town.writes_with_picture("Anna B.", "Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        town.collect();
        let since = town.now();
        let maja = town.maja();
        assert_eq!(refusal(maja.seal(post)), Refusal::AttachmentGone, "nobody seals less than all without knowing it");
        let seen = maja.view(post).attachments.remove(0);
        assert!(seen.gone && !seen.saved);
        assert_eq!((seen.file_name.as_str(), seen.trouble_answer.as_str()), ("bilaga-1.png", "404"));
        town.later(chrono::TimeDelta::hours(2));
        let id = maja.seal_without(post, &[seen.id]).unwrap();
        let sealed = town.read(|reader| evidence::verified(reader, id));
        let gap = sealed.gaps().first().expect("the seal states the gap");
        assert_eq!((gap.file_name.as_str(), gap.answer.as_str()), ("bilaga-1.png", "404"));
        assert!(gap.since <= since, "since it was first missed, not since it was sealed");
        let shown = maja.view(post).evidence.unwrap();
        assert_eq!(shown.gaps.first().map(|gap| gap.name.as_str()), Some("bilaga-1.png"), "the window shows it");
        let paper = town.read(|reader| evidence::file(reader, id, evidence::PAPER));
        let text = crate::papers::text_of(&uppsikt_core::paper::Pdf { bytes: paper, pages: 1 });
        assert!(text.contains("Saknas i beviset") && text.contains("bilaga-1.png") && text.contains("404"), "{text}");
        let entry = town.read(|reader| reader.entries(Some(&post.to_string()), i64::MAX, 1)).remove(0);
        assert!(entry.kind == "sealed" && entry.entry.contains(&seen.id.to_string()), "and the logbook names it");
        maja.remove_on(post, id, "threat").expect("it is not unremovable for ever");
        town.hold_passes();
        assert!(!town.stands(post));
    }

    fn ev1_a_platform_that_is_merely_away_is_waited_for(town) {
        for (kind, answer) in [(OutageKind::Away, "503"), (OutageKind::Limited, "429"), (OutageKind::Login, "401")] {
            town.platform().gives_no_files(kind, answer);
            let post = town.writes_with_picture("Anna B.", "Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
            town.collect();
            let maja = town.maja();
            assert_eq!(refusal(maja.seal(post)), Refusal::AttachmentMissing, "{kind:?}");
            let picture = maja.view(post).attachments.remove(0);
            assert!(!picture.gone);
            assert_eq!(refusal(maja.seal_without(post, &[picture.id])), Refusal::AttachmentMissing, "nor knowingly");
        }
        town.platform().gives_files();
        town.collect();
        let post = town.maja().queue(List::Open).rows.remove(0).id;
        assert!(town.maja().seal(post).is_ok(), "when it is back the copy is whole");
    }

    fn ev1_only_what_is_gone_may_be_left_out(town) {
        let post = town.writes_with_picture("Anna B.", "Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        town.collect();
        let saved = town.maja().view(post).attachments.remove(0);
        assert!(saved.saved);
        assert_eq!(refusal(town.maja().seal_without(post, &[saved.id])), Refusal::AttachmentMissing);
    }

    fn ev3_each_seal_is_signed_numbered_and_chained_to_the_one_before(town) {
        let posts = [town.citizen_writes("Ett"), town.citizen_writes("Två"), town.citizen_writes("Tre")];
        let ids = posts.map(|post| town.maja().seal(post).unwrap());
        let sealed = ids.map(|id| town.read(|reader| evidence::summary(reader, id)));
        assert_eq!(sealed.clone().map(|summary| summary.no), [1, 2, 3]);
        assert_eq!(sealed[0].number(), "B 2026-000001");
        assert_eq!(sealed[0].manifest.prev, "");
        assert_eq!(sealed[1].manifest.prev, sealed[0].digest.to_string());
        assert_eq!(sealed[2].manifest.prev, sealed[1].digest.to_string());
        for file in &sealed[0].manifest.files {
            let bytes = town.read(|reader| evidence::file(reader, ids[0], &file.name));
            assert_eq!((Digest::of(&bytes), bytes.len() as u64), (file.sha256, file.bytes), "{}", file.name);
        }
        assert_eq!(town.read(evidence::all), ids);
        assert!(ids.iter().all(|id| is_sound(town, *id)));
    }

    fn ev5_one_changed_byte_anywhere_is_found(town) {
        let post = town.writes_with_picture("Anna B.", "Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        town.collect();
        let before = town.maja().seal(town.citizen_writes("Något helt annat.")).unwrap();
        let id = town.maja().seal(post).unwrap();
        assert!(is_sound(town, id) && is_sound(town, before));
        without_guards(town);
        for column in ["manifest", "digest", "signature", "public_key", "prev", "post_id", "sealed_by"] {
            let read = format!("SELECT {column} FROM evidence WHERE id = '{id}'");
            let kept: String = town.read(|reader| reader.one(&read, &[])?.get(0));
            let put = |value: &str| {
                let sql = format!("UPDATE evidence SET {column} = $1 WHERE id = '{id}'");
                town.logbook.store().write(|db| db.execute(&sql, &[value.into()])).map(|_| ())
            };
            let wrong = if column == "post_id" { town.post(town.maja().queue(List::Open).rows[1].id).id.to_string() } else { altered(&kept) };
            assert_ne!(wrong, kept);
            put(&wrong).unwrap();
            assert!(!is_sound(town, id), "a changed {column} is found");
            put(&kept).unwrap();
            assert!(is_sound(town, id));
        }
        for column in ["revision_no", "sealed_at", "no"] {
            let step = |by: &str| run(town, &format!("UPDATE evidence SET {column} = {column} {by} WHERE id = '{id}'"));
            step("+ 7");
            assert!(!is_sound(town, id), "a changed {column} is found");
            step("- 7");
            assert!(is_sound(town, id));
        }
        let rename = |from: &str, to: &str| {
            let sql = "UPDATE evidence_file SET file_name = $1 WHERE file_name = $2";
            town.logbook.store().write(|db| db.execute(sql, &[to.into(), from.into()])).unwrap();
        };
        rename("svar.json", "svor.json");
        assert!(!is_sound(town, id), "a renamed file is found");
        rename("svor.json", "svar.json");
        assert!(is_sound(town, id));
        for file in town.read(|reader| evidence::summary(reader, id)).manifest.files {
            let kept: Vec<u8> = town.read(|reader| {
                reader.one("SELECT bytes FROM blob_chunk WHERE digest = $1 AND no = 0", &[file.sha256.into()])?.get(0)
            });
            let put = |bytes: &[u8]| {
                let sql = "UPDATE blob_chunk SET bytes = $1 WHERE digest = $2 AND no = 0";
                town.logbook.store().write(|db| db.execute(sql, &[bytes.into(), file.sha256.into()])).unwrap();
            };
            for at in [0, kept.len() / 2, kept.len() - 1] {
                let mut wrong = kept.clone();
                wrong[at] ^= 1;
                put(&wrong);
                assert!(!is_sound(town, id), "byte {at} of {} was changed", file.name);
            }
            put(&kept[..kept.len() - 1]);
            assert!(!is_sound(town, id), "a byte of {} was lost", file.name);
            put(&kept);
            assert!(is_sound(town, id));
        }
        run(town, &format!("UPDATE evidence SET digest = '{}' WHERE id = '{before}'", "0".repeat(64)));
        assert!(!is_sound(town, id), "what came before was exchanged, so the chain does not hold");
        let refused = town.maja().remove_on(post, id, "threat");
        assert_eq!(refusal(refused), Refusal::EvidenceBroken, "and nothing may be removed on it");
    }

    fn evidence_of_an_older_wording_is_refused_when_deciding(town) {
        let post = town.citizen_writes("Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        let old = town.maja().seal(post).unwrap();
        town.platform().edit(&town.name_of(post), "Vi vet var du bor. Jag menade inte så.");
        town.later(chrono::TimeDelta::minutes(5));
        town.collect();
        assert!(town.maja().view(post).evidence.unwrap().outdated, "the card says so");
        assert_eq!(refusal(town.maja().remove_on(post, old, "threat")), Refusal::EvidenceOutdated);
        assert!(is_sound(town, old), "though nobody has touched it");
    }

    fn evidence_of_an_older_wording_is_refused_when_carrying_out(town) {
        let post = town.citizen_writes("Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        let maja = town.maja();
        maja.remove(post, "threat").unwrap();
        town.platform().edit(&town.name_of(post), "Vi vet var du bor. Jag tar tillbaka allt.");
        town.later(chrono::TimeDelta::seconds(2));
        town.collect();
        town.hold_passes();
        assert!(town.stands(post), "what was reworded in the meantime does not go on evidence of other words");
        let failed = town.actions(post).pop().unwrap();
        assert_eq!((failed.state, failed.attempts), (ActionState::Failed, 1));
        assert_eq!(maja.queue(List::Open).rows[0].id, post, "and a person decides anew");

        maja.remove(post, "threat").expect("on evidence of the new words");
        town.hold_passes();
        assert!(!town.stands(post));
        let states: Vec<_> = town.actions(post).iter().map(|action| action.state).collect();
        assert_eq!(states, [ActionState::Withdrawn, ActionState::CarriedOut], "what failed stands in nobody's way");
        assert_ne!(maja.view(post).row.due.duty, uppsikt_core::queue::DutyKind::Mend);
    }
}
