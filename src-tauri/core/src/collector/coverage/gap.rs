//! The times in which nobody saw an account, and why.

use super::{dispose::kept_from, of_account::rounds};
use crate::{
    logbook::Reader,
    policy::Policy,
    words::{AccountId, Result, Timestamp},
};
use chrono::TimeDelta;
use serde::Serialize;

/// Why nobody saw an account for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "why", content = "cause", rename_all = "snake_case")]
pub enum GapCause {
    /// Visits were made in vain; holds the last cause: a code.
    Missed(String),
    /// For most of the time no collector was at work.
    Off,
    /// The account's own pace.
    Pace,
}

/// A time in which an account was not seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// When it was last seen before.
    pub from: Timestamp,
    /// When it was seen again, or now.
    pub to: Timestamp,
    /// How long, in minutes.
    pub minutes: u32,
    /// How many minutes of it were working time.
    pub working_minutes: u32,
    /// Whether that is more than the policy allows: a gap in the supervision.
    pub too_long: bool,
    /// Why.
    pub cause: GapCause,
}

/// The times between `from` and `to` in which an account was not seen, in order, each with why. Of days whose visits have
/// been disposed of nothing is told here: they have their longest gap in the coverage log.
///
/// # Errors
/// A fault of the database.
pub fn gaps(
    reader: &Reader<'_>,
    policy: &Policy,
    account: AccountId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Gap>> {
    let from = kept_from(reader)?.map_or(from, |kept| kept.max(from));
    if from >= to {
        return Ok(Vec::new());
    }
    let off = off_duty(reader, from, to)?;
    let mut visits = rounds(reader, account, from, u32::MAX)?;
    visits.reverse();
    let mut found = Vec::new();
    let (mut since, mut vain) = (from, None);
    let mut close = |since: Timestamp, until: Timestamp, vain: Option<String>| {
        let length = until - since;
        let asleep: TimeDelta = off.iter().map(|(a, b)| (*b.min(&until) - *a.max(&since)).max(TimeDelta::zero())).sum();
        let cause = match vain {
            Some(cause) => GapCause::Missed(cause),
            None if asleep * 2 > length => GapCause::Off,
            None => GapCause::Pace,
        };
        let working = policy.working_time().minutes_between(since, until);
        found.push(Gap {
            from: since,
            to: until,
            minutes: u32::try_from(length.num_minutes()).unwrap_or(0),
            working_minutes: u32::try_from(working).unwrap_or(0),
            too_long: working > i64::from(policy.limits().blind_minutes),
            cause,
        });
    };
    for visit in visits {
        if visit.result == "missed" {
            vain = Some(visit.cause);
        } else {
            close(since, visit.ended_at, vain.take());
            since = visit.ended_at;
        }
    }
    close(since, to, vain);
    Ok(found)
}

/// The longest time since `from` in which the account was not seen, in whole minutes; `None` before its first visit.
///
/// # Errors
/// A fault of the database.
pub fn longest_gap(reader: &Reader<'_>, account: AccountId, from: Timestamp, now: Timestamp) -> Result<Option<u32>> {
    let Some(first) = reader
        .one("SELECT MIN(ended_at) FROM round WHERE account_id = $1 AND result NOT LIKE 'missed%'", &[account.into()])?
        .get::<Option<Timestamp>>(0)?
    else {
        return Ok(None);
    };
    let rows = reader.rows(
        "SELECT ended_at FROM round WHERE account_id = $1 AND result NOT LIKE 'missed%' AND ended_at >= $2
         ORDER BY ended_at",
        &[account.into(), from.into()],
    )?;
    let mut seen = vec![from.max(first)];
    for row in &rows {
        seen.push(row.get(0)?);
    }
    seen.push(now);
    let longest = seen.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default();
    Ok(u32::try_from(longest.num_minutes()).ok())
}

/// The times in which no collector was at work. Silences within a lease are none.
pub(super) fn off_duty(reader: &Reader<'_>, from: Timestamp, to: Timestamp) -> Result<Vec<(Timestamp, Timestamp)>> {
    let rows = reader.rows(
        "SELECT from_at, until_at FROM on_duty WHERE until_at >= $1 AND from_at <= $2 ORDER BY from_at, holder",
        &[from.into(), to.into()],
    )?;
    let mut off = Vec::new();
    let mut seen = from;
    let mut silent = |since: Timestamp, until: Timestamp| {
        if until - since > TimeDelta::minutes(3) {
            off.push((since, until));
        }
    };
    for row in &rows {
        let (begun, ended): (Timestamp, Timestamp) = (row.get(0)?, row.get(1)?);
        silent(seen, begun.min(to));
        seen = seen.max(ended);
    }
    silent(seen, to);
    Ok(off)
}
