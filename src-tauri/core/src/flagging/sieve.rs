//! Which patterns are worth trying on a text: most are not, and that must cost next to nothing.

use super::{
    pattern::{ALWAYS, ListNo, Lists, Pattern, PatternNo, Place, Seen},
    token::place,
};
use std::{collections::BTreeMap, ops::Range};

/// A pattern that may be found with its anchor at some tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Try {
    pub pattern: PatternNo,
    /// First token.
    pub at: u32,
    /// How many tokens.
    pub len: u8,
}

/// Which patterns are worth trying where some lists are seen. It is asked of every post and answers few, so each pattern
/// waits at its rarest place, and what else it asks for is asked with the rarest first. A processor that must guess what
/// comes next guesses wrong here: so all that fails at once is passed over without a branch.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    /// For each list, which part of `sought` is its.
    parts: Vec<Range<u32>>,
    /// Patterns that are sought from a list, those of one list together, each with what it asks for first: they are looked
    /// through one after the other.
    sought: Vec<(PatternNo, Firsts)>,
    /// For each pattern, what it asks for beside what it is sought from.
    asks: Vec<Asks>,
    /// What patterns ask for besides `first`.
    more: Vec<AnyOf>,
}

/// Up to four lists, of which one must be seen: whether any of four is can be told without a guess.
#[derive(Debug, Clone, Copy)]
struct AnyOf {
    /// The last of them again and again where there are fewer.
    lists: [ListNo; 4],
    /// The next are more of the same.
    goes_on: bool,
}

/// The rarest two things that a pattern asks for, each of no more than four lists; of [`ALWAYS`] where it asks for less.
type Firsts = [[ListNo; 4]; 2];

/// What a pattern asks for first that asks for nothing.
const NOTHING: Firsts = [[ALWAYS; 4]; 2];

/// What a pattern asks for.
#[derive(Debug)]
struct Asks {
    first: Firsts,
    /// Where the rest of it stands.
    more: Range<u32>,
}

/// A [`Sieve`] being put together.
#[derive(Default)]
pub(super) struct Sieving {
    sought: BTreeMap<ListNo, Vec<PatternNo>>,
    asks: Vec<Asks>,
    more: Vec<AnyOf>,
}

impl Sieving {
    /// Enters the next pattern: `from` are the lists it is sought from, and `more` is what its rule asks for around it.
    /// `rare` tells how often one of some lists is met.
    pub(super) fn push<'p>(
        &mut self,
        pattern: &'p Pattern,
        from: &[ListNo],
        more: impl Iterator<Item = &'p Place>,
        rare: &impl Fn(&[ListNo]) -> u64,
    ) {
        for list in from {
            self.sought.entry(*list).or_default().push(place(self.asks.len()));
        }
        let must = |place: &&Place| !place.optional && !place.anything && place.marks == 0;
        let besides = (0_u8..).zip(&pattern.places).filter(|(no, _)| *no != pattern.anchor).map(|(_, place)| place);
        let also = pattern.places.iter().filter(must).flat_map(|place| place.and.iter().map(std::slice::from_ref));
        let mut places: Vec<&[ListNo]> =
            besides.chain(more).filter(must).map(|place| place.lists.as_slice()).chain(also).collect();
        places.sort_by_key(|lists| (lists.len() > 4, rare(lists)));
        let few = places.iter().take(NOTHING.len()).take_while(|lists| lists.len() <= 4).count();
        let (few, rest) = places.split_at_checked(few).unwrap_or_default();
        let mut first = NOTHING;
        for (first, any) in first.iter_mut().zip(few.iter().flat_map(|lists| AnyOf::all(lists))) {
            *first = any.lists;
        }
        let from = place(self.more.len());
        self.more.extend(rest.iter().flat_map(|lists| AnyOf::all(lists)));
        self.asks.push(Asks { first, more: from..place(self.more.len()) });
    }

    /// The sieve of all patterns entered, for so many lists.
    pub(super) fn done(self, lists: usize) -> Sieve {
        let Sieving { sought, asks, more } = self;
        let mut sieve = Sieve { parts: vec![Range::default(); lists], sought: Vec::new(), asks, more };
        for (list, patterns) in sought {
            let from = place(sieve.sought.len());
            let first = |no: PatternNo| sieve.asks.get(no as usize).map_or(NOTHING, |asks| asks.first);
            sieve.sought.extend(patterns.into_iter().map(|no| (no, first(no))));
            if let Some(part) = sieve.parts.get_mut(usize::from(list)) {
                *part = from..place(sieve.sought.len());
            }
        }
        sieve
    }
}

impl Sieve {
    /// Enters the patterns that could be found where only the `lists` of all that is `seen` are. `from` is room for those of
    /// `seen` that patterns are sought from.
    pub(super) fn passed(
        &self,
        seen: &[Seen],
        lists: &Lists,
        from: &mut Vec<(Seen, Range<u32>)>,
        tries: &mut Vec<Try>,
    ) {
        from.clear();
        for one in seen {
            let part = self.parts.get(usize::from(one.list)).cloned().unwrap_or_default();
            push_if(!part.is_empty(), (*one, part), from);
        }
        for (Seen { at, len, .. }, of) in from {
            for (pattern, first) in part(&self.sought, of) {
                push_if(are_met(first, lists), Try { pattern: *pattern, at: *at, len: *len }, tries);
            }
        }
        tries.retain(|tried| self.passes_too(tried.pattern, lists));
    }

    /// Whether a pattern could be found where only the lists `seen` are.
    pub(super) fn passes(&self, pattern: PatternNo, seen: &Lists) -> bool {
        self.asks.get(pattern as usize).is_some_and(|asks| are_met(&asks.first, seen)) && self.passes_too(pattern, seen)
    }

    /// Whether what it asks for after the first is there too.
    #[inline]
    fn passes_too(&self, pattern: PatternNo, seen: &Lists) -> bool {
        let Some(asks) = self.asks.get(pattern as usize) else { return false };
        let mut met = false;
        for any in part(&self.more, &asks.more) {
            met |= is_met(&any.lists, seen);
            if !any.goes_on && !std::mem::take(&mut met) {
                return false;
            }
        }
        true
    }
}

impl AnyOf {
    /// Some lists, four and four.
    fn all(lists: &[ListNo]) -> impl Iterator<Item = AnyOf> {
        let fours = lists.chunks(4);
        let last = fours.len().saturating_sub(1);
        fours.enumerate().map(move |(no, four)| {
            let list = |no: usize| four.get(no).or(four.last()).copied().unwrap_or_default();
            AnyOf { lists: std::array::from_fn(list), goes_on: no < last }
        })
    }
}

#[inline]
fn is_met(lists: &[ListNo; 4], seen: &Lists) -> bool {
    lists.iter().fold(false, |any, list| any | seen.has(*list))
}

#[inline]
fn are_met([first, next]: &Firsts, seen: &Lists) -> bool {
    is_met(first, seen) & is_met(next, seen)
}

/// Puts `one` into a row if it is to be `kept`, without a branch.
#[inline]
fn push_if<T>(kept: bool, one: T, into: &mut Vec<T>) {
    let len = into.len() + usize::from(kept);
    into.push(one);
    into.truncate(len);
}

/// A part of a row.
#[inline]
fn part<'r, T>(row: &'r [T], of: &Range<u32>) -> &'r [T] {
    row.get(of.start as usize..of.end as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_patterns_with_all_that_they_ask_for_pass() {
        let place = |lists: &[ListNo]| Place::default().of_lists(lists.to_vec());
        let optional = Place { optional: true, ..place(&[9]) };
        let patterns = [
            Pattern { rule: 0, places: vec![place(&[1]), place(&[2, 3]), place(&[4])], anchor: 0 },
            Pattern { rule: 1, places: vec![place(&[1]), optional], anchor: 0 },
        ];
        let mut sieving = Sieving::default();
        for pattern in &patterns {
            sieving.push(pattern, &[1], std::iter::empty(), &|lists| lists.len() as u64);
        }
        let sieve = sieving.done(10);
        let found = |lists: &[ListNo]| -> Vec<u32> {
            let (mut held, mut tries) = (Lists::default(), Vec::new());
            let seen: Vec<Seen> = lists.iter().map(|list| Seen { list: *list, at: 0, len: 1 }).collect();
            held.add(&seen);
            sieve.passed(&seen, &held, &mut Vec::new(), &mut tries);
            tries.iter().map(|tried| tried.pattern).collect()
        };
        assert_eq!(found(&[1, 3, 4]), [0, 1], "one list of each place will do");
        assert_eq!(found(&[1, 4]), [1], "a place that nothing fills");
        assert_eq!(found(&[1, 2, 3]), [1], "the place that is asked for first is empty");
        assert_eq!(found(&[2, 4, 9]), [0; 0], "what they are sought from is not there");
    }
}
