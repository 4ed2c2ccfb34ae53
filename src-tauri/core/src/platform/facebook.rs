//! Facebook Pages over the Graph API.
//!
//! Facebook keeps no history and does not tell who took a post away; it answers 100/33 both to what is gone and to what
//! may not be seen. So what is said here about absence is only that.

mod act;
mod decode;
mod fetch;

pub(super) use act::ABILITIES;

use super::{
    Candidate, Door, HeldLogin, reading,
    transport::{Answer, Body, LARGEST_ATTACHMENT, Login, Request, Transport, may_fetch, outage},
};
use crate::{
    intake::{File, Outage, OutageKind},
    secrets::{Credential, Secret},
    words::Timestamp,
};
use decode::{COMMENT_FIELDS, POST_FIELDS, Page};
use serde_json::Value;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Above this share of what Facebook allows we stop by ourselves, in per cent.
const ENOUGH: u64 = 90;

/// One Page, with the token that belongs to it.
#[derive(Clone)]
pub(super) struct Facebook {
    base: String,
    handle: String,
    token: Secret,
    transport: Arc<dyn Transport>,
    /// The Page behind the token, once it has been asked for.
    page: Arc<Mutex<Option<Page>>>,
    /// Seconds to rest before the next round, when the allowance is nearly used up; 0 when it isn't.
    rest: Arc<AtomicU64>,
}

impl Facebook {
    /// `address` is the Graph base with its version, `handle` the Page's name or id; empty for a person's token.
    pub(super) fn new(address: &str, handle: &str, login: &HeldLogin, transport: Arc<dyn Transport>) -> Facebook {
        Facebook {
            base: address.trim_end_matches('/').to_owned(),
            handle: handle.trim_start_matches('@').to_owned(),
            token: login.now().secret,
            transport,
            page: Arc::default(),
            rest: Arc::default(),
        }
    }

    /// The Pages that a person's token opens.
    fn pages(&self) -> Result<Vec<Candidate>, Outage> {
        let mut pages = Vec::new();
        let mut at = None;
        loop {
            let request = self
                .get("me/accounts")
                .query("fields", "id,name,username,link,category,tasks,access_token")
                .query("limit", "100");
            let answer = self.ask(&go_on(request, at.as_deref()))?;
            for item in reading::list(&answer, "data") {
                // A Page without a token can be seen but not used.
                let (Some(id), Some(token)) = (reading::id(item, "id"), reading::text(item, "access_token")) else {
                    continue;
                };
                pages.push(Candidate {
                    handle: reading::text(item, "username").unwrap_or_else(|| id.clone()),
                    name: reading::text(item, "name").unwrap_or(id),
                    address: self.base.clone(),
                    credential: Credential::new("", token),
                });
            }
            match next_page(&answer) {
                Some(next) if at.as_ref() != Some(&next) && pages.len() < 5_000 => at = Some(next),
                _ => return Ok(pages),
            }
        }
    }

    /// Asks who the token is: it must be this Page and no person, since a person's token is answered with empty lists.
    fn proved(&self) -> Result<Page, Outage> {
        let answer = self.ask(&self.get("me").query("fields", "id,name,username,category")).map_err(|lost| {
            // A person has no category: Facebook then finds fault with the question itself.
            if lost.kind == OutageKind::Refused {
                outage(OutageKind::Permission, "the token is not a Page's")
            } else {
                lost
            }
        })?;
        let id = reading::id(&answer, "id").ok_or_else(|| outage(OutageKind::Garbled, "the Page has no id"))?;
        let names = [Some(id.clone()), reading::text(&answer, "username")];
        let is_ours = |name: &String| name.eq_ignore_ascii_case(&self.handle);
        if !self.handle.is_empty() && !names.iter().flatten().any(is_ours) {
            return Err(outage(OutageKind::Permission, format!("the token belongs to another Page, {id}")));
        }
        let page = Page { id, name: reading::text(&answer, "name") };
        *self.page.lock().unwrap_or_else(PoisonError::into_inner) = Some(page.clone());
        Ok(page)
    }

    fn page(&self) -> Result<Page, Outage> {
        let known = self.page.lock().unwrap_or_else(PoisonError::into_inner).clone();
        known.map_or_else(|| self.proved(), Ok)
    }

    fn get(&self, path: &str) -> Request {
        Request::get(format!("{}/{path}", self.base)).login(Login::Bearer(self.token.clone()))
    }

    fn post(&self, path: &str, fields: Vec<(&'static str, String)>) -> Request {
        Request::post(format!("{}/{path}", self.base), Body::Form(fields)).login(Login::Bearer(self.token.clone()))
    }

    fn delete(&self, path: &str) -> Request {
        Request::delete(format!("{}/{path}", self.base)).login(Login::Bearer(self.token.clone()))
    }

    /// Sends, and understands the answer or the refusal.
    fn ask(&self, request: &Request) -> Result<Value, Outage> {
        let answer = self.transport.send(request)?;
        let usage = Usage::of(&answer);
        if usage.share >= ENOUGH {
            self.rest.store(usage.minutes.max(5) * 60, Ordering::Relaxed);
        }
        judged(&answer, &usage).map_err(|lost| {
            // Facebook says 1 or 2 also after having done what was asked.
            let half_way = matches!(lost.kind, OutageKind::Away | OutageKind::Garbled);
            Outage { may_have_happened: half_way && !request.repeatable, ..lost }
        })
    }

    /// The rest that the allowance demands, once.
    fn due_rest(&self) -> Option<Duration> {
        match self.rest.swap(0, Ordering::Relaxed) {
            0 => None,
            seconds => Some(Duration::from_secs(seconds)),
        }
    }

    /// Asks where the picture lies today, then fetches it from there.
    fn file(&self, address: &str) -> Result<File, Outage> {
        let (id, name) = decode::attachment_named(address)
            .ok_or_else(|| outage(OutageKind::Refused, "that is not a Facebook attachment"))?;
        let fields = if self.page()?.is_post(id) { POST_FIELDS } else { COMMENT_FIELDS };
        let item = self.ask(&self.get(id).query("fields", fields))?;
        let media = decode::media(&item).into_iter().find(|media| media.name == name);
        let url = media.ok_or_else(|| outage(OutageKind::NotThere, "the attachment is not there any more"))?.url;
        if !may_fetch(&url, &self.base) {
            return Err(outage(OutageKind::Refused, "the attachment's address may not be fetched"));
        }
        // Pictures lie on open servers: the token stays at home.
        let answer = self.transport.send(&Request { largest: LARGEST_ATTACHMENT, ..Request::get(url) })?;
        if answer.status == 200 {
            Ok(File { media_type: answer.media_type().to_owned(), bytes: answer.bytes })
        } else {
            let lost = reading::of_status(&answer, format!("HTTP {} for an attachment", answer.status));
            // No token was shown, so none is to blame.
            let gone = matches!(lost.kind, OutageKind::Permission | OutageKind::Login);
            Err(if gone { Outage { kind: OutageKind::NotThere, ..lost } } else { lost })
        }
    }
}

impl Door for Facebook {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        self.pages()
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        // A Page's token has no end of its own: it dies with a password, a role or the app.
        self.proved().map(|_| None)
    }
}

/// How much of the allowance is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Usage {
    /// The largest share named, in per cent.
    share: u64,
    /// How long until there is more, in minutes.
    minutes: u64,
}

impl Usage {
    fn of(answer: &Answer) -> Usage {
        let header = |name| answer.header(name).and_then(|text| serde_json::from_str::<Value>(text).ok());
        let mut usage = Usage::default();
        let mut take = |of: &Value| {
            for name in ["call_count", "total_time", "total_cputime"] {
                usage.share = usage.share.max(reading::count(of, name).unwrap_or(0));
            }
            usage.minutes = usage.minutes.max(reading::count(of, "estimated_time_to_regain_access").unwrap_or(0));
        };
        if let Some(app) = header("x-app-usage") {
            take(&app);
        }
        if let Some(Value::Object(pages)) = header("x-business-use-case-usage") {
            pages.values().filter_map(Value::as_array).flatten().for_each(take);
        }
        usage
    }
}

/// The answer, or what Facebook holds against the question. An error may come with any status, 200 too.
fn judged(answer: &Answer, usage: &Usage) -> Result<Value, Outage> {
    let status = answer.status;
    let value = match reading::json(answer) {
        Ok(value) => value,
        Err(garbled) if (200..300).contains(&status) => return Err(garbled),
        Err(garbled) => return Err(reading::of_status(answer, garbled.cause)),
    };
    let Some(error) = value.get("error").filter(|error| error.is_object()) else {
        if (200..300).contains(&status) {
            return if value.is_object() {
                Ok(value)
            } else {
                Err(outage(OutageKind::Garbled, format!("HTTP {status}: the answer is no object")))
            };
        }
        return Err(reading::of_status(answer, format!("HTTP {status} without a Facebook code")));
    };
    let code = reading::count(error, "code").unwrap_or(0);
    let sub = reading::count(error, "error_subcode").unwrap_or(0);
    let kind = match (code, sub) {
        (100, 33) | (21 | 803, _) => OutageKind::NotThere,
        // Older versions said the same without the subcode.
        (100, 0) if reading::text(error, "type").as_deref() == Some("GraphMethodException") => OutageKind::NotThere,
        (102 | 190, _) => OutageKind::Login,
        (10, 2_018_278 | 1_893_063) => OutageKind::Refused,
        (10 | 200..=299, _) => OutageKind::Permission,
        (4 | 17 | 32 | 613 | 80_000..=80_014, _) => OutageKind::Limited,
        (1 | 2, _) => OutageKind::Away,
        _ if reading::truth(error, "is_transient") == Some(true) => OutageKind::Away,
        (0, _) => return Err(reading::of_status(answer, format!("HTTP {status} without a Facebook code"))),
        _ => OutageKind::Refused,
    };
    let regained = (usage.minutes > 0).then(|| Duration::from_secs(usage.minutes * 60));
    let try_again_after = if kind == OutageKind::Limited { regained.or(answer.retry_after()) } else { None };
    Err(Outage { try_again_after, ..outage(kind, format!("Facebook {code}/{sub} (HTTP {status})")) })
}

/// Names of the query that say where a list goes on.
const PAGING: [&str; 5] = ["after", "until", "since", "offset", "__paging_token"];

/// Where the list goes on, if it does: only `next` tells, never how much came. Its address is not used, since it holds
/// the token; what in it says where is.
fn next_page(answer: &Value) -> Option<String> {
    let next = reading::text_at(answer, &["paging", "next"])?;
    if let Some(after) = reading::text_at(answer, &["paging", "cursors", "after"]) {
        return Some(format!("after={after}"));
    }
    let query = next.split_once('?')?.1;
    let told: Vec<&str> = query
        .split('&')
        .filter(|pair| pair.split_once('=').is_some_and(|(name, value)| PAGING.contains(&name) && !value.is_empty()))
        .collect();
    (!told.is_empty()).then(|| told.join("&"))
}

/// The same request, further on.
fn go_on(request: Request, at: Option<&str>) -> Request {
    at.into_iter().flat_map(|at| at.split('&')).filter_map(|pair| pair.split_once('=')).fold(
        request,
        |request, (name, value)| match PAGING.iter().find(|own| **own == name) {
            Some(own) => request.query(own, decoded(value)),
            None => request,
        },
    )
}

/// Undoes `%3D` and the like, so that the transport can do it again.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let hex = more.get(..2).and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = more.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| value.to_owned())
}

#[cfg(test)]
#[path = "facebook_tests.rs"]
mod tests;
