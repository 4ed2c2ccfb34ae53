//! The regexes of rules: what must be in a text for one to be worth seeking, and where it matches.
//!
//! Most texts hold nothing that any of them could match, and that must cost next to nothing: so each regex is told, when
//! it is read, what a text must hold for it.

use super::{
    file::{self, File},
    forms::Position,
    identify::Shape,
    lexicon::Reason,
    text::{Views, first_digit},
};
use crate::words::Refusal;
use regex::{Regex, RegexSet, RegexSetBuilder};
use regex_syntax::hir::{Class, ClassBytesRange, Hir, HirKind};
use std::{
    borrow::Cow,
    collections::HashSet,
    iter::{self, successors},
    ops::Range,
    sync::Arc,
};

/// A regex of a rule.
#[derive(Debug)]
pub(super) struct Sought {
    regex: Regex,
    pub rule: usize,
    shape: Option<Shape>,
    trigger: Trigger,
    /// Every match holds a byte that is no less than this: emoji are sought only where there is something like them.
    least: u8,
    /// What a match may have before its first digit, if it must have one.
    before: Option<Before>,
    /// How many bytes it may have from its first digit on.
    after: usize,
    /// What every match holds, with a sign among it.
    holds: Option<String>,
    never: Arc<Never>,
}

/// Words that no match may have before its first digit, and what such a word may not end in: `SOU 2019:4` is no reference.
#[derive(Debug, Default)]
struct Never {
    words: HashSet<String>,
    endings: Vec<String>,
}

impl Never {
    /// Those that a rule tells, with the words of the lists among them.
    fn of(rows: &[String], files: &[File]) -> Reason<Never> {
        let mut never = Never::default();
        for told in rows.iter().flat_map(|row| row.split('/')) {
            let Some(name) = told.strip_prefix('@') else {
                if told.is_empty() || !told.chars().all(char::is_lowercase) {
                    return Err(format!("”{told}” kan inte stå här: ett ord med små bokstäver, eller @ och en lista"));
                }
                never.words.insert(told.to_owned());
                continue;
            };
            let list = files.iter().flat_map(|file| &file.lists).find(|list| list.name == name);
            for entry in &list.ok_or_else(|| format!("listan ”{name}” finns inte"))?.entries {
                let forms = entry.forms().map(str::to_owned);
                if entry.position == Position::Head {
                    never.endings.extend(forms);
                } else {
                    never.words.extend(forms);
                }
            }
        }
        Ok(never)
    }

    fn forbids(&self, matched: &str) -> bool {
        if self.words.is_empty() && self.endings.is_empty() {
            return false;
        }
        let before = matched.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
        let last = before.split(|c: char| !c.is_alphabetic()).rfind(|word| !word.is_empty()).unwrap_or_default();
        let word = last.to_lowercase();
        self.words.contains(&word) || self.endings.iter().any(|ending| word.ends_with(ending.as_str()))
    }
}

/// The most that a match may have before its first digit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Before {
    /// How many bytes.
    bytes: usize,
    /// How many characters among them that are no letters or digits: it reaches over so many words and one.
    signs: usize,
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
    fn of(written: &str, rule: usize, shape: Option<Shape>, never: Arc<Never>) -> Reason<Sought> {
        let says = |cause: &dyn std::fmt::Display| cause.to_string().replace('\n', " ");
        let told = regex_syntax::parse(written).map_err(|cause| says(&cause))?;
        let begins = if begins_a_word(&told) { WORD_BEGINS } else { "" };
        let regex = Regex::new(&format!("{begins}(?:{written})")).map_err(|cause| says(&cause))?;
        let (least, before) = (least_greatest(&told), Before::of(&told));
        let holds = with_sign(&told).and_then(|literal| String::from_utf8(literal.to_vec()).ok());
        let trigger = match written {
            at if at.contains('@') => Trigger::At,
            digits if digits.contains("[0-9]") => Trigger::Digit,
            _ => Trigger::Sign,
        };
        let after = from_digit(&told);
        Ok(Sought { regex, rule, shape, trigger, least, before, after, holds, never })
    }

    /// The least that the greatest byte of a text may be for a regex of signs: they are all beyond ASCII.
    fn least_of_signs(&self) -> u8 {
        self.least.max(0x80)
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
            let holds = |words: &str| self.shape.is_none_or(|shape| shape.holds(words)) && !self.never.forbids(words);
            if text.get(matched.start()..end).is_some_and(holds) {
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

/// Not after a letter a–z or a digit: a match never begins inside a word, and most places of a text are inside one.
const WORD_BEGINS: &str = r"(?-u:\b{start-half})";

/// A text with blanks for the low lines that words begin with, as in `_KS 2025/1_`: to [`WORD_BEGINS`] they would be letters.
fn without_leading_lines(text: &str) -> String {
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
        HirKind::Class(class) => is_of_words(class),
        HirKind::Repetition(of) if of.min > 0 => begins_a_word(&of.sub),
        HirKind::Capture(of) => begins_a_word(&of.sub),
        HirKind::Concat(row) => begins_row(row),
        HirKind::Alternation(any) => any.iter().all(begins_a_word),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => false,
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

/// The greatest byte of a match is no less than this; 0 where that is not plain to see.
fn least_greatest(hir: &Hir) -> u8 {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.iter().copied().max().unwrap_or(0),
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().first().map_or(0, |range| range.start().encode_utf8(&mut [0; 4]).bytes().next().unwrap_or(0))
        }
        HirKind::Class(Class::Bytes(class)) => class.ranges().first().map_or(0, ClassBytesRange::start),
        HirKind::Repetition(of) if of.min > 0 => least_greatest(&of.sub),
        HirKind::Capture(of) => least_greatest(&of.sub),
        HirKind::Concat(row) => row.iter().map(least_greatest).max().unwrap_or(0),
        HirKind::Alternation(any) => any.iter().map(least_greatest).min().unwrap_or(0),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => 0,
    }
}

impl Before {
    /// What a match may have before its first digit: so little, most often, that it need not be sought but from shortly
    /// before a digit of a text. `None` when there need not be one.
    fn of(hir: &Hir) -> Option<Before> {
        let (before, ends) = Before::until_digit(hir);
        ends.then_some(before)
    }

    /// What is told may have so much up to its first digit, and whether there must be one; up to its end if not.
    fn until_digit(hir: &Hir) -> (Before, bool) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => (Before::default(), false),
            HirKind::Literal(literal) => {
                let letters = literal.0.split(u8::is_ascii_digit).next().unwrap_or_default();
                let signs = letters.iter().filter(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).count();
                (Before { bytes: letters.len(), signs }, letters.len() < literal.0.len())
            }
            HirKind::Class(Class::Unicode(class)) if class.iter().all(|of| of.start() >= '0' && of.end() <= '9') => {
                (Before::default(), true)
            }
            HirKind::Class(class) => {
                let signs = usize::from(!is_of_words(class));
                (Before { bytes: class.maximum_len().unwrap_or(0), signs }, false)
            }
            HirKind::Repetition(of) => {
                let (once, ends) = Before::until_digit(&of.sub);
                let times = of.max.map_or(usize::MAX, |max| max as usize);
                if ends && of.min > 0 { (once, true) } else { (once.times(times), false) }
            }
            HirKind::Capture(of) => Before::until_digit(&of.sub),
            HirKind::Concat(row) => {
                let mut before = Before::default();
                for part in row {
                    let (more, ends) = Before::until_digit(part);
                    before = before.and(more);
                    if ends {
                        return (before, true);
                    }
                }
                (before, false)
            }
            HirKind::Alternation(any) => {
                let most = |all: (Before, bool), one: (Before, bool)| (all.0.or(one.0), all.1 && one.1);
                any.iter().map(Before::until_digit).fold((Before::default(), true), most)
            }
        }
    }

    fn and(self, more: Before) -> Before {
        Before { bytes: self.bytes.saturating_add(more.bytes), signs: self.signs.saturating_add(more.signs) }
    }

    fn or(self, other: Before) -> Before {
        Before { bytes: self.bytes.max(other.bytes), signs: self.signs.max(other.signs) }
    }

    fn times(self, times: usize) -> Before {
        Before { bytes: self.bytes.saturating_mul(times), signs: self.signs.saturating_mul(times) }
    }

    /// Whether it is so little that a look around each digit of a text tells whether there is a match.
    fn is_near(self) -> bool {
        self.bytes <= NEAR_BYTES || self.bytes <= NEAR_DIGITS && self.signs <= NEAR_SIGNS
    }
}

/// Whether a class is of letters and digits alone. One of bytes is not looked into.
fn is_of_words(class: &Class) -> bool {
    match class {
        Class::Unicode(class) => class.iter().all(|of| (of.start()..=of.end()).all(char::is_alphanumeric)),
        Class::Bytes(_) => false,
    }
}

/// How many bytes a match may have from its first digit on.
fn from_digit(hir: &Hir) -> usize {
    let all = |hir: &Hir| hir.properties().maximum_len().unwrap_or(usize::MAX);
    match hir.kind() {
        HirKind::Literal(literal) => {
            literal.0.iter().position(u8::is_ascii_digit).map_or(0, |first| literal.0.len() - first)
        }
        HirKind::Capture(of) => from_digit(&of.sub),
        HirKind::Concat(row) => match row.iter().position(may_hold_digit) {
            Some(first) => {
                let rest = row.iter().skip(first + 1).map(all).fold(0, usize::saturating_add);
                row.get(first).map_or(0, from_digit).saturating_add(rest)
            }
            None => 0,
        },
        HirKind::Alternation(any) => any.iter().filter(|hir| may_hold_digit(hir)).map(from_digit).max().unwrap_or(0),
        HirKind::Class(_) | HirKind::Repetition(_) => all(hir),
        HirKind::Empty | HirKind::Look(_) => 0,
    }
}

/// Whether a digit may be in it.
fn may_hold_digit(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.iter().any(u8::is_ascii_digit),
        HirKind::Class(Class::Unicode(class)) => class.iter().any(|of| of.start() <= '9' && of.end() >= '0'),
        HirKind::Class(Class::Bytes(class)) => class.iter().any(|of| of.start() <= b'9' && of.end() >= b'0'),
        HirKind::Repetition(of) => may_hold_digit(&of.sub),
        HirKind::Capture(of) => may_hold_digit(&of.sub),
        HirKind::Concat(all) | HirKind::Alternation(all) => all.iter().any(may_hold_digit),
        HirKind::Empty | HirKind::Look(_) => false,
    }
}

/// Where in `text` the first match may begin at the earliest, when its first digit stands at `digit` and has no more than
/// so many bytes before it.
fn earliest(text: &str, digit: usize, before: usize) -> usize {
    text.floor_char_boundary(digit.saturating_sub(before))
}

/// Letters with a sign of ASCII among them that every match holds, and few texts.
fn with_sign(hir: &Hir) -> Option<&[u8]> {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.iter().any(u8::is_ascii_punctuation).then_some(&*literal.0),
        HirKind::Repetition(of) if of.min > 0 => with_sign(&of.sub),
        HirKind::Capture(of) => with_sign(&of.sub),
        HirKind::Concat(row) => row.iter().find_map(with_sign),
        HirKind::Alternation(any) => {
            let mut literals = any.iter().map(with_sign);
            let first = literals.next().flatten()?;
            literals.all(|literal| literal == Some(first)).then_some(first)
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
    /// Those of all rules in these files. A rule has the number of its place among all.
    ///
    /// # Errors
    /// [`Refusal::FileMalformed`] when a regex cannot be read, or all of them together are too large.
    pub(super) fn of(files: &[File]) -> Result<Regexes, Refusal> {
        let ruled = files.iter().flat_map(|file| file.rules.iter().map(move |ruled| (file, ruled)));
        let (mut in_words, mut written) = (Vec::new(), Vec::new());
        for (no, (file, ruled)) in ruled.enumerate() {
            let in_view = if ruled.spec.view == "words" { &mut in_words } else { &mut written };
            let says = |reason: String| ruled.malformed(file, &reason);
            if ruled.spec.regex.is_empty() && !ruled.spec.never.is_empty() {
                return Err(says("”never” gäller bara det som ”regex” träffar".to_owned()));
            }
            let never = Arc::new(Never::of(&ruled.spec.never, files).map_err(says)?);
            for regex in &ruled.spec.regex {
                in_view.push(Sought::of(regex, no, ruled.shape, Arc::clone(&never)).map_err(says)?);
            }
        }
        let sorted = |all| Sorted::of(all).map_err(|reason| file::malformed("alla reguljära uttryck", 1, reason));
        Ok(Regexes { in_words: sorted(in_words)?, written: sorted(written)? })
    }
}

/// Regexes by what a text must hold for them. Those with digits that have little before them are sought in one pass, so that
/// only those that match are sought one by one.
#[derive(Debug)]
pub(super) struct Sorted {
    /// Those with digits, each with its place in the set, if it is of it.
    digits: Vec<(Sought, Option<usize>)>,
    set: RegexSet,
    /// How many bytes those of the set may have before their first digit, and from it on.
    before: usize,
    after: usize,
    at: Vec<Sought>,
    signs: Vec<Sought>,
    /// A text whose greatest byte is less than this holds none of the signs.
    least: u8,
}

/// A set is sought around the digits of a text, as far from them as the farthest of it: those with more than this before
/// their first digit are sought alone. What reaches over few bytes may have any signs among them, what reaches over more only
/// few.
const NEAR_DIGITS: usize = 96;
const NEAR_BYTES: usize = 16;
const NEAR_SIGNS: usize = 4;

impl Sorted {
    fn of(regexes: Vec<Sought>) -> Reason<Sorted> {
        let (mut digits, mut at, mut signs) = (Vec::new(), Vec::new(), Vec::new());
        let (mut written, mut before, mut after) = (Vec::new(), 0, 0);
        for sought in regexes {
            match sought.trigger {
                Trigger::Digit => {
                    let in_set = sought.before.filter(|before| before.is_near()).map(|near| {
                        before = near.bytes.max(before);
                        after = sought.after.max(after);
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
        let least = signs.iter().map(Sought::least_of_signs).min().unwrap_or(u8::MAX);
        Ok(Sorted { digits, set, before, after, at, signs, least })
    }

    /// Each match in `text`, one of `views`, of the rules that are `worth` seeking there.
    pub(super) fn each(
        &self,
        text: &str,
        views: &Views<'_>,
        worth: impl Fn(usize) -> bool,
        mut found: impl FnMut(&Sought, Range<usize>),
    ) {
        let text = &*if views.low_line { Cow::Owned(without_leading_lines(text)) } else { Cow::Borrowed(text) };
        if views.digits > 0 {
            self.each_with_digits(text, &worth, &mut found);
        }
        if views.at {
            for sought in self.at.iter().filter(|sought| worth(sought.rule)) {
                sought.each(text, 0, |bytes| found(sought, bytes));
            }
        }
        if views.greatest < self.least {
            return;
        }
        let may = |sought: &&Sought| views.greatest >= sought.least_of_signs() && worth(sought.rule);
        for sought in self.signs.iter().filter(may) {
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
        let any = self
            .around_digits(text, digit)
            .find(|near| text.get(..near.end).is_some_and(|text| self.set.is_match_at(text, near.start)));
        let near = any.map(|near| self.set.matches_at(text, near.start));
        for (sought, in_set) in &self.digits {
            let may = match in_set {
                Some(in_set) => near.as_ref().is_some_and(|near| near.matched(*in_set)),
                None => sought.holds.as_ref().is_none_or(|letters| text.contains(letters)),
            };
            if may && worth(sought.rule) {
                let start = sought.before.map_or(0, |before| earliest(text, digit, before.bytes));
                sought.each(text, start, |bytes| found(sought, bytes));
            }
        }
    }

    /// The parts of a text in which all matches of the set lie, in order; its first digit stands at `digit`.
    fn around_digits(&self, text: &str, digit: usize) -> impl Iterator<Item = Range<usize>> {
        let bytes = text.as_bytes();
        let next_digit = |from: usize| Some(from + first_digit(bytes.get(from..)?)?);
        let mut next = Some(digit);
        iter::from_fn(move || {
            let first = next?;
            let mut end = first.saturating_add(self.after);
            next = next_digit(first + 1);
            while let Some(digit) = next.filter(|digit| *digit < end) {
                end = digit.saturating_add(self.after);
                next = next_digit(digit + 1);
            }
            Some(self.before_digit(text, first)..text.ceil_char_boundary(end))
        })
    }

    /// Where the first match of the set may begin whose first digit stands at `digit`.
    fn before_digit(&self, text: &str, digit: usize) -> usize {
        let is_sign = |(_, byte): &(usize, &u8)| byte.is_ascii() && !byte.is_ascii_alphanumeric();
        let farthest = earliest(text, digit, self.before);
        let before = text.as_bytes().get(farthest..digit).unwrap_or_default();
        let sign = before.iter().enumerate().rev().filter(is_sign).nth(NEAR_SIGNS);
        let over_words = sign.map_or(farthest, |(at, _)| farthest + at + 1);
        over_words.min(earliest(text, digit, NEAR_BYTES))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sought(written: &str) -> Sought {
        Sought::of(written, 0, None, Arc::default()).unwrap()
    }

    #[test]
    fn a_regex_of_signs_is_sought_only_where_there_are_signs() {
        let least = |written: &str| sought(written).least;
        assert_eq!(least("[🔥💥][^a-z]{0,6}[🏠🔪]"), 0xF0);
        assert_eq!(least("(?:[☠🔪]\\x{FE0F}?){1,9}"), 0xE2);
        assert_eq!(least("(?:🍆|🍑|skriv) [a-z]+"), b'v', "one of them has no emoji");
        assert_eq!(least("(?:hans|hennes) hus[^a-z]{0,9}[🔥💥]"), 0xF0, "wherever it stands");
        assert_eq!(least("[🔥]?[a-z]"), b'a', "what may be missing tells nothing");
    }

    #[test]
    fn no_regex_is_sought_wherever_there_is_a_digit() {
        let lexicon = crate::flagging::tests::lexicon();
        for sorted in [&lexicon.regexes.in_words, &lexicon.regexes.written] {
            for (sought, in_set) in &sorted.digits {
                let asks = || lexicon.limits[sought.rule].needed().next().is_some();
                let rare = in_set.is_some() || sought.holds.is_some() || asks();
                assert!(rare, "{}: nothing tells that it need not be sought", lexicon.rules[sought.rule].id);
            }
        }
    }

    #[test]
    fn a_regex_of_digits_is_sought_from_where_its_first_match_may_begin() {
        fn start<'t>(written: &str, text: &'t str) -> Option<&'t str> {
            let digit = text.find(char::is_numeric)?;
            text.get(earliest(text, digit, sought(written).before?.bytes)..)
        }
        assert_eq!(start("(?:ks|miljö)[ .]{0,3}[0-9]{4}", "ärende, miljö 2025"), Some(", miljö 2025"));
        assert_eq!(start("(?:[0-9]{2}|box[ ][0-9])", "i box 12"), Some("box 12"));
        assert_eq!(start("(?:19)?[0-9]{6}", "a19"), Some("19"));
        assert_eq!(start("[åäö]?[0-9]", "hå19"), Some("å19"), "no character is cut");
        assert_eq!(start("[0-9]?kr", "12 kr"), None, "what may be missing tells nothing");
    }

    #[test]
    fn what_is_looked_for_around_digits_alone_is_found_wherever_it_stands() {
        const ENDLESS: &str = "lillgatan [0-9]+[^!]*";
        let near =
            ["(?:stora )?[a-z]{2,24}gatan[ ]{1,2}[0-9]{1,3}", "[0-9]{2,5} ?kronor i timmen", "[a-z]{3}-?[0-9]{2}"];
        let far = "ord utan slut ".repeat(9);
        let pieces =
            ["1 ", "stora ", "lillgatan ", "30 ", "kronor i timmen, ", "abc-12. ", "å, ä (ö) – ", far.as_str()];
        for written in [near.to_vec(), [near.as_slice(), &[ENDLESS]].concat()] {
            let regexes = || written.iter().copied().map(sought).collect::<Vec<Sought>>();
            let (alone, sorted) = (regexes(), Sorted::of(regexes()).unwrap());
            assert!(sorted.digits.iter().all(|(_, in_set)| in_set.is_some()));
            for no in 0..pieces.len().pow(4) {
                let piece = |at: u32| pieces[no / pieces.len().pow(at) % pieces.len()];
                let text = [piece(0), piece(1), piece(2), piece(3)].concat();
                let (mut found, mut all) = (Vec::new(), Vec::new());
                sorted.each(&text, &Views::of(&text), |_| true, |_, bytes| found.push(bytes));
                for sought in &alone {
                    sought.each(&text, 0, |bytes| all.push(bytes));
                }
                assert_eq!(found, all, "{text}");
            }
        }
    }

    #[test]
    fn what_a_match_may_have_around_its_first_digit_is_told() {
        let told = |written: &str| {
            let sought = sought(written);
            let Before { bytes, signs } = sought.before.unwrap();
            (bytes, signs, sought.after)
        };
        assert_eq!(told("(?:kv[.]? )?[a-z]{2,20}en [0-9]{1,3}"), (4 + 20 + 3, 3, 3));
        assert_eq!(told("(?:19)?[0-9]{6}-[0-9]{4}"), (0, 0, 13));
        assert_eq!(told("[a-z-]{3}[ ]?[0-9]{2,5} ?(?:kr|kronor)"), (4, 4, 12));
        assert_eq!(told("box [0-9]+"), (4, 1, usize::MAX), "there need be no end");
    }

    #[test]
    fn a_regex_that_begins_with_a_word_is_begun_at_words_only() {
        let begins = |written: &str| begins_a_word(&regex_syntax::parse(written).unwrap());
        assert!(["[a-zåäö]{2,4} [0-9]", "(?:19|20)?[0-9]{6}", "(?:c/o|box) [0-9]"].into_iter().all(begins));
        assert!(!["[🔥💥][0-9]", "(?:@|a)[0-9]", "[ ]?[0-9]", "[a-z]*"].into_iter().any(begins));
        let matched = |written: &str, text: &str| {
            let mut found = Vec::new();
            sought(written).each(text, 0, |bytes| found.push(text[bytes].to_owned()));
            found
        };
        assert_eq!(matched("[a-z]{3} [0-9]{2}", "abcd 12 efg 34"), ["efg 34"], "no word is cut at its beginning");
        assert_eq!(matched("[🔥💥][0-9]", "ja🔥1"), ["🔥1"], "a sign may follow a letter");
        assert_eq!(without_leading_lines("a_b _c_ (__d"), "a_b  c_ (  d");
    }

    #[test]
    fn letters_with_a_sign_that_every_match_holds_are_told() {
        let holds = |written: &str| sought(written).holds;
        assert_eq!(holds("c/o[a-z]{2,20}[ ][0-9]").as_deref(), Some("c/o"));
        assert_eq!(holds("[A-Z][a-z]+ [0-9] ?: ?[0-9]").as_deref(), Some(":"));
        assert_eq!(holds("(?:[0-9]a:|[a-f]a:)[0-9]").as_deref(), Some("a:"));
        assert_eq!(holds("(?:a:|b/)[0-9]"), None, "one of two is not every");
        assert_eq!(holds("(?:c/o )?[0-9]"), None, "what may be missing tells nothing");
    }
}
