//! The regexes of rules: what must be in a text for one to be worth seeking, and where it matches.
//!
//! Most texts hold nothing that any of them could match, and that must cost next to nothing: so each regex is told, when
//! it is read, what a text must hold for it.

use super::{
    identify::Shape,
    lexicon::{Lexicon, Reason},
};
use regex::{Regex, RegexSet, RegexSetBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};
use std::ops::Range;

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
    pub(super) fn of(written: &str, rule: usize, shape: Option<Shape>, in_words: bool) -> Reason<Sought> {
        let says = |cause: &dyn std::fmt::Display| cause.to_string().replace('\n', " ");
        let regex = Regex::new(written).map_err(|cause| says(&cause))?;
        let least = least_first(&regex_syntax::parse(written).map_err(|cause| says(&cause))?);
        let trigger = match written {
            at if at.contains('@') => Trigger::At,
            digits if digits.contains("[0-9]") => Trigger::Digit,
            _ => Trigger::Sign,
        };
        Ok(Sought { regex, rule, shape, in_words, trigger, least })
    }

    /// Each match that stands by itself and holds when tested.
    fn each(&self, text: &str, mut found: impl FnMut(Range<usize>)) {
        for matched in self.regex.find_iter(text) {
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

/// The least byte that a match can begin with; 0 where that is not plain to see.
fn least_first(hir: &Hir) -> u8 {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.first().copied().unwrap_or(0),
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().first().map_or(0, |range| range.start().encode_utf8(&mut [0; 4]).bytes().next().unwrap_or(0))
        }
        HirKind::Class(Class::Bytes(class)) => class.ranges().first().map_or(0, |range| range.start()),
        HirKind::Repetition(of) if of.min > 0 => least_first(&of.sub),
        HirKind::Capture(of) => least_first(&of.sub),
        HirKind::Concat(row) => row.first().map_or(0, least_first),
        HirKind::Alternation(any) => any.iter().map(least_first).min().unwrap_or(0),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => 0,
    }
}

/// Regexes that are sought in one pass, so that only those that match are sought one by one.
#[derive(Debug)]
pub(super) struct Together {
    set: RegexSet,
    /// For each of the set, which of all regexes it is.
    which: Vec<usize>,
}

impl Together {
    /// All that need digits: in views of words, or in what was written.
    pub(super) fn of(regexes: &[Sought], in_words: bool) -> Reason<Together> {
        let of = regexes.iter().enumerate().filter(|(_, it)| it.trigger == Trigger::Digit && it.in_words == in_words);
        let (which, written): (Vec<usize>, Vec<&str>) = of.map(|(no, it)| (no, it.regex.as_str())).unzip();
        let set = RegexSetBuilder::new(written).dfa_size_limit(8 << 20).build().map_err(|cause| cause.to_string())?;
        Ok(Together { set, which })
    }
}

/// Each match in `text` of the regexes over words, or over what was written.
pub(super) fn each_of(
    lexicon: &Lexicon,
    in_words: bool,
    text: &str,
    digits: bool,
    mut found: impl FnMut(&Sought, Range<usize>),
) {
    if digits {
        let together = if in_words { &lexicon.digit_words } else { &lexicon.digit_written };
        for no in together.set.matches(text) {
            if let Some(sought) = together.which.get(no).and_then(|no| lexicon.regexes.get(*no)) {
                sought.each(text, |bytes| found(sought, bytes));
            }
        }
    }
    let at = text.contains('@');
    let greatest = text.bytes().max().unwrap_or(0);
    for sought in lexicon.regexes.iter().filter(|sought| sought.in_words == in_words) {
        let worth_it = match sought.trigger {
            Trigger::Digit => false,
            Trigger::At => at,
            Trigger::Sign => greatest >= sought.least.max(0x80),
        };
        if worth_it {
            sought.each(text, |bytes| found(sought, bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regex_of_signs_is_sought_only_where_there_are_signs() {
        let least = |written: &str| Sought::of(written, 0, None, true).unwrap().least;
        assert_eq!(least("[🔥💥][^a-z]{0,6}[🏠🔪]"), 0xF0);
        assert_eq!(least("(?:[☠🔪]\\x{FE0F}?){1,9}"), 0xE2);
        assert_eq!(least("(?:🍆|🍑|skriv) [a-z]+"), b's');
        assert_eq!(least("[🔥]?[a-z]"), 0, "what may be missing tells nothing");
    }
}
