//! Collecting without a window, once or around the clock.

use crate::{Arguments, clock};
use std::{
    process::ExitCode,
    sync::atomic::{AtomicBool, AtomicI64, Ordering},
    thread,
    time::Duration,
};
use uppsikt_core::{
    collector::{self, Lease, Left, Shift, Visit, VisitResult, Wake},
    house::{House, collects_here, realm, rules},
    words::Result,
};

/// The pause before a collector that was relieved, or met trouble with the database, asks again.
const PAUSE: Duration = Duration::from_secs(20);
/// The pause between looks into the outbox: what was decided must not wait for a visit.
const OUTBOX: Duration = Duration::from_secs(2);
/// Entries of the logbook looked at between two visits.
const ENTRIES: u32 = 1_000;

/// Collects from every account once, and carries out what was decided.
pub fn once(arguments: &Arguments) -> Result<ExitCode> {
    let house = arguments.house()?;
    let Some(_here) = collects_here(&house.folder)? else { return Ok(taken("En annan insamlare på den här datorn")) };
    let holder = holder(&house);
    if let Lease::Theirs { holder, .. } = collector::hold(&house.logbook, &holder, clock())? {
        return Ok(taken(&holder));
    }
    let visits = house.round(&clock, |round| collector::round(round, &holder, &|_, _, _| {}))?;
    collector::give_back(&house.logbook, &holder, clock())?;
    let (new, revised): (usize, usize) =
        visits.iter().fold((0, 0), |(new, revised), visit| (new + visit.new.len(), revised + visit.revised.len()));
    let missed = visits.iter().filter(|visit| matches!(visit.result, VisitResult::Missed(_))).count();
    tracing::info!("Collected {new} new and {revised} changed posts from {} accounts; {missed} missed.", visits.len());
    Ok(if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn taken(by: &str) -> ExitCode {
    println!("{by} samlar in just nu. Ingenting gjordes.");
    ExitCode::from(3)
}

/// Collects until the process is stopped. Nothing is lost when it is: every batch is kept with its cursor, and what was
/// under way is taken up again.
pub fn for_ever(arguments: &Arguments) -> Result<ExitCode> {
    let mut house = arguments.house()?;
    let Some(_here) = collects_here(&house.folder)? else { return Ok(taken("En annan insamlare på den här datorn")) };
    let holder = holder(&house);
    loop {
        // Rules that were changed at a desk hold from the next shift on.
        if let Err(error) = house.renew(clock()) {
            tracing::warn!("The rules are as they were: {}", error.chain());
        }
        // What fails is told of and tried again: the collector must outlive a database's bad minute.
        match shift(&house, &holder) {
            Ok(Left::Told) => continue,
            Ok(Left::Relieved { holder, until }) => tracing::info!("{holder} collects until {until}."),
            Err(error) => tracing::warn!("Could not go on collecting: {}", error.chain()),
        }
        thread::sleep(PAUSE);
    }
}

/// Collects until the rules change at a desk, another collector is on duty, or something breaks.
fn shift(house: &House, holder: &str) -> Result<Left> {
    let seen = AtomicI64::new(house.logbook.head()?);
    let over = AtomicBool::new(false);
    let wait = |at_most: Duration| {
        thread::sleep(at_most);
        let since = seen.load(Ordering::Relaxed);
        // A database that does not answer is met by the collector itself.
        let Ok(entries) = house.logbook.read(|reader| reader.tail(since, ENTRIES)) else { return Wake::Time };
        seen.fetch_add(i64::try_from(entries.len()).unwrap_or(0), Ordering::Relaxed);
        if entries.iter().any(|entry| rules::change_with(&entry.kind)) { Wake::Leave } else { Wake::Time }
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                thread::sleep(OUTBOX);
                if let Err(error) = house.round(&clock, collector::deliver) {
                    tracing::warn!("Could not carry out what was decided: {}", error.chain());
                }
            }
        });
        let left = house.round(&clock, |round| collector::attend(round, &Shift { holder, wait: &wait, told: &tell }));
        over.store(true, Ordering::Relaxed);
        left
    })
}

/// A line in the program's own log for what is worth one.
fn tell(visit: &Visit, _: usize, _: usize) {
    match &visit.result {
        VisitResult::Missed(cause) => tracing::warn!("Missed account {}: {cause}.", visit.account),
        VisitResult::Partly(cause) => tracing::warn!("Could not read all of account {}: {cause}.", visit.account),
        VisitResult::TakenOver => tracing::info!("Another collector took over account {}.", visit.account),
        VisitResult::Whole if visit.new.is_empty() && visit.revised.is_empty() => {}
        VisitResult::Whole => tracing::info!(
            "Collected {} new and {} changed posts from account {}.",
            visit.new.len(),
            visit.revised.len(),
            visit.account
        ),
    }
}

/// The name under which this collector is on duty. It is the same after a restart.
fn holder(house: &House) -> String {
    let machine = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    format!("uppsikt collect@{} {}", machine.trim(), realm(&house.folder))
}
