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

use super::token::{Token, mark, place};
use std::{cell::Cell, collections::BTreeMap};

/// A list of words, by number.
pub(super) type ListNo = u16;

/// The list that names of persons are entered in as they are seen.
pub(super) const NAME: ListNo = 0;

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
    pub lists: Vec<ListNo>,
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
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub rule: u32,
    pub places: Vec<Place>,
}

/// A pattern that is sought from one of its places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// Which pattern.
    pub pattern: u32,
    /// Which of its places.
    pub place: u8,
    /// The rarest list that must be seen besides, if any single one must.
    pub beside: Option<ListNo>,
}

/// For each list, the patterns that are sought from it, and from which place: all in one row, which few lists have a part in.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    wanted: Vec<Wanted>,
    /// Where the part of each list ends.
    ends: Vec<u32>,
    /// The lists that have a part.
    pub lists: Lists,
}

impl Anchors {
    pub(super) fn of(mut sought: BTreeMap<ListNo, Vec<Wanted>>, lists: usize) -> Anchors {
        let mut anchors = Anchors::default();
        anchors.lists.clear(lists);
        for list in (0..=ListNo::MAX).take(lists) {
            if sought.contains_key(&list) {
                anchors.lists.add(list);
            }
            anchors.wanted.extend(sought.remove(&list).unwrap_or_default());
            anchors.ends.push(place(anchors.wanted.len()));
        }
        anchors
    }

    #[inline]
    pub(super) fn from(&self, list: ListNo) -> &[Wanted] {
        let no = usize::from(list);
        let to = self.ends.get(no).map_or(0, |end| *end as usize);
        let from = no.checked_sub(1).and_then(|no| self.ends.get(no)).map_or(0, |end| *end as usize);
        self.wanted.get(from..to).unwrap_or_default()
    }

    /// How many lists there are, with a part or not.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }
}

/// What must be seen in a view for a pattern to be worth trying, told in few words: it is asked more often than
/// anything else. For each place that must be filled, how many lists would do, and which.
#[derive(Debug, Default)]
pub(super) struct Needs {
    lists: Vec<ListNo>,
    /// Where the needs of each pattern end.
    ends: Vec<u32>,
}

impl Needs {
    /// Enters the needs of the next pattern, which is sought from its place `anchor` and whose rule asks for `more` around
    /// it. Answers the rarest list, by `rare`, without which nothing can be found.
    pub(super) fn push<'p>(
        &mut self,
        pattern: &'p Pattern,
        anchor: u8,
        more: impl Iterator<Item = &'p Place>,
        rare: &impl Fn(&[ListNo]) -> u64,
    ) -> Option<ListNo> {
        let must = |place: &&Place| !place.optional && !place.anything && place.marks == 0;
        let besides = (0_u8..).zip(&pattern.places).filter(|(no, _)| *no != anchor).map(|(_, place)| place);
        let also = pattern.places.iter().filter(must).flat_map(|place| place.and.iter().map(std::slice::from_ref));
        let mut groups: Vec<&[ListNo]> =
            besides.chain(more).filter(must).map(|place| place.lists.as_slice()).chain(also).collect();
        groups.sort_by_key(|lists| rare(lists));
        let alone = groups.iter().position(|lists| lists.len() == 1);
        let rarest = alone.and_then(|at| groups.remove(at).first().copied());
        for group in groups {
            self.lists.push(ListNo::try_from(group.len()).unwrap_or(ListNo::MAX));
            self.lists.extend_from_slice(group);
        }
        self.ends.push(u32::try_from(self.lists.len()).unwrap_or(u32::MAX));
        rarest
    }

    /// Whether a pattern could be found where only the lists `seen` are.
    #[inline]
    pub(super) fn met(&self, wanted: Wanted, seen: &Lists) -> bool {
        if wanted.beside.is_some_and(|list| !seen.has(list)) {
            return false;
        }
        let no = wanted.pattern as usize;
        let to = self.ends.get(no).map_or(0, |end| *end as usize);
        let from = no.checked_sub(1).and_then(|no| self.ends.get(no)).map_or(0, |end| *end as usize);
        let mut groups = self.lists.get(from..to).unwrap_or_default();
        while let Some((len, rest)) = groups.split_first() {
            let (group, after) = rest.split_at_checked(usize::from(*len)).unwrap_or((rest, &[]));
            if !group.iter().any(|list| seen.has(*list)) {
                return false;
            }
            groups = after;
        }
        true
    }
}

/// A set of lists.
#[derive(Debug, Default)]
pub(super) struct Lists(Vec<u64>);

impl Lists {
    /// Empties the set, and gives it room for so many lists.
    pub(super) fn clear(&mut self, lists: usize) {
        self.0.clear();
        self.0.resize(lists / 64 + 1, 0);
    }

    /// Adds a list; answers whether it is new.
    #[inline]
    pub(super) fn add(&mut self, list: ListNo) -> bool {
        let bit = 1 << (list % 64);
        let Some(word) = self.0.get_mut(usize::from(list) / 64) else { return false };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    #[inline]
    pub(super) fn has(&self, list: ListNo) -> bool {
        self.0.get(usize::from(list) / 64).is_some_and(|word| word & (1 << (list % 64)) != 0)
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
        let from = self.first.get(token).map_or(0, |n| *n as usize);
        let to = self.first.get(token + 1).map_or(from, |n| *n as usize);
        self.seen.get(from..to).unwrap_or_default()
    }

    /// Whether one of `lists` is seen between the two tokens.
    pub(super) fn holds(&self, from: usize, to: usize, lists: &[ListNo]) -> bool {
        (from..to).any(|token| self.at(token).iter().any(|seen| lists.contains(&seen.list)))
    }

    /// The tokens of the sentence that `token` stands in.
    pub(super) fn sentence(&self, token: usize) -> std::ops::Range<usize> {
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
    /// Seeks the pattern with place `anchor` at tokens `at..at + len`; answers the tokens it covers.
    pub(super) fn around(
        &self,
        scene: &Scene<'_>,
        anchor: usize,
        at: usize,
        len: usize,
    ) -> Option<std::ops::Range<usize>> {
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
            for len in 1..=6_usize {
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
                if place.lists.contains(&seen.list)
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
        let seen = |seen: &Seen| usize::from(seen.len) == len && self.lists.contains(&seen.list);
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
