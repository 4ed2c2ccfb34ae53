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
/// comes next guesses wrong here: so all that fails at once is passed over without a branch. What is looked at together
/// stands together.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    /// For each list, where those that wait for it begin in `waiting`; one more at the end.
    parts: Vec<u32>,
    /// Patterns by what they wait for, those of one list together: they are looked through one after the other.
    waiting: Vec<Waiting>,
    /// Those that wait for a word that ends a question, and for one that is shouted.
    asked: Range<u32>,
    shouted: Range<u32>,
    /// What patterns ask for after the first, in the order of `waiting`.
    more: Vec<AnyOf>,
}

/// A pattern that waits for something to be seen, with what it asks for besides.
#[derive(Debug)]
struct Waiting {
    pattern: PatternNo,
    first: Firsts,
    /// Where the rest of it stands.
    more: Range<u32>,
}

/// What a pattern is sought from.
#[derive(Debug, Clone, Copy)]
pub(super) enum SoughtFrom<'p> {
    /// Words of these lists.
    Lists(&'p [ListNo]),
    /// A word that ends a question.
    Asked,
    /// A word that is shouted.
    Shouted,
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

/// A [`Sieve`] being put together.
#[derive(Default)]
pub(super) struct Sieving {
    by_list: BTreeMap<ListNo, Vec<PatternNo>>,
    asked: Vec<PatternNo>,
    shouted: Vec<PatternNo>,
    asks: Vec<Asks>,
}

/// What a pattern asks for beside what it waits for.
struct Asks {
    first: Firsts,
    more: Vec<AnyOf>,
}

impl Sieving {
    /// Enters the next pattern: what it is sought `from`, if anything, and `more` that its rule asks for around it. `rare` tells
    /// how often one of some lists is met.
    pub(super) fn push<'p>(
        &mut self,
        pattern: &'p Pattern,
        from: Option<SoughtFrom<'_>>,
        more: impl Iterator<Item = &'p Place>,
        rare: &impl Fn(&[ListNo]) -> u64,
    ) {
        let no = place(self.asks.len());
        match from {
            Some(SoughtFrom::Lists(of)) => of.iter().for_each(|list| self.by_list.entry(*list).or_default().push(no)),
            Some(SoughtFrom::Asked) => self.asked.push(no),
            Some(SoughtFrom::Shouted) => self.shouted.push(no),
            None => {}
        }
        let must = |place: &&Place| !place.optional && !place.anything && place.marks == 0;
        let besides = (0_u8..).zip(&pattern.places).filter(|(no, _)| *no != pattern.anchor).map(|(_, place)| place);
        let also = pattern.places.iter().filter(must).flat_map(|place| place.and.iter().map(std::slice::from_ref));
        let mut places: Vec<&[ListNo]> =
            besides.chain(more).filter(must).map(|place| place.lists.as_slice()).chain(also).collect();
        places.sort_by_cached_key(|lists| (lists.len() > 4, rare(lists)));
        let few = places.iter().take(NOTHING.len()).take_while(|lists| lists.len() <= 4).count();
        let (few, rest) = places.split_at_checked(few).unwrap_or_default();
        let mut first = NOTHING;
        for (first, any) in first.iter_mut().zip(few.iter().flat_map(|lists| AnyOf::all(lists))) {
            *first = any.lists;
        }
        self.asks.push(Asks { first, more: rest.iter().flat_map(|lists| AnyOf::all(lists)).collect() });
    }

    /// The sieve of all patterns entered, for so many lists, and the order in which patterns wait: who numbers them so has
    /// those near each other that are tried together.
    pub(super) fn done(self, lists: usize) -> (Sieve, Vec<PatternNo>) {
        let Sieving { mut by_list, asked, shouted, asks } = self;
        let mut sieve = Sieve::default();
        let mut order = Vec::with_capacity(asks.len());
        let mut number_of = vec![None; asks.len()];
        let mut wait = |sieve: &mut Sieve, patterns: Vec<PatternNo>| {
            let from = place(sieve.waiting.len());
            for no in patterns {
                let (Some(asks), Some(number)) = (asks.get(no as usize), number_of.get_mut(no as usize)) else {
                    continue;
                };
                let pattern = *number.get_or_insert_with(|| {
                    order.push(no);
                    place(order.len() - 1)
                });
                let more = place(sieve.more.len());
                sieve.more.extend_from_slice(&asks.more);
                sieve.waiting.push(Waiting { pattern, first: asks.first, more: more..place(sieve.more.len()) });
            }
            from..place(sieve.waiting.len())
        };
        for list in 0..lists {
            let of_list = by_list.remove(&ListNo::try_from(list).unwrap_or(ALWAYS)).unwrap_or_default();
            let part = wait(&mut sieve, of_list);
            sieve.parts.push(part.start);
        }
        sieve.asked = wait(&mut sieve, asked);
        sieve.shouted = wait(&mut sieve, shouted);
        sieve.parts.push(sieve.asked.start);
        (sieve, order)
    }
}

impl Sieve {
    /// Enters the patterns that could be found where only the `lists` of all that is `seen` are; `ends` are the tokens that
    /// end a question or are shouted, and whether it is a question. `from` is room for what of it patterns wait for, and
    /// `tries` is emptied first.
    pub(super) fn passed(
        &self,
        seen: &[Seen],
        ends: impl Iterator<Item = (usize, bool)>,
        lists: &Lists,
        from: &mut Vec<(Seen, Range<u32>)>,
        tries: &mut Vec<Try>,
    ) {
        from.clear();
        tries.clear();
        for one in seen {
            let list = usize::from(one.list);
            let part = match self.parts.get(list..) {
                Some([start, end, ..]) => *start..*end,
                _ => 0..0,
            };
            push_if(part.start < part.end, (*one, part), from);
        }
        let end = |(at, asks): (usize, bool)| {
            let of = if asks { &self.asked } else { &self.shouted };
            (Seen { list: ALWAYS, at: place(at), len: 1 }, of.clone())
        };
        from.extend(ends.map(end));
        // Tried by its place among those that wait, until what it asks for after the first is known too.
        for (Seen { at, len, .. }, of) in from {
            for (no, waiting) in (of.start..).zip(part(&self.waiting, of)) {
                push_if(are_met(&waiting.first, lists), Try { pattern: no, at: *at, len: *len }, tries);
            }
        }
        tries.retain_mut(|tried| {
            let Some(waiting) = self.waiting.get(tried.pattern as usize) else { return false };
            tried.pattern = waiting.pattern;
            self.passes_too(waiting, lists)
        });
    }

    /// Whether what it asks for after the first is there too.
    #[inline]
    fn passes_too(&self, waiting: &Waiting, seen: &Lists) -> bool {
        let mut met = false;
        for any in part(&self.more, &waiting.more) {
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
            (Pattern { rule: 0, places: vec![place(&[5])], anchor: 0 }, SoughtFrom::Asked),
            (Pattern { rule: 1, places: vec![place(&[1]), place(&[2, 3]), place(&[4])], anchor: 0 }, one(&[1])),
            (Pattern { rule: 2, places: vec![place(&[1]), optional], anchor: 0 }, one(&[1])),
        ];
        let mut sieving = Sieving::default();
        for (pattern, from) in patterns {
            sieving.push(&pattern, Some(from), std::iter::empty(), &|lists| lists.len() as u64);
        }
        let (sieve, order) = sieving.done(10);
        assert_eq!(order, [1, 2, 0], "those of lists stand first, and have the first numbers");
        let found = |lists: &[ListNo], asks: Option<bool>| -> Vec<u32> {
            let (mut held, mut tries) = (Lists::default(), Vec::new());
            let seen: Vec<Seen> = lists.iter().map(|list| Seen { list: *list, at: 0, len: 1 }).collect();
            held.add(&seen);
            let ends = asks.into_iter().map(|asks| (7, asks));
            sieve.passed(&seen, ends, &held, &mut Vec::new(), &mut tries);
            tries.iter().map(|tried| tried.pattern).collect()
        };
        assert_eq!(found(&[1, 3, 4], None), [0, 1], "one list of each place will do");
        assert_eq!(found(&[1, 4], None), [1], "a place that nothing fills");
        assert_eq!(found(&[1, 2, 3], None), [1], "the place that is asked for first is empty");
        assert_eq!(found(&[2, 4, 9], None), [0; 0], "what they are sought from is not there");
        assert_eq!(found(&[5], Some(true)), [2], "a question");
        assert_eq!(found(&[5], Some(false)), [0; 0], "it is shouted");
    }

    fn one(lists: &'static [ListNo]) -> SoughtFrom<'static> {
        SoughtFrom::Lists(lists)
    }
}
