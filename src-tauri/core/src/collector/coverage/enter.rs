//! Days that are over, entered in the logbook and held to their rounds by a digest.

use super::{
    day::{KEPT, empty, kept},
    end_of, midnight,
    of_account::began,
};
use crate::{
    collector::Round,
    logbook::{Entry, Reader, Tx},
    policy::day_of,
    store::Row,
    words::{AccountId, Actor, Digest, Error, Fault, Result, RoundId, Timestamp},
};
use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, de::DeserializeOwned};
use std::fmt::Write as _;

/// Days entered in one go: after a long absence the rest follows a little later, and nobody waits for it.
const DAYS_AT_ONCE: usize = 500;
/// What ended just before midnight may have waited for its turn to be written.
const SETTLES: TimeDelta = TimeDelta::minutes(10);

/// Enters the days that are over: for each account and day one line, held to its rounds by their digest. Days on which
/// nobody collected at all are entered too, as what they were.
pub(in crate::collector) fn enter_days(round: &Round<'_>) -> Result<()> {
    let now = (round.clock)();
    let today = day_of(now - SETTLES);
    let Some(yesterday) = today.pred_opt() else { return Ok(()) };
    let behind = round.logbook.read(|reader| {
        reader
            .rows(
                "SELECT a.id, p.entered_day FROM account a JOIN account_pace p ON p.account_id = a.id
                 WHERE a.status = 'active' AND a.connection_state <> 'none' AND p.entered_day < $1 ORDER BY a.id",
                &[yesterday.to_string().into()],
            )?
            .iter()
            .map(|row| Ok((row.get::<AccountId>(0)?, row.get::<String>(1)?)))
            .collect::<Result<Vec<_>>>()
    })?;
    let mut told = 0;
    for (account, entered) in behind {
        let began = round.logbook.read(|reader| began(reader, account, now))?;
        let entered: Option<NaiveDate> = entered.parse().ok();
        let from = entered.and_then(|day| day.succ_opt()).unwrap_or(day_of(began)).max(day_of(began));
        if from > yesterday {
            // Its first day is not over. Tomorrow there is something to enter.
            continue;
        }
        for day in from.iter_days().take_while(|day| *day <= yesterday) {
            round.logbook.write_if(&Actor::collector(), now, |tx| enter_day(tx, account, day, began))?;
            told += 1;
            if told == DAYS_AT_ONCE {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn enter_day(tx: &mut Tx<'_>, account: AccountId, day: NaiveDate, began: Timestamp) -> Result<Option<((), Entry)>> {
    let written = day.to_string();
    let ours = tx.execute(
        "UPDATE account_pace SET entered_day = $2 WHERE account_id = $1 AND entered_day < $2",
        &[account.into(), written.as_str().into()],
    )?;
    if ours == 0 {
        return Ok(None);
    }
    let known =
        tx.first(&format!("{KEPT} WHERE account_id = $1 AND day = $2"), &[account.into(), written.as_str().into()])?;
    let known = known.map(|row| kept(&row)).transpose()?.map_or_else(|| empty(day), |(_, day)| day);
    let seen = known.day(began, end_of(day));
    Ok(Some((
        (),
        Entry::Watched {
            account,
            day: written,
            visits: seen.visits,
            missed: seen.missed,
            longest_gap_minutes: seen.longest_gap_minutes,
            rounds: digest(tx, account, day)?,
        },
    )))
}

/// The digest of an account's rounds on one day, as [`Entry::Watched`] holds it.
///
/// # Errors
/// A fault of the database.
pub fn digest(reader: &Reader<'_>, account: AccountId, day: NaiveDate) -> Result<Digest> {
    let rows = reader.rows(
        "SELECT id, started_at, ended_at, result, new_posts, revised_posts, gone_posts FROM round
         WHERE account_id = $1 AND ended_at >= $2 AND ended_at < $3 ORDER BY ended_at, id",
        &[account.into(), midnight(day).into(), end_of(day).into()],
    )?;
    let mut text = String::new();
    for row in &rows {
        let (id, result): (RoundId, String) = (row.get(0)?, row.get(3)?);
        let numbers = [row.get::<i64>(1)?, row.get(2)?, row.get(4)?, row.get(5)?, row.get(6)?].map(|n| n.to_string());
        let _ = writeln!(text, "{id} {} {result}", numbers.join(" "));
    }
    Ok(Digest::of(text.as_bytes()))
}

/// A day of the coverage log that is not what the logbook holds of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlteredDay {
    /// Of which account.
    pub account: AccountId,
    /// Which day.
    pub day: NaiveDate,
}

/// What [`Entry::Watched`] holds of a day.
#[derive(Deserialize)]
struct Entered {
    account: AccountId,
    day: NaiveDate,
    visits: u32,
    missed: u32,
    rounds: Digest,
}

impl Entered {
    /// Whether the day still says what was entered. Rounds that were disposed of by decision have left their numbers.
    fn stands(&self, reader: &Reader<'_>, disposed_until: Option<NaiveDate>) -> Result<bool> {
        let kept = reader.first(
            "SELECT visits, missed FROM coverage_day WHERE account_id = $1 AND day = $2",
            &[self.account.into(), self.day.to_string().into()],
        )?;
        let kept: (u32, u32) =
            kept.map(|row| Ok::<_, Error>((row.get(0)?, row.get(1)?))).transpose()?.unwrap_or_default();
        if kept != (self.visits, self.missed) {
            return Ok(false);
        }
        let disposed = disposed_until.is_some_and(|until| self.day <= until);
        Ok(disposed || digest(reader, self.account, self.day)? == self.rounds)
    }
}

/// Compares every day that was entered with what the logbook holds of it, and tells which were altered since.
///
/// # Errors
/// A fault of the database.
pub fn altered_days(reader: &Reader<'_>) -> Result<Vec<AlteredDay>> {
    let disposed_until = disposed_by_decision(reader)?;
    let mut altered = Vec::new();
    let mut after = 0_i64;
    loop {
        let page = reader.rows(
            "SELECT seq, entry FROM logbook WHERE kind = 'watched' AND seq > $1 ORDER BY seq LIMIT 1000",
            &[after.into()],
        )?;
        let Some(last) = page.last() else { return Ok(altered) };
        after = last.get(0)?;
        for row in &page {
            let entered: Entered = entry(row, 1)?;
            if !entered.stands(reader, disposed_until)? {
                altered.push(AlteredDay { account: entered.account, day: entered.day });
            }
        }
    }
}

/// The last day whose rounds were disposed of, as the chain holds it: the setting beside it can be altered.
fn disposed_by_decision(reader: &Reader<'_>) -> Result<Option<NaiveDate>> {
    #[derive(Deserialize)]
    struct Disposed {
        day: NaiveDate,
    }
    let last =
        reader.first("SELECT entry FROM logbook WHERE kind = 'rounds_disposed' ORDER BY seq DESC LIMIT 1", &[])?;
    last.map(|row| Ok(entry::<Disposed>(&row, 0)?.day)).transpose()
}

/// An entry of the logbook, read back.
fn entry<T: DeserializeOwned>(row: &Row, column: usize) -> Result<T> {
    let entry = serde_json::from_str(&row.get::<String>(column)?);
    Ok(entry.map_err(|cause| Fault::of("read an entry of the logbook", cause))?)
}
