//! A day of an account: how often it was visited, and the longest time in which it was not seen.

use super::{end_of, midnight};
use crate::{
    store::Row,
    words::{AccountId, Fault, Result, Timestamp},
};
use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

/// An account's day, as the window and the register tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Day {
    /// Which day, `YYYY-MM-DD`.
    pub day: String,
    /// How often the account was visited.
    pub visits: u32,
    /// How many of these visits could not read everything.
    pub partly: u32,
    /// How many saw nothing.
    pub missed: u32,
    /// Posts seen for the first time.
    pub new_posts: u32,
    /// Posts with a new wording.
    pub revised_posts: u32,
    /// Posts found gone.
    pub gone_posts: u32,
    /// When it was last seen that day.
    pub seen_at: Option<Timestamp>,
    /// The longest time that day in which it was not seen, in minutes.
    pub longest_gap_minutes: u32,
    /// When that began.
    pub gap_from: Timestamp,
}

/// A day that nobody has written anything of.
pub(super) fn empty(day: NaiveDate) -> Kept {
    Kept { day, counts: [0; 6], seen_at: None, gap: TimeDelta::zero(), gap_from: midnight(day) }
}

pub(super) struct Kept {
    pub day: NaiveDate,
    counts: [u32; 6],
    seen_at: Option<Timestamp>,
    gap: TimeDelta,
    gap_from: Timestamp,
}

pub(super) const KEPT: &str =
    "SELECT account_id, day, visits, partly, missed, new_posts, revised_posts, gone_posts, seen_at, gap,
    gap_from FROM coverage_day";

pub(super) fn kept(row: &Row) -> Result<(AccountId, Kept)> {
    let day: String = row.get(1)?;
    let day = day.parse().map_err(|cause| Fault::of("read a day of the coverage log", cause))?;
    let mut counts = [0; 6];
    for (at, count) in counts.iter_mut().enumerate() {
        *count = row.get(at + 2)?;
    }
    let gap = TimeDelta::milliseconds(row.get(9)?);
    Ok((row.get(0)?, Kept { day, counts, seen_at: row.get(8)?, gap, gap_from: row.get(10)? }))
}

impl Kept {
    /// The day as it stands `now`. The account was watched from `began` on; what was before is nobody's gap.
    pub fn day(&self, began: Timestamp, now: Timestamp) -> Day {
        let until = end_of(self.day).min(now);
        let since = self.seen_at.unwrap_or_else(|| midnight(self.day).max(began));
        let (gap, from) = if until - since > self.gap { (until - since, since) } else { (self.gap, self.gap_from) };
        let [visits, partly, missed, new_posts, revised_posts, gone_posts] = self.counts;
        Day {
            day: self.day.to_string(),
            visits,
            partly,
            missed,
            new_posts,
            revised_posts,
            gone_posts,
            seen_at: self.seen_at,
            longest_gap_minutes: u32::try_from(gap.num_minutes()).unwrap_or(0),
            gap_from: from,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_which_nobody_looked_is_blind_from_midnight_to_midnight() {
        let day: NaiveDate = "2026-11-24".parse().unwrap();
        let began = midnight(day) - TimeDelta::days(3);
        assert_eq!(empty(day).day(began, end_of(day) + TimeDelta::days(2)).longest_gap_minutes, 1440);
        let first = empty(day).day(midnight(day) + TimeDelta::hours(20), end_of(day));
        assert_eq!(first.longest_gap_minutes, 240, "before it was connected nobody had to look");
        let until_noon =
            Kept { seen_at: Some(midnight(day) + TimeDelta::hours(12)), gap: TimeDelta::minutes(40), ..empty(day) };
        assert_eq!(until_noon.day(began, end_of(day)).longest_gap_minutes, 720, "the evening counts");
        let now = midnight(day) + TimeDelta::minutes(730);
        assert_eq!(until_noon.day(began, now).longest_gap_minutes, 40, "what has not been yet does not");
    }
}
