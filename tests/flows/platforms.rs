//! The platforms: recorded answers are read as they should be, broken ones do no harm, and over real HTTP against the
//! demo platform everything that the program does with a post can be seen to happen.

mod decoded;
mod demo;
mod municipality;
mod mutated;
mod recorded;
mod shapes;
mod six;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use uppsikt_core::{
    intake::{Ask, Batch, Cursor, Fetched, Outage, OutageKind, Source},
    platform::{
        Connection, connect,
        transport::{Answer, Body, Request, Transport},
    },
    secrets::Credential,
    words::Platform,
};

/// What a [`Desk`] answers to one line of a request.
type Answers = dyn Fn(&str) -> (u16, Vec<(String, String)>, Vec<u8>) + Send + Sync;

/// A transport that answers by what it is asked, and writes it down.
struct Desk {
    answers: Box<Answers>,
    asked: Mutex<Vec<String>>,
}

impl Desk {
    fn answering(answers: impl Fn(&str) -> (u16, Vec<u8>) + Send + Sync + 'static) -> Arc<Desk> {
        let answers = move |line: &str| {
            let (status, bytes) = answers(line);
            (status, Vec::new(), bytes)
        };
        Arc::new(Desk { answers: Box::new(answers), asked: Mutex::default() })
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl Transport for Desk {
    fn send(&self, request: &Request) -> Result<Answer, Outage> {
        let query: Vec<String> = request.query.iter().map(|(name, value)| format!("\n    {name}={value}")).collect();
        let body = match &request.body {
            Body::None => String::new(),
            Body::Form(fields) => fields.iter().map(|(name, value)| format!("\n    form {name}={value}")).collect(),
            Body::Json(value) => format!("\n    json {value}"),
            Body::Xml(_) => "\n    xml".to_owned(),
        };
        let line = format!("{} {}{}{body}", request.method.word(), request.url, query.concat());
        let (status, headers, bytes) = (self.answers)(&line);
        let mut asked = self.asked.lock().unwrap();
        asked.push(line);
        assert!(asked.len() < 2_000, "it asks for ever");
        Ok(Answer { status, headers, bytes })
    }
}

fn login(user: &str, secret: &str) -> Credential {
    Credential::new(user, secret)
}

fn connected(platform: Platform, desk: &Arc<Desk>) -> Connection {
    let (address, handle) = match platform {
        Platform::WordPress => ("https://blogg.example", "blogg.example"),
        Platform::Mastodon | Platform::Bluesky => ("https://social.example", ""),
        Platform::MediaWiki => ("https://wiki.example", ""),
        Platform::Feed => ("https://blogg.example/feed/", ""),
        _ => ("https://graph.example/v26.0", ""),
    };
    connect(platform, address, handle, &login("redaktor", "hemligt"), Arc::clone(desk) as Arc<dyn Transport>).unwrap()
}

fn noon() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// Fetches until there is no more, from a window's beginning on. Answers everything, and the outage that ended it.
fn whole_round(
    source: &dyn Source,
    since: Option<Cursor>,
    window_from: DateTime<Utc>,
    now: DateTime<Utc>,
) -> (Batch, Option<Outage>) {
    let mut all = Batch { cursor: since, ..Batch::default() };
    for _ in 0..500 {
        let batch = match source.fetch(Ask { since: all.cursor.as_ref(), window_from, now }) {
            Ok(batch) => batch,
            Err(lost) => return (all, Some(lost)),
        };
        all.posts.extend(batch.posts);
        all.covered.extend(batch.covered);
        all.trouble.extend(batch.trouble);
        all.cursor = batch.cursor;
        if !batch.more {
            return (all, None);
        }
    }
    panic!("it fetches for ever");
}

fn week_round(source: &dyn Source, since: Option<Cursor>, now: DateTime<Utc>) -> Batch {
    let (batch, lost) = whole_round(source, since, now - TimeDelta::days(8), now);
    assert_eq!(lost, None);
    batch
}

/// One post in one line, as far as it is worth reading.
fn line(post: &Fetched) -> String {
    let words: String = post.text.chars().take(40).collect::<String>().replace('\n', "⏎");
    let marks = [(post.ours, "ours"), (post.hidden, "hidden"), (!post.openly_visible, "not open")];
    let marks: Vec<&str> = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
    let parent = post.parent.as_ref().map_or(String::new(), |parent| format!(" → {parent}"));
    let pictures: String =
        post.attachments.iter().map(|one| format!(" [{} {}]", one.media_type, one.address)).collect();
    format!(
        "{} {}{parent} {} by {:?} {:?} {marks:?} {words:?}{pictures}",
        post.kind.word(),
        post.platform_ref,
        post.posted_at.format("%Y-%m-%dT%H:%M:%S"),
        post.author_ref.as_deref().unwrap_or("-"),
        post.author_name.as_deref().unwrap_or("-"),
    )
}

/// Compares with a file in `tests/golden`; `UPPSIKT_GOLDEN=write` writes it instead.
pub(crate) fn golden(name: &str, text: &str) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    if std::env::var("UPPSIKT_GOLDEN").is_ok_and(|word| word == "write") {
        std::fs::write(&file, text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(text, kept, "{} differs; UPPSIKT_GOLDEN=write writes it anew", file.display());
}

fn fixture(path: &str) -> Value {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/platforms").join(path);
    let text = std::fs::read_to_string(&file).unwrap_or_else(|cause| panic!("{}: {cause}", file.display()));
    serde_json::from_str(&text).unwrap()
}

/// Every recorded Facebook answer, by file name.
fn facebook_fixtures() -> Vec<(String, Value)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/platforms/facebook");
    let mut all = Vec::new();
    for folder in std::fs::read_dir(root).unwrap() {
        let folder = folder.unwrap().path();
        // Those that were written here are many answers in a file: what becomes of them `decoded` tells.
        if folder.ends_with("written-for-uppsikt") {
            continue;
        }
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            all.push((path.file_name().unwrap().to_string_lossy().into_owned(), serde_json::from_str(&text).unwrap()));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// What was recorded from a real WordPress: each question and its answer.
fn wordpress_exchanges() -> Vec<Value> {
    let recorded = fixture("wordpress/recorded-real-server/recorded-wordpress-6.1.9.json");
    recorded["exchanges"].as_array().unwrap().clone()
}

/// Every recorded file of a platform, by its name within the platform's folder.
fn recordings(platform: &str) -> Vec<(String, Vec<u8>)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/platforms").join(platform);
    let mut all = Vec::new();
    for folder in std::fs::read_dir(&root).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            all.push((name, std::fs::read(&path).unwrap()));
        }
    }
    all.sort();
    all
}

/// What a platform answers to whoever signs in, so that a test gets past the door; nothing for other questions.
fn let_in(line: &str) -> Option<Value> {
    let has = |part: &str| line.contains(part);
    if has("/accounts/verify_credentials") {
        Some(json!({ "id": "77", "username": "x", "display_name": "X" }))
    } else if has("com.atproto.server.") {
        Some(json!({ "did": "did:plc:me", "handle": "x.example", "accessJwt": "a", "refreshJwt": "r", "active": true }))
    } else if has("meta=tokens") {
        Some(json!({ "query": { "tokens": { "logintoken": "t", "csrftoken": "t" } } }))
    } else if has("form action=login") {
        Some(json!({ "login": { "result": "Success" } }))
    } else if has("meta=userinfo") {
        let rights = ["deleterevision", "delete", "rollback"];
        Some(
            json!({ "query": { "userinfo": { "id": 1, "name": "X", "rights": rights }, "general": { "sitename": "W" } } }),
        )
    } else if has("/me\n") || has("/users/me") {
        Some(json!({ "id": 77, "name": "x", "category": "y", "capabilities": { "moderate_comments": true } }))
    } else {
        None
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn kind_of(lost: Option<&Outage>) -> Option<OutageKind> {
    lost.map(|lost| lost.kind)
}
