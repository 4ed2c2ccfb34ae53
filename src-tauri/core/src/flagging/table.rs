//! Looking words up: every form of every list in a hash table, by its words.

use super::{
    pattern::{ListNo, Seen},
    token::Token,
};
use std::{
    cmp::Reverse,
    collections::HashMap,
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
pub(super) struct Letters(u64);

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
