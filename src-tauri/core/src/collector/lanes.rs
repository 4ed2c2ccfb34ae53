//! Who is visited next, so that nobody waits for somebody else's trouble.
//!
//! Accounts of one host stand in one lane. A lane gets no more workers than the policy says, and only a few until it has
//! shown that it answers, or while one of its visits takes long: a host that hangs then holds on to a handful of workers,
//! and the others go on. Of the lanes that may go, the one with the fewest visits under way goes first.

use crate::words::{AccountId, Timestamp};
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A visit that takes longer says that its host is slow.
const SLOW: TimeDelta = TimeDelta::seconds(5);
/// Workers of a lane that is slow, or that nobody knows yet.
const TRIAL: usize = 4;

/// Lanes of things to do, each for one account.
pub(super) struct Lanes<T> {
    at_once: usize,
    lanes: BTreeMap<String, Lane<T>>,
    known: BTreeSet<AccountId>,
}

struct Lane<T> {
    waiting: VecDeque<(AccountId, T)>,
    under_way: BTreeMap<AccountId, Timestamp>,
    answers: bool,
}

impl<T> Default for Lane<T> {
    fn default() -> Lane<T> {
        Lane { waiting: VecDeque::new(), under_way: BTreeMap::new(), answers: false }
    }
}

impl<T> Lane<T> {
    fn room(&self, at_once: usize, now: Timestamp) -> bool {
        let slow = self.under_way.values().any(|since| now - *since > SLOW);
        let most = if self.answers && !slow { at_once } else { at_once.min(TRIAL) };
        !self.waiting.is_empty() && self.under_way.len() < most
    }
}

impl<T> Lanes<T> {
    /// No lanes yet. No more than `at_once` accounts of a lane are visited at the same time.
    pub fn new(at_once: u32) -> Lanes<T> {
        let at_once = usize::try_from(at_once).unwrap_or(usize::MAX).max(1);
        Lanes { at_once, lanes: BTreeMap::new(), known: BTreeSet::new() }
    }

    /// Whether an account waits or is being visited.
    pub fn knows(&self, account: AccountId) -> bool {
        self.known.contains(&account)
    }

    /// Puts something at the end of a lane, unless its account is there already.
    pub fn add(&mut self, lane: &str, account: AccountId, what: T) {
        if self.known.insert(account) {
            self.lanes.entry(lane.to_owned()).or_default().waiting.push_back((account, what));
        }
    }

    /// Takes what may go next, if anything may.
    pub fn take(&mut self, now: Timestamp) -> Option<(String, AccountId, T)> {
        let at_once = self.at_once;
        let free = self.lanes.iter_mut().filter(|(_, lane)| lane.room(at_once, now));
        let (name, lane) = free.min_by_key(|(_, lane)| lane.under_way.len())?;
        let (account, what) = lane.waiting.pop_front()?;
        lane.under_way.insert(account, now);
        Some((name.clone(), account, what))
    }

    /// Notes that a visit is over.
    pub fn done(&mut self, lane: &str, account: AccountId, now: Timestamp) {
        self.known.remove(&account);
        if let Some(lane) = self.lanes.get_mut(lane)
            && let Some(since) = lane.under_way.remove(&account)
        {
            lane.answers = now - since <= SLOW;
        }
    }

    /// How many wait, and how many are being visited.
    pub fn left(&self) -> (usize, usize) {
        self.lanes
            .values()
            .fold((0, 0), |(waiting, under_way), lane| (waiting + lane.waiting.len(), under_way + lane.under_way.len()))
    }

    /// Forgets whoever waits.
    pub fn clear(&mut self) {
        for lane in self.lanes.values_mut() {
            for (account, _) in lane.waiting.drain(..) {
                self.known.remove(&account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Id as _;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp_millis(1_795_417_080_000).unwrap() + TimeDelta::seconds(seconds)
    }

    fn account(no: u128) -> AccountId {
        AccountId::from_number(no)
    }

    fn taken(lanes: &mut Lanes<()>, now: Timestamp) -> Vec<String> {
        std::iter::from_fn(|| lanes.take(now).map(|(lane, ..)| lane)).collect()
    }

    #[test]
    fn a_host_that_hangs_keeps_a_handful_of_workers_and_the_others_go_on() {
        let mut lanes = Lanes::new(16);
        (0..100).for_each(|no| lanes.add("hangs.example", account(no), ()));
        assert_eq!(taken(&mut lanes, at(0)).len(), TRIAL, "nobody knows yet whether it answers");
        (100..120).for_each(|no| lanes.add("works.example", account(no), ()));
        assert_eq!(taken(&mut lanes, at(60)), ["works.example"; TRIAL]);
        (100..104).for_each(|no| lanes.done("works.example", account(no), at(61)));
        assert_eq!(taken(&mut lanes, at(61)), ["works.example"; 16], "it answers: now it gets all it may have");
    }

    #[test]
    fn a_host_that_worked_and_hangs_gets_no_more_until_it_answers() {
        let mut lanes = Lanes::new(16);
        (0..100).for_each(|no| lanes.add("a.example", account(no), ()));
        taken(&mut lanes, at(0));
        (0..4).for_each(|no| lanes.done("a.example", account(no), at(1)));
        assert_eq!(taken(&mut lanes, at(1)).len(), 16);
        (4..16).for_each(|no| lanes.done("a.example", account(no), at(2)));
        assert_eq!(taken(&mut lanes, at(20)).len(), 0, "four of them hang, and no new ones join them");
        (16..20).for_each(|no| lanes.done("a.example", account(no), at(40)));
        assert_eq!(taken(&mut lanes, at(40)).len(), TRIAL, "it was slow: it has to show once more that it answers");
    }

    #[test]
    fn lanes_take_turns_and_an_account_stands_in_one_place() {
        let mut lanes = Lanes::new(2);
        (0..3).for_each(|no| lanes.add("a.example", account(no), ()));
        (3..5).for_each(|no| lanes.add("b.example", account(no), ()));
        lanes.add("a.example", account(0), ());
        assert_eq!(lanes.left(), (5, 0), "who waits is not put in twice");
        assert_eq!(taken(&mut lanes, at(0)), ["a.example", "b.example", "a.example", "b.example"]);
        lanes.clear();
        assert_eq!(lanes.left(), (0, 4));
        assert!(lanes.knows(account(0)) && !lanes.knows(account(2)));
    }
}
