//! Channels for practising (IN13): a week in an invented municipality that answers from memory, without any network.
//!
//! What is hidden, taken away or answered there is remembered for as long as the practice lasts, and read back as on a
//! platform. Nothing here can reach anybody.

use super::{Candidate, Connection, Door, Sent};
use crate::{
    action::{Abilities, Hands, Receipt, Removal, Reply},
    intake::{
        Ask, Batch, Covered, Cursor, Fetched, FetchedAttachment, File, GoneBy, Look, Outage, OutageKind, PlatformRef,
        PostKind, Source,
    },
    words::{Fault, Result, Timestamp},
};
use chrono::{DateTime, FixedOffset, NaiveTime, TimeDelta, Utc};
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../assets/demo");

#[derive(Deserialize)]
struct Told {
    ends: String,
    #[serde(default)]
    account: Vec<ToldAccount>,
    #[serde(default)]
    thread: Vec<ToldThread>,
}

#[derive(Deserialize)]
struct ToldAccount {
    key: String,
    handle: String,
    name: String,
}

#[derive(Deserialize)]
struct ToldThread {
    account: String,
    at: String,
    #[serde(default)]
    by: String,
    text: String,
    picture: Option<String>,
    #[serde(default)]
    comment: Vec<ToldComment>,
}

#[derive(Deserialize)]
struct ToldComment {
    #[serde(default)]
    by: String,
    at: String,
    text: String,
    key: Option<String>,
    answers: Option<String>,
    #[serde(default)]
    edits: Vec<ToldEdit>,
    deleted: Option<String>,
    picture: Option<String>,
}

#[derive(Deserialize)]
struct ToldEdit {
    at: String,
    text: String,
}

/// One contribution as the channel remembers it.
#[derive(Debug, Clone)]
struct Written {
    handle: String,
    name: PlatformRef,
    parent: Option<PlatformRef>,
    root: PlatformRef,
    kind: PostKind,
    ours: bool,
    author: String,
    /// Its wordings with when each was written, oldest first.
    words: Vec<(Timestamp, String)>,
    deleted_at: Option<Timestamp>,
    picture: Option<String>,
    hidden: bool,
    taken: bool,
}

impl Written {
    fn posted_at(&self) -> Timestamp {
        self.words.first().map_or(DateTime::UNIX_EPOCH, |(at, _)| *at)
    }

    fn stands(&self, now: Timestamp) -> bool {
        !self.taken && self.posted_at() <= now && self.deleted_at.is_none_or(|at| at > now)
    }

    fn fetched(&self, now: Timestamp) -> Fetched {
        let text = self.words.iter().rev().find(|(at, _)| *at <= now).map_or("", |(_, words)| words.as_str());
        let picture = self.picture.iter().map(|name| FetchedAttachment {
            address: format!("practice:{name}"),
            media_type: "image/png".to_owned(),
            description: String::new(),
        });
        Fetched {
            platform_ref: self.name.clone(),
            parent: self.parent.clone(),
            root: self.root.clone(),
            kind: self.kind,
            ours: self.ours,
            openly_visible: true,
            hidden: self.hidden,
            author_ref: (!self.ours).then(|| format!("practice:{}", self.author)),
            author_name: Some(self.author.clone()),
            permalink: None,
            posted_at: self.posted_at(),
            text: text.to_owned(),
            attachments: picture.collect(),
            raw: serde_json::json!({ "practice": true, "id": self.name.0, "message": text }).to_string(),
        }
    }
}

struct World {
    written: Vec<Written>,
    /// The latest time that anybody has told.
    now: Timestamp,
    replies: u32,
}

/// A week to practise on. Every clone is the same week.
#[derive(Clone)]
pub struct Practice(Arc<Mutex<World>>);

impl Practice {
    /// Lillvik's week, ending at `ends`.
    ///
    /// # Errors
    /// A fault when the week's file does not hold.
    pub fn lillvik(ends: Timestamp) -> Result<Practice> {
        let text = DEMO.get_file("lillvik.toml").and_then(|file| file.contents_utf8()).unwrap_or_default();
        let told: Told = toml::from_str(text).map_err(|cause| Fault::of("read the week to practise on", cause))?;
        let end = DateTime::parse_from_rfc3339(&told.ends)
            .map_err(|cause| Fault::of("read when the week to practise on ends", cause))?;
        let mut written = Vec::new();
        for (no, thread) in told.thread.iter().enumerate() {
            if let Some(account) = told.account.iter().find(|account| account.key == thread.account) {
                written.extend(of_thread(no, thread, account, end, ends));
            }
        }
        Ok(Practice(Arc::new(Mutex::new(World { written, now: ends, replies: 0 }))))
    }

    /// The way to the channel of this name.
    #[must_use]
    pub fn connection(&self, handle: &str) -> Connection {
        let channel = Channel { world: Arc::clone(&self.0), handle: handle.to_owned() };
        Connection {
            source: Box::new(channel.clone()),
            hands: Some(Box::new(channel.clone())),
            door: Box::new(channel),
            // Nothing goes out: it answers from memory.
            sent: Sent::default(),
        }
    }
}

/// What "day hour:minute" of the told week means when the week ends at `ends`.
fn moment(told: &str, end: DateTime<FixedOffset>, ends: Timestamp) -> Option<Timestamp> {
    let (day, time) = told.split_once(' ')?;
    let time =
        NaiveTime::parse_from_str(time, "%H:%M:%S").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M")).ok()?;
    let local = (end.date_naive() + TimeDelta::days(day.parse::<i64>().ok()? - 7)).and_time(time);
    let utc = local.and_utc() - TimeDelta::seconds(i64::from(end.offset().local_minus_utc()));
    Some(utc + (ends - end.with_timezone(&Utc)))
}

fn of_thread(
    no: usize,
    thread: &ToldThread,
    account: &ToldAccount,
    end: DateTime<FixedOffset>,
    ends: Timestamp,
) -> Vec<Written> {
    let root = PlatformRef(format!("practice-{no}"));
    let Some(begun) = moment(&thread.at, end, ends) else { return Vec::new() };
    let who = |by: &str| if by.is_empty() { account.name.clone() } else { by.to_owned() };
    let mut written = vec![Written {
        handle: account.handle.clone(),
        name: root.clone(),
        parent: None,
        root: root.clone(),
        kind: if thread.by.is_empty() { PostKind::Post } else { PostKind::VisitorPost },
        ours: thread.by.is_empty(),
        author: who(&thread.by),
        words: vec![(begun, thread.text.clone())],
        deleted_at: None,
        picture: thread.picture.clone(),
        hidden: false,
        taken: false,
    }];
    let name = |at: usize| PlatformRef(format!("practice-{no}-{at}"));
    for (at, comment) in thread.comment.iter().enumerate() {
        let Some(posted) = moment(&comment.at, end, ends) else { continue };
        let answered = comment
            .answers
            .as_ref()
            .and_then(|wanted| thread.comment.iter().position(|other| other.key.as_ref() == Some(wanted)).map(name));
        let mut words = vec![(posted, comment.text.clone())];
        words.extend(comment.edits.iter().filter_map(|edit| Some((moment(&edit.at, end, ends)?, edit.text.clone()))));
        written.push(Written {
            handle: account.handle.clone(),
            name: name(at),
            kind: if answered.is_some() { PostKind::Reply } else { PostKind::Comment },
            parent: Some(answered.unwrap_or_else(|| root.clone())),
            root: root.clone(),
            ours: comment.by.is_empty(),
            author: who(&comment.by),
            words,
            deleted_at: comment.deleted.as_deref().and_then(|told| moment(told, end, ends)),
            picture: comment.picture.clone(),
            hidden: false,
            taken: false,
        });
    }
    written
}

/// One account's channel.
#[derive(Clone)]
struct Channel {
    world: Arc<Mutex<World>>,
    handle: String,
}

impl Channel {
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something to a contribution that stands.
    fn change(&self, name: &PlatformRef, change: impl FnOnce(&mut Written)) -> Result<Receipt, Outage> {
        let mut world = self.world();
        let now = world.now;
        let found = world.written.iter_mut().find(|one| one.name == *name && one.stands(now));
        change(found.ok_or_else(not_there)?);
        Ok(Receipt { platform_ref: None, line: format!("practice {name}") })
    }
}

fn not_there() -> Outage {
    Outage {
        kind: OutageKind::NotThere,
        try_again_after: None,
        may_have_happened: false,
        cause: "practice: it is not there".to_owned(),
    }
}

impl Source for Channel {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        let mut world = self.world();
        world.now = world.now.max(ask.now);
        let standing: Vec<&Written> =
            world.written.iter().filter(|one| one.handle == self.handle && one.stands(ask.now)).collect();
        let covered = standing
            .iter()
            .filter(|one| one.name == one.root)
            .map(|one| Covered { root: one.root.clone(), since: DateTime::UNIX_EPOCH })
            .collect();
        let mut posts: Vec<Fetched> = standing.iter().map(|one| one.fetched(ask.now)).collect();
        posts.sort_by_key(|post| (post.parent.is_some(), post.posted_at));
        Ok(Batch { posts, covered, cursor: Some(Cursor("practice".to_owned())), ..Batch::default() })
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        let world = self.world();
        let Some(found) = world.written.iter().find(|one| one.name == *at) else {
            return Ok(Look::Gone(GoneBy::Unknown));
        };
        Ok(if found.stands(world.now) {
            Look::Standing(Box::new(found.fetched(world.now)))
        } else if found.taken {
            Look::Gone(GoneBy::Us)
        } else {
            Look::Gone(GoneBy::Author)
        })
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        let file = address.strip_prefix("practice:").and_then(|name| DEMO.get_file(name)).ok_or_else(not_there)?;
        Ok(File { media_type: "image/png".to_owned(), bytes: file.contents().to_vec() })
    }
}

impl Hands for Channel {
    fn abilities(&self) -> Abilities {
        Abilities {
            reply: true,
            hide: true,
            hidden_still_seen: true,
            remove: true,
            longest_reply: 8000,
            ..Abilities::default()
        }
    }

    fn reply(&self, to: &PlatformRef, reply: &Reply) -> Result<Receipt, Outage> {
        let mut world = self.world();
        let now = world.now;
        let answered =
            world.written.iter().find(|one| one.name == *to && one.stands(now)).cloned().ok_or_else(not_there)?;
        world.replies += 1;
        let name = PlatformRef(format!("practice-reply-{}", world.replies));
        world.written.push(Written {
            name: name.clone(),
            parent: Some(answered.name),
            kind: PostKind::Reply,
            ours: true,
            words: vec![(now, reply.text().to_owned())],
            deleted_at: None,
            picture: None,
            hidden: false,
            taken: false,
            author: answered.handle.clone(),
            root: answered.root,
            handle: answered.handle,
        });
        Ok(Receipt { line: format!("practice {name}"), platform_ref: Some(name) })
    }

    fn hide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.change(post, |one| one.hidden = true)
    }

    fn unhide(&self, post: &PlatformRef) -> Result<Receipt, Outage> {
        self.change(post, |one| one.hidden = false)
    }

    fn remove(&self, post: &PlatformRef, _: &Removal) -> Result<Receipt, Outage> {
        self.change(post, |one| one.taken = true)
    }
}

impl Door for Channel {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        Ok(Vec::new())
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        Ok(None)
    }
}
