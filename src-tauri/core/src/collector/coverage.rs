//! The coverage log: every visit to every account, and the times in which nobody looked (IN6).
//!
//! It is supervision's own proof, so it is honest about itself: time in which no collector was at work, because the
//! machine slept or nobody had started one, is a gap like any other and is said to be that; a visit that saw nothing is a
//! visit that was missed (IN9).
//!
//! The rounds are the record. They lie in a table of their own, and not in the logbook: a thousand accounts make some
//! hundred thousand visits a day, nearly all of them without news, and a logbook of those would hide what people did.
//! What the logbook holds is what changed: posts that came, a connection that broke or works again, and for each account
//! and day that is over one line, with the number of visits, the longest gap and the digest of the day's rounds
//! ([`crate::logbook::Entry::Watched`]). So the coverage log can't be altered afterwards without the chain telling either,
//! at the price of one entry for an account and day. `coverage_day` is kept beside the rounds so that the register of a
//! thousand accounts is one query.
//!
//! The rounds would grow without end. Where the municipality has decided so, they are disposed of one day after another
//! once the day is old enough ([`dispose`]); what each day amounted to stays, in both books.

mod day;
mod dispose;
mod enter;
mod gap;
mod of_account;
mod standing;
mod table;

pub use day::Day;
pub(super) use dispose::dispose_of_rounds;
pub(super) use enter::enter_days;
pub use enter::{AlteredDay, altered_days, digest};
pub use gap::{Gap, GapCause, gaps, longest_gap};
pub use of_account::{Coverage, RoundRow, coverage};
pub use standing::{Standing, Watch, last_visit, standings, watch};
pub use table::as_csv;

use super::visit::{Visit, VisitResult, count};
use crate::{
    logbook::Tx,
    policy::{day_of, instant},
    register::Active,
    store::Value,
    words::{Result, RoundId, Timestamp},
};
use chrono::{NaiveDate, NaiveTime, TimeDelta};

/// Writes a visit down. A visit that saw something ends the time in which the account was not seen.
pub(super) fn keep(tx: &mut Tx<'_>, account: &Active, visit: &Visit, started: Timestamp) -> Result<()> {
    let id = visit.account;
    let (seen_at, entered): (Option<Timestamp>, String) = {
        let pace = tx.one("SELECT seen_at, entered_day FROM account_pace WHERE account_id = $1", &[id.into()])?;
        (pace.get(0)?, pace.get(1)?)
    };
    // A day that has been entered is closed: a visit that was kept waiting past it belongs to the next.
    let closed = entered.parse::<NaiveDate>().map_or(tx.at(), end_of);
    let ended = tx.at().max(closed);
    let round: RoundId = tx.new_id()?;
    let (new, revised) = (count(visit.new.len())?, count(visit.revised.len())?);
    tx.execute(
        "INSERT INTO round (id, account_id, started_at, ended_at, result, new_posts, revised_posts, gone_posts)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            round.into(),
            id.into(),
            started.into(),
            ended.into(),
            visit.result.word().into(),
            new.into(),
            revised.into(),
            visit.gone.into(),
        ],
    )?;
    let missed = matches!(visit.result, VisitResult::Missed(_));
    let day = day_of(ended);
    let mut gap = None;
    if !missed {
        let since = seen_at.or(account.account().connected_at).unwrap_or(ended).max(midnight(day));
        gap = Some((ended - since, since));
        tx.execute("UPDATE account_pace SET seen_at = $2 WHERE account_id = $1", &[id.into(), ended.into()])?;
    }
    let (length, from) = gap.unwrap_or((TimeDelta::zero(), ended));
    tx.execute(
        "INSERT INTO coverage_day (account_id, day, visits, partly, missed, new_posts, revised_posts, gone_posts, seen_at,
           gap, gap_from)
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (account_id, day) DO UPDATE SET visits = coverage_day.visits + 1,
           partly = coverage_day.partly + excluded.partly, missed = coverage_day.missed + excluded.missed,
           new_posts = coverage_day.new_posts + excluded.new_posts,
           revised_posts = coverage_day.revised_posts + excluded.revised_posts,
           gone_posts = coverage_day.gone_posts + excluded.gone_posts,
           seen_at = COALESCE(excluded.seen_at, coverage_day.seen_at),
           gap_from = CASE WHEN excluded.gap > coverage_day.gap THEN excluded.gap_from ELSE coverage_day.gap_from END,
           gap = CASE WHEN excluded.gap > coverage_day.gap THEN excluded.gap ELSE coverage_day.gap END",
        &[
            id.into(),
            day.to_string().into(),
            matches!(visit.result, VisitResult::Partly(_)).into(),
            missed.into(),
            new.into(),
            revised.into(),
            visit.gone.into(),
            Value::from(gap.map(|_| ended)),
            length.num_milliseconds().into(),
            from.into(),
        ],
    )?;
    Ok(())
}

fn midnight(day: NaiveDate) -> Timestamp {
    instant(day, NaiveTime::MIN)
}

fn end_of(day: NaiveDate) -> Timestamp {
    day.succ_opt().map_or_else(|| midnight(day) + TimeDelta::days(1), midnight)
}
