//! The first two views: `raw`, without what cannot be seen, and `fold`, in lower case.
//!
//! Most texts are plain Latin: then both views have the same characters as the original, and one pass does it all.

use super::{Cell, Making, Row, Seen, Traits, View, letters, place, row::BYTES_PER_WORD};
use std::borrow::Cow;
use unicode_normalization::char::decompose_compatible;

/// Folds `text` and reports what else could be undone in it.
pub(super) fn fold(text: &str) -> (View<'_>, View<'_>, Option<Vec<Row>>, Traits) {
    let text = with_blanks(text);
    if let Some(Plain { folded, rows, traits }) = plain(&text) {
        return (View::same(Seen::Raw, text), View::same(Seen::Fold, Cow::Owned(folded)), Some(rows), traits);
    }
    let text = &*text;
    if let Some((raw, fold, rows, traits)) = plain_but_for_invisible(text) {
        return (raw, fold, Some(rows), traits);
    }
    let mut cells = visible(text);
    unmask_alphabets(&mut cells);
    let mut traits = Watching::default();
    for cell in &cells {
        traits.see_char(cell.c);
    }
    let raw = View::of_cells(Seen::Raw, cells.iter().copied());
    let fold = View::of_cells(Seen::Fold, cells.into_iter().map(|cell| Cell { c: lower(cell.c), ..cell }));
    (raw, fold, None, traits.done())
}

/// A text with plain blanks for those that lines are not broken at: whoever copies a number from a page gets them with it.
fn with_blanks(text: &str) -> Cow<'_, str> {
    const NO_BREAK: char = '\u{A0}';
    if text.contains(NO_BREAK) { Cow::Owned(text.replace(NO_BREAK, " ")) } else { Cow::Borrowed(text) }
}

/// The way that is nearly as quick: [`plain`] once the marks are dropped that cannot be seen, as emoji bring them.
fn plain_but_for_invisible(text: &str) -> Option<(View<'static>, View<'static>, Vec<Row>, Traits)> {
    if !text.contains(is_invisible) {
        return None;
    }
    let mut seen = Making::with_room(text.len());
    for (at, c) in (0_u32..).zip(text.chars()).filter(|(_, c)| !is_invisible(*c)) {
        seen.push(c, at, at + 1);
    }
    let Plain { folded, rows, traits } = plain(&seen.text)?;
    let fold = seen.with_text(folded)?;
    Some((seen.done(Seen::Raw), fold.done(Seen::Fold), rows, traits))
}

/// Folds a word of the lexicon, exactly as posts are folded.
#[must_use]
pub fn fold_str(word: &str) -> String {
    if word.chars().all(|c| is_plain(c) || c == ' ') {
        return word.to_owned();
    }
    fold(word).1.text.into_owned()
}

/// Whether it is a letter that folding leaves as it is, of those that Swedish is written with.
pub(in crate::flagging) fn is_plain(c: char) -> bool {
    matches!(c, 'a'..='z' | 'å' | 'ä' | 'ö')
}

/// A text in lower case, with what was seen on the way.
struct Plain {
    folded: String,
    rows: Vec<Row>,
    traits: Traits,
}

/// The quick way: every character folds to one, and none of them hides anything. Plain letters are made small all at once;
/// what changes more than that is put in between pieces of the rest. A text with a letter that folding shortens has none of its
/// words told at once (see [`may_hold_rows`]): these stand in the folded text where they stood before.
fn plain(text: &str) -> Option<Plain> {
    let small = text.to_ascii_lowercase();
    let bytes = small.as_bytes();
    let mut folded = String::new();
    let mut copied = 0;
    let no_digits = bytes.iter().fold(true, |none, byte| none & !byte.is_ascii_digit());
    let mut traits = Watching { no_rows: !may_hold_rows(bytes), no_digits, ..Watching::default() };
    let mut rows = Vec::with_capacity(text.len() / BYTES_PER_WORD);
    let mut row = Row::default();
    let mut block = Block::of(bytes, 0);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if row.is_empty() && traits.is_at_blank() {
            let before = at;
            while let Some((word, after)) = block.word(bytes, at) {
                traits.see_plain_word(word);
                rows.push(word.row);
                at = after;
            }
            if at > before {
                row = Row { start: place(at), end: place(at), digits: 0 };
                continue;
            }
        }
        let is = CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::Other);
        if is == Class::Letter {
            let rest = bytes.get(at..).unwrap_or_default();
            let len = letters(rest);
            traits.see_letters(rest.get(..len).unwrap_or_default());
            at += len;
            row.end += place(len);
            continue;
        }
        if byte < 0x80 {
            if byte == b' ' {
                traits.see_blank();
            } else {
                traits.see(byte, is);
            }
            at += 1;
            if is == Class::Digit {
                row.end += 1;
                row.digits += 1;
            } else {
                row.ends_before(1, &mut rows);
            }
            continue;
        }
        // Å, ä and ö are by far the commonest.
        let dotted = match (byte, bytes.get(at + 1)) {
            (0xC3, Some(0xA5 | 0x85)) => Some('å'),
            (0xC3, Some(0xA4 | 0x84)) => Some('ä'),
            (0xC3, Some(0xB6 | 0x96)) => Some('ö'),
            _ => None,
        };
        if let Some(letter) = dotted {
            traits.see(letter as u32 as u8, Class::Dotted);
            if bytes.get(at + 1).is_some_and(|second| second & 0x20 == 0) {
                folded.push_str(small.get(copied..at)?);
                folded.push(letter);
                copied = at + 2;
            }
            at += 2;
            row.end += 2;
            continue;
        }
        let c = small.get(at..)?.chars().next()?;
        let to = match c {
            'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' => 'e',
            'á' | 'à' | 'â' | 'ã' | 'Á' | 'À' => 'a',
            'ü' | 'Ü' | 'ú' | 'ù' | 'û' => 'u',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'õ' => 'o',
            'ç' => 'c',
            'ñ' => 'n',
            'æ' | 'Æ' => 'æ',
            'ø' | 'Ø' => 'ø',
            '–' | '—' | '‘'..='‟' | '«' | '»' | '§' | '€' | '…' => c,
            '\u{1F300}'..='\u{1F64F}' | '\u{1F680}'..='\u{1F6FF}' | '\u{1F900}'..='\u{1F9FF}' => c,
            _ => return None,
        };
        traits.see_char(to);
        let len = place(to.len_utf8());
        if to.is_alphanumeric() {
            row.end += len;
        } else {
            row.ends_before(len, &mut rows);
        }
        if to != c {
            folded.push_str(small.get(copied..at)?);
            folded.push(to);
            copied = at + c.len_utf8();
        }
        at += c.len_utf8();
    }
    row.ends_before(0, &mut rows);
    if copied == 0 {
        return Some(Plain { folded: small, rows, traits: traits.done() });
    }
    folded.push_str(small.get(copied..)?);
    Some(Plain { folded, rows, traits: traits.done() })
}

/// A word that hides nothing: see [`Block::word`].
#[derive(Clone, Copy)]
struct PlainWord {
    row: Row,
    /// It holds å, ä or ö.
    dotted: bool,
}

/// Sixty-four bytes of a text, told all at once: a bit for each, the lowest for the first.
struct Block {
    /// Where in the text the first of them stands.
    from: usize,
    /// Letters a–z, and the bytes that å, ä and ö are written with: no other character is put together of these alone.
    of_words: u64,
    /// What å, ä and ö begin with; among the bytes of words, nothing else does.
    leads: u64,
    blanks: u64,
    /// Marks that end a sentence or a clause.
    ends: u64,
}

impl Block {
    fn of(text: &[u8], from: usize) -> Block {
        let rest = text.get(from..).unwrap_or_default();
        let mut bytes = [0; 64];
        match rest.first_chunk() {
            Some(whole) => bytes = *whole,
            None => bytes.iter_mut().zip(rest).for_each(|(byte, of_text)| *byte = *of_text),
        }
        Block {
            from,
            of_words: bits(&bytes, |byte| {
                byte.wrapping_sub(b'a') < 26 || byte == 0xC3 || byte & 0xFE == 0xA4 || byte == 0xB6
            }),
            leads: bits(&bytes, |byte| byte == 0xC3),
            blanks: bits(&bytes, |byte| byte == b' '),
            ends: bits(&bytes, |byte| byte == b'.' || byte == b',' || byte == b'!' || byte == b'?'),
        }
    }

    /// A word of two letters or more of a–z, å, ä and ö that begins at `at` and ends before a blank, or before a mark that
    /// ends a sentence or a clause and a blank; with where the next may begin. Most words are such, and hide nothing.
    #[inline]
    fn word(&mut self, text: &[u8], at: usize) -> Option<(PlainWord, usize)> {
        let mut start = at.wrapping_sub(self.from);
        let mut len = self.len(start);
        if start + len + 2 > 64 {
            // It goes on beyond what is told, or what stands after it does.
            *self = Block::of(text, at);
            start = 0;
            len = self.len(0);
        }
        let (end, one) = (start + len, |bits: u64, at: usize| bits.checked_shr(place(at)).unwrap_or(0) & 1);
        let after = match (one(self.blanks, end), one(self.ends, end) & one(self.blanks, end + 1)) {
            (0, 0) => return None,
            (0, _) => 2,
            _ => 1,
        };
        let dotted = self.leads >> start & !(u64::MAX << len) != 0;
        let row = Row { start: place(at), end: place(at + len), digits: 0 };
        // Two bytes may be one letter.
        (len > 2 || len == 2 && !dotted).then_some((PlainWord { row, dotted }, at + len + after))
    }

    /// How many bytes of words stand from the one on that is `start` after the first.
    #[inline]
    fn len(&self, start: usize) -> usize {
        match place(start) {
            start @ 0..64 => (!(self.of_words >> start)).trailing_zeros() as usize,
            _ => 64,
        }
    }
}

/// Which of sixty-four bytes are of some kind. Told of each before any is put together, so that a processor tells many at once.
#[inline]
fn bits(bytes: &[u8; 64], of_kind: impl Fn(u8) -> bool) -> u64 {
    let mut told = [0; 64];
    for (told, byte) in told.iter_mut().zip(bytes) {
        *told = u8::from(of_kind(*byte));
    }
    // The product has the lowest bit of each of eight bytes in its last byte, side by side.
    let eight = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    told.as_chunks::<8>().0.iter().rev().fold(0, |bits, of| bits << 8 | eight(of))
}

/// Whether a letter may stand three times running, told of a whole text at once: three like bytes, or three like letters of
/// two bytes, or any letter that folding makes another.
fn may_hold_rows(bytes: &[u8]) -> bool {
    let from = |at: usize| bytes.get(at..).unwrap_or_default().iter();
    let like = from(0).zip(from(1)).zip(from(2)).fold(false, |any, ((a, b), c)| any | (a == b) & (b == c));
    let small = |byte: &u8| byte | 0x20;
    let wide = from(0)
        .zip(from(2))
        .zip(from(4))
        .fold(false, |any, ((a, b), c)| any | (*a >= 0x80) & (small(a) == small(b)) & (small(b) == small(c)));
    let becomes = |a: u8, b: u8| {
        (0xC3..0xE0).contains(&a) & !((a == 0xC3) & ((small(&b) == 0xA4) | (small(&b) == 0xA5) | (small(&b) == 0xB6)))
    };
    like | wide | from(0).zip(from(1)).fold(false, |any, (a, b)| any | becomes(*a, *b))
}

fn lower(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        '\0'..='\x7f' => c,
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The characters one sees: compatibility forms undone, invisible marks dropped, accents too except those of å, ä, ö.
fn visible(text: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::with_capacity(text.len());
    let mut marks = 0_u32;
    for (at, c) in (0_u32..).zip(text.chars()) {
        if c.is_ascii() || matches!(c, 'å' | 'ä' | 'ö') {
            marks = 0;
            cells.push(Cell { c, from: at, to: at + 1 });
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        let mut put = |d: char| {
            if is_mark(d) {
                marks += 1;
                if let Some(base) = cells.last_mut() {
                    base.to = at + 1;
                    if marks == 1 {
                        base.c = with_dots(base.c, d);
                    }
                }
            } else if !is_invisible(d) {
                marks = 0;
                cells.push(Cell { c: d, from: at, to: at + 1 });
            }
        };
        match c {
            '\u{1F150}'..='\u{1F169}' => put(letter(u32::from(c) - 0x1_F150)),
            '\u{1F170}'..='\u{1F189}' => put(letter(u32::from(c) - 0x1_F170)),
            _ => decompose_compatible(c, put),
        }
    }
    cells
}

fn letter(no: u32) -> char {
    char::from_u32(u32::from('a') + no).unwrap_or('a')
}

fn with_dots(base: char, mark: char) -> char {
    match (base, mark) {
        ('a', '\u{308}') => 'ä',
        ('A', '\u{308}') => 'Ä',
        ('o', '\u{308}') => 'ö',
        ('O', '\u{308}') => 'Ö',
        ('a', '\u{30A}') => 'å',
        ('A', '\u{30A}') => 'Å',
        _ => base,
    }
}

/// Zero-width and direction marks, soft hyphens, variation selectors, tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}'
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Letters of other alphabets that look Latin become Latin, but only inside words that mix the two, or in words made of
/// nothing else in a text that is otherwise Latin: Ukrainian, Greek and Arabic posts are left as they are.
fn unmask_alphabets(cells: &mut [Cell]) {
    if !cells.iter().any(|cell| is_foreign(cell.c) || latin_for(cell.c).is_some()) {
        return;
    }
    let unmask = |cells: &mut [Cell], is_masked: &dyn Fn(&[Cell]) -> bool| {
        for word in cells.split_mut(|cell| !cell.c.is_alphanumeric()) {
            if is_masked(word) {
                for cell in word {
                    cell.c = latin_for(cell.c).unwrap_or(cell.c);
                }
            }
        }
    };
    unmask(cells, &|word| {
        word.iter().any(|cell| cell.c.is_ascii_alphabetic() || matches!(cell.c, 'å' | 'ä' | 'ö' | 'Å' | 'Ä' | 'Ö'))
    });
    // Which alphabet the text is in is seen once its mixed words have been undone: folding twice is folding once.
    let latin = cells.iter().filter(|cell| cell.c.is_ascii_alphabetic()).count();
    let foreign = cells.iter().filter(|cell| is_foreign(cell.c)).count();
    if latin > foreign {
        unmask(cells, &|word| word.iter().all(|cell| cell.c.is_ascii_digit() || latin_for(cell.c).is_some()));
    }
}

/// Greek, Cyrillic, Armenian and Cherokee, large or small: folding makes small what was large.
fn is_foreign(c: char) -> bool {
    matches!(lower(c), '\u{370}'..='\u{52F}' | '\u{561}'..='\u{587}' | '\u{13A0}'..='\u{13FF}' | '\u{AB70}'..='\u{ABBF}')
}

/// The Latin letter that this letter, or its small form, is taken for.
fn latin_for(c: char) -> Option<char> {
    look_alike(c).or_else(|| if c.is_ascii() { None } else { look_alike(lower(c)) })
}

/// The Latin letter that this letter is taken for (after Unicode TR39, letters of words only).
fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' | 'ɑ' | 'ᴀ' => 'a',
        'в' | 'ʙ' | 'ь' => 'b',
        'с' | 'ϲ' | 'ᴄ' => 'c',
        'ԁ' | 'ᴅ' | 'ɗ' => 'd',
        'е' | 'є' | 'ε' | 'ᴇ' | 'ҽ' => 'e',
        'ғ' => 'f',
        'ɡ' | 'ց' | 'ɢ' => 'g',
        'һ' | 'н' | 'ʜ' | 'հ' => 'h',
        'і' | 'ι' | 'ı' | 'ɪ' | 'ɩ' => 'i',
        'ј' | 'ϳ' | 'ᴊ' => 'j',
        'к' | 'κ' | 'ᴋ' => 'k',
        'ӏ' | 'ʟ' | 'ł' => 'l',
        'м' | 'ᴍ' => 'm',
        'п' | 'η' | 'ո' | 'ɴ' | 'ռ' => 'n',
        'о' | 'ο' | 'σ' | 'օ' | 'ᴏ' => 'o',
        'р' | 'ρ' | 'ᴘ' => 'p',
        'ԛ' => 'q',
        'г' | 'ʀ' => 'r',
        'ѕ' | 'ꜱ' => 's',
        'т' | 'τ' | 'ᴛ' => 't',
        'υ' | 'ս' | 'ᴜ' => 'u',
        'ν' | 'ѵ' | 'ᴠ' => 'v',
        'ω' | 'ѡ' | 'ԝ' | 'ᴡ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ү' | 'ʏ' => 'y',
        'ᴢ' => 'z',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' | 'Ϲ' => 'C',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'І' | 'Ι' => 'I',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Υ' | 'У' => 'Y',
        'Х' | 'Χ' => 'X',
        'Ζ' => 'Z',
        _ => return None,
    })
}

/// What a character says about disguises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    /// å, ä or ö.
    Dotted,
    Digit,
    /// May stand for a letter.
    Sign,
    Star,
    /// May stand between the letters of a word.
    Dot,
    Dash,
    Space,
    Other,
}

const CLASSES: [Class; 128] = {
    let mut classes = [Class::Other; 128];
    let mut at = 0;
    while at < 128 {
        classes[at] = match at as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'@' | b'$' | b'!' | b'|' => Class::Sign,
            b'*' | b'#' => Class::Star,
            b'.' | b'_' | b'~' => Class::Dot,
            b'-' => Class::Dash,
            b' ' | b'\n' | b'\t' | b'\r' => Class::Space,
            _ => Class::Other,
        };
        at += 1;
    }
    classes
};

/// Notes, one character at a time, which further views are worth making.
#[derive(Default)]
struct Watching {
    traits: Traits,
    before: u8,
    running: u32,
    /// No letter stands three times running anywhere.
    no_rows: bool,
    /// There is no digit anywhere.
    no_digits: bool,
    /// Letters in the word so far, and letters that stood alone.
    letters: u32,
    alone: u32,
    /// A dot or star after a letter, waiting for the next.
    dot_inside: bool,
    /// Of the row of characters without blanks: letters, signs beside them, an `@`, a dot between letters.
    chunk: Chunk,
}

#[derive(Default)]
struct Chunk {
    letters: u32,
    /// Some of these cannot stand for a digit.
    no_number: bool,
    digits: u32,
    signs: u32,
    dashes: u32,
    beside: bool,
    mail: bool,
    dotted: bool,
}

impl Watching {
    /// Whether nothing has been seen since the last blank, and rows of like letters are not watched for.
    #[inline]
    fn is_at_blank(&self) -> bool {
        let Chunk { letters, signs, digits, .. } = self.chunk;
        self.no_rows && !self.dot_inside && self.letters | letters | signs | digits == 0
    }

    /// A plain word and the blank after it.
    #[inline]
    fn see_plain_word(&mut self, word: PlainWord) {
        self.traits.diacritics |= word.dotted;
        self.alone = 0;
    }

    fn see_char(&mut self, c: char) {
        let class = match c {
            '\0'..='\x7f' => CLASSES.get(c as usize).copied().unwrap_or(Class::Other),
            'å' | 'ä' | 'ö' | 'Å' | 'Ä' | 'Ö' => Class::Dotted,
            '€' => Class::Sign,
            '·' | '•' => Class::Dot,
            _ if c.is_alphabetic() => Class::Letter,
            _ if c.is_whitespace() => Class::Space,
            _ => Class::Other,
        };
        if class == Class::Other && !c.is_ascii() && c.is_numeric() {
            self.traits.digits += 1;
        }
        // Two letters that share the low byte are taken for the same: a view too many, never one too few.
        self.see(lower(c) as u32 as u8, class);
    }

    /// A row of letters.
    #[inline]
    fn see_letters(&mut self, row: &[u8]) {
        if !self.no_rows {
            self.see_running(row);
        }
        if !self.no_digits {
            self.chunk.no_number |= row.iter().any(|byte| !matches!(byte, b'o' | b'l' | b'i'));
        }
        let letters = u32::try_from(row.len()).unwrap_or(u32::MAX);
        self.letters += letters;
        self.chunk.letters += letters;
        self.chunk.beside |= self.chunk.signs > 0;
        self.chunk.dotted |= self.dot_inside;
    }

    fn see_running(&mut self, row: &[u8]) {
        let (mut before, mut running, mut stretched) = (self.before, self.running, false);
        for &byte in row {
            running = if byte == before { running + 1 } else { 1 };
            before = byte;
            stretched |= running >= 3;
        }
        (self.before, self.running) = (before, running);
        self.traits.stretched |= stretched;
    }

    /// A blank: most often after a word of nothing but letters.
    #[inline]
    fn see_blank(&mut self) {
        if self.letters < 2 || self.chunk.letters > self.letters || self.chunk.signs > 0 {
            self.see(b' ', Class::Space);
            return;
        }
        (self.before, self.running, self.letters, self.alone, self.dot_inside) = (0, 0, 0, 0, false);
        self.chunk = Chunk::default();
    }

    fn see(&mut self, byte: u8, class: Class) {
        if matches!(class, Class::Letter | Class::Dotted) {
            self.see_letters(&[byte]);
            self.traits.diacritics |= class == Class::Dotted;
            return;
        }
        self.before = 0;
        self.running = 0;
        match class {
            Class::Digit => {
                self.traits.digits += 1;
                self.chunk.digits += 1;
                self.chunk.signs += 1;
                self.chunk.beside |= self.letters > 0;
                return;
            }
            Class::Sign => {
                self.chunk.signs += 1;
                self.traits.at |= byte == b'@';
                self.chunk.mail |= byte == b'@' && self.letters > 0;
            }
            Class::Star => {
                self.traits.masked |= self.letters > 0;
                self.dot_inside = self.letters > 0;
            }
            Class::Dot => self.dot_inside = self.letters > 0,
            Class::Dash => {
                self.traits.masked |= self.letters == 1;
                self.chunk.signs = 0;
                self.chunk.dashes += 1;
            }
            _ => self.chunk.signs = 0,
        }
        match self.letters {
            0 => {}
            1 => {
                self.alone += 1;
                self.traits.apart |= self.alone >= 3;
            }
            _ => self.alone = 0,
        }
        self.letters = 0;
        if class == Class::Space {
            let chunk = std::mem::take(&mut self.chunk);
            // An address of e-mail has its sign and its dot for a reason.
            let mail = chunk.mail && chunk.dotted;
            self.traits.leet |= chunk.beside && chunk.letters >= 2 && !mail;
            self.traits.apart |= chunk.dotted && !mail || chunk.dashes >= 2 && chunk.letters >= 4;
            if chunk.digits >= 2 && !chunk.no_number {
                self.traits.digits += chunk.letters;
            }
            self.dot_inside = false;
        }
    }

    fn done(mut self) -> Traits {
        self.see(b' ', Class::Space);
        self.traits
    }
}
