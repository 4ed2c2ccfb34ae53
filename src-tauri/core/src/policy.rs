//! Policy: everything in which one municipality differs from another, read from one file.
//!
//! Clocks and working time, grounds, replies, reasons to close, criteria of the diary, the step chart. A [`Policy`] comes
//! only from [`Policy::parse`], so one that exists holds together: every notice that a ground names is there, every
//! field of a template has a name, and criticism is nobody's ground. The name of a municipality occurs in no code.

mod calendar;
mod clock;
mod embedded;
mod ground;
mod local;
mod pace;
mod proof;
mod reply;
mod retention;
mod step;
mod template;
mod written;

#[cfg(test)]
mod clock_tests;
#[cfg(test)]
mod policy_tests;

pub use calendar::{Calendar, DayKind, Period, WorkingTime, day_of, easter_day, instant};
pub use clock::{AnswerClock, Counts, RemovalClock, answer_by, register_by, remove_by, same_day_goal};
pub use ground::{Basis, Ground, RemovalClass};
pub use local::LocalLists;
pub use pace::{Budget, Pace};
pub use reply::ReplyRules;
pub use retention::{Disposal, DisposalDecision, Record, RetentionPeriod};
pub use step::{Ability, Situation, Step, StepRow};
pub use template::{Template, TemplateKind};
pub use written::{malformed, malformed_toml};

use crate::words::{Digest, Fault, Refusal, Result, Timestamp};
use chrono::NaiveDate;
use proof::Proof;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, path::Path};

/// Which of the two answer clocks an account follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// The municipality's main pages.
    Main,
    /// All other accounts.
    Other,
}

/// Why a post that is closed is not in the diary (DI14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Unregistered {
    /// It is kept in order so that it can be found without a diary.
    KeptInOrder,
    /// It is clearly of minor importance.
    MinorImportance,
    /// It was registered in another system.
    RegisteredElsewhere,
}

/// A reason for closing a post without more ado.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct DoneReason {
    /// Its lasting name.
    pub id: String,
    /// What the moderator reads.
    pub name_sv: String,
    /// The same in English.
    pub name_en: String,
    /// Why it needs no diary.
    pub unregistered: Unregistered,
}

/// One of the questions that decide whether a post belongs in the diary (DI1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct DiaryCriterion {
    /// Its lasting name.
    pub id: String,
    /// The question, in Swedish.
    pub question_sv: String,
    /// The question, in English.
    pub question_en: String,
    /// Why it matters.
    pub why: String,
    /// Labels that suggest yes.
    #[serde(default)]
    pub labels: Vec<String>,
}

/// Words that suggest which department a post concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct DepartmentHint {
    /// The department's name, or a part of it.
    pub department: String,
    /// Beginnings of words, in lower case.
    #[serde(default)]
    pub words: Vec<String>,
    /// Labels that suggest it.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Whether its matters about a person go to a personal file and never to the diary (DI6).
    #[serde(default)]
    pub personal_file: bool,
}

/// What stands under an official reply on a platform (RE2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct SignatureRule {
    /// The platform's word, or `*` for all the others.
    pub platform: String,
    /// Whether a reply without it is refused.
    pub required: bool,
    /// How it looks, with `{initialer}` where the initials stand.
    pub form: String,
}

impl SignatureRule {
    /// The signature of a person with these initials.
    #[must_use]
    pub fn signature(&self, initials: &str) -> String {
        self.form.replace("{initialer}", initials.trim())
    }

    /// Whether the reply ends with the signature.
    #[must_use]
    pub fn is_signed(&self, reply: &str, initials: &str) -> bool {
        let signature = self.signature(initials);
        !initials.trim().is_empty()
            && reply
                .trim_end()
                .strip_suffix(&signature)
                .is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace))
    }

    /// The reply with the signature at its end, once.
    #[must_use]
    pub fn signed(&self, reply: &str, initials: &str) -> String {
        if !self.required || self.is_signed(reply, initials) {
            reply.to_owned()
        } else {
            format!("{} {}", reply.trim_end(), self.signature(initials)).trim().to_owned()
        }
    }
}

/// Whether records that are kept in order may stay out of the diary, and why (PO4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// How many working days it may take to register a record.
    pub working_days: u32,
    /// Whether public posts that can be searched in order of time may stay out of the diary.
    pub kept_in_order: bool,
    /// Where the rule comes from.
    pub reason: String,
}

/// A law whose list of grounds was read at a certain day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct LawList {
    /// The law and its paragraph.
    pub law: String,
    /// The wording that was read.
    pub wording: String,
    /// When it was read.
    pub as_of: String,
    /// Where it was read.
    pub source: String,
}

/// One municipality's policy.
#[derive(Debug, Clone)]
pub struct Policy {
    digest: Digest,
    working: WorkingTime,
    file: PolicyFile,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    version: String,
    name: String,
    source: String,
    limits: Limits,
    #[serde(default)]
    pace: Pace,
    working_time: Week,
    answer: Answers,
    removal: BTreeMap<RemovalClass, RemovalClock>,
    registration: Registration,
    #[serde(default)]
    no_copy: NoCopy,
    #[serde(default)]
    retention: Vec<RetentionPeriod>,
    law: LawList,
    fields: BTreeMap<String, String>,
    ground: Vec<Ground>,
    done_reason: Vec<DoneReason>,
    template: Vec<Template>,
    signature: Vec<SignatureRule>,
    diary: Vec<DiaryCriterion>,
    #[serde(default)]
    department: Vec<DepartmentHint>,
    #[serde(default)]
    local: LocalLists,
    #[serde(default)]
    reply: ReplyRules,
    step: Vec<StepRow>,
}

/// The small numbers of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// How many seconds a decision waits before it is carried out, so that it can be undone (QU8).
    pub hold_seconds: u32,
    /// How many minutes a claim lasts (QU2).
    pub claim_minutes: u32,
    /// For how many days posts are read again, to find edits and deletions (IN4, IN5).
    pub reread_days: u32,
    /// How many working minutes an account may go unread before it is a gap in the supervision (IN6).
    pub blind_minutes: u32,
    /// How many characters a notice in a thread may have.
    pub notice_characters: u32,
    /// For how many days what an author's posts were taken away for is shown beside their next (FL20); 0 for not at all.
    #[serde(default)]
    pub author_days: u32,
}

/// When a second person has to confirm that something is removed without a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondPerson {
    /// Every time.
    Always,
    /// When a colleague is on duty; else one person decides, since what may not be kept may not stand either.
    OnDuty,
    /// Never.
    Never,
}

/// How what may not be copied is removed (FL3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoCopy {
    /// Whether a second person confirms it.
    pub second_person: SecondPerson,
    /// Whoever has done something in Uppsikt within so many minutes is on duty.
    pub on_duty_minutes: u32,
}

impl Default for NoCopy {
    fn default() -> NoCopy {
        NoCopy { second_person: SecondPerson::OnDuty, on_duty_minutes: 30 }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Week {
    calendar: String,
    #[serde(default)]
    eve_closes: Option<String>,
    /// The municipality's own days off, as `YYYY-MM-DD`.
    #[serde(default)]
    closed: Vec<NaiveDate>,
    monday: Vec<String>,
    tuesday: Vec<String>,
    wednesday: Vec<String>,
    thursday: Vec<String>,
    friday: Vec<String>,
    saturday: Vec<String>,
    sunday: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    main: AnswerClock,
    other: AnswerClock,
}

impl Policy {
    /// A policy that the program carries with it.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] when there is none of that name, [`Refusal::FileMalformed`] when it does not hold.
    pub fn embedded(name: &str) -> Result<Policy, Refusal> {
        Policy::parse(&format!("{name}.toml"), embedded::policy(name).ok_or(Refusal::Unknown)?)
    }

    /// The names of the policies that the program carries with it.
    #[must_use]
    pub fn embedded_names() -> Vec<&'static str> {
        embedded::policies()
    }

    /// The policy of that name in the municipality's own folder, or else the embedded one.
    ///
    /// # Errors
    /// As [`Policy::embedded`]; a fault when the file is there and can't be read. A malformed own file is never
    /// silently replaced by the embedded one.
    pub fn named(name: &str, own_folder: Option<&Path>) -> Result<Policy> {
        let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        if !plain {
            return Err(Refusal::Unknown.into());
        }
        let file_name = format!("{name}.toml");
        if let Some(path) = own_folder.map(|folder| folder.join(&file_name)) {
            match std::fs::read_to_string(&path) {
                Ok(text) => return Ok(Policy::parse(&file_name, &text)?),
                Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {}
                Err(cause) => return Err(Fault::of("read the municipality's own policy", cause).into()),
            }
        }
        Ok(Policy::embedded(name)?)
    }

    /// Reads a policy file. `file_name` is only for telling what is wrong where.
    ///
    /// # Errors
    /// [`Refusal::FileMalformed`] with the line and the reason.
    pub fn parse(file_name: &str, text: &str) -> Result<Policy, Refusal> {
        let file: PolicyFile = read_toml(file_name, text)?;
        let proof = Proof { file_name, text };
        let working = proof.working_time(&file.working_time)?;
        proof.everything_holds(&file)?;
        Ok(Policy { digest: Digest::of(text.as_bytes()), working, file })
    }

    /// The digest of the file, which flags and decisions quote.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The version that the file gives itself.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.file.version
    }

    /// What the policy is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.file.name
    }

    /// Where its rules come from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.file.source
    }

    /// Hold, claim, re-reading and blind gap.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.file.limits
    }

    /// How often accounts are looked at.
    #[must_use]
    pub fn pace(&self) -> &Pace {
        &self.file.pace
    }

    /// How what may not be copied is removed.
    #[must_use]
    pub fn no_copy(&self) -> NoCopy {
        self.file.no_copy
    }

    /// What may be disposed of on `today`; `None` where no decision says so.
    #[must_use]
    pub fn disposal(&self, record: Record, today: NaiveDate) -> Option<Disposal<'_>> {
        self.file
            .retention
            .iter()
            .find(|period| period.record == record)
            .and_then(|period| Disposal::under(period, today))
    }

    /// When the municipality is at work.
    #[must_use]
    pub fn working_time(&self) -> &WorkingTime {
        &self.working
    }

    /// The answer clock of the main pages or of the other accounts.
    #[must_use]
    pub fn answer_clock(&self, kind: ClockKind) -> &AnswerClock {
        match kind {
            ClockKind::Main => &self.file.answer.main,
            ClockKind::Other => &self.file.answer.other,
        }
    }

    /// By when a question must be answered (SU1).
    #[must_use]
    pub fn answer_by(&self, received: Timestamp, kind: ClockKind) -> Timestamp {
        answer_by(received, self.answer_clock(kind), &self.working)
    }

    /// By when a request for a public record must be met, or answered by when it will be (FL12): the law says at once, or as
    /// soon as is possible (2 kap. 15 § tryckfrihetsförordningen), which is read as the working day of its receipt.
    #[must_use]
    pub fn disclose_by(&self, received: Timestamp) -> Timestamp {
        same_day_goal(received, &self.working)
    }

    /// The goal of the same day, when the clock has one (SU2). Never later than the limit.
    #[must_use]
    pub fn same_day_goal(&self, received: Timestamp, kind: ClockKind) -> Option<Timestamp> {
        self.answer_clock(kind)
            .same_day
            .then(|| same_day_goal(received, &self.working).min(self.answer_by(received, kind)))
    }

    /// How long something of this class may stand; `None` for what the policy sets no clock for, which never happens:
    /// a file without all four is refused.
    #[must_use]
    pub fn removal_clock(&self, class: RemovalClass) -> Option<&RemovalClock> {
        self.file.removal.get(&class)
    }

    /// By when something of this class must be gone (SU3).
    #[must_use]
    pub fn remove_by(&self, received: Timestamp, class: RemovalClass) -> Timestamp {
        self.removal_clock(class).map_or(received, |clock| remove_by(received, clock, &self.working))
    }

    /// By when a record must be registered (DI5).
    #[must_use]
    pub fn register_by(&self, received: Timestamp) -> Timestamp {
        register_by(received, self.file.registration.working_days, &self.working)
    }

    /// The rule for the diary.
    #[must_use]
    pub fn registration(&self) -> &Registration {
        &self.file.registration
    }

    /// The law that lists what must be removed, and when the list was read.
    #[must_use]
    pub fn law(&self) -> &LawList {
        &self.file.law
    }

    /// The grounds for removal, as the municipality lists them.
    #[must_use]
    pub fn grounds(&self) -> &[Ground] {
        &self.file.ground
    }

    /// The ground with this id.
    ///
    /// # Errors
    /// [`Refusal::GroundUnknown`].
    pub fn ground(&self, id: &str) -> Result<&Ground, Refusal> {
        self.file.ground.iter().find(|ground| ground.id == id).ok_or(Refusal::GroundUnknown)
    }

    /// The grounds that these labels suggest: what must go at once first, then as the file lists them.
    #[must_use]
    pub fn grounds_for(&self, labels: &[&str]) -> Vec<&Ground> {
        let mut found: Vec<_> = self.file.ground.iter().filter(|ground| ground.is_suggested_by(labels)).collect();
        found.sort_by_key(|ground| ground.class);
        found
    }

    /// The gravest ground that these labels suggest.
    #[must_use]
    pub fn ground_for(&self, labels: &[&str]) -> Option<&Ground> {
        self.grounds_for(labels).first().copied()
    }

    /// The gravest ground that these labels suggest and that allows no copy (FL3).
    #[must_use]
    pub fn ground_without_copy(&self, labels: &[&str]) -> Option<&Ground> {
        self.grounds_for(labels).into_iter().find(|ground| ground.no_copy)
    }

    /// Whether a ground must go at once.
    #[must_use]
    pub fn is_immediate(&self, ground: &Ground) -> bool {
        self.removal_clock(ground.class).is_some_and(|clock| clock.at_once)
    }

    /// Reasons for closing a post.
    #[must_use]
    pub fn done_reasons(&self) -> &[DoneReason] {
        &self.file.done_reason
    }

    /// The reason with this id.
    ///
    /// # Errors
    /// [`Refusal::Unknown`].
    pub fn done_reason(&self, id: &str) -> Result<&DoneReason, Refusal> {
        self.file.done_reason.iter().find(|reason| reason.id == id).ok_or(Refusal::Unknown)
    }

    /// All texts.
    #[must_use]
    pub fn templates(&self) -> &[Template] {
        &self.file.template
    }

    /// The text with this id.
    ///
    /// # Errors
    /// [`Refusal::Unknown`].
    pub fn template(&self, id: &str) -> Result<&Template, Refusal> {
        self.file.template.iter().find(|template| template.id == id).ok_or(Refusal::Unknown)
    }

    /// The texts that these labels suggest, without the removal notices.
    #[must_use]
    pub fn templates_for(&self, labels: &[&str]) -> Vec<&Template> {
        self.file
            .template
            .iter()
            .filter(|template| template.kind != TemplateKind::RemovalNotice && matches_any(&template.labels, labels))
            .collect()
    }

    /// What a person is told a template's field is called.
    #[must_use]
    pub fn field_name<'a>(&'a self, field: &'a str) -> &'a str {
        self.file.fields.get(field).map_or(field, String::as_str)
    }

    /// Besked om borttagning: what the author is told. It is made of the ground and the municipality's own words, and
    /// nothing in it can come from the post (EV11).
    ///
    /// # Errors
    /// [`Refusal::FieldUnfilled`] when the notice wants a field that is not among `own`; [`Refusal::ReplyTooLong`].
    pub fn removal_notice(&self, ground: &Ground, own: &BTreeMap<&str, String>) -> Result<String, Refusal> {
        let mut fields = own.clone();
        fields.insert("grund", ground.told_sv.clone());
        let notice = self.template(&ground.notice)?.fill(&fields)?;
        let most = self.file.limits.notice_characters;
        if notice.chars().count() > usize::try_from(most).unwrap_or(usize::MAX) {
            return Err(Refusal::ReplyTooLong(most));
        }
        Ok(notice)
    }

    /// What the municipality knows of itself.
    #[must_use]
    pub fn local(&self) -> &LocalLists {
        &self.file.local
    }

    /// What replies are reminded of before they are sent.
    #[must_use]
    pub fn replies(&self) -> &ReplyRules {
        &self.file.reply
    }

    /// What stands under a reply on this platform.
    #[must_use]
    pub fn signature(&self, platform: &str) -> Option<&SignatureRule> {
        let rules = &self.file.signature;
        rules.iter().find(|rule| rule.platform == platform).or_else(|| rules.iter().find(|rule| rule.platform == "*"))
    }

    /// The questions that decide whether a post belongs in the diary.
    #[must_use]
    pub fn diary_criteria(&self) -> &[DiaryCriterion] {
        &self.file.diary
    }

    /// The questions that these labels suggest are answered yes.
    #[must_use]
    pub fn diary_suggested(&self, labels: &[&str]) -> Vec<&DiaryCriterion> {
        self.file.diary.iter().filter(|criterion| matches_any(&criterion.labels, labels)).collect()
    }

    /// The departments that a text may concern, the likeliest first.
    #[must_use]
    pub fn departments_for(&self, text: &str, labels: &[&str]) -> Vec<&DepartmentHint> {
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let mut found: Vec<_> = self
            .file
            .department
            .iter()
            .filter_map(|hint| {
                let spoken = words.iter().filter(|word| hint.words.iter().any(|begin| word.starts_with(begin))).count();
                let hits = spoken + usize::from(matches_any(&hint.labels, labels));
                (hits > 0).then_some((hits, hint))
            })
            .collect();
        found.sort_by_key(|(hits, _)| std::cmp::Reverse(*hits));
        found.into_iter().map(|(_, hint)| hint).collect()
    }

    /// The rows of the step chart that hold in a situation, in the order of the file.
    #[must_use]
    pub fn steps_for(&self, situation: &Situation<'_>) -> Vec<&StepRow> {
        self.file.step.iter().filter(|row| row.holds_in(situation)).collect()
    }

    /// Why a step is not open in a situation: the reason that the step chart gives (AD5).
    #[must_use]
    pub fn why_not(&self, step: Step, situation: &Situation<'_>) -> Option<&str> {
        self.file.step.iter().find(|row| row.not.contains(&step) && row.holds_in(situation)).map(|row| row.why.as_str())
    }
}

/// Whether one of the labels is meant by one of the patterns, in which `offensive.*` means the whole family.
fn matches_any(patterns: &[String], labels: &[&str]) -> bool {
    patterns.iter().any(|pattern| {
        labels.iter().any(|label| match pattern.strip_suffix('*') {
            Some(family) => label.starts_with(family),
            None => label == pattern,
        })
    })
}

fn read_toml<T: DeserializeOwned>(file_name: &str, text: &str) -> Result<T, Refusal> {
    toml::from_str(text).map_err(|fault| malformed_toml(file_name, text, &fault))
}
