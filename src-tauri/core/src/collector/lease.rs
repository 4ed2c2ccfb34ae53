//! One row decides which collector is on duty: the headless one, or the one inside a window.

use crate::{
    logbook::{Entry, Logbook},
    words::{Actor, Result, Timestamp},
};
use chrono::TimeDelta;

/// How long a collector may be silent before another takes over.
const LENGTH: TimeDelta = TimeDelta::minutes(3);

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

/// Takes the duty of collecting for `holder`, or renews it. Only a change of hands is entered in the logbook.
///
/// # Errors
/// A fault of the database.
pub fn hold(logbook: &Logbook, holder: &str, at: Timestamp) -> Result<Lease> {
    let known = logbook.read(|reader| {
        reader
            .first("SELECT holder, until FROM lease WHERE name = 'collector'", &[])?
            .map(|row| Ok((row.get::<String>(0)?, row.get::<Timestamp>(1)?)))
            .transpose()
    })?;
    match known {
        Some((other, until)) if other != holder && until > at => return Ok(Lease::Theirs { holder: other, until }),
        Some((same, until)) if same == holder && until > at + LENGTH / 2 => return Ok(Lease::Ours),
        _ => {}
    }
    let taken = logbook.write_if(&Actor::collector(), at, |tx| {
        let taken = tx.execute(
            "INSERT INTO lease (name, holder, until) VALUES ('collector', $1, $2)
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
             WHERE lease.holder = excluded.holder OR lease.until <= $3",
            &[holder.into(), (at + LENGTH).into(), at.into()],
        )?;
        Ok((taken == 1).then_some(((), Entry::LeaseTaken { name: "collector".to_owned() })))
    })?;
    if taken.is_some() {
        return Ok(Lease::Ours);
    }
    logbook.read(|reader| {
        let row = reader.one("SELECT holder, until FROM lease WHERE name = 'collector'", &[])?;
        Ok(Lease::Theirs { holder: row.get(0)?, until: row.get(1)? })
    })
}
