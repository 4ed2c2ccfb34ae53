//! A platform server for the demo and the tests: Facebook, Instagram, X, YouTube, LinkedIn, Flickr and WordPress over real
//! HTTP, on this machine only, with a made-up municipality's week on it.
//!
//! | platform | its interface | its login |
//! |---|---|---|
//! | Facebook, Instagram | `/v26.0/…` | a Page's token |
//! | X | `/2/…` | OAuth 2.0 bearer |
//! | YouTube | `/youtube/v3/…` | OAuth 2.0 bearer |
//! | LinkedIn | `/rest/…` | OAuth 2.0 bearer |
//! | Flickr | `/services/rest` | OAuth 1.0a signature |
//! | WordPress | `/wp/KEY/wp-json/…` | application password |
//!
//! How one signs in stands in the module `signin`; the demo's own interface lies below `/_demo/`.
//!
//! It answers in the shapes that the platforms' recorded answers have, and it fails in their ways when told to. It
//! knows nothing of the program that asks it.
#![allow(clippy::panic, clippy::expect_used, reason = "test support: a broken scenario or socket should stop the test")]

mod answer;
mod control;
mod failure;
mod flickr;
mod graph;
mod inbox;
mod instagram;
mod linkedin;
mod page;
mod rest;
mod scenario;
mod serve;
mod signin;
mod world;
mod x;
mod youtube;

pub use failure::Failure;
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
use world::{Item, Kind, Taker, Way, World};

/// An account on the demo platform and what opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoAccount {
    /// The scenario's name for it.
    pub key: String,
    /// The platform's word.
    pub platform: &'static str,
    /// What people see.
    pub name: String,
    /// The name in addresses.
    pub handle: String,
    /// Where its interface is.
    pub address: String,
    /// The user; empty where there are only tokens.
    pub user: String,
    /// The token or password.
    pub secret: String,
    /// The second half of a token that signs; empty where there is none.
    pub token_secret: String,
    /// What the token is renewed with; empty where it doesn't end.
    pub refresh: String,
    /// The municipality's app, id and secret; empty where there is none.
    pub app: (String, String),
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
    /// How many requests pass before it begins.
    after: u32,
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
        let id = written(&mut world, account, author, text, answers, Way::Open);
        name(&world, id)
    }

    /// A stranger names the account somewhere else.
    ///
    /// # Panics
    /// When there is no such account.
    pub fn mentions(&self, account: &str, author: &str, text: &str) -> String {
        self.writes_in(account, author, text, Way::Elsewhere)
    }

    /// A stranger writes to the account alone.
    ///
    /// # Panics
    /// When there is no such account.
    pub fn messages(&self, account: &str, author: &str, text: &str) -> String {
        self.writes_in(account, author, text, Way::Direct)
    }

    fn writes_in(&self, account: &str, author: &str, text: &str, way: Way) -> String {
        let mut world = self.world();
        let account = world.account_index(account).unwrap_or_else(|| panic!("no account {account}"));
        let id = written(&mut world, account, author, text, None, way);
        name(&world, id)
    }

    /// Ends the account's token; what it is renewed with stays.
    pub fn expires(&self, account: &str) {
        let mut world = self.world();
        if let Some(account) = world.account_index(account) {
            world.logins.expire(account);
        }
    }

    /// Whether somebody is shut out of an account, by the platform's id of them.
    #[must_use]
    pub fn shuts_out(&self, account: &str, person: &str) -> bool {
        let world = self.world();
        world.account_index(account).is_some_and(|account| world.blocked.contains(&(account, person.to_owned())))
    }

    /// Whether a thread takes no more comments.
    #[must_use]
    pub fn is_closed(&self, root: &str) -> bool {
        let world = self.world();
        named(&world, root).is_some_and(|root| world.closed.contains(&root))
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
        let item = named(&world, name).and_then(|id| world.item_mut(id));
        item.map(|item| item.wordings.push((now, text.to_owned()))).is_some()
    }

    /// The author takes something away. Answers whether it was there.
    pub fn deletes(&self, name: &str) -> bool {
        let mut world = self.world();
        let now = world.now();
        let item = named(&world, name).and_then(|id| world.item_mut(id));
        item.map(|item| item.taken = Some((now, Taker::Author))).is_some()
    }

    /// Lets the next `count` requests whose path begins so fail.
    pub fn fails(&self, path: &str, kind: Failure, count: u32) {
        self.fails_after(path, kind, 0, count);
    }

    /// The same, once `after` of them have passed.
    pub fn fails_after(&self, path: &str, kind: Failure, after: u32, count: u32) {
        lock(&self.inner.planned).push(Planned { path: path.to_owned(), kind, after, left: count });
    }

    /// Forgets what was planned to fail.
    pub fn forgives(&self) {
        lock(&self.inner.planned).clear();
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
        let below = |path: &str| format!("{}{path}", world.address);
        let (address, user) = match account.kind {
            Kind::Facebook | Kind::Instagram => (format!("{}/{}", world.address, graph::VERSION), String::new()),
            Kind::X => (world.address.clone(), String::new()),
            Kind::YouTube => (below("/youtube/v3"), String::new()),
            Kind::LinkedIn => (below("/rest"), String::new()),
            Kind::Flickr => (below("/services/rest"), String::new()),
            Kind::WordPress => (rest::home(world, index), rest::EDITOR.to_owned()),
        };
        let (key, name, handle) = (account.key.clone(), account.name.clone(), account.handle.clone());
        let secret = account.secret.clone();
        let ends = matches!(account.kind, Kind::X | Kind::YouTube | Kind::LinkedIn);
        let signs = account.kind == Kind::Flickr;
        DemoAccount {
            key,
            platform: account.kind.word(),
            name,
            handle,
            address,
            user,
            token_secret: if signs { format!("second-{secret}") } else { String::new() },
            refresh: if ends { format!("r-{secret}") } else { String::new() },
            app: if ends || signs {
                ("lillvik".to_owned(), "secret-of-lillvik".to_owned())
            } else {
                Default::default()
            },
            secret,
        }
    };
    world.accounts.iter().enumerate().map(told).collect()
}

/// The item behind any platform's name for it.
fn named(world: &World, name: &str) -> Option<u64> {
    let last = name.trim_end_matches(')').rsplit(|c: char| !c.is_ascii_digit()).next()?.parse::<u64>().ok();
    let of = |kind: Kind| move |id: &u64| world.item(*id).is_some_and(|item| world.accounts[item.account].kind == kind);
    let of_youtube = youtube::item_of(name).filter(of(Kind::YouTube));
    of_youtube
        .or_else(|| last.map(x::item_of).filter(of(Kind::X)))
        .or_else(|| last.filter(|id| world.item(*id).is_some()))
}

fn answered(world: &World, account: usize, answers: &str) -> Option<u64> {
    if answers == "newest" { world.newest_own(account) } else { named(world, answers) }
}

/// Somebody writes. Where strangers begin no threads, it stands under the account's newest.
fn written(world: &mut World, account: usize, author: &str, text: &str, answers: Option<u64>, way: Way) -> u64 {
    let begins = way != Way::Open || world.accounts[account].kind == Kind::Facebook;
    match answers.or_else(|| if begins { None } else { world.newest_own(account) }) {
        Some(answers) => world.write(account, Some(author), text, Some(answers)),
        None => world.write_in(account, Some(author), text, (0, None), way),
    }
}

fn name(world: &World, id: u64) -> String {
    let Some(item) = world.item(id) else { return String::new() };
    match world.accounts[item.account].kind {
        Kind::Facebook => graph::name_of(world, item),
        Kind::Instagram if item.way == Way::Direct => format!("m_{id}"),
        Kind::Instagram => id.to_string(),
        Kind::X => x::name_of(item),
        Kind::YouTube => youtube::name_of(world, item),
        Kind::LinkedIn => linkedin::name_of(item),
        Kind::Flickr => flickr::name_of(world, item),
        Kind::WordPress if item.is_root() => format!("post-{id}"),
        Kind::WordPress => format!("comment-{id}"),
    }
}

/// Where people see it.
fn permalink(world: &World, item: &Item) -> String {
    match world.accounts[item.account].kind {
        Kind::Facebook => graph::permalink(world, item),
        Kind::Instagram => instagram::permalink(world, item),
        Kind::X => x::permalink(world, item),
        Kind::YouTube => youtube::permalink(world, item),
        Kind::LinkedIn => linkedin::permalink(world, item),
        Kind::Flickr => flickr::permalink(world, item),
        Kind::WordPress => rest::permalink(world, item),
    }
}

fn state(world: &World, name: &str) -> State {
    let item = named(world, name).and_then(|id| world.item(id));
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
