//! WordPress over its REST interface, with an application password.
//!
//! A guest can neither change nor take back a comment: what changes or goes there, somebody with a login to the blog
//! changed or took. The interface answers a wrong password with the public's view, so every question here asks for the
//! editor's view, which the public is refused.

mod act;
mod blogs;
mod decode;
mod fetch;

pub(super) use act::ABILITIES;
pub(super) use decode::read;

use super::{
    Candidate, Door, HeldLogin,
    known::Known,
    plain, reading,
    transport::{Answer, Login, Request, Transport, outage},
};
use crate::{
    intake::{Outage, OutageKind},
    secrets::Credential,
    words::Timestamp,
};
use decode::Me;
use serde_json::Value;
use std::sync::Arc;

/// One site, with the login of somebody who may moderate it.
#[derive(Clone)]
pub(super) struct WordPress {
    /// What `/wp/v2/…` is put after: `https://…/wp-json`, or `https://…/?rest_route=` where pretty addresses are off.
    root: String,
    credential: Credential,
    transport: Arc<dyn Transport>,
    me: Known<Me>,
}

impl WordPress {
    /// `address` is the site's own, or that of its interface.
    pub(super) fn new(address: &str, login: &HeldLogin, transport: Arc<dyn Transport>) -> WordPress {
        let address = address.trim_end_matches('/');
        let is_root = address.ends_with("/wp-json") || address.contains("rest_route=");
        let root = if is_root { address.to_owned() } else { format!("{address}/wp-json") };
        WordPress { root, credential: login.now(), transport, me: Known::default() }
    }

    /// The one site behind the login, as an account.
    fn site(&self) -> Result<Candidate, Outage> {
        match self.described() {
            // Pretty addresses are off, or the server keeps them for itself: the interface has a plain one too.
            Err(lost) if matches!(lost.kind, OutageKind::Garbled | OutageKind::NotThere) => {
                let Some(site) = self.root.strip_suffix("/wp-json") else { return Err(lost) };
                WordPress { root: format!("{site}/?rest_route="), ..self.clone() }.described().map_err(|_| lost)
            }
            other => other,
        }
    }

    fn described(&self) -> Result<Candidate, Outage> {
        self.proved()?;
        let index = self.ask(&self.get("/").query("_fields", "name,home,url"))?;
        let home = reading::text(&index, "home").or_else(|| reading::text(&index, "url"));
        let home = home.unwrap_or_else(|| self.root.clone());
        let handle = home.split_once("://").map_or(home.as_str(), |(_, rest)| rest).trim_end_matches('/').to_owned();
        let name = reading::text(&index, "name").map(|name| plain::of_html(&name)).unwrap_or_else(|| handle.clone());
        Ok(Candidate { handle, name, address: self.root.clone(), credential: self.credential.clone() })
    }

    /// Asks who the login is: it must be somebody who may moderate comments.
    fn proved(&self) -> Result<Me, Outage> {
        let answer = self.ask(&self.get("/wp/v2/users/me").query("context", "edit"))?;
        let may = answer.get("capabilities").and_then(|may| reading::truth(may, "moderate_comments"));
        if may != Some(true) {
            return Err(outage(OutageKind::Permission, "the login may not moderate comments"));
        }
        Ok(self.me.learn(Me { id: reading::count(&answer, "id").unwrap_or(0) }))
    }

    fn me(&self) -> Result<Me, Outage> {
        self.me.or_ask(|| self.proved())
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    fn login(&self) -> Login {
        Login::Basic(self.credential.clone())
    }

    fn get(&self, path: &str) -> Request {
        Request::get(self.url(path)).login(self.login())
    }

    /// Sends, and understands the answer or the refusal.
    fn ask(&self, request: &Request) -> Result<Value, Outage> {
        self.ask_counted(request).map(|(value, _)| value)
    }

    /// As [`WordPress::ask`], with what the headers say about the length of a list.
    fn ask_counted(&self, request: &Request) -> Result<(Value, Length), Outage> {
        let answer = self.transport.send(request)?;
        let value = judged(&answer).map_err(|lost| request.answered(lost))?;
        let number = |name| answer.header(name).and_then(|text| text.trim().parse().ok());
        Ok((value, Length { items: number("x-wp-total"), pages: number("x-wp-totalpages") }))
    }
}

impl Door for WordPress {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        let site = self.site()?;
        let others = self.others(&site);
        Ok(std::iter::once(site).chain(others).collect())
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        // An application password ends only when somebody revokes it.
        self.proved().map(|_| None)
    }
}

/// How long a list is in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Length {
    items: Option<u64>,
    pages: Option<u64>,
}

/// The answer, or what WordPress holds against the question.
fn judged(answer: &Answer) -> Result<Value, Outage> {
    let status = answer.status;
    let value = match reading::json(answer) {
        Ok(value) => value,
        Err(garbled) if (200..300).contains(&status) => return Err(garbled),
        // A page for people instead of an answer: a firewall, a plugin, or no WordPress at all.
        Err(garbled) => return Err(reading::of_status(answer, garbled.cause)),
    };
    let inside = value.get("data").filter(|_| value.get("code").is_some());
    let judged = reading::true_status(answer, inside.and_then(|data| reading::count(data, "status")));
    if (200..300).contains(&judged) {
        return if value.is_object() || value.is_array() {
            Ok(value)
        } else {
            Err(outage(OutageKind::Garbled, format!("HTTP {status}: the answer is neither object nor list")))
        };
    }
    let code = reading::id(&value, "code").unwrap_or_else(|| "without a code".to_owned());
    let judged = Answer { status: judged, ..answer.clone() };
    let lost = reading::of_status(&judged, format!("WordPress {code} (HTTP {status})"));
    let kind = match code.as_str() {
        "rest_no_route" => OutageKind::Refused,
        "rest_comment_closed" => OutageKind::Refused,
        "rest_not_logged_in" | "incorrect_password" | "invalid_username" | "application_passwords_disabled" => {
            OutageKind::Login
        }
        _ => lost.kind,
    };
    Err(Outage { kind, ..lost })
}

#[cfg(test)]
#[path = "wordpress_tests.rs"]
mod tests;
