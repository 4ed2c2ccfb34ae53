//! Rules: what flags are made with, a text to try them on, a changed rule rehearsed and switched on, the local model.

use crate::{answer::Answer, desk::Desk, long_work::Standing};
use serde::Serialize;
use tauri::State;
use uppsikt_core::{
    flagging::{
        self, Label, Lexicon, Severity,
        adviser::{self, Advice},
        learning,
        own::{self, Candidate, RuleSet},
        own_reply::Reminder,
        rehearsal::{self, Report},
        text::words_between,
    },
    house, intake, queue, register,
    words::{PostId, Refusal, RuleKeeper, Timestamp},
};

/// The longest text that is tried, in bytes.
const LONGEST: usize = 1 << 20;
/// Versions that the history shows.
const HISTORY: u32 = 200;
/// Rule sets that it shows.
const SETS: u32 = 50;

/// A rule with how often it was right.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RuleRow {
    /// Its lasting name.
    pub id: String,
    /// What it says.
    pub label: Label,
    /// What it says besides.
    pub also: Vec<Label>,
    /// How grave.
    pub severity: Severity,
    /// How sure, 1–100.
    pub score: u8,
    /// Why, in Swedish, with … for the words.
    pub why: String,
    /// The ground with its statute.
    pub ground: String,
    /// The file it stands in.
    pub file: String,
    /// Whether that is one of the municipality's own.
    pub own: bool,
    /// Whether the municipality has switched it off.
    pub off: bool,
    /// How often people found it right.
    pub right: u32,
    /// Of how many that they judged.
    pub judged: u32,
}

/// A file of rules.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RuleFile {
    /// Its name.
    pub name: String,
    /// The version that it gives itself.
    pub version: String,
    /// Whether it is the municipality's own.
    pub own: bool,
    /// Whether it stands in the place of one of the program's.
    pub replaces: bool,
}

/// The rules that hold.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RulesPage {
    /// Their digest.
    pub digest: String,
    /// Since when they hold.
    pub since: Option<Timestamp>,
    /// The files.
    pub files: Vec<RuleFile>,
    /// The rules, by name.
    pub rules: Vec<RuleRow>,
    /// What each label must reach, by label.
    pub thresholds: Vec<(Label, u8)>,
    /// Whether this person may change them.
    pub may_change: bool,
    /// Why files in the municipality's folder are not in force.
    pub left_out: Vec<Refusal>,
}

/// What a text was found to contain.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TriedFlag {
    /// What it says.
    pub label: Label,
    /// How grave.
    pub severity: Severity,
    /// By which rule.
    pub rule: String,
    /// How sure, 1–100.
    pub score: u8,
    /// Where its words begin, in code points.
    pub start: u32,
    /// Where they end.
    pub end: u32,
    /// Why, with the words put in.
    pub why: String,
    /// The ground.
    pub ground: String,
    /// What the local model added, where it did.
    pub advice: Option<Advice>,
}

/// How a rehearsal stands.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Rehearsal {
    /// None has been asked for.
    Idle,
    /// It goes on.
    Going {
        /// Posts read.
        done: u32,
        /// Of how many.
        all: u32,
    },
    /// It has ended.
    Done {
        /// The file that would say something else.
        file: String,
        /// What it would say.
        text: String,
        /// What came of it.
        report: Box<Report>,
    },
    /// A person stopped it.
    Stopped,
    /// A rule said no, or something broke.
    Failed {
        /// Which rule; nothing when something broke.
        refusal: Option<Refusal>,
    },
}

/// A version of an own file.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OwnVersion {
    /// Its number.
    pub no: u32,
    /// The file.
    pub file: String,
    /// Its text; empty when the file was taken away.
    pub text: String,
    /// The digest of all rules together, from then on.
    pub rule_set: String,
    /// Why.
    pub reason: String,
    /// When.
    pub kept_at: Timestamp,
    /// Who.
    pub kept_by: String,
    /// Whether it is what the file says now.
    pub holds: bool,
}

/// What has held.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RulesHistory {
    /// Versions of the own files, the newest first.
    pub versions: Vec<OwnVersion>,
    /// The rule sets that have held, the newest first.
    pub sets: Vec<RuleSet>,
}

/// The local model as it stands.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ModelPage {
    /// Whether it is asked.
    pub on: bool,
    /// Whether this person may change that.
    pub may_change: bool,
    /// Flags that people found right.
    pub right: u32,
    /// Flags that people found wrong.
    pub wrong: u32,
    /// How many of each it takes.
    pub needed: u32,
    /// The newest version, if there is one.
    pub newest: Option<ModelVersion>,
    /// How a training stands.
    pub training: Training,
}

/// A version of the model.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ModelVersion {
    /// Its number.
    pub no: u32,
    /// When it was trained.
    pub trained_at: Timestamp,
    /// By whom.
    pub trained_by: String,
    /// Right ones that it learnt from.
    pub right: u32,
    /// Wrong ones.
    pub wrong: u32,
    /// Decisions that were kept apart.
    pub held_out: u32,
    /// How many of those it judged as people had.
    pub agreed: u32,
}

/// How a training stands.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Training {
    /// None goes on.
    Idle,
    /// It goes on.
    Going {
        /// Times that everything has been gone through.
        done: u32,
        /// Of how many.
        all: u32,
    },
    /// A person stopped it.
    Stopped,
    /// A rule said no, or something broke.
    Failed {
        /// Which rule; nothing when something broke.
        refusal: Option<Refusal>,
    },
}

/// The rules that hold, each with how often it was right.
#[tauri::command]
#[specta::specta]
pub async fn rules_page(desk: State<'_, Desk>) -> Answer<RulesPage> {
    desk.run(|desk| {
        let lexicon = desk.lexicon();
        desk.read(|reader, me| {
            let own = own::in_force(reader)?;
            let mut precision = flagging::kept::Precision::by(&desk.policy()).of_all(reader)?;
            let rules = lexicon
                .rules()
                .map(|(rule, off)| {
                    let (right, judged) = precision.remove(&rule.id).unwrap_or_default();
                    RuleRow {
                        id: rule.id.clone(),
                        label: rule.label,
                        also: rule.also.clone(),
                        severity: rule.severity,
                        score: rule.score,
                        why: rule.why("…"),
                        ground: rule.ground.clone(),
                        file: rule.file.clone(),
                        own: own.contains_key(&rule.file),
                        off,
                        right,
                        judged,
                    }
                })
                .collect();
            Ok(RulesPage {
                digest: lexicon.digest().to_string(),
                since: own::rule_sets(reader, 1)?.first().map(|set| set.since),
                files: files(&lexicon, &own),
                rules,
                thresholds: Label::ALL.into_iter().map(|label| (label, lexicon.threshold(label))).collect(),
                may_change: RuleKeeper::of(me).is_ok(),
                left_out: desk.left_out().to_vec(),
            })
        })
    })
    .await
}

fn files(lexicon: &Lexicon, own: &own::Files) -> Vec<RuleFile> {
    lexicon
        .versions()
        .map(|(name, version)| RuleFile {
            name: name.to_owned(),
            version: version.to_owned(),
            own: own.contains_key(name),
            replaces: own.contains_key(name) && Lexicon::embedded_file(name).is_some(),
        })
        .collect()
}

/// What a text would be flagged for in the queue. Nothing of it is kept.
#[tauri::command]
#[specta::specta]
pub async fn rules_try(desk: State<'_, Desk>, text: String) -> Answer<Vec<TriedFlag>> {
    desk.run(move |desk| {
        desk.me()?.may_read()?;
        Ok(tried(&desk.lexicon(), desk.aids().adviser(), within(&text)))
    })
    .await
}

/// As much of a text as is tried, without cutting a letter in two.
fn within(text: &str) -> &str {
    let end = (0..=text.len().min(LONGEST)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

fn tried(lexicon: &Lexicon, adviser: Option<&dyn adviser::Adviser>, text: &str) -> Vec<TriedFlag> {
    let advised = adviser::read(lexicon, adviser, text);
    advised
        .pairs()
        .into_iter()
        .map(|(found, advice)| {
            let words = words_between(text, found.start, found.end);
            let rule = lexicon.rule(&found.rule);
            TriedFlag {
                label: found.label,
                severity: found.severity,
                rule: found.rule.clone(),
                score: found.score,
                start: found.start,
                end: found.end,
                why: rule.map(|rule| rule.why(&words)).unwrap_or_default(),
                ground: rule.map(|rule| rule.ground.clone()).unwrap_or_default(),
                advice,
            }
        })
        .collect()
}

/// What a file of rules says: the municipality's own, or else the program's; nothing for a new one.
#[tauri::command]
#[specta::specta]
pub async fn rules_file(desk: State<'_, Desk>, file: String) -> Answer<String> {
    desk.run(move |desk| {
        let own = desk.read(|reader, _| own::in_force(reader))?.remove(&file);
        Ok(own.or_else(|| Lexicon::embedded_file(&file).map(str::to_owned)).unwrap_or_default())
    })
    .await
}

/// Whether a file would hold, and what a text would be flagged for with it. It says no with file, line and reason.
#[tauri::command]
#[specta::specta]
pub async fn rules_check(desk: State<'_, Desk>, file: String, text: String, sample: String) -> Answer<Vec<TriedFlag>> {
    desk.run(move |desk| {
        let candidate = desk.read(|reader, _| Candidate::of(reader, &desk.policy(), &file, &text))?;
        Ok(tried(candidate.lexicon(), None, within(&sample)))
    })
    .await
}

/// Begins to rehearse a file on every post. It goes on whatever the person looks at.
#[tauri::command]
#[specta::specta]
pub async fn rules_rehearse(desk: State<'_, Desk>, file: String, text: String) -> Answer<()> {
    desk.run(move |desk| {
        let candidate = desk.read(|reader, me| {
            me.may_read()?;
            Candidate::of(reader, &desk.policy(), &file, &text)
        })?;
        let (logbook, now) = (std::sync::Arc::clone(&desk.logbook), desk.lexicon());
        desk.rehearsal.begin("rehearsal", move |watch| rehearsal::rehearse(&logbook, &now, candidate, watch))
    })
    .await
}

/// How the rehearsal stands.
#[tauri::command]
#[specta::specta]
pub async fn rules_rehearsal(desk: State<'_, Desk>) -> Answer<Rehearsal> {
    desk.run(|desk| {
        desk.me()?.may_read()?;
        Ok(match desk.rehearsal.standing() {
            Standing::Idle => Rehearsal::Idle,
            Standing::Going(done, all) => Rehearsal::Going { done: count(done), all: count(all) },
            Standing::Done(rehearsed) => Rehearsal::Done {
                file: rehearsed.candidate().file().to_owned(),
                text: rehearsed.candidate().text().to_owned(),
                report: Box::new(rehearsed.report().clone()),
            },
            Standing::Stopped => Rehearsal::Stopped,
            Standing::Failed(refusal) => Rehearsal::Failed { refusal },
        })
    })
    .await
}

fn count(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Stops the rehearsal.
#[tauri::command]
#[specta::specta]
pub async fn rules_stop(desk: State<'_, Desk>) -> Answer<()> {
    desk.run(|desk| {
        desk.me()?.may_read()?;
        desk.rehearsal.stop();
        Ok(())
    })
    .await
}

/// Switches on what was rehearsed, if it is what the person sees.
#[tauri::command]
#[specta::specta]
pub async fn rules_switch_on(desk: State<'_, Desk>, file: String, text: String, reason: String) -> Answer<()> {
    desk.run(move |desk| {
        let Standing::Done(rehearsed) = desk.rehearsal.standing() else { return Err(Refusal::NotRehearsed.into()) };
        let candidate = rehearsed.candidate();
        if candidate.file() != file || candidate.text().trim() != text.trim() {
            return Err(Refusal::NotRehearsed.into());
        }
        desk.write(|tx, me| own::switch_on(tx, RuleKeeper::of(me)?, &rehearsed, &reason))?;
        house::rules::write_copy(&desk.logbook, &desk.folder)?;
        desk.renew_rules()
    })
    .await
}

/// Every version of the own files, and the rule sets that have held.
#[tauri::command]
#[specta::specta]
pub async fn rules_history(desk: State<'_, Desk>) -> Answer<RulesHistory> {
    desk.run(|desk| {
        desk.read(|reader, _| {
            let names = queue::names(reader)?;
            let mut seen = std::collections::BTreeSet::new();
            let versions = own::history(reader, HISTORY)?
                .into_iter()
                .map(|version| OwnVersion {
                    holds: seen.insert(version.file.clone()),
                    no: version.no,
                    file: version.file,
                    text: version.text,
                    rule_set: version.rule_set.to_string(),
                    reason: version.reason,
                    kept_at: version.kept_at,
                    kept_by: names.get(&version.kept_by).cloned().unwrap_or_default(),
                })
                .collect();
            Ok(RulesHistory { versions, sets: own::rule_sets(reader, SETS)? })
        })
    })
    .await
}

/// What a reply is reminded of before it is sent.
#[tauri::command]
#[specta::specta]
pub async fn reply_check(desk: State<'_, Desk>, post: PostId, text: String) -> Answer<Vec<Reminder>> {
    desk.run(move |desk| {
        desk.read(|reader, me| {
            me.moderator()?;
            intake::post(reader, post)?;
            queue::reminders(reader, &desk.policy(), &desk.lexicon(), &text)
        })
    })
    .await
}

/// The local model as it stands.
#[tauri::command]
#[specta::specta]
pub async fn model_page(desk: State<'_, Desk>) -> Answer<ModelPage> {
    desk.run(|desk| {
        let training = match desk.training.standing() {
            Standing::Idle | Standing::Done(_) => Training::Idle,
            Standing::Going(done, all) => Training::Going { done: count(done), all: count(all) },
            Standing::Stopped => Training::Stopped,
            Standing::Failed(refusal) => Training::Failed { refusal },
        };
        desk.read(|reader, me| {
            let names = queue::names(reader)?;
            let (right, wrong) = learning::judged(reader, &desk.policy())?;
            Ok(ModelPage {
                on: register::setting(reader, learning::SETTING)?.as_deref() == Some("on"),
                may_change: RuleKeeper::of(me).is_ok(),
                right,
                wrong,
                needed: learning::NEEDED,
                newest: learning::newest(reader)?.map(|version| ModelVersion {
                    no: version.no,
                    trained_at: version.trained_at,
                    trained_by: names.get(&version.trained_by).cloned().unwrap_or_default(),
                    right: version.trained.right,
                    wrong: version.trained.wrong,
                    held_out: version.trained.held_out,
                    agreed: version.trained.agreed,
                }),
                training,
            })
        })
    })
    .await
}

/// Begins to train the model from what people have decided.
#[tauri::command]
#[specta::specta]
pub async fn model_train(desk: State<'_, Desk>) -> Answer<()> {
    desk.run(|desk| {
        let me = desk.me()?;
        RuleKeeper::of(&me)?;
        let (logbook, policy, now) = (std::sync::Arc::clone(&desk.logbook), desk.policy(), desk.now());
        desk.training.begin("training", move |watch| learning::train(&logbook, &policy, &me, now, watch))
    })
    .await
}

/// Stops the training.
#[tauri::command]
#[specta::specta]
pub async fn model_stop(desk: State<'_, Desk>) -> Answer<()> {
    desk.run(|desk| {
        RuleKeeper::of(&desk.me()?)?;
        desk.training.stop();
        Ok(())
    })
    .await
}

/// Says whether the model is asked from now on.
#[tauri::command]
#[specta::specta]
pub async fn model_use(desk: State<'_, Desk>, on: bool) -> Answer<()> {
    desk.run(move |desk| {
        desk.write(|tx, me| {
            RuleKeeper::of(me)?;
            register::keep_setting(tx, learning::SETTING, if on { "on" } else { "off" })
        })?;
        desk.renew_rules()
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_cut_between_letters() {
        assert_eq!(within("åäö"), "åäö");
        let long = "å".repeat(LONGEST);
        assert_eq!(within(&long).chars().count(), LONGEST / 2);
    }
}
