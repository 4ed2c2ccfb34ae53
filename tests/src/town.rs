//! A whole municipality in a test: Lillvik, with its people, one account and a platform that does as it is told.

use crate::{fake_platform::FakePlatform, postgres_server};
use chrono::TimeDelta;
use std::{
    cell::Cell,
    collections::BTreeSet,
    path::PathBuf,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};
use uppsikt_core::{
    action::{self, Abilities, Action, Blocking, Hands, Wording},
    collector::{self, Aids, Connections, Round, Visit},
    evidence::{self, ConfirmedGaps, Sealing, Summary},
    flagging::{self, Found, Label, Lexicon, Reading, Severity},
    intake::{self, Post},
    logbook::{Entry, Logbook, Reader},
    paper::Pdf,
    platform::{Candidate, Connection, Door},
    policy::Policy,
    queue::{self, Desk, Filter, List, Page, PostView},
    register::{self, AccountKind, Active, Agreement, Application, Clock, Department},
    registrar::{self, DiaryFields, Forwarded},
    secrets::Secrets,
    store::{DatabaseKey, Place},
    words::{
        AccountId, ActionId, Actor, ActorId, AttachmentId, DepartmentId, Digest, EvidenceId, ForwardId, Id as _,
        Platform, PostId, RegistrationNumber, Result, Role, Timestamp,
    },
};

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A Monday morning in November, at 7.58 in Sweden.
const MONDAY: i64 = 1_795_417_080_000;

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

struct OnePlatform(Arc<Connection>);

impl Connections for OnePlatform {
    fn connection(&self, _: &Active) -> Result<Arc<Connection>> {
        Ok(Arc::clone(&self.0))
    }
}

struct Shared(Arc<FakePlatform>);

impl intake::Source for Shared {
    fn fetch(&self, ask: intake::Ask<'_>) -> std::result::Result<intake::Batch, intake::Outage> {
        self.0.fetch(ask)
    }
    fn look(&self, at: &intake::PlatformRef) -> std::result::Result<intake::Look, intake::Outage> {
        self.0.look(at)
    }
    fn attachment(&self, address: &str) -> std::result::Result<intake::File, intake::Outage> {
        self.0.attachment(address)
    }
    fn searches(&self) -> bool {
        self.0.searches()
    }
    fn search(&self, words: &str, ask: intake::Ask<'_>) -> std::result::Result<intake::Batch, intake::Outage> {
        self.0.search(words, ask)
    }
}

impl Door for Shared {
    fn discover(&self) -> std::result::Result<Vec<Candidate>, intake::Outage> {
        Ok(Vec::new())
    }
    fn prove(&self) -> std::result::Result<Option<Timestamp>, intake::Outage> {
        Ok(None)
    }
}

impl Hands for Shared {
    fn abilities(&self) -> Abilities {
        self.0.abilities()
    }
    fn reply(
        &self,
        to: &intake::PlatformRef,
        reply: &action::Reply,
    ) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.reply(to, reply)
    }
    fn hide(&self, post: &intake::PlatformRef) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.hide(post)
    }
    fn unhide(&self, post: &intake::PlatformRef) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.unhide(post)
    }
    fn remove(
        &self,
        post: &intake::PlatformRef,
        removal: &action::Removal,
    ) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.remove(post, removal)
    }
    fn block(&self, author: &str, post: &intake::PlatformRef) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.block(author, post)
    }
    fn unblock(&self, author: &str) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.unblock(author)
    }
    fn close(&self, root: &intake::PlatformRef) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.close(root)
    }
    fn open(&self, root: &intake::PlatformRef) -> std::result::Result<action::Receipt, intake::Outage> {
        self.0.open(root)
    }
    fn is_blocked(&self, author: &str) -> std::result::Result<Option<bool>, intake::Outage> {
        self.0.is_blocked(author)
    }
    fn is_closed(&self, root: &intake::PlatformRef) -> std::result::Result<Option<bool>, intake::Outage> {
        self.0.is_closed(root)
    }
}

/// A connection to a platform in memory.
#[must_use]
pub fn connection(platform: &Arc<FakePlatform>) -> Arc<Connection> {
    Arc::new(Connection {
        source: Box::new(Shared(Arc::clone(platform))),
        hands: Some(Box::new(Shared(Arc::clone(platform)))),
        door: Box::new(Shared(Arc::clone(platform))),
    })
}

/// The embedded rules, compiled once for all the tests of a process.
fn lexicon() -> Arc<Lexicon> {
    static LEXICON: OnceLock<Arc<Lexicon>> = OnceLock::new();
    Arc::clone(LEXICON.get_or_init(|| Arc::new(Lexicon::embedded().unwrap())))
}

impl Municipality {
    /// Lillvik on SQLite.
    #[must_use]
    pub fn lillvik() -> Municipality {
        let folder = new_folder();
        let key = DatabaseKey::new([7; 32]);
        Municipality::at(Place::File { path: folder.join("uppsikt.sqlite"), key }, folder)
    }

    /// Lillvik on PostgreSQL; `None` where there is none and none is demanded.
    #[must_use]
    pub fn lillvik_on_postgres() -> Option<Municipality> {
        Some(Municipality::at(Place::Server(postgres_server::new_database()?), new_folder()))
    }

    /// Lillvik in this place. The policy is Botkyrka's where a story does not say otherwise: the neutral one.
    #[must_use]
    pub fn at(place: Place, folder: PathBuf) -> Municipality {
        let logbook = Arc::new(Logbook::open_counted(place, 1000).unwrap());
        let now = Arc::new(AtomicI64::new(MONDAY));
        let at = Timestamp::from_timestamp_millis(MONDAY).unwrap();
        let setup = Actor::collector();
        logbook.write(&setup, at, |tx| register::begin(tx, "Lillviks kommun", "neutral")).unwrap();
        let departments = [
            ("Kommunledningsförvaltningen", "Kommunstyrelsen", "KS", false),
            ("Socialförvaltningen", "Socialnämnden", "SN", true),
        ]
        .map(|(name, board, prefix, personal_file)| keep_department(&logbook, at, name, board, prefix, personal_file));
        let people = [
            ("maja", "Maja Lind", "M.L.", Role::Moderator),
            ("per", "Per Alm", "P.A.", Role::Moderator),
            ("rune", "Rune Berg", "R.B.", Role::Registrar),
            ("arvid", "Arvid Ek", "A.E.", Role::Archivist),
            ("gunilla", "Gunilla Dahl", "G.D.", Role::Manager),
            ("ake", "Åke Holm", "Å.H.", Role::Auditor),
        ]
        .map(|(login, name, initials, role)| keep_person(&logbook, at, login, name, initials, role, departments[0]));
        let gunilla = people[4].clone();
        let policy = Arc::new(Policy::embedded("neutral").unwrap());
        let account = logbook
            .write(&gunilla, at, |tx| {
                let application = Application {
                    platform: Platform::Facebook,
                    service: String::new(),
                    handle: "lillvikskommun".into(),
                    name: "Lillviks kommun".into(),
                    address: "https://platform.example".into(),
                    department: departments[0],
                    kind: AccountKind::Official,
                    purpose: "Berätta vad kommunen gör".into(),
                    target_group: "Alla som bor i Lillvik".into(),
                    clock: Clock::Main,
                };
                register::apply(tx, &gunilla, &application)
            })
            .unwrap();
        logbook
            .write(&gunilla, at, |tx| {
                let agreement = Agreement::new("2026-02-03", [people[0].id(), people[4].id()])?;
                let (active, entry) = register::approve(tx, gunilla.manager()?, account, &agreement)?;
                queue::connected(tx, &policy, &active)?;
                Ok(((), entry))
            })
            .unwrap();
        Municipality {
            logbook,
            policy,
            lexicon: lexicon(),
            aids: Aids::default(),
            secrets: Secrets::of(keyring_core::mock::Store::new().unwrap(), "lillvik"),
            platform: Arc::new(FakePlatform::default()),
            account,
            departments: departments.to_vec(),
            people: people.to_vec(),
            now,
            folder,
            may_wait: Cell::new(false),
        }
    }

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

    /// Opens one more account, with a login, on the host of this address.
    pub fn one_more_account(&self, platform: Platform, name: &str, address: &str) -> AccountId {
        let gunilla = self.gunilla();
        let application = Application {
            platform,
            service: String::new(),
            handle: name.to_lowercase().replace(' ', ""),
            name: name.into(),
            address: address.into(),
            department: self.office(),
            kind: AccountKind::Official,
            purpose: "Berätta vad kommunen gör".into(),
            target_group: "Alla som bor i Lillvik".into(),
            clock: Clock::Other,
        };
        let id = gunilla.write(|tx| register::apply(tx, gunilla.actor, &application)).unwrap();
        let agreement = Agreement::new("2026-02-03", [self.maja().id(), gunilla.id()]).unwrap();
        gunilla
            .write(|tx| {
                let (active, _) = register::approve(tx, gunilla.actor.manager()?, id, &agreement)?;
                queue::connected(tx, &self.policy, &active)
            })
            .unwrap();
        id
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

    /// Anna writes a comment, and the collector fetches it.
    pub fn citizen_writes(&self, text: &str) -> PostId {
        self.writes("Anna B.", text)
    }

    /// Somebody writes a comment, and the collector fetches it.
    pub fn writes(&self, author: &str, text: &str) -> PostId {
        let name = self.platform.write(author, text, self.now());
        self.fetched(&name)
    }

    /// The same with a picture.
    pub fn writes_with_picture(&self, author: &str, text: &str) -> PostId {
        let name = self.platform.write_with_picture(author, text, self.now());
        self.fetched(&name)
    }

    /// Anna writes a comment that is unlike the others in some way, and the collector fetches it.
    pub fn writes_unlike(&self, text: &str, unlike: impl FnOnce(&mut intake::Fetched)) -> PostId {
        let name = self.platform.write_unlike(text, self.now(), unlike);
        self.fetched(&name)
    }

    /// Anna writes a comment of which a rule says this, whatever the word lists of the day hold.
    pub fn writes_what_is(&self, label: Label, text: &str) -> PostId {
        let post = self.citizen_writes(text);
        self.a_rule_says(post, label);
        post
    }

    /// A rule says this of a post.
    pub fn a_rule_says(&self, post: PostId, label: Label) {
        let (rule, severity) = (format!("story.{label}"), Severity::Grave);
        let found = Found { label, rule, start: 0, end: 4, score: 90, severity };
        let reading = Reading { found: vec![found], language: None };
        self.logbook
            .write(&Actor::collector(), self.now(), |tx| {
                let latest = intake::post(tx, post)?.latest;
                flagging::kept::keep(tx, post, latest, &reading, &self.lexicon)?;
                queue::settle(tx, &self.policy, post)?;
                Ok(((), Entry::Settled { post }))
            })
            .unwrap();
    }

    fn fetched(&self, name: &str) -> PostId {
        self.later(TimeDelta::minutes(1));
        self.collect();
        self.read(|reader| reader.one("SELECT id FROM post WHERE platform_ref = $1", &[name.into()])?.get(0))
    }

    /// One round of the collector.
    pub fn collect(&self) -> Vec<Visit> {
        self.in_round(|round| collector::round(round, "lillvik", &|_, _, _| {}).unwrap())
    }

    /// The hold passes, and what waits is carried out.
    pub fn hold_passes(&self) {
        self.later(TimeDelta::seconds(i64::from(self.policy.limits().hold_seconds)));
        self.in_round(|round| collector::deliver(round).unwrap());
    }

    /// The program starts anew on the same database; whatever it held in memory is gone.
    #[must_use]
    pub fn restarted(&self) -> Logbook {
        Logbook::open(self.logbook.store().place().clone()).unwrap()
    }

    /// With everything that a round needs.
    pub fn in_round<T>(&self, work: impl FnOnce(&Round<'_>) -> T) -> T {
        self.in_round_on(&self.logbook, work)
    }

    /// The same through another door to the same database.
    pub fn in_round_on<T>(&self, logbook: &Logbook, work: impl FnOnce(&Round<'_>) -> T) -> T {
        self.in_round_over(logbook, &OnePlatform(connection(&self.platform)), work)
    }

    /// The same with other ways to the platforms.
    pub fn in_round_over<T>(
        &self,
        logbook: &Logbook,
        connections: &dyn Connections,
        work: impl FnOnce(&Round<'_>) -> T,
    ) -> T {
        let now = Arc::clone(&self.now);
        let clock = move || Timestamp::from_timestamp_millis(now.load(Ordering::Relaxed)).unwrap();
        work(&Round {
            logbook,
            policy: &self.policy,
            lexicon: &self.lexicon,
            aids: &self.aids,
            connections,
            clock: &clock,
        })
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

/// Somebody at work in Lillvik.
#[derive(Clone, Copy)]
pub struct Person<'a> {
    town: &'a Municipality,
    /// The actor that acts.
    pub actor: &'a Actor,
}

impl Person<'_> {
    /// Their id.
    #[must_use]
    pub fn id(&self) -> ActorId {
        self.actor.id()
    }

    /// Writes through the logbook under their name.
    ///
    /// # Errors
    /// Whatever `work` answers.
    pub fn write<T>(&self, work: impl FnOnce(&mut uppsikt_core::logbook::Tx<'_>) -> Result<(T, Entry)>) -> Result<T> {
        self.town.logbook.write(self.actor, self.town.now(), work)
    }

    /// Seals evidence of a post.
    ///
    /// # Errors
    /// As [`evidence::seal`].
    pub fn seal(&self, post: PostId) -> Result<EvidenceId> {
        let key = self.town.secrets.seal_key()?;
        let sealing = Sealing { key: &key, lexicon: &self.town.lexicon };
        self.write(|tx| {
            let post = intake::post(tx, post)?;
            let (sealed, entry) = evidence::seal(tx, self.actor.moderator()?, &post, sealing)?;
            Ok((sealed.id(), entry))
        })
    }

    /// Seals evidence and removes the post on a ground.
    ///
    /// # Errors
    /// As [`Person::seal`] and [`queue::remove`].
    pub fn remove(&self, post: PostId, ground: &str) -> Result<ActionId> {
        let evidence = self.seal(post)?;
        self.remove_on(post, evidence, ground)
    }

    /// Removes the post on evidence that was sealed before.
    ///
    /// # Errors
    /// As [`queue::remove`].
    pub fn remove_on(&self, post: PostId, evidence: EvidenceId, ground: &str) -> Result<ActionId> {
        let policy = &self.town.policy;
        self.write(|tx| {
            let by = self.actor.moderator()?;
            let ((id, _), entry) = queue::remove(tx, policy, by, post, evidence, ground, "", "")?;
            Ok((id, entry))
        })
    }

    /// Seals evidence and hides the post.
    ///
    /// # Errors
    /// As [`queue::hide`].
    pub fn hide(&self, post: PostId, ground: &str) -> Result<ActionId> {
        let evidence = self.seal(post)?;
        self.write(|tx| {
            let by = self.actor.moderator()?;
            let ((id, _), entry) = queue::hide(tx, &self.town.policy, by, post, evidence, ground, "")?;
            Ok((id, entry))
        })
    }

    /// Answers the post.
    ///
    /// # Errors
    /// As [`queue::reply`].
    pub fn reply(&self, post: PostId, text: &str) -> Result<ActionId> {
        let wording = Wording { longest: 8000, signature: String::new() };
        self.write(|tx| {
            let by = self.actor.moderator()?;
            let ((id, _), entry) = queue::reply(tx, &self.town.policy, by, post, text, &wording)?;
            Ok((id, entry))
        })
    }

    /// Shows a hidden post again, and says why.
    ///
    /// # Errors
    /// As [`queue::unhide`].
    pub fn unhide(&self, post: PostId, reason: &str) -> Result<ActionId> {
        self.write(|tx| {
            let ((id, _), entry) = queue::unhide(tx, &self.town.policy, self.actor.moderator()?, post, reason)?;
            Ok((id, entry))
        })
    }

    /// Seals evidence and shuts the author of the post out for so many days, to be looked at again after so many.
    ///
    /// # Errors
    /// As [`queue::block`].
    pub fn block(&self, post: PostId, ground: &str, reason: &str, ends: i64, review: i64) -> Result<ActionId> {
        let evidence = self.seal(post)?;
        self.write(|tx| {
            let blocking = Blocking {
                evidence,
                ground: ground.to_owned(),
                reason: reason.to_owned(),
                ends_at: tx.at() + TimeDelta::days(ends),
                review_at: tx.at() + TimeDelta::days(review),
            };
            let ((id, _), entry) = queue::block(tx, &self.town.policy, self.actor.moderator()?, post, &blocking)?;
            Ok((id, entry))
        })
    }

    /// Lets the author of the post in again.
    ///
    /// # Errors
    /// As [`queue::unblock`].
    pub fn unblock(&self, post: PostId, reason: &str) -> Result<ActionId> {
        self.write(|tx| {
            let ((id, _), entry) = queue::unblock(tx, &self.town.policy, self.actor.moderator()?, post, reason)?;
            Ok((id, entry))
        })
    }

    /// Looks at a block again and lets it go on for so many days, to be looked at again after so many.
    ///
    /// # Errors
    /// As [`queue::review_block`].
    pub fn review_block(&self, post: PostId, reason: &str, ends: i64, review: i64) -> Result<()> {
        self.write(|tx| {
            let (ends_at, review_at) = (tx.at() + TimeDelta::days(ends), tx.at() + TimeDelta::days(review));
            queue::review_block(tx, &self.town.policy, self.actor.moderator()?, post, reason, ends_at, review_at)
        })
    }

    /// Closes the thread of the post for comments.
    ///
    /// # Errors
    /// As [`queue::close_thread`].
    pub fn close_thread(&self, post: PostId, reason: &str, sure: bool) -> Result<ActionId> {
        let removes = self.town.platform.abilities().closing_removes;
        self.write(|tx| {
            let by = self.actor.moderator()?;
            let ((id, _), entry) = queue::close_thread(tx, &self.town.policy, by, post, reason, removes, sure)?;
            Ok((id, entry))
        })
    }

    /// Opens the thread of the post again.
    ///
    /// # Errors
    /// As [`queue::open_thread`].
    pub fn open_thread(&self, post: PostId, reason: &str) -> Result<ActionId> {
        self.write(|tx| {
            let ((id, _), entry) = queue::open_thread(tx, &self.town.policy, self.actor.moderator()?, post, reason)?;
            Ok((id, entry))
        })
    }

    /// Seals evidence and proposes a removal to a second person.
    ///
    /// # Errors
    /// As [`queue::ask_second`].
    pub fn ask_second(&self, post: PostId, ground: &str) -> Result<ActionId> {
        let evidence = self.seal(post)?;
        let policy = &self.town.policy;
        self.write(|tx| queue::ask_second(tx, policy, self.actor.moderator()?, post, evidence, ground, "", ""))
    }

    /// Removes what may not be copied; nothing when a colleague has been asked first.
    ///
    /// # Errors
    /// As [`queue::remove_without_copy`].
    pub fn remove_without_copy(&self, post: PostId, ground: &str) -> Result<Option<(ActionId, Timestamp)>> {
        let policy = &self.town.policy;
        self.write(|tx| queue::remove_without_copy(tx, policy, self.actor.moderator()?, post, ground, ""))
    }

    /// Seals evidence of a post without the files that the platform no longer gives.
    ///
    /// # Errors
    /// As [`evidence::seal_lacking`].
    pub fn seal_without(&self, post: PostId, without: &[AttachmentId]) -> Result<EvidenceId> {
        let key = self.town.secrets.seal_key()?;
        let sealing = Sealing { key: &key, lexicon: &self.town.lexicon };
        self.write(|tx| {
            let by = self.actor.moderator()?;
            let lacking = ConfirmedGaps::of(tx, by, post, without)?;
            let post = intake::post(tx, post)?;
            let (sealed, entry) = evidence::seal_lacking(tx, by, &post, sealing, &lacking)?;
            Ok((sealed.id(), entry))
        })
    }

    /// The sheet for a report to the police.
    ///
    /// # Errors
    /// As [`queue::police_sheet`].
    pub fn police_sheet(&self, post: PostId) -> Result<Pdf> {
        let (policy, at) = (&self.town.policy, self.town.now());
        self.town.logbook.read(|reader| queue::police_sheet(reader, policy, self.actor, post, at))
    }

    /// The same, written out to a file.
    ///
    /// # Errors
    /// As [`queue::police_sheet`].
    pub fn save_police_sheet(&self, post: PostId) -> Result<()> {
        let digest = Digest::of(&self.police_sheet(post)?.bytes);
        self.write(|_| Ok(((), Entry::PoliceSheetSaved { post, digest })))
    }

    /// Answers what a colleague proposed.
    ///
    /// # Errors
    /// As [`queue::second_answer`].
    pub fn second_answer(&self, id: ActionId, agree: bool) -> Result<()> {
        self.write(|tx| {
            let by = self.actor.moderator()?;
            let (_, entry) = queue::second_answer(tx, &self.town.policy, by, id, agree, "")?;
            Ok(((), entry))
        })
    }

    /// Decides once more what failed.
    ///
    /// # Errors
    /// As [`action::again`].
    pub fn again(&self, id: ActionId) -> Result<ActionId> {
        self.write(|tx| {
            let at = tx.at();
            let (id, entry) = action::again(tx, self.actor.moderator()?, id, at)?;
            let post = action::action(tx, id)?.post;
            queue::settle(tx, &self.town.policy, post)?;
            Ok((id, entry))
        })
    }

    /// Has looked at the platform, and says whether an uncertain reply is there.
    ///
    /// # Errors
    /// As [`action::settle_uncertain`].
    pub fn saw(&self, id: ActionId, happened: bool) -> Result<()> {
        self.write(|tx| {
            let (settled, entry) = action::settle_uncertain(tx, self.actor.moderator()?, id, happened)?;
            queue::settle(tx, &self.town.policy, settled.post)?;
            Ok(((), entry))
        })
    }

    /// Takes a post, or holds on to it.
    ///
    /// # Errors
    /// As [`queue::claim`].
    pub fn claim(&self, post: PostId) -> Result<()> {
        let minutes = self.town.policy.limits().claim_minutes;
        let by = self.actor.moderator()?;
        let town = self.town;
        town.logbook
            .write_if(self.actor, town.now(), |tx| {
                Ok(queue::claim(tx, by, post, minutes)?.map(|(_, entry)| ((), entry)))
            })
            .map(|_| ())
    }

    /// Opens a post, which counts as having read it.
    ///
    /// # Errors
    /// As [`intake::mark_read`].
    pub fn open(&self, post: PostId) -> Result<()> {
        let by = self.actor.moderator()?;
        self.town.logbook.write_if(self.actor, self.town.now(), |tx| intake::mark_read(tx, by, post)).map(|_| ())
    }

    /// Puts a post aside.
    ///
    /// # Errors
    /// As [`queue::rest`].
    pub fn rest(&self, post: PostId, until: Timestamp, reason: &str) -> Result<()> {
        self.write(|tx| queue::rest(tx, &self.town.policy, self.actor.moderator()?, post, until, reason))
    }

    /// Takes a closed post up again.
    ///
    /// # Errors
    /// As [`queue::reopen`].
    pub fn reopen(&self, post: PostId) -> Result<()> {
        self.write(|tx| queue::reopen(tx, &self.town.policy, self.actor.moderator()?, post))
    }

    /// Sends back what came, with a question.
    ///
    /// # Errors
    /// As [`registrar::send_back`].
    pub fn send_back(&self, forward: ForwardId, question: &str) -> Result<()> {
        self.write(|tx| {
            let ((), entry) = registrar::send_back(tx, self.actor.registrar()?, forward, question)?;
            let post = registrar::forwarded(tx, forward)?.post;
            queue::settle(tx, &self.town.policy, post)?;
            Ok(((), entry))
        })
    }

    /// Takes a decision back.
    ///
    /// # Errors
    /// As [`action::withdraw`].
    pub fn withdraw(&self, id: ActionId) -> Result<Action> {
        self.write(|tx| {
            let (withdrawn, entry) = action::withdraw(tx, self.actor.moderator()?, id)?;
            queue::settle(tx, &self.town.policy, withdrawn.post)?;
            Ok((withdrawn, entry))
        })
    }

    /// Sends the post to the registrar of a department.
    ///
    /// # Errors
    /// As [`queue::forward`].
    pub fn forward(&self, post: PostId, to: DepartmentId, concerns: &str) -> Result<ForwardId> {
        let confidential = self.town.read(|reader| queue::facts(reader, post)).is_confidential();
        let evidence = self.seal(post)?;
        self.write(|tx| {
            let by = self.actor.moderator()?;
            queue::forward(tx, &self.town.policy, by, post, evidence, to, concerns, confidential)
        })
    }

    /// Registers what was sent.
    ///
    /// # Errors
    /// As [`registrar::register`].
    pub fn register(&self, forward: ForwardId, number: &str) -> Result<()> {
        self.register_as(forward, number, |_| {})
    }

    /// The same, with the fields of the diary changed first.
    ///
    /// # Errors
    /// As [`registrar::register`].
    pub fn register_as(&self, forward: ForwardId, number: &str, change: impl FnOnce(&mut DiaryFields)) -> Result<()> {
        self.write(|tx| {
            let sent = registrar::forwarded(tx, forward)?;
            let mut fields = DiaryFields {
                number: RegistrationNumber::parse(number)?,
                received_on: sent.received_on,
                correspondent: sent.correspondent,
                concerns: sent.concerns,
                public_line: sent.public_line,
            };
            change(&mut fields);
            let (registered, entry) = registrar::register(tx, self.actor.registrar()?, forward, &fields)?;
            queue::settle(tx, &self.town.policy, registered.post())?;
            Ok(((), entry))
        })
    }

    /// Closes the post for one of the policy's reasons.
    ///
    /// # Errors
    /// As [`queue::close`].
    pub fn close(&self, post: PostId, reason: &str) -> Result<()> {
        self.write(|tx| queue::close(tx, &self.town.policy, self.actor.moderator()?, post, reason))
    }

    /// Looks at a list of the queue.
    #[must_use]
    pub fn queue(&self, list: List) -> Page {
        self.search(list, "")
    }

    /// Looks at a list for posts with these words.
    #[must_use]
    pub fn search(&self, list: List, words: &str) -> Page {
        let filter = Filter { list, account: None, department: None, content: None, words: words.to_owned() };
        self.town.read(|reader| queue::page(reader, &filter, self.id(), self.town.now(), 0, 100))
    }

    /// Looks at a post.
    #[must_use]
    pub fn view(&self, post: PostId) -> PostView {
        let abilities = |_: &register::Account| Some(self.town.platform.abilities());
        let desk = Desk {
            policy: &self.town.policy,
            lexicon: &self.town.lexicon,
            abilities: &abilities,
            me: self.actor,
            now: self.town.now(),
        };
        self.town.read(|reader| queue::view(reader, desk, post))
    }

    /// The newest evidence of a post.
    #[must_use]
    pub fn evidence(&self, post: PostId) -> Option<Summary> {
        self.town.read(|reader| evidence::newest(reader, post))
    }
}

fn new_folder() -> PathBuf {
    let no = FOLDERS.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("uppsikt-town-{}-{no}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn keep_department(
    logbook: &Logbook,
    at: Timestamp,
    name: &str,
    board: &str,
    prefix: &str,
    personal_file: bool,
) -> DepartmentId {
    logbook
        .write(&Actor::collector(), at, |tx| {
            let department = Department {
                id: tx.new_id()?,
                name: name.into(),
                board: board.into(),
                prefix: prefix.into(),
                registrar_address: format!("registrator.{}@lillvik.example", prefix.to_lowercase()),
                personal_file,
            };
            let ((), entry) = register::keep_department(tx, &department)?;
            Ok((department.id, entry))
        })
        .unwrap()
}

fn keep_person(
    logbook: &Logbook,
    at: Timestamp,
    login: &str,
    name: &str,
    initials: &str,
    role: Role,
    department: DepartmentId,
) -> Actor {
    logbook
        .write(&Actor::collector(), at, |tx| {
            let person = register::Person {
                id: tx.new_id()?,
                login: login.into(),
                name: name.into(),
                initials: initials.into(),
                title: String::new(),
                department: Some(department),
                roles: BTreeSet::from([role]),
                active: true,
            };
            let ((), entry) = register::keep_person(tx, &person)?;
            Ok((person.actor(), entry))
        })
        .unwrap()
}
