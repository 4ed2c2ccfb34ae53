//! Tokens: the words of a view with what stands around them, so that rules can ask for word edges, sentences and quotes.
//!
//! It knows no meaning. A token is a row of letters and digits; sentences end at `.`, `!`, `?`, a new line, or after
//! sixty words.

use super::text::View;

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
    /// Not all of it is plain letters a–z, å, ä, ö.
    pub(in super::super) const ODD: u16 = 1 << 9;
}

impl Token {
    pub(super) fn has(self, marks: u16) -> bool {
        self.marks & marks != 0
    }

    pub(super) fn text<'v>(&self, view: &'v View<'_>) -> &'v str {
        view.text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

const LONGEST_SENTENCE: u32 = 60;
const SHORT: [&str; 22] = [
    "t", "ex", "bl", "kl", "nr", "ca", "st", "tel", "dr", "f", "d", "dvs", "osv", "kap", "resp", "inkl", "exkl", "ev",
    "jfr", "s", "m", "o",
];

/// Cuts a view into tokens. `capital` answers whether the character at a code point of the original is a capital.
pub(super) fn tokens(view: &View<'_>, raw: &View<'_>, into: &mut Vec<Token>) {
    into.clear();
    let text: &str = &view.text;
    let caps = Capitals::of(view, raw);
    let mut cutting = Cutting { text, into, sentence: 0, in_sentence: 0, quote: None, pending: mark::FIRST };
    let mut start: Option<usize> = None;
    let mut marks = 0_u16;
    let mut letters = (0_u32, 0_u32);
    let mut odd = false;
    let mut digits_only = true;
    let mut caps = caps.into_iter();
    for (at, c) in text.char_indices() {
        let capital = caps.next().unwrap_or(false);
        if is_of_word(c) {
            if start.is_none() {
                start = Some(at);
                marks = if capital { mark::CAPITAL } else { 0 };
                letters = (0, 0);
                odd = false;
                digits_only = true;
            }
            if c.is_ascii_digit() {
                odd = true;
            } else {
                digits_only = false;
                letters.0 += 1;
                letters.1 += u32::from(capital);
                odd |= !(c.is_ascii_lowercase() || matches!(c, 'å' | 'ä' | 'ö'));
            }
            continue;
        }
        if let Some(from) = start.take() {
            if letters.0 >= 2 && letters.0 == letters.1 {
                marks |= mark::ALL_CAPITALS;
            }
            cutting.word(
                from,
                at,
                marks | if digits_only { mark::NUMBER } else { 0 } | if odd { mark::ODD } else { 0 },
            );
        }
        cutting.between(at, c);
    }
    if let Some(from) = start {
        if letters.0 >= 2 && letters.0 == letters.1 {
            marks |= mark::ALL_CAPITALS;
        }
        let number = if digits_only { mark::NUMBER } else { 0 };
        cutting.word(from, text.len(), marks | number | if odd { mark::ODD } else { 0 });
    }
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
    quote: Option<Quote>,
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
    fn word(&mut self, from: usize, to: usize, marks: u16) {
        if self.in_sentence >= LONGEST_SENTENCE {
            self.end_sentence();
        }
        let mut marks = marks | self.pending;
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
        let place = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        self.into.push(Token { start: place(from), end: place(to), sentence: self.sentence, marks });
    }

    fn between(&mut self, at: usize, c: char) {
        match c {
            ' ' => {}
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
                    self.quote = None;
                } else if self.quote.is_none() && word_follows && !word_before {
                    self.quote = Some(Quote { close: '\'', from: self.into.len(), words: 0 });
                }
            }
            _ => {}
        }
    }

    fn quotation(&mut self, c: char) {
        match self.quote {
            Some(quote) if quote.close != '\'' => self.quote = None,
            _ => self.quote = Some(Quote { close: c, from: self.into.len(), words: 0 }),
        }
    }

    fn after_short(&self) -> bool {
        self.into.last().is_some_and(|token| {
            let word = self.text.get(token.start as usize..token.end as usize).unwrap_or_default();
            SHORT.contains(&word)
        })
    }

    fn mark_last(&mut self, marks: u16) {
        if let Some(token) = self.into.last_mut() {
            token.marks |= marks;
        }
    }

    fn end_sentence(&mut self) {
        if self.in_sentence > 0 {
            self.mark_last(mark::LAST);
            self.sentence += 1;
            self.in_sentence = 0;
        }
        self.pending = mark::FIRST;
    }
}

/// Which characters of the view were capitals, one answer a character.
struct Capitals;

impl Capitals {
    fn of(view: &View<'_>, raw: &View<'_>) -> Vec<bool> {
        let upper = |c: char| if c.is_ascii() { c.is_ascii_uppercase() } else { c.is_uppercase() };
        if view.is_beside(raw) {
            return raw.text.chars().map(upper).collect();
        }
        let mut at: Vec<bool> = Vec::new();
        for (from, c) in raw.origins() {
            at.resize((from as usize + 1).max(at.len()), false);
            if let Some(place) = at.get_mut(from as usize) {
                *place |= upper(c);
            }
        }
        view.origins().map(|(from, _)| at.get(from as usize).copied().unwrap_or(false)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::Views;
    use super::*;

    fn cut(text: &str) -> Vec<(String, Token)> {
        let views = Views::of(text);
        let mut tokens_of = Vec::new();
        tokens(&views.fold, &views.raw, &mut tokens_of);
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
    fn only_what_stands_between_marks_is_quoted() {
        let words = cut("Hon sa ”du ljuger” och gick 5\" bort");
        let quoted: Vec<&str> =
            words.iter().filter(|(_, token)| token.has(mark::QUOTED)).map(|(word, _)| word.as_str()).collect();
        assert_eq!(quoted, ["du", "ljuger"], "a lonely mark opens nothing");
    }
}
