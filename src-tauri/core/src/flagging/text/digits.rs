//! The view of numbers: any script's digits, o and l among digits, and numbers said in words, as plain digits.

use super::{Cell, Making, Seen, View, first_blank, first_digit, greatest};
use std::borrow::Cow;

/// Plain digits for every way of writing them, in words too when `words` are worth looking at. Separators stay: who reads
/// numbers decides what may part them.
#[must_use]
pub fn digits<'v>(raw: &'v View<'_>, words: bool) -> View<'v> {
    let plain = if holds_other_digits(&raw.text) {
        Cow::Owned(raw.text.chars().map(|c| plain_digit(c).unwrap_or(c)).collect())
    } else {
        Cow::Borrowed(&*raw.text)
    };
    let read = if chunks_with_digits(&plain).any(may_hold_letters_for_digits) {
        Cow::Owned(letters_for_digits(&plain))
    } else {
        plain
    };
    // What stands for a digit is a letter of one byte, as digits are; but those of other scripts have more.
    if !words && read.len() == raw.text.len() {
        return raw.with_text(Seen::Digits, read);
    }
    let cells: Vec<Cell> = raw.cells().zip(read.chars()).map(|(cell, c)| Cell { c, ..cell }).collect();
    let mut made = Making::with_room(cells.len() * 5 / 4);
    let mut at = 0;
    while let Some(cell) = cells.get(at) {
        match if words { said(&cells, at) } else { None } {
            Some((numbers, end)) => {
                for (digits, from, to) in numbers {
                    for c in digits.chars() {
                        made.push(c, from, to);
                    }
                }
                at = end;
            }
            None => {
                made.push(cell.c, cell.from, cell.to);
                at += 1;
            }
        }
    }
    made.done(Seen::Digits)
}

/// The digit of any script as one of 0–9. Every script keeps its ten in a row.
fn plain_digit(c: char) -> Option<char> {
    const ZEROS: [u32; 23] = [
        0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20,
        0x1040, 0x17E0, 0x1810, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC,
    ];
    let code = u32::from(c);
    if code < 0x660 {
        return None;
    }
    let zero = ZEROS.into_iter().rfind(|zero| *zero <= code)?;
    char::from_digit(code.checked_sub(zero)?, 10)
}

/// Whether some digit of `text` is one of another script.
fn holds_other_digits(text: &str) -> bool {
    // No character before U+0640 begins with a byte like this, and most texts hold none after.
    greatest(text) >= 0xD9 && text.chars().any(|c| plain_digit(c).is_some())
}

/// What stands between blanks and holds a digit 0–9.
fn chunks_with_digits(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (before, from) = rest.split_at_checked(first_digit(rest.as_bytes())?)?;
        let start = before.rfind(char::is_whitespace).unwrap_or(0);
        let end = before.len() + first_blank(from);
        let (chunk, after) = rest.split_at_checked(end)?;
        rest = after;
        chunk.get(start..).map(str::trim_start)
    })
}

/// How a chunk reads that may be part of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Digits and separators, or with two digits or more also o, l and i among them.
    Number,
    /// One digit and o, l or i: part of a number only beside another part.
    Doubtful,
    None,
}

impl Part {
    fn of(chunk: impl Iterator<Item = char>) -> Part {
        let (mut digits, mut taken) = (0, 0);
        for c in chunk {
            match c {
                '0'..='9' => digits += 1,
                _ if digit_for(c).is_some() => taken += 1,
                '-' | '+' | '.' | ',' | '/' | ':' | '(' | ')' | '–' => {}
                _ => return Part::None,
            }
        }
        match (digits, taken) {
            (0, _) => Part::None,
            (1, 1..) => Part::Doubtful,
            _ => Part::Number,
        }
    }
}

/// Whether a chunk holds a digit, and o, l or i that may stand for one.
fn may_hold_letters_for_digits(chunk: &str) -> bool {
    Part::of(chunk.chars()) != Part::None && chunk.contains(|c| digit_for(c).is_some())
}

/// The digit that a letter or sign may stand for among digits.
fn digit_for(c: char) -> Option<char> {
    match c {
        'o' | 'O' => Some('0'),
        'l' | 'I' | 'i' | '|' => Some('1'),
        _ => None,
    }
}

/// Reads o, l and i as 0 and 1 where they stand for them.
fn letters_for_digits(text: &str) -> String {
    let chunks = || text.split_inclusive(char::is_whitespace);
    let parts: Vec<Part> = chunks().map(|chunk| Part::of(chunk.trim_end().chars())).collect();
    let is_number = |no: Option<usize>| no.and_then(|no| parts.get(no)) == Some(&Part::Number);
    let mut read = String::with_capacity(text.len());
    for ((no, chunk), part) in chunks().enumerate().zip(&parts) {
        let reads = match part {
            Part::Number => true,
            Part::Doubtful => is_number(no.checked_sub(1)) || is_number(Some(no + 1)),
            Part::None => false,
        };
        if reads {
            read.extend(chunk.chars().map(|c| digit_for(c).unwrap_or(c)));
        } else {
            read.push_str(chunk);
        }
    }
    read
}

/// The digits that were said, each with where it began and ended, and how many cells they took.
type Said = (Vec<(String, u32, u32)>, usize);

/// A row of at least four numbers in words beginning at `at`, and where it ends.
fn said(cells: &[Cell], at: usize) -> Option<Said> {
    if at > 0 && cells.get(at - 1).is_some_and(|before| before.c.is_alphanumeric()) {
        return None;
    }
    let mut numbers: Vec<(String, u32, u32)> = Vec::new();
    let mut end = at;
    let mut next = at;
    let mut words = 0;
    loop {
        let word: String =
            cells.get(next..)?.iter().take(12).map_while(|cell| cell.c.is_alphanumeric().then_some(cell.c)).collect();
        let len = word.chars().count();
        if len == 0 || len >= 12 {
            break;
        }
        let word = word.to_lowercase();
        let (from, to) = (cells.get(next)?.from, cells.get(next + len - 1)?.to);
        if word.bytes().all(|b| b.is_ascii_digit()) && words > 0 {
            numbers.push((word, from, to));
        } else if let Some(value) = number_word(&word) {
            words += 1;
            let tens = numbers.last().is_some_and(|(last, ..)| last.len() == 2 && last.ends_with('0') && last != "10");
            match numbers.last_mut() {
                Some(last) if tens && value < 10 && value > 0 => {
                    last.0 = format!("{}{value}", last.0.trim_end_matches('0'));
                    last.2 = to;
                }
                _ => numbers.push((value.to_string(), from, to)),
            }
        } else {
            break;
        }
        end = next + len;
        let parted = cells.get(end..)?.iter().take(3).take_while(|c| matches!(c.c, ' ' | '-' | ',' | '–')).count();
        if parted == 0 {
            break;
        }
        next = end + parted;
    }
    (words >= 4).then_some((numbers, end))
}

/// The value of a Swedish (or English) number word below a hundred.
fn number_word(word: &str) -> Option<u8> {
    const ONES: [(&str, u8); 34] = [
        ("noll", 0),
        ("nolla", 0),
        ("zero", 0),
        ("ett", 1),
        ("etta", 1),
        ("one", 1),
        ("två", 2),
        ("tva", 2),
        ("two", 2),
        ("tre", 3),
        ("three", 3),
        ("fyra", 4),
        ("four", 4),
        ("fem", 5),
        ("five", 5),
        ("sex", 6),
        ("six", 6),
        ("sju", 7),
        ("seven", 7),
        ("åtta", 8),
        ("atta", 8),
        ("eight", 8),
        ("nio", 9),
        ("nie", 9),
        ("nine", 9),
        ("tio", 10),
        ("elva", 11),
        ("tolv", 12),
        ("tretton", 13),
        ("fjorton", 14),
        ("femton", 15),
        ("sexton", 16),
        ("sjutton", 17),
        ("nitton", 19),
    ];
    const TENS: [(&str, u8); 10] = [
        ("tjugo", 20),
        ("tjugi", 20),
        ("trettio", 30),
        ("fyrtio", 40),
        ("femtio", 50),
        ("sextio", 60),
        ("sjuttio", 70),
        ("åttio", 80),
        ("attio", 80),
        ("nittio", 90),
    ];
    if word == "arton" || word == "aderton" {
        return Some(18);
    }
    let find = |list: &[(&str, u8)], word: &str| list.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
    find(&ONES, word).or_else(|| find(&TENS, word)).or_else(|| {
        let (name, tens) = TENS.iter().find(|(name, _)| word.starts_with(name))?;
        let ones = find(&ONES, word.get(name.len()..)?).filter(|ones| (1..10).contains(ones))?;
        Some(tens + ones)
    })
}
