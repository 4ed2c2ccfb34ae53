//! Reading posts for what a municipality has to look at: threats, secrets, personal data, and also questions and faults.
//!
//! A [`Lexicon`] is compiled from the files in `assets/lexicon`; [`Lexicon::read`] answers a [`Reading`]: which words,
//! by which rule, on which ground. It decides nothing. A flag hides, removes and registers nothing, and criticism is a
//! label of its own, so that nobody mistakes harsh words for a ground ([`Reading::reads_as_criticism`]).
//!
//! The reading part is pure: it knows no database, no platform and no municipality but by [`LocalWords`]. [`kept`] keeps
//! flags in the database, as spans and rules and never as a citizen's words; [`own`] keeps the municipality's own rules,
//! [`rehearsal`] tries them on what was written, [`picture_kept`] keeps what [`picture`] reads in pictures, and
//! [`learning`] teaches the [`model`] that may advise ([`adviser`]) and never decide.

pub mod adviser;
mod compounds;
mod embedded;
mod file;
mod forms;
mod identify;
pub mod kept;
mod label;
mod labels;
mod language;
pub mod learning;
mod lexicon;
mod masked;
pub mod model;
mod names;
pub mod own;
pub mod own_reply;
mod pattern;
pub mod picture;
pub mod picture_kept;
mod reading;
mod proven;
pub mod rehearsal;
mod rule;
mod scenery;
mod sieve;
mod sought;
mod table;
pub mod text;
mod token;
mod weighing;

pub use kept::{Flag, FlagState};
pub use label::{Duty, Label, LegalGround, Severity};
pub use language::Language;
pub use lexicon::{Lexicon, LocalWords};
pub use reading::{Found, Reading};
pub use rule::Rule;

#[cfg(test)]
mod tests;
