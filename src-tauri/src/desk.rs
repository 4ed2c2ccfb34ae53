//! The desk: what every command works at, and the one place where the core is called.
//!
//! The core waits for disks, databases and platforms, and a synchronous database client may not even be touched on a
//! thread of the runtime. So nothing here is called there: [`Desk::run`] moves the work to a thread that may wait.

use crate::{
    answer::{Answer, ApiError},
    long_work::LongWork,
    opening,
    place::Surroundings,
};
use chrono::NaiveTime;
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::{Duration, Instant},
};
use uppsikt_core::{
    action::Abilities,
    collector::{Aids, Connections, Round},
    flagging::{Lexicon, learning, rehearsal::Rehearsed},
    house,
    logbook::{Entry, Logbook, Reader, Tx},
    platform::{self, Transport},
    policy::{self, Policy},
    register::{self, Account, Person},
    secrets::Secrets,
    words::{Actor, ActorId, Error, Fault, Refusal, Result, Timestamp},
};

/// The desk, open or not. Cheap to clone: every clone is the same desk.
#[derive(Clone)]
pub struct Desk(Arc<Place>);

struct Place {
    folder: PathBuf,
    surroundings: Surroundings,
    clock: fn() -> Timestamp,
    door: Mutex<Door>,
}

enum Door {
    /// Nobody has tried yet.
    NotTried,
    Open(Arc<OpenDesk>),
    /// It did not open: for this reason, or because something broke, which the log tells.
    Closed(Option<Refusal>, Instant),
}

/// A closed door is not tried again sooner than this.
const BETWEEN_TRIES: Duration = Duration::from_secs(2);

/// A desk with an open database.
pub struct OpenDesk {
    /// The door to the database.
    pub logbook: Arc<Logbook>,
    pub(crate) rules: RwLock<Rules>,
    /// The rehearsal of changed rules that goes on, or the last one.
    pub rehearsal: LongWork<Rehearsed>,
    /// The training of the local model that goes on, or the last one.
    pub training: LongWork<learning::Version>,
    /// The ways to the platforms.
    pub connections: Arc<dyn Connections>,
    /// The key store.
    pub secrets: Secrets,
    /// What carries requests to platforms.
    pub transport: Arc<dyn Transport>,
    /// Where everything lies.
    pub folder: PathBuf,
    /// What the process was started with.
    pub surroundings: Surroundings,
    /// What time it is.
    pub clock: fn() -> Timestamp,
    pub(crate) policy: RwLock<Arc<Policy>>,
    pub(crate) who: RwLock<Option<ActorId>>,
}

/// What flags are made with, and what helps it.
#[derive(Clone)]
pub(crate) struct Rules {
    pub lexicon: Arc<Lexicon>,
    /// Why files of the municipality's own are not in force.
    pub left_out: Arc<[Refusal]>,
    pub aids: Arc<Aids>,
}

impl Desk {
    /// A desk that has not been opened yet.
    #[must_use]
    pub fn new(folder: PathBuf, surroundings: Surroundings, clock: fn() -> Timestamp) -> Desk {
        Desk(Arc::new(Place { folder, surroundings, clock, door: Mutex::new(Door::NotTried) }))
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    /// Whether this is a demo.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.0.surroundings.is_demo()
    }

    /// The open desk; it is opened the first time that somebody asks. May wait: never call it on the runtime.
    ///
    /// # Errors
    /// Why it does not open; `None` when something broke, which the log tells.
    pub fn open(&self) -> Result<Arc<OpenDesk>, Option<Refusal>> {
        let mut door = self.door();
        if let Door::NotTried = *door {
            let Place { folder, surroundings, clock, .. } = &*self.0;
            *door = match opening::open(folder, surroundings, *clock) {
                Ok(desk) => Door::Open(Arc::new(desk)),
                Err(error) => {
                    tracing::error!("The database did not open: {}", error.chain());
                    Door::Closed(error.refusal().cloned(), Instant::now())
                }
            };
        }
        match &*door {
            Door::Open(desk) => Ok(Arc::clone(desk)),
            Door::Closed(trouble, _) => Err(trouble.clone()),
            Door::NotTried => Err(None),
        }
    }

    /// The open desk; one that did not open is tried again, since a key store can be unlocked and a server come back.
    ///
    /// # Errors
    /// As [`Desk::open`].
    pub fn open_again(&self) -> Result<Arc<OpenDesk>, Option<Refusal>> {
        {
            let mut door = self.door();
            if matches!(&*door, Door::Closed(_, tried) if tried.elapsed() >= BETWEEN_TRIES) {
                *door = Door::NotTried;
            }
        }
        self.open()
    }

    /// Lets the core work, on a thread where it may wait.
    ///
    /// # Errors
    /// Whatever `work` answers, or why the desk is closed.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&OpenDesk) -> Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.wait(move |desk| match desk.open() {
            Ok(open) => work(&open),
            Err(trouble) => Err(closed(trouble)),
        })
        .await
    }

    /// The same for work that also does without an open database.
    ///
    /// # Errors
    /// Whatever `work` answers.
    pub async fn wait<T: Send + 'static>(&self, work: impl FnOnce(&Desk) -> Result<T> + Send + 'static) -> Answer<T> {
        let desk = self.clone();
        let done = tauri::async_runtime::spawn_blocking(move || work(&desk)).await;
        done.map_err(|cause| ApiError::from(Fault::of("finish a command", cause)))?.map_err(ApiError::from)
    }

    fn door(&self) -> MutexGuard<'_, Door> {
        self.0.door.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn closed(trouble: Option<Refusal>) -> Error {
    trouble.map_or_else(|| Fault::of("work at the desk", "the database did not open").into(), Error::from)
}

impl OpenDesk {
    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// When today began, in Sweden.
    #[must_use]
    pub fn midnight(&self) -> Timestamp {
        policy::instant(policy::day_of(self.now()), NaiveTime::MIN)
    }

    /// The rules.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.policy.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes other rules from now on.
    pub fn follow(&self, policy: Policy) {
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
    }

    /// What flags are made with.
    #[must_use]
    pub fn lexicon(&self) -> Arc<Lexicon> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner).lexicon)
    }

    /// Why files of the municipality's own are not in force.
    #[must_use]
    pub fn left_out(&self) -> Arc<[Refusal]> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner).left_out)
    }

    /// What helps the rules.
    #[must_use]
    pub fn aids(&self) -> Arc<Aids> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner).aids)
    }

    /// Takes up the rules and the model as they are in the database: this desk or a colleague has changed them.
    ///
    /// # Errors
    /// As [`house::rules::in_force`].
    pub fn renew_rules(&self) -> Result<()> {
        let rules = house::rules::in_force(&self.logbook, &self.policy(), &self.folder, self.now())?;
        let (_, of_policy) = house::policy_in_force(&self.logbook, &self.folder)?;
        let left_out = of_policy.into_iter().chain(rules.left_out).collect();
        let aids = Arc::new(house::rules::aids(&self.logbook)?);
        let lexicon = Arc::new(rules.lexicon);
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Rules { lexicon, left_out, aids };
        Ok(())
    }

    /// Whether this is a demo, where one person may sit down as another.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.surroundings.is_demo()
    }

    /// Another person sits at the desk from now on.
    pub fn seat(&self, person: ActorId) {
        *self.who.write().unwrap_or_else(PoisonError::into_inner) = Some(person);
    }

    /// The person at the desk, as the register knows them now; nobody when it does not know them.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn person(&self) -> Result<Option<Person>> {
        let seated = *self.who.read().unwrap_or_else(PoisonError::into_inner);
        self.logbook.read(|reader| match seated {
            Some(id) => Ok(Some(register::person(reader, id)?).filter(|person| person.active)),
            None => register::person_at_desk(reader, self.surroundings.login.as_deref()),
        })
    }

    /// The actor that acts here. A role that was taken away a moment ago is gone already.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] when nobody in the register sits here.
    pub fn me(&self) -> Result<Actor> {
        Ok(self.person()?.ok_or(Refusal::Unknown)?.actor())
    }

    /// Reads one consistent state, for somebody in the register.
    ///
    /// # Errors
    /// Whatever `work` answers; [`Refusal::Unknown`] when nobody in the register sits here.
    pub fn read<T>(&self, work: impl FnOnce(&Reader<'_>, &Actor) -> Result<T>) -> Result<T> {
        let me = self.me()?;
        self.logbook.read(|reader| work(reader, &me))
    }

    /// Changes something under the name of the person at the desk.
    ///
    /// # Errors
    /// Whatever `work` answers; [`Refusal::Unknown`] when nobody in the register sits here.
    pub fn write<T>(&self, work: impl FnOnce(&mut Tx<'_>, &Actor) -> Result<(T, Entry)>) -> Result<T> {
        let me = self.me()?;
        self.logbook.write(&me, self.now(), |tx| work(tx, &me))
    }

    /// As [`OpenDesk::write`], for work that may find that there is nothing to do.
    ///
    /// # Errors
    /// As [`OpenDesk::write`].
    pub fn write_if<T>(&self, work: impl FnOnce(&mut Tx<'_>, &Actor) -> Result<Option<(T, Entry)>>) -> Result<()> {
        let me = self.me()?;
        self.logbook.write_if(&me, self.now(), |tx| work(tx, &me))?;
        Ok(())
    }

    /// Does something with what a round of the collector needs.
    pub fn round<T>(&self, work: impl FnOnce(&Round<'_>) -> T) -> T {
        let (policy, lexicon, aids) = (self.policy(), self.lexicon(), self.aids());
        work(&Round {
            logbook: &self.logbook,
            policy: &policy,
            lexicon: &lexicon,
            aids: &aids,
            connections: &*self.connections,
            clock: &self.clock,
        })
    }
}

/// What can be done with the posts of an account: by the program, or by a person on the service itself.
///
/// # Errors
/// A fault of the database.
pub fn abilities(reader: &Reader<'_>, account: &Account) -> Result<Option<Abilities>> {
    let services = if account.platform.is_by_hand() { register::services(reader)? } else { Vec::new() };
    Ok(platform::abilities_of(account, &services))
}
