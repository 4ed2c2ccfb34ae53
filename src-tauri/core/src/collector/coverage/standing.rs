//! How the accounts stand and are watched now, in few queries however many they are.

use super::{
    day::{Day, KEPT, Kept, empty, kept},
    gap::off_duty,
};
use crate::{
    collector::visit::count,
    logbook::Reader,
    policy::day_of,
    register::ConnectionState,
    words::{AccountId, Result, Timestamp},
};
use chrono::TimeDelta;
use serde::Serialize;
use std::collections::BTreeMap;

/// How an account stands, for the register: one row of [`standings`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// When it was last visited with success.
    pub seen_at: Option<Timestamp>,
    /// When it is visited next.
    pub due_at: Option<Timestamp>,
    /// Why then: a code.
    pub why: String,
    /// Its day until now.
    pub today: Day,
}

/// How every connected account stands now, in two queries however many there are.
///
/// # Errors
/// A fault of the database.
pub fn standings(reader: &Reader<'_>, now: Timestamp) -> Result<BTreeMap<AccountId, Standing>> {
    let today = day_of(now);
    let mut days: BTreeMap<AccountId, Kept> = reader
        .rows(&format!("{KEPT} WHERE day = $1"), &[today.to_string().into()])?
        .iter()
        .map(kept)
        .collect::<Result<_>>()?;
    reader
        .rows(
            "SELECT a.id, a.connected_at, p.seen_at, p.due_at, p.why FROM account a
             LEFT JOIN account_pace p ON p.account_id = a.id
             WHERE a.status = 'active' AND a.connection_state <> 'none'",
            &[],
        )?
        .iter()
        .map(|row| {
            let id: AccountId = row.get(0)?;
            let seen_at: Option<Timestamp> = row.get(2)?;
            let began = row.get::<Option<Timestamp>>(1)?.or(seen_at).unwrap_or(now);
            let today = days.remove(&id).unwrap_or_else(|| empty(today)).day(began, now);
            let why = row.get::<Option<String>>(4)?.unwrap_or_default();
            Ok((id, Standing { seen_at, due_at: row.get(3)?, why, today }))
        })
        .collect()
}

/// How the accounts are watched, as the foot of the window and the head of the register tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Watch {
    /// Accounts that are visited.
    pub accounts: u32,
    /// Accounts whose login does not work.
    pub troubled: u32,
    /// When the last visit ended.
    pub last_round_at: Option<Timestamp>,
    /// The longest time today in which an account was not seen, in minutes.
    pub longest_gap_minutes: Option<u32>,
    /// Which account that was.
    pub longest_gap_account: Option<String>,
    /// Visits today.
    pub visits: u32,
    /// How many of them saw nothing.
    pub missed: u32,
    /// Minutes today in which no collector was at work.
    pub off_minutes: u32,
    /// From when today there was something to be at work for: midnight, or the first connection if that came later.
    pub since: Option<Timestamp>,
}

/// How the accounts are watched. `midnight` is when today began.
///
/// # Errors
/// A fault of the database.
pub fn watch(reader: &Reader<'_>, midnight: Timestamp, now: Timestamp) -> Result<Watch> {
    let standings = standings(reader, now)?;
    let mut seen = Watch { accounts: count(standings.len())?, ..Watch::default() };
    let mut longest: Option<(u32, AccountId)> = None;
    for (id, standing) in &standings {
        seen.visits += standing.today.visits;
        seen.missed += standing.today.missed;
        // Before its first visit an account has not been missed yet.
        let visited = standing.seen_at.is_some() || standing.today.visits > 0;
        let gap = standing.today.longest_gap_minutes;
        if visited && longest.is_none_or(|(minutes, _)| gap > minutes) {
            longest = Some((gap, *id));
        }
    }
    if let Some((minutes, id)) = longest {
        seen.longest_gap_minutes = Some(minutes);
        seen.longest_gap_account = Some(reader.one("SELECT name FROM account WHERE id = $1", &[id.into()])?.get(0)?);
    }
    seen.troubled = reader
        .one(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM account WHERE status = 'active' AND connection_state = $1",
            &[ConnectionState::Troubled.word().into()],
        )?
        .get(0)?;
    seen.last_round_at = reader.one("SELECT MAX(ended_at) FROM round", &[])?.get(0)?;
    let began: Option<Timestamp> = reader
        .one("SELECT MIN(connected_at) FROM account WHERE status = 'active' AND connection_state <> 'none'", &[])?
        .get(0)?;
    if let Some(began) = began {
        let since = midnight.max(began);
        seen.since = Some(since);
        let off = off_duty(reader, since, now)?.into_iter().map(|(from, to)| to - from).sum::<TimeDelta>();
        seen.off_minutes = u32::try_from(off.num_minutes()).unwrap_or(0);
    }
    Ok(seen)
}

/// When an account was last visited with success.
///
/// # Errors
/// A fault of the database.
pub fn last_visit(reader: &Reader<'_>, account: AccountId) -> Result<Option<Timestamp>> {
    match reader.first("SELECT seen_at FROM account_pace WHERE account_id = $1", &[account.into()])? {
        Some(row) => row.get(0),
        None => Ok(None),
    }
}
