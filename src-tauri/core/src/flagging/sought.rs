//! The regexes of rules: what must be in a text for one to be worth seeking, and where it matches.
//!
//! Most texts hold nothing that any of them could match, and that must cost next to nothing: so each regex is told, when
//! it is read, what a text must hold for it.

use super::{
    file::File,
    identify::Shape,
    lexicon::Reason,
    text::{Views, first_digit},
};
use regex::{Regex, RegexSet, RegexSetBuilder};
use regex_syntax::hir::{Class, ClassBytesRange, Hir, HirKind};
use std::{borrow::Cow, iter::successors, ops::Range};

/// A regex of a rule.
#[derive(Debug)]
pub(super) struct Sought {
    regex: Regex,
    pub rule: usize,
    shape: Option<Shape>,
    /// In the views of words, or as written with its capitals.
    in_words: bool,
    trigger: Trigger,
    /// No match begins with a byte less than this: emoji are sought only where there is something like them.
    least: u8,
    /// How many bytes a match may have before its first digit, if it must have one.
    before: Option<usize>,
    /// A sign that every match holds.
    sign: Option<u8>,
}

/// What must be in a text for a regex to be sought at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trigger {
    /// Digits.
    Digit,
    /// The sign of e-mail addresses.
    At,
    /// A sign beyond the plain alphabet.
    Sign,
}

impl Sought {
    fn of(written: &str, in_words: bool) -> Reason<Sought> {
        let says = |cause: &dyn std::fmt::Display| cause.to_string().replace('\n', " ");
        let told = regex_syntax::parse(written).map_err(|cause| says(&cause))?;
        let begins = if begins_a_word(&told) { WORD_BEGINS } else { "" };
        let regex = Regex::new(&format!("{begins}(?:{written})")).map_err(|cause| says(&cause))?;
        let (least, before, sign) = (least_first(&told), before_digit(&told), sign_in(&told));
        let trigger = match written {
            at if at.contains('@') => Trigger::At,
            digits if digits.contains("[0-9]") => Trigger::Digit,
            _ => Trigger::Sign,
        };
        Ok(Sought { regex, rule: 0, shape: None, in_words, trigger, least, before, sign })
    }

    /// The same for a rule, with the shape that it tests what matches by.
    pub(super) fn by(self, rule: usize, shape: Option<Shape>) -> Sought {
        Sought { rule, shape, ..self }
    }

    /// Each match from byte `start` on that stands by itself and holds when tested.
    fn each(&self, text: &str, start: usize, mut found: impl FnMut(Range<usize>)) {
        let next = |start: usize| self.regex.find_at(text, start).filter(|matched| !matched.is_empty());
        for matched in successors(next(start), |before| next(before.end())) {
            if text.get(..matched.start()).is_some_and(|before| before.ends_with(char::is_alphanumeric))
                && matched.as_str().starts_with(char::is_alphanumeric)
            {
                continue;
            }
            let Some(end) = self.end_of(text, matched.range()) else { continue };
            if text.get(matched.start()..end).is_some_and(|words| self.shape.is_none_or(|shape| shape.holds(words))) {
                found(matched.start()..end);
            }
        }
    }

    /// Where a match ends that may not end inside a word: there, or shortened by the word it would have cut.
    fn end_of(&self, text: &str, matched: Range<usize>) -> Option<usize> {
        let cuts = |end: usize| {
            text.get(..end).is_some_and(|inside| inside.ends_with(char::is_alphanumeric))
                && text.get(end..).is_some_and(|after| after.starts_with(char::is_alphanumeric))
        };
        if !cuts(matched.end) {
            return Some(matched.end);
        }
        let words = text.get(matched.clone())?;
        let shorter = words.trim_end_matches(char::is_alphanumeric);
        let again = self.regex.find(shorter).filter(|again| again.start() == 0)?;
        let end = matched.start + again.end();
        (!cuts(end)).then_some(end)
    }
}

/// The regexes of all rules, in their order, not yet told whose they are.
pub(super) fn soughts(files: &[File]) -> Vec<Reason<Sought>> {
    let specs = files.iter().flat_map(|file| &file.rules).map(|ruled| &ruled.spec);
    specs.flat_map(|spec| spec.regex.iter().map(|written| Sought::of(written, spec.view == "words"))).collect()
}

/// Not after a letter a–z or a digit: a match never begins inside a word, and most places of a text are inside one.
const WORD_BEGINS: &str = r"(?-u:\b{start-half})";

/// A text with blanks for the low lines that words begin with, as in `_KS 2025/1_`: to [`WORD_BEGINS`] they would be letters.
fn without_leading_lines(text: &str) -> Cow<'_, str> {
    if !text.contains('_') {
        return text.into();
    }
    let mut before = ' ';
    let blank = |c: char| {
        let leads = c == '_' && !before.is_alphanumeric();
        before = c;
        if leads { ' ' } else { c }
    };
    text.chars().map(blank).collect()
}

/// Whether a match always begins with a letter or a digit.
fn begins_a_word(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(literal) => {
            str::from_utf8(&literal.0).is_ok_and(|text| text.starts_with(char::is_alphanumeric))
        }
        HirKind::Class(Class::Unicode(class)) => {
            class.iter().all(|of| (of.start()..=of.end()).all(char::is_alphanumeric))
        }
        HirKind::Repetition(of) if of.min > 0 => begins_a_word(&of.sub),
        HirKind::Capture(of) => begins_a_word(&of.sub),
        HirKind::Concat(row) => begins_row(row),
        HirKind::Alternation(any) => any.iter().all(begins_a_word),
        HirKind::Class(Class::Bytes(_)) | HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => false,
    }
}

fn begins_row(row: &[Hir]) -> bool {
    match row {
        [first, rest @ ..] => match first.kind() {
            HirKind::Repetition(of) if of.min == 0 => begins_a_word(&of.sub) && begins_row(rest),
            _ => begins_a_word(first),
        },
        [] => false,
    }
}

/// The least byte that a match can begin with; 0 where that is not plain to see.
fn least_first(hir: &Hir) -> u8 {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.first().copied().unwrap_or(0),
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().first().map_or(0, |range| range.start().encode_utf8(&mut [0; 4]).bytes().next().unwrap_or(0))
        }
        HirKind::Class(Class::Bytes(class)) => class.ranges().first().map_or(0, ClassBytesRange::start),
        HirKind::Repetition(of) if of.min > 0 => least_first(&of.sub),
        HirKind::Capture(of) => least_first(&of.sub),
        HirKind::Concat(row) => row.first().map_or(0, least_first),
        HirKind::Alternation(any) => any.iter().map(least_first).min().unwrap_or(0),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => 0,
    }
}

/// How many bytes a match may have before its first digit: so few, most often, that it need not be sought but from shortly
/// before the first digit of a text. `None` when there need not be one.
fn before_digit(hir: &Hir) -> Option<usize> {
    let (before, ends) = until_digit(hir);
    ends.then_some(before)
}

/// How many bytes what is told may have up to its first digit, and whether there must be one; up to its end if not.
fn until_digit(hir: &Hir) -> (usize, bool) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (0, false),
        HirKind::Literal(literal) => {
            let letters = literal.0.split(u8::is_ascii_digit).next().unwrap_or_default();
            (letters.len(), letters.len() < literal.0.len())
        }
        HirKind::Class(Class::Unicode(class)) if class.iter().all(|of| of.start() >= '0' && of.end() <= '9') => {
            (0, true)
        }
        HirKind::Class(class) => (class.maximum_len().unwrap_or(0), false),
        HirKind::Repetition(of) => {
            let (once, ends) = until_digit(&of.sub);
            let times = of.max.map_or(usize::MAX, |max| max as usize);
            if ends && of.min > 0 { (once, true) } else { (once.saturating_mul(times), false) }
        }
        HirKind::Capture(of) => until_digit(&of.sub),
        HirKind::Concat(row) => {
            let mut before = 0_usize;
            for part in row {
                let (more, ends) = until_digit(part);
                before = before.saturating_add(more);
                if ends {
                    return (before, true);
                }
            }
            (before, false)
        }
        HirKind::Alternation(any) => {
            any.iter().map(until_digit).fold((0, true), |all, one| (all.0.max(one.0), all.1 && one.1))
        }
    }
}

/// Where in `text` the first match may begin at the earliest, when its first digit stands at `digit` and has no more than
/// so many bytes before it.
fn earliest(text: &str, digit: usize, before: usize) -> usize {
    text.floor_char_boundary(digit.saturating_sub(before))
}

/// A sign of ASCII that every match holds, and few texts.
fn sign_in(hir: &Hir) -> Option<u8> {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.iter().copied().find(u8::is_ascii_punctuation),
        HirKind::Repetition(of) if of.min > 0 => sign_in(&of.sub),
        HirKind::Capture(of) => sign_in(&of.sub),
        HirKind::Concat(row) => row.iter().find_map(sign_in),
        HirKind::Alternation(any) => {
            let mut signs = any.iter().map(sign_in);
            let first = signs.next().flatten()?;
            signs.all(|sign| sign == Some(first)).then_some(first)
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(_) | HirKind::Repetition(_) => None,
    }
}

/// The regexes of all rules, by where they are sought.
#[derive(Debug)]
pub(super) struct Regexes {
    /// In views of words.
    pub in_words: Sorted,
    /// In what was written, with its capitals.
    pub written: Sorted,
}

impl Regexes {
    pub(super) fn of(all: Vec<Sought>) -> Reason<Regexes> {
        let (in_words, written) = all.into_iter().partition(|sought| sought.in_words);
        Ok(Regexes { in_words: Sorted::of(in_words)?, written: Sorted::of(written)? })
    }
}

/// Regexes by what a text must hold for them. Those with digits that have little before them are sought in one pass, so that
/// only those that match are sought one by one.
#[derive(Debug)]
pub(super) struct Sorted {
    /// Those with digits, each with its place in the set, if it is of it.
    digits: Vec<(Sought, Option<usize>)>,
    set: RegexSet,
    /// How many bytes those of the set may have before their first digit.
    before: usize,
    at: Vec<Sought>,
    signs: Vec<Sought>,
}

/// A set is sought from as far before the first digit as the farthest of it: those with more than this are sought alone.
const NEAR_DIGITS: usize = 96;

impl Sorted {
    fn of(regexes: Vec<Sought>) -> Reason<Sorted> {
        let (mut digits, mut at, mut signs) = (Vec::new(), Vec::new(), Vec::new());
        let (mut written, mut most) = (Vec::new(), 0);
        for sought in regexes {
            match sought.trigger {
                Trigger::Digit => {
                    let near = sought.before.filter(|before| *before <= NEAR_DIGITS);
                    let in_set = near.map(|near| {
                        most = near.max(most);
                        written.push(sought.regex.as_str().to_owned());
                        written.len() - 1
                    });
                    digits.push((sought, in_set));
                }
                Trigger::At => at.push(sought),
                Trigger::Sign => signs.push(sought),
            }
        }
        let set = RegexSetBuilder::new(written).dfa_size_limit(8 << 20).build().map_err(|cause| cause.to_string())?;
        Ok(Sorted { digits, set, before: most, at, signs })
    }

    /// Each match in `text`, one of `views`, of the rules that are `worth` seeking there.
    pub(super) fn each(
        &self,
        text: &str,
        views: &Views<'_>,
        worth: impl Fn(usize) -> bool,
        mut found: impl FnMut(&Sought, Range<usize>),
    ) {
        let text = &*without_leading_lines(text);
        if views.digits > 0 {
            self.each_with_digits(text, &worth, &mut found);
        }
        if views.at {
            for sought in self.at.iter().filter(|sought| worth(sought.rule)) {
                sought.each(text, 0, |bytes| found(sought, bytes));
            }
        }
        for sought in self.signs.iter().filter(|sought| views.greatest >= sought.least.max(0x80) && worth(sought.rule))
        {
            sought.each(text, 0, |bytes| found(sought, bytes));
        }
    }

    fn each_with_digits(
        &self,
        text: &str,
        worth: &impl Fn(usize) -> bool,
        found: &mut impl FnMut(&Sought, Range<usize>),
    ) {
        let Some(digit) = first_digit(text.as_bytes()) else { return };
        // Whether any of the set matches is told far sooner than which of it do, and most often none does.
        let from = earliest(text, digit, self.before);
        let near = self.set.is_match_at(text, from).then(|| self.set.matches_at(text, from));
        for (sought, in_set) in &self.digits {
            let may = match in_set {
                Some(in_set) => near.as_ref().is_some_and(|near| near.matched(*in_set)),
                None => sought.sign.is_none_or(|sign| text.as_bytes().contains(&sign)),
            };
            if may && worth(sought.rule) {
                let start = sought.before.map_or(0, |before| earliest(text, digit, before));
                sought.each(text, start, |bytes| found(sought, bytes));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regex_of_signs_is_sought_only_where_there_are_signs() {
        let least = |written: &str| Sought::of(written, true).unwrap().least;
        assert_eq!(least("[🔥💥][^a-z]{0,6}[🏠🔪]"), 0xF0);
        assert_eq!(least("(?:[☠🔪]\\x{FE0F}?){1,9}"), 0xE2);
        assert_eq!(least("(?:🍆|🍑|skriv) [a-z]+"), b's');
        assert_eq!(least("[🔥]?[a-z]"), 0, "what may be missing tells nothing");
    }

    #[test]
    fn a_regex_of_digits_is_sought_from_where_its_first_match_may_begin() {
        fn start<'t>(written: &str, text: &'t str) -> Option<&'t str> {
            let digit = text.find(char::is_numeric)?;
            text.get(earliest(text, digit, Sought::of(written, true).unwrap().before?)..)
        }
        assert_eq!(start("(?:ks|miljö)[ .]{0,3}[0-9]{4}", "ärende, miljö 2025"), Some(", miljö 2025"));
        assert_eq!(start("(?:[0-9]{2}|box[ ][0-9])", "i box 12"), Some("box 12"));
        assert_eq!(start("(?:19)?[0-9]{6}", "a19"), Some("19"));
        assert_eq!(start("[åäö]?[0-9]", "hå19"), Some("å19"), "no character is cut");
        assert_eq!(start("[0-9]?kr", "12 kr"), None, "what may be missing tells nothing");
    }

    #[test]
    fn a_regex_that_begins_with_a_word_is_begun_at_words_only() {
        let begins = |written: &str| begins_a_word(&regex_syntax::parse(written).unwrap());
        assert!(["[a-zåäö]{2,4} [0-9]", "(?:19|20)?[0-9]{6}", "(?:c/o|box) [0-9]"].into_iter().all(begins));
        assert!(!["[🔥💥][0-9]", "(?:@|a)[0-9]", "[ ]?[0-9]", "[a-z]*"].into_iter().any(begins));
        let matched = |written: &str, text: &str| {
            let mut found = Vec::new();
            Sought::of(written, true).unwrap().each(text, 0, |bytes| found.push(text[bytes].to_owned()));
            found
        };
        assert_eq!(matched("[a-z]{3} [0-9]{2}", "abcd 12 efg 34"), ["efg 34"], "no word is cut at its beginning");
        assert_eq!(matched("[🔥💥][0-9]", "ja🔥1"), ["🔥1"], "a sign may follow a letter");
        assert_eq!(without_leading_lines("a_b _c_ (__d"), "a_b  c_ (  d");
    }

    #[test]
    fn a_sign_that_every_match_holds_is_told() {
        let sign = |written: &str| Sought::of(written, true).unwrap().sign;
        assert_eq!(sign("c/o[ ][a-z]{2,20}[ ][0-9]"), Some(b'/'));
        assert_eq!(sign("[A-Z][a-z]+ [0-9] ?: ?[0-9]"), Some(b':'));
        assert_eq!(sign("(?:a:|b:)[0-9]"), Some(b':'));
        assert_eq!(sign("(?:a:|b/)[0-9]"), None, "one of two is not every");
        assert_eq!(sign("(?:c/o )?[0-9]"), None, "what may be missing tells nothing");
    }
}
