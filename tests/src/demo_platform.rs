//! A platform server for the demo and the tests: Facebook's Graph API and WordPress's REST interface over real HTTP,
//! on this machine only, with a made-up municipality's week on it.
//!
//! It answers in the shapes that the platforms' recorded answers have, and it fails in their ways when told to. It
//! knows nothing of the program that asks it.
#![allow(clippy::panic, clippy::expect_used, reason = "test support: a broken scenario or socket should stop the test")]

mod answer;
mod graph;
mod page;
mod rest;
mod scenario;
mod world;

pub use graph::PERSON as PERSONS_TOKEN;
pub use scenario::Scenario;

use answer::{Asked, Told};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::{
    io::{Read as _, Write as _},
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
                            Ok(request) => serve(&inner, request),
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

fn serve(inner: &Inner, mut request: tiny_http::Request) {
    let asked = read(&mut request);
    lock(&inner.asked).push(format!("{} {}", asked.method, asked.path));
    let failure = due(inner, &asked.path);
    let told = match failure {
        Some(Failure::Timeout) => {
            while !inner.stop.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(50));
            }
            return;
        }
        Some(kind) if kind != Failure::LostAnswer => failing(&asked.path, kind),
        _ => answer(inner, &asked),
    };
    // Done, but what comes back is no HTTP: to whoever asked, the answer is lost.
    let bytes = if failure == Some(Failure::LostAnswer) { b"\0\0\0\0\r\n\r\n".to_vec() } else { on_the_wire(&told) };
    // In one piece: head and body apart would wait for each other on the way.
    let mut writer = request.into_writer();
    let _ = writer.write_all(&bytes).and_then(|()| writer.flush());
}

fn on_the_wire(told: &Told) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {} -\r\nContent-Type: {}\r\n", told.status, told.kind);
    for (name, value) in &told.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("Content-Length: {}\r\n\r\n", told.bytes.len()));
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(&told.bytes);
    bytes
}

fn read(request: &mut tiny_http::Request) -> Asked {
    let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
    let (path, mut fields) = (answer::undone(path), answer::fields(query));
    let header = |name: &'static str| {
        request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str().to_owned())
    };
    let (authorization, kind) =
        (header("Authorization").unwrap_or_default(), header("Content-Type").unwrap_or_default());
    let method = request.method().to_string();
    let mut text = String::new();
    let _ = request.as_reader().take(1 << 20).read_to_string(&mut text);
    let body = if kind.starts_with("application/json") {
        serde_json::from_str(&text).unwrap_or_default()
    } else {
        Value::Null
    };
    if kind.starts_with("application/x-www-form-urlencoded") {
        fields.extend(answer::fields(&text));
    }
    Asked { method, path, fields, body, authorization }
}

fn due(inner: &Inner, path: &str) -> Option<Failure> {
    let mut planned = lock(&inner.planned);
    let at = planned.iter().position(|planned| path.starts_with(&planned.path))?;
    planned[at].left = planned[at].left.saturating_sub(1);
    let kind = planned[at].kind;
    if planned[at].left == 0 {
        planned.remove(at);
    }
    Some(kind)
}

fn failing(path: &str, kind: Failure) -> Told {
    let facebook = path.starts_with(&format!("/{}", graph::VERSION));
    match kind {
        Failure::Login if facebook => {
            Told::json(401, &graph::error(190, Some(463), "Error validating access token: Session has expired"))
        }
        Failure::Login => rest::error(401, "rest_not_logged_in", "You are not currently logged in."),
        Failure::Limited if facebook => {
            let usage = json!({ "61550000000001": [{ "type": "pages", "call_count": 100, "total_cputime": 25, "total_time": 25,
                "estimated_time_to_regain_access": 19 }] });
            Told::json(400, &graph::error(32, None, "(#32) Page request limit reached"))
                .header("x-business-use-case-usage", usage.to_string())
        }
        Failure::Limited => rest::error(429, "too_many_requests", "Too many requests.").header("Retry-After", "120"),
        Failure::Broken if facebook => Told::json(500, &graph::error(2, None, "Service temporarily unavailable")),
        Failure::Broken => {
            Told::html(500, "<html><body>There has been a critical error on this website.</body></html>")
        }
        _ => Told::html(200, "<!doctype html><html><body>Checking your browser…</body></html>"),
    }
}

fn answer(inner: &Inner, asked: &Asked) -> Told {
    if let Some(path) = asked.path.strip_prefix("/_demo/") {
        return control(inner, asked, path);
    }
    let mut world = lock(&inner.world);
    let world = &mut *world;
    let steps: Vec<&str> = asked.path.split('/').filter(|step| !step.is_empty()).collect();
    match steps.as_slice() {
        [] => page::front(world, |item| match world.accounts[item.account].kind {
            Kind::Facebook => graph::permalink(world, item),
            Kind::WordPress => rest::permalink(world, item),
        }),
        [version, rest @ ..] if *version == graph::VERSION => graph::answer(world, asked, &rest.join("/")),
        ["wp", key, rest @ ..] if world.account_index(key).is_some() => {
            let site = world.account_index(key).unwrap_or(0);
            match rest {
                ["wp-json", rest @ ..] => rest::answer(world, asked, site, &rest.join("/")),
                ["arkiv", id] => page::thread(world, id.parse().unwrap_or(0)),
                _ => Told::html(404, "<html><body>404</body></html>"),
            }
        }
        ["bilder", name] if world.has_picture(name) => match std::fs::read(world.pictures.join(name)) {
            Ok(bytes) => Told { status: 200, headers: Vec::new(), kind: "image/png", bytes },
            Err(_) => Told::html(404, "<html><body>404</body></html>"),
        },
        [_, "posts", id] => page::thread(world, id.parse().unwrap_or(0)),
        _ => Told::html(404, "<html><body>404</body></html>"),
    }
}

fn found(world: &World, account: &str, words: &str) -> Option<String> {
    let now = world.now();
    let account = world.account_index(account)?;
    let id = world.standing(account).into_iter().find(|item| item.text(now).contains(words))?.id;
    Some(name(world, id))
}

/// What the demo and the tests do in strangers' names.
fn control(inner: &Inner, asked: &Asked, path: &str) -> Told {
    let field = |name: &str| asked.field(name).unwrap_or_default();
    let mut world = lock(&inner.world);
    let now = world.now();
    let done = |there: bool| {
        if there { Told::json(200, &json!({ "done": true })) } else { Told::json(404, &json!({ "done": false })) }
    };
    match (asked.method.as_str(), path) {
        ("GET", "accounts") => {
            let all: Vec<Value> = accounts(&world)
                .into_iter()
                .map(|account| {
                    json!({ "key": account.key, "platform": account.platform, "name": account.name, "handle": account.handle,
                        "address": account.address, "user": account.user, "secret": account.secret })
                })
                .collect();
            Told::json(200, &Value::Array(all))
        }
        ("POST", "write") => {
            let Some(account) = world.account_index(&field("account")) else { return done(false) };
            let answers = asked.field("answers").and_then(|answers| answered(&world, account, &answers));
            let answers = answers.or_else(|| {
                if world.accounts[account].kind == Kind::WordPress { world.newest_own(account) } else { None }
            });
            let author = field("author");
            let id = world.write(account, Some(&author), &field("text"), answers);
            let item = world.item(id).cloned();
            let link = item.map(|item| match world.accounts[account].kind {
                Kind::Facebook => graph::permalink(&world, &item),
                Kind::WordPress => rest::permalink(&world, &item),
            });
            Told::json(200, &json!({ "id": name(&world, id), "link": link }))
        }
        ("POST", "edit") => {
            let item = number(&field("id")).and_then(|id| world.item_mut(id));
            done(item.map(|item| item.wordings.push((now, field("text")))).is_some())
        }
        ("POST", "delete") => {
            let item = number(&field("id")).and_then(|id| world.item_mut(id));
            done(item.map(|item| item.taken = Some((now, Taker::Author))).is_some())
        }
        ("POST", "fail") => {
            let Some(kind) = Failure::from_word(&field("kind")) else { return done(false) };
            let left = asked.number("count").and_then(|count| u32::try_from(count).ok()).unwrap_or(1);
            lock(&inner.planned).push(Planned { path: field("path"), kind, left });
            done(true)
        }
        ("GET", "find") => {
            let found = found(&world, &field("account"), &field("words"));
            Told::json(if found.is_some() { 200 } else { 404 }, &json!({ "id": found }))
        }
        ("GET", path) => match path.strip_prefix("state/") {
            Some(name) => {
                let state = state(&world, name);
                Told::json(200, &json!({ "standing": state.standing, "text": state.text }))
            }
            None => done(false),
        },
        _ => done(false),
    }
}
