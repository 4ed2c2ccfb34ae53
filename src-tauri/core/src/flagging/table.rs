//! Looking words up: every form of every list in a hash table, by its words.

mod filling;

pub(super) use filling::Forms;

use super::{
    lexicon::both,
    pattern::{ListNo, Lists, Seen},
    token::{Token, place},
};
use std::{
    collections::HashMap,
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

    /// The same of a word that stands in a text: most often sixteen bytes are there to be read at once, and those that are
    /// not its own are put out.
    #[inline]
    fn at(text: &'w [u8], word: Range<usize>) -> Spelling<'w> {
        let len = word.len();
        match text.get(word.start..).and_then(<[u8]>::first_chunk::<16>) {
            Some(sixteen) if len <= 16 => {
                let both = u128::from_le_bytes(*sixteen);
                let own = both & OF_SIXTEEN.get(len).copied().unwrap_or(u128::MAX);
                Spelling { first: own as u64, second: (own >> 64) as u64, len, rest: &[] }
            }
            _ => Spelling::of(text.get(word).unwrap_or_default()),
        }
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

/// The first bytes of sixteen, by how many they are.
const OF_SIXTEEN: [u128; 17] = {
    let mut masks = [u128::MAX; 17];
    let mut bytes = 0;
    while bytes < 16 {
        masks[bytes] = (1 << (8 * bytes)) - 1;
        bytes += 1;
    }
    masks
};

/// The first eight bytes of a word as a number that is ordered as they are.
pub(super) fn first_eight(word: &str) -> u64 {
    Spelling::of(word.as_bytes()).first.swap_bytes()
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
    pub(in super::super) const WORD_TOO: u8 = 128;
}

/// A word of a table, and all that is asked of it, side by side: one look at it brings all of it near. A word of no table
/// means nothing: [`Word::NONE`].
#[derive(Debug, Clone)]
#[repr(align(32))]
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

    /// Its own lists among all.
    #[inline]
    fn lists<'l>(&self, lists: &'l [ListNo]) -> &'l [ListNo] {
        let from = self.lists as usize;
        lists.get(from..from + usize::from(self.list_count)).unwrap_or_default()
    }

    /// What it has after its sixteenth byte, among the same of all.
    fn rest<'r>(&self, rests: &'r [u8]) -> &'r [u8] {
        let from = self.rest as usize;
        rests.get(from..from + usize::from(self.len).saturating_sub(16)).unwrap_or_default()
    }

    /// Puts its letters into `letters`.
    fn spell(&self, rests: &[u8], letters: &mut Vec<u8>) {
        letters.clear();
        letters.extend(self.first.to_le_bytes());
        letters.extend(self.second.to_le_bytes());
        letters.truncate(usize::from(self.len));
        letters.extend_from_slice(self.rest(rests));
    }

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

/// A place for a word: its number in as many bits as there are places to be told apart, and some of its hash in the rest.
/// Half as large as the two beside each other, so that more of them are near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot(u32);

impl Slot {
    /// No word stands here: its number would be greater than any.
    const FREE: Slot = Slot(u32::MAX);

    /// The place of a word among so many, a power of two.
    #[inline]
    fn of(hash: u64, no: WordNo, places: usize) -> Slot {
        let numbers = place(places).wrapping_sub(1);
        Slot(((hash >> 32) as u32 & !numbers) | no)
    }

    /// Which word may be the one of this hash, if any.
    #[inline]
    fn may_be(self, hash: u64, places: usize) -> Option<WordNo> {
        let numbers = place(places).wrapping_sub(1);
        (((hash >> 32) as u32 ^ self.0) & !numbers == 0).then_some(self.0 & numbers)
    }
}

/// Words by number, and the number of each by its letters.
#[derive(Debug, Clone, Default)]
struct Words {
    /// Open addressing: which word stands in each place.
    slots: Vec<Slot>,
    words: Vec<Word>,
    /// What words have after their sixteenth byte.
    rests: Vec<u8>,
}

/// Room for so many words is made at first.
const FIRST_ROOM: usize = 64;

/// A table of forms: every word by number, and what each is.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    words: Words,
    lists: Vec<ListNo>,
    phrases: Phrases,
    /// What few rows of two words have that begin no phrase, and all that do: a bit for some of their hash.
    may_begin: Vec<u64>,
}

/// Rows of two words or more.
#[derive(Debug, Clone, Default)]
pub(super) struct Phrases {
    /// By the first two words: where those stand that begin so, longest first.
    beginnings: HashMap<(WordNo, WordNo), Range<u32>, BuildHasherDefault<Numbers>>,
    all: Vec<Phrase>,
    /// The words of all of them, from the third on.
    words: Vec<WordNo>,
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
        let places = self.slots.len();
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = Slot::of(spelling.hash(), no, places);
        }
        no
    }

    /// Makes room for so many words more.
    fn make_room(&mut self, more: usize) {
        self.words.reserve_exact(more);
        self.slots = Words::slots(self.words.len() + more);
        self.fill_slots();
    }

    /// Keeps no more room than the words there are need.
    fn give_back_room(&mut self) {
        self.words.shrink_to_fit();
        self.rests.shrink_to_fit();
        let slots = Words::slots(self.words.len());
        if slots.len() < self.slots.len() {
            self.slots = slots;
            self.fill_slots();
        }
    }

    /// Free places for so many words. At most two thirds are ever taken: fewer would be found no sooner, and more of them
    /// miss the cache.
    fn slots(words: usize) -> Vec<Slot> {
        vec![Slot::FREE; (words * 3 / 2 + 1).next_power_of_two()]
    }

    fn fill_slots(&mut self) {
        let places = self.slots.len();
        for (no, word) in (0..).zip(&self.words) {
            let hash = self.spelling_of(word).hash();
            let mut at = hash as usize & (places - 1);
            while self.slots.get(at).is_some_and(|slot| *slot != Slot::FREE) {
                at = (at + 1) & (places - 1);
            }
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = Slot::of(hash, no, places);
            }
        }
    }

    /// The number of a word, or the place where it would stand.
    #[inline]
    fn find(&self, word: Spelling<'_>) -> Result<WordNo, usize> {
        let hash = word.hash();
        let places = self.slots.len();
        let (mut at, mut slot) = self.slot_of(hash);
        while slot != Slot::FREE {
            if let Some(no) = slot.may_be(hash, places)
                && self.is_spelled(no, word)
            {
                return Ok(no);
            }
            at = (at + 1) & places.wrapping_sub(1);
            slot = self.slots.get(at).copied().unwrap_or(Slot::FREE);
        }
        Err(at)
    }

    /// The place where a word of this hash is looked for first, and what stands there.
    #[inline]
    fn slot_of(&self, hash: u64) -> (usize, Slot) {
        let at = hash as usize & self.slots.len().wrapping_sub(1);
        (at, self.slots.get(at).copied().unwrap_or(Slot::FREE))
    }

    /// The numbers of the words that stand at these bytes of a text, or [`UNKNOWN`]. The place that is looked at first most often
    /// tells, so that is written out here; [`Words::find`] goes on from there.
    fn numbers_in(&self, text: &[u8], words: &[Token], into: &mut Vec<WordNo>) {
        into.extend(words.iter().map(|word| {
            let spelling = Spelling::at(text, word.range());
            let hash = spelling.hash();
            let slot = self.slot_of(hash).1;
            match slot.may_be(hash, self.slots.len()) {
                Some(no) if self.is_spelled(no, spelling) => no,
                _ if slot == Slot::FREE => UNKNOWN,
                _ => self.find(spelling).unwrap_or(UNKNOWN),
            }
        }));
    }

    #[inline]
    fn is_spelled(&self, no: WordNo, as_: Spelling<'_>) -> bool {
        let word = self.word(no);
        (word.first, word.second, usize::from(word.len)) == (as_.first, as_.second, as_.len)
            && (as_.rest.is_empty() || self.rest_of(word) == as_.rest)
    }

    fn rest_of(&self, word: &Word) -> &[u8] {
        word.rest(&self.rests)
    }

    fn spelling_of(&self, word: &Word) -> Spelling<'_> {
        let len = usize::from(word.len);
        Spelling { first: word.first, second: word.second, len, rest: self.rest_of(word) }
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

    /// The numbers of the words of a text, or [`UNKNOWN`].
    pub(super) fn numbers_in(&self, text: &[u8], words: &[Token], into: &mut Vec<WordNo>) {
        into.clear();
        self.words.numbers_in(text, words, into);
    }

    /// A word by its number.
    #[inline]
    pub(super) fn word(&self, no: WordNo) -> &Word {
        self.words.word(no)
    }

    /// Puts words on lists. Each has its lists in the order they are given.
    fn put(&mut self, on: &[(WordNo, ListNo)]) {
        let mut next = vec![0; self.words.words.len() + 1];
        for (no, _) in on {
            if let Some(count) = next.get_mut(*no as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut next {
            sum += *count;
            *count = sum;
        }
        let mut lists = vec![0; on.len()];
        for (no, list) in on {
            if let Some(next) = next.get_mut(*no as usize)
                && let Some(at) = lists.get_mut(*next)
            {
                *at = *list;
                *next += 1;
            }
        }
        self.lists.reserve_exact(on.len());
        let mut from = 0;
        for (word, to) in self.words.words.iter_mut().zip(next) {
            let start = self.lists.len();
            for list in lists.get(from..to).unwrap_or_default() {
                if self.lists.iter().skip(start).all(|of| of != list) {
                    self.lists.push(*list);
                }
            }
            from = to;
            word.lists = place(start);
            word.list_count = u16::try_from(self.lists.len() - start).unwrap_or(u16::MAX);
            word.traits |= if word.list_count > 0 { LISTED } else { 0 };
        }
    }

    fn give(&mut self, no: WordNo, traits: u8) {
        if let Some(word) = self.words.words.get_mut(no as usize) {
            word.traits |= traits;
        }
    }

    /// The lists of a word alone.
    pub(super) fn lists(&self, word: &str) -> &[ListNo] {
        self.lists_of(self.word(self.number(word.as_bytes())))
    }

    /// Each list, once for each word that it has.
    pub(super) fn lists_of_words(&self) -> &[ListNo] {
        &self.lists
    }

    /// Gives every word of each list a trait.
    pub(super) fn mark(&mut self, of_lists: &[(ListNo, u8)]) {
        let Table { words: Words { words, .. }, lists, .. } = self;
        for word in words {
            let traits = of_lists.iter().filter(|(list, _)| word.lists(lists).contains(list)).map(|(_, traits)| traits);
            word.traits |= traits.fold(0, |all, traits| all | traits);
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
    /// that its parts are of as well, which `take_apart` enters, so that no word of the table need be taken apart when it is
    /// met; it answers whether the word is put together of nothing that has lost its dots.
    pub(super) fn settle(&mut self, asked: &Lists, take_apart: impl Fn(&str, &mut Vec<Seen>) -> bool + Sync) {
        let Table { words: Words { words, rests, .. }, lists, .. } = self;
        let settle = |words: &mut [Word]| -> Vec<ListNo> {
            let mut kept = Vec::with_capacity(lists.len() / 2);
            let (mut letters, mut of_parts) = (Vec::new(), Vec::new());
            for word in words {
                word.spell(rests, &mut letters);
                of_parts.clear();
                let simple = str::from_utf8(&letters).is_ok_and(|word| take_apart(word, &mut of_parts));
                let start = kept.len();
                for list in word.lists(lists).iter().copied().chain(of_parts.iter().map(|seen| seen.list)) {
                    if asked.has(list) && kept.iter().skip(start).all(|of_word| *of_word != list) {
                        kept.push(list);
                    }
                }
                word.lists = place(start);
                word.list_count = u16::try_from(kept.len() - start).unwrap_or(u16::MAX);
                word.traits |= if simple { SIMPLE } else { 0 };
            }
            kept
        };
        let half = words.len() / 2;
        let (first, second) = words.split_at_mut(half);
        let (mut kept, more) = both(|| settle(first), || settle(second));
        second.iter_mut().for_each(|word| word.lists += place(kept.len()));
        kept.extend(more);
        kept.shrink_to_fit();
        *lists = kept;
    }

    /// The lists that a word alone is of.
    #[inline]
    fn lists_of(&self, word: &Word) -> &[ListNo] {
        word.lists(&self.lists)
    }

    /// Enters the lists that token `at` is of, alone.
    #[inline]
    pub(super) fn look(&self, at: usize, word: &Word, into: &mut Vec<Seen>) {
        let at = place(at);
        // They are so few that reserving room for all at once costs more.
        for list in self.lists_of(word) {
            into.push(Seen { list: *list, at, len: 1 });
        }
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

    /// Notes which rows of two words may begin a phrase, and marks the words that they are made of.
    fn note_beginnings(&mut self) {
        if self.phrases.beginnings.is_empty() {
            return;
        }
        // A bit of eight or more is set, so that nearly all that begin nothing are told by it.
        self.may_begin = vec![0; (self.phrases.beginnings.len() / 8).next_power_of_two()];
        let beginnings: Vec<(WordNo, WordNo)> = self.phrases.beginnings.keys().copied().collect();
        for (first, second) in beginnings {
            self.give(first, BEGINS);
            self.give(second, FOLLOWS);
            let (at, bit) = self.bit_of((first, second));
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
        if let Some(phrases) = self.phrases.beginnings.get(&beginning) {
            let sentence = |at: usize| tokens.get(at).map(|token| token.sentence);
            let third = numbers.get(at + 2);
            let phrases = self.phrases.all.get(phrases.start as usize..phrases.end as usize).unwrap_or_default();
            for phrase in phrases.iter().filter(|phrase| phrase.third.is_none_or(|no| Some(&no) == third)) {
                let rest = self.phrases.words.get(phrase.rest.start as usize..phrase.rest.end as usize);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_settled_keeps_what_is_asked_for_and_what_words_are_put_together_of() {
        let mut forms = Forms::default();
        (0..9).for_each(|no| forms.add(&format!("ord{no}"), no));
        let mut table = forms.table();
        let mut asked = Lists::default();
        [1, 5, 8, 20].into_iter().for_each(|list| asked.insert(list));
        table.settle(&asked, |word, into| {
            into.extend([20, 30].map(|list| Seen { list, at: 0, len: 1 }));
            word != "ord8"
        });
        for (no, lists) in [(0, &[20][..]), (1, &[1, 20]), (5, &[5, 20]), (8, &[8, 20])] {
            let word = table.word(table.number(format!("ord{no}").as_bytes()));
            assert_eq!((table.lists_of(word), word.is_simple(), word.is_of_lists()), (lists, no != 8, true), "ord{no}");
        }
    }

    #[test]
    fn words_asked_for_eight_at_a_time_have_the_numbers_that_each_alone_has() {
        let letters = |no: usize| ["a", "bo", "häst", "gunghästen", "barnomsorgsnämnden", "å"][no % 6];
        let mut forms = Forms::default();
        for no in 0..500 {
            forms.add(&format!("{}{no}", letters(no)), 1);
        }
        let table = forms.table();
        let words: Vec<String> = (0..600).map(|no| format!("{}{no}", letters(no))).collect();
        let text = words.join(" ");
        let mut at = 0;
        let tokens: Vec<Token> = (words.iter())
            .map(|word| {
                let start = at;
                at += word.len() + 1;
                Token { start: place(start), end: place(at - 1), ..Token::default() }
            })
            .collect();
        let alone: Vec<WordNo> = words.iter().map(|word| table.number(word.as_bytes())).collect();
        assert!(alone[..500].iter().all(|no| *no != UNKNOWN) && alone[500..].iter().all(|no| *no == UNKNOWN));
        for count in [1, 7, 8, 9, 600] {
            let mut numbers = Vec::new();
            table.numbers_in(text.as_bytes(), &tokens[..count], &mut numbers);
            assert_eq!(numbers, alone[..count], "however the text goes on, and where it ends");
        }
    }
}
