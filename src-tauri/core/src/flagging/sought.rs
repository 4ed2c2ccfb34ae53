//! The regexes of rules: what must be in a text for one to be worth seeking, and where it matches.
//!
//! Most texts hold nothing that any of them could match, and that must cost next to nothing: so each regex is told, when
//! it is read, what a text must hold for it.

use super::{
    file::File,
    identify::Shape,
    lexicon::Reason,
    text::{first_digit, greatest},
};
use regex::{Regex, RegexSet, RegexSetBuilder};
use regex_syntax::hir::{Class, ClassBytesRange, Hir, HirKind};
use std::{iter::successors, ops::Range};

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
    /// What a match may have before its first digit, if it must have one.
    before: Option<Before>,
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
        let regex = Regex::new(written).map_err(|cause| says(&cause))?;
        let told = regex_syntax::parse(written).map_err(|cause| says(&cause))?;
        let (least, before) = (least_first(&told), Before::digit_of(&told));
        let trigger = match written {
            at if at.contains('@') => Trigger::At,
            digits if digits.contains("[0-9]") => Trigger::Digit,
            _ => Trigger::Sign,
        };
        Ok(Sought { regex, rule: 0, shape: None, in_words, trigger, least, before })
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

/// What a match may have before its first digit: so little, most often, that it need not be sought but from shortly before
/// the first digit of a text.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    /// How many bytes.
    most: usize,
    /// Which bytes of ASCII.
    ascii: u128,
    /// Other characters too.
    wide: bool,
}

impl Before {
    /// What stands before the first digit of what is told; `None` when there need not be one.
    fn digit_of(hir: &Hir) -> Option<Before> {
        let (before, ends) = Before::of(hir);
        ends.then_some(before)
    }

    /// What is told up to its first digit, and whether there must be one; all of it if not.
    fn of(hir: &Hir) -> (Before, bool) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => (Before::default(), false),
            HirKind::Literal(literal) => {
                let letters = literal.0.split(u8::is_ascii_digit).next().unwrap_or_default();
                let one = |before: Before, byte: &u8| before.and(Before::byte(*byte));
                (letters.iter().fold(Before::default(), one), letters.len() < literal.0.len())
            }
            HirKind::Class(Class::Unicode(class)) if class.iter().all(|of| of.start() >= '0' && of.end() <= '9') => {
                (Before::default(), true)
            }
            HirKind::Class(class) => {
                let may = |byte: &u8| match class {
                    Class::Unicode(class) => {
                        class.iter().any(|of| (of.start()..=of.end()).contains(&char::from(*byte)))
                    }
                    Class::Bytes(class) => class.iter().any(|of| (of.start()..=of.end()).contains(byte)),
                };
                let ascii = (0..0x80).filter(may).fold(0, |ascii, byte| ascii | 1 << byte);
                (
                    Before {
                        most: class.maximum_len().unwrap_or(0),
                        ascii,
                        wide: class.maximum_len().is_none_or(|most| most > 1),
                    },
                    false,
                )
            }
            HirKind::Repetition(of) => {
                let (once, ends) = Before::of(&of.sub);
                let times = of.max.map_or(usize::MAX, |max| max as usize);
                if ends && of.min > 0 {
                    return (once, true);
                }
                (Before { most: once.most.saturating_mul(times), ..once }, false)
            }
            HirKind::Capture(of) => Before::of(&of.sub),
            HirKind::Concat(row) => {
                let mut before = Before::default();
                for part in row {
                    let (more, ends) = Before::of(part);
                    before = before.and(more);
                    if ends {
                        return (before, true);
                    }
                }
                (before, false)
            }
            HirKind::Alternation(any) => any.iter().map(Before::of).fold((Before::default(), true), |all, one| {
                (Before { most: all.0.most.max(one.0.most), ..all.0.and(one.0) }, all.1 && one.1)
            }),
        }
    }

    fn byte(byte: u8) -> Before {
        let ascii = if byte < 0x80 { 1 << byte } else { 0 };
        Before { most: 1, ascii, wide: byte >= 0x80 }
    }

    fn and(self, then: Before) -> Before {
        Before {
            most: self.most.saturating_add(then.most),
            ascii: self.ascii | then.ascii,
            wide: self.wide | then.wide,
        }
    }

    /// Where the first match in `text` may begin at the earliest, when its first digit stands at `digit`.
    fn start(&self, text: &str, digit: usize) -> usize {
        let may = |byte: &u8| if *byte < 0x80 { self.ascii & 1 << byte != 0 } else { self.wide };
        let before = text.as_bytes().get(digit.saturating_sub(self.most)..digit).unwrap_or_default();
        let start = digit - before.iter().rev().take_while(|byte| may(byte)).count();
        (0..=start).rev().find(|start| text.is_char_boundary(*start)).unwrap_or(0)
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
    /// What those of the set may have before their first digit.
    before: Before,
    at: Vec<Sought>,
    signs: Vec<Sought>,
}

/// A set is sought from as far before the first digit as the farthest of it: those with more than this are sought alone.
const NEAR_DIGITS: usize = 24;

impl Sorted {
    fn of(regexes: Vec<Sought>) -> Reason<Sorted> {
        let (mut digits, mut at, mut signs) = (Vec::new(), Vec::new(), Vec::new());
        let (mut written, mut before) = (Vec::new(), Before::default());
        for sought in regexes {
            match sought.trigger {
                Trigger::Digit => {
                    let near = sought.before.filter(|before| before.most <= NEAR_DIGITS);
                    let in_set = near.map(|near| {
                        before = Before { most: before.most.max(near.most), ..before.and(near) };
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
        Ok(Sorted { digits, set, before, at, signs })
    }

    /// Each match in `text`, which may hold `digits`, of the rules that are `worth` seeking there.
    pub(super) fn each(
        &self,
        text: &str,
        digits: bool,
        worth: impl Fn(usize) -> bool,
        mut found: impl FnMut(&Sought, Range<usize>),
    ) {
        if digits {
            self.each_with_digits(text, &worth, &mut found);
        }
        if text.contains('@') {
            for sought in self.at.iter().filter(|sought| worth(sought.rule)) {
                sought.each(text, 0, |bytes| found(sought, bytes));
            }
        }
        let greatest = greatest(text);
        for sought in self.signs.iter().filter(|sought| greatest >= sought.least.max(0x80) && worth(sought.rule)) {
            sought.each(text, 0, |bytes| found(sought, bytes));
        }
    }

    fn each_with_digits(
        &self,
        text: &str,
        worth: &impl Fn(usize) -> bool,
        found: &mut impl FnMut(&Sought, Range<usize>),
    ) {
        let digit = first_digit(text.as_bytes());
        let from = |before: Option<Before>| match (before, digit) {
            (Some(before), Some(digit)) => Some(before.start(text, digit)),
            (Some(_), None) => None,
            (None, _) => Some(0),
        };
        let near = from(Some(self.before)).map(|start| self.set.matches_at(text, start));
        for (sought, in_set) in &self.digits {
            let matches = in_set.is_none_or(|in_set| near.as_ref().is_some_and(|near| near.matched(in_set)));
            if matches
                && worth(sought.rule)
                && let Some(start) = from(sought.before)
            {
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
            text.get(Sought::of(written, true).unwrap().before?.start(text, digit)..)
        }
        assert_eq!(start("(?:ks|miljö)[ .]{0,3}[0-9]{4}", "ärende, miljö 2025"), Some(" miljö 2025"));
        assert_eq!(start("[a-zåäö]{2,24}gatan [0-9]", "nej, å storgatan 3"), Some(" å storgatan 3"));
        assert_eq!(start("(?:[0-9]{2}|box[ ][0-9])", "i box 12"), Some("box 12"));
        assert_eq!(start("(?:19)?[0-9]{6}", "a19"), Some("19"));
        assert_eq!(start("[0-9]?kr", "12 kr"), None, "what may be missing tells nothing");
    }
}
