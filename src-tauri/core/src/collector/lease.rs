//! Who collects: one row says which collector is on duty, and one row an account says who is at it.
//!
//! The duty keeps two collectors from sharing the accounts between them in a race. The turn keeps an account from being
//! visited twice at once even so, after a machine has slept, say: what a visit brought is kept only while its turn is
//! ([`keeps_turn`]), and a turn that nobody renews is free after a while, so that a dead collector's work is taken up.

use crate::{
    logbook::{Entry, Logbook, Reader, Tx},
    words::{AccountId, Result, Timestamp},
};
use chrono::TimeDelta;

/// How long a collector may be silent before another takes over.
const LENGTH: TimeDelta = TimeDelta::minutes(3);
/// How often the duty is renewed.
pub(super) const RENEWAL: TimeDelta = TimeDelta::seconds(30);
/// How long an account's turn lasts unless its visit renews it.
pub(super) const TURN: TimeDelta = TimeDelta::minutes(5);

/// Who is on duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lease {
    /// The one who asked.
    Ours,
    /// Another, until then.
    Theirs {
        /// Its name.
        holder: String,
        /// When it is free unless renewed.
        until: Timestamp,
    },
}

/// Takes the duty of collecting for `holder`, or renews it. Only a change of hands is entered in the logbook; that
/// somebody was at work, and when, stands in the coverage log.
///
/// # Errors
/// A fault of the database.
pub fn hold(logbook: &Logbook, holder: &str, at: Timestamp) -> Result<Lease> {
    match logbook.read(on_duty)? {
        Some((other, until)) if other != holder && until > at => return Ok(Lease::Theirs { holder: other, until }),
        Some((same, until)) if same == holder && until > at + LENGTH - RENEWAL => return Ok(Lease::Ours),
        _ => {}
    }
    let taken = logbook.observe(at, |tx| {
        let before = on_duty(tx)?;
        let taken = tx.execute(
            "INSERT INTO lease (name, holder, until) VALUES ('collector', $1, $2)
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
             WHERE lease.holder = excluded.holder OR lease.until <= $3",
            &[holder.into(), (at + LENGTH).into(), at.into()],
        )?;
        if taken == 0 {
            return Ok(None);
        }
        be_present(tx, holder)?;
        let new = before.is_none_or(|(known, _)| known != holder);
        Ok(Some(((), new.then(|| Entry::LeaseTaken { name: "collector".to_owned() }))))
    })?;
    if taken.is_some() {
        return Ok(Lease::Ours);
    }
    Ok(match logbook.read(on_duty)? {
        Some((holder, until)) => Lease::Theirs { holder, until },
        None => Lease::Theirs { holder: String::new(), until: at },
    })
}

/// Gives the duty back, so that nobody has to wait for it.
///
/// # Errors
/// A fault of the database.
pub fn give_back(logbook: &Logbook, holder: &str, at: Timestamp) -> Result<()> {
    logbook.observe(at, |tx| {
        let given = tx.execute(
            "UPDATE lease SET until = $2 WHERE name = 'collector' AND holder = $1 AND until > $2",
            &[holder.into(), at.into()],
        )?;
        if given == 1 {
            be_present(tx, holder)?;
        }
        drop_turns(tx, holder)?;
        Ok(Some(((), None)))
    })?;
    Ok(())
}

fn on_duty(reader: &Reader<'_>) -> Result<Option<(String, Timestamp)>> {
    reader
        .first("SELECT holder, until FROM lease WHERE name = 'collector'", &[])?
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .transpose()
}

/// Notes that a collector is at work. A silence longer than the lease, such as a night in which the machine slept, is a
/// hole that stays.
fn be_present(tx: &mut Tx<'_>, holder: &str) -> Result<()> {
    let at = tx.at();
    let stayed = tx.execute(
        "UPDATE on_duty SET until_at = $2 WHERE holder = $1 AND until_at >= $3 AND until_at <= $2",
        &[holder.into(), at.into(), (at - LENGTH).into()],
    )?;
    if stayed == 0 {
        tx.execute(
            "INSERT INTO on_duty (holder, from_at, until_at) VALUES ($1, $2, $2)
             ON CONFLICT (from_at, holder) DO NOTHING",
            &[holder.into(), at.into()],
        )?;
    }
    Ok(())
}

/// Takes the turns of those accounts of which nobody else has them. Answers whose were taken.
pub(super) fn take_turns(tx: &mut Tx<'_>, holder: &str, accounts: &[AccountId]) -> Result<Vec<AccountId>> {
    let at = tx.at();
    let mut taken = Vec::with_capacity(accounts.len());
    for account in accounts {
        let ours = tx.execute(
            "INSERT INTO account_pace (account_id, due_at, pause, misses, why, questions, held_by, held_until, entered_day)
             VALUES ($1, $4, 0, 0, '', 0, $2, $3, '')
             ON CONFLICT (account_id) DO UPDATE SET held_by = excluded.held_by, held_until = excluded.held_until
             WHERE account_pace.held_by = '' OR account_pace.held_by = excluded.held_by
               OR account_pace.held_until <= excluded.due_at",
            &[(*account).into(), holder.into(), (at + TURN).into(), at.into()],
        )?;
        if ours == 1 {
            taken.push(*account);
        }
    }
    Ok(taken)
}

/// Whether the turn is still ours; if it is, it lasts from now on again.
pub(super) fn keeps_turn(tx: &mut Tx<'_>, holder: &str, account: AccountId) -> Result<bool> {
    let at = tx.at();
    let kept = tx.execute(
        "UPDATE account_pace SET held_until = $3 WHERE account_id = $1 AND held_by = $2",
        &[account.into(), holder.into(), (at + TURN).into()],
    )?;
    Ok(kept == 1)
}

/// Gives back all turns of a collector: what one of that name left when it died, before it begins anew.
pub(super) fn drop_turns(tx: &mut Tx<'_>, holder: &str) -> Result<u64> {
    tx.execute("UPDATE account_pace SET held_by = '' WHERE held_by = $1", &[holder.into()])
}
