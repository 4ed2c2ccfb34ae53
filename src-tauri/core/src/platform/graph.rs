//! Meta's Graph API: what Facebook Pages and Instagram accounts have in common.
//!
//! It knows how a question is asked, what an error code means, how lists go on and how much may still be asked. What the
//! items are, each platform's own file knows.

mod deeds;
pub(super) mod inbox;
pub(super) mod meaning;
pub(super) mod threads;

use super::{
    reading,
    transport::{Answer, Body, Login, Request, Transport, outage, unescaped},
};
use crate::{
    intake::{Allowance, Outage, OutageKind},
    secrets::{Credential, Secret},
    words::Timestamp,
};
use serde_json::Value;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Where the interface is, unless somebody says otherwise. The version stands in the address, so it is a setting.
pub(super) const USUAL_ADDRESS: &str = "https://graph.facebook.com/v26.0";

/// Above this share of what Meta allows we stop by ourselves, in per cent.
const ENOUGH: u64 = 90;

/// Which of the two services a Page's token is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Facebook,
    Instagram,
}

impl Service {
    fn name(self) -> &'static str {
        match self {
            Service::Facebook => "Facebook",
            Service::Instagram => "Instagram",
        }
    }
}

/// The interface with one Page's token.
#[derive(Clone)]
pub(super) struct Graph {
    pub base: String,
    service: Service,
    token: Secret,
    pub transport: Arc<dyn Transport>,
    /// What the last answer said of the allowance, and whether a rest is still due for it.
    used: Arc<Mutex<(Usage, bool)>>,
}

impl Graph {
    pub fn new(address: &str, service: Service, credential: &Credential, transport: Arc<dyn Transport>) -> Graph {
        let base = address.trim_end_matches('/').to_owned();
        Graph { base, service, token: credential.secret.clone(), transport, used: Arc::default() }
    }

    pub fn get(&self, path: &str) -> Request {
        Request::get(format!("{}/{path}", self.base)).login(Login::Bearer(self.token.clone()))
    }

    pub fn post(&self, path: &str, fields: Vec<(&'static str, String)>) -> Request {
        Request::post(format!("{}/{path}", self.base), Body::Form(fields)).login(Login::Bearer(self.token.clone()))
    }

    pub fn delete(&self, path: &str) -> Request {
        Request::delete(format!("{}/{path}", self.base)).login(Login::Bearer(self.token.clone()))
    }

    /// Sends, and understands the answer or the refusal.
    pub fn ask(&self, request: &Request) -> Result<Value, Outage> {
        let answer = self.transport.send(request)?;
        let usage = Usage::of(&answer);
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = (usage, usage.share >= ENOUGH);
        judged(&answer, &usage).map_err(|lost| request.answered(lost))
    }

    /// Says no while the allowance demands a rest; once, since the next question tells anew.
    pub fn rested(&self) -> Result<(), Outage> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if !std::mem::take(&mut used.1) {
            return Ok(());
        }
        let limited = outage(OutageKind::Limited, "the allowance is nearly used up: resting");
        Err(Outage { try_again_after: Some(Duration::from_secs(used.0.minutes.max(5) * 60)), ..limited })
    }

    /// What is left, as the last answer told it.
    pub fn allowance(&self, now: Timestamp) -> Option<Allowance> {
        let (usage, _) = *self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let regained = i64::try_from(usage.minutes).ok().filter(|minutes| *minutes > 0);
        let renewed_at = regained.and_then(chrono::Duration::try_minutes).and_then(|wait| now.checked_add_signed(wait));
        usage.told.then_some(Allowance { left: None, used: Some(usage.share), renewed_at })
    }

    /// Every item of a list, page after page.
    pub fn all(&self, request: &Request, mut take: impl FnMut(&Value)) -> Result<(), Outage> {
        let mut at: Option<String> = None;
        for _ in 0..LONGEST_LIST {
            let answer = self.ask(&go_on(request.clone(), at.as_deref()))?;
            reading::list(&answer, "data").iter().for_each(&mut take);
            match next_page(&answer) {
                Some(next) if at.as_ref() != Some(&next) => at = Some(next),
                _ => break,
            }
        }
        Ok(())
    }
}

/// The most pages of a list that is read in one go.
const LONGEST_LIST: u32 = 50;

/// Whether an answer says that it was done.
fn succeeded(answer: &Value) -> bool {
    reading::truth(answer, "success") == Some(true) || answer.as_bool() == Some(true)
}

/// How much of the allowance is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Usage {
    /// The largest share named, in per cent.
    pub share: u64,
    /// How long until there is more, in minutes.
    pub minutes: u64,
    /// Whether anything was said at all.
    pub told: bool,
}

impl Usage {
    pub fn of(answer: &Answer) -> Usage {
        let header = |name| answer.header(name).and_then(|text| serde_json::from_str::<Value>(text).ok());
        let mut usage = Usage::default();
        let mut take = |of: &Value| {
            usage.told = true;
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

/// The answer, or what Meta holds against the question. An error may come with any status, 200 too.
pub(super) fn judged(answer: &Answer, usage: &Usage) -> Result<Value, Outage> {
    let status = answer.status;
    let value = match reading::json(answer) {
        Ok(value) => value,
        Err(garbled) if (200..300).contains(&status) => return Err(garbled),
        Err(garbled) => return Err(reading::of_status(answer, garbled.cause)),
    };
    // The sign-in spells its errors otherwise.
    if value.get("error_message").is_some() && value.get("error_type").is_some() {
        return Err(outage(OutageKind::Login, format!("Facebook refuses the sign-in (HTTP {status})")));
    }
    if let Some(lost) = reading::sign_in_refused(&value, "Facebook", status) {
        return Err(lost);
    }
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
        // The token holds, but the person behind it no longer has a role on the Page.
        (190, 492) => OutageKind::Permission,
        (102 | 190, _) => OutageKind::Login,
        // Outside the hours in which a message may be answered over the interface; people may go on in the inbox.
        (10, 2_018_278) | (551, _) => OutageKind::ByHand,
        (10, 1_893_063) => OutageKind::Refused,
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
pub(super) fn next_page(answer: &Value) -> Option<String> {
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
pub(super) fn go_on(request: Request, at: Option<&str>) -> Request {
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
    String::from_utf8(unescaped(value)).unwrap_or_else(|_| value.to_owned())
}
