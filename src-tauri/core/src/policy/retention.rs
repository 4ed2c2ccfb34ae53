//! How long records are kept (gallringsfrist), and on whose decision they are disposed of after that.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

/// The shortest time that anything is kept: what happened in the last month is still being asked about.
pub(super) const SHORTEST: u32 = 31;

/// A kind of record for which a policy may set a retention period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// The collector's visits, one by one. What the logbook and the coverage log hold of each day stays.
    Rounds,
}

/// For how long one kind of record is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionPeriod {
    /// Of what.
    pub record: Record,
    /// For how many days.
    pub keep_days: u32,
    /// What it rests on; without a decision nothing is disposed of.
    #[serde(default)]
    pub decision: Option<DisposalDecision>,
}

/// A decision to dispose of records (gallringsbeslut).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisposalDecision {
    /// Its registration number.
    pub number: String,
    /// The day it was made, `YYYY-MM-DD`.
    pub decided_on: NaiveDate,
    /// The board that made it.
    pub board: String,
}

/// What may be disposed of: there is none without a decision.
///
/// ```compile_fail
/// # use uppsikt_core::policy::Disposal;
/// fn without_decision() -> Disposal<'static> {
///     Disposal { decision: None, last: chrono::NaiveDate::MIN }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disposal<'p> {
    decision: &'p DisposalDecision,
    last: NaiveDate,
}

impl<'p> Disposal<'p> {
    /// What a period lets go of on `today`; nothing without a decision in force.
    pub(super) fn under(period: &'p RetentionPeriod, today: NaiveDate) -> Option<Disposal<'p>> {
        let decision = period.decision.as_ref().filter(|decision| decision.decided_on <= today)?;
        let last = today.checked_sub_signed(TimeDelta::days(i64::from(period.keep_days) + 1))?;
        Some(Disposal { decision, last })
    }

    /// The decision.
    #[must_use]
    pub fn decision(&self) -> &'p DisposalDecision {
        self.decision
    }

    /// The last day whose records may go.
    #[must_use]
    pub fn last(&self) -> NaiveDate {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn ar5_nothing_goes_before_its_time_or_without_a_decision_in_force() {
        let decision = DisposalDecision {
            number: "KS 2026/123".into(),
            decided_on: day("2026-10-05"),
            board: "Kommunstyrelsen".into(),
        };
        let with = |decision| RetentionPeriod { record: Record::Rounds, keep_days: 400, decision };
        assert_eq!(Disposal::under(&with(None), day("2030-01-01")), None);
        let decided = with(Some(decision));
        assert_eq!(Disposal::under(&decided, day("2026-10-04")), None, "it is not in force yet");
        let disposal = Disposal::under(&decided, day("2027-11-10")).unwrap();
        assert_eq!(disposal.last(), day("2026-10-05"), "four hundred whole days are kept before today");
    }
}
