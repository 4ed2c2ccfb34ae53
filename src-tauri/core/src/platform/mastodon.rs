//! Mastodon: an account on any server that speaks its interface.
//!
//! Everybody writes on a server of their own, so the account can answer and shut people out, but neither hide nor take
//! away what others wrote. The server keeps each wording of a post. It does not tell who took one away: a deleted post,
//! a suspended author and an author who shut us out all answer 404.

mod act;
mod decode;
mod fetch;

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
    secrets::Credential,
    words::Timestamp,
};
use decode::Me;
use serde_json::Value;
use std::sync::Arc;

/// One account, with a token for it.
#[derive(Clone)]
pub(super) struct Mastodon {
    base: String,
    handle: String,
    credential: Credential,
    transport: Arc<dyn Transport>,
    /// The account behind the token.
    me: Known<Me>,
    meter: Meter,
}

impl Mastodon {
    /// `address` is the server's own; `handle` the account's name there, empty as long as nobody chose it.
    pub(super) fn new(address: &str, handle: &str, login: &HeldLogin, transport: Arc<dyn Transport>) -> Mastodon {
        Mastodon {
            base: address.trim_end_matches('/').to_owned(),
            handle: handle.trim_start_matches('@').split('@').next().unwrap_or_default().to_owned(),
            credential: login.now(),
            transport,
            me: Known::default(),
            meter: Meter::default(),
        }
    }

    /// Asks who the token is: an app's own token, or none, is refused here.
    fn proved(&self) -> Result<Me, Outage> {
        let (answer, _) = self.ask(&self.get("accounts/verify_credentials"))?;
        let me = decode::me(&answer).ok_or_else(|| outage(OutageKind::Garbled, "the account has no id"))?;
        if !self.handle.is_empty() && !me.name.eq_ignore_ascii_case(&self.handle) {
            return Err(outage(OutageKind::Permission, format!("the token belongs to another account, {}", me.id)));
        }
        Ok(self.me.learn(me))
    }

    fn me(&self) -> Result<Me, Outage> {
        self.me.or_ask(|| self.proved())
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v1/{path}", self.base)
    }

    fn login(&self) -> Login {
        Login::Bearer(self.credential.secret.clone())
    }

    fn get(&self, path: &str) -> Request {
        Request::get(self.url(path)).login(self.login())
    }

    fn post(&self, path: &str, body: Body) -> Request {
        Request::post(self.url(path), body).login(self.login())
    }

    /// Sends, and understands the answer or the refusal. The whole answer comes along for what its headers say.
    fn ask(&self, request: &Request) -> Result<(Value, Answer), Outage> {
        let answer = self.transport.send(request)?;
        self.meter.read(&answer);
        let value = judged(&answer).map_err(|lost| request.answered(lost))?;
        Ok((value, answer))
    }
}

impl Door for Mastodon {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        let me = self.proved()?;
        let name = me.shown.clone().unwrap_or_else(|| me.name.clone());
        Ok(vec![Candidate { handle: me.name, name, address: self.base.clone(), credential: self.credential.clone() }])
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        // A token ends only when somebody takes it back.
        self.proved().map(|_| None)
    }
}

/// The answer, or what the server holds against the question. Its words follow the account's language and differ from
/// one version to the next, so only the status counts.
fn judged(answer: &Answer) -> Result<Value, Outage> {
    let status = answer.status;
    if !(200..300).contains(&status) {
        return Err(reading::of_status(answer, format!("Mastodon HTTP {status}")));
    }
    let value = reading::json(answer)?;
    if let Some(lost) = reading::sign_in_refused(&value, "Mastodon", status) {
        return Err(lost);
    }
    // A server in front of it may put an error into an answer that looks like success.
    if let Some(said) = reading::text(&value, "error") {
        return Err(outage(meant(&said), format!("Mastodon HTTP {status} with an error inside")));
    }
    if value.is_object() || value.is_array() {
        Ok(value)
    } else {
        Err(outage(OutageKind::Garbled, format!("HTTP {status}: the answer is neither object nor list")))
    }
}

/// What an error's sentence means where its status is lost. These are the sentences of `config/locales` and the API's own
/// controllers; a server that speaks another language is merely not understood.
fn meant(said: &str) -> OutageKind {
    let sentences = [
        ("access token", OutageKind::Login),
        ("requires an authenticated user", OutageKind::Login),
        ("not found", OutageKind::NotThere),
        ("too many requests", OutageKind::Limited),
        ("not allowed", OutageKind::Permission),
        ("authorized scopes", OutageKind::Permission),
        ("validation failed", OutageKind::Refused),
    ];
    let said = said.to_lowercase();
    sentences.iter().find(|(part, _)| said.contains(part)).map_or(OutageKind::Garbled, |(_, kind)| *kind)
}

#[cfg(test)]
#[path = "mastodon_tests.rs"]
mod tests;
