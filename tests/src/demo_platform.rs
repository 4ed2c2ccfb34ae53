//! A platform server for the demo and the tests: Facebook's Graph API and WordPress's REST interface over real HTTP,
//! on this machine only, with a made-up municipality's week on it.
//!
//! It answers in the shapes that the platforms' recorded answers have, and it fails in their ways when told to. It
//! knows nothing of the program that asks it.
#![allow(clippy::panic, clippy::expect_used, reason = "test support: a broken scenario or socket should stop the test")]

mod answer;
mod control;
mod graph;
mod page;
mod rest;
mod scenario;
mod serve;
mod world;

pub use graph::PERSON as PERSONS_TOKEN;
pub use scenario::Scenario;

use chrono::{DateTime, Utc};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};
use tiny_http::Server;
use world::{Kind, Taker, World};

/// How a platform fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The login is turned down.
    Login,
    /// Asked too often.
    Limited,
    /// Trouble of its own.
    Broken,
    /// No answer ever comes.
    Timeout,
    /// HTML where JSON should be.
    Garbage,
    /// What was asked for is done, and the answer is lost.
    LostAnswer,
}

impl Failure {
    fn from_word(word: &str) -> Option<Failure> {
        Some(match word {
            "login" => Failure::Login,
            "limited" => Failure::Limited,
            "500" => Failure::Broken,
            "timeout" => Failure::Timeout,
            "garbage" => Failure::Garbage,
            "lost_answer" => Failure::LostAnswer,
            _ => return None,
        })
    }
}

/// An account on the demo platform and what opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoAccount {
    /// The scenario's name for it.
    pub key: String,
    /// `facebook` or `wordpress`.
    pub platform: &'static str,
    /// What people see.
    pub name: String,
    /// The name in addresses.
    pub handle: String,
    /// Where its interface is.
    pub address: String,
    /// The user; empty for Facebook.
    pub user: String,
    /// The token or password.
    pub secret: String,
}

/// How something stands, as the platform itself knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Everybody sees it, nobody but the account and its author does, or it is not there.
    pub standing: &'static str,
    /// The words.
    pub text: String,
}

struct Planned {
    path: String,
    kind: Failure,
    left: u32,
}

struct Inner {
    world: Mutex<World>,
    planned: Mutex<Vec<Planned>>,
    asked: Mutex<Vec<String>>,
    stop: AtomicBool,
}

/// The running server. It ends when dropped.
pub struct DemoPlatform {
    inner: Arc<Inner>,
    server: Arc<Server>,
    threads: Vec<JoinHandle<()>>,
    address: String,
}

/// How many requests are answered at once.
const THREADS: usize = 8;

impl DemoPlatform {
    /// Starts on a free port, with the scenario's week ending at `ends`. Time stands still there until it is moved.
    ///
    /// # Panics
    /// When there is no port.
    #[must_use]
    pub fn start(scenario: &Scenario, ends: DateTime<Utc>) -> DemoPlatform {
        DemoPlatform::start_at(scenario, ends, 0)
    }

    /// The same on a port of one's choice.
    ///
    /// # Panics
    /// When the port is taken.
    #[must_use]
    pub fn start_at(scenario: &Scenario, ends: DateTime<Utc>, port: u16) -> DemoPlatform {
        let server = Server::http(("127.0.0.1", port)).unwrap_or_else(|cause| panic!("port {port}: {cause}"));
        let port = server.server_addr().to_ip().map_or(port, |address| address.port());
        let address = format!("http://127.0.0.1:{port}");
        let mut world = World::of(scenario, ends);
        world.address = address.clone();
        let inner = Arc::new(Inner {
            world: Mutex::new(world),
            planned: Mutex::default(),
            asked: Mutex::default(),
            stop: AtomicBool::new(false),
        });
        let server = Arc::new(server);
        let threads = (0..THREADS)
            .map(|_| {
                let (inner, server) = (Arc::clone(&inner), Arc::clone(&server));
                std::thread::spawn(move || {
                    while !inner.stop.load(Ordering::Relaxed) {
                        match server.recv() {
                            Ok(request) => serve::one(&inner, request),
                            Err(_) => return,
                        }
                    }
                })
            })
            .collect();
        DemoPlatform { inner, server, threads, address }
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The Graph API's base.
    #[must_use]
    pub fn graph(&self) -> String {
        format!("{}/{}", self.address, graph::VERSION)
    }

    /// Every account, with what opens it.
    #[must_use]
    pub fn accounts(&self) -> Vec<DemoAccount> {
        accounts(&self.world())
    }

    /// One account.
    ///
    /// # Panics
    /// When there is none of that key.
    #[must_use]
    pub fn account(&self, key: &str) -> DemoAccount {
        self.accounts().into_iter().find(|account| account.key == key).unwrap_or_else(|| panic!("no account {key}"))
    }

    /// What time it is on the platforms.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.world().now()
    }

    /// Moves time, forwards or back; it stands still there.
    pub fn advance_to(&self, now: DateTime<Utc>) {
        self.world().set_now(now);
    }

    /// Lets time run from `from` to `until` within `within`, and as usual from then on. Answers how much will happen.
    pub fn play(&self, from: DateTime<Utc>, until: DateTime<Utc>, within: Duration) -> usize {
        let mut world = self.world();
        world.run(from, until, within);
        world.coming(from)
    }

    /// A stranger writes: an answer to something, or else a post on a Page or a comment on the site's newest post.
    /// Answers the platform's name for it, as the program will know it.
    ///
    /// # Panics
    /// When there is no such account.
    pub fn writes(&self, account: &str, author: &str, text: &str, answers: Option<&str>) -> String {
        let mut world = self.world();
        let account = world.account_index(account).unwrap_or_else(|| panic!("no account {account}"));
        let answers = answers.and_then(|answers| answered(&world, account, answers));
        let answers = answers
            .or_else(|| if world.accounts[account].kind == Kind::WordPress { world.newest_own(account) } else { None });
        let id = world.write(account, Some(author), text, answers);
        name(&world, id)
    }

    /// The account itself publishes a post.
    ///
    /// # Panics
    /// When there is no such account.
    pub fn publishes(&self, account: &str, text: &str) -> String {
        let mut world = self.world();
        let account = world.account_index(account).unwrap_or_else(|| panic!("no account {account}"));
        let id = world.write(account, None, text, None);
        name(&world, id)
    }

    /// The author rewords something. Answers whether it was there.
    pub fn edits(&self, name: &str, text: &str) -> bool {
        let mut world = self.world();
        let now = world.now();
        let item = number(name).and_then(|id| world.item_mut(id));
        item.map(|item| item.wordings.push((now, text.to_owned()))).is_some()
    }

    /// The author takes something away. Answers whether it was there.
    pub fn deletes(&self, name: &str) -> bool {
        let mut world = self.world();
        let now = world.now();
        let item = number(name).and_then(|id| world.item_mut(id));
        item.map(|item| item.taken = Some((now, Taker::Author))).is_some()
    }

    /// Lets the next `count` requests whose path begins so fail.
    pub fn fails(&self, path: &str, kind: Failure, count: u32) {
        lock(&self.inner.planned).push(Planned { path: path.to_owned(), kind, left: count });
    }

    /// How something stands.
    #[must_use]
    pub fn state(&self, name: &str) -> State {
        state(&self.world(), name)
    }

    /// Whether everybody sees it.
    #[must_use]
    pub fn shows(&self, name: &str) -> bool {
        self.state(name).standing == "shown"
    }

    /// The platform's name for the first standing item with these words in it.
    #[must_use]
    pub fn find(&self, account: &str, words: &str) -> Option<String> {
        found(&self.world(), account, words)
    }

    /// What was asked since the last time, one line each: method and path.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.inner.asked))
    }

    fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.inner.world)
    }
}

impl Drop for DemoPlatform {
    fn drop(&mut self) {
        self.inner.stop.store(true, Ordering::Relaxed);
        for _ in 0..THREADS {
            self.server.unblock();
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl std::fmt::Debug for DemoPlatform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoPlatform").field("address", &self.address).finish_non_exhaustive()
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accounts(world: &World) -> Vec<DemoAccount> {
    let told = |(index, account): (usize, &world::Account)| {
        let (platform, address, user) = match account.kind {
            Kind::Facebook => ("facebook", format!("{}/{}", world.address, graph::VERSION), String::new()),
            Kind::WordPress => ("wordpress", rest::home(world, index), rest::EDITOR.to_owned()),
        };
        let (key, name, handle) = (account.key.clone(), account.name.clone(), account.handle.clone());
        DemoAccount { key, platform, name, handle, address, user, secret: account.secret.clone() }
    };
    world.accounts.iter().enumerate().map(told).collect()
}

/// The number at the end of any platform's name for something.
fn number(name: &str) -> Option<u64> {
    name.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn answered(world: &World, account: usize, answers: &str) -> Option<u64> {
    if answers == "newest" { world.newest_own(account) } else { number(answers) }
}

fn name(world: &World, id: u64) -> String {
    let Some(item) = world.item(id) else { return String::new() };
    match world.accounts[item.account].kind {
        Kind::Facebook => graph::name_of(world, item),
        Kind::WordPress if item.is_root() => format!("post-{id}"),
        Kind::WordPress => format!("comment-{id}"),
    }
}

fn state(world: &World, name: &str) -> State {
    let item = number(name).and_then(|id| world.item(id));
    let standing = match item {
        Some(item) if !world.stands(item) => "gone",
        Some(item) if item.hidden => "hidden",
        Some(_) => "shown",
        None => "unknown",
    };
    State { standing, text: item.map_or_else(String::new, |item| item.text(world.now()).to_owned()) }
}

fn found(world: &World, account: &str, words: &str) -> Option<String> {
    let now = world.now();
    let account = world.account_index(account)?;
    let id = world.standing(account).into_iter().find(|item| item.text(now).contains(words))?.id;
    Some(name(world, id))
}
