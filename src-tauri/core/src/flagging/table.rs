//! Looking words up: every form of every list in a hash table, and what may stand inside compounds in an automaton.

use super::{
    forms::Position,
    pattern::{ListNo, Seen},
    text::View,
    token::Token,
};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::{BuildHasherDefault, Hasher},
};

/// A small quick hash: the words come from our own files, so nobody can choose them to collide.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            if let Ok(eight) = <[u8; 8]>::try_from(chunk) {
                self.add(u64::from_le_bytes(eight));
            }
        }
        let rest = chunks.remainder();
        let mut eight = [0_u8; 8];
        if let Some(head) = eight.get_mut(..rest.len()) {
            head.copy_from_slice(rest);
        }
        self.add(u64::from_le_bytes(eight) ^ (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, _: u8) {}
}

impl Quick {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

type Map<V> = HashMap<Box<str>, V, BuildHasherDefault<Quick>>;

/// What a word may be, or begin.
#[derive(Debug, Clone, Default)]
struct Meaning {
    lists: Vec<ListNo>,
    /// The words that must follow, and the list they then make.
    longer: Vec<(Box<[Box<str>]>, ListNo)>,
}

/// A table of forms.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    meanings: Vec<Meaning>,
    of: Map<u32>,
}

impl Table {
    pub(super) fn add(&mut self, form: &[String], list: ListNo) {
        let Some((first, rest)) = form.split_first() else { return };
        let no = *self.of.entry(first.as_str().into()).or_insert_with(|| {
            self.meanings.push(Meaning::default());
            u32::try_from(self.meanings.len() - 1).unwrap_or(0)
        });
        if let Some(meaning) = self.meanings.get_mut(no as usize) {
            if rest.is_empty() {
                if !meaning.lists.contains(&list) {
                    meaning.lists.push(list);
                }
            } else {
                let rest: Box<[Box<str>]> = rest.iter().map(|word| word.as_str().into()).collect();
                if !meaning.longer.iter().any(|(words, of)| *words == rest && *of == list) {
                    meaning.longer.push((rest, list));
                }
            }
        }
    }

    pub(super) fn knows(&self, word: &str) -> bool {
        self.of
            .get(word)
            .and_then(|no| self.meanings.get(*no as usize))
            .is_some_and(|meaning| !meaning.lists.is_empty())
    }

    /// Enters everything that token `at` is or begins. Answers whether it was known at all.
    #[inline]
    pub(super) fn look(&self, word: &str, at: usize, tokens: &[Token], view: &View<'_>, into: &mut Vec<Seen>) -> bool {
        let Some(meaning) = self.of.get(word).and_then(|no| self.meanings.get(*no as usize)) else { return false };
        let place = u32::try_from(at).unwrap_or(u32::MAX);
        for list in &meaning.lists {
            into.push(Seen { list: *list, at: place, len: 1 });
        }
        for (words, list) in &meaning.longer {
            let sentence = tokens.get(at).map(|token| token.sentence);
            let follows = words.iter().zip(at + 1..).all(|(word, next)| {
                tokens.get(next).is_some_and(|token| Some(token.sentence) == sentence && token.text(view) == &**word)
            });
            if follows {
                into.push(Seen { list: *list, at: place, len: u8::try_from(words.len() + 1).unwrap_or(u8::MAX) });
            }
        }
        !meaning.lists.is_empty()
    }
}

/// A part of compounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    position: Position,
    list: ListNo,
}

/// What may stand inside longer words.
#[derive(Debug, Clone)]
pub(super) struct Compounds {
    automaton: AhoCorasick,
    parts: Vec<Vec<Part>>,
    stop: BTreeSet<Box<str>>,
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
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&words)
            .ok()?;
        Some(Compounds { automaton, parts, stop: self.stop, stop_beginnings: self.stop_beginnings })
    }
}

impl Compounds {
    /// Enters the parts of compounds among the tokens, in the order of the text.
    pub(super) fn look(&self, view: &View<'_>, tokens: &[Token], into: &mut Vec<Seen>) {
        let mut at = 0;
        for found in self.automaton.find_overlapping_iter(view.text.as_bytes()) {
            let (start, end) = (found.start(), found.end());
            while tokens.get(at).is_some_and(|token| (token.end as usize) < end) {
                at += 1;
            }
            let Some(token) = tokens.get(at) else { break };
            let (from, to) = (token.start as usize, token.end as usize);
            if start < from || (start == from && end == to) {
                continue;
            }
            let word = token.text(view);
            let Some(parts) = self.parts.get(found.pattern().as_usize()) else { continue };
            for part in parts {
                let fits = match part.position {
                    Position::Whole => false,
                    Position::Head => end == to && is_part(word.get(..start - from)),
                    Position::First => start == from && is_part(word.get(end - from..)),
                    Position::Any => {
                        (start == from || is_part(word.get(..start - from)))
                            && (end == to || is_part(word.get(end - from..)))
                    }
                };
                if fits && !self.is_stopped(word) {
                    let seen = Seen { list: part.list, at: u32::try_from(at).unwrap_or(u32::MAX), len: 1 };
                    if into.last().is_none_or(|last| (last.list, last.at) != (seen.list, seen.at)) {
                        into.push(seen);
                    }
                }
            }
        }
    }

    fn is_stopped(&self, word: &str) -> bool {
        self.stop.contains(word) || self.stop_beginnings.iter().any(|beginning| word.starts_with(&**beginning))
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

/// Words that may have letters replaced by stars, by their first letter.
#[derive(Debug, Clone, Default)]
pub(super) struct Masked {
    of: BTreeMap<char, Vec<(Vec<char>, ListNo)>>,
}

impl Masked {
    pub(super) fn add(&mut self, form: &str, list: ListNo) {
        let letters: Vec<char> = form.chars().collect();
        if let (Some(first), true) = (letters.first().copied(), letters.len() >= 3) {
            self.of.entry(first).or_default().push((letters, list));
        }
    }

    /// Enters words in which stars (or one dash between single letters) stand for letters.
    pub(super) fn look(&self, view: &View<'_>, tokens: &[Token], into: &mut Vec<Seen>) {
        let text = &*view.text;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let start = token.start as usize;
            let chunk: String = text
                .get(start..)
                .unwrap_or_default()
                .chars()
                .take(24)
                .take_while(|c| c.is_alphanumeric() || matches!(c, '*' | '#' | '-'))
                .collect();
            let chunk = chunk.trim_end_matches('-');
            let end = start + chunk.len();
            let mut next = at + 1;
            while tokens.get(next).is_some_and(|token| (token.end as usize) <= end) {
                next += 1;
            }
            let stars = chunk.contains(['*', '#']);
            let dash =
                chunk.matches('-').count() == 1 && chunk.chars().count() <= 8 && chunk.chars().nth(1) == Some('-');
            if (stars || dash)
                && next - at < 200
                && let Some(list) = self.fits(chunk)
            {
                into.push(Seen {
                    list,
                    at: u32::try_from(at).unwrap_or(u32::MAX),
                    len: u8::try_from(next - at).unwrap_or(1),
                });
            }
            at = next;
        }
    }

    fn fits(&self, chunk: &str) -> Option<ListNo> {
        let mask: Vec<char> = chunk.chars().collect();
        let visible = mask.iter().filter(|c| c.is_alphabetic()).count();
        let candidates = self.of.get(mask.first()?)?;
        candidates
            .iter()
            .filter(|(word, _)| visible >= 2 || word.len() <= 4)
            .find(|(word, _)| fits(&mask, word))
            .map(|(_, list)| *list)
    }
}

/// Stars stand for as many letters as there are stars; two or more may also stand for one or two more or fewer.
fn fits(mask: &[char], word: &[char]) -> bool {
    match (mask.split_first(), word.split_first()) {
        (None, None) => true,
        (Some((m, mask)), Some((w, word))) if m == w => fits(mask, word),
        (Some((m, _)), Some(_)) if !m.is_alphanumeric() => {
            let stars = mask.iter().take_while(|c| !c.is_alphanumeric()).count();
            let rest = mask.get(stars..).unwrap_or_default();
            let least = if stars > 1 { stars - 1 } else { 1 };
            let most = if stars > 1 { stars + 2 } else { 1 };
            (least..=most.min(word.len())).any(|taken| fits(rest, word.get(taken..).unwrap_or_default()))
        }
        _ => false,
    }
}
