//! X over its interface v2, with a token of the account's own.
//!
//! Every edit is a new id there; here a post keeps the name of its first wording. X does not say which replies are
//! hidden, lets nobody take away another's words, and lets a program answer only whoever called for it: that no is
//! passed on with the way out, the browser.

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
    transport::{Answer, Body, Method, Request, Transport, outage},
};
use crate::{
    intake::{Allowance, File, Outage, OutageKind},
    words::Timestamp,
};
use decode::Me;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// Where the interface is, unless somebody says otherwise.
pub(super) const USUAL_ADDRESS: &str = "https://api.x.com";

/// One account, with its own token.
#[derive(Clone)]
pub(super) struct X {
    base: String,
    handle: String,
    bearer: Bearer,
    me: Known<Me>,
    /// Whether X wants its fields called `post.fields`, as its newer description has it.
    newer: Arc<AtomicBool>,
    /// What we hid since we started: X itself does not say.
    hidden: Arc<Mutex<BTreeSet<String>>>,
    left: Arc<Mutex<Option<Allowance>>>,
}

impl X {
    /// `address` is the interface's base without a version, `handle` the account's name.
    pub(super) fn new(address: &str, handle: &str, login: &HeldLogin, transport: Arc<dyn Transport>) -> X {
        let base = address.trim_end_matches('/').to_owned();
        let bearer = Bearer::new(login, transport, format!("{base}/2/oauth2/token"), AppProof::InHeader);
        X {
            base,
            handle: handle.trim_start_matches('@').to_owned(),
            bearer,
            me: Known::default(),
            newer: Arc::default(),
            hidden: Arc::default(),
            left: Arc::default(),
        }
    }

    /// Asks who the token is: one token is one account.
    fn proved(&self) -> Result<Me, Outage> {
        let answer = self.ask(&self.get("users/me").query("user.fields", "id,name,username,protected"))?;
        let me = answer.get("data").unwrap_or(&Value::Null);
        let id = reading::id(me, "id").ok_or_else(|| outage(OutageKind::Garbled, "the account has no id"))?;
        let me = Me { id, username: reading::text(me, "username"), name: reading::text(me, "name") };
        let is_ours = |name: &String| name.eq_ignore_ascii_case(&self.handle);
        if !self.handle.is_empty() && !me.username.iter().chain([&me.id]).any(is_ours) {
            return Err(outage(OutageKind::Permission, format!("the token belongs to another account, {}", me.id)));
        }
        Ok(self.me.learn(me))
    }

    fn me(&self) -> Result<Me, Outage> {
        self.me.or_ask(|| self.proved())
    }

    fn url(&self, path: &str) -> String {
        format!("{}/2/{path}", self.base)
    }

    fn get(&self, path: &str) -> Request {
        Request::get(self.url(path))
    }

    /// Asks for posts with everything that is read of them. X renames its fields: asked with the old names first, and
    /// once with the new ones when X finds fault with the old.
    fn posts(&self, request: &Request) -> Result<Value, Outage> {
        let newer = self.newer.load(Ordering::Relaxed);
        match self.ask(&decode::with_fields(request.clone(), newer)) {
            Err(lost) if !newer && lost.cause.contains("tweet.fields") => {
                let answer = self.ask(&decode::with_fields(request.clone(), true))?;
                self.newer.store(true, Ordering::Relaxed);
                Ok(answer)
            }
            other => other,
        }
    }

    /// Sends, and understands the answer or the refusal.
    fn ask(&self, request: &Request) -> Result<Value, Outage> {
        let answer = self.bearer.send(request)?;
        if let Some(left) = allowance(&answer) {
            *self.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(left);
        }
        judged(&answer, request.method).map_err(|lost| request.answered(lost))
    }

    fn sent(&self, path: &str, value: Value) -> Request {
        Request::post(self.url(path), Body::Json(value))
    }

    /// Hides or shows, and remembers it, since X does not say it of a post.
    fn remember(&self, id: &str, hidden: bool) {
        let mut known = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        if hidden {
            known.insert(id.to_owned());
        } else {
            known.remove(id);
        }
    }

    fn is_hidden(&self, id: &str) -> bool {
        self.hidden.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
    }

    fn file(&self, address: &str) -> Result<File, Outage> {
        attached::fetch(self.bearer.transport(), address, &self.base)
    }
}

impl Door for X {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        let me = self.proved()?;
        let handle = me.username.clone().unwrap_or_else(|| me.id.clone());
        let name = me.name.unwrap_or_else(|| handle.clone());
        Ok(vec![Candidate { handle, name, address: self.base.clone(), credential: self.bearer.login() }])
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        self.proved().map(|_| self.bearer.ends_at())
    }
}

/// What the headers say about how much more may be asked.
fn allowance(answer: &Answer) -> Option<Allowance> {
    let number = |name| answer.header(name).and_then(|text| text.trim().parse::<i64>().ok());
    let left = number("x-rate-limit-remaining").and_then(|left| u64::try_from(left).ok());
    let renewed_at = number("x-rate-limit-reset").and_then(|at| chrono::DateTime::from_timestamp(at, 0));
    (left.is_some() || renewed_at.is_some()).then_some(Allowance { left, used: None, renewed_at })
}

/// How long until there is more: X counts in quarters of an hour.
fn wait(answer: &Answer) -> Duration {
    let reset = allowance(answer).and_then(|told| told.renewed_at).zip(answer.date());
    let told = reset.and_then(|(at, now)| (at - now).to_std().ok());
    told.or(answer.retry_after()).unwrap_or(Duration::from_secs(15 * 60)).min(Duration::from_secs(24 * 3600))
}

/// The answer, or what X holds against the question. An answer of 200 may hold errors beside what was found, or alone.
pub(super) fn judged(answer: &Answer, method: Method) -> Result<Value, Outage> {
    let status = answer.status;
    // Done, and nothing to be said about it.
    if status == 204 {
        return Ok(Value::Null);
    }
    let value = match reading::json(answer) {
        Ok(value) => value,
        Err(garbled) if (200..300).contains(&status) => return Err(garbled),
        Err(garbled) => {
            return Err(Outage { try_again_after: limit(answer), ..reading::of_status(answer, garbled.cause) });
        }
    };
    if let Some(lost) = reading::sign_in_refused(&value, "X", status) {
        return Err(lost);
    }
    // A problem says its own status.
    let problem_status = reading::count(&value, "status").filter(|_| value.get("title").is_some());
    let status = reading::true_status(answer, problem_status);
    let first = reading::list(&value, "errors").first();
    let told = |name: &str| reading::text(&value, name).or_else(|| first.and_then(|first| reading::text(first, name)));
    // `about:blank` says that the status says all (RFC 9457, 4.2.1).
    let address = told("type").filter(|address| address != "about:blank");
    let problem = address.and_then(|address| address.rsplit('/').next().map(str::to_owned)).unwrap_or_default();
    let known: String = problem.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60).collect();
    let old_code = first.and_then(|first| reading::count(first, "code"));
    if (200..300).contains(&status) {
        if !value.is_object() {
            return Err(outage(OutageKind::Garbled, format!("HTTP {status}: the answer is no object")));
        }
        if value.get("data").is_some() || first.is_none() || value.get("meta").is_some() {
            return Ok(value);
        }
    }
    // Which parameter it is about is a word of ours that X repeats.
    let about = if status == 400 && answer.bytes.windows(12).any(|word| word == b"tweet.fields") {
        " tweet.fields"
    } else {
        ""
    };
    let cause = format!("X {}{about} (HTTP {status})", if known.is_empty() { "without a type" } else { &known });
    let kind = match (known.as_str(), status) {
        ("usage-capped", _) | (_, 402) => OutageKind::Spent,
        ("rate-limit-exceeded" | "too-many-requests", _) | (_, 429) => OutageKind::Limited,
        ("resource-not-found", _) => OutageKind::NotThere,
        ("not-authorized-for-resource" | "resource-unavailable" | "disallowed-resource", _) => OutageKind::Permission,
        ("client-forbidden" | "unsupported-authentication" | "oauth1-permissions", _) => OutageKind::Permission,
        ("invalid-request", _) => OutageKind::Refused,
        // X's rule that only those who called are answered by programs comes as a bare 403.
        (_, 403) if method == Method::Post => OutageKind::ByHand,
        _ if old_code == Some(88) => OutageKind::Limited,
        _ if matches!(old_code, Some(32 | 89)) => OutageKind::Login,
        _ if matches!(old_code, Some(34 | 144)) => OutageKind::NotThere,
        _ => reading::of_status(&Answer { status, ..answer.clone() }, String::new()).kind,
    };
    let try_again_after = if kind == OutageKind::Limited { Some(wait(answer)) } else { answer.retry_after() };
    Err(Outage { try_again_after, ..outage(kind, cause) })
}

fn limit(answer: &Answer) -> Option<Duration> {
    if answer.status == 429 { Some(wait(answer)) } else { answer.retry_after() }
}

#[cfg(test)]
#[path = "x_tests.rs"]
mod tests;
