//! The views that undo disguises: signs for letters, letters held down, letters set apart.

use super::{Cell, Making, Seen, View};
use std::{borrow::Cow, ops::Range};

/// Signs become the letters they are read as, inside words that hold a letter; a letter three times or more running
/// becomes one, and then so do the double letters of that word: the lexicon looks stretched words up without doubles.
/// A 1 is read as i, or as l where only that makes a word that `known` knows. `None` when nothing that changed is known.
pub(super) fn squeeze(fold: &View<'_>, known: &dyn Fn(&str) -> bool) -> Option<View<'static>> {
    let mut read = Reading::default();
    let mut useful = false;
    let mut start = 0;
    for chunk in fold.text.split_inclusive(char::is_whitespace) {
        let bytes = start..start + chunk.len();
        start = bytes.end;
        if chunk.bytes().any(begins_sign) || is_stretched(chunk.chars()) {
            useful |= read.otherwise(fold, bytes, known);
        }
    }
    useful.then(|| read.view(fold))
}

/// Whether what begins with this byte may stand for a letter.
fn begins_sign(byte: u8) -> bool {
    matches!(byte, b'0' | b'1' | b'3' | b'4' | b'5' | b'7' | b'8' | b'@' | b'$' | b'!' | b'|' | 0xE2)
}

/// Chunks of a view that may be read otherwise; all the rest of it stays as it is.
#[derive(Default)]
struct Reading {
    /// Which bytes of the view, and where `cells` ends with what is read there.
    chunks: Vec<(Range<usize>, usize)>,
    cells: Vec<Cell>,
    /// Some letter now stands for several characters.
    shorter: bool,
    /// Room for the chunk that is being read: as it stands, with its signs as letters, and as words.
    chunk: Vec<Cell>,
    lettered: Vec<Cell>,
    words: String,
}

impl Reading {
    /// Reads a chunk that may hold a sign or be stretched. Answers whether that brings a word to light that is known.
    fn otherwise(&mut self, fold: &View<'_>, bytes: Range<usize>, known: &dyn Fn(&str) -> bool) -> bool {
        let Reading { cells, chunk, lettered, words, .. } = self;
        chunk.clear();
        chunk.extend(fold.cells_in(bytes.clone()));
        let stretched = is_stretched(chunk.iter().map(|cell| cell.c));
        let has_letters = chunk.iter().any(|cell| cell.c.is_alphabetic());
        let twofold = has_letters && chunk.iter().any(|cell| matches!(cell.c, '1' | '!' | '|'));
        let start = cells.len();
        let mut knows = false;
        for one in ['i', 'l'] {
            lettered.clear();
            lettered.extend_from_slice(chunk);
            if has_letters {
                (0_usize..).zip(&mut *lettered).for_each(|(at, cell)| cell.c = unleet(chunk, at, one));
            }
            cells.truncate(start);
            for word in lettered.split_inclusive(|cell| !cell.c.is_alphanumeric()) {
                put(cells, word);
            }
            let changed = stretched || lettered.iter().zip(&*chunk).any(|(read, cell)| read.c != cell.c);
            words.clear();
            words.extend(cells.iter().skip(start).map(|cell| cell.c));
            knows = changed && words.split(|c: char| !c.is_alphanumeric()).any(|word| !word.is_empty() && known(word));
            if knows || !twofold {
                break;
            }
        }
        self.shorter |= self.cells.len() - start < self.chunk.len();
        self.chunks.push((bytes, self.cells.len()));
        knows
    }

    /// The view with its chunks read so.
    fn view(self, fold: &View<'_>) -> View<'static> {
        let mut read = 0;
        let mut copied = 0;
        let pieces = self.chunks.into_iter().map(|(bytes, end)| {
            let plain = copied..bytes.start;
            let cells = read..end;
            (copied, read) = (bytes.end, end);
            (plain, self.cells.get(cells).unwrap_or_default())
        });
        if fold.is_same() && !self.shorter {
            let mut text = String::with_capacity(fold.text.len());
            for (plain, cells) in pieces {
                text.push_str(fold.text.get(plain).unwrap_or_default());
                text.extend(cells.iter().map(|cell| cell.c));
            }
            text.push_str(fold.text.get(copied..).unwrap_or_default());
            return View::same(Seen::Squeeze, Cow::Owned(text));
        }
        let mut made = Making::with_room(fold.text.len());
        for (plain, cells) in pieces {
            fold.cells_in(plain).chain(cells.iter().copied()).for_each(|cell| made.push(cell.c, cell.from, cell.to));
        }
        fold.cells_in(copied..fold.text.len()).for_each(|cell| made.push(cell.c, cell.from, cell.to));
        made.done(Seen::Squeeze)
    }
}

fn is_stretched(chars: impl Iterator<Item = char>) -> bool {
    let (mut before, mut running) = (' ', 0);
    for c in chars {
        running = if c == before { running + 1 } else { 1 };
        before = c;
        if running >= 3 && c.is_alphabetic() {
            return true;
        }
    }
    false
}

/// The letter that the sign at `at` stands for, or what stands there.
fn unleet(chunk: &[Cell], at: usize, one: char) -> char {
    let cell_at = |at: Option<usize>| at.and_then(|at| chunk.get(at)).map_or(' ', |cell| cell.c);
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '$' | '@' | '€' | '!' | '|');
    let after = || inner(cell_at(Some(at + 1)));
    let before = || inner(cell_at(at.checked_sub(1)));
    match cell_at(Some(at)) {
        '0' => 'o',
        '1' => one,
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        '8' => 'b',
        '@' if at > 0 && before() => 'a',
        '$' if after() || before() => 's',
        '€' if after() && before() => 'e',
        '!' | '|' if after() && before() => one,
        other => other,
    }
}

/// Enters a word; each row of a letter as one, when it is stretched.
fn put(cells: &mut Vec<Cell>, word: &[Cell]) {
    if !is_stretched(word.iter().map(|cell| cell.c)) {
        cells.extend_from_slice(word);
        return;
    }
    for row in word.chunk_by(|a, b| a.c == b.c) {
        let to = row.iter().map(|cell| cell.to).max();
        cells.extend(row.first().map(|first| Cell { to: to.unwrap_or(first.to), ..*first }));
    }
}

/// Three or more letters that stand alone, with the same kind of thing between them, become a word; so does a word with
/// dots or stars between its letters. Whole words are never joined to each other. `None` when nothing was apart, or when
/// what was joined makes no word that `known` knows, and there is neither a digit nor an `@` among it.
pub(super) fn joined(of: &View<'_>, known: &dyn Fn(&str) -> bool) -> Option<View<'static>> {
    let cells: Vec<Cell> = of.cells().collect();
    let mut made = Making::with_room(cells.len() * 5 / 4);
    let mut changed = false;
    let mut at = 0;
    let mut near_row = 0;
    while let Some(cell) = cells.get(at) {
        let starts_here = at == 0 || cells.get(at - 1).is_some_and(|before| !before.c.is_alphanumeric());
        if starts_here && cell.c.is_alphabetic() {
            let (letters, end) = row_of_letters(&cells, at);
            // Beside a row, or with a dot between them, two letters are a word too.
            let dotted = cells.get(at + 1).is_some_and(|sign| !sign.c.is_whitespace());
            let two = letters.len() == 2 && (dotted || near_row > 0 && at - near_row <= 3);
            if letters.len() >= 3 || two {
                near_row = end;
                for letter in letters {
                    made.push(letter.c, letter.from, letter.to);
                }
                changed = true;
                at = end;
                continue;
            }
        }
        let dotted = matches!(cell.c, '.' | '_' | '*' | '·' | '~' | '|' | '•' | '#')
            && at > 0
            && cells.get(at - 1).is_some_and(|before| before.c.is_alphabetic())
            && cells.get(at + 1).is_some_and(|after| after.c.is_alphabetic());
        if dotted {
            changed = true;
        } else {
            made.push(cell.c, cell.from, cell.to);
        }
        at += 1;
    }
    let useful = || {
        let words = made.text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2);
        made.text.contains(['@', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) || words.into_iter().any(known)
    };
    (changed && useful()).then(|| made.done(Seen::Joined))
}

/// The letters that stand alone from `at` on, and where the row ends.
fn row_of_letters(cells: &[Cell], at: usize) -> (Vec<Cell>, usize) {
    let mut letters = Vec::new();
    let mut first_sign = None;
    let mut end = at;
    let mut next = at;
    while let Some(cell) = cells.get(next).filter(|cell| cell.c.is_alphabetic()) {
        if cells.get(next + 1).is_some_and(|after| after.c.is_alphanumeric()) {
            break;
        }
        letters.push(*cell);
        end = next + 1;
        let apart = cells.get(end..).unwrap_or_default().iter().take(4).take_while(|c| is_apart(c.c)).count();
        let sign = cells.get(end).map_or(' ', |cell| cell.c);
        if first_sign.is_some_and(|first: char| !first.is_whitespace() && sign.is_whitespace()) {
            break;
        }
        first_sign = Some(first_sign.unwrap_or(sign));
        let wide = cells.get(end..end + apart).unwrap_or_default().iter().filter(|c| c.c.is_whitespace()).count();
        if apart == 0 || apart > 3 || wide > 1 && apart == wide {
            break;
        }
        // The signs of an address belong to it.
        let between = cells.get(end..end + apart).unwrap_or_default();
        let more = cells.get(end + apart).is_some_and(|after| after.c.is_alphabetic());
        let dot = apart == 3 && wide == 2;
        letters.extend(between.iter().filter(|cell| more && (cell.c == '@' || cell.c == '.' && dot)).copied());
        next = end + apart;
    }
    (letters, end)
}

fn is_apart(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '\n' | '\r' | '?' | '!' | '"' | '”' | ':' | ';')
}
