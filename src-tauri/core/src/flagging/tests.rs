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

/// Every line of `functions.tsv`: a label, whether it must be seen, a phenomenon, and a text that shows it.
fn functions() -> impl Iterator<Item = (Label, bool, &'static str, &'static str)> {
    let lines = include_str!("../../../../tests/fixtures/flagging/functions.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).map(|line| {
        let [label, wanted, phenomenon, text] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert!(matches!(wanted, "+" | "-"), "{line}");
        (Label::from_word(label).unwrap(), wanted == "+", phenomenon, text)
    })
}

#[test]
fn every_phenomenon_is_seen_or_passed_by() {
    let mut wrong = Vec::new();
    for (label, wanted, phenomenon, text) in functions() {
        if sees(text, label) != wanted {
            wrong.push(format!("{} {label}, {phenomenon}: {text}", if wanted { '+' } else { '-' }));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a label is seen through: the forms of its words, and what hides them. A line that passes by shows none of these.
const SEEN_THROUGH: [&str; 10] = [
    "plain",
    "inflected",
    "compound",
    "leet",
    "spaced",
    "zero-width",
    "homoglyph",
    "combining",
    "no diacritics",
    "upper case",
];

/// What may take a label away: some lines are passed by, and others are seen all the same.
const TURNED_BY: [&str; 7] = ["negated", "quoted", "titled", "counter-speech", "place", "surname", "idiom"];

/// Which labels cannot show which phenomena, and why not.
const DOES_NOT_APPLY: [(&[Label], &[&str], &str); 3] = [
    (
        &[Label::Personnummer, Label::Samordningsnummer, Label::Phone, Label::Email, Label::Card],
        &["inflected", "compound"],
        "it has no endings and is no part of a word",
    ),
    (
        &[
            Label::Personnummer,
            Label::Samordningsnummer,
            Label::Phone,
            Label::Bank,
            Label::Card,
            Label::Plate,
            Label::Dnr,
        ],
        &["surname"],
        "nobody is called by a number",
    ),
    (
        &[
            Label::Personnummer,
            Label::Samordningsnummer,
            Label::Phone,
            Label::Email,
            Label::Address,
            Label::Property,
            Label::Dnr,
        ],
        &["idiom"],
        "no idiom sounds like it",
    ),
];

/// The lines of `functions.tsv` and `disguised.tsv` together leave no hole, and nothing is excused that a line shows.
#[test]
fn every_label_shows_every_phenomenon_that_applies_to_it() {
    let mut shown = disguises::shown();
    let tells = |wanted: bool, phenomenon: &str| wanted || !SEEN_THROUGH.contains(&phenomenon);
    shown.extend(functions().filter(|line| tells(line.1, line.2)).map(|(label, _, phenomenon, _)| (label, phenomenon)));
    let mut wrong = Vec::new();
    for label in Label::ALL {
        for phenomenon in SEEN_THROUGH.into_iter().chain(TURNED_BY) {
            let excuse = DOES_NOT_APPLY
                .iter()
                .find(|(labels, phenomena, _)| labels.contains(&label) && phenomena.contains(&phenomenon));
            match (shown.contains(&(label, phenomenon)), excuse) {
                (false, None) => wrong.push(format!("{label}, {phenomenon}: no line shows it")),
                (true, Some((.., why))) => wrong.push(format!("{label}, {phenomenon}: shown, though ”{why}”")),
                (true, None) | (false, Some(_)) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
