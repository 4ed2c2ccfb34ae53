//! Disposal of the visits one by one (gallring), where the policy holds a decision for it.
//!
//! A day goes whole, and only once it is over, entered and older than the policy keeps it. What stays is what the day
//! amounted to: its numbers in the coverage log, and its line in the logbook with the digest of what went.

use super::end_of;
use crate::{
    collector::{Round, visit::count},
    logbook::{Entry, Reader, Tx},
    policy::{Disposal, Record, day_of},
    register,
    words::{Fault, Result, Timestamp},
};
use chrono::NaiveDate;

/// The setting that holds the last day that has gone.
const UNTIL: &str = "rounds_disposed_until";

/// The last day whose visits have been disposed of; nothing where none have.
fn disposed_until(reader: &Reader<'_>) -> Result<Option<NaiveDate>> {
    let day = register::setting(reader, UNTIL)?.map(|day| day.parse::<NaiveDate>()).transpose();
    Ok(day.map_err(|cause| Fault::of("read how far the coverage log was disposed of", cause))?)
}

/// From when on the visits are kept one by one; nothing where all are.
pub(super) fn kept_from(reader: &Reader<'_>) -> Result<Option<Timestamp>> {
    Ok(disposed_until(reader)?.map(end_of))
}

/// Disposes of one more day, if one may go: a thousand accounts make some hundred thousand rows of it, and the others want
/// to write too.
pub(in crate::collector) fn dispose_of_rounds(round: &Round<'_>) -> Result<()> {
    let now = (round.clock)();
    let Some(disposal) = round.policy.disposal(Record::Rounds, day_of(now)) else { return Ok(()) };
    let Some(day) = round.logbook.read(|reader| next_day(reader, disposal))? else { return Ok(()) };
    round.logbook.observe(now, |tx| Ok(Some(((), dispose(tx, disposal, day)?))))?;
    Ok(())
}

/// The next day that may go, if one is left.
fn next_day(reader: &Reader<'_>, disposal: Disposal<'_>) -> Result<Option<NaiveDate>> {
    let oldest: Option<Timestamp> = reader.one("SELECT MIN(ended_at) FROM round", &[])?.get(0)?;
    let Some(oldest) = oldest.map(day_of) else { return Ok(None) };
    // What is older than the last day that went belongs to an account whose days have not been entered yet.
    let after = disposed_until(reader)?.and_then(|day| day.succ_opt());
    let day = after.map_or(oldest, |after| after.max(oldest));
    Ok((day <= disposal.last()).then_some(day))
}

/// Disposes of a day, and of what was left of earlier ones. Days that have not been entered wait until they are.
fn dispose(tx: &mut Tx<'_>, disposal: Disposal<'_>, day: NaiveDate) -> Result<Option<Entry>> {
    let written = day.to_string();
    let gone = tx.execute(
        "DELETE FROM round WHERE ended_at < $1
           AND account_id IN (SELECT account_id FROM account_pace WHERE entered_day >= $2)",
        &[end_of(day).into(), written.as_str().into()],
    )?;
    register::keep_setting(tx, UNTIL, &written)?;
    if gone == 0 {
        return Ok(None);
    }
    let decision = disposal.decision();
    Ok(Some(Entry::RoundsDisposed {
        day: written,
        rounds: count(usize::try_from(gone).map_err(|cause| Fault::of("count visits", cause))?)?,
        decision: decision.number.clone(),
        decided_on: decision.decided_on.to_string(),
        board: decision.board.clone(),
    }))
}
