//! Ways of seeing one text: each view is a text of its own, with a way back to the code points of the original.
//!
//! | view | what it undoes |
//! |---|---|
//! | `raw` | what cannot be seen: zero-width marks, fancy alphabets, foreign look-alikes; case is kept |
//! | `fold` | the same in lower case |
//! | `squeeze` | digits and signs for letters ("j4vla"), letters held down ("jäääävla") |
//! | `joined` | letters set apart ("i d i o t", "i.d.i.o.t") |
//! | `digits` | numbers in other digits, in words, or with o and l among them |
//!
//! (`nodia`, posts written without å, ä and ö, needs no text of its own: the lexicon is looked up without them.)
//! A view is made only when it would differ from the one before, in one pass and in linear time. Nothing here knows a
//! word of any language but the names of the numbers.

mod digits;
mod fold;
mod row;
mod squeeze;

pub use digits::digits;
pub use fold::fold_str;
pub(super) use fold::is_plain;
pub(super) use row::{Row, first_char, place};

use std::{borrow::Cow, cell::OnceCell, ops::Range};

/// The words between two code points of a text, as flags point at them.
#[must_use]
pub fn words_between(text: &str, start: u32, end: u32) -> String {
    text.chars().skip(start as usize).take(end.saturating_sub(start) as usize).collect()
}

/// Which view a hit was seen in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seen {
    /// As written, but for what cannot be seen.
    Raw,
    /// In lower case.
    Fold,
    /// With leet and stretching undone.
    Squeeze,
    /// With spaced letters joined.
    Joined,
    /// With numbers in plain digits.
    Digits,
}

/// A text with the way back to the original.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// Which one it is.
    pub seen: Seen,
    /// The text as seen.
    pub text: Cow<'a, str>,
    back: Back<'a>,
}

/// The way back from bytes of a view to code points of the original.
#[derive(Debug, Clone)]
enum Back<'a> {
    /// Each character stands for the one at the same place. A count of characters every [`STRIDE`] bytes, counted when
    /// first asked for.
    Same { every: OnceCell<Vec<u32>> },
    /// For each byte: where the original begins and where it ends.
    Map { from: Cow<'a, [u32]>, to: Cow<'a, [u32]> },
}

const STRIDE: usize = 128;
/// Characters of a text of so many bytes are counted each time they are asked for.
const SHORT: usize = 512;

impl<'a> View<'a> {
    /// A view in which every character stands for one of the original.
    fn same(seen: Seen, text: Cow<'a, str>) -> View<'a> {
        View { seen, text, back: Back::Same { every: OnceCell::new() } }
    }

    /// A text whose characters stand beside those of this one, byte by byte.
    fn with_text<'v>(&'v self, seen: Seen, text: Cow<'v, str>) -> View<'v> {
        let back = match &self.back {
            Back::Same { .. } => Back::Same { every: OnceCell::new() },
            Back::Map { from, to } => Back::Map { from: Cow::Borrowed(from), to: Cow::Borrowed(to) },
        };
        View { seen, text, back }
    }

    /// A view put together of cells, each a character and the code points it stands for.
    fn of_cells(seen: Seen, cells: impl Iterator<Item = Cell>) -> View<'a> {
        let mut made = Making::with_room(cells.size_hint().0 * 5 / 4);
        for cell in cells {
            made.push(cell.c, cell.from, cell.to);
        }
        made.done(seen)
    }

    /// The code points of the original that these bytes of the view stand for.
    #[must_use]
    pub fn origin(&self, bytes: Range<usize>) -> Range<u32> {
        match &self.back {
            Back::Same { every } => {
                let start = self.count(every.get_or_init(|| counts(&self.text)), bytes.start);
                let inside = self.text.as_bytes().get(bytes).map_or(0, starts);
                start..start + inside
            }
            Back::Map { from, to } => {
                let start = from.get(bytes.start).copied().unwrap_or(0);
                let end = bytes.end.checked_sub(1).and_then(|last| to.get(last)).copied().unwrap_or(start);
                start..end.max(start)
            }
        }
    }

    /// The bytes of the view that stand for these code points of the original, or for what is nearest before them.
    pub(super) fn bytes(&self, origin: &Range<u32>) -> Range<usize> {
        match &self.back {
            Back::Same { every } => {
                let every = every.get_or_init(|| counts(&self.text));
                self.byte(every, origin.start)..self.byte(every, origin.end)
            }
            Back::Map { from, to } => {
                let start = to.partition_point(|to| *to <= origin.start);
                let end = from.partition_point(|from| *from < origin.end);
                start..end.max(start)
            }
        }
    }

    /// Where the character of this number begins: [`View::count`] the other way.
    fn byte(&self, every: &[u32], no: u32) -> usize {
        let bytes = self.text.as_bytes();
        if every.is_empty() && bytes.len() > SHORT {
            return (no as usize).min(bytes.len());
        }
        let near = every.partition_point(|before| *before <= no).saturating_sub(1);
        let left = no - every.get(near).copied().unwrap_or(0);
        let begin = bytes.iter().enumerate().skip(near * STRIDE).filter(|(_, byte)| begins(**byte));
        begin.map(|(at, _)| at).nth(left as usize).unwrap_or(bytes.len())
    }

    fn count(&self, every: &[u32], byte: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let near = byte / STRIDE;
        match every.get(near) {
            Some(count) => count + bytes.get(near * STRIDE..byte).map_or(0, starts),
            None if every.is_empty() && bytes.len() <= SHORT => bytes.get(..byte).map_or(0, starts),
            None if every.is_empty() => u32::try_from(byte).unwrap_or(u32::MAX),
            None => starts(bytes),
        }
    }

    /// Whether every character stands for the one at the same place of the original.
    fn is_same(&self) -> bool {
        matches!(self.back, Back::Same { .. })
    }

    /// Whether the bytes of the two stand beside each other, one to one. Letters change their length when they are folded, but
    /// hardly so that it comes out even.
    pub(super) fn has_bytes_of(&self, other: &View<'_>) -> bool {
        self.is_same() && other.is_same() && self.text.len() == other.text.len()
    }

    /// Whether the characters of the two stand beside each other, one to one.
    pub(super) fn is_beside(&self, raw: &View<'_>) -> bool {
        match (&self.back, &raw.back) {
            (Back::Same { .. }, Back::Same { .. }) => true,
            (Back::Map { .. }, Back::Map { .. }) => self.seen == Seen::Fold,
            _ => false,
        }
    }

    /// Each character with the code point of the original where it begins.
    pub(super) fn origins(&self) -> impl Iterator<Item = (u32, char)> + '_ {
        self.cells().map(|cell| (cell.from, cell.c))
    }

    /// The characters with the code points each stands for.
    fn cells(&self) -> impl Iterator<Item = Cell> + '_ {
        let mut at = 0;
        self.text.char_indices().map(move |(byte, c)| match &self.back {
            Back::Same { .. } => {
                at += 1;
                Cell { c, from: at - 1, to: at }
            }
            Back::Map { from, to } => {
                Cell { c, from: from.get(byte).copied().unwrap_or(0), to: to.get(byte).copied().unwrap_or(0) }
            }
        })
    }
}

/// How many characters begin before every [`STRIDE`]th byte; nothing where every byte is one, or there are few.
fn counts(text: &str) -> Vec<u32> {
    let mut every = Vec::new();
    if text.len() > SHORT && !text.is_ascii() {
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            every.push(count);
            count += starts(chunk);
        }
    }
    every
}

/// How many letters a–z these bytes begin with.
#[inline]
pub(super) fn letters(bytes: &[u8]) -> usize {
    first(bytes, |eight| !within(eight, b'a', b'z') & HIGHEST, |byte| !byte.is_ascii_lowercase()).unwrap_or(bytes.len())
}

/// Where the first digit 0–9 stands.
#[inline]
pub(super) fn first_digit(bytes: &[u8]) -> Option<usize> {
    first(bytes, |eight| within(eight, b'0', b'9'), u8::is_ascii_digit)
}

/// Where the first blank of `text` stands, or its end.
fn first_blank(text: &str) -> usize {
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        at += match byte {
            b'\t'..=b'\r' | b' ' => break,
            0..=0x7F => 1,
            _ => match first_char(text, at) {
                blank if blank.is_whitespace() => break,
                other => other.len_utf8(),
            },
        };
    }
    at
}

/// The greatest byte of a text; 0 for an empty one. Folded, not compared, so that a processor takes many at once.
fn greatest(text: &str) -> u8 {
    text.bytes().fold(0, u8::max)
}

/// Where the first byte stands that is of some kind, looked for eight bytes at a time: `of_eight` answers the highest bit of
/// each that is of the kind.
#[inline]
fn first(bytes: &[u8], of_eight: impl Fn(u64) -> u64, of_kind: impl Fn(&u8) -> bool) -> Option<usize> {
    let mut rest = bytes;
    let mut before = 0;
    while let Some((eight, after)) = rest.split_first_chunk::<8>() {
        let found = of_eight(u64::from_le_bytes(*eight));
        if found != 0 {
            return Some(before + found.trailing_zeros() as usize / 8);
        }
        before += 8;
        rest = after;
    }
    rest.iter().position(of_kind).map(|at| before + at)
}

/// A one in each of eight bytes, and the highest bit of each.
const EACH: u64 = u64::from_le_bytes([1; 8]);
const HIGHEST: u64 = EACH * 0x80;

/// The highest bit of each of eight bytes that lies within two of ASCII.
#[inline]
fn within(eight: u64, least: u8, greatest: u8) -> u64 {
    // Seven bits and what is added to them never reach into the next byte.
    let low = eight & !HIGHEST;
    let from_least = low + EACH * u64::from(0x80 - least);
    let beyond = low + EACH * u64::from(0x7F - greatest);
    from_least & !beyond & !eight & HIGHEST
}

/// Whether a character begins with this byte.
fn begins(byte: u8) -> bool {
    (byte as i8) >= -64
}

/// How many characters begin among these bytes. Counted in bytes, a row of [`STRIDE`] at a time, so that a processor can
/// count many of them at once; no row is so long that its count would not fit.
pub(super) fn starts(bytes: &[u8]) -> u32 {
    let row = |row: &[u8]| row.iter().map(|byte| u8::from(begins(*byte))).sum::<u8>();
    bytes.chunks(STRIDE).map(|bytes| u32::from(row(bytes))).sum()
}

/// A character of a view and the code points of the original that it stands for.
#[derive(Debug, Clone, Copy)]
struct Cell {
    c: char,
    from: u32,
    to: u32,
}

/// A view being put together.
#[derive(Default)]
struct Making {
    text: String,
    from: Vec<u32>,
    to: Vec<u32>,
}

impl Making {
    fn with_room(bytes: usize) -> Making {
        Making { text: String::with_capacity(bytes), from: Vec::with_capacity(bytes), to: Vec::with_capacity(bytes) }
    }

    #[inline]
    fn push(&mut self, c: char, from: u32, to: u32) {
        self.text.push(c);
        let bytes = self.text.len();
        self.from.resize(bytes, from);
        self.to.resize(bytes, to);
    }

    /// The same with a text whose characters stand beside those of this one, byte by byte.
    fn with_text(&self, text: String) -> Option<Making> {
        (text.len() == self.text.len()).then(|| Making { text, from: self.from.clone(), to: self.to.clone() })
    }

    fn done<'a>(self, seen: Seen) -> View<'a> {
        View { seen, text: Cow::Owned(self.text), back: Back::Map { from: self.from.into(), to: self.to.into() } }
    }
}

/// What the first look at a text found, so that views nobody needs are never made.
#[derive(Debug, Clone, Copy, Default)]
struct Traits {
    /// A digit or a sign such as `@` beside a letter.
    leet: bool,
    /// The same letter three times running.
    stretched: bool,
    /// A letter that stands alone, twice or more, or a dot or two dashes inside a word.
    apart: bool,
    /// å, ä or ö somewhere.
    diacritics: bool,
    /// Digits of any script.
    digits: u32,
    /// A star or similar inside a word.
    masked: bool,
    /// The sign of e-mail addresses.
    at: bool,
}

/// All views of one text.
#[derive(Debug)]
pub struct Views<'a> {
    /// As written, but for what cannot be seen.
    pub raw: View<'a>,
    /// In lower case.
    pub fold: View<'a>,
    /// The rows of letters of `fold`, where the first look at the text told them.
    pub(super) rows: Option<Vec<Row>>,
    /// With leet and stretching undone. `None` when there is nothing to undo.
    pub squeeze: Option<View<'a>>,
    /// With spaced letters joined.
    pub joined: Option<View<'a>>,
    /// No å, ä or ö anywhere: words may have lost their dots.
    pub nodia: bool,
    /// How many digits there are, in any script.
    pub digits: u32,
    /// A star inside a word: something may have been masked.
    pub masked: bool,
    /// The sign of e-mail addresses somewhere.
    pub(super) at: bool,
    /// A low line somewhere.
    pub(super) low_line: bool,
    /// The greatest byte of what was written.
    pub(super) greatest: u8,
}

impl<'a> Views<'a> {
    /// Looks at `text` in every way that shows something new.
    #[must_use]
    pub fn of(text: &'a str) -> Views<'a> {
        Views::known_by(text, &|_| true, &|_| true)
    }

    /// Looks at `text` in every way in which a word that `known` knows comes to light; `listed` are those among them that are
    /// put together of no others.
    #[must_use]
    pub fn known_by(text: &'a str, known: &dyn Fn(&str) -> bool, listed: &dyn Fn(&str) -> bool) -> Views<'a> {
        let (raw, fold, rows, traits) = fold::fold(text);
        let squeeze =
            if traits.leet || traits.stretched { squeeze::squeeze(&fold, traits.stretched, known) } else { None };
        let joined =
            if traits.apart { squeeze::joined(squeeze.as_ref().unwrap_or(&fold), known, listed) } else { None };
        Views {
            greatest: greatest(&raw.text),
            low_line: raw.text.bytes().fold(false, |any, byte| any | (byte == b'_')),
            raw,
            fold,
            rows,
            squeeze,
            joined,
            nodia: !traits.diacritics,
            digits: traits.digits,
            masked: traits.masked,
            at: traits.at,
        }
    }

    /// The views in which words are looked for, plainest first.
    pub fn of_words(&self) -> impl Iterator<Item = &View<'a>> {
        std::iter::once(&self.fold).chain(&self.squeeze).chain(&self.joined)
    }
}

#[cfg(test)]
mod tests;
