//! Flickr over its REST interface, signed with OAuth 1.0a.
//!
//! Comments stand under photographs in one row: an answer is a new comment. Nothing is hidden, nobody is blocked, nothing
//! is written between two people. A comment that is gone is absent from the list, and nobody says by whom.

mod act;
pub(super) mod decode;
mod fetch;
mod meaning;

pub(super) use act::ABILITIES;
pub(super) use meaning::read;

use super::{
    Candidate, Door, HeldLogin, attached,
    known::Known,
    oauth1::{Moment, Signer},
    reading,
    transport::{Answer, Body, Login, Request, Transport, outage},
};
use crate::{
    intake::{File, Outage, OutageKind},
    secrets::Secret,
    words::Timestamp,
};
use chrono::Duration;
use decode::Me;
use serde_json::Value;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

/// Where the interface is, unless somebody says otherwise.
pub(super) const USUAL_ADDRESS: &str = "https://api.flickr.com/services/rest";

/// One account, with a login that never ends by itself.
#[derive(Clone)]
pub(super) struct Flickr {
    base: String,
    handle: String,
    login: HeldLogin,
    transport: Arc<dyn Transport>,
    me: Known<Me>,
    /// What time it was at Flickr, and when that was: signatures from another time are refused, and our clock may be wrong.
    clock: Arc<Mutex<Option<(Timestamp, Instant)>>>,
}

impl Flickr {
    /// `address` is the interface's own, `handle` the account's name or number.
    pub(super) fn new(address: &str, handle: &str, login: &HeldLogin, transport: Arc<dyn Transport>) -> Flickr {
        Flickr {
            base: address.trim_end_matches('/').to_owned(),
            handle: handle.trim_start_matches('@').to_owned(),
            login: login.clone(),
            transport,
            me: Known::default(),
            clock: Arc::default(),
        }
    }

    /// Asks who the login is.
    fn proved(&self) -> Result<Me, Outage> {
        let answer = self.ask("flickr.test.login", &[])?;
        let user = answer.get("user").unwrap_or(&Value::Null);
        let id = decode::person(user, "id").or_else(|| decode::person(user, "nsid"));
        let id = id.ok_or_else(|| outage(OutageKind::Garbled, "the account has no id"))?;
        let name = decode::content(user, "username");
        let alias = reading::text(user, "path_alias");
        let names = [Some(&id), name.as_ref(), alias.as_ref()];
        if !self.handle.is_empty() && !names.iter().flatten().any(|name| name.eq_ignore_ascii_case(&self.handle)) {
            return Err(outage(OutageKind::Permission, format!("the login belongs to another account, {id}")));
        }
        let me = Me { id, name };
        Ok(self.me.learn(me))
    }

    fn me(&self) -> Result<Me, Outage> {
        self.me.or_ask(|| self.proved())
    }

    /// Asks one of Flickr's methods.
    fn ask(&self, method: &'static str, fields: &[(&'static str, String)]) -> Result<Value, Outage> {
        let all = spoken(method, fields);
        let request = all
            .iter()
            .fold(Request::get(self.base.clone()), |request, (name, value)| request.query(name, value.clone()));
        self.sent(&request, &all)
    }

    /// Does something by one of Flickr's methods.
    fn do_it(
        &self,
        method: &'static str,
        fields: &[(&'static str, String)],
        repeatable: bool,
    ) -> Result<Value, Outage> {
        let all = spoken(method, fields);
        let request = Request::post(self.base.clone(), Body::Form(all.clone()));
        self.sent(&if repeatable { request.repeatable() } else { request }, &all)
    }

    fn sent(&self, request: &Request, fields: &[(&'static str, String)]) -> Result<Value, Outage> {
        let signed = self.signed(request, fields)?;
        let mut answer = self.transport.send(&request.clone().login(Login::Signed(signed)))?;
        // A machine that slept counts on from when it fell asleep: once more, by the clock that the refusal shows.
        if self.heed(&answer) && answer.status == 401 {
            let signed = self.signed(request, fields)?;
            answer = self.transport.send(&request.clone().login(Login::Signed(signed)))?;
        }
        judged(&answer).map_err(|lost| request.answered(lost))
    }

    fn signed(&self, request: &Request, fields: &[(&'static str, String)]) -> Result<Secret, Outage> {
        let login = self.login.now();
        let app = login.app.ok_or_else(|| outage(OutageKind::Login, "the login names no app"))?;
        let second = login.token_secret.ok_or_else(|| outage(OutageKind::Login, "the login has no second half"))?;
        let moment = Moment { at: self.time()?, nonce: nonce()? };
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let signer = Signer { app, token: Some((login.secret, second)) };
        Ok(signer.header(request.method.word(), &request.url, &fields, &[], &moment))
    }

    /// What time it is at Flickr: asked for once, with a question that needs no login, then counted on.
    fn time(&self) -> Result<Timestamp, Outage> {
        if let Some((at, since)) = *self.clock.lock().unwrap_or_else(PoisonError::into_inner) {
            return Ok(at + Duration::from_std(since.elapsed()).unwrap_or_else(|_| Duration::zero()));
        }
        let answer = self.transport.send(&Request::get(self.base.clone()).query("method", "flickr.test.null"))?;
        self.heed(&answer);
        let known = *self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        known.map(|(at, _)| at).ok_or_else(|| outage(OutageKind::Garbled, "Flickr does not say what time it is"))
    }

    /// Sets the clock by an answer. Whether it was far wrong.
    fn heed(&self, answer: &Answer) -> bool {
        let Some(at) = answer.date() else { return false };
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = clock.map(|(at, since)| at + Duration::from_std(since.elapsed()).unwrap_or_default());
        *clock = Some((at, Instant::now()));
        counted.is_some_and(|counted| (counted - at).abs() > Duration::minutes(2))
    }

    fn file(&self, address: &str) -> Result<File, Outage> {
        attached::fetch(self.transport.as_ref(), address, &self.base)
    }
}

/// Every question says its method, and that it wants JSON and nothing around it.
fn spoken(method: &'static str, fields: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
    let mut all =
        vec![("method", method.to_owned()), ("format", "json".to_owned()), ("nojsoncallback", "1".to_owned())];
    all.extend(fields.iter().cloned());
    all
}

fn nonce() -> Result<String, Outage> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| outage(OutageKind::Away, "this machine gives no random numbers"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Door for Flickr {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        let me = self.proved()?;
        let name = me.name.clone().unwrap_or_else(|| me.id.clone());
        Ok(vec![Candidate { handle: name.clone(), name, address: self.base.clone(), credential: self.login.now() }])
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        // Ends only when somebody takes it back.
        self.proved().map(|_| None)
    }
}

/// The answer, or what Flickr holds against the question: most errors come with 200.
pub(super) fn judged(answer: &Answer) -> Result<Value, Outage> {
    let status = answer.status;
    let value = match decode::read(&answer.bytes) {
        Some(value) => value,
        // OAuth 1.0a tells a form's fields; some servers in between make a success of it.
        None if answer.bytes.starts_with(b"oauth_problem=") => {
            return Err(outage(OutageKind::Login, format!("Flickr refuses the signature or token (HTTP {status})")));
        }
        None if (200..300).contains(&status) => {
            return Err(reading::json(answer).map_or_else(|lost| lost, |_| garbled(status)));
        }
        // A wrong signature is answered with a form's fields.
        None => return Err(reading::of_status(answer, format!("Flickr says no (HTTP {status})"))),
    };
    if reading::text(&value, "stat").as_deref() == Some("fail") || value.get("err").is_some() {
        let code = reading::count(&value, "code").or_else(|| reading::count(value.get("err")?, "code")).unwrap_or(0);
        let kind = match code {
            1 | 2 | 5 => OutageKind::NotThere,
            9 => OutageKind::Limited,
            96..=98 | 100 => OutageKind::Login,
            99 => OutageKind::Permission,
            0 => reading::of_status(answer, String::new()).kind,
            105 | 106 => OutageKind::Away,
            _ => OutageKind::Refused,
        };
        let kind = if kind == OutageKind::Garbled { OutageKind::Refused } else { kind };
        let lost = outage(kind, format!("Flickr {code} (HTTP {status})"));
        return Err(Outage { try_again_after: answer.retry_after(), ..lost });
    }
    if !(200..300).contains(&status) {
        return Err(reading::of_status(answer, format!("HTTP {status} without a code of Flickr's")));
    }
    if value.is_object() { Ok(value) } else { Err(garbled(status)) }
}

fn garbled(status: u16) -> Outage {
    outage(OutageKind::Garbled, format!("HTTP {status}: the answer is no object"))
}

#[cfg(test)]
#[path = "flickr_tests.rs"]
mod tests;
