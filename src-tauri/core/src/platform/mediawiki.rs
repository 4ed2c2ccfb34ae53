//! MediaWiki over its action interface: a wiki of the municipality's own, or the pages that it watches in another's.
//!
//! What a visitor writes is an edit, and each edit is kept by the wiki for good: nothing is ever reworded, only written
//! anew. So a post here is one revision, and its words are the lines that it added. Errors come with HTTP 200.

mod act;
mod decode;
mod fetch;

pub(super) use act::ABILITIES;
pub(super) use decode::read;

use super::{
    Candidate, Door, HeldLogin,
    cookies::Cookies,
    known::Known,
    limits::Limits,
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

/// The fields of a question.
type Fields = Vec<(&'static str, String)>;

/// One wiki, with a bot password or a token of somebody who has an account there.
#[derive(Clone)]
pub(super) struct MediaWiki {
    /// Where `api.php` is.
    api: String,
    /// The name of the account, when only what it watches is read; anything else for the whole wiki.
    handle: String,
    credential: Credential,
    transport: Arc<dyn Transport>,
    me: Known<Me>,
    cookies: Cookies,
    /// What every change must bring along, to prove that no other page made it.
    token: Known<String>,
}

impl MediaWiki {
    /// `address` is the wiki's own or that of its `api.php`.
    pub(super) fn new(address: &str, handle: &str, login: &HeldLogin, transport: Arc<dyn Transport>) -> MediaWiki {
        let address = address.trim_end_matches('/');
        let api = if address.ends_with(".php") { address.to_owned() } else { format!("{address}/api.php") };
        MediaWiki {
            api,
            handle: handle.to_owned(),
            credential: login.now(),
            transport,
            me: Known::default(),
            cookies: Cookies::default(),
            token: Known::default(),
        }
    }

    /// Asks who is signed in, in a way that nobody unknown is answered.
    fn proved(&self) -> Result<Me, Outage> {
        let answer = self.query(vec![
            ("meta", "userinfo|siteinfo".into()),
            ("uiprop", "rights".into()),
            ("siprop", "general".into()),
        ])?;
        let me =
            decode::me(&answer).ok_or_else(|| outage(OutageKind::Login, "the wiki does not say who is signed in"))?;
        Ok(self.me.learn(me))
    }

    fn me(&self) -> Result<Me, Outage> {
        self.me.or_ask(|| self.proved())
    }

    /// Whether only what the account watches is read, and not the whole wiki.
    fn only_watched(&self, me: &Me) -> bool {
        self.handle.trim_start_matches('@').eq_ignore_ascii_case(&me.name)
    }

    /// Asks something.
    fn query(&self, fields: Fields) -> Result<Value, Outage> {
        let fields = [vec![("action", "query".to_owned())], fields].concat();
        self.in_session(&|| self.send(&self.question(fields.clone(), true)))
    }

    /// Changes something. A token that has grown old is fetched anew, once: the wiki did nothing with the old one.
    fn change(&self, action: &'static str, fields: &[(&'static str, String)]) -> Result<Value, Outage> {
        let once = || {
            let token = self.token.or_ask(|| self.fresh_token())?;
            let all = [vec![("action", action.to_owned())], fields.to_vec(), vec![("token", token)]].concat();
            let Request { query, .. } = self.question(all, true);
            self.send(&Request { login: self.login(), ..Request::post(self.api.clone(), Body::Form(query)) })
        };
        match self.in_session(&once) {
            Err(lost) if lost.cause.contains("badtoken") => {
                self.token.forget();
                self.in_session(&once)
            }
            other => other,
        }
    }

    fn fresh_token(&self) -> Result<String, Outage> {
        let answer = self.query(vec![("meta", "tokens".into()), ("type", "csrf".into())])?;
        let token = reading::text_at(&answer, &["query", "tokens", "csrftoken"]);
        token.map(|token| self.token.learn(token)).ok_or_else(|| outage(OutageKind::Garbled, "the wiki gave no token"))
    }

    /// Signs in first where that is needed, and once more when the wiki has forgotten it.
    fn in_session(&self, ask: &dyn Fn() -> Result<Value, Outage>) -> Result<Value, Outage> {
        if self.credential.user.is_empty() {
            return ask();
        }
        if matches!(self.cookies.login(), Login::None) {
            self.sign_in()?;
        }
        match ask() {
            Err(lost) if lost.cause.contains("assertuserfailed") => {
                self.cookies.forget();
                self.token.forget();
                self.sign_in()?;
                ask()
            }
            other => other,
        }
    }

    fn sign_in(&self) -> Result<(), Outage> {
        let tokens = vec![("action", "query".into()), ("meta", "tokens".into()), ("type", "login".into())];
        let answer = self.send(&self.question(tokens, false))?;
        let token = reading::text_at(&answer, &["query", "tokens", "logintoken"])
            .ok_or_else(|| outage(OutageKind::Garbled, "the wiki gave no token"))?;
        let Request { query, .. } = self.question(
            vec![
                ("action", "login".into()),
                ("lgname", self.credential.user.clone()),
                ("lgpassword", self.credential.secret.expose().to_owned()),
                ("lgtoken", token),
            ],
            false,
        );
        let request = Request { login: self.login(), ..Request::post(self.api.clone(), Body::Form(query)) };
        let answer = self.send(&request)?;
        decode::signed_in(&answer)
    }

    fn login(&self) -> Login {
        if self.credential.user.is_empty() {
            Login::Bearer(self.credential.secret.clone())
        } else {
            self.cookies.login()
        }
    }

    fn question(&self, fields: Fields, as_user: bool) -> Request {
        let mut request = Request::get(self.api.clone()).login(self.login());
        request.query = fields;
        for (name, value) in [("format", "json"), ("formatversion", "2"), ("errorformat", "plaintext"), ("maxlag", "5")]
        {
            request = request.query(name, value);
        }
        if as_user { request.query("assert", "user") } else { request }
    }

    fn send(&self, request: &Request) -> Result<Value, Outage> {
        let answer = self.transport.send(request)?;
        self.cookies.take(&answer);
        judged(&answer).map_err(|lost| {
            // A server that lags says so before it does anything.
            if lost.cause.contains("maxlag") { lost } else { request.answered(lost) }
        })
    }

    /// The wiki behind the login: all of it, or only what the account watches.
    fn wiki(&self) -> Result<Vec<Candidate>, Outage> {
        match self.described() {
            // Many wikis keep their interface in a folder.
            Err(lost) if matches!(lost.kind, OutageKind::Garbled | OutageKind::NotThere) => {
                let Some(site) = self.api.strip_suffix("/api.php").filter(|site| !site.ends_with("/w")) else {
                    return Err(lost);
                };
                let elsewhere = MediaWiki { api: format!("{site}/w/api.php"), ..self.clone() };
                elsewhere.described().map_err(|_| lost)
            }
            other => other,
        }
    }

    fn described(&self) -> Result<Vec<Candidate>, Outage> {
        let me = self.proved()?;
        let host = self.api.split_once("://").map_or(self.api.as_str(), |(_, rest)| rest);
        let host = host.split('/').next().unwrap_or(host).to_owned();
        let candidate = |handle: String, name: String| Candidate {
            handle,
            name,
            address: self.api.clone(),
            credential: self.credential.clone(),
        };
        let wiki = me.wiki.clone().unwrap_or_else(|| host.clone());
        Ok(vec![candidate(host, wiki.clone()), candidate(me.name.clone(), format!("{wiki}: {}", me.name))])
    }
}

impl Door for MediaWiki {
    fn discover(&self) -> Result<Vec<Candidate>, Outage> {
        self.wiki()
    }

    fn prove(&self) -> Result<Option<Timestamp>, Outage> {
        // A bot password ends only when somebody takes it back.
        self.proved().map(|_| None)
    }
}

/// The answer, or what the wiki holds against the question. Its messages are in the wiki's language; only codes count.
fn judged(answer: &Answer) -> Result<Value, Outage> {
    let status = answer.status;
    let value = match reading::json(answer) {
        Ok(value) => value,
        Err(garbled) if (200..300).contains(&status) => return Err(garbled),
        Err(garbled) => return Err(reading::of_status(answer, garbled.cause)),
    };
    let named = answer.header("mediawiki-api-error").map(str::to_owned);
    let code = reading::list(&value, "errors")
        .first()
        .or_else(|| value.get("error"))
        .map(|error| reading::id(error, "code").or(named).unwrap_or_else(|| "without a code".to_owned()));
    let Some(code) = code else {
        return match (200..300).contains(&status) {
            true if value.is_object() => Ok(value),
            true => Err(outage(OutageKind::Garbled, format!("HTTP {status}: the answer is no object"))),
            false => Err(reading::of_status(answer, format!("HTTP {status} without a MediaWiki code"))),
        };
    };
    let kind = match code.as_str() {
        "assertuserfailed"
        | "assertnameduserfailed"
        | "notloggedin"
        | "wrongpassword"
        | "mwoauth-invalid-authorization" => OutageKind::Login,
        "permissiondenied" | "permissions" | "readapidenied" | "writeapidenied" | "protectedpage"
        | "cascadeprotected" | "protectednamespace" | "blocked" | "autoblocked" | "cantblock" | "cantdelete"
        | "cantedit" => OutageKind::Permission,
        "ratelimited" | "login-throttled" | "throttled" => OutageKind::Limited,
        "maxlag" | "readonly" => OutageKind::Away,
        code if code.starts_with("internal_api_error") => OutageKind::Away,
        "missingtitle" | "nosuchpageid" | "nosuchrevid" | "missingrev" | "nosuchsection" | "cantundelete" => {
            OutageKind::NotThere
        }
        _ => OutageKind::Refused,
    };
    let try_again_after = kind.passes().then(|| Limits::of(answer).wait()).flatten();
    Err(Outage { try_again_after, ..outage(kind, format!("MediaWiki {code} (HTTP {status})")) })
}

#[cfg(test)]
#[path = "mediawiki_tests.rs"]
mod tests;
