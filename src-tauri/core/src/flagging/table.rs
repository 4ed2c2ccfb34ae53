//! Looking words up: every form of every list in a hash table, by its words.

use super::{
    pattern::{ListNo, Lists, Seen},
    token::{Token, place},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    hash::{BuildHasherDefault, Hasher},
    iter::successors,
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

/// The first eight bytes of a word as a number that is ordered as they are.
pub(super) fn first_eight(word: &str) -> u64 {
    Spelling::of(word.as_bytes()).first.swap_bytes()
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
/// It is known to be put together of nothing that has lost its dots.
const SIMPLE: u8 = 32;
/// It is of some list.
const LISTED: u8 = 64;

impl Word {
    const NONE: Word = Word { first: 0, second: 0, rest: 0, len: 0, languages: 0, lists: 0, list_count: 0, traits: 0 };

    /// Whether the word alone is of some list, be it asked for or not.
    #[inline]
    pub(super) fn is_of_lists(&self) -> bool {
        self.is(LISTED)
    }

    /// Whether it has one of these traits.
    #[inline]
    pub(super) fn is(&self, traits: u8) -> bool {
        self.traits & traits != 0
    }

    /// Whether it is known to be put together of nothing that has lost its dots.
    #[inline]
    pub(super) fn is_simple(&self) -> bool {
        self.is(SIMPLE)
    }
}

/// A row of words of a list.
#[derive(Debug, Clone)]
struct Phrase {
    /// Its third word, if it has one.
    third: Option<WordNo>,
    /// Where its words stand, from the third on.
    rest: Range<u32>,
    list: ListNo,
}

/// The words of a phrase from its third on, while the table is made ready, and its list.
type LongRow = (Vec<WordNo>, ListNo);

/// Words by number, and the number of each by its letters.
#[derive(Debug, Clone, Default)]
struct Words {
    /// Open addressing: for each place, some bits of the hash of the word in it and which word it is, or [`UNKNOWN`].
    slots: Vec<(u32, WordNo)>,
    words: Vec<Word>,
    /// What words have after their sixteenth byte.
    rests: Vec<u8>,
}

/// Forms with their lists, as they are added: one or more words with a blank between them.
#[derive(Debug, Default)]
pub(super) struct Forms {
    /// Each form as if it were a word.
    forms: Words,
    /// For each form, the link of the last list it got.
    last: Vec<u32>,
    /// The lists of all forms, each with the link of the list that the same form got before.
    links: Vec<(ListNo, u32)>,
}

/// Room for so many words is made at first.
const FIRST_ROOM: usize = 64;

/// No link.
const NONE: u32 = u32::MAX;

/// A table of forms: every word by number, and what each is.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    words: Words,
    lists: Vec<ListNo>,
    /// By the first two words: where the phrases stand that begin so, longest first.
    beginnings: HashMap<(WordNo, WordNo), Range<u32>, BuildHasherDefault<Numbers>>,
    /// What few rows of two words have that begin no phrase, and all that do: a bit for some of their hash.
    may_begin: Vec<u64>,
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

impl Forms {
    /// Adds a form.
    pub(super) fn add(&mut self, form: &str, list: ListNo) {
        let no = self.enter(form);
        if self.lists_of(no).all(|of| of != list)
            && let Some(last) = self.last.get_mut(no as usize)
        {
            self.links.push((list, *last));
            *last = place(self.links.len() - 1);
        }
    }

    /// Adds a word that is of no list.
    pub(super) fn enter(&mut self, form: &str) -> WordNo {
        let no = self.forms.enter(form.as_bytes());
        self.last.resize(self.forms.words.len(), NONE);
        no
    }

    /// Whether `word` alone is of some list.
    fn knows(&self, word: &[u8]) -> bool {
        self.last.get(self.forms.number(word) as usize).is_some_and(|last| *last != NONE)
    }

    /// The lists of a form, the last first.
    pub(super) fn of(&self, form: &str) -> impl Iterator<Item = ListNo> {
        self.lists_of(self.forms.number(form.as_bytes()))
    }

    fn lists_of(&self, no: WordNo) -> impl Iterator<Item = ListNo> {
        let link = |no: u32| self.links.get(no as usize);
        let last = self.last.get(no as usize).copied().unwrap_or(NONE);
        successors(link(last), move |(_, before)| link(*before)).map(|(list, _)| *list)
    }

    /// Calls with each form and its lists, the last first.
    pub(super) fn each(&self, mut call: impl FnMut(&str, &mut dyn Iterator<Item = ListNo>)) {
        let mut letters = Vec::new();
        for no in 0..place(self.forms.words.len()) {
            self.forms.spell(no, &mut letters);
            if let Ok(form) = std::str::from_utf8(&letters) {
                call(form, &mut self.lists_of(no));
            }
        }
    }

    /// Forgets the words that `others` know, but no phrase.
    pub(super) fn without(mut self, others: &Forms) -> Forms {
        let mut letters = Vec::new();
        for no in 0..place(self.forms.words.len()) {
            self.forms.spell(no, &mut letters);
            if let Some(last) = self.last.get_mut(no as usize)
                && !letters.contains(&b' ')
                && others.knows(&letters)
            {
                *last = NONE;
            }
        }
        self
    }

    /// The table of these forms, the same each time for the same forms.
    pub(super) fn table(&self) -> Table {
        let mut table = Table::default();
        table.words.make_room(self.forms.words.len());
        table.words.rests.reserve_exact(self.forms.rests.len());
        table.lists.reserve_exact(self.links.len());
        let mut rows: BTreeMap<(WordNo, WordNo), Vec<LongRow>> = BTreeMap::new();
        let mut letters = Vec::new();
        for no in 0..place(self.forms.words.len()) {
            self.forms.spell(no, &mut letters);
            let mut row = letters.split(|byte| *byte == b' ').map(|word| table.words.enter(word));
            let (Some(first), second, rest) = (row.next(), row.next(), row.collect::<Vec<WordNo>>()) else { continue };
            if let Some(second) = second {
                table.give(first, BEGINS);
                table.give(second, FOLLOWS);
                rows.entry((first, second)).or_default().extend(self.lists_of(no).map(|list| (rest.clone(), list)));
            } else {
                table.put(first, self.lists_of(no));
            }
        }
        for (beginning, mut phrases) in rows {
            phrases.sort_by_key(|(rest, list)| (Reverse(rest.len()), *list));
            let start = place(table.phrases.len());
            for (rest, list) in phrases {
                let (from, third) = (place(table.phrase_words.len()), rest.first().copied());
                table.phrase_words.extend(rest);
                table.phrases.push(Phrase { third, rest: from..place(table.phrase_words.len()), list });
            }
            table.beginnings.insert(beginning, start..place(table.phrases.len()));
        }
        table.note_beginnings();
        table
    }
}

impl Words {
    /// The number of a word, which gets one if it has none.
    fn enter(&mut self, word: &[u8]) -> WordNo {
        if self.words.len() * 3 >= self.slots.len() * 2 {
            self.make_room(self.words.len().max(FIRST_ROOM));
        }
        let spelling = Spelling::of(word);
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

    /// Makes room for so many words more.
    fn make_room(&mut self, more: usize) {
        // At most two thirds are ever taken: fewer would be found no sooner, and more of them miss the cache.
        self.slots = vec![(0, UNKNOWN); ((self.words.len() + more) * 3 / 2 + 1).next_power_of_two()];
        self.words.reserve_exact(more);
        let mask = self.slots.len().wrapping_sub(1);
        for (no, word) in (0..).zip(&self.words) {
            let hash = self.spelling_of(word).hash();
            let mut at = hash as usize & mask;
            while self.slots.get(at).is_some_and(|(_, no)| *no != UNKNOWN) {
                at = (at + 1) & mask;
            }
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = (tag_of(hash), no);
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

    fn spelling_of(&self, word: &Word) -> Spelling<'_> {
        let len = usize::from(word.len);
        Spelling { first: word.first, second: word.second, len, rest: self.rest_of(word) }
    }

    /// Puts the letters of a word into `letters`.
    fn spell(&self, no: WordNo, letters: &mut Vec<u8>) {
        let word = self.word(no);
        letters.clear();
        letters.extend(word.first.to_le_bytes());
        letters.extend(word.second.to_le_bytes());
        letters.truncate(usize::from(word.len));
        letters.extend_from_slice(self.rest_of(word));
    }

    /// The number of a word, given in bytes, or [`UNKNOWN`].
    #[inline]
    fn number(&self, word: &[u8]) -> WordNo {
        self.find(Spelling::of(word)).unwrap_or(UNKNOWN)
    }

    #[inline]
    fn word(&self, no: WordNo) -> &Word {
        self.words.get(no as usize).unwrap_or(&Word::NONE)
    }
}

impl Table {
    /// The number of a word, given in bytes, or [`UNKNOWN`].
    #[inline]
    pub(super) fn number(&self, word: &[u8]) -> WordNo {
        self.words.number(word)
    }

    /// A word by its number.
    #[inline]
    pub(super) fn word(&self, no: WordNo) -> &Word {
        self.words.word(no)
    }

    /// Puts a word on lists, given the last first.
    fn put(&mut self, no: WordNo, lists: impl Iterator<Item = ListNo>) {
        let from = self.lists.len();
        self.lists.extend(lists);
        if let Some(of_word) = self.lists.get_mut(from..) {
            of_word.reverse();
        }
        if let Some(word) = self.words.words.get_mut(no as usize) {
            word.lists = place(from);
            word.list_count = u16::try_from(self.lists.len() - from).unwrap_or(u16::MAX);
            word.traits |= if word.list_count > 0 { LISTED } else { 0 };
        }
    }

    fn give(&mut self, no: WordNo, traits: u8) {
        if let Some(word) = self.words.words.get_mut(no as usize) {
            word.traits |= traits;
        }
    }

    /// Gives every word of a list a trait.
    pub(super) fn mark(&mut self, list: ListNo, traits: u8) {
        for no in 0..place(self.words.words.len()) {
            if self.lists_of(self.word(no)).contains(&list) {
                self.give(no, traits);
            }
        }
    }

    /// Says which languages' small word it is, bit 0 for the first of them.
    pub(super) fn speak(&mut self, word: &str, languages: u16) {
        let no = self.number(word.as_bytes());
        if let Some(word) = self.words.words.get_mut(no as usize) {
            word.languages |= languages;
        }
    }

    /// Forgets the lists that are not `asked` for: what no pattern looks for need not be seen. Puts every word on the lists
    /// that its `parts` are of as well, so that no word of the table need be taken apart when it is met.
    pub(super) fn settle(&mut self, asked: &Lists, parts: impl Fn(&str, &mut Vec<Seen>)) {
        let mut kept = Vec::with_capacity(self.lists.len());
        let (mut letters, mut of_parts) = (Vec::new(), Vec::new());
        for no in 0..place(self.words.words.len()) {
            self.words.spell(no, &mut letters);
            of_parts.clear();
            if let Ok(word) = std::str::from_utf8(&letters) {
                parts(word, &mut of_parts);
            }
            let start = kept.len();
            for list in self.lists_of(self.word(no)).iter().copied().chain(of_parts.iter().map(|seen| seen.list)) {
                if asked.has(list) && kept.iter().skip(start).all(|of_word| *of_word != list) {
                    kept.push(list);
                }
            }
            if let Some(word) = self.words.words.get_mut(no as usize) {
                word.lists = place(start);
                word.list_count = u16::try_from(kept.len() - start).unwrap_or(u16::MAX);
            }
        }
        kept.shrink_to_fit();
        self.lists = kept;
    }

    /// Notes which words are no compound of parts without dots, so that they need not be taken apart each time they are met.
    pub(super) fn weigh(&mut self, is_compound: impl Fn(&str) -> bool) {
        let mut letters = Vec::new();
        for no in 0..place(self.words.words.len()) {
            self.words.spell(no, &mut letters);
            if std::str::from_utf8(&letters).is_ok_and(|word| !is_compound(word)) {
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
            && self.may_begin((*no, *next))
        {
            self.phrases(at, (*no, *next), tokens, numbers, into);
        }
    }

    /// Notes which rows of two words may begin a phrase.
    fn note_beginnings(&mut self) {
        if self.beginnings.is_empty() {
            return;
        }
        // A bit of eight or more is set, so that nearly all that begin nothing are told by it.
        self.may_begin = vec![0; (self.beginnings.len() / 8).next_power_of_two()];
        for beginning in self.beginnings.keys() {
            let (at, bit) = self.bit_of(*beginning);
            if let Some(bits) = self.may_begin.get_mut(at) {
                *bits |= bit;
            }
        }
    }

    /// Where the bit of a row of two words stands.
    #[inline]
    fn bit_of(&self, (first, second): (WordNo, WordNo)) -> (usize, u64) {
        let mut hash = Numbers::default();
        hash.write_u32(first);
        hash.write_u32(second);
        let hash = hash.finish();
        (hash as usize & self.may_begin.len().wrapping_sub(1), 1 << (hash >> 58))
    }

    #[inline]
    fn may_begin(&self, beginning: (WordNo, WordNo)) -> bool {
        let (at, bit) = self.bit_of(beginning);
        self.may_begin.get(at).is_some_and(|bits| bits & bit != 0)
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
            let third = numbers.get(at + 2);
            let phrases = self.phrases.get(phrases.start as usize..phrases.end as usize).unwrap_or_default();
            for phrase in phrases.iter().filter(|phrase| phrase.third.is_none_or(|no| Some(&no) == third)) {
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
