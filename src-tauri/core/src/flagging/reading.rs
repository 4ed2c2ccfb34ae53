//! What was found in a text: the one pass over views, words, patterns and numbers, from the text to its flags.

use super::{
    Label, LegalGround, Severity,
    language::Language,
    lexicon::Lexicon,
    scenery::Scenery,
    text::Views,
    weighing::{Hit, Said, reached, second_look, surest, weigh},
};
use serde::Serialize;

/// One thing found. The words themselves are not in it: `start..end` points into the text that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Found {
    /// What.
    pub label: Label,
    /// By which rule.
    pub rule: String,
    /// Where it begins, in code points of the original.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// How sure the rule is, 1–100.
    pub score: u8,
    /// How grave.
    pub severity: Severity,
}

/// What a text was found to contain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Reading {
    /// In the order of the text.
    pub found: Vec<Found>,
    /// In which language, when that can be told (FL21).
    pub language: Option<Language>,
}

impl Reading {
    /// Whether `label` was found.
    #[must_use]
    pub fn has(&self, label: Label) -> bool {
        self.found.iter().any(|found| found.label == label)
    }

    /// Whether it reads as criticism: then it may not be taken away without a legal ground and a second person (FL13).
    #[must_use]
    pub fn reads_as_criticism(&self) -> bool {
        self.has(Label::Criticism)
    }

    /// Whether it holds a request for public records: the disclosure clock starts (FL12).
    #[must_use]
    pub fn asks_for_records(&self) -> bool {
        self.has(Label::RecordsRequest)
    }

    /// The gravest flag: first by duty, then by severity, then by score.
    #[must_use]
    pub fn gravest(&self) -> Option<&Found> {
        self.found.iter().min_by_key(|found| {
            (found.label.duty(), std::cmp::Reverse(found.severity), std::cmp::Reverse(found.score), found.start)
        })
    }

    /// The legal grounds that the flags point to, without repetition.
    #[must_use]
    pub fn legal(&self) -> Vec<LegalGround> {
        let mut grounds: Vec<LegalGround> = self.found.iter().filter_map(|found| found.label.legal_ground()).collect();
        grounds.sort();
        grounds.dedup();
        grounds
    }
}
/// Reads `text` by `lexicon`. Where rules of one label saw the same words, the surest speaks for all.
pub(super) fn read(lexicon: &Lexicon, text: &str) -> Reading {
    let (hits, language) = seen(lexicon, text);
    if hits.is_empty() {
        return Reading { found: Vec::new(), language };
    }
    let said = weigh(lexicon, &hits, 0);
    let mut found = Vec::with_capacity(said.len());
    found.extend(surest(&said).map(Said::found));
    Reading { found, language }
}

/// What rules see in `text`, also of labels that are up to `short` points below their threshold. The second is whether
/// the label reaches it by the rules alone.
pub(super) fn candidates(lexicon: &Lexicon, text: &str, short: u8) -> Vec<(Found, bool)> {
    let (hits, _) = seen(lexicon, text);
    let reached = reached(lexicon, &hits, 0);
    surest(&weigh(lexicon, &hits, short)).map(|said| (said.found(), reached.has(said.label))).collect()
}

/// Whether `rule` sees something in `text`, be there surer rules or not.
pub(super) fn rule_sees(lexicon: &Lexicon, rule: &str, text: &str) -> bool {
    weigh(lexicon, &seen(lexicon, text).0, 0).iter().any(|said| said.rule.id == rule)
}

/// Few posts have more hits than this: room for so many is made at once.
const FEW: usize = 16;

/// All that any rule sees, and the language of the text.
fn seen(lexicon: &Lexicon, text: &str) -> (Vec<Hit>, Option<Language>) {
    let views = Views::known_by(text, &|word| lexicon.knows(word), &|word| lexicon.lists(word));
    let mut hits = Vec::with_capacity(FEW);
    let mut plain = Scenery::of(lexicon, &views, &views.fold, None);
    plain.patterns(lexicon, &mut hits);
    plain.regexes(lexicon, &views, &mut hits);
    for view in views.of_words().skip(1) {
        let mut scenery = Scenery::of(lexicon, &views, view, plain.language);
        scenery.patterns(lexicon, &mut hits);
        scenery.regexes(lexicon, &views, &mut hits);
        scenery.done();
    }
    plain.numbers(lexicon, &views, &mut hits);
    plain.written(lexicon, &views, &mut hits);
    let language = plain.language;
    plain.done();
    (second_look(lexicon, hits), language)
}
