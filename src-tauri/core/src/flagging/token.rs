//! Tokens: the words of a view with what stands around them, so that rules can ask for word edges, sentences and quotes.
//!
//! It knows no meaning. A token is a row of letters and digits; sentences end at `.`, `!`, `?`, a new line, or after
//! sixty words.

use super::text::{Row, Seen, View, Views, first_char, starts};
use std::{borrow::Cow, ops::Range};

pub(super) use super::text::place;

/// One word of a view.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Token {
    /// Where it begins in the view, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Which sentence it stands in, from 0.
    pub sentence: u32,
    /// How it is written, and what it stands beside.
    pub marks: u16,
}

/// How a token is written, and what it stands beside.
pub(super) mod mark {
    /// Begins with a capital.
    pub(in super::super) const CAPITAL: u16 = 1;
    /// Two or more letters, all of them capitals.
    pub(in super::super) const ALL_CAPITALS: u16 = 1 << 1;
    /// Between quotation marks.
    pub(in super::super) const QUOTED: u16 = 1 << 2;
    /// First of its sentence.
    pub(in super::super) const FIRST: u16 = 1 << 3;
    /// Digits only.
    pub(in super::super) const NUMBER: u16 = 1 << 4;
    /// Last of a sentence that ends with a question mark.
    pub(in super::super) const ASKS: u16 = 1 << 5;
    /// Last of its sentence.
    pub(in super::super) const LAST: u16 = 1 << 6;
    /// Followed by an exclamation mark.
    pub(in super::super) const SHOUTED: u16 = 1 << 7;
    /// After a comma, a dash or a colon.
    pub(in super::super) const AFTER_COMMA: u16 = 1 << 8;
    /// Some of it is digits.
    pub(in super::super) const DIGITS: u16 = 1 << 9;
}

impl Token {
    pub(super) fn has(self, marks: u16) -> bool {
        self.marks & marks != 0
    }

    pub(super) fn text<'v>(&self, view: &'v View<'_>) -> &'v str {
        view.text.get(self.range()).unwrap_or_default()
    }

    /// Where it stands in the view, in bytes.
    #[inline]
    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(super) fn bytes<'v>(&self, view: &'v View<'_>) -> &'v [u8] {
        view.text.as_bytes().get(self.range()).unwrap_or_default()
    }
}

const LONGEST_SENTENCE: u32 = 60;
const SHORT: [&str; 22] = [
    "t", "ex", "bl", "kl", "nr", "ca", "st", "tel", "dr", "f", "d", "dvs", "osv", "kap", "resp", "inkl", "exkl", "ev",
    "jfr", "s", "m", "o",
];

/// Cuts a view, one of `views`, into tokens. Whether a letter was a capital is seen by laying it beside the original.
pub(super) fn tokens(view: &View<'_>, views: &Views<'_>, into: &mut Vec<Token>) {
    into.clear();
    let rows = views.rows.as_deref().filter(|_| view.seen == Seen::Fold);
    let rows = rows.map_or_else(|| Cow::Owned(Row::all(&view.text)), Cow::Borrowed);
    let caps = Capitals::of(view, views);
    let mut cutting = Cutting {
        text: &view.text,
        into,
        sentence: 0,
        in_sentence: 0,
        had: 0,
        quote: None,
        ended_in_quote: 0,
        pending: mark::FIRST,
    };
    let mut at = 0;
    for row in rows.iter() {
        // Most often nothing but a blank stands between two words.
        let blank = row.start == at + 1 && view.text.as_bytes().get(at as usize) == Some(&b' ');
        if !blank {
            cutting.until(at, row.start);
        }
        let mut marks = caps.marks(*row);
        if row.is_number() {
            marks |= mark::NUMBER;
        }
        if row.digits > 0 {
            marks |= mark::DIGITS;
        }
        cutting.word(Token { start: row.start, end: row.end, sentence: 0, marks });
        at = row.end;
    }
    cutting.until(at, place(view.text.len()));
    cutting.end_sentence();
    if let Some(quote) = cutting.quote {
        quote.unmark(cutting.into);
    }
}

#[inline]
fn is_of_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { matches!(c, 'å' | 'ä' | 'ö') || c.is_alphanumeric() }
}

struct Cutting<'t, 'o> {
    text: &'t str,
    into: &'o mut Vec<Token>,
    sentence: u32,
    in_sentence: u32,
    /// How many words the sentence before it had.
    had: u32,
    quote: Option<Quote>,
    /// How many words the sentence had that ended within the quotation that was closed just now.
    ended_in_quote: u32,
    pending: u16,
}

/// An opened quotation that waits for its end.
#[derive(Clone, Copy)]
struct Quote {
    close: char,
    from: usize,
    words: u32,
}

impl Quote {
    /// It never ended, so it was no quotation.
    fn unmark(self, tokens: &mut [Token]) {
        for token in tokens.iter_mut().skip(self.from) {
            token.marks &= !mark::QUOTED;
        }
    }
}

impl Cutting<'_, '_> {
    /// Enters a word in the sentence that goes on.
    fn word(&mut self, word: Token) {
        if self.in_sentence >= LONGEST_SENTENCE {
            self.end_sentence();
        }
        if self.ended_in_quote > 0 {
            self.go_on_after_quote(word.marks);
        }
        let mut marks = word.marks | self.pending;
        self.pending = 0;
        if let Some(quote) = &mut self.quote {
            quote.words += 1;
            if quote.words > 40 {
                let quote = *quote;
                quote.unmark(self.into);
                self.quote = None;
            } else {
                marks |= mark::QUOTED;
            }
        }
        self.in_sentence += 1;
        self.into.push(Token { sentence: self.sentence, marks, ..word });
    }

    /// `”Nu räcker det!” röt hon` is one sentence: it ends in the quotation only if the next begins with a capital.
    fn go_on_after_quote(&mut self, next: u16) {
        if next & mark::CAPITAL == 0 && self.pending & mark::FIRST != 0 {
            if let Some(last) = self.into.last_mut() {
                last.marks &= !mark::LAST;
            }
            self.sentence -= 1;
            self.in_sentence = self.ended_in_quote;
            self.pending &= !mark::FIRST;
        }
        self.ended_in_quote = 0;
    }

    /// What stands between two words.
    fn until(&mut self, start: u32, end: u32) {
        let mut at = start as usize;
        while at < end as usize {
            if self.text.as_bytes().get(at) == Some(&b' ') {
                at += 1;
                continue;
            }
            let c = first_char(self.text, at);
            self.between(at, c);
            at += c.len_utf8();
        }
    }

    fn between(&mut self, at: usize, c: char) {
        match c {
            '!' => {
                self.mark_last(mark::SHOUTED);
                self.end_sentence();
            }
            '?' | '؟' | '？' => {
                if self.in_sentence > 0 {
                    self.mark_last(mark::ASKS);
                }
                self.end_sentence();
            }
            '\n' | '…' | ';' | '。' | '۔' | '።' => self.end_sentence(),
            '.' => {
                let next = self.text.as_bytes().get(at + 1).copied().unwrap_or(b' ');
                if (next.is_ascii_whitespace() || matches!(next, b'"' | b')' | b'.') || next >= 0xE2)
                    && !self.after_short()
                {
                    self.end_sentence();
                }
            }
            ',' | ':' | '–' | '—' => self.pending |= mark::AFTER_COMMA,
            '"' | '”' | '“' | '„' | '«' | '»' => self.quotation(c),
            '\'' | '’' | '‘' => {
                let open = self.quote.is_some_and(|quote| quote.close == '\'');
                let word_follows =
                    self.text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next()).is_some_and(is_of_word);
                let word_before = self.text.get(..at).and_then(|rest| rest.chars().next_back()).is_some_and(is_of_word);
                if open && !word_follows {
                    self.close_quotation();
                } else if self.quote.is_none() && word_follows && !word_before {
                    self.quote = Some(Quote { close: '\'', from: self.into.len(), words: 0 });
                }
            }
            _ => {}
        }
    }

    fn quotation(&mut self, c: char) {
        match self.quote {
            Some(quote) if quote.close != '\'' => self.close_quotation(),
            _ => self.quote = Some(Quote { close: c, from: self.into.len(), words: 0 }),
        }
    }

    fn close_quotation(&mut self) {
        self.quote = None;
        if self.in_sentence == 0 {
            self.ended_in_quote = self.had;
        }
    }

    fn after_short(&self) -> bool {
        self.into.last().is_some_and(|token| {
            let word = self.text.get(token.range()).unwrap_or_default();
            SHORT.contains(&word)
        })
    }

    fn mark_last(&mut self, marks: u16) {
        if let Some(token) = self.into.last_mut() {
            token.marks |= marks;
        }
    }

    fn end_sentence(&mut self) {
        self.ended_in_quote = 0;
        if self.in_sentence > 0 {
            self.mark_last(mark::LAST);
            self.sentence += 1;
            self.had = self.in_sentence;
            self.in_sentence = 0;
        }
        self.pending = mark::FIRST;
    }
}

/// Which characters of the view were capitals.
enum Capitals<'v> {
    /// The view lies byte by byte beside these two: where they differ, there was a capital.
    Beside { raw: &'v [u8], fold: &'v [u8] },
    /// By byte of the view.
    Known { text: &'v str, at: Vec<bool> },
}

impl<'v> Capitals<'v> {
    fn of(view: &'v View<'_>, views: &'v Views<'_>) -> Capitals<'v> {
        let Views { raw, fold, .. } = views;
        let beside = view.is_beside(raw);
        // Letters change their length when they are folded or squeezed, but hardly so that it comes out even.
        if beside && [view, fold].iter().all(|it| it.text.len() == raw.text.len()) {
            return Capitals::Beside { raw: raw.text.as_bytes(), fold: fold.text.as_bytes() };
        }
        let upper = |c: char| if c.is_ascii() { c.is_ascii_uppercase() } else { c.is_uppercase() };
        let mut at = vec![false; view.text.len()];
        let mut set = |byte: usize, capital: bool| {
            if let Some(place) = at.get_mut(byte) {
                *place = capital;
            }
        };
        if beside {
            for ((byte, _), c) in view.text.char_indices().zip(raw.text.chars()) {
                set(byte, upper(c));
            }
        } else {
            let mut capitals: Vec<bool> = Vec::new();
            for (from, c) in raw.origins() {
                capitals.resize((from as usize + 1).max(capitals.len()), false);
                if let Some(place) = capitals.get_mut(from as usize) {
                    *place |= upper(c);
                }
            }
            for ((byte, _), (from, _)) in view.text.char_indices().zip(view.origins()) {
                set(byte, capitals.get(from as usize).copied().unwrap_or(false));
            }
        }
        Capitals::Known { text: &view.text, at }
    }

    /// [`mark::CAPITAL`] and [`mark::ALL_CAPITALS`] of a word.
    #[inline]
    fn marks(&self, row: Row) -> u16 {
        let word = row.bytes();
        let (first, capitals, characters) = match self {
            Capitals::Beside { raw, fold } => {
                let beginning = |of: &[u8]| of.get(word.start..).and_then(<[u8]>::first_chunk::<2>).copied();
                if let (Some(raw), Some(fold)) = (beginning(raw), beginning(fold))
                    && raw == fold
                {
                    return 0;
                }
                let (Some(raw), Some(fold)) = (raw.get(word.clone()), fold.get(word)) else { return 0 };
                let first = raw.first() != fold.first() || raw.first().is_some_and(|byte| *byte >= 0x80);
                (first, raw.iter().zip(fold).filter(|(raw, fold)| raw != fold).count(), starts(fold))
            }
            Capitals::Known { text, at } => {
                let is = |byte: usize| at.get(byte).copied().unwrap_or(false);
                let start = word.start;
                let word = text.get(word).unwrap_or_default();
                let count = word.char_indices().filter(|(byte, _)| is(start + byte)).count();
                (is(start), count, starts(word.as_bytes()))
            }
        };
        let letters = characters.saturating_sub(row.digits);
        let all = letters >= 2 && capitals == letters as usize;
        (if first { mark::CAPITAL } else { 0 }) | if all { mark::ALL_CAPITALS } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(String, Token)> {
        let views = Views::of(text);
        let mut tokens_of = Vec::new();
        tokens(&views.fold, &views, &mut tokens_of);
        tokens_of.iter().map(|token| (token.text(&views.fold).to_owned(), *token)).collect()
    }

    #[test]
    fn words_know_their_sentence_and_their_capitals() {
        let words = cut("Hej Åsa! Kommer du kl. 14.30? JA");
        let sentences: Vec<u32> = words.iter().map(|(_, token)| token.sentence).collect();
        assert_eq!(sentences, [0, 0, 1, 1, 1, 1, 1, 2], "an abbreviation and a time end no sentence");
        assert!(words[1].1.has(mark::CAPITAL) && !words[1].1.has(mark::FIRST));
        assert!(words[6].1.has(mark::ASKS) && words[6].1.has(mark::NUMBER));
        assert!(words[7].1.has(mark::ALL_CAPITALS));
    }

    #[test]
    fn a_sentence_that_ends_in_a_quotation_goes_on_with_who_said_it() {
        let sentences = |text: &str| cut(text).iter().map(|(_, token)| token.sentence).collect::<Vec<u32>>();
        assert_eq!(sentences("”Nu räcker det!” röt hon. Sen gick hon."), [0, 0, 0, 0, 0, 1, 1, 1]);
        assert_eq!(sentences("\"Kommer du?\" Han teg."), [0, 0, 1, 1], "a capital begins a sentence of its own");
        assert_eq!(sentences("”Hej!” ”nej!” sa de"), [0, 0, 0, 0]);
        for text in ["”Nu räcker det!”, röt hon", "'Nu räcker det!' röt hon", "”Nu räcker det!” – röt hon"]
        {
            assert_eq!(sentences(text), [0; 5], "{text}");
        }
        assert_eq!(sentences("”Nu räcker det!”\n\nsen gick hon"), [0, 0, 0, 1, 1, 1], "a new line ends it");
        let words = cut("”Nu räcker det!” röt hon");
        assert!(!words[2].1.has(mark::LAST) && !words[3].1.has(mark::FIRST) && words[4].1.has(mark::LAST));
    }

    #[test]
    fn only_what_stands_between_marks_is_quoted() {
        let words = cut("Hon sa ”du ljuger” och gick 5\" bort");
        let quoted: Vec<&str> =
            words.iter().filter(|(_, token)| token.has(mark::QUOTED)).map(|(word, _)| word.as_str()).collect();
        assert_eq!(quoted, ["du", "ljuger"], "a lonely mark opens nothing");
    }
}
