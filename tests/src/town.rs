//! A whole municipality in a test: Lillvik, with its people, one account and a platform that does as it is told.

mod founding;
mod life;
mod person;
mod way;

pub use person::Person;
pub use way::connection;

use crate::fake_platform::FakePlatform;
use chrono::TimeDelta;
use std::{
    cell::Cell,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use uppsikt_core::{
    action::{self, Action},
    collector::Aids,
    flagging::{Lexicon, adviser::Adviser},
    intake::{self, Post},
    logbook::{Logbook, Reader},
    policy::Policy,
    queue,
    registrar::{self, Forwarded},
    secrets::Secrets,
    words::{AccountId, Actor, DepartmentId, EvidenceId, Id as _, PostId, Result, Timestamp},
};

/// The municipality. When it is dropped, the logbook's chain must hold, every post must be in exactly one list, and no
/// decision may be left waiting unless the story said so.
pub struct Municipality {
    /// The door to the database.
    pub logbook: Arc<Logbook>,
    /// The rules.
    pub policy: Arc<Policy>,
    /// What flags are made with.
    pub lexicon: Arc<Lexicon>,
    /// What helps them: nothing, where a story does not say otherwise.
    pub aids: Aids,
    /// The key store, in memory.
    pub secrets: Secrets,
    platform: Arc<FakePlatform>,
    account: AccountId,
    departments: Vec<DepartmentId>,
    people: Vec<Actor>,
    now: Arc<AtomicI64>,
    folder: PathBuf,
    may_wait: Cell<bool>,
}

impl Municipality {
    /// The time in the story.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_timestamp_millis(self.now.load(Ordering::Relaxed)).unwrap()
    }

    /// Time goes by.
    pub fn later(&self, by: TimeDelta) {
        self.now.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }

    /// The platform.
    #[must_use]
    pub fn platform(&self) -> &FakePlatform {
        &self.platform
    }

    /// The only account.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The department that owns the account.
    #[must_use]
    pub fn office(&self) -> DepartmentId {
        self.departments[0]
    }

    /// The department whose matters go to a person's file.
    #[must_use]
    pub fn social_services(&self) -> DepartmentId {
        self.departments[1]
    }

    /// The id of evidence that does not exist.
    #[must_use]
    pub fn no_evidence() -> EvidenceId {
        EvidenceId::from_number(1)
    }

    /// The folder that goes when the municipality does.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// Decisions may be left waiting when the story ends.
    pub fn may_leave_decisions(&self) {
        self.may_wait.set(true);
    }

    /// Maja moderates.
    #[must_use]
    pub fn maja(&self) -> Person<'_> {
        self.person(0)
    }
    /// Per moderates too.
    #[must_use]
    pub fn per(&self) -> Person<'_> {
        self.person(1)
    }
    /// Rune registers.
    #[must_use]
    pub fn rune(&self) -> Person<'_> {
        self.person(2)
    }
    /// Arvid archives.
    #[must_use]
    pub fn arvid(&self) -> Person<'_> {
        self.person(3)
    }
    /// Gunilla manages.
    #[must_use]
    pub fn gunilla(&self) -> Person<'_> {
        self.person(4)
    }
    /// Åke audits.
    #[must_use]
    pub fn ake(&self) -> Person<'_> {
        self.person(5)
    }

    fn person(&self, at: usize) -> Person<'_> {
        Person { town: self, actor: &self.people[at] }
    }

    /// What posts are flagged with.
    #[must_use]
    pub fn with(&self) -> (&Lexicon, Option<&dyn Adviser>) {
        (&self.lexicon, self.aids.adviser())
    }

    /// Reads the database.
    pub fn read<T>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T>) -> T {
        self.logbook.read(work).unwrap()
    }

    /// A post as it stands.
    #[must_use]
    pub fn post(&self, id: PostId) -> Post {
        self.read(|reader| intake::post(reader, id))
    }

    /// The platform's name for a post.
    #[must_use]
    pub fn name_of(&self, id: PostId) -> String {
        self.post(id).platform_ref.0
    }

    /// Whether the post stands on the platform for all to see.
    #[must_use]
    pub fn stands(&self, id: PostId) -> bool {
        self.platform.shows(&self.name_of(id))
    }

    /// What was decided on a post.
    #[must_use]
    pub fn actions(&self, id: PostId) -> Vec<Action> {
        self.read(|reader| action::of_post(reader, id))
    }

    /// What was sent to registrars.
    #[must_use]
    pub fn forwards(&self, id: PostId) -> Vec<Forwarded> {
        self.read(|reader| registrar::of_post(reader, id))
    }

    /// The kinds of entries about a post, oldest first.
    #[must_use]
    pub fn entries(&self, id: PostId) -> Vec<String> {
        self.entries_about(&id.to_string())
    }

    /// The kinds of entries about anything, oldest first.
    #[must_use]
    pub fn entries_about(&self, subject: &str) -> Vec<String> {
        self.read(|reader| {
            let mut entries = reader.entries(Some(subject), i64::MAX, 1000)?;
            entries.reverse();
            Ok(entries.into_iter().map(|entry| entry.kind).collect())
        })
    }
}

impl Drop for Municipality {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let chain = self.logbook.verify().unwrap();
            assert_eq!(chain.broken_at, None, "the logbook's chain holds");
            assert_eq!(self.read(queue::unplaced), vec![], "every post is in exactly one list");
            if !self.may_wait.get() {
                let at = self.now() + TimeDelta::days(400);
                let waiting = self.read(|reader| action::waiting(reader, at, 10));
                assert_eq!(waiting, vec![], "no decision is left waiting");
            }
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
