//! RSS and Atom: a list that can only be read, for platforms that give no other access.
//!
//! A feed is short by nature: what is not in it any more has merely been pushed out by newer things, so nothing here ever
//! says that something is gone.

mod decode;
mod json_feed;

pub(super) use decode::read;

use super::{
    Candidate, Connection, Door, HeldLogin, Sent, attached, reading,
    round::parents_first,
    transport::{Answer, Login, Request, Transport, joined, outage, same_server},
};
use crate::{
    intake::{Allowance, Ask, Batch, Cursor, File, Look, Outage, OutageKind, PlatformRef, Source},
    secrets::Credential,
    words::Timestamp,
};
use chrono::Duration;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The longest time that a feed may ask us to stay away.
const LONGEST_REST: i64 = 3_600;

/// One feed.
#[derive(Clone)]
pub(super) struct Feed {
    address: String,
    /// The name that the municipality writes under in the feed.
    handle: String,
    credential: Credential,
    transport: Arc<dyn Transport>,
}

/// What is known of a feed since it was read last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
struct Seen {
    etag: Option<String>,
    modified: Option<String>,
    /// Where it has moved to for good.
    moved: Option<String>,
}

impl Feed {
    /// `address` is the feed's own.
    pub(super) fn new(address: &str, handle: &str, login: &HeldLogin, transport: Arc<dyn Transport>) -> Feed {
        Feed { address: address.to_owned(), handle: handle.to_owned(), credential: login.now(), transport }
    }

    /// A connection that reads and has no hands.
    pub(super) fn connection(self) -> Connection {
        Connection { source: Box::new(self.clone()), hands: None, door: Box::new(self), sent: Sent::default() }
    }

    fn request(&self, seen: &Seen) -> Request {
        let address = seen.moved.as_ref().filter(|moved| same_server(moved, &self.address)).unwrap_or(&self.address);
        let mut request = Request::get(address.clone());
        request =
            request.header("accept", "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5");
        if let Some(etag) = &seen.etag {
            request = request.header("if-none-match", etag.clone());
        }
        if let Some(modified) = &seen.modified {
            request = request.header("if-modified-since", modified.clone());
        }
        // A feed behind a password is asked for with it.
        if self.credential.user.is_empty() { request } else { request.login(Login::Basic(self.credential.clone())) }
    }

    /// Asks, following a move for good on the same server. Answers where it was found.
    fn answer(&self, seen: &mut Seen) -> Result<Answer, Outage> {
        for _ in 0..3 {
            let request = self.request(seen);
            let answer = self.transport.send(&request)?;
            match answer.status {
                301 | 308 | 302 | 303 | 307 => {
                    let to = answer.header("location").and_then(|to| joined(&request.url, to));
                    let to =
                        to.ok_or_else(|| outage(OutageKind::Garbled, "the feed has moved, and does not say where"))?;
                    if !same_server(&to, &self.address) {
                        return Err(outage(
                            OutageKind::Refused,
                            "the feed has moved to another server: give the account its new address",
                        ));
                    }
                    *seen = Seen { moved: Some(to), ..Seen::default() };
                }
                _ => return Ok(answer),
            }
        }
        Err(outage(OutageKind::Refused, "the feed leads in a ring"))
    }
}

impl Source for Feed {
    fn fetch(&self, ask: Ask<'_>) -> Result<Batch, Outage> {
        let mut seen: Seen = ask.since.and_then(|cursor| serde_json::from_str(&cursor.0).ok()).unwrap_or_default();
        let answer = self.answer(&mut seen)?;
        let mut batch = Batch { allowance: rest(&answer, ask.now), ..Batch::default() };
        if answer.status != 304 {
            let document = judged(&answer)?;
            let fed = document.fed(&answer);
            for item in document.entries() {
                match decode::item(item, &self.handle, &self.address, fed.or(Some(ask.now))) {
                    Ok(post) => batch.posts.push(post),
                    Err(why) => batch.trouble.push(why),
                }
            }
            decode::once(&mut batch.posts);
            parents_first(&mut batch.posts);
            let header = |name| answer.header(name).map(str::to_owned);
            // Nothing that could not be read may be kept for read.
            let whole = batch.trouble.is_empty();
            let (etag, modified) = (header("etag").filter(|_| whole), header("last-modified").filter(|_| whole));
            seen = Seen { etag, modified, ..seen };
        }
        batch.cursor = serde_json::to_string(&seen).ok().map(Cursor);
        Ok(batch)
    }

    fn look(&self, at: &PlatformRef) -> Result<Look, Outage> {
        let answer = self.answer(&mut Seen::default())?;
        let document = judged(&answer)?;
        let fed = document.fed(&answer);
        let posts = document.entries().filter_map(|item| decode::item(item, &self.handle, &self.address, fed).ok());
        let found = posts.into_iter().find(|post| post.platform_ref == *at);
        Ok(found.map_or(Look::Unclear, |post| Look::Standing(Box::new(post))))
    }

    fn attachment(&self, address: &str) -> Result<File, Outage> {
        attached::fetch(self.transport.as_ref(), address, &self.address)
    }
}

impl Door for Feed {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        let mut seen = Seen::default();
        let answer = self.answer(&mut seen)?;
        let title = judged(&answer)?.title();
        let address = seen.moved.unwrap_or_else(|| self.address.clone());
        Ok(vec![Candidate {
            handle: self.handle.clone(),
            name: title.unwrap_or_else(|| address.clone()),
            address,
            credential: self.credential.clone(),
        }])
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        judged(&self.answer(&mut Seen::default())?).map(|_| None)
    }
}

/// How long the feed itself says that it stays as it is.
fn rest(answer: &Answer, now: Timestamp) -> Option<Allowance> {
    let told = answer.header("cache-control")?;
    let age = told.split(',').find_map(|part| part.trim().strip_prefix("max-age=")?.parse::<i64>().ok())?;
    let renewed_at = now + Duration::seconds(age.clamp(0, LONGEST_REST));
    (age > 0).then_some(Allowance { left: Some(0), used: None, renewed_at: Some(renewed_at) })
}

/// The feed in an answer, or why there is none to be had.
fn judged(answer: &Answer) -> Result<decode::Document, Outage> {
    match answer.status {
        200..=299 => {}
        410 => return Err(outage(OutageKind::Refused, "the feed has ended (HTTP 410)")),
        status => return Err(reading::of_status(answer, format!("HTTP {status} for the feed"))),
    }
    decode::Document::read(&answer.bytes)
        .map_err(|why| outage(OutageKind::Garbled, format!("{} and no feed: {why}", reading::described(answer))))
}

#[cfg(test)]
#[path = "feed_tests.rs"]
mod tests;
