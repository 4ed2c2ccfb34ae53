//! The rows of letters and digits that a view is made of: where its words stand, and how many digits they have.

use super::letters;
use std::ops::Range;

/// How many bytes a word and what stands after it take, or fewer.
pub(super) const BYTES_PER_WORD: usize = 5;

/// A row of letters and digits, in bytes of a view.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::flagging) struct Row {
    pub start: u32,
    pub end: u32,
    /// How many of its bytes are digits 0–9.
    pub digits: u32,
}

impl Row {
    /// The row that begins at byte `start`; an empty one when no word stands there.
    fn at(text: &str, start: usize) -> Row {
        let mut end = start;
        let mut digits = 0;
        loop {
            end += letters(text.as_bytes().get(end..).unwrap_or_default());
            match text.as_bytes().get(end).copied().unwrap_or(b' ') {
                b'0'..=b'9' => digits += 1,
                b'A'..=b'Z' => {}
                0..=0x7F => break,
                0xC3 if is_dotted(text, end) => end += 1,
                _ => {
                    let c = first_char(text, end);
                    if !c.is_alphanumeric() {
                        break;
                    }
                    end += c.len_utf8() - 1;
                }
            }
            end += 1;
        }
        Row { start: place(start), end: place(end), digits }
    }

    /// All rows of a text.
    pub(in crate::flagging) fn all(text: &str) -> Vec<Row> {
        let mut rows = Vec::with_capacity(text.len() / BYTES_PER_WORD);
        let mut at = 0;
        while at < text.len() {
            let row = Row::at(text, at);
            if row.is_empty() {
                at += first_char(text, at).len_utf8();
            } else {
                at = row.end as usize;
                rows.push(row);
            }
        }
        rows
    }

    /// Puts the row down, if there is one, and begins the next after `len` bytes more.
    #[inline]
    pub(super) fn ends_before(&mut self, len: u32, rows: &mut Vec<Row>) {
        let next = self.end + len;
        if !self.is_empty() {
            rows.push(*self);
        }
        *self = Row { start: next, end: next, ..Row::default() };
    }

    /// Whether it is digits 0–9 only.
    #[inline]
    pub(in crate::flagging) fn is_number(self) -> bool {
        self.digits == self.end - self.start
    }

    pub(super) fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub(in crate::flagging) fn bytes(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place in a text or among its words, kept in few bits: no post is four thousand million bytes long.
#[inline]
pub(in crate::flagging) fn place(no: usize) -> u32 {
    u32::try_from(no).unwrap_or(u32::MAX)
}

#[inline]
pub(in crate::flagging) fn first_char(text: &str, at: usize) -> char {
    text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('\u{FFFD}')
}

/// Whether å, ä or ö stands here, where a letter begins with byte 0xC3.
#[inline]
fn is_dotted(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(at + 1), Some(0xA4 | 0xA5 | 0xB6))
}
