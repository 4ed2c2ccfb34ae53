//! The local model: a logistic regression over hashed runs of letters, which learns on this machine from what the
//! moderators decided (FL19).
//!
//! It is small on purpose. Its whole memory is a table of [`BUCKETS`] numbers, from which nobody's words can be read
//! back; it takes seconds to train, microseconds to ask, and the same decisions always make the same model. It never
//! leaves the database, and knows neither authors nor platforms.

use super::{Found, Label, adviser::Adviser, text::fold_str};
use crate::words::{Fault, Result};

/// Places in the table.
pub const BUCKETS: usize = 1 << 15;
/// Code points on either side of a flag's words that are looked at.
const AROUND: usize = 80;
/// Runs of so many letters.
const RUNS: [usize; 3] = [3, 4, 5];
/// How often all examples are gone through.
const TIMES: usize = 12;
/// How fast it learns.
const PACE: f32 = 0.6;
/// How fast it forgets what few examples say.
const DECAY: f32 = 1e-5;

/// A flag that people have judged: the example that is learnt from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// What it said.
    pub label: Label,
    /// By which rule.
    pub rule: String,
    /// The words of the post around it, folded.
    pub words: String,
    /// Whether people found it right.
    pub right: bool,
}

impl Lesson {
    /// A lesson from a flag at `start..end` of `text`, in code points.
    #[must_use]
    pub fn of(label: Label, rule: &str, text: &str, start: u32, end: u32, right: bool) -> Lesson {
        Lesson { label, rule: rule.to_owned(), words: around(text, start, end), right }
    }
}

/// What a training has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Trained {
    /// Lessons in which the flag was right.
    pub right: u32,
    /// Lessons in which it was wrong.
    pub wrong: u32,
    /// Lessons that were kept apart and not learnt from.
    pub held_out: u32,
    /// How many of those the model judged as people had.
    pub agreed: u32,
}

/// A trained model.
#[derive(Clone)]
pub struct Model {
    no: u32,
    weights: Vec<f32>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("no", &self.no).finish_non_exhaustive()
    }
}

impl Model {
    /// Learns from lessons. One in five is kept apart to measure with. `step` is told after each time through, and
    /// answers whether to go on; `None` when it did not.
    #[must_use]
    pub fn train(no: u32, lessons: &[Lesson], mut step: impl FnMut(usize, usize) -> bool) -> Option<(Model, Trained)> {
        let examples: Vec<(Vec<Feature>, bool)> =
            lessons.iter().map(|lesson| (features(lesson.label, &lesson.rule, &lesson.words), lesson.right)).collect();
        let apart = |at: usize| at % 5 == 4;
        let mut model = Model { no, weights: vec![0.0; BUCKETS] };
        let mut squares = vec![1e-6_f32; BUCKETS];
        // What is rarer weighs more, so that a model does not learn to call everything right.
        let count = |right| examples.iter().filter(|(_, is)| *is == right).count().max(1) as f32;
        let (rights, wrongs) = (count(true), count(false));
        let mut order: Vec<usize> = (0..examples.len()).filter(|at| !apart(*at)).collect();
        let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
        for time in 0..TIMES {
            for at in (1..order.len()).rev() {
                chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let other = usize::try_from(chance >> 33).unwrap_or(0) % (at + 1);
                order.swap(at, other);
            }
            for at in &order {
                let Some((features, right)) = examples.get(*at) else { continue };
                let weight = ((rights + wrongs) / (2.0 * if *right { rights } else { wrongs })).min(10.0);
                let wanted = if *right { 1.0 } else { 0.0 };
                let slope = (model.chance_of(features) - wanted) * weight;
                for feature in features {
                    let (Some(known), Some(square)) = (model.weights.get_mut(feature.at), squares.get_mut(feature.at))
                    else {
                        continue;
                    };
                    let slope = slope * feature.value + DECAY * *known;
                    *square += slope * slope;
                    *known -= PACE * slope / square.sqrt();
                }
            }
            if !step(time + 1, TIMES) {
                return None;
            }
        }
        let kept: Vec<_> = examples.iter().enumerate().filter(|(at, _)| apart(*at)).map(|(_, one)| one).collect();
        let agreed = kept.iter().filter(|(features, right)| (model.chance_of(features) >= 0.5) == *right).count();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let rights = examples.iter().filter(|(_, right)| *right).count();
        let trained = Trained {
            right: number(rights),
            wrong: number(examples.len() - rights),
            held_out: number(kept.len()),
            agreed: number(agreed),
        };
        Some((model, trained))
    }

    /// The table as bytes, little end first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.weights.iter().flat_map(|weight| weight.to_le_bytes()).collect()
    }

    /// The model that these bytes were made from.
    ///
    /// # Errors
    /// A fault when they are no table of the right size.
    pub fn from_bytes(no: u32, bytes: &[u8]) -> Result<Model> {
        let weights: Vec<f32> =
            bytes.chunks_exact(4).filter_map(|four| <[u8; 4]>::try_from(four).ok()).map(f32::from_le_bytes).collect();
        if weights.len() != BUCKETS || bytes.len() != BUCKETS * 4 || weights.iter().any(|weight| !weight.is_finite()) {
            return Err(Fault::of("read the model back", format!("{} bytes are no table", bytes.len())).into());
        }
        Ok(Model { no, weights })
    }

    fn chance_of(&self, features: &[Feature]) -> f32 {
        let sum: f32 =
            features.iter().map(|feature| self.weights.get(feature.at).copied().unwrap_or(0.0) * feature.value).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

impl Adviser for Model {
    fn no(&self) -> u32 {
        self.no
    }

    fn says(&self, text: &str, found: &Found) -> Option<u8> {
        let words = around(text, found.start, found.end);
        let chance = self.chance_of(&features(found.label, &found.rule, &words));
        Some((chance * 100.0).round().clamp(0.0, 100.0) as u8)
    }
}

/// The words around a place, folded as the rules read them.
fn around(text: &str, start: u32, end: u32) -> String {
    let from = (start as usize).saturating_sub(AROUND);
    let length = (end as usize).saturating_sub(from) + AROUND;
    fold_str(&text.chars().skip(from).take(length).collect::<String>())
}

struct Feature {
    at: usize,
    value: f32,
}

/// The label by itself, the rule by itself, and every run of letters beside the label.
fn features(label: Label, rule: &str, words: &str) -> Vec<Feature> {
    let mut places = vec![place(label.word(), "", '='), place(rule, "", '#')];
    let padded: Vec<char> = std::iter::once(' ').chain(words.chars()).chain(std::iter::once(' ')).collect();
    for length in RUNS {
        for run in padded.windows(length) {
            let run: String = run.iter().collect();
            places.push(place(label.word(), &run, '~'));
        }
    }
    places.sort_unstable();
    places.dedup();
    let runs = places.len().saturating_sub(2).max(1) as f32;
    let value = 4.0 / runs.sqrt();
    let (label_at, rule_at) = (place(label.word(), "", '='), place(rule, "", '#'));
    places
        .into_iter()
        .map(|at| Feature { at, value: if at == label_at || at == rule_at { 1.0 } else { value } })
        .collect()
}

/// FNV-1a, which is the same on every machine.
fn place(kind: &str, run: &str, mark: char) -> usize {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut mark_bytes = [0_u8; 4];
    for byte in mark.encode_utf8(&mut mark_bytes).bytes().chain(kind.bytes()).chain([0]).chain(run.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    usize::try_from((hash ^ (hash >> 32)) & (BUCKETS as u64 - 1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rule that sees «slut», which is a word of abuse to some and a word for an end to most.
    fn lessons() -> Vec<Lesson> {
        let right = ["vilket slut du är", "hon är ett slut", "ditt slut där borta", "ett riktigt slut den där"];
        let wrong = ["filmen har ett slut", "bygget når sitt slut", "mötets slut närmar sig", "till slut kom bussen"];
        (0..40)
            .map(|no| {
                let (texts, is) = if no % 2 == 0 { (right, true) } else { (wrong, false) };
                let text = format!("{} {}", texts[no / 2 % 4], ["idag", "igen", "nu", "här", "ju"][no % 5]);
                Lesson::of(Label::Profanity, "svordom.slut", &text, 0, 4, is)
            })
            .collect()
    }

    fn says(model: &Model, text: &str) -> u8 {
        let found = Found {
            label: Label::Profanity,
            rule: "svordom.slut".into(),
            start: 0,
            end: 4,
            score: 40,
            severity: super::super::Severity::Calm,
        };
        model.says(text, &found).unwrap()
    }

    #[test]
    fn fl19_it_learns_what_people_decided_and_says_so_of_what_it_never_saw() {
        let (model, trained) = Model::train(1, &lessons(), |_, _| true).unwrap();
        assert_eq!((trained.right, trained.wrong, trained.held_out), (20, 20, 8));
        assert!(trained.agreed >= 7, "{} of {} were judged as people had", trained.agreed, trained.held_out);
        assert!(says(&model, "vilket slut hon är ändå") >= 70);
        assert!(says(&model, "boken har ett sorgligt slut") <= 30);
    }

    #[test]
    fn fl19_the_same_decisions_make_the_same_model() {
        let train = || Model::train(1, &lessons(), |_, _| true).unwrap().0.to_bytes();
        assert_eq!(train(), train());
    }

    #[test]
    fn fl19_it_comes_back_from_its_bytes_and_refuses_others() {
        let (model, _) = Model::train(7, &lessons(), |_, _| true).unwrap();
        let back = Model::from_bytes(7, &model.to_bytes()).unwrap();
        assert_eq!((back.no(), says(&back, "till slut")), (7, says(&model, "till slut")));
        assert!(Model::from_bytes(7, &model.to_bytes()[4..]).is_err());
    }

    #[test]
    fn fl19_a_training_can_be_stopped() {
        let mut seen = Vec::new();
        let stopped = Model::train(1, &lessons(), |done, all| {
            seen.push((done, all));
            done < 3
        });
        assert!(stopped.is_none() && seen.len() == 3 && seen[0].1 == TIMES);
    }
}
