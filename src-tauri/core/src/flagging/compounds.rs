//! What may stand inside longer words: the parts of compounds, sought by an automaton in one pass over each word.

use super::{
    forms::Position,
    pattern::{ListNo, Seen},
    table::{Letters, first_eight},
    text::first_char,
    token::place,
};
use aho_corasick::{
    Anchored, MatchKind,
    automaton::{Automaton, StateID},
    dfa::DFA,
};
use std::{
    collections::{BTreeSet, HashSet},
    hash::BuildHasherDefault,
    ops::RangeInclusive,
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
    /// In the order of their bytes, none the beginning of another; each with its first eight bytes.
    stop_beginnings: Vec<(u64, Box<str>)>,
}

/// Compounds being put together.
#[derive(Default)]
pub(super) struct Parts {
    of: Vec<(Box<str>, Part)>,
    pub stop: BTreeSet<Box<str>>,
    pub stop_beginnings: Vec<Box<str>>,
}

impl Parts {
    pub(super) fn add(&mut self, form: &str, position: Position, list: ListNo) {
        self.of.push((form.into(), Part { position, list }));
    }

    pub(super) fn build(mut self) -> Option<Compounds> {
        self.of.sort_unstable();
        self.of.dedup();
        let of_words = self.of.chunk_by(|(one, _), (next, _)| one == next);
        let (words, parts): (Vec<&str>, Vec<Vec<Part>>) =
            of_words.filter_map(|of| Some((&*of.first()?.0, of.iter().map(|(_, part)| *part).collect()))).unzip();
        let automaton = DFA::builder().match_kind(MatchKind::Standard).build(&words).ok()?;
        let start = automaton.start_state(Anchored::No).ok()?;
        let mut stop_beginnings = self.stop_beginnings;
        stop_beginnings.sort_unstable();
        stop_beginnings.dedup_by(|longer, shorter| longer.starts_with(&**shorter));
        let stop_beginnings =
            stop_beginnings.into_iter().map(|beginning| (first_eight(&beginning), beginning)).collect();
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
        let mut ends = None;
        let mut state = self.start;
        for (end, byte) in (1..).zip(word.bytes()) {
            state = self.automaton.next_state(Anchored::No, state, byte);
            if self.automaton.is_special(state) && self.automaton.is_match(state) {
                let ends = ends.get_or_insert_with(|| Ends::of(word));
                self.enter(ends, state, end, at, first, into);
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

    /// Enters the parts that end at byte `end` of a word.
    fn enter(&self, ends: &Ends, state: StateID, end: usize, at: usize, first: usize, into: &mut Vec<Seen>) {
        for no in 0..self.automaton.match_len(state) {
            let pattern = self.automaton.match_pattern(state, no);
            let start = end.saturating_sub(self.automaton.pattern_len(pattern));
            let (begins, closes) = (start == 0, end == ends.len);
            if begins && closes {
                continue;
            }
            for part in self.parts.get(pattern.as_usize()).map(Vec::as_slice).unwrap_or_default() {
                let fits = match part.position {
                    Position::Whole => false,
                    Position::Head => closes && ends.may_begin(start),
                    Position::First => begins && ends.may_close(end),
                    Position::Any => (begins || ends.may_begin(start)) && (closes || ends.may_close(end)),
                };
                let seen = Seen { list: part.list, at: place(at), len: 1 };
                let new = || !into.iter().skip(first).any(|before| before.list == seen.list);
                if fits && new() {
                    into.push(seen);
                }
            }
        }
    }

    fn is_stopped(&self, word: &str) -> bool {
        let first = first_eight(word);
        let before = self.stop_beginnings.partition_point(|(of, _)| *of <= first);
        // What lies between a word and its beginning would begin as that does: only the nearest can be one.
        let nearest =
            self.stop_beginnings.get(..before).and_then(|before| before.chunk_by(|a, b| a.0 == b.0).next_back());
        let nearest = nearest.unwrap_or_default();
        nearest.iter().any(|(_, beginning)| word.starts_with(&**beginning)) || self.stop.contains(word)
    }
}

/// What may be left of a word beside a part of it: its beginning or its end could be words themselves if they have two
/// letters or more, a vowel, and nothing but letters.
struct Ends {
    len: usize,
    /// The shortest and the longest beginning that could be a word, in bytes.
    beginning: RangeInclusive<usize>,
    /// Where the longest and the shortest end begin that could be words.
    end: RangeInclusive<usize>,
}

impl Ends {
    fn of(word: &str) -> Ends {
        let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'å' | 'ä' | 'ö');
        let is_plain = |byte| matches!(byte, b'a'..=b'z' | 0xC3 | 0xA4 | 0xA5 | 0xB6);
        let plain = word.bytes().fold(true, |all, byte| all & is_plain(byte));
        let is_odd = |c: char| !c.is_alphabetic();
        let after = |at: usize| at + first_char(word, at).len_utf8();
        let two = word.char_indices().nth(2).map_or(usize::MAX, |(at, _)| at);
        let last_two = word.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
        let vowel = word.find(is_vowel).map_or(usize::MAX, after);
        let last_vowel = word.rfind(is_vowel).unwrap_or(0);
        let odd = if plain { None } else { word.find(is_odd) };
        let last_odd = odd.and_then(|_| word.rfind(is_odd));
        Ends {
            len: word.len(),
            beginning: two.max(vowel)..=odd.unwrap_or(word.len()),
            end: last_odd.map_or(0, after)..=last_two.min(last_vowel),
        }
    }

    /// Whether what stands before byte `start` could be a word.
    fn may_begin(&self, start: usize) -> bool {
        self.beginning.contains(&start)
    }

    /// Whether what stands from byte `end` on could be a word.
    fn may_close(&self, end: usize) -> bool {
        self.end.contains(&end)
    }
}
