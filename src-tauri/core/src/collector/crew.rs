//! The workers: a few dozen threads that visit the accounts whose turn it is, each one platform at a time.
//!
//! A visit waits nearly all of its time, so threads are what it takes, and no runtime. Who goes next is decided in
//! [`super::lanes`], when is decided in [`super::pace`]; here it is only done.

use super::{
    Round, coverage, daily,
    lanes::Lanes,
    lease::{self, Lease, RENEWAL, drop_turns},
    outbox, pictures,
    visit::{Turn, Visit, visit},
};
use crate::{
    logbook::Reader,
    policy::day_of,
    register::{self, Active, ConnectionState},
    words::{AccountId, Error, Platform, Result, Timestamp},
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, Scope},
    time::Duration,
};

/// Workers at most.
const WORKERS: usize = 40;
/// Turns taken in one transaction.
const TURNS: usize = 64;
/// How often a worker without work looks whether a slow lane has become free.
const LOOK: Duration = Duration::from_millis(500);
/// The longest sleep between looks for accounts that are due.
const SLEEP: Duration = Duration::from_secs(2);

/// Why whoever attends to the accounts stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// They were told to.
    Told,
    /// Another collector is on duty.
    Relieved {
        /// Its name.
        holder: String,
        /// Until when at least.
        until: Timestamp,
    },
}

/// What wakes whoever attends to the accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// Time has passed.
    Time,
    /// Somebody wants to see everything now: every account is visited that its platform lets us visit.
    All,
    /// Enough for today.
    Leave,
}

/// Who attends to the accounts, and how to reach them.
pub struct Shift<'a> {
    /// The collector's name; the same after a restart.
    pub holder: &'a str,
    /// Sleeps for so long, or until woken.
    pub wait: &'a (dyn Fn(Duration) -> Wake + Sync),
    /// Hears of each visit, with how many are done of how many that were begun together.
    pub told: &'a (dyn Fn(&Visit, usize, usize) + Sync),
}

/// Attends to the accounts until told to stop: visits each when it is due, for as long as nobody else is on duty.
///
/// # Errors
/// A fault of the database. Trouble with a platform is kept with its account.
pub fn attend(round: &Round<'_>, shift: &Shift<'_>) -> Result<Left> {
    let crew = Crew::new(round, shift.holder, shift.told, false);
    if let Lease::Theirs { holder, until } = lease::hold(round.logbook, shift.holder, (round.clock)())? {
        return Ok(Left::Relieved { holder, until });
    }
    crew.drop_turns()?;
    let left = thread::scope(|scope| {
        let left = crew.lead(scope, shift);
        crew.end();
        left
    })?;
    if left == Left::Told {
        lease::give_back(round.logbook, shift.holder, (round.clock)())?;
    }
    Ok(left)
}

/// Visits every connected account once, due or not, and delivers what waits. `told` hears of each visit, with how many are
/// done and of how many. Whoever another collector is visiting right now is left to it.
///
/// # Errors
/// A fault of the database. Trouble with a platform is kept with its account, not answered here.
pub fn round(round: &Round<'_>, holder: &str, told: &(dyn Fn(&Visit, usize, usize) + Sync)) -> Result<Vec<Visit>> {
    let visits = Mutex::new(Vec::new());
    let collect = |visit: &Visit, done: usize, all: usize| {
        visits.lock().unwrap_or_else(PoisonError::into_inner).push(visit.clone());
        told(visit, done, all);
    };
    let crew = Crew::new(round, holder, &collect, true);
    crew.drop_turns()?;
    let everybody = round.logbook.read(connected)?;
    crew.add(everybody);
    thread::scope(|scope| {
        let mut workers = 0;
        crew.hire(scope, &mut workers);
    });
    if let Some(fault) = crew.inside().fault.take() {
        return Err(fault);
    }
    outbox::deliver(round)?;
    look_after(round)?;
    pictures::read_where_no_visit_comes(round, &|| true)?;
    daily::look_if_due(round, &|| true)?;
    Ok(visits.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// What is done beside the visits: what has rested is taken up, days that are over are entered, and those that are old
/// enough are disposed of.
fn look_after(round: &Round<'_>) -> Result<()> {
    outbox::wake_rested(round)?;
    coverage::enter_days(round)?;
    coverage::dispose_of_rounds(round)
}

/// The accounts that can be visited.
fn connected(reader: &Reader<'_>) -> Result<Vec<Active>> {
    let accounts = register::active_accounts(reader)?;
    Ok(accounts.into_iter().filter(|account| account.account().connection != ConnectionState::None).collect())
}

/// Accounts that are due. With `all`, also those that are not, except where the platform itself asked for a rest.
fn due(reader: &Reader<'_>, holder: &str, now: Timestamp, all: bool) -> Result<BTreeSet<AccountId>> {
    reader
        .rows(
            "SELECT a.id FROM account a LEFT JOIN account_pace p ON p.account_id = a.id
             WHERE a.status = 'active' AND a.connection_state <> 'none'
               AND (p.account_id IS NULL
                 OR ((p.due_at <= $1 OR ($2 = 1 AND p.why NOT IN ('limited', 'shared')))
                   AND (p.held_by = '' OR p.held_by = $3 OR p.held_until <= $1)))",
            &[now.into(), i64::from(all).into(), holder.into()],
        )?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

struct Crew<'a> {
    round: &'a Round<'a>,
    holder: &'a str,
    told: &'a (dyn Fn(&Visit, usize, usize) + Sync),
    /// Whether the workers go home when there is nothing left.
    once: bool,
    inside: Mutex<Inside>,
    changed: Condvar,
    /// Somebody reads pictures or takes the daily look.
    looking: AtomicBool,
}

struct Inside {
    lanes: Lanes<Turn>,
    /// Accounts whose turn has not been taken yet.
    next: VecDeque<Active>,
    waiting: BTreeSet<AccountId>,
    /// A worker is taking turns.
    taking: bool,
    sharing: BTreeMap<Platform, u32>,
    done: usize,
    all: usize,
    ended: bool,
    fault: Option<Error>,
}

impl<'a> Crew<'a> {
    fn new(
        round: &'a Round<'a>,
        holder: &'a str,
        told: &'a (dyn Fn(&Visit, usize, usize) + Sync),
        once: bool,
    ) -> Crew<'a> {
        let inside = Inside {
            lanes: Lanes::new(round.policy.pace().at_once),
            next: VecDeque::new(),
            waiting: BTreeSet::new(),
            taking: false,
            sharing: BTreeMap::new(),
            done: 0,
            all: 0,
            ended: false,
            fault: None,
        };
        Crew {
            round,
            holder,
            told,
            once,
            inside: Mutex::new(inside),
            changed: Condvar::new(),
            looking: AtomicBool::new(false),
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        (self.round.clock)()
    }

    /// Takes up what a collector of this name left behind when it died.
    fn drop_turns(&self) -> Result<()> {
        self.round.logbook.observe(self.now(), |tx| {
            let dropped = drop_turns(tx, self.holder)?;
            Ok((dropped > 0).then_some(((), None)))
        })?;
        Ok(())
    }

    /// Gives out the accounts that are due, and keeps the duty, until it is over.
    fn lead<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>, shift: &Shift<'_>) -> Result<Left> {
        let (mut workers, mut all, mut looked_after) = (0, false, None);
        let renewal = RENEWAL.to_std().unwrap_or(SLEEP);
        loop {
            let now = self.now();
            if let Lease::Theirs { holder, until } = lease::hold(self.round.logbook, self.holder, now)? {
                return Ok(Left::Relieved { holder, until });
            }
            let ids = self.round.logbook.read(|reader| due(reader, self.holder, now, all))?;
            let new = {
                let inside = self.inside();
                ids.iter().any(|id| !inside.waiting.contains(id) && !inside.lanes.knows(*id))
            };
            if new {
                let accounts = self.round.logbook.read(connected)?;
                self.count_sharing(&accounts);
                self.add(accounts.into_iter().filter(|account| ids.contains(&account.account().id)).collect());
            }
            self.hire(scope, &mut workers);
            let minute = (day_of(now), now.timestamp() / 60);
            if looked_after != Some(minute) {
                look_after(self.round)?;
                if !self.looking.swap(true, Ordering::AcqRel) {
                    scope.spawn(|| self.look_slowly());
                }
                looked_after = Some(minute);
            }
            if let Some(fault) = self.inside().fault.take() {
                return Err(fault);
            }
            match (shift.wait)(SLEEP.min(renewal)) {
                Wake::Time => all = false,
                Wake::All => all = true,
                Wake::Leave => return Ok(Left::Told),
            }
        }
    }

    /// The daily look asks every platform, and pictures take long to read: so both have a thread of their own.
    fn look_slowly(&self) {
        let go_on = || !self.inside().ended;
        let looked = pictures::read_where_no_visit_comes(self.round, &go_on)
            .and_then(|()| daily::look_if_due(self.round, &go_on));
        self.looking.store(false, Ordering::Release);
        if let Err(fault) = looked {
            self.give_up(self.inside(), fault);
        }
    }

    fn count_sharing(&self, accounts: &[Active]) {
        let mut sharing = BTreeMap::new();
        for account in accounts {
            *sharing.entry(account.account().platform).or_insert(0) += 1;
        }
        self.inside().sharing = sharing;
    }

    fn add(&self, accounts: Vec<Active>) {
        if self.once {
            self.count_sharing(&accounts);
        }
        let mut inside = self.inside();
        if inside.done == inside.all {
            (inside.done, inside.all) = (0, 0);
        }
        for account in accounts {
            let id = account.account().id;
            if !inside.lanes.knows(id) && inside.waiting.insert(id) {
                inside.all += 1;
                inside.next.push_back(account);
            }
        }
        drop(inside);
        self.changed.notify_all();
    }

    /// As many workers as there is work for.
    fn hire<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>, workers: &mut usize) {
        let wanted = {
            let inside = self.inside();
            let (waiting, under_way) = inside.lanes.left();
            (inside.next.len() + waiting + under_way).min(WORKERS)
        };
        while *workers < wanted {
            scope.spawn(|| self.work());
            *workers += 1;
        }
    }

    fn end(&self) {
        let mut inside = self.inside();
        inside.ended = true;
        inside.lanes.clear();
        inside.next.clear();
        drop(inside);
        self.changed.notify_all();
    }

    fn work(&self) {
        while let Some((lane, id, turn)) = self.next_turn() {
            let met = visit(self.round, self.holder, turn);
            let mut inside = self.inside();
            inside.lanes.done(&lane, id, self.now());
            inside.done += 1;
            let (done, all) = (inside.done, inside.all);
            match met {
                Ok(visit) => {
                    drop(inside);
                    self.changed.notify_all();
                    (self.told)(&visit, done, all);
                }
                Err(fault) => self.give_up(inside, fault),
            }
        }
    }

    fn give_up(&self, mut inside: MutexGuard<'_, Inside>, fault: Error) {
        inside.fault.get_or_insert(fault);
        inside.ended = true;
        drop(inside);
        self.changed.notify_all();
    }

    /// Waits for a turn; `None` when the work is over.
    fn next_turn(&self) -> Option<(String, AccountId, Turn)> {
        let mut inside = self.inside();
        loop {
            if inside.ended {
                return None;
            }
            if let Some(next) = inside.lanes.take(self.now()) {
                return Some(next);
            }
            if !inside.taking && !inside.next.is_empty() {
                inside = self.take_turns(inside);
                continue;
            }
            if self.once && !inside.taking && inside.lanes.left() == (0, 0) {
                return None;
            }
            inside = self.changed.wait_timeout(inside, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Takes the next turns into the lanes; the others go on meanwhile.
    fn take_turns<'guard>(&'guard self, mut inside: MutexGuard<'guard, Inside>) -> MutexGuard<'guard, Inside> {
        let most = TURNS.min(inside.next.len());
        let accounts: Vec<Active> = inside.next.drain(..most).collect();
        let ids: Vec<AccountId> = accounts.iter().map(|account| account.account().id).collect();
        let sharing = inside.sharing.clone();
        inside.taking = true;
        drop(inside);
        let share = |account: &Active| sharing.get(&account.account().platform).copied().unwrap_or(1);
        let taken = Turn::take(self.round, self.holder, accounts, share);
        let mut inside = self.inside();
        inside.taking = false;
        for id in &ids {
            inside.waiting.remove(id);
        }
        match taken {
            Ok(turns) => {
                // Whoever another collector is visiting is not ours to count.
                inside.all -= ids.len() - turns.len();
                for turn in turns {
                    let (lane, id) = (lane_of(turn.account()), turn.account().account().id);
                    inside.lanes.add(&lane, id, turn);
                }
            }
            Err(fault) => {
                inside.fault.get_or_insert(fault);
                inside.ended = true;
            }
        }
        self.changed.notify_all();
        inside
    }
}

/// The host that an account is asked at.
fn lane_of(account: &Active) -> String {
    let address = &account.account().address;
    let rest = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_lowercase()
}
