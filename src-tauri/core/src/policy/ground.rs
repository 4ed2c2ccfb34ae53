//! Grounds for removal, as the municipality lists them.

use serde::{Deserialize, Serialize};

/// What a ground rests on, which decides what a removal must show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A law forbids it.
    Law,
    /// The municipality's own guidelines forbid it.
    Guideline,
    /// It is confidential: registered first, then removed (EV14).
    Confidentiality,
}

/// Which removal clock a ground follows. The order is that of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RemovalClass {
    /// Obviously a crime.
    Crime,
    /// Confidential.
    Confidentiality,
    /// Personal data.
    PersonalData,
    /// Everything else that must go.
    Rest,
}

impl RemovalClass {
    /// All of them, the most urgent first.
    pub const ALL: [RemovalClass; 4] =
        [RemovalClass::Crime, RemovalClass::Confidentiality, RemovalClass::PersonalData, RemovalClass::Rest];

    /// The word that files and the database hold.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            RemovalClass::Crime => "crime",
            RemovalClass::Confidentiality => "confidentiality",
            RemovalClass::PersonalData => "personal_data",
            RemovalClass::Rest => "rest",
        }
    }
}

/// A ground for removing a post (EV8, EV25).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Its lasting name, which decisions and the logbook quote.
    pub id: String,
    /// What the moderator reads.
    pub name_sv: String,
    /// The same in English.
    pub name_en: String,
    /// Law or guideline.
    pub basis: Basis,
    /// The section of law; always there unless it is a guideline.
    #[serde(default)]
    pub statute: Option<String>,
    /// Whether the act on electronic bulletin boards lists it.
    #[serde(default)]
    pub listed: bool,
    /// Which clock it follows.
    pub class: RemovalClass,
    /// Labels of flags that suggest it.
    #[serde(default)]
    pub labels: Vec<String>,
    /// How it is told to the author and others, without anything about the post.
    pub told_sv: String,
    /// The notice that the author gets.
    pub notice: String,
    /// Whether hiding does what removing would do.
    #[serde(default)]
    pub hide_is_enough: bool,
    /// Whether the police should be told.
    #[serde(default)]
    pub police: bool,
    /// Child pornography: removed without a copy of words or pictures.
    #[serde(default)]
    pub no_copy: bool,
    /// A sentence of help: what counts, and what does not.
    #[serde(default)]
    pub help_sv: String,
}

impl Ground {
    /// Whether one of these labels suggests the ground.
    #[must_use]
    pub fn is_suggested_by(&self, labels: &[&str]) -> bool {
        super::matches_any(&self.labels, labels)
    }
}
