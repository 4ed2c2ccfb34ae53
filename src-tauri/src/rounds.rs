//! What goes on while the window is open: looking whether the logbook has moved, carrying out what was decided, and
//! collecting.
//!
//! Three threads, each asleep most of the time. They know no rule: they see to it that the core's rounds are made, and
//! tell the page. What comes in is told of by the thread that follows the logbook, whoever brought it: this desk,
//! another, or the headless collector. When the window is closed they stop; what was under way is taken up by whoever
//! comes next.

use crate::{
    WINDOW,
    desk::{Desk, OpenDesk},
    notify::{self, Notifier},
    tray,
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use tauri::AppHandle;
use tauri_specta::Event;
use uppsikt_core::{
    action,
    collector::{self, Left, Shift, Visit, Wake},
    house::{self, collects_here, realm},
    intake,
    logbook::Logged,
    register,
    words::{PostId, Result},
};

/// How often the head of the logbook is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How often the outbox is looked into though nothing seems to be due.
const OUTBOX: Duration = Duration::from_secs(5);
/// How long to wait while somebody else collects, or nobody can.
const COLLECT: Duration = Duration::from_secs(20);
/// In the demo every account is due this often, since something should happen.
const COLLECT_IN_DEMO: Duration = Duration::from_secs(5);
/// How long a closing window waits for its threads.
const FAREWELL: Duration = Duration::from_secs(2);
/// After so many entries at once their subjects are not told one by one.
const MOST_SUBJECTS: u32 = 1000;

/// The logbook has grown: by this desk, a colleague or the collector.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
pub struct LogbookAdvanced {
    /// The number of the newest entry.
    pub head: String,
    /// What the new entries are about; empty when there were too many to tell.
    pub subjects: Vec<String>,
}

/// A round over all accounts goes on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, specta::Type, Event)]
pub struct Collecting {
    /// Accounts visited.
    pub done: u32,
    /// Of how many.
    pub all: u32,
}

/// The person wants to see a post, from outside the window.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, specta::Type, Event)]
pub struct OpenPost {
    /// Which.
    pub post: PostId,
}

/// The threads, and the bells that wake them.
pub struct Rounds {
    bells: Arc<Bells>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

#[derive(Default)]
struct Bells {
    look: Bell,
    outbox: Bell,
    collect: Bell,
}

impl Rounds {
    /// Begins them. The first opens the desk, so that nothing waits for the page.
    #[must_use]
    pub fn begin(app: &AppHandle, desk: &Desk) -> Rounds {
        let bells = Arc::new(Bells::default());
        let notifier = Notifier::begin(app);
        let mut threads = Vec::new();
        let mut start =
            |name: &str, work: Box<dyn FnOnce() + Send>| match thread::Builder::new().name(name.to_owned()).spawn(work)
            {
                Ok(thread) => threads.push(thread),
                Err(cause) => tracing::error!("Could not start the thread {name}: {cause}"),
            };
        let (at, to, by) = (desk.clone(), app.clone(), Arc::clone(&bells));
        start("look", Box::new(move || look(&to, &at, &by, &notifier)));
        let (at, by) = (desk.clone(), Arc::clone(&bells));
        start("outbox", Box::new(move || carry_out(&at, &by.outbox)));
        let (at, to, by) = (desk.clone(), app.clone(), Arc::clone(&bells));
        start("collect", Box::new(move || collect(&to, &at, &by.collect)));
        Rounds { bells, threads: Mutex::new(threads) }
    }

    /// Begins a round over all accounts at once.
    pub fn collect_now(&self) {
        self.bells.collect.ring();
    }

    /// Ends them. One that waits for a platform is not waited for: nothing is lost with it.
    pub fn end(&self) {
        for bell in [&self.bells.look, &self.bells.outbox, &self.bells.collect] {
            bell.end();
        }
        let began = Instant::now();
        let threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        while threads.iter().any(|thread| !thread.is_finished()) && began.elapsed() < FAREWELL {
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Wakes a thread that sleeps.
#[derive(Default)]
struct Bell {
    state: Mutex<Rung>,
    changed: Condvar,
}

#[derive(Default)]
struct Rung {
    rung: bool,
    ended: bool,
}

impl Bell {
    fn ring(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).rung = true;
        self.changed.notify_all();
    }

    fn end(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).ended = true;
        self.changed.notify_all();
    }

    /// Sleeps until it rings, or for as long as that. `false` when it is over.
    fn wait(&self, at_most: Duration) -> bool {
        self.wake(at_most) != Wake::Leave
    }

    /// The same, and says what woke the sleeper.
    fn wake(&self, at_most: Duration) -> Wake {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut state, _) = self
            .changed
            .wait_timeout_while(state, at_most, |state| !state.rung && !state.ended)
            .unwrap_or_else(PoisonError::into_inner);
        let rung = std::mem::take(&mut state.rung);
        match (state.ended, rung) {
            (true, _) => Wake::Leave,
            (false, true) => Wake::All,
            (false, false) => Wake::Time,
        }
    }
}

/// Tells the page when the logbook has moved, and wakes whoever carries out.
fn look(app: &AppHandle, desk: &Desk, bells: &Bells, notifier: &Notifier) {
    let mut seen = None;
    loop {
        if let Ok(desk) = desk.open() {
            match advance(app, &desk, notifier, seen) {
                Ok(Some(head)) => {
                    seen = Some(head);
                    bells.outbox.ring();
                }
                Ok(None) => {}
                Err(error) => tracing::warn!("Could not look at the logbook: {}", error.chain()),
            }
        }
        if !bells.look.wait(LOOK) {
            return;
        }
    }
}

fn advance(app: &AppHandle, desk: &OpenDesk, notifier: &Notifier, seen: Option<i64>) -> Result<Option<i64>> {
    let head = desk.logbook.head()?;
    if seen == Some(head) {
        return Ok(None);
    }
    if let Some(seen) = seen {
        let entries = desk.logbook.read(|reader| reader.tail(seen, MOST_SUBJECTS))?;
        let told = i64::try_from(entries.len()).unwrap_or(0) >= head - seen;
        let brought = brought(desk, &entries)?;
        if !told || entries.iter().any(|entry| house::rules::change_with(&entry.kind)) {
            // A colleague's desk has other rules since, or the register other departments: this one follows.
            desk.renew_rules()?;
        }
        let subjects: BTreeSet<String> = entries.into_iter().map(|entry| entry.subject).collect();
        let subjects = if told { subjects.into_iter().collect() } else { Vec::new() };
        tell(app, &LogbookAdvanced { head: head.to_string(), subjects });
        for notice in notify::notices(desk, &brought)? {
            notifier.send(notice);
        }
    }
    tray::show_count(app, desk)?;
    Ok(Some(head))
}

/// The posts that these entries tell of as new or reworded, whoever brought them.
fn brought(desk: &OpenDesk, entries: &[Logged]) -> Result<Vec<PostId>> {
    let received = entries.iter().filter(|entry| entry.kind == "received");
    desk.logbook.read(|reader| {
        let mut posts = Vec::new();
        for entry in received {
            if let Ok(account) = entry.subject.parse() {
                posts.extend(intake::brought(reader, account, entry.at)?);
            }
        }
        posts.sort_unstable();
        posts.dedup();
        Ok(posts)
    })
}

/// Carries out decisions as soon as their hold has passed.
fn carry_out(desk: &Desk, bell: &Bell) {
    loop {
        let wait = match desk.open().map(|desk| deliver(&desk)) {
            Ok(Ok(wait)) => wait,
            Ok(Err(error)) => {
                tracing::warn!("Could not carry out what was decided: {}", error.chain());
                OUTBOX
            }
            Err(_) => OUTBOX,
        };
        if !bell.wait(wait) {
            return;
        }
    }
}

/// Delivers what is due and answers how long nothing more will be. What is due and could not be delivered, such as for an
/// account without a login, does not make this hurry.
fn deliver(desk: &OpenDesk) -> Result<Duration> {
    let soon = desk.now() + TimeDelta::minutes(1);
    let due = |now| {
        desk.logbook.read(|reader| {
            let mut times = Vec::new();
            for (id, _) in action::waiting(reader, soon, 100)? {
                times.push(action::action(reader, id)?.not_before);
            }
            Ok((times.iter().any(|at| *at <= now), times.into_iter().filter(|at| *at > now).min()))
        })
    };
    if due(desk.now())?.0 {
        let carried_out = desk.round(collector::deliver)?;
        if carried_out > 0 {
            tracing::info!("Carried out {carried_out} decisions.");
        }
    }
    let now = desk.now();
    let next = due(now)?.1.and_then(|at| (at - now).to_std().ok());
    Ok(next.map_or(OUTBOX, |wait| wait + Duration::from_millis(10)).min(OUTBOX))
}

/// Collects for as long as nobody else does.
fn collect(app: &AppHandle, desk: &Desk, bell: &Bell) {
    loop {
        match desk.open().map(|open| attend(app, desk, &open, bell)) {
            Ok(Ok(Some(Left::Told))) => return,
            Ok(Ok(Some(Left::Relieved { holder, until }))) => tracing::debug!("{holder} collects until {until}."),
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::warn!("Could not collect: {}", error.chain()),
            Err(_) => {}
        }
        let pause = if desk.is_demo() { COLLECT_IN_DEMO } else { COLLECT };
        if !bell.wait(pause) {
            return;
        }
    }
}

/// Attends to the accounts. Nothing where the municipality has not begun, the rules have changed meanwhile, or another
/// program on this machine does it.
fn attend(app: &AppHandle, desk: &Desk, open: &OpenDesk, bell: &Bell) -> Result<Option<Left>> {
    if open.logbook.read(register::municipality)?.is_none() {
        return Ok(None);
    }
    let Some(_here) = collects_here(&open.folder)? else { return Ok(None) };
    let (policy, lexicon, aids) = (open.policy().digest(), open.lexicon(), open.aids());
    let same = || {
        open.policy().digest() == policy
            && open.lexicon().digest() == lexicon.digest()
            && Arc::ptr_eq(&open.aids(), &aids)
    };
    let over = AtomicBool::new(false);
    let wait = |at_most: Duration| {
        let woken = match bell.wake(if desk.is_demo() { COLLECT_IN_DEMO } else { at_most }) {
            Wake::Time if desk.is_demo() => Wake::All,
            other => other,
        };
        match woken {
            // Other rules: the workers come back with them.
            Wake::Time | Wake::All if !same() => {
                over.store(true, Ordering::Relaxed);
                Wake::Leave
            }
            other => other,
        }
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let told = |visit: &Visit, done, all| {
        tell(app, &Collecting { done: count(done), all: count(all) });
        if !visit.new.is_empty() {
            tracing::info!("Collected {} new posts from account {}.", visit.new.len(), visit.account);
        }
    };
    let shift = Shift { holder: &holder(open), wait: &wait, told: &told };
    let left = open.round(|round| collector::attend(round, &shift))?;
    Ok((!over.load(Ordering::Relaxed)).then_some(left))
}

/// The name under which this desk collects. It is the same after a restart, so that a desk never waits for itself.
fn holder(desk: &OpenDesk) -> String {
    let machine = std::env::var("HOSTNAME")
        .or_else(|_| std::env::var("COMPUTERNAME"))
        .or_else(|_| std::fs::read_to_string("/etc/hostname"))
        .unwrap_or_default();
    let login = desk.surroundings.login.as_deref().unwrap_or("?");
    format!("{login}@{} {}", machine.trim(), realm(&desk.folder))
}

/// Tells the page; a page that can't be told now asks by itself later.
pub fn tell<E: Event + Serialize + Clone>(app: &AppHandle, event: &E) {
    if let Err(cause) = event.emit_to(app, WINDOW) {
        tracing::warn!("Could not tell the window: {cause}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bell_that_rang_before_anybody_slept_is_heard() {
        let bell = Bell::default();
        bell.ring();
        let began = Instant::now();
        assert!(bell.wait(Duration::from_secs(10)));
        assert!(began.elapsed() < Duration::from_secs(5), "nobody slept");
        bell.end();
        assert!(!bell.wait(Duration::from_secs(10)), "the end is heard at once");
    }
}
