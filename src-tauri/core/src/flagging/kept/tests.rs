use super::*;
use crate::{
    logbook::Logbook,
    store::{DatabaseKey, Place, Value},
    words::{Actor, Role},
};
use std::{collections::BTreeSet, path::PathBuf};

/// A database with one post, which goes when the test does.
struct Desk {
    logbook: Option<Logbook>,
    folder: PathBuf,
    post: PostId,
    lexicon: Lexicon,
}

const POST: &str = "000000000000000000000000000000aa";

fn maja() -> Actor {
    let id = "00000000000000000000000000000007".parse().unwrap();
    Actor::person(id, "Maja Modig".into(), "MM".into(), BTreeSet::from([Role::Moderator]), None)
}

fn policy() -> Policy {
    Policy::embedded("neutral").unwrap()
}

fn noon() -> Timestamp {
    Timestamp::from_timestamp_millis(1_795_000_000_000).unwrap()
}

impl Desk {
    fn with_a_post(name: &str) -> Desk {
        let folder = std::env::temp_dir().join(format!("uppsikt-flags-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let place = Place::File { path: folder.join("uppsikt.sqlite"), key: DatabaseKey::new([7; 32]) };
        let desk = Desk {
            logbook: Some(Logbook::open_counted(place, 1).unwrap()),
            folder,
            post: POST.parse().unwrap(),
            lexicon: Lexicon::embedded().unwrap(),
        };
        desk.change(|tx| {
            let insert = |tx: &mut Tx<'_>, table: &str| {
                let columns = tx.rows("SELECT name, type FROM pragma_table_info($1)", &[table.into()])?;
                let mut names = Vec::new();
                let mut values: Vec<Value> = Vec::new();
                for column in &columns {
                    let (name, kind): (String, String) = (column.get(0)?, column.get(1)?);
                    values.push(match name.as_str() {
                        "id" => POST.into(),
                        "department_id" | "account_id" => POST.into(),
                        "assigned_person" | "assigned_department" => Value::Null,
                        "state" => "open".into(),
                        _ if kind == "INTEGER" => Value::Int(1),
                        _ => "x".into(),
                    });
                    names.push(name);
                }
                let marks: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
                tx.execute(
                    &format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), marks.join(", ")),
                    &values,
                )
            };
            insert(tx, "department")?;
            insert(tx, "account")?;
            insert(tx, "post")?;
            Ok(())
        });
        desk
    }

    fn logbook(&self) -> &Logbook {
        self.logbook.as_ref().unwrap()
    }

    fn change<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> T {
        self.logbook()
            .write(&maja(), noon(), |tx| Ok((work(tx)?, Entry::SettingChanged { name: "test".into() })))
            .unwrap()
    }

    fn keep(&self, revision: RevisionNo, text: &str) {
        let reading = self.lexicon.read(text);
        self.change(|tx| keep(tx, self.post, revision, &reading, &self.lexicon));
    }

    fn flags(&self, revision: RevisionNo) -> Vec<Flag> {
        self.logbook().read(|reader| of(reader, self.post, revision)).unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.logbook = None;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn fl14_a_flag_keeps_its_span_and_its_rule_but_no_words() {
    let desk = Desk::with_a_post("span");
    desk.keep(RevisionNo::FIRST, "Ring Anna på 070-174 06 55");
    let flags = desk.flags(RevisionNo::FIRST);
    let phone = flags.iter().find(|flag| flag.label == Label::Phone).unwrap();
    assert_eq!((phone.start, phone.end, phone.rule.as_str()), (13, 26, "id.telefon"));
    assert_eq!(phone.rule_set, desk.lexicon.digest(), "an old decision can name the rules it rested on");
    let rows = desk.logbook().read(|reader| reader.rows("SELECT * FROM flag", &[])).unwrap();
    assert!(!format!("{rows:?}").contains("174 06"), "a citizen's words are never in the row");
}

#[test]
fn fl14_older_wordings_keep_their_flags_and_nothing_is_kept_twice() {
    let desk = Desk::with_a_post("older");
    desk.keep(RevisionNo::FIRST, "Ring 070-174 06 55");
    desk.keep(RevisionNo::FIRST, "Ring 070-174 06 55");
    desk.keep(RevisionNo(2), "Fint väder");
    assert_eq!(desk.flags(RevisionNo::FIRST).len(), 1);
    assert!(desk.flags(RevisionNo(2)).is_empty());
}

#[test]
fn fl14_a_wrong_flag_is_marked_and_the_mark_can_be_taken_back() {
    let desk = Desk::with_a_post("wrong");
    desk.keep(RevisionNo::FIRST, "Ring 070-174 06 55");
    let flag = desk.flags(RevisionNo::FIRST)[0].clone();
    let judge = |wrong| {
        let actor = maja();
        desk.logbook().write(&actor, noon(), |tx| judge(tx, actor.moderator()?, flag.id, wrong)).unwrap();
    };
    judge(true);
    let judged = desk.flags(RevisionNo::FIRST)[0].clone();
    assert_eq!((judged.state, judged.judged_by, judged.judged_at), (FlagState::Wrong, Some(maja().id()), Some(noon())));
    assert_eq!(desk.logbook().read(|reader| Precision::by(&policy()).of(reader, &flag.rule)).unwrap(), (0, 1));
    let entry = desk.logbook().read(|reader| reader.entries(None, i64::MAX, 1)).unwrap().remove(0);
    assert_eq!(entry.kind, "flag_judged");
    judge(false);
    assert_eq!(desk.flags(RevisionNo::FIRST)[0].state, FlagState::Open);
}

#[test]
fn fl18_a_post_that_is_closed_proves_none_of_its_flags() {
    let desk = Desk::with_a_post("right");
    desk.keep(RevisionNo::FIRST, "Ring 070-174 06 55. När öppnar badhuset?");
    let flags = desk.flags(RevisionNo::FIRST);
    let question = flags.iter().find(|flag| flag.label == Label::Question).unwrap();
    let of = |rule: &str| desk.logbook().read(|reader| Precision::by(&policy()).of(reader, rule)).unwrap();
    assert_eq!(of(&question.rule), (0, 0), "nobody has judged it yet");
    desk.change(|tx| tx.execute("UPDATE post SET state = 'done' WHERE id = $1", &[POST.into()]));
    assert_eq!(
        [of(&question.rule), of("id.telefon")],
        [(0, 0); 2],
        "whoever lets a post be has said nothing of its flags"
    );
}

#[test]
fn a_flag_that_is_not_there_is_refused() {
    let desk = Desk::with_a_post("absent");
    let actor = maja();
    let absent = "000000000000000000000000000000bb".parse().unwrap();
    let refused = desk.logbook().write(&actor, noon(), |tx| judge(tx, actor.moderator()?, absent, true)).unwrap_err();
    assert_eq!(refused.refusal(), Some(&Refusal::Unknown));
}
