//! Patterns: rows of words with gaps, such as `@jag @ska ..2 @skada ..2 @person`, sought within one sentence.
//!
//! | written | means |
//! |---|---|
//! | `@skada` | a word or phrase of the list |
//! | `ska/skall` | one of these words |
//! | `@du/@namn/er` | any of these |
//! | `@grupp&@skällsord` | a word that is of both: a compound of the two |
//! | `@hot&<först>` | a word of the list that also begins the sentence |
//! | `att?` | may be missing |
//! | `..3` | up to three words between |
//! | `<namn>` | a person's name |
//! | `<tal>` `<versal>` | a number; a word with a capital that does not begin a sentence |
//! | `<först>` `<sist>` `<fråga>` `<utrop>` | a word that begins or ends a sentence, or ends it with ? or ! |
//! | `<ord>` | any word |
//!
//! A pattern is sought from its rarest word outwards, so common words cost nothing.

use super::token::{Token, mark};
use std::{cell::Cell, ops::Range};

/// A list of words, by number.
pub(super) type ListNo = u16;

/// The list that names of persons are entered in as they are seen.
pub(super) const NAME: ListNo = 0;

/// A list that holds something of every text: who asks for it asks for nothing.
pub(super) const ALWAYS: ListNo = ListNo::MAX;

/// A word of a list seen in a view.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub list: ListNo,
    /// First token.
    pub at: u32,
    /// How many tokens.
    pub len: u8,
}

/// One place of a pattern.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// Words of these lists; see [`Place::of_lists`].
    pub lists: Vec<ListNo>,
    /// For each list, the bit of its number's last six: most lists that it does not hold are told by it.
    pub some: u64,
    /// How many words the longest entry of its lists has.
    pub longest: u8,
    /// The same word must be of these lists too (`@a&@b`).
    pub and: Vec<ListNo>,
    /// And have all of these marks (`@a&<först>`).
    pub and_marks: u16,
    /// Marks, any of which will do.
    pub marks: u16,
    pub anything: bool,
    pub optional: bool,
    /// How many words may stand before it.
    pub gap: u8,
}

/// A pattern of a rule.
#[derive(Debug, Clone, Default)]
pub(super) struct Pattern {
    pub rule: u32,
    pub places: Vec<Place>,
    /// The place that it is sought from.
    pub anchor: u8,
}

/// A pattern, by number.
pub(super) type PatternNo = u32;

/// A set of lists, made to be asked often: a place for each that there could be, so that none lies beyond it.
pub(super) struct Lists(Box<[bool; 1 << ListNo::BITS]>);

impl Default for Lists {
    fn default() -> Lists {
        let mut lists = Lists(Box::new([false; 1 << ListNo::BITS]));
        lists.insert(ALWAYS);
        lists
    }
}

impl Lists {
    /// Adds the lists of all that was seen.
    pub(super) fn add(&mut self, seen: &[Seen]) {
        self.put(seen, true);
    }

    /// Adds one.
    pub(super) fn insert(&mut self, list: ListNo) {
        self.set(list, true);
    }

    /// Takes them out again.
    pub(super) fn remove(&mut self, seen: &[Seen]) {
        self.put(seen, false);
    }

    fn put(&mut self, seen: &[Seen], is_in: bool) {
        for one in seen {
            self.set(one.list, is_in);
        }
    }

    #[inline]
    fn set(&mut self, list: ListNo, is_in: bool) {
        if let Some(place) = self.0.get_mut(usize::from(list)) {
            *place = is_in;
        }
    }

    #[inline]
    pub(super) fn has(&self, list: ListNo) -> bool {
        self.0.get(usize::from(list)).copied().unwrap_or(false)
    }

    /// Whether one of these is in it.
    #[inline]
    pub(super) fn has_any(&self, of: &[ListNo]) -> bool {
        of.iter().any(|list| self.has(*list))
    }
}

/// What is seen in one view, in order.
pub(super) struct Scene<'s> {
    pub tokens: &'s [Token],
    pub seen: &'s [Seen],
    /// For each token, where its part of `seen` begins; one more at the end.
    pub first: &'s [u32],
    /// For each sentence, which token it begins with; one more at the end.
    pub sentences: &'s [u32],
}

impl Scene<'_> {
    pub(super) fn at(&self, token: usize) -> &[Seen] {
        match self.first.get(token..) {
            Some([from, to, ..]) => self.seen.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether one of `lists` is seen between the two tokens.
    pub(super) fn holds(&self, from: usize, to: usize, lists: &[ListNo]) -> bool {
        (from..to).any(|token| self.at(token).iter().any(|seen| lists.contains(&seen.list)))
    }

    /// The tokens of the sentence that `token` stands in.
    pub(super) fn sentence(&self, token: usize) -> Range<usize> {
        let no = self.tokens.get(token).map(|token| token.sentence as usize);
        match no.and_then(|no| self.sentences.get(no..)) {
            Some([start, end, ..]) => *start as usize..*end as usize,
            _ => token..token,
        }
    }
}

/// How many steps one try may take before it is given up: keeps hostile texts linear.
const STEPS: u32 = 2_000;

impl Pattern {
    /// Seeks the pattern with its anchor at tokens `at..at + len`; answers the tokens it covers.
    pub(super) fn around(&self, scene: &Scene<'_>, at: usize, len: usize) -> Option<Range<usize>> {
        let anchor = usize::from(self.anchor);
        let steps = Cell::new(STEPS);
        let of = Try { sentence: scene.tokens.get(at)?.sentence, steps: &steps };
        let place = self.places.get(anchor)?;
        if !place.is_also(scene, at) {
            return None;
        }
        let start = if anchor == 0 { at } else { self.before(scene, anchor - 1, at, place.gap, of)? };
        let end = self.after(scene, anchor + 1, at + len, 0, of)?;
        Some(start..end)
    }

    /// Seeks places `..=no` so that they end at most `gap` tokens before `end`; answers where they begin.
    fn before(&self, scene: &Scene<'_>, no: usize, end: usize, gap: u8, at: Try<'_>) -> Option<usize> {
        let place = self.places.get(no)?;
        for distance in 0..=usize::from(gap) {
            let Some(last) = end.checked_sub(1 + distance) else { break };
            if scene.tokens.get(last).is_none_or(|token| token.sentence != at.sentence) {
                break;
            }
            for len in 1..=usize::from(place.longest) {
                let Some(start) = (last + 1).checked_sub(len) else { break };
                at.step()?;
                if !place.fits(scene, start, len) {
                    continue;
                }
                if no == 0 {
                    return Some(start);
                }
                if let Some(found) = self.before(scene, no - 1, start, place.gap, at) {
                    return Some(found);
                }
            }
        }
        if !place.optional {
            return None;
        }
        if no == 0 { Some(end) } else { self.before(scene, no - 1, end, gap.max(place.gap), at) }
    }

    /// Seeks places `no..` from token `start` on, with at least `slack` words of gap; answers where they end.
    fn after(&self, scene: &Scene<'_>, no: usize, start: usize, slack: u8, at: Try<'_>) -> Option<usize> {
        let Some(place) = self.places.get(no) else { return Some(start) };
        let gap = place.gap.max(slack);
        for first in start..=start + usize::from(gap) {
            if scene.tokens.get(first).is_none_or(|token| token.sentence != at.sentence) {
                break;
            }
            if place.anything || place.marks != 0 {
                at.step()?;
                if place.fits(scene, first, 1)
                    && let Some(end) = self.after(scene, no + 1, first + 1, 0, at)
                {
                    return Some(end);
                }
            }
            for seen in scene.at(first) {
                at.step()?;
                if place.holds(seen.list)
                    && place.is_also(scene, first)
                    && let Some(end) = self.after(scene, no + 1, first + usize::from(seen.len), 0, at)
                {
                    return Some(end);
                }
            }
        }
        if place.optional { self.after(scene, no + 1, start, gap, at) } else { None }
    }
}

/// One try at a pattern: the sentence it must stay in, and the steps that are left.
#[derive(Clone, Copy)]
struct Try<'t> {
    sentence: u32,
    steps: &'t Cell<u32>,
}

impl Try<'_> {
    fn step(self) -> Option<()> {
        self.steps.set(self.steps.get().checked_sub(1)?);
        Some(())
    }
}

impl Place {
    /// The same place, which also wants words of `lists`.
    pub(super) fn of_lists(mut self, lists: Vec<ListNo>) -> Place {
        self.some = lists.iter().fold(0, |some, list| some | 1 << (list % 64));
        self.lists = lists;
        self
    }

    #[inline]
    pub(super) fn holds(&self, list: ListNo) -> bool {
        self.some & 1 << (list % 64) != 0 && self.lists.contains(&list)
    }

    /// Whether exactly these tokens are what the place wants.
    fn fits(&self, scene: &Scene<'_>, start: usize, len: usize) -> bool {
        if len == 1 {
            let token = scene.tokens.get(start);
            if self.anything
                || self.marks != 0 && token.is_some_and(|token| token.has(self.marks) && self.capital_holds(*token))
            {
                return true;
            }
        }
        let seen = |seen: &Seen| usize::from(seen.len) == len && self.holds(seen.list);
        scene.at(start).iter().any(seen) && self.is_also(scene, start)
    }

    fn is_also(&self, scene: &Scene<'_>, at: usize) -> bool {
        let marked = self.and_marks == 0
            || scene.tokens.get(at).is_some_and(|token| token.marks & self.and_marks == self.and_marks);
        marked && self.and.iter().all(|list| scene.at(at).iter().any(|seen| seen.list == *list))
    }

    /// A capital that begins a sentence tells nothing.
    fn capital_holds(&self, token: Token) -> bool {
        self.marks != mark::CAPITAL || !token.has(mark::FIRST)
    }
}
