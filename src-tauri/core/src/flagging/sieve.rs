//! Which patterns are worth trying on a text: most are not, and that must cost next to nothing.

use super::{
    pattern::{ListNo, Lists, Pattern, Place},
    token::place,
};
use std::collections::BTreeMap;

/// A pattern that is sought from one of its places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// Which pattern.
    pub pattern: u32,
    /// Which of its places.
    pub place: u8,
}

/// A set of patterns: for each that there is, whether it is in it.
#[derive(Debug, Default, Clone)]
pub(super) struct Patterns(Vec<bool>);

impl Patterns {
    #[inline]
    fn add(&mut self, pattern: u32) {
        if let Some(held) = self.0.get_mut(pattern as usize) {
            *held = true;
        }
    }

    #[inline]
    fn has(&self, pattern: u32) -> bool {
        self.0.get(pattern as usize).copied().unwrap_or(false)
    }
}

/// Which patterns are worth trying where some lists are seen. It is asked of every post and answers few, so each pattern
/// waits at its two rarest places: at the one it is sought from, and at the one that is asked for first.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    /// Patterns that are sought from a list, those of one list together.
    sought: Vec<Wanted>,
    /// Patterns that ask for a list first, those of one list together.
    asking: Vec<u32>,
    /// For each list where those of it end; first where those of the first begin.
    ends: Vec<Ends>,
    /// Those that ask for nothing beside what they are sought from.
    content: Patterns,
    needs: Needs,
}

/// Where what a sieve has of a list ends, side by side: both are asked of the same lists.
#[derive(Debug, Clone, Copy, Default)]
struct Ends {
    sought: u32,
    asking: u32,
}

/// A [`Sieve`] being put together.
#[derive(Default)]
pub(super) struct Sieving {
    sought: BTreeMap<ListNo, Vec<Wanted>>,
    asking: BTreeMap<ListNo, Vec<u32>>,
    content: Vec<u32>,
    needs: Needs,
}

impl Sieving {
    /// Enters the next pattern: `from` are the lists it is sought from as `wanted`, and `more` is what its rule asks for
    /// around it. `rare` tells how often one of some lists is met.
    pub(super) fn push<'p>(
        &mut self,
        pattern: &'p Pattern,
        wanted: Wanted,
        from: &[ListNo],
        more: impl Iterator<Item = &'p Place>,
        rare: &impl Fn(&[ListNo]) -> u64,
    ) {
        for list in from {
            self.sought.entry(*list).or_default().push(wanted);
        }
        let must = |place: &&Place| !place.optional && !place.anything && place.marks == 0;
        let besides = (0_u8..).zip(&pattern.places).filter(|(no, _)| *no != wanted.place).map(|(_, place)| place);
        let also = pattern.places.iter().filter(must).flat_map(|place| place.and.iter().map(std::slice::from_ref));
        let mut places: Vec<&[ListNo]> =
            besides.chain(more).filter(must).map(|place| place.lists.as_slice()).chain(also).collect();
        places.sort_by_key(|lists| rare(lists));
        let mut places = places.into_iter();
        match places.next() {
            Some(rarest) => {
                for list in rarest {
                    self.asking.entry(*list).or_default().push(wanted.pattern);
                }
            }
            None => self.content.push(wanted.pattern),
        }
        self.needs.push(places);
    }

    /// The sieve of all patterns entered, for so many lists.
    pub(super) fn done(mut self, lists: usize) -> Sieve {
        let mut sieve = Sieve { needs: self.needs, ends: vec![Ends::default()], ..Sieve::default() };
        for list in (0..=ListNo::MAX).take(lists) {
            sieve.sought.extend(self.sought.remove(&list).unwrap_or_default());
            sieve.asking.extend(self.asking.remove(&list).unwrap_or_default());
            sieve.ends.push(Ends { sought: place(sieve.sought.len()), asking: place(sieve.asking.len()) });
        }
        sieve.content.0.resize(sieve.needs.begins.len() - 1, false);
        self.content.into_iter().for_each(|pattern| sieve.content.add(pattern));
        sieve
    }
}

impl Sieve {
    /// How many lists there are.
    pub(super) fn lists(&self) -> usize {
        self.ends.len() - 1
    }

    /// From where to where what there is of a list stands.
    #[inline]
    fn of(&self, list: ListNo) -> [Ends; 2] {
        self.ends.get(usize::from(list)..).and_then(<[Ends]>::first_chunk).copied().unwrap_or_default()
    }

    /// Puts down which patterns have one of the lists `seen` that they ask for first.
    pub(super) fn first(&self, seen: &Lists, hopeful: &mut Patterns) {
        hopeful.0.clone_from(&self.content.0);
        for list in seen.iter() {
            let [from, to] = self.of(list);
            let asking = self.asking.get(from.asking as usize..to.asking as usize).unwrap_or_default();
            asking.iter().for_each(|pattern| hopeful.add(*pattern));
        }
    }

    /// Those sought from a list that could be found where only the lists `seen` are.
    pub(super) fn from(&self, list: ListNo, hopeful: &Patterns, seen: &Lists) -> impl Iterator<Item = Wanted> {
        let [from, to] = self.of(list);
        let wanted = self.sought.get(from.sought as usize..to.sought as usize).unwrap_or_default();
        wanted.iter().filter(|wanted| self.passes(wanted.pattern, hopeful, seen)).copied()
    }

    /// Whether a pattern could be found there.
    #[inline]
    pub(super) fn passes(&self, pattern: u32, hopeful: &Patterns, seen: &Lists) -> bool {
        hopeful.has(pattern) && self.needs.are_met(pattern, seen)
    }
}

/// Patterns that may be found in a view, by the list that they are sought from.
#[derive(Debug, Default)]
pub(super) struct Live {
    /// Those of one list together.
    wanted: Vec<Wanted>,
    /// The lists, each with where its part ends.
    parts: Vec<(ListNo, u32)>,
    /// For each list that there is, which part is its, counted from 1.
    part_of: Vec<u16>,
}

impl Live {
    /// Forgets all, and makes room for so many lists.
    pub(super) fn clear(&mut self, lists: usize) {
        self.wanted.clear();
        for (list, _) in self.parts.drain(..) {
            if let Some(part) = self.part_of.get_mut(usize::from(list)) {
                *part = 0;
            }
        }
        self.part_of.resize(lists, 0);
    }

    /// Enters those of a list that has none yet.
    pub(super) fn enter(&mut self, list: ListNo, wanted: impl Iterator<Item = Wanted>) {
        let before = self.wanted.len();
        self.wanted.extend(wanted);
        if self.wanted.len() > before {
            self.parts.push((list, place(self.wanted.len())));
            if let Some(part) = self.part_of.get_mut(usize::from(list)) {
                *part = u16::try_from(self.parts.len()).unwrap_or(0);
            }
        }
    }

    /// Those of a list.
    #[inline]
    pub(super) fn from(&self, list: ListNo) -> &[Wanted] {
        let part = usize::from(self.part_of.get(usize::from(list)).copied().unwrap_or(0));
        if part == 0 { &[] } else { self.part(part) }
    }

    fn part(&self, no: usize) -> &[Wanted] {
        let end = |no: usize| self.parts.get(no).map_or(0, |(_, end)| *end as usize);
        let from = if no > 1 { end(no - 2) } else { 0 };
        self.wanted.get(from..end(no - 1)).unwrap_or_default()
    }
}

/// For each pattern, the places that must be filled beside the two it waits at.
#[derive(Debug)]
struct Needs {
    /// For each place, how many lists would do, and which.
    lists: Vec<ListNo>,
    /// Where those of each pattern begin, and where those of the last end.
    begins: Vec<u32>,
}

impl Default for Needs {
    fn default() -> Needs {
        Needs { lists: Vec::new(), begins: vec![0] }
    }
}

impl Needs {
    /// Enters the places of the next pattern.
    fn push<'p>(&mut self, places: impl Iterator<Item = &'p [ListNo]>) {
        for lists in places {
            self.lists.push(ListNo::try_from(lists.len()).unwrap_or(ListNo::MAX));
            self.lists.extend_from_slice(lists);
        }
        self.begins.push(place(self.lists.len()));
    }

    fn are_met(&self, pattern: u32, seen: &Lists) -> bool {
        let Some([from, to]) = self.begins.get(pattern as usize..).and_then(<[u32]>::first_chunk) else { return false };
        let mut left = self.lists.get(*from as usize..*to as usize).unwrap_or_default();
        while let Some((count, rest)) = left.split_first() {
            let (lists, after) = rest.split_at_checked(usize::from(*count)).unwrap_or((rest, &[]));
            if !seen.has_any(lists) {
                return false;
            }
            left = after;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::pattern::Seen;
    use super::*;

    #[test]
    fn only_patterns_with_all_that_they_ask_for_pass() {
        let place = |lists: &[ListNo]| Place::default().of_lists(lists.to_vec());
        let optional = Place { optional: true, ..place(&[9]) };
        let patterns = [
            Pattern { rule: 0, places: vec![place(&[1]), place(&[2, 3]), place(&[4])] },
            Pattern { rule: 1, places: vec![place(&[1]), optional] },
        ];
        let mut sieving = Sieving::default();
        for (no, pattern) in (0..).zip(&patterns) {
            let wanted = Wanted { pattern: no, place: 0 };
            sieving.push(pattern, wanted, &[1], std::iter::empty(), &|lists| lists.len() as u64);
        }
        let sieve = sieving.done(10);
        let found = |lists: &[ListNo]| -> Vec<u32> {
            let (mut seen, mut hopeful) = (Lists::default(), Patterns::default());
            seen.clear(10);
            seen.add_all(&lists.iter().map(|list| Seen { list: *list, at: 0, len: 1 }).collect::<Vec<_>>());
            sieve.first(&seen, &mut hopeful);
            seen.iter().flat_map(|list| sieve.from(list, &hopeful, &seen)).map(|wanted| wanted.pattern).collect()
        };
        assert_eq!(found(&[1, 3, 4]), [0, 1], "one list of each place will do");
        assert_eq!(found(&[1, 4]), [1], "a place that nothing fills");
        assert_eq!(found(&[1, 2, 3]), [1], "the place that is asked for first is empty");
        assert_eq!(found(&[2, 4, 9]), [0; 0], "what they are sought from is not there");
    }
}
