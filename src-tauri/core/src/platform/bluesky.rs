//! Bluesky: an account on the AT Protocol, at Bluesky's own servers or another's.
//!
//! What somebody writes lies in a repository of their own, so nobody can take away what another wrote. What the
//! municipality decides about its own threads are records in its own repository: who may answer, which answers are folded
//! away, who is shut out. Readers' programs honour them.

mod act;
mod decode;
mod fetch;
mod session;
mod words;

pub(super) use act::ABILITIES;
pub(super) use decode::read;

use super::{
    Candidate, Door, HeldLogin,
    known::Known,
    limits::Meter,
    reading,
    transport::{Answer, Body, Login, Request, Transport, outage},
};
use crate::{
    intake::{Outage, OutageKind},
    words::Timestamp,
};
use serde_json::Value;
use session::Session;
use std::sync::Arc;

/// Where direct messages are kept: another server, which the account's own passes questions on to.
const CHAT: &str = "did:web:api.bsky.chat#bsky_chat";

/// One account, with an app password for it.
#[derive(Clone)]
pub(super) struct Bluesky {
    /// Where somebody signs in; the account's own server, which that one names, is asked everything else.
    entry: String,
    handle: String,
    login: HeldLogin,
    transport: Arc<dyn Transport>,
    session: Known<Session>,
    meter: Meter,
}

impl Bluesky {
    /// `address` is the server where the account signs in; `handle` its name, empty as long as nobody chose it.
    pub(super) fn new(address: &str, handle: &str, login: &HeldLogin, transport: Arc<dyn Transport>) -> Bluesky {
        Bluesky {
            entry: address.trim_end_matches('/').to_owned(),
            handle: handle.trim_start_matches('@').to_owned(),
            login: login.clone(),
            transport,
            session: Known::default(),
            meter: Meter::default(),
        }
    }

    fn get(&self, session: &Session, method: &str) -> Request {
        Request::get(session.url(method)).login(Login::Bearer(session.access.clone()))
    }

    fn post(&self, session: &Session, method: &str, body: Value) -> Request {
        Request::post(session.url(method), Body::Json(body)).login(Login::Bearer(session.access.clone()))
    }

    /// Sends, and understands the answer or the refusal. A session that has ended is renewed once, and the question is
    /// put again: it was refused before anything was done.
    fn ask(&self, request: &Request) -> Result<Value, Outage> {
        self.ask_whole(request).map(|(value, _)| value)
    }

    /// As [`Bluesky::ask`], with what the headers say.
    fn ask_whole(&self, request: &Request) -> Result<(Value, Answer), Outage> {
        match self.once(request) {
            Err(lost) if STALE.iter().any(|name| lost.cause.contains(name)) => {
                let session = self.renewed()?;
                self.once(&Request { login: Login::Bearer(session.access), ..request.clone() })
            }
            other => other,
        }
    }

    fn once(&self, request: &Request) -> Result<(Value, Answer), Outage> {
        let answer = self.transport.send(request)?;
        self.meter.read(&answer);
        let value = judged(&answer).map_err(|lost| request.answered(lost))?;
        Ok((value, answer))
    }
}

impl Door for Bluesky {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        let session = self.proved()?;
        let profile = self.ask(&self.get(&session, "app.bsky.actor.getProfile").query("actor", session.did.clone()));
        // A server without the public view of the network still lets somebody in; the name alone is no reason not to.
        let name = profile.ok().and_then(|profile| reading::text(&profile, "displayName"));
        Ok(vec![Candidate {
            name: name.unwrap_or_else(|| session.handle.clone()),
            handle: session.handle,
            address: self.entry.clone(),
            credential: self.login.now(),
        }])
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        // Sessions end all the time and are renewed with the app password, which ends only when somebody takes it back.
        self.proved().map(|_| None)
    }
}

/// The words for a session that has run out, or that the server no longer knows.
const STALE: [&str; 2] = ["ExpiredToken", "InvalidToken"];

/// The answer, or what the server holds against the question. It says so by name, not by status: a token that is not
/// known is a 400.
fn judged(answer: &Answer) -> Result<Value, Outage> {
    let status = answer.status;
    let value = match reading::json(answer) {
        Ok(value) => value,
        // Some deeds are answered with nothing.
        Err(_) if (200..300).contains(&status) && answer.bytes.is_empty() => return Ok(Value::Null),
        Err(garbled) if (200..300).contains(&status) => return Err(garbled),
        Err(garbled) => return Err(reading::of_status(answer, garbled.cause)),
    };
    let name = reading::id(&value, "error");
    if (200..300).contains(&status) && name.is_none() {
        return if value.is_object() {
            Ok(value)
        } else {
            Err(outage(OutageKind::Garbled, format!("HTTP {status}: the answer is no object")))
        };
    }
    let name = name.unwrap_or_else(|| "without a name".to_owned());
    let lost = reading::of_status(answer, format!("Bluesky {name} (HTTP {status})"));
    let kind = match name.as_str() {
        "ExpiredToken"
        | "InvalidToken"
        | "AuthenticationRequired"
        | "AuthMissing"
        | "AuthFactorTokenRequired"
        | "AccountTakedown"
        | "AccountDeactivated" => OutageKind::Login,
        "NotFound" | "RecordNotFound" | "RepoNotFound" | "BlobNotFound" | "RepoTakendown" | "RepoDeactivated" => {
            OutageKind::NotThere
        }
        "RateLimitExceeded" => OutageKind::Limited,
        "UpstreamFailure" | "UpstreamTimeout" | "InternalServerError" | "NotEnoughResources" => OutageKind::Away,
        "InsufficientScope" => OutageKind::Permission,
        "InvalidSwap" | "InvalidRequest" => OutageKind::Refused,
        _ => lost.kind,
    };
    Err(Outage { kind, ..lost })
}

#[cfg(test)]
#[path = "bluesky_tests.rs"]
mod tests;
