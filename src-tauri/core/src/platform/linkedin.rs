//! LinkedIn: an organisation's page over the Community Management API.
//!
//! LinkedIn tells what happened on a page for sixty days (also that a comment was reworded or taken back, though not by
//! whom), gives no names of persons, hides nothing, blocks nobody and has no messages for programs. Closing a post's
//! comments takes away those that stand there.

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
use decode::{Organisation, escaped};
use serde_json::Value;
use std::sync::Arc;

/// Where the interface is, unless somebody says otherwise.
pub(super) const USUAL_ADDRESS: &str = "https://api.linkedin.com/rest";
/// Where its tokens are renewed; on another server, at the same path.
const TOKENS: &str = "https://www.linkedin.com/oauth/v2/accessToken";

/// The month whose interface is spoken. LinkedIn answers each for a year, then with 426.
const VERSION: &str = "202607";

/// One organisation's page, with the login of one of its administrators.
#[derive(Clone)]
pub(super) struct LinkedIn {
    base: String,
    handle: String,
    bearer: Bearer,
    organisation: Known<Organisation>,
}

impl LinkedIn {
    /// `address` is the interface's base, `handle` the organisation's number or the name in its address.
    pub(super) fn new(address: &str, handle: &str, login: &HeldLogin, transport: Arc<dyn Transport>) -> LinkedIn {
        let base = address.trim_end_matches('/').to_owned();
        let server = base.strip_suffix("/rest").unwrap_or(&base);
        let renewed_at =
            if base == USUAL_ADDRESS { TOKENS.to_owned() } else { format!("{server}/oauth/v2/accessToken") };
        LinkedIn {
            handle: handle.trim_start_matches('@').to_owned(),
            bearer: Bearer::new(login, transport, renewed_at, AppProof::InForm),
            base,
            organisation: Known::default(),
        }
    }

    /// The organisations that the login administers. A login without a role is answered with an empty list.
    fn administered(&self) -> Result<Vec<Organisation>, Outage> {
        let mut all = Vec::new();
        let mut start = 0;
        loop {
            let request = self
                .get("organizationAcls")
                .query("q", "roleAssignee")
                .query("role", "ADMINISTRATOR")
                .query("state", "APPROVED")
                .query("start", start.to_string())
                .query("count", "100");
            let answer = self.ask(&request)?;
            let elements = reading::list(&answer, "elements");
            for element in elements {
                let urn =
                    reading::text(element, "organization").or_else(|| reading::text(element, "organizationTarget"));
                if let Some(id) = urn.as_deref().and_then(decode::number_of) {
                    all.push(self.described(id)?);
                }
            }
            start += elements.len();
            if elements.len() < 100 || start >= 5_000 {
                return Ok(all);
            }
        }
    }

    fn described(&self, id: &str) -> Result<Organisation, Outage> {
        let answer = match self.ask(&self.get(&format!("organizations/{id}"))) {
            Ok(answer) => answer,
            Err(lost) if matches!(lost.kind, OutageKind::Permission | OutageKind::NotThere) => Value::Null,
            Err(lost) => return Err(lost),
        };
        let name = reading::text(&answer, "localizedName")
            .or_else(|| reading::text_at(&answer, &["name", "localized", "sv_SE"]));
        Ok(Organisation { id: id.to_owned(), vanity: reading::text(&answer, "vanityName"), name })
    }

    /// Asks which organisations the login administers: this one must be among them.
    fn proved(&self) -> Result<Organisation, Outage> {
        let all = self.administered()?;
        let is_ours = |one: &Organisation| {
            let names = [Some(&one.id), one.vanity.as_ref()];
            self.handle.is_empty() || names.into_iter().flatten().any(|name| name.eq_ignore_ascii_case(&self.handle))
        };
        let ours = all.into_iter().find(is_ours);
        let ours = ours.ok_or_else(|| outage(OutageKind::Permission, "the login does not administer this page"))?;
        Ok(self.organisation.learn(ours))
    }

    fn organisation(&self) -> Result<Organisation, Outage> {
        self.organisation.or_ask(|| self.proved())
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.base)
    }

    /// A question. A path holds URNs escaped, and lists and ranges as they are: so it is written here, not by the
    /// transport.
    fn get(&self, path: &str) -> Request {
        speaking(Request::get(self.url(path)))
    }

    /// Sends, and understands the answer or the refusal.
    fn ask(&self, request: &Request) -> Result<Value, Outage> {
        self.ask_with(request).map(|(value, _)| value)
    }

    /// As [`LinkedIn::ask`], with the id of what was made, which stands in a header.
    fn ask_with(&self, request: &Request) -> Result<(Value, Option<String>), Outage> {
        let answer = self.bearer.send(request)?;
        let value = judged(&answer).map_err(|lost| request.answered(lost))?;
        Ok((value, answer.header("x-restli-id").or_else(|| answer.header("x-linkedin-id")).map(str::to_owned)))
    }

    /// Asks where the picture lies today, then fetches it from there.
    fn file(&self, address: &str) -> Result<File, Outage> {
        let urn = address.strip_prefix(decode::SCHEME).filter(|urn| decode::is_urn(urn));
        let Some(urn) = urn else { return attached::fetch(self.bearer.transport(), address, &self.base) };
        let kind = if urn.starts_with("urn:li:video:") {
            "videos"
        } else if urn.starts_with("urn:li:document:") {
            "documents"
        } else {
            "images"
        };
        let answer = self.ask(&self.get(&format!("{kind}/{}", escaped(urn))))?;
        let url = reading::web_address(&answer, "downloadUrl")
            .ok_or_else(|| outage(OutageKind::NotThere, "the attachment is not there any more"))?;
        attached::fetch(self.bearer.transport(), &url, &self.base)
    }
}

/// With the headers that every call carries.
fn speaking(request: Request) -> Request {
    request.header("linkedin-version", VERSION).header("x-restli-protocol-version", "2.0.0")
}

impl Door for LinkedIn {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        let all = self.administered()?;
        if all.is_empty() {
            return Err(outage(OutageKind::Permission, "the login administers no page"));
        }
        let candidate = |one: Organisation| Candidate {
            handle: one.vanity.clone().unwrap_or_else(|| one.id.clone()),
            name: one.name.or(one.vanity).unwrap_or(one.id),
            address: self.base.clone(),
            credential: self.bearer.login(),
        };
        Ok(all.into_iter().map(candidate).collect())
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        self.proved().map(|_| self.bearer.ends_at())
    }
}

/// The answer, or what LinkedIn holds against the question.
pub(super) fn judged(answer: &Answer) -> Result<Value, Outage> {
    let status = answer.status;
    let value = match reading::json(answer) {
        Ok(value) => value,
        // Made, changed or taken away, with nothing in the body.
        Err(_) if (201..=204).contains(&status) && answer.bytes.iter().all(u8::is_ascii_whitespace) => {
            return Ok(Value::Null);
        }
        Err(garbled) if (200..300).contains(&status) => return Err(garbled),
        Err(_) if status == 426 => Value::Null,
        Err(garbled) => return Err(reading::of_status(answer, garbled.cause)),
    };
    if let Some(lost) = reading::sign_in_refused(&value, "LinkedIn", status) {
        return Err(lost);
    }
    // An error may come with 200, and then says its own status.
    let is_error = ["serviceErrorCode", "code", "errorDetails"].iter().any(|name| value.get(name).is_some());
    let judged = reading::true_status(answer, reading::count(&value, "status").filter(|_| is_error));
    if (200..300).contains(&judged) {
        return if value.is_object() || value.is_null() {
            Ok(value)
        } else {
            Err(outage(OutageKind::Garbled, format!("HTTP {status}: the answer is no object")))
        };
    }
    let code =
        reading::count(&value, "serviceErrorCode").map_or_else(|| "without a code".to_owned(), |code| code.to_string());
    let judged = Answer { status: judged, ..answer.clone() };
    let lost = reading::of_status(&judged, format!("LinkedIn {code} (HTTP {status})"));
    let kind = match judged.status {
        426 => {
            return Err(Outage {
                kind: OutageKind::Refused,
                cause: format!("LinkedIn no longer speaks as in {VERSION} (HTTP 426)"),
                ..lost
            });
        }
        _ => lost.kind,
    };
    // Its counts begin anew at midnight, universal time.
    let midnight = || {
        let now = answer.date()?;
        let next = (now.date_naive() + chrono::Duration::days(1)).and_hms_opt(0, 0, 0)?.and_utc();
        (next - now).to_std().ok()
    };
    let try_again_after =
        if kind == OutageKind::Limited { lost.try_again_after.or_else(midnight) } else { lost.try_again_after };
    Err(Outage { try_again_after, ..lost })
}

#[cfg(test)]
#[path = "linkedin_tests.rs"]
mod tests;
