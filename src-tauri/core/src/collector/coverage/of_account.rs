//! What the coverage log holds of one account.

use super::{
    day::{Day, KEPT, Kept, empty, kept},
    gap::{Gap, gaps},
    midnight,
};
use crate::{
    logbook::Reader,
    policy::{Policy, day_of},
    words::{AccountId, Refusal, Result, Timestamp},
};
use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;
use std::collections::BTreeMap;

/// One visit as the coverage log holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RoundRow {
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
    /// `whole`, `partly` or `missed`.
    pub result: String,
    /// Why not whole: a code, or a line without anybody's words.
    pub cause: String,
    /// Posts seen for the first time.
    pub new_posts: u32,
    /// Posts with a new wording.
    pub revised_posts: u32,
    /// Posts found gone.
    pub gone_posts: u32,
}

/// What the coverage log holds of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// The days, the newest first; a day without a visit too.
    pub days: Vec<Day>,
    /// The longest gaps of these days, the longest first.
    pub gaps: Vec<Gap>,
    /// The newest visits, the newest first.
    pub rounds: Vec<RoundRow>,
    /// When it is visited next.
    pub due_at: Option<Timestamp>,
    /// Why then: a code.
    pub why: String,
}

/// Visits that are shown one by one.
const ROUNDS: u32 = 200;
/// Gaps that are shown.
const GAPS: usize = 10;

/// What the coverage log holds of an account for so many days until now.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn coverage(
    reader: &Reader<'_>,
    policy: &Policy,
    account: AccountId,
    days: u32,
    now: Timestamp,
) -> Result<Coverage> {
    let today = day_of(now);
    let first = today - TimeDelta::days(i64::from(days.max(1)) - 1);
    let began = began(reader, account, now)?;
    let mut known: BTreeMap<NaiveDate, Kept> = reader
        .rows(&format!("{KEPT} WHERE account_id = $1 AND day >= $2"), &[account.into(), first.to_string().into()])?
        .iter()
        .map(|row| kept(row).map(|(_, day)| (day.day, day)))
        .collect::<Result<_>>()?;
    let from_day = first.max(day_of(began));
    let days = from_day
        .iter_days()
        .take_while(|day| *day <= today)
        .map(|day| known.remove(&day).unwrap_or_else(|| empty(day)).day(began, now))
        .collect::<Vec<_>>();
    let from = midnight(from_day).max(began);
    let mut gaps = gaps(reader, policy, account, from, now)?;
    gaps.sort_by_key(|gap| (std::cmp::Reverse(gap.minutes), gap.from));
    gaps.truncate(GAPS);
    let pace = reader.first("SELECT due_at, why FROM account_pace WHERE account_id = $1", &[account.into()])?;
    let (due_at, why) = match &pace {
        Some(row) => (Some(row.get(0)?), row.get(1)?),
        None => (None, String::new()),
    };
    let rounds = rounds(reader, account, from, ROUNDS)?;
    Ok(Coverage { days: days.into_iter().rev().collect(), gaps, rounds, due_at, why })
}

/// Since when an account is watched.
pub(super) fn began(reader: &Reader<'_>, account: AccountId, now: Timestamp) -> Result<Timestamp> {
    let connected: Option<Timestamp> = reader
        .first("SELECT connected_at FROM account WHERE id = $1", &[account.into()])?
        .ok_or(Refusal::Unknown)?
        .get(0)?;
    let first: Option<Timestamp> =
        reader.one("SELECT MIN(ended_at) FROM round WHERE account_id = $1", &[account.into()])?.get(0)?;
    // Its first visits may have been disposed of, and its login given anew.
    let first_day: Option<String> =
        reader.one("SELECT MIN(day) FROM coverage_day WHERE account_id = $1", &[account.into()])?.get(0)?;
    let first_day: Option<NaiveDate> = first_day.and_then(|day| day.parse().ok());
    let disposed = first_day.filter(|day| first.is_none_or(|first| *day < day_of(first))).map(midnight);
    Ok([connected, first, disposed].into_iter().flatten().min().unwrap_or(now))
}

pub(super) fn rounds(reader: &Reader<'_>, account: AccountId, from: Timestamp, limit: u32) -> Result<Vec<RoundRow>> {
    reader
        .rows(
            "SELECT started_at, ended_at, result, new_posts, revised_posts, gone_posts FROM round
             WHERE account_id = $1 AND ended_at >= $2 ORDER BY ended_at DESC, id DESC LIMIT $3",
            &[account.into(), from.into(), limit.into()],
        )?
        .iter()
        .map(|row| {
            let told: String = row.get(2)?;
            let (result, cause) = told.split_once(": ").unwrap_or((&told, ""));
            Ok(RoundRow {
                started_at: row.get(0)?,
                ended_at: row.get(1)?,
                result: result.to_owned(),
                cause: cause.to_owned(),
                new_posts: row.get(3)?,
                revised_posts: row.get(4)?,
                gone_posts: row.get(5)?,
            })
        })
        .collect()
}
