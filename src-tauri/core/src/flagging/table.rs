//! Looking words up: every form of every list in a hash table, by its words.

use super::{
    pattern::{ListNo, Seen},
    token::{Token, place},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    hash::{BuildHasherDefault, Hasher},
    ops::Range,
};

/// A word as it is looked up: its first sixteen bytes as two numbers, how many bytes it has, and the rest of them. Nearly
/// all words are no longer than that, and two numbers are compared and hashed more quickly than letters.
#[derive(Clone, Copy)]
struct Spelling<'w> {
    first: u64,
    second: u64,
    len: usize,
    rest: &'w [u8],
}

impl<'w> Spelling<'w> {
    #[inline]
    fn of(word: &'w [u8]) -> Spelling<'w> {
        let len = word.len();
        // What is less than eight bytes is read together with bytes before it, or from either end, and nothing is copied.
        let (first, second) = if let Some((first, after)) = word.split_first_chunk::<8>() {
            let second = match after.first_chunk::<8>() {
                Some(second) => u64::from_le_bytes(*second),
                None => word
                    .last_chunk::<8>()
                    .map_or(0, |last| u64::from_le_bytes(*last).checked_shr(8 * (16 - place(len))).unwrap_or(0)),
            };
            (u64::from_le_bytes(*first), second)
        } else if let (Some(first), Some(last)) = (word.first_chunk::<4>(), word.last_chunk::<4>()) {
            let last = u64::from(u32::from_le_bytes(*last)) >> (8 * (8 - place(len)));
            (u64::from(u32::from_le_bytes(*first)) | last << 32, 0)
        } else {
            let byte = |at: usize| word.get(at).map_or(0, |byte| u64::from(*byte));
            (byte(0) | byte(1) << 8 | byte(2) << 16, 0)
        };
        Spelling { first, second, len, rest: word.get(16..).unwrap_or_default() }
    }

    /// A small quick hash: the words of a table come from our own files, so nobody can choose them to collide. Of a long
    /// word, its beginning and its end are enough.
    #[inline]
    fn hash(self) -> u64 {
        let mut state = self.len as u64;
        let mut add = |number: u64| state = (state.rotate_left(5) ^ number).wrapping_mul(0x517c_c1b7_2722_0a95);
        add(self.first);
        add(self.second);
        match self.rest.last_chunk::<8>() {
            Some(last) => add(u64::from_le_bytes(*last)),
            None => self.rest.iter().for_each(|byte| add(u64::from(*byte))),
        }
        state ^ (state >> 29)
    }
}

/// The bits of a hash that stand in a table.
fn tag_of(hash: u64) -> u32 {
    (hash >> 32) as u32
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

/// A word of a table, and all that is asked of it, side by side: one look at it brings all of it near. A word of no table
/// means nothing: [`Word::NONE`].
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Its first sixteen bytes.
    first: u64,
    second: u64,
    /// Where the rest of them stand.
    rest: u32,
    len: u16,
    /// Which languages' small word it is, bit 0 for the first of them.
    pub languages: u16,
    /// Where its lists stand among all lists, and how many they are.
    lists: u32,
    list_count: u16,
    /// What it is to names, to phrases and to compounds.
    traits: u8,
}

/// Phrases begin with it.
const BEGINS: u8 = 8;
/// It is the second word of a phrase.
const FOLLOWS: u8 = 16;
/// It is known to be no compound of any part.
const SIMPLE: u8 = 32;

impl Word {
    const NONE: Word = Word { first: 0, second: 0, rest: 0, len: 0, languages: 0, lists: 0, list_count: 0, traits: 0 };

    /// Whether the word alone is of some list.
    #[inline]
    pub(super) fn is_of_lists(&self) -> bool {
        self.list_count > 0
    }

    /// Whether it has one of these traits.
    #[inline]
    pub(super) fn is(&self, traits: u8) -> bool {
        self.traits & traits != 0
    }

    /// Whether it is known to be put together of nothing.
    #[inline]
    pub(super) fn is_simple(&self) -> bool {
        self.is(SIMPLE)
    }
}

/// A row of words of a list.
#[derive(Debug, Clone)]
struct Phrase {
    /// Where its words stand, from the third on.
    rest: Range<u32>,
    list: ListNo,
}

/// The words of a phrase from its third on, while the table is made ready, and its list.
type LongRow = (Vec<WordNo>, ListNo);

/// A table of forms: every word by number, and what each is. Forms are added, then [`Table::done`] makes it ready.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// The forms as they are added, with a blank between their words.
    adding: HashMap<Box<str>, Vec<ListNo>, BuildHasherDefault<Letters>>,
    /// Open addressing: for each place, some bits of the hash of the word in it and which word it is, or [`UNKNOWN`].
    slots: Vec<(u32, WordNo)>,
    words: Vec<Word>,
    /// What words have after their sixteenth byte.
    rests: Vec<u8>,
    lists: Vec<ListNo>,
    /// By the first two words: where the phrases stand that begin so, longest first.
    beginnings: HashMap<(WordNo, WordNo), Range<u32>, BuildHasherDefault<Numbers>>,
    phrases: Vec<Phrase>,
    phrase_words: Vec<WordNo>,
}

/// [`Spelling::hash`] where a map wants a hasher.
#[derive(Default)]
pub(super) struct Letters(u64);

impl Hasher for Letters {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= Spelling::of(bytes).hash();
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
    /// A table of these forms, ready to be looked up in.
    pub(super) fn of(forms: Vec<(String, ListNo)>) -> Table {
        let mut table = Table::default();
        for (form, list) in forms {
            table.add(&form, list);
        }
        table.done()
    }

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
        self.slots = vec![(0, UNKNOWN); (adding.len() * 2).next_power_of_two()];
        let mut rows: BTreeMap<(WordNo, WordNo), Vec<LongRow>> = BTreeMap::new();
        for (form, lists) in &adding {
            let mut row = form.split(' ').map(|word| self.enter(word));
            let (Some(first), second, rest) = (row.next(), row.next(), row.collect::<Vec<WordNo>>()) else { continue };
            if let Some(second) = second {
                self.give(first, BEGINS);
                self.give(second, FOLLOWS);
                rows.entry((first, second)).or_default().extend(lists.iter().map(|list| (rest.clone(), *list)));
            } else if let Some(word) = self.words.get_mut(first as usize) {
                word.lists = place(self.lists.len());
                word.list_count = u16::try_from(lists.len()).unwrap_or(u16::MAX);
                self.lists.extend(lists);
            }
        }
        for (beginning, mut phrases) in rows {
            phrases.sort_by_key(|(rest, list)| (Reverse(rest.len()), *list));
            let start = place(self.phrases.len());
            for (rest, list) in phrases {
                let from = place(self.phrase_words.len());
                self.phrase_words.extend(rest);
                self.phrases.push(Phrase { rest: from..place(self.phrase_words.len()), list });
            }
            self.beginnings.insert(beginning, start..place(self.phrases.len()));
        }
        self
    }

    /// The number of a word, which gets one if it has none.
    fn enter(&mut self, word: &str) -> WordNo {
        if self.words.len() * 2 >= self.slots.len() {
            self.widen();
        }
        let spelling = Spelling::of(word.as_bytes());
        let at = match self.find(spelling) {
            Ok(no) => return no,
            Err(at) => at,
        };
        let no = place(self.words.len());
        let rest = place(self.rests.len());
        self.rests.extend_from_slice(spelling.rest);
        let len = u16::try_from(spelling.len).unwrap_or(u16::MAX);
        self.words.push(Word { first: spelling.first, second: spelling.second, rest, len, ..Word::NONE });
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = (tag_of(spelling.hash()), no);
        }
        no
    }

    /// Makes room for as many words again.
    fn widen(&mut self) {
        self.slots = vec![(0, UNKNOWN); self.slots.len() * 2];
        for no in 0..place(self.words.len()) {
            let letters = self.letters_of(no);
            let spelling = Spelling::of(letters.as_bytes());
            if let Err(at) = self.find(spelling)
                && let Some(slot) = self.slots.get_mut(at)
            {
                *slot = (tag_of(spelling.hash()), no);
            }
        }
    }

    /// The number of a word, or the place where it would stand.
    #[inline]
    fn find(&self, word: Spelling<'_>) -> Result<WordNo, usize> {
        let hash = word.hash();
        let (mask, tag) = (self.slots.len().wrapping_sub(1), tag_of(hash));
        let mut at = hash as usize & mask;
        while let Some((tagged, no)) = self.slots.get(at).filter(|(_, no)| *no != UNKNOWN) {
            if *tagged == tag && self.is_spelled(*no, word) {
                return Ok(*no);
            }
            at = (at + 1) & mask;
        }
        Err(at)
    }

    #[inline]
    fn is_spelled(&self, no: WordNo, as_: Spelling<'_>) -> bool {
        let word = self.word(no);
        (word.first, word.second, usize::from(word.len)) == (as_.first, as_.second, as_.len)
            && (as_.rest.is_empty() || self.rest_of(word) == as_.rest)
    }

    fn rest_of(&self, word: &Word) -> &[u8] {
        let from = word.rest as usize;
        self.rests.get(from..from + usize::from(word.len).saturating_sub(16)).unwrap_or_default()
    }

    fn letters_of(&self, no: WordNo) -> String {
        let word = self.word(no);
        let mut letters = [word.first.to_le_bytes(), word.second.to_le_bytes()].concat();
        letters.truncate(usize::from(word.len));
        letters.extend_from_slice(self.rest_of(word));
        String::from_utf8(letters).unwrap_or_default()
    }

    /// The number of a word, given in bytes, or [`UNKNOWN`].
    #[inline]
    pub(super) fn number(&self, word: &[u8]) -> WordNo {
        self.find(Spelling::of(word)).unwrap_or(UNKNOWN)
    }

    /// A word by its number.
    #[inline]
    pub(super) fn word(&self, no: WordNo) -> &Word {
        self.words.get(no as usize).unwrap_or(&Word::NONE)
    }

    fn give(&mut self, no: WordNo, traits: u8) {
        if let Some(word) = self.words.get_mut(no as usize) {
            word.traits |= traits;
        }
    }

    /// Gives every word of a list a trait.
    pub(super) fn mark(&mut self, list: ListNo, traits: u8) {
        for no in 0..place(self.words.len()) {
            if self.lists_of(self.word(no)).contains(&list) {
                self.give(no, traits);
            }
        }
    }

    /// Says which languages' small word it is, bit 0 for the first of them.
    pub(super) fn speak(&mut self, word: &str, languages: u16) {
        let no = self.number(word.as_bytes());
        if let Some(word) = self.words.get_mut(no as usize) {
            word.languages |= languages;
        }
    }

    /// Notes which words are put together of nothing, so that the commonest need not be taken apart each time they are met.
    pub(super) fn weigh(&mut self, is_compound: impl Fn(&str) -> bool) {
        for no in 0..place(self.words.len()) {
            if !is_compound(&self.letters_of(no)) {
                self.give(no, SIMPLE);
            }
        }
    }

    /// The lists that a word alone is of.
    #[inline]
    fn lists_of(&self, word: &Word) -> &[ListNo] {
        let from = word.lists as usize;
        self.lists.get(from..from + usize::from(word.list_count)).unwrap_or_default()
    }

    /// Enters the lists that token `at` is of, alone.
    #[inline]
    pub(super) fn look(&self, at: usize, word: &Word, into: &mut Vec<Seen>) {
        let at = place(at);
        into.extend(self.lists_of(word).iter().map(|list| Seen { list: *list, at, len: 1 }));
    }

    /// Enters the phrases that token `at` begins; `numbers` are the numbers of all tokens, and `word` is this one.
    #[inline]
    pub(super) fn look_for_phrases(
        &self,
        at: usize,
        word: &Word,
        tokens: &[Token],
        numbers: &[WordNo],
        into: &mut Vec<Seen>,
    ) {
        if word.is(BEGINS)
            && let Some([no, next]) = numbers.get(at..).and_then(<[WordNo]>::first_chunk)
            && self.word(*next).is(FOLLOWS)
        {
            self.phrases(at, (*no, *next), tokens, numbers, into);
        }
    }

    #[inline(never)]
    fn phrases(
        &self,
        at: usize,
        beginning: (WordNo, WordNo),
        tokens: &[Token],
        numbers: &[WordNo],
        into: &mut Vec<Seen>,
    ) {
        if let Some(phrases) = self.beginnings.get(&beginning) {
            let sentence = |at: usize| tokens.get(at).map(|token| token.sentence);
            for phrase in self.phrases.get(phrases.start as usize..phrases.end as usize).unwrap_or_default() {
                let rest = self.phrase_words.get(phrase.rest.start as usize..phrase.rest.end as usize);
                let last = at + 1 + phrase.rest.len();
                let follows = rest.zip(numbers.get(at + 2..=last)).is_some_and(|(rest, here)| rest.iter().eq(here));
                if follows && sentence(last) == sentence(at) {
                    let len = u8::try_from(phrase.rest.len() + 2).unwrap_or(u8::MAX);
                    into.push(Seen { list: phrase.list, at: place(at), len });
                }
            }
        }
    }
}
