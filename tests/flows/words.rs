//! A citizen's words: they stand where they belong and nowhere else. And the logbook of one main job, to be read.

use std::{
    fmt::Write as _,
    io,
    sync::{Arc, Mutex, OnceLock},
};
use tracing_subscriber::fmt::MakeWriter;
use uppsikt_core::{
    action::ActionState,
    flagging::Label,
    words::{Error, Result},
};
use uppsikt_tests::{Municipality, fake_platform::Trouble, on_both_stores};

/// A word that nobody says by chance.
const CANARY: &str = "kvittrande0kanariefågel";

/// Everything that the program logs, at whatever level.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl io::Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Heard {
    type Writer = Heard;
    fn make_writer(&self) -> Heard {
        self.clone()
    }
}

/// Listens from now on, once for the whole process.
fn listen() -> Heard {
    static HEARD: OnceLock<Heard> = OnceLock::new();
    let heard = HEARD.get_or_init(|| {
        let heard = Heard::default();
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(heard.clone()).init();
        tracing::info!("listening");
        heard
    });
    heard.clone()
}

/// What an error says to whoever asks it, in every way it can be asked.
fn says<T: std::fmt::Debug>(answer: Result<T>) -> String {
    let error = answer.expect_err("a rule said no, or something broke");
    let json = match &error {
        Error::Refused(refusal) => serde_json::to_string(refusal).unwrap(),
        Error::Broke(_) => String::new(),
    };
    format!("{error} {error:?} {} {json}", error.chain())
}

fn logbook(town: &Municipality) -> String {
    let entries = town.read(|reader| reader.tail(0, 10_000));
    entries.iter().fold(String::new(), |mut all, entry| {
        let _ = writeln!(all, "{} {} {} {}", entry.seq, entry.kind, entry.subject, entry.entry);
        all
    })
}

on_both_stores! {
    fn a_citizens_words_are_in_no_log_no_entry_no_name_and_no_error(town) {
        let heard = listen();
        let text = format!("Vi vet var du bor, {CANARY}. Du ska få ångra det här beslutet, Karin.");
        let threat = town.writes_with_picture(CANARY, &text);
        town.collect();
        let (maja, per, rune) = (town.maja(), town.per(), town.rune());
        maja.open(threat).unwrap();
        maja.claim(threat).unwrap();
        let mut errors = vec![
            says(per.reply(threat, &format!("Hej {CANARY}"))),
            says(rune.seal(threat)),
            says(maja.remove(threat, "kritik")),
            says(maja.unhide(threat, "")),
            says(maja.reply(threat, &CANARY.repeat(1000))),
            says(maja.close(threat, "no_action")),
        ];
        for trouble in [Trouble::EmptyPromise, Trouble::Login] {
            maja.remove(threat, "threat").unwrap();
            town.platform().next(trouble);
            town.hold_passes();
            assert_eq!(town.actions(threat).pop().unwrap().state, ActionState::Failed);
            town.platform().works_again();
        }
        town.platform().edit(&town.name_of(threat), &format!("{text} {CANARY}"));
        town.later(chrono::TimeDelta::minutes(10));
        town.collect();
        maja.remove(threat, "threat").unwrap();
        town.hold_passes();
        let forward = maja.forward(threat, town.office(), &format!("Hot {CANARY}")).unwrap();
        errors.push(says(rune.register(forward, &CANARY.replace('0', ""))));
        rune.register(forward, "KS 2026/77").unwrap();
        maja.reply(threat, &format!("Registrerat, {CANARY}.")).unwrap();
        town.hold_passes();
        let broke = maja.write(|tx| {
            tx.execute("INSERT INTO post (id, platform_ref) VALUES ($1, $2)", &[CANARY.into(), CANARY.into()])?;
            Ok(((), uppsikt_core::logbook::Entry::Settled { post: threat }))
        });
        errors.push(says(broke));
        let strange = town.logbook.read(|reader| reader.one("SELECT CAST(name AS BIGINT) FROM person", &[])?.get::<i64>(0));
        drop(strange);

        for error in &errors {
            assert!(!error.contains("kanariefågel"), "an error quotes a citizen: {error}");
        }
        let book = logbook(town);
        assert!(book.contains("registered") && !book.contains("kanariefågel"), "the logbook holds no words");
        let log = String::from_utf8_lossy(&heard.0.lock().unwrap()).into_owned();
        assert!(log.contains("listening"), "the log was listened to");
        assert!(!log.contains("kanariefågel"), "the log holds no words");
        let names: Vec<_> = std::fs::read_dir(town.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(names.iter().all(|name| !name.to_string_lossy().contains("kanariefågel")));
        let files = maja.evidence(threat).unwrap().manifest.files;
        assert!(files.iter().all(|file| !file.name.contains("kanariefågel")));
    }

    fn the_logbook_of_a_main_job_reads_as_a_story(town) {
        let threat = town.citizen_writes("Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");
        town.a_rule_says(threat, Label::Threat);
        let maja = town.maja();
        maja.open(threat).unwrap();
        maja.claim(threat).unwrap();
        let undone = maja.remove(threat, "threat").unwrap();
        maja.withdraw(undone).unwrap();
        maja.remove(threat, "threat").unwrap();
        town.hold_passes();
        let forward = maja.forward(threat, town.office(), "Hot mot tjänsteman").unwrap();
        town.rune().register(forward, "KS 2026/77").unwrap();
        maja.reply(threat, "Inlägget är registrerat med diarienummer KS 2026/77.").unwrap();
        town.hold_passes();
        crate::platforms::golden("logbook-main-job.txt", &told(town));
    }
}

/// The logbook as a person may read it: times by the Swedish clock, names where the register knows them, digests left
/// out, since a paper's bytes may change with its typeface.
fn told(town: &Municipality) -> String {
    let entries = town.read(|reader| reader.tail(0, 1000));
    let lines = town.read(|reader| uppsikt_core::queue::log_lines(reader, &entries));
    lines.iter().fold(String::new(), |mut told, line| {
        let mut entry: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&line.entry).unwrap();
        for left_out in ["kind", "digest", "digests"] {
            entry.shift_remove(left_out);
        }
        let subject = if line.subject_name.is_empty() { &line.subject } else { &line.subject_name };
        let at = line.at.format("%H:%M:%S");
        let rest = serde_json::to_string(&entry).unwrap();
        let _ = writeln!(told, "{:>3} {at} {:<12} {:<18} {subject}\n      {rest}", line.seq, line.actor, line.kind);
        told
    })
}
