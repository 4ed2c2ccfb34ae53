//! What may stand inside longer words: the parts of compounds, sought by an automaton in one pass over each word.

use super::{
    forms::Position,
    pattern::{ListNo, Seen},
    table::Letters,
};
use aho_corasick::{
    Anchored, MatchKind,
    automaton::{Automaton, StateID},
    dfa::DFA,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    hash::BuildHasherDefault,
};

/// A part of compounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    position: Position,
    list: ListNo,
}

/// What may stand inside longer words.
#[derive(Debug, Clone)]
pub(super) struct Compounds {
    automaton: DFA,
    start: StateID,
    parts: Vec<Vec<Part>>,
    stop: HashSet<Box<str>, BuildHasherDefault<Letters>>,
    /// In the order of the alphabet, none the beginning of another.
    stop_beginnings: Vec<Box<str>>,
}

/// Compounds being put together.
#[derive(Default)]
pub(super) struct Parts {
    of: BTreeMap<String, BTreeSet<Part>>,
    pub stop: BTreeSet<Box<str>>,
    pub stop_beginnings: Vec<Box<str>>,
}

impl Parts {
    pub(super) fn add(&mut self, form: &str, position: Position, list: ListNo) {
        self.of.entry(form.to_owned()).or_default().insert(Part { position, list });
    }

    pub(super) fn build(self) -> Option<Compounds> {
        let (words, parts): (Vec<String>, Vec<Vec<Part>>) =
            self.of.into_iter().map(|(word, parts)| (word, parts.into_iter().collect())).unzip();
        let automaton = DFA::builder().match_kind(MatchKind::Standard).build(&words).ok()?;
        let start = automaton.start_state(Anchored::No).ok()?;
        let mut stop_beginnings = self.stop_beginnings;
        stop_beginnings.sort_unstable();
        stop_beginnings.dedup_by(|longer, shorter| longer.starts_with(&**shorter));
        Some(Compounds { automaton, start, parts, stop: self.stop.into_iter().collect(), stop_beginnings })
    }
}

/// The shortest compound: a part of two letters and a rest of two.
const SHORTEST_COMPOUND: usize = 4;

impl Compounds {
    /// Enters what token `at` is put together of.
    #[inline]
    pub(super) fn look(&self, word: &str, at: usize, into: &mut Vec<Seen>) {
        if word.len() < SHORTEST_COMPOUND {
            return;
        }
        let first = into.len();
        let mut state = self.start;
        for (end, byte) in (1..).zip(word.bytes()) {
            state = self.automaton.next_state(Anchored::No, state, byte);
            if self.automaton.is_special(state) && self.automaton.is_match(state) {
                self.ends(word, state, end, at, first, into);
            }
        }
        if into.len() > first && self.is_stopped(word) {
            into.truncate(first);
        }
    }

    /// Whether a word is put together of something.
    pub(super) fn sees(&self, word: &str) -> bool {
        let mut into = Vec::new();
        self.look(word, 0, &mut into);
        !into.is_empty()
    }

    /// What ends at byte `end` of a word.
    fn ends(&self, word: &str, state: StateID, end: usize, at: usize, first: usize, into: &mut Vec<Seen>) {
        for no in 0..self.automaton.match_len(state) {
            let pattern = self.automaton.match_pattern(state, no);
            let start = end.saturating_sub(self.automaton.pattern_len(pattern));
            if start == 0 && end == word.len() {
                continue;
            }
            for part in self.parts.get(pattern.as_usize()).map(Vec::as_slice).unwrap_or_default() {
                let fits = match part.position {
                    Position::Whole => false,
                    Position::Head => end == word.len() && is_part(word.get(..start)),
                    Position::First => start == 0 && is_part(word.get(end..)),
                    Position::Any => {
                        (start == 0 || is_part(word.get(..start))) && (end == word.len() || is_part(word.get(end..)))
                    }
                };
                let seen = Seen { list: part.list, at: u32::try_from(at).unwrap_or(u32::MAX), len: 1 };
                let new = || !into.iter().skip(first).any(|before| before.list == seen.list);
                if fits && new() {
                    into.push(seen);
                }
            }
        }
    }

    fn is_stopped(&self, word: &str) -> bool {
        let after = self.stop_beginnings.partition_point(|beginning| &**beginning <= word);
        let nearest = after.checked_sub(1).and_then(|no| self.stop_beginnings.get(no));
        nearest.is_some_and(|beginning| word.starts_with(&**beginning)) || self.stop.contains(word)
    }
}

/// Whether what is left of a compound could be a word: two letters or more, with a vowel and nothing but letters.
fn is_part(rest: Option<&str>) -> bool {
    rest.is_some_and(|rest| {
        rest.chars().count() >= 2
            && rest.chars().all(char::is_alphabetic)
            && rest.contains(['a', 'e', 'i', 'o', 'u', 'y', 'å', 'ä', 'ö'])
    })
}
