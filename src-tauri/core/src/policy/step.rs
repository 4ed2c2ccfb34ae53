//! The step chart: what to do with a post, and why some things can't be done (AD5).

use super::matches_any;
use serde::{Deserialize, Serialize};

/// Something that can be done with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Answer it.
    Reply,
    /// Ask somebody who knows, and answer then.
    Ask,
    /// Send it to the registrar.
    Forward,
    /// Seal evidence.
    Seal,
    /// Hide it.
    Hide,
    /// Remove it.
    Remove,
    /// Tell the police.
    Police,
    /// Let a colleague look at it too.
    SecondPerson,
    /// Close it.
    Done,
}

/// What a platform can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// Replies can be published.
    Reply,
    /// Posts can be hidden.
    Hide,
    /// Posts can be removed.
    Remove,
}

/// What is known of a post when the step chart is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Situation<'a> {
    /// The labels of its flags.
    pub labels: &'a [&'a str],
    /// Whether it is a direct message, which nobody else can see.
    pub direct_message: bool,
    /// What the platform can't do.
    pub cannot: &'a [Ability],
    /// Whether the answer is late.
    pub late: bool,
}

/// When a row holds. All that is given must hold; a row without conditions always does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// One of these labels is there.
    pub labels: Vec<String>,
    /// None of these labels is there.
    pub unless: Vec<String>,
    /// It is, or is not, a direct message.
    pub direct_message: Option<bool>,
    /// The platform can't do this.
    pub cannot: Option<Ability>,
    /// The answer is, or is not, late.
    pub late: Option<bool>,
}

/// A row of the step chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct StepRow {
    /// Its lasting name.
    pub id: String,
    /// What stands above it.
    pub title_sv: String,
    /// When it holds.
    #[serde(default)]
    pub when: When,
    /// What to do, in this order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What is not open.
    #[serde(default)]
    pub not: Vec<Step>,
    /// Texts that fit.
    #[serde(default)]
    pub templates: Vec<String>,
    /// Why, in one or two sentences.
    pub why: String,
}

impl StepRow {
    /// Whether the row holds in this situation.
    #[must_use]
    pub fn holds_in(&self, situation: &Situation<'_>) -> bool {
        let when = &self.when;
        (when.labels.is_empty() || matches_any(&when.labels, situation.labels))
            && !matches_any(&when.unless, situation.labels)
            && when.direct_message.is_none_or(|wanted| wanted == situation.direct_message)
            && when.cannot.is_none_or(|ability| situation.cannot.contains(&ability))
            && when.late.is_none_or(|wanted| wanted == situation.late)
    }
}
