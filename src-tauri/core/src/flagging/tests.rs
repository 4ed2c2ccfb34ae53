//! What the lexicon as a whole must do. What each part does is tested beside the part.

mod disguises;
mod lists;
mod refusals;
mod rows;
mod sets;
mod sweep;
mod turns;

use super::{Label, Lexicon};
use std::sync::OnceLock;

/// The embedded lexicon, compiled once for all tests.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::embedded().unwrap_or_else(|refused| panic!("{refused}")))
}

fn sees(text: &str, label: Label) -> bool {
    lexicon().read(text).has(label)
}

/// Every line of `functions.tsv`: a label, whether it must be seen, and a text for one phenomenon.
#[test]
fn every_phenomenon_is_seen_or_passed_by() {
    let suite = include_str!("../../../../tests/fixtures/flagging/functions.tsv");
    let mut wrong = Vec::new();
    for line in suite.lines().filter(|line| !line.starts_with('#')) {
        let [label, wanted, phenomenon, text] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        if sees(text, Label::from_word(label).unwrap()) != (wanted == "+") {
            wrong.push(format!("{wanted} {label}, {phenomenon}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
