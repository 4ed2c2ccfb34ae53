//! When an account is looked at next: its own pace, within what its platform allows.
//!
//! It is worked out after every visit from what was met, and kept with the account, so that a new start goes on where the
//! last one ended. Nothing here asks anybody anything.

use crate::{
    intake::{Allowance, Outage, OutageKind},
    policy::Pace,
    words::Timestamp,
};
use chrono::TimeDelta;

/// Why an account is looked at when it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// There is more to fetch.
    More,
    /// Something new has come.
    Active,
    /// Something grave stands there.
    Flagged,
    /// Nothing in particular.
    Usual,
    /// Nothing has happened for a while.
    Quiet,
    /// The platform asked for a rest, or allows no more for now.
    Limited,
    /// The platform's budget is shared with the other accounts.
    Shared,
    /// The platform did not answer.
    Away,
    /// A person has to see to the login.
    Login,
}

impl Why {
    /// The word that the database holds.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Why::More => "more",
            Why::Active => "active",
            Why::Flagged => "flagged",
            Why::Usual => "usual",
            Why::Quiet => "quiet",
            Why::Limited => "limited",
            Why::Shared => "shared",
            Why::Away => "away",
            Why::Login => "login",
        }
    }
}

/// How an account was looked at until now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Before {
    /// The pause that was kept last; zero before the first visit.
    pub pause: TimeDelta,
    /// How many visits in a row were in vain.
    pub misses: u32,
}

/// What a visit met.
#[derive(Debug, Clone, Copy, Default)]
pub struct Met<'a> {
    /// Why it was in vain.
    pub outage: Option<&'a Outage>,
    /// Whether a login is missing or can't be opened here.
    pub no_login: bool,
    /// Something new or reworded came.
    pub news: bool,
    /// Something grave stands in the account.
    pub flagged: bool,
    /// There is more to fetch than one visit takes.
    pub more: bool,
    /// What the platform allows.
    pub allowance: Option<Allowance>,
    /// How many requests went out for the account since its last visit, this one's among them.
    pub requests: u32,
    /// How many accounts of the same platform share its budget, this one included.
    pub sharing: u32,
    /// The platform's budget in a day.
    pub requests_a_day: Option<u32>,
}

/// When an account is looked at next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// When.
    pub due_at: Timestamp,
    /// The pause that its own pace asks for.
    pub pause: TimeDelta,
    /// How many visits in a row were in vain.
    pub misses: u32,
    /// Why then.
    pub why: Why,
}

/// Works out when an account is looked at next.
#[must_use]
pub fn next(pace: &Pace, before: Before, met: &Met<'_>, now: Timestamp) -> Next {
    let minutes = |minutes: u32| TimeDelta::minutes(i64::from(minutes));
    let (usual, quiet) = (minutes(pace.usual_minutes), minutes(pace.quiet_minutes));
    if met.no_login {
        return Next { due_at: now + quiet, pause: quiet, misses: before.misses + 1, why: Why::Login };
    }
    if let Some(outage) = met.outage {
        return after_outage(before, outage, (usual, quiet), now);
    }
    let (pause, why) = if met.more {
        (TimeDelta::zero(), Why::More)
    } else if met.news {
        (minutes(pace.busy_minutes), Why::Active)
    } else if met.flagged {
        (minutes(pace.busy_minutes), Why::Flagged)
    } else if before.pause < usual {
        (usual, Why::Usual)
    } else {
        ((before.pause * 3 / 2).min(quiet), Why::Quiet)
    };
    let own = Next { due_at: now + pause, pause, misses: 0, why };
    let shared = met.requests_a_day.filter(|allowed| *allowed > 0).map(|allowed| {
        let a_day = u64::from(met.sharing.max(1)) * u64::from(met.requests.max(1));
        let seconds = a_day * 86_400 / u64::from(allowed);
        now + TimeDelta::seconds(i64::try_from(seconds).unwrap_or(86_400).min(86_400))
    });
    let own = match shared {
        Some(at) if at > own.due_at => Next { due_at: at, why: Why::Shared, ..own },
        _ => own,
    };
    match allowed_from(pace, met, now) {
        Some(at) if at > own.due_at => Next { due_at: at, why: Why::Limited, ..own },
        _ => own,
    }
}

/// A platform that says how long rests exactly that long; else an account is asked for more and more seldom.
fn after_outage(before: Before, outage: &Outage, (usual, quiet): (TimeDelta, TimeDelta), now: Timestamp) -> Next {
    let misses = before.misses + 1;
    let why = match outage.kind {
        OutageKind::Limited | OutageKind::Spent => Why::Limited,
        OutageKind::Login | OutageKind::Permission => Why::Login,
        OutageKind::Away
        | OutageKind::Garbled
        | OutageKind::NotThere
        | OutageKind::TooLarge
        | OutageKind::Refused
        | OutageKind::ByHand => Why::Away,
    };
    let told = outage.try_again_after.and_then(|wait| TimeDelta::from_std(wait).ok());
    let own = match why {
        Why::Login => quiet,
        _ if outage.kind == OutageKind::Spent => quiet,
        _ => (usual * (1 << before.misses.min(6))).min(quiet),
    };
    Next { due_at: now + told.unwrap_or(own), pause: own, misses, why }
}

/// From when the platform allows more, if it says that it allows little now.
fn allowed_from(pace: &Pace, met: &Met<'_>, now: Timestamp) -> Option<Timestamp> {
    let allowance = met.allowance?;
    let renewed = allowance.renewed_at.filter(|at| *at > now);
    let until = renewed.unwrap_or(now + TimeDelta::hours(1));
    if let Some(used) = allowance.used {
        let free = 100_u64.saturating_sub(u64::from(pace.reserve_percent)).saturating_sub(used);
        return (free == 0).then_some(until);
    }
    let spendable = allowance.left? * u64::from(100 - pace.reserve_percent.min(100)) / 100;
    let visits = i64::try_from(spendable / u64::from(met.requests.max(1))).unwrap_or(i64::MAX);
    if visits == 0 {
        return Some(until);
    }
    // Without a time nobody knows how long the rest has to last: only having none left says something.
    renewed.map(|at| now + (at - now) / i32::try_from(visits).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_timestamp_millis(1_795_417_080_000).unwrap() + TimeDelta::minutes(minutes)
    }

    fn outage(kind: OutageKind, wait: Option<u64>) -> Outage {
        let try_again_after = wait.map(Duration::from_secs);
        Outage { kind, try_again_after, may_have_happened: false, cause: String::new() }
    }

    fn visited(before: Before, met: &Met<'_>) -> Next {
        next(&Pace::default(), before, met, at(0))
    }

    fn minutes(next: Next) -> (i64, Why) {
        ((next.due_at - at(0)).num_minutes(), next.why)
    }

    #[test]
    fn a_quiet_account_is_asked_more_and_more_seldom_and_a_busy_one_at_once_again() {
        let mut before = Before::default();
        let mut pauses = Vec::new();
        for _ in 0..6 {
            let next = visited(before, &Met::default());
            pauses.push(next.pause.num_minutes());
            before = Before { pause: next.pause, misses: next.misses };
        }
        assert_eq!(pauses, [5, 7, 11, 16, 20, 20]);
        assert_eq!(minutes(visited(before, &Met { news: true, ..Met::default() })), (1, Why::Active));
        assert_eq!(minutes(visited(before, &Met { flagged: true, ..Met::default() })), (1, Why::Flagged));
        assert_eq!(minutes(visited(before, &Met { more: true, ..Met::default() })), (0, Why::More));
    }

    #[test]
    fn a_limited_account_rests_exactly_as_long_as_it_was_told() {
        for seconds in [7, 90, 5_400] {
            let limited = outage(OutageKind::Limited, Some(seconds));
            let next = visited(Before::default(), &Met { outage: Some(&limited), ..Met::default() });
            assert_eq!((next.due_at - at(0)).num_seconds(), i64::try_from(seconds).unwrap());
            assert_eq!(next.why, Why::Limited);
        }
    }

    #[test]
    fn a_platform_that_is_away_is_asked_with_patience_and_a_lost_login_waits_for_a_person() {
        let away = outage(OutageKind::Away, None);
        let met = Met { outage: Some(&away), ..Met::default() };
        let pauses: Vec<i64> =
            (0..4).map(|misses| minutes(visited(Before { misses, ..Before::default() }, &met)).0).collect();
        assert_eq!(pauses, [5, 10, 20, 20]);
        let login = outage(OutageKind::Login, None);
        let met = Met { outage: Some(&login), ..Met::default() };
        assert_eq!(minutes(visited(Before::default(), &met)), (20, Why::Login));
    }

    #[test]
    fn what_a_platform_allows_is_spread_over_the_time_until_there_is_more() {
        let allowance = |left, used, minutes| Allowance { left, used, renewed_at: Some(at(minutes)) };
        let met = |allowance| Met { allowance: Some(allowance), requests: 3, news: true, ..Met::default() };
        let next = visited(Before::default(), &met(allowance(Some(15), None, 15)));
        assert_eq!(minutes(next), (3, Why::Limited), "15 requests less a fifth are four visits in a quarter");
        assert_eq!(minutes(visited(Before::default(), &met(allowance(Some(2), None, 15)))), (15, Why::Limited));
        assert_eq!(minutes(visited(Before::default(), &met(allowance(None, Some(80), 40)))), (40, Why::Limited));
        assert_eq!(minutes(visited(Before::default(), &met(allowance(None, Some(79), 40)))), (1, Why::Active));
        assert_eq!(minutes(visited(Before::default(), &met(allowance(Some(5000), None, 15)))), (1, Why::Active));
    }

    #[test]
    fn accounts_that_share_a_budget_share_the_day() {
        let met = Met { requests: 4, sharing: 20, requests_a_day: Some(8_000), news: true, ..Met::default() };
        assert_eq!(minutes(visited(Before::default(), &met)), (14, Why::Shared), "20 × 4 × 100 visits are 8,000");
    }
}
