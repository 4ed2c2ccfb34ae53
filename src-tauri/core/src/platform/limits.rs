//! What a platform says it still allows. Each spells it in headers of its own; what they mean is much the same.

use super::transport::Answer;
use crate::{intake::Allowance, words::Timestamp};
use chrono::DateTime;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Spellings of "so many questions are left" and "there are more again then".
const LEFT: [&str; 3] = ["x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining"];
const RENEWED: [&str; 3] = ["x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"];

/// A number above this is a moment in Unix seconds, below it so many seconds from now.
const FIRST_MOMENT: i64 = 1_000_000_000;

/// What one answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Limits {
    left: Option<u64>,
    renewed_at: Option<Timestamp>,
    told_at: Option<Timestamp>,
    retry_after: Option<Duration>,
}

impl Limits {
    pub fn of(answer: &Answer) -> Limits {
        let first = |names: [&str; 3]| names.iter().find_map(|name| answer.header(name)).map(str::trim);
        let told_at = answer.date();
        let moment = |text: &str| match text.parse::<i64>() {
            Ok(seconds) if seconds >= FIRST_MOMENT => DateTime::from_timestamp(seconds, 0),
            Ok(seconds) => told_at.and_then(|at| at.checked_add_signed(chrono::Duration::try_seconds(seconds)?)),
            Err(_) => DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()),
        };
        Limits {
            left: first(LEFT).and_then(|text| text.parse().ok()),
            renewed_at: first(RENEWED).and_then(moment),
            told_at,
            retry_after: answer.retry_after(),
        }
    }

    /// How long to wait when it was too often. Counted by the platform's own clock, so that it does not matter whether
    /// ours goes wrong.
    pub fn wait(&self) -> Option<Duration> {
        self.retry_after.or_else(|| (self.renewed_at? - self.told_at?).to_std().ok())
    }

    pub fn allowance(&self) -> Option<Allowance> {
        (self.left.is_some() || self.renewed_at.is_some()).then_some(Allowance {
            left: self.left,
            used: None,
            renewed_at: self.renewed_at,
        })
    }
}

/// What the last answer said, known to everything that asks with the same login.
#[derive(Clone, Default)]
pub(super) struct Meter(Arc<Mutex<Option<Allowance>>>);

impl Meter {
    /// Takes note of an answer; one that says nothing changes nothing.
    pub fn read(&self, answer: &Answer) {
        if let Some(allowance) = Limits::of(answer).allowance() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(allowance);
        }
    }

    pub fn now(&self) -> Option<Allowance> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(&str, &str)]) -> Answer {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Answer { status: 429, headers, bytes: Vec::new() }
    }

    #[test]
    fn three_spellings_mean_the_same() {
        let date = ("date", "Sat, 21 Nov 2026 12:00:00 GMT");
        let at_five = "2026-11-21T12:05:00Z".parse().unwrap();
        for (left, renewed, moment) in [
            ("x-ratelimit-remaining", "x-ratelimit-reset", "2026-11-21T12:05:00.000000Z"),
            ("ratelimit-remaining", "ratelimit-reset", "1795262700"),
            ("x-rate-limit-remaining", "x-rate-limit-reset", "300"),
        ] {
            let limits = Limits::of(&answer(&[date, (left, "7"), (renewed, moment)]));
            let allowance = Allowance { left: Some(7), used: None, renewed_at: Some(at_five) };
            assert_eq!(limits.allowance(), Some(allowance), "{renewed}");
            assert_eq!(limits.wait(), Some(Duration::from_secs(300)), "{renewed}");
        }
    }

    #[test]
    fn a_platform_that_says_how_long_is_believed_and_one_that_says_nothing_is_not_guessed() {
        let date = ("date", "Sat, 21 Nov 2026 12:00:00 GMT");
        assert_eq!(Limits::of(&answer(&[("retry-after", "40")])).wait(), Some(Duration::from_secs(40)));
        let moment = Limits::of(&answer(&[date, ("retry-after", "Sat, 21 Nov 2026 12:01:00 GMT")]));
        assert_eq!(moment.wait(), Some(Duration::from_secs(60)));
        assert_eq!(Limits::of(&answer(&[("x-ratelimit-reset", "snart"), ("x-ratelimit-remaining", "-")])).wait(), None);
        assert_eq!(Limits::of(&answer(&[date, ("x-ratelimit-reset", "9999999999999999")])).allowance(), None);
    }
}
