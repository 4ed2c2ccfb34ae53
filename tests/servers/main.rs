//! Journeys through real platform servers: a stranger writes there, and what the program does can be seen there.
//!
//! Where a server is not installed its journey stands aside, unless `UPPSIKT_COMPLETE` says that it must be tried.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story stops where it goes wrong, with its reason"
)]

mod bluesky;
mod mastodon;
mod mediawiki;
mod wordpress;

use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use uppsikt_core::{
    action::{Draft, Reply, Wording},
    intake::{Ask, Batch, Cursor, Fetched, PlatformRef},
    platform::{Connection, Http, transport::Transport},
    words::{Actor, ActorId, Id, Role},
};

fn http() -> Arc<dyn Transport> {
    Arc::new(Http::new().unwrap())
}

/// The time on the server, which is this machine's.
#[allow(clippy::disallowed_methods, reason = "a real server goes by the real time")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Fetches until there is no more.
fn round(connection: &Connection, since: Option<Cursor>) -> Batch {
    let mut all = Batch { cursor: since, ..Batch::default() };
    loop {
        let ask = Ask { since: all.cursor.as_ref(), window_from: now() - TimeDelta::days(7), now: now() };
        let batch = connection.source.fetch(ask).unwrap();
        all.posts.extend(batch.posts);
        all.covered.extend(batch.covered);
        all.trouble.extend(batch.trouble);
        all.allowance = batch.allowance;
        all.cursor = batch.cursor;
        if !batch.more {
            return all;
        }
    }
}

/// A post as the batch gives it last: its newest wording.
fn found<'a>(batch: &'a Batch, name: &PlatformRef) -> Option<&'a Fetched> {
    batch.posts.iter().rev().find(|post| post.platform_ref == *name)
}

fn named(name: &str) -> PlatformRef {
    PlatformRef(name.to_owned())
}

fn reviewed(text: &str) -> Reply {
    let maja =
        Actor::person(ActorId::from_number(7), "Maja Lind".into(), "M.L.".into(), [Role::Moderator].into(), None);
    Draft::new(text).reviewed(maja.moderator().unwrap(), &Wording { longest: 0, signature: String::new() }).unwrap()
}
