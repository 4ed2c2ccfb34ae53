//! The views that undo disguises: signs for letters, letters held down, letters set apart.

use super::{Cell, Making, Seen, View, first_blank};
use std::{borrow::Cow, ops::Range};

/// Signs become the letters they are read as, inside words that hold a letter; a letter three times or more running
/// becomes one, and then so do the double letters of that word: the lexicon looks stretched words up without doubles.
/// A 1 is read as i, or as l where only that makes a word that `known` knows. `None` when nothing that changed is known.
pub(super) fn squeeze(fold: &View<'_>, stretched: bool, known: &dyn Fn(&str) -> bool) -> Option<View<'static>> {
    let mut read = Reading { text: String::with_capacity(fold.text.len()), ..Reading::default() };
    let mut useful = false;
    let mut rest = &*fold.text;
    while let Some((chunk, after)) = rest.split_at_checked(through_blank(rest)).filter(|(chunk, _)| !chunk.is_empty()) {
        rest = after;
        let stretched = stretched && is_stretched(chunk);
        if stretched || chunk.bytes().any(begins_sign) {
            read.otherwise(chunk, stretched, known, &mut useful);
        } else {
            read.text.push_str(chunk);
        }
    }
    useful.then(|| read.view(fold))
}

/// Where a text goes on after its first blank, or its end.
fn through_blank(text: &str) -> usize {
    let blank = first_blank(text);
    blank + text.get(blank..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}

/// Whether what begins with this byte may stand for a letter.
fn begins_sign(byte: u8) -> bool {
    matches!(byte, b'0' | b'1' | b'3' | b'4' | b'5' | b'7' | b'8' | b'@' | b'$' | b'!' | b'|' | 0xE2)
}

/// A view as it is read, chunk by chunk.
#[derive(Default)]
struct Reading {
    text: String,
    /// Where in the text a letter stands for a row of it, and how long that is.
    rows: Vec<(usize, usize)>,
    /// Room for a chunk with its signs as letters.
    lettered: String,
}

impl Reading {
    /// Reads a chunk that may hold a sign or is `stretched`. It is `useful` if that brings a word to light that is known.
    fn otherwise(&mut self, chunk: &str, stretched: bool, known: &dyn Fn(&str) -> bool, useful: &mut bool) {
        let has_letters = chunk.contains(char::is_alphabetic);
        let twofold = has_letters && chunk.bytes().any(|byte| matches!(byte, b'1' | b'!' | b'|'));
        let (start, rows) = (self.text.len(), self.rows.len());
        for one in ['i', 'l'] {
            self.text.truncate(start);
            self.rows.truncate(rows);
            self.lettered.clear();
            if has_letters {
                unleet(chunk, one, &mut self.lettered);
            } else {
                self.lettered.push_str(chunk);
            }
            let changed = stretched || self.lettered != chunk;
            // A row is one of letters: if there is none in the chunk, there is none in its words.
            if is_stretched(&self.lettered) {
                for word in self.lettered.split_inclusive(|c: char| !c.is_alphanumeric()) {
                    if is_stretched(word) {
                        squeeze_rows(word, &mut self.text, &mut self.rows);
                    } else {
                        self.text.push_str(word);
                    }
                }
            } else {
                self.text.push_str(&self.lettered);
            }
            // Whether a word is known matters for what a 1 is, or until one was.
            if !twofold && *useful {
                return;
            }
            let words = self.text.get(start..).unwrap_or_default().split(|c: char| !c.is_alphanumeric());
            if changed && words.filter(|word| !word.is_empty()).any(known) {
                *useful = true;
                return;
            }
            if !twofold {
                return;
            }
        }
    }

    /// The view that was read. It needs a way back of its own only if that of `fold` is no longer the same.
    fn view(self, fold: &View<'_>) -> View<'static> {
        if fold.is_same() && self.rows.is_empty() {
            return View::same(Seen::Squeeze, Cow::Owned(self.text));
        }
        let mut made = Making::with_room(self.text.len());
        let mut cells = fold.cells();
        let mut rows = self.rows.into_iter().peekable();
        for (at, c) in self.text.char_indices() {
            let len = rows.next_if(|(row, _)| *row == at).map_or(1, |(_, len)| len);
            let of_row = cells.by_ref().take(len).map(|cell| (cell.from, cell.to));
            if let Some((from, to)) = of_row.reduce(|row, next| (row.0, row.1.max(next.1))) {
                made.push(c, from, to);
            }
        }
        made.done(Seen::Squeeze)
    }
}

/// Whether a letter stands three times running in a word.
fn is_stretched(word: &str) -> bool {
    let like = |[a, b, c]: &[u8; 3]| a == b && b == c;
    if word.is_ascii() && !word.as_bytes().array_windows().any(like) {
        return false;
    }
    let (mut before, mut running) = (' ', 0);
    word.chars().any(|c| {
        running = if c == before { running + 1 } else { 1 };
        before = c;
        running >= 3 && c.is_alphabetic()
    })
}

/// Enters each row of a letter as one, and in `rows` where it stands for how many.
fn squeeze_rows(word: &str, text: &mut String, rows: &mut Vec<(usize, usize)>) {
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let more = std::iter::from_fn(|| letters.next_if_eq(&letter)).count();
        if more > 0 {
            rows.push((text.len(), more + 1));
        }
        text.push(letter);
    }
}

/// Enters a chunk with its signs as the letters that they stand for.
fn unleet(chunk: &str, one: char, into: &mut String) {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '$' | '@' | '€' | '!' | '|');
    let mut before = ' ';
    for (at, c) in chunk.char_indices() {
        let after = || chunk.get(at + c.len_utf8()..).is_some_and(|rest| rest.starts_with(inner));
        into.push(match c {
            '0' => 'o',
            '1' => one,
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '6' | '9' => 'g',
            '7' => 't',
            '8' => 'b',
            '@' if inner(before) => 'a',
            '$' if after() || inner(before) => 's',
            '€' if after() && inner(before) => 'e',
            '!' | '|' if after() && inner(before) => one,
            other => other,
        });
        before = c;
    }
}

/// Three or more letters that stand alone, with the same kind of thing between them, become a word; so does a word with
/// dots or stars between its letters, or with dashes between pieces that make no word each but a known one together. Whole
/// words are never joined to each other, nor is a word of one letter to the `listed` one that it stands before or after. `None`
/// when nothing was apart, or when what was joined makes no word that `known` knows, and there is neither a digit nor an `@` among it.
pub(super) fn joined(
    of: &View<'_>,
    known: &dyn Fn(&str) -> bool,
    listed: &dyn Fn(&str) -> bool,
) -> Option<View<'static>> {
    let cells: Vec<Cell> = of.cells().collect();
    let mut made = Making::with_room(cells.len() * 5 / 4);
    let mut changed = false;
    let mut at = 0;
    let mut near_row = 0;
    while let Some(cell) = cells.get(at) {
        let starts_here = at == 0 || cells.get(at - 1).is_some_and(|before| !before.c.is_alphanumeric());
        if starts_here && cell.c.is_alphabetic() {
            if let Some((letters, end)) = in_pieces(&cells, at, known) {
                letters.for_each(|letter| made.push(letter.c, letter.from, letter.to));
                changed = true;
                at = end;
                continue;
            }
            let (mut letters, end) = row_of_letters(&cells, at);
            let mut rest = end..end;
            if let Some(word) = word_within(&letters, listed) {
                // A word of its own before the row stands as it stood; the row is met again behind it.
                if word.start > 0 {
                    made.push(cell.c, cell.from, cell.to);
                    at += 1;
                    continue;
                }
                letters.truncate(word.end);
                rest = nth_letter(&cells, at, word.end).map_or(end, |last| last + 1)..end;
            }
            // Beside a row, or with a dot between them, two letters are a word too.
            let dotted = cells.get(at + 1).is_some_and(|sign| !sign.c.is_whitespace());
            let two = letters.len() == 2 && (dotted || near_row > 0 && at - near_row <= 3);
            if letters.len() >= 3 || two {
                near_row = end;
                for cell in letters.iter().chain(cells.get(rest).unwrap_or_default()) {
                    made.push(cell.c, cell.from, cell.to);
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

/// Which letters of a row are a word that is `listed`, when the whole is none and those around it are words of one letter. What
/// is put together tells nothing here: with one letter more, and with one less, many a word can be put together as well.
fn word_within(letters: &[Cell], listed: &dyn Fn(&str) -> bool) -> Option<Range<usize>> {
    // No word is as long as a row may be: a long one is not looked at.
    if !(4..=LONGEST_IN_PIECES).contains(&letters.len()) {
        return None;
    }
    let alone = |cell: &&Cell| matches!(cell.c, 'i' | 'å' | 'ö');
    let before = letters.iter().take(MOST_BESIDE).take_while(alone).count();
    let after = letters.iter().rev().take(MOST_BESIDE).take_while(alone).count();
    let is_word = |word: &Range<usize>| {
        let letters = letters.get(word.clone()).unwrap_or_default();
        letters.len() >= 3 && listed(&letters.iter().map(|cell| cell.c).collect::<String>())
    };
    if before + after == 0 || is_word(&(0..letters.len())) {
        return None;
    }
    let ends = || (0..=after).map(|less| letters.len().saturating_sub(less));
    let ranges = (0..=before).rev().flat_map(|start| ends().map(move |end| start..end));
    ranges.filter(|word| word.len() < letters.len()).find(is_word)
}

/// So many words of one letter may stand beside a row.
const MOST_BESIDE: usize = 3;

/// Where the letter of this number stands, of a row that begins at `at`; 1 is the first.
fn nth_letter(cells: &[Cell], at: usize, no: usize) -> Option<usize> {
    let letters = cells.iter().enumerate().skip(at).filter(|(_, cell)| !is_apart(cell.c));
    letters.map(|(at, _)| at).nth(no.checked_sub(1)?)
}

/// The letters of a word that begins at `at` with two dashes or more inside, and where it ends, when it is known without them.
fn in_pieces<'c>(
    cells: &'c [Cell],
    at: usize,
    known: &dyn Fn(&str) -> bool,
) -> Option<(impl Iterator<Item = &'c Cell>, usize)> {
    // Looked at so far and no farther: a text of nothing else must take linear time.
    let rest = cells.get(at..cells.len().min(at + LONGEST_IN_PIECES + 1))?;
    let len = rest.iter().position(|cell| !cell.c.is_alphabetic() && cell.c != '-').unwrap_or(rest.len());
    let pieces = rest.get(..len)?;
    if pieces.iter().filter(|cell| cell.c == '-').count() < 2 || len > LONGEST_IN_PIECES {
        return None;
    }
    let letters = || pieces.iter().filter(|cell| cell.c != '-');
    known(&letters().map(|cell| cell.c).collect::<String>()).then(|| (letters(), at + len))
}

/// No word in pieces has more letters and dashes than this.
const LONGEST_IN_PIECES: usize = 48;

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
