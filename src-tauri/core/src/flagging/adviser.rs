//! The seam for a local model: somebody who may be asked what they think of a candidate that the rules have found (FL19).
//!
//! An adviser never finds anything by itself. It is shown what a rule saw, marked and with its ground, and may make that
//! surer: enough, it may be, to reach a threshold that the rule alone came short of. So every flag has a rule, and the
//! rule's words, as its ground; and without an adviser everything works as it did.

use super::{Found, Label, Lexicon, Reading, reading};
use serde::Serialize;

/// What an adviser said of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Advice {
    /// Which version of the model.
    pub model: u32,
    /// How sure the rule was, 1–100.
    pub rule_score: u8,
    /// How likely people would call it right, as the model has it, 0–100.
    pub said: u8,
}

/// Somebody who has an opinion of what rules found.
pub trait Adviser: Send + Sync {
    /// The number of the version, which flags keep.
    fn no(&self) -> u32;

    /// How likely people would call this right, 0–100; `None` without an opinion.
    fn says(&self, text: &str, found: &Found) -> Option<u8>;
}

/// A reading with what an adviser added to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Advised {
    /// What was found.
    pub reading: Reading,
    /// For each thing found, in the same order: what was added.
    pub advice: Vec<Option<Advice>>,
}

impl Advised {
    /// What was found, each with what was added.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&Found, Option<Advice>)> {
        self.reading.found.iter().zip(self.advice.iter().copied()).collect()
    }
}

/// How many points below its threshold a label may be for an adviser to be asked, and the most that it can add.
const MOST: u8 = 25;

/// Numbers are proved by their check digits and never by a model; and no model has a say in what may not be copied.
fn may_be_advised(label: Label) -> bool {
    !label.word().starts_with("pii.") && label != Label::ChildPornography
}

/// Reads `text` by the rules, and asks the adviser, if there is one, about what they found.
#[must_use]
pub fn read(lexicon: &Lexicon, adviser: Option<&dyn Adviser>, text: &str) -> Advised {
    let Some(adviser) = adviser else {
        let reading = lexicon.read(text);
        let advice = vec![None; reading.found.len()];
        return Advised { reading, advice };
    };
    // Whatever else a reading holds stays as it is.
    let mut advised = Advised { reading: lexicon.read(text), advice: Vec::new() };
    advised.reading.found.clear();
    for (mut found, by_itself) in reading::candidates(lexicon, text, MOST) {
        let said = if may_be_advised(found.label) { adviser.says(text, &found) } else { None };
        let added = said.map_or(0, |said| said.saturating_sub(50) / 2);
        let sure = found.score.saturating_add(added).min(100);
        if !by_itself && sure < lexicon.threshold(found.label) {
            continue;
        }
        let advice =
            said.filter(|_| added > 0).map(|said| Advice { model: adviser.no(), rule_score: found.score, said });
        found.score = sure;
        advised.reading.found.push(found);
        advised.advice.push(advice);
    }
    advised
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says the same of everything.
    struct Sure(u8);

    impl Adviser for Sure {
        fn no(&self) -> u32 {
            3
        }
        fn says(&self, _: &str, _: &Found) -> Option<u8> {
            Some(self.0)
        }
    }

    fn lexicon() -> Lexicon {
        let file = r#"
            version = "1"
            [threshold]
            "offensive.attack" = 50
            [[rule]]
            id = "prov.tveksam"
            label = "offensive.attack"
            severity = "watch"
            score = 40
            why = "”{ord}”: kan vara ett påhopp."
            ground = "Kommunens riktlinjer"
            patterns = ["stolle"]
            hit = ["stolle"]
            miss = ["stollen"]
            [[rule]]
            id = "prov.telefon"
            label = "pii.phone"
            severity = "watch"
            score = 40
            why = "”{ord}”: kan vara ett nummer."
            ground = "Dataskyddsförordningen artikel 6"
            patterns = ["numret"]
            hit = ["numret"]
            miss = ["nummer"]
        "#;
        // Its own examples hold only with a threshold that it reaches, so the file is compiled with the lower one first.
        let loose = file.replace("\"offensive.attack\" = 50", "\"offensive.attack\" = 40\n\"pii.phone\" = 40");
        let mut lexicon = Lexicon::load([("prov.toml".to_owned(), loose)]).unwrap();
        lexicon.thresholds[Label::Attack as usize] = 50;
        lexicon.thresholds[Label::Phone as usize] = 50;
        lexicon
    }

    #[test]
    fn fl19_without_an_adviser_a_candidate_below_its_threshold_is_no_flag() {
        assert!(lexicon().read("En riktig stolle").found.is_empty());
        assert!(read(&lexicon(), None, "En riktig stolle").reading.found.is_empty());
    }

    #[test]
    fn fl19_an_adviser_may_lift_what_a_rule_saw_and_says_by_how_much() {
        let advised = read(&lexicon(), Some(&Sure(90)), "En riktig stolle");
        assert_eq!(advised.reading.found.len(), 1);
        assert_eq!((advised.reading.found[0].rule.as_str(), advised.reading.found[0].score), ("prov.tveksam", 60));
        assert_eq!(advised.advice, [Some(Advice { model: 3, rule_score: 40, said: 90 })]);
        assert!(
            read(&lexicon(), Some(&Sure(60)), "En riktig stolle").reading.found.is_empty(),
            "five points are too few"
        );
    }

    #[test]
    fn fl19_an_adviser_is_never_the_only_ground() {
        let advised = read(&lexicon(), Some(&Sure(100)), "Här har ingen regel sett något alls");
        assert!(advised.reading.found.is_empty());
    }

    #[test]
    fn fl19_no_model_has_a_say_in_personal_data() {
        assert!(read(&lexicon(), Some(&Sure(100)), "Här är numret").reading.found.is_empty());
    }

    #[test]
    fn fl19_an_adviser_that_doubts_takes_nothing_away() {
        let lexicon = Lexicon::embedded().unwrap();
        let text = "Jag ska slå dig sönder och samman, din jävel";
        let advised = read(&lexicon, Some(&Sure(0)), text);
        assert_eq!(advised.reading, lexicon.read(text));
        assert!(advised.advice.iter().all(Option::is_none));
    }
}
