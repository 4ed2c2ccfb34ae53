//! Looking words up: every form of every list in a hash table, and what may stand inside compounds in an automaton.

use super::{
    forms::Position,
    pattern::{ListNo, Seen},
    text::View,
    token::Token,
};
use aho_corasick::{
    Anchored, MatchKind,
    automaton::{Automaton, StateID},
    dfa::DFA,
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
    ops::Range,
};

/// A small quick hash: the words come from our own files, so nobody can choose them to collide.
#[inline]
fn hash(word: &[u8]) -> u64 {
    let mut state = word.len() as u64;
    let mut add = |word: u64| state = (state.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    // What is left over is read together with bytes that were read already: so nothing is copied.
    if let Some(last) = word.last_chunk::<8>() {
        for eight in word.as_chunks::<8>().0 {
            add(u64::from_le_bytes(*eight));
        }
        add(u64::from_le_bytes(*last));
    } else if let (Some(first), Some(last)) = (word.first_chunk::<4>(), word.last_chunk::<4>()) {
        add(u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32);
    } else {
        let byte = |at: usize| word.get(at).map_or(0, |byte| u64::from(*byte));
        add(byte(0) | byte(1) << 8 | byte(2) << 16);
    }
    state ^ (state >> 29)
}

/// The bits of a hash that stand in a table; never 0.
fn tag_of(hash: u64) -> u16 {
    (hash >> 48) as u16 | 1
}

/// A word of a table, by number.
pub(super) type WordNo = u32;

/// No word of the table.
pub(super) const UNKNOWN: WordNo = WordNo::MAX;

/// What a word is to names: see [`super::names`].
pub(super) mod trait_of {
    pub(in super::super) const FIRST_NAME: u8 = 1;
    pub(in super::super) const LAST_NAME: u8 = 2;
    pub(in super::super) const NO_NAME: u8 = 4;
}

/// What a word may be, or begin. A word of no table means nothing: [`Meaning::NOTHING`].
#[derive(Debug, Clone, Default)]
pub(super) struct Meaning {
    /// Where its lists stand among all lists.
    lists: Range<u32>,
    /// What it is to names.
    pub traits: u8,
    /// Which languages' small word it is, bit 0 for the first of them.
    pub languages: u16,
    /// Whether phrases begin with it.
    begins: bool,
    /// Whether it is the second word of a phrase.
    follows: bool,
    /// Whether it is known to be no compound of any part.
    pub simple: bool,
}

impl Meaning {
    const NOTHING: Meaning =
        Meaning { lists: 0..0, traits: 0, languages: 0, begins: false, follows: false, simple: false };

    /// Whether a word alone is of some list.
    #[inline]
    pub(super) fn is_of_lists(&self) -> bool {
        !self.lists.is_empty()
    }
}

/// A row of words of a list, from its third word on.
#[derive(Debug, Clone)]
struct Phrase {
    rest: Box<[WordNo]>,
    list: ListNo,
}

/// A table of forms: every word by number, and what each is. Forms are added, then [`Table::done`] makes it ready.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// The forms as they are added, with a blank between their words.
    adding: HashMap<Box<str>, Vec<ListNo>, BuildHasherDefault<Letters>>,
    /// Open addressing: some bits of the hash of the word in each place, 0 where nothing is; and which word it is. Most
    /// words of a post are unknown, so the bits alone, which are few enough to stay near, answer most of what is asked.
    tags: Vec<u16>,
    slots: Vec<WordNo>,
    /// The words themselves, one after the other, and where each ends.
    letters: Vec<u8>,
    ends: Vec<u32>,
    meanings: Vec<Meaning>,
    lists: Vec<ListNo>,
    phrases: HashMap<(WordNo, WordNo), Vec<Phrase>, BuildHasherDefault<Numbers>>,
}

/// [`hash`] where a map wants a hasher.
#[derive(Default)]
struct Letters(u64);

impl Hasher for Letters {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= hash(bytes);
    }

    fn write_u8(&mut self, _: u8) {}
}

/// A hash of two numbers.
#[derive(Default)]
struct Numbers(u64);

impl Hasher for Numbers {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 31)
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0.rotate_left(23) ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Table {
    /// Adds a form, one or more words with a blank between them.
    pub(super) fn add(&mut self, form: &str, list: ListNo) {
        match self.adding.get_mut(form) {
            Some(lists) if lists.contains(&list) => {}
            Some(lists) => lists.push(list),
            None => {
                self.adding.insert(form.into(), vec![list]);
            }
        }
    }

    /// The forms that were added, with their lists.
    pub(super) fn forms(&self) -> impl Iterator<Item = (&str, &[ListNo])> {
        self.adding.iter().map(|(form, lists)| (&**form, lists.as_slice()))
    }

    /// Adds a word that is of no list.
    pub(super) fn add_word(&mut self, word: &str) {
        self.adding.entry(word.into()).or_default();
    }

    /// Whether `word` alone is of some list. Asked while forms are added.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.adding.get(word).is_some_and(|lists| !lists.is_empty())
    }

    /// Makes the table ready to be looked up in.
    pub(super) fn done(mut self) -> Table {
        // Hashed the same each time: the same files make the same table.
        let adding = std::mem::take(&mut self.adding);
        let mut words: Vec<&str> = Vec::with_capacity(adding.len());
        let mut numbers: HashMap<&str, WordNo, BuildHasherDefault<Letters>> = HashMap::default();
        for word in adding.keys().flat_map(|form| form.split(' ')) {
            numbers.entry(word).or_insert_with(|| {
                words.push(word);
                self.letters.extend_from_slice(word.as_bytes());
                self.ends.push(u32::try_from(self.letters.len()).unwrap_or(u32::MAX));
                WordNo::try_from(words.len() - 1).unwrap_or(UNKNOWN)
            });
        }
        self.meanings = vec![Meaning::default(); words.len()];
        let no_of = |word: &str| numbers.get(word).copied().unwrap_or(UNKNOWN);
        for (form, lists) in &adding {
            let mut row = form.split(' ').map(no_of);
            let (first, second) = (row.next().unwrap_or(UNKNOWN), row.next());
            let Some(meaning) = self.meanings.get_mut(first as usize) else { continue };
            if let Some(second) = second {
                meaning.begins = true;
                if let Some(meaning) = self.meanings.get_mut(second as usize) {
                    meaning.follows = true;
                }
                let rest: Box<[WordNo]> = row.collect();
                let phrases = self.phrases.entry((first, second)).or_default();
                phrases.extend(lists.iter().map(|list| Phrase { rest: rest.clone(), list: *list }));
            } else {
                let from = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
                self.lists.extend(lists);
                meaning.lists = from..u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
            }
        }
        for phrases in self.phrases.values_mut() {
            phrases.sort_by_key(|phrase| (Reverse(phrase.rest.len()), phrase.list));
        }
        let room = (words.len() * 2).next_power_of_two().max(2);
        self.tags = vec![0; room];
        self.slots = vec![UNKNOWN; room];
        for (word, no) in words.iter().zip(0..) {
            let hash = hash(word.as_bytes());
            let mut at = hash as usize & (room - 1);
            while self.tags.get(at).is_some_and(|tag| *tag != 0) {
                at = (at + 1) & (room - 1);
            }
            if let (Some(tag), Some(slot)) = (self.tags.get_mut(at), self.slots.get_mut(at)) {
                (*tag, *slot) = (tag_of(hash), no);
            }
        }
        self
    }

    /// The number of a word, or [`UNKNOWN`].
    #[inline]
    pub(super) fn number(&self, word: &str) -> WordNo {
        let word = word.as_bytes();
        let hash = hash(word);
        let (mask, wanted) = (self.tags.len().wrapping_sub(1), tag_of(hash));
        let mut at = hash as usize & mask;
        while let Some(tag) = self.tags.get(at).copied() {
            if tag == 0 {
                return UNKNOWN;
            }
            let no = self.slots.get(at).copied().filter(|_| tag == wanted);
            if let Some(no) = no.filter(|no| self.letters_of(*no) == word) {
                return no;
            }
            at = (at + 1) & mask;
        }
        UNKNOWN
    }

    fn letters_of(&self, no: WordNo) -> &[u8] {
        let end = self.ends.get(no as usize).map_or(0, |end| *end as usize);
        let start = (no as usize).checked_sub(1).and_then(|no| self.ends.get(no)).map_or(0, |end| *end as usize);
        self.letters.get(start..end).unwrap_or_default()
    }

    /// What a word means; [`UNKNOWN`] means nothing.
    #[inline]
    pub(super) fn meaning(&self, no: WordNo) -> &Meaning {
        self.meanings.get(no as usize).unwrap_or(&Meaning::NOTHING)
    }

    /// The lists that a word of this meaning is of alone.
    #[inline]
    fn lists_of(&self, meaning: &Meaning) -> &[ListNo] {
        self.lists.get(meaning.lists.start as usize..meaning.lists.end as usize).unwrap_or_default()
    }

    /// Gives every word of a list a trait.
    pub(super) fn mark(&mut self, list: ListNo, traits: u8) {
        let lists = &self.lists;
        for meaning in &mut self.meanings {
            let of = lists.get(meaning.lists.start as usize..meaning.lists.end as usize).unwrap_or_default();
            if of.contains(&list) {
                meaning.traits |= traits;
            }
        }
    }

    /// Says which languages' small word it is, bit 0 for the first of them.
    pub(super) fn speak(&mut self, word: &str, languages: u16) {
        let no = self.number(word);
        if let Some(meaning) = self.meanings.get_mut(no as usize) {
            meaning.languages |= languages;
        }
    }

    /// Notes which words are put together of nothing, so that the commonest need not be taken apart each time they are met.
    pub(super) fn weigh(&mut self, is_compound: impl Fn(&str) -> bool) {
        for no in 0..self.meanings.len() {
            let letters = WordNo::try_from(no).map(|no| self.letters_of(no)).unwrap_or_default();
            let simple = std::str::from_utf8(letters).is_ok_and(|word| !is_compound(word));
            if let Some(meaning) = self.meanings.get_mut(no) {
                meaning.simple = simple;
            }
        }
    }

    /// Enters the lists that token `at` is of, alone.
    #[inline]
    pub(super) fn look(&self, at: usize, meaning: &Meaning, into: &mut Vec<Seen>) {
        let place = u32::try_from(at).unwrap_or(u32::MAX);
        into.extend(self.lists_of(meaning).iter().map(|list| Seen { list: *list, at: place, len: 1 }));
    }

    /// Enters the phrases that token `at` begins; `numbers` are the numbers of all tokens, and `meaning` is that of this.
    #[inline]
    pub(super) fn look_for_phrases(
        &self,
        at: usize,
        meaning: &Meaning,
        tokens: &[Token],
        numbers: &[WordNo],
        into: &mut Vec<Seen>,
    ) {
        if meaning.begins
            && let Some([no, next]) = numbers.get(at..).and_then(<[WordNo]>::first_chunk)
            && self.meaning(*next).follows
            && let Some(phrases) = self.phrases.get(&(*no, *next))
        {
            let place = u32::try_from(at).unwrap_or(u32::MAX);
            let sentence = |at: usize| tokens.get(at).map(|token| token.sentence);
            for phrase in phrases {
                let last = at + 1 + phrase.rest.len();
                if numbers.get(at + 2..=last) == Some(&phrase.rest) && sentence(last) == sentence(at) {
                    let len = u8::try_from(phrase.rest.len() + 2).unwrap_or(u8::MAX);
                    into.push(Seen { list: phrase.list, at: place, len });
                }
            }
        }
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
                if fits && new() && !self.is_stopped(word) {
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

/// Words that may have letters replaced by stars, by their first letter.
#[derive(Debug, Clone, Default)]
pub(super) struct Masked {
    of: BTreeMap<char, Vec<(Vec<char>, ListNo)>>,
    /// What compounds begin with.
    starts: BTreeMap<char, Vec<(Vec<char>, ListNo)>>,
}

impl Masked {
    /// Adds what a compound may begin with.
    pub(super) fn add_start(&mut self, form: &str, list: ListNo) {
        let letters: Vec<char> = form.chars().collect();
        if let (Some(first), true) = (letters.first().copied(), letters.len() >= 4) {
            self.starts.entry(first).or_default().push((letters, list));
        }
    }

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
            if (stars || dash) && next - at < 200 {
                let len = u8::try_from(next - at).unwrap_or(1);
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                into.extend(self.fits(chunk).into_iter().map(|list| Seen { list, at, len }));
            }
            at = next;
        }
    }

    /// The lists that hold a word which the chunk may be.
    fn fits(&self, chunk: &str) -> BTreeSet<ListNo> {
        let mask: Vec<char> = chunk.chars().collect();
        let visible = mask.iter().filter(|c| c.is_alphabetic()).count();
        let starts = mask.first().and_then(|first| self.starts.get(first)).map(Vec::as_slice).unwrap_or_default();
        let candidates = mask.first().and_then(|first| self.of.get(first)).map(Vec::as_slice).unwrap_or_default();
        candidates
            .iter()
            .filter(|(word, _)| (visible >= 2 || word.len() <= 4) && fits(&mask, word))
            .chain(starts.iter().filter(|(start, _)| begins(&mask, start)))
            .map(|(_, list)| *list)
            .collect()
    }
}

/// One letter of what a compound begins with is masked, and the rest of it is letters, three or more.
fn begins(mask: &[char], start: &[char]) -> bool {
    let (Some(head), Some(rest)) = (mask.get(..start.len()), mask.get(start.len()..)) else { return false };
    let masked = head.iter().filter(|c| !c.is_alphanumeric()).count();
    masked == 1 && rest.len() >= 3 && rest.iter().all(|c| c.is_alphabetic()) && fits(head, start)
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
