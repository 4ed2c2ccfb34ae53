//! Reading posts for what a municipality has to look at: threats, secrets, personal data, and also questions and faults.
//!
//! A [`Lexicon`] is compiled from the files in `assets/lexicon`; [`Lexicon::read`] answers a [`Reading`]: which words,
//! by which rule, on which ground. It decides nothing. A flag hides, removes and registers nothing, and criticism is a
//! label of its own, so that nobody mistakes harsh words for a ground ([`Reading::reads_as_criticism`]).
//!
//! The reading part is pure: it knows no database, no platform and no municipality but by [`LocalWords`]. Only [`kept`]
//! knows the database, and keeps spans and rules there, never a citizen's words.

mod embedded;
mod file;
mod forms;
mod identify;
pub mod kept;
mod label;
mod language;
mod lexicon;
mod names;
mod pattern;
mod reading;
mod rule;
mod table;
pub mod text;
mod token;

pub use kept::{Flag, FlagState};
pub use label::{Duty, Label, LegalGround, Severity};
pub use language::Language;
pub use lexicon::{Lexicon, LocalWords};
pub use reading::{Found, Reading};
pub use rule::{Rule, why};

#[cfg(test)]
mod tests;
