//! YouTube over the Data API v3: a channel's videos, and every comment on them.
//!
//! A comment that the channel rejects is listed nowhere any more, so its id is kept and its absence means nothing.
//! YouTube does not let a channel delete others' comments, close a video's comments or read messages; who is shut out
//! stays out, since no call lets them in again.

mod act;
pub(super) mod decode;
mod fetch;
mod meaning;

pub(super) use act::ABILITIES;
pub(super) use meaning::read;

use super::{
    Candidate, Door, HeldLogin, attached,
    bearer::{AppProof, Bearer},
    known::Known,
    reading,
    transport::{Answer, Request, Transport, outage},
};
use crate::{
    intake::{File, Outage, OutageKind},
    words::Timestamp,
};
use chrono::{Duration, TimeZone};
use decode::Channel;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Where the interface is, unless somebody says otherwise.
pub(super) const USUAL_ADDRESS: &str = "https://www.googleapis.com/youtube/v3";
/// Where its tokens are renewed; on another server, at the same path.
const TOKENS: &str = "https://oauth2.googleapis.com/token";

/// One channel, with the login that it was chosen with.
#[derive(Clone)]
pub(super) struct YouTube {
    base: String,
    handle: String,
    bearer: Bearer,
    channel: Known<Channel>,
    /// What we rejected or showed since we started: asked for by its id, a comment does not say how it stands.
    shown: Arc<Mutex<BTreeMap<String, bool>>>,
}

impl YouTube {
    /// `address` is the interface's base with its version, `handle` the channel's name or id.
    pub(super) fn new(address: &str, handle: &str, login: &HeldLogin, transport: Arc<dyn Transport>) -> YouTube {
        let base = address.trim_end_matches('/').to_owned();
        let server = base.strip_suffix("/youtube/v3").unwrap_or(&base);
        let renewed_at = if base == USUAL_ADDRESS { TOKENS.to_owned() } else { format!("{server}/token") };
        YouTube {
            handle: handle.trim_start_matches('@').to_owned(),
            bearer: Bearer::new(login, transport, renewed_at, AppProof::InForm),
            base,
            channel: Known::default(),
            shown: Arc::default(),
        }
    }

    /// Asks whose the login is: the one channel that was chosen at the sign-in.
    fn proved(&self) -> Result<Channel, Outage> {
        let request = self.get("channels").query("part", "id,snippet,contentDetails,status").query("mine", "true");
        let answer = self.ask(&request)?;
        let Some(item) = reading::list(&answer, "items").first() else {
            return Err(outage(OutageKind::Permission, "the login belongs to no channel"));
        };
        let id = reading::id(item, "id").ok_or_else(|| outage(OutageKind::Garbled, "the channel has no id"))?;
        let custom =
            reading::text_at(item, &["snippet", "customUrl"]).map(|name| name.trim_start_matches('@').to_owned());
        let is_ours = |name: &String| name.eq_ignore_ascii_case(&self.handle);
        if !self.handle.is_empty() && !custom.iter().chain([&id]).any(is_ours) {
            return Err(outage(OutageKind::Permission, format!("the login belongs to another channel, {id}")));
        }
        let uploads = reading::text_at(item, &["contentDetails", "relatedPlaylists", "uploads"]);
        // A channel's uploads have its own id with another beginning.
        let uploads = uploads.filter(|list| reading::is_id(list)).unwrap_or_else(|| id.replacen("UC", "UU", 1));
        let title = reading::text_at(item, &["snippet", "title"]);
        let channel = Channel { id, uploads, title, custom };
        Ok(self.channel.learn(channel))
    }

    fn channel(&self) -> Result<Channel, Outage> {
        self.channel.or_ask(|| self.proved())
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.base)
    }

    fn get(&self, path: &str) -> Request {
        Request::get(self.url(path))
    }

    /// Sends, and understands the answer or the refusal.
    fn ask(&self, request: &Request) -> Result<Value, Outage> {
        let answer = self.bearer.send(request)?;
        judged(&answer).map_err(|lost| request.answered(lost))
    }

    fn remember(&self, id: &str, shown: bool) {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), shown);
    }

    fn was_rejected(&self, id: &str) -> bool {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).get(id) == Some(&false)
    }

    fn file(&self, address: &str) -> Result<File, Outage> {
        attached::fetch(self.bearer.transport(), address, &self.base)
    }
}

impl Door for YouTube {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        let channel = self.proved()?;
        let handle = channel.custom.clone().unwrap_or_else(|| channel.id.clone());
        let name = channel.title.unwrap_or_else(|| handle.clone());
        Ok(vec![Candidate { handle, name, address: self.base.clone(), credential: self.bearer.login() }])
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        self.proved().map(|_| self.bearer.ends_at())
    }
}

/// The answer, or what YouTube holds against the question.
pub(super) fn judged(answer: &Answer) -> Result<Value, Outage> {
    let status = answer.status;
    // Done, and nothing to be said about it.
    if status == 204 {
        return Ok(Value::Null);
    }
    let value = match reading::json(answer) {
        Ok(value) => value,
        Err(garbled) if (200..300).contains(&status) => return Err(garbled),
        Err(garbled) => return Err(reading::of_status(answer, garbled.cause)),
    };
    if let Some(lost) = reading::sign_in_refused(&value, "YouTube", status) {
        return Err(lost);
    }
    let Some(error) = value.get("error") else {
        if (200..300).contains(&status) {
            return if value.is_object() {
                Ok(value)
            } else {
                Err(outage(OutageKind::Garbled, format!("HTTP {status}: the answer is no object")))
            };
        }
        return Err(reading::of_status(answer, format!("HTTP {status} without a reason of YouTube's")));
    };
    let reason = reading::list(error, "errors").first().and_then(|first| reading::id(first, "reason"));
    let reason = reason.or_else(|| reading::id(error, "status")).unwrap_or_else(|| "without a reason".to_owned());
    // An error may come with 200, and then says its own code.
    let code = reading::count(error, "code").and_then(|code| u16::try_from(code).ok()).unwrap_or(status);
    let kind = match reason.as_str() {
        "quotaExceeded"
        | "dailyLimitExceeded"
        | "rateLimitExceeded"
        | "userRateLimitExceeded"
        | "RESOURCE_EXHAUSTED" => OutageKind::Limited,
        "authError" | "invalidCredentials" | "UNAUTHENTICATED" | "keyInvalid" => OutageKind::Login,
        "processingFailure" | "backendError" | "internalError" | "SERVICE_UNAVAILABLE"
            if code >= 500 || code == 400 =>
        {
            OutageKind::Away
        }
        "commentsDisabled" | "operationNotSupported" | "banWithoutReject" | "ineligibleAccount" => OutageKind::Refused,
        "commentNotFound" | "videoNotFound" | "channelNotFound" | "parentCommentNotFound" | "playlistNotFound" => {
            OutageKind::NotThere
        }
        _ => reading::of_status(&Answer { status: code, ..answer.clone() }, String::new()).kind,
    };
    let try_again_after = match reason.as_str() {
        "quotaExceeded" | "dailyLimitExceeded" => answer.date().and_then(until_midnight),
        _ => answer.retry_after(),
    };
    // A 200 with an error inside that says no code is still no answer.
    let kind = if kind == OutageKind::Garbled { OutageKind::Refused } else { kind };
    Err(Outage { try_again_after, ..outage(kind, format!("YouTube {reason} (HTTP {status})")) })
}

/// How long until YouTube's day begins, at midnight in California.
fn until_midnight(now: Timestamp) -> Option<std::time::Duration> {
    let there = now.with_timezone(&chrono_tz::America::Los_Angeles);
    let midnight = (there.date_naive() + Duration::days(1)).and_hms_opt(0, 0, 0)?;
    let midnight = chrono_tz::America::Los_Angeles.from_local_datetime(&midnight).earliest()?;
    (midnight.to_utc() - now).to_std().ok()
}

#[cfg(test)]
#[path = "youtube_tests.rs"]
mod tests;
