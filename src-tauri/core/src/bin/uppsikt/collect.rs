//! Collecting without a window, once or around the clock.

use crate::{Arguments, clock};
use std::{process::ExitCode, thread, time::Duration};
use uppsikt_core::{
    collector::{self, Lease, VisitResult},
    house::{House, realm},
    words::{Error, Result},
};

/// The pause between rounds.
const PAUSE: Duration = Duration::from_secs(60);
/// The pause between looks into the outbox: what was decided must not wait for a round.
const OUTBOX: Duration = Duration::from_secs(5);

/// Collects from every account once, and carries out what was decided.
pub fn once(arguments: &Arguments) -> Result<ExitCode> {
    let house = arguments.house()?;
    if let Lease::Theirs { holder, until } = collector::hold(&house.logbook, &holder(&house), clock())? {
        println!("{holder} samlar in just nu, till {until}. Ingenting gjordes.");
        return Ok(ExitCode::from(3));
    }
    let missed = round(&house)?;
    Ok(if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Collects until the process is stopped. Nothing is lost when it is: every batch is kept with its cursor, and what was
/// under way is taken up again.
pub fn for_ever(arguments: &Arguments) -> Result<ExitCode> {
    let mut house = arguments.house()?;
    let holder = holder(&house);
    loop {
        // The rules may have been changed at a desk since the last round.
        if let Err(error) = house.renew(clock()) {
            tracing::warn!("The rules are as they were: {}", error.chain());
        }
        match collector::hold(&house.logbook, &holder, clock()) {
            Ok(Lease::Ours) => {
                // A round that failed is told of and tried again: the collector must outlive a database's bad minute.
                if let Err(error) = round(&house) {
                    tracing::warn!("The round ended early: {}", error.chain());
                }
            }
            Ok(Lease::Theirs { holder, until }) => tracing::info!("{holder} collects until {until}."),
            Err(error) => tracing::warn!("Could not ask who collects: {}", error.chain()),
        }
        for _ in 0..PAUSE.as_secs() / OUTBOX.as_secs() {
            thread::sleep(OUTBOX);
            if let Err(error) = house.round(&clock, collector::deliver) {
                tracing::warn!("Could not carry out what was decided: {}", error.chain());
            }
        }
    }
}

/// One round; answers how many accounts were missed.
fn round(house: &House) -> Result<usize, Error> {
    let visits = house.round(&clock, |round| collector::round(round, &|_, _| {}))?;
    let (new, revised): (usize, usize) =
        visits.iter().fold((0, 0), |(new, revised), visit| (new + visit.new.len(), revised + visit.revised.len()));
    let missed = visits.iter().filter(|visit| matches!(visit.result, VisitResult::Missed(_))).count();
    tracing::info!("Collected {new} new and {revised} changed posts from {} accounts; {missed} missed.", visits.len());
    Ok(missed)
}

/// The name under which this collector is on duty. It is the same after a restart.
fn holder(house: &House) -> String {
    let machine = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    format!("uppsikt collect@{} {}", machine.trim(), realm(&house.folder))
}
