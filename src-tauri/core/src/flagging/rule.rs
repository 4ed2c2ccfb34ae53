//! A rule as others may see it: what it looks for in one plain sentence, on which ground, and how much it says.

use super::{Label, Severity, labels::Labels};

/// A rule of the lexicon. Its id is stable: flags in the database name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Such as `hot.vet-var-du-bor`.
    pub id: String,
    /// What it says.
    pub label: Label,
    /// What it says besides.
    pub also: Vec<Label>,
    /// How grave that is.
    pub severity: Severity,
    /// How sure it is, 1–100.
    pub score: u8,
    /// Why, in one Swedish sentence; `{ord}` stands for the words that were seen.
    pub why: String,
    /// The ground, in Swedish, with its statute.
    pub ground: String,
    /// The file it stands in.
    pub file: String,
    pub(super) marks: Where,
    /// [`Rule::label`] and [`Rule::also`].
    pub(super) says: Labels,
}

/// What a rule marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// The words that matched.
    Match,
    /// The sentence they stand in.
    Sentence,
}

impl Rule {
    /// All that it says.
    pub(super) fn labels(&self) -> Labels {
        self.says
    }

    /// Its reason with the words that it saw put in.
    #[must_use]
    pub fn why(&self, words: &str) -> String {
        self.why.replace("{ord}", words.trim())
    }
}
